"""Words that only narrow what stands beside them: `first` remission, `frontline` therapy.

What they narrow is read without them, and they are kept verbatim for people to check.
"""

import re
from collections.abc import Sequence
from typing import Final

from criteria.pipeline.lexeme import Duration, Lexeme, Quantity, any_kind
from criteria.quantity import Window

_ADJECTIVE: Final = re.compile(r"[a-z]{3,}(?:al|ic|ive|ous|ary|oid|able|ible|ant|ent|ar|ed|less|like)")
_ADVERB: Final = re.compile(
    r"(?!family|anomaly|supply|reply|assembly|only|unlikely|likely|hardly|rarely|scarcely|barely)[a-z]{3,}ly"
)
"""Not those that deny or limit, nor the few nouns with this ending."""
_DOSE: Final = re.compile(r"(?:m?c?g|µg|gm|gram|milligram|mg|iu|units?|usp|cgy|gy|ug|mci)s?(?:\b|/)")
_FEVERS: Final = ((35.0, 43.0), (95.0, 110.0))
"""Temperatures of a fever in Celsius and in Fahrenheit."""
_GIVEN: Final = ("drug", "drug_class", "procedure")
_SIZE: Final = re.compile(r"(?:%|percent|per cent|mm|cm|m?l|lit(?:er|re)s?|ms(?:ec)?|bpm|kg)(?:\b|$| )|%")
_NOUNS: Final = ("condition", "condition_head", "disease", "drug", "drug_class", "procedure")


def are_details(lexemes: Sequence[Lexeme], places: Sequence[int]) -> bool:
    """Whether each of the lexemes at `places` narrows another: by the vocabulary, or as its adjective."""
    return all(
        lexemes[i].cue("detail", "unrecorded")
        or _is_dose(lexemes, i)
        or _is_protocol(lexemes, i)
        or _is_adjective(lexemes, i)
        or _is_qualifying_noun(lexemes, i)
        or _is_temperature(lexemes, i)
        or _is_stage(lexemes, i)
        or _is_of_course(lexemes, i)
        or _counts_other(lexemes, i)
        or _is_extent(lexemes, i)
        or _is_stretch(lexemes, i)
        or _is_size(lexemes, i)
        for i in places
    )


_GROUPS: Final = frozenset({"ccg", "calgb", "mskcc", "hovon", "swog", "eortc", "ebmt", "ecog protocol",
                            "pog", "cog", "mrc", "gimema", "bmt ctn", "fhcrc"})  # fmt: skip


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
    return is_amount(lexemes[place]) and any(x.has(*_GIVEN) for x in lexemes)


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


_OF_DOSES: Final = ("filler", "per", "doses", "cycles", "times", "and", "or", "day", "detail", "either")
_DAILY: Final = frozenset({"daily", "weekly", "cumulative", "total", "maximum", "equivalent"})
_SHORTEST: Final = 3
"""Letters below which what is left of a unit stands for nothing by itself."""


def narrow_themselves(lexemes: Sequence[Lexeme], places: Sequence[int]) -> bool:
    """Whether a stretch that names nothing tells what it narrows: `stage II-IV`, `CR of 6 months`."""
    return all(_is_stage(lexemes, i) or _is_of_course(lexemes, i) for i in places)


def counted(lexemes: Sequence[Lexeme], places: list[int]) -> list[int]:
    """The places of a detail, with what a number at their edge counts: `stage IV`, `CR #2`, `1st`."""
    first, last = places[0], places[-1]
    if lexemes[last].value is not None and last + 1 < len(lexemes) and lexemes[last + 1].norm in _ORDINAL:
        return [*places, last + 1]
    before = lexemes[first - 1] if first else None
    if before is None or lexemes[first].value is None:
        return places
    return [first - 1, *places] if before.norm == "#" or before.cue("grade", *_COURSES) else places


_ORDINAL: Final = frozenset({"st", "nd", "rd", "th"})


def tells_size(lexeme: Lexeme) -> bool:
    """Whether a size or a share: `6 cm or more`."""
    return isinstance(lexeme.value, Quantity) and _SIZE.match(lexeme.value.unit.lower()) is not None


def _is_size(lexemes: Sequence[Lexeme], place: int) -> bool:
    """Whether the size of an illness: `ascites > 1 L`, `plasmacytosis of at least 30%`."""
    ill = any_kind(lexemes, "condition", "disease") and not any_kind(lexemes, *_GIVEN, "lab")
    return ill and tells_size(lexemes[place])


def _is_stretch(lexemes: Sequence[Lexeme], place: int) -> bool:
    """Whether a stretch of time that says how long something held, or when it was looked at.

    Beside a therapy it says when that was given: not to be left for people to check.
    """
    return isinstance(lexemes[place].value, Duration | Window) and not any_kind(lexemes, *_GIVEN)


def _is_stage(lexemes: Sequence[Lexeme], place: int) -> bool:
    """Whether the stage of a disease: `stage II-IV lymphoma`."""
    before = [x.norm for x in lexemes[max(0, place - 3) : place]]
    return isinstance(lexemes[place].value, Quantity) and any("stage" in norm for norm in before)


def _is_of_course(lexemes: Sequence[Lexeme], place: int) -> bool:
    """Whether it counts a remission or says how long it lasted: `CR #2`, `remission of at least 6 months`."""
    value = lexemes[place].value
    if any(x.has("lab", "score", "condition") for x in lexemes):
        return False
    if isinstance(value, Duration | Window):
        treated = any(x.has("drug", "drug_class", "procedure") for x in lexemes)
        return not treated and any(x.cue(*_COURSES, "response") for x in lexemes)
    near = lexemes[max(0, place - 2) : place + 3]
    return isinstance(value, Quantity) and not value.unit and any(x.cue(*_COURSES) for x in near)


_COURSES: Final = ("disease_free", "relapsed")


def _counts_other(lexemes: Sequence[Lexeme], place: int) -> bool:
    """Whether it counts what no patient file holds, or is an ordinal: `1 prognostic factor`, `2nd phase`."""
    value, following = lexemes[place].value, lexemes[place + 1 : place + 2]
    counts = isinstance(value, Quantity) and not value.unit
    return counts and any(x.cue("unrecorded") or x.norm in _ORDINAL for x in following)


def _is_extent(lexemes: Sequence[Lexeme], place: int) -> bool:
    """Whether a share of the marrow that a disease or a therapy reaches: `radiotherapy to 25% of marrow`."""
    value = lexemes[place].value
    if not isinstance(value, Quantity) or value.unit != "%" or any(x.has("lab") for x in lexemes):
        return False
    reaches = any(x.has("disease", "procedure") for x in lexemes)
    named = any("marrow" in x.norm and not x.head for x in lexemes[place:])
    return reaches and (named or lexemes[place - 1].has("disease"))


def extends(words: Sequence[Lexeme]) -> bool:
    """Whether a bracket behind an illness holds only an amount: `QT prolongation (> 450 msec)`."""
    amounts = [x for x in words if x.value is not None]
    plain = all(x.value is not None or x.cue("filler", "female", "male", "or", "and") for x in words)
    return plain and len(amounts) == 1 and tells_size(amounts[0])


def _is_qualifying_noun(lexemes: Sequence[Lexeme], place: int) -> bool:
    """Whether an unknown word stands right before an illness: `graft rejection`, `organizing pneumonitis`."""
    word, following = lexemes[place], lexemes[place + 1 : place + 2]
    if word.readings or word.value is not None or not _WORD.fullmatch(word.norm) or word.norm in _TURNING:
        return False
    if not following or not following[0].has("condition", "disease"):
        return False
    return not word.norm.endswith("ing") or not any(x.heads for x in lexemes[:place])


_WORD: Final = re.compile(r"[a-z]{5,}")
_TURNING: Final = frozenset(
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
