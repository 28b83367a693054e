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


@pytest.mark.parametrize(
    ("audience", "name"),
    [
        ("patient", "list.pdf"),
        ("physician", "list.pdf"),
        ("coordinator", "list.pdf"),
        ("coordinator", "list.xlsx"),
    ],
)
def test_papers_and_workbooks(
    mdsmatch: CommandLine, patient: str, records: str, tmp_path: Path, audience: str, name: str
) -> None:
    out = tmp_path / name
    chosen = ("--records", records, "--trial", "NCT02907359", "--for", audience, "--out", out)
    ran = mdsmatch("shortlist", patient, *chosen, "--language", "es")
    assert ran == (0, "", f"{out} is written. Information, not advice.\n")
    assert out.read_bytes()[:4] in (b"%PDF", b"PK\x03\x04")
    assert out.stat().st_mode & 0o777 == 0o600


def test_the_language_of_the_page(mdsmatch: CommandLine, patient: str, records: str, tmp_path: Path) -> None:
    out = tmp_path / "list.html"
    chosen = ("--records", records, "--trial", "NCT02907359", "--for", "patient", "--out", out)
    assert mdsmatch("shortlist", patient, *chosen, "--language", "es").code == 0
    page = out.read_text(encoding="utf-8")
    assert '<html lang="es">' in page
    assert "Esto es información, no un consejo médico." in page
    assert mdsmatch("shortlist", patient, *chosen, "--language", "de").code == 2


def test_a_wrong_ending_is_refused_before_any_work(mdsmatch: CommandLine, tmp_path: Path) -> None:
    out = tmp_path / "list.docx"
    ran = mdsmatch("shortlist", tmp_path / "gone.json", "--for", "patient", "--out", out)
    endings = ".html, .pdf, .csv, .json"
    assert ran == (3, "", f"mdsmatch: {out}: the ending says what to write; use one of {endings}\n")


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
