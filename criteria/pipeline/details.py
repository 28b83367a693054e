"""Words that only narrow what stands beside them: `first` remission, `frontline` therapy.

What they narrow is read without them, and they are kept verbatim for people to check.
"""

import re
from collections.abc import Sequence

from criteria.pipeline.lexeme import Lexeme, Quantity

_ADJECTIVE = re.compile(r"[a-z]{3,}(?:al|ic|ive|ous|ary|oid|able|ible|ant|ent|ar|ed|less|like)")
_ADVERB = re.compile(
    r"(?!family|anomaly|supply|reply|assembly|only|unlikely|likely|hardly|rarely|scarcely|barely)[a-z]{3,}ly"
)
"""Not those that deny or limit, nor the few nouns with this ending."""
_DOSE = re.compile(r"(?:m?c?g|µg|gm|mg|iu|units?|cgy|gy|ug|mci)(?:\b|/)")
_FEVERS = ((35.0, 43.0), (95.0, 110.0))
"""Temperatures of a fever in Celsius and in Fahrenheit."""
_NOUNS = ("condition", "condition_head", "disease", "drug", "drug_class", "procedure")


def are_details(lexemes: Sequence[Lexeme], places: Sequence[int]) -> bool:
    """Whether each of the lexemes at `places` narrows another: by the vocabulary, or as its adjective."""
    return all(
        lexemes[i].cue("detail", "unrecorded")
        or _is_dose(lexemes, i)
        or _is_adjective(lexemes, i)
        or _is_qualifying_noun(lexemes, i)
        or _is_temperature(lexemes, i)
        or _is_extent(lexemes, i)
        for i in places
    )


def _is_dose(lexemes: Sequence[Lexeme], place: int) -> bool:
    """Whether an amount of a drug named here: `cytarabine up to 200 mg/m2/day`."""
    value = lexemes[place].value
    amount = isinstance(value, Quantity) and _DOSE.match(value.unit.lower()) is not None
    return amount and any(x.has("drug", "drug_class") for x in lexemes)


def _is_extent(lexemes: Sequence[Lexeme], place: int) -> bool:
    """Whether an amount says how far an illness goes: `effusion above 1 litre`, `rate below 50 bpm`."""
    value = lexemes[place].value
    sized = isinstance(value, Quantity) and value.unit.lower() in _SIZES
    ill = any(x.has("condition") for x in lexemes[:place])
    return sized and ill and not any(x.has("lab", "drug", "drug_class", "procedure") for x in lexemes)


def extends(words: Sequence[Lexeme]) -> bool:
    """Whether a bracket behind an illness holds only an amount: `QT prolongation (> 450 msec)`."""
    values = [x.value for x in words if x.value is not None]
    amount = values[0] if len(values) == 1 else None
    plain = all(x.value is not None or x.cue("filler", "female", "male", "or", "and") for x in words)
    return plain and isinstance(amount, Quantity) and amount.unit.lower() in _SIZES


_SIZES = frozenset(
    {"cm", "mm", "ml", "l", "liter", "litre", "bpm", "/min", "ms", "msec", "mmhg", "mm hg", "%", "cm2", "kg"}
)
"""Units of how big, how fast or how high an illness is, as printed."""


def _is_qualifying_noun(lexemes: Sequence[Lexeme], place: int) -> bool:
    """Whether an unknown word stands right before an illness: `graft rejection`, `organizing pneumonitis`."""
    word, following = lexemes[place], lexemes[place + 1 : place + 2]
    if word.readings or word.value is not None or not _WORD.fullmatch(word.norm) or word.norm in _TURNING:
        return False
    if not following or not following[0].has("condition", "disease"):
        return False
    return not word.norm.endswith("ing") or not any(x.heads for x in lexemes[:place])


_WORD = re.compile(r"[a-z]{5,}")
_TURNING = frozenset(
    {"family", "familial", "donor", "mother", "maternal", "sibling", "relative", "minus", "versus", "prevent"}
    | {"prevention", "factor", "suspicion", "without", "unlikely", "possibility", "develop", "avoid", "cause"}
)
"""Words before an illness with which it is somebody else's, or not there."""


def _is_temperature(lexemes: Sequence[Lexeme], place: int) -> bool:
    """Whether a number says how high a fever is: `fever above 38.5 C`."""
    value = lexemes[place].value
    if not isinstance(value, Quantity) or not any("fever" in x.keys("condition") for x in lexemes):
        return False
    limit = value.interval.low if value.interval.low is not None else value.interval.high
    return limit is not None and any(low <= limit <= high for low, high in _FEVERS)


def _is_adjective(lexemes: Sequence[Lexeme], place: int) -> bool:
    """Whether an unknown word is an adverb, or has the ending of an adjective and stands before a noun."""
    if lexemes[place].readings:
        return False
    if _ADVERB.fullmatch(lexemes[place].norm):
        return True
    if not _ADJECTIVE.fullmatch(lexemes[place].norm):
        return False
    following = (x for x in lexemes[place + 1 :] if not _ADJECTIVE.fullmatch(x.norm) or x.has(*_NOUNS))
    return next((x.has(*_NOUNS) for x in following), False)
