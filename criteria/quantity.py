"""Numbers as trials state them: intervals, time windows, and the limits they are measured against.

Home to values only. What a patient's number means against them is the matcher's.
"""

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, model_validator

DAYS_PER = {"day": 1.0, "week": 7.0, "month": 30.4375, "year": 365.25, "hour": 1 / 24}
"""Length of each calendar word in days; a month is a twelfth of a Julian year."""


class Value(BaseModel):
    """A frozen value that refuses unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Interval(Value):
    """A range on the real line; a missing bound is no bound.

    `Interval(low=1.5)` is "at least 1.5", `Interval(high=3, high_closed=False)` is "less than 3".
    """

    low: float | None = None
    high: float | None = None
    low_closed: bool = True
    high_closed: bool = True

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"an interval cannot start at {self.low} and end at {self.high}")
        return self

    def holds(self, number: float) -> bool:
        """Whether `number` lies inside, bounds counted as they are closed or open."""
        return self.is_reached(number) and self.is_kept(number)

    def is_reached(self, number: float) -> bool:
        """Whether `number` is not too low."""
        return self.low is None or number > self.low or (self.low_closed and number == self.low)

    def is_kept(self, number: float) -> bool:
        """Whether `number` is not too high."""
        return self.high is None or number < self.high or (self.high_closed and number == self.high)


class Window(Value):
    """When something happened, counted back from enrolment.

    `max_days=28` is "within 28 days before", `min_days=21` is "at least 21 days ago". `half_lives` is the
    alternative length in half-lives of the drug and `whichever` says which of the two counts; a window with
    `half_lives` alone has no length in days until the drug's half-life is known.
    """

    min_days: float | None = None
    max_days: float | None = None
    half_lives: float | None = None
    whichever: Literal["longer", "shorter"] | None = None
    anchor: str = "enrolment"
