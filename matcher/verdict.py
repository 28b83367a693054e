"""The explanation *is* the result: a tree of truths with reasons, evidence and what is missing."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from matcher.truth import Truth

Basis = Literal["recorded", "derived", "presumed", "administrative", "unparsed"]


class Evidence(BaseModel):
    """One fact of the patient file: where it stands (`observations[2]`), what it says, of what day."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: str
    value: str
    date: str | None = None


class Verdict(BaseModel):
    """Whether what a node describes is true of the patient, and why.

    `truth` is about the description, not yet about eligibility. `needs` names the facts that would decide an
    unknown. `opens_on` is the day on which waiting alone would turn the truth round (a washout that ends).
    """

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    truth: Truth
    reason: str
    basis: Basis = "recorded"
    evidence: tuple[Evidence, ...] = ()
    needs: tuple[str, ...] = ()
    opens_on: date | None = None
    children: tuple["Verdict", ...] = ()
