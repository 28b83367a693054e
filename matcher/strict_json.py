"""Reads a JSON file that a person or another system wrote, and refuses what only looks like one.

Home to the dangers of the form: size, depth, encoding, a key given twice, numbers that are none. Knows
nothing of patients. Messages name the file and the place, never a value.
"""

import json
import math
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NoReturn

from matcher.errors import BadInput
from matcher.sealed import opened

MAX_BYTES = 10_000_000
MAX_DEPTH = 32

Place = tuple[str | int, ...]


def read_strict_json(path: Path) -> Any:
    """The JSON value in the file, finite and with every key given once.

    Raises BadInput, with one sentence, if the file cannot be read or is anything else.
    """
    return _sound(str(path), _text(path))


def parse_strict_json(content: bytes, source: str) -> Any:
    """The JSON value that came by another way than a file; `source` is the name for messages.

    Raises BadInput as `read_strict_json` does.
    """
    if len(content) > MAX_BYTES:
        raise BadInput(f"{source}: is larger than {MAX_BYTES:,} bytes; send one patient at a time")
    try:
        return _sound(source, content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadInput(f"{source}: byte {error.start} is not UTF-8; send it as UTF-8") from None


def _sound(source: str, text: str) -> Any:
    value, doubtful = _parsed(source, text)
    for place, fault in _faults(value, ()) if doubtful or "\\u" in text or _is_deep(value) else ():
        raise BadInput(f"{source}: {json_path(place)}: {fault}")
    return value


def json_path(place: Place) -> str:
    """`("observations", 3, "unit")` as `$.observations[3].unit`."""
    return "$" + "".join(map(_step, place))


def _step(step: str | int) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    return f".{step}" if step.isidentifier() and step.isascii() else f"[{json.dumps(step[:60])}]"


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise BadInput(f"{path}: cannot be read ({_why(error)}); give the path of a readable file") from None
    if len(content) > MAX_BYTES:
        raise BadInput(f"{path}: is larger than {MAX_BYTES:,} bytes; write one file a patient")
    try:
        return opened(content, path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"{path}: byte {error.start} is not UTF-8; save the file as UTF-8") from None


def _why(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()


class _Repeated(dict[str, Any]):
    """An object of which one key was given twice."""

    key: str


class _NoNumber:
    """A word such as NaN where a number should stand."""


class _Reader(json.JSONDecoder):
    """Notes whether anything was met that has to be looked for in the whole: nearly no file has it."""

    def __init__(self) -> None:
        self.doubtful = False
        super().__init__(object_pairs_hook=self._object, parse_constant=self._no_number,
                         parse_float=self._float, parse_int=self._integer)  # fmt: skip

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) == len(pairs):
            return found
        self.doubtful = True
        return _repeated(pairs)

    def _no_number(self, _: str) -> _NoNumber:
        self.doubtful = True
        return _NoNumber()

    def _float(self, digits: str) -> float:
        number = float(digits)
        self.doubtful = self.doubtful or math.isinf(number)
        return number

    def _integer(self, digits: str) -> int | float:
        """Python refuses thousands of digits; such a number is beyond every limit anyway."""
        return int(digits) if len(digits) < 300 else self._float("inf")


def _repeated(pairs: list[tuple[str, Any]]) -> _Repeated:
    repeated, seen = _Repeated(pairs), set[str]()
    for key, _ in pairs:
        if key in seen:
            repeated.key = key
            return repeated
        seen.add(key)
    raise AssertionError("fewer keys than pairs, but none twice")


def _parsed(source: str, text: str) -> tuple[Any, bool]:
    """The value, and whether it may hold what no value may."""
    reader = _Reader()
    try:
        return reader.decode(text), reader.doubtful
    except json.JSONDecodeError as error:
        raise BadInput(
            f"{source}: is not JSON at line {error.lineno}, column {error.colno} ({error.msg.lower()}); "
            "mend the file there"
        ) from None
    except RecursionError:
        _too_deep(source)


def _too_deep(source: str) -> NoReturn:
    raise BadInput(f"{source}: is nested deeper than {MAX_DEPTH} levels; write it as the contract shows")


def _is_deep(value: Any) -> bool:
    """Whether it is nested deeper than allowed, told level by level."""
    level = [value]
    for _ in range(MAX_DEPTH + 1):
        level = [child for one in level for child in _children(one) if isinstance(child, dict | list)]
        if not level:
            return False
    return True


def _children(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _faults(value: Any, place: Place) -> Iterator[tuple[Place, str]]:
    if len(place) > MAX_DEPTH:
        yield place[:3], f"is nested deeper than {MAX_DEPTH} levels; write it as the contract shows"
    elif isinstance(value, dict):
        yield from _object_faults(value, place)
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from _faults(child, (*place, index))
    elif fault := next((fault for wrong, fault in _SCALAR_FAULTS if wrong(value)), None):
        yield place, fault


def _object_faults(value: dict[str, Any], place: Place) -> Iterator[tuple[Place, str]]:
    if isinstance(value, _Repeated):
        yield (*place, value.key), "is given twice; keep one of the two"
    for key, child in value.items():
        if _has_surrogate(key):
            yield place, "has a key that is no valid text; write it in Unicode"
        yield from _faults(child, (*place, key))


def _has_surrogate(value: Any) -> bool:
    return isinstance(value, str) and any("\ud800" <= sign <= "\udfff" for sign in value)


_SCALAR_FAULTS: tuple[tuple[Callable[[Any], bool], str], ...] = (
    (lambda value: isinstance(value, _NoNumber), "is not a number; write a finite number or leave it out"),
    (
        lambda value: isinstance(value, float) and not math.isfinite(value),
        "is too large a number; write a finite number or leave it out",
    ),
    (_has_surrogate, "is no valid text; write it in Unicode"),
)
