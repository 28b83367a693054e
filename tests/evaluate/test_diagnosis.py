"""The diagnosis now and before: subtypes, transformation, the 20% boundary, cause, time."""

from criteria import nodes
from criteria.quantity import Window
from tests.lib.cases import Case, F, T, U, each
from tests.lib.charts import Part, diagnosis, lab


def diagnosed(*diseases: str, **more: object) -> nodes.Diagnosis:
    """A diagnosis asked for."""
    return nodes.Diagnosis.model_validate({"diseases": diseases} | more)


def blasts(value: float, name: str = "bone marrow blasts") -> list[Part]:
    """One value of blasts."""
    return [lab(name, value, "%")]


EB2 = [diagnosis("MDS with excess blasts 2")]
TRANSFORMED = [diagnosis("MDS with multilineage dysplasia", "2025-01-05"), diagnosis("AML", "2026-10-15")]

CASES = [
    Case(
        "mds",
        diagnosed("MDS"),
        {"diagnoses": EB2},
        T,
        "current disease MDS with excess blasts-2 of 2026-01-05",
        paths=["diagnoses[0]"],
    ),
    Case(
        "aml no",
        diagnosed("AML"),
        {"diagnoses": EB2, "observations": blasts(15)},
        F,
        ("current disease MDS with excess blasts-2 of 2026-01-05, not acute myeloid leukemia"),
        paths=["diagnoses[0]"],
    ),
    Case(
        "cmml",
        diagnosed("CMML"),
        {"diagnoses": EB2},
        F,
        ("current disease MDS with excess blasts-2 of 2026-01-05, not chronic myelomonocytic leukemia"),
        paths=["diagnoses[0]"],
    ),
    Case("none", diagnosed("MDS"), {}, U, "the diagnosis is not recorded", needs=["diagnosis"]),
    Case(
        "20 mds",
        diagnosed("MDS"),
        {"diagnoses": EB2, "observations": blasts(20)},
        U,
        (
            "MDS with excess blasts-2 of 2026-01-05, bone marrow blasts 20% on 2026-10-28: 20% is"
            " the limit between MDS and AML: WHO and IWG count it as AML, others only what is "
            "above it"
        ),
        needs=["how the trial draws the line at 20% blasts"],
        paths=["diagnoses[0]", "observations[0]"],
    ),
    Case(
        "20 aml",
        diagnosed("AML"),
        {"diagnoses": EB2, "observations": blasts(20)},
        U,
        (
            "MDS with excess blasts-2 of 2026-01-05, bone marrow blasts 20% on 2026-10-28: 20% is"
            " the limit between MDS and AML: WHO and IWG count it as AML, others only what is "
            "above it"
        ),
        needs=["how the trial draws the line at 20% blasts"],
        paths=["diagnoses[0]", "observations[0]"],
    ),
    Case(
        "25 aml",
        diagnosed("AML"),
        {"diagnoses": EB2, "observations": blasts(25)},
        T,
        (
            "bone marrow blasts 25% on 2026-10-28: acute leukemia by WHO, though recorded as MDS "
            "with excess blasts-2 of 2026-01-05"
        ),
        basis="derived",
        paths=["diagnoses[0]", "observations[0]"],
    ),
    Case(
        "25 mds",
        diagnosed("MDS"),
        {"diagnoses": EB2, "observations": blasts(25)},
        U,
        (
            "recorded as MDS with excess blasts-2 of 2026-01-05, but bone marrow blasts 25% on "
            "2026-10-28 is acute leukemia by WHO"
        ),
        needs=["current diagnosis"],
        paths=["diagnoses[0]", "observations[0]"],
    ),
    Case(
        "20 either",
        diagnosed("MDS", "AML"),
        {"diagnoses": EB2, "observations": blasts(20)},
        T,
        "current disease MDS with excess blasts-2 of 2026-01-05",
        paths=["diagnoses[0]"],
    ),
    Case(
        "25 cmml",
        diagnosed("CMML"),
        {"diagnoses": EB2, "observations": blasts(25)},
        F,
        ("current disease MDS with excess blasts-2 of 2026-01-05, not chronic myelomonocytic leukemia"),
        paths=["diagnoses[0]"],
    ),
    Case(
        "blood 63",
        diagnosed("AML"),
        {"diagnoses": EB2, "observations": blasts(63, "peripheral blood blasts")},
        T,
        (
            "peripheral blood blasts 63% on 2026-10-28: acute leukemia by WHO, though recorded as"
            " MDS with excess blasts-2 of 2026-01-05"
        ),
        basis="derived",
        paths=["diagnoses[0]", "observations[0]"],
    ),
    Case(
        "transformed aml",
        diagnosed("AML"),
        {"diagnoses": TRANSFORMED},
        T,
        "current disease acute myeloid leukemia of 2026-10-15",
        paths=["diagnoses[1]"],
    ),
    Case(
        "transformed mds now",
        diagnosed("MDS"),
        {"diagnoses": TRANSFORMED},
        F,
        ("current disease acute myeloid leukemia of 2026-10-15, not myelodysplastic syndrome"),
        paths=["diagnoses[1]"],
    ),
    Case(
        "mds history",
        diagnosed("MDS", tense="history"),
        {"diagnoses": TRANSFORMED},
        T,
        "MDS with multilineage dysplasia of 2025-01-05 is recorded",
        paths=["diagnoses[0]"],
    ),
    Case(
        "saml",
        diagnosed("sAML"),
        {"diagnoses": TRANSFORMED},
        T,
        ("acute myeloid leukemia of 2026-10-15 after MDS with multilineage dysplasia of 2025-01-05"),
        basis="derived",
        paths=["diagnoses[1]", "diagnoses[0]"],
    ),
    Case(
        "saml no",
        diagnosed("sAML"),
        {"diagnoses": EB2},
        F,
        ("current disease MDS with excess blasts-2 of 2026-01-05, not acute myeloid leukemia"),
        paths=["diagnoses[0]"],
    ),
    Case(
        "aml not apl",
        diagnosed("AML", excluding=("APL",)),
        {"diagnoses": TRANSFORMED},
        T,
        (
            "current disease acute myeloid leukemia of 2026-10-15; acute myeloid leukemia of "
            "2026-10-15 is not recorded as acute promyelocytic leukemia"
        ),
        basis="presumed",
        paths=["diagnoses[1]"],
    ),
    Case(
        "umbrella rec",
        diagnosed("MDS-EB2"),
        {"diagnoses": [diagnosis("MDS")]},
        U,
        (
            "current disease myelodysplastic syndrome of 2026-01-05; whether it is MDS with "
            "excess blasts-2 is not recorded"
        ),
        needs=["whether it is MDS with excess blasts-2"],
        paths=["diagnoses[0]"],
    ),
    Case(
        "umbrella rec blasts",
        diagnosed("MDS-EB2"),
        {"diagnoses": [diagnosis("MDS")], "observations": blasts(3)},
        F,
        "bone marrow blasts 3% on 2026-10-28 rules out MDS with excess blasts-2",
        basis="derived",
        paths=["diagnoses[0]", "observations[0]"],
    ),
    Case(
        "disjoint",
        diagnosed("MDS-EB1"),
        {"diagnoses": EB2},
        F,
        ("current disease MDS with excess blasts-2 of 2026-01-05, not MDS with excess blasts-1"),
        paths=["diagnoses[0]"],
    ),
    Case(
        "same family",
        diagnosed("MDS-IB2"),
        {"diagnoses": EB2},
        U,
        "whether there is MDS-IB2 is not recorded",
        needs=["MDS-IB2"],
    ),
    Case(
        "mds vs cmml",
        diagnosed("MDS"),
        {"diagnoses": [diagnosis("CMML")]},
        U,
        "current disease chronic myelomonocytic leukemia of 2026-01-05: MDS by FAB only",
        needs=["whether the trial counts CMML as MDS"],
        paths=["diagnoses[0]"],
    ),
    Case(
        "low blast",
        diagnosed("AML-low-blast"),
        {"diagnoses": TRANSFORMED, "observations": blasts(25)},
        T,
        "acute myeloid leukemia of 2026-10-15, bone marrow blasts 25% on 2026-10-28",
        basis="derived",
        paths=["diagnoses[1]", "observations[0]"],
    ),
    Case(
        "low blast 40",
        diagnosed("AML-low-blast"),
        {"diagnoses": TRANSFORMED, "observations": blasts(40)},
        F,
        "acute myeloid leukemia of 2026-10-15, bone marrow blasts 40% on 2026-10-28",
        basis="derived",
        paths=["diagnoses[1]", "observations[0]"],
    ),
    Case(
        "related",
        diagnosed("MDS", therapy_related=True),
        {"diagnoses": [diagnosis("MDS", therapy_related=True)]},
        T,
        (
            "current disease myelodysplastic syndrome of 2026-01-05; myelodysplastic syndrome of "
            "2026-01-05 is recorded as therapy-related"
        ),
        paths=["diagnoses[0]"],
    ),
    Case(
        "related none",
        diagnosed("MDS", therapy_related=False),
        {"diagnoses": EB2},
        U,
        "whether the disease is therapy-related is not recorded",
        needs=["whether it is therapy-related"],
    ),
    Case(
        "t-MDS",
        diagnosed("t-MDS"),
        {"diagnoses": [diagnosis("MDS", therapy_related=False)]},
        F,
        "myelodysplastic syndrome of 2026-01-05 is recorded as not therapy-related",
        paths=["diagnoses[0]"],
    ),
    Case(
        "lr mds",
        diagnosed("lower-risk MDS"),
        {
            "diagnoses": [diagnosis("MDS")],
            "observations": [{"name": "IPSS-R", "category": "Low", "date": "2026-01-05"}],
        },
        T,
        "current disease myelodysplastic syndrome of 2026-01-05; IPSS-R Low",
        basis="derived",
        paths=["diagnoses[0]", "observations[0]"],
    ),
    Case(
        "lymphoma complete",
        diagnosed("lymphoma", tense="ever"),
        {"diagnoses": EB2, "complete": ["conditions"]},
        F,
        "the conditions are complete and hold no lymphoma",
        basis="presumed",
    ),
    Case(
        "lymphoma silent",
        diagnosed("lymphoma"),
        {"diagnoses": EB2},
        U,
        "whether there is lymphoma is not recorded",
        needs=["lymphoma"],
    ),
    Case(
        "lymphoma resolved now",
        diagnosed("lymphoma"),
        {"diagnoses": [*EB2, diagnosis("lymphoma", "2015-01-01", "resolved")]},
        F,
        "lymphoma is recorded as resolved",
        paths=["diagnoses[1]"],
    ),
    Case(
        "lymphoma resolved ever",
        diagnosed("lymphoma", tense="ever"),
        {"diagnoses": [*EB2, diagnosis("lymphoma", "2015-01-01", "resolved")]},
        T,
        "lymphoma of 2015-01-01 is recorded",
        paths=["diagnoses[1]"],
    ),
    Case(
        "within 3 months",
        diagnosed("MDS", window=Window(max_days=91)),
        {"diagnoses": EB2},
        F,
        "MDS with excess blasts-2 of 2026-01-05, 300 days ago",
        paths=["diagnoses[0]"],
    ),
    Case(
        "at least 1 y ago",
        diagnosed("MDS", window=Window(min_days=365)),
        {"diagnoses": EB2},
        F,
        "MDS with excess blasts-2 of 2026-01-05, 300 days ago",
        opens_on="2027-01-05",
        paths=["diagnoses[0]"],
    ),
]


@each(CASES)
def test_verdict(case: Case) -> None:
    case.check()
