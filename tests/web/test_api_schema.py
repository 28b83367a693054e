"""The interface against its own OpenAPI document: whatever is sent, the answer is one that it promises.

A few hundred cases here; MDSMATCH_CASES=2000 (or `make hostile`) asks for more.
"""

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from matcher.sample.load import sample_patients
from matcher.settings import Home, make_private_folder
from matcher.web.app import create_app
from matcher.web.settings import WebSettings
from tests.lib.sample_home import publish_sample
from tests.web.conftest import ADDRESS

OPERATIONS = (
    "GET /health", "GET /snapshot", "GET /trials", "GET /trials/{nct_id}", "GET /trials/{nct_id}/criteria",
    "GET /patients", "GET /patients/{handle}/match", "GET /patients/{handle}/state", "POST /match",
    "POST /state", "POST /next", "GET /changes", "POST /shortlists", "GET /shortlists/{number}",
)  # fmt: skip
HOST = {"Host": "127.0.0.1:8000"}
"""The name under which a server on a loopback address answers."""
CASES = int(os.environ.get("MDSMATCH_CASES", "260"))
CHECKS = (
    not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
    response_schema_conformance,
)  # fmt: skip


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """The application on a home of its own, without limits on how often may be asked."""
    home = Home(publish_sample(tmp_path_factory.mktemp("schema") / "home"))
    make_private_folder(home.patients)
    for file in sample_patients():
        shutil.copy(file, home.patients / file.name)
    return create_app(WebSettings(home, home.patients, rate=10_000_000))


@pytest.fixture(scope="module")
def handle(app: FastAPI) -> str:
    """The handle of a patient."""
    with TestClient(app, ADDRESS) as client:
        found: str = client.get("/api/v1/patients").json()["patients"][0]["handle"]
        return found


@pytest.fixture(scope="module")
def document(app: FastAPI) -> Any:
    """The OpenAPI document with the application behind it."""
    return schemathesis.openapi.from_asgi("/api/v1/openapi.json", app, headers=HOST)


def made_real(case: Any, operation: str, handle: str) -> bool:
    """Name a patient and a trial that are there, so that the answer is more than a refusal."""
    known = {"handle": handle, "nct_id": "NCT02907359"}
    named = [name for name in known if name in case.path_parameters]
    case.path_parameters.update({name: known[name] for name in named})
    if operation in ("POST /match", "POST /state", "POST /next"):
        case.body = json.loads(sample_patients()[3].read_text(encoding="utf-8"))
    elif operation == "POST /shortlists":
        case.body = {"patient": handle, "audience": "coordinator", "format": "csv"}
    return bool(named) or operation.startswith("POST")


def modes_of(operation: Any) -> tuple[GenerationMode, ...]:
    """What fits the document, and what does not; without arguments nothing can be unfit."""
    takes = operation.path_parameters or operation.query or operation.body
    return (GenerationMode.POSITIVE, GenerationMode.NEGATIVE) if takes else (GenerationMode.POSITIVE,)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_answer_is_one_that_was_promised(document: Any, handle: str, operation: str) -> None:
    method, path = operation.split()
    asked = document[f"/api/v1{path}"][method]

    @given(case=st.one_of(*map(asked.as_strategy, modes_of(asked))))
    @settings(
        max_examples=max(1, CASES // len(OPERATIONS)),
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    def holds(case: Any) -> None:
        case.call_and_validate(checks=CHECKS, headers=HOST)
        if made_real(case, operation, handle):
            case.call_and_validate(checks=CHECKS, headers=HOST)

    holds()


def test_every_operation_is_described_with_answers_for_all_that_can_go_wrong(app: FastAPI) -> None:
    paths = app.openapi()["paths"]
    told = {f"{method.upper()} {path}": one for path, item in paths.items() for method, one in item.items()}
    assert {name.replace("/api/v1", "") for name in told} == set(OPERATIONS)
    for one in told.values():
        assert one["description"] and one["tags"]
        assert {"400", "401", "403", "404", "422", "429", "503"} <= set(one["responses"])
        assert "application/problem+json" in one["responses"]["400"]["content"]


def test_the_index_page_names_every_operation(app: FastAPI) -> None:
    with TestClient(app, ADDRESS) as client:
        page = client.get("/api").text
    for path, item in app.openapi()["paths"].items():
        for method in item:
            assert f"<code>{method.upper()} {path}</code>" in page
    assert page.count("<h3") == len(OPERATIONS)
    assert (
        "<script" not in page and "<style" not in page and "http" not in page.replace("problem+json over", "")
    )


def test_a_published_night_changes_answers_and_breaks_none(app: FastAPI, tmp_path: Path) -> None:
    with TestClient(app, ADDRESS) as client:
        before = client.get("/api/v1/snapshot").json()["id"]
        for path in ("trials", "trials/NCT02907359", "trials/NCT02907359/criteria"):
            assert client.get(f"/api/v1/{path}").json()["snapshot"]["id"] == before
