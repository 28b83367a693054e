"""A FHIR R4 bundle as mCODE describes it to a patient of this program, with all that was not understood.

Home to putting the file together: each record has to pass the checks of a patient's file by itself, and one
that does not is named and left out. Silence stays unknown: `complete` holds what the caller says.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

from matcher.errors import BadInput
from matcher.fhir.bundle import Contents, open_bundle
from matcher.fhir.conditions import conditions
from matcher.fhir.demographics import demographics
from matcher.fhir.elements import Body, whole_day
from matcher.fhir.issues import Issue
from matcher.fhir.medications import medications
from matcher.fhir.observations import observations
from matcher.fhir.procedures import procedures
from matcher.fhir.reading import Found, Reading, the_patient
from matcher.patient import SCHEMA, Patient, read_patient

SOURCE = "bundle"


@dataclass(frozen=True)
class Conversion:
    """The patient, all issues in the order of the bundle, and from where each record was read.

    `origins` has the place in the bundle by the place in the file (`observations[2]`).
    """

    patient: Patient
    issues: tuple[Issue, ...]
    origins: dict[str, str]


def patient_of(bundle: Any, *, as_of: date | None = None, complete: Iterable[str] = ()) -> Conversion:
    """The patient that a bundle is about.

    `as_of` None: the day of the bundle's own timestamp. Raises BadInput, with one sentence and no value, for
    a bundle without exactly one patient or without a day.
    """
    contents = open_bundle(bundle)
    reading = Reading(contents, the_patient(contents), as_of or _day_of(bundle))
    frame: Body = {"schema": SCHEMA, "as_of": reading.as_of.isoformat()} | demographics(reading)
    frame["complete"] = list(complete)
    sound = [found for found in _all(reading) if _is_sound(found, frame, reading)]
    file, origins = _assembled(frame, sound)
    _name_unread(contents, reading)
    return Conversion(read_patient(file, SOURCE), tuple(contents.issues), origins)


def _day_of(bundle: Body) -> date:
    written = bundle.get("timestamp")
    day = whole_day(written) if isinstance(written, str) else None
    try:
        return date.fromisoformat(day or "")
    except ValueError:
        raise BadInput(
            "Bundle.timestamp: does not say of which day the bundle is; add it, or give the day yourself"
        ) from None


def _all(reading: Reading) -> Iterator[Found]:
    return chain(conditions(reading), observations(reading), medications(reading), procedures(reading))


def _is_sound(found: Found, frame: Body, reading: Reading) -> bool:
    """Whether a patient's file may hold this record."""
    if found.list == "pregnant":
        return True
    try:
        read_patient(frame | {found.list: [found.record]}, SOURCE)
    except BadInput as fault:
        _, _, why = str(fault).partition(f"{found.list}[0]")
        reading.say(found.path, "not_acceptable", f" ({why.lstrip('.')})" if why else "")
        return False
    return True


def _assembled(frame: Body, sound: list[Found]) -> tuple[Body, dict[str, str]]:
    file, origins = dict(frame), dict[str, str]()
    for found in sound:
        if found.list == "pregnant":
            continue
        records = file.setdefault(found.list, [])
        origins[f"{found.list}[{len(records)}]"] = found.path
        records.append(found.record)
    if (answer := _last_pregnancy(sound, frame["as_of"])) is not None:
        file["reproductive"] = {"pregnant": answer}
    return file, origins


def _last_pregnancy(sound: list[Found], as_of: str) -> bool | None:
    """The last report on a pregnancy by `as_of`; None without one, or where two of a day differ."""
    reports = (one.record for one in sound if one.list == "pregnant")
    dated = [record for record in reports if record.get("date", "9999") <= as_of]
    last = max((record["date"] for record in dated), default=None)
    answers = {record["value"] for record in dated if record["date"] == last}
    return bool(answers.pop()) if len(answers) == 1 else None


def _name_unread(contents: Contents, reading: Reading) -> None:
    for kind in ("DiagnosticReport",):
        for resource in contents.of(kind):
            reading.say(resource.path, "report_not_read")
