"""Foreign text cannot become markup, script, formula or terminal command."""

import csv
import json
from collections.abc import Callable
from io import StringIO

import pytest

from criteria import nodes
from matcher.export.document import match_document, to_json
from matcher.export.html import patient_html, physician_html
from matcher.export.messages import Messages, messages
from matcher.export.model import Shortlist
from matcher.export.rows import coordinator_csv, patient_csv
from matcher.export.spreadsheet import STARTS_FORMULA
from matcher.registry.record import Arm, Contact, Intervention, Location
from matcher.verdict import Evidence
from tests.lib.html_page import Page
from tests.lib.shortlists import OPEN, SNAPSHOT, entry, line, shortlist

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "javascript:alert(1)",
    "<a href=javascript:alert(1)>x</a>",
    "</style><script>alert(1)</script>",
    "</title><svg/onload=alert(1)>",
    "{{ 7 * 7 }}{% include 'style.css' %}",
    "{name} {0} %s",
    "&lt;b&gt;",
    "=cmd|'/C calc'!A0",
    "+1", "-1", "@SUM(1)", "\t=1", "\r\n=1", "\u00a0=1",
    "\u202egnp.exe\u2066",
    "\x1b]0;title\x07\x1b[2J\x9b31m",
    "a\x00b\x7f",
    "W" * 5_000,
)  # fmt: skip
ALLOWED_TAGS = {
    "html", "head", "meta", "title", "style", "body", "main", "footer", "section", "article", "h1", "h2",
    "h3", "h4", "p", "ul", "ol", "li", "dl", "dt", "dd", "a", "span", "div", "br", "blockquote", "table",
    "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
PAGES = (patient_html, physician_html)


def poisoned(text: str) -> Shortlist:
    """A shortlist in which every foreign field holds `text`."""
    person = Contact(name=text, role=text, phone=text, extension=text, email=text)
    place = Location(facility=text, city=text, state=text, country=text, zip=text, contacts=(person,))
    lines = (
        line(text=text, reason=text, evidence=(Evidence(path=text, value=text, date=text),)),
        line(OPEN, text=text, reason=text, needs=(text,), criterion=nodes.Unparsed(text=text)),
        line(criterion=nodes.Condition(concept=None, text=text)),
    )
    fields = {
        "brief_title": text, "official_title": text, "acronym": text, "phases": (text,),
        "brief_summary": text,
        "allocation": text, "masking": text, "interventions": (Intervention(name=text, type=text),),
        "arms": (Arm(label=text, type=text, description=text),), "locations": (place,),
        "paraphrase": True, "paraphrase_note": text,
    }  # fmt: skip
    entries = (
        entry(*lines, **fields),
        entry(*lines, overall_status=text, **fields),
        entry(line(verdict="fail", text=text, reason=text), verdict="ineligible", **fields),
    )
    snapshot = type(SNAPSHOT)(text, text, text, text)
    return shortlist(*entries, patient_id=text, snapshot=snapshot)


@pytest.mark.parametrize("render", PAGES)
@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_becomes_markup(render: Callable[[Messages, Shortlist], str], text: str) -> None:
    page = Page(render(messages(), poisoned(text)))
    assert {name for name, _ in page.tags} <= ALLOWED_TAGS
    assert page.unclosed == []
    names = {name for _, attributes in page.tags for name in attributes}
    assert not {name for name in names if name.startswith("on") or name in ("src", "style", "srcdoc")}


@pytest.mark.parametrize("render", PAGES)
@pytest.mark.parametrize("text", HOSTILE)
def test_links_lead_to_the_registry_or_into_the_page(
    render: Callable[[Messages, Shortlist], str], text: str
) -> None:
    page = Page(render(messages(), poisoned(text)))
    targets = {attributes["href"] for attributes in page.named("a")}
    assert targets
    assert targets <= {"https://clinicaltrials.gov/study/NCT00000001", "#NCT00000001"}


@pytest.mark.parametrize("render", PAGES)
def test_nothing_is_loaded_and_no_script_could_run(render: Callable[[Messages, Shortlist], str]) -> None:
    html = render(messages(), shortlist(entry()))
    page = Page(html)
    policies = [
        meta["content"] for meta in page.named("meta") if meta.get("http-equiv") == "Content-Security-Policy"
    ]
    assert len(policies) == 1
    assert policies[0].startswith("default-src 'none'; style-src 'unsafe-inline'")
    assert not {"script", "link", "img", "iframe", "object", "form"} & {name for name, _ in page.tags}
    assert "url(" not in html
    assert "@import" not in html


@pytest.mark.parametrize("render", PAGES)
@pytest.mark.parametrize("text", HOSTILE)
def test_hidden_signs_are_gone(render: Callable[[Messages, Shortlist], str], text: str) -> None:
    shown = render(messages(), poisoned(text))
    assert not set(shown) & set("\x00\x07\x1b\x7f\x9b\u202e\u2066")


@pytest.mark.parametrize(
    "write", [lambda s: coordinator_csv(messages(), [s]), lambda s: patient_csv(messages(), s)]
)
@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_is_a_formula_and_every_trial_is_one_row(
    write: Callable[[Shortlist], str], text: str
) -> None:
    written = write(poisoned(text))
    assert written.startswith("\ufeff")
    header, *rows = csv.reader(StringIO(written.removeprefix("\ufeff"), newline=""))
    assert written.count("\r\n") == len(rows) + 1
    assert len(rows) in (2, 3)
    for row in rows:
        assert len(row) == len(header)
        assert not any(value[:1] in STARTS_FORMULA - {"'"} for value in row if value)


@pytest.mark.parametrize("text", HOSTILE)
def test_json_keeps_the_text_and_shows_no_hidden_sign(text: str) -> None:
    written = to_json(match_document([poisoned(text)], SNAPSHOT))
    assert written.isascii()
    assert all(mark == "\n" or mark.isprintable() for mark in written)
    assert json.loads(written)["matches"][0]["criteria"][0]["text"] == text
