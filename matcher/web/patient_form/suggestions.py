"""The names that the form completes: what the vocabulary calls drugs, genes, tests, illnesses, procedures."""

from collections.abc import Iterator
from functools import cache

from criteria.vocabulary.load import vocabulary
from matcher.terms import DRUG_KINDS, ILLNESS_KINDS, MEASURED_KINDS

LISTS = {
    ("therapies", "drug"): "drugs",
    ("medications", "drug"): "drugs",
    ("mutations", "gene"): "genes",
    ("observations", "name"): "tests",
    ("observations", "unit"): "units",
    ("diagnoses", "term"): "diseases",
    ("conditions", "term"): "illnesses",
    ("procedures", "name"): "procedures",
}
"""By list and field, the names that complete it."""

_KINDS: dict[str, tuple[str, ...]] = {
    "drugs": DRUG_KINDS[:2],
    "genes": ("gene",),
    "tests": MEASURED_KINDS,
    "diseases": ILLNESS_KINDS[:1],
    "illnesses": ILLNESS_KINDS,
    "procedures": ("procedure",),
}


@cache
def suggestions() -> dict[str, tuple[str, ...]]:
    """Each list of names, in the order of the alphabet."""
    found = {name: frozenset(_names(name, kinds)) for name, kinds in _KINDS.items()}
    units = frozenset(lab.attributes.get("unit", "") for lab in vocabulary().of("lab")) - {""}
    return {name: tuple(sorted(names, key=str.lower)) for name, names in (found | {"units": units}).items()}


def _names(name: str, kinds: tuple[str, ...]) -> Iterator[str]:
    """Tests by their short names too: everybody writes ECOG."""
    for concept in (one for kind in kinds for one in vocabulary().of(kind)):
        yield concept.name
        if name == "tests":
            yield from (alias for alias in (*concept.exact, *concept.aliases[:4]) if len(alias) > 1)
