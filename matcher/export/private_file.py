"""Home to writing a file that holds patient data: in one step, and readable by its owner only."""

import os
import tempfile
from pathlib import Path

from matcher.errors import BadInput


def write_private(path: Path, content: str | bytes) -> None:
    """Put `content` (text in UTF-8, line breaks as they are) at `path` in one step, with mode 0600.

    Raises BadInput if the folder is not there, OSError that names `path` if the disk refuses. A file that
    stood there before stays whole in either case.
    """
    if not path.parent.is_dir():
        raise BadInput(f"{path}: there is no folder {path.parent}; make it, or name another")
    try:
        _write_aside(path, content.encode() if isinstance(content, str) else content)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None


def _write_aside(path: Path, content: bytes) -> None:
    # mkstemp makes files of mode 0600; in the same folder, so that the renaming is one step.
    handle, aside = tempfile.mkstemp(dir=path.parent, prefix=".mdsmatch-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(aside).replace(path)
    finally:
        Path(aside).unlink(missing_ok=True)
