"""Home to the table of derived states on the terminal: a conclusion a row, with what it rests on."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from rich.console import Console
from rich.table import Table
from rich.text import Text

from criteria.vocabulary.load import vocabulary
from matcher.cli.console import console, safe
from matcher.export.messages import Messages, messages
from matcher.state.model import (
    Classification,
    Disease,
    Esa,
    Hma,
    KaryotypeState,
    Option,
    PatientState,
    PostHma,
    Score,
    Transfusions,
)
from matcher.verdict import Evidence

MOST_NAMES = 8
"""So many missing facts or grounds are named in a row; the json has them all."""


SCORES = ("ipss", "ipss_r", "ipss_r_age_adjusted", "ipss_m")
SCORES_OF_SOME = ("wpss", "cpss", "cpss_mol", "mds_ci", "hct_ci")
"""Scores for one disease, or that need other illnesses to be recorded: shown only where they apply."""


class Row(NamedTuple):
    """A conclusion: what it is about, what is concluded, on what it rests or what is missing."""

    about: str
    said: str
    rests_on: str = ""


def print_states(states: Iterable[PatientState]) -> None:
    """All patients, one table each, then that it is no advice and by what it can be reproduced."""
    out, say = console(), messages()
    days = set()
    for state in states:
        out.print(safe(say("table.title", id=state.patient_id, as_of=state.as_of), "bold"))
        _print_rows(out, say, tuple(rows(say, state)))
        _print_lists(out, say, state)
        out.print()
        days.add(state.as_of)
    out.print(Text(say("common.not_advice"), style="bold"))
    made_of = say("state.provenance", vocabulary=vocabulary().fingerprint, as_of=", ".join(sorted(days)))
    out.print(Text(made_of, style="dim"))


def rows(say: Messages, state: PatientState) -> Iterator[Row]:
    """The conclusions about one patient."""
    yield _hma(say, state.hma)
    yield _esa(say, state.esa)
    yield _transfusion(say, state.transfusion)
    if state.disease is not None:
        yield from _disease(say, state.disease)
    if state.karyotype is not None:
        yield _karyotype(say, state.karyotype)
    for name in SCORES:
        yield _score(say, say(f"state.{name}"), getattr(state, name))
    for name in SCORES_OF_SOME:
        if (score := getattr(state, name)) is not None:
            yield _score(say, say(f"state.{name}"), score)
    yield _post_hma(say, state.post_hma)
    for issue in state.issues:
        yield Row(say("state.issue"), issue.said, issue.path)


def _hma(say: Messages, hma: Hma) -> Row:
    return Row(say("state.hma"), _coded(hma.status, hma.codes), _grounds(hma.evidence))


def _esa(say: Messages, esa: Esa) -> Row:
    weeks = () if esa.weeks is None else (say("state.weeks", weeks=esa.weeks),)
    return Row(say("state.esa"), _coded(esa.status, (*esa.codes, *weeks)), _grounds(esa.evidence))


def _transfusion(say: Messages, burden: Transfusions) -> Row:
    said = say(
        "state.burden",
        short=_units(say, burden.rbc_units_8wk, burden.rbc_units_8wk_range),
        long=_units(say, burden.rbc_units_16wk, burden.rbc_units_16wk_range),
        group=burden.iwg_2018 or "/".join(burden.iwg_2018_possible) or say("common.unknown"),
    )
    return Row(say("state.transfusion"), said, _grounds(burden.evidence))


def _units(say: Messages, exact: float | None, between: tuple[float, float | None]) -> str:
    if exact is not None:
        return f"{exact:g}"
    low, high = between
    return say("state.at_least", low=f"{low:g}") if high is None else f"{low:g}-{high:g}"


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
        return Row(about, said, say("state.missing", names=_few(score.missing)))
    return Row(about, said, _grounds(score.evidence) or score.why or "")


def _disease(say: Messages, disease: Disease) -> Iterator[Row]:
    """The disease by each classification, then AML by each boundary."""
    for name in ("who_2022", "icc", "who_2016", "fab"):
        found: Classification = getattr(disease, name)
        said = found.entity or " / ".join(dict.fromkeys(one.name for one in found.candidates))
        lacks = say("state.missing", names=_few(found.missing)) if found.missing else "; ".join(found.unless)
        yield Row(say(f"state.{name}"), said or found.why or say("common.unknown"), lacks)
    for one in disease.aml:
        yield Row(say("state.aml", limit=one.limit), say(f"state.aml_{one.answer}"), one.said)
    if disease.cmml is not None:
        yield Row(
            say("state.cmml"), disease.cmml.subtype or say("common.unknown"), ", ".join(disease.cmml.missing)
        )
    for note in disease.notes:
        yield Row(say("state.note"), note)


def _karyotype(say: Messages, found: KaryotypeState) -> Row:
    """The IPSS-R group, how many abnormalities, and which of them matter."""
    low, high = found.count
    count = f"{low}" if high == low else say("state.at_least", low=low) if high is None else f"{low}-{high}"
    group = found.ipss_r_group or " / ".join(found.ipss_r_groups)
    said = say("state.cytogenetics", group=group, count=count, findings=", ".join(found.findings))
    if found.status not in ("read", "normal"):
        said = found.status.replace("_", " ")
    elif not found.findings:
        said = said.rstrip(":; ")
    return Row(say("state.karyotype"), said, found.iscn)


def _post_hma(say: Messages, model: PostHma) -> Row:
    return Row(say("state.post_hma"), ", ".join(model.adverse) or say("state.no_factor"), model.why)


def _print_rows(out: Console, say: Messages, listed: Sequence[Row]) -> None:
    table = Table(box=None, padding=(0, 1, 0, 0), show_edge=False, pad_edge=False, expand=True)
    for name, ratio in (("about", 5), ("said", 7), ("rests_on", 10)):
        table.add_column(say(f"state.{name}"), ratio=ratio, overflow="fold")
    for row in listed:
        table.add_row(*(safe(text) for text in row))
    out.print(table)


def _print_lists(out: Console, say: Messages, state: PatientState) -> None:
    _print_list(out, say("state.options"), map(_option, state.options))
    _print_list(out, say("state.options_undecided"), map(_option, state.options_undecided))
    _print_list(out, say("state.cautions"), map(_option, state.cautions))
    _print_list(out, say("state.questions"), state.questions)


def _print_list(out: Console, heading: str, texts: Iterable[str]) -> None:
    listed = tuple(texts)
    if not listed:
        return
    out.print(Text(f"\n{heading}", style="bold"))
    grid = Table.grid(padding=(0, 1, 0, 0))
    for text in listed:
        grid.add_row("-", safe(text))
    out.print(grid)


def _option(option: Option) -> str:
    return f"{option.name}: {option.why} [{option.source}]"


def _coded(status: str, codes: Iterable[str]) -> str:
    words = ", ".join(codes)
    return f"{status} ({words})" if words else status


def _grounds(evidence: Iterable[Evidence]) -> str:
    """The facts that a conclusion rests on, each once, with their days."""
    return _few(tuple(dict.fromkeys(f"{fact.value} {fact.date or ''}".strip() for fact in evidence)))


def _few(names: Sequence[str]) -> str:
    rest = len(names) - MOST_NAMES
    return ", ".join(names[:MOST_NAMES]) + (f", +{rest}" if rest > 0 else "")
