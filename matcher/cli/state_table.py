"""Home to the table of derived states on the terminal: a conclusion a row, with what it rests on."""

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from criteria.vocabulary.load import vocabulary
from matcher.cli.console import console, safe
from matcher.export.messages import Messages, messages
from matcher.export.state_row import Row
from matcher.export.state_words import option_words, rows
from matcher.state.model import PatientState


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


def _print_rows(out: Console, say: Messages, listed: Sequence[Row]) -> None:
    table = Table(box=None, padding=(0, 1, 0, 0), show_edge=False, pad_edge=False, expand=True)
    for name, ratio in (("about", 5), ("said", 7), ("rests_on", 10)):
        table.add_column(say(f"state.{name}"), ratio=ratio, overflow="fold")
    for row in listed:
        table.add_row(*(safe(text) for text in row))
    out.print(table)


def _print_lists(out: Console, say: Messages, state: PatientState) -> None:
    _print_list(out, say("state.options"), map(option_words, state.options))
    _print_list(out, say("state.options_undecided"), map(option_words, state.options_undecided))
    _print_list(out, say("state.cautions"), map(option_words, state.cautions))
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
