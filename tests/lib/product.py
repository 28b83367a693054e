"""The product's own modules, parsed: what the rules of the house are checked on."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("criteria", "matcher", "flows")


class Module(NamedTuple):
    """A module by its dotted name, where it lies, its text and its tree."""

    name: str
    path: Path
    text: str
    tree: ast.Module


@cache
def modules() -> tuple[Module, ...]:
    """All modules of the three packages, packages themselves included."""
    paths = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    return tuple(map(_read, paths))


def _read(path: Path) -> Module:
    parts = path.relative_to(ROOT).with_suffix("").parts
    name = ".".join(part for part in parts if part != "__init__")
    text = path.read_text(encoding="utf-8")
    return Module(name, path, text, ast.parse(text))


def imports(module: Module) -> Iterator[str]:
    """Dotted names of all that `module` imports, inside functions too; `from a import b` gives `a.b`."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _base(module, node)
            yield from (f"{base}.{alias.name}" for alias in node.names)


def _base(module: Module, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    package = module.name.split(".")
    inside = module.path.name == "__init__.py"
    kept = package[: len(package) - node.level + inside]
    return ".".join((*kept, node.module)) if node.module else ".".join(kept)


def within(name: str, *homes: str) -> bool:
    """Whether a dotted name is one of `homes` or lies inside one."""
    return any(name == home or name.startswith(f"{home}.") for home in homes)


def place(module: Module) -> str:
    """The module's path from the root, for messages."""
    return module.path.relative_to(ROOT).as_posix()
