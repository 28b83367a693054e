"""How many cycles, lines or doses of a therapy were given."""

from typing import Final

from criteria.pipeline.chunk import Chunk
from criteria.pipeline.lexeme import Quantity
from criteria.quantity import Interval

COUNTS: Final = {"cycles": "cycles", "lines": "lines", "doses": "doses"}


def count(chunk: Chunk) -> dict[str, object]:
    """The limits on how many cycles, lines or doses there were, where the chunk counts them."""
    for role, counted in COUNTS.items() if chunk.cue(*COUNTS) else ():
        for place, lexeme in enumerate(chunk.lexemes):
            quantity = _number_before(chunk, place) if lexeme.cue(role) else None
            if quantity is not None:
                chunk.take(role)
                return _counted(quantity, counted)
    chunk.take(*COUNTS)
    return _counted_by_name(chunk)


def _counted(quantity: Quantity, of: str) -> dict[str, object]:
    interval = Interval(low=quantity.interval.low) if quantity.bare else quantity.interval
    return {"count": interval, "count_of": of}


_COUNTED_NOUNS: Final = {
    **dict.fromkeys(("regimen", "therapy", "treatment"), "lines"),
    **dict.fromkeys(("agent", "drug"), "drugs"),
    **dict.fromkeys(("course", "cycle"), "cycles"),
}
"""What is counted where the name of the therapy ends in it: `3 prior chemotherapy regimens`."""


def _counted_by_name(chunk: Chunk) -> dict[str, object]:
    for place, lexeme in enumerate(chunk.lexemes):
        if not lexeme.has("drug", "drug_class") or not chunk.valued:
            continue
        counted = _COUNTED_NOUNS.get(lexeme.norm.split()[-1])
        number = place_before(chunk, place) if counted else None
        if counted and number is not None and not _is_day(chunk, number):
            return _counted(_quantity(chunk, number), counted)
    return {}


def _is_day(chunk: Chunk, number: int) -> bool:
    """`Day 8 of induction therapy`: a bare number counts only right before what it counts."""
    value = chunk.lexemes[number].value
    bare = isinstance(value, Quantity) and value.bare
    behind = chunk.lexemes[number + 1 : number + 2]
    return bare and any(x.norm in {"of", "-"} for x in (*behind, *chunk.lexemes[max(0, number - 1) : number]))


def _quantity(chunk: Chunk, number: int) -> Quantity:
    value = chunk.lexemes[number].value
    assert isinstance(value, Quantity)
    chunk.used.add(number)
    return value


def _number_before(chunk: Chunk, place: int) -> Quantity | None:
    number = place_before(chunk, place)
    return None if number is None else _quantity(chunk, number)


def place_before(chunk: Chunk, place: int) -> int | None:
    """Where the number stands that counts what is at `place`."""
    for number in range(place - 1, max(-1, place - 5), -1):
        value = chunk.lexemes[number].value
        if not isinstance(value, Quantity) or value.unit not in {"", "cycles", "doses"}:
            continue
        if number not in chunk.used and _is_small(value) and not _is_label(chunk, number):
            return number
    return None


_MOST: Final = 40
"""More cycles, lines or doses than any trial counts; a larger number is that of a protocol."""


def _is_small(value: Quantity) -> bool:
    return max(value.interval.low or 0, value.interval.high or 0) <= _MOST


def _is_label(chunk: Chunk, number: int) -> bool:
    """`Regimen 4`: a number behind the word is a name."""
    return number > 0 and chunk.lexemes[number - 1].cue("lines")
