"""The form that writes a patient file: nothing typed is lost, nothing is written that would be refused."""

import json
import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matcher.errors import BadInput
from matcher.patient import Patient, all_faults, load_patient, read_patient
from matcher.sample.load import sample_patients
from matcher.settings import Home
from matcher.web.patient_form.entry import Entry, entered, entry_of
from matcher.web.patient_form.shape import shape
from tests.lib.web import happenings, mark_of, send_form

WHOLE: dict[str, Any] = {
    "schema": "mdsmatch.patient/1",
    "id": "new-1",
    "as_of": "2026-11-01",
    "sex": "female",
    "birth_date": "1950-03-14",
    "location": {"country": "US", "lat": 29.71, "lon": -95.4},
    "diagnoses": [{"term": "MDS with excess blasts 2", "date": "2025-02-10", "therapy_related": False}],
    "observations": [
        {"name": "hemoglobin", "value": 8.1, "unit": "g/dL", "date": "2026-10-28"},
        {"name": "IPSS-R", "category": "High"},
        {"name": "FLT3-ITD", "value": "negative"},
    ],
    "karyotypes": [{"iscn": "47,XX,+8[12]/46,XX[8]", "date": "2025-02-10"}],
    "mutations": [{"gene": "IDH2", "status": "not_detected"}],
    "transfusions": [{"product": "RBC", "units": 6, "from": "2026-08-01", "to": "2026-09-26"}],
    "therapies": [{"drug": "azacitidine", "cycles": 14, "best_response": "PR", "outcome": "relapse"}],
    "conditions": [{"term": "congestive heart failure", "grade": "NYHA II", "status": "active"}],
    "reproductive": {"pregnant": False},
    "donor": {"matched_sibling": True},
    "complete": ["therapies"],
}


def fields(content: dict[str, Any]) -> dict[str, Any]:
    """The form that says this file, as a browser sends it."""
    entry = entry_of(content)
    sent: dict[str, Any] = {**entry.single, "complete": entry.complete}
    for name, part in entry.parts.items():
        sent |= {f"{name}.{key}": value for key, value in part.items()}
    for name, rows in entry.lists.items():
        sent |= {
            f"{name}.{place}.{key}": value for place, row in enumerate(rows) for key, value in row.items()
        }
    return sent


def save(browser: TestClient, content: dict[str, Any], **more: Any) -> Response:
    return send_form(browser, "/enter", "/enter", **fields(content), action="save", **more)


class _Inputs(HTMLParser):
    """What stands in the fields of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "select":
            self._select = said["name"] or ""
        elif tag == "option" and "selected" in said:
            self.values[self._select] = said["value"] or ""
        elif tag == "input" and said.get("type") in ("text", "date") and said.get("value"):
            self.values[said["name"] or ""] = said["value"] or ""


def standing_in(page: str) -> dict[str, str]:
    parser = _Inputs()
    parser.feed(page)
    return parser.values


def files(home: Home) -> list[Path]:
    return sorted(path for path in home.patients.glob("*.json") if not path.name.startswith("published"))


# --- what is written -------------------------------------------------------------------------------------


def test_a_filled_form_becomes_the_file_that_says_the_same(browser: TestClient, home: Home) -> None:
    answer = save(browser, WHOLE)
    (file,) = files(home)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/patients/{file.stem}")
    assert json.loads(file.read_text(encoding="utf-8")) == WHOLE
    assert file.stat().st_mode & 0o777 == 0o600
    assert load_patient(file).id == "new-1"
    assert [(one["event"], one["patient"]) for one in happenings(home.audit)] == [("saved", file.stem)]


@pytest.mark.parametrize("file", sample_patients(), ids=lambda file: file.stem)
def test_every_published_file_goes_through_the_form_unchanged(file: Path) -> None:
    content = json.loads(file.read_text(encoding="utf-8"))
    sent = [
        (name, one)
        for name, value in fields(content).items()
        for one in (value if isinstance(value, list) else [value])
    ]
    assert read_patient(entered(sent).content(), "form") == read_patient(content, "file")


def test_the_form_asks_for_all_that_a_file_can_say() -> None:
    asked = {one.name for one in shape().single} | {*shape().parts, *shape().lists, "schema", "complete"}
    assert asked == {field.alias or name for name, field in Patient.model_fields.items()}
    kinds = {one.name: one.kind for one in shape().lists["observations"]}
    assert kinds == {
        "name": "text", "value": "number_or_text", "unit": "text", "category": "text",
        "upper_limit_of_normal": "number", "lower_limit_of_normal": "number", "date": "date",
    }  # fmt: skip
    assert [one.name for one in shape().single if one.demanded] == ["id", "as_of"]


@pytest.mark.parametrize(
    ("typed", "value"),
    [("8.1", 8.1), ("8,1", 8.1), ("8", 8), ("-1", -1.0), (".5", 0.5), ("1e3", 1000.0), ("abc", "abc"),
     ("1e999", "1e999"), ("1_0", "1_0"), ("nan", "nan"), ("١", 1.0), ("<5", "<5"), ("9" * 20, 1e20)],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(typed: str, value: object) -> None:
    content = entered([("observations.0.value", typed)]).content()
    assert content["observations"] == [{"value": value}]


# --- what is refused -------------------------------------------------------------------------------------


def test_each_fault_stands_at_its_field_and_what_was_typed_is_kept(browser: TestClient, home: Home) -> None:
    wrong = fields(WHOLE) | {
        "id": "",
        "birth_date": "1950-13-14",
        "observations.0.unit": "furlongs",
        "transfusions.0.to": "",
        "mutations.0.status": "",
        "therapies.0.cycles": "many",
    }
    answer = send_form(browser, "/enter", "/enter", **wrong, action="save")
    assert answer.status_code == 422
    assert files(home) == []
    for name, said in (
        ("id", "is missing; add it"),
        ("birth_date", "is not a day of the calendar; write it as YYYY-MM-DD"),
        ("transfusions.0.to", "does not fit; write either `date`, or `from` and `to`"),
        ("mutations.0.status", "is missing; add it"),
        ("therapies.0.cycles", "is not a whole number; write a whole number"),
    ):
        assert f'id="{name}.fault">{said}</p>' in answer.text
        assert re.search(
            rf'id="{name}"[^>]* aria-invalid="true" aria-describedby="{name}\.fault"', answer.text
        )
        assert f'<a href="#{name}">' in answer.text
    assert "Nothing was saved: 5 fields need another look" in answer.text
    assert (
        ">Treatments of the disease, 1: Cycles is not a whole number; write a whole number</a>" in answer.text
    )
    kept = standing_in(answer.text)
    assert kept == {name: value for name, value in wrong.items() if value and name != "complete"}
    assert re.search(r'value="therapies" checked', answer.text)


def test_what_only_the_whole_file_shows_stands_at_its_field_too(browser: TestClient, home: Home) -> None:
    wrong = fields(WHOLE) | {"observations.0.unit": "furlongs"}
    answer = send_form(browser, "/enter", "/enter", **wrong, action="save")
    assert answer.status_code == 422
    assert 'id="observations.0.unit.fault">is not a unit known for hemoglobin; write g/dL</p>' in answer.text
    assert files(home) == []


def test_the_number_of_another_patient_is_not_taken(browser: TestClient, home: Home) -> None:
    before = {path: path.read_bytes() for path in home.patients.iterdir()}
    answer = save(browser, WHOLE | {"id": "published-3"})
    assert answer.status_code == 422
    assert "is that of another patient here" in answer.text
    assert {path: path.read_bytes() for path in home.patients.iterdir()} == before


def test_hostile_texts_are_kept_as_texts(browser: TestClient, home: Home) -> None:
    script = '"><script>alert(1)</script>'
    answer = save(browser, WHOLE | {"id": script, "sex": script})
    assert answer.status_code == 422
    assert "<script" not in answer.text
    assert standing_in(answer.text)["id"] == script
    for odd in ("../../evil", "a/b", "x" * 201, "a\x00b", "\u202e", ".", " "):
        answer = save(browser, WHOLE | {"id": odd})
        assert answer.status_code in (303, 422)
    written = {path.parent for path in home.root.parent.rglob("*.json") if "published" not in path.name}
    assert written == {home.patients}
    assert all(re.fullmatch(r"[0-9a-f]{32}\.json", path.name) for path in files(home))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.dictionaries(
        st.sampled_from(sorted({*fields(WHOLE), "age_years", "observations.1.value", "nonsense", "a.b.c"})),
        st.one_of(st.text(max_size=12), st.sampled_from(["1", "2026-01-01", "yes", "RBC", "1e5", "-3"])),
        max_size=12,
    )
)
def test_whatever_is_typed_is_either_a_good_file_or_a_fault_at_a_place(typed: dict[str, Any]) -> None:
    sent = {name: value for name, value in (fields(WHOLE) | typed).items() if name != "complete"}
    content = entered(sent.items()).without_empty_rows().content()
    faults = all_faults(content)
    try:
        read_patient(content, "form")
    except BadInput as refused:
        place, said = str(refused).removeprefix("form: ").split(": ", 1)
        assert said.startswith(faults[place])
    else:
        assert faults == {}


# --- rows ------------------------------------------------------------------------------------------------


def test_rows_are_added_and_taken_away_without_a_script(browser: TestClient, home: Home) -> None:
    more = send_form(browser, "/enter", "/enter", **fields(WHOLE), action="add:observations")
    assert more.status_code == 200
    assert 'name="observations.3.name"' in more.text
    assert re.search(r'name="observations\.3\.name"[^>]* autofocus', more.text)
    assert standing_in(more.text) == {n: v for n, v in fields(WHOLE).items() if n != "complete"}
    less = send_form(browser, "/enter", "/enter", **fields(WHOLE), action="drop:observations.0")
    kept = standing_in(less.text)
    assert kept["observations.0.name"] == "IPSS-R"
    assert "observations.2.name" not in kept
    assert files(home) == []


@pytest.mark.parametrize(
    "action", ["add:nothing", "drop:observations.99", "drop:x.y", "drop:", "add:", "drop:observations.²"]
)
def test_odd_actions_lose_nothing(browser: TestClient, action: str) -> None:
    answer = send_form(browser, "/enter", "/enter", **fields(WHOLE), action=action)
    expected = {name: value for name, value in fields(WHOLE).items() if name != "complete"}
    if answer.status_code == 200:
        assert standing_in(answer.text) == expected
    else:
        assert answer.status_code == 303


def test_empty_rows_are_no_part_of_the_file() -> None:
    entry = entered([("id", "a"), ("therapies.0.drug", " "), ("therapies.5.drug", "azacitidine")])
    assert entry.without_empty_rows().content()["therapies"] == [{"drug": "azacitidine"}]
    assert Entry().content() == {"schema": "mdsmatch.patient/1"}


# --- correcting ------------------------------------------------------------------------------------------


@pytest.fixture
def known(browser: TestClient, home: Home) -> str:
    """Where a file that is there already is corrected."""
    location: str = save(browser, WHOLE).headers["location"]
    return f"{location}/edit"


def correct(browser: TestClient, page: Response, address: str, **changed: str) -> Response:
    found = re.search(r'name="stamp" value="(\w+)"', page.text)
    assert found
    sent = fields(WHOLE) | changed
    return browser.post(
        address, data={"csrf": mark_of(page.text), "stamp": found[1], "action": "save", **sent}
    )


def test_a_file_is_corrected_where_it_lies(browser: TestClient, home: Home, known: str) -> None:
    page = browser.get(known)
    assert standing_in(page.text) == {n: v for n, v in fields(WHOLE).items() if n != "complete"}
    answer = correct(browser, page, known, **{"observations.0.value": "9,4", "id": "published-1"})
    assert answer.status_code == 303
    (file,) = files(home)
    saved = load_patient(file)
    assert (saved.id, saved.observations[0].value) == ("new-1", 9.4)


def test_two_who_correct_at_once_do_not_undo_each_other_unknowingly(
    browser: TestClient, home: Home, known: str
) -> None:
    page = browser.get(known)
    assert correct(browser, page, known, sex="male").status_code == 303
    second = correct(browser, page, known, sex="unknown")
    assert second.status_code == 422
    assert "Somebody has changed this file since you opened it." in second.text
    assert standing_in(second.text)["sex"] == "unknown"
    assert load_patient(files(home)[0]).sex == "male"
    assert correct(browser, second, known, sex="unknown").status_code == 303
    assert load_patient(files(home)[0]).sex == "unknown"


def test_who_is_not_there_cannot_be_corrected(browser: TestClient) -> None:
    assert browser.get("/patients/0/edit").status_code == 404
    assert send_form(browser, "/enter", "/patients/0/edit", action="save").status_code == 404


# --- completion ------------------------------------------------------------------------------------------


def test_names_are_completed_from_the_vocabulary(browser: TestClient) -> None:
    page = browser.get("/enter").text
    lists = dict(re.findall(r'<datalist id="(\w+)">(.*?)</datalist>', page, re.DOTALL))
    assert set(lists) == {"drugs", "genes", "tests", "units", "diseases", "illnesses", "procedures"}
    names = {
        name: [unescape(one) for one in re.findall(r'value="([^"]*)"', body)] for name, body in lists.items()
    }
    for of, name in (
        ("drugs", "azacitidine"), ("drugs", "hypomethylating agent"), ("genes", "IDH2"), ("tests", "ECOG"),
        ("tests", "hemoglobin"), ("units", "g/dL"), ("procedures", "allogeneic stem cell transplant"),
    ):  # fmt: skip
        assert name in names[of]
    assert 'name="therapies.0.drug" value="" type="text" autocomplete="off" list="drugs"' in page
    assert all(len(set(found)) == len(found) for found in names.values())
