"""Home to the table of derived states on the terminal: a conclusion a row, with what it rests on."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from rich.console import Console
from rich.table import Table
from rich.text import Text

from matcher.cli.console import console, safe
from matcher.export.messages import Messages, messages
from matcher.state.model import Esa, Hma, Option, PatientState, PostHma, Score, Transfusions
from matcher.verdict import Evidence


class Row(NamedTuple):
    """A conclusion: what it is about, what is concluded, on what it rests and what is missing."""

    about: str
    said: str
    rests_on: str = ""


def print_states(states: Iterable[PatientState]) -> None:
    """All patients, one table each."""
    out, say = console(), messages()
    for state in states:
        out.print(safe(say("table.title", id=state.patient_id, as_of=state.as_of), "bold"))
        _print_rows(out, say, tuple(_rows(say, state)))
        _print_options(out, say, state)
    out.print(Text(say("common.not_advice"), style="bold"))


def _print_rows(out: Console, say: Messages, rows: Sequence[Row]) -> None:
    table = Table(box=None, padding=(0, 1, 0, 0), show_edge=False, pad_edge=False)
    for name, ratio in (("about", 4), ("said", 6), ("rests_on", 6)):
        table.add_column(say(f"state.{name}"), ratio=ratio)
    for row in rows:
        table.add_row(*(safe(text) for text in row))
    out.print(table)


def _rows(say: Messages, state: PatientState) -> Iterator[Row]:
    yield _hma(say, state.hma)
    yield _esa(say, state.esa)
    yield _transfusion(say, state.transfusion)
    for name in ("ipss", "ipss_r", "ipss_r_age_adjusted", "ipss_m"):
        score: Score | None = getattr(state, name)
        yield Row(say(f"state.{name}"), *_score(say, score))
    yield _post_hma(say, state.post_hma)
    for issue in state.issues:
        yield Row(say("state.issue"), issue.said, issue.path)


def _hma(say: Messages, hma: Hma) -> Row:
    return Row(say("state.hma"), _coded(hma.status, hma.codes), _paths(hma.evidence))


def _esa(say: Messages, esa: Esa) -> Row:
    weeks = say("state.weeks", weeks=esa.weeks) if esa.weeks is not None else ""
    return Row(
        say("state.esa"), _coded(esa.status, (*esa.codes, *filter(None, [weeks]))), _paths(esa.evidence)
    )


def _transfusion(say: Messages, burden: Transfusions) -> Row:
    units = [
        say(f"state.{name}", units=_number(say, getattr(burden, name)))
        for name in ("rbc_units_8wk", "rbc_units_16wk")
    ]
    words = (*units, f"IWG 2018 {burden.iwg_2018 or say('common.unknown')}")
    return Row(say("state.transfusion"), ", ".join(words), _paths(burden.evidence))


def _score(say: Messages, score: Score | None) -> tuple[str, str]:
    if score is None:
        return say("common.unknown"), ""
    missing = say("state.missing", names=", ".join(score.missing)) if score.missing else ""
    if score.category is not None:
        return f"{score.category} ({_number(say, score.score)})", missing or _paths(score.evidence)
    return " / ".join(score.categories) or say("common.unknown"), missing or score.why or ""


def _post_hma(say: Messages, model: PostHma) -> Row:
    return Row(say("state.post_hma"), ", ".join(model.adverse) or say("state.no_factor"), model.why)


def _print_options(out: Console, say: Messages, state: PatientState) -> None:
    for name in ("options", "options_undecided", "cautions"):
        listed: tuple[Option, ...] = getattr(state, name)
        if listed:
            out.print(Text(say(f"state.{name}"), style="bold"))
        for option in listed:
            out.print(safe(f"- {option.name}: {option.why} [{option.source}]"))
    for question in state.questions:
        out.print(safe(f"? {question}"))


def _coded(status: str, codes: Iterable[str]) -> str:
    words = ", ".join(codes)
    return f"{status} ({words})" if words else status


def _number(say: Messages, value: float | None) -> str:
    return say("common.unknown") if value is None else f"{value:g}"


def _paths(evidence: Iterable[Evidence]) -> str:
    return ", ".join(dict.fromkeys(fact.path for fact in evidence))
