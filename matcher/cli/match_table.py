"""Home to the table of matches on the terminal: a trial a row, what is open or in the way beside it."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from matcher.cli.console import console, print_foot, safe
from matcher.export import wording
from matcher.export.messages import Messages, messages
from matcher.export.model import Entry, Provenance, Shortlist
from matcher.export.plaintext import opening
from matcher.match import TrialMatch

COLOURS = {"eligible": "green", "possible": "yellow", "ineligible": "red"}
TITLE_LIMIT = 90
NOTE_LIMIT = 150
"""In characters: the json and the physician's page hold the rest."""


def print_matches(shortlists: Sequence[Shortlist], source: Provenance, left_out: int) -> None:
    """All patients, one table each, then what was left out and where it comes from."""
    out, say = console(), messages()
    for shortlist in shortlists:
        _print_patient(out, say, shortlist)
    if left_out:
        out.print(say.count("table.left_out", left_out))
    entries = tuple(entry for shortlist in shortlists for entry in shortlist.entries)
    for note in wording.paraphrase_notes(say, entries):
        out.print(Text(note, style="italic"))
    print_foot(out, source, ", ".join(sorted({str(shortlist.as_of) for shortlist in shortlists})))


def _print_patient(out: Console, say: Messages, shortlist: Shortlist) -> None:
    out.print(safe(say("table.title", id=shortlist.patient_id, as_of=shortlist.as_of), "bold"))
    if not shortlist.entries:
        out.print(say("table.nothing"))
        return
    table = Table(box=None, padding=(0, 1, 1, 0), show_edge=False, pad_edge=False)
    table.add_column("", justify="right", min_width=2)
    table.add_column(say("table.trial"), ratio=5)
    table.add_column(say("table.verdict"), min_width=10, no_wrap=True)
    table.add_column(say("table.note"), ratio=6)
    for entry in shortlist.entries:
        match = entry.match
        verdict = Text(match.verdict, style=COLOURS[match.verdict])
        table.add_row(str(match.rank), _trial(say, entry), verdict, safe(_note(say, match)))
    out.print(table)


def _trial(say: Messages, entry: Entry) -> Text:
    record = entry.record
    facts = [wording.status_word(say, record), say("table.phase", phase=wording.phase_short(say, record))]
    if record.paraphrase:
        facts.append(say("table.paraphrase"))
    title = wording.title(record)
    shown = "" if title == record.nct_id else f" {opening(title, TITLE_LIMIT)}"
    return Text.assemble((record.nct_id, "bold"), shown, "\n", safe(" · ".join(facts), "dim"))


def _note(say: Messages, match: TrialMatch) -> str:
    """What stands in the way, else what is missing."""
    failing = [line.reason for line in match.criteria if line.verdict == "fail"]
    if failing:
        return _cut(failing)
    undecided = [
        line for line in match.criteria if line.verdict == "unknown" and line.basis != "administrative"
    ]
    needs = list(dict.fromkeys(need for line in undecided for need in line.needs))
    if needs:
        return say("table.needs", needs=_cut(needs))
    return say.count("table.unread", len(undecided)) if undecided else say("verdict.eligible")


def _cut(parts: list[str]) -> str:
    kept = opening(parts[0], NOTE_LIMIT)
    shown = 1
    for part in parts[1:]:
        if len(kept) + len(part) > NOTE_LIMIT:
            break
        kept, shown = f"{kept}; {part}", shown + 1
    return kept if shown == len(parts) else f"{kept}; +{len(parts) - shown}"
