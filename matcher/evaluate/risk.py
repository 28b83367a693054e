"""Risk by a prognostic system against the categories or the score that a line asks for.

What the facts of today compute counts first, then the category the file records; where the two cannot both be
right nothing is decided. Without a named system every system may decide, if none contradicts it.
"""

from collections.abc import Iterator

from criteria.nodes import RiskCategory
from criteria.quantity import Interval
from criteria.rendering.leaves import SYSTEMS as NAMES
from criteria.rendering.wording import limits, number
from matcher.chart import Chart
from matcher.evaluate.current import recorded
from matcher.evaluate.dispatch import evaluate
from matcher.evaluate.lineage import AML, covers, lineage
from matcher.evaluate.parts import Part, verdict_of
from matcher.evaluate.say import asked, on, value_of
from matcher.evaluate.say import name as vocabulary_name
from matcher.facts import Fact
from matcher.state.risk import BY_ENTITY, SYSTEMS, Risk, risk_ranges, spelled
from matcher.state.score import ScoreRange
from matcher.truth import FALSE, TRUE, UNKNOWN, Truth, any_of
from matcher.verdict import Basis, Verdict

T, U, F = TRUE, UNKNOWN, FALSE
WIDER = {"High": {"Very High"}, "Low": {"Very Low"}}
LABS = ("hemoglobin", "platelets", "anc", "marrow_blasts", "wbc")
GROUPS = {"lower-risk": "lower", "higher-risk": "higher"}


@evaluate.register
def _(criterion: RiskCategory, chart: Chart) -> Verdict:
    if criterion.system is not None and criterion.system not in (*SYSTEMS, *BY_ENTITY):
        return verdict_of(_recorded_only(criterion, criterion.system, chart))
    current = lineage(chart).current
    if current is not None and covers(AML, str(current.disease)):
        reason = f"{recorded(current)}: risk scores for MDS do not apply"
        return verdict_of(Part(U, reason, (current,), (f"whether {asked(criterion)} is asked of AML",)))
    systems = (criterion.system,) if criterion.system else SYSTEMS
    parts = [part for system in systems for part in _by_system(criterion, system, chart)]
    return verdict_of(_agreed(criterion, parts))


def _agreed(criterion: RiskCategory, parts: list[Part]) -> Part:
    """What the systems say together; one that is undecided does not hold up the others."""
    told = [part for part in parts if part.truth is not U]
    if not told:
        needs = tuple(dict.fromkeys(need for part in parts for need in part.needs))
        reasons = "; ".join(dict.fromkeys(part.reason for part in parts))
        facts = tuple(dict.fromkeys(fact for part in parts for fact in part.facts))
        return Part(U, reasons or f"{asked(criterion)} is not recorded", facts, needs or (asked(criterion),))
    if len({part.truth for part in told}) == 1:
        return told[0]
    reason = f"the systems disagree: {'; '.join(part.reason for part in told)}"
    facts = tuple(dict.fromkeys(fact for part in told for fact in part.facts))
    return Part(U, reason, facts, ("the system by which the trial counts risk",))


def _by_system(criterion: RiskCategory, system: str, chart: Chart) -> Iterator[Part]:
    """The answer of one system; none if its words are not those of the line."""
    risk = risk_ranges(chart)[system]
    groups = [GROUPS[word] for word in criterion.categories if word in GROUPS]
    words = {spelled(system, word) for word in _category_words(criterion)} - {None}
    if not groups and not words and criterion.interval is None:
        return
    yield _joined(criterion, risk, [
        *(_in_group(risk, group) for group in groups),
        *([_in_categories(risk, {str(word) for word in words})] if words else []),
        *([_in_interval(risk, criterion.interval)] if criterion.interval else []),
    ], chart)  # fmt: skip


def _category_words(criterion: RiskCategory) -> set[str]:
    """The words of the line; without a system "high" takes in the very high of those that have it."""
    words = {word for word in criterion.categories if word not in GROUPS}
    return words if criterion.system else words.union(*(WIDER.get(word, set()) for word in words))


def _joined(criterion: RiskCategory, risk: Risk, truths: list[Truth], chart: Chart) -> Part:
    truth = any_of(truths)
    facts = _facts(risk, chart)
    system = NAMES[risk.system]
    if not facts:
        return Part(U, f"{system} is not recorded, nor what it is computed from", (), (f"{system} category",))
    if truth is U:
        reason = risk.disagreement or f"{_said(risk)} leaves {asked(criterion)} open"
        return Part(U, reason, facts, _deciding(risk) or (f"{system} category",))
    basis: Basis = "recorded" if facts and facts[0] is risk.recorded_fact else "derived"
    return Part(truth, f"{_said(risk)}: {'' if truth is T else 'not '}{asked(criterion)}", facts, (), basis)


def _deciding(risk: Risk) -> tuple[str, ...]:
    """The facts that would narrow the computed range, by the names that people use."""
    if risk.computed is None or risk.disagreement is not None or _recorded_counts(risk):
        return ()
    return tuple(_lab_name(missing) for missing in risk.computed.missing)


def _lab_name(missing: str) -> str:
    return vocabulary_name("lab", missing) if missing in LABS else missing.replace("_", " ")


def _said(risk: Risk) -> str:
    if _recorded_counts(risk) and risk.recorded_fact is not None:
        return f"{value_of(risk.recorded_fact)} {on(risk.recorded_fact.date)}"
    name = NAMES[risk.system]
    if risk.computed is None:
        return f"{name}: {risk.why}"
    best, worst = (
        f"{end.category} ({number(end.score)})" for end in (risk.computed.best, risk.computed.worst)
    )
    if best == worst:
        return f"{name} {best} computed from the last facts"
    if risk.computed.category is not None:
        ends = f"{number(risk.computed.best.score)} to {number(risk.computed.worst.score)}"
        return f"{name} {risk.computed.category} ({ends}) by the last facts"
    return f"{name} {best} to {worst} by the last facts"


def _facts(risk: Risk, chart: Chart) -> tuple[Fact, ...]:
    if _recorded_counts(risk) and risk.recorded_fact is not None:
        return (risk.recorded_fact,)
    paths = {piece.path for piece in risk.evidence}
    return tuple(fact for fact in (*chart.observations, *chart.karyotypes) if fact.path in paths)


def _recorded_counts(risk: Risk) -> bool:
    """Whether the recorded category is the one to go by: the facts neither decide nor contradict it."""
    undecided = risk.computed is None or risk.computed.category is None
    return risk.recorded_fact is not None and undecided and risk.disagreement is None


def _in_group(risk: Risk, group: str) -> Truth:
    return U if risk.disagreement and risk.computed and len(risk.categories) > 1 else risk.group(group)


def _in_categories(risk: Risk, words: set[str]) -> Truth:
    possible = set(risk.categories)
    if possible and not possible & words and risk.recorded_category not in words:
        return F
    if risk.disagreement is not None:
        return U
    claimed = {risk.claimed} if risk.claimed else possible
    if not claimed:
        return U
    return T if claimed <= words else (U if claimed & words else F)


def _in_interval(risk: Risk, interval: Interval) -> Truth:
    if _recorded_counts(risk) and risk.recorded is not None:
        return T if interval.holds(risk.recorded.score) else F
    if risk.computed is None:
        return U
    return _range_in(risk.computed, interval)


def _range_in(found: ScoreRange, interval: Interval) -> Truth:
    best, worst = found.best.score, found.worst.score
    if interval.holds(best) and interval.holds(worst):
        return T
    missed = (interval.low is not None and worst < interval.low) or (
        interval.high is not None and best > interval.high
    )
    return F if missed else U


def _recorded_only(criterion: RiskCategory, system: str, chart: Chart) -> Part:
    """A system that is not computed here: the recorded score and category."""
    name, found = NAMES[system], chart.latest(system)
    if found is None:
        return Part(U, f"{name} is not recorded", (), (f"{name} category",))
    told = f"{value_of(found)} {on(found.date)}"
    if criterion.interval is not None and found.value is not None:
        holds = criterion.interval.holds(found.value)
        return Part(T if holds else F, f"{told}, asked {limits(criterion.interval)}", (found,))
    if found.category is not None and not set(criterion.categories) & set(GROUPS):
        holds = found.category.lower() in {word.lower() for word in criterion.categories}
        return Part(T if holds else F, f"{told}, asked {asked(criterion)}", (found,))
    return Part(U, f"{told} leaves {asked(criterion)} open", (found,), (f"{name} category",))
