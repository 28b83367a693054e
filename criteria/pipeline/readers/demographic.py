"""Age, sex and residence."""

from typing import Final

from criteria.nodes import Age, Criterion, Sex
from criteria.pipeline.chunk import Chunk
from criteria.pipeline.combine import all_of, any_of
from criteria.pipeline.context import Context
from criteria.pipeline.lexeme import Duration, Quantity
from criteria.quantity import DAYS_PER, Interval

_YEARS: Final = {"", "years", "year", "yrs", "yr", "y", "years old"}


def read_age(chunk: Chunk, context: Context) -> Criterion | None:
    """Age limits, in years; two of them bound one range where asked, and are alternatives where not."""
    aged = chunk.valued and (chunk.cue("age") or _of_people(chunk) or _is_age_alone(chunk))
    if not aged or _is_of_donor(chunk):
        return None
    found = [
        interval for place in range(len(chunk.lexemes)) if (interval := _age_at(chunk, place)) is not None
    ]
    if not found:
        return None
    chunk.take("age")
    ages = [Age(interval=interval) for interval in found]
    return any_of(ages) if context.excluding else all_of(ages)


def _is_of_donor(chunk: Chunk) -> bool:
    """`A donor aged 18 to 60`: the age asked is not the patient's."""
    if not chunk.cue("donor"):
        return False
    place = next(i for i, x in enumerate(chunk.lexemes) if x.cue("donor"))
    return not any(x.value is not None for x in chunk.lexemes[:place])


def _age_at(chunk: Chunk, place: int) -> Interval | None:
    """The limit at `place`, counted as understood."""
    value = chunk.lexemes[place].value
    interval = _years(value) if isinstance(value, Duration | Quantity) and place not in chunk.used else None
    if interval is not None and not _counts_therapy(chunk, place):
        chunk.used.add(place)
        return interval
    return None


def _counts_therapy(chunk: Chunk, place: int) -> bool:
    """`Over the age of 18 who have received up to 2 previous lines`: the 2 is no age."""
    return any(x.cue("lines", "cycles", "doses") for x in chunk.lexemes[place + 1 : place + 4])


def _of_people(chunk: Chunk) -> bool:
    """`Men or women >= 18 years`: years right after people are their age."""
    for place, lexeme in enumerate(chunk.lexemes if chunk.valued else ()):
        if isinstance(lexeme.value, Duration) and "year" in lexeme.norm:
            before = chunk.lexemes[max(0, place - 2) : place]
            after = chunk.lexemes[place + 1 : place + 2]
            aged = "of age" in lexeme.norm or "old" in lexeme.norm or any(x.cue("age") for x in after)
            return (
                aged
                or any(x.cue("people") for x in before)
                or all(x is lexeme or x.cue("filler") for x in chunk.lexemes)
            )
    return False


_OLD: Final = ("older", "over", "up", "younger", "under", "elder")


def _is_age_alone(chunk: Chunk) -> bool:
    """`18 and over`: nothing but a number, told as people are said to be old."""
    asked = [x for x in chunk.lexemes if x.norm not in {".", ",", ";"} and not x.cue("filler")]
    value = asked[0].value if len(asked) == 1 else None
    return isinstance(value, Quantity) and not value.unit and asked[0].norm.endswith(_OLD)


def _years(value: Duration | Quantity) -> Interval | None:
    if isinstance(value, Duration):
        return _scaled(value.interval, 1 / DAYS_PER["year"], value.bare)
    return _scaled(value.interval, 1.0, value.bare) if value.unit.lower() in _YEARS else None


def _scaled(interval: Interval, factor: float, bare: bool) -> Interval | None:
    low = None if interval.low is None else round(interval.low * factor, 4)
    high = None if interval.high is None else round(interval.high * factor, 4)
    if bare:
        # "Age 18 years" alone names the limit below which nobody is taken.
        return Interval(low=low)
    if low is not None and high is not None:
        # A stated range of ages counts whole years: up to 75 includes the year after the 75th birthday.
        return Interval(low=low, high=high + 1, high_closed=False)
    if high is not None and interval.high_closed:
        return Interval(high=high + 1, high_closed=False)
    return Interval(low=low, high=high, low_closed=interval.low_closed, high_closed=interval.high_closed)


def read_sex(chunk: Chunk) -> Criterion | None:
    """Women or men; both together ask nothing."""
    if not chunk.cue("female", "male"):
        return None
    female, male = chunk.take("female"), chunk.take("male")
    if bool(female) == bool(male):
        return None
    return Sex(sex="female" if female else "male")
