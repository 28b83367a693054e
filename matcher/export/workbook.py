"""Home to the coordinator's list as a workbook (xlsx): the columns of the csv file, ready to sort and filter.

Every text is written as text, never read for formulas, links or numbers; the moment of making is the day of
judgement, so that the same shortlist gives the same bytes.
"""

from collections.abc import Mapping
from datetime import date, datetime, time
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from matcher.export.messages import Messages
from matcher.export.model import Shortlist
from matcher.export.plaintext import one_line
from matcher.export.rows import COLUMNS, coordinator_rows

LONGEST_CELL = 32_767
"""Characters that a cell may hold (the limits of Excel's file format, M-high)."""

WIDTHS = {
    "title": 55, "status": 22, "verdict": 12, "takes_patients": 15, "stands_in_the_way": 60, "needs": 60,
    "site": 40, "contact": 40, "registry_entry": 45, "paraphrase": 30, "snapshot": 26,
    "registry_timestamp": 20, "parser": 16, "vocabulary": 16, "note": 60,
}  # fmt: skip
"""Of columns that are not about as wide as a number, in characters."""
USUAL_WIDTH = 13

LEFT_STANDING = COLUMNS.index("nct_id") + 1
"""Columns up to the trial's number stay in sight while one scrolls to the side."""

INERT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def coordinator_xlsx(say: Messages, shortlist: Shortlist) -> bytes:
    """One sheet with a row a trial: header and numbers stay in sight, every column can be filtered."""
    out = BytesIO()
    with Workbook(out, {**INERT, "in_memory": True}) as book:
        book.set_properties(_properties(say, shortlist))
        sheet = book.add_worksheet(say("coordinator.sheet"))
        count = _fill(sheet, say, shortlist, book)
        sheet.freeze_panes(1, LEFT_STANDING)
        sheet.autofilter(0, 0, count, len(COLUMNS) - 1)
        sheet.set_landscape()
        sheet.repeat_rows(0)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(f"&L{say('common.not_advice').replace('&', '&&')}&R&P / &N")
    return out.getvalue()


def _properties(say: Messages, shortlist: Shortlist) -> dict[str, object]:
    made = datetime.combine(shortlist.as_of, time())
    return {"title": say("coordinator.title"), "comments": say("common.not_advice"), "created": made}


def _fill(sheet: Worksheet, say: Messages, shortlist: Shortlist, book: Workbook) -> int:
    head, body, day = _formats(book)
    for place, column in enumerate(COLUMNS):
        sheet.set_column(place, place, WIDTHS.get(column, USUAL_WIDTH))
        sheet.write_string(0, place, say(f"coordinator.column.{column}"), head)
    count = 0
    for count, row in enumerate(coordinator_rows(say, shortlist), start=1):
        _write(sheet, count, row, body, day)
    return count


def _formats(book: Workbook) -> tuple[Format, Format, Format]:
    whole = {"valign": "top", "text_wrap": True}
    head = {"bold": True, "bg_color": "#0B5A6E", "font_color": "#FFFFFF", "bottom": 1}
    return (
        book.add_format(whole | head),
        book.add_format(whole),
        book.add_format(whole | {"num_format": "yyyy-mm-dd"}),
    )


def _write(sheet: Worksheet, place: int, row: Mapping[str, object], body: Format, day: Format) -> None:
    for column, name in enumerate(COLUMNS):
        value = row.get(name)
        if isinstance(value, int | float):
            sheet.write_number(place, column, value, body)
        elif isinstance(value, date):
            sheet.write_datetime(place, column, value, day)
        else:
            _write_text(sheet, place, column, "" if value is None else one_line(str(value)), body)


def _write_text(sheet: Worksheet, place: int, column: int, text: str, body: Format) -> None:
    if text:
        sheet.write_string(place, column, text[:LONGEST_CELL], body)
    else:
        sheet.write_blank(place, column, None, body)
