"""The course of the disease: untreated, newly diagnosed, relapsed, refractory, in remission, transformed.

Told from the courses given for the disease and how they went. "Newly diagnosed" has no limit that sources
share: only earlier treatment rules it out.
"""

from collections.abc import Callable

from criteria.nodes import DiseaseStatus
from matcher.chart import Chart
from matcher.evaluate.current import current_is, recorded
from matcher.evaluate.dispatch import evaluate
from matcher.evaluate.exposure import takes
from matcher.evaluate.lineage import AML, covers, family_now, given_for, lineage
from matcher.evaluate.outcome import OF_COURSE, said
from matcher.evaluate.parts import Part, all_parts
from matcher.evaluate.say import asked, drug_names, on, value_of
from matcher.facts import Course
from matcher.state.memory import once_per_key
from matcher.truth import AND, FALSE, TRUE, UNKNOWN, Truth, any_of
from matcher.verdict import Verdict

T, U, F = TRUE, UNKNOWN, FALSE

DIRECTED = ("anticancer_therapy", "disease_modifying", "investigational")
"""Classes that treat the disease itself."""

SUPPORTIVE = ("mds_therapy", "cytoreductive")
"""Classes of which trials differ whether they count as treatment of the disease."""

REMISSION_BLASTS = 5.0
"""Marrow blasts above this percentage are no remission (IWG 2006; S)."""

REMISSIONS = ("CR", "mCR")
ALLOGENEIC = "stem_cell_transplant"


@evaluate.register
def _(criterion: DiseaseStatus, chart: Chart) -> Verdict:
    parts = [of_disease(criterion, chart)] if criterion.diseases else []
    rule = RULES.get(criterion.status)
    if rule is None:
        reason = f"{asked(criterion)} is not recorded"
        return all_parts([*parts, Part(U, reason, (), (asked(criterion),))])
    return all_parts([*parts, rule(criterion, chart)])


def of_disease(criterion: DiseaseStatus, chart: Chart) -> Part:
    """Whether the current disease is one of those that the line names."""
    parts = [current_is(disease, chart) for disease in criterion.diseases]
    truth = any_of([part.truth for part in parts])
    return next(part for part in parts if part.truth is truth)


def _given(criterion: DiseaseStatus, chart: Chart, agents: tuple[str, ...]) -> list[tuple[Course, Truth]]:
    """The courses of those classes, and whether they were for the disease named, else the current one."""
    return _given_for((agents, criterion.diseases or family_now(chart)), chart)


@once_per_key
def _given_for(asked: tuple[tuple[str, ...], tuple[str, ...]], chart: Chart) -> list[tuple[Course, Truth]]:
    """The courses of some classes for some diseases, and whether that is sure."""
    agents, target = asked
    counted = [
        (course, AND[takes(course, agents), given_for(course, target, chart)]) for course in chart.courses
    ]
    return [(course, counts) for course, counts in counted if counts is not F]


def _given_at_all(criterion: DiseaseStatus, chart: Chart) -> list[tuple[Course, Truth]]:
    """The courses of all classes; of one that is only supportive it is open whether it counts."""
    directed = _given(criterion, chart, DIRECTED)
    paths = {course.path for course, _ in directed}
    supportive = _given(criterion, chart, SUPPORTIVE)
    return [*directed, *((course, U) for course, _ in supportive if course.path not in paths)]


def _names(courses: list[tuple[Course, Truth]]) -> str:
    return ", ".join(dict.fromkeys(drug_names(course) for course, _ in courses))


def _facts(courses: list[tuple[Course, Truth]]) -> tuple[Course, ...]:
    return tuple(course for course, _ in courses)


def _complete(chart: Chart) -> bool:
    return {"therapies", "procedures"} <= chart.complete


def _untreated(criterion: DiseaseStatus, chart: Chart) -> Part:
    directed = _given(criterion, chart, DIRECTED)
    sure = [pair for pair in directed if pair[1] is T]
    if sure:
        return Part(F, f"treated with {_names(sure)}", _facts(sure))
    open_ = [*directed, *_given(criterion, chart, SUPPORTIVE)]
    if open_:
        reason = f"{_names(open_)}: whether that counts as treatment is for the trial to say"
        return Part(U, reason, _facts(open_), (f"whether {_names(open_)} counts as treatment",))
    if any(done.term.key for done in chart.procedures) or not _complete(chart):
        return Part(U, "earlier treatment is not fully recorded", (), ("earlier treatment of the disease",))
    return Part(T, "the therapies are complete and hold no treatment of the disease", (), (), "presumed")


def _newly_diagnosed(criterion: DiseaseStatus, chart: Chart) -> Part:
    treated = [pair for pair in _given(criterion, chart, DIRECTED) if pair[1] is T]
    if treated:
        return Part(F, f"already treated with {_names(treated)}", _facts(treated))
    current = lineage(chart).current
    since = f"diagnosed {on(current.date)}" if current else "the diagnosis is not recorded"
    reason = f"{since}; how recent a new diagnosis has to be is not stated"
    return Part(U, reason, (current,) if current else (), ("how recent the diagnosis has to be",))


def _after_therapy(outcome: str) -> Callable[[DiseaseStatus, Chart], Part]:
    def judge(criterion: DiseaseStatus, chart: Chart) -> Part:
        given = _given_at_all(criterion, chart)
        counted = [(course, AND[counts, OF_COURSE[outcome](course)]) for course, counts in given]
        truth = any_of([counts for _, counts in counted])
        deciding = [pair for pair in counted if pair[1] is truth]
        if truth is T:
            return Part(T, _told(deciding), _facts(deciding))
        if truth is U:
            needs = tuple(f"response to and outcome of {drug_names(course)}" for course, _ in deciding)
            reason = f"{_told(deciding)}: whether this is {asked(criterion)} is not recorded"
            return Part(U, reason, _facts(deciding), needs)
        return _without_such(criterion, chart, deciding)

    return judge


def _told(courses: list[tuple[Course, Truth]]) -> str:
    return "; ".join(
        f"{drug_names(course)}: {said(course) or 'outcome not recorded'}" for course, _ in courses
    )


def _without_such(criterion: DiseaseStatus, chart: Chart, given: list[tuple[Course, Truth]]) -> Part:
    """No course for the disease went so. Therapy before a transformation counts in some trials."""
    before = [course for course in chart.therapies if takes(course, DIRECTED) is T]
    if before and not given and may_be_transformed(chart):
        names = ", ".join(dict.fromkeys(map(drug_names, before)))
        reason = f"{names} was given before the transformation: whether it counts is for the trial to say"
        return Part(U, reason, tuple(before), ("whether therapy before the transformation counts",))
    if "therapies" not in chart.complete:
        return Part(
            U, f"{asked(criterion)} is not recorded", _facts(given), ("therapies and their outcomes",)
        )
    if given:
        return Part(F, _told(given), _facts(given))
    return Part(F, "the therapies are complete and hold no treatment of the disease", (), (), "presumed")


def may_be_transformed(chart: Chart) -> bool:
    """Whether the disease is, or by its blasts may be, AML that came from another disease."""
    line = lineage(chart)
    from_other = bool(line.earlier) or (
        line.current is not None and not covers(AML, str(line.current.disease))
    )
    return from_other and current_is(AML, chart).truth is not F


def _remission(criterion: DiseaseStatus, chart: Chart) -> Part:
    blasts = chart.latest("marrow_blasts")
    if blasts is not None and blasts.value is not None and blasts.value > REMISSION_BLASTS:
        return Part(F, f"{value_of(blasts)} {on(blasts.date)}: no remission", (blasts,))
    given = _given(criterion, chart, DIRECTED)
    last = max((course for course, _ in given if course.start), key=lambda c: str(c.start), default=None)
    if last is None or last.best_response is None:
        return Part(
            U, "whether the disease is in remission is not recorded", (), ("response of the disease",)
        )
    told = f"{drug_names(last)}: {said(last)}"
    if last.best_response in REMISSIONS and last.outcome in ("ongoing", "completed"):
        return Part(T, told, (last,))
    if last.outcome in ("relapse", "progression", "no response"):
        return Part(F, told, (last,))
    return Part(
        U, f"{told}: whether this is a remission now is not recorded", (last,), ("response of the disease",)
    )


def _transformed(criterion: DiseaseStatus, chart: Chart) -> Part:
    line = lineage(chart)
    if line.current is None:
        return Part(U, "the diagnosis is not recorded", (), ("diagnosis",))
    if not covers(AML, str(line.current.disease)):
        return current_is(AML, chart)
    if line.earlier:
        reason = f"{recorded(line.current)} after {recorded(line.earlier[-1])}"
        return Part(T, reason, (line.current, line.earlier[-1]), (), "derived")
    return Part(U, "no disease before the AML is recorded", (line.current,), ("disease before the AML",))


RULES: dict[str, Callable[[DiseaseStatus, Chart], Part]] = {
    "untreated": _untreated,
    "newly_diagnosed": _newly_diagnosed,
    "relapsed": _after_therapy("relapsed"),
    "refractory": _after_therapy("refractory"),
    "progressive": _after_therapy("progressed"),
    "remission": _remission,
    "transformed": _transformed,
}
