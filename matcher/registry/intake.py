"""What has arrived in one pass over a source.

Home to the rules that hold for every source: a trial counts once, a version goes to the sink once, what
cannot be taken is a problem in words and does not stop the rest. Knows neither files nor connections.
"""

from matcher.registry.source import PullReport, RawRecord, Sink


def malformed_id(given: str) -> str:
    """The sentence about an id that no record can have."""
    return f"{given!r} is no NCT number and was left out; write NCT and eight digits"


class Intake:
    """Takes records in and keeps the account of them. `sunk` holds the hashes that the sink has already."""

    def __init__(self, sink: Sink, sunk: set[str]) -> None:
        self._sink = sink
        self._sunk = sunk
        self._hashes: dict[str, str] = {}
        self._problems: list[str] = []

    def __len__(self) -> int:
        return len(self._hashes)

    def __contains__(self, nct_id: str) -> bool:
        return nct_id in self._hashes

    def take(self, record: RawRecord) -> None:
        """Hand the record on unless its trial has come in this pass already."""
        if record.nct_id in self._hashes:
            return
        if record.sha256 not in self._sunk:
            self._sink(record)
            self._sunk.add(record.sha256)
        self._hashes[record.nct_id] = record.sha256

    def refuse(self, problem: str) -> None:
        """Note, in a sentence, what could not be taken."""
        self._problems.append(problem)

    def report(self, announced: int | None, restarts: int, data_timestamp: str) -> PullReport:
        """The account of this pass."""
        return PullReport(
            nct_ids=tuple(self._hashes),
            hashes=tuple(self._hashes.values()),
            announced=announced,
            restarts=restarts,
            problems=tuple(self._problems),
            data_timestamp=data_timestamp,
        )
