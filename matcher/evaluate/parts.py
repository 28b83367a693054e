"""One answer to one part of a question, before parts are joined to a verdict."""

from collections.abc import Iterable

from matcher.evaluate.combine import joined_reasons
from matcher.evaluate.say import shown
from matcher.facts import Fact
from matcher.plain import plain_value
from matcher.truth import NOT, UNKNOWN, Truth, all_of
from matcher.verdict import Basis, Verdict


@plain_value
class Part:
    """A truth with its reason, the facts it rests on, and what would decide it."""

    truth: Truth
    reason: str
    facts: tuple[Fact, ...] = ()
    needs: tuple[str, ...] = ()
    basis: Basis = "recorded"

    def opposite(self) -> "Part":
        """The same answer to the contrary question."""
        return Part(NOT[self.truth], self.reason, self.facts, self.needs, self.basis)


def verdict_of(part: Part) -> Verdict:
    """A part as a verdict."""
    needs = part.needs if part.truth is UNKNOWN else ()
    return Verdict(part.truth, part.reason, part.basis, shown(part.facts), needs)


def all_parts(parts: Iterable[Part]) -> Verdict:
    """The verdict of parts that must all hold, with the reasons of those that decide."""
    listed = list(parts)
    if len(listed) == 1:
        only = verdict_of(listed[0])
        return only._replace(needs=tuple(dict.fromkeys(only.needs))) if len(only.needs) > 1 else only
    truth = all_of([part.truth for part in listed])
    deciding = [verdict_of(part) for part in listed if part.truth is truth]
    first = next((v for v in deciding if v.basis != "recorded"), deciding[0])
    return Verdict(
        truth=truth,
        reason=joined_reasons([verdict.reason for verdict in deciding]),
        basis=first.basis,
        evidence=tuple(dict.fromkeys(piece for verdict in deciding for piece in verdict.evidence)),
        needs=tuple(dict.fromkeys(need for verdict in deciding for need in verdict.needs)),
    )
