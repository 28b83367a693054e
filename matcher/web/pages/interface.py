"""The index of the interface for programs, made of its own OpenAPI document."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from matcher.web.templating import render
from matcher.web.visit import Visiting

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Argument:
    """Something that can be given with a request."""

    name: str
    place: str
    required: bool
    said: str


@dataclass(frozen=True, slots=True)
class Reply:
    """One of the answers: its status, what it means, in which forms it comes."""

    status: str
    said: str
    media: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that can be asked for. `takes` are the forms of a body, empty without one."""

    mark: str
    method: str
    path: str
    said: tuple[str, ...]
    arguments: tuple[Argument, ...]
    takes: tuple[str, ...]
    replies: tuple[Reply, ...]


@dataclass(frozen=True, slots=True)
class InterfacePage:
    """All operations in groups, and where the document lies."""

    document: str
    groups: tuple[tuple[str, tuple[Operation, ...]], ...]


def interface_page(document: dict[str, Any], address: str) -> InterfacePage:
    """The page of an OpenAPI document."""
    groups: dict[str, list[Operation]] = {}
    for path, item in document["paths"].items():
        for method, told in item.items():
            groups.setdefault(told["tags"][0], []).append(_operation(path, method, told))
    return InterfacePage(address, tuple((name, tuple(found)) for name, found in groups.items()))


def _operation(path: str, method: str, told: dict[str, Any]) -> Operation:
    return Operation(
        mark=told["operationId"],
        method=method.upper(),
        path=path,
        said=tuple(part.strip() for part in told.get("description", "").split("\n\n") if part.strip()),
        arguments=tuple(map(_argument, told.get("parameters", ()))),
        takes=tuple(told.get("requestBody", {}).get("content", ())),
        replies=tuple(_replies(told["responses"])),
    )


def _argument(told: dict[str, Any]) -> Argument:
    said = told.get("description") or told["schema"].get("description", "")
    return Argument(told["name"], told["in"], told.get("required", False), said)


def _replies(told: dict[str, Any]) -> Iterator[Reply]:
    for status in sorted(told):
        yield Reply(status, told[status].get("description", ""), tuple(told[status].get("content", ())))


@router.get("/api")
def interface(request: Request, visit: Visiting) -> HTMLResponse:
    """What programs can ask, for the people who write them."""
    app = request.app
    return render(visit, "interface.html.j2", interface_page(app.openapi(), app.openapi_url))
