"""The worklist: which patients have new, changed or lost trials, whose washout ends, whose file is broken.

Home to the page object. Knows no request and no clock. A patient is linked by the handle, never by the id.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from matcher.changes.attention import URGENCIES, Urgency, by_attention, urgency
from matcher.changes.model import EFFECTS, Change, NightChanges, PatientChanges, Washout
from matcher.export import change_words
from matcher.export.messages import Messages
from matcher.export.plaintext import one_line, opening
from matcher.web.pages.night_words import night_words
from matcher.web.patient_folder import PatientFile

SHOWN = 6
"""So many trials of a patient are shown at once; the rest opens on demand."""

REASON_LIMIT = 240
"""Characters of the lines that a verdict turns on; the match has them all."""


@dataclass(frozen=True, slots=True)
class Move:
    """One trial of one patient: a badge, what happened and why. `path` is empty where there is no match."""

    sort: str
    badge: str
    nct_id: str
    title: str
    path: str
    what: str
    because: str
    lines: str


@dataclass(frozen=True, slots=True)
class Person:
    """One patient of the list. `badges` are sorts with their words, `beside` counts what is not shown."""

    patient_id: str
    path: str
    badges: tuple[tuple[str, str], ...]
    judged: str
    moves: tuple[Move, ...]
    more: tuple[Move, ...]
    beside: str


@dataclass(frozen=True, slots=True)
class Group:
    """Patients of one urgency."""

    name: Urgency
    title: str
    lead: str
    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Plain:
    """A line about a patient or a file of whom there is nothing else to tell."""

    name: str
    path: str
    note: str


@dataclass(frozen=True, slots=True)
class WorklistPage:
    """All that the page holds. `nights` are earlier ones with their words, `since` the chosen one."""

    night: str
    compared: str
    warnings: tuple[str, ...]
    counts: tuple[tuple[str, int, str], ...]
    groups: tuple[Group, ...]
    waiting: tuple[Plain, ...]
    broken: tuple[Plain, ...]
    gone: tuple[Plain, ...]
    nights: tuple[tuple[str, str], ...]
    since: str


def worklist_page(
    say: Messages,
    files: Sequence[PatientFile],
    found: NightChanges | None,
    nights: Sequence[str] = (),
    warnings: tuple[str, ...] = (),
) -> WorklistPage:
    """The list of the patients of these files; `found` is what the last night changed, None if none matched.

    `nights` are the earlier ones that it can be compared with.
    """
    paths = {file.patient.id: f"/patients/{file.handle}" for file in files if file.patient}
    here = [each for each in found.patients if each.patient_id in paths] if found else []
    broken = [file for file in files if file.patient is None]
    return WorklistPage(
        night=night_words(found.night) if found else "",
        compared=_compared(say, found),
        warnings=warnings,
        counts=tuple(_counts(say, len(paths), here, len(broken))),
        groups=tuple(_groups(say, here, paths)),
        waiting=tuple(_waiting(say, paths, found)),
        broken=tuple(_broken(say, broken, found)),
        gone=tuple(_gone(say, paths, broken, found)),
        nights=tuple((night, night_words(night)) for night in nights),
        since=(found.since or "") if found else "",
    )


def _compared(say: Messages, found: NightChanges | None) -> str:
    if found is None:
        return say("patients.no_night")
    if found.since is None:
        return say("patients.compared")
    return say("patients.compared_since", since=night_words(found.since))


def _counts(
    say: Messages, patients: int, here: Sequence[PatientChanges], broken: int
) -> Iterator[tuple[str, int, str]]:
    def having(test: Callable[[PatientChanges], bool]) -> int:
        return sum(map(test, here))

    numbers = {
        "patients": patients,
        "gained": having(lambda each: each.count("gained") > 0),
        "lost": having(lambda each: each.count("lost") > 0),
        "changed": having(lambda each: each.count("changed") > 0),
        "washouts": having(lambda each: bool(each.washouts)),
        "broken": broken,
    }
    for name, number in numbers.items():
        yield name, number, say(f"patients.count.{name}")


def _groups(say: Messages, here: Sequence[PatientChanges], paths: dict[str, str]) -> Iterator[Group]:
    for name in URGENCIES:
        people = [each for each in by_attention(here) if urgency(each) == name]
        if people:
            yield Group(
                name=name,
                title=say(f"patients.group.{name}.title"),
                lead=say(f"patients.group.{name}.lead"),
                people=tuple(_person(say, each, paths[each.patient_id]) for each in people),
            )


_ORDER = ("ended", "gained", "due", "ending", "lost", "changed")
"""What can be acted on stands before what is only to be known; the order within each sort stays."""


def _person(say: Messages, patient: PatientChanges, path: str) -> Person:
    shown = [change for change in patient.changes if change.effect != "beside"]
    moves = [
        *map(partial(_washout, say, path), patient.washouts),
        *map(partial(_change, say, path), shown),
    ]
    moves.sort(key=lambda move: _ORDER.index(move.sort))
    beside = patient.count("beside")
    return Person(
        patient_id=one_line(patient.patient_id),
        path=path,
        badges=tuple(_badges(say, patient)),
        judged=_judged(say, patient),
        moves=tuple(moves[:SHOWN]),
        more=tuple(moves[SHOWN:]),
        beside=say.count("patients.beside", beside) if beside else "",
    )


def _badges(say: Messages, patient: PatientChanges) -> Iterator[tuple[str, str]]:
    for effect in EFFECTS[:3]:
        if count := patient.count(effect):
            yield effect, say(f"patients.badge.{effect}", count=count)
    for state in dict.fromkeys(each.state for each in patient.washouts):
        yield state, say(f"patients.washout.{state}")


def _judged(say: Messages, patient: PatientChanges) -> str:
    counts = ", ".join(f"{count} {verdict}" for verdict, count in patient.verdicts.items())
    said = say("patients.judged", as_of=patient.as_of, verdicts=counts or say("patients.no_trials"))
    if patient.compared_with is None:
        return said
    return f"{said} {say('patients.against', night=night_words(patient.compared_with.night))}"


def _change(say: Messages, path: str, change: Change) -> Move:
    return Move(
        sort=change.effect,
        badge=say(f"patients.effect.{change.effect}"),
        nct_id=change.nct_id,
        title=one_line(change.title),
        path=f"{path}/trials/{change.nct_id}" if change.kind != "lost" else "",
        what=change_words.what(say, change),
        because=say("changes.comes_from", causes=change_words.because(say, change)),
        lines=opening(change_words.lines(say, change), REASON_LIMIT),
    )


def _washout(say: Messages, path: str, one: Washout) -> Move:
    return Move(
        sort=one.state,
        badge=say(f"patients.washout.{one.state}"),
        nct_id=one.nct_id,
        title=one_line(one.title),
        path=f"{path}/trials/{one.nct_id}",
        what=change_words.washout(say, one),
        because="",
        lines="",
    )


def _waiting(say: Messages, paths: dict[str, str], found: NightChanges | None) -> Iterator[Plain]:
    """Patients whose file is there and was not matched by that night."""
    matched = {each.patient_id for each in found.patients} if found else set()
    refused = {each.patient_id for each in found.refused} if found else set()
    for patient_id, path in sorted(paths.items()):
        if patient_id not in matched:
            note = say(f"patients.waiting.{'mended' if patient_id in refused else 'new'}")
            yield Plain(one_line(patient_id), path, note)


def _broken(say: Messages, files: Sequence[PatientFile], found: NightChanges | None) -> Iterator[Plain]:
    """Files that cannot be used now, and whose they were when a night could use them."""
    owners = {file: (whose, night) for whose, file, night in found.people()} if found else {}
    for file in files:
        note = one_line(file.fault.removeprefix(f"{file.path}: "))
        if owner := owners.get(file.path.name):
            known = say("patients.owner", id=one_line(owner[0]), night=night_words(owner[1]))
            note = f"{note} ({known})"
        yield Plain(one_line(file.path.name), "", note)


def _gone(
    say: Messages, paths: dict[str, str], broken: Sequence[PatientFile], found: NightChanges | None
) -> Iterator[Plain]:
    """Patients whom that night or the one before knew, and who have no file in this folder, not even a broken
    one."""
    files = {file.path.name for file in broken}
    known = {whose: night for whose, file, night in found.people() if file not in files} if found else {}
    known |= {each.patient_id: each.last_night for each in found.gone} if found else {}
    for patient_id, night in sorted(known.items()):
        if patient_id not in paths:
            yield Plain(one_line(patient_id), "", say("patients.last_matched", night=night_words(night)))
