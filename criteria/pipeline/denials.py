"""`No active infection` among the exclusions: a denial where the illness itself keeps patients out.

One such line may mean either way round. A list in which nearly every line denies something is one of
requirements that was put beneath the wrong heading, and is read as such.
"""

import re
from collections.abc import Sequence
from typing import Final

from criteria.nodes import (
    AllOf,
    AnyOf,
    Condition,
    Criterion,
    Detail,
    Diagnosis,
    IfThen,
    Not,
    PriorTherapy,
    Procedure,
)
from criteria.pipeline.combine import all_of, any_of, negate
from criteria.pipeline.lexeme import Lexeme, any_kind
from criteria.pipeline.polarity import holds_by_absence, keeps_out
from criteria.pipeline.remarks import leaves

_DENIAL: Final = re.compile(
    r"\W*(?:(?:the )?(?:patients?|subjects?|participants?|individuals?|women) )?"
    r"(?:(?:must|should|may|shall|can) ?not\b|ha(?:ve|s) no\b|no\b|none of\b|not (?:have|be)\b"
    r"|absence of\b|free of\b|without\b)",
    re.IGNORECASE,
)
_LONGEST_OPENING: Final = 60
"""Characters within which a line says that it denies something."""


def denies(text: str) -> bool:
    """Whether a line opens with a denial; `not able to`, `not consenting` say what a patient lacks."""
    return _DENIAL.match(text[:_LONGEST_OPENING]) is not None


def lists_requirements(lines: Sequence[str]) -> bool:
    """Whether a list of exclusions is in truth one of requirements: most of it, or all, denies something."""
    denied = sum(map(denies, lines))
    return denied > 1 and (denied == len(lines) or (denied > 2 and denied * 2 > len(lines)))


def as_exclusion(required: Criterion) -> Criterion | None:
    """What a denied line keeps out, read as a requirement; None if it asks for what a patient should have."""
    parts = required.children if isinstance(required, AllOf) else (required,)
    return _turned(required) if any(map(_asks_absence, parts)) else None


def _asks_absence(part: Criterion) -> bool:
    if holds_by_absence(part):
        return True
    denied = part.child if isinstance(part, Not) else None
    return isinstance(denied, Diagnosis) and denied.tense != "current"


def _turned(criterion: Criterion) -> Criterion:
    """What fails a requirement: the denial, said of each of its parts."""
    match criterion:
        case AllOf():
            return any_of(map(_turned, criterion.children)) or criterion
        case AnyOf():
            return all_of(map(_turned, criterion.children)) or criterion
        case IfThen():
            return all_of([criterion.condition, _turned(criterion.then)]) or criterion
    return negate(criterion)


def demands(lexemes: Sequence[Lexeme]) -> bool:
    """Whether a sentence among the exclusions says what patients must have: who lacks it is kept out.

    Not in `patients who must take A`, nor in `patients with A must be excluded`.
    """
    place = next((i for i, x in enumerate(lexemes) if "modal" in x.cues and _is_must(x)), None)
    if place is None or any(x.cue("disallowed", "prohibition", "if", "unless") for x in lexemes):
        return False
    subject = lexemes[:place]
    whose = any_kind(subject, "procedure", "disease", "drug", "drug_class")
    if whose and not any_kind(subject, "condition"):
        # "Recipients of A must have no B": the demand is on them alone.
        return False
    return not any(x.norm.split()[0] in _RELATIVE for x in subject)


def _is_must(lexeme: Lexeme) -> bool:
    return lexeme.norm.split()[0] in {"must", "should"}


def unmet(required: Criterion | None) -> Criterion | None:
    """Who is kept out by a demand; None where that would be everybody of whom nothing is recorded.

    `Patients must have stopped A 4 weeks ago` is no demand for A.
    """
    if required is None or not {leaf.kind for leaf in leaves(required)} <= _DEMANDED:
        return None
    kept_out = _turned(required)
    return None if holds_by_absence(kept_out) else kept_out


_DEMANDED: Final = frozenset(
    {"age", "ambiguity", "performance", "measurement", "condition", "diagnosis", "disease_status"}
    | {"life_expectancy", "prior_therapy", "procedure", "medication", "detail"}
)
_RELATIVE: Final = frozenset({"who", "that", "which", "whom", "whose"})


def plainly_denied(named: Criterion) -> bool:
    """Whether "no" before `named`, alone among the exclusions, can only mean that having it excludes.

    Of therapy it may mean either, unless it was for an illness: "no prior azacitidine" is left open.
    """
    parts = [leaf for leaf in leaves(named) if not isinstance(leaf, Detail)]
    if parts and all(map(keeps_out, parts)):
        return True
    whole = named.children[0] if isinstance(named, AllOf) else named
    if isinstance(whole, Condition):
        return all(isinstance(leaf, Condition | PriorTherapy | Procedure) for leaf in parts)
    return isinstance(whole, PriorTherapy) and set(whole.agents) <= {
        "investigational",
        "investigational_drug_or_device",
    }
