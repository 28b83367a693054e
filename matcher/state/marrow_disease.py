"""The disease of the marrow over time: which one is treated now, which came before.

MDS may become AML: then AML is the current disease and MDS an earlier one. Home to that order alone.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from criteria.errors import UnknownConcept
from criteria.vocabulary.load import vocabulary
from matcher.chart import Chart
from matcher.facts import Illness
from matcher.state.memory import once_per_chart

MARROW_DISEASES = ("myeloid_malignancy", "clonal_hematopoiesis")
AML, MDS, MDS_MPN, CMML = "AML", "MDS", "MDS/MPN", "CMML"


@lru_cache(maxsize=50_000)
def covers(general: str, special: str) -> bool:
    """Whether one disease is another or lies below it; a key the vocabulary lacks covers itself alone."""
    try:
        return vocabulary().covers("disease", general, special)
    except UnknownConcept:
        return general == special


@lru_cache(maxsize=5_000)
def of_marrow(disease: str) -> bool:
    """Whether the disease is one of the myeloid line, of which a patient has one at a time."""
    return any(covers(root, disease) for root in MARROW_DISEASES)


@dataclass(frozen=True, slots=True)
class Lineage:
    """`current` is what is treated now, None if nothing active is recorded; `earlier` what came before."""

    current: Illness | None
    earlier: tuple[Illness, ...]


@once_per_chart
def lineage(chart: Chart) -> Lineage:
    """The diseases of the marrow of a chart. Of two diagnosed on one day the acute leukemia is the later."""
    found = [one for one in chart.diagnoses if of_marrow(str(one.disease)) and one.status != "absent"]
    ordered = sorted(found, key=lambda one: (one.date or date.min, covers(AML, str(one.disease))))
    active = [one for one in ordered if one.status in ("active", "unknown")]
    current = active[-1] if active else None
    return Lineage(current, tuple(one for one in ordered if one is not current))
