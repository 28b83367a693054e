"""HMA failure as single trials define it, told beside the general definition from the same facts.

Home to counting cycles against a trial's own number. Data: `data/failure_definitions.toml`.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from matcher.chart import Chart
from matcher.state.evidence import cite
from matcher.state.hma_lines import Line
from matcher.state.hma_signs import Signs, seen_lines
from matcher.state.model import Definition
from matcher.state.red_cells import red_cells
from matcher.state.tables import table
from matcher.truth import FALSE, NOT, TRUE, UNKNOWN, Truth, all_of, any_of
from matcher.verdict import Evidence

_DEFINITIONS: tuple[Mapping[str, Any], ...] = tuple(table("failure_definitions")["hma"])
_NEEDS = {
    "response": "response to HMA therapy",
    "cycles_from": "number of HMA cycles",
    "cycles_below": "number of HMA cycles",
    "progression": "outcome of HMA therapy",
    "dependent": "a complete list of transfusions",
    "aml": "marrow blasts",
    "intolerance": "outcome of HMA therapy",
}


def by_trial(chart: Chart) -> tuple[Definition, ...]:
    """Each trial's definition, for a patient who has had an HMA."""
    seen = seen_lines(chart)
    cited = tuple(cite(course) for line, _ in seen for course in line.courses)
    shown = tuple(
        _Shown(line.cycles, tuple([_sign(chart, line, signs, name) for name in _SIGNS]))
        for line, signs in seen
    )
    return tuple([_judged(place, shown, cited) for place in range(len(_DEFINITIONS))])


class _Shown(NamedTuple):
    """What the definitions ask of a line: its cycles, at least and at most, and the signs in their order."""

    cycles: tuple[int, int | None]
    signs: tuple[Truth, ...]


def _judged(place: int, shown: tuple[_Shown, ...], cited: tuple[Evidence, ...]) -> Definition:
    definition = _DEFINITIONS[place]
    met, needs = _met(place, shown)
    return Definition(
        id=definition["id"],
        name=definition["name"],
        meets=None if met is UNKNOWN else met is TRUE,
        why=definition["said"],
        needs=needs,
        source=definition["source"],
        confidence=definition["confidence"],
        evidence=cited,
    )


@lru_cache(maxsize=20_000)
def _met(place: int, shown: tuple[_Shown, ...]) -> tuple[Truth, tuple[str, ...]]:
    """Whether the definition is met, and what would decide it; the same lines always give the same."""
    ways = [_way(line, way) for line in shown for way in _DEFINITIONS[place]["any"]]
    met = any_of(all_of(way.values()) for way in ways)
    return met, tuple(dict.fromkeys(_needs(ways))) if met is UNKNOWN else ()


def _way(line: _Shown, way: Mapping[str, Any]) -> dict[str, Truth]:
    """What a way asks of a line, up to the first that fails."""
    found: dict[str, Truth] = {}
    for name, wanted in way.items():
        found[name] = _asked(line, name, wanted)
        if found[name] is FALSE:
            break
    return found


def _needs(ways: list[dict[str, Truth]]) -> Iterator[str]:
    for way in ways:
        if all_of(way.values()) is UNKNOWN:
            yield from (_NEEDS[name] for name, truth in way.items() if truth is UNKNOWN)


_SIGNS = ("response", "progression", "dependent", "aml", "intolerance")


def _asked(line: _Shown, name: str, wanted: Any) -> Truth:
    if name == "cycles_from":
        return _at_least(line.cycles, wanted)
    if name == "cycles_below":
        return NOT[_at_least(line.cycles, wanted)]
    sign = line.signs[_SIGNS.index(name)]
    return sign if wanted else NOT[sign]


def _sign(chart: Chart, line: Line, signs: Signs, name: str) -> Truth:
    if name == "response":
        return signs.responded
    if name == "dependent":
        return red_cells(chart).dependent
    if name == "intolerance":
        return _said(line, signs.intolerant)
    if name == "aml":
        return _aml(chart, line, signs)
    return _said(line, signs.worse or signs.relapsed)


def _aml(chart: Chart, line: Line, signs: Signs) -> Truth:
    """Only a marrow looked at since the line began, and not on the limit, shows that there is none."""
    if TRUE in (signs.aml.truth, signs.aml_later.truth):
        return TRUE
    marrow = chart.latest("marrow_blasts")
    since = marrow is not None and marrow.date is not None and line.start and marrow.date > line.start
    return FALSE if since and not signs.aml.evidence else UNKNOWN


def _said(line: Line, shown: bool) -> Truth:
    """What nothing shows is denied only by an outcome that says otherwise."""
    if shown:
        return TRUE
    return UNKNOWN if line.last.outcome is None else FALSE


def _at_least(cycles: tuple[int, int | None], wanted: int) -> Truth:
    low, high = cycles
    if low >= wanted:
        return TRUE
    return FALSE if high is not None and high < wanted else UNKNOWN
