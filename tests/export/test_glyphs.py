"""What can be drawn is drawn as it is; what cannot is named, and nothing makes the typesetter refuse."""

import json
import unicodedata

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.export.glyphs import BREAK, DRAWN, LONGEST_RUN, drawn, printable

SHEET = b"""#set text(font: ("Libertinus Serif", "New Computer Modern", "DejaVu Sans Mono"))
#let data = json(bytes(sys.inputs.data))
#set document(title: data.title)
#for text in data.texts [#text #linebreak()]"""


def typeset(texts: list[str]) -> None:
    """Set texts as papers are set; raises if a sign has no glyph."""
    typst.compile(
        input=SHEET,
        output=None,
        format="pdf",
        sys_inputs={"data": json.dumps({"title": "Signs", "texts": texts})},
        font_paths=typst.Fonts(include_system_fonts=False),
        pdf_standards="ua-1",
    )


def test_every_sign_that_counts_as_drawn_can_be_drawn() -> None:
    signs = [chr(code) for first, last in DRAWN for code in range(first, last + 1)]
    assert len(signs) > 2_000
    typeset([sign for sign in signs if unicodedata.category(sign) != "Cn"])


@settings(deadline=None)
@given(st.lists(st.text(), max_size=5))
def test_no_text_makes_the_typesetter_refuse(texts: list[str]) -> None:
    typeset([drawn(text) for text in texts])


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("≥ 20 × 10⁹/L ≤ µg", "≥ 20 × 10⁹/L ≤ µg"),
        ("¿Año? áéíóúüñ ÁÉÍÓÚÜÑ", "¿Año? áéíóúüñ ÁÉÍÓÚÜÑ"),
        ("Łódź Ελλάδα Москва שלום سلام", "Łódź Ελλάδα Москва שלום سلام"),
        ("a，b（c）", "a,b(c)"),
        ("中文", "[U+4E2D][U+6587]"),
        ("😀", "[U+1F600]"),
        ("e\u0301", "é"),
        ("\u202egnp.exe\u2066", "gnp.exe"),
        ("a\x00\x1b[0m\x7fb", "a[0mb"),
        ("#strong[x] *b* $x$ @y <z> // \\ `c`", "#strong[x] *b* $x$ @y <z> // \\ `c`"),
    ],
)
def test_signs_as_they_are_or_named(text: str, shown: str) -> None:
    assert drawn(text) == shown


def test_a_long_word_may_be_broken_and_loses_nothing() -> None:
    long = "W" * 5_000
    assert drawn(long).replace(BREAK, "") == long
    assert max(map(len, drawn(long).split(BREAK))) == LONGEST_RUN
    assert BREAK not in drawn("W" * LONGEST_RUN)


def test_all_texts_of_a_tree_are_made_fit_and_nothing_else_is_touched() -> None:
    tree = {"a": ["中", 1, None, True, {"b": ("x\x00",)}]}
    assert printable(tree) == {"a": ["[U+4E2D]", 1, None, True, {"b": ["x"]}]}
