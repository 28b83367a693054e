"""The worklist: who needs attention first, and a broken file named as such."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from matcher.changes.judged import Snapshot
from matcher.changes.model import (
    Change,
    ComparedWith,
    Effect,
    GonePatient,
    NightChanges,
    PatientChanges,
    RefusedFile,
    Washout,
)
from matcher.patient import Patient
from matcher.settings import Home
from matcher.web.app import create_app
from matcher.web.pages.worklist import Plain, WorklistPage, worklist_page
from matcher.web.patient_folder import PatientFile
from matcher.web.settings import WebSettings
from matcher.web.wording import words
from tests.lib.html_page import Page
from tests.lib.nights_of_patients import asking, match_night, publish_studies, write_patient
from tests.lib.studies import nct
from tests.lib.web import happenings
from tests.web.conftest import ADDRESS

DAY = date(2026, 11, 1)
NIGHT = "20261102T030000Z"
BEFORE = ComparedWith(night="20261101T030000Z", as_of=DAY, snapshot="s1")


def change(effect: Effect, number: int = 1, **other: object) -> Change:
    kinds = {"gained": "new", "lost": "lost", "changed": "verdict", "beside": "closed"}
    about = {"kind": kinds[effect], "effect": effect, "nct_id": nct(number), "title": f"Trial {number}"}
    judged = {"verdict_before": "possible", "verdict_now": "eligible", "because": ("registry",)}
    statuses = {"status_before": "RECRUITING", "status_now": "RECRUITING"}
    return Change.model_validate(about | judged | statuses | other)


def moved(patient_id: str, *changes: Change, washouts: tuple[Washout, ...] = ()) -> PatientChanges:
    return PatientChanges(
        patient_id=patient_id,
        file=f"{patient_id}.json",
        as_of=DAY,
        compared_with=BEFORE,
        verdicts={"eligible": 1, "possible": 2},
        changes=changes,
        washouts=washouts,
    )


def washout(state: str, number: int = 9) -> Washout:
    return Washout.model_validate(
        {"state": state, "nct_id": nct(number), "title": "Waits", "on": date(2026, 11, 5)}
    )


def night(*patients: PatientChanges, **other: object) -> NightChanges:
    about = {"night": NIGHT, "day": DAY, "since": None, "all_statuses": False, "counts": {}}
    snapshot = Snapshot(id="s2", registry_timestamp=None, parser="1", vocabulary="a")
    found = {"snapshot": snapshot, "patients": patients, "refused": (), "gone": ()}
    return NightChanges.model_validate(about | found | other)


def file(patient_id: str) -> PatientFile:
    patient = Patient.model_validate({"schema": "mdsmatch.patient/1", "id": patient_id, "as_of": DAY})
    return PatientFile(Path(f"{patient_id}.json"), f"handle-of-{patient_id}", patient)


def broken(name: str) -> PatientFile:
    path = Path("patients") / name
    return PatientFile(path, "", fault=f"{path}: is not JSON; mend the file there")


def page(*patients: PatientChanges, **other: object) -> WorklistPage:
    return worklist_page(words(), [file(each.patient_id) for each in patients], night(*patients, **other))


def test_patients_stand_in_groups_by_what_needs_attention_first() -> None:
    found = page(
        moved("same"),
        moved("waits", washouts=(washout("ending"),)),
        moved("loses", change("lost")),
        moved("wins", change("lost"), change("gained", 2)),
        moved("waited", washouts=(washout("ended"),)),
        moved("turns", change("changed")),
        moved("new").model_copy(update={"compared_with": None}),
        moved("beside", change("beside")),
    )
    assert [(group.name, [one.patient_id for one in group.people]) for group in found.groups] == [
        ("gained", ["waited", "wins"]),
        ("lost", ["loses"]),
        ("moved", ["turns", "waits"]),
        ("first", ["new"]),
        ("same", ["beside", "same"]),
    ]
    assert [(name, number) for name, number, _ in found.counts] == [
        ("patients", 8),
        ("gained", 1),
        ("lost", 2),
        ("changed", 1),
        ("washouts", 2),
        ("broken", 0),
    ]


def test_a_patient_is_linked_by_handle_and_a_trial_by_both() -> None:
    (group,) = page(moved("anna", change("gained"), change("lost", 2))).groups
    (person,) = group.people
    assert (person.path, person.patient_id) == ("/patients/handle-of-anna", "anna")
    assert [move.path for move in person.moves] == [f"/patients/handle-of-anna/trials/{nct(1)}", ""]
    assert person.badges == (("gained", "new: 1"), ("lost", "lost: 1"))


def test_a_move_says_what_happened_what_it_comes_from_and_which_lines_turned() -> None:
    turned = change("lost", kind="verdict", verdict_now="ineligible", because=("patient", "day"))
    (group,) = page(moved("anna", turned.model_copy(update={"now_in_the_way": ("ECOG 3",)}))).groups
    (move,) = group.people[0].moves
    assert (move.badge, move.what, move.lines) == (
        "lost", "from possible to ineligible", "In the way now: ECOG 3."
    )  # fmt: skip
    assert move.because == "comes from: the patient's file, the day of judgement"


def test_what_can_be_acted_on_stands_first_and_the_rest_opens_on_demand() -> None:
    changes = [change("gained", 1), *(change("lost", number) for number in range(2, 9)), change("beside", 20)]
    (group,) = page(moved("anna", *changes, washouts=(washout("ending"), washout("ended", 10)))).groups
    (person,) = group.people
    assert [move.sort for move in person.moves] == ["ended", "gained", "ending", "lost", "lost", "lost"]
    assert (len(person.more), person.beside.partition(" ")[0]) == (4, "1")


def test_a_broken_file_is_named_with_whose_it_was() -> None:
    refused = RefusedFile(file="b.json", why="x", patient_id="berta", last_night="20261030T030000Z")
    files = [broken("b.json"), broken("c.json"), file("anna")]
    found = worklist_page(words(), files, night(moved("anna"), refused=(refused,)))
    assert found.broken == (
        Plain(
            "b.json",
            "",
            "is not JSON; mend the file there (patient berta until the night of 2026-10-30 03:00)",
        ),
        Plain("c.json", "", "is not JSON; mend the file there"),
    )
    assert found.gone == ()


def test_who_was_not_in_that_night_is_there_all_the_same() -> None:
    refused = RefusedFile(file="b.json", why="x", patient_id="berta", last_night="20261030T030000Z")
    found = worklist_page(words(), [file("berta"), file("clara")], night(refused=(refused,)))
    assert [(one.name, one.path) for one in found.waiting] == [
        ("berta", "/patients/handle-of-berta"),
        ("clara", "/patients/handle-of-clara"),
    ]
    assert "has been mended since" in found.waiting[0].note
    assert "not matched by a night yet" in found.waiting[1].note


def test_who_has_no_file_any_more_is_named_and_counted_nowhere() -> None:
    gone = GonePatient(patient_id="clara", last_night="20261030T030000Z")
    found = worklist_page(words(), [], night(moved("anna", change("gained")), gone=(gone,)))
    assert found.groups == () and found.counts[0][1] == 0
    assert [(one.name, one.note) for one in found.gone] == [
        ("anna", "last matched in the night of 2026-11-02 03:00"),
        ("clara", "last matched in the night of 2026-10-30 03:00"),
    ]


def test_before_the_first_night_everybody_waits() -> None:
    found = worklist_page(words(), [file("anna")], None)
    assert (found.night, found.groups, [one.name for one in found.waiting]) == ("", (), ["anna"])
    assert found.compared.startswith("No night has matched patients yet")


# --- the route ---------------------------------------------------------------------------------------------


def at(day: int) -> datetime:
    return datetime(2026, 11, day, 3, tzinfo=UTC)


@pytest.fixture
def three(tmp_path: Path) -> Home:
    """Three nights; on the last Anna loses one trial and wins another, and a file is broken."""
    home = Home(tmp_path / "home").make()
    fit = [{"name": "ECOG", "value": 1, "date": "2026-10-28"}]
    write_patient(home.patients, "a", id="<b>anna</b>", observations=fit)
    bad = write_patient(home.patients, "b", id="berta")
    adults = asking(1, "Adults")
    for day, studies in enumerate(([adults], [adults, asking(2, "ECOG >= 2")], [asking(2, "ECOG <= 2")]), 1):
        publish_studies(home, studies, at(day))
        if day == 3:
            bad.write_text("{", encoding="utf-8")
        match_night(home, home.patients, at(day))
    return home


@pytest.fixture
def ask(three: Home) -> Callable[[str], str]:
    """What the page at an address says."""
    browser = TestClient(create_app(WebSettings(three, three.patients, now=lambda: at(3))), ADDRESS)

    def asked(address: str) -> str:
        answer = browser.get(address)
        assert answer.status_code == 200, answer.text
        return answer.text

    return asked


def test_the_page_names_patients_escaped_and_links_them_by_handle(ask: Callable[[str], str]) -> None:
    html = ask("/patients")
    assert "&lt;b&gt;anna&lt;/b&gt;" in html and "<b>anna" not in html
    links = re.findall(r'href="(/patients/[^"]+)"', html)
    assert links and not any("anna" in link or "berta" in link for link in links)
    said = " ".join(" ".join(Page(html).texts).split())
    for sentence in (
        "Night of 2026-11-03 03:00 UTC.",
        "A trial is newly possible (1)",
        "from ineligible to eligible comes from: the registry's entry",
        "No longer in the way: ECOG 1 on 2026-10-28",
        "the registry names it no longer",
        "Files that cannot be used (1)",
        "patient berta until the night of 2026-11-02 03:00",
    ):
        assert sentence in said


def test_it_can_be_compared_with_an_earlier_night(ask: Callable[[str], str]) -> None:
    html = ask("/patients?since=20261101T030000Z")
    assert '<option value="20261101T030000Z" selected>' in html
    said = " ".join(" ".join(Page(html).texts).split())
    assert "compared with the night of 2026-11-01 03:00 UTC" in said
    assert "new: eligible" in said


@pytest.mark.parametrize("since", ["20261103T030000Z", "2026-11-01", "../../etc", "x" * 500])
def test_a_night_that_is_not_kept_is_not_found(three: Home, since: str) -> None:
    browser = TestClient(create_app(WebSettings(three, three.patients)), ADDRESS)
    answer = browser.get("/patients", params={"since": since})
    assert answer.status_code == 404 and "This night is not kept" in answer.text


@pytest.mark.parametrize("address", ["/patients", "/patients?since=20261101T030000Z"])
def test_a_damaged_night_is_said_and_hides_nobody(
    three: Home, ask: Callable[[str], str], address: str
) -> None:
    for name in ("changes.json", "basis.json"):
        (three.exports / "20261103T030000Z" / name).write_text("{}", encoding="utf-8")
    html = ask(address)
    assert "what this night left cannot be read" in html
    assert "&lt;b&gt;anna&lt;/b&gt;" in html


def test_that_the_list_was_seen_is_logged_without_an_id(three: Home, ask: Callable[[str], str]) -> None:
    ask("/patients")
    logged = happenings(three.audit)
    assert [(each["event"], each["patient"], each["route"]) for each in logged] == [("saw", "*", "/patients")]


def test_a_home_without_matched_patients_shows_the_folder(browser: TestClient) -> None:
    html = browser.get("/patients").text
    assert "No night has matched patients yet" in html
    assert len(re.findall(r'href="/patients/[^"]+"', html)) == 4
    assert "<select" not in html
