"""What the patient takes now."""

from criteria import nodes
from criteria.quantity import Window
from tests.lib.cases import Case, F, T, U, each
from tests.lib.charts import EVERYTHING, course


def uses(*agents: str, window: Window | None = None) -> nodes.Medication:
    """Medication asked for."""
    return nodes.Medication(agents=agents, window=window)


HYDROXYUREA = course("hydroxyurea", "2026-10-20", None, outcome="ongoing")
COMPLETE = ["therapies"]

CASES = [
    Case(
        "takes",
        uses("antidiabetic"),
        {"medications": [{"drug": "metformin", "start": "2016-01-01"}]},
        T,
        "metformin since 2016-01-01: this is use of antidiabetic drug",
        paths=["medications[0]"],
    ),
    Case(
        "not complete",
        uses("systemic_corticosteroid"),
        {"complete": EVERYTHING},
        F,
        "the complete lists hold no systemic corticosteroid",
        basis="presumed",
    ),
    Case(
        "open",
        uses("systemic_corticosteroid"),
        {"complete": COMPLETE},
        U,
        "no systemic corticosteroid is recorded, but the medications are not complete",
        needs=["whether systemic corticosteroid is taken"],
    ),
    Case(
        "directed",
        uses("investigational"),
        {"complete": COMPLETE},
        F,
        "the complete lists hold no investigational agent",
        basis="presumed",
    ),
    Case(
        "stopped",
        uses("antidiabetic"),
        {
            "medications": [{"drug": "metformin", "start": "2016-01-01", "end": "2026-01-01"}],
            "complete": EVERYTHING,
        },
        F,
        "metformin 2016-01-01 to 2026-01-01: this is not use of antidiabetic drug",
        paths=["medications[0]"],
    ),
    Case(
        "therapy runs",
        uses("hydroxyurea"),
        {"therapies": [HYDROXYUREA]},
        T,
        "hydroxyurea since 2026-10-20: this is use of hydroxyurea",
        paths=["therapies[0]"],
    ),
    Case(
        "stopped window",
        uses("antidiabetic", window=Window(max_days=14)),
        {
            "medications": [{"drug": "metformin", "start": "2016-01-01", "end": "2026-10-25"}],
            "complete": EVERYTHING,
        },
        T,
        ("metformin 2016-01-01 to 2026-10-25: this is use of antidiabetic drug within 14 days"),
        paths=["medications[0]"],
    ),
]


@each(CASES)
def test_verdict(case: Case) -> None:
    case.check()
