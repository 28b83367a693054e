"""Transfusion need: counted by the trial, or in the plain sense."""

from criteria import nodes
from criteria.quantity import Interval
from tests.lib.cases import Case, F, T, U, each
from tests.lib.charts import Part


def need(**more: object) -> nodes.Transfusion:
    """A transfusion need asked for."""
    return nodes.Transfusion.model_validate(more)


def red_cells(*given: tuple[float, str]) -> list[Part]:
    """Units of red cells, each on its day."""
    return [{"product": "RBC", "units": units, "date": day} for units, day in given]


SIX_TIMES_TWO = red_cells(
    (2, "2026-07-15"),
    (2, "2026-08-04"),
    (2, "2026-08-25"),
    (2, "2026-09-14"),
    (2, "2026-10-05"),
    (2, "2026-10-26"),
)
COMPLETE = ["transfusions"]

CASES = [
    Case(
        "dependent",
        need(),
        {"transfusions": SIX_TIMES_TWO, "complete": COMPLETE},
        T,
        (
            "6 RBC units in the last 8 weeks, 12 in the last 16 weeks: transfusion dependent by "
            "IWG 2006 and IWG 2018"
        ),
        basis="derived",
        paths=[
            "transfusions[0]",
            "transfusions[1]",
            "transfusions[2]",
            "transfusions[3]",
            "transfusions[4]",
            "transfusions[5]",
        ],
    ),
    Case(
        "lower bound enough",
        need(),
        {"transfusions": red_cells((4, "2026-10-15"))},
        T,
        (
            "at least 4 RBC units in the last 8 weeks, at least 4 in the last 16 weeks: "
            "transfusion dependent by IWG 2006 and IWG 2018"
        ),
        basis="derived",
        paths=["transfusions[0]"],
    ),
    Case(
        "between",
        need(),
        {"transfusions": red_cells((2, "2026-10-20")), "complete": COMPLETE},
        U,
        (
            "2 RBC units in the last 8 weeks, 2 in the last 16 weeks; definitions of dependence "
            "differ on that, and the line gives none"
        ),
        needs=["RBC transfusion need as the trial counts it"],
        paths=["transfusions[0]"],
    ),
    Case(
        "between open",
        need(),
        {"transfusions": red_cells((2, "2026-10-20"))},
        U,
        (
            "at least 2 RBC units in the last 8 weeks, at least 2 in the last 16 weeks; not all "
            "transfusions are recorded"
        ),
        needs=["RBC transfusion need as the trial counts it"],
        paths=["transfusions[0]"],
    ),
    Case(
        "independent",
        need(dependent=False),
        {"complete": COMPLETE},
        T,
        (
            "0 RBC units in the last 8 weeks, 0 in the last 16 weeks: transfusion independent by "
            "IWG 2006 and IWG 2018"
        ),
        basis="presumed",
    ),
    Case(
        "none",
        need(dependent=False),
        {},
        U,
        (
            "an unknown number of RBC units in the last 8 weeks, an unknown number of in the last"
            " 16 weeks; not all transfusions are recorded"
        ),
        needs=["RBC transfusion need as the trial counts it"],
    ),
    Case(
        "dependent no",
        need(),
        {"complete": COMPLETE},
        F,
        (
            "0 RBC units in the last 8 weeks, 0 in the last 16 weeks: transfusion independent by "
            "IWG 2006 and IWG 2018"
        ),
        basis="presumed",
    ),
    Case(
        "4/8",
        need(units=Interval(low=4), per_days=56),
        {"transfusions": SIX_TIMES_TWO, "complete": COMPLETE},
        T,
        "6 RBC units in the last 8 weeks; asked at least 4 per 8 weeks",
        basis="derived",
        paths=["transfusions[3]", "transfusions[4]", "transfusions[5]"],
    ),
    Case(
        "4/8 over 16",
        need(units=Interval(low=4), per_days=56, span_days=112),
        {"transfusions": SIX_TIMES_TWO, "complete": COMPLETE},
        T,
        ("6 RBC units in the last 8 weeks, 12 in the last 16 weeks; asked at least 4 per 8 weeks"),
        basis="derived",
        paths=[
            "transfusions[0]",
            "transfusions[1]",
            "transfusions[2]",
            "transfusions[3]",
            "transfusions[4]",
            "transfusions[5]",
        ],
    ),
    Case(
        "2-6",
        need(units=Interval(low=2, high=6), per_days=56),
        {"transfusions": SIX_TIMES_TWO, "complete": COMPLETE},
        T,
        "6 RBC units in the last 8 weeks; asked 2 to 6 per 8 weeks",
        basis="derived",
        paths=["transfusions[3]", "transfusions[4]", "transfusions[5]"],
    ),
    Case(
        "straddle",
        need(units=Interval(low=4), per_days=56),
        {
            "transfusions": [{"product": "RBC", "units": 6, "from": "2026-08-01", "to": "2026-09-26"}],
            "complete": COMPLETE,
        },
        U,
        "0 to 6 RBC units in the last 8 weeks; asked at least 4 per 8 weeks",
        basis="derived",
        needs=["all RBC transfusions of the last 8 weeks"],
        paths=["transfusions[0]"],
    ),
    Case(
        "disagree",
        need(units=Interval(low=4), per_days=56, span_days=112),
        {"transfusions": red_cells((4, "2026-10-20")), "complete": COMPLETE},
        U,
        ("4 RBC units in the last 8 weeks, 4 in the last 16 weeks; asked at least 4 per 8 weeks"),
        basis="derived",
        needs=["all RBC transfusions of the last 16 weeks"],
        paths=["transfusions[0]"],
    ),
    Case(
        "zero asked",
        need(dependent=False, units=Interval(high=0), per_days=56),
        {"complete": COMPLETE},
        T,
        "0 RBC units in the last 8 weeks; asked at most 0 per 8 weeks",
        basis="presumed",
    ),
    Case(
        "platelets",
        need(product="platelets"),
        {"transfusions": [{"product": "platelets", "units": 3, "date": "2026-10-20"}], "complete": COMPLETE},
        U,
        (
            "3 platelet units in the last 8 weeks, 3 in the last 16 weeks; definitions of "
            "dependence differ on that, and the line gives none"
        ),
        needs=["platelet transfusion need as the trial counts it"],
        paths=["transfusions[0]"],
    ),
]


@each(CASES)
def test_verdict(case: Case) -> None:
    case.check()
