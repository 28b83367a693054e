"""Home to the way from the data files to the vocabulary. Knows no clinical word."""

import hashlib
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from criteria.errors import VocabularyError
from criteria.vocabulary.lint import faults
from criteria.vocabulary.model import Vocabulary
from criteria.vocabulary.table import TABLES, Row, read_table

DATA = Path(__file__).with_name("data")


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The vocabulary of this installation, read once."""
    return load(DATA)


def load(folder: Path) -> Vocabulary:
    """Read and check all data files of a folder; a file may be missing.

    Raises `VocabularyError` with every fault, one a line, as `file:line: what is wrong`.
    """
    rows, content = read(folder), fingerprint(folder)
    sound = folder / "__pycache__" / f"sound-{content}"
    if not sound.exists():
        _check(rows)
        _remember(sound)
    return Vocabulary((row.concept for row in rows), content)


def _check(rows: list[Row]) -> None:
    found = faults(rows)
    if found:
        raise VocabularyError("\n".join(found))


def _remember(sound: Path) -> None:
    """Files without fault need no second check, which takes longer than to read them: kept as bytecode is.

    Where nothing can be written, they are checked each time.
    """
    with suppress(OSError):
        sound.parent.mkdir(exist_ok=True)
        sound.touch()


def read(folder: Path) -> list[Row]:
    """The rows of all data files of a folder, unchecked."""
    tables = (table for table in TABLES if (folder / table.file).exists())
    return [row for table in tables for row in read_table(folder / table.file, table)]


def fingerprint(folder: Path) -> str:
    """The first 12 hexadecimal digits of the SHA-256 over the names and bytes of the data files."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.csv")):
        content = path.read_bytes()
        digest.update(f"{path.name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:12]
