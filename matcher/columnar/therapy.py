"""Courses of treatment as the questions about therapy see them, row by row.

Each part of a question (is it one of the agents, how did it go, what was it for, how long ago) is asked of
`matcher.evaluate` once for each different course, and the answers are laid over the rows.
"""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from criteria.quantity import Interval, Window
from matcher.columnar.disease import ILLNESSES, Disease
from matcher.columnar.facts import Codes, Facts, Flags
from matcher.columnar.groups import Grouping, by_signature, grouped
from matcher.columnar.people import UNDATED, Days
from matcher.evaluate.exposure import LONG_AGO, takes
from matcher.evaluate.lineage import given_for
from matcher.evaluate.outcome import OF_COURSE
from matcher.evaluate.therapy import within
from matcher.evaluate.windows import inside, limits_of
from matcher.facts import Course

Truths = npt.NDArray[np.int8]
Rows = npt.NDArray[np.int64]
COURSE_LISTS = ("therapies", "medications")


class Therapy:
    """Answers about the rows of `Facts.courses`."""

    def __init__(self, facts: Facts, disease: Disease) -> None:
        self.facts, self.disease = facts, disease
        self._kept: dict[Any, Truths] = {}

    def _once(self, key: Any, make: Callable[[], Truths]) -> Truths:
        if key not in self._kept:
            self._kept[key] = make()
        return self._kept[key]

    def takes(self, agents: tuple[str, ...]) -> Truths:
        """Whether the course of a row is of one of the agents."""
        return self._once(("takes", agents), lambda: _laid(self._said(agents, ()), self.row_agents))

    def related(self, agents: tuple[str, ...], excepting: tuple[str, ...]) -> tuple[Rows, Truths]:
        """The rows whose course is, or may be, of one of the agents, by agents; and whether it is."""
        said = self._once(("said", agents, excepting), lambda: self._said(agents, excepting))
        parts = [self._by_agents[at] for at in np.flatnonzero(said >= 0)]
        truths = np.repeat(said[said >= 0], [part.size for part in parts])
        return np.concatenate([*parts, np.empty(0, np.int64)]), truths

    def _said(self, agents: tuple[str, ...], excepting: tuple[str, ...]) -> Truths:
        """Whether each set of agents holds one of these."""
        courses = self.facts.courses
        said = [int(takes(courses.facts[form], agents, excepting)) for form in courses.agent_sets]
        return np.array(said, np.int8)

    @cached_property
    def _by_agents(self) -> list[Rows]:
        """The rows of each set of agents."""
        order = np.argsort(self.row_agents, kind="stable")
        counts = np.bincount(self.row_agents, minlength=len(self.facts.courses.agent_sets))
        return np.split(order, np.cumsum(counts)[:-1])

    @cached_property
    def row_agents(self) -> Codes:
        """Which set of agents each row takes."""
        courses = self.facts.courses
        return courses.agents[courses.form] if courses.form.size else courses.form

    def outcome(self, outcome: str) -> Truths:
        """Whether the course of a row went so; only outcomes that one course alone tells."""
        return self._once(("outcome", outcome), lambda: self._of_form(OF_COURSE[outcome]))

    def _of_form(self, judge: Callable[[Course], Any]) -> Truths:
        courses = self.facts.courses
        return _laid([judge(fact) for fact in courses.facts], courses.form)

    @cached_property
    def last_days(self) -> tuple[Days, Days]:
        """The fewest and the most days since the drug of a row was last taken, as `exposure.days_ago`."""
        courses = self.facts.courses
        ended, runs = courses.ended != UNDATED, self.runs
        begun = np.where(courses.days == UNDATED, LONG_AGO, courses.days)
        least = np.where(ended, courses.ended, 0)
        return least, np.where(ended, courses.ended, np.where(runs, 0, begun))

    @cached_property
    def runs(self) -> Flags:
        """Whether the course of a row is recorded as ongoing."""
        courses = self.facts.courses
        running = np.array([fact.ongoing is True for fact in courses.facts], bool)
        found: Flags = running[courses.form] if courses.form.size else courses.form.astype(bool)
        return found

    def length(self, rows: npt.NDArray[Any], interval: Interval) -> Truths:
        """Whether the courses of these rows lasted as long as asked, as `exposure.length_days` counts."""
        start = self.facts.courses.days[rows]
        fewest, most = (days[rows] for days in self.last_days)
        unknown = start == UNDATED
        low = np.where(unknown, 0, np.maximum(start - most, 0))
        high = np.where(unknown, LONG_AGO, start - fewest)
        groups = grouped([low, high])
        return _laid([within(interval, int(low[at]), int(high[at])) for at in groups.first], groups.codes)

    def in_window(self, rows: npt.NDArray[Any], window: Window) -> Truths:
        """Whether the last dose of the courses of these rows lies in the window."""
        courses, (fewest, most) = self.facts.courses, self.last_days
        keys = [courses.facts[form].keys for form in courses.agent_sets]
        ends = np.array([[*low, *high] for low, high in (limits_of(window, key) for key in keys)])
        agents = self.row_agents[rows]
        return window_truths(
            window, ends.reshape(-1, 4)[agents], fewest[rows], most[rows], lambda at: keys[agents[at]]
        )

    @cached_property
    def cycles(self) -> npt.NDArray[np.float64]:
        """The cycles of the course of each row; nan where they are not recorded."""
        courses = self.facts.courses
        given = np.array([np.nan if one.cycles is None else one.cycles for one in courses.facts], float)
        return given[courses.form] if courses.form.size else np.empty(0)

    @cached_property
    def kinds(self) -> npt.NDArray[np.int64]:
        """Of which drugs the course of each row is, as numbers from 0."""
        courses = self.facts.courses
        keys: dict[tuple[str, ...], int] = {}
        kind = np.array([keys.setdefault(one.keys, len(keys)) for one in courses.facts], np.int64)
        return kind[courses.form] if courses.form.size else np.empty(0, np.int64)

    # --- what a course was for -----------------------------------------------------------------------------

    def given_for(self, target: tuple[str, ...]) -> Truths:
        """Whether the course of a row was given for one of the diseases."""
        return self._once(("for", target), lambda: self._given(self.settings, lambda _: target))

    @cached_property
    def given_now(self) -> Truths:
        """Whether the course of a row was given for the disease that is treated now."""
        codes, families = self.disease.family
        patients = self.facts.courses.who
        groups = grouped([self.settings.codes, codes[patients]]) if patients.size else self.settings
        return self._given(groups, lambda row: families[codes[patients[row]]])

    def _given(self, groups: Grouping, target: Callable[[int], tuple[str, ...]]) -> Truths:
        said = []
        for row in groups.first:
            patient, place = self.facts.courses.place(int(row))
            chart = self.facts.chart(patient, *ILLNESSES, *COURSE_LISTS)
            said.append(given_for(chart.courses[place], target(int(row)), chart))
        return _laid(said, groups.codes)

    @cached_property
    def settings(self) -> Grouping:
        """Rows alike in the diseases of their patient and in how these lie to the time of the course."""
        courses = self.facts.courses
        kinds, since = self.disease.known
        columns: list[Any] = [kinds[courses.who], courses.days == UNDATED]
        last = np.where(courses.ended == UNDATED, 0, courses.ended)
        for at in range(since.shape[1]):
            day = since[courses.who, at]
            relation = np.select([day == UNDATED, day >= courses.days, day >= last], [3, 0, 1], 2)
            columns.append(relation)
        return grouped(columns)


def _laid(said: Sequence[Any] | Truths, codes: Codes) -> Truths:
    table = np.array([int(one) for one in said], np.int8)
    found: Truths = table[codes] if codes.size else codes.astype(np.int8)
    return found


def window_truths(
    window: Window,
    ends: npt.NDArray[Any],
    least: Days,
    most: Days,
    drugs: Callable[[int], tuple[str, ...]] = lambda _: (),
) -> Truths:
    """`inside` for many rows: asked once for each way in which the days can lie to the window's ends."""
    if not least.size:
        return np.empty(0, np.int8)
    low_least, low_most, high_least, high_most = ends.T
    signature = (
        (least >= low_most) + 2 * (most <= high_least) + 4 * (most < low_least) + 8 * (least > high_most)
    )
    groups = by_signature(signature)
    said = [inside(window, int(least[at]), int(most[at]), drugs(at)) for at in groups.first]
    return _laid(said, groups.codes)
