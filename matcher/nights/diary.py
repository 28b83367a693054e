"""Writes down each night while it runs: that it began, where it is, how it ended.

Home to the files under `nights`, and to the sentence about a night that failed, which quotes no patient.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime

from matcher.errors import BadInput, MatcherError
from matcher.export.document import to_json
from matcher.export.private_file import write_private
from matcher.nights.kept import KeptNight, NightSummary
from matcher.settings import Home

KEEP_NIGHTS = 100
"""How many nights are remembered: they are small, and a season of them shows what keeps failing."""

START = "start"
"""What a night does before its first step: it looks at its orders and at the folder of patients."""

TOUCHING_PATIENTS = frozenset({START, "match"})
"""Steps that look at patients: a sentence about a file may stand in their faults, and is not kept."""

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The time in UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def night_name(began: datetime) -> str:
    """The name of a night: when it began, so that names sort as nights do."""
    return f"{began.astimezone(UTC):%Y%m%dT%H%M%SZ}"


class Diary:
    """The record of one night, rewritten whole at each step: at any moment its file is a whole one."""

    def __init__(self, home: Home, began: datetime, clock: Clock = utc_now) -> None:
        """Write down that the night began. Raises OSError if the disk does not let it."""
        self._home, self._clock = home, clock
        self._kept = KeptNight(night=night_name(began), began=began, step=START)
        self._write()

    def step(self, name: str, seconds: dict[str, float]) -> None:
        """The night is at step `name` now; `seconds` are those of the steps before."""
        self._set(step=name, seconds=dict(seconds))

    def done(self, summary: NightSummary) -> None:
        """The night came to its end; the summary is kept without the path of the shortlists."""
        self._set(
            ending="done",
            ended=self._clock(),
            step=None,
            seconds=summary.seconds,
            summary=summary.model_copy(update={"exports": None}),
        )

    def failed(self, fault: BaseException) -> None:
        """The night ended early. A disk that does not even take this leaves a killed night."""
        # What is to be told is the night's own fault, and its caller raises that on.
        with suppress(OSError, BadInput):
            self._set(ending="failed", ended=self._clock(), why=sentence(fault, self._kept.step or START))

    def _set(self, **changes: object) -> None:
        self._kept = self._kept.model_copy(update=changes)
        self._write()

    def _write(self) -> None:
        text = to_json(self._kept.model_dump(mode="json", by_alias=True))
        write_private(self._home.nights / f"{self._kept.night}.json", text)


@contextmanager
def note_failure(home: Home, clock: Clock = utc_now) -> Iterator[None]:
    """Keep a failed night if what runs within fails: for what has to hold before a night can begin."""
    began = clock()
    try:
        yield
    except BaseException as fault:
        with suppress(OSError, BadInput):
            Diary(home, began, clock).failed(fault)
        raise


def clear_nights(home: Home, keep: int = KEEP_NIGHTS) -> None:
    """Remove all but the newest `keep` nights, and what a killed one half wrote. For the lock's holder."""
    for path in home.nights.iterdir():
        if path.suffix != ".json":
            path.unlink()
    nights = sorted(home.nights.glob("*.json"))
    for path in nights[: max(0, len(nights) - keep)]:
        path.unlink()


def sentence(fault: BaseException, step: str) -> str:
    """Why a night ended early, on one line and without a word of a patient or of a patient's file."""
    if not isinstance(fault, Exception):
        return "it was interrupted"
    if step in TOUCHING_PATIENTS and isinstance(fault, BadInput):
        return "the folder of patients could not be used; run `mdsmatch nightly` by hand to see why"
    if isinstance(fault, OSError) and step in TOUCHING_PATIENTS:
        return f"the disk refused: {fault.strerror or type(fault).__name__}"
    if isinstance(fault, MatcherError | OSError):
        return " ".join(str(fault).split())
    return f"this program broke ({type(fault).__name__}); Prefect's log has the trace, please report it"
