"""HMA failure as single trials define it, told beside the general definition from the same facts.

Home to counting cycles against a trial's own number. Data: `data/failure_definitions.toml`.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from matcher.chart import Chart
from matcher.state.evidence import cite
from matcher.state.hma_lines import Line
from matcher.state.hma_signs import Signs, seen_lines
from matcher.state.model import Definition
from matcher.state.red_cells import red_cells
from matcher.state.tables import table
from matcher.truth import NOT, Truth, all_of, any_of
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
    shown = [(line, {name: _sign(chart, line, signs, name) for name in _SIGNS}) for line, signs in seen]
    return tuple(_judged(definition, shown, cited) for definition in _DEFINITIONS)


def _judged(
    definition: Mapping[str, Any], shown: list[tuple[Line, dict[str, Truth]]], cited: tuple[Evidence, ...]
) -> Definition:
    ways = [_way(line, signs, way) for line, signs in shown for way in definition["any"]]
    met = any_of(all_of(way.values()) for way in ways)
    return Definition(
        id=definition["id"],
        name=definition["name"],
        meets=None if met is Truth.UNKNOWN else met is Truth.TRUE,
        why=definition["said"],
        needs=tuple(dict.fromkeys(_needs(ways))) if met is Truth.UNKNOWN else (),
        source=definition["source"],
        confidence=definition["confidence"],
        evidence=cited,
    )


def _way(line: Line, signs: Mapping[str, Truth], way: Mapping[str, Any]) -> dict[str, Truth]:
    """What a way asks of a line, up to the first that fails."""
    found: dict[str, Truth] = {}
    for name, wanted in way.items():
        found[name] = _asked(line, signs, name, wanted)
        if found[name] is Truth.FALSE:
            break
    return found


def _needs(ways: list[dict[str, Truth]]) -> Iterator[str]:
    for way in ways:
        if all_of(way.values()) is Truth.UNKNOWN:
            yield from (_NEEDS[name] for name, truth in way.items() if truth is Truth.UNKNOWN)


_SIGNS = ("response", "progression", "dependent", "aml", "intolerance")


def _asked(line: Line, signs: Mapping[str, Truth], name: str, wanted: Any) -> Truth:
    if name == "cycles_from":
        return _at_least(line.cycles, wanted)
    if name == "cycles_below":
        return NOT[_at_least(line.cycles, wanted)]
    return signs[name] if wanted else NOT[signs[name]]


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
    if Truth.TRUE in (signs.aml.truth, signs.aml_later.truth):
        return Truth.TRUE
    marrow = chart.latest("marrow_blasts")
    since = marrow is not None and marrow.date is not None and line.start and marrow.date > line.start
    return Truth.FALSE if since and not signs.aml.evidence else Truth.UNKNOWN


def _said(line: Line, shown: bool) -> Truth:
    """What nothing shows is denied only by an outcome that says otherwise."""
    if shown:
        return Truth.TRUE
    return Truth.UNKNOWN if line.last.outcome is None else Truth.FALSE


def _at_least(cycles: tuple[int, int | None], wanted: int) -> Truth:
    low, high = cycles
    if low >= wanted:
        return Truth.TRUE
    return Truth.FALSE if high is not None and high < wanted else Truth.UNKNOWN
