"""Home to next steps on the terminal: what to ask, when to wait, what is nearly met, what a finding does."""

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from matcher.cli.console import console, print_foot, safe
from matcher.export.messages import Messages, messages
from matcher.export.model import Provenance, Shortlist
from matcher.export.plaintext import opening
from matcher.export.steps_words import by_words, gap_words
from matcher.steps.asking import Ask
from matcher.steps.near_miss import NearMiss
from matcher.steps.opening import Opening
from matcher.steps.whatif import Change

MOST = 12
"""Rows of a list; the json holds all."""

TEXT_LIMIT = 110


def print_next_steps(shortlists: Sequence[Shortlist], source: Provenance) -> None:
    """All patients, three lists each."""
    out, say = console(), messages()
    for one in shortlists:
        out.print(safe(say("steps.title", id=one.patient_id, as_of=one.as_of), "bold"))
        if one.next_step is not None:
            _ask_next(out, say, one.next_step.ask_next)
            _opens_on(out, say, one.next_step.opens_on)
            _near_misses(out, say, one.next_step.near_misses)
    print_foot(out, source, ", ".join(sorted({str(one.as_of) for one in shortlists})))


def _list(out: Console, say: Messages, name: str, count: int) -> bool:
    """The heading of a list, and whether there is anything in it."""
    out.print(Text(f"\n{say(f'steps.{name}')}", style="bold"))
    out.print(say(f"steps.{name}_lead") if count else say("steps.none"))
    return count > 0


def _rest(out: Console, say: Messages, count: int) -> None:
    if count > MOST:
        out.print(say.count("steps.more", count - MOST))


def _ask_next(out: Console, say: Messages, asks: Sequence[Ask]) -> None:
    if not _list(out, say, "ask", len(asks)):
        return
    table = _table(say, "fact", "settles", "may_close", "helps", "by")
    for one in asks[:MOST]:
        counts = (str(len(one.settles)), str(len(one.may_close)), str(len(one.helps)))
        table.add_row(safe(opening(one.fact, TEXT_LIMIT)), *counts, safe(by_words(say, one)))
    out.print(table)
    _rest(out, say, len(asks))


def _opens_on(out: Console, say: Messages, openings: Sequence[Opening]) -> None:
    if not _list(out, say, "opens", len(openings)):
        return
    table = _table(say, "day", "trial", "why")
    for one in openings[:MOST]:
        table.add_row(str(one.opens_on), one.nct_id, safe(opening("; ".join(one.reasons), TEXT_LIMIT)))
    out.print(table)
    _rest(out, say, len(openings))


def _near_misses(out: Console, say: Messages, near: Sequence[NearMiss]) -> None:
    if not _list(out, say, "near", len(near)):
        return
    table = _table(say, "trial", "why", "gap", "recovers")
    for one in near[:MOST]:
        recovers = say(f"steps.recover_{one.can_recover}")
        table.add_row(one.nct_id, safe(opening(one.reason, TEXT_LIMIT)), gap_words(one), recovers)
    out.print(table)
    _rest(out, say, len(near))


def _table(say: Messages, *columns: str) -> Table:
    table = Table(box=None, padding=(0, 1, 1, 0), show_edge=False, pad_edge=False)
    for name in columns:
        table.add_column(say("table.trial" if name == "trial" else f"steps.{name}"))
    return table


def print_changes(
    patient: Shortlist, findings: Iterable[str], changes: Sequence[Change], source: Provenance
) -> None:
    """What the findings open, then what they close."""
    out, say = console(), messages()
    about = {"id": patient.patient_id, "findings": " and ".join(findings), "as_of": patient.as_of}
    out.print(safe(say("steps.changes_title", **about), "bold"))
    for name, opens in (("opened", True), ("closed", False)):
        out.print(Text(f"\n{say(f'steps.{name}')}", style="bold"))
        turned = [one for one in changes if one.before != one.after]
        _changed(out, say, [one for one in turned if one.opens is opens])
    moved = sum(one.before == one.after for one in changes)
    if moved:
        out.print(say.count("steps.moved", moved))
    print_foot(out, source, patient.as_of)


def _changed(out: Console, say: Messages, changes: Sequence[Change]) -> None:
    if not changes:
        out.print(say("steps.none"))
        return
    table = Table(box=None, padding=(0, 1, 1, 0), show_edge=False, pad_edge=False, show_header=False)
    for one in changes:
        reasons = "; ".join(line.reason for line in one.lines)
        change = say("steps.change", before=one.before, after=one.after)
        table.add_row(one.nct_id, change, safe(opening(reasons, TEXT_LIMIT)))
    out.print(table)
