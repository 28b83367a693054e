"""Other illnesses and findings."""

from collections.abc import Iterable
from typing import Final

from criteria.nodes import Condition, Criterion, Not
from criteria.pipeline.chunk import Chunk
from criteria.pipeline.combine import any_of, negate
from criteria.pipeline.context import Context
from criteria.pipeline.lexeme import Duration, Lexeme
from criteria.pipeline.readers.grades import PASSING, beyond, is_cap, is_nyha, take_grade
from criteria.quantity import Interval, Window
from criteria.vocabulary.load import vocabulary

QUALIFIERS: Final = (
    *("active", "uncontrolled", "controlled", "severe", "significant", "symptomatic", "chronic", "acute"),
    *("congenital", "requiring_treatment"),
)
"""Cues that narrow an illness."""


def read_condition(chunk: Chunk, context: Context, *, alone: bool) -> Criterion | None:
    """The illnesses of the chunk; one outside the vocabulary is named in the words of the item.

    `alone`: nothing else in the chunk was understood, so a bare "disease" may be an illness of its own.
    """
    if not chunk.has("condition", "condition_head"):
        return _unnamed(chunk, context)
    known = chunk.take_kinds("condition")
    listed = _without_umbrella(chunk, known)
    keys = _narrowest(dict.fromkeys(key for lexeme in listed for key in lexeme.keys("condition")[:1]))
    heads = chunk.take_kinds("condition_head")
    if not keys and heads and chunk.cue("unrecorded"):
        # "Binet stage C disease": what is asked of it no patient file holds, whatever disease it is.
        return None
    if not keys and heads and (not alone or (not context.excluding and _only_words(chunk, heads))):
        # "Measurable disease" among what is asked is the disease of the trial, no other illness.
        return None
    if not keys and not heads:
        return _unnamed(chunk, context)
    resolved = chunk.take("resolved") and not chunk.take("unresolved")
    if resolved and keys and set(keys) <= PASSING:
        return Not(child=Condition(concept=next(iter(keys)), text=known[0].norm))
    shared = _shared(chunk, context)
    return _known(known, list(keys), shared, context) if keys else _other(chunk, heads, shared, context)


def _unnamed(chunk: Chunk, context: Context) -> Criterion | None:
    """What is said of an illness that the chunk does not name."""
    freedom = _bare_freedom(chunk) if context.excluding or context.sparing else None
    return freedom or _functional_class(chunk, context)


def _other(chunk: Chunk, heads: list[Lexeme], shared: dict[str, object], context: Context) -> Condition:
    """An illness outside the vocabulary; "any other condition" names none and stands for all of them."""
    named = _named(chunk, heads, context.text)
    concept = None if any(x.plain for x in chunk.lexemes if x.norm in named.lower()) else "illness"
    return Condition.model_validate({"concept": concept, "text": named, **shared})


def _known(
    known: list[Lexeme], keys: list[str], shared: dict[str, object], context: Context
) -> Criterion | None:
    """The illnesses; `neuropathy at most grade 1` asks for nothing worse, so that having none will do."""
    limit = shared["grade"]
    capped = not context.excluding and isinstance(limit, Interval) and is_cap(limit)
    if capped and isinstance(limit, Interval):
        shared = {**shared, "grade": beyond(limit)}
    found = any_of(
        Condition.model_validate({"concept": key, "text": _words(known, key), **shared}) for key in keys
    )
    return negate(found) if capped and found is not None else found


def _without_umbrella(chunk: Chunk, known: list[Lexeme]) -> list[Lexeme]:
    """`Any of the following cardiac conditions: angina`: what stands before the list only says what it is."""
    if len(known) < 2 or not chunk.cue("either"):
        return known
    place = next(i for i, x in enumerate(chunk.lexemes) if x.cue("either"))
    first = next((x for x in chunk.lexemes[place + 1 : place + 4] if x.has("condition")), None)
    return [x for x in known if x is not first]


def _narrowest(keys: Iterable[str]) -> list[str]:
    """`Hepatitis B or hepatitis C infection`: the bare "infection" behind names no other one."""
    named = list(keys)
    if len(named) < 2:
        return named
    covers = vocabulary().covers
    below = any(key != "infection" and covers("condition", "infection", key) for key in named)
    return [key for key in named if key != "infection" or not below]


def read_recovery(chunk: Chunk, context: Context) -> Criterion | None:
    """`Recovered from prior chemotherapy`: from its toxicity; that it was given is not asked."""
    if not chunk.cue("resolved", "unresolved"):
        return None
    first = next((x for x in chunk.lexemes if x.cue("resolved", "unresolved") or _is_given(x)), None)
    given = any(map(_is_given, chunk.lexemes))
    if first is None or _is_given(first) or not given or chunk.has("condition") or chunk.values(Window):
        return None
    # Among the exclusions "must have recovered" asks for it.
    asked = context.excluding and any(x.cue("modal") or x.norm.startswith("must") for x in chunk.lexemes)
    lasting = bool(chunk.take("unresolved")) or asked
    chunk.take("resolved", "therapy_noun", "history", "lines", "received", "current")
    chunk.take_kinds("drug", "drug_class", "procedure", "condition_head")
    return _TOXICITY if lasting else Not(child=_TOXICITY)


_TOXICITY: Final = Condition(concept="adverse_event", text="toxicity of prior therapy")


def _is_given(lexeme: Lexeme) -> bool:
    return lexeme.cue("therapy_noun", "lines") or lexeme.has("drug", "drug_class", "procedure")


def read_later_recovery(chunk: Chunk) -> Criterion | None:
    """`At least 4 weeks since chemotherapy and recovered`: from its toxicity."""
    if not chunk.cue("resolved") or chunk.has("condition"):
        return None
    if not any(x.norm == "recovered" for x in chunk.lexemes) or not any(map(_is_given, chunk.lexemes)):
        return None
    chunk.take("resolved")
    return Not(child=_TOXICITY)


def _shared(chunk: Chunk, context: Context) -> dict[str, object]:
    qualifiers = tuple(role for role in QUALIFIERS if chunk.take(role)) if chunk.cue(*QUALIFIERS) else ()
    denied_past = any(x.cue("negation") and "history" in x.norm for x in chunk.lexemes)
    if _is_treated(chunk) and "requiring_treatment" not in qualifiers:
        qualifiers = (*qualifiers, "requiring_treatment")
    past = (bool(chunk.take("history")) or denied_past) and not chunk.cue("current")
    if past:
        # "Prior or active heart failure" is heart failure at any time.
        qualifiers = tuple(role for role in qualifiers if role != "active")
    chunk.take("current", "positive", "recency_test", "received", "abnormal")
    free = chunk.take("disease_free")
    grade = take_grade(chunk)
    chunk.take("unresolved")
    window = chunk.window()
    if window is not None and window.max_days is None and context.excluding and not free:
        # What excludes for having been long ago excludes for having been at all.
        window = None
    durations = chunk.values(Duration)
    disease_free = _free(free, durations, window)
    return {
        "qualifiers": qualifiers,
        "tense": "ever" if past or (window and not free) else "current",
        "grade": grade,
        "window": None if free else window,
        "disease_free": disease_free,
    }


def _is_treated(chunk: Chunk) -> bool:
    """`No treatment for anemia`: of the illness only its treatment is asked."""
    place = next((i for i, x in enumerate(chunk.lexemes) if x.has("condition")), 0)
    before = [x.norm for x in chunk.lexemes[max(0, place - 2) : place]]
    return not _TREATED.isdisjoint([*before, " ".join(before)])


_TREATED: Final = frozenset({"treatment for", "therapy for", "treatment of", "medication for"})


def _free(free: list[Lexeme], durations: list[Lexeme], window: Window | None) -> Window | None:
    if not free:
        return None
    if durations and isinstance(durations[0].value, Duration):
        return Window(min_days=durations[0].value.interval.low)
    return None if window is None else Window(min_days=window.min_days or window.max_days)


def _bare_freedom(chunk: Chunk) -> Criterion | None:
    """`free of disease for at least 3 years`, said of a malignancy named elsewhere."""
    free = chunk.take("disease_free")
    if not free:
        return None
    disease_free = _free(free, chunk.values(Duration), chunk.window())
    if disease_free is None:
        return None
    return Condition(concept="other_malignancy", text="", tense="ever", disease_free=disease_free)


def _functional_class(chunk: Chunk, context: Context) -> Criterion | None:
    """A NYHA class by itself is a grade of heart failure; class I or II is asked of whoever has any."""
    grade = take_grade(chunk) if is_nyha(chunk) else None
    if grade is not None and not context.excluding and is_cap(grade):
        return Not(child=Condition(concept="heart_failure", text="NYHA class", grade=beyond(grade)))
    return None if grade is None else Condition(concept="heart_failure", text="NYHA class", grade=grade)


def _only_words(chunk: Chunk, heads: list[Lexeme]) -> bool:
    """Whether a head stands with nothing that would name an illness."""
    return (
        not any(x.plain for x in chunk.lexemes)
        and not chunk.negated
        and all(x.norm == "disease" for x in heads)
    )


def _words(known: list[Lexeme], key: str) -> str:
    return next(lexeme.norm for lexeme in known if key in lexeme.keys("condition"))


def _named(chunk: Chunk, heads: list[Lexeme], text: str) -> str:
    """An illness outside the vocabulary, in the words of the line: all that stands before its head word."""
    plain = [i for i, x in enumerate(chunk.lexemes) if x.plain and x.value is None and not x.inner]
    last = max(i for i, x in enumerate(chunk.lexemes) if x in heads)
    parts = [i for i in plain if i < last]
    chunk.used.update(plain)
    start = chunk.lexemes[min([*parts, last])].start
    return text[start : chunk.lexemes[last].end]
