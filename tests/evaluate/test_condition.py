"""Other illnesses: recorded, denied, tested, presumed absent; qualifiers, grades, time, exceptions."""

from criteria import nodes
from criteria.quantity import Interval, Window
from tests.lib.cases import Case, F, T, U, each
from tests.lib.charts import diagnosis, illness, lab


def other(concept: str | None, *qualifiers: str, **more: object) -> nodes.Condition:
    """Another illness asked for."""
    given = {"concept": concept, "text": concept or "", "qualifiers": qualifiers}
    return nodes.Condition.model_validate(given | more)


PRESSURE_AND_SUGAR = [illness("hypertension"), illness("type 2 diabetes mellitus")]
THYROID = [illness("hypothyroidism")]
LEVOTHYROXINE = [{"drug": "levothyroxine", "start": "2010-01-01"}]
COMPLETE = ["conditions"]

CASES = [
    Case(
        "absent recorded",
        other("hiv"),
        {"conditions": [illness("HIV infection", "absent")]},
        F,
        "HIV infection is recorded as absent on 2020-01-01",
        paths=["conditions[0]"],
    ),
    Case(
        "absent child",
        other("viral_infection"),
        {"conditions": [illness("HIV infection", "absent")]},
        U,
        "viral infection is not recorded, and the conditions are not complete",
        needs=["viral infection"],
    ),
    Case(
        "absent parent",
        other("hiv"),
        {"conditions": [illness("viral infection", "absent")]},
        F,
        "viral infection is recorded as absent on 2020-01-01",
        paths=["conditions[0]"],
    ),
    Case(
        "complete",
        other("hiv"),
        {"complete": COMPLETE},
        F,
        "the conditions are complete and hold no HIV infection",
        basis="presumed",
    ),
    Case(
        "silent",
        other("hiv"),
        {},
        U,
        "HIV infection is not recorded, and the conditions are not complete",
        needs=["HIV infection"],
    ),
    Case(
        "tested",
        other("hiv"),
        {"observations": [{"name": "HIV antibody", "value": "negative", "date": "2026-10-01"}]},
        F,
        "HIV antibody negative on 2026-10-01",
        paths=["observations[0]"],
    ),
    Case(
        "tested pos",
        other("hiv"),
        {"observations": [{"name": "HIV antibody", "value": "positive", "date": "2026-10-01"}]},
        T,
        "HIV antibody positive on 2026-10-01",
        paths=["observations[0]"],
    ),
    Case(
        "active",
        other("heart_failure"),
        {"conditions": [illness("congestive heart failure")]},
        T,
        "heart failure (active, 2020-01-01): this is heart failure",
        paths=["conditions[0]"],
    ),
    Case(
        "below",
        other("cardiac_disease"),
        {"conditions": [illness("congestive heart failure")]},
        T,
        "heart failure (active, 2020-01-01): this is cardiac disease",
        paths=["conditions[0]"],
    ),
    Case(
        "umbrella rec",
        other("myocardial_infarction"),
        {"conditions": [illness("coronary artery disease")], "complete": COMPLETE},
        U,
        (
            "coronary artery disease (active, 2020-01-01): whether this is myocardial infarction "
            "is not recorded"
        ),
        needs=["whether coronary artery disease is myocardial infarction"],
        paths=["conditions[0]"],
    ),
    Case(
        "resolved now",
        other("pneumonia"),
        {"conditions": [illness("pneumonia", "resolved")], "complete": COMPLETE},
        F,
        "pneumonia (resolved, 2020-01-01): not pneumonia",
        basis="presumed",
        paths=["conditions[0]"],
    ),
    Case(
        "resolved ever",
        other("pneumonia", tense="ever"),
        {"conditions": [illness("pneumonia", "resolved")]},
        T,
        "pneumonia (resolved, 2020-01-01): this is current or past pneumonia",
        paths=["conditions[0]"],
    ),
    Case(
        "status unknown",
        other("pneumonia"),
        {"conditions": [illness("pneumonia", "unknown")], "complete": COMPLETE},
        U,
        ("pneumonia (status not recorded, 2020-01-01): whether this is pneumonia is not recorded"),
        needs=["whether pneumonia is pneumonia"],
        paths=["conditions[0]"],
    ),
    Case(
        "nyha in",
        other("heart_failure", grade=Interval(low=3)),
        {"conditions": [illness("congestive heart failure", grade="NYHA III")]},
        T,
        "heart failure (active, 2020-01-01): this is heart failure of grade at least 3",
        paths=["conditions[0]"],
    ),
    Case(
        "nyha out",
        other("heart_failure", grade=Interval(low=3)),
        {"conditions": [illness("congestive heart failure", grade="NYHA II")], "complete": COMPLETE},
        F,
        "heart failure (active, 2020-01-01): not heart failure of grade at least 3",
        basis="presumed",
        paths=["conditions[0]"],
    ),
    Case(
        "nyha none",
        other("heart_failure", grade=Interval(low=3)),
        {"conditions": [illness("congestive heart failure")], "complete": COMPLETE},
        U,
        (
            "heart failure (active, 2020-01-01): whether this is heart failure of grade at least "
            "3 is not recorded"
        ),
        needs=["whether heart failure is heart failure of grade at least 3"],
        paths=["conditions[0]"],
    ),
    Case(
        "uncontrolled",
        other("hypertension", "uncontrolled"),
        {"conditions": PRESSURE_AND_SUGAR, "complete": COMPLETE},
        U,
        ("hypertension (active, 2020-01-01): whether this is uncontrolled hypertension is not recorded"),
        needs=["whether hypertension is uncontrolled hypertension"],
        paths=["conditions[0]"],
    ),
    Case(
        "uncontrolled in text",
        other("hypertension", text="uncontrolled hypertension"),
        {"conditions": PRESSURE_AND_SUGAR, "complete": COMPLETE},
        U,
        ("hypertension (active, 2020-01-01): whether this is uncontrolled hypertension is not recorded"),
        needs=["whether hypertension is uncontrolled hypertension"],
        paths=["conditions[0]"],
    ),
    Case(
        "uncontrolled rec",
        other("hypertension", "uncontrolled"),
        {"conditions": [illness("uncontrolled hypertension")]},
        T,
        ("uncontrolled hypertension (active, 2020-01-01): this is uncontrolled hypertension"),
        paths=["conditions[0]"],
    ),
    Case(
        "severe grade",
        other("neuropathy", "severe"),
        {"conditions": [illness("neuropathy", grade=3)]},
        T,
        "neuropathy (active, 2020-01-01): this is severe neuropathy",
        paths=["conditions[0]"],
    ),
    Case(
        "mild grade",
        other("neuropathy", "severe"),
        {"conditions": [illness("neuropathy", grade=1)], "complete": COMPLETE},
        F,
        "neuropathy (active, 2020-01-01): not severe neuropathy",
        basis="presumed",
        paths=["conditions[0]"],
    ),
    Case(
        "any illness none",
        other("illness", "uncontrolled"),
        {"complete": COMPLETE},
        F,
        "the conditions are complete and hold no other illness",
        basis="presumed",
    ),
    Case(
        "any illness ht",
        other("illness", "uncontrolled"),
        {"conditions": PRESSURE_AND_SUGAR, "complete": COMPLETE},
        U,
        (
            "hypertension (active, 2020-01-01); type 2 diabetes (active, 2020-01-01): whether "
            "this is uncontrolled other illness is not recorded"
        ),
        needs=["whether hypertension, type 2 diabetes is uncontrolled other illness"],
        paths=["conditions[0]", "conditions[1]"],
    ),
    Case(
        "severe illness ht",
        other("illness", "severe"),
        {"conditions": PRESSURE_AND_SUGAR, "complete": COMPLETE},
        F,
        ("hypertension (active, 2020-01-01); type 2 diabetes (active, 2020-01-01): not severe other illness"),
        basis="presumed",
        paths=["conditions[0]", "conditions[1]"],
    ),
    Case(
        "severe or uncontrolled ht",
        other("illness", "severe", "uncontrolled"),
        {"conditions": PRESSURE_AND_SUGAR, "complete": COMPLETE},
        U,
        (
            "hypertension (active, 2020-01-01); type 2 diabetes (active, 2020-01-01): whether "
            "this is severe uncontrolled other illness is not recorded"
        ),
        needs=["whether hypertension, type 2 diabetes is severe uncontrolled other illness"],
        paths=["conditions[0]", "conditions[1]"],
    ),
    Case(
        "severe illness chf",
        other("illness", "severe"),
        {"conditions": [illness("congestive heart failure")], "complete": COMPLETE},
        U,
        ("heart failure (active, 2020-01-01): whether this is severe other illness is not recorded"),
        needs=["whether heart failure is severe other illness"],
        paths=["conditions[0]"],
    ),
    Case(
        "any illness hypothyr",
        other("illness"),
        {"conditions": THYROID, "medications": LEVOTHYROXINE, "complete": COMPLETE},
        F,
        "hypothyroidism (active, 2020-01-01): not other illness",
        basis="presumed",
        paths=["conditions[0]"],
    ),
    Case(
        "hypothyr untreated",
        other("illness"),
        {"conditions": THYROID, "complete": COMPLETE},
        U,
        ("hypothyroidism (active, 2020-01-01): whether this is other illness is not recorded"),
        needs=["whether hypothyroidism is other illness"],
        paths=["conditions[0]"],
    ),
    Case(
        "organ dysfunction ht",
        other("organ_dysfunction"),
        {"conditions": PRESSURE_AND_SUGAR, "complete": COMPLETE},
        F,
        "the conditions are complete and hold no organ dysfunction",
        basis="presumed",
    ),
    Case(
        "autoimmune hypothyr",
        other("autoimmune_disease", "active", "requiring_treatment"),
        {"conditions": THYROID, "medications": LEVOTHYROXINE, "complete": COMPLETE},
        U,
        (
            "hypothyroidism (active, 2020-01-01): whether this is active autoimmune disease "
            "requiring treatment is not recorded"
        ),
        needs=["whether hypothyroidism is active autoimmune disease requiring treatment"],
        paths=["conditions[0]"],
    ),
    Case(
        "malignancy none",
        other("other_malignancy", tense="ever"),
        {"diagnoses": [diagnosis("MDS")], "complete": COMPLETE},
        F,
        "the conditions are complete and hold no other malignancy",
        basis="presumed",
    ),
    Case(
        "malignancy lymphoma",
        other("other_malignancy", tense="ever"),
        {"diagnoses": [diagnosis("MDS"), diagnosis("lymphoma", "2015-01-01", "resolved")]},
        T,
        "lymphoma (resolved, 2015-01-01): this is current or past other malignancy",
        paths=["diagnoses[1]"],
    ),
    Case(
        "malig free",
        other("other_malignancy", tense="ever", disease_free=Window(min_days=730)),
        {"diagnoses": [diagnosis("lymphoma", "2015-01-01", "resolved")], "complete": COMPLETE},
        U,
        (
            "lymphoma (resolved, 2015-01-01): whether this is current or past other malignancy "
            "unless free of it for at least 730 days is not recorded"
        ),
        needs=[
            ("whether lymphoma is current or past other malignancy unless free of it for at least 730 days")
        ],
        paths=["diagnoses[0]"],
    ),
    Case(
        "malig too recent",
        other("other_malignancy", tense="ever", disease_free=Window(min_days=730)),
        {"diagnoses": [diagnosis("lymphoma", "2026-01-01", "resolved")]},
        T,
        (
            "lymphoma (resolved, 2026-01-01): this is current or past other malignancy unless "
            "free of it for at least 730 days"
        ),
        paths=["diagnoses[0]"],
    ),
    Case(
        "bcc excepted",
        other("other_malignancy", tense="ever", excepting=("basal_cell_carcinoma",)),
        {
            "conditions": [illness("basal cell carcinoma of skin", "resolved", "2019-04-01")],
            "complete": COMPLETE,
        },
        F,
        "the conditions are complete and hold no other malignancy",
        basis="presumed",
    ),
    Case(
        "skin umbrella excepted",
        other("other_malignancy", tense="ever", excepting=("basal_cell_carcinoma",)),
        {"conditions": [illness("skin cancer", "resolved", "2019-04-01")], "complete": COMPLETE},
        U,
        (
            "skin cancer (resolved, 2019-04-01): whether this is current or past other malignancy"
            " other than basal cell carcinoma of the skin is not recorded"
        ),
        needs=[
            (
                "whether skin cancer is current or past other malignancy other than basal cell "
                "carcinoma of the skin"
            )
        ],
        paths=["conditions[0]"],
    ),
    Case(
        "therapy-related implies",
        other("other_malignancy", tense="ever"),
        {"diagnoses": [diagnosis("MDS", therapy_related=True)], "complete": COMPLETE},
        U,
        "that the conditions do not name other malignancy says nothing",
        needs=["other malignancy"],
    ),
    Case(
        "mi window in",
        other("myocardial_infarction", tense="ever", window=Window(max_days=182)),
        {"conditions": [illness("myocardial infarction", "history", "2026-08-01")]},
        T,
        (
            "myocardial infarction (in the history, 2026-08-01): this is current or past "
            "myocardial infarction within 26 weeks"
        ),
        opens_on="2027-01-31",
        paths=["conditions[0]"],
    ),
    Case(
        "mi window out",
        other("myocardial_infarction", tense="ever", window=Window(max_days=182)),
        {"conditions": [illness("myocardial infarction", "history", "2025-08-01")], "complete": COMPLETE},
        F,
        (
            "myocardial infarction (in the history, 2025-08-01): not current or past myocardial "
            "infarction within 26 weeks"
        ),
        basis="presumed",
        paths=["conditions[0]"],
    ),
    Case(
        "mi undated",
        other("myocardial_infarction", tense="ever", window=Window(max_days=182)),
        {"conditions": [illness("myocardial infarction", "history", None)], "complete": COMPLETE},
        U,
        (
            "myocardial infarction (in the history, no date): whether this is current or past "
            "myocardial infarction within 26 weeks is not recorded"
        ),
        needs=[("whether myocardial infarction is current or past myocardial infarction within 26 weeks")],
        paths=["conditions[0]"],
    ),
    Case(
        "text like",
        other(None, text="zorbitis of the knee"),
        {"conditions": [illness("zorbitis")], "complete": COMPLETE},
        U,
        ("zorbitis (active, 2020-01-01): whether this is zorbitis of the knee is not recorded"),
        needs=["whether zorbitis is zorbitis of the knee"],
        paths=["conditions[0]"],
    ),
    Case(
        "text none",
        other(None, text="quorn fever"),
        {"conditions": PRESSURE_AND_SUGAR, "complete": COMPLETE},
        F,
        "the conditions are complete and hold no quorn fever",
        basis="presumed",
    ),
    Case(
        "text same",
        other(None, text="zorbitis"),
        {"conditions": [illness("zorbitis")]},
        T,
        "zorbitis (active, 2020-01-01): this is zorbitis",
        paths=["conditions[0]"],
    ),
    Case(
        "text head only",
        other(None, text="disease"),
        {"complete": COMPLETE},
        U,
        "which illness 'disease' means is not stated",
        needs=["disease"],
    ),
    Case(
        "unmatched umbrella",
        other("cardiac_disease"),
        {"conditions": [illness("zorbitis")], "complete": COMPLETE},
        U,
        "zorbitis (active, 2020-01-01): whether this is cardiac disease is not recorded",
        needs=["whether zorbitis is cardiac disease"],
        paths=["conditions[0]"],
    ),
    Case(
        "unmatched leaf",
        other("gerd"),
        {"conditions": [illness("zorbitis")], "complete": COMPLETE},
        F,
        "the conditions are complete and hold no gastroesophageal reflux",
        basis="presumed",
    ),
    Case(
        "anemia hb",
        other("anemia"),
        {"observations": [lab("hemoglobin", 7.6, "g/dL")]},
        T,
        "hemoglobin 7.6 g/dL on 2026-10-28: anemia",
        basis="derived",
        paths=["observations[0]"],
    ),
    Case(
        "anemia not",
        other("anemia"),
        {"observations": [lab("hemoglobin", 14, "g/dL")]},
        F,
        "hemoglobin 14 g/dL on 2026-10-28: no anemia",
        basis="derived",
        paths=["observations[0]"],
    ),
    Case(
        "anemia between",
        other("anemia"),
        {"observations": [lab("hemoglobin", 12.5, "g/dL")], "complete": COMPLETE},
        U,
        "that the conditions do not name anemia says nothing",
        needs=["anemia"],
    ),
    Case(
        "anemia transfused",
        other("anemia"),
        {"transfusions": [{"product": "RBC", "units": 2, "date": "2026-10-20"}]},
        T,
        "red cells were transfused within 16 weeks: anemia",
        basis="derived",
        paths=["transfusions[0]"],
    ),
    Case(
        "neutropenia silent",
        other("neutropenia"),
        {"complete": COMPLETE},
        U,
        "that the conditions do not name neutropenia says nothing",
        needs=["neutropenia"],
    ),
    Case(
        "iron",
        other("iron_deficiency"),
        {"observations": [lab("ferritin", 1450, "ng/mL")]},
        F,
        "ferritin 1450 ng/mL on 2026-10-28: no iron deficiency",
        basis="derived",
        paths=["observations[0]"],
    ),
]


@each(CASES)
def test_verdict(case: Case) -> None:
    case.check()
