"""What stands in brackets behind something that was read: another name, an exception, a limit, more of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from criteria.nodes import (
    Age,
    AllOf,
    AnyOf,
    Condition,
    Criterion,
    Detail,
    Diagnosis,
    DiseaseStatus,
    IfThen,
    Measurement,
    Medication,
    Not,
    Performance,
    PriorTherapy,
    Procedure,
    Reproductive,
    Unparsed,
)
from criteria.pipeline.chunk import Chunk
from criteria.pipeline.combine import all_of, any_of, negate
from criteria.pipeline.context import Context
from criteria.pipeline.currency import as_current, as_lately, as_support
from criteria.pipeline.details import extends, tells_dose
from criteria.pipeline.exceptions import spare
from criteria.pipeline.lexeme import Duration, Lexeme, Quantity, has_head
from criteria.pipeline.other_limits import bracketed_limit, choose
from criteria.pipeline.populations import names_people
from criteria.pipeline.readers.grades import grade_in
from criteria.pipeline.remarks import grants, leaves
from criteria.quantity import Window
from criteria.vocabulary.load import vocabulary
from criteria.words import phrase_key

Sentence = Callable[..., Criterion | None]
"""Reads the words in the brackets as a sentence."""


def with_bracket(found: Criterion, bracket: Lexeme, context: Context, sentence: Sentence) -> Criterion:
    """`found` and what the bracket behind it makes of it."""
    if _says_who_can_bear(found, bracket):
        return found
    for reading in (_by_opening, _by_limit):
        said = reading(found, bracket, context, sentence)
        if said is not None:
            return said
    return _by_meaning(found, bracket, context, sentence)


def _says_who_can_bear(found: Criterion, bracket: Lexeme) -> bool:
    """`Women of childbearing potential (who had menses within 24 months)`: what every reader takes it for."""
    bears = any(isinstance(x, Reproductive) and x.state == "childbearing_potential" for x in leaves(found))
    return bears and any(x.cue("not_childbearing", "definition") for x in bracket.inner)


def _by_opening(found: Criterion, bracket: Lexeme, context: Context, sentence: Sentence) -> Criterion | None:
    """What the first word says that the bracket is; None if it says nothing."""
    first, inner = bracket.inner[0], bracket.inner[1:]
    if first.cue("exception"):
        return _excepting(found, bracket, context, sentence)
    if first.norm.endswith("exception apply"):
        untold = Detail(text=context.verbatim(bracket.inner))
        return and_(found, Not(child=untold)) if context.excluding else _or(found, untold)
    if (
        first.cue("or")
        and _is_limit(found)
        and isinstance(bracket.inner[1].value if inner else None, Quantity)
    ):
        # "ECOG 0-2 (or 3 for patients with AML)": for some another limit, whom people must find out.
        return _or(found, Detail(text=context.verbatim(bracket.inner)))
    if first.cue("for_those") and _is_limit(found) and any(x.norm == ":" for x in inner):
        # "WBC >= 12 (for CMML: >= 20)": for some another limit, whom people must find out.
        said = Detail(text=context.verbatim(bracket.inner))
        return and_(found, Not(child=said)) if context.excluding else _or(found, said)
    grouped = names_people(first) and any(isinstance(x.value, Duration) for x in inner)
    narrows = first.norm == "in" and bool(inner) and inner[0].has("risk")
    if grouped or (first.cue("for_those", "if") and has_head(inner) and not narrows):
        # "LVEF at least 35% (for patients with cardiac disease)"
        whom = _whom(inner, bracket, context, sentence)
        return and_(whom, found) if context.excluding else IfThen(condition=whom, then=found)
    if first.cue("unless"):
        spared = sentence(list(inner), context.turned(), alone=False) or _unread(bracket.inner, context)
        if any(isinstance(leaf, Diagnosis) for leaf in leaves(spared)):
            # "Unless related to AML": the AML is there, whether it is the cause is not recorded.
            spared = Detail(text=context.verbatim(bracket.inner))
        return and_(found, negate(spared)) if context.excluding else _or(found, spared)
    if _MAY_BE.match(context.verbatim(bracket.inner)):
        # "Count < 10,000 (may be controlled with hydroxyurea)"
        return found
    if first.cue("rider") or bracket.inner[-1].cue("asks_nothing"):
        # "Age up to 40 years (up to 35 preferred)"
        return found
    if first.cue("example"):
        examples = as_current(sentence(list(inner), context, alone=False), found)
        # What is not understood of the examples, the words before them cover.
        told = examples is not None and not all(isinstance(leaf, Unparsed) for leaf in leaves(examples))
        if examples is None or not told or not context.excluding or _is_below(examples, found):
            return found
        return _or(found, as_lately(examples, _window_of(found)))
    return None


_MAY_BE: Final = re.compile(r"(?:may|can) be\b", re.IGNORECASE)


def _excepting(found: Criterion, bracket: Lexeme, context: Context, sentence: Sentence) -> Criterion:
    inner = replace(context, excluding=True, sparing=True)
    spared = sentence(_people_named(bracket.inner[1:]), inner, alone=False)
    spared = spared or _unread(bracket.inner, context)
    if _only_measures(found) and not context.excluding:
        # "ALT <= 3 x ULN (except for patients with Gilbert's syndrome)"
        return _or(found, spared)
    return spare(found, spared)


def _by_limit(found: Criterion, bracket: Lexeme, context: Context, sentence: Sentence) -> Criterion | None:
    """Another limit for some, a grade, another window; None if it is none of these."""
    other = bracketed_limit(found, bracket.inner)
    if other is not None:
        limit, words = other
        return choose(found, limit, _whom(words, bracket, context, sentence), context) or found
    if isinstance(found, Condition) and found.grade is None and (grade := grade_in(bracket)) is not None:
        return found.model_copy(update={"grade": grade})
    if extends(bracket.inner) and _are_illnesses(found):
        detail = and_(found, Detail(text=context.verbatim(bracket.inner)))
        return _measured(found, bracket, context, sentence) or detail
    if not has_head(bracket.inner) and not any(isinstance(x.value, Quantity) for x in bracket.inner):
        return found
    if tells_dose(bracket.inner) and _is_treatment(found):
        return and_(found, Detail(text=context.verbatim(bracket.inner)))
    if isinstance(_window_of(found), Window) and any(isinstance(x.value, Duration) for x in bracket.inner):
        return _other_window(found, bracket.inner, context, sentence)
    return None


def _whom(words: Sequence[Lexeme], bracket: Lexeme, context: Context, sentence: Sentence) -> Criterion:
    """Those of whom something is asked."""
    named = sentence(list(words), replace(context, excluding=False), alone=False)
    return named or _unread(bracket.inner, context)


def _by_meaning(found: Criterion, bracket: Lexeme, context: Context, sentence: Sentence) -> Criterion:
    """The bracket says the same again, says it in numbers, or asks for more."""
    meant = sentence(list(bracket.inner), context, alone=False)
    if meant is None or grants(meant) or meant == found or _names_again(found, meant):
        return found
    if not isinstance(meant, Not) and _is_below(meant, found):
        return found
    if isinstance(found, DiseaseStatus) and found.status == "untreated" and _is_treatment(meant):
        # "No prior therapy for AML (chemotherapy, radiotherapy)": what counts as therapy.
        return found
    if not context.excluding and _waits(found) and _is_treatment(meant) and _window_of(meant) is None:
        # "At least a week since growth factors (A, B)": examples of what was waited for.
        return found
    if meant.kind == "administrative" and _only_measures(found):
        # "LVEF > 50% (by MUGA or echocardiogram)": how it is measured is not asked.
        return found
    defines = bracket.inner[0].cue("definition") and not _only_measures(meant)
    if defines and _are_illnesses(found):
        # "Uncontrolled infection (defined as ...)": what the words mean to every reader.
        return found
    if isinstance(found, Condition) and _says_in_numbers(found, meant):
        return meant
    if isinstance(found, Performance) and isinstance(meant, Performance):
        return _or(found, meant)
    if isinstance(found, Performance) and isinstance(meant, Age):
        # "Lansky 50-100 (under age 16)": for whom the scale is.
        return and_(meant, found) if context.excluding else IfThen(condition=meant, then=found)
    return and_(found, as_support(meant) if _only_measures(found) else meant)


def _measured(found: Criterion, bracket: Lexeme, context: Context, sentence: Sentence) -> Criterion | None:
    """`QT prolongation (> 450 msec)`: the number of what the illness is measured by; None if by nothing."""
    if not isinstance(found, Condition) or not _is_bare(found):
        return None
    lab = _MEASURES.get(found.concept or "")
    if lab is None:
        return None
    name = Lexeme(bracket.start, bracket.start, lab, (("lab", lab),))
    meant = sentence([name, *bracket.inner], context, alone=False)
    return meant if meant is not None and _only_measures(meant) else None


_MEASURES: Final = {"qt_prolongation": "qtc", "bradycardia": "heart_rate", "tachycardia": "heart_rate"}


def _is_limit(found: Criterion) -> bool:
    return isinstance(found, Performance | Measurement)


def _says_in_numbers(found: Condition, meant: Criterion) -> bool:
    """`Renal insufficiency (clearance < 40)`: the number says what is meant."""
    if found.concept is None:
        return meant.kind in {"measurement", "any_of", "all_of"}
    return _is_bare(found) and _only_measures(meant)


def _people_named(inner: Sequence[Lexeme]) -> list[Lexeme]:
    """`for patients with A` in brackets: A."""
    return list(inner[1:] if inner and inner[0].cue("for_those") else inner)


def _is_bare(found: Condition) -> bool:
    """Whether an illness is named and nothing more is asked of it."""
    return not found.qualifiers and found.grade is None and found.window is None


def _are_illnesses(found: Criterion) -> bool:
    return all(isinstance(leaf, Condition) for leaf in leaves(found))


def _is_treatment(found: Criterion) -> bool:
    """Whether all that was read is therapy, so that an amount in brackets is how much of it."""
    return all(isinstance(leaf, PriorTherapy | Procedure | Medication | Detail) for leaf in leaves(found))


def _only_measures(criterion: Criterion) -> bool:
    return all(isinstance(leaf, Measurement) for leaf in leaves(criterion))


def _waits(found: Criterion) -> bool:
    windows = [leaf.window for leaf in leaves(found) if isinstance(leaf, PriorTherapy)]
    return bool(windows) and all(w is not None and w.min_days is not None for w in windows)


def _window_of(found: Criterion) -> Window | None:
    match found:
        case PriorTherapy() | Procedure():
            return found.window
        case AnyOf() | AllOf():
            return next((w for child in found.children if (w := _window_of(child)) is not None), None)
    return None


def _other_window(
    found: Criterion, inner: Sequence[Lexeme], context: Context, sentence: Sentence
) -> Criterion:
    """`within 4 weeks (6 weeks for nitrosoureas)`: another length of the same window for some."""
    window = _window_of(found)
    side = "max_days" if window is not None and window.max_days is not None else "min_days"
    turned = [
        replace(x, value=Window.model_validate({side: x.value.interval.low}))
        if isinstance(x.value, Duration)
        else x
        for x in inner
    ]
    meant = sentence(turned, context, alone=False)
    if meant is None:
        return found
    return _or(found, meant) if context.excluding else and_(found, meant)


def and_(found: Criterion, other: Criterion) -> Criterion:
    """Both."""
    return all_of([found, other]) or found


def _or(found: Criterion, other: Criterion) -> Criterion:
    return any_of([found, other]) or found


def abbreviates(bracket: Lexeme, chunk: Chunk) -> bool:
    """Whether a bracket holds only other names of what stands before it: `(AST/SGOT)`."""
    named = {r for x in bracket.inner for r in x.readings if r[0] != "cue"}
    here = {r for x in chunk.lexemes for r in x.readings if r[0] != "cue"}
    if ("lab", "transaminases") in here:
        here |= {("lab", "ast"), ("lab", "alt")}
    valued = any(x.value is not None for x in bracket.inner)
    return bool(named) and not valued and (named <= here or _ends_name(bracket, chunk))


def _ends_name(bracket: Lexeme, chunk: Chunk) -> bool:
    """`AML secondary to myelodysplastic syndrome (MDS)`: the bracket shortens the end of the name before."""
    if len(bracket.inner) != 1 or not bracket.inner[0].has("disease"):
        return False
    disease = vocabulary().concept("disease", bracket.inner[0].keys("disease")[0])
    names = {" ".join(phrase_key(alias)) for alias in (disease.name, *disease.aliases)}
    return any(x.norm.endswith(f" {name}") for x in chunk.lexemes if x.has("disease") for name in names)


def _is_below(meant: Criterion, found: Criterion) -> bool:
    """Whether a bracket lists members of what stands before it: `HMA (azacitidine or decitabine)`."""
    parts = leaves(meant)
    match found:
        case PriorTherapy() | Medication():
            kinds = all(isinstance(leaf, PriorTherapy | Medication) for leaf in parts)
            return kinds and all(_below("drug", found.agents, leaf.agents) for leaf in parts)  # type: ignore[union-attr]
        case Procedure():
            return all(isinstance(leaf, Procedure) and _one_above(found, leaf) for leaf in parts)
        case Diagnosis():
            kinds = all(isinstance(leaf, Diagnosis) for leaf in parts)
            return kinds and all(_below("disease", found.diseases, leaf.diseases) for leaf in parts)  # type: ignore[union-attr]
    return False


def _one_above(first: Procedure, second: Procedure) -> bool:
    """`Autologous stem cell transplant (SCT)`: one of the two names covers the other."""
    covers = vocabulary().covers
    return covers("procedure", first.procedure, second.procedure) or covers(
        "procedure", second.procedure, first.procedure
    )


def _below(kind: str, general: tuple[str, ...], special: tuple[str, ...]) -> bool:
    words = vocabulary()
    return all(any(words.covers(kind, g, s) for g in general) for s in special)


def _names_again(found: Criterion, meant: Criterion) -> bool:
    """Whether a bracket only repeats, as an abbreviation does: same kind, same key, nothing more."""
    again, before = meant.model_dump(exclude_defaults=True), found.model_dump(exclude_defaults=True)
    keys = {"diseases", "agents", "concept", "gene", "finding", "procedure", "lab", "state"}
    return again.get("kind") == before.get("kind") and any(
        k in again and again[k] == before.get(k) for k in keys
    )


def _unread(lexemes: Sequence[Lexeme], context: Context) -> Unparsed:
    return Unparsed(text=context.verbatim(lexemes))
