"""What a night did, in counts and seconds. Holds no patient fact, no patient's name, no file of a patient."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from matcher.nights.kept import NightSummary

SCHEMA = "mdsmatch.night/1"


class Stopwatch:
    """Takes the time of each step, in seconds; tells `begun` which step begins and what those before took."""

    def __init__(self, begun: Callable[[str, dict[str, float]], None]) -> None:
        self.seconds: dict[str, float] = {}
        self._begun = begun

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Take the time of what runs within."""
        self._begun(name, self.seconds)
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
        *([("changes", _changes(summary))] if summary.changes else []),
        ("seconds", ", ".join(f"{step} {seconds:.1f}" for step, seconds in summary.seconds.items())),
    ]
    return [*lines, ("shortlists", summary.exports)] if summary.exports else lines


def _changes(summary: NightSummary) -> str:
    """For how many patients something changed; for whom is not for logs."""
    counts = ", ".join(f"{count} {what}" for what, count in summary.changes.items() if what in _SHOWN)
    return f"patients with trials {counts}; `mdsmatch changes` says for whom"


_SHOWN = ("gained", "lost", "changed")


def as_markdown(summary: NightSummary) -> str:
    """The summary as a table for Prefect's pages, without the path of the shortlists."""
    shown = [(what, much) for what, much in as_lines(summary) if what != "shortlists"]
    cells = "\n".join(f"| {what} | {_cell(much)} |" for what, much in shown)
    return f"| the night | |\n|---|---|\n{cells}\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")
