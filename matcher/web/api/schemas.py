"""What the OpenAPI document says of requests and of refusals: schemas written out, with examples.

Home to documentation alone; what is accepted is decided by those who read it.
"""

import json
from functools import cache
from typing import Any

from pydantic import BaseModel

from matcher.patient import Patient
from matcher.sample.load import sample_patients
from matcher.web.api.shapes import ProblemDocument
from matcher.web.problems import MEDIA_TYPE

FHIR = "application/fhir+json"
Schema = dict[str, Any]

BUNDLE: Schema = {
    "title": "FHIR Bundle",
    "type": "object",
    "description": "A FHIR R4 Bundle about one patient, as mCODE describes it.",
    "required": ["resourceType", "entry"],
    "properties": {
        "resourceType": {"const": "Bundle"},
        "type": {"type": "string"},
        "timestamp": {"type": "string", "format": "date-time"},
        "entry": {
            "type": "array",
            "items": {"type": "object", "properties": {"resource": {"type": "object"}}},
        },
    },
}
SEARCHSET: Schema = {
    "title": "FHIR searchset",
    "type": "object",
    "description": "A FHIR R4 searchset Bundle of ResearchStudy, with score and match grade, best first.",
    "required": ["resourceType", "type", "entry"],
    "properties": {
        "resourceType": {"const": "Bundle"},
        "type": {"const": "searchset"},
        "total": {"type": "integer"},
        "entry": {"type": "array", "items": {"type": "object"}},
    },
}

_WHY = {
    400: "Something that was sent cannot be used; the detail says what, where, and how to mend it.",
    401: "A token is demanded and was not sent, or does not count.",
    403: "This belongs to somebody else, or comes from another site's page.",
    404: "Nothing is kept under this address.",
    405: "This address cannot be used in this way.",
    413: "More was sent than is taken.",
    415: "What was sent is not JSON.",
    421: "This server was asked for by a name that is not its own.",
    422: "An argument is missing or not as it should be; the detail names it.",
    429: "Too many requests; Retry-After says when to come back.",
    503: "No sound snapshot is published.",
}


def refusals(*also: int) -> dict[int | str, dict[str, Any]]:
    """The answers that a route may give instead of what was asked for."""
    always = (400, 401, 403, 404, 405, 421, 422, 429, 503)
    return {status: _refusal(_WHY[status]) for status in sorted({*always, *also})}


def taking_patient() -> dict[str, Any]:
    """What a route says that takes a patient: a file of this program, or a FHIR bundle."""
    file = written_out(Patient)
    example = json.loads(sample_patients()[2].read_text(encoding="utf-8"))
    both = {"application/json": {"schema": {"oneOf": [file, BUNDLE]}, "example": example}}
    return {"requestBody": {"required": True, "content": both | {FHIR: {"schema": BUNDLE}}}}


def or_searchset(described: str) -> dict[str, Any]:
    """An answer that can be had as FHIR too."""
    return {"description": described, "content": {FHIR: {"schema": SEARCHSET}}}


NOT_MODIFIED: dict[str, Any] = {"description": "What you have under this ETag is still so."}


@cache
def written_out(model: type[BaseModel]) -> Schema:
    """The schema of a model without references, for where there is no place to refer to."""
    schema = model.model_json_schema(by_alias=True)
    found = _inlined(schema, schema.get("$defs", {}))
    assert isinstance(found, dict)
    return {key: value for key, value in found.items() if key != "$defs"}


def _inlined(value: Any, known: Schema) -> Any:
    if isinstance(value, dict):
        if "$ref" in value:
            return _inlined(known[value["$ref"].rpartition("/")[2]], known)
        return {key: _inlined(one, known) for key, one in value.items() if key != "$defs"}
    return [_inlined(one, known) for one in value] if isinstance(value, list) else value


def _refusal(why: str) -> dict[str, Any]:
    example = {"type": "about:blank", "title": "This cannot be used", "status": 400, "detail": why}
    content = {"schema": written_out(ProblemDocument), "example": example}
    return {"description": why, "content": {MEDIA_TYPE: content}}
