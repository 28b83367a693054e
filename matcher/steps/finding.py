"""A finding as a person types it, written into a copy of a patient file.

`IDH2 mutated`, `TP53 wild type`, `del(5q)`, `karyotype=46,XY[20]`, `hemoglobin=9.5 g/dL`, `no HIV infection`,
`active infection`. Home to this small language; what a finding means is the reader's of the file.
"""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from criteria.vocabulary.load import vocabulary
from matcher.errors import BadInput
from matcher.patient import Patient
from matcher.steps.recording import Addition, with_additions
from matcher.terms import ILLNESS_KINDS, MEASURED_KINDS

Entry = tuple[str, dict[str, Any]]
"""The list of the file and the entry that is added to it."""

HOW_TO_SAY = (
    "write it as 'IDH2 mutated', 'TP53 wild type', 'del(5q)', 'karyotype=46,XY[20]', 'hemoglobin=9.5 g/dL', "
    "'no HIV infection' or 'active infection'"
)

_GENE = re.compile(
    r"(?P<gene>[\w-]+)(?: (?P<variant>[A-Z]\d+\w*))? "
    r"(?P<status>mutated|mutation|detected|positive|wild[- ]type|not mutated|not detected|negative)",
    re.IGNORECASE,
)
_PRESENT = {"mutated", "mutation", "detected", "positive"}
_VALUE = re.compile(r"(?P<name>[^=]+)=\s*(?P<value>-?\d+(?:\.\d+)?)\s*(?P<unit>\S.*)?")
_STRUCTURE = re.compile(r"(?P<change>(?:del|inv|t|i|add|der|dup)\([^)]*\)(?:\([^)]*\))?|[+-](?:\d+|X|Y))")
SEX_CHROMOSOMES = {"female": "XX", "male": "XY"}


def with_findings(patient: Patient, findings: Iterable[str], as_of: date) -> Patient:
    """A copy of the patient with the findings, dated `as_of`. Raises BadInput for one not understood."""
    day = {"date": as_of.isoformat()}
    found = [understood(finding.strip(), patient.sex) for finding in findings]
    dated = [Addition((name,), entry | day) for name, entry in found]
    return with_additions(patient, dated, "the patient with the finding")


def understood(finding: str, sex: str | None) -> Entry:
    """Where in a patient file the finding belongs, and how it is written there."""
    for read in (_karyotype, _mutation, _value, _illness):
        if (found := read(finding, sex)) is not None:
            return found
    raise BadInput(f"the finding {finding!r} is not understood; {HOW_TO_SAY}")


def _karyotype(finding: str, sex: str | None) -> Entry | None:
    if finding.lower().startswith("karyotype="):
        return "karyotypes", {"iscn": finding.partition("=")[2].strip()}
    if not (found := _STRUCTURE.fullmatch(finding)):
        return None
    change = found["change"]
    number = 46 + {"+": 1, "-": -1}.get(change[0], 0)
    return "karyotypes", {"iscn": f"{number},{SEX_CHROMOSOMES.get(sex or '', 'XX')},{change}[20]"}


def _mutation(finding: str, sex: str | None) -> Entry | None:
    found = _GENE.fullmatch(finding)
    if not found or vocabulary().find(found["gene"], "gene") is None:
        return None
    status = "detected" if found["status"].lower() in _PRESENT else "not_detected"
    variant = {"variant": found["variant"]} if found["variant"] else {}
    return "mutations", {"gene": found["gene"], "status": status} | variant


def _value(finding: str, sex: str | None) -> Entry | None:
    found = _VALUE.fullmatch(finding)
    if not found or vocabulary().find(found["name"].strip(), *MEASURED_KINDS) is None:
        return None
    unit = {"unit": found["unit"].strip()} if found["unit"] else {}
    return "observations", {"name": found["name"].strip(), "value": float(found["value"])} | unit


_STATUS: tuple[tuple[str, str], ...] = (
    ("no ", "absent"),
    ("past ", "resolved"),
    ("active ", "active"),
    ("", "active"),
)


def _illness(finding: str, sex: str | None) -> Entry | None:
    for begin, status in _STATUS:
        term = finding.removeprefix(begin)
        if finding.startswith(begin) and vocabulary().find(term, *ILLNESS_KINDS) is not None:
            return "conditions", {"term": term, "status": status}
    return None
