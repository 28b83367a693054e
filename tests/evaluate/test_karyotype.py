"""Cytogenetic findings, their number, and the risk groups without a named system."""

from criteria import nodes
from criteria.quantity import Interval
from tests.lib.cases import Case, F, T, U, each
from tests.lib.charts import Part


def finding(key: str, **more: object) -> nodes.Karyotype:
    """A cytogenetic finding asked for."""
    return nodes.Karyotype.model_validate({"finding": key} | more)


def karyotype(iscn: str) -> list[Part]:
    """One karyotype."""
    return [{"iscn": iscn, "date": "2026-10-12"}]


CASES = [
    Case(
        "5q",
        finding("del(5q)"),
        {"karyotypes": karyotype("46,XX,del(5)(q13q33)[12]/46,XX[8]")},
        T,
        "the karyotype on 2026-10-12 shows del(5q)",
        basis="derived",
        paths=["karyotypes[0]"],
    ),
    Case(
        "not",
        finding("-7"),
        {"karyotypes": karyotype("46,XX[20]")},
        F,
        "the karyotype on 2026-10-12 does not show monosomy 7",
        basis="derived",
        paths=["karyotypes[0]"],
    ),
    Case("none", finding("-7"), {}, U, "the karyotype is not recorded", needs=["karyotype"]),
    Case(
        "failed",
        finding("-7"),
        {"karyotypes": karyotype("no growth")},
        U,
        "no karyotype could be read",
        needs=["karyotype"],
        paths=["karyotypes[0]"],
    ),
    Case(
        "isolated no",
        finding("del(5q)", isolated=True),
        {"karyotypes": karyotype("47,XX,+8,del(5)(q13q33)[4]/47,XX,+8[16]")},
        F,
        "the karyotype on 2026-10-12 does not show del(5q) as the only abnormality",
        basis="derived",
        paths=["karyotypes[0]"],
    ),
    Case(
        "count",
        finding("complex", count=Interval(low=5)),
        {"karyotypes": karyotype("43,XX,-5,-7,add(17)(p11),-18,del(20)(q11)[15]/46,XX[5]")},
        T,
        "the karyotype on 2026-10-12 shows at least 5 abnormalities",
        basis="derived",
        paths=["karyotypes[0]"],
    ),
    Case(
        "poor",
        finding("poor"),
        {"karyotypes": karyotype("45,XX,-7[20]")},
        T,
        "the karyotype on 2026-10-12 shows poor cytogenetic risk",
        basis="derived",
        paths=["karyotypes[0]"],
    ),
    Case(
        "poor split",
        finding("poor"),
        {"karyotypes": karyotype("46,XX,del(7)(q22q34)[14]")},
        U,
        "the karyotype on 2026-10-12 leaves open poor cytogenetic risk",
        basis="derived",
        needs=["a karyotype that decides poor cytogenetic risk"],
        paths=["karyotypes[0]"],
    ),
    Case(
        "favorable",
        finding("favorable"),
        {"karyotypes": karyotype("46,XX,t(8;21)(q22;q22)[20]")},
        T,
        "the karyotype on 2026-10-12 shows favorable cytogenetic risk",
        basis="derived",
        paths=["karyotypes[0]"],
    ),
    Case(
        "favorable in MDS alone",
        finding("favorable"),
        {"karyotypes": karyotype("46,XX[20]")},
        U,
        "the karyotype on 2026-10-12 leaves open favorable cytogenetic risk",
        basis="derived",
        needs=["a karyotype that decides favorable cytogenetic risk"],
        paths=["karyotypes[0]"],
    ),
    Case(
        "abnormal",
        finding("abnormal"),
        {"karyotypes": karyotype("45,XX,-7[20]")},
        T,
        "the karyotype on 2026-10-12 shows abnormal karyotype",
        basis="derived",
        paths=["karyotypes[0]"],
    ),
    Case(
        "untabled",
        finding("NUP98"),
        {"karyotypes": karyotype("46,XX[20]")},
        F,
        "the karyotype on 2026-10-12 does not show NUP98 rearrangement",
        basis="derived",
        paths=["karyotypes[0]"],
    ),
    Case(
        "failed after told",
        finding("-7"),
        {"karyotypes": [*karyotype("45,XX,-7[20]"), {"iscn": "no growth", "date": "2026-10-20"}]},
        T,
        "the karyotype on 2026-10-12 shows monosomy 7",
        basis="derived",
        paths=["karyotypes[0]"],
    ),
]


@each(CASES)
def test_verdict(case: Case) -> None:
    case.check()
