"""Where to ask: the nearest place that takes patients, and somebody who can be reached."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.export.sites import Home, contacts, distance_km, nearest_site
from matcher.registry.record import Contact, Location
from tests.lib.shortlists import HOUSTON, record

LAT, LON = st.floats(-90, 90), st.floats(-180, 180)


@pytest.mark.parametrize(
    ("home", "place", "km"),
    [
        (Home(lat=52.52, lon=13.405), Location(lat=48.137, lon=11.575), 504),
        (Home(lat=0, lon=179.5), Location(lat=0, lon=-179.5), 111),
        (Home(lat=90, lon=0), Location(lat=-90, lon=0), 20015),
        (Home(lat=10, lon=10), Location(lat=10, lon=10), 0),
    ],
)
def test_great_circle_distances(home: Home, place: Location, km: int) -> None:
    found = distance_km(home, place)
    assert found is not None
    assert round(found) == km


@given(LAT, LON, LAT, LON)
def test_a_distance_is_the_same_both_ways_and_within_half_the_globe(
    a: float, b: float, c: float, d: float
) -> None:
    there = distance_km(Home(lat=a, lon=b), Location(lat=c, lon=d))
    back = distance_km(Home(lat=c, lon=d), Location(lat=a, lon=b))
    assert there is not None
    assert back == pytest.approx(there, abs=1e-3)
    assert 0 <= there <= 20_016


@pytest.mark.parametrize("home", [Home(), Home(country="US"), Home(lat=1.0)])
def test_without_coordinates_there_is_no_distance(home: Home) -> None:
    assert distance_km(home, Location(lat=1, lon=1)) is None


@pytest.mark.parametrize(
    ("country", "chosen"),
    [
        ("US", "Texas"),
        ("usa", "Texas"),
        ("United States", "Texas"),
        ("IT", "Rome"),
        ("XX", "Rome"),
        (None, "Rome"),
    ],
)
def test_without_coordinates_a_place_in_the_same_country_is_chosen(country: str | None, chosen: str) -> None:
    places = (Location(city="Rome", country="Italy"), Location(city="Texas", country="United States"))
    site = nearest_site(record(locations=places), Home(country=country))
    assert site is not None
    assert (site.location.city, site.others) == (chosen, 1)


@pytest.mark.parametrize(
    ("trial_status", "place_status", "takes"),
    [
        ("RECRUITING", None, True),
        ("RECRUITING", "RECRUITING", True),
        ("RECRUITING", "COMPLETED", False),
        ("RECRUITING", "NOT_YET_RECRUITING", False),
        ("NOT_YET_RECRUITING", None, False),
        ("COMPLETED", "RECRUITING", True),
        (None, None, False),
        (None, "RECRUITING", True),
    ],
)
def test_a_places_own_status_counts_before_the_trials(
    trial_status: str | None, place_status: str | None, takes: bool
) -> None:
    about = record(overall_status=trial_status, locations=(Location(city="Rome", status=place_status),))
    assert (nearest_site(about, HOUSTON) is not None) is takes


def test_the_places_people_come_first_then_the_trials_and_only_such_as_can_be_reached() -> None:
    silent, local, central = Contact(name="No phone"), Contact(phone="1"), Contact(email="c@example.org")
    near = Location(lat=29.7, lon=-95.4, contacts=(silent, local))
    bare = Location(lat=29.7, lon=-95.4, contacts=(silent,))
    for place, whom in ((near, local), (bare, central)):
        about = record(locations=(place,), central_contacts=(silent, central))
        assert contacts(about, nearest_site(about, HOUSTON)) == (whom,)
    assert contacts(record(), None) == ()
