"""From the segments of an item to its criterion: a lead and what is listed beneath it."""

import re
from collections.abc import Callable
from typing import Final

from criteria.layout import headings as words
from criteria.layout.clean import clean
from criteria.layout.items import ItemLayout, Segment
from criteria.nodes import (
    Administrative,
    AllOf,
    Criterion,
    Detail,
    IfThen,
    Permission,
    Reproductive,
    Sex,
    Unparsed,
)
from criteria.pipeline.combine import all_of, any_of, at_least, either_reading, negate
from criteria.pipeline.contradictions import without_contradictions
from criteria.pipeline.currency import taken_now
from criteria.pipeline.denials import as_exclusion, denies
from criteria.pipeline.polarity import holds_by_absence
from criteria.pipeline.remarks import grants
from criteria.pipeline.scopes import names_part, only_in

Read = Callable[[str, bool], Criterion | None]
"""Reads a clean text; the second argument says whether it names what keeps patients out."""

_COUNT: Final = re.compile(
    r"\bat least (two|three|four|2|3|4)(?: \(\d\))? of (?:the )?(?:following|these)"
    r"|\b(two|three|2|3) (?:or more of the|of the (?:three|four|3|4)) following",
    re.IGNORECASE,
)
_UMBRELLA: Final = re.compile(
    r"(?:at least |≥ ?|>= ?|any |meeting |with |must have )*"
    r"(?:one|two|three|[1-3])(?: \(\d\))?(?: or more)? of (?:the )?(?:following|these)(?: [a-z-]+){0,4}:$",
    re.IGNORECASE,
)
_DENIED: Final = re.compile(
    r"(?:(?:patients?|subjects?|participants?) )?(?:must |should |may |can)?\s*(?:have )?"
    r"(?:no|not have(?: had)?|not|without|absence of|free of)(?: any| known| evidence of| history of)*\b",
    re.IGNORECASE,
)
_WITHOUT: Final = re.compile(r"(?:patients?|subjects?|participants?|those) without\b", re.IGNORECASE)
_OBLIGED: Final = re.compile(
    r"\b(?:must|should|shall|have to|need to|(?:is|are) required to)(?: also| either)?:$", re.IGNORECASE
)
"""A lead that only says of whom the list beneath it is asked: `Women of childbearing potential must:`."""
_DEFINED: Final = re.compile(
    r"(?:note:? ?)?(?:an? |the |for (?:the )?purposes? of [^,]{0,40}, )?(?:[\w-]+ ){0,4}?"
    r"(?:child-?\s?bearing potential|FCBP|WOCBP|post-?menopaus\w+|surgically steril\w+|abstinence)\b"
    r"[^:.;]{0,40}?"
    r"\b(?:is|are) (?:defined (?:as|by)|considered|any (?:wom|fem|sex))",
    re.IGNORECASE,
)
"""A definition beside what is asked elsewhere: it asks nothing itself."""
_DEFINING: Final = (" defined", " considered", " any ")
"""Words without which nothing is a definition."""
_COURSE_DEFINED: Final = re.compile(
    r"(?:note:? ?)?(?:an? |the )?(?:[\w-]+ ){0,3}?(?:refractory|relaps\w+|resistan\w+|remission|"
    r"induction failure|progress\w+|persistent):?(?: [\w/-]+){0,5} (?:is|are|will be) defined (?:as|by)\b",
    re.IGNORECASE,
)
"""How a course is defined that is asked elsewhere: whether it is met, people must find out."""
_TIED: Final = re.compile(r"^(or|and)\b|[\s,;](or|and)[\s,;:]*$", re.IGNORECASE)
_NUMBERS: Final = {"two": 2, "2": 2, "three": 3, "3": 3, "four": 4, "4": 4}


def read_item(item: ItemLayout, text: str, read: Read, *, requirements: bool = False) -> Criterion:
    """The tree of an item. `text` is the whole eligibility text, `read` reads one stretch of it.

    `requirements`: it stands in a list of exclusions that are worded as requirements.
    """
    if item.donor:
        return Administrative(topic="donor")
    excluding = item.section == "exclusion"
    if sum(end - start for start, end in item.context) > words.LONGEST_LEAD:
        return _unread(item, text, "its lead is too long to share")
    leads = [clean(text[start:end]) for start, end in item.context]
    if requirements and denies(text[item.body.start : item.body.end]):
        required = _segment(item.body, text, read, excluding=False)
        denied = None if required is None else as_exclusion(required)
        if denied is not None:
            return denied
    criterion = _segment(item.body, text, read, excluding, " ".join(leads))
    if criterion is None:
        return _unread(item, text, "nothing in it was understood")
    if excluding and holds_by_absence(criterion):
        # An exclusion that keeps out whoever has nothing recorded: its denial was misread.
        return _unread(item, text, "a denial among the exclusions")
    criterion = criterion if excluding else without_contradictions(criterion)
    part = item.part or (item.scope if item.scope and names_part(item.scope) else None)
    return criterion if part is None else only_in(part, criterion, excluding=excluding)


def _unread(item: ItemLayout, text: str, why: str) -> Unparsed:
    return Unparsed(text=clean(text[item.body.start : item.body.last]), why=why)


def _segment(segment: Segment, text: str, read: Read, excluding: bool, lead: str = "") -> Criterion | None:
    own = clean(text[segment.start : segment.end])
    lowered = own.lower()
    if any(word in lowered for word in _DEFINING):
        if _DEFINED.match(own):
            told = Permission(text=own)
            return negate(told) if excluding else told
        if not excluding and _COURSE_DEFINED.match(own):
            return Detail(text=own)
    if not segment.children:
        counted = _counted(own, read, excluding)
        return counted if counted is not None else _with_lead(lead, own, read, excluding)
    if words.is_exceptions(own):
        return _spared(segment, own, text, read, excluding)
    denial = None if excluding else _DENIED.match(own)
    if denial is not None and own.endswith(":"):
        return _denied(segment, own[denial.end() :], text, read)
    head = read(_COUNT.sub("", _without_umbrella(own)).rstrip(": "), excluding)
    listed = [child for child in segment.children if not _is_exception(child, text)]
    children = [c for child in listed if (c := _segment(child, text, read, excluding)) is not None]
    first = _first_listed(own)
    if first is not None:
        # "MDS with one of the following: A", and B and C in the sentences behind it.
        lead, member = own[: -len(first)].rstrip(), read(first, excluding)
        head = read(_without_umbrella(lead).rstrip(": "), excluding)
        return _listed(head, lead, [*([member] if member is not None else []), *children], excluding, None)
    if not own.endswith(":") and not words.is_alternatives(own):
        return _ridden(head, segment, text, children, excluding)
    return _listed(head, own, children, excluding, _tie(segment, text))


def _counted(own: str, read: Read, excluding: bool) -> Criterion | None:
    """`At least two of the following: A; B; C` on one line; None if it is nothing of the kind."""
    count = _COUNT.search(own) if ";" in own else None
    colon = own.find(":", count.end()) if count is not None else -1
    if count is None or colon < 0 or own.count(";", colon) == 0:
        return None
    head = read(own[: count.start()] + own[count.end() : colon], excluding)
    children = [read(part.strip(), excluding) for part in own[colon + 1 :].split(";")]
    return _listed(head, own, [child for child in children if child is not None], excluding, None)


def _first_listed(own: str) -> str | None:
    """The first of a list that stands in one line with its lead, the others beneath; None without one."""
    colon = own.find(":")
    if colon < 0 or own.endswith(":") or not _ONE.search(own[:colon]) or _NEGATED.search(own[:colon]):
        return None
    return own[colon + 1 :].strip()


_ONE: Final = re.compile(r"\b(?:one|1|any) of (?:the )?following(?: [a-z-]+){0,4}$", re.IGNORECASE)


_NEGATED: Final = re.compile(r"\b(?:no|not|without|none)\b", re.IGNORECASE)


def _without_umbrella(lead: str) -> str:
    """`AML with at least 2 of the following findings:` is AML: the list says what the findings are."""
    umbrella = _UMBRELLA.search(lead)
    return lead[: umbrella.start()] if umbrella is not None else lead


def _denied(segment: Segment, lead: str, text: str, read: Read) -> Criterion | None:
    """`No other illness, including: A, B`: the lead and each of its list are denied.

    `Patients without A: B, C` asks B and C of them.
    """
    head = read(lead.rstrip(": "), True)
    now = taken_now if _CURRENT.search(lead) else _as_is
    if head is not None and _WITHOUT.match(clean(text[segment.start : segment.end])):
        asked = all_of(
            c for child in segment.children if (c := _segment(child, text, read, False)) is not None
        )
        return negate(head) if asked is None else IfThen(condition=negate(head), then=asked)
    children = [_segment(child, text, read, excluding=True) for child in segment.children]
    described = any_of(now(c) for c in (head, *children) if c is not None)
    return None if described is None else negate(described)


_CURRENT: Final = re.compile(r"\b(?:concurrent|concomitant|current)(?:ly)?\b", re.IGNORECASE)


def _as_is(criterion: Criterion) -> Criterion:
    return criterion


def _with_lead(lead: str, own: str, read: Read, excluding: bool) -> Criterion | None:
    """A leaf read by itself, or with the words that its lead shares with it."""
    if not lead or (excluding and own.startswith(("No ", "Not "))):
        # "Not eligible with any of: no active asthma": the denial is that of the lead, said again.
        return read(own, excluding)
    return read(f"{lead.rstrip(': ')}: {own}", excluding)


def _spared(segment: Segment, own: str, text: str, read: Read, excluding: bool) -> Criterion | None:
    listed = "; ".join(clean(text[child.start : child.last]).rstrip(".;") for child in segment.children)
    return read(f"{own.rstrip(': ')} {listed.replace(';', ' or')}", excluding)


def _ridden(
    head: Criterion | None, segment: Segment, text: str, children: list[Criterion], excluding: bool
) -> Criterion | None:
    """A criterion with remarks beneath it: what only allows or defines is dropped, "or" adds a way in."""
    head = _excepted(head, segment, text, excluding)
    asked = [child for child in children if not grants(child)]
    alternatives = [
        clean(text[child.start : child.end]).lower().startswith(("or ", "and/or "))
        for child in segment.children
    ]
    if head is None:
        return any_of(asked) if excluding else all_of(asked)
    own = clean(text[segment.start : segment.end])
    if any(alternatives) or own.lower().rstrip(" ,;:.").endswith((" or", "/or")):
        return any_of([head, *asked])
    return any_of([head, *asked]) if excluding else all_of([head, *asked])


def _is_exception(segment: Segment, text: str) -> bool:
    return _EXCEPTION.match(clean(text[segment.start : segment.end])) is not None


_EXCEPTION: Final = re.compile(r"as an exception\b|exceptions? (?:may|can|will)\b", re.IGNORECASE)


def _excepted(head: Criterion | None, segment: Segment, text: str, excluding: bool) -> Criterion | None:
    """A line with `As an exception, patients with A are eligible` beneath it: people must find out who."""
    said = [clean(text[child.start : child.last]) for child in segment.children if _is_exception(child, text)]
    if head is None or not said:
        return head
    doubts = [Detail(text=words_said) for words_said in said]
    return all_of([head, *map(negate, doubts)]) if excluding else any_of([head, *doubts])


def _tie(segment: Segment, text: str) -> str | None:
    """The word that ties the children, if they say it at their edges: `- A, or`, `- and B`."""
    for child in segment.children:
        match = _TIED.search(clean(text[child.start : child.end]))
        if match:
            return (match.group(1) or match.group(2)).lower()
    return None


def _listed(
    head: Criterion | None, own: str, children: list[Criterion], excluding: bool, tie: str | None
) -> Criterion | None:
    count = _COUNT.search(own)
    if count:
        alternatives = at_least(_NUMBERS[(count.group(1) or count.group(2)).lower()], children)
    elif words.is_alternatives(own) or excluding:
        alternatives = any_of(children)
    elif tie is not None:
        alternatives = any_of(children) if tie == "or" else all_of(children)
    else:
        alternatives = _unclear(children)
    if head is None or isinstance(head, Unparsed):
        return alternatives
    if alternatives is None:
        return head
    if not excluding and (_OBLIGED.search(own) or (_MUST.search(own) and _is_sex(head))):
        return IfThen(condition=head, then=alternatives)
    return all_of([head, alternatives])


_MUST: Final = re.compile(r"\b(?:must|should|shall)\b", re.IGNORECASE)


def _is_sex(head: Criterion) -> bool:
    """Whether a lead names women or men, of whom alone the list is asked."""
    parts = head.children if isinstance(head, AllOf) else (head,)
    named = all(isinstance(p, Sex | Reproductive) and p in _WOMEN_AND_MEN for p in parts)
    return named and any(isinstance(p, Sex) for p in parts)


_WOMEN_AND_MEN: Final = (Sex(sex="female"), Sex(sex="male"), Reproductive(state="childbearing_potential"))


def _unclear(children: list[Criterion]) -> Criterion | None:
    """A list that does not say whether all or one of it is asked."""
    narrow, wide = all_of(children), any_of(children)
    if narrow is None or wide is None:
        return None
    return either_reading(narrow, wide, "all of these or one of these")
