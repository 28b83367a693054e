"""Matches a folder of patients against the published snapshot and writes what each reader gets.

What it hands back are counts and paths; patient facts go into the export folder and nowhere else.
"""

import shutil
import traceback
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from matcher.changes.collecting import Collection, Refusal
from matcher.changes.files import BASIS, CHANGES, JUDGED, Earlier, write_changes, write_part
from matcher.changes.judged import Basis, Judged
from matcher.chart import Chart
from matcher.errors import BadInput
from matcher.export.folders import folder_name
from matcher.export.model import Audience, Entry, Provenance, Shortlist, home_of, standing
from matcher.export.private_file import write_private
from matcher.export.shortlist import write_shortlist
from matcher.match import TrialMatch, match_all
from matcher.patient import Patient, load_patient
from matcher.settings import Home, make_private_folder
from matcher.store.read import open_published
from matcher.trial import Trial

if TYPE_CHECKING:
    from matcher.steps.next_step import NextStep

FILES: tuple[tuple[Audience, str], ...] = (
    ("physician", "physician.html"),
    ("patient", "patient.html"),
    ("patient", "patient.pdf"),
    ("coordinator", "coordinator.csv"),
    ("coordinator", "coordinator.xlsx"),
    ("coordinator", "coordinator.json"),
)
"""What is written for each patient, and for whom. The physician's pdf of a hundred pages takes seconds: it is
made when somebody asks for it."""

REFUSED = "refused.txt"
"""The file in the export folder that says which patient files could not be used, and why."""

_PARTIAL = ".partial"


@dataclass(frozen=True)
class Matching:
    """What was matched: counts, and the folder in which the shortlists lie. Holds no patient fact.

    `refused` counts the files that `refused.txt` names: unusable ones, and those on which this program broke.
    `changes` counts patients for whom something changed since the last night that matched them, by what.
    """

    folder: Path
    patients: int
    refused: int
    trials: int
    verdicts: dict[str, int]
    changes: dict[str, int]


def match_patients(
    home: Home,
    patients: Path,
    night: str,
    *,
    as_of: date | None = None,
    all_statuses: bool = False,
    day: date | None = None,
    keep: int,
) -> Matching:
    """Match every patient file of the folder and write shortlists to `exports/<night>`, whole or not at all.

    A file that cannot be used is named in `refused.txt` there and stops nobody else; `changes.json` says what
    changed for whom. `day` is the night's own, to tell which washouts end soon. The last `keep` nights'
    exports stay. Raises BadInput for a folder without patient files, StoreError without a snapshot, OSError
    if the disk does not let it.
    """
    files = patient_files(patients)
    aside = _fresh(home.exports / f"{night}{_PARTIAL}")
    with open_published(home.root) as snapshot:
        trials, source = snapshot.trials(), Provenance.of(snapshot.meta)
    basis = Basis.of(night, day, trials, source, all_statuses=all_statuses)
    compared = Collection(basis, Earlier.before(home, night))
    seen: set[str] = set()

    def serve(file: Path) -> Counter[str]:
        patient = _load(file, seen)
        shortlist = shortlist_of(patient, trials, source, as_of=as_of, all_statuses=all_statuses, steps=True)
        judged = Judged.of(patient, file, shortlist)
        _write(shortlist, judged, aside)
        compared.add(judged)
        return Counter(entry.match.verdict for entry in shortlist.entries)

    served, refused = _serve_all(files, serve, home)
    if refused:
        write_private(aside / REFUSED, "".join(f"{refusal.why}\n" for refusal in refused))
    changes = compared.document(refused)
    write_part(aside / BASIS, basis)
    write_changes(aside / CHANGES, changes)
    folder = _put_in_place(aside, home.exports / night)
    _keep_last(home.exports, keep)
    verdicts = sum(served, Counter[str]())
    return Matching(
        folder, len(served), len(refused), len(trials), dict(sorted(verdicts.items())), changes.counts
    )


def _serve_all(
    files: Iterable[Path], serve: Callable[[Path], Counter[str]], home: Home
) -> tuple[list[Counter[str]], list[Refusal]]:
    """What `serve` gives for each file, and a sentence about each for which it could give nothing.

    Each is served in a future, which keeps whatever goes wrong with one patient from the others, and from
    the logs: a fault may quote facts of the patient.
    """
    served, refused = [], []
    with ThreadPoolExecutor(1) as desk:
        for file in files:
            future = desk.submit(serve, file)
            fault = future.exception()
            if isinstance(fault, OSError):
                raise OSError(fault.errno, fault.strerror, str(home.exports)) from None
            if fault is None:
                served.append(future.result())
            else:
                refused.append(Refusal(file.name, _about(file, fault)))
    return served, refused


def _about(file: Path, fault: BaseException) -> str:
    if isinstance(fault, BadInput):
        return str(fault)
    trace = "".join(traceback.format_exception(fault))
    return f"{file}: this program broke on it, please report that to its makers:\n{trace}"


def shortlist_of(
    patient: Patient,
    trials: Iterable[Trial],
    source: Provenance,
    *,
    as_of: date | None = None,
    all_statuses: bool = False,
    steps: bool = False,
) -> Shortlist:
    """The patient's trials, best first; without `all_statuses` the closed ones are left out.

    `as_of` None: the day that the patient's file names. `steps`: with what would move the list.
    """
    kept = [trial for trial in trials if all_statuses or standing(trial.record.overall_status) != "closed"]
    records = {trial.record.nct_id: trial.record for trial in kept}
    chart = Chart.of(patient, as_of)
    matches = match_all(chart, kept)
    return Shortlist(
        patient_id=patient.id,
        as_of=as_of or patient.as_of,
        snapshot=source,
        entries=tuple(Entry(match, records[match.nct_id]) for match in matches),
        home=home_of(patient),
        next_step=_next_step(chart, kept, matches) if steps else None,
    )


def _next_step(chart: Chart, trials: list[Trial], matches: list[TrialMatch]) -> "NextStep":
    # Imported here: a plain match has no need of it and should be there at once.
    from matcher.steps.next_step import next_step

    return next_step(chart, trials, matches)


def patient_files(folder: Path) -> list[Path]:
    """The patient files of a folder, by name. Raises BadInput if there is none."""
    files = sorted(folder.glob("*.json")) if folder.is_dir() else []
    if not files:
        raise BadInput(f"{folder}: holds no patient file; name a folder with one .json file a patient")
    return files


def clear_exports(home: Home) -> None:
    """Remove what a killed night left half written. Only for the holder of the lock."""
    for folder in home.exports.glob(f"*{_PARTIAL}"):
        shutil.rmtree(folder)


def _load(file: Path, seen: set[str]) -> Patient:
    patient = load_patient(file)
    if patient.id in seen:
        raise BadInput(f"{file}: $.id stands in an earlier file too; give each patient an own one")
    seen.add(patient.id)
    return patient


def _write(shortlist: Shortlist, judged: Judged, folder: Path) -> None:
    own = make_private_folder(folder / folder_name(shortlist.patient_id))
    write_part(own / JUDGED, judged)
    for audience, name in FILES:
        write_shortlist(shortlist, audience, own / name)


def _fresh(folder: Path) -> Path:
    if folder.exists():
        shutil.rmtree(folder)
    return make_private_folder(folder)


def _put_in_place(aside: Path, final: Path) -> Path:
    if final.exists():
        shutil.rmtree(final)
    return aside.rename(final)


def _keep_last(exports: Path, keep: int) -> None:
    nights = sorted(path for path in exports.iterdir() if path.is_dir() and path.suffix != _PARTIAL)
    for folder in nights[: max(0, len(nights) - keep)]:
        shutil.rmtree(folder)
