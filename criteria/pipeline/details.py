"""Words that only narrow what stands beside them: `first` remission, `frontline` therapy.

What they narrow is read without them, and they are kept verbatim for people to check.
"""

import re
from collections.abc import Sequence

from criteria.pipeline.lexeme import Duration, Lexeme, Quantity, any_kind
from criteria.quantity import Window

_ADJECTIVE = re.compile(r"[a-z]{3,}(?:al|ic|ive|ous|ary|oid)")
_DOSE = re.compile(r"(?:m?c?g|µg|gm|mg|iu|units?|cgy|gy|ug|mci)(?:\b|/)")
_GIVEN = ("drug", "drug_class", "procedure")
_EXTENT = re.compile(r"(?:%|percent|per cent|mm|cm|m?l|lit(?:er|re)s?|ms(?:ec)?|bpm|kg)(?:\b|$| )|%")
_NOUNS = ("condition", "condition_head", "disease", "drug", "drug_class", "procedure")


def are_details(lexemes: Sequence[Lexeme], places: Sequence[int]) -> bool:
    """Whether each of the lexemes at `places` narrows another: by the vocabulary, or as its adjective."""
    return all(
        lexemes[i].cue("detail", "unrecorded")
        or _is_dose(lexemes, i)
        or _is_adjective(lexemes, i)
        or _is_stretch(lexemes, i)
        or _is_extent(lexemes, i)
        for i in places
    )


def tells_extent(lexeme: Lexeme) -> bool:
    """Whether a size or a share: `6 cm or more`."""
    return isinstance(lexeme.value, Quantity) and _EXTENT.match(lexeme.value.unit.lower()) is not None


def _is_extent(lexemes: Sequence[Lexeme], place: int) -> bool:
    """Whether a size or a share of an illness: `ascites > 1 L`, `at least 25% involvement of the marrow`."""
    ill = any_kind(lexemes, "condition", "disease") and not any_kind(lexemes, *_GIVEN, "lab")
    return ill and tells_extent(lexemes[place])


def _is_stretch(lexemes: Sequence[Lexeme], place: int) -> bool:
    """Whether a stretch of time that says how long something held, or when it was looked at.

    Beside a therapy it says when that was given: not to be left for people to check.
    """
    return isinstance(lexemes[place].value, Duration | Window) and not any_kind(lexemes, *_GIVEN)


def _is_dose(lexemes: Sequence[Lexeme], place: int) -> bool:
    """Whether an amount of a drug named here: `cytarabine up to 200 mg/m2/day`."""
    value = lexemes[place].value
    amount = isinstance(value, Quantity) and _DOSE.match(value.unit.lower()) is not None
    return amount and any(x.has("drug", "drug_class") for x in lexemes)


def _is_adjective(lexemes: Sequence[Lexeme], place: int) -> bool:
    """Whether an unknown word has the ending of an adjective and stands before a noun we know."""
    if lexemes[place].readings or not _ADJECTIVE.fullmatch(lexemes[place].norm):
        return False
    following = (x for x in lexemes[place + 1 :] if not _ADJECTIVE.fullmatch(x.norm) or x.has(*_NOUNS))
    return next((x.has(*_NOUNS) for x in following), False)
