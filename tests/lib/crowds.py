"""Patients whose files hold anything that the contract allows: undated, future, contradictory, unheard-of."""

import random
from datetime import date, timedelta
from typing import Any

from matcher.cohort.schema import LISTS
from matcher.patient import Patient, read_patient
from tests.lib.charts import AS_OF, EVERYTHING

DAYS_AGO = (
    None,
    -20,
    0,
    1,
    6,
    7,
    13,
    14,
    20,
    21,
    27,
    28,
    29,
    42,
    55,
    56,
    83,
    84,
    112,
    180,
    364,
    365,
    366,
    1825,
    3000,
)
DISEASES = (
    "MDS with excess blasts 2",
    "MDS",
    "acute myeloid leukemia",
    "chronic myelomonocytic leukemia",
    "lymphoma",
    "MDS with isolated del(5q)",
    "RAEB-t",
    "therapy-related MDS",
    "lower-risk MDS",
    "breast cancer",
    "CHIP",
    "something unheard of",
    "acute promyelocytic leukemia",
    "AML with t(8;21)",
    "multiple myeloma",
    "CML",
)
ILLNESSES = (
    *DISEASES,
    "hypothyroidism",
    "HIV infection",
    "severe asthma",
    "heart failure",
    "hepatitis B",
    "gout",
    "pneumonia",
    "uncontrolled hypertension",
    "sepsis",
    "cancer",
    "basal cell carcinoma",
    "anemia",
    "infection",
    "a rare thing",
)
DRUGS = (
    "azacitidine",
    "decitabine",
    "azacitidine + venetoclax",
    "epoetin alfa",
    "lenalidomide",
    "hydroxyurea",
    "stem cell transplantation",
    "chemotherapy",
    "cytarabine",
    "an unheard-of drug",
    "prednisone",
    "luspatercept",
    "levothyroxine",
    "metformin",
    "posaconazole",
    "investigational drug",
    "venetoclax",
    "midostaurin",
    "cyclosporine",
)
LABS: tuple[tuple[str, tuple[Any, ...], str | None], ...] = (
    ("hemoglobin", (6.5, 8, 9.9, 10, 12, 13, 95), "g/dL"),
    ("platelets", (5, 50, 75, 100, 150, 460), "10*9/L"),
    ("ANC", (0, 0.5, 0.8, 1.0, 1.5, 1.8), None),
    ("bone marrow blasts", (0, 2, 4.9, 5, 10, 19, 20, 25, 31, "few"), "%"),
    ("peripheral blood blasts", (0, 1, 5, 20, 40), "%"),
    ("creatinine", (0.8, 1.5, 2.0, 3.6), "mg/dL"),
    ("creatinine clearance", (29, 60), "mL/min"),
    ("weight", (60, 90), "kg"),
    ("bilirubin", (0.5, 1.5, 3), "mg/dL"),
    ("AST", (20, 100, 120), "U/L"),
    ("ALT", (20, 100, 120), "U/L"),
    ("ECOG", (0, 1, 2, 3), None),
    ("Karnofsky", (50, 65, 70, 90), None),
    ("hbsag", ("negative", "positive"), None),
    ("WBC", (2, 13, 30), "10*9/L"),
    ("serum erythropoietin", (100, 200, 300, 500, 600), "U/L"),
    ("ferritin", (10, 500), "ng/mL"),
    ("QTc", (450, 480), "ms"),
    ("LVEF", (40, 50), "%"),
    ("life expectancy", (80, 200), None),
    ("IPSS-R", ("High", 3.5, 5), None),
    ("IPSS", ("Int-1", 2.5), None),
    ("WPSS", ("High", 2), None),
    ("an unheard-of value", (3,), None),
)
KARYOTYPES = (
    "46,XX[20]",
    "46,XY,del(5)(q13q33)[12]/46,XY[8]",
    "45,XX,-7[15]",
    "no growth",
    "complex",
    "47,XX,+8[14]/46,XX[6]",
    "44,XX,-5,-7,add(17)(p11)[14]",
    "46,XY,t(8;21)(q22;q22)[18]",
    "unreadable ??",
)
GENES = ("TP53", "SF3B1", "ASXL1", "IDH2", "IDH1", "FLT3", "NPM1", "RUNX1", "KMT2A", "XYZ1", "KIT")


class _Maker:
    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def day(self, *, never_future: bool = False) -> str | None:
        ago = self.random.choice(DAYS_AGO)
        if ago is None or (never_future and ago < 0):
            return None
        return (AS_OF - timedelta(days=ago)).isoformat()

    def one(self, *choices: Any) -> Any:
        return self.random.choice(choices)

    def several(self, make: Any, most: int) -> list[dict[str, Any]]:
        made = (make() for _ in range(self.random.randint(0, most)))
        return [{key: value for key, value in each.items() if value is not None} for each in made]

    def illness(self, terms: tuple[str, ...]) -> dict[str, Any]:
        status = self.one("active", "active", "resolved", "history", "absent", "unknown")
        return {"term": self.one(*terms), "status": status, "date": self.day()}

    def diagnosis(self) -> dict[str, Any]:
        return self.illness(DISEASES) | {"therapy_related": self.one(None, None, True, False)}

    def condition(self) -> dict[str, Any]:
        return self.illness(ILLNESSES) | {"grade": self.one(None, 2, 3, "NYHA II", "mild")}

    def observation(self) -> dict[str, Any]:
        name, values, unit = self.one(*LABS)
        limits = {
            "upper_limit_of_normal": self.one(None, 1.2, 40),
            "lower_limit_of_normal": self.one(None, 1.0),
        }
        return {"name": name, "value": self.one(*values), "unit": unit, "date": self.day(), **limits}

    def mutation(self) -> dict[str, Any]:
        status = self.one("detected", "detected", "not_detected", "unknown")
        return {
            "gene": self.one(*GENES),
            "variant": self.one(None, "R248Q", "ITD", "R172K", "PTD"),
            "status": status,
            "vaf": self.one(None, 0.1, 0.55, 0.6),
            "date": self.day(),
        }

    def transfusion(self) -> dict[str, Any]:
        made = {"product": self.one("RBC", "RBC", "platelets", "plasma"), "units": self.one(0, 1, 2, 4)}
        first, last = sorted(abs(self.random.choice(DAYS_AGO) or 0) for _ in range(2))
        if self.random.random() < 0.7:
            return made | {"date": (AS_OF - timedelta(days=first)).isoformat()}
        period = {"from": AS_OF - timedelta(days=last), "to": AS_OF - timedelta(days=first)}
        return made | {name: day.isoformat() for name, day in period.items()}

    def medication(self) -> dict[str, Any]:
        start, end = self.day(), self.day()
        if start and end and end < start:
            start, end = end, start
        return {"drug": self.one(*DRUGS), "start": start, "end": end}

    def therapy(self) -> dict[str, Any]:
        return self.medication() | {
            "cycles": self.one(None, 1, 3, 4, 6, 12),
            "best_response": self.one("CR", "HI-E", "SD", "PD", "none", "unknown"),
            "outcome": self.one(
                "ongoing", "completed", "relapse", "progression", "no response", "intolerance", "unknown"
            ),
            "stop_reason": self.one(None, "toxicity"),
        }

    def procedure(self) -> dict[str, Any]:
        names = (
            "splenectomy",
            "radiation therapy",
            "allogeneic transplant",
            "major surgery",
            "an unheard-of one",
        )
        return {"name": self.one(*names), "date": self.day()}

    def file(self, number: int) -> dict[str, Any]:
        flags = ("childbearing_potential", "pregnant", "breastfeeding", "contraception")
        donors = ("matched_sibling", "matched_unrelated", "haploidentical", "transplant_candidate")
        age = self.one(
            {"birth_date": "1950-11-02"},
            {"birth_date": "1966-06-01"},
            {"age_years": 59.0},
            {},
            {"age_years": 17.0},
        )
        file = {
            "schema": "mdsmatch.patient/1",
            "id": f"odd-{number}",
            "as_of": AS_OF.isoformat(),
            **age,
            "sex": self.one("female", "male", "unknown", None),
            "location": self.one(None, {"country": "US"}, {"country": "Germany"}, {"country": "Nowhere"}),
            "diagnoses": self.several(self.diagnosis, 3),
            "observations": self.several(self.observation, 14),
            "karyotypes": self.several(lambda: {"iscn": self.one(*KARYOTYPES), "date": self.day()}, 2),
            "mutations": self.several(self.mutation, 8),
            "transfusions": self.several(self.transfusion, 5),
            "therapies": self.several(self.therapy, 4),
            "procedures": self.several(self.procedure, 2),
            "conditions": self.several(self.condition, 4),
            "medications": self.several(self.medication, 3),
            "reproductive": self.one(None, {flag: self.one(True, False, None) for flag in flags}),
            "donor": self.one(None, {flag: self.one(True, False, None) for flag in donors}),
            "complete": self.random.sample(EVERYTHING, self.random.randint(0, len(EVERYTHING))),
        }
        return {name: value for name, value in file.items() if value is not None}


def odd_patients(n: int, seed: int) -> list[Patient]:
    """`n` patients of whom little makes sense, the same for the same seed."""
    maker = _Maker(seed)
    found: list[Patient] = []
    while len(found) < n:
        file = maker.file(len(found))
        if file.get("birth_date", "") > min(_days(file), default="9999"):
            file.pop("birth_date")
        found.append(read_patient(file, "odd"))
    return found


def _days(file: dict[str, Any]) -> list[str]:
    return [
        str(value)
        for name in LISTS
        for record in file[name]
        for key, value in record.items()
        if key in ("date", "start", "end", "from", "to")
    ]


__all__ = ["date", "odd_patients"]
