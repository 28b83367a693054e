"""A laboratory value with words in place of a number: `creatinine normal`, `prolonged PT`, `rising count`."""

from collections.abc import Sequence
from typing import Final

from criteria.nodes import Administrative, Criterion, Detail, Measurement
from criteria.pipeline.chunk import Chunk
from criteria.pipeline.combine import all_of
from criteria.pipeline.context import Context
from criteria.pipeline.lexeme import HEAD_CUES, Lexeme, Quantity
from criteria.quantity import Interval


def read_words(chunk: Chunk, labs: list[int], context: Context) -> Criterion | None:
    """What the words beside the labs at these places ask of them."""
    return _normal(chunk, labs) or _circulating(chunk, labs) or _without_number(chunk, labs, context)


def _without_number(chunk: Chunk, labs: list[int], context: Context) -> Criterion | None:
    """A lab with words in place of a number."""
    if not labs or any(isinstance(x.value, Quantity) for x in chunk.lexemes):
        return None
    if context.sparing and chunk.has("condition") and not any(x.plain for x in chunk.lexemes):
        # "Unless bilirubin is elevated due to Gilbert's syndrome": of the syndrome it is asked.
        chunk.used.update(labs)
        chunk.take("elevated", "abnormal")
        return None
    if chunk.cue("adequate") and not any(x.plain for x in chunk.lexemes):
        chunk.used.update(labs)
        chunk.take("adequate", "recency_test")
        return Administrative(topic="judgement")
    return _prolonged(chunk, labs) or _by_protocol(chunk, labs, context)


_VIRAL: Final = frozenset({"viral_load", "hiv_viral_load", "hbv_dna", "hcv_rna"})
"""Of these a line without a number asks how the virus is held down, in words of its own."""
_NAMING: Final = tuple(
    role for role in HEAD_CUES if role not in {"site", "judgement", "consent", "compliance"}
)
"""Cues with which a line is about more than a laboratory value."""
_COAGULATION: Final = frozenset({"prothrombin_time", "aptt", "inr"})


def _prolonged(chunk: Chunk, labs: list[int]) -> Criterion | None:
    """`Prolonged PT`, `abnormal LFTs`: above normal."""
    keys = {chunk.lexemes[place].keys("lab")[0] for place in labs}
    told = [i for i, x in enumerate(chunk.lexemes) if _is_above(x, keys)]
    if not keys <= _COAGULATION | _OF_ORGANS or not told or chunk.has("condition", "disease", "drug"):
        return None
    chunk.used.update((*labs, *told))
    return all_of(_beside_normal(chunk.lexemes[p].keys("lab")[0], above=True) for p in labs)


def _is_above(lexeme: Lexeme, keys: set[str]) -> bool:
    if lexeme.norm.startswith("prolong"):
        return keys <= _COAGULATION
    return keys <= _OF_ORGANS and (lexeme.norm == "abnormal" or lexeme.cue("elevated"))


_OF_ORGANS: Final = frozenset(
    {"transaminases", "ast", "alt", "alkaline_phosphatase", "bilirubin", "creatinine"}
)
"""Values of which only the high one is abnormal."""


def _by_protocol(chunk: Chunk, labs: list[int], context: Context) -> Detail | None:
    """`QT interval outside the range of the protocol`, `doubling of the count`: no limit that is printed."""
    named = chunk.has("condition", "disease", "drug", "drug_class", "procedure") or chunk.cue(*_NAMING)
    told = any(x.cue("detail") and chunk.lexemes[i + 1].has("lab") for i, x in enumerate(chunk.lexemes[:-1]))
    viral = any(not _VIRAL.isdisjoint(chunk.lexemes[place].keys("lab")) for place in labs)
    if named or not (chunk.cue("unrecorded") or told or viral):
        return None
    chunk.used.update(range(len(chunk.lexemes)))
    return Detail(text=context.verbatim(chunk.lexemes))


def _circulating(chunk: Chunk, labs: Sequence[int]) -> Criterion | None:
    """`No circulating blasts`: any share of blasts in the blood is meant, as there should be none."""
    told = chunk.negated or chunk.cue("positive")
    if not told or any(chunk.lexemes[i].keys("lab")[0] != "blood_blasts" for i in labs):
        return None
    if any(x.plain or x.value is not None or x.cue("detail", "modal") for x in chunk.lexemes):
        return None
    chunk.used.update(labs)
    return Measurement(lab="blood_blasts", interval=Interval(low=0, low_closed=False), unit="%")


def said_normal(chunk: Chunk, place: int) -> Measurement | None:
    """`ALT <= 2 x ULN, PT normal`: the lab at `place`, of which a word says that it is normal."""
    for number in range(place + 1, min(place + 3, len(chunk.lexemes))):
        lexeme = chunk.lexemes[number]
        if lexeme.has("lab") or isinstance(lexeme.value, Quantity):
            return None
        if lexeme.cue("normal"):
            chunk.used.update({place, number})
            return _beside_normal(chunk.lexemes[place].keys("lab")[0], above=False)
    return None


_HARMFUL_IF_LOW: Final = frozenset(
    {"lvef", "shortening_fraction", "dlco", "fev1", "fvc", "oxygen_saturation"}
)
"""Measures of function: normal is at least the lower limit. Of all others trials fear the high value."""


def _beside_normal(lab: str, above: bool) -> Measurement:
    if lab in _HARMFUL_IF_LOW and not above:
        return Measurement(lab=lab, interval=Interval(low=1), unit="xLLN")
    interval = Interval(low=1, low_closed=False) if above else Interval(high=1)
    return Measurement(lab=lab, interval=interval, unit="xULN")


def _normal(chunk: Chunk, labs: list[int]) -> Criterion | None:
    """`Creatinine normal`, `bilirubin above normal`: against the upper limit of normal."""
    if not labs or not chunk.cue("normal") or any(isinstance(x.value, Quantity) for x in chunk.lexemes):
        return None
    above = bool(chunk.take("more_than", "elevated"))
    found = [_beside_normal(chunk.lexemes[p].keys("lab")[0], above) for p in labs]
    chunk.used.update(labs)
    chunk.take("normal", "recency_test", "upper_limit")
    return all_of(found)
