"""Cells of a csv file: text stays text."""

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.export.spreadsheet import STARTS_FORMULA, cell, table


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("=cmd|'/C calc'!A0", "'=cmd|'/C calc'!A0"),
        ("+1+1", "'+1+1"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1+1", "'=1+1"),
        ("\r=1+1", "'=1+1"),
        ("\n =1+1", "'=1+1"),
        ("\u00a0\u3000=1+1", "'=1+1"),
        ("\u200b\ufeff=1+1", "'=1+1"),
        ("＝1+1", "'＝1+1"),
        ("'=1+1", "''=1+1"),
        ("plain; with, signs", "plain; with, signs"),
        ("two\nlines", "two lines"),
        ("", ""),
        (None, ""),
        (-3.5, "-3.5"),
    ],
)
def test_no_cell_is_a_formula(value: object, written: str) -> None:
    assert cell(value) == written


@given(st.text(), st.text())
def test_a_table_keeps_its_shape_whatever_the_cells_hold(first: str, second: str) -> None:
    text = table(("a", "b"), [{"a": first, "b": second}, {"a": second}])
    rows = list(csv.reader(StringIO(text, newline="")))
    assert [len(row) for row in rows] == [2, 2, 2]
    assert rows[1] == [cell(first), cell(second)]
    assert not any(value[:1] in STARTS_FORMULA - {"'"} for row in rows[1:] for value in row if value)
