"""Reports on genes as codes: of each gene the reports of the last day on which it was looked at."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from matcher.columnar.facts import Codes, Facts, Flags
from matcher.columnar.groups import grouped
from matcher.columnar.multisets import sets_of
from matcher.facts import Mutation
from matcher.state import genes
from matcher.state.ipss_m import GENES
from matcher.state.tables import table


@dataclass(frozen=True)
class LastReports:
    """The rows of the last reports on one gene, by patient."""

    rows: npt.NDArray[np.int64]


@dataclass(frozen=True)
class GeneCodes:
    """What is known of the genes of the IPSS-M: `panel` is the same for patients alike in all of them."""

    facts: Facts
    panel: Codes
    any_reported: Flags

    @classmethod
    def of(cls, facts: Facts) -> "GeneCodes":
        """The codes of a batch."""
        names = dict.fromkeys("KMT2A" if gene == "KMT2A_PTD" else gene for gene in GENES)
        columns = [gene_codes(facts, gene, shares=gene == "TP53") for gene in names]
        any_reported = np.logical_or.reduce([column > 0 for column in columns])
        return cls(facts, grouped(columns).codes, any_reported)

    def of_patient(self, patient: int) -> dict[str, Any]:
        """The genes as the IPSS-M takes them."""
        kept = self.__dict__.setdefault("_kept", {})
        code = int(self.panel[patient])
        if code not in kept:
            chart = self.facts.chart(patient, "mutations")
            kept[code] = {"tp53": genes.tp53(chart), "genes": genes.for_ipss_m(chart)}
        found: dict[str, Any] = kept[code]
        return found


def gene_codes(facts: Facts, gene: str, *, shares: bool) -> Codes:
    """Codes of the last reports on a gene, 0 for none; `shares` tells allele fractions apart by the rule for
    the loss of the other allele."""
    told = facts.mutations
    rows = last_reports(facts, gene)
    kinds: dict[Any, int] = {}
    kind_of = np.array([kinds.setdefault(_kind(f, shares=shares), len(kinds)) for f in told.facts], np.int64)
    kind = kind_of[told.form[rows]] if rows.size else rows
    return sets_of(kind, told.who[rows], facts.n, len(kinds))


def _kind(fact: Mutation, *, shares: bool) -> Any:
    limit = table("scores")["ipss_m"]["loss_of_heterozygosity_above_vaf"]
    share = None if not shares or fact.vaf is None else fact.vaf > limit
    return fact.gene, fact.status, fact.variant, share


def last_reports(facts: Facts, gene: str) -> npt.NDArray[np.int64]:
    """The rows of the reports that say something, of the last day on which one does."""
    told = facts.mutations
    rows = _told_of(facts).get(gene, np.empty(0, np.int64))
    last = np.full(facts.n, np.iinfo(np.int64).max, np.int64)
    np.minimum.at(last, told.who[rows], told.days[rows])
    return rows[told.days[rows] == last[told.who[rows]]]


def _told_of(facts: Facts) -> dict[str, npt.NDArray[np.int64]]:
    """For each gene the rows of the reports that say something, by patient; sorted once for a batch."""
    kept: dict[str, npt.NDArray[np.int64]] | None = facts.__dict__.get("_told_of_genes")
    if kept is None:
        told = facts.mutations
        names: dict[str, int] = {}
        code = np.array(
            [names.setdefault(f.gene, len(names)) if f.status != "unknown" else -1 for f in told.facts], np.int32
        )
        keyed = code[told.form] if told.form.size else told.form
        order = np.argsort(keyed, kind="stable")
        cuts = np.searchsorted(keyed[order], np.arange(len(names) + 1))
        kept = {name: order[cuts[at] : cuts[at + 1]] for name, at in names.items()}
        facts.__dict__["_told_of_genes"] = kept
    return kept
