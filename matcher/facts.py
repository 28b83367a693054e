"""The facts of a chart: what the patient file says, each with its place, its day and its vocabulary key.

Home to values only. `matcher.reading` makes them from the file, `matcher.chart` holds them.
"""

from dataclasses import field
from datetime import date
from typing import Literal

from matcher.plain import plain_value
from matcher.verdict import Evidence

How = Literal["exact", "part", "fuzzy", "unmatched"]


@plain_value
class Term:
    """Free text of the file and the vocabulary concept it stands for.

    `kind`, `key` and `name` are None where the vocabulary has nothing near; `likeness` is 0 to 100.
    """

    written: str
    kind: str | None = None
    key: str | None = None
    name: str | None = None
    how: How = "unmatched"
    likeness: float = 0.0

    @property
    def said(self) -> str:
        """The name for people: that of the vocabulary if it is all that was written, else as written."""
        return self.written if self.how == "part" else self.name or self.written


@plain_value
class Fact:
    """`path` is the place in the file (`observations[2]`), `date` the day the fact is of, if recorded.

    `cited` is its citation, made when the first conclusion cites it, and `shown` its evidence, made for the
    first verdict that rests on it: many conclusions and verdicts rest on one fact.
    """

    path: str
    date: date | None
    cited: Evidence | None = field(default=None, init=False, repr=False, compare=False)
    shown: Evidence | None = field(default=None, init=False, repr=False, compare=False)


@plain_value
class Illness(Fact):
    """A diagnosis or another condition. `from_diagnoses` tells from which list of the file it comes."""

    term: Term
    status: Literal["active", "resolved", "history", "absent", "unknown"]
    grade: str | int | None = None
    therapy_related: bool | None = None
    from_diagnoses: bool = False

    @property
    def disease(self) -> str | None:
        """The disease key, if the term is a disease of the vocabulary."""
        return self.term.key if self.term.kind == "disease" else None

    @property
    def condition(self) -> str | None:
        """The condition key, if the term is a condition of the vocabulary."""
        return self.term.key if self.term.kind == "condition" else None


@plain_value
class Observation(Fact):
    """A laboratory value or a score.

    `value` and the limits of normal are in `unit`, the canonical unit of the lab (empty for a score); `value`
    is None where the file has only words (`text`, `category`) or a number that cannot be used (`trouble` says
    why). `written` is the value and unit as in the file; `taken_as` is the unit that a value without one must
    have, where that is not the usual one.
    """

    term: Term
    value: float | None
    unit: str
    written: str
    text: str | None = None
    category: str | None = None
    upper_limit: float | None = None
    lower_limit: float | None = None
    trouble: str | None = None
    taken_as: str | None = None


@plain_value
class KaryotypeReport(Fact):
    """A karyotype as the laboratory wrote it."""

    iscn: str


@plain_value
class Mutation(Fact):
    """One report on a gene; `gene` is the vocabulary key, or the written name in capitals."""

    gene: str
    status: Literal["detected", "not_detected", "unknown"]
    variant: str | None = None
    vaf: float | None = None


@plain_value
class TransfusionRecord(Fact):
    """Units given from `start` to `date`, both days counted; a single day has both the same."""

    product: Literal["RBC", "platelets", "plasma", "other"]
    units: float
    start: date | None


@plain_value
class Course(Fact):
    """A drug or a combination taken over a time; `date` is its start.

    `agents` are drugs or, where the file names no more, drug classes. `ongoing` None: not recorded whether it
    still runs. What the file says of a course that ends after `as_of` (cycles, response, outcome, reason for
    stopping) was not known then and is left out. `keys` are the drug and drug class keys of its agents.
    """

    written: str
    agents: tuple[Term, ...]
    end: date | None = None
    ongoing: bool | None = None
    cycles: int | None = None
    dose: str | None = None
    best_response: str | None = None
    outcome: str | None = None
    stop_reason: str | None = None
    medication: bool = False
    keys: tuple[str, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        named = (agent.key for agent in self.agents if agent.key and agent.kind != "procedure")
        object.__setattr__(self, "keys", tuple(named))

    @property
    def start(self) -> date | None:
        """The day it began."""
        return self.date


@plain_value
class ProcedureDone(Fact):
    """A procedure done on a day."""

    term: Term


@plain_value
class Note:
    """How a free text of the file was understood when it is not the vocabulary's own word."""

    path: str
    said: str
