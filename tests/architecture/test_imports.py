"""Imports go one way, and every heavy library has one home."""

import subprocess
import sys
from textwrap import dedent

import pytest

from tests.lib.product import ROOT, Module, imports, modules, place, within

MAY_IMPORT = {
    "criteria": {"criteria"},
    "matcher": {"criteria", "matcher"},
    "flows": {"criteria", "matcher", "flows"},
}
"""Which of the three packages each may import."""

HOMES = {
    "spacy": ("criteria.pipeline", "criteria.parse"),
    "thinc": ("criteria.pipeline", "criteria.parse"),
    "duckdb": ("matcher.store",),
    "requests": ("matcher.registry",),
    "urllib3": ("matcher.registry",),
    "prefect": ("flows",),
    "click": ("matcher.cli", "flows.commands"),
    "jinja2": ("matcher.export", "matcher.web.templating"),
    "typst": ("matcher.export.pdf",),
    "xlsxwriter": ("matcher.export.workbook",),
    "fastapi": ("matcher.web",),
    "starlette": ("matcher.web",),
    "limits": ("matcher.web.guard",),
    "cryptography": ("matcher.sealed",),
    "uvicorn": ("matcher.web.server", "flows.server"),
    "fhir": ("matcher.fhir",),
}
"""Where each heavy library may be imported, in functions and under TYPE_CHECKING too."""

SERVING = ("matcher.evaluate", "matcher.state", "matcher.store", "matcher.registry", "matcher.export")
SERVING_MODULES = ("criteria.render", "matcher.patient", "matcher.chart", "matcher.match", "matcher.trial")
"""What answers questions of users; it must start fast, so the parser and the scheduler stay out."""

each_module = pytest.mark.parametrize("module", modules(), ids=place)


@each_module
def test_packages_import_downwards_only(module: Module) -> None:
    package = module.name.partition(".")[0]
    forbidden = set(MAY_IMPORT) - MAY_IMPORT[package]
    assert [name for name in imports(module) if within(name, *forbidden)] == []


@each_module
def test_nothing_of_the_product_imports_tests(module: Module) -> None:
    assert [name for name in imports(module) if within(name, "tests")] == []


@pytest.mark.parametrize("library", HOMES)
def test_a_heavy_library_has_one_home(library: str) -> None:
    users = {module.name for module in modules() if any(within(name, library) for name in imports(module))}
    assert {name for name in users if not within(name, *HOMES[library])} == set()


@pytest.mark.parametrize(
    "library", ["spacy", "duckdb", "requests", "prefect", "click", "jinja2", "fastapi", "uvicorn", "fhir"]
)
def test_the_home_of_a_heavy_library_is_lived_in(library: str) -> None:
    users = {module.name for module in modules() if any(within(name, library) for name in imports(module))}
    assert users, f"nobody imports {library}: drop it from HOMES and from pyproject.toml"


def test_serving_loads_neither_the_parser_nor_the_scheduler() -> None:
    program = f"""
        import importlib, pkgutil, sys
        for name in {SERVING!r}:
            package = importlib.import_module(name)
            for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
                importlib.import_module(found.name)
        for name in {SERVING_MODULES!r}:
            importlib.import_module(name)
        print(sorted({{"spacy", "thinc", "prefect"}} & set(sys.modules)))
    """
    done = subprocess.run(
        [sys.executable, "-c", dedent(program)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"
