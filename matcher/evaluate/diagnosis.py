"""The diagnosis a line asks for, now or ever, with what it excludes, where it came from and since when."""

from collections.abc import Iterator
from functools import lru_cache

from criteria.nodes import Diagnosis
from matcher.chart import Chart
from matcher.evaluate.current import current_is, recorded, therapy_related
from matcher.evaluate.dispatch import evaluate
from matcher.evaluate.lineage import AML, covers, lineage, of_marrow
from matcher.evaluate.parts import Part, all_parts
from matcher.evaluate.say import asked, days, name
from matcher.evaluate.windows import inside, turns_on
from matcher.facts import Illness
from matcher.state.memory import once_per_key
from matcher.truth import FALSE, TRUE, UNKNOWN, any_of
from matcher.verdict import Verdict

T, U, F = TRUE, UNKNOWN, FALSE
LONG_AGO = 36_500
PAST = ("history", "ever")


@evaluate.register
def _(criterion: Diagnosis, chart: Chart) -> Verdict:
    verdict = all_parts(_parts(criterion, chart))
    if criterion.window is None or verdict.truth is U:
        return verdict
    found = _diagnosed(criterion, chart)
    if found is None or found.date is None:
        return verdict
    return verdict._replace(opens_on=turns_on(criterion.window, found.date, verdict.truth))


def _parts(criterion: Diagnosis, chart: Chart) -> Iterator[Part]:
    yield _one_of(criterion, chart)
    for disease in criterion.excluding:
        yield _has((disease, criterion.tense), chart).opposite()
    if criterion.therapy_related is not None:
        related = therapy_related(chart)
        yield related if criterion.therapy_related else related.opposite()
    if criterion.secondary is not None:
        secondary = _secondary(chart)
        yield secondary if criterion.secondary else secondary.opposite()
    if criterion.window is not None:
        yield _since(criterion, chart)


def _one_of(criterion: Diagnosis, chart: Chart) -> Part:
    """Any of the diseases; the part that decides speaks for all."""
    if criterion.tense == "current" and (either := _either_way(criterion, chart)) is not None:
        return either
    parts = [_has((disease, criterion.tense), chart) for disease in criterion.diseases]
    truth = any_of([part.truth for part in parts])
    deciding = [part for part in parts if part.truth is truth]
    if truth is T or len(deciding) == 1:
        return deciding[0]
    facts = tuple({fact.path: fact for part in deciding for fact in part.facts}.values())
    if truth is U:
        needs = tuple(dict.fromkeys([need for part in deciding for need in part.needs]))
        return Part(U, "; ".join(dict.fromkeys([part.reason for part in deciding])), facts, needs)
    bases = {part.basis for part in deciding} - {"recorded"}
    return Part(F, _none_of(criterion, chart, deciding), facts, (), "presumed" if bases else "recorded")


def _either_way(criterion: Diagnosis, chart: Chart) -> Part | None:
    """Where the recorded disease and AML are both asked for, blasts between the two do not matter."""
    current = lineage(chart).current
    if current is None or not _covers_one(criterion.diseases, AML):
        return None
    if not _covers_one(criterion.diseases, str(current.disease)):
        return None
    return Part(T, f"current disease {recorded(current)}", (current,))


@lru_cache(maxsize=20_000)
def _covers_one(diseases: tuple[str, ...], special: str) -> bool:
    return any(covers(disease, special) for disease in diseases)


def _none_of(criterion: Diagnosis, chart: Chart, parts: list[Part]) -> str:
    current = lineage(chart).current
    if current is None:
        return "; ".join(dict.fromkeys([part.reason for part in parts]))
    return f"current disease {recorded(current)}: not {asked(criterion)}"


@once_per_key
def _has(asked_of: tuple[str, str], chart: Chart) -> Part:
    """Whether there is a disease, or was one if the tense is past."""
    disease, tense = asked_of
    if tense in PAST:
        return _ever(disease, chart)
    if of_marrow(disease) or any(covers(disease, root) for root in ("MDS", "AML")):
        return current_is(disease, chart)
    return _beside(disease, chart, past=False)


def _ever(disease: str, chart: Chart) -> Part:
    past = next((one for one in reversed(_matching(disease, chart)) if one.status != "absent"), None)
    if past is not None:
        return Part(T, f"{recorded(past)} is recorded", (past,))
    if of_marrow(disease) and (now := current_is(disease, chart)).truth is not F:
        return now
    return _beside(disease, chart, past=True)


def _matching(disease: str, chart: Chart) -> list[Illness]:
    return [one for one in chart.diagnoses if covers(disease, str(one.disease))]


def _beside(disease: str, chart: Chart, *, past: bool) -> Part:
    """A disease that may stand beside that of the marrow; silence counts where conditions are complete."""
    said = name("disease", disease)
    found = _matching(disease, chart)
    present = [
        one for one in found if one.status in ("active", "unknown") or (past and one.status != "absent")
    ]
    if present:
        return Part(T, f"{recorded(present[-1])} is recorded", (present[-1],))
    if found:
        return Part(F, f"{said} is recorded as {found[-1].status}", (found[-1],))
    if "conditions" in chart.complete:
        return Part(F, f"the conditions are complete and hold no {said}", (), (), "presumed")
    return Part(U, f"whether there is {said} is not recorded", (), (said,))


def _secondary(chart: Chart) -> Part:
    """Secondary: after another disease of the marrow, or from therapy."""
    line = lineage(chart)
    if line.current is not None and line.earlier:
        reason = f"{recorded(line.current)} after {recorded(line.earlier[-1])}"
        return Part(T, reason, (line.current, line.earlier[-1]), (), "derived")
    return therapy_related(chart)


def _since(criterion: Diagnosis, chart: Chart) -> Part:
    assert criterion.window is not None
    found = _diagnosed(criterion, chart)
    if found is None:
        return Part(U, "the date of diagnosis is not recorded", (), ("date of diagnosis",))
    if found.date is None:
        truth = inside(criterion.window, 0, LONG_AGO)
        return Part(truth, f"{recorded(found)} has no date", (found,), ("date of diagnosis",))
    ago = (chart.as_of - found.date).days
    return Part(inside(criterion.window, ago, ago), f"{recorded(found)}, {days(ago)} ago", (found,))


def _diagnosed(criterion: Diagnosis, chart: Chart) -> Illness | None:
    """The first diagnosis of what is asked: the disease dates from then."""
    found = [
        one for disease in criterion.diseases for one in _matching(disease, chart) if one.status != "absent"
    ]
    dated = sorted((one for one in found if one.date), key=lambda one: str(one.date))
    return dated[0] if dated else next(iter(found), None)
