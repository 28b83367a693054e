"""ECOG, Karnofsky, Lansky, and the way between the first two."""

from criteria import nodes
from criteria.quantity import Interval
from tests.lib.cases import Case, F, T, U, each
from tests.lib.charts import lab


def performance(scale: str, low: float | None, high: float | None) -> nodes.Performance:
    """A limit on a performance status."""
    return nodes.Performance.model_validate({"scale": scale, "interval": Interval(low=low, high=high)})


CASES = [
    Case(
        "ecog",
        performance("ecog", 0, 2),
        {"observations": [lab("ECOG", 1)]},
        T,
        "ECOG 1 on 2026-10-28 is within 0-2",
        paths=["observations[0]"],
    ),
    Case(
        "ecog out",
        performance("ecog", 0, 1),
        {"observations": [lab("ECOG", 2)]},
        F,
        "ECOG 2 on 2026-10-28 is not within 0-1",
        paths=["observations[0]"],
    ),
    Case("none", performance("ecog", 0, 2), {}, U, "the performance status is not recorded", needs=["ECOG"]),
    Case(
        "lansky from ecog",
        performance("lansky", 50, None),
        {"observations": [lab("ECOG", 1)]},
        U,
        "the performance status is not recorded",
        needs=["Lansky"],
    ),
    Case(
        "Karnofsky from ECOG 0",
        performance("karnofsky", 70, None),
        {"observations": [lab("ECOG", 0)]},
        T,
        (
            "only ECOG 0 on 2026-10-28, which is Karnofsky 90 or 100 by the conversions in use: "
            "Karnofsky is at least 70"
        ),
        basis="derived",
        paths=["observations[0]"],
    ),
    Case(
        "Karnofsky from ECOG 1",
        performance("karnofsky", 70, None),
        {"observations": [lab("ECOG", 1)]},
        T,
        (
            "only ECOG 1 on 2026-10-28, which is Karnofsky 70, 80 or 90 by the conversions in "
            "use: Karnofsky is at least 70"
        ),
        basis="derived",
        paths=["observations[0]"],
    ),
    Case(
        "Karnofsky from ECOG 2",
        performance("karnofsky", 70, None),
        {"observations": [lab("ECOG", 2)]},
        U,
        ("only ECOG 2 on 2026-10-28, which is Karnofsky 50, 60 or 70 by the conversions in use"),
        needs=["Karnofsky"],
        paths=["observations[0]"],
    ),
    Case(
        "Karnofsky from ECOG 3",
        performance("karnofsky", 70, None),
        {"observations": [lab("ECOG", 3)]},
        F,
        (
            "only ECOG 3 on 2026-10-28, which is Karnofsky 30, 40, 50 or 60 by the conversions in"
            " use: Karnofsky is not at least 70"
        ),
        basis="derived",
        paths=["observations[0]"],
    ),
    Case(
        "ECOG from Karnofsky 50",
        performance("ecog", None, 1),
        {"observations": [lab("Karnofsky", 50)]},
        F,
        (
            "only Karnofsky 50 on 2026-10-28, which is ECOG 2 or 3 by the conversions in use: "
            "ECOG is not at most 1"
        ),
        basis="derived",
        paths=["observations[0]"],
    ),
    Case(
        "ECOG from Karnofsky 60",
        performance("ecog", None, 1),
        {"observations": [lab("Karnofsky", 60)]},
        F,
        (
            "only Karnofsky 60 on 2026-10-28, which is ECOG 2 or 3 by the conversions in use: "
            "ECOG is not at most 1"
        ),
        basis="derived",
        paths=["observations[0]"],
    ),
    Case(
        "ECOG from Karnofsky 70",
        performance("ecog", None, 1),
        {"observations": [lab("Karnofsky", 70)]},
        U,
        ("only Karnofsky 70 on 2026-10-28, which is ECOG 1 or 2 by the conversions in use"),
        needs=["ECOG"],
        paths=["observations[0]"],
    ),
    Case(
        "ECOG from Karnofsky 75",
        performance("ecog", None, 1),
        {"observations": [lab("Karnofsky", 75)]},
        U,
        ("only Karnofsky 75 on 2026-10-28, which is ECOG 1 or 2 by the conversions in use"),
        needs=["ECOG"],
        paths=["observations[0]"],
    ),
    Case(
        "ECOG from Karnofsky 80",
        performance("ecog", None, 1),
        {"observations": [lab("Karnofsky", 80)]},
        T,
        ("only Karnofsky 80 on 2026-10-28, which is ECOG 1 by the conversions in use: ECOG is at most 1"),
        basis="derived",
        paths=["observations[0]"],
    ),
    Case(
        "ECOG from Karnofsky 90",
        performance("ecog", None, 1),
        {"observations": [lab("Karnofsky", 90)]},
        T,
        (
            "only Karnofsky 90 on 2026-10-28, which is ECOG 0 or 1 by the conversions in use: "
            "ECOG is at most 1"
        ),
        basis="derived",
        paths=["observations[0]"],
    ),
]


@each(CASES)
def test_verdict(case: Case) -> None:
    case.check()
