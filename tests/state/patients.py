"""Patients written down for tests: the published cases of seed 004, in the contract's form."""

from typing import Any

from matcher.chart import Chart
from matcher.patient import Patient
from matcher.state.derive import derive_state
from matcher.state.model import PatientState

SCHEMA = "mdsmatch.patient/1"


def chart(as_of: str = "2026-11-01", **lists: Any) -> Chart:
    """The chart of a patient with these lists of the file."""
    given = {"schema": SCHEMA, "id": "test", "as_of": as_of, **lists}
    return Chart.of(Patient.model_validate(given))


def state(as_of: str = "2026-11-01", **lists: Any) -> PatientState:
    """The derived state of a patient with these lists of the file."""
    return derive_state(chart(as_of, **lists))


def lab(name: str, value: float, date: str, unit: str = "%") -> dict[str, Any]:
    """An observation."""
    return {"name": name, "value": value, "unit": unit, "date": date}


def hma(**fields: Any) -> dict[str, Any]:
    """A course of azacitidine at standard dose unless said otherwise."""
    return {"drug": "azacitidine", "start": "2026-01-05", "dose": "75 mg/m2 d1-7 q28d", **fields}


def esa(**fields: Any) -> dict[str, Any]:
    """A course of epoetin alfa at full dose unless said otherwise."""
    return {"drug": "epoetin alfa", "start": "2026-01-05", "dose": "40000 IU weekly", **fields}


COMPLETE = ["therapies", "procedures", "conditions"]

FIRST: dict[str, Any] = {
    "sex": "female",
    "age_years": 70,
    "diagnoses": [
        {"term": "MDS with multilineage dysplasia", "date": "2026-01-05", "status": "active",
         "therapy_related": False},
        {"term": "acute myeloid leukemia", "date": "2026-10-26", "status": "active"},
    ],
    "observations": [
        lab("bone marrow blasts", 18, "2026-01-05"),
        lab("bone marrow blasts", 30, "2026-10-26"),
        lab("peripheral blood blasts", 4, "2026-10-26"),
        {"name": "IPSS", "category": "Int-2", "date": "2026-01-05"},
        {"name": "ECOG", "value": 0, "date": "2026-01-05"},
    ],
    "karyotypes": [{"iscn": "47,XX,+8", "date": "2026-01-05"}],
    "mutations": [
        {"gene": "SRSF2", "status": "detected", "date": "2026-01-05"},
        {"gene": "ASXL1", "status": "detected", "date": "2026-01-05"},
        {"gene": "IDH2", "status": "not_detected", "date": "2026-01-05"},
    ],
    "therapies": [
        hma(start="2026-01-20", end="2026-09-10", cycles=8, best_response="SD", outcome="progression",
            stop_reason="progression to AML"),
        {"drug": "eltrombopag", "start": "2026-01-20", "end": "2026-09-10", "best_response": "none"},
    ],
    "donor": {"matched_unrelated": False, "haploidentical": True, "transplant_candidate": True},
    "complete": COMPLETE,
}  # fmt: skip

SECOND: dict[str, Any] = {
    "sex": "female",
    "age_years": 80,
    "diagnoses": [{"term": "MDS with multilineage dysplasia", "date": "2025-01-10", "status": "active"}],
    "observations": [
        lab("bone marrow blasts", 4, "2025-01-10"),
        {"name": "IPSS", "category": "Int-1", "date": "2025-01-10"},
        {"name": "IPSS-R", "category": "Intermediate", "date": "2025-01-10"},
        lab("bone marrow cellularity", 15, "2026-04-20"),
        lab("bone marrow blasts", 4, "2026-04-20"),
    ],
    "karyotypes": [
        {"iscn": "47,XX,+8", "date": "2025-01-10"},
        {"iscn": "47,XX,+8,del(5)(q13q33)[4]/47,XX,+8[16]", "date": "2026-04-20"},
    ],
    "therapies": [
        {"drug": "epoetin alfa", "start": "2025-01-20", "end": "2025-03-05", "best_response": "none",
         "outcome": "no response", "stop_reason": "declared refractory"},
        hma(start="2025-03-20", end="2025-06-10", cycles=3, dose="100 mg flat d1-7 q28d",
            best_response="none", outcome="no response"),
        hma(start="2025-07-01", end="2026-04-05", cycles=9, best_response="SD", outcome="no response",
            stop_reason="falling counts"),
        {"drug": "epoetin alfa", "start": "2026-05-01", "end": "2026-10-10", "best_response": "HI-E",
         "outcome": "relapse", "stop_reason": "transfusion dependent again"},
        {"drug": "lenalidomide", "start": "2026-11-05", "dose": "10 mg daily", "outcome": "ongoing"},
    ],
    "transfusions": [
        {"product": "RBC", "units": 2, "date": "2026-10-15"},
        {"product": "RBC", "units": 2, "date": "2026-10-29"},
    ],
    "complete": COMPLETE,
}  # fmt: skip

THIRD: dict[str, Any] = {
    "sex": "male",
    "age_years": 74,
    "diagnoses": [{"term": "MDS with excess blasts 2", "date": "2024-08-01", "status": "active"}],
    "observations": [
        {"name": "IPSS-R", "category": "High", "date": "2024-08-01"},
        lab("bone marrow blasts", 20, "2026-10-20"),
        {"name": "ECOG", "value": 2, "date": "2026-10-20"},
    ],
    "karyotypes": [{"iscn": "46,XY[20]", "date": "2026-10-20"}],
    "mutations": [
        {"gene": gene, "status": "not_detected", "date": "2026-10-20"}
        for gene in ("IDH1", "IDH2", "SF3B1", "SRSF2", "U2AF1", "TP53", "FLT3")
    ],
    "therapies": [
        hma(start="2024-09-01", end="2026-09-15", cycles=24, best_response="CR", outcome="relapse",
            stop_reason="loss of response"),
    ],
    "complete": ["therapies", "procedures"],
}  # fmt: skip

FOURTH: dict[str, Any] = {
    "sex": "female",
    "age_years": 70,
    "diagnoses": [
        {"term": "MDS with excess blasts 2", "date": "2024-12-01", "status": "active",
         "therapy_related": True},
        {"term": "lymphoma", "date": "2015-01-01", "status": "resolved"},
        {"term": "acute myeloid leukemia", "date": "2026-10-15", "status": "active"},
    ],
    "observations": [
        lab("peripheral blood blasts", 20, "2026-03-20"),
        lab("white blood cells", 140, "2026-10-28", "10*9/L"),
        lab("peripheral blood blasts", 63, "2026-10-28"),
        lab("hemoglobin", 6.8, "2026-10-28", "g/dL"),
        lab("platelets", 39, "2026-10-28", "10*9/L"),
        {"name": "ECOG", "value": 2, "date": "2026-03-20"},
    ],
    "mutations": [{"gene": "IDH2", "variant": "R172K", "status": "detected", "date": "2026-10-20"}],
    "therapies": [
        hma(start="2025-01-10", end="2026-01-15", cycles=12, best_response="PR", outcome="relapse",
            stop_reason="loss of response"),
        {"drug": "decitabine", "start": "2026-04-01", "end": "2026-07-05", "cycles": 3,
         "dose": "20 mg/m2 d1-5 q28d", "best_response": "none", "outcome": "no response"},
        {"drug": "cytarabine", "start": "2026-08-01", "end": "2026-08-10", "cycles": 1, "dose": "low dose",
         "outcome": "intolerance", "stop_reason": "infection"},
        {"drug": "hydroxyurea", "start": "2026-10-20", "dose": "2000 mg/day", "outcome": "ongoing"},
    ],
    "complete": ["therapies", "procedures"],
}  # fmt: skip
