"""Combinations: truth, reasons of those that decide, needs of those that could, the day a window ends."""

from criteria import nodes
from criteria.quantity import Interval, Window
from tests.lib.cases import Case, F, T, U, each
from tests.lib.charts import course, diagnosis, lab


def at_least(value: float, lab: str = "hemoglobin", unit: str = "g/dL") -> nodes.Measurement:
    """A lower limit on a lab."""
    return nodes.Measurement(lab=lab, interval=Interval(low=value), unit=unit)


def lately(agent: str, days: float) -> nodes.PriorTherapy:
    """Therapy within so many days."""
    return nodes.PriorTherapy(agents=(agent,), window=Window(max_days=days))


def every(*children: nodes.Criterion) -> nodes.AllOf:
    """All of them."""
    return nodes.AllOf(children=children)


def either(*children: nodes.Criterion) -> nodes.AnyOf:
    """Any of them."""
    return nodes.AnyOf(children=children)


PLATELETS = at_least(50, "platelets", "10^9/L")
ANC = at_least(1, "anc", "10^9/L")
MALE = nodes.Sex(sex="male")
HEMOGLOBIN_8 = [lab("hemoglobin", 8.1, "g/dL")]
BOTH = [course("azacitidine", end="2026-09-15"), course("epoetin alfa", end="2026-09-15")]
COMPLETE = ["therapies"]
CONSENT = nodes.Administrative(topic="consent")
SITE = nodes.Administrative(topic="site")

CASES = [
    Case(
        "all of: one fails",
        every(at_least(9), PLATELETS),
        {"observations": HEMOGLOBIN_8},
        F,
        "hemoglobin 8.1 g/dL on 2026-10-28, not as asked: at least 9 g/dL",
        paths=["observations[0]"],
    ),
    Case(
        "all of: two open",
        every(at_least(8), PLATELETS, ANC),
        {"observations": HEMOGLOBIN_8},
        U,
        "platelets is not recorded; absolute neutrophil count is not recorded",
        needs=["platelets", "absolute neutrophil count"],
    ),
    Case(
        "all of: all hold",
        every(at_least(8), at_least(7)),
        {"observations": HEMOGLOBIN_8},
        T,
        (
            "hemoglobin 8.1 g/dL on 2026-10-28, as asked: at least 8 g/dL; hemoglobin 8.1 g/dL on"
            " 2026-10-28, as asked: at least 7 g/dL"
        ),
        paths=["observations[0]"],
    ),
    Case(
        "any of: one holds",
        either(at_least(8), PLATELETS),
        {"observations": HEMOGLOBIN_8},
        T,
        "hemoglobin 8.1 g/dL on 2026-10-28, as asked: at least 8 g/dL",
        paths=["observations[0]"],
    ),
    Case(
        "any of: one open",
        either(at_least(9), PLATELETS),
        {"observations": HEMOGLOBIN_8},
        U,
        "platelets is not recorded",
        needs=["platelets"],
    ),
    Case(
        "any of: none holds",
        either(at_least(9), at_least(10)),
        {"observations": HEMOGLOBIN_8},
        F,
        (
            "hemoglobin 8.1 g/dL on 2026-10-28, not as asked: at least 9 g/dL; hemoglobin 8.1 "
            "g/dL on 2026-10-28, not as asked: at least 10 g/dL"
        ),
        paths=["observations[0]"],
    ),
    Case(
        "at least 2: one holds, two open",
        nodes.AtLeast(count=2, children=(at_least(8), PLATELETS, ANC)),
        {"observations": HEMOGLOBIN_8},
        U,
        "platelets is not recorded; absolute neutrophil count is not recorded",
        needs=["platelets", "absolute neutrophil count"],
    ),
    Case(
        "at least 2: one holds, one fails",
        nodes.AtLeast(count=2, children=(at_least(8), at_least(9))),
        {"observations": HEMOGLOBIN_8},
        F,
        "hemoglobin 8.1 g/dL on 2026-10-28, not as asked: at least 9 g/dL",
        paths=["observations[0]"],
    ),
    Case(
        "not",
        nodes.Not(child=at_least(9)),
        {"observations": HEMOGLOBIN_8},
        T,
        "hemoglobin 8.1 g/dL on 2026-10-28, not as asked: at least 9 g/dL",
        paths=["observations[0]"],
    ),
    Case(
        "if: does not apply",
        nodes.IfThen(condition=MALE, then=PLATELETS),
        {"sex": "female"},
        T,
        "the line does not apply: the patient is female",
        paths=["sex"],
    ),
    Case(
        "if: applies",
        nodes.IfThen(condition=MALE, then=PLATELETS),
        {"sex": "male"},
        U,
        "platelets is not recorded",
        needs=["platelets"],
    ),
    Case(
        "if: open, then holds",
        nodes.IfThen(condition=MALE, then=at_least(8)),
        {"observations": HEMOGLOBIN_8},
        T,
        "hemoglobin 8.1 g/dL on 2026-10-28, as asked: at least 8 g/dL",
        paths=["observations[0]"],
    ),
    Case(
        "if: open, then fails",
        nodes.IfThen(condition=MALE, then=at_least(9)),
        {"observations": HEMOGLOBIN_8},
        U,
        "the sex is not recorded",
        needs=["sex"],
    ),
    Case(
        "if: both open",
        nodes.IfThen(condition=MALE, then=PLATELETS),
        {},
        U,
        "the sex is not recorded; platelets is not recorded",
        needs=["sex", "platelets"],
    ),
    Case(
        "any of two windows ends with the last",
        either(lately("HMA", 60), lately("ESA", 90)),
        {"therapies": BOTH, "complete": COMPLETE},
        T,
        (
            "azacitidine 2026-01-10 to 2026-09-15, ended 47 days ago: this is prior treatment "
            "with hypomethylating agent within 60 days; epoetin alfa 2026-01-10 to 2026-09-15, "
            "ended 47 days ago: this is prior treatment with erythropoiesis-stimulating agent "
            "within 90 days"
        ),
        opens_on="2026-12-15",
        paths=["therapies[0]", "therapies[1]"],
    ),
    Case(
        "all of two windows ends with the first",
        every(lately("HMA", 60), lately("ESA", 90)),
        {"therapies": BOTH, "complete": COMPLETE},
        T,
        (
            "azacitidine 2026-01-10 to 2026-09-15, ended 47 days ago: this is prior treatment "
            "with hypomethylating agent within 60 days; epoetin alfa 2026-01-10 to 2026-09-15, "
            "ended 47 days ago: this is prior treatment with erythropoiesis-stimulating agent "
            "within 90 days"
        ),
        opens_on="2026-11-15",
        paths=["therapies[0]", "therapies[1]"],
    ),
    Case(
        "a window beside an illness does not end",
        either(lately("HMA", 60), MALE),
        {"therapies": BOTH, "complete": COMPLETE, "sex": "male"},
        T,
        (
            "azacitidine 2026-01-10 to 2026-09-15, ended 47 days ago: this is prior treatment "
            "with hypomethylating agent within 60 days; the patient is male"
        ),
        paths=["therapies[0]", "sex"],
    ),
    Case(
        "not: the window ends on the same day",
        nodes.Not(child=lately("HMA", 60)),
        {"therapies": BOTH[:1], "complete": COMPLETE},
        F,
        (
            "azacitidine 2026-01-10 to 2026-09-15, ended 47 days ago: this is prior treatment "
            "with hypomethylating agent within 60 days"
        ),
        opens_on="2026-11-15",
        paths=["therapies[0]"],
    ),
    Case("consent", CONSENT, {}, U, "informed consent (for people to settle)", basis="administrative"),
    Case(
        "consent and site",
        every(CONSENT, SITE),
        {},
        U,
        ("informed consent (for people to settle); a matter of the site (for people to settle)"),
        basis="administrative",
    ),
    Case(
        "consent beside words not understood",
        every(CONSENT, nodes.Unparsed(text="zorbs")),
        {},
        U,
        ("informed consent (for people to settle); this line was not understood: read it and decide"),
        basis="unparsed",
    ),
    Case(
        "consent beside a missing fact",
        every(CONSENT, PLATELETS),
        {},
        U,
        "informed consent (for people to settle); platelets is not recorded",
        needs=["platelets"],
    ),
    Case("permission", nodes.Permission(text="zorbs are allowed"), {}, T, "the line only allows something"),
    Case(
        "a detail",
        nodes.Detail(text="zorb-positive"),
        {},
        U,
        "whether the detail 'zorb-positive' applies is not in a patient file",
        needs=["whether the detail 'zorb-positive' applies"],
    ),
    Case(
        "two readings",
        nodes.Ambiguity(text="and/or"),
        {},
        U,
        "this line may be read in two ways (and/or): read it and decide",
        basis="unparsed",
    ),
    Case(
        "words not understood",
        nodes.Unparsed(text="zorbs"),
        {},
        U,
        "this line was not understood: read it and decide",
        basis="unparsed",
    ),
    Case(
        "MDS or AML at the boundary",
        either(nodes.Diagnosis(diseases=("MDS",)), nodes.Diagnosis(diseases=("AML",))),
        {"diagnoses": [diagnosis("MDS")], "observations": [lab("bone marrow blasts", 20, "%")]},
        T,
        "current disease myelodysplastic syndrome of 2026-01-05",
        paths=["diagnoses[0]"],
    ),
]


@each(CASES)
def test_verdict(case: Case) -> None:
    case.check()
