"""Every handler, registered. Import `answer` and `evaluate` from here."""

from matcher.evaluate import (
    administrative,
    combine,
    condition,
    course,
    demographic,
    diagnosis,
    karyotype,
    measurement,
    medication,
    molecular,
    performance,
    procedure,
    reproductive,
    risk,
    therapy,
    transfusion,
)
from matcher.evaluate.answers import answer
from matcher.evaluate.dispatch import evaluate

HANDLERS = (
    administrative, combine, condition, course, demographic, diagnosis, karyotype, measurement, medication,
    molecular, performance, procedure, reproductive, risk, therapy, transfusion,
)  # fmt: skip
"""The modules whose import registers the handlers."""

__all__ = ["HANDLERS", "answer", "evaluate"]
