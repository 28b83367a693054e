"""Home to changes on the terminal: who needs attention first, each with the trials that came or went."""

from collections.abc import Iterable

from rich.console import Console
from rich.table import Table
from rich.text import Text

from matcher.changes.attention import by_attention, is_moved
from matcher.changes.model import Change, NightChanges, PatientChanges
from matcher.cli.console import console, print_foot, safe
from matcher.export import change_words
from matcher.export.messages import Messages, messages
from matcher.export.model import Provenance
from matcher.export.plaintext import opening

TITLE_LIMIT = 70
LINES_LIMIT = 150
"""In characters: the json holds the rest."""

COLOURS = {"gained": "green", "lost": "red", "changed": "yellow"}


def print_changes(found: NightChanges) -> None:
    """All patients for whom something changed, then new ones, unusable files, and who is gone."""
    out, say = console(), messages()
    out.print(safe(say("changes.title", night=found.night), "bold"))
    since = say("changes.compared_since", since=found.since) if found.since else say("changes.compared")
    out.print(safe(f"{since}\n"))
    for patient in by_attention(found.patients):
        _print_patient(out, say, patient)
    _print_rest(out, say, found)
    _print_listed(out, say, "refused", _refused(say, found))
    gone = (say("changes.gone_line", id=one.patient_id, night=one.last_night) for one in found.gone)
    _print_listed(out, say, "gone", gone)
    days = ", ".join(sorted({str(patient.as_of) for patient in found.patients}))
    print_foot(out, Provenance.of(found.snapshot), days or None)


def _print_patient(out: Console, say: Messages, patient: PatientChanges) -> None:
    about = {"id": patient.patient_id, "as_of": patient.as_of}
    if patient.compared_with is not None and is_moved(patient):
        out.print(safe(say("changes.patient", night=patient.compared_with.night, **about), "bold"))
    elif patient.compared_with is None:
        counts = ", ".join(f"{count} {verdict}" for verdict, count in patient.verdicts.items())
        out.print(safe(say("changes.patient_first", verdicts=counts, **about), "bold"))
    _print_trials(out, say, patient)


def _print_trials(out: Console, say: Messages, patient: PatientChanges) -> None:
    table = Table(box=None, padding=(0, 1, 1, 0), show_edge=False, pad_edge=False, show_header=False)
    for change in patient.changes:
        if change.effect != "beside":
            said = Text(change_words.what(say, change), style=COLOURS[change.effect])
            table.add_row(_trial(change.nct_id, change.title), _why(say, change, said))
    for washout in patient.washouts:
        table.add_row(_trial(washout.nct_id, washout.title), safe(change_words.washout(say, washout)))
    if table.row_count:
        out.print(table)


def _trial(nct_id: str, title: str) -> Text:
    return safe(f"{nct_id} {opening(title, TITLE_LIMIT)}")


def _why(say: Messages, change: Change, said: Text) -> Text:
    """What happened, what it comes from, and the lines it turns on, below each other."""
    causes = say("changes.comes_from", causes=change_words.because(say, change))
    lines = opening(change_words.lines(say, change), LINES_LIMIT)
    return Text("\n").join([said, safe(causes), *([safe(lines)] if lines else [])])


def _print_rest(out: Console, say: Messages, found: NightChanges) -> None:
    """How many patients and changes are not shown."""
    unmoved = sum(not is_moved(each) and each.compared_with is not None for each in found.patients)
    beside = sum(each.count("beside") for each in found.patients)
    for name, count in (("unmoved", unmoved), ("beside", beside)):
        if count:
            out.print(say.count(f"changes.{name}", count))


def _refused(say: Messages, found: NightChanges) -> Iterable[str]:
    for one in found.refused:
        yield one.why
        if one.patient_id and one.last_night:
            yield say("changes.refused_known", file=one.file, id=one.patient_id, night=one.last_night)


def _print_listed(out: Console, say: Messages, name: str, listed: Iterable[str]) -> None:
    rows = list(listed)
    if rows:
        out.print(Text(f"\n{say(f'changes.{name}')}", style="bold"))
        for row in rows:
            out.print(safe(f"  {row}"))
