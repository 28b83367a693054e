"""Home to what trials can be told apart by: status, phase, drug class, setting, country.

The setting comes from the parsed criteria, the drug class from the vocabulary. It knows no words for people.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from criteria.eligibility import Item
from criteria.nodes import AllOf, AnyOf, AtLeast, Criterion, IfThen, PriorTherapy
from criteria.vocabulary.load import vocabulary
from criteria.vocabulary.model import Concept
from matcher.export.model import standing
from matcher.export.plaintext import one_line
from matcher.export.sites import country_code
from matcher.registry.record import TrialRecord
from matcher.terms import read_drugs
from matcher.trial import Trial

FACETS = ("status", "phase", "drug_class", "setting", "country")
"""In this order they are offered."""

SETTINGS: Mapping[str, str] = {"after_hma": "HMA", "after_esa": "ESA"}
"""By setting the drug class that must have been given before."""

NOT_GIVEN = "missing"
"""Stands where the record says nothing."""


@dataclass(frozen=True, slots=True)
class Facets:
    """What one trial is about; each is the set of values under which it is found.

    `status` holds the registry's word and the standing (`open`, `closed`, ...); `country` holds codes of two
    letters, or the registry's own word where it is no known country.
    """

    status: frozenset[str]
    phase: frozenset[str]
    drug_class: frozenset[str]
    setting: frozenset[str]
    country: frozenset[str]


def facets_of(trial: Trial) -> Facets:
    """What the trial can be found under."""
    record = trial.record
    return Facets(
        status=frozenset({one_line(record.overall_status or NOT_GIVEN), standing(record.overall_status)}),
        phase=frozenset(map(one_line, record.phases or (NOT_GIVEN,))),
        drug_class=drug_classes(record),
        setting=settings_of(trial),
        country=frozenset(country_code(one_line(one.country)) for one in record.locations if one.country),
    )


# --- drug classes ------------------------------------------------------------------------------------------


def drug_classes(record: TrialRecord) -> frozenset[str]:
    """The classes, as vocabulary keys, of the drugs that the trial gives."""
    drugs = (key for given in record.interventions for key in drugs_named(given.name))
    return frozenset(one for key in drugs for one in classes_above(key))


@lru_cache(maxsize=20_000)
def drugs_named(written: str) -> tuple[str, ...]:
    """The drugs and classes of the vocabulary that the name of an intervention names."""
    return tuple(term.key for term in read_drugs(written) if term.key and term.kind != "procedure")


@lru_cache(maxsize=5_000)
def classes_above(key: str) -> frozenset[str]:
    """The drug classes above a drug, a class itself among them."""
    concept = vocabulary().concept("drug", key)
    above = frozenset(one for parent in concept.parents for one in classes_above(parent))
    return above | {key} if _is_class(concept) else above


def _is_class(concept: Concept) -> bool:
    return concept.kind == "drug_class"


# --- setting -----------------------------------------------------------------------------------------------


def settings_of(trial: Trial) -> frozenset[str]:
    """After which treatments the trial takes patients, by its own lines."""
    asked = {agent for item in trial.eligibility.items for leaf in _asked(item) for agent in leaf.agents}
    return frozenset(name for name, root in SETTINGS.items() if any(_covers(root, agent) for agent in asked))


def _asked(item: Item) -> Iterator[PriorTherapy]:
    """The earlier treatments that a line wants of a patient, as alternatives too.

    Exclusions name treatments to keep out or to let pass, and windows ask for a pause: neither is a setting.
    """
    return _wanted(item.criterion) if item.section == "inclusion" else iter(())


def _wanted(criterion: Criterion) -> Iterator[PriorTherapy]:
    match criterion:
        case PriorTherapy(window=None):
            yield criterion
        case IfThen():
            yield from _wanted(criterion.then)
        case AllOf() | AnyOf() | AtLeast():
            for child in criterion.children:
                yield from _wanted(child)


@lru_cache(maxsize=5_000)
def _covers(root: str, agent: str) -> bool:
    return vocabulary().covers("drug", root, agent)


def values(facets: Facets, name: str) -> frozenset[str]:
    """The values of one facet, by its name."""
    found: Any = getattr(facets, name)
    return frozenset(found)
