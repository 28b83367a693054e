"""Home to writing additions into a copy of a patient file: each says where it belongs and what it says.

Knows the shape of the file and no meaning of any fact.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from matcher.patient import Patient, read_patient

OBJECTS = ("location", "reproductive", "donor")
"""The parts of a file that are one object; all others are lists or single values."""


class Addition(NamedTuple):
    """Something to be said in a file. `place` leads to a list, which gets `content` as a new entry (what it
    holds already is not said twice), or to an object, whose keys are set; () is the file itself."""

    place: tuple[str | int, ...]
    content: Any


def with_additions(patient: Patient, additions: Iterable[Addition], source: str) -> Patient:
    """A copy of the patient with the additions; `source` names it in messages.

    Raises BadInput for what no patient file may say.
    """
    content = patient.model_dump(mode="json", by_alias=True, exclude_unset=True)
    for one in additions:
        _put(content, one)
    return read_patient(content, source)


def _put(content: Any, one: Addition) -> None:
    found = content
    for step in one.place:
        if isinstance(found, dict):
            found = found.setdefault(step, {} if step in OBJECTS else [])
        else:
            found = found[step]
    if isinstance(found, dict):
        found.update(one.content)
    elif one.content not in found:
        found.append(one.content)
