"""What a night did, in counts and seconds. Holds no patient fact, no patient's name, no file of a patient."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from pydantic import BaseModel, ConfigDict

SCHEMA = "mdsmatch.night/1"


class NightSummary(BaseModel):
    """What one night did.

    `published` says whether a new snapshot went out; if not, the published one held the same already. Of the
    `trials` in it, `read` were read tonight and `reused` taken over; `unread` are those whose text the parser
    could not take, kept whole. `archived` counts record versions that were new, `vanished` trials that the
    registry no longer names, `problems` what it could not hand over. `verdicts` counts trials by verdict over
    all patients. `seconds` is by step.
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
    exports: str | None = None
    seconds: dict[str, float] = {}


class Stopwatch:
    """Takes the time of each step, in seconds."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Take the time of what runs within."""
        start = time.monotonic()
        try:
            yield
        finally:
            self.seconds[name] = round(time.monotonic() - start, 2)


def as_lines(summary: NightSummary) -> list[tuple[str, str]]:
    """The summary for people: what and how much."""
    state = "published" if summary.published else "unchanged, the published one stays"
    verdicts = ", ".join(f"{count} {verdict}" for verdict, count in summary.verdicts.items())
    lines = [
        ("snapshot", f"{summary.snapshot} ({state})"),
        ("registry", f"{summary.source}, data of {summary.registry_timestamp or 'an unknown day'}"),
        ("trials", f"{summary.trials} with {summary.items} criteria"),
        ("records", f"{summary.archived} new versions archived, {summary.vanished} trials gone"),
        ("reading", f"{summary.read} read, {summary.reused} reused, {summary.unread} could not be read"),
        ("problems", f"{len(summary.problems)} records could not be pulled"),
        ("patients", f"{summary.patients} matched, {summary.patients_refused} files refused"),
        ("verdicts", verdicts or "none"),
        ("seconds", ", ".join(f"{step} {seconds:.1f}" for step, seconds in summary.seconds.items())),
    ]
    return [*lines, ("shortlists", summary.exports)] if summary.exports else lines


def as_markdown(summary: NightSummary) -> str:
    """The summary as a table for Prefect's pages, without the path of the shortlists."""
    shown = [(what, much) for what, much in as_lines(summary) if what != "shortlists"]
    cells = "\n".join(f"| {what} | {_cell(much)} |" for what, much in shown)
    return f"| the night | |\n|---|---|\n{cells}\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")
