"""What the documents tell people to type exists: commands, options, make targets, files, links."""

import re
import shlex
from importlib.metadata import entry_points
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from matcher.cli.main import mdsmatch
from tests.cli.test_help import COMMANDS
from tests.lib.product import ROOT

DOCUMENTS = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")
SHELL = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#\s]+)(#[^)]*)?\)")
PATH = re.compile(r"`((?:criteria|matcher|flows|tests)/[\w./-]*)`")
TARGET = re.compile(r"^(\w+):", re.MULTILINE)


def read(document: str) -> str:
    return (ROOT / document).read_text(encoding="utf-8")


def shell_lines() -> list[tuple[str, list[str]]]:
    """(document, words of the command) for every line of every shell block."""
    return [
        (document, shlex.split(line))
        for document in DOCUMENTS
        for block in SHELL.findall(read(document))
        for line in block.splitlines()
        if line.strip()
    ]


def commands(program: str) -> list[list[str]]:
    """The arguments of every line that runs `program`, from the environment's folder or not."""
    return [words[1:] for _, words in shell_lines() if Path(words[0]).name == program]


def test_every_line_runs_a_program_that_is_checked_here() -> None:
    programs = {Path(words[0]).name for _, words in shell_lines()}
    elsewhere = {"curl", "source"}  # curl: tests/web/test_api_readme.py
    assert programs == elsewhere | {"dask", "make", "mdsmatch", "pytest"}


@pytest.mark.parametrize("target", sorted({target for words in commands("make") for target in words}))
def test_a_make_target_exists(target: str) -> None:
    assert target in TARGET.findall(read("Makefile"))


@pytest.mark.parametrize("folder", sorted({folder for words in commands("pytest") for folder in words}))
def test_a_folder_of_tests_holds_tests(folder: str) -> None:
    assert list((ROOT / folder).rglob("test_*.py"))


@pytest.mark.parametrize("words", commands("mdsmatch"), ids=" ".join)
def test_a_command_takes_its_arguments(words: list[str]) -> None:
    with click.Context(mdsmatch) as context:
        name, *arguments = words
        if name == "--help":
            return
        command = mdsmatch.get_command(context, name)
        assert command is not None, f"there is no command {name}"
        if "--help" not in arguments:
            command.make_context(name, list(arguments), parent=context)


@pytest.mark.parametrize("words", commands("dask"), ids=" ".join)
def test_a_command_of_dask_takes_its_arguments(words: list[str]) -> None:
    name, *arguments = words
    (command,) = entry_points(group="dask_cli", name=name)
    command.load().make_context(name, [word for word in arguments if word != "&"])


def test_every_command_is_shown_in_the_readme() -> None:
    with click.Context(mdsmatch) as context:
        names = mdsmatch.list_commands(context)
    blocks = "\n".join(SHELL.findall(read("README.md")))
    unshown = [name for name in names if f"mdsmatch {name}" not in blocks and f"make {name}" not in blocks]
    assert tuple(names) == COMMANDS
    assert unshown == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_and_paths_lead_somewhere(document: str) -> None:
    links = [link for link, _ in LINK.findall(read(document)) if not link.startswith("https://")]
    named = links + PATH.findall(read(document))
    assert [path for path in named if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("words", commands("mdsmatch"), ids=" ".join)
def test_bundled_files_of_an_example_exist(words: list[str]) -> None:
    bundled = [word for word in words if word.startswith("matcher/sample/")]
    assert [path for path in bundled if not (ROOT / path).exists()] == []


VERDICT = re.compile(r"(NCT\d{8}) .* (eligible|possible|ineligible)\b")


def test_the_list_shown_in_the_readme_has_the_verdicts_that_the_program_prints() -> None:
    (shown,) = re.findall(
        r"^Patient published-3.*?(?=^Information)", read("README.md"), re.MULTILINE | re.DOTALL
    )
    case, records = ROOT / "matcher/sample/patients/published-3.json", ROOT / "matcher/sample/trials"
    arguments = ["match", str(case), "--records", str(records), "--all-statuses"]
    done = CliRunner(env={"COLUMNS": "80"}).invoke(mdsmatch, arguments, catch_exceptions=False)
    printed = dict(VERDICT.findall(done.stdout))
    assert len(printed) == 25
    assert len(VERDICT.findall(shown)) == 3
    assert dict(VERDICT.findall(shown)).items() <= printed.items(), "copy the new lines into README.md"
