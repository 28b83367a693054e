"""What is compiled is written so that mypyc keeps its sense."""

import ast
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


def constant(name: str) -> Any:
    """A constant of setup.py, which cannot be imported without building."""
    tree = ast.parse((ROOT / "setup.py").read_text(encoding="utf-8"))
    values = (node.value for node in tree.body if isinstance(node, ast.Assign) and _name(node) == name)
    return ast.literal_eval(next(values))


def _name(node: ast.Assign) -> str:
    return ast.unparse(node.targets[0])


def compiled() -> list[Path]:
    parts = [ROOT / part for part in constant("PARTS")]
    found = (path for part in parts for path in ([part] if part.is_file() else sorted(part.rglob("*.py"))))
    return [path for path in found if path.stem not in constant("PLAIN")]


def test_there_is_something_to_compile() -> None:
    assert len(compiled()) > 100


@pytest.mark.parametrize("path", compiled(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_compiled_module_does_not_use_what_forgets(path: Path) -> None:
    assert "cached_property" not in path.read_text(encoding="utf-8"), "mypyc makes a plain property of it"
