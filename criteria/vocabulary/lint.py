"""Home to the check of the data files as a whole. Says everything that is wrong, at once."""

from collections.abc import Iterable

from criteria.vocabulary.fault import Rule
from criteria.vocabulary.lint_aliases import rival_aliases, short_aliases
from criteria.vocabulary.lint_rows import (
    cycles,
    drugs_above_classes,
    duplicate_keys,
    empty_classes,
    missing_cells,
    unknown_parents,
)
from criteria.vocabulary.lint_units import unknown_units, wrong_numbers, wrong_unit_words
from criteria.vocabulary.table import Row

RULES: tuple[Rule, ...] = (
    missing_cells,
    duplicate_keys,
    unknown_parents,
    drugs_above_classes,
    cycles,
    empty_classes,
    short_aliases,
    rival_aliases,
    wrong_numbers,
    wrong_unit_words,
    unknown_units,
)


def faults(rows: Iterable[Row]) -> list[str]:
    """All that is wrong with the rows, in the order of files and lines; empty if nothing is."""
    known = list(rows)
    found = {fault for rule in RULES for fault in rule(known)}
    return [str(fault) for fault in sorted(found)]
