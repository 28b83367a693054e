"""What is counted from the diagnosis: no patient file holds what came before it, so people check it."""

from collections.abc import Callable, Sequence
from typing import Final

from criteria.pipeline.lexeme import Lexeme
from criteria.quantity import Window

_BEFORE: Final = ("prior to", "before", "preceding")
_DIAGNOSIS: Final = frozenset(
    {"diagnosis", "diagnosis of", "initial diagnosis", "initial diagnosis of", "the diagnosis of"}
)


def before_diagnosis(lexemes: Sequence[Lexeme]) -> list[Lexeme]:
    """`Radiotherapy prior to the diagnosis of MDS`: the disease only dates the radiotherapy."""
    lexemes = _without_first_dose(lexemes)
    if not any(x.norm in _DIAGNOSIS for x in lexemes):
        return list(lexemes)
    return _folded(lexemes, _dated_until)


def _without_first_dose(lexemes: Sequence[Lexeme]) -> Sequence[Lexeme]:
    """`Within 6 months before the first X dose`, `at the time of X administration`: X only dates it."""
    end = next((i for i, x in enumerate(lexemes) if x.norm in _GIVING), 0)
    if end < 2 or not lexemes[end - 1].has("drug"):
        return lexemes
    start = end - 2 - (lexemes[end - 2].norm == "first")
    if start < 0:
        return lexemes
    timed = isinstance(lexemes[start].value, Window) and lexemes[start].norm.split()[-1] in _TO_DATE
    dated = timed or " ".join(x.norm for x in lexemes[max(0, start - 1) : start + 1]) == "time of"
    return [*lexemes[: start + 1], *lexemes[end + 1 :]] if dated else lexemes


_GIVING: Final = frozenset({"dose", "administration", "infusion"})
_TO_DATE: Final = frozenset({"the", "before", "to", "of", "preceding"})

_CAUSES: Final = (
    "related to",
    "due to",
    "caused by",
    "attributable to",
    "associated with",
    "secondary to",
    "attributed to",
)


def without_other_causes(lexemes: Sequence[Lexeme]) -> list[Lexeme]:
    """`Renal failure not related to AML`: the cause narrows the failure, and denies no AML."""
    if not any(x.norm == "not" for x in lexemes):
        return list(lexemes)
    return _folded(lexemes, _cause_until)


def _cause_until(lexemes: Sequence[Lexeme], place: int) -> int:
    """Where `not related to AML` ends that begins at `place`; `place` if none does."""
    if lexemes[place].norm != "not" or place + 2 >= len(lexemes) or lexemes[place + 1].norm not in _CAUSES:
        return place
    end = place + 2
    while end < len(lexemes) and (lexemes[end].cue("filler") or lexemes[end].inner):
        end += 1
    if end >= len(lexemes) or not lexemes[end].has("disease"):
        return place
    return end + 1


def _dated_until(lexemes: Sequence[Lexeme], place: int) -> int:
    """Where a stretch ends that dates something by the diagnosis; `place` if none begins here."""
    first = lexemes[place]
    timed = isinstance(first.value, Window) and first.norm.endswith(_BEFORE)
    behind = next((i for i in range(place + 1, len(lexemes)) if lexemes[i].norm != "the"), len(lexemes))
    if (
        not (timed or first.norm in _BEFORE)
        or behind >= len(lexemes)
        or lexemes[behind].norm not in _DIAGNOSIS
    ):
        return place
    end = behind + 1
    while end < len(lexemes) and _goes_on(lexemes, end):
        end += 1
    return end


def _goes_on(lexemes: Sequence[Lexeme], place: int) -> bool:
    """Whether the name of the disease goes on: `of MDS or MDS-related AML`."""
    here, behind = lexemes[place], lexemes[place + 1 : place + 3]
    if here.cue("or", "and"):
        return any(x.has("disease") for x in behind[:2])
    return (
        here.has("disease")
        or (here.cue("filler") and any(x.has("disease") for x in behind[:1]))
        or bool(here.inner)
    )


def _folded(lexemes: Sequence[Lexeme], until: Callable[[Sequence[Lexeme], int], int]) -> list[Lexeme]:
    """The lexemes with each stretch behind the first, as far as `until` says it goes, as one detail."""
    kept: list[Lexeme] = []
    place = 0
    while place < len(lexemes):
        end = until(lexemes, place) if kept else place
        if end == place:
            kept.append(lexemes[place])
            place += 1
        else:
            words = " ".join(x.norm for x in lexemes[place:end])
            kept.append(Lexeme(lexemes[place].start, lexemes[end - 1].end, words, (("cue", "detail"),)))
            place = end
    return kept
