"""The rules of the parser, each with the line where it stands, as written in its source and its data."""

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from criteria.vocabulary.fault import Fault
from criteria.vocabulary.table import Row

ROOT = Path(__file__).parents[2]
CRITERIA = ROOT / "criteria"

SILENT = "Words that ask nothing"
"""How the note of a cue begins whose words are known only so that they are not taken for unread ones."""

_ASKING = {"cue", "take", "_cue", "cue_at", "any_cue", "_any", "_any_outside_test"}
"""Functions that are asked for roles by name."""

_HOLDING = {"cues", "said"}
"""Attributes in which roles are looked for by name."""


class Rule(NamedTuple):
    """A rule by its name, and where it stands."""

    file: str
    line: int
    name: str

    def fault(self, what: str) -> Fault:
        """That this is wrong with it."""
        return Fault(self.file, self.line, f"{self.name!r} {what}")


def kinds() -> list[Rule]:
    """Every kind of criterion."""
    path = CRITERIA / "nodes.py"
    fields = (field for node in _tree(path).body if isinstance(node, ast.ClassDef) for field in node.body)
    return [
        Rule(_place(path), field.lineno, field.value.value)
        for field in fields
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and field.target.id == "kind"
        and isinstance(field.value, ast.Constant)
    ]


def readers() -> list[Rule]:
    """Every public function of the readers of the grammar."""
    return [
        Rule(_place(path), node.lineno, node.name)
        for path in sorted((CRITERIA / "pipeline" / "readers").glob("*.py"))
        for node in _tree(path).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    ]


def roles(rows: Iterable[Row]) -> list[Rule]:
    """Every role of a cue that asks something."""
    cues = (row for row in rows if row.concept.kind == "cue")
    return [Rule(c.file, c.line, c.concept.key) for c in cues if not c.concept.note.startswith(SILENT)]


def without_sentence(rules: Iterable[Rule], met: set[str]) -> list[str]:
    """What is wrong with the rules that no sentence exercises."""
    return [str(rule.fault("has no sentence")) for rule in rules if rule.name not in met]


# --- roles that the code names -----------------------------------------------------------------------------


def dead_roles(rules: Iterable[Rule]) -> list[str]:
    """What is wrong with the roles of the data that no code names, whole or by their beginning."""
    named = {text for path in CRITERIA.rglob("*.py") for text in _texts(_tree(path))}
    beginnings = tuple(text for text in named if len(text) > 3 and text.endswith("_"))
    dead = (rule for rule in rules if rule.name not in named and not rule.name.startswith(beginnings))
    return [str(rule.fault("is a role that no code asks for")) for rule in dead]


def unknown_roles(known: Iterable[Row]) -> list[str]:
    """What is wrong with the roles that code asks for and the data do not hold."""
    keys = {row.concept.key for row in known if row.concept.kind == "cue"}
    return [str(rule.fault("is no role of cues.csv")) for rule in _asked() if rule.name not in keys]


def _asked() -> Iterator[Rule]:
    for path in sorted((CRITERIA / "pipeline").rglob("*.py")):
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.Call) and _name(node.func) in _ASKING:
                texts = (text for argument in node.args for text in _given(argument, path))
                yield from (Rule(_place(path), node.lineno, text) for text in texts)
            elif isinstance(node, ast.Compare) and _name(node.comparators[0]) in _HOLDING:
                yield from (Rule(_place(path), node.lineno, text) for text in _given(node.left, path))


def _given(argument: ast.expr, path: Path) -> list[str]:
    """The roles that an argument stands for: a text, or a tuple of the module laid out with a star."""
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return [argument.value]
    if isinstance(argument, ast.Starred) and isinstance(argument.value, ast.Name):
        return _tuples(path).get(argument.value.id, [])
    return []


def _tuples(path: Path) -> dict[str, list[str]]:
    """The texts in each assignment of a module."""
    constants = (node for node in _tree(path).body if isinstance(node, ast.AnnAssign) and node.value)
    return {_name(node.target): list(_texts(node.value)) for node in constants}


def _texts(tree: ast.AST) -> Iterator[str]:
    constants = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return (value for value in constants if isinstance(value, str))


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
