"""A folder with one v2 study JSON a file, as a source.

Home to reading such a folder: one bad file is a problem in the report and does not stop the rest. All its
records are wanted, so of a query only the ids count.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from matcher.errors import BadInput
from matcher.registry.intake import Intake, malformed_id
from matcher.registry.query import Query
from matcher.registry.source import Progress, PullReport, RawRecord, RegistryVersion, Sink
from matcher.registry.study import is_nct_id, last_update_of, nct_id_of, read_json

_DATE = re.compile(r"\d{4}(-\d{2}){0,2}", re.ASCII)
_MEND = "keep one ClinicalTrials.gov v2 study a file"


class _Study(NamedTuple):
    """A good file's record, and the date of its last update, as short as it was given ('' if it was not)."""

    record: RawRecord
    updated: str


class FolderSource:
    """The folder at `path`. Files whose names do not end in `.json` and folders within it are left alone."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def describe(self) -> str:
        """The folder, for people."""
        return f"folder {self._path}"

    def version(self) -> RegistryVersion:
        """`folder`, and the day of the newest update in it or, if none is given, a mark of the content.

        Raises BadInput if the folder holds no record.
        """
        marks = [_mark(study) for study in self._studies(lambda problem: None)]
        return RegistryVersion("folder", _timestamp(marks))

    def pull(
        self, query: Query, sink: Sink, since: date | None = None, progress: Progress | None = None
    ) -> PullReport:
        """See `Source`. A record that does not say when it was updated is taken whatever `since` says.

        Raises BadInput if not one file holds a record.
        """
        intake = Intake(sink, set())
        asked, files = query.well_formed_ids(), len(self._files())
        here, marks = set[str](), list[tuple[str, str]]()
        for study in self._studies(intake.refuse):
            here.add(study.record.nct_id)
            marks.append(_mark(study))
            if _is_updated(study, since) and (study.record.nct_id in asked or not query.ids):
                intake.take(study.record)
            if progress:
                progress(len(here), files)
        self._refuse_ids(query, here, intake)
        return intake.report(len(intake), 0, _timestamp(marks))

    def _studies(self, refuse: Callable[[str], None]) -> Iterator[_Study]:
        """The good files, each trial once; a sentence about each of the others goes to `refuse`."""
        taken: dict[str, Path] = {}
        problems: list[str] = []
        for path in self._files():
            study, problem = _read(path, taken)
            if problem:
                problems.append(f"{path}: {problem}")
                refuse(problems[-1])
            if study:
                taken[study.record.nct_id] = path
                yield study
        if not taken:
            raise BadInput(self._nothing_good(problems))

    def _files(self) -> list[Path]:
        """In order of their names; those named like a record come first, and win over copies of it."""
        try:
            files = [path for path in self._path.iterdir() if path.suffix.lower() == ".json"]
        except OSError as error:
            raise BadInput(f"{self._path}: this folder {_unreadable(error)}") from None
        return sorted(files, key=lambda path: (not is_nct_id(path.stem), path.name))

    def _nothing_good(self, problems: list[str]) -> str:
        if not problems:
            return f"{self._path}: this folder holds no .json file; {_MEND}"
        return (
            f"{self._path}: none of the {len(problems)} files here holds a record; the first is {problems[0]}"
        )

    def _refuse_ids(self, query: Query, here: set[str], intake: Intake) -> None:
        for given in query.malformed_ids():
            intake.refuse(malformed_id(given))
        for nct_id in query.well_formed_ids():
            if nct_id not in here:
                intake.refuse(f"{self._path}: {nct_id} is not in this folder; check the number")


def _read(path: Path, taken: dict[str, Path]) -> tuple[_Study | None, str | None]:
    """The study in the file, if it is new, and what is wrong with the file, if anything is."""
    try:
        content = path.read_bytes()
        study = read_json(content)
    except OSError as error:
        return None, f"this file {_unreadable(error)}"
    except ValueError:
        return None, f"this file is no JSON; {_MEND}"
    nct_id = nct_id_of(study)
    if nct_id is None:
        return None, f"$.protocolSection.identificationModule.nctId is no NCT number; {_MEND}"
    if nct_id in taken:
        return None, f"{nct_id} was taken from {taken[nct_id].name} already; remove one of the two"
    updated = _DATE.fullmatch(last_update_of(study) or "")
    return _Study(RawRecord.of(nct_id, content), updated[0] if updated else ""), _misnamed(path, nct_id)


def _misnamed(path: Path, nct_id: str) -> str | None:
    if path.stem == nct_id:
        return None
    return f"this file holds {nct_id} and was taken as that; rename it to {nct_id}.json"


def _unreadable(error: OSError) -> str:
    return f"cannot be read ({(error.strerror or str(error)).lower()}); check that it is there and its rights"


def _is_updated(study: _Study, since: date | None) -> bool:
    """Whether the study was updated on or after `since`, or may have been: a date may be a mere year."""
    return since is None or study.updated >= since.isoformat()[: len(study.updated)]


def _mark(study: _Study) -> tuple[str, str]:
    return study.updated, study.record.sha256


def _timestamp(marks: Iterable[tuple[str, str]]) -> str:
    """The newest update; where no study gives one, a mark of all contents."""
    updates, hashes = zip(*marks, strict=True)
    return max(updates) or "content " + hashlib.sha256("".join(sorted(hashes)).encode()).hexdigest()[:12]
