"""Home to rendering pages: Jinja2, everything escaped, nothing undefined. The only user of Jinja2 here."""

from functools import cache
from typing import TYPE_CHECKING

from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from matcher.web.assets import address
from matcher.web.frame import Frame
from matcher.web.wording import words

if TYPE_CHECKING:
    from matcher.web.visit import Visit

NAVIGATION = (("patients", "/patients"), ("trials", "/trials"), ("nights", "/nights"), ("enter", "/enter"))
"""What the head of every page leads to: a key of the `frame` words, and where it lies."""


def render(visit: "Visit", template: str, page: object, status: int = 200) -> HTMLResponse:
    """The page object in its template: `say`, `page` and `frame` are all that a template knows."""
    return render_frame(visit.frame, template, page, status)


def render_frame(frame: Frame, template: str, page: object, status: int = 200) -> HTMLResponse:
    """A page without a snapshot: the login, and what went wrong."""
    found = _environment().get_template(template)
    return HTMLResponse(found.render(say=words(frame.language), page=page, frame=frame), status)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("matcher.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(asset=address, navigation=NAVIGATION)
    return environment
