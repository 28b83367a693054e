"""Puts the application together. Home to the order of its layers and to nothing that they do."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI

from matcher.web import problems
from matcher.web.desk import Desk
from matcher.web.guard.faults import Faults
from matcher.web.routes import PAGES, ROOMS
from matcher.web.settings import WebSettings

API = "/api/v1"


def create_app(settings: WebSettings) -> FastAPI:
    """The pages and the interface on this home. Raises StoreError if the home's secret is damaged."""
    app = FastAPI(
        title="mdsmatch",
        version=version("mdsmatch"),
        openapi_url=f"{API}/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan,
    )
    app.state.desk = Desk(settings)
    for page in PAGES:
        app.include_router(page, include_in_schema=False)
    for room in ROOMS:
        app.include_router(room, prefix=API)
    problems.install(app)
    app.add_middleware(Faults)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    yield
    app.state.desk.close()
