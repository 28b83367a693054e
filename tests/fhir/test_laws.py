"""Whatever is done to a bundle, it is read or refused with a sentence, and no fact is invented."""

import copy
import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.errors import BadInput
from matcher.fhir.patient import Conversion, patient_of
from matcher.sample.load import sample_patients
from tests.lib.bundles import bundle_of

BUNDLES = [bundle_of(json.loads(path.read_text(encoding="utf-8"))) for path in sample_patients()]
LISTS = ("diagnoses", "observations", "karyotypes", "mutations", "transfusions", "procedures", "conditions")
AS_OF = date(2026, 11, 1)
Place = tuple[str | int, ...]

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
MODIFIERS = {"status", "verificationStatus", "clinicalStatus", "comparator", "reference"}
"""Elements that turn the meaning of the rest; without them a resource says another thing."""


def places(value: Any, place: Place = ()) -> Iterator[Place]:
    """Every place of a JSON value but the whole."""
    steps: Any = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, child in steps:
        yield (*place, key)
        yield from places(child, (*place, key))


def put(value: Any, place: Place, new: Any) -> Any:
    """A copy with something else at a place."""
    changed = copy.deepcopy(value)
    inner = changed
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = new
    return changed


def without(value: Any, place: Place) -> Any:
    """A copy without what is at a place."""
    changed = copy.deepcopy(value)
    inner = changed
    for step in place[:-1]:
        inner = inner[step]
    del inner[place[-1]]
    return changed


ALL_PLACES = [(number, place) for number, one in enumerate(BUNDLES) for place in places(one)]
spots = st.sampled_from(ALL_PLACES)


def read(bundle: Any) -> Conversion | None:
    """The conversion, None where the bundle is refused in one line without a value."""
    try:
        return patient_of(bundle, as_of=AS_OF)
    except BadInput as refusal:
        assert str(refusal).startswith("Bundle") or str(refusal).startswith("bundle: $.")
        return None


@given(spot=spots, new=JSON)
@settings(max_examples=300, deadline=None)
def test_a_spoilt_bundle_is_read_or_refused(spot: tuple[int, Place], new: Any) -> None:
    number, place = spot
    read(put(BUNDLES[number], place, new))


@given(bundle=JSON.map(lambda entry: {"resourceType": "Bundle", "entry": entry}) | JSON)
@settings(max_examples=100, deadline=None)
def test_any_json_is_read_or_refused(bundle: Any) -> None:
    read(bundle if isinstance(bundle, dict) else {"resourceType": "Bundle", "entry": bundle})


def facts(found: Conversion) -> list[tuple[str, dict[str, Any]]]:
    """All records; a therapy that is one of the standing medication by another reading is the same fact."""
    plain = [(name, one.model_dump(mode="json")) for name in LISTS for one in getattr(found.patient, name)]
    courses = [*found.patient.therapies, *found.patient.medications]
    return plain + [("courses", one.model_dump(mode="json")) for one in courses]


def no_more_than(told: dict[str, Any], whole: dict[str, Any]) -> bool:
    """Whether a record says nothing that another does not say; what is not known says nothing."""
    return all(value in (None, "unknown", whole.get(key)) for key, value in told.items())


@given(spot=spots.filter(lambda spot: not MODIFIERS & set(map(str, spot[1]))))
@settings(max_examples=300, deadline=None)
def test_what_is_taken_away_adds_no_fact(spot: tuple[int, Place]) -> None:
    number, place = spot
    whole, less = read(BUNDLES[number]), read(without(BUNDLES[number], place))
    if less is None:
        return
    assert whole is not None
    known = facts(whole)
    invented = [
        (name, told) for name, told in facts(less)
        if not any(name == other and no_more_than(told, one) for other, one in known)
    ]  # fmt: skip
    assert invented == []
    assert len(facts(less)) == len(known) or less.issues or len(place) == 2  # a whole entry


@pytest.mark.parametrize("number", range(len(BUNDLES)))
def test_what_was_entered_in_error_leaves_nothing_and_is_said_each_time(number: int) -> None:
    changed = copy.deepcopy(BUNDLES[number])
    about = [entry["resource"] for entry in changed["entry"][1:]]
    for one in about:
        if one["resourceType"] == "Condition":
            one["verificationStatus"]["coding"][0]["code"] = "entered-in-error"
        else:
            one["status"] = "entered-in-error"
    found = read(changed)
    assert found is not None
    assert facts(found) == []
    assert [issue.kind for issue in found.issues] == ["entered_in_error"] * len(about)
    assert all(issue.path.startswith("Bundle.entry[") for issue in found.issues)


def test_an_issue_names_no_value() -> None:
    secret = "Ada-Example-8.1"
    bundle = bundle_of({"id": "p1", "as_of": "2026-11-01", "sex": "female"})
    bundle["entry"].append({"resource": {"resourceType": "Observation", "status": "final",
                                         "subject": {"reference": "Patient/p1"}, "code": {"text": secret},
                                         "valueString": secret, secret: secret}})  # fmt: skip
    found = read(bundle)
    assert found is not None
    assert found.issues
    assert all(secret not in f"{issue.path} {issue.said}" for issue in found.issues)
