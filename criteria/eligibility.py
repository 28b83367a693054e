"""What the parser gives back for one record: items, headings and notes that cover every character.

Offsets are in characters of the registry's own text, so `text == source[start:end]` holds for each span.
"""

from typing import Literal, NamedTuple

from criteria.nodes import Criterion
from criteria.quantity import Value

Section = Literal["inclusion", "exclusion", "structured"]


class Span(Value):
    """A verbatim piece of the eligibility text."""

    start: int
    end: int
    text: str


class Item(Value):
    """One criterion of a trial.

    `id` is `<nct_id>#i<n>` (inclusion), `#e<n>` (exclusion) or `#s-<name>` (structured field, no offsets).
    `criterion` is what the text describes; `section` says whether the patient must fit it or must not.
    `scope` names the part or cohort that the item is limited to, as printed. `issues` are sentences for
    people about what was not or not surely read.
    """

    id: str
    section: Section
    text: str
    start: int | None
    end: int | None
    criterion: Criterion
    scope: str | None = None
    issues: tuple[str, ...] = ()


class Coverage(Value):
    """How many items were read: structured + administrative + unparsed = sentences.

    An item counts as unparsed if anything in it was not understood.
    """

    sentences: int
    structured: int
    administrative: int
    unparsed: int


class Eligibility(Value):
    """The whole reading of one record. Items, headings and notes are in text order and never overlap;
    what lies between them is white space and list marks only."""

    nct_id: str
    items: tuple[Item, ...]
    headings: tuple[Span, ...] = ()
    notes: tuple[Span, ...] = ()
    coverage: Coverage


class EligibilitySource(NamedTuple):
    """What the registry says about who may take part: the text and the structured fields beside it.

    Strings as the registry has them (`ALL`, `18 Years`); None where the record lacks the field.
    """

    nct_id: str
    text: str
    sex: str | None = None
    minimum_age: str | None = None
    maximum_age: str | None = None
    healthy_volunteers: bool | None = None
