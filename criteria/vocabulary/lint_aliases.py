"""Home to the rules on aliases: which may not be shared, and which are too short to be safe."""

from collections import defaultdict
from collections.abc import Iterator

from criteria.vocabulary.fault import Fault, at
from criteria.vocabulary.table import Row
from criteria.words import phrase_key, spelling

COMPETING = (
    frozenset({"drug", "drug_class", "procedure"}),
    frozenset({"disease", "condition"}),
    frozenset({"lab", "score"}),
)
"""Kinds for which one phrase may stand for one concept only. Any other two kinds may share a phrase, such as
erythropoietin the drug and erythropoietin the laboratory value: there the sentence decides."""

MANY_SENSES = frozenset({"unit", "cue"})
"""Kinds outside that rule: a cue such as "in" has many senses, and unit words have a rule of their own."""

MARKS = frozenset({"unit", "cue", "risk"})
"""Kinds whose phrases may be a single letter or sign."""

_SHORTEST = 3


def short_aliases(rows: list[Row]) -> Iterator[Fault]:
    """An alias so short that in any spelling it would be found in half of all sentences."""
    for concept, file, line in rows:
        for alias in concept.aliases if concept.kind not in MARKS else ():
            letters = "".join(phrase_key(alias))
            if len(letters) < _SHORTEST or letters.isdigit():
                yield Fault(file, line, f"alias {alias!r} is too short for any spelling: write ={alias}")


def rival_aliases(rows: list[Row]) -> Iterator[Fault]:
    """A phrase that two concepts of competing kinds claim."""
    claims: dict[tuple[str, frozenset[str], tuple[str, ...]], list[Row]] = defaultdict(list)
    for row in (row for row in rows if row.concept.kind not in MANY_SENSES):
        rivals = _rivals(row.concept.kind)
        for alias in row.concept.aliases:
            claims["alias", rivals, phrase_key(alias)].append(row)
        for alias in row.concept.exact:
            claims["spelling", rivals, spelling(alias)].append(row)
    for (what, _, words), (first, *others) in claims.items():
        for row in (row for row in others if row.concept is not first.concept):
            yield Fault(row.file, row.line, f"{what} {' '.join(words)!r} is claimed already by {at(first)}")


def _rivals(kind: str) -> frozenset[str]:
    return next((group for group in COMPETING if kind in group), frozenset({kind}))
