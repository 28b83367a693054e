"""Home to the funnel of a trial on the terminal: a criterion a row, with counts of patients only."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from matcher.cli.console import console, print_foot, safe, wrapped
from matcher.export.messages import Messages, messages
from matcher.export.model import Provenance
from matcher.export.plaintext import opening
from matcher.feasibility.funnel import Feasibility, Step

TEXT_LIMIT = 90


def print_feasibility(found: Sequence[Feasibility], source: Provenance) -> None:
    """All trials, a funnel each."""
    out, say = console(), messages()
    for one in found:
        _print_funnel(out, say, one)
    print_foot(out, source)


def _print_funnel(out: Console, say: Messages, one: Feasibility) -> None:
    counts = {"patients": one.patients, "possible": one.possible, "eligible": one.eligible}
    out.print(Text(say("feasibility.title", nct_id=one.nct_id, **counts), style="bold"))
    table = Table(box=None, padding=(0, 1, 0, 0), show_edge=False, pad_edge=False)
    for name in ("line", "alone", "left", "only"):
        table.add_column(say(f"feasibility.{name}"), justify="left" if name == "line" else "right")
    for step in one.steps:
        table.add_row(*_row(say, step))
    out.print(table)
    out.print(say("feasibility.lead"))
    out.print(Text(_costliest(say, one), style="bold"))
    _print_restrictive(out, say, one)


def _row(say: Messages, step: Step) -> tuple[Text, str, str, str]:
    text = safe(f"{step.id.partition('#')[2]} {opening(step.text, TEXT_LIMIT)}")
    if step.administrative:
        return text, say("feasibility.apart"), str(step.left), ""
    return text, f"{step.passing}/{step.failing}/{step.unknown}", str(step.left), str(step.only)


def _costliest(say: Messages, one: Feasibility) -> str:
    step = next((step for step in one.steps if step.id == one.costliest), None)
    if step is None:
        return say("feasibility.nobody")
    about = {"id": step.id, "failing": step.failing, "only": step.only, "patients": one.patients}
    return say("feasibility.costliest", **about)


def _print_restrictive(out: Console, say: Messages, one: Feasibility) -> None:
    said = [
        say("feasibility.said", id=step.id, name=each.name, why=each.why,
            source=each.source, confidence=each.confidence)
        for step in one.steps for each in step.restrictions
    ]  # fmt: skip
    if said:
        out.print(Text(f"\n{say('feasibility.restrictive')}", style="bold"))
        out.print(Text(wrapped(f"  {line}" for line in said)))
