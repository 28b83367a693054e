"""Puts the application together. Home to the order of its layers and to nothing that they do."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from importlib.metadata import version

from fastapi import Depends, FastAPI

from matcher.web import problems
from matcher.web.audit import Audit
from matcher.web.desk import Desk
from matcher.web.guard.faults import Faults
from matcher.web.guard.forms import form_check
from matcher.web.guard.gate import Gate
from matcher.web.guard.headers import Headers
from matcher.web.guard.login import Login
from matcher.web.guard.origin import host_check, origin_check
from matcher.web.guard.rate import Rate
from matcher.web.guard.size import Size
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
    app.state.desk = desk = Desk(settings)
    app.state.audit = audit = Audit(settings.home.audit, settings.now)
    app.state.login = login = Login(settings, desk.secret, audit)
    for page in PAGES:
        app.include_router(page, include_in_schema=False, dependencies=[Depends(form_check)])
    for room in ROOMS:
        app.include_router(room, prefix=API)
    problems.install(app)
    checks = (partial(host_check, settings), origin_check, login.check, Rate(settings.a_minute).check)
    app.add_middleware(Size)  # the last that is added is the first that is asked
    app.add_middleware(Gate, checks=checks, refused=login.refuse)
    app.add_middleware(Faults)
    app.add_middleware(Headers)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    yield
    app.state.desk.close()
