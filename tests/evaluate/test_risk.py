"""Risk categories: recorded, computed, by a named system or by any."""

from criteria import nodes
from criteria.quantity import Interval
from tests.lib.cases import Case, F, T, U, each
from tests.lib.charts import Part, diagnosis, lab


def risk(*categories: str, system: str | None = None) -> nodes.RiskCategory:
    """Risk categories asked for."""
    return nodes.RiskCategory.model_validate({"categories": categories, "system": system})


def blasts(value: float) -> list[Part]:
    """One value of marrow blasts."""
    return [lab("bone marrow blasts", value, "%")]


LOW = [{"name": "IPSS", "value": 0.0, "category": "Low", "date": "2026-01-05"}]
TRANSFORMED = [diagnosis("MDS with multilineage dysplasia", "2025-01-05"), diagnosis("AML", "2026-10-15")]

NORMAL = [{"iscn": "46,XY[20]", "date": "2026-10-20"}]
COUNTS = [lab("hemoglobin", 9, "g/dL"), lab("platelets", 150, "10*9/L")]

CASES = [
    Case(
        "recorded",
        risk("Low", "Int-1", system="ipss"),
        {"observations": LOW},
        T,
        "IPSS Low (0) on 2026-01-05: IPSS Low or Int-1 risk",
        paths=["observations[0]"],
    ),
    Case(
        "not",
        risk("High", system="ipss"),
        {"observations": LOW},
        F,
        "IPSS Low (0) on 2026-01-05: not IPSS High risk",
        paths=["observations[0]"],
    ),
    Case(
        "none",
        risk("Low", system="ipss"),
        {},
        U,
        "IPSS is not recorded, nor what it is computed from",
        needs=["IPSS category"],
    ),
    Case(
        "blasts rule out",
        risk("Low", "Int-1", system="ipss"),
        {"observations": blasts(20), "karyotypes": [{"iscn": "46,XY[20]", "date": "2026-10-20"}]},
        F,
        "IPSS Int-2 (1.5 to 2) by the last facts: not IPSS Low or Int-1 risk",
        basis="derived",
        paths=["observations[0]", "karyotypes[0]"],
    ),
    Case(
        "conflict",
        risk("lower-risk"),
        {"observations": [*LOW, {"name": "IPSS-R", "category": "High", "date": "2026-01-05"}]},
        U,
        (
            "the systems disagree: IPSS Low (0) on 2026-01-05: lower-risk disease; IPSS-R High on"
            " 2026-01-05: not lower-risk disease"
        ),
        needs=["the system by which the trial counts risk"],
        paths=["observations[0]", "observations[1]"],
    ),
    Case(
        "int ipss-r 3.5",
        risk("lower-risk", system="ipss_r"),
        {"observations": [{"name": "IPSS-R", "value": 3.5, "date": "2026-01-05"}]},
        T,
        "IPSS-R 3.5 on 2026-01-05: IPSS-R lower-risk disease",
        paths=["observations[0]"],
    ),
    Case(
        "int ipss-r no score",
        risk("lower-risk", system="ipss_r"),
        {"observations": [{"name": "IPSS-R", "category": "Intermediate", "date": "2026-01-05"}]},
        U,
        "IPSS-R Intermediate on 2026-01-05 leaves IPSS-R lower-risk disease open",
        needs=["IPSS-R category"],
        paths=["observations[0]"],
    ),
    Case(
        "disagree",
        risk("Low", system="ipss"),
        {"observations": [*LOW, *blasts(15)]},
        U,
        "recorded Low on 2026-01-05, but the last facts give Int-2 or High",
        needs=["IPSS category"],
        paths=["observations[1]"],
    ),
    Case(
        "score",
        nodes.RiskCategory(system="ipss_r", interval=Interval(high=3.5)),
        {"observations": [{"name": "IPSS-R", "value": 2.5, "date": "2026-01-05"}]},
        T,
        "IPSS-R 2.5 on 2026-01-05: IPSS-R score at most 3.5",
        paths=["observations[0]"],
    ),
    Case(
        "wpss",
        risk("High", system="wpss"),
        {"observations": [{"name": "WPSS", "category": "High", "date": "2026-01-05"}]},
        T,
        "WPSS High on 2026-01-05: WPSS High risk",
        paths=["observations[0]"],
    ),
    Case(
        "wpss none",
        risk("High", system="wpss"),
        {},
        U,
        "WPSS is not recorded, nor what it is computed from",
        needs=["WPSS category"],
    ),
    Case(
        "a range that straddles names what would decide",
        risk("Intermediate", "High", "Very High", system="ipss_r"),
        {"observations": [*COUNTS[:2], *blasts(4)], "karyotypes": NORMAL},
        U,
        "IPSS-R Low (3) to Intermediate (3.5) by the last facts leaves"
        " IPSS-R Intermediate, High or Very High risk open",
        needs=["absolute neutrophil count"],
        paths=["observations[0]", "observations[1]", "observations[2]", "karyotypes[0]"],
    ),
    Case(
        "a range on one side decides",
        risk("High", "Very High", system="ipss_r"),
        {"observations": [*COUNTS[:2], *blasts(4)], "karyotypes": NORMAL},
        F,
        "IPSS-R Low (3) to Intermediate (3.5) by the last facts: not IPSS-R High or Very High risk",
        basis="derived",
        paths=["observations[0]", "observations[1]", "observations[2]", "karyotypes[0]"],
    ),
    Case(
        "wpss computed",
        risk("High", "Very High", system="wpss"),
        {
            "diagnoses": [diagnosis("MDS with excess blasts 2", "2026-01-05")],
            "observations": [*blasts(12), lab("peripheral blood blasts", 0, "%")],
            "karyotypes": NORMAL,
        },
        T,
        "WPSS High (3 to 4) by the last facts: WPSS High or Very High risk",
        basis="derived",
        paths=["observations[0]", "observations[1]", "karyotypes[0]"],
    ),
    Case(
        "very high is high",
        risk("High"),
        {"observations": [{"name": "IPSS-R", "value": 7.5, "date": "2026-01-05"}]},
        T,
        "IPSS-R 7.5 on 2026-01-05: High risk",
        paths=["observations[0]"],
    ),
    Case(
        "aml",
        risk("High"),
        {"diagnoses": TRANSFORMED},
        U,
        "acute myeloid leukemia of 2026-10-15: risk scores for MDS do not apply",
        needs=["whether High risk is asked of AML"],
        paths=["diagnoses[1]"],
    ),
]


@each(CASES)
def test_verdict(case: Case) -> None:
    case.check()
