"""Home to the folder of patient files as the pages see it: listed, found, read anew when changed, saved.

A file that cannot be used is listed with the reason and stops nobody. Addresses carry a patient's handle and
never the id, which may be a name. Knows nothing of trials.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from matcher.errors import BadInput
from matcher.export.private_file import write_private
from matcher.patient import Patient, load_patient, read_patient
from matcher.sealed import sealed
from matcher.strict_json import MAX_BYTES
from matcher.web.secret import Secret


@dataclass(frozen=True, slots=True)
class PatientFile:
    """A file of the folder: its patient and handle, or what is at fault with it (then `patient` is None)."""

    path: Path
    handle: str
    patient: Patient | None = None
    fault: str = ""


class _Stamp(NamedTuple):
    """Another stamp, another content."""

    changed: int
    size: int
    file: int


class PatientFolder:
    """The `*.json` of a folder. Safe for threads; each file is read once until its stamp changes."""

    def __init__(self, folder: Path, secret: Secret) -> None:
        self.folder = folder
        self._secret = secret
        self._lock = Lock()
        self._read: dict[Path, tuple[_Stamp, PatientFile]] = {}

    def files(self) -> tuple[PatientFile, ...]:
        """All files by name, broken ones too. An id that stands in two files is a fault of the second."""
        with self._lock:
            self._read = {path: self._fresh(path, stamp) for path, stamp in self._stamped()}
            found = [file for _, file in self._read.values()]
        return tuple(_told_apart(found))

    def find(self, handle: str) -> Patient | None:
        """The patient of a handle; None if no usable file has it."""
        known = next((one for one in self._read.values() if one[1].handle == handle), None)
        if known and known[0] == _stamp(known[1].path):
            return known[1].patient
        return next((file.patient for file in self.files() if file.handle == handle), None)

    def handle(self, patient_id: str) -> str:
        """What stands for the patient in addresses."""
        return self._secret.mark("patient", patient_id)

    def save(self, patient: Patient) -> str:
        """Write the patient's file (0600, in one step), over the one with this id if any; its handle.

        Raises BadInput for what `load_patient` would refuse, OSError if the disk does not let it.
        """
        content = patient.model_dump(mode="json", by_alias=True, exclude_unset=True)
        read_patient(content, patient.id)
        handle = self.handle(patient.id)
        paths = (file.path for file in self.files() if file.handle == handle)
        path = next(paths, self.folder / f"{handle}.json")
        text = sealed(json.dumps(content, ensure_ascii=False, indent=1) + "\n")
        if len(text.encode()) > MAX_BYTES:
            raise BadInput(f"the patient's file would be larger than {MAX_BYTES:,} bytes; write fewer rows")
        write_private(path, text)
        return handle

    def _stamped(self) -> Iterator[tuple[Path, _Stamp]]:
        for path in sorted(self.folder.glob("*.json")):
            if stamp := _stamp(path):
                yield path, stamp

    def _fresh(self, path: Path, stamp: _Stamp) -> tuple[_Stamp, PatientFile]:
        known = self._read.get(path)
        return known if known and known[0] == stamp else (stamp, self._load(path))

    def _load(self, path: Path) -> PatientFile:
        try:
            patient = load_patient(path)
        except BadInput as fault:
            return PatientFile(path, "", fault=str(fault))
        return PatientFile(path, self.handle(patient.id), patient)


def _stamp(path: Path) -> _Stamp | None:
    """None for a file that was removed since, and for a link that leads nowhere."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return _Stamp(stat.st_mtime_ns, stat.st_size, stat.st_ino)


def _told_apart(files: list[PatientFile]) -> Iterator[PatientFile]:
    seen: set[str] = set()
    for file in files:
        if file.handle in seen:
            fault = f"{file.path}: $.id stands in an earlier file too; give each patient an own one"
            yield PatientFile(file.path, "", fault=fault)
        else:
            seen.update(filter(None, [file.handle]))
            yield file
