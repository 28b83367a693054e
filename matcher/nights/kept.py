"""What is kept of a night: counts, seconds and how it ended.

Home to the shape of the record. It holds no patient fact, no patient's name and no patient's file: it may be
shown to everybody who may see the pages.
"""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Ending = Literal["unended", "done", "failed"]
"""How a night ended as far as it could say so itself; a killed one stays `unended`."""


class NightSummary(BaseModel):
    """What one night did.

    `published` says whether a new snapshot went out; if not, the published one held the same already. Of the
    `trials` in it, `read` were read tonight and `reused` taken over; `unread` are those whose text the parser
    could not take, kept whole. `archived` counts record versions that were new, `vanished` trials that the
    registry no longer names, `problems` what it could not hand over. `verdicts` counts trials by verdict over
    all patients, `changes` patients by what changed for them since the night before. `seconds` is by step.
    """

    model_config = ConfigDict(frozen=True)

    snapshot: str
    registry_timestamp: str | None
    source: str
    published: bool
    trials: int
    items: int
    archived: int
    read: int
    reused: int
    unread: int
    vanished: int
    problems: tuple[str, ...] = ()
    patients: int = 0
    patients_refused: int = 0
    verdicts: dict[str, int] = {}
    changes: dict[str, int] = {}
    exports: str | None = None
    seconds: dict[str, float] = {}


class KeptNight(BaseModel):
    """One night as its file has it. Times are in UTC.

    `step` is the step that a night failed in, or was last seen in; `why` a sentence that quotes no patient;
    `seconds` is by step, of those that ended; `summary` is there once the night is done.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_: Literal["mdsmatch.kept_night/1"] = Field(default="mdsmatch.kept_night/1", alias="schema")
    night: str
    began: datetime
    ended: datetime | None = None
    ending: Ending = "unended"
    step: str | None = None
    why: str | None = None
    seconds: dict[str, float] = {}
    summary: NightSummary | None = None
