"""Untreated, newly diagnosed, relapsed, refractory, in remission, transformed."""

from criteria import nodes
from tests.lib.cases import Case, F, T, U, each
from tests.lib.charts import Part, course, diagnosis, lab


def status(word: str, *diseases: str) -> nodes.DiseaseStatus:
    """A course of the disease asked for."""
    return nodes.DiseaseStatus(status=word, diseases=diseases)


def blasts(value: float) -> list[Part]:
    """One value of marrow blasts."""
    return [lab("bone marrow blasts", value, "%")]


EB2 = [diagnosis("MDS with excess blasts 2")]
TRANSFORMED = [diagnosis("MDS with multilineage dysplasia", "2025-01-05"), diagnosis("AML", "2026-10-15")]
AZA = course("azacitidine", "2026-02-10", "2026-09-02", best_response="CR", outcome="relapse")
COMPLETE = ["therapies", "procedures"]

CASES = [
    Case(
        "untreated no",
        status("untreated", "MDS"),
        {"diagnoses": EB2, "therapies": [AZA]},
        F,
        "treated with azacitidine",
        paths=["therapies[0]"],
    ),
    Case(
        "untreated yes",
        status("untreated", "MDS"),
        {"diagnoses": EB2, "complete": COMPLETE},
        T,
        (
            "current disease MDS with excess blasts-2 of 2026-01-05; the therapies are complete "
            "and hold no treatment of the disease"
        ),
        basis="presumed",
        paths=["diagnoses[0]"],
    ),
    Case(
        "untreated esa",
        status("untreated", "MDS"),
        {"diagnoses": EB2, "complete": COMPLETE, "therapies": [course("epoetin alfa")]},
        U,
        "epoetin alfa: whether that counts as treatment is for the trial to say",
        needs=["whether epoetin alfa counts as treatment"],
        paths=["therapies[0]"],
    ),
    Case(
        "untreated aml",
        status("untreated", "AML"),
        {"diagnoses": TRANSFORMED, "complete": COMPLETE, "therapies": [AZA]},
        T,
        (
            "current disease acute myeloid leukemia of 2026-10-15; the therapies are complete and"
            " hold no treatment of the disease"
        ),
        basis="presumed",
        paths=["diagnoses[1]"],
    ),
    Case(
        "untreated silent",
        status("untreated", "MDS"),
        {"diagnoses": EB2},
        U,
        "earlier treatment is not fully recorded",
        needs=["earlier treatment of the disease"],
    ),
    Case(
        "new",
        status("newly_diagnosed", "MDS"),
        {"diagnoses": EB2, "complete": COMPLETE},
        U,
        "diagnosed on 2026-01-05; how recent a new diagnosis has to be is not stated",
        needs=["how recent the diagnosis has to be"],
        paths=["diagnoses[0]"],
    ),
    Case(
        "new treated",
        status("newly_diagnosed", "MDS"),
        {"diagnoses": EB2, "therapies": [AZA]},
        F,
        "already treated with azacitidine",
        paths=["therapies[0]"],
    ),
    Case(
        "relapsed",
        status("relapsed", "MDS"),
        {"diagnoses": EB2, "therapies": [AZA]},
        T,
        ("current disease MDS with excess blasts-2 of 2026-01-05; azacitidine: best response CR, relapse"),
        paths=["diagnoses[0]", "therapies[0]"],
    ),
    Case(
        "refractory no",
        status("refractory", "MDS"),
        {"diagnoses": EB2, "therapies": [AZA], "complete": COMPLETE},
        F,
        "azacitidine: best response CR, relapse",
        paths=["therapies[0]"],
    ),
    Case(
        "relapsed aml after mds",
        status("relapsed", "AML"),
        {"diagnoses": TRANSFORMED, "therapies": [AZA], "complete": COMPLETE},
        U,
        ("azacitidine was given before the transformation: whether it counts is for the trial to say"),
        needs=["whether therapy before the transformation counts"],
        paths=["therapies[0]"],
    ),
    Case(
        "relapsed none",
        status("relapsed", "MDS"),
        {"diagnoses": EB2, "complete": COMPLETE},
        F,
        "the therapies are complete and hold no treatment of the disease",
        basis="presumed",
    ),
    Case(
        "refr esa",
        status("refractory", "MDS"),
        {
            "diagnoses": EB2,
            "complete": COMPLETE,
            "therapies": [course("epoetin alfa", outcome="no response")],
        },
        U,
        ("epoetin alfa: no response: whether this is refractory myelodysplastic syndrome is not recorded"),
        needs=["response to and outcome of epoetin alfa"],
        paths=["therapies[0]"],
    ),
    Case(
        "remission blasts",
        status("remission"),
        {"diagnoses": EB2, "observations": blasts(15)},
        F,
        "bone marrow blasts 15% on 2026-10-28: no remission",
        paths=["observations[0]"],
    ),
    Case(
        "remission",
        status("remission", "MDS"),
        {
            "diagnoses": EB2,
            "therapies": [course("azacitidine", end=None, best_response="CR", outcome="ongoing")],
        },
        T,
        ("current disease MDS with excess blasts-2 of 2026-01-05; azacitidine: best response CR, ongoing"),
        paths=["diagnoses[0]", "therapies[0]"],
    ),
    Case(
        "transformed",
        status("transformed"),
        {"diagnoses": TRANSFORMED},
        T,
        ("acute myeloid leukemia of 2026-10-15 after MDS with multilineage dysplasia of 2025-01-05"),
        basis="derived",
        paths=["diagnoses[1]", "diagnoses[0]"],
    ),
    Case(
        "odd",
        status("stable"),
        {"diagnoses": EB2},
        U,
        "stable disease is not recorded",
        needs=["stable disease"],
    ),
]


@each(CASES)
def test_verdict(case: Case) -> None:
    case.check()
