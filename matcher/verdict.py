"""The explanation *is* the result: a tree of truths with reasons, evidence and what is missing.

Tens of thousands of these are made for each patient, so they are plain values and nothing is validated.
"""

from datetime import date
from typing import Literal, NamedTuple

from matcher.plain import plain_value
from matcher.truth import Truth

Basis = Literal["recorded", "derived", "presumed", "administrative", "unparsed"]


@plain_value
class Evidence:
    """One fact of the patient file: where it stands (`observations[2]`), what it says, of what day."""

    path: str
    value: str
    date: str | None = None


class Verdict(NamedTuple):
    """Whether what a node describes is true of the patient, and why.

    `truth` is about the description, not yet about eligibility. `needs` names the facts that would decide an
    unknown. `opens_on` is the day on which waiting alone would turn the truth round (a washout that ends).
    """

    truth: Truth
    reason: str
    basis: Basis = "recorded"
    evidence: tuple[Evidence, ...] = ()
    needs: tuple[str, ...] = ()
    opens_on: date | None = None
    children: tuple["Verdict", ...] = ()
