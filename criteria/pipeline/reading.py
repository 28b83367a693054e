"""From one chunk to its criterion: tries each reader, then says what none of them understood."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from criteria.nodes import (
    Administrative,
    Condition,
    Criterion,
    Detail,
    IfThen,
    Not,
    Permission,
    PriorTherapy,
    Procedure,
    Unparsed,
)
from criteria.pipeline.bracketed import abbreviates, and_, with_bracket
from criteria.pipeline.chunk import CARRIED_CUES, Chunk, is_allergy
from criteria.pipeline.combine import all_of
from criteria.pipeline.context import Context
from criteria.pipeline.details import are_details, counted, is_amount, narrow_themselves
from criteria.pipeline.exceptions import narrowed
from criteria.pipeline.lexeme import HEAD_KINDS, Lexeme, Quantity, any_cue, has_head
from criteria.pipeline.quantities import LONGEST_NUMERAL
from criteria.pipeline.readers.condition import read_condition, read_later_recovery, read_recovery
from criteria.pipeline.readers.demographic import read_age, read_sex
from criteria.pipeline.readers.disease import read_course, read_disease
from criteria.pipeline.readers.marker import names_target, read_marker
from criteria.pipeline.readers.measure import (
    names_scale_alone,
    read_life_expectancy,
    read_measurements,
    read_performance,
    restates,
)
from criteria.pipeline.readers.molecular import names_variants, read_molecular
from criteria.pipeline.readers.reproductive import read_family, with_matching
from criteria.pipeline.readers.scores import read_unheld_score
from criteria.pipeline.readers.therapy import read_treatment
from criteria.pipeline.readers.transfusion import read_transfusion
from criteria.pipeline.remarks import leaves
from criteria.quantity import Window
from criteria.vocabulary.load import vocabulary

Sentence = Callable[..., Criterion | None]


def read_chunk(chunk: Chunk, context: Context, sentence: Sentence) -> Criterion | None:
    """What a chunk describes, before any denial; `sentence` reads what stands in its brackets."""
    brackets = _taken_out(chunk) if [x for x in chunk.lexemes if x.inner] else []
    found = _read(chunk, context)
    if _is_spelled_out(found, chunk) and any(has_head(x.inner) for x in brackets):
        found = None
    if found is None:
        return _from_brackets(chunk, brackets, context, sentence)
    for bracket in brackets:
        if abbreviates(bracket, chunk) or _tells_allergen(bracket, chunk):
            continue
        found = with_bracket(found, bracket, context, sentence)
    rest = None if isinstance(found, Unparsed) or chunk.cue("kin") else _residue(chunk, context, narrows=True)
    if rest is None:
        return found
    if not context.excluding and isinstance(rest, Detail) and _is_capped(chunk) and _was_given(found):
        # "No more than 3,000 cGy of radiation" is met by who had none.
        return IfThen(condition=found, then=rest)
    if isinstance(rest, Detail) and not chunk.negated and not context.excluding and len(leaves(found)) == 1:
        return narrowed(found, rest)
    return and_(found, rest)


def _taken_out(chunk: Chunk) -> list[Lexeme]:
    """The brackets of a chunk, taken out of it; those that are a part of what it says are opened in it."""
    for bracket in [x for x in chunk.lexemes if x.inner and chunk.has("gene") and names_variants(x)]:
        chunk.lexemes.extend(bracket.inner)
    if "ecog" in [key for x in chunk.lexemes for key in x.keys("score")] and not any(
        x.value is not None for x in chunk.lexemes
    ):
        _open_score(chunk)
    if chunk.cue("donor"):
        chunk.hold(with_matching(chunk.lexemes))
    limited = chunk.has("lab", "risk")
    brackets = [x for x in chunk.lexemes if x.inner and not (limited and restates(x))]
    # "Able to take oral medication (tablets must be swallowed whole)": why, not what was taken.
    brackets = [x for x in brackets if not (chunk.cue("swallowing") and "swallowing" in x.said)]
    chunk.hold([x for x in chunk.lexemes if not x.inner or x not in brackets])
    return brackets


def _tells_allergen(bracket: Lexeme, chunk: Chunk) -> bool:
    """`Allergy to A (a derivative of B)`: what the bracket tells of A is no more than that."""
    return (
        is_allergy(chunk)
        and not bracket.cue("grade")
        and not any_cue(bracket.inner, "exception", "unless", "grade")
    )


def _is_capped(chunk: Chunk) -> bool:
    """Whether the chunk says how much of a treatment there may have been at most."""
    return any(is_amount(x) and x.value.interval.low is None for x in chunk.lexemes)  # type: ignore[union-attr]


def _was_given(found: Criterion) -> bool:
    return all(isinstance(leaf, PriorTherapy | Procedure) for leaf in leaves(found))


def _open_score(chunk: Chunk) -> None:
    """`ECOG performance status (0 to 2)`: the bracket is the limit."""
    for bracket in chunk.lexemes:
        if bracket.inner and all(isinstance(x.value, Quantity) or x.cue("filler") for x in bracket.inner):
            place = chunk.lexemes.index(bracket)
            chunk.lexemes[place : place + 1] = bracket.inner


def _is_spelled_out(found: Criterion | None, chunk: Chunk) -> bool:
    """`Adequate renal function (creatinine < 2 mg/dL)`: the bracket says what is meant."""
    judged = chunk.cue("adequate", "normal", "abnormal")
    if not judged:
        return False
    return isinstance(found, Unparsed) or (
        isinstance(found, Administrative | Condition) and chunk.cue("function")
    )


def _read(chunk: Chunk, context: Context) -> Criterion | None:
    if chunk.cue("kin"):
        # "A family history of A": no patient file holds the illnesses of others.
        theirs = next(i for i, x in enumerate(chunk.lexemes) if x.cue("kin"))
        return Detail(text=context.verbatim(chunk.lexemes[theirs:]))
    if chunk.cue("looked_at"):
        # "CMV status known": that it was looked at is for the site, whatever it showed.
        chunk.used.update(range(len(chunk.lexemes)))
        return Administrative(topic="site")
    if chunk.has("score") and names_scale_alone(chunk):
        chunk.used.update(range(len(chunk.lexemes)))
        return Permission(text=context.verbatim(chunk.lexemes))
    if (
        chunk.cue("refractory")
        and chunk.cue("transfusion", "platelet_transfusion")
        and not chunk.has("disease")
    ):
        # "Refractory to platelet transfusions": not the course of the disease.
        return _whole(chunk, context)
    parts = _measured(chunk, context)
    if is_allergy(chunk):
        parts.append(_allergy(chunk, context))
    elif (recovery := read_recovery(chunk, context)) is not None:
        parts.append(recovery)
    else:
        fitness = chunk.cue("eligible", "ineligible") and chunk.has("procedure")
        # "Ineligible for transplant from a sibling": of the transplant it is asked, not of the donor.
        family = None if fitness else read_family(chunk, context)
        chunk.take(*(["donor"] if fitness else []))
        first = (family, read_treatment(chunk, context), read_later_recovery(chunk))
        heads = (*first, read_molecular(chunk), read_disease(chunk))
        parts.extend([part for part in heads if part is not None])
        condition = read_condition(chunk, context, alone=not parts)
        parts.extend([condition] if condition is not None else [])
    if not parts or not chunk.has("drug", "drug_class", "disease", "condition", "procedure"):
        status = read_course(chunk)
        parts.extend([status] if status is not None else [])
    if not parts:
        sex = read_sex(chunk)
        return sex if sex is not None else _leftover(chunk, context)
    return all_of(parts)


def _measured(chunk: Chunk, context: Context) -> list[Criterion]:
    """What the chunk says in numbers, of the patient and of what is counted or measured."""
    found = (
        read_marker(chunk, context),
        read_life_expectancy(chunk),
        read_performance(chunk),
        read_unheld_score(chunk, context),
        read_age(chunk, context),
        read_measurements(chunk, context),
        read_transfusion(chunk),
    )
    return [part for part in found if part is not None]


def _allergy(chunk: Chunk, context: Context) -> Criterion:
    """An allergy, and to what: whether a recorded allergy is to that is for people to check."""
    key = next(k for x in chunk.lexemes for k in x.keys("condition") if "hypersensitivity" in k)
    chunk.used.update(range(len(chunk.lexemes)))
    allergy = Condition(concept=key, text=context.verbatim(chunk.lexemes), tense="ever")
    place = next(i for i, x in enumerate(chunk.lexemes) if key in x.keys("condition"))
    behind = [
        x for x in chunk.lexemes[place + 1 :] if x.plain or x.cue("unrecorded") or x.has("drug", "drug_class")
    ]
    # "Azacitidine hypersensitivity" names it before.
    named = behind or [x for x in chunk.lexemes[:place] if x.has("drug", "drug_class")]
    if not named:
        return allergy
    return and_(allergy, Detail(text=f"allergy to {context.verbatim(named)}"))


def _leftover(chunk: Chunk, context: Context) -> Criterion | None:
    """A chunk about nothing known: administrative, unread, or only words that ask nothing."""
    for topic in ("consent", "compliance", "site", "judgement"):
        if chunk.cue(topic):
            return Administrative.model_validate({"topic": topic})
    if chunk.cue("function") and chunk.cue("adequate", "normal", "controlled") and not chunk.cue("abnormal"):
        # "Adequate organ function": what is adequate is for the site to judge, where no limit is given.
        return Administrative(topic="judgement")
    if chunk.cue("function") and chunk.cue("abnormal"):
        return _dysfunction(chunk, context)
    if (chunk.cue("unrecorded") and not names_target(chunk)) or _only_dated(chunk):
        chunk.used.update(range(len(chunk.lexemes)))
        return Detail(text=context.verbatim(_unrecorded(chunk)))
    if chunk.cue("asks_nothing"):
        return Permission(text=context.verbatim(chunk.lexemes))
    if chunk.cue("swallowing"):
        return Not(child=Condition(concept="inability_to_swallow", text=context.verbatim(chunk.lexemes)))
    return _residue(chunk, context, narrows=chunk.link == "with" or context.sparing)


def _unrecorded(chunk: Chunk) -> list[Lexeme]:
    """What no file holds, without the "no" before it."""
    first = next((i for i, x in enumerate(chunk.lexemes) if not x.cue("negation", "filler")), 0)
    return chunk.lexemes[first:]


def _only_dated(chunk: Chunk) -> bool:
    """`(within 14 days before entry)`: when what stands elsewhere is to be looked at."""
    left = [x for x in chunk.lexemes if _matters(x)]
    return chunk.valued and bool(left) and all(isinstance(x.value, Window) for x in left)


def _dysfunction(chunk: Chunk, context: Context) -> Condition:
    """`Impaired renal function` is renal dysfunction; of a function without an illness, organ dysfunction."""
    organ = next(x.norm for x in chunk.lexemes if x.cue("function")).removesuffix("function")
    named = (vocabulary().find(f"{organ}{word}", "condition") for word in ("dysfunction", "disease"))
    concept = next((found.key for found in named if found is not None), "organ_dysfunction")
    chunk.used.update(range(len(chunk.lexemes)))
    return Condition(concept=concept, text=context.verbatim(chunk.lexemes))


# --- brackets ----------------------------------------------------------------------------------------------


def _from_brackets(
    chunk: Chunk, brackets: Sequence[Lexeme], context: Context, sentence: Sentence
) -> Criterion | None:
    """Where only the brackets are understood, they stand for the chunk and share its cues."""
    lead = [x for x in chunk.lexemes if x.cue(*CARRIED_CUES)]
    found = [sentence([*lead, *x.inner], context, alone=False) for x in brackets if _asks(x)]
    return all_of(part for part in found if part is not None)


def _asks(bracket: Lexeme) -> bool:
    """Whether a bracket may stand by itself: it is about something, or says when."""
    return has_head(bracket.inner) or any(isinstance(x.value, Window) for x in bracket.inner)


# --- what is left over -------------------------------------------------------------------------------------


def _residue(chunk: Chunk, context: Context, *, narrows: bool = False) -> Detail | Unparsed | None:
    """The words that carry meaning and that no reader took, as one verbatim stretch.

    `narrows`: the chunk was read, so that words which can only narrow it are a detail of it.
    """
    used = chunk.used
    words = enumerate(chunk.lexemes)
    left = [i for i, x in words if i not in used and _matters(x) and not _is_article(chunk, i)]
    if not left:
        return None
    if not narrows and narrow_themselves(chunk.lexemes, left):
        return _whole(chunk, context)
    detail = narrows and are_details(chunk.lexemes, left)
    left = counted(chunk.lexemes, left) if detail else left
    text = context.verbatim(chunk.lexemes[left[0] : left[-1] + 1])
    if all(isinstance(chunk.lexemes[i].value, Window) for i in left) and _is_conduct(chunk):
        # "Screening tests within 14 days": when something is looked at that no patient file holds.
        return Detail(text=text) if narrows else _whole(chunk, context)
    return Detail(text=text) if detail else Unparsed(text=text)


def _whole(chunk: Chunk, context: Context) -> Detail:
    """All words of a chunk, for people to check."""
    chunk.used.update(range(len(chunk.lexemes)))
    return Detail(text=context.verbatim(chunk.lexemes))


def _is_conduct(chunk: Chunk) -> bool:
    """Whether a chunk is about what is done or judged for the trial, not about the patient."""
    conduct = chunk.cue("site", "judgement", "consent", "compliance", "function", "recency_test")
    return conduct and not chunk.has(*HEAD_KINDS) and not chunk.cue("received", "therapy_noun", "response")


def _is_article(chunk: Chunk, place: int) -> bool:
    """Whether the word "one" before a treatment or a course of it: no more than "a"."""
    if chunk.lexemes[place].norm != "one":
        return False
    after = chunk.lexemes[place + 1 : place + 2]
    return any(x.has("drug", "drug_class", "procedure") or x.cue("cycles", "lines", "doses") for x in after)


_MATTERING: Final = frozenset(
    {"drug", "drug_class", "disease", "condition", "procedure", "lab", "gene", "karyotype", "score"}
)


def _matters(lexeme: Lexeme) -> bool:
    if lexeme.value is not None or lexeme.cue("unrecorded") or not lexeme.kinds.isdisjoint(_MATTERING):
        return True
    is_word = len(lexeme.norm) > 2 and lexeme.norm[0].isalpha()
    return lexeme.plain and (is_word or len(lexeme.norm) > LONGEST_NUMERAL)
