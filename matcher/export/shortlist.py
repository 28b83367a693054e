"""Home to writing a shortlist to a file: who it is for and the file's ending say what is written.

A file is written aside and put in place whole, readable by its owner only.
"""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from matcher.errors import BadInput
from matcher.export.coordinator import coordinator_csv
from matcher.export.document import match_document, to_json
from matcher.export.html import patient_html, physician_html
from matcher.export.messages import messages
from matcher.export.model import Audience, Shortlist

Writer = Callable[[Shortlist], str]


def _json(shortlist: Shortlist) -> str:
    return to_json(match_document([shortlist], shortlist.snapshot))


WRITERS: dict[tuple[Audience, str], Writer] = {
    ("patient", ".html"): lambda shortlist: patient_html(messages(), shortlist),
    ("physician", ".html"): lambda shortlist: physician_html(messages(), shortlist),
    ("physician", ".json"): _json,
    ("coordinator", ".csv"): lambda shortlist: coordinator_csv(messages(), [shortlist]),
    ("coordinator", ".json"): _json,
}
"""What can be written for whom. The patient gets no table of verdicts."""


def writer_for(audience: Audience, path: Path) -> Writer:
    """What writes this file; raises BadInput that names the endings there are for this audience."""
    ending = path.suffix.lower()
    if (audience, ending) in WRITERS:
        return WRITERS[audience, ending]
    endings = " or ".join(known for whom, known in WRITERS if whom == audience)
    why = "pdf cannot be written yet (print the html page instead)" if ending == ".pdf" else "is not written"
    raise BadInput(f"{path}: {why}; for the {audience} let the file end in {endings}")


def write_shortlist(shortlist: Shortlist, audience: Audience, path: Path) -> None:
    """Write `shortlist` for `audience` to `path`, replacing it whole.

    Raises BadInput for an ending that is not written for this audience, OSError if the disk does not let it.
    """
    write_private(path, writer_for(audience, path)(shortlist))


def write_private(path: Path, text: str) -> None:
    """Put `text` (UTF-8) at `path` in one step; nobody but the owner can read it (mode 0600)."""
    handle, aside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        Path(aside).replace(path)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise
