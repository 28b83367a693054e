"""From the lexemes of a text of one or more sentences to one tree."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from criteria.layout.sentences import sentences
from criteria.nodes import Criterion, Detail, Unparsed
from criteria.pipeline.clause import read_sentence
from criteria.pipeline.combine import all_of, any_of, negate
from criteria.pipeline.context import Context
from criteria.pipeline.denials import demands, unmet
from criteria.pipeline.lexeme import Lexeme, Quantity
from criteria.pipeline.remarks import grants
from criteria.pipeline.templates import is_reproduction
from criteria.quantity import Window

LONGEST_SENTENCE: Final = 500
"""Lexemes beyond which a stretch without a stop is no sentence; the longest of real records have some 300."""


def read_sentences(lexemes: Sequence[Lexeme], context: Context) -> Criterion | None:
    """What the text describes; sentences of an exclusion are alternatives, those of an inclusion all hold.

    A sentence after the first that only defines or allows something adds nothing.
    """
    found: list[Criterion] = []
    exceptions: list[Criterion] = []
    stretches = list(_stretches(lexemes, context))
    for number, here in enumerate(stretches):
        if len(here) > LONGEST_SENTENCE:
            found.append(Unparsed(text=context.verbatim(here), why="too long for one sentence"))
        elif _only_numbers(here) or (
            number and (any(x.cue("definition") for x in _opening(here)) or _waives(here))
        ):
            continue
        elif number and (_opens_exception(here) or _allows_if(here, context) or _takes_others(here, context)):
            # "As an exception, patients with A and ECOG 3 are eligible": people must find out who that is.
            exceptions.append(Detail(text=context.verbatim(here)))
        else:
            criterion = _read(_trimmed(here), context, alone=len(stretches) == 1) if here else None
            if criterion is not None and number and _spares(here, criterion, context):
                exceptions.append(Detail(text=context.verbatim(here)))
            elif criterion is not None:
                found.append(criterion)
    return _together(found, exceptions, context)


def _opening(lexemes: Sequence[Lexeme]) -> Sequence[Lexeme]:
    """The first words, also of a sentence that stands in brackets as a whole."""
    alone = len(lexemes) < 3 and lexemes and lexemes[0].inner
    return lexemes[0].inner[:12] if alone else lexemes[:12]


def _allows_if(lexemes: Sequence[Lexeme], context: Context) -> bool:
    """`Pantoprazole is allowed if it is not taken within 3 days`, behind an exclusion of its class."""
    allowed = context.excluding and any(x.cue("allowed") for x in lexemes)
    return (
        allowed
        and any(x.cue("if", "unless") for x in lexemes)
        and not any(x.cue("disallowed") for x in lexemes)
    )


def _takes_others(lexemes: Sequence[Lexeme], context: Context) -> bool:
    """`Patients with up to two doses may be enrolled if ...`, behind what is asked of all others."""
    if context.excluding or not _names_people(lexemes[:3]) or any(x.cue("disallowed") for x in lexemes):
        return False
    taken = any(x.norm in _TAKEN for x in lexemes)
    return taken and any(x.cue("if", "judgement") for x in lexemes)


_TAKEN: Final = frozenset(
    f"{verb} be {taken}" for verb in ("may", "can") for taken in ("enrolled", "included", "randomized")
)


def _together(
    found: Sequence[Criterion], exceptions: Sequence[Criterion], context: Context
) -> Criterion | None:
    """All that is asked, and of whom it is left open."""
    asked = [c for c in found if not grants(c)] or found
    whole = any_of(asked) if context.excluding else all_of(asked)
    if whole is None or not exceptions:
        return whole
    return all_of([whole, *map(negate, exceptions)]) if context.excluding else any_of([whole, *exceptions])


def _stretches(lexemes: Sequence[Lexeme], context: Context) -> Iterator[Sequence[Lexeme]]:
    """The sentences; `...; patients with A are eligible` behind a semicolon is one of its own."""
    places = [lexeme.start for lexeme in lexemes]
    for start, end in sentences(context.text):
        here = lexemes[bisect_left(places, start) : bisect_left(places, end)]
        signs = [
            i
            for i, x in enumerate(here)
            if x.norm == ";" and i and _begins_with_people(here[i + 1 :], context)
        ]
        if signs and any(x.norm == ":" for x in here[: signs[-1]]):
            # "Eligible if the following hold: A; patients have B": a list is no row of sentences.
            signs = []
        if signs and not context.excluding and any(x.cue("allowed") for x in here[signs[0] :]):
            # "Age up to 70; patients up to 75 are eligible if fit" is read as one.
            signs = []
        for first, last in pairwise([0, *signs, len(here)]):
            yield here[first + bool(first) : last]


def _begins_with_people(lexemes: Sequence[Lexeme], context: Context) -> bool:
    """`Patients with A ...`: people at large, not `the subject has not`."""
    return bool(lexemes) and context.verbatim(lexemes[:1]).lower() in {"patients", "subjects", "participants"}


def _waives(lexemes: Sequence[Lexeme]) -> bool:
    """`Patients in remission do not require phenotyping`: of whom the sentence before is not asked."""
    waived = any(x.norm in {"do not require", "does not require", "need not"} for x in lexemes)
    return (
        waived and _names_people(lexemes[:3]) and not any(x.cue("transfusion", "dependent") for x in lexemes)
    )


def _names_people(lexemes: Sequence[Lexeme]) -> bool:
    return any(x.norm in {"patient", "subject", "participant"} for x in lexemes)


def _spares(lexemes: Sequence[Lexeme], criterion: Criterion, context: Context) -> bool:
    """Whether a later sentence of an exclusion says who is taken all the same."""
    if not context.excluding or grants(criterion):
        return False
    allowed = [i for i, x in enumerate(lexemes) if x.cue("allowed")]
    return bool(allowed) and _names_people(lexemes[:3]) and not any(x.cue("disallowed") for x in lexemes)


def _opens_exception(lexemes: Sequence[Lexeme]) -> bool:
    """Whether a sentence says of whom the one before is not asked: `As an exception, ... are eligible`."""
    return any(x.cue("exception") for x in lexemes[:3]) and any(x.cue("allowed") for x in lexemes)


def _read(lexemes: Sequence[Lexeme], context: Context, *, alone: bool) -> Criterion | None:
    """A sentence; one among the exclusions that says what patients must have excludes who lacks it."""
    if context.excluding and demands(lexemes) and not is_reproduction(lexemes):
        kept_out = unmet(read_sentence(lexemes, context.turned(), alone=alone))
        if kept_out is not None:
            return kept_out
    return read_sentence(lexemes, context, alone=alone)


def _only_numbers(lexemes: Sequence[Lexeme]) -> bool:
    """Whether a stretch is no more than the number of an item: `2.`"""
    named = [x for x in lexemes if x.norm not in {".", ")"}]
    return len(named) == 1 and isinstance(named[0].value, Quantity) and named[0].norm.isdecimal()


def _trimmed(lexemes: Sequence[Lexeme]) -> list[Lexeme]:
    """Without the full stop, and without a label before a colon that is only a topic."""
    kept = _without_label([x for x in lexemes if x.norm != "."])
    if (
        (len(kept) > 2 or (len(kept) == 2 and kept[1].has("disease", "condition")))
        and isinstance(kept[0].value, Quantity)
        and kept[0].value.bare
        and kept[0].norm.isdecimal()
    ):
        # A bare number at the beginning is that of the item in its list.
        kept = (
            kept[1:]
            if not (kept[1].cue("or", "and", "cycles", "lines", "doses", "units", "history") or kept[1].value)
            else kept
        )
    return list(_without_leading_links(kept))


_LABELS: Final = frozenset({"criteria", "criterion"})


def _without_label(lexemes: list[Lexeme]) -> list[Lexeme]:
    """Without the number that a protocol gives its criteria: `Criterion 6`, `204`."""
    if len(lexemes) > 2 and lexemes[0].norm in _LABELS and _is_number(lexemes[1]):
        return lexemes[2:]
    numbered = len(lexemes) > 1 and _is_number(lexemes[0]) and len(lexemes[0].norm) == 3
    worded = numbered and (lexemes[1].head or lexemes[1].plain or isinstance(lexemes[1].value, Window))
    return lexemes[1:] if worded and lexemes[1].norm[0].isalpha() else lexemes


def _is_number(lexeme: Lexeme) -> bool:
    return isinstance(lexeme.value, Quantity) and lexeme.value.bare and lexeme.norm.isdecimal()


def _without_leading_links(lexemes: list[Lexeme]) -> Iterator[Lexeme]:
    started = False
    for lexeme in lexemes:
        if not started and (
            lexeme.norm in {",", ";", ":"} or (lexeme.cue("and", "or") and not lexeme.has("disease"))
        ):
            continue
        started = True
        yield lexeme
