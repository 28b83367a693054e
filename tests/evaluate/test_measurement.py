"""Laboratory values: limits, multiples of normal, age of the value, boundaries, transfusions."""

from criteria import nodes
from criteria.quantity import Interval, Window
from tests.lib.cases import Case, F, T, U, each
from tests.lib.charts import lab


def measured(
    lab: str, low: float | None = None, high: float | None = None, unit: str = "g/dL", **more: object
) -> nodes.Measurement:
    """A limit on a lab."""
    bounds = {key: more.pop(key) for key in list(more) if key.endswith("closed")}
    interval = Interval.model_validate({"low": low, "high": high} | bounds)
    return nodes.Measurement.model_validate({"lab": lab, "interval": interval, "unit": unit} | more)


CASES = [
    Case(
        "hb ok",
        measured("hemoglobin", 8.0),
        {"observations": [lab("hemoglobin", 8.1, "g/dL")]},
        T,
        "hemoglobin 8.1 g/dL on 2026-10-28, as asked: at least 8 g/dL",
        paths=["observations[0]"],
    ),
    Case(
        "hb low",
        measured("hemoglobin", 9.0, low_closed=False),
        {"observations": [lab("hemoglobin", 81, "g/L")]},
        F,
        "hemoglobin 8.1 g/dL on 2026-10-28, not as asked: more than 9 g/dL",
        paths=["observations[0]"],
    ),
    Case(
        "none",
        measured("platelets", 50, unit="10^9/L"),
        {},
        U,
        "platelets is not recorded",
        needs=["platelets"],
    ),
    Case(
        "uln given",
        measured("ast", None, 2.5, "xULN"),
        {"observations": [lab("AST", 100, "U/L", upper_limit_of_normal=40)]},
        T,
        (
            "aspartate aminotransferase 100 U/L on 2026-10-28 is 2.5 times the upper limit of "
            "normal (limit 40), as asked: at most 2.5 times the upper limit of normal"
        ),
        paths=["observations[0]"],
    ),
    Case(
        "uln usual",
        measured("creatinine", None, 1.5, "xULN"),
        {"observations": [lab("creatinine", 1.9, "mg/dL")]},
        F,
        (
            "serum creatinine 1.9 mg/dL on 2026-10-28 is 1.6 times the upper limit of normal "
            "(usual limit 1.2, assumed), not as asked: at most 1.5 times the upper limit of "
            "normal"
        ),
        basis="derived",
        paths=["observations[0]"],
    ),
    Case(
        "uln none",
        measured("ldh", None, 1.5, "xULN"),
        {"observations": [lab("LDH", 300, "U/L")]},
        U,
        (
            "lactate dehydrogenase 300 U/L on 2026-10-28, but the upper limit of normal for "
            "lactate dehydrogenase is not recorded"
        ),
        needs=["the upper limit of normal for lactate dehydrogenase"],
        paths=["observations[0]"],
    ),
    Case(
        "lln none",
        measured("hemoglobin", 1, None, "xLLN"),
        {"observations": [lab("hemoglobin", 9, "g/dL")]},
        U,
        ("hemoglobin 9 g/dL on 2026-10-28, but the lower limit of normal for hemoglobin is not recorded"),
        needs=["the lower limit of normal for hemoglobin"],
        paths=["observations[0]"],
    ),
    Case(
        "boundary",
        measured("marrow_blasts", None, 20, "%"),
        {"observations": [lab("bone marrow blasts", 20, "%")]},
        U,
        (
            "bone marrow blasts 20% on 2026-10-28: 20% is the limit between MDS and AML: WHO and "
            "IWG count it as AML, others only what is above it"
        ),
        needs=["how the trial counts exactly this value"],
        paths=["observations[0]"],
    ),
    Case(
        "not boundary",
        measured("marrow_blasts", 5, 30, "%"),
        {"observations": [lab("bone marrow blasts", 20, "%")]},
        T,
        "bone marrow blasts 20% on 2026-10-28, as asked: 5 to 30%",
        paths=["observations[0]"],
    ),
    Case(
        "old",
        measured("hemoglobin", 8, window=Window(max_days=14)),
        {"observations": [lab("hemoglobin", 9, "g/dL", "2026-10-01")]},
        U,
        "hemoglobin on 2026-10-01 is 31 days old, asked is one not older than 14 days",
        needs=["a hemoglobin value not older than 14 days"],
        paths=["observations[0]"],
    ),
    Case(
        "on the day",
        measured("hemoglobin", 8, window=Window(max_days=31)),
        {"observations": [lab("hemoglobin", 9, "g/dL", "2026-10-01")]},
        T,
        "hemoglobin 9 g/dL on 2026-10-01, as asked: at least 8 g/dL",
        paths=["observations[0]"],
    ),
    Case(
        "undated",
        measured("hemoglobin", 8, window=Window(max_days=14)),
        {"observations": [{"name": "hemoglobin", "value": 9, "unit": "g/dL"}]},
        U,
        "hemoglobin has no date, asked is one not older than 14 days",
        needs=["a hemoglobin value with its date"],
        paths=["observations[0]"],
    ),
    Case(
        "text",
        measured("hemoglobin", 8),
        {"observations": [{"name": "hemoglobin", "value": "low"}]},
        U,
        "hemoglobin is recorded as 'low', not as a number (no date recorded)",
        needs=["hemoglobin"],
        paths=["observations[0]"],
    ),
    Case(
        "group both",
        measured("transaminases", None, 2.5, "xULN"),
        {"observations": [lab("AST", 24, "U/L"), lab("ALT", 120, "U/L")]},
        F,
        (
            "alanine aminotransferase 120 U/L on 2026-10-28 is 3 times the upper limit of normal "
            "(usual limit 40, assumed), not as asked: at most 2.5 times the upper limit of normal"
        ),
        basis="derived",
        paths=["observations[1]"],
    ),
    Case(
        "group one",
        measured("transaminases", None, 2.5, "xULN"),
        {"observations": [lab("AST", 24, "U/L")]},
        U,
        "alanine aminotransferase is not recorded",
        needs=["alanine aminotransferase"],
    ),
    Case(
        "group low",
        measured("transaminases", 5, None, "xULN", low_closed=False),
        {"observations": [lab("AST", 24, "U/L"), lab("ALT", 300, "U/L")]},
        T,
        (
            "alanine aminotransferase 300 U/L on 2026-10-28 is 7.5 times the upper limit of "
            "normal (usual limit 40, assumed), as asked: more than 5 times the upper limit of "
            "normal"
        ),
        basis="derived",
        paths=["observations[1]"],
    ),
    Case(
        "clearance",
        measured("creatinine_clearance", 50, None, "mL/min"),
        {
            "observations": [lab("creatinine", 1.0, "mg/dL"), lab("weight", 70, "kg")],
            "sex": "female",
            "age_years": 70,
        },
        T,
        (
            "creatinine clearance 58 mL/min by Cockcroft-Gault (formula recalled, M-high), as "
            "asked: at least 50 mL/min"
        ),
        basis="derived",
        paths=["observations[0]", "observations[1]"],
    ),
    Case(
        "untransf complete",
        measured("platelets", 20, None, "10^9/L", untransfused=True),
        {"observations": [lab("platelets", 31, "10^9/L")], "complete": ["transfusions"]},
        T,
        "platelets 31 10^9/L on 2026-10-28, as asked: at least 20 10^9/L",
        paths=["observations[0]"],
    ),
    Case(
        "untransf given",
        measured("platelets", 20, None, "10^9/L", untransfused=True),
        {
            "observations": [lab("platelets", 31, "10^9/L")],
            "transfusions": [{"product": "platelets", "units": 1, "date": "2026-10-22"}],
            "complete": ["transfusions"],
        },
        U,
        ("platelets 31 10^9/L on 2026-10-28, but platelets were transfused shortly before"),
        needs=["platelets without a transfusion before it"],
        paths=["observations[0]", "transfusions[0]"],
    ),
    Case(
        "untransf unknown",
        measured("platelets", 20, None, "10^9/L", untransfused=True),
        {"observations": [lab("platelets", 31, "10^9/L")]},
        U,
        "platelets 31 10^9/L on 2026-10-28, but transfusions before it are not recorded",
        needs=["platelets without a transfusion before it"],
        paths=["observations[0]"],
    ),
    Case(
        "untransf still low",
        measured("platelets", 50, None, "10^9/L", untransfused=True),
        {"observations": [lab("platelets", 31, "10^9/L")]},
        F,
        "platelets 31 10^9/L on 2026-10-28, not as asked: at least 50 10^9/L",
        paths=["observations[0]"],
    ),
]


@each(CASES)
def test_verdict(case: Case) -> None:
    case.check()
