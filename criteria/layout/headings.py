"""Which paragraphs are headings, introductions, scopes, donors' matters. The words are in `headings.toml`."""

import re
import tomllib
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from criteria.eligibility import Section
from criteria.layout.clean import clean

LONGEST_LEAD: Final = 2000
"""Characters beyond which a paragraph is no lead of a list; the longest of real records has some 700."""

_LEADS_KEPT: Final = 256
"""Leads whose kind is remembered: several rules ask the same of each."""

_DATA: Final = tomllib.loads(Path(__file__).with_name("headings.toml").read_text(encoding="utf-8"))
_SPACED: Final = r"\s+"


class Heading(NamedTuple):
    """A heading found at the start of a paragraph: where it ends in that paragraph, and what it opens.

    `section` is None for a topic heading, which leaves the section as it is. `scope` is the heading where it
    names a part of the trial ("Inclusion Criteria for Cohort B:").
    """

    end: int
    section: Section | None
    donor: bool
    scope: str | None = None


def _any(key: str) -> re.Pattern[str]:
    """The patterns as one, for text in lower case: without regard to case it takes twice the time."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in _DATA[key]))


def _raw(patterns: list[str]) -> str:
    """The patterns as one, a space standing for any white space: they meet the registry's own text."""
    return "|".join(f"(?:{pattern})" for pattern in patterns).replace(" ", _SPACED)


# The patterns take white space and signs possessively (`*+`): what they took is never tried again, so that
# a long run costs no more than its length.


@cache
def _section_pattern(section: str) -> re.Pattern[str]:
    qualifier = _raw([_DATA["qualifier"]])
    return re.compile(
        rf"[\W_]*+(?:{qualifier}[\W_]++){{0,3}}(?:{_raw(_DATA[section])})"
        r"(?P<tail>(?:\s++(?:for|of)\s++[^:]{0,60})?(?:\s*+[-–—(]\s*+[^:]{0,60}\)?)?)"
        r"[*_\s]*+(?:[:~]|-++\s*+$|$)[*_\s]*",
        re.IGNORECASE,
    )


_OLDER: Final = re.compile(rf"[\W_]*+(?:{_raw(_DATA['older'])})(?:[^\w:]|_)*+(?::|$)[-*_\s]*", re.IGNORECASE)
_TOPIC: Final = re.compile(rf"[\W_]*+(?:{_raw(_DATA['topics'])})[*_\s]*+:[*_]*\s*", re.IGNORECASE)
_TOPIC_ALONE: Final = re.compile(rf"\W*+(?:{_raw(_DATA['topics'])})\W*")
TOPIC_LABEL: Final = re.compile(
    rf"(?:(?<=\s)|^)(?:{_raw([t.capitalize() if t.islower() else t for t in _DATA['topics']])}):(?=\s|$)"
)
"""A topic label inside run-on prose: `Hepatic:`, capitalised."""

_INTRODUCTION: Final = re.compile(rf"\W*+(?:{'|'.join(_DATA['introductions'])})\W*")
_DEFINITION: Final = re.compile(rf"\W*+(?:{'|'.join(_DATA['definitions'])})")
_ALTERNATIVES: Final = _any("alternatives")
_EXCEPTIONS: Final = _any("exceptions")
_EVERYTHING: Final = _any("everything")
_TURNS_OUT: Final = _any("turns_out")
_SHARED_LEADS: Final = _any("shared_leads")
_READ_WITH: Final = _any("read_with")
_REQUIREMENTS: Final = _any("requirements")
_RIDERS: Final = _any("riders")
_SCOPES: Final = _any("scopes")
_DONORS: Final = _any("donors")
_DONOR_ITEMS: Final = _any("donor_items")
_PARTS: Final = _any("parts")
_DONOR_LEADS: Final = _any("donor_leads")
_NAME: Final = 4
"""The most words in the name of a part."""
_APART: Final = 3
"""The fewest words before a topic label that are not its own (`Cytotoxic Chemotherapy:`)."""


def heading(raw: str) -> Heading | None:
    """The heading with which the paragraph `raw` begins, None if it begins with none."""
    sections: tuple[Section, ...] = ("exclusion", "inclusion")
    for section in sections:
        match = _section_pattern(section).match(raw)
        if match:
            read = clean(match.group())
            lowered = read.lower()
            scope = read.rstrip(": ") if _PARTS.search(lowered) else None
            return Heading(match.end(), section, bool(_DONORS.search(lowered)), scope)
    older = _OLDER.match(raw)
    if older:
        return Heading(older.end(), "inclusion", donor=False)
    topic = _TOPIC.match(raw) if ":" in raw else None
    if topic:
        return Heading(topic.end(), None, "donor" in topic.group().lower())
    return None


def opens_exclusion(lead: str) -> bool:
    """Whether a lead turns its list into exclusions ("Patients are not eligible if any of:")."""
    return len(lead) <= LONGEST_LEAD and bool(_TURNS_OUT.search(lead.lower()))


def is_read_with(label: str) -> bool:
    """Whether a topic label says what the bare number after it is: `Age: 18 and over`."""
    return bool(_READ_WITH.search(label.lower()))


def trailing_topic(raw: str) -> int | None:
    """Where a topic label begins that ends a paragraph of other words, None if it ends with none."""
    if not raw.rstrip().endswith(":"):
        return None
    labels = [match for match in TOPIC_LABEL.finditer(raw) if match.end() == len(raw.rstrip())]
    return labels[-1].start() if labels and len(raw[: labels[-1].start()].split()) >= _APART else None


def is_capitals(lead: str) -> bool:
    """Whether a paragraph is a heading because it is in capitals; a number is asked for, not a heading's."""
    short = len(lead.split()) > 1 and len(lead) < 60
    return short and lead.isupper() and (is_part(lead) or not any(sign.isdigit() for sign in lead))


def is_topic(lead: str) -> bool:
    """Whether a paragraph is nothing but the name of a topic."""
    return bool(_TOPIC_ALONE.fullmatch(lead.lower()))


def is_introduction(lead: str) -> bool:
    """Whether a sentence only opens or closes a list."""
    return bool(_INTRODUCTION.fullmatch(lead.lower()))


def is_definition(lead: str) -> bool:
    """Whether a sentence only says who is meant by a word: `Childbearing potential is defined as ...`."""
    return bool(_DEFINITION.match(lead.lower()))


def asks_nothing(lead: str) -> bool:
    """Whether a lead has no words that its list shares: it only opens, limits, or says that all must hold."""
    opens = is_introduction(lead) or is_scope(lead) or opens_exclusion(lead) or is_requirements(lead)
    return opens or not _SHARED_LEADS.search(lead.lower())


@lru_cache(maxsize=_LEADS_KEPT)
def is_alternatives(lead: str) -> bool:
    """Whether the children of this lead are alternatives of one criterion."""
    return bool(_ALTERNATIVES.search(lead.lower())) and not is_requirements(lead)


@lru_cache(maxsize=_LEADS_KEPT)
def is_requirements(lead: str) -> bool:
    """Whether the children of this lead hold each by itself."""
    if len(lead) > LONGEST_LEAD:
        return False
    lowered = lead.lower()
    return bool(_EVERYTHING.search(lowered) or _REQUIREMENTS.search(lowered))


@lru_cache(maxsize=_LEADS_KEPT)
def is_exceptions(lead: str) -> bool:
    """Whether the children of this lead are exceptions to it."""
    return bool(_EXCEPTIONS.search(lead.lower()))


def is_rider(child: str) -> bool:
    """Whether a child only explains, allows or limits what its parent asks."""
    return bool(_RIDERS.search(child.lower()))


def is_scope(lead: str) -> bool:
    """Whether a heading limits its items to a part of the trial."""
    return bool(_SCOPES.search(lead.lower()))


def is_part(lead: str) -> bool:
    """Whether a heading names a part of the trial and nothing that is asked there."""
    return is_scope(lead) and bool(_PARTS.search(lead.lower()))


def is_part_alone(lead: str) -> bool:
    """Whether a lead is the bare name of a part: `Group 1a`, `Rollover Cohort`."""
    return is_part(lead) and len(lead.split()) <= _NAME


def is_donor_matter(text: str) -> bool:
    """Whether an item asks something of the donor."""
    return bool(_DONOR_ITEMS.match(text.lower()))


def is_donor_lead(lead: str) -> bool:
    """Whether a lead asks for a donor and its list says what kind of donor."""
    return bool(_DONOR_LEADS.search(lead.lower()))
