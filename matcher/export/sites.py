"""Home to where a patient could take part: the nearest place that takes patients, and whom to call.

It knows coordinates and countries, and no words for people.
"""

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import asin, cos, radians, sin, sqrt

from matcher.registry.record import Contact, Location, TrialRecord

EARTH_RADIUS_KM = 6371.0088
"""Mean radius (IUGG, M-high)."""

RECRUITING = "RECRUITING"


@dataclass(frozen=True, slots=True)
class Home:
    """Where a patient lives, as far as it is recorded; degrees north and east, both or neither."""

    country: str | None = None
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """The place to ask first. `distance_km` is as the crow flies, None where a coordinate is missing.

    `others` counts the further places that take patients.
    """

    location: Location
    distance_km: float | None
    same_country: bool
    others: int


def nearest_site(record: TrialRecord, home: Home | None) -> Site | None:
    """The nearest place that takes patients; without coordinates one in the same country, else the first."""
    here = home or Home()
    taking = [place for place in record.locations if _takes_patients(place, record)]
    if not taking:
        return None
    best = min(taking, key=lambda place: _order(place, here))
    return Site(best, distance_km(here, best), _same_country(here, best), len(taking) - 1)


def contacts(record: TrialRecord, site: Site | None) -> tuple[Contact, ...]:
    """Whom to call: the people of the place, else those of the trial; only such as can be reached."""
    local = site.location.contacts if site else ()
    return _reachable(local) or _reachable(record.central_contacts)


def distance_km(home: Home, place: Location) -> float | None:
    """Great-circle distance (haversine), None where a coordinate is missing."""
    if home.lat is None or home.lon is None or place.lat is None or place.lon is None:
        return None
    lat, other = radians(home.lat), radians(place.lat)
    across = sin((other - lat) / 2) ** 2
    along = sin(radians(place.lon - home.lon) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(across + cos(lat) * cos(other) * along)))


def _order(place: Location, home: Home) -> tuple[bool, float, bool]:
    distance = distance_km(home, place)
    foreign = not _same_country(home, place)
    return (distance is None and foreign, distance if distance is not None else float("inf"), foreign)


def _takes_patients(place: Location, record: TrialRecord) -> bool:
    return (place.status or record.overall_status) == RECRUITING


def _reachable(people: tuple[Contact, ...]) -> tuple[Contact, ...]:
    return tuple(person for person in people if person.phone or person.email)


def _same_country(home: Home, place: Location) -> bool:
    if home.country is None or place.country is None:
        return False
    return country_code(home.country) == country_code(place.country)


def country_code(name: str) -> str:
    """The two-letter code of a country in small letters; of a name that is not known, the name so."""
    return _codes().get(name.casefold(), name.casefold())


def country_name(code: str) -> str:
    """The name of the country with this code in small letters; empty for a code that is not known."""
    return _names().get(code, "")


@cache
def _names() -> dict[str, str]:
    """The first spelling of each country."""
    return {row["code"].casefold(): row["name"] for row in reversed(_rows())}


@cache
def _codes() -> dict[str, str]:
    """Every spelling of a country to its two-letter code, in lower case."""
    return {row["name"].casefold(): row["code"].casefold() for row in _rows()}


@cache
def _rows() -> tuple[dict[str, str], ...]:
    file = resources.files("matcher.export") / "countries.csv"
    return tuple(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
