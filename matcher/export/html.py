"""Home to html pages: one file each, with nothing loaded from outside and no script.

Everything that the templates fill in is escaped; only the page objects beside this file are given to them.
"""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from matcher.export.messages import Messages
from matcher.export.model import Shortlist
from matcher.export.patient_page import PatientPage, patient_page
from matcher.export.physician_page import PhysicianPage, physician_page


def patient_html(say: Messages, shortlist: Shortlist) -> str:
    """The page that a patient takes to the doctor."""
    return _render("patient.html.j2", say, patient_page(say, shortlist))


def physician_html(say: Messages, shortlist: Shortlist) -> str:
    """The page on which a physician can check every line."""
    return _render("physician.html.j2", say, physician_page(say, shortlist))


def _render(template: str, say: Messages, page: PatientPage | PhysicianPage) -> str:
    return _environment().get_template(template).render(say=say, page=page)


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("matcher.export"),
        autoescape=select_autoescape(enabled_extensions=("html", "html.j2"), default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
