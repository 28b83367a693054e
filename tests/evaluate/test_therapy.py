"""Prior therapy: agents, outcomes, counts, windows, target disease, ineligibility."""

from criteria import nodes
from criteria.quantity import Interval, Window
from tests.lib.cases import Case, F, T, U, each
from tests.lib.charts import course, diagnosis, lab


def took(*agents: str, **more: object) -> nodes.PriorTherapy:
    """Prior therapy asked for."""
    return nodes.PriorTherapy.model_validate({"agents": agents} | more)


AZA = course("azacitidine", "2024-09-01", "2026-09-15", cycles=24, best_response="CR", outcome="relapse")
HYDROXYUREA = course("hydroxyurea", "2026-10-20", None, outcome="ongoing")
TRANSFORMED = [diagnosis("MDS", "2024-08-01"), diagnosis("AML", "2026-10-15")]
COMPLETE = ["therapies"]

CASES = [
    Case(
        "exposed",
        took("HMA"),
        {"therapies": [AZA]},
        T,
        (
            "azacitidine 2024-09-01 to 2026-09-15, 24 cycles, best response CR, relapse, ended 47"
            " days ago: this is prior treatment with hypomethylating agent"
        ),
        paths=["therapies[0]"],
    ),
    Case(
        "none complete",
        took("lenalidomide"),
        {"therapies": [AZA], "complete": COMPLETE},
        F,
        "the therapies are complete and hold no lenalidomide",
        basis="presumed",
    ),
    Case(
        "none open",
        took("lenalidomide"),
        {"therapies": [AZA]},
        U,
        "no lenalidomide that counts is recorded, but not all therapies may be listed",
        needs=["whether there was prior treatment with lenalidomide"],
    ),
    Case(
        "naive",
        nodes.Not(child=took("ESA")),
        {"complete": COMPLETE},
        T,
        "the therapies are complete and hold no erythropoiesis-stimulating agent",
        basis="presumed",
    ),
    Case(
        "excepting",
        took("cytotoxic_chemotherapy", excepting=("hydroxyurea",)),
        {"therapies": [HYDROXYUREA], "complete": COMPLETE},
        F,
        "the therapies are complete and hold no cytotoxic chemotherapy",
        basis="presumed",
    ),
    Case(
        "doubtful",
        took("cytotoxic_chemotherapy"),
        {"therapies": [HYDROXYUREA], "complete": COMPLETE},
        U,
        (
            "hydroxyurea since 2026-10-20, ongoing: whether this is prior treatment with "
            "cytotoxic chemotherapy is not recorded"
        ),
        needs=["whether hydroxyurea counts as cytotoxic chemotherapy"],
        paths=["therapies[0]"],
    ),
    Case(
        "class recorded, drug asked",
        took("azacitidine"),
        {"therapies": [course("hypomethylating agent")], "complete": COMPLETE},
        U,
        (
            "hypomethylating agent 2026-01-10 to 2026-09-02, ended 60 days ago: whether this is "
            "prior treatment with azacitidine is not recorded"
        ),
        needs=["whether hypomethylating agent counts as azacitidine"],
        paths=["therapies[0]"],
    ),
    Case(
        "class recorded, class asked",
        took("HMA"),
        {"therapies": [course("hypomethylating agent")], "complete": COMPLETE},
        T,
        (
            "hypomethylating agent 2026-01-10 to 2026-09-02, ended 60 days ago: this is prior "
            "treatment with hypomethylating agent"
        ),
        paths=["therapies[0]"],
    ),
    Case(
        "class recorded other drug",
        took("lenalidomide"),
        {"therapies": [course("hypomethylating agent")], "complete": COMPLETE},
        F,
        "the therapies are complete and hold no lenalidomide",
        basis="presumed",
    ),
    Case(
        "unmatched, class",
        took("HMA"),
        {"therapies": [course("XYZ-0001")], "complete": COMPLETE},
        U,
        (
            "XYZ-0001 2026-01-10 to 2026-09-02, ended 60 days ago: whether this is prior "
            "treatment with hypomethylating agent is not recorded"
        ),
        needs=["whether XYZ-0001 counts as hypomethylating agent"],
        paths=["therapies[0]"],
    ),
    Case(
        "unmatched, drug",
        took("lenalidomide"),
        {"therapies": [course("XYZ-0001")], "complete": COMPLETE},
        F,
        "the therapies are complete and hold no lenalidomide",
        basis="presumed",
    ),
    Case(
        "investig no",
        took("investigational"),
        {"therapies": [AZA], "complete": COMPLETE},
        F,
        "the therapies are complete and hold no investigational agent",
        basis="presumed",
    ),
    Case(
        "investig maybe",
        took("investigational"),
        {"therapies": [course("magrolimab")], "complete": COMPLETE},
        U,
        (
            "magrolimab 2026-01-10 to 2026-09-02, ended 60 days ago: whether this is prior "
            "treatment with investigational agent is not recorded"
        ),
        needs=["whether magrolimab counts as investigational agent"],
        paths=["therapies[0]"],
    ),
    Case(
        "investig unmatched",
        took("investigational"),
        {"therapies": [course("XYZ-0001")], "complete": COMPLETE},
        U,
        (
            "XYZ-0001 2026-01-10 to 2026-09-02, ended 60 days ago: whether this is prior "
            "treatment with investigational agent is not recorded"
        ),
        needs=["whether XYZ-0001 counts as investigational agent"],
        paths=["therapies[0]"],
    ),
    Case(
        "cycles 4",
        took("HMA", count=Interval(low=4), count_of="cycles"),
        {"therapies": [AZA]},
        T,
        (
            "azacitidine 2024-09-01 to 2026-09-15, 24 cycles, best response CR, relapse, ended 47"
            " days ago: this is prior treatment with hypomethylating agent (at least 4 cycles)"
        ),
        paths=["therapies[0]"],
    ),
    Case(
        "cycles sum",
        took("HMA", count=Interval(low=10), count_of="cycles"),
        {
            "therapies": [course("azacitidine", cycles=6), course("decitabine", cycles=4)],
            "complete": COMPLETE,
        },
        T,
        (
            "azacitidine 2026-01-10 to 2026-09-02, 6 cycles, ended 60 days ago; decitabine "
            "2026-01-10 to 2026-09-02, 4 cycles, ended 60 days ago: this is prior treatment with "
            "hypomethylating agent (at least 10 cycles)"
        ),
        paths=["therapies[0]", "therapies[1]"],
    ),
    Case(
        "cycles few",
        took("HMA", count=Interval(low=4), count_of="cycles"),
        {"therapies": [course("azacitidine", cycles=3)], "complete": COMPLETE},
        F,
        (
            "azacitidine 2026-01-10 to 2026-09-02, 3 cycles, ended 60 days ago: this is not prior"
            " treatment with hypomethylating agent (at least 4 cycles)"
        ),
        paths=["therapies[0]"],
    ),
    Case(
        "cycles few open",
        took("HMA", count=Interval(low=4), count_of="cycles"),
        {"therapies": [course("azacitidine", cycles=3)]},
        U,
        (
            "azacitidine 2026-01-10 to 2026-09-02, 3 cycles, ended 60 days ago: whether this is "
            "prior treatment with hypomethylating agent (at least 4 cycles) is not recorded"
        ),
        needs=[("whether there was prior treatment with hypomethylating agent (at least 4 cycles)")],
        paths=["therapies[0]"],
    ),
    Case(
        "cycles unknown",
        took("HMA", count=Interval(low=4), count_of="cycles"),
        {"therapies": [course("azacitidine")], "complete": COMPLETE},
        U,
        (
            "azacitidine 2026-01-10 to 2026-09-02, ended 60 days ago: whether this is prior "
            "treatment with hypomethylating agent (at least 4 cycles) is not recorded"
        ),
        needs=["cycles of azacitidine"],
        paths=["therapies[0]"],
    ),
    Case(
        "at most 1 none",
        took("HMA", count=Interval(high=1), count_of="cycles"),
        {"complete": COMPLETE},
        T,
        "the therapies are complete and hold no hypomethylating agent",
        basis="presumed",
    ),
    Case(
        "lines",
        took("HMA", count=Interval(high=1), count_of="lines"),
        {"therapies": [course("azacitidine"), course("decitabine")], "complete": COMPLETE},
        F,
        (
            "azacitidine 2026-01-10 to 2026-09-02, ended 60 days ago; decitabine 2026-01-10 to "
            "2026-09-02, ended 60 days ago: this is not prior treatment with hypomethylating "
            "agent (at most 1 line)"
        ),
        paths=["therapies[0]", "therapies[1]"],
    ),
    Case(
        "within 28",
        took("HMA", window=Window(max_days=28)),
        {"therapies": [AZA], "complete": COMPLETE},
        F,
        (
            "azacitidine 2024-09-01 to 2026-09-15, 24 cycles, best response CR, relapse, ended 47"
            " days ago: this is not prior treatment with hypomethylating agent within 28 days"
        ),
        paths=["therapies[0]"],
    ),
    Case(
        "within 60",
        took("HMA", window=Window(max_days=60)),
        {"therapies": [AZA], "complete": COMPLETE},
        T,
        (
            "azacitidine 2024-09-01 to 2026-09-15, 24 cycles, best response CR, relapse, ended 47"
            " days ago: this is prior treatment with hypomethylating agent within 60 days"
        ),
        opens_on="2026-11-15",
        paths=["therapies[0]"],
    ),
    Case(
        "within 47",
        took("HMA", window=Window(max_days=47)),
        {"therapies": [AZA], "complete": COMPLETE},
        T,
        (
            "azacitidine 2024-09-01 to 2026-09-15, 24 cycles, best response CR, relapse, ended 47"
            " days ago: this is prior treatment with hypomethylating agent within 47 days"
        ),
        opens_on="2026-11-02",
        paths=["therapies[0]"],
    ),
    Case(
        "ongoing within",
        took("hydroxyurea", window=Window(max_days=28)),
        {"therapies": [HYDROXYUREA], "complete": COMPLETE},
        T,
        ("hydroxyurea since 2026-10-20, ongoing: this is prior treatment with hydroxyurea within 28 days"),
        paths=["therapies[0]"],
    ),
    Case(
        "end unknown",
        took("HMA", window=Window(max_days=28)),
        {"therapies": [course("azacitidine", "2026-01-01", None)], "complete": COMPLETE},
        U,
        (
            "azacitidine from 2026-01-01: whether this is prior treatment with hypomethylating "
            "agent within 28 days is not recorded"
        ),
        needs=["end date of azacitidine"],
        paths=["therapies[0]"],
    ),
    Case(
        "end unknown started lately",
        took("HMA", window=Window(max_days=28)),
        {"therapies": [course("azacitidine", "2026-10-20", None)], "complete": COMPLETE},
        T,
        ("azacitidine from 2026-10-20: this is prior treatment with hypomethylating agent within 28 days"),
        paths=["therapies[0]"],
    ),
    Case(
        "at least 60 ago",
        took("HMA", window=Window(min_days=60)),
        {"therapies": [AZA], "complete": COMPLETE},
        F,
        (
            "azacitidine 2024-09-01 to 2026-09-15, 24 cycles, best response CR, relapse, ended 47"
            " days ago: this is not prior treatment with hypomethylating agent at least 60 days "
            "ago"
        ),
        opens_on="2026-11-14",
        paths=["therapies[0]"],
    ),
    Case(
        "at least 28 ago",
        took("HMA", window=Window(min_days=28)),
        {"therapies": [AZA], "complete": COMPLETE},
        T,
        (
            "azacitidine 2024-09-01 to 2026-09-15, 24 cycles, best response CR, relapse, ended 47"
            " days ago: this is prior treatment with hypomethylating agent at least 28 days ago"
        ),
        paths=["therapies[0]"],
    ),
    Case(
        "half-lives unknown",
        took("HMA", window=Window(max_days=14, half_lives=5, whichever="longer")),
        {"therapies": [AZA], "complete": COMPLETE},
        F,
        (
            "azacitidine 2024-09-01 to 2026-09-15, 24 cycles, best response CR, relapse, ended 47"
            " days ago: this is not prior treatment with hypomethylating agent within 14 days or "
            "5 half-lives, whichever is longer"
        ),
        paths=["therapies[0]"],
    ),
    Case(
        "half-lives long ago",
        took("HMA", window=Window(max_days=14, half_lives=5, whichever="longer")),
        {"therapies": [course("azacitidine", "2024-01-01", "2025-06-01")], "complete": COMPLETE},
        F,
        (
            "azacitidine 2024-01-01 to 2025-06-01, ended 518 days ago: this is not prior "
            "treatment with hypomethylating agent within 14 days or 5 half-lives, whichever is "
            "longer"
        ),
        paths=["therapies[0]"],
    ),
    Case(
        "half-lives shorter",
        took("HMA", window=Window(max_days=14, half_lives=5, whichever="shorter")),
        {"therapies": [AZA], "complete": COMPLETE},
        F,
        (
            "azacitidine 2024-09-01 to 2026-09-15, 24 cycles, best response CR, relapse, ended 47"
            " days ago: this is not prior treatment with hypomethylating agent within 14 days or "
            "5 half-lives, whichever is shorter"
        ),
        paths=["therapies[0]"],
    ),
    Case(
        "target aml",
        took("HMA", target=("AML",)),
        {"therapies": [AZA], "diagnoses": TRANSFORMED, "complete": COMPLETE},
        F,
        (
            "azacitidine 2024-09-01 to 2026-09-15, 24 cycles, best response CR, relapse, ended 47"
            " days ago: this is not prior treatment with hypomethylating agent for acute myeloid "
            "leukemia"
        ),
        paths=["therapies[0]"],
    ),
    Case(
        "target mds",
        took("HMA", target=("MDS",)),
        {"therapies": [AZA], "diagnoses": TRANSFORMED, "complete": COMPLETE},
        T,
        (
            "azacitidine 2024-09-01 to 2026-09-15, 24 cycles, best response CR, relapse, ended 47"
            " days ago: this is prior treatment with hypomethylating agent for myelodysplastic "
            "syndrome"
        ),
        paths=["therapies[0]"],
    ),
    Case(
        "target unknown",
        took("HMA", target=("MDS",)),
        {"therapies": [AZA], "complete": COMPLETE},
        U,
        (
            "azacitidine 2024-09-01 to 2026-09-15, 24 cycles, best response CR, relapse, ended 47"
            " days ago: whether this is prior treatment with hypomethylating agent for "
            "myelodysplastic syndrome is not recorded"
        ),
        needs=["what azacitidine was given for"],
        paths=["therapies[0]"],
    ),
    Case(
        "target spanning",
        took("HMA", target=("AML",)),
        {
            "therapies": [course("azacitidine", "2026-09-01", None, outcome="ongoing")],
            "diagnoses": TRANSFORMED,
            "complete": COMPLETE,
        },
        U,
        (
            "azacitidine since 2026-09-01, ongoing: whether this is prior treatment with "
            "hypomethylating agent for acute myeloid leukemia is not recorded"
        ),
        needs=["what azacitidine was given for"],
        paths=["therapies[0]"],
    ),
    Case(
        "8 weeks",
        took("ESA", duration=Interval(low=56)),
        {"therapies": [course("epoetin alfa", "2025-01-20", "2025-03-05")], "complete": COMPLETE},
        F,
        (
            "epoetin alfa 2025-01-20 to 2025-03-05, ended 606 days ago: this is not prior "
            "treatment with erythropoiesis-stimulating agent (at least 8 weeks)"
        ),
        paths=["therapies[0]"],
    ),
    Case(
        "8 weeks yes",
        took("ESA", duration=Interval(low=56)),
        {"therapies": [course("epoetin alfa", "2023-06-15", "2023-12-20")], "complete": COMPLETE},
        T,
        (
            "epoetin alfa 2023-06-15 to 2023-12-20, ended 1,047 days ago: this is prior treatment"
            " with erythropoiesis-stimulating agent (at least 8 weeks)"
        ),
        paths=["therapies[0]"],
    ),
    Case(
        "ineligible yes",
        took("ESA", outcome="ineligible"),
        {"observations": [lab("serum EPO", 612, "mU/mL")]},
        T,
        (
            "serum erythropoietin 612 mU/mL on 2026-10-28 is above 500: "
            "erythropoiesis-stimulating agent is ruled out"
        ),
        basis="derived",
        paths=["observations[0]"],
    ),
    Case(
        "ineligible no",
        took("ESA", outcome="ineligible"),
        {"observations": [lab("serum EPO", 96, "mU/mL")]},
        F,
        ("serum erythropoietin 96 mU/mL on 2026-10-28 does not rule out erythropoiesis-stimulating agent"),
        basis="derived",
        paths=["observations[0]"],
    ),
    Case(
        "ineligible between",
        took("ESA", outcome="ineligible"),
        {"observations": [lab("serum EPO", 300, "mU/mL")]},
        U,
        ("serum erythropoietin 300 mU/mL on 2026-10-28 lies between 200 and 500, where sources differ"),
        needs=["eligibility for erythropoiesis-stimulating agent as the trial defines it"],
        paths=["observations[0]"],
    ),
    Case(
        "ineligible none",
        took("ESA", outcome="ineligible"),
        {},
        U,
        "whether erythropoiesis-stimulating agent is ruled out is not recorded",
        needs=["eligibility for erythropoiesis-stimulating agent"],
    ),
    Case(
        "ineligible hma",
        took("HMA", outcome="ineligible"),
        {},
        U,
        "whether hypomethylating agent is ruled out is not recorded",
        needs=["eligibility for hypomethylating agent"],
    ),
    Case(
        "therapy-related chemo",
        took("chemotherapy"),
        {"diagnoses": [diagnosis("MDS", therapy_related=True)], "complete": COMPLETE},
        U,
        "no chemotherapy that counts is recorded, but not all therapies may be listed",
        needs=["whether there was prior treatment with chemotherapy"],
    ),
    Case(
        "CR, relapse: failed",
        took("HMA", outcome="failed"),
        {"therapies": [AZA], "complete": COMPLETE},
        T,
        (
            "azacitidine 2024-09-01 to 2026-09-15, 24 cycles, best response CR, relapse, ended 47"
            " days ago: this is failure of hypomethylating agent"
        ),
        paths=["therapies[0]"],
    ),
    Case(
        "CR, relapse: refractory",
        took("HMA", outcome="refractory"),
        {"therapies": [AZA], "complete": COMPLETE},
        F,
        (
            "azacitidine 2024-09-01 to 2026-09-15, 24 cycles, best response CR, relapse, ended 47"
            " days ago: this is not disease refractory to hypomethylating agent"
        ),
        paths=["therapies[0]"],
    ),
    Case(
        "CR, relapse: relapsed",
        took("HMA", outcome="relapsed"),
        {"therapies": [AZA], "complete": COMPLETE},
        T,
        (
            "azacitidine 2024-09-01 to 2026-09-15, 24 cycles, best response CR, relapse, ended 47"
            " days ago: this is relapse after hypomethylating agent"
        ),
        paths=["therapies[0]"],
    ),
    Case(
        "CR, relapse: progressed",
        took("HMA", outcome="progressed"),
        {"therapies": [AZA], "complete": COMPLETE},
        U,
        (
            "azacitidine 2024-09-01 to 2026-09-15, 24 cycles, best response CR, relapse, ended 47"
            " days ago: whether this is progression after hypomethylating agent is not recorded"
        ),
        needs=["response to and outcome of azacitidine"],
        paths=["therapies[0]"],
    ),
    Case(
        "CR, relapse: intolerant",
        took("HMA", outcome="intolerant"),
        {"therapies": [AZA], "complete": COMPLETE},
        F,
        (
            "azacitidine 2024-09-01 to 2026-09-15, 24 cycles, best response CR, relapse, ended 47"
            " days ago: this is not intolerance of hypomethylating agent"
        ),
        paths=["therapies[0]"],
    ),
    Case(
        "CR, relapse: no_response",
        took("HMA", outcome="no_response"),
        {"therapies": [AZA], "complete": COMPLETE},
        F,
        (
            "azacitidine 2024-09-01 to 2026-09-15, 24 cycles, best response CR, relapse, ended 47"
            " days ago: this is not lack of response to hypomethylating agent"
        ),
        paths=["therapies[0]"],
    ),
    Case(
        "CR, relapse: responded",
        took("HMA", outcome="responded"),
        {"therapies": [AZA], "complete": COMPLETE},
        T,
        (
            "azacitidine 2024-09-01 to 2026-09-15, 24 cycles, best response CR, relapse, ended 47"
            " days ago: this is response to hypomethylating agent"
        ),
        paths=["therapies[0]"],
    ),
    Case(
        "CR, relapse: current",
        took("HMA", outcome="current"),
        {"therapies": [AZA], "complete": COMPLETE},
        F,
        (
            "azacitidine 2024-09-01 to 2026-09-15, 24 cycles, best response CR, relapse, ended 47"
            " days ago: this is not current treatment with hypomethylating agent"
        ),
        paths=["therapies[0]"],
    ),
    Case(
        "CR, relapse: adequate",
        took("HMA", outcome="adequate"),
        {"therapies": [AZA], "complete": COMPLETE},
        T,
        (
            "azacitidine 2024-09-01 to 2026-09-15, 24 cycles, best response CR, relapse, ended 47"
            " days ago: this is an adequate course of hypomethylating agent"
        ),
        paths=["therapies[0]"],
    ),
]


@each(CASES)
def test_verdict(case: Case) -> None:
    case.check()
