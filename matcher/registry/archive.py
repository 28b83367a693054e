"""Keeps every version of every record, byte by byte as it came.

Home to the files of the archive: `records/ab/abcd....json.gz`, named by the SHA-256 of their content, and
`index.tsv`, which says in order of arrival which version belongs to which trial. A record is written aside
and moved into place, so a process that is killed leaves whole files only; the index is rebuilt from the
files wherever it falls short. Knows nothing of what a record says beyond its NCT number and date.
"""

import errno
import gzip
import hashlib
import os
import re
import tempfile
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from matcher.errors import StoreError
from matcher.registry.index import VersionIndex
from matcher.registry.source import RawRecord
from matcher.registry.study import last_update_of, nct_id_of, read_json

_NAME = re.compile(r"[0-9a-f]{64}")
_SUFFIX = ".json.gz"
_ABANDONED_AFTER = 3600.0
"""Seconds after which a file left half written cannot belong to a living writer any more."""


class Archive:
    """The archive in the folder `root`, created when the first record comes.

    Several processes may write at once: what two of them put is kept once. Raises StoreError, with one
    sentence, if the folder cannot be used.
    """

    def __init__(self, root: Path) -> None:
        self._records = root / "records"
        self._index = VersionIndex(root / "index.tsv")
        with _for_people(root):
            self._sweep()
            self._restore_index()

    def put(self, record: RawRecord) -> bool:
        """Keep `record`; True if this version was not there yet. Raises ValueError if its hash is wrong."""
        if hashlib.sha256(record.content).hexdigest() != record.sha256:
            raise ValueError(f"the content of {record.nct_id} does not have the hash {record.sha256}")
        path = self._path(record.sha256)
        with _for_people(path):
            new = _content(path, record.sha256) is None
            if new:
                _write_whole(path, gzip.compress(record.content, compresslevel=6, mtime=0))
            self._index.add(record.nct_id, record.sha256)
        return new

    def get(self, sha256: str) -> bytes:
        """The content with this hash. Raises StoreError if it is not there or damaged."""
        path = self._path(sha256)
        with _for_people(path):
            content = _content(path, sha256)
        if content is None:
            fault = "is damaged" if path.exists() else "is missing"
            raise StoreError(f"{path}: this archived record {fault}; pull the registry again to replace it")
        return content

    def versions(self, nct_id: str) -> tuple[str, ...]:
        """The hashes of all versions of a trial's record in order of arrival, the newest last."""
        with _for_people(self._records.parent):
            return self._index.versions(nct_id)

    def _path(self, sha256: str) -> Path:
        return self._records / sha256[:2] / f"{sha256}{_SUFFIX}"

    def _hashes(self) -> Iterator[str]:
        for path in self._records.glob(f"??/*{_SUFFIX}"):
            if _NAME.fullmatch(sha256 := path.name.removesuffix(_SUFFIX)):
                yield sha256

    def _restore_index(self) -> None:
        """Enter the files that the index does not know: a writer was killed in between, or it was lost."""
        unknown = set(self._hashes()) - self._index.hashes()
        for _, nct_id, sha256 in sorted(filter(None, map(self._entry, unknown))):
            self._index.add(nct_id, sha256)

    def _entry(self, sha256: str) -> tuple[str, str, str] | None:
        content = _content(self._path(sha256), sha256)
        study = _study(content) if content is not None else None
        nct_id = nct_id_of(study)
        return (last_update_of(study) or "", nct_id, sha256) if nct_id else None

    def _sweep(self) -> None:
        """Remove what killed writers left behind; another process may do the same just now."""
        for path in self._records.glob("??/*.partial"):
            with suppress(FileNotFoundError):
                if time.time() - path.stat().st_mtime > _ABANDONED_AFTER:
                    path.unlink()


def _content(path: Path, sha256: str) -> bytes | None:
    """What the file holds, None if it is missing or not what its name says."""
    try:
        content = gzip.decompress(path.read_bytes())
    except (FileNotFoundError, gzip.BadGzipFile, EOFError, zlib.error):
        return None
    return content if hashlib.sha256(content).hexdigest() == sha256 else None


def _study(content: bytes) -> object:
    try:
        return read_json(content)
    except ValueError:
        return None


def _write_whole(path: Path, content: bytes) -> None:
    """Write aside, flush to the disk, move into place: the file is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, aside = tempfile.mkstemp(dir=path.parent, suffix=".partial")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(aside).replace(path)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise


@contextmanager
def _for_people(where: Path) -> Iterator[None]:
    """Turn what the operating system refuses into one sentence."""
    try:
        yield
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        mend = "free some space" if full else "check the folder and its rights"
        why = (error.strerror or str(error)).lower()
        raise StoreError(
            f"{error.filename or where}: the archive cannot be used here ({why}); {mend} and run again"
        ) from None
