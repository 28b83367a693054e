"""Of whom something is asked: whether words name people, and what people may be told apart by."""

from collections.abc import Sequence
from typing import Final

from criteria.nodes import (
    Age,
    Alteration,
    Condition,
    Criterion,
    Detail,
    Diagnosis,
    DiseaseStatus,
    Karyotype,
    Leaf,
    Measurement,
    PriorTherapy,
    Procedure,
    Reproductive,
    RiskCategory,
    Sex,
)
from criteria.pipeline.lexeme import Lexeme, Quantity, has_head
from criteria.pipeline.remarks import leaves

POPULATION: Final = (
    Age,
    Alteration,
    Diagnosis,
    DiseaseStatus,
    Karyotype,
    Measurement,
    Reproductive,
    RiskCategory,
    Sex,
)
"""What a sentence may be limited to; a therapy or an illness named first is asked itself."""


def limits_whom(leaf: Leaf, people: bool, topic: bool) -> bool:
    """Whether a sentence may be limited by it; named `people` also by what they had or were given.

    `topic`: it stands before a colon, as in `Transplant: no active GVHD`.
    """
    if topic and isinstance(leaf, Procedure):
        return "transplant" in leaf.procedure
    if isinstance(leaf, PriorTherapy):
        return people and leaf.outcome == "exposed" and leaf.count is None
    return isinstance(leaf, POPULATION) or (people and isinstance(leaf, Condition | Procedure))


def describes(lexemes: Sequence[Lexeme]) -> bool:
    """Whether a stretch says something that can be asked."""
    return has_head(lexemes) or any(x.value is not None for x in lexemes)


def begins_with_people(subject: Sequence[Lexeme]) -> bool:
    """`Patients with A must`, `for patients in relapse they must`: what follows is asked of them."""
    first = [x for x in subject if not x.cue("negation")][:2]
    named = any(x.norm in _PEOPLE or (x.cue("for_those") and " " in x.norm) for x in first)
    return named and any(x.cue("with") or x.norm in {"in", "having"} or " " in x.norm for x in subject[:3])


_PEOPLE: Final = frozenset({"patient", "subject", "participant", "those", "people", "individual"})


def is_childrens_scale(limits: Sequence[Lexeme], whom: Sequence[Lexeme]) -> bool:
    """`Karnofsky >= 70 or Lansky >= 70 for patients under 16`: the age is that of the second scale alone."""
    scales = [i for i, x in enumerate(limits) if not _SCALES.isdisjoint(x.keys("score"))]
    if len(scales) < 2 or not limits[scales[-1]].norm.startswith("lansky"):
        return False
    between = limits[scales[-2] + 1 : scales[-1]]
    limited = any(isinstance(x.value, Quantity) for x in between)
    return limited and not any(x.has(*_OTHER_GROUPS) for x in whom)


_SCALES: Final = frozenset({"ecog", "karnofsky", "lansky"})
_OTHER_GROUPS: Final = ("disease", "condition", "lab", "drug", "drug_class", "procedure")


def told_of(condition: Criterion, must: bool) -> list[Leaf]:
    """What people are told apart by; before a "must" details beside it are none of it."""
    named = leaves(condition)
    return [leaf for leaf in named if not isinstance(leaf, Detail)] if must else named
