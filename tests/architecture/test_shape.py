"""Code stays small, explains itself, and says nothing of the place where it was written."""

import ast
import re
import tomllib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

from tests.lib.product import PACKAGES, ROOT, Module, modules, place, within

LONGEST_FILE = 400
LONGEST_FUNCTION = 45

CLOCKS = {"today", "now", "utcnow", "fromtimestamp", "time", "localtime", "gmtime"}
CLOCK_MODULES = {"date", "datetime", "time", "dt"}
TIMELESS = (
    "criteria",
    "matcher.state",
    "matcher.evaluate",
    "matcher.match",
    "matcher.chart",
    "matcher.patient",
)
"""What answers the same to the same question on any day: it is given `as_of`."""

TALKERS = ("matcher.cli", "flows.commands")
"""Who may print."""

each_module = pytest.mark.parametrize("module", modules(), ids=place)


@each_module
def test_a_module_says_what_it_is_home_to(module: Module) -> None:
    docstring = ast.get_docstring(module.tree)
    assert docstring, "the module has no docstring"


@pytest.mark.parametrize("module", [m for m in modules() if m.path.name == "__init__.py"], ids=place)
def test_a_package_is_a_docstring_only(module: Module) -> None:
    assert len(module.tree.body) == 1


@each_module
def test_a_file_is_short(module: Module) -> None:
    assert module.text.count("\n") <= LONGEST_FILE


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


@each_module
def test_a_function_is_short(module: Module) -> None:
    lengths = {node.name: (node.end_lineno or 0) - node.lineno + 1 for node in functions(module.tree)}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FUNCTION} == {}


def calls(module: Module) -> Iterator[ast.Call]:
    return (node for node in ast.walk(module.tree) if isinstance(node, ast.Call))


@each_module
def test_only_commands_print(module: Module) -> None:
    printing = [
        call.lineno for call in calls(module) if isinstance(call.func, ast.Name) and call.func.id == "print"
    ]
    assert within(module.name, *TALKERS) or printing == []


@pytest.mark.parametrize("module", [m for m in modules() if within(m.name, *TIMELESS)], ids=place)
def test_logic_does_not_ask_the_clock(module: Module) -> None:
    asked = [
        call.lineno
        for call in calls(module)
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in CLOCKS
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id in CLOCK_MODULES
    ]
    assert asked == []


@each_module
def test_no_module_is_a_drawer_for_everything(module: Module) -> None:
    assert module.path.stem not in {"utils", "util", "helpers", "misc", "common"}


@each_module
def test_a_public_function_has_a_docstring(module: Module) -> None:
    public = [node for node in module.tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    assert [node.name for node in public if node.name[0] != "_" and not ast.get_docstring(node)] == []


# --- what is shipped ---------------------------------------------------------------------------------------


def data_files() -> list[Path]:
    found = chain.from_iterable((ROOT / package).rglob("*.*") for package in PACKAGES)
    return sorted(path for path in found if path.is_file() and path.suffix not in {".py", ".pyc"})


def shipped(path: Path, pattern: str) -> bool:
    """A pattern reaches into folders that are no packages only if it begins with `**/`."""
    return path.match(pattern) and (pattern.startswith("**/") or (path.parent / "__init__.py").exists())


def test_every_data_file_is_shipped_with_its_package() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    patterns = settings["tool"]["setuptools"]["package-data"]["*"]
    left = [path for path in data_files() if not any(shipped(path, pattern) for pattern in patterns)]
    assert [path.relative_to(ROOT).as_posix() for path in left] == []


def written() -> list[Path]:
    """All text that is published: code, tests, data and documents."""
    folders = chain.from_iterable((ROOT / folder).rglob("*") for folder in (*PACKAGES, "tests"))
    shown = {".py", ".toml", ".csv", ".json", ".sql", ".j2", ".css", ".md"}
    return sorted(path for path in chain(folders, ROOT.glob("*.*")) if path.suffix in shown)


def test_nothing_tells_of_the_place_where_it_was_written() -> None:
    # Put together here, so that this file does not tell either.
    absolute = re.compile("|".join(("/" + "work/", "/" + "home/", "/" + "Users/", r"index-url\s*=")))
    assert [
        path.relative_to(ROOT).as_posix()
        for path in written()
        if absolute.search(path.read_text(encoding="utf-8"))
    ] == []
