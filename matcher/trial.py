"""A trial as the matcher sees it: what the registry says of it, and how its eligibility was read."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from criteria.eligibility import Eligibility, Item, Section
from criteria.nodes import Criterion, DiseaseStatus, Not, PriorTherapy
from matcher.evaluate.clinical import clinical_part, firm_part, holds_unparsed, parts_of
from matcher.evaluate.shared_nodes import shared
from matcher.registry.record import TrialRecord

Stated = tuple[str, Section, str, int | None, int | None]


class Question(NamedTuple):
    """What an item asks of a record: the same for every patient, so it is prepared once.

    `stated` is what an item says by itself: its id, section, text and the place of that text. `criterion` is
    what is left for a record to decide, `set_aside` that something was left to the site,
    `wanted` whether the patient must fit it, `asks_failure` that it asks for treatment that has failed.
    `firm` is what may still keep the patient out where a part of the line was not understood, else None.
    """

    item: Item
    stated: Stated
    criterion: Criterion
    set_aside: bool
    wanted: bool
    firm: Criterion | None
    asks_failure: bool

    @classmethod
    def of(cls, item: Item) -> "Question":
        """The question of an item: an exclusion is what the patient must not be."""
        wanted = item.section != "exclusion"
        part = clinical_part(item.criterion, wanted)
        asks_failure = wanted and _asks_failure(item.criterion)
        criterion = shared(part.criterion)
        firm = shared(firm_part(criterion)) if holds_unparsed(item.criterion) else None
        stated = item.id, item.section, item.text, item.start, item.end
        return cls(item, stated, criterion, part.set_aside, wanted, firm, asks_failure)


FAILURES = ("failed", "refractory", "relapsed", "progressed", "intolerant", "no_response", "ineligible")
FAILED_COURSE = ("relapsed", "refractory", "progressive")


def _asks_failure(criterion: Criterion) -> bool:
    match criterion:
        case PriorTherapy():
            return criterion.outcome in FAILURES
        case DiseaseStatus():
            return criterion.status in FAILED_COURSE
        case Not():
            return False
    return any(map(_asks_failure, parts_of(criterion)))


NO_DRUG = frozenset({"BEHAVIORAL", "DIAGNOSTIC_TEST", "DIETARY_SUPPLEMENT", "DEVICE", "OTHER"})
"""Intervention types of the registry that name no drug."""


@dataclass(frozen=True)
class Trial:
    """A record and the reading of its eligibility text. Raises ValueError if they are of two trials."""

    record: TrialRecord
    eligibility: Eligibility

    def __post_init__(self) -> None:
        if self.record.nct_id != self.eligibility.nct_id:
            raise ValueError(f"{self.record.nct_id} cannot carry the criteria of {self.eligibility.nct_id}")

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """What its items ask, in their order."""
        return tuple(map(Question.of, self.eligibility.items))

    @cached_property
    def asking_failure(self) -> tuple[int, ...]:
        """The places of the questions that ask for treatment that has failed."""
        return tuple(place for place, question in enumerate(self.questions) if question.asks_failure)

    @cached_property
    def studied(self) -> tuple[str, ...]:
        """The names of the interventions that may be drugs."""
        return tuple(one.name for one in self.record.interventions if one.type not in NO_DRUG)
