"""Mutations: gene, variant, codon, two hits."""

from criteria import nodes
from tests.lib.cases import Case, F, T, U, each
from tests.lib.charts import Part


def altered(gene: str, *variants: str, multi_hit: bool = False) -> nodes.Alteration:
    """An alteration asked for."""
    return nodes.Alteration(gene=gene, variants=variants, multi_hit=multi_hit)


def report(
    gene: str,
    status: str = "detected",
    variant: str | None = None,
    vaf: float | None = None,
    day: str = "2026-10-20",
) -> Part:
    """One report on a gene."""
    given = {"gene": gene, "status": status, "variant": variant, "vaf": vaf, "date": day}
    return {key: value for key, value in given.items() if value is not None}


def karyotype(iscn: str) -> list[Part]:
    """One karyotype."""
    return [{"iscn": iscn, "date": "2026-10-12"}]


CASES = [
    Case(
        "detected",
        altered("IDH2"),
        {"mutations": [report("IDH2")]},
        T,
        "IDH2 mutation detected on 2026-10-20",
        paths=["mutations[0]"],
    ),
    Case(
        "not",
        altered("IDH2"),
        {"mutations": [report("IDH2", "not_detected")]},
        F,
        "IDH2 mutation not detected on 2026-10-20",
        paths=["mutations[0]"],
    ),
    Case(
        "none",
        altered("IDH2"),
        {"complete": ["mutations"]},
        U,
        "IDH2 was not reported on",
        needs=["IDH2 mutation status"],
    ),
    Case(
        "status unknown",
        altered("IDH2"),
        {"mutations": [report("IDH2", "unknown")]},
        U,
        "IDH2 was not reported on",
        needs=["IDH2 mutation status"],
        paths=["mutations[0]"],
    ),
    Case(
        "codon",
        altered("IDH2", "R172"),
        {"mutations": [report("IDH2", variant="R172K")]},
        T,
        "IDH2 R172K detected on 2026-10-20, asked R172",
        paths=["mutations[0]"],
    ),
    Case(
        "codon3",
        altered("IDH2", "R172"),
        {"mutations": [report("IDH2", variant="p.(Arg172Lys)")]},
        T,
        "IDH2 p.(Arg172Lys) detected on 2026-10-20, asked R172",
        paths=["mutations[0]"],
    ),
    Case(
        "other",
        altered("IDH2", "R140"),
        {"mutations": [report("IDH2", variant="R172K")]},
        F,
        "IDH2 R172K detected, not R140",
        paths=["mutations[0]"],
    ),
    Case(
        "not R17",
        altered("IDH2", "R17"),
        {"mutations": [report("IDH2", variant="R172K")]},
        F,
        "IDH2 R172K detected, not R17",
        paths=["mutations[0]"],
    ),
    Case(
        "variant unknown",
        altered("IDH2", "R172"),
        {"mutations": [report("IDH2")]},
        U,
        "IDH2 mutation detected, but whether it is R172 is not recorded",
        needs=["IDH2 variant"],
        paths=["mutations[0]"],
    ),
    Case(
        "cdna",
        altered("IDH2", "R172"),
        {"mutations": [report("IDH2", variant="c.515G>A")]},
        U,
        "IDH2 c.515G>A detected, but whether it is R172 is not recorded",
        needs=["IDH2 variant"],
        paths=["mutations[0]"],
    ),
    Case(
        "itd",
        altered("FLT3", "ITD"),
        {"mutations": [report("FLT3", variant="ITD")]},
        T,
        "FLT3 ITD detected on 2026-10-20, asked ITD",
        paths=["mutations[0]"],
    ),
    Case(
        "itd vs tkd",
        altered("FLT3", "ITD"),
        {"mutations": [report("FLT3", variant="D835Y")]},
        U,
        "FLT3 D835Y detected, but whether it is ITD is not recorded",
        needs=["FLT3 variant"],
        paths=["mutations[0]"],
    ),
    Case(
        "variant denied",
        altered("IDH2"),
        {"mutations": [report("IDH2", "not_detected", "R140Q")]},
        U,
        "IDH2 R140Q not detected on 2026-10-20; other variants were not reported on",
        needs=["IDH2 mutation status"],
        paths=["mutations[0]"],
    ),
    Case(
        "variant denied asked",
        altered("IDH2", "R140Q"),
        {"mutations": [report("IDH2", "not_detected", "R140Q")]},
        F,
        "IDH2 R140Q not detected on 2026-10-20",
        paths=["mutations[0]"],
    ),
    Case(
        "latest",
        altered("IDH2"),
        {"mutations": [report("IDH2", day="2025-01-01"), report("IDH2", "not_detected")]},
        F,
        "IDH2 mutation not detected on 2026-10-20",
        paths=["mutations[1]"],
    ),
    Case(
        "multi vaf",
        altered("TP53", multi_hit=True),
        {"mutations": [report("TP53", variant="R248Q", vaf=0.62)]},
        T,
        "TP53 R248Q in 62% of alleles: the other allele is lost",
        basis="derived",
        paths=["mutations[0]"],
    ),
    Case(
        "multi two",
        altered("TP53", multi_hit=True),
        {"mutations": [report("TP53", variant="R248Q"), report("TP53", variant="R175H")]},
        T,
        "TP53 R248Q, R175H detected: two hits",
        paths=["mutations[0]", "mutations[1]"],
    ),
    Case(
        "multi one",
        altered("TP53", multi_hit=True),
        {"mutations": [report("TP53", variant="R248Q", vaf=0.2)], "karyotypes": karyotype("46,XX[20]")},
        U,
        "TP53 R248Q in 20% of alleles: whether the other allele is lost is not known",
        basis="derived",
        needs=["TP53 variant allele frequency", "loss of the other TP53 allele"],
        paths=["mutations[0]"],
    ),
    Case(
        "multi 17p",
        altered("TP53", multi_hit=True),
        {
            "mutations": [report("TP53", variant="R248Q", vaf=0.2)],
            "karyotypes": karyotype("46,XX,del(17)(p11)[20]"),
        },
        T,
        "TP53 R248Q in 20% of alleles: the other allele is lost",
        basis="derived",
        paths=["mutations[0]", "karyotypes[0]"],
    ),
    Case(
        "multi unknown",
        altered("TP53", multi_hit=True),
        {"mutations": [report("TP53")]},
        U,
        "TP53 mutation: whether the other allele is lost is not known",
        basis="derived",
        needs=["TP53 variant allele frequency", "loss of the other TP53 allele"],
        paths=["mutations[0]"],
    ),
]


@each(CASES)
def test_verdict(case: Case) -> None:
    case.check()
