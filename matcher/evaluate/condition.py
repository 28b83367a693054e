"""Other illnesses: recorded, denied, tested for, or presumed absent where the conditions are complete."""

from collections.abc import Hashable
from functools import lru_cache

from criteria.nodes import Condition
from criteria.vocabulary.load import vocabulary
from criteria.words import phrase_key
from matcher.chart import Chart
from matcher.evaluate.dispatch import evaluate
from matcher.evaluate.findings import sign_in_labs
from matcher.evaluate.illnesses import (
    MALIGNANCY,
    OTHER_MALIGNANCY,
    below,
    below_any,
    is_one,
    name_of,
    others,
)
from matcher.evaluate.lineage import implies_earlier_treatment
from matcher.evaluate.node_memory import once_per_node
from matcher.evaluate.qualifiers import qualified, wanted_qualifiers
from matcher.evaluate.say import asked as asked_for
from matcher.evaluate.say import decided, name, on, unknown, value_of
from matcher.evaluate.tables import table
from matcher.evaluate.windows import inside, turns_on
from matcher.facts import Illness, Observation
from matcher.plain import plain_value
from matcher.state.memory import once_per_chart
from matcher.truth import FALSE, TRUE, UNKNOWN, Truth, all_of
from matcher.verdict import Verdict

T, U, F = TRUE, UNKNOWN, FALSE
LONG_AGO = 36_500


@plain_value
class Candidate:
    """A recorded illness that may be the one asked, and whether it is."""

    illness: Illness
    truth: Truth


@evaluate.register
def _(criterion: Condition, chart: Chart) -> Verdict:
    candidates = _candidates(criterion, chart)
    for truth in (T, U):
        found = [one.illness for one in candidates if one.truth is truth]
        if found:
            return _present(criterion, found, chart) if truth is T else _doubtful(criterion, found)
    return _not_recorded(criterion, [one.illness for one in candidates], chart)


def _candidates(criterion: Condition, chart: Chart) -> list[Candidate]:
    """Every illness that bears the name, with the truth of all that is asked of it."""
    return [Candidate(one, fits(one, named, criterion, chart)) for one, named in called_so(criterion, chart)]


def called_so(criterion: Condition, chart: Chart) -> list[tuple[Illness, Truth]]:
    """The illnesses that are or may be the one that the line names, and whether they are."""
    known, name = _called(chart), name_of(criterion)
    if name not in known:
        told = [(one, is_one(one, criterion)) for one in not_absent(chart)]
        known[name] = [(one, truth) for one, truth in told if truth is not F]
    return known[name]


@once_per_chart
def _called(chart: Chart) -> dict[Hashable, list[tuple[Illness, Truth]]]:
    """What was said of each name: many lines ask for the same illness."""
    return {}


def fits(illness: Illness, named: Truth, criterion: Condition, chart: Chart) -> Truth:
    """Whether all that is asked holds of an illness, given whether it bears the name."""
    return all_of([named, _in_time(illness, criterion, chart), qualified(illness, criterion, chart)])


@once_per_chart
def not_absent(chart: Chart) -> list[Illness]:
    """The illnesses beside the own disease of the marrow that are not ruled out."""
    return [one for one in others(chart) if one.status != "absent"]


@once_per_chart
def absent(chart: Chart) -> list[Illness]:
    """The illnesses that are recorded as ruled out."""
    return [one for one in chart.illnesses if one.status == "absent"]


def _in_time(illness: Illness, criterion: Condition, chart: Chart) -> Truth:
    """Now or ever, in the window, and not yet long enough past."""
    tense = T if criterion.tense == "ever" else _is_now(illness)
    window = T if criterion.window is None else inside(criterion.window, *_days_ago(illness, chart))
    return all_of([tense, window, _not_free(illness, criterion, chart)])


def _is_now(illness: Illness) -> Truth:
    return {"active": T, "unknown": U}.get(illness.status, F)


def _days_ago(illness: Illness, chart: Chart) -> tuple[int, int]:
    """An illness still active reaches from its beginning to now; a past one counts by its date."""
    begun = (chart.as_of - illness.date).days if illness.date else LONG_AGO
    past = illness.status in ("resolved", "history") and illness.date is not None
    return (begun, begun) if past else (0, begun)


def _not_free(illness: Illness, criterion: Condition, chart: Chart) -> Truth:
    """Whether the time free of it is too short. As only its beginning is recorded, enough is never sure."""
    free = criterion.disease_free
    if free is None or free.min_days is None or illness.status in ("active", "unknown"):
        return T
    return T if _days_ago(illness, chart)[1] < free.min_days else U


# --- verdicts ----------------------------------------------------------------------------------------------


def _present(criterion: Condition, found: list[Illness], chart: Chart) -> Verdict:
    last = found[-1]
    verdict = decided(True, f"{_told(found)}: this is {asked(criterion)}", found)
    if criterion.window is None or last.date is None or last.status == "active":
        return verdict
    return verdict._replace(opens_on=turns_on(criterion.window, last.date, T))


STATUS = {"unknown": "status not recorded", "history": "in the history"}


@once_per_node
def asked(criterion: Condition) -> str:
    """What the line asks for, with the qualifiers that stand inside its words."""
    return asked_for(criterion.model_copy(update={"qualifiers": wanted_qualifiers(criterion)}))


def _told(found: list[Illness]) -> str:
    """`hypertension (active, 2012-01-01)`."""
    return "; ".join(
        [f"{one.term.said} ({STATUS.get(one.status, one.status)}, {one.date or 'no date'})" for one in found]
    )


def _doubtful(criterion: Condition, found: list[Illness]) -> Verdict:
    reason = f"{_told(found)}: whether this is {asked(criterion)} is not recorded"
    names = ", ".join(dict.fromkeys(one.term.said for one in found))
    return unknown(reason, [f"whether {names} is {asked(criterion)}"], found)


def _not_recorded(criterion: Condition, ruled_out: list[Illness], chart: Chart) -> Verdict:
    """No illness of the record is the one asked."""
    denied = [one for one in absent(chart) if denies(one, criterion)]
    if denied:
        return decided(False, f"{denied[-1].term.said} is recorded as absent {on(denied[-1].date)}", denied)
    if (measured := _tested(criterion, chart) or sign_in_labs(criterion, chart)) is not None:
        return measured
    what = _name(criterion)
    if criterion.concept is None and _names_nothing(criterion.text):
        return unknown(f"which illness {what!r} means is not stated", [what], ruled_out)
    if "conditions" not in chart.complete:
        return unknown(f"{what} is not recorded, and the conditions are not complete", [what], ruled_out)
    if _silent(criterion, chart):
        return unknown(f"that the conditions do not name {what} says nothing", [what], ruled_out)
    if ruled_out:
        return decided(False, f"{_told(ruled_out)}: not {asked(criterion)}", ruled_out, "presumed")
    return decided(False, f"the conditions are complete and hold no {what}", (), "presumed")


def _name(criterion: Condition) -> str:
    return name("condition", criterion.concept) if criterion.concept else " ".join(criterion.text.split())


@lru_cache(maxsize=20_000)
def _names_nothing(text: str) -> bool:
    """Whether the text holds only words such as "disease" that head the names of illnesses."""
    heads = {
        word
        for head in vocabulary().of("condition_head")
        for alias in head.aliases
        for word in phrase_key(alias)
    }
    return set(phrase_key(text)) <= heads


def denies(illness: Illness, criterion: Condition) -> bool:
    """An absent illness rules out itself and what lies below it."""
    return criterion.concept is not None and illness.condition is not None and (
        criterion.concept in below(illness.condition)
    )  # fmt: skip


def _tested(criterion: Condition, chart: Chart) -> Verdict | None:
    """The last result of a test for the illness, where it is in words."""
    for lab in table("comorbidity")["tests"].get(criterion.concept or "", ()):
        result = chart.latest(lab)
        meaning = _meaning(result) if result is not None else None
        if result is not None and meaning is not None:
            return decided(meaning, f"{value_of(result)} {on(result.date)}", [result])
    return None


def _meaning(result: Observation) -> bool | None:
    said = result.text or result.category
    for cue in ("negative", "positive"):
        found = vocabulary().find(said, "cue") if said else None
        if found is not None and found.key == cue:
            return cue == "positive"
    return None


def _silent(criterion: Condition, chart: Chart) -> bool:
    """Whether silence says nothing even in a complete list: of findings of the blood disease, and of the
    earlier cancer that a therapy-related disease implies."""
    if criterion.concept in _of_the_disease():
        return True
    cancer = criterion.concept in (MALIGNANCY, OTHER_MALIGNANCY)
    return cancer and criterion.tense == "ever" and implies_earlier_treatment(chart)


@lru_cache(maxsize=1)
def _of_the_disease() -> frozenset[str]:
    rule = table("comorbidity")["of_the_disease"]
    return below_any(tuple(rule["conditions"])) - below_any(tuple(rule["except"]))
