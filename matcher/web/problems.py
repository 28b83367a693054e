"""Home to what people and programs are told when something goes wrong: a plain page, or problem+json under
`/api` (RFC 9457). Never a traceback and never a value of a patient file."""

import logging
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from matcher.errors import BadInput, MatcherError, StoreError
from matcher.web.frame import frame_of
from matcher.web.templating import render_frame
from matcher.web.wording import words

API = "/api/"
MEDIA_TYPE = "application/problem+json"

log = logging.getLogger("mdsmatch.web")


class Problem(Exception):
    """A request that cannot be answered: an HTTP status, and a key of the `problems` words that says why.

    Without a key the words of the status are used. `places` fill the words; never a fact of a patient.
    """

    def __init__(
        self, status: int, key: str = "", /, *, headers: Mapping[str, str] | None = None, **places: object
    ) -> None:
        super().__init__(status, key)
        self.status, self.key, self.places = status, key or f"status_{status}", places
        self.headers = headers


@dataclass(frozen=True, slots=True)
class ProblemPage:
    """What went wrong, and what can be done."""

    status: int
    title: str
    detail: str


def install(app: FastAPI) -> None:
    """Answer every failure of a route in words."""
    app.add_exception_handler(Problem, _on_problem)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(RequestValidationError, _on_arguments)
    app.add_exception_handler(MatcherError, _on_matcher)


def answer(request: Request, page: ProblemPage, headers: Mapping[str, str] | None = None) -> Response:
    """The problem in the form that the asker reads."""
    if request.url.path.startswith(API):
        content = {"type": "about:blank", "title": page.title, "status": page.status, "detail": page.detail}
        return JSONResponse(content, page.status, dict(headers or {}), MEDIA_TYPE)
    found = render_frame(frame_of(request), "problem.html.j2", page, page.status)
    found.headers.update(headers or {})
    return found


def worded(request: Request, problem: Problem) -> ProblemPage:
    """A problem in the language of who asks."""
    say = words(frame_of(request).language)
    try:
        title = say(f"problems.{problem.key}.title")
    except KeyError:
        return ProblemPage(problem.status, HTTPStatus(problem.status).phrase, say("problems.other"))
    return ProblemPage(problem.status, title, say(f"problems.{problem.key}.detail", **problem.places))


def on_fault(request: Request, fault: Exception) -> Response:
    """The answer where this program broke. Logged is where, not the message: it may quote a patient file."""
    last = traceback.extract_tb(fault.__traceback__)[-1]
    log.error("fault: %s in %s, line %s", type(fault).__name__, last.name, last.lineno)
    return answer(request, worded(request, Problem(500)))


async def _on_problem(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, Problem)
    return answer(request, worded(request, fault), fault.headers)


async def _on_http(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, HTTPException)
    return answer(request, worded(request, Problem(fault.status_code)), fault.headers)


async def _on_arguments(request: Request, fault: Exception) -> Response:
    """Which arguments are at fault; what was sent for them is not repeated."""
    assert isinstance(fault, RequestValidationError)
    places = sorted({".".join(map(str, error["loc"])) for error in fault.errors()})
    return answer(request, worded(request, Problem(422, "arguments", places=", ".join(places))))


async def _on_matcher(request: Request, fault: Exception) -> Response:
    status = 503 if isinstance(fault, StoreError) else 400 if isinstance(fault, BadInput) else 500
    page = worded(request, Problem(status))
    return answer(request, ProblemPage(status, page.title, str(fault)))
