"""A trial as the matcher sees it: what the registry says of it, and how its eligibility was read."""

from dataclasses import dataclass

from criteria.eligibility import Eligibility
from matcher.registry.record import TrialRecord


@dataclass(frozen=True, slots=True)
class Trial:
    """A record and the reading of its eligibility text. Raises ValueError if they are of two trials."""

    record: TrialRecord
    eligibility: Eligibility

    def __post_init__(self) -> None:
        if self.record.nct_id != self.eligibility.nct_id:
            raise ValueError(f"{self.record.nct_id} cannot carry the criteria of {self.eligibility.nct_id}")
