"""Home to how a derived state is said: a conclusion a row, with what it rests on or what is missing.

Knows neither the terminal nor any page.
"""

from collections.abc import Iterator

from matcher.export.messages import Messages
from matcher.export.state_course import agent_rows, course_rows, definition_rows, iron_row, line_rows
from matcher.export.state_disease import disease_rows, karyotype_row
from matcher.export.state_row import Row, coded, few, grounds
from matcher.state.model import Esa, Hma, Option, PatientState, PostHma, Score, Transfusions

SCORES = ("ipss", "ipss_r", "ipss_r_age_adjusted", "ipss_m")
SCORES_OF_SOME = ("wpss", "cpss", "cpss_mol", "mds_ci", "hct_ci")
"""Scores for one disease, or that need other illnesses to be recorded: shown only where they apply."""


def rows(say: Messages, state: PatientState) -> Iterator[Row]:
    """The conclusions about one patient."""
    yield _hma(say, state.hma)
    yield from line_rows(say, state.hma.lines)
    yield from definition_rows(say, "hma", state.hma.by_trial_definition)
    yield _esa(say, state.esa)
    yield from line_rows(say, state.esa.lines)
    yield from definition_rows(say, "esa", state.esa.by_trial_definition)
    yield from agent_rows(say, state)
    yield _transfusion(say, state.transfusion)
    yield from definition_rows(say, "transfusion", state.transfusion.by_definition)
    if state.transfusion.iron is not None:
        yield iron_row(say, state.transfusion.iron)
    yield from course_rows(say, state.response)
    if state.disease is not None:
        yield from disease_rows(say, state.disease)
    if state.karyotype is not None:
        yield karyotype_row(say, state.karyotype)
    yield from _scores(say, state)
    yield _post_hma(say, state.post_hma)
    for one in state.clarifications:
        yield Row(say("state.clarification"), one.said, one.path)
    for issue in state.issues:
        yield Row(say("state.issue"), issue.said, issue.path)


def _hma(say: Messages, hma: Hma) -> Row:
    return Row(say("state.hma"), coded(hma.status, hma.codes), grounds(hma.evidence))


def _esa(say: Messages, esa: Esa) -> Row:
    weeks = () if esa.weeks is None else (say("state.weeks", weeks=esa.weeks),)
    return Row(say("state.esa"), coded(esa.status, (*esa.codes, *weeks)), grounds(esa.evidence))


def _transfusion(say: Messages, burden: Transfusions) -> Row:
    said = say(
        "state.burden",
        short=_units(say, burden.rbc_units_8wk, burden.rbc_units_8wk_range),
        long=_units(say, burden.rbc_units_16wk, burden.rbc_units_16wk_range),
        group=burden.iwg_2018 or "/".join(burden.iwg_2018_possible) or say("common.unknown"),
    )
    return Row(say("state.transfusion"), said, grounds(burden.evidence))


def _units(say: Messages, exact: float | None, between: tuple[float, float | None]) -> str:
    if exact is not None:
        return f"{exact:g}"
    low, high = between
    return say("state.at_least", low=f"{low:g}") if high is None else f"{low:g}-{high:g}"


def _scores(say: Messages, state: PatientState) -> Iterator[Row]:
    for name in SCORES:
        yield _score(say, say(f"state.{name}"), getattr(state, name))
    for name in SCORES_OF_SOME:
        if (score := getattr(state, name)) is not None:
            yield _score(say, say(f"state.{name}"), score)


def _score(say: Messages, about: str, score: Score | None) -> Row:
    if score is None:
        return Row(about, say("common.unknown"))
    category = score.category or " / ".join(score.categories) or say("common.unknown")
    said = category if score.score is None else f"{category} ({score.score:.2f})"
    if score.confidence != "S":
        said = say("state.recalled", said=said, confidence=score.confidence)
    if score.disagreement:
        return Row(about, said, score.disagreement)
    if score.missing:
        return Row(about, said, say("state.missing", names=few(score.missing)))
    return Row(about, said, grounds(score.evidence) or score.why or "")


def _post_hma(say: Messages, model: PostHma) -> Row:
    return Row(say("state.post_hma"), ", ".join(model.adverse) or say("state.no_factor"), model.why)


def option_words(option: Option) -> str:
    """A treatment that a source names: why, what argues against it, what is to be found out, the source."""
    against = f" But: {'; '.join(option.against)}." if option.against else ""
    needs = f" To be found out: {', '.join(option.needs)}." if option.needs else ""
    return f"{option.name}: {option.why}.{against}{needs} [{option.source}]"
