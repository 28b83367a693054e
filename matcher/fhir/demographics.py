"""The Patient resource: sex, birth date, home. A sex that two elements tell apart is not taken."""

from typing import Any

from matcher.errors import BadInput
from matcher.fhir.elements import Body, bodies, extension, number, part, whole_day, words
from matcher.fhir.reading import Reading
from matcher.fhir.tables import table


def demographics(reading: Reading) -> Body:
    """The keys of the patient's file that say who it is. Raises BadInput for a patient without an id."""
    content, path = reading.patient.content, reading.patient.path
    if part(content, "deceasedBoolean") is True or "deceasedDateTime" in content:
        reading.say(f"{path}.deceased[x]", "deceased")
    found: dict[str, Any] = {
        "id": _id(reading),
        "sex": _sex(reading),
        "birth_date": _birth_date(reading),
        "location": _location(reading),
    }
    return {key: value for key, value in found.items() if value}


def _id(reading: Reading) -> str:
    full_url = (reading.patient.full_url or "").rpartition("/")[2].rpartition(":")[2]
    found = reading.patient.id or full_url
    if not found or not found.isprintable():
        raise BadInput(f"{reading.patient.path}.id: is missing; give the Patient an id")
    return found


def _sex(reading: Reading) -> str | None:
    """As the gender says, unless the sex at birth says otherwise."""
    content, path = reading.patient.content, reading.patient.path
    meanings = table("demographics")
    gender = words(content, "gender")
    at_birth = words(extension(content, meanings["birth_sex"]), "valueCode")
    said = {meanings["sex"].get(word) for word in (gender, at_birth) if word}
    if len(said) == 1 and (only := said.pop()):
        return str(only)
    if gender or at_birth:
        reading.say(f"{path}.gender", "sex_unclear")
    return None


def _birth_date(reading: Reading) -> str | None:
    written, path = words(reading.patient.content, "birthDate"), f"{reading.patient.path}.birthDate"
    if written is None:
        reading.say(path, "no_birth_date")
        return None
    if whole_day(written) is None:
        reading.say(path, "partial_birth_date")
    return whole_day(written)


def _location(reading: Reading) -> Body:
    """The first address that is a present home."""
    skip = table("demographics")["no_home"]
    present = (one for _, one in bodies(reading.patient.content, "address") if one.get("use") not in skip)
    address = next(present, {})
    point = extension(address, table("demographics")["geolocation"])
    found = {
        "country": words(address, "country"),
        "postal_code": words(address, "postalCode"),
        "lat": number(extension(point, "latitude"), "valueDecimal"),
        "lon": number(extension(point, "longitude"), "valueDecimal"),
    }
    return {key: value for key, value in found.items() if value is not None}
