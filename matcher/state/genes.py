"""Which genes are mutated, by the last report of each: an untested gene stays unknown."""

from collections.abc import Iterable, Mapping

from matcher.chart import Chart
from matcher.facts import Mutation
from matcher.state.ipss_m import TP53
from matcher.state.memory import once_per_chart
from matcher.truth import FALSE, TRUE, UNKNOWN, Truth

_DUPLICATION = "PTD"


def last_reports(chart: Chart, gene: str) -> tuple[Mutation, ...]:
    """The reports of the last day on which the gene was looked at."""
    return all_last_reports(chart).get(gene, ())


def mutated(chart: Chart, gene: str) -> Truth:
    """Whether `gene` is mutated. A variant that was not found does not speak for the whole gene."""
    return all_mutated(chart).get(gene, UNKNOWN)


@once_per_chart
def all_last_reports(chart: Chart) -> Mapping[str, tuple[Mutation, ...]]:
    """The reports of the last day on which each gene was looked at, by gene."""
    found = {}
    for gene, reports in chart.reported.items():
        told = tuple([one for one in reports if one.status != "unknown"])
        found[gene] = told if len(told) < 2 else tuple([one for one in told if one.date == told[-1].date])
    return found


@once_per_chart
def all_mutated(chart: Chart) -> Mapping[str, Truth]:
    """Whether each gene is mutated, by gene; genes that were not looked at are left out."""
    return {gene: _shown(reports) for gene, reports in all_last_reports(chart).items()}


def _shown(reports: tuple[Mutation, ...]) -> Truth:
    truth = UNKNOWN
    for one in reports:
        if one.status == "detected":
            return TRUE
        if one.variant is None:
            truth = FALSE
    return truth


def partial_tandem_duplication(chart: Chart) -> Truth:
    """Whether KMT2A has the partial tandem duplication that the IPSS-M weighs; other changes do not count."""
    reports = last_reports(chart, "KMT2A")
    named = [one for one in reports if one.variant and _DUPLICATION in one.variant.upper()]
    if any(one.status == "detected" for one in named):
        return TRUE
    none = any(one.status == "not_detected" for one in (*named, *_unspecific(reports)))
    return FALSE if none else UNKNOWN


def _unspecific(reports: Iterable[Mutation]) -> list[Mutation]:
    return [one for one in reports if one.variant is None]


def for_ipss_m(chart: Chart) -> dict[str, Truth]:
    """The genes of the IPSS-M (and any other that was looked at)."""
    return {**all_mutated(chart), "KMT2A_PTD": partial_tandem_duplication(chart)}


@once_per_chart
def tp53(chart: Chart) -> TP53:
    """Number of different TP53 mutations in the last report, and the largest allele fraction."""
    reports = last_reports(chart, "TP53")
    found = [one for one in reports if one.status == "detected"]
    if found:
        variants = {one.variant for one in found if one.variant}
        largest = max((one.vaf for one in found if one.vaf is not None), default=None)
        return TP53(max(len(variants), 1), largest)
    return TP53(0) if mutated(chart, "TP53") is FALSE else TP53()
