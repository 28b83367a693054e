"""Every command says what it does, with an example, and comes quickly."""

import subprocess
import sys

import pytest

from tests.lib.command_line import CommandLine

COMMANDS = (
    "audit", "changes", "demo", "feasibility", "match", "next", "nightly", "parse", "patient",
    "schedule", "seal", "serve", "shortlist", "state", "synth", "token", "whatif",
)  # fmt: skip
OURS = tuple(name for name in COMMANDS if name not in ("demo", "nightly", "schedule"))


def test_all_commands_that_work_are_listed_and_no_others(mdsmatch: CommandLine) -> None:
    ran = mdsmatch("--help")
    listed = [
        line.split()[0] for line in ran.out.partition("Commands:\n")[2].splitlines() if line.startswith("  ")
    ]
    assert (ran.code, ran.err) == (0, "")
    assert tuple(name for name in listed if name != "Information,") == COMMANDS


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example_and_a_home(mdsmatch: CommandLine, name: str) -> None:
    ran = mdsmatch(name, "--help")
    assert (ran.code, ran.err) == (0, "")
    assert f"mdsmatch {name}" in ran.out.partition("Example")[2]
    assert "--home" in ran.out or name == "synth"
    assert max(map(len, ran.out.splitlines())) <= 100


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["sing"], ": No such command 'sing'."),
        (["serve", "--port", "70000"], " serve: Invalid value for '--port': 70000 is not in the range"),
        (["match"], " match: no patient file is named; name at least one PATIENT.json"),
        (["match", "NCT00000001"], " match: no patient file is named; name at least one PATIENT.json"),
        (["match", "p", "--colour"], " match: No such option '--colour'."),
        (
            ["match", "p", "--trial", "NCT1"],
            " match: Invalid value for '--trial': 'NCT1' is no registry number",
        ),
        (
            ["match", "p", "--as-of", "2026-02-30"],
            " match: Invalid value for '--as-of': '2026-02-30' is no day",
        ),
        (["match", "p", "--format", "xml"], " match: Invalid value for '--format': 'xml' is not one of"),
        (["state"], " state: Missing argument 'PATIENT.json...'."),
        (["parse"], " parse: nothing to read: name a trial, or give --text FILE or --records DIR"),
        (["parse", "NCT00000001", "--text", "x"], " parse: --text reads a file by itself"),
        (["shortlist", "p", "--for", "nobody", "--out", "x"], " shortlist: Invalid value for '--for'"),
        (["shortlist", "p", "--out", "x.html"], " shortlist: Missing option '--for'."),
    ],
)
def test_wrong_usage_is_one_sentence_and_code_2(
    mdsmatch: CommandLine, arguments: list[str], said: str
) -> None:
    ran = mdsmatch(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"mdsmatch{said}")
    assert ran.err.count("\n") == 1
    assert ran.err.endswith("--help)\n")


def loaded(code: str) -> set[str]:
    """The modules that are loaded after `code` has run in a process of its own."""
    script = f"import sys\n{code}\nprint(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return {name.partition(".")[0] for name in done.stderr.split()}


HEAVY = {"spacy", "prefect", "duckdb", "requests", "jinja2", "rich", "pydantic", "fastapi"}


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], *([name, "--help"] for name in OURS)])
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    code = f"from matcher.cli.main import mdsmatch\nmdsmatch.main({arguments}, standalone_mode=False)"
    assert not loaded(code) & HEAVY
