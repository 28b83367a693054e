"""Age, sex, residence, life expectancy."""

from criteria import nodes
from criteria.quantity import Interval
from tests.lib.cases import Case, F, T, U, each

CASES = [
    Case(
        "age in",
        nodes.Age(interval=Interval(low=18, high=76, high_closed=False)),
        {"birth_date": "1950-11-02"},
        T,
        "age 75 is at least 18 and less than 76",
        paths=["birth_date"],
    ),
    Case(
        "age out",
        nodes.Age(interval=Interval(low=18, high=75, high_closed=False)),
        {"birth_date": "1950-11-02"},
        F,
        "age 75 is not at least 18 and less than 75",
        paths=["birth_date"],
    ),
    Case("age none", nodes.Age(interval=Interval(low=18)), {}, U, "the age is not recorded", needs=["age"]),
    Case("sex", nodes.Sex(sex="female"), {"sex": "male"}, F, "the patient is male", paths=["sex"]),
    Case(
        "sex none", nodes.Sex(sex="female"), {"sex": "unknown"}, U, "the sex is not recorded", needs=["sex"]
    ),
    Case(
        "residence none",
        nodes.Residence(place="France"),
        {},
        U,
        "the country is not recorded",
        needs=["country of residence"],
    ),
    Case(
        "life",
        nodes.LifeExpectancy(interval=Interval(low=91.3125)),
        {},
        U,
        "the life expectancy is not recorded",
        needs=["life expectancy"],
    ),
    Case(
        "residence Europe",
        nodes.Residence(place="Europe"),
        {"location": {"country": "France"}},
        T,
        "the patient lives in France",
        paths=["location.country"],
    ),
    Case(
        "residence the European Union",
        nodes.Residence(place="the European Union"),
        {"location": {"country": "CH"}},
        F,
        "the patient lives in CH",
        paths=["location.country"],
    ),
    Case(
        "residence North America",
        nodes.Residence(place="North America"),
        {"location": {"country": "USA"}},
        T,
        "the patient lives in USA",
        paths=["location.country"],
    ),
    Case(
        "residence United States",
        nodes.Residence(place="United States"),
        {"location": {"country": "US"}},
        T,
        "the patient lives in US",
        paths=["location.country"],
    ),
    Case(
        "residence Atlantis",
        nodes.Residence(place="Atlantis"),
        {"location": {"country": "US"}},
        U,
        "Atlantis is no country or region known here",
        needs=["whether in Atlantis"],
    ),
    Case(
        "residence Germany",
        nodes.Residence(place="Germany"),
        {"location": {"country": "Narnia"}},
        U,
        "Narnia is no country known here",
        needs=["whether in Germany"],
    ),
]


@each(CASES)
def test_verdict(case: Case) -> None:
    case.check()
