"""Laboratory limits, performance status and life expectancy."""

import re
from collections.abc import Sequence
from typing import Final

from criteria.errors import CriteriaError
from criteria.nodes import (
    Administrative,
    AllOf,
    Ambiguity,
    AnyOf,
    Criterion,
    Detail,
    LifeExpectancy,
    Measurement,
    Performance,
)
from criteria.pipeline.chunk import Chunk
from criteria.pipeline.combine import all_of, any_of, either_reading
from criteria.pipeline.context import Context
from criteria.pipeline.lexeme import Duration, Lexeme, Quantity
from criteria.pipeline.readers.misprints import is_too_low, without_unit
from criteria.pipeline.readers.told import read_words, said_normal
from criteria.pipeline.remarks import leaves
from criteria.quantity import Interval, Window
from criteria.units import bare_unit, canonical_unit, convert
from criteria.vocabulary.load import vocabulary

_SCALES: Final = ("ecog", "karnofsky", "lansky")


def read_performance(chunk: Chunk) -> Criterion | None:
    """Performance status on each scale that is named."""
    if not chunk.has("score") or chunk.cue("disallowed"):
        return None
    found: list[Criterion | None] = []
    for place, lexeme in enumerate(chunk.lexemes):
        scale = next((s for s in lexeme.keys("score") if s in _SCALES), None)
        value = _next_quantity(chunk, place) if scale else None
        if scale and value is not None:
            chunk.used.add(place)
            found.append(_performance(scale, value))
    # Two scales side by side are two names for one limit.
    return any_of(part for part in found if part is not None)


def names_scale_alone(chunk: Chunk) -> bool:
    """`Use Lansky for patients under 16 years`: which scale is used for whom, without a limit."""
    named = any(key in _SCALES for x in chunk.lexemes for key in x.keys("score"))
    limited = any(isinstance(x.value, Quantity) for x in chunk.lexemes)
    return named and chunk.valued and not limited and not chunk.has("disease", "lab", "condition", "risk")


_BEST: Final = 100
"""No scale goes further."""
_WORST: Final = 5
"""ECOG goes no further: a greater number is one of the scales in percent."""


def _performance(scale: str, value: Quantity) -> Performance | None:
    interval = value.interval
    if max(interval.low or 0, interval.high or 0) > _WORST and scale == "ecog":
        scale = "karnofsky"
    if value.bare and scale != "ecog":
        interval = Interval(low=interval.low)
    if max(interval.low or 0, interval.high or 0) > _BEST:
        return None
    return Performance.model_validate({"scale": scale, "interval": interval})


def _next_quantity(chunk: Chunk, place: int) -> Quantity | None:
    for number in [*range(place + 1, len(chunk.lexemes)), *range(place - 1, -1, -1)]:
        value = chunk.lexemes[number].value
        if isinstance(value, Quantity) and number not in chunk.used:
            chunk.used.add(number)
            return value
    return None


def read_life_expectancy(chunk: Chunk) -> Criterion | None:
    """Life expectancy, in days; what limits it, where no time is told, is for the site to judge."""
    if not chunk.cue("life_expectancy"):
        return None
    if not chunk.valued and any(x.norm in {"limited", "severely limited"} for x in chunk.lexemes):
        chunk.used.update(range(len(chunk.lexemes)))
        return Administrative(topic="judgement")
    for lexeme in [*chunk.values(Duration), *chunk.values(Window)]:
        chunk.take("life_expectancy", "age", "year", "month", "week")
        return LifeExpectancy(interval=_survival(lexeme))
    return None


def _survival(lexeme: Lexeme) -> Interval:
    if isinstance(lexeme.value, Duration):
        return Interval(low=lexeme.value.interval.low) if lexeme.value.bare else lexeme.value.interval
    days = lexeme.value.min_days or lexeme.value.max_days if isinstance(lexeme.value, Window) else None
    return Interval(low=days)


def read_measurements(chunk: Chunk, context: Context) -> Criterion | None:
    """Every laboratory limit of the chunk: each lab with the number that follows it.

    Limits that follow each other without a word between are alternatives where they exclude.
    """
    if not chunk.has("lab"):
        return None
    labs = [i for i, x in enumerate(chunk.lexemes) if x.has("lab") and i not in chunk.used]
    found: list[Criterion] = []
    for place in labs:
        stated = _limit(chunk, place)
        if stated is not None:
            quantity, end = stated
            keys = chunk.lexemes[place].keys("lab")
            limit = _measurement(keys[0], quantity, chunk)
            if limit is not None:
                chunk.used.add(place)
                found.append(
                    _doubted(_restated(limit, chunk.lexemes[end : end + 1], context), chunk, context)
                )
            elif (open_limit := _undecided(keys[0], quantity, chunk, place, context)) is not None:
                chunk.used.add(place)
                found.append(open_limit)
        elif found and (beside := said_normal(chunk, place)) is not None:
            found.append(beside)
    if not found:
        return read_words(chunk, labs, context)
    limited = {leaf.lab for criterion in found for leaf in leaves(criterion) if isinstance(leaf, Measurement)}
    chunk.used.update(place for place in labs if chunk.lexemes[place].keys("lab")[0] in limited)
    chunk.take("recency_test", "untransfused", "adequate")
    if not chunk.has("drug", "drug_class", "procedure", "condition") and not chunk.cue("transfusion"):
        chunk.window()
    return any_of(found) if context.excluding else all_of(found)


def _doubted(limit: Criterion, chunk: Chunk, context: Context) -> Criterion:
    """`Creatinine < 1.5 mg/dL` among the exclusions: a slip of the pen, as it would keep out the healthy."""
    if not context.excluding or not isinstance(limit, Measurement) or limit.lab not in _HEALTHY_WHEN_LOW:
        return limit
    if limit.interval.low is not None or context.sparing or chunk.negated:
        return limit
    return AllOf(children=(limit, Ambiguity(text="more than or less than")))


_HEALTHY_WHEN_LOW: Final = frozenset({"creatinine", "bilirubin", "ast", "alt", "transaminases"})


def _undecided(
    lab: str, quantity: Quantity, chunk: Chunk, place: int, context: Context
) -> Ambiguity | Detail | None:
    """A limit that no result decides: `neutrophils 1,500`, `clearance at least 50%` of what is normal."""
    if not quantity.unit and chunk.cue("times"):
        return None
    number = next(i for i, x in enumerate(chunk.lexemes) if i in chunk.used and _states(x, quantity))
    words = context.verbatim(chunk.lexemes[min(place, number) : max(place, number) + 1])
    relative = quantity.unit.lstrip().startswith("%") and canonical_unit(lab) != "%"
    if relative or quantity.unit == "percentile":
        return Detail(text=words)
    between = chunk.lexemes[min(place, number) + 1 : max(place, number)]
    exact = quantity.bare and quantity.interval.low != 0 and not any(x.plain for x in between)
    if exact and _is_amount(quantity) and measurement(lab, quantity) is not None:
        return Ambiguity(text=f"at least or at most: {words}")
    return None


def _states(lexeme: Lexeme, quantity: Quantity) -> bool:
    return isinstance(lexeme.value, Quantity) and lexeme.value.interval.low == quantity.interval.low


def _is_amount(quantity: Quantity) -> bool:
    """Whether a number alone can be an amount: `group 2`, `CR 1` count something else."""
    number = quantity.interval.low or 0.0
    return bool(quantity.unit) or not number.is_integer() or number >= _LEAST_BARE


_LEAST_BARE: Final = 20
"""Whole numbers below it, without a unit, are more often a number of something than an amount."""


def _limit(chunk: Chunk, place: int) -> tuple[Quantity, int] | None:
    """The number that belongs to the lab at `place`, the next or else the one just before, and its end."""
    for number in range(place + 1, len(chunk.lexemes)):
        lexeme = chunk.lexemes[number]
        if isinstance(lexeme.value, Quantity) and number not in chunk.used:
            chunk.used.add(number)
            bounded = _bounded(chunk, number, lexeme.value)
            return bounded, number + 1 + (bounded is not lexeme.value)
        if lexeme.has("lab") and lexeme.keys("lab") != chunk.lexemes[place].keys("lab"):
            break
    for number in range(place - 1, -1, -1):
        lexeme = chunk.lexemes[number]
        if isinstance(lexeme.value, Quantity) and number not in chunk.used:
            chunk.used.add(number)
            return lexeme.value, place + 1
    return None


def measurement(lab: str, quantity: Quantity) -> Measurement | None:
    """A limit on one lab, None where the number cannot be one of this lab."""
    unit, interval = quantity.unit, quantity.interval
    if unit in {"xULN", "xLLN"}:
        return Measurement(lab=lab, interval=interval, unit=unit)
    converted = _canonical(lab, quantity)
    if converted is None or is_too_low(lab, converted):
        meant = without_unit(lab, quantity)
        converted = None if meant is None else _canonical(lab, meant)
    return None if converted is None else Measurement(lab=lab, interval=converted, unit=canonical_unit(lab))


def _bounded(chunk: Chunk, place: int, first: Quantity) -> Quantity:
    """`>= 5% and < 20%`: a second number that bounds the other side of the same lab."""
    if place + 1 >= len(chunk.lexemes):
        return first
    second = chunk.lexemes[place + 1].value
    if not isinstance(second, Quantity) or (second.unit or first.unit) != (first.unit or second.unit):
        return first
    low, high = sorted((first, second), key=lambda q: q.interval.low is None)
    if (
        low.interval.high is not None
        or high.interval.low is not None
        or low.interval.low is None
        or high.interval.high is None
    ):
        return first
    if low.interval.low > high.interval.high:
        return first
    chunk.used.add(place + 1)
    interval = Interval(
        low=low.interval.low,
        high=high.interval.high,
        low_closed=low.interval.low_closed,
        high_closed=high.interval.high_closed,
    )
    return Quantity(interval=interval, unit=first.unit or second.unit)


def _measurement(lab: str, quantity: Quantity, chunk: Chunk) -> Measurement | None:
    window = next((x.value for x in chunk.lexemes if isinstance(x.value, Window)), None)
    if not quantity.unit and chunk.cue("times"):
        # "< 2 times ..." of something that was not understood is no number of units.
        return None
    if quantity.bare and quantity.unit not in {"xULN", "xLLN"} and quantity.interval.low != 0:
        # "Neutrophils 1,500": at least or at most is not said.
        return None
    if quantity.unit not in {"xULN", "xLLN"} and any(map(_adds_to_normal, chunk.lexemes)):
        # "At most 0.3 mg/dL above ULN": that much more than normal, no amount by itself.
        return None
    limit = measurement(lab, quantity) or measurement(_COUNTED.get(lab, lab), quantity)
    if limit is None:
        return None
    return limit.model_copy(update={"window": window, "untransfused": chunk.cue("untransfused")})


def _adds_to_normal(lexeme: Lexeme) -> bool:
    return lexeme.cue("upper_limit") and lexeme.norm.startswith("above")


_COUNTED: Final = {"blasts": "blood_blast_count", "blood_blasts": "blood_blast_count"}
"""Shares of cells that, given per volume, are a count in the blood."""


def _canonical(lab: str, quantity: Quantity) -> Interval | None:
    """The limit in the canonical unit of the lab, None where it cannot be one of this lab."""
    interval = quantity.interval
    try:
        bounds = [_in_unit(bound, quantity.unit, lab) for bound in (interval.low, interval.high)]
    except CriteriaError:
        return None
    low, high = bounds
    if (low is None and high is None) or not all(_plausible(lab, bound) for bound in bounds):
        return None
    if _cross(low, high):
        # "30 to 50" without a unit, of which each number suits another one.
        return None
    return interval.model_copy(update={"low": low, "high": high})


def _cross(low: float | None, high: float | None) -> bool:
    return low is not None and high is not None and low > high


def _plausible(lab: str, bound: float | None) -> bool:
    """Whether a limit can be one of this lab; "200 IU/mL" of a transaminase is a slip of the pen."""
    attributes = vocabulary().concept("lab", lab).attributes
    return bound is None or not attributes["high"] or bound <= float(attributes["high"])


def _in_unit(bound: float | None, unit: str, lab: str) -> float | None:
    if bound is None:
        return None
    spelled = unit or bare_unit(bound, lab) or canonical_unit(lab)
    if lab in _CLEARANCES:
        spelled = _SURFACE.sub("", spelled) + _CLEARANCES[lab]
    return convert(bound, spelled, lab)


_SURFACE: Final = re.compile(r"\s*(?:/|per)\s*(?:1\.73|24).*$")
_CLEARANCES: Final = {"creatinine_clearance": "", "egfr": "/1.73m2"}
"""Trials print one limit on clearance with "per 1.73 m2", "per 24 hour urine" and without: the number is what
they mean."""


def restates(lexeme: Lexeme) -> bool:
    """Whether a bracket holds a number and nothing else that is asked: the limit again, in another unit."""
    return any(isinstance(x.value, Quantity) for x in lexeme.inner) and not any(
        x.readings for x in lexeme.inner
    )


def _restated(limit: Measurement, following: Sequence[Lexeme], context: Context) -> Criterion:
    """`< 50,000/uL (50 x 10^9/L)`: the same limit again; where the two differ, both readings stand."""
    bracket = next((x for x in following if restates(x)), None)
    if bracket is None:
        return limit
    again = next(x.value for x in bracket.inner if isinstance(x.value, Quantity))
    number = again.interval.low if again.interval.low is not None else again.interval.high
    second = measurement(limit.lab, Quantity(interval=Interval(low=number), unit=again.unit))
    doubt = AllOf(children=(limit, Ambiguity(text="a second limit is printed")))
    if second is None or second.interval.low is None or len(bracket.inner) > 1:
        return doubt if context.excluding else limit
    side = "low" if limit.interval.low is not None else "high"
    interval = limit.interval.model_copy(update={side: second.interval.low})
    other = limit.model_copy(update={"interval": interval})
    if _cross(interval.low, interval.high):
        return doubt if context.excluding else limit
    if other == limit:
        return limit
    return either_reading(
        AllOf(children=(limit, other)), AnyOf(children=(limit, other)), "two limits are printed"
    )
