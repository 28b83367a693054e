"""A patient as a page: state, scores with ranges, next steps, trials in groups, shortlists to take along."""

import csv
import io
import json

import pytest
from fastapi.testclient import TestClient

from matcher.chart import Chart
from matcher.export.model import Shortlist
from matcher.patient import load_patient
from matcher.sample.load import sample_patients
from matcher.settings import Home
from matcher.state.derive import derive_state
from matcher.state.model import PatientState
from matcher.steps.next_step import NextStep
from matcher.web.pages.patient import PatientPage, patient_page, score_rows
from matcher.web.wording import words
from tests.lib.charts import course, diagnosis, file_of, illness, lab
from tests.lib.html_page import Page
from tests.lib.shortlists import FAILING, OPEN, entry, line, shortlist
from tests.web.conftest import ADDRESS

SAY = words()
STEPS = NextStep((), (), ())


def state(place: int = 2) -> PatientState:
    return derive_state(Chart.of(load_patient(sample_patients()[place])))


def page(found: Shortlist, closed: Shortlist | None = None, answers: int = 0) -> PatientPage:
    return patient_page(SAY, "handle", found, state(), closed=closed, answers=answers)


def several() -> Shortlist:
    made = (
        entry(line(), line(OPEN), nct_id="NCT00000001"),
        entry(line(FAILING), nct_id="NCT00000002", verdict="ineligible"),
        entry(line(), nct_id="NCT00000003", overall_status="NOT_YET_RECRUITING"),
        entry(line(), nct_id="NCT00000004", overall_status=None),
    )
    return shortlist(*made, next_step=STEPS)


def test_trials_stand_in_groups_and_what_is_ruled_out_apart() -> None:
    found = page(several())
    assert [(one.name, [row.nct_id for row in one.trials]) for one in found.groups] == [
        ("open", ["NCT00000001"]),
        ("unclear", ["NCT00000004"]),
        ("coming", ["NCT00000003"]),
    ]
    assert [row.nct_id for row in found.ruled_out] == ["NCT00000002"]
    assert found.count == "trials not ruled out: 3, ruled out: 1"


def test_a_row_says_what_is_missing_or_in_the_way() -> None:
    found = page(several())
    row = found.groups[0].trials[0]
    assert (row.why, row.verdict, row.sign) == ("serum creatinine", "possible", "?")
    assert row.path == "/patients/handle/trials/NCT00000001"
    assert found.ruled_out[0].why == "azacitidine was given until 2026-09-20"


def test_closed_trials_are_shown_where_they_are_asked_for() -> None:
    assert page(several()).closed_path == "/patients/handle?closed=true#group-closed"
    everything = shortlist(*several().entries, entry(nct_id="NCT00000005", overall_status="COMPLETED"))
    found = page(several(), everything)
    assert (found.closed_path, found.groups[-1].name) == ("", "closed")


def test_scores_have_a_range_and_name_what_is_missing() -> None:
    rows = {row.name: row for row in score_rows(SAY, state())}
    assert list(rows)[:4] == ["IPSS", "IPSS-R", "IPSS-R, age-adjusted", "IPSS-M"]
    assert rows["IPSS-R"].between == "Intermediate (4.00) – Very High (7.00)"
    assert rows["IPSS-R"].said == "Intermediate / High / Very High"
    assert "hemoglobin" in rows["IPSS-R"].missing


def test_answers_that_are_not_saved_are_said_not_to_count_here() -> None:
    assert page(several(), answers=2).answers.startswith("2 answers")
    assert page(several()).answers == ""


# --- served ------------------------------------------------------------------------------------------------


@pytest.fixture
def path(browser: TestClient) -> str:
    handle = browser.app.state.desk.folder.handle("published-3")  # type: ignore[attr-defined]
    return f"/patients/{handle}"


@pytest.mark.parametrize("tail", ["", "?closed=true"])
def test_the_page_is_served_whole(browser: TestClient, path: str, tail: str) -> None:
    answer = browser.get(path + tail)
    assert answer.status_code == 200
    shown = Page(answer.text)
    assert shown.unclosed == []
    assert "Patient published-3" in shown.text
    ids = [attributes["id"] for _, attributes in shown.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    targets = {one["href"][1:] for one in shown.named("a") if one.get("href", "").startswith("#")}
    assert targets <= set(ids)


def test_every_match_of_the_page_leads_somewhere(browser: TestClient, path: str) -> None:
    links = {one["href"] for one in Page(browser.get(path).text).named("a") if "/trials/NCT" in one["href"]}
    assert links
    for link in sorted(links)[:5]:
        assert browser.get(link).status_code == 200


def test_every_kind_of_shortlist_can_be_made_from_the_page(browser: TestClient, path: str) -> None:
    shown = Page(browser.get(path).text)
    mark = next(one["value"] for one in shown.named("input") if one.get("name") == "csrf")
    asked = {"audience": "coordinator", "ending": "csv", "csrf": mark}
    made = browser.post(f"{path}/exports", data=asked, headers={"Origin": ADDRESS})
    assert made.status_code == 303
    assert len(list(csv.reader(io.StringIO(browser.get(made.headers["location"]).text)))) > 1
    offered = {one["value"] for one in shown.named("button") if one.get("name") == "ending"}
    assert offered >= {"html", "csv", "json"}


def test_the_calendar_of_openings_is_a_calendar(browser: TestClient, path: str) -> None:
    answer = browser.get(f"{path}/opens.ics")
    assert answer.status_code == 200
    assert answer.text.startswith("BEGIN:VCALENDAR")


def test_a_hostile_patient_file_is_only_words(browser: TestClient, home: Home) -> None:
    evil = "<script>alert(1)</script>\u202e"
    content = file_of(
        diagnoses=[diagnosis(f"MDS {evil}")],
        therapies=[course(evil, stop_reason=evil)],
        observations=[lab(evil, 3, evil)],
        karyotypes=[{"iscn": evil}],
        conditions=[illness(evil)],
        mutations=[{"gene": evil, "variant": evil, "status": "detected"}],
    ) | {"id": "<b>evil</b>"}
    (home.patients / "evil.json").write_text(json.dumps(content), encoding="utf-8")
    handle = browser.app.state.desk.folder.handle("<b>evil</b>")  # type: ignore[attr-defined]
    for tail in ("", "/trials/NCT02907359", "/trials/NCT03259516"):
        answer = browser.get(f"/patients/{handle}{tail}")
        assert answer.status_code == 200
        page = Page(answer.text)
        assert not page.named("script") and not page.named("b")
        assert "\u202e" not in answer.text
