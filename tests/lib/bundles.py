"""FHIR bundles as mCODE describes them, written for tests: from single resources, and from a patient's file.

What FHIR has no place for is left out here: responses to treatment, cycles, donors, lists that are complete.
"""

from typing import Any

Part = dict[str, Any]

LOINC, SNOMED, RXNORM = (
    "http://loinc.org",
    "http://snomed.info/sct",
    "http://www.nlm.nih.gov/research/umls/rxnorm",
)
MCODE = "http://hl7.org/fhir/us/mcode/StructureDefinition/"
ASSERTED = "http://hl7.org/fhir/StructureDefinition/condition-assertedDate"
HISTOLOGY = f"{MCODE}mcode-histology-morphology-behavior"
UCUM = "http://unitsofmeasure.org"
CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
VERIFICATION = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
SUBJECT = {"reference": "Patient/p1"}
TOLD_OUTCOMES = ("relapse", "progression", "no response", "intolerance")
"""How a line of treatment may end in words that a bundle can tell, as the reason for its status."""


def coded(system: str, code: str, display: str | None = None, text: str | None = None) -> Part:
    """A CodeableConcept with one code."""
    coding = {"system": system, "code": code} | ({"display": display} if display else {})
    return {"coding": [coding]} | ({"text": text} if text else {})


def person(**elements: Any) -> Part:
    """The Patient."""
    return {"resourceType": "Patient", "id": "p1", "gender": "female", "birthDate": "1950-03-14"} | elements


def bundle(
    *resources: Part, patient: Part | None = None, timestamp: str | None = "2026-11-01T08:00:00Z"
) -> Part:
    """A collection about one patient."""
    entries = [{"resource": one} for one in (patient or person(), *resources)]
    stamped = {"timestamp": timestamp} if timestamp else {}
    return {"resourceType": "Bundle", "type": "collection", **stamped, "entry": entries}


def observation(code: Part, day: str | None = "2026-10-28", status: str = "final", **elements: Any) -> Part:
    """An Observation; the value is among the elements."""
    dated = {"effectiveDateTime": day} if day else {}
    about = {"resourceType": "Observation", "status": status, "code": code, "subject": SUBJECT}
    return about | dated | elements


def quantity(value: float, unit: str, **elements: Any) -> Part:
    """A Quantity in UCUM."""
    return {"value": value, "unit": unit, "system": UCUM, "code": unit} | elements


def condition(
    code: Part, clinical: str | None = "active", verified: str | None = "confirmed", **more: Any
) -> Part:
    """A Condition."""
    about = {"resourceType": "Condition", "code": code, "subject": SUBJECT}
    if clinical:
        about["clinicalStatus"] = coded(CLINICAL, clinical)
    if verified:
        about["verificationStatus"] = coded(VERIFICATION, verified)
    return about | more


def statement(drug: str, status: str, start: str | None = None, end: str | None = None, **more: Any) -> Part:
    """A MedicationStatement with a drug in words."""
    period = ({"start": start} if start else {}) | ({"end": end} if end else {})
    about = {"resourceType": "MedicationStatement", "status": status, "subject": SUBJECT}
    return (
        about
        | {"medicationCodeableConcept": {"text": drug}}
        | ({"effectivePeriod": period} if period else {})
        | more
    )


def given_on(drug: str, day: str, status: str = "completed", **more: Any) -> Part:
    """A MedicationAdministration on one day."""
    about = {"resourceType": "MedicationAdministration", "status": status, "subject": SUBJECT}
    return about | {"medicationCodeableConcept": {"text": drug}, "effectiveDateTime": day} | more


def procedure(code: Part, day: str = "2024-01-01", status: str = "completed", **more: Any) -> Part:
    """A Procedure on one day."""
    about = {"resourceType": "Procedure", "status": status, "code": code, "subject": SUBJECT}
    return about | {"performedDateTime": day} | more


def variant(
    gene: str, found: str = "LA9633-4", day: str = "2026-10-20", *components: Part, **more: Any
) -> Part:
    """A genomic variant as mCODE profiles it."""
    studied = {"code": coded(LOINC, "48018-6"), "valueCodeableConcept": {"text": gene}}
    value = coded(LOINC, found)
    return observation(
        coded(LOINC, "69548-6"), day, valueCodeableConcept=value, component=[studied, *components], **more
    )


def bundle_of(file: Part) -> Part:
    """The bundle that tells of a patient's file what FHIR can tell."""
    told = [
        *map(_diagnosis, file.get("diagnoses", ())),
        *(condition({"text": one["term"]}, *_stand(one["status"]), onsetDateTime=one["date"])
          for one in file.get("conditions", ())),
        *map(_observed, file.get("observations", ())),
        *(observation(coded(LOINC, "62356-1"), one["date"], valueString=one["iscn"])
          for one in file.get("karyotypes", ())),
        *map(_mutation, file.get("mutations", ())),
        *map(_transfused, file.get("transfusions", ())),
        *map(_course, (*file.get("therapies", ()), *file.get("medications", ()))),
        *(procedure({"text": one["name"]}, one["date"]) for one in file.get("procedures", ())),
    ]  # fmt: skip
    who = person(id=file["id"], gender=file["sex"]) | {"birthDate": _born(file)}
    for one in told:
        one["subject"] = {"reference": f"Patient/{file['id']}"}
    return bundle(*told, patient=who, timestamp=f"{file['as_of']}T08:00:00Z")


def _born(file: Part) -> str:
    year = int(file["as_of"][:4]) - int(file.get("age_years", 0))
    return str(file.get("birth_date", f"{year}-01-02"))


def _stand(status: str) -> tuple[str | None, str]:
    clinical = {"active": "active", "resolved": "resolved", "history": "inactive"}.get(status)
    return clinical, "refuted" if status == "absent" else "confirmed"


def _diagnosis(one: Part) -> Part:
    asserted = {
        "url": "http://hl7.org/fhir/StructureDefinition/condition-assertedDate",
        "valueDateTime": one["date"],
    }
    profile = {"meta": {"profile": [f"{MCODE}mcode-primary-cancer-condition"]}}
    return condition({"text": one["term"]}, *_stand(one["status"]), extension=[asserted], **profile)


def _observed(one: Part) -> Part:
    if "value" not in one:
        return observation({"text": one["name"]}, one["date"], valueCodeableConcept={"text": one["category"]})
    if "unit" not in one:
        return observation({"text": one["name"]}, one["date"], valueInteger=one["value"])
    return observation({"text": one["name"]}, one["date"], valueQuantity=quantity(one["value"], one["unit"]))


def _mutation(one: Part) -> Part:
    found = {"detected": "LA9633-4", "not_detected": "LA9634-2"}[one["status"]]
    parts = []
    if "variant" in one:
        parts.append(
            {"code": coded(LOINC, "48005-3"), "valueCodeableConcept": {"text": f"p.{one['variant']}"}}
        )
    if "vaf" in one:
        share = quantity(one["vaf"] * 100, "%")
        parts.append({"code": coded(LOINC, "81258-6"), "valueQuantity": share})
    return variant(one["gene"], found, one["date"], *parts)


def _transfused(one: Part) -> Part:
    dose = {"dose": {"value": one["units"], "unit": "units"}}
    return given_on({"RBC": "red blood cells"}.get(one["product"], one["product"]), one["date"], dosage=dose)


def _course(one: Part) -> Part:
    status = "completed" if "end" in one else "active"
    reason = [{"text": one["outcome"]}] if one.get("outcome") in TOLD_OUTCOMES else []
    told = {"statusReason": reason} if reason else {}
    dose = {"dosage": [{"text": one["dose"]}]} if "dose" in one else {}
    return statement(one["drug"], status, one.get("start"), one.get("end"), **told, **dose)
