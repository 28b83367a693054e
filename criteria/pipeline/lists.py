"""Combines the members of a list by the words that tie them."""

from collections.abc import Sequence
from itertools import pairwise, takewhile
from typing import Final, NamedTuple

from criteria.nodes import (
    Administrative,
    AllOf,
    AnyOf,
    Criterion,
    Detail,
    Diagnosis,
    Karyotype,
    Measurement,
    Not,
    PriorTherapy,
    Procedure,
    RiskCategory,
)
from criteria.pipeline.combine import all_of, any_of, either_reading, negate
from criteria.pipeline.context import Context
from criteria.pipeline.currency import as_support
from criteria.pipeline.lexeme import Lexeme
from criteria.pipeline.remarks import leaves


class Member(NamedTuple):
    """A member of a list: how it is tied to the one before, what it describes, whether it is denied."""

    link: str
    criterion: Criterion
    denied: bool


def has_one_of(lead: Sequence[Lexeme]) -> bool:
    """Whether what stands before a colon is asked as well: `MDS with one of the following: A or B`.

    Beside "MDS, any of these: A, B" other diseases may be listed.
    """
    place = next((i for i, x in enumerate(lead) if x.cue("either")), 0)
    return place > 1 and lead[place - 1].norm in {"with", "meeting"}


def combine(members: Sequence[Member], context: Context) -> Criterion | None:
    """The tree of a list: "with" binds closest, then the members by their links."""
    if len(members) == 1:
        return negate(members[0].criterion) if members[0].denied else members[0].criterion
    members = _with_support(_with_cytogenetic_risk(members))
    asked = [m for m in members if not _is_judgement(m, context)] or list(members)
    if not context.excluding:
        asked = _each_washed_out(asked)
    joined = _narrowed(_gathered(asked), context)
    if not joined:
        return None
    trees = [negate(m.criterion) if m.denied else m.criterion for m in joined]
    return _by_links(trees, _ties(joined, trees, context))


def _with_support(members: Sequence[Member]) -> list[Member]:
    """`Platelets > 50 without growth factors`: none now; those given earlier do not count."""
    told = list(members)
    for place, (before, member) in enumerate(pairwise(members), 1):
        if member.denied and isinstance(before.criterion, Measurement):
            told[place] = member._replace(criterion=as_support(member.criterion))
    return told


def _with_cytogenetic_risk(members: Sequence[Member]) -> Sequence[Member]:
    """`Intermediate or adverse cytogenetics`: the first is no category of a score; people must tell."""
    told = list(members)
    for place, (first, second) in enumerate(pairwise(members)):
        risk = first.criterion
        alone = isinstance(risk, RiskCategory) and risk == RiskCategory(categories=("Intermediate",))
        if alone and second.link == "or" and isinstance(second.criterion, Karyotype):
            told[place] = first._replace(criterion=Detail(text="intermediate cytogenetics"))
    return told


def _is_judgement(member: Member, context: Context) -> bool:
    """Whose judgement it is adds nothing to what is judged; `LVEF > 45% or cardiac clearance` opens a way."""
    judged = isinstance(member.criterion, Administrative) and member.criterion.topic == "judgement"
    return judged and (context.excluding or member.link != "or")


def _each_washed_out(members: Sequence[Member]) -> list[Member]:
    """`At least 4 weeks since A or B`: both must lie so far back."""
    return [
        member._replace(link="and")
        if place and member.link == "or" and _is_washout(member) and _is_washout(members[place - 1])
        else member
        for place, member in enumerate(members)
    ]


def _is_washout(member: Member) -> bool:
    waits = member.criterion
    if isinstance(waits, AnyOf) and isinstance(waits.children[-1], Detail):
        # "For another disease": only then is it waited for.
        waits = waits.children[0]
    if isinstance(waits, AllOf) and not member.denied:
        # "At least 4 weeks since chemotherapy (6 weeks for nitrosoureas) or radiotherapy"
        return all(_is_washout(member._replace(criterion=child)) for child in waits.children)
    if member.denied or not isinstance(waits, PriorTherapy | Procedure):
        return False
    window = waits.window
    return window is not None and window.max_days is None and window.min_days is not None


# --- members of one kind -----------------------------------------------------------------------------------


def _gathered(members: Sequence[Member]) -> list[Member]:
    """Alternatives of one kind side by side are one member: `MDS with IPSS int-1, int-2 or high`."""
    links = _resolved([member.link for member in members])
    gathered: list[Member] = []
    for member, link in zip(members, links, strict=True):
        before = gathered[-1] if gathered else None
        both = None
        if before is not None and link == "or" and member.link not in {"with", "of"}:
            both = _both(before, member)
        if before is None or both is None:
            gathered.append(_still_or(before, member, link))
        else:
            gathered[-1] = before._replace(criterion=both)
    return gathered


def _still_or(before: Member | None, member: Member, link: str) -> Member:
    """Of the diseases and illnesses `A, B, X or Y` the comma still means "or" where X and Y become one."""
    if before is None or member.link != "," or link != "or":
        return member
    kinds = {leaf.kind for m in (before, member) for leaf in leaves(m.criterion)}
    plain = not any(isinstance(m.criterion, AllOf) for m in (before, member))
    return member._replace(link="or") if plain and kinds == {"condition", "diagnosis"} else member


def _both(before: Member, member: Member) -> Criterion | None:
    """Two alternatives as one; None if they are not of one kind.

    In `IPSS-R low, or intermediate-risk MDS` one of them is a part of what the disease is narrowed by.
    """
    if _one_kind(before, member):
        return any_of([before.criterion, member.criterion])
    if before.denied or member.denied:
        return None
    return _into(before.criterion, member.criterion) or _into(member.criterion, before.criterion)


def _into(whole: Criterion, part: Criterion) -> Criterion | None:
    """`whole` with `part` as another alternative of its last part of that kind."""
    kind = _narrowing_kind(part)
    if not isinstance(whole, AllOf) or kind is None or _narrowing_kind(whole.children[-1]) != kind:
        return None
    last = any_of([whole.children[-1], part])
    return all_of([*whole.children[:-1], *([last] if last is not None else [])])


def _narrowing_kind(criterion: Criterion) -> str | None:
    """The kind of alternatives that narrow a disease: categories of risk, findings of genes and karyotype."""
    kinds = {leaf.kind for leaf in (criterion.children if isinstance(criterion, AnyOf) else [criterion])}
    return next(iter(kinds)) if len(kinds) == 1 and kinds <= _NARROWING else None


_NARROWING: Final = frozenset({"risk_category", "karyotype", "alteration"})


def _one_kind(first: Member, second: Member) -> bool:
    """Whether two members are leaves of one kind, the first perhaps gathered already."""
    kinds = {
        c.kind
        for c in (first.criterion.children if isinstance(first.criterion, AnyOf) else [first.criterion])
    }
    return (
        kinds == {second.criterion.kind}
        and second.criterion.kind in _GATHERED
        and first.denied == second.denied
    )


_GATHERED: Final = frozenset(
    {"risk_category", "karyotype", "alteration", "diagnosis", "condition", "measurement", "prior_therapy"}
)


# --- with --------------------------------------------------------------------------------------------------


def _narrowed(members: Sequence[Member], context: Context) -> list[Member]:
    """Joins each "with" to what it narrows, and each "for" and "due to" with all that follows."""
    joined: list[Member] = []
    place = settled = 0
    while place < len(members):
        link = members[place].link if joined else ""
        if link == "of":
            # `therapy for A, B or C`: all that follows says what it was for.
            _doubt_earlier(joined, members[place:], context)
            joined[-1] = joined[-1]._replace(criterion=_of(joined[-1], members[place:], context))
            break
        if link == "with":
            narrowing = list(takewhile(lambda member: member.link == "with", members[place:]))
            _narrow(joined, narrowing, settled)
            place, settled = place + len(narrowing), len(joined)
        else:
            joined.append(members[place])
            place += 1
    return joined


def _narrow(joined: list[Member], narrowing: Sequence[Member], settled: int) -> None:
    """Joins all of a run of "with" to the last member: `A with C with D`."""
    last = joined[-1]
    narrow = [negate(m.criterion) if m.denied and not last.denied else m.criterion for m in narrowing]
    _narrow_earlier(joined, narrow, settled)
    joined[-1] = last._replace(criterion=all_of([last.criterion, *narrow]) or last.criterion)


def _of(before: Member, causes: Sequence[Member], context: Context) -> Criterion:
    """What something was for or due to narrows it.

    Where it is asked for, the narrowing is only a doubt: "2 months since chemotherapy for another cancer"
    does not ask for that cancer.
    """
    first, *others = (cause._replace(denied=False) for cause in causes)
    named = combine([first._replace(link=""), *others], context)
    narrow = all_of([before.criterion, named]) if named is not None else before.criterion
    if narrow is None or context.excluding != before.denied:
        return narrow or before.criterion
    return either_reading(narrow, before.criterion, "what it was for")


def _doubt_earlier(joined: list[Member], causes: Sequence[Member], context: Context) -> None:
    """`A or B for another cancer`: whether A too was for it is doubtful."""
    if not context.excluding or len(joined) < 2 or joined[-1].link != "or":
        return
    before = joined[-2]
    if not all(isinstance(m.criterion, PriorTherapy | Procedure) for m in joined[-2:]) or before.denied:
        return
    wide = before.criterion
    joined[-2] = before._replace(
        criterion=either_reading(_of(before, causes, context), wide, "what it was for")
    )


def _narrow_earlier(joined: list[Member], narrowing: Sequence[Criterion], settled: int) -> None:
    """`A or B with C`: whether C narrows A too is doubtful, and the tree says so.

    What stands before `settled` has a "with" of its own; to doubt it again would double it each time.
    """
    place = len(joined) - 1
    while place > settled and joined[place].link in {"or", ","} and _alike(joined[place - 1], joined[place]):
        place -= 1
        wide = joined[place].criterion
        narrow = all_of([wide, *narrowing]) or wide
        joined[place] = joined[place]._replace(criterion=either_reading(narrow, wide, "whom this narrows"))


def _alike(first: Member, second: Member) -> bool:
    return first.criterion.kind == second.criterion.kind and first.denied == second.denied


# --- and, or, commas ---------------------------------------------------------------------------------------


def _ties(members: Sequence[Member], trees: Sequence[Criterion], context: Context) -> list[str]:
    """ "and" or "or" between each two members.

    What excludes is listed as alternatives whatever the word, and nobody has two diseases at once that an
    "and" lists; members denied one after the other are each denied.
    """
    links = _resolved([member.link for member in members])
    if context.excluding or all(map(_of_disease, trees)) or _never_all(trees):
        links = ["or"] * len(links)
    denied = [member.denied or isinstance(tree, Not) for member, tree in zip(members, trees, strict=True)]
    return ["and" if denied[i] and denied[i - 1] else links[i] for i in range(1, len(links))]


def _of_disease(criterion: Criterion) -> bool:
    """Whether a member names the disease, alone or narrowed."""
    match criterion:
        case AllOf() | AnyOf():
            return any(map(_of_disease, criterion.children))
    return isinstance(criterion, Diagnosis)


_MANY: Final = 3
"""Findings of a karyotype beyond which a list names examples: nobody has them all."""


def _never_all(trees: Sequence[Criterion]) -> bool:
    """`High and very high risk`, `including -5, -7 and +8`: nobody has all of these at once."""
    kinds = {_narrowing_kind(tree) for tree in trees}
    if kinds == {"karyotype"}:
        return len(trees) >= _MANY and not any(isinstance(tree, Not) for tree in trees)
    risks = [leaf for tree in trees for leaf in leaves(tree)] if kinds == {"risk_category"} else []
    words = [risk.categories for risk in risks if isinstance(risk, RiskCategory) and risk.categories]
    return len(words) == len(risks) > 1 and len({risk.system for risk in risks}) == 1  # type: ignore[union-attr]


def _resolved(links: Sequence[str]) -> list[str]:
    """Commas mean what the next word of their list means; a list without any means "and"."""
    resolved = list(links)
    following = "and"
    for place in range(len(links) - 1, -1, -1):
        if resolved[place] in {"and", "or"}:
            following = resolved[place]
        else:
            resolved[place] = following if resolved[place] == "," else "and"
    return resolved


def _by_links(trees: Sequence[Criterion], ties: Sequence[str]) -> Criterion | None:
    """Both ways to read a chain of and and or; where they differ, the tree says so."""
    narrow = all_of(filter(None, (any_of(run) for run in _runs(trees, ties, "and"))))
    if len(set(ties)) < 2:
        return narrow
    wide = any_of(filter(None, (all_of(run) for run in _runs(trees, ties, "or"))))
    if narrow is None or wide is None:
        return narrow or wide
    return either_reading(narrow, wide, "and/or")


def _runs(trees: Sequence[Criterion], ties: Sequence[str], cut: str) -> list[list[Criterion]]:
    runs = [list(trees[:1])]
    for tree, tie in zip(trees[1:], ties, strict=True):
        if tie == cut:
            runs.append([tree])
        else:
            runs[-1].append(tree)
    return runs
