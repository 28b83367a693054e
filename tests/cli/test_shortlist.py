"""`mdsmatch shortlist`: a file for the people who talk about trials."""

from pathlib import Path

import pytest

from tests.lib.command_line import CommandLine


@pytest.mark.parametrize("audience", ["patient", "physician", "coordinator"])
@pytest.mark.parametrize("ending", ["html", "csv", "json"])
def test_every_audience_gets_every_form(
    mdsmatch: CommandLine, patient: str, records: str, tmp_path: Path, audience: str, ending: str
) -> None:
    out = tmp_path / f"list.{ending}"
    ran = mdsmatch(
        "shortlist", patient, "--records", records, "--trial", "NCT02907359", "--for", audience, "--out", out
    )
    assert ran == (0, "", f"{out} is written. Information, not advice.\n")
    assert "NCT02907359" in out.read_text(encoding="utf-8")
    assert out.stat().st_mode & 0o777 == 0o600


def test_pdf_is_refused_before_any_work(mdsmatch: CommandLine, tmp_path: Path) -> None:
    out = tmp_path / "list.pdf"
    ran = mdsmatch("shortlist", tmp_path / "gone.json", "--for", "patient", "--out", out)
    assert ran == (3, "", f"mdsmatch: {out}: pdf cannot be written yet; write .html and print it to a pdf\n")


def test_a_disk_that_refuses_is_code_5(
    mdsmatch: CommandLine, patient: str, records: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(**_: object) -> None:
        raise PermissionError(13, "Permission denied", "somewhere")

    monkeypatch.setattr("tempfile.mkstemp", denied)
    out = tmp_path / "list.html"
    ran = mdsmatch(
        "shortlist", patient, "--records", records, "--trial", "NCT02907359", "--for", "patient", "--out", out
    )
    assert ran == (
        5,
        "",
        f"mdsmatch: {out}: permission is denied; check who owns it, or name another place\n",
    )
