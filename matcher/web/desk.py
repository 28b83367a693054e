"""The desk: what all requests share. Home to the snapshot in hand, the trials, the patients, the shortlists.

Knows neither the framework nor any page. Safe for threads.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from hashlib import sha256
from threading import Lock

from matcher.export.model import Provenance, Shortlist
from matcher.operations.matching import shortlist_of
from matcher.patient import Patient
from matcher.search.index import TrialIndex
from matcher.steps.finding import with_findings
from matcher.store.read import PublishedReader, Snapshot
from matcher.trial import Trial
from matcher.web.answer_book import AnswerBook
from matcher.web.exports import Exports
from matcher.web.memo import Memo
from matcher.web.patient_folder import PatientFile, PatientFolder
from matcher.web.secret import secret_of
from matcher.web.settings import WebSettings

_NIGHTS = 2
"""The trials of so many snapshots are kept: the published one, and the one that requests still end on."""

_ShortlistKey = tuple[str, str, date, bool, bool, tuple[str, ...]]


class Desk:
    """One serving process's view of its home."""

    def __init__(self, settings: WebSettings) -> None:
        self.settings = settings
        self.secret = secret_of(settings.home.web_key)
        self.folder = PatientFolder(settings.patients, self.secret)
        self.exports = Exports(settings.home.web_exports)
        self._reader = PublishedReader(settings.home.root)
        self._trials: Memo[str, Mapping[str, Trial]] = Memo(_NIGHTS)
        self._indexes: Memo[str, TrialIndex] = Memo(_NIGHTS)
        self._shortlists: Memo[_ShortlistKey, Shortlist] = Memo(settings.shortlists)
        self._matching = Lock()
        self.answers = AnswerBook()

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """The newest published snapshot, held open until the block ends. Raises StoreError.

        A request holds one from its beginning to its end, so that it never mixes two nights.
        """
        with self._reader.hold() as snapshot:
            yield snapshot

    def trials(self, snapshot: Snapshot) -> Mapping[str, Trial]:
        """All trials of the snapshot by number, in that order; read once. Raises StoreError."""
        return self._trials.get(snapshot.meta.id, lambda: self._read(snapshot))

    def index(self, snapshot: Snapshot) -> TrialIndex:
        """The snapshot's trials laid out for search; made once. Raises StoreError."""
        return self._indexes.get(snapshot.meta.id, lambda: TrialIndex(self.trials(snapshot).values()))

    def patients(self) -> tuple[PatientFile, ...]:
        """The files of the patients' folder, those that cannot be used among them."""
        return self.folder.files()

    def patient(self, handle: str) -> Patient | None:
        """The patient of a handle, as the file is now; None if there is none."""
        return self.folder.find(handle)

    def shortlist(
        self,
        snapshot: Snapshot,
        patient: Patient,
        *,
        as_of: date | None = None,
        all_statuses: bool = False,
        steps: bool = False,
        answers: tuple[str, ...] = (),
    ) -> Shortlist:
        """The patient's trials, best first; the same question is worked out once.

        `answers` are findings (`matcher.steps.finding`) that count as if they were in the file. Raises
        BadInput for one that is not understood.
        """
        day = as_of or patient.as_of
        known = with_findings(patient, answers, day) if answers else patient
        key = (snapshot.meta.id, print_of(known), day, all_statuses, steps, answers)

        def work() -> Shortlist:
            trials, source = self.trials(snapshot).values(), Provenance.of(snapshot.meta)
            with self._matching:  # one after the other is done sooner than all at once
                return shortlist_of(known, trials, source, as_of=day, all_statuses=all_statuses, steps=steps)

        return self._shortlists.get(key, work)

    def close(self) -> None:
        """Let go of the snapshot; for the end of the process."""
        self._reader.close()

    def _read(self, snapshot: Snapshot) -> Mapping[str, Trial]:
        self._shortlists.drop(lambda key: key[0] != snapshot.meta.id)
        return {trial.record.nct_id: trial for trial in snapshot.trials()}


def print_of(patient: Patient) -> str:
    """The same for the same facts, whatever the file is called."""
    return sha256(patient.model_dump_json().encode()).hexdigest()
