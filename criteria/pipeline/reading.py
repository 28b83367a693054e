"""From one chunk to its criterion: tries each reader, then says what none of them understood."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from criteria.nodes import (
    Administrative,
    AllOf,
    AnyOf,
    Condition,
    Criterion,
    Detail,
    Diagnosis,
    Medication,
    Performance,
    PriorTherapy,
    Procedure,
    Unparsed,
)
from criteria.pipeline.chunk import CARRIED_CUES, Chunk, is_allergy
from criteria.pipeline.combine import all_of, any_of, negate
from criteria.pipeline.context import Context
from criteria.pipeline.details import are_details
from criteria.pipeline.exceptions import spare
from criteria.pipeline.lexeme import Duration, Lexeme, Quantity, has_head
from criteria.pipeline.readers.condition import read_condition
from criteria.pipeline.readers.demographic import read_age, read_sex
from criteria.pipeline.readers.disease import read_course, read_disease
from criteria.pipeline.readers.measure import (
    read_life_expectancy,
    read_measurements,
    read_performance,
    restates,
)
from criteria.pipeline.readers.molecular import names_variants, read_molecular
from criteria.pipeline.readers.reproductive import read_family
from criteria.pipeline.readers.therapy import read_treatment
from criteria.pipeline.readers.transfusion import read_transfusion
from criteria.pipeline.remarks import leaves
from criteria.quantity import Window
from criteria.vocabulary.load import vocabulary

Sentence = Callable[..., Criterion | None]
_READERS = (read_life_expectancy, read_performance)
_BY_SECTION = (read_age, read_measurements)
_BY_HEAD = (read_molecular, read_disease)


def read_chunk(chunk: Chunk, context: Context, sentence: Sentence) -> Criterion | None:
    """What a chunk describes, before any denial; `sentence` reads what stands in its brackets."""
    brackets = _take_brackets(chunk)
    found = _read(chunk, context)
    if (
        isinstance(found, Unparsed)
        and chunk.cue("adequate", "normal", "abnormal")
        and any(has_head(x.inner) for x in brackets)
    ):
        found = None
    if found is None:
        return _from_brackets(chunk, brackets, context, sentence)
    for bracket in brackets:
        if _abbreviates(bracket, chunk):
            continue
        found = _with_bracket(found, bracket, context, sentence)
    rest = None if isinstance(found, Unparsed) else _residue(chunk, context, narrows=True)
    return found if rest is None else _and(found, rest)


def _read(chunk: Chunk, context: Context) -> Criterion | None:
    parts = [part for reader in _READERS if (part := reader(chunk)) is not None]
    parts += [part for reader in _BY_SECTION if (part := reader(chunk, context)) is not None]
    transfusion = read_transfusion(chunk)
    parts.extend([transfusion] if transfusion is not None else [])
    if is_allergy(chunk):
        parts.append(_allergy(chunk, context))
    else:
        first = (read_family(chunk), read_treatment(chunk, context))
        parts.extend(part for part in first if part is not None)
        parts.extend(part for reader in _BY_HEAD if (part := reader(chunk)) is not None)
        condition = read_condition(chunk, context, alone=not parts)
        parts.extend([condition] if condition is not None else [])
    if not parts or not chunk.has("drug", "drug_class", "disease", "condition", "procedure"):
        status = read_course(chunk)
        parts.extend([status] if status is not None else [])
    if not parts:
        sex = read_sex(chunk)
        return sex if sex is not None else _leftover(chunk, context)
    return all_of(parts)


def _allergy(chunk: Chunk, context: Context) -> Criterion:
    """An allergy to whatever is named after it."""
    key = next(k for x in chunk.lexemes for k in x.keys("condition") if "hypersensitivity" in k)
    text = context.text[chunk.lexemes[0].start : chunk.lexemes[-1].end]
    chunk.used.update(range(len(chunk.lexemes)))
    return Condition(concept=key, text=text, tense="ever")


def _leftover(chunk: Chunk, context: Context) -> Criterion | None:
    """A chunk about nothing known: administrative, unread, or only words that ask nothing."""
    for topic in ("consent", "compliance", "site", "judgement"):
        if chunk.cue(topic):
            return Administrative.model_validate({"topic": topic})
    return _residue(chunk, context)


def _take_brackets(chunk: Chunk) -> list[Lexeme]:
    """The brackets of a chunk, which are read apart; one that lists protein changes opens into it."""
    bracketed = [x for x in chunk.lexemes if x.inner]
    if not bracketed:
        return []
    opened = [y for x in bracketed if chunk.has("gene") and names_variants(x) for y in x.inner]
    brackets = [x for x in [*bracketed, *opened] if x.inner and not restates(x)]
    chunk.hold(x for x in [*chunk.lexemes, *opened] if x not in brackets)
    return brackets


# --- brackets ----------------------------------------------------------------------------------------------


def _from_brackets(
    chunk: Chunk, brackets: Sequence[Lexeme], context: Context, sentence: Sentence
) -> Criterion | None:
    """Where only the brackets are understood, they stand for the chunk and share its cues."""
    lead = [x for x in chunk.lexemes if x.cue(*CARRIED_CUES)]
    found = [sentence([*lead, *x.inner], context, alone=False) for x in brackets if has_head(x.inner)]
    return all_of(part for part in found if part is not None)


def _with_bracket(found: Criterion, bracket: Lexeme, context: Context, sentence: Sentence) -> Criterion:
    inner = list(bracket.inner)
    first = inner[0]
    if first.cue("exception"):
        return spare(
            found,
            sentence(inner[1:], replace(context, excluding=True), alone=False) or _unread(inner, context),
        )
    if first.cue("unless"):
        spared = sentence(inner[1:], context.turned(), alone=False) or _unread(inner, context)
        return _and(found, negate(spared)) if context.excluding else _or(found, spared)
    if first.cue("rider"):
        return found
    if first.cue("example"):
        examples = sentence(inner[1:], context, alone=False)
        return found if examples is None or not context.excluding else _or(found, examples)
    if not has_head(inner) and not any(isinstance(x.value, Quantity) for x in inner):
        return found
    if isinstance(_window_of(found), Window) and any(isinstance(x.value, Duration) for x in inner):
        return _other_window(found, inner, context, sentence)
    meant = sentence(inner, context, alone=False)
    if meant is None or meant == found or _names_again(found, meant) or _is_below(meant, found):
        return found
    if (
        isinstance(found, Condition)
        and found.concept is None
        and meant.kind in {"measurement", "any_of", "all_of"}
    ):
        return meant
    if isinstance(found, Performance) and isinstance(meant, Performance):
        return _or(found, meant)
    return _and(found, meant)


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
    return _or(found, meant) if context.excluding else _and(found, meant)


def _and(found: Criterion, other: Criterion) -> Criterion:
    return all_of([found, other]) or found


def _or(found: Criterion, other: Criterion) -> Criterion:
    return any_of([found, other]) or found


def _abbreviates(bracket: Lexeme, chunk: Chunk) -> bool:
    """Whether a bracket holds only other names of what stands before it: `(AST/SGOT)`."""
    named = {r for x in bracket.inner for r in x.readings if r[0] != "cue"}
    here = {r for x in chunk.lexemes for r in x.readings if r[0] != "cue"}
    return bool(named) and named <= here and not any(x.value is not None for x in bracket.inner)


def _is_below(meant: Criterion, found: Criterion) -> bool:
    """Whether a bracket lists members of what stands before it: `HMA (azacitidine or decitabine)`."""
    parts = leaves(meant)
    match found:
        case PriorTherapy() | Medication():
            kinds = all(isinstance(leaf, PriorTherapy | Medication) for leaf in parts)
            return kinds and all(_below("drug", found.agents, leaf.agents) for leaf in parts)  # type: ignore[union-attr]
        case Diagnosis():
            kinds = all(isinstance(leaf, Diagnosis) for leaf in parts)
            return kinds and all(_below("disease", found.diseases, leaf.diseases) for leaf in parts)  # type: ignore[union-attr]
    return False


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
    return Unparsed(text=context.text[lexemes[0].start : lexemes[-1].end])


# --- what is left over -------------------------------------------------------------------------------------


def _residue(chunk: Chunk, context: Context, *, narrows: bool = False) -> Detail | Unparsed | None:
    """The words that carry meaning and that no reader took, as one verbatim stretch.

    `narrows`: the chunk was read, so that words which can only narrow it are a detail of it.
    """
    used = chunk.used
    left = [i for i, x in enumerate(chunk.lexemes) if i not in used and _matters(x)]
    if not left:
        return None
    text = context.text[chunk.lexemes[left[0]].start : chunk.lexemes[left[-1]].end]
    return Detail(text=text) if narrows and are_details(chunk.lexemes, left) else Unparsed(text=text)


_MATTERING = frozenset(
    {"drug", "drug_class", "disease", "condition", "procedure", "lab", "gene", "karyotype", "score"}
)


def _matters(lexeme: Lexeme) -> bool:
    if lexeme.value is not None or not lexeme.kinds.isdisjoint(_MATTERING):
        return True
    return lexeme.plain and len(lexeme.norm) > 2 and lexeme.norm[0].isalpha()
