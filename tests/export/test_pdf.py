"""Papers: tagged, with embedded fonts, the same bytes each time, and foreign text printed as it is."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import IndirectObject

from matcher.export.glyphs import BREAK, drawn
from matcher.export.messages import Messages, messages
from matcher.export.model import Shortlist
from matcher.export.pdf import coordinator_pdf, patient_pdf, physician_pdf
from matcher.export.plaintext import one_line
from tests.export.test_untrusted import HOSTILE, poisoned
from tests.lib.papers import FULL, full_records, real_shortlist
from tests.lib.shared import needs_shared
from tests.lib.shortlists import CONSENT, FAILING, OPEN, UNREAD, entry, line, shortlist

Write = Callable[[Messages, Shortlist], bytes]

PAPERS: dict[str, Write] = {
    "patient": patient_pdf,
    "physician": physician_pdf,
    "coordinator": coordinator_pdf,
}
each_paper = pytest.mark.parametrize("name", PAPERS)
each_language = pytest.mark.parametrize("language", ["en", "es"])

MARKUP = (
    "#panic()", "#strong[x] *b* _a_ `c` $x^2$ @ref <lab> // no /* no */", "= Title", "- point", "\\#set page",
    '#import "/etc/passwd"', "]#panic()[", '" + sys.inputs.data + "', "https://example.org/x?y=1",
    "\u05e9\u05dc\u05d5\u05dd \u0633\u0644\u0627\u0645", "\u4e2d\u6587 \U0001f600",
)  # fmt: skip
"""What a typesetter could take for markup, and signs that it cannot draw."""


def read(content: bytes) -> PdfReader:
    return PdfReader(BytesIO(content))


def text_of(content: bytes) -> str:
    return plain(" ".join(page.extract_text() for page in read(content).pages))


def plain(text: str) -> str:
    return " ".join(text.replace(BREAK, "").split())


def fonts(reader: PdfReader) -> Iterator[Any]:
    for page in reader.pages:
        yield from (font.get_object() for font in page["/Resources"].get("/Font", {}).values())


def tags(reader: PdfReader) -> Iterator[str]:
    """The kinds of all parts of the document's structure."""
    waiting: list[Any] = [reader.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        part = waiting.pop()
        part = part.get_object() if isinstance(part, IndirectObject) else part
        if isinstance(part, list):
            waiting.extend(part)
        elif isinstance(part, dict):
            if "/S" in part:
                yield str(part["/S"])
            waiting.append(part.get("/K"))


@each_paper
@each_language
def test_a_paper_is_tagged_and_says_its_language_title_and_day(name: str, language: str) -> None:
    say = messages(language)
    reader = read(PAPERS[name](say, full_records(3)))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == language
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == say(f"{name}.title")
    assert reader.metadata.creation_date == datetime(2026, 11, 1, tzinfo=UTC)
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()
    assert {"/H1", "/P", "/Link"} <= set(tags(reader))


def test_lists_tables_and_headings_are_tagged_as_such() -> None:
    assert {"/H2", "/H3", "/H4", "/L", "/LI", "/LBody"} <= set(
        tags(read(patient_pdf(messages(), full_records(3))))
    )
    for write in (physician_pdf, coordinator_pdf):
        assert {"/Table", "/THead", "/TH", "/TR", "/TD"} <= set(
            tags(read(write(messages(), full_records(3))))
        )


@each_paper
def test_all_fonts_are_embedded(name: str) -> None:
    found = list(fonts(read(PAPERS[name](messages("es"), full_records(3)))))
    assert found
    for font in found:
        (inner,) = font["/DescendantFonts"]
        descriptor = inner.get_object()["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3"} & set(descriptor)
        assert "/ToUnicode" in font


@each_paper
def test_no_script_no_form_and_links_only_into_the_registry(name: str) -> None:
    content = PAPERS[name](messages(), poisoned("https://evil.example/x javascript:alert(1)"))
    assert not re.findall(rb"/(JavaScript|JS|AcroForm|Launch|EmbeddedFile|OpenAction)\b", content)
    annotations = [one.get_object() for page in read(content).pages for one in page.get("/Annots", ())]
    assert annotations
    assert {one["/A"]["/URI"] for one in annotations} == {"https://clinicaltrials.gov/study/NCT00000001"}


@each_paper
@each_language
def test_signs_and_letters_can_be_read_back(name: str, language: str) -> None:
    shown = text_of(PAPERS[name](messages(language), full_records(3)))
    assert "Hospital Niño Jesús" in shown
    assert "A. Muñoz" in shown
    if name == "physician":
        assert "Creatinine ≤ 20 mg/dL" in shown
    if language == "es":
        for word in ("información", "médico", "Página 1 de"):
            assert word in shown


@each_paper
@pytest.mark.parametrize("text", [*MARKUP, *(text[:200] for text in HOSTILE)])
def test_foreign_text_is_printed_as_it_is(name: str, text: str) -> None:
    shown = text_of(PAPERS[name](messages(), poisoned(text)))
    squeezed = re.sub(r"\s", "", shown)
    wanted = re.sub(r"\s", "", drawn(one_line(text)).replace(BREAK, ""))
    right_to_left = re.search("[\u0590-\u06ff]", text)
    assert right_to_left or wanted in squeezed
    assert not set(shown) & set("\x00\x07\x1b\x7f\x9b\u202e\u2066")


def test_an_endless_word_fills_pages_and_leaves_none() -> None:
    assert len(read(patient_pdf(messages(), poisoned("W" * 5_000))).pages) > 10


@each_paper
def test_the_same_list_gives_the_same_bytes_and_another_day_others(name: str) -> None:
    write = PAPERS[name]
    given = full_records(1)
    assert write(messages(), given) == write(messages(), given)
    later = type(given)(
        **{field: getattr(given, field) for field in given.__slots__}
        | {"as_of": datetime(2026, 11, 2).date()}
    )
    assert write(messages(), later) != write(messages(), given)


@each_paper
@each_language
def test_every_page_says_that_it_is_no_advice_and_where_it_comes_from(name: str, language: str) -> None:
    say = messages(language)
    advice = say("patient.not_advice" if name == "patient" else "common.not_advice")
    pages = read(PAPERS[name](say, full_records(3))).pages
    for number, page in enumerate(pages, start=1):
        shown = plain(page.extract_text())
        assert plain(advice) in shown
        for part in ("20261101T030000Z-0a1b2c3d", "parser-7", "vocab-9", "2026-11-01"):
            assert part in shown
        assert say("paper.counter", page=number, pages=len(pages)) in shown


@each_paper
def test_an_empty_list_is_a_paper_too(name: str) -> None:
    shown = text_of(PAPERS[name](messages(), shortlist()))
    assert messages()("patient.nothing" if name == "patient" else "physician.nothing") in shown


def test_the_patients_paper_is_in_large_print_and_holds_no_fact_of_the_file() -> None:
    content = patient_pdf(messages(), shortlist(entry(line(), line(OPEN), line(UNREAD), line(CONSENT))))
    sizes: list[float] = []
    for page in read(content).pages:
        page.extract_text(
            visitor_text=lambda text, _, matrix, __, size: sizes.extend([size] * len(text.strip()))
        )
    assert sorted(sizes)[len(sizes) // 2] >= 16
    shown = text_of(content)
    for fact in ("ECOG 1", "2026-10-28", "observations", "is not recorded", "29.7", "95.4", "Houston"):
        assert fact not in shown


def test_each_trial_has_a_page_of_its_own_with_every_line() -> None:
    lines = (line(), line(OPEN), line(CONSENT))
    trials = [entry(*lines, nct_id=f"NCT0000000{number}", rank=number) for number in (1, 2, 3)]
    pages = [plain(page.extract_text()) for page in read(physician_pdf(messages(), shortlist(*trials))).pages]
    assert len(pages) == 4
    for number, page in enumerate(pages[1:], start=1):
        assert f"Registry entry NCT0000000{number}" in page
        for part in (
            "✓ met", "? open", "– administrative", "Inclusion, characters 10–18", "ECOG 0-2",
            "ECOG 1 on 2026-10-28 is within 0-2", "Evidence: ECOG 1, 2026-10-28 (observations[2])",
            "Needs: serum creatinine",
        ):  # fmt: skip
            assert part in page


def test_what_rules_a_trial_out_is_shown() -> None:
    shown = text_of(physician_pdf(messages(), shortlist(entry(line(FAILING), verdict="ineligible"))))
    for part in ("Ruled out", "✗ present", "azacitidine was given until 2026-09-20", "from 2026-12-01"):
        assert part in shown


def test_the_call_list_says_whom_to_call_and_what_is_open() -> None:
    shown = text_of(coordinator_pdf(messages(), full_records(3)))
    for part in (FULL.nct_id, "A. Muñoz, 555-0100 ext. 7", "open points", "September 17, 2026"):
        assert part in shown


@needs_shared
@pytest.mark.shared
@each_language
@pytest.mark.parametrize("name", ["patient", "coordinator"])
def test_real_records_can_be_set(name: str, language: str) -> None:
    reader = read(PAPERS[name](messages(language), real_shortlist(3)))
    assert len(reader.pages) > 5
    assert len(reader.pages) < 40
