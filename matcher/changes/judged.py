"""What a night leaves of its matches for the next one to compare with.

Home to the shape of these files. They hold facts of patients and lie in the night's export folder only.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from matcher.export.model import Provenance, Shortlist, Standing, standing
from matcher.export.wording import title
from matcher.match import CriterionMatch, TrialMatch, TrialVerdict
from matcher.patient import Patient
from matcher.registry.record import eligibility_source
from matcher.trial import Trial


class Part(BaseModel):
    """A frozen piece of one of these files."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class KnownTrial(Part):
    """A trial as the night knew it, closed ones too.

    `asks` is a fingerprint of what the registry says about who may take part, `reading` one of how that was
    read: two nights can be told apart by what changed between them.
    """

    title: str
    status: str | None
    asks: str
    reading: str

    @property
    def standing(self) -> Standing:
        """Whether the trial takes patients."""
        return standing(self.status)

    @classmethod
    def of(cls, trial: Trial) -> Self:
        """The trial without all that is not compared."""
        record = trial.record
        return cls(
            title=title(record),
            status=record.overall_status,
            asks=_print(repr(eligibility_source(record))),
            reading=_print(trial.eligibility.model_dump_json()),
        )


class Snapshot(Part):
    """Where the night's matches come from; `registry_timestamp` None: the source says none."""

    id: str
    registry_timestamp: str | None
    parser: str
    vocabulary: str


class Basis(Part):
    """What one night's matches rest on, for all patients alike.

    `day` is the calendar day of the night, None where nobody said it. Without `all_statuses` the trials that
    take no patients were not judged.
    """

    schema_: Literal["mdsmatch.basis/1"] = Field(default="mdsmatch.basis/1", alias="schema")
    night: str
    day: date | None
    snapshot: Snapshot
    all_statuses: bool
    trials: dict[str, KnownTrial]

    @classmethod
    def of(
        cls,
        night: str,
        day: date | None,
        trials: Iterable[Trial],
        source: Provenance,
        *,
        all_statuses: bool,
    ) -> Self:
        """The basis of a night that matches against these trials."""
        return cls(
            night=night,
            day=day,
            snapshot=Snapshot(**asdict(source)),
            all_statuses=all_statuses,
            trials={trial.record.nct_id: KnownTrial.of(trial) for trial in trials},
        )


class Obstacle(Part):
    """A line that stands in the way: a mark by which it is known again, the reason, when waiting mends it."""

    mark: str
    reason: str
    opens_on: date | None = None


class JudgedTrial(Part):
    """One match: its verdict, what stands in the way, and what would decide the lines that are open."""

    verdict: TrialVerdict
    in_the_way: tuple[Obstacle, ...] = ()
    needs: tuple[str, ...] = ()

    @property
    def opens_on(self) -> date | None:
        """The day on which the last window ends, where nothing but windows stands in the way."""
        days = [each.opens_on for each in self.in_the_way if each.opens_on is not None]
        return max(days) if days and len(days) == len(self.in_the_way) else None

    @classmethod
    def of(cls, match: TrialMatch) -> Self:
        """The match without all that is not compared."""
        lines = [line for line in match.criteria if line.basis != "administrative"]
        needs = dict.fromkeys(need for line in lines if line.verdict == "unknown" for need in line.needs)
        return cls(
            verdict=match.verdict,
            in_the_way=tuple(_obstacle(line) for line in lines if line.verdict == "fail"),
            needs=tuple(needs),
        )


class Judged(Part):
    """One patient's matches of one night. `content` is a fingerprint of the file without its `as_of`."""

    schema_: Literal["mdsmatch.judged/1"] = Field(default="mdsmatch.judged/1", alias="schema")
    patient_id: str
    file: str
    as_of: date
    content: str
    trials: dict[str, JudgedTrial]

    @classmethod
    def of(cls, patient: Patient, file: Path, shortlist: Shortlist) -> Self:
        """What is kept of the shortlist of the patient in this file."""
        return cls(
            patient_id=patient.id,
            file=file.name,
            as_of=shortlist.as_of,
            content=_print(patient.model_dump_json(by_alias=True, exclude={"as_of"})),
            trials={entry.match.nct_id: JudgedTrial.of(entry.match) for entry in shortlist.entries},
        )


def _obstacle(line: CriterionMatch) -> Obstacle:
    return Obstacle(mark=_print(f"{line.section} {line.text}"), reason=line.reason, opens_on=line.opens_on)


def _print(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
