"""What a bundle says becomes what a patient's file says, and all that does not is named with its place."""

from datetime import date
from typing import Any

import pytest

from matcher.errors import BadInput
from matcher.fhir.patient import Conversion, patient_of
from matcher.patient import Patient
from tests.lib.bundles import (
    ASSERTED,
    HISTOLOGY,
    LOINC,
    MCODE,
    RXNORM,
    SNOMED,
    Part,
    bundle,
    coded,
    condition,
    given_on,
    observation,
    person,
    procedure,
    quantity,
    statement,
    variant,
)

HEMOGLOBIN = coded(LOINC, "718-7")
ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"


def read(*resources: Part, **options: Any) -> Conversion:
    return patient_of(bundle(*resources), **options)


def records(patient: Patient, name: str) -> list[dict[str, Any]]:
    return [one.model_dump(mode="json", exclude_none=True, by_alias=True) for one in getattr(patient, name)]


def only(name: str, *resources: Part) -> dict[str, Any]:
    """The one record that these resources give."""
    (record,) = records(read(*resources).patient, name)
    return record


def kinds(found: Conversion) -> list[str]:
    return [issue.kind for issue in found.issues]


def left_out(*resources: Part) -> list[tuple[str, str]]:
    """What is said of resources of which no record is made."""
    found = read(*resources)
    lists = (
        "diagnoses",
        "observations",
        "mutations",
        "therapies",
        "medications",
        "procedures",
        "transfusions",
    )
    assert [records(found.patient, name) for name in (*lists, "conditions", "karyotypes")] == [[]] * 9
    assert not any(issue.taken and issue.kind == "unmatched" for issue in found.issues)
    return [(issue.path.removeprefix("Bundle."), issue.kind) for issue in found.issues]


# --- the patient ------------------------------------------------------------------------------------------


def test_the_patient_is_who_the_bundle_says() -> None:
    home = {
        "country": "US", "postalCode": "77030",
        "extension": [{"url": "http://hl7.org/fhir/StructureDefinition/geolocation", "extension": [
            {"url": "latitude", "valueDecimal": 29.71}, {"url": "longitude", "valueDecimal": -95.4}]}],
    }  # fmt: skip
    found = patient_of(bundle(patient=person(address=[{"use": "old", "country": "FR"}, home])))
    assert (found.patient.id, found.patient.sex, found.patient.birth_date) == (
        "p1",
        "female",
        date(1950, 3, 14),
    )
    assert found.patient.location is not None
    assert found.patient.location.model_dump() == {
        "country": "US", "postal_code": "77030", "lat": 29.71, "lon": -95.4,
    }  # fmt: skip
    assert (found.patient.as_of, found.patient.complete, found.issues) == (date(2026, 11, 1), (), ())


def test_lists_are_complete_only_if_the_caller_says_so() -> None:
    assert read(complete=["therapies"]).patient.complete == ("therapies",)


@pytest.mark.parametrize(
    ("elements", "kind"),
    [
        ({"gender": "other"}, "sex_unclear"),
        ({"birthDate": "1950"}, "partial_birth_date"),
        ({"birthDate": "1950-03"}, "partial_birth_date"),
        ({"deceasedBoolean": True}, "deceased"),
        ({"deceasedDateTime": "2026-10-01"}, "deceased"),
        (
            {"extension": [{"url": "http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex",
                            "valueCode": "M"}]},
            "sex_unclear",
        ),
    ],
)  # fmt: skip
def test_what_is_doubtful_of_the_patient_is_said(elements: Part, kind: str) -> None:
    found = patient_of(bundle(patient=person(**elements)))
    assert kinds(found) == [kind]
    assert (found.patient.sex is None) == (kind == "sex_unclear")
    assert (found.patient.birth_date is None) == (kind == "partial_birth_date")


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (bundle(person()), "holds 2 sound Patient resources"),
        ({"resourceType": "Bundle", "type": "collection"}, "holds no sound Patient resource"),
        ({"resourceType": "Bundle", "entry": {}}, "holds no sound Patient resource"),
        (bundle(timestamp=None), "does not say of which day the bundle is"),
        (bundle(patient=person(id=None)), "holds no sound Patient|is missing; give the Patient an id"),
    ],
)
def test_a_bundle_without_one_patient_or_without_a_day_is_refused(given: Part, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        patient_of(given)


def test_the_day_may_be_given() -> None:
    assert patient_of(bundle(timestamp=None), as_of=date(2026, 1, 2)).patient.as_of == date(2026, 1, 2)


# --- whose facts, and whether they are facts --------------------------------------------------------------


@pytest.mark.parametrize(
    "subject",
    [
        {"reference": "Patient/p2"},
        {"reference": "http://elsewhere.example/fhir/Patient/p1"},
        {"display": "Ada"},
        {"identifier": {"system": "urn:mrn", "value": "8"}},
    ],
)
def test_a_fact_of_somebody_else_is_left_out(subject: Part) -> None:
    facts = observation(HEMOGLOBIN, valueQuantity=quantity(8.1, "g/dL")) | {"subject": subject}
    assert left_out(facts) == [("entry[1].resource.subject", "other_subject")]


def test_a_patient_is_meant_by_address_version_or_identifier() -> None:
    who = person(identifier=[{"system": "urn:mrn", "value": "7"}])
    facts = [
        observation(HEMOGLOBIN, valueQuantity=quantity(8.1, "g/dL")) | {"subject": subject}
        for subject in (
            {"reference": "Patient/p1/_history/3"},
            {"reference": "urn:uuid:1"},
            {"identifier": {"system": "urn:mrn", "value": "7"}},
        )
    ]
    given = bundle(*facts, patient=who)
    given["entry"][0]["fullUrl"] = "urn:uuid:1"
    assert len(patient_of(given).patient.observations) == 3


@pytest.mark.parametrize(
    ("resource", "kind"),
    [
        (observation(HEMOGLOBIN, status="entered-in-error", valueInteger=8), "entered_in_error"),
        (observation(HEMOGLOBIN, status="cancelled"), "not_done"),
        (observation(HEMOGLOBIN, status="registered"), "not_yet_known"),
        (observation(HEMOGLOBIN, status="unknown", valueInteger=8), "status_unknown"),
        (procedure({"text": "splenectomy"}, status="not-done"), "not_done"),
        (procedure({"text": "splenectomy"}, status="preparation"), "only_planned"),
        (procedure({"text": "splenectomy"}, status="stopped"), "not_finished"),
        (statement("azacitidine", "not-taken", "2026-01-01"), "not_done"),
        (statement("azacitidine", "intended", "2026-01-01"), "only_planned"),
        (statement("azacitidine", "entered-in-error", "2026-01-01"), "entered_in_error"),
        (given_on("azacitidine", "2026-01-01", "not-done"), "not_done"),
    ],
)
def test_what_is_no_fact_is_left_out_and_said(resource: Part, kind: str) -> None:
    assert left_out(resource) == [("entry[1].resource.status", kind)]


def test_a_preliminary_value_counts_and_is_said() -> None:
    found = read(observation(HEMOGLOBIN, status="preliminary", valueQuantity=quantity(8.1, "g/dL")))
    assert len(found.patient.observations) == 1
    assert kinds(found) == ["preliminary"]


@pytest.mark.parametrize(
    "where", [{"modifierExtension": [{"url": "urn:x", "valueBoolean": True}]}, {"implicitRules": "urn:x"}]
)
def test_what_may_turn_the_meaning_is_not_overlooked(where: Part) -> None:
    facts = observation(HEMOGLOBIN, valueQuantity=quantity(8.1, "g/dL"), **where)
    assert left_out(facts) == [("entry[1].resource", "modified")]


def test_a_resource_that_is_not_sound_is_named_with_the_place_of_its_fault() -> None:
    unsound = observation(HEMOGLOBIN, valueQuantity={"value": "much"})
    assert left_out(unsound)[0][0].startswith("entry[1].resource.valueQuantity")
    assert left_out({"resourceType": "Observation"})[0][1] == "unsound"
    assert left_out({"resourceType": "Immunization"}) == [("entry[1].resource", "kind_not_read")]


# --- conditions -------------------------------------------------------------------------------------------


def test_a_diagnosis_is_named_by_code_or_words_and_dated_by_when_it_was_made() -> None:
    asserted = [{"url": ASSERTED, "valueDateTime": "2025-02-10"}]
    code = coded(SNOMED, "109995007", "Myelodysplastic syndrome (clinical)")
    record = only("diagnoses", condition(code, onsetDateTime="2025-01-01", extension=asserted))
    assert record == {"term": "Myelodysplastic syndrome", "date": "2025-02-10", "status": "active"}


def test_the_narrower_of_two_names_is_taken() -> None:
    code = coded("http://hl7.org/fhir/sid/icd-10-cm", "D46.9", text="MDS with excess blasts 2")
    assert only("diagnoses", condition(code))["term"] == "MDS with excess blasts 2"
    bare = coded(SNOMED, "109995007")
    histology = {
        "url": HISTOLOGY,
        "valueCodeableConcept": coded("http://terminology.hl7.org/CodeSystem/icd-o-3", "9983/3"),
    }
    assert only("diagnoses", condition(bare, extension=[histology]))["term"] == "MDS with excess blasts"


def test_a_code_and_words_that_disagree_are_both_left_out() -> None:
    code = coded(SNOMED, "109995007", text="acute myeloid leukemia")
    assert ("entry[1].resource.code", "disagree") in left_out(condition(code))


@pytest.mark.parametrize(
    "words",
    ["Family history of leukemia", "Suspected myelodysplastic syndrome", "No evidence of asthma", "r/o AML"],
)
def test_words_about_a_family_or_a_suspicion_are_no_illness(words: str) -> None:
    assert ("entry[1].resource.code", "not_a_diagnosis") in left_out(condition({"text": words}))


@pytest.mark.parametrize(
    ("clinical", "verified", "status"),
    [
        ("active", "confirmed", "active"),
        ("recurrence", "confirmed", "active"),
        ("relapse", "confirmed", "active"),
        ("inactive", "confirmed", "history"),
        ("remission", "confirmed", "history"),
        ("resolved", "confirmed", "resolved"),
        (None, "confirmed", "unknown"),
        (None, "refuted", "absent"),
        ("active", "refuted", "absent"),
    ],
)
def test_a_condition_stands_as_both_its_statuses_say(
    clinical: str | None, verified: str, status: str
) -> None:
    record = only(
        "conditions", condition({"text": "HIV infection"}, clinical, verified, onsetDateTime="2020-01-01")
    )
    assert record == {"term": "HIV infection", "status": status, "date": "2020-01-01"}


@pytest.mark.parametrize("verified", ["unconfirmed", "provisional", "differential"])
def test_a_condition_that_is_not_confirmed_is_no_fact(verified: str) -> None:
    expected = [("entry[1].resource.verificationStatus", "unconfirmed")]
    assert left_out(condition({"text": "asthma"}, "active", verified)) == expected


def test_an_illness_that_ended_after_the_day_is_not_known_to_have_ended() -> None:
    ended = condition(
        {"text": "asthma"}, "resolved", onsetDateTime="2020-01-01", abatementDateTime="2027-01-01"
    )
    assert only("conditions", ended)["status"] == "unknown"


# --- observations -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "value", "record"),
    [
        (HEMOGLOBIN, {"valueQuantity": quantity(8.1, "g/dL")},
         {"name": "hemoglobin", "value": 8.1, "unit": "g/dL"}),
        (coded(LOINC, "15061-5"), {"valueQuantity": quantity(612, "m[IU]/mL")},
         {"name": "serum erythropoietin", "value": 612.0, "unit": "mIU/mL"}),
        (coded(LOINC, "89247-1"), {"valueInteger": 1}, {"name": "ECOG performance status", "value": 1.0}),
        (coded(LOINC, "89247-1"), {"valueCodeableConcept": coded(LOINC, "LA9624-3", "Ambulatory")},
         {"name": "ECOG performance status", "value": 2.0}),
        (coded(LOINC, "89243-0"), {"valueQuantity": quantity(90, "{score}")},
         {"name": "Karnofsky performance status", "value": 90.0}),
        ({"text": "IPSS-R"}, {"valueCodeableConcept": {"text": "High"}},
         {"name": "IPSS-R", "category": "High"}),
        (coded(LOINC, "5196-1"), {"valueCodeableConcept": coded(SNOMED, "260385009")},
         {"name": "hepatitis B surface antigen", "value": "negative"}),
        (coded(LOINC, "9-9", "Ferritin [Mass/volume] in Serum"), {"valueQuantity": quantity(1200, "ug/L")},
         {"name": "Ferritin", "value": 1200.0, "unit": "ug/L"}),
        ({"text": "bone marrow blasts"}, {"valueQuantity": quantity(12, "%{blasts}")},
         {"name": "bone marrow blasts", "value": 12.0, "unit": "%"}),
    ],
)  # fmt: skip
def test_a_value_is_read_with_its_unit(code: Part, value: Part, record: Part) -> None:
    assert only("observations", observation(code, **value)) == record | {"date": "2026-10-28"}


def test_limits_of_normal_come_along_where_they_are_in_the_same_unit() -> None:
    def ast(high: Part) -> dict[str, Any]:
        code = coded(LOINC, "1920-8")
        return only(
            "observations",
            observation(code, valueQuantity=quantity(31, "U/L"), referenceRange=[{"high": high}]),
        )

    assert ast(quantity(40, "U/L"))["upper_limit_of_normal"] == 40.0
    assert "upper_limit_of_normal" not in ast(quantity(0.7, "ukat/L"))


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ({"valueQuantity": quantity(0.1, "g/dL", comparator="<")}, "comparator"),
        (
            {
                "dataAbsentReason": coded(
                    "http://terminology.hl7.org/CodeSystem/data-absent-reason", "unknown"
                )
            },
            "data_absent",
        ),
        ({}, "no_value"),
        ({"valueRange": {"low": quantity(1, "g/dL")}}, "value_not_read"),
    ],
)
def test_what_is_no_value_is_left_out_and_said(value: Part, kind: str) -> None:
    assert left_out(observation(HEMOGLOBIN, **value)) == [("entry[1].resource.value[x]", kind)]


@pytest.mark.parametrize(
    "code",
    [
        coded(LOINC, "2161-8", "Creatinine [Mass/volume] in Urine"),
        coded(LOINC, "2161-8", text="creatinine"),
        {"text": "Creatinine, urine"},
        {"text": "hemoglobn"},
        {},
    ],
)
def test_a_test_that_is_not_certain_is_left_out(code: Part) -> None:
    facts = observation(code or {"text": "?"}, valueQuantity=quantity(1, "mg/dL"))
    assert left_out(facts) == [("entry[1].resource.code", "test_not_known")]


def test_a_value_that_a_file_refuses_is_left_out_and_said() -> None:
    found = read(observation(HEMOGLOBIN, valueQuantity=quantity(8.1, "kg")))
    (issue,) = found.issues
    assert found.patient.observations == ()
    assert (issue.path, issue.kind) == ("Bundle.entry[1].resource", "not_acceptable")
    assert "unit: is not a unit known for hemoglobin" in issue.said
    assert "8.1" not in issue.said and "kg" not in issue.said


def test_components_are_values_by_themselves() -> None:
    parts = [
        {"code": coded(LOINC, "8480-6"), "valueQuantity": quantity(120, "mm[Hg]")},
        {"code": coded(LOINC, "8462-4"), "valueQuantity": quantity(80, "mm[Hg]")},
    ]
    found = read(observation(coded(LOINC, "85354-9", "Blood pressure panel"), component=parts))
    assert [(one.value, one.unit) for one in found.patient.observations] == [(120.0, "mmHg"), (80.0, "mmHg")]
    assert found.origins["observations[1]"] == "Bundle.entry[1].resource.component[1]"


@pytest.mark.parametrize(
    ("written", "day", "said"),
    [
        ("2026-10-28T23:30:00-05:00", "2026-10-28", []),
        ("2026-10", None, ["partial_date"]),
        ("2025", None, ["partial_date"]),
        (None, None, ["no_day"]),
    ],
)
def test_a_day_is_taken_as_written_and_a_month_is_none(
    written: str | None, day: str | None, said: list[str]
) -> None:
    found = read(observation(HEMOGLOBIN, written, valueQuantity=quantity(8.1, "g/dL")))
    assert records(found.patient, "observations")[0].get("date") == day
    assert kinds(found) == said


@pytest.mark.parametrize("written", ["2026-11", "2026", "2027"])
def test_a_month_that_may_lie_after_the_day_leaves_the_fact_out(written: str) -> None:
    facts = observation(HEMOGLOBIN, written, valueQuantity=quantity(8.1, "g/dL"))
    assert [kind for _, kind in left_out(facts)] == ["partial_date_to_come"]


def test_a_karyotype_is_kept_as_the_laboratory_wrote_it() -> None:
    facts = observation(coded(LOINC, "62356-1"), valueString="47,XX,+8[12]/46,XX[8]")
    assert only("karyotypes", facts) == {"iscn": "47,XX,+8[12]/46,XX[8]", "date": "2026-10-28"}


@pytest.mark.parametrize(("answer", "pregnant"), [("77386006", True), ("60001007", False)])
def test_a_pregnancy_is_answered_by_its_last_report(answer: str, pregnant: bool) -> None:
    def report(code: str, day: str) -> Part:
        return observation(coded(LOINC, "82810-3"), day, valueCodeableConcept=coded(SNOMED, code))

    other = "60001007" if pregnant else "77386006"
    found = read(report(other, "2026-01-01"), report(answer, "2026-10-01"), report(other, "2026-12-01"))
    assert found.patient.reproductive is not None
    assert found.patient.reproductive.pregnant is pregnant


# --- variants ---------------------------------------------------------------------------------------------


def component(code: str, **value: Any) -> Part:
    return {"code": coded(LOINC, code), **value}


def test_a_variant_has_gene_change_and_share() -> None:
    change = component("48005-3", valueCodeableConcept={"text": "NP_003007.2:p.(Pro95His)"})
    share = component("81258-6", valueQuantity=quantity(41, "%"))
    assert only("mutations", variant("SRSF2", "LA9633-4", "2025-02-12", change, share)) == {
        "gene": "SRSF2", "variant": "p.(Pro95His)", "vaf": 0.41, "status": "detected", "date": "2025-02-12",
    }  # fmt: skip


def test_a_gene_in_which_nothing_was_found_is_said_to_be_free() -> None:
    assert only("mutations", variant("IDH2", "LA9634-2")) == {
        "gene": "IDH2", "status": "not_detected", "date": "2026-10-20",
    }  # fmt: skip


def test_a_gene_is_known_by_its_number_too() -> None:
    facts = variant("?", "LA9633-4")
    facts["component"][0]["valueCodeableConcept"] = coded("http://www.genenames.org/geneId", "HGNC:11998")
    assert only("mutations", facts)["gene"] == "TP53"
    facts["component"][0]["valueCodeableConcept"]["text"] = "FLT3"
    assert ("entry[1].resource.component", "gene_unclear") in left_out(facts)


@pytest.mark.parametrize(
    ("share", "vaf", "said"),
    [
        (quantity(0.41, "1"), 0.41, []),
        ({"value": 0.41}, 0.41, []),
        ({"value": 41}, None, ["share_unclear"]),
        (quantity(141, "%"), None, ["share_unclear"]),
        (quantity(5, "%", comparator="<"), None, ["share_unclear"]),
    ],
)
def test_a_share_is_never_guessed(share: Part, vaf: float | None, said: list[str]) -> None:
    found = read(variant("TP53", "LA9633-4", "2026-01-01", component("81258-6", valueQuantity=share)))
    assert found.patient.mutations[0].vaf == vaf
    assert kinds(found) == said


def test_an_inherited_variant_is_none_of_the_disease() -> None:
    source = component("48002-0", valueCodeableConcept=coded(LOINC, "LA6683-2"))
    assert [kind for _, kind in left_out(variant("DDX41", "LA9633-4", "2026-01-01", source))] == ["germline"]


def test_an_indeterminate_variant_is_no_finding() -> None:
    assert [kind for _, kind in left_out(variant("TP53", "LA11884-6"))] == ["finding_unclear"]


# --- treatment --------------------------------------------------------------------------------------------


def test_a_line_of_treatment_has_its_time_and_its_end() -> None:
    told = statement(
        "azacitidine 100 MG Injection", "completed", "2025-07-01", "2026-09-20T10:00:00Z",
        statusReason=[coded(SNOMED, "266721009", "No response to treatment (situation)")],
        dosage=[{"text": "75 mg/m2 d1-7 q28d"}],
    )  # fmt: skip
    assert only("therapies", told) == {
        "drug": "azacitidine 100 MG Injection", "start": "2025-07-01", "end": "2026-09-20",
        "dose": "75 mg/m2 d1-7 q28d", "best_response": "unknown", "outcome": "no response",
        "stop_reason": "No response to treatment",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("status", "outcome"),
    [("active", "ongoing"), ("completed", "unknown"), ("stopped", "unknown"), ("on-hold", "unknown")],
)
def test_a_line_is_closed_only_by_what_closes_it(status: str, outcome: str) -> None:
    record = only("therapies", statement("lenalidomide", status, "2026-01-01"))
    assert record["outcome"] == outcome
    assert "end" not in record


def test_what_is_no_treatment_of_the_disease_is_medication_while_it_is_taken() -> None:
    assert only("medications", statement("deferasirox", "active", "2026-01-01")) == {
        "drug": "deferasirox", "start": "2026-01-01",
    }  # fmt: skip
    # A medication without an end would count as still taken.
    assert read(statement("deferasirox", "stopped", "2026-01-01")).patient.medications == ()


def test_a_drug_is_known_by_code_by_reference_and_by_its_ingredients() -> None:
    code = statement("", "active", "2026-01-01", medicationCodeableConcept=coded(RXNORM, "342369"))
    assert only("therapies", code)["drug"] == "lenalidomide"
    inside = [{"resourceType": "Medication", "id": "m", "code": {"text": "decitabine"}}]
    by_reference = statement(
        "", "active", "2026-01-01", contained=inside, medicationReference={"reference": "#m"}
    )
    del by_reference["medicationCodeableConcept"]
    assert only("therapies", by_reference)["drug"] == "decitabine"
    del by_reference["contained"]
    parts = [{"itemCodeableConcept": {"text": text}} for text in ("azacitidine", "venetoclax")]
    by_reference["medicationReference"] = {"reference": "Medication/m"}
    medication = {"resourceType": "Medication", "id": "m", "ingredient": parts}
    assert only("therapies", by_reference, medication)["drug"] == "azacitidine + venetoclax"
    assert ("entry[1].resource.medication[x]", "medication_not_here") in left_out(by_reference)


def test_a_code_and_a_name_of_different_drugs_give_none() -> None:
    both = coded(RXNORM, "342369", text="azacitidine")
    told = statement("", "active", "2026-01-01", medicationCodeableConcept=both)
    assert left_out(told) == [("entry[1].resource.medication[x]", "disagree")]


def test_days_of_one_drug_are_one_line_that_is_not_closed() -> None:
    days = [f"2026-{month:02}-0{day}" for month in (1, 2, 3) for day in (2, 3, 4)]
    found = read(*(given_on("azacitidine", day) for day in days), given_on("azacitidine", "2026-09-01"))
    told = [(one.start, one.end, one.outcome) for one in found.patient.therapies]
    assert told == [(date(2026, 1, 2), None, "unknown"), (date(2026, 9, 1), None, "unknown")]
    assert kinds(found) == ["days_joined"]


def test_a_day_after_the_judgement_is_no_treatment_yet() -> None:
    assert left_out(given_on("azacitidine", "2026-12-01")) == []


def order(intent: str = "order", **more: Any) -> Part:
    about = {"resourceType": "MedicationRequest", "status": "active", "intent": intent}
    return (
        about
        | {"subject": {"reference": "Patient/p1"}, "medicationCodeableConcept": {"text": "prednisone"}}
        | more
    )


def test_an_order_counts_and_is_said_and_a_plan_does_not() -> None:
    bounds = {"timing": {"repeat": {"boundsPeriod": {"start": "2026-05-01"}}}}
    found = read(order(dosageInstruction=[bounds]))
    assert records(found.patient, "medications") == [{"drug": "prednisone", "start": "2026-05-01"}]
    assert kinds(found) == ["only_ordered"]
    assert left_out(order("plan")) == [("entry[1].resource.intent", "not_an_order")]
    assert left_out(order(doNotPerform=True)) == [("entry[1].resource.doNotPerform", "not_to_be_done")]
    assert read(order(authoredOn="2026-05-01")).patient.medications[0].start is None
    assert read(order(authoredOn="2026-12-01")).patient.medications == ()


# --- procedures -------------------------------------------------------------------------------------------


def test_a_transplant_is_a_procedure() -> None:
    told = procedure(coded(SNOMED, "58390007", "Allogeneic bone marrow transplantation (procedure)"))
    assert only("procedures", told) == {
        "name": "Allogeneic bone marrow transplantation",
        "date": "2024-01-01",
    }


def test_a_transfusion_needs_its_units() -> None:
    code = coded(SNOMED, "71493000", "Transfusion of packed red blood cells")
    assert left_out(procedure(code)) == [("entry[1].resource.usedReference", "units_not_said")]
    bags = [{"resourceType": "BiologicallyDerivedProduct", "id": f"b{n}", "quantity": n} for n in (1, 2)]
    used = [{"reference": f"BiologicallyDerivedProduct/b{n}"} for n in (1, 2)]
    assert only("transfusions", procedure(code, "2026-10-25", usedReference=used), *bags) == {
        "product": "RBC", "units": 3.0, "date": "2026-10-25",
    }  # fmt: skip
    dose = {"dose": {"value": 2, "unit": "units"}}
    assert only("transfusions", given_on("platelets", "2026-10-25", dosage=dose))["units"] == 2.0
    volume = {"dose": quantity(300, "mL")}
    assert left_out(given_on("platelets", "2026-10-25", dosage=volume)) == [
        ("entry[1].resource.dosage.dose", "units_not_said")
    ]


def test_a_treatment_profile_of_mcode_makes_a_line_of_treatment() -> None:
    profile = {"profile": [f"{MCODE}mcode-cancer-related-medication-administration"]}
    told = statement("prednisone", "active", "2026-01-01", meta=profile)
    assert only("therapies", told)["outcome"] == "ongoing"
