"""Of whom something is asked: whether words name people, and what people may be told apart by."""

from collections.abc import Sequence

from criteria.nodes import (
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
from criteria.pipeline.lexeme import Lexeme, has_head

POPULATION = (
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


def describes(lexemes: Sequence[Lexeme]) -> bool:
    """Whether a stretch says something that can be asked."""
    return has_head(lexemes) or any(x.value is not None for x in lexemes)


def begins_with_people(subject: Sequence[Lexeme]) -> bool:
    """`Patients with A must`, `for patients in relapse they must`: what follows is asked of them."""
    first = [x for x in subject if not x.cue("negation")][:2]
    named = any(x.norm in _PEOPLE or (x.cue("for_those") and " " in x.norm) for x in first)
    return named and any(x.cue("with") or x.norm in {"in", "having"} or " " in x.norm for x in subject[:3])


_PEOPLE = frozenset({"patient", "subject", "participant", "those", "people", "individual"})
