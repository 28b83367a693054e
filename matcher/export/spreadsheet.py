"""Home to cells of a csv file that no spreadsheet takes for a formula.

A cell that a spreadsheet would calculate gets a leading apostrophe (the advice of OWASP, "CSV Injection", S).
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO

from matcher.export.plaintext import one_line

STARTS_FORMULA = frozenset("=+-@|%＝＋－＠'")
"""First signs that make a cell a formula somewhere, full-width ones included. An apostrophe is doubled, so
that taking one off gives the text back."""


def cell(value: object) -> str:
    """`value` as harmless text on one line; numbers are written as numbers."""
    if value is None:
        return ""
    if isinstance(value, int | float):
        return str(value)
    text = one_line(str(value))
    return f"'{text}" if text[:1] in STARTS_FORMULA and text else text


def table(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> str:
    """A csv file: a row a mapping, one line each, every text quoted."""
    out = StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_MINIMAL, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([cell(row.get(column)) for column in columns] for row in rows)
    return out.getvalue()
