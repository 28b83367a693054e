"""A match as a page: every line with its verdict, answers on the spot, and what they change."""

import json
import re
from collections.abc import Mapping
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from matcher.chart import Chart
from matcher.export.plaintext import visible
from matcher.match import match_trial
from matcher.patient import load_patient
from matcher.settings import Home
from matcher.steps.answer_writing import with_answers
from matcher.steps.answering import Answer
from matcher.trial import Trial
from matcher.web.pages.answer_form import answers_of, need_form
from matcher.web.pages.match import MatchPage, Told, match_page
from matcher.web.wording import words
from tests.lib.charts import AS_OF
from tests.lib.html_page import Page
from tests.lib.sample_home import sample_readings
from tests.web.conftest import ADDRESS

SAY = words()
NCT = "NCT03259516"
PATIENT = "published-3"
BILIRUBIN = {"n0.need": "total bilirubin", "n0.value": "0.8", "n0.unit": "mg/dL", "n0.date": "2026-10-30"}


def sample_trial(number: str = NCT) -> Trial:
    return next(one for one in sample_readings().trials if one.record.nct_id == number)


# --- the page object ---------------------------------------------------------------------------------------


def page(home: Home, *answers: Answer, **told: Any) -> MatchPage:
    patient, trial = load_patient(home.patients / f"{PATIENT}.json"), sample_trial()
    before = match_trial(Chart.of(patient), trial)
    after = match_trial(Chart.of(with_answers(patient, answers)), trial)
    kept = tuple((one, "") for one in answers)
    return match_page(SAY, trial, after, Told(PATIENT, "handle", AS_OF, None, before, kept, **told))


def test_the_text_is_whole_and_every_line_has_a_colour_a_sign_and_a_word(home: Home) -> None:
    found, record = page(home), sample_trial().record
    assert "".join(one.before + one.text for one in found.pieces) == visible(record.eligibility_criteria)
    assert {one.item_id for one in found.pieces if one.item_id} | {
        f"{NCT}#{line.item_id}" for line in found.fields
    } == set(found.lines)
    for line in found.lines.values():
        assert line.style in ("pass", "fail", "unknown", "apart")
        assert line.sign == SAY(f"match_page.sign.{line.style}")
        assert line.verdict and line.reason and line.structured
    assert len({SAY(f"match_page.sign.{style}") for style in ("pass", "fail", "unknown", "apart")}) == 4


def test_without_answers_nothing_is_said_to_change(home: Home) -> None:
    found = page(home)
    assert (found.answers, found.changed) == ((), ())
    assert not any(line.changed or line.open or line.fault for line in found.lines.values())


def test_an_answer_turns_lines_and_the_page_says_which(home: Home) -> None:
    given = {"value": "0.8", "unit": "mg/dL", "date": "2026-10-30"}
    found = page(home, Answer("total bilirubin", given, AS_OF))
    assert [(one.need, one.said) for one in found.answers] == [("total bilirubin", "0.8, mg/dL, 2026-10-30")]
    assert [(one.item_id, one.before, one.after) for one in found.changed] == [("i6", "open", "met")]
    assert found.lines[f"{NCT}#i6"].changed == "was: open"
    assert found.moved == "The trial stays “open points”."


def test_an_answer_that_rules_the_trial_out_is_said(home: Home) -> None:
    given = {"value": "9", "unit": "mg/dL", "date": "2026-10-30"}
    found = page(home, Answer("total bilirubin", given, AS_OF))
    assert [(one.item_id, one.after) for one in found.changed] == [("i6", "not met")]
    assert (found.verdict, found.sign) == ("ineligible", "✗")
    assert found.moved == "The trial was “open points” and is “something stands in the way” now."


def test_a_need_for_the_trial_s_team_is_told_and_not_asked() -> None:
    found = need_form(SAY, 0, "how the trial draws the line at 20% blasts", AS_OF, {})
    assert (found.inputs, found.means) == ((), "a question to the trial's team")


def test_inputs_are_of_the_kind_that_is_needed() -> None:
    value, unit, day = need_form(SAY, 2, "hemoglobin", AS_OF, {}).inputs
    assert (value.name, value.kind, value.low, value.value) == ("n2.value", "number", "0", "")
    assert (unit.kind, unit.value, [name for _, name in unit.choices]) == ("choice", "g/dL", ["g/dL", "g/L"])
    assert (day.kind, day.value, day.high) == ("date", "2026-11-01", "2026-11-01")
    state, _ = need_form(SAY, 0, "HIV infection", AS_OF, {}).inputs
    assert [name for _, name in state.choices] == ["no", "yes, now", "in the past, over"]


def test_what_was_refused_stands_in_the_form_again() -> None:
    (value, *_) = need_form(SAY, 0, "hemoglobin", AS_OF, {"n0.value": "eight"}).inputs
    assert value.value == "eight"


@pytest.mark.parametrize(
    ("said", "needs"),
    [
        ({}, []),
        ({"n0.need": "hemoglobin", "n0.unit": "g/dL", "n0.date": "2026-11-01"}, []),
        ({"n0.need": "hemoglobin", "n0.value": "8", "n0.date": ""}, ["hemoglobin"]),
        ({"n0.need": "end date of azacitidine", "n0.end": "2026-10-01"}, ["end date of azacitidine"]),
        ({"n0.need": "how the trial counts", "n0.value": "8"}, []),
        ({"n0.need": "ECOG", "n0.value": "1", "n3.need": "HIV infection", "n3.state": "absent"},
         ["ECOG", "HIV infection"]),
    ],
)  # fmt: skip
def test_only_what_was_filled_in_is_an_answer(said: Mapping[str, str], needs: list[str]) -> None:
    assert [one.need for one in answers_of(said, AS_OF)] == needs


# --- served ------------------------------------------------------------------------------------------------


class Visitor:
    """A browser on the page of one match: sends forms with the mark that the page has."""

    def __init__(self, browser: TestClient, handle: str, nct_id: str = NCT) -> None:
        self.browser = browser
        self.path = f"/patients/{handle}/trials/{nct_id}"

    def shown(self, tail: str = "") -> Page:
        answer = self.browser.get(self.path + tail)
        assert answer.status_code == 200
        return Page(answer.text)

    def send(self, action: str, **said: str) -> httpx.Response:
        mark = next((one["value"] for one in self.shown().named("input") if one.get("name") == "csrf"), "")
        form = {"csrf": mark} | {key.replace("__", "."): value for key, value in said.items()}
        headers = {"Origin": ADDRESS}
        return self.browser.post(f"{self.path}/{action}", data=form, headers=headers)

    def answer(self, line: str, said: Mapping[str, str]) -> httpx.Response:
        return self.send("answers", line=line, **dict(said))

    def line_of(self, need: str) -> str:
        html = self.browser.get(self.path).text
        found = re.findall(r'<details class="line \w+" id="(\w[^"]*)"(.*?)</details>', html, re.DOTALL)
        return next(item_id for item_id, body in found if f'value="{need}"' in body)


@pytest.fixture
def visitor(browser: TestClient) -> Visitor:
    return Visitor(browser, handle_of(browser, PATIENT))


def handle_of(browser: TestClient, patient_id: str) -> str:
    desk = browser.app.state.desk  # type: ignore[attr-defined]
    handle: str = desk.folder.handle(patient_id)
    return handle


def test_the_page_is_served_whole(visitor: Visitor) -> None:
    shown = visitor.shown()
    assert shown.unclosed == []
    assert f"Patient {PATIENT}" in shown.text
    assert SAY("match_page.answers_none") in shown.text


@pytest.mark.parametrize("number", [one.record.nct_id for one in sample_readings().trials])
def test_every_bundled_trial_can_be_shown(browser: TestClient, number: str) -> None:
    for patient_id in ("published-1", "published-4"):
        Visitor(browser, handle_of(browser, patient_id), number).shown()


def test_an_answer_counts_at_once_and_its_address_says_nothing_of_it(visitor: Visitor) -> None:
    line = visitor.line_of("total bilirubin")
    sent = visitor.answer(line, BILIRUBIN)
    assert (sent.status_code, sent.headers["location"]) == (303, f"{visitor.path}?line={line}#{line}")
    shown = visitor.shown(f"?line={line}")
    assert "total bilirubin : 0.8, mg/dL, 2026-10-30" in shown.text
    opened = [one["id"] for one in shown.named("details") if "open" in one]
    assert opened == [line]


def test_answers_are_dropped_one_by_one_and_all(visitor: Visitor) -> None:
    line = visitor.line_of("total bilirubin")
    for _ in range(2):
        visitor.answer(line, BILIRUBIN)
        assert visitor.send("drop", need="total bilirubin").status_code == 303
        assert SAY("match_page.answers_none") in visitor.shown().text
        visitor.answer(line, BILIRUBIN)
        visitor.send("drop")
        assert SAY("match_page.answers_none") in visitor.shown().text


def test_answers_are_saved_to_the_file_and_counted_from_there(visitor: Visitor, home: Home) -> None:
    path = home.patients / f"{PATIENT}.json"
    visitor.answer(visitor.line_of("total bilirubin"), BILIRUBIN)
    before = json.loads(path.read_text())
    sent = visitor.send("save")
    assert (sent.status_code, sent.headers["location"]) == (303, f"{visitor.path}?saved=true#answers")
    after = json.loads(path.read_text())
    added = {"name": "total bilirubin", "value": 0.8, "unit": "mg/dL", "date": "2026-10-30"}
    assert after == before | {"observations": [*before["observations"], added]}
    assert load_patient(path).id == PATIENT
    assert path.stat().st_mode & 0o777 == 0o600
    shown = visitor.shown("?saved=true").text
    assert SAY("match_page.saved") in shown
    assert SAY("match_page.answers_none") in shown


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (BILIRUBIN | {"n0.value": "much"}, "is no number"),
        (BILIRUBIN | {"n0.date": "2027-01-01"}, "lies after 2026-11-01"),
        (BILIRUBIN | {"n0.unit": "miles"}, "choose one of"),
        ({}, "Nothing was answered"),
    ],
)
def test_an_answer_that_cannot_be_used_is_refused_beside_its_line(
    visitor: Visitor, said: dict[str, str], why: str
) -> None:
    line = visitor.line_of("total bilirubin")
    sent = visitor.answer(line, said)
    assert sent.status_code == 400
    page = Page(sent.text)
    assert page.unclosed == []
    assert [one["id"] for one in page.named("details") if "open" in one] == [line]
    assert why in page.text
    assert SAY("match_page.answers_none") in visitor.shown().text


def test_hostile_answers_are_only_words(visitor: Visitor) -> None:
    sent = visitor.answer('"><script>', {"n0.need": "<script>x</script>", "n0.value": "1"})
    assert sent.status_code == 400
    assert "<script" not in sent.text
    kept = visitor.answer("i1", {"n0.need": "karyotype", "n0.iscn": "<img src=x>", "n0.date": "2026-10-01"})
    assert kept.status_code == 303
    assert "<img" not in visitor.browser.get(visitor.path).text


def test_a_form_of_another_page_changes_nothing(visitor: Visitor, home: Home) -> None:
    before = (home.patients / f"{PATIENT}.json").read_bytes()
    for action in ("answers", "drop", "save"):
        sent = visitor.browser.post(f"{visitor.path}/{action}", data={"line": "i1", **BILIRUBIN})
        assert sent.status_code == 403
    assert (home.patients / f"{PATIENT}.json").read_bytes() == before


def test_another_patient_has_none_of_the_answers(visitor: Visitor, browser: TestClient) -> None:
    visitor.answer(visitor.line_of("total bilirubin"), BILIRUBIN)
    other = Visitor(browser, handle_of(browser, "published-4"))
    assert SAY("match_page.answers_none") in other.shown().text


def test_an_answer_that_a_changed_file_makes_unusable_is_said(visitor: Visitor, home: Home) -> None:
    visitor.answer("i1", {"n0.need": "response to and outcome of azacitidine", "n0.outcome": "relapse"})
    path = home.patients / f"{PATIENT}.json"
    content = json.loads(path.read_text())
    del content["therapies"]
    path.write_text(json.dumps(content), encoding="utf-8")
    assert "the file holds no such course" in visitor.shown().text


@pytest.mark.parametrize("path", ["/patients/nobody/trials/NCT03259516", "/patients/nobody"])
def test_a_patient_who_is_not_there_is_said(browser: TestClient, path: str) -> None:
    assert browser.get(path).status_code == 404


def test_a_trial_that_is_not_there_is_said(browser: TestClient) -> None:
    assert browser.get(f"/patients/{handle_of(browser, PATIENT)}/trials/NCT99999999").status_code == 404
