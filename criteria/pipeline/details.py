"""Words that only narrow what stands beside them: `first` remission, `frontline` therapy.

What they narrow is read without them, and they are kept verbatim for people to check.
"""

import re
from collections.abc import Sequence

from criteria.pipeline.lexeme import Lexeme, Quantity

_ADJECTIVE = re.compile(r"[a-z]{3,}(?:al|ic|ive|ous|ary|oid)")
_DOSE = re.compile(r"(?:m?c?g|µg|gm|gram|milligram|mg|iu|units?|usp|cgy|gy|ug|mci)s?(?:\b|/)")
_TREATMENTS = ("drug", "drug_class", "procedure")
_NOUNS = ("condition", "condition_head", "disease", "drug", "drug_class", "procedure")


def are_details(lexemes: Sequence[Lexeme], places: Sequence[int]) -> bool:
    """Whether each of the lexemes at `places` narrows another: by the vocabulary, or as its adjective."""
    return all(
        lexemes[i].cue("detail", "unrecorded")
        or _is_dose(lexemes, i)
        or _is_protocol(lexemes, i)
        or _is_adjective(lexemes, i)
        for i in places
    )


_GROUPS = frozenset({"ccg", "calgb", "mskcc", "hovon", "swog", "eortc", "ebmt", "ecog protocol", "pog", "cog",
                     "mrc", "gimema", "bmt ctn", "fhcrc"})  # fmt: skip


def _is_protocol(lexemes: Sequence[Lexeme], place: int) -> bool:
    """Whether the number of a protocol: `CCG 2961`."""
    value = lexemes[place].value
    bare = isinstance(value, Quantity) and value.bare
    return bare and any(x.norm in _GROUPS for x in lexemes[max(0, place - 2) : place])


def _is_dose(lexemes: Sequence[Lexeme], place: int) -> bool:
    """Whether an amount of a treatment named here: `cytarabine up to 200 mg/m2/day`, `radiation > 20 Gy`."""
    if _is_percent(lexemes[place]):
        # "Radiation to more than 25% of the marrow": how much of the body it reached.
        return any("radiotherapy" in x.keys("procedure") for x in lexemes)
    return is_amount(lexemes[place]) and any(x.has(*_TREATMENTS) for x in lexemes)


def _is_percent(lexeme: Lexeme) -> bool:
    return isinstance(lexeme.value, Quantity) and lexeme.value.unit == "%"


def is_amount(lexeme: Lexeme) -> bool:
    """Whether a number in a unit in which drugs and rays are dosed."""
    return isinstance(lexeme.value, Quantity) and _DOSE.match(lexeme.value.unit.lower()) is not None


def tells_dose(lexemes: Sequence[Lexeme]) -> bool:
    """Whether words in brackets only say how much of a treatment is meant: `(at least 0.5 g/m2, 4 doses)`."""
    return any(map(is_amount, lexemes)) and all(
        x.value is not None or x.cue(*_OF_DOSES) or len(x.norm) < _SHORTEST or x.norm in _DAILY
        for x in lexemes
    )


_OF_DOSES = ("filler", "per", "doses", "cycles", "times", "and", "or", "day", "detail", "either")
_DAILY = frozenset({"daily", "weekly", "cumulative", "total", "maximum", "equivalent"})
_SHORTEST = 3
"""Letters below which what is left of a unit stands for nothing by itself."""


def _is_adjective(lexemes: Sequence[Lexeme], place: int) -> bool:
    """Whether an unknown word has the ending of an adjective and stands before a noun we know."""
    if lexemes[place].readings or not _ADJECTIVE.fullmatch(lexemes[place].norm):
        return False
    following = (x for x in lexemes[place + 1 :] if not _ADJECTIVE.fullmatch(x.norm) or x.has(*_NOUNS))
    return next((x.has(*_NOUNS) for x in following), False)
