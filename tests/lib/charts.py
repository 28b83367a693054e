"""Charts built from a few facts, through the same door as a patient file."""

from datetime import date
from typing import Any

from matcher.chart import Chart
from matcher.patient import read_patient

Part = dict[str, Any]
"""One entry of a list of the file."""

AS_OF = date(2026, 11, 1)
EVERYTHING = ["therapies", "procedures", "conditions", "medications", "mutations", "transfusions"]


def file_of(**parts: Any) -> dict[str, Any]:
    """A patient file with these parts; a part given as None is left out."""
    given = {"schema": "mdsmatch.patient/1", "id": "example-1", "as_of": AS_OF.isoformat()} | parts
    return {key: value for key, value in given.items() if value is not None}


def chart(as_of: date | None = None, **parts: Any) -> Chart:
    """The chart of such a file."""
    return Chart.of(read_patient(file_of(**parts), "patient.json"), as_of)


def lab(name: str, value: float, unit: str | None = None, day: str = "2026-10-28", **more: Any) -> Part:
    """One observation."""
    unit_part = {} if unit is None else {"unit": unit}
    return {"name": name, "value": value, "date": day} | unit_part | more


def course(drug: str, start: str = "2026-01-10", end: str | None = "2026-09-02", **more: Any) -> Part:
    """One line of treatment; without an end it is left open."""
    return {"drug": drug, "start": start} | ({} if end is None else {"end": end}) | more


def diagnosis(term: str, day: str | None = "2026-01-05", status: str = "active", **more: Any) -> Part:
    """One diagnosis."""
    return {"term": term, "status": status} | ({} if day is None else {"date": day}) | more


def illness(term: str, status: str = "active", day: str | None = "2020-01-01", **more: Any) -> Part:
    """One condition."""
    return {"term": term, "status": status} | ({} if day is None else {"date": day}) | more
