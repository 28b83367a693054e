"""A trial as the matcher sees it: what the registry says of it, and how its eligibility was read."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from criteria.eligibility import Eligibility, Item
from criteria.nodes import Criterion, DiseaseStatus, Not, PriorTherapy
from matcher.evaluate.clinical import clinical_part, firm_part, holds_unparsed, parts_of
from matcher.evaluate.shared_nodes import shared
from matcher.registry.record import TrialRecord


class Question(NamedTuple):
    """What an item asks of a record: the same for every patient, so it is prepared once.

    `criterion` is what is left for a record to decide, `set_aside` that something was left to the site,
    `wanted` whether the patient must fit it, `asks_failure` that it asks for treatment that has failed.
    `firm` is what may still keep the patient out where a part of the line was not understood, else None.
    """

    item: Item
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
        return cls(item, criterion, part.set_aside, wanted, firm, asks_failure)


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
