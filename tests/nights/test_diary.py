"""Each night leaves a small whole file that says how it ended, and quotes no patient."""

import json
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from matcher.errors import BadInput, RegistryError, StoreError
from matcher.nights.diary import Diary, clear_nights, note_failure
from matcher.nights.kept import KeptNight, NightSummary
from matcher.nights.reading import Freshness, Night, freshness, read_nights
from matcher.operations.night_lock import night_is_running, one_night
from matcher.settings import Home

BEGAN = datetime(2026, 11, 1, 3, 0, tzinfo=UTC)
SUMMARY = NightSummary(
    snapshot="20261101T030000Z-0badcafe",
    registry_timestamp="2026-10-31T09:00:05",
    source="registry",
    published=True,
    trials=3,
    items=30,
    archived=3,
    read=3,
    reused=0,
    unread=0,
    vanished=0,
    patients=2,
    verdicts={"possible": 6},
    exports="somewhere/exports/20261101T030000Z",
    seconds={"pull": 1.5, "match": 2.0},
)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home").make()


def diary(home: Home, *, night: int = 1) -> Diary:
    began = BEGAN + timedelta(days=night - 1)
    return Diary(home, began, lambda: began + timedelta(minutes=5))


def only(home: Home, *, running: bool = False) -> Night:
    (night,) = read_nights(home, running=running)
    return night


def test_a_whole_night_is_kept_with_its_summary_but_without_the_path_of_the_shortlists(home: Home) -> None:
    diary(home).done(SUMMARY)
    (file,) = home.nights.iterdir()
    assert (file.name, stat.S_IMODE(file.stat().st_mode)) == ("20261101T030000Z.json", 0o600)
    assert stat.S_IMODE(home.nights.stat().st_mode) == 0o700
    assert json.loads(file.read_text(encoding="utf-8"))["schema"] == "mdsmatch.kept_night/1"
    assert only(home) == Night(
        "20261101T030000Z",
        "done",
        KeptNight(
            night="20261101T030000Z",
            began=BEGAN,
            ended=BEGAN + timedelta(minutes=5),
            ending="done",
            seconds={"pull": 1.5, "match": 2.0},
            summary=SUMMARY.model_copy(update={"exports": None}),
        ),
    )


def test_a_failed_night_keeps_its_step_and_a_sentence(home: Home) -> None:
    book = diary(home)
    book.step("pull", {})
    book.step("read", {"pull": 1.5})
    book.failed(RegistryError("the registry cannot be reached;\n try again later"))
    night = only(home)
    assert night.kept is not None
    assert (night.ending, night.kept.step, night.kept.seconds) == ("failed", "read", {"pull": 1.5})
    assert night.kept.why == "the registry cannot be reached; try again later"


def test_a_night_that_was_killed_is_seen_as_such_and_one_that_runs_as_running(home: Home) -> None:
    for night in (1, 2):
        diary(home, night=night).step("read", {})
    assert [night.ending for night in read_nights(home, running=False)] == ["killed", "killed"]
    assert [night.ending for night in read_nights(home, running=True)] == ["running", "killed"]


def test_whether_a_night_runs_is_asked_of_the_lock_and_disturbs_nobody(home: Home) -> None:
    assert not night_is_running(home)
    with one_night(home):
        assert night_is_running(home)
    assert not night_is_running(home)
    with one_night(home):
        pass


@pytest.mark.parametrize(
    ("step", "fault", "kept"),
    [
        ("start", BadInput("Secret.json: no patients"), "the folder of patients could not be used"),
        ("match", BadInput("Secret.json: $.id is missing"), "the folder of patients could not be used"),
        ("match", OSError(28, "No space left", "Secret"), "the disk refused: No space left"),
        ("match", ValueError("Secret had 12% blasts"), "this program broke (ValueError)"),
        ("match", StoreError("home: no snapshot is published"), "home: no snapshot is published"),
        ("build", ValueError("whatever"), "this program broke (ValueError)"),
        ("pull", BadInput("records: holds no .json file"), "records: holds no .json file"),
        ("pull", KeyboardInterrupt(), "it was interrupted"),
    ],
)  # fmt: skip
def test_the_sentence_about_a_failure_quotes_no_patient(
    home: Home, step: str, fault: BaseException, kept: str
) -> None:
    book = diary(home)
    book.step(step, {})
    book.failed(fault)
    night = only(home)
    assert night.kept is not None and night.kept.why is not None
    assert night.kept.why.startswith(kept)
    assert "Secret" not in (home.nights / f"{night.name}.json").read_text(encoding="utf-8")


def test_what_fails_before_a_night_can_begin_is_a_failed_night_too(home: Home) -> None:
    with pytest.raises(BadInput), note_failure(home, lambda: BEGAN):
        raise BadInput("Secret: holds no patient file")
    night = only(home)
    assert night.kept is not None
    assert (night.name, night.ending, night.kept.step) == ("20261101T030000Z", "failed", "start")


@pytest.mark.parametrize("fault", [StoreError("damaged"), BadInput("no patients")])
def test_a_disk_that_refuses_the_diary_does_not_hide_what_went_wrong(home: Home, fault: Exception) -> None:
    book = diary(home)
    (home.nights / "20261101T030000Z.json").unlink()
    home.nights.rmdir()
    home.nights.touch()
    book.failed(fault)
    with pytest.raises(type(fault), match=str(fault)), note_failure(home, lambda: BEGAN):
        raise fault
    with pytest.raises(BadInput, match="there is no folder"):
        book.step("read", {})


def test_the_last_nights_stay_and_what_was_half_written_goes(home: Home) -> None:
    for night in (1, 2, 3):
        diary(home, night=night)
    (home.nights / ".mdsmatch-half").touch()
    clear_nights(home, keep=2)
    assert sorted(path.name for path in home.nights.iterdir()) == [
        "20261102T030000Z.json",
        "20261103T030000Z.json",
    ]


@pytest.mark.parametrize("content", ["", "{", '{"schema": "mdsmatch.kept_night/2"}', "[]", "\xff"])
def test_a_damaged_file_is_said_and_hides_no_other_night(home: Home, content: str) -> None:
    diary(home).done(SUMMARY)
    (home.nights / "20261102T030000Z.json").write_text(content, encoding="latin-1")
    assert [(night.name, night.ending) for night in read_nights(home, running=False)] == [
        ("20261102T030000Z", "damaged"),
        ("20261101T030000Z", "done"),
    ]


def test_a_home_without_nights_has_none(tmp_path: Path) -> None:
    assert read_nights(Home(tmp_path), running=False) == ()


# --- how fresh that leaves things --------------------------------------------------------------------------


def ended(home: Home, *endings: str) -> Iterator[Night]:
    """Nights that ended like this, the first of them on the first of November; newest first."""
    for number, ending in enumerate(endings, 1):
        book = diary(home, night=number)
        if ending == "done":
            book.done(SUMMARY)
        elif ending == "failed":
            book.failed(StoreError("damaged"))
    yield from read_nights(home, running=False)


NOW = BEGAN + timedelta(days=3)


def test_freshness_counts_from_the_last_night_that_ended_well(home: Home) -> None:
    nights = tuple(ended(home, "done", "failed", "killed"))
    found = freshness(nights, "2026-10-31T09:00:05", NOW)
    assert found == Freshness(
        registry="2026-10-31T09:00:05",
        registry_age=timedelta(days=3, hours=17, minutes=59, seconds=55),
        last_done=nights[2],
        last_done_age=timedelta(days=2, hours=23, minutes=55),
        failing=2,
    )


def test_a_night_that_runs_is_no_failure(home: Home) -> None:
    nights = [*ended(home, "done")]
    nights.insert(0, Night("20261102T030000Z", "running", None))
    assert freshness(nights, None, NOW).failing == 0


@pytest.mark.parametrize("timestamp", [None, "", "unknown", "sha256:0badcafe", "2026-13-01"])
def test_a_timestamp_that_is_no_date_has_no_age(timestamp: str | None) -> None:
    assert freshness((), timestamp, NOW) == Freshness(timestamp, None, None, None, 0)


def test_a_day_without_a_time_begins_at_midnight_and_no_age_is_below_nothing() -> None:
    assert freshness((), "2026-11-03", NOW).registry_age == timedelta(days=1, hours=3)
    assert freshness((), "2026-12-24", NOW).registry_age == timedelta()
