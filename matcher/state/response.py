"""Response of each line of treatment by IWG 2006 and IWG 2023, from marrows and the counts near them.

Home to choosing the values; `response_criteria` has the criteria, `improvement` and `erythroid_2018` what is
told from counts alone. The recorded response is kept beside. Limits and sources: `data/response.toml`.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from matcher.chart import Chart
from matcher.facts import Fact, Observation
from matcher.state.cytogenetic_response import cytogenetic
from matcher.state.erythroid_2018 import erythroid
from matcher.state.evidence import cite
from matcher.state.improvement import improvements
from matcher.state.model import Judged, Response
from matcher.state.response_criteria import Known, Several, known, possible
from matcher.state.tables import table
from matcher.state.treated import Treated, before, during, treated, unsupported

_TABLE = table("response")
_NEAR = timedelta(days=_TABLE["timing"]["counts_near_marrow_days"])
_COUNTS = {"hemoglobin": "hemoglobin", "platelets": "platelets", "anc": "neutrophils",
           "blood_blasts": "peripheral blood blasts"}  # fmt: skip
_BLOOD = ("hemoglobin", "platelets", "anc")
_SYSTEMS = ("iwg_2006", "iwg_2023")
_NOTHING = {"iwg_2006": ("SD", "PD"), "iwg_2023": ("no response", "no CR equivalent")}
"""Categories that are no response."""


def responses(chart: Chart) -> tuple[Response, ...]:
    """The lines of which the dated values say anything, oldest first."""
    found = (_of_line(chart, line) for line in treated(chart))
    return tuple(one for one in found if one is not None)


def _of_line(chart: Chart, line: Treated) -> Response | None:
    marrows = [_assessment(chart, line, one) for one in during(chart, line, "marrow_blasts")]
    judged = {system: _best(line, system, marrows) for system in _SYSTEMS if marrows}
    improved = improvements(chart, line)
    by_2018 = erythroid(chart, line)
    if not any(judged.values()) and not improved and by_2018 is None:
        return None
    return Response(
        drugs=line.drugs,
        recorded=line.courses[-1].best_response,
        iwg_2006=judged.get("iwg_2006"),
        iwg_2023=judged.get("iwg_2023"),
        improvement=improved,
        erythroid_2018=by_2018,
        disagreement=_disagreement(line, judged.get("iwg_2006")),
        evidence=tuple(cite(course) for course in line.courses),
    )


# --- one marrow and what belongs to it ---------------------------------------------------------------------


class Assessment(NamedTuple):
    """A marrow, what the values near it may be, and the facts."""

    day: date
    known: Known
    values: Mapping[str, Several | None]
    facts: tuple[Fact, ...]
    notes: tuple[str, ...]


def _assessment(chart: Chart, line: Treated, marrow: Observation) -> Assessment:
    assert marrow.date is not None
    assert marrow.value is not None
    baseline = before(chart, line, "marrow_blasts")[-1:]
    near = {key: _near(chart, line, key, marrow.date) for key in _COUNTS}
    cleared, karyotypes = cytogenetic(chart, line, marrow.date)
    values: dict[str, Several | None] = {key: _values(chart, key, one) for key, one in near.items()}
    values["before"] = tuple(one.value or 0.0 for one in baseline) or None
    values["cleared"] = None if cleared is None else (cleared == "complete",)
    counts: Iterator[Observation] = (one for one in near.values() if one is not None)
    facts: tuple[Fact, ...] = (*baseline, marrow, *counts, *karyotypes)
    return Assessment(marrow.date, known(marrow.value, values), values, facts, tuple(_bought(chart, near)))


def _near(chart: Chart, line: Treated, key: str, day: date) -> Observation | None:
    """The value nearest to the marrow, the later of two equally near."""
    close = [one for one in during(chart, line, key) if one.date and abs(one.date - day) <= _NEAR]
    return min(reversed(close), key=lambda one: abs(one.date - day) if one.date else _NEAR, default=None)


def _values(chart: Chart, key: str, found: Observation | None) -> Several | None:
    """A count that a transfusion or G-CSF may have bought may be anything up to what was measured."""
    if found is None or found.value is None:
        return None
    if unsupported(chart, found, key):
        return (found.value,)
    return tuple(sorted({0.0, *(limit for limit in (0.5, 10.0, 50.0) if limit < found.value), found.value}))


def _bought(chart: Chart, near: Mapping[str, Observation | None]) -> Iterator[str]:
    for key, one in near.items():
        if one is not None and not unsupported(chart, one, key):
            by = "G-CSF" if key == "anc" else "a transfusion"
            yield f"{_COUNTS[key]} within two weeks after {by}: what it was without is not known"


# --- the best of all marrows -------------------------------------------------------------------------------


def _best(line: Treated, system: str, marrows: list[Assessment]) -> Judged | None:
    """The best category that some marrow surely shows; `at_best` is what missing values leave possible.

    None where no count stands near the marrow and the marrow alone does not decide.
    """
    rule = _TABLE[system]
    ranks: list[str] = rule["ranks"]
    told = [(one, _categories(line, system, one)) for one in marrows]
    sure = [(one, found[0]) for one, found in told if len(found) == 1]
    best = min(sure, key=lambda pair: ranks.index(pair[1]), default=None)
    hope = min((pair for pair in told if pair[1]), key=lambda pair: ranks.index(pair[1][0]), default=None)
    if hope is None:
        return None
    settled = best if best and ranks.index(best[1]) <= ranks.index(hope[1][0]) else None
    shown = settled[0] if settled else hope[0]
    if settled is None and not any(shown.values[key] for key in _BLOOD):
        return None
    return Judged(
        category=settled[1] if settled else None,
        at_best=hope[1][0],
        possible=() if settled else tuple(name for name in ranks if name in hope[1]),
        lasting=_lasting(system, settled, told) if settled else None,
        date=shown.day.isoformat(),
        needs=() if settled else tuple(_missing(shown)),
        notes=shown.notes,
        source=rule["source"],
        confidence=rule["confidence"],
        evidence=tuple(cite(fact) for fact in shown.facts),
    )


def _categories(line: Treated, system: str, one: Assessment) -> tuple[str, ...]:
    """Stable disease has to last 8 weeks; before that a marrow without response says nothing."""
    found = possible(system, one.known)
    early = (one.day - line.start).days < _TABLE["iwg_2006"]["stable_days"]
    return tuple(name for name in found if not (name == "SD" and early)) if len(found) == 1 else found


def _lasting(
    system: str, best: tuple[Assessment, str], told: list[tuple[Assessment, tuple[str, ...]]]
) -> bool | None:
    """Whether a later marrow shows the same, at least so many days on; None where none tells."""
    if best[1] in _NOTHING[system]:
        return None
    least = timedelta(days=_TABLE[system]["lasting_days"])
    later = [(one, found) for one, found in told if one.day > best[0].day and len(found) == 1]
    for one, found in later:
        if found[0] != best[1]:
            return False
        if one.day - best[0].day >= least:
            return True
    return None


def _missing(shown: Assessment) -> Iterator[str]:
    if shown.values["before"] is None:
        yield "marrow blasts before treatment"
    for key, name in _COUNTS.items():
        value = shown.values[key]
        if value is None:
            yield f"{name} near the marrow"
        elif len(value) > 1:
            yield f"{name} without {'G-CSF' if key == 'anc' else 'transfusion'}"


def _disagreement(line: Treated, judged: Judged | None) -> str | None:
    """Where the recorded response and the one by IWG 2006 cannot both be right."""
    recorded = line.courses[-1].best_response
    marrow_words = ("CR", "mCR", "PR")
    if judged is None or judged.category is None or recorded is None or recorded == judged.category:
        return None
    if recorded in marrow_words or judged.category in marrow_words:
        return f"recorded {recorded}, but the values give {judged.category} by IWG 2006"
    return None
