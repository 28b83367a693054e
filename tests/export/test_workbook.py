"""The coordinator's workbook: sorted, filtered, harmless, and the same bytes for the same list."""

import subprocess
import sys
from datetime import datetime
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from matcher.export.messages import messages
from matcher.export.rows import COLUMNS, coordinator_rows
from matcher.export.workbook import coordinator_xlsx
from tests.export.test_untrusted import HOSTILE, poisoned
from tests.lib.papers import full_records
from tests.lib.product import ROOT
from tests.lib.shortlists import shortlist

SAY = messages()


def read(content: bytes) -> Workbook:
    return load_workbook(BytesIO(content))


def sheet_of(content: bytes) -> Worksheet:
    (sheet,) = read(content).worksheets
    return sheet


def test_a_row_a_trial_as_in_the_csv_file() -> None:
    header, *rows = sheet_of(coordinator_xlsx(SAY, full_records(3))).iter_rows(values_only=True)
    assert header == tuple(SAY(f"coordinator.column.{column}") for column in COLUMNS)
    wanted = [[row.get(column) for column in COLUMNS] for row in coordinator_rows(SAY, full_records(3))]
    assert len(rows) == len(wanted) == 4
    for row, given in zip(rows, wanted, strict=True):
        for found, value in zip(row, given, strict=True):
            plain = str(found.date()) if isinstance(found, datetime) else found
            assert plain == (value if isinstance(value, int | float) else str(value) if value else None)


def test_header_and_numbers_stay_in_sight_and_columns_filter() -> None:
    sheet = sheet_of(coordinator_xlsx(SAY, full_records(3)))
    assert sheet.freeze_panes == "E2"
    assert sheet.auto_filter.ref == f"A1:{sheet.cell(1, len(COLUMNS)).column_letter}5"
    widths = {dimension.min: dimension.width for dimension in sheet.column_dimensions.values()}
    assert widths[COLUMNS.index("title") + 1] > 50
    assert all(cell.alignment.wrap_text for row in sheet.iter_rows() for cell in row)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_is_a_formula_a_link_or_a_number_of_a_stranger(text: str) -> None:
    content = coordinator_xlsx(SAY, poisoned(text))
    sheet = sheet_of(content)
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    shown = "".join(str(cell.value or "") for row in sheet.iter_rows() for cell in row)
    assert not set(shown) & set("\x00\x07\x1b\x7f\x9b\u202e")
    with ZipFile(BytesIO(content)) as parts:
        assert not [name for name in parts.namelist() if "externalLink" in name or "vba" in name.lower()]
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")


def test_spanish_headings_and_advice() -> None:
    book = read(coordinator_xlsx(messages("es"), full_records(3)))
    assert book.sheetnames == ["Llamadas"]
    assert book.active is not None
    assert book.active["A1"].value == "Paciente"
    assert book.properties.description == messages("es")("common.not_advice")


def test_an_empty_list_is_a_sheet_with_a_header() -> None:
    assert sheet_of(coordinator_xlsx(SAY, shortlist())).max_row == 1


PROGRAM = """
import hashlib
from matcher.export.messages import messages
from matcher.export.workbook import coordinator_xlsx
from matcher.export.pdf import patient_pdf, physician_pdf, coordinator_pdf
from tests.lib.papers import full_records
for write in (coordinator_xlsx, patient_pdf, physician_pdf, coordinator_pdf):
    for language in ("en", "es"):
        print(hashlib.sha256(write(messages(language), full_records(3))).hexdigest())
"""


def test_two_processes_write_the_same_bytes() -> None:
    """Of workbooks and of papers, in both languages, whatever the order of sets and the place on earth."""
    written = []
    for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo")):
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, check=True,
            env={"PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        written.append(done.stdout.split())
    assert len(set(written[0])) == 8
    assert written[0] == written[1]
