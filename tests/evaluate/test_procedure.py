"""Procedures done or planned."""

from criteria import nodes
from criteria.quantity import Window
from tests.lib.cases import Case, F, T, U, each
from tests.lib.charts import diagnosis


def done(procedure: str, **more: object) -> nodes.Procedure:
    """A procedure asked for."""
    return nodes.Procedure.model_validate({"procedure": procedure} | more)


TRANSPLANT = [{"name": "allogeneic stem cell transplant", "date": "2024-01-01"}]
COMPLETE = ["procedures"]

CASES = [
    Case(
        "done",
        done("stem_cell_transplant"),
        {"procedures": TRANSPLANT},
        T,
        ("allogeneic stem cell transplant on 2024-01-01, 1,035 days ago: this is stem cell transplant"),
        paths=["procedures[0]"],
    ),
    Case(
        "none",
        done("major_surgery"),
        {"complete": COMPLETE},
        F,
        "the procedures are complete and hold no major surgery",
        basis="presumed",
    ),
    Case(
        "open",
        done("major_surgery"),
        {},
        U,
        "no major surgery is recorded, but not all procedures may be listed",
        needs=["whether there was major surgery"],
    ),
    Case(
        "umbrella rec",
        done("haploidentical_transplant"),
        {"procedures": TRANSPLANT, "complete": COMPLETE},
        U,
        (
            "allogeneic stem cell transplant on 2024-01-01: whether this is haploidentical "
            "transplant is not recorded"
        ),
        needs=["whether there was haploidentical transplant"],
        paths=["procedures[0]"],
    ),
    Case(
        "window out",
        done("allogeneic_transplant", window=Window(max_days=180)),
        {"procedures": TRANSPLANT, "complete": COMPLETE},
        F,
        (
            "allogeneic stem cell transplant on 2024-01-01, 1,035 days ago: this is not "
            "allogeneic stem cell transplant within 180 days"
        ),
        paths=["procedures[0]"],
    ),
    Case(
        "window in",
        done("major_surgery", window=Window(max_days=28)),
        {"procedures": [{"name": "major surgery", "date": "2026-10-20"}], "complete": COMPLETE},
        T,
        "major surgery on 2026-10-20, 12 days ago: this is major surgery within 28 days",
        opens_on="2026-11-18",
        paths=["procedures[0]"],
    ),
    Case(
        "min window",
        done("allogeneic_transplant", window=Window(min_days=1200)),
        {"procedures": TRANSPLANT, "complete": COMPLETE},
        F,
        (
            "allogeneic stem cell transplant on 2024-01-01, 1,035 days ago: this is not "
            "allogeneic stem cell transplant at least 1,200 days ago"
        ),
        opens_on="2027-04-15",
        paths=["procedures[0]"],
    ),
    Case(
        "planned",
        done("allogeneic_transplant", planned=True),
        {},
        U,
        "planned allogeneic stem cell transplant is not recorded",
        needs=["planned allogeneic stem cell transplant"],
    ),
    Case(
        "routine",
        done("electrocardiogram"),
        {"complete": COMPLETE},
        U,
        "no electrocardiogram is recorded, but not all procedures may be listed",
        needs=["whether there was electrocardiogram"],
    ),
    Case(
        "radio therapy-related",
        done("radiotherapy"),
        {"diagnoses": [diagnosis("MDS", therapy_related=True)], "complete": COMPLETE},
        U,
        "no radiotherapy is recorded, but not all procedures may be listed",
        needs=["whether there was radiotherapy"],
    ),
    Case(
        "unmatched",
        done("major_surgery"),
        {"procedures": [{"name": "zorbectomy", "date": "2020-01-01"}], "complete": COMPLETE},
        U,
        "zorbectomy on 2020-01-01: whether this is major surgery is not recorded",
        needs=["whether there was major surgery"],
        paths=["procedures[0]"],
    ),
]


@each(CASES)
def test_verdict(case: Case) -> None:
    case.check()
