"""Mutations: what was reported of a gene against what a line asks of it.

A gene that was not reported on is unknown, whatever list is complete. The latest report counts.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from criteria.nodes import Alteration
from criteria.rendering.wording import either
from matcher.chart import Chart
from matcher.evaluate.dispatch import evaluate
from matcher.evaluate.say import decided, name, of_truth, on, unknown
from matcher.evaluate.tables import table
from matcher.facts import Mutation
from matcher.state.genes import last_reports, mutated, tp53
from matcher.state.ipss_m import tp53_multi_hit
from matcher.state.karyotypes import last_karyotype
from matcher.truth import FALSE, TRUE, UNKNOWN, Truth, all_of
from matcher.verdict import Verdict

_PROTEIN = re.compile(r"[A-Z*]\d+.*")


@evaluate.register
def _(criterion: Alteration, chart: Chart) -> Verdict:
    gene, reports = name("gene", criterion.gene), last_reports(chart, criterion.gene)
    if not reports:
        return unknown(
            f"{gene} was not reported on", [f"{gene} mutation status"], chart.reports(criterion.gene)
        )
    found = [report for report in reports if report.status == "detected"]
    if not found:
        return _not_found(criterion, gene, reports, chart)
    if criterion.variants and (verdict := _of_variants(criterion, gene, found)) is not None:
        return verdict
    if criterion.multi_hit:
        return _hits(criterion.gene, gene, found, chart)
    return decided(True, f"{_said(gene, found)} detected {on(found[-1].date)}", found)


def _not_found(criterion: Alteration, gene: str, reports: Sequence[Mutation], chart: Chart) -> Verdict:
    """A variant that was not found does not speak for the whole gene."""
    day = on(reports[-1].date)
    if mutated(chart, criterion.gene) is FALSE:
        return decided(False, f"{gene} mutation not detected {day}", reports)
    looked_for = either([report.variant for report in reports if report.variant])
    denied = [_same_any(asked, [r.variant for r in reports if r.variant]) for asked in criterion.variants]
    reason = f"{gene} {looked_for} not detected {day}"
    if criterion.variants and all_of(denied) is TRUE:
        return decided(False, reason, reports)
    return unknown(f"{reason}; other variants were not reported on", [f"{gene} mutation status"], reports)


def _said(gene: str, found: Sequence[Mutation]) -> str:
    variants = dict.fromkeys(report.variant for report in found if report.variant)
    return f"{gene} {', '.join(variants)}" if variants else f"{gene} mutation"


def _of_variants(criterion: Alteration, gene: str, found: Sequence[Mutation]) -> Verdict | None:
    """Whether one of the variants asked is there; None if it is and more is asked."""
    same = [_same_any(report.variant, criterion.variants) for report in found]
    wanted = either(criterion.variants)
    if TRUE in same:
        if criterion.multi_hit:
            return None
        hit = found[same.index(TRUE)]
        return decided(True, f"{gene} {hit.variant} detected {on(hit.date)}, asked {wanted}", [hit])
    if UNKNOWN in same:
        reason = f"{_said(gene, found)} detected, but whether it is {wanted} is not recorded"
        return unknown(reason, [f"{gene} variant"], found)
    return decided(False, f"{_said(gene, found)} detected, not {wanted}", found)


def _same_any(recorded: str | None, asked: Sequence[str]) -> Truth:
    return max(_same(recorded, variant) for variant in asked)


@lru_cache(maxsize=10_000)
def _same(recorded: str | None, asked: str) -> Truth:
    """Whether a recorded variant is the one asked, which may be a codon (`R172`) or a word (`ITD`)."""
    if recorded is None:
        return UNKNOWN
    have, want = _one_letter(recorded), _one_letter(asked)
    if re.fullmatch(rf"{re.escape(want)}(?!\d).*", have) or want in re.split(r"\W+", have):
        return TRUE
    comparable = bool(_PROTEIN.fullmatch(have)) == bool(_PROTEIN.fullmatch(want))
    return FALSE if comparable and _PROTEIN.fullmatch(have) else UNKNOWN


def _one_letter(variant: str) -> str:
    """`p.(Arg172Lys)` as `R172K`."""
    bare = re.sub(r"^p\.|[()\s]", "", variant)
    for three, one in table("amino_acids")["codes"].items():
        bare = re.sub(three, one, bare, flags=re.IGNORECASE) if re.search(r"\d", bare) else bare
    return bare.upper()


def _hits(key: str, gene: str, found: Sequence[Mutation], chart: Chart) -> Verdict:
    """Two variants, or one whose other allele is lost; the rule for that is the IPSS-M's, for TP53 only."""
    if len({report.variant for report in found if report.variant}) > 1:
        return decided(True, f"{_said(gene, found)} detected: two hits", found)
    last = last_karyotype(chart)
    lost = last[1].finding("17p") if last else UNKNOWN
    truth = tp53_multi_hit(tp53(chart), lost) if key == "TP53" else UNKNOWN
    said = {
        TRUE: "the other allele is lost",
        FALSE: "one hit",
        UNKNOWN: "whether the other allele is lost is not known",
    }
    shares = [f"in {report.vaf:.0%} of alleles" for report in found if report.vaf is not None]
    reason = f"{' '.join([_said(gene, found), *shares[:1]])}: {said[truth]}"
    needs = [f"{gene} variant allele frequency", f"loss of the other {gene} allele"]
    facts = [*found, last[0]] if last and lost is TRUE else found
    return of_truth(truth, reason, needs, facts, "derived")
