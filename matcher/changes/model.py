"""What changed for a patient between two nights: values only, as the contract-like document has them.

`mdsmatch.changes/1` is one night's file. It names patients and quotes reasons: it is private.
"""

from collections.abc import Iterator
from datetime import date
from typing import Literal

from pydantic import Field

from matcher.changes.judged import Part, Snapshot
from matcher.match import TrialVerdict

Kind = Literal["new", "opened", "verdict", "status", "closed", "lost"]
"""`new`: the registry did not name the trial before. `opened`: it takes patients now and did not. `verdict`:
it is judged otherwise. `status`: its standing moved otherwise. `closed`: it takes no patients any more.
`lost`: the registry names it no longer."""

Effect = Literal["gained", "lost", "changed", "beside"]
"""For the patient's list of trials that are not ruled out and not closed: one came, one went, one of them
changed, or it was on the list neither before nor now."""

EFFECTS: tuple[Effect, ...] = ("gained", "lost", "changed", "beside")
"""In the order in which they are shown."""

Cause = Literal["registry", "reading", "patient", "day", "program"]
"""What differs between the two nights for this trial: its entry in the registry, how this program reads that,
the patient's file, the day on which it is judged; `program` where none of them does."""

WashoutState = Literal["ended", "due", "ending"]
"""`ended`: it stood in the way and does not any more. `due`: by the calendar it is over, and the file is of
an earlier day. `ending`: it is over within `SOON`."""


class Change(Part):
    """What changed about one trial for one patient. Verdicts are None where the trial was not judged."""

    kind: Kind
    effect: Effect
    nct_id: str
    title: str
    verdict_before: TrialVerdict | None
    verdict_now: TrialVerdict | None
    status_before: str | None
    status_now: str | None
    because: tuple[Cause, ...]
    now_in_the_way: tuple[str, ...] = ()
    no_longer_in_the_way: tuple[str, ...] = ()


class Washout(Part):
    """A trial that only windows keep closed to the patient, and the day on which the last of them ends."""

    state: WashoutState
    nct_id: str
    title: str
    on: date


class ComparedWith(Part):
    """The night, and the patient's day then, with which a list was compared."""

    night: str
    as_of: date
    snapshot: str


class PatientChanges(Part):
    """What changed for one patient. `compared_with` None: no earlier list of this patient is kept.

    `verdicts` counts the trials of tonight's list by verdict.
    """

    patient_id: str
    file: str
    as_of: date
    compared_with: ComparedWith | None
    verdicts: dict[str, int]
    changes: tuple[Change, ...] = ()
    washouts: tuple[Washout, ...] = ()

    def count(self, effect: Effect) -> int:
        """How many changes have this effect."""
        return sum(change.effect == effect for change in self.changes)


class RefusedFile(Part):
    """A patient file that could not be used: why, and whose it was when it last could be."""

    file: str
    why: str
    patient_id: str | None = None
    last_night: str | None = None


class GonePatient(Part):
    """A patient of the earlier night whose file is in the folder no longer."""

    patient_id: str
    last_night: str


class NightChanges(Part):
    """All patients of one night, compared with an earlier one; patients by id, files by name.

    `since` None: each patient is compared with the last night before that matched this patient.
    """

    schema_: Literal["mdsmatch.changes/1"] = Field(default="mdsmatch.changes/1", alias="schema")
    night: str
    day: date | None
    since: str | None
    snapshot: Snapshot
    all_statuses: bool
    counts: dict[str, int]
    patients: tuple[PatientChanges, ...]
    refused: tuple[RefusedFile, ...]
    gone: tuple[GonePatient, ...]

    def people(self) -> Iterator[tuple[str, str, str]]:
        """Whoever the night knew: patient, file, and the last night that matched this patient."""
        for patient in self.patients:
            yield patient.patient_id, patient.file, self.night
        for file in self.refused:
            if file.patient_id is not None and file.last_night is not None:
                yield file.patient_id, file.file, file.last_night
