"""What is asked only in one part of a trial: whoever does not fit it may join another part.

"Cohort B: no prior azacitidine" keeps nobody out of cohort A, so it can let in and leave open, never exclude.
"""

import re
from typing import Final

from criteria.nodes import Administrative, AllOf, Criterion, Detail, IfThen, Permission, Unparsed

_PART: Final = (
    r"(?:(?:parts?|cohorts?|arms?|phases?|groups?|strata|stratum|modules?|regimens?)\s+#?"
    r"(?:[0-9][0-9a-z.]{0,2}|[ivx]{1,3}[ab]?|[a-h][0-9]{0,2})\b|dose[- ](?:escalation|expansion)\b)"
)
_PARTS: Final = rf"{_PART}(?:(?:\s*(?:,|/|&|and|or)\s*)+(?:{_PART}|[0-9a-h][0-9a-z]?\b))*"
_PEOPLE: Final = r"(?:(?:all )?(?:patients|participants|subjects)(?: \w+){0,3} (?:in|on|into|to|for) )?"
_LABEL: Final = re.compile(
    rf"(?:only )?(?:for |in )?{_PEOPLE}(?:the )?{_PARTS}(?: only)?(?: \([^()]{{1,40}}\))?\s*[:,–-]\s*", re.I
)
"""`Cohort A: ...`, `For patients in Part 2, ...`: what follows is asked in that part."""
_BRACKET: Final = re.compile(
    r"\((?:only |applicable |applies |for |to |in |the |patients |participants |subjects |[a-z]+ative )*"
    rf"{_PARTS}[^()]{{0,25}}\)",
    re.I,
)
_ONLY: Final = re.compile(rf"\b(?:for|in) (?:the )?{_PARTS} only\b|\b{_PARTS} only\b", re.I)
_NAMED: Final = re.compile(rf"\b{_PART}|\b(?:cohorts?|sub-?study|sub-?group)\b", re.I)
_HINTS: Final = ("part", "cohort", "arm", "phase", "group", "strat", "module", "regimen", "dose")
"""What the words for a part begin with: without any of them there is no need to search."""


def names_part(heading: str) -> bool:
    """Whether a heading names a part of the trial."""
    return bool(_NAMED.search(heading))


def part_of(text: str) -> tuple[str, str] | None:
    """The part of the trial that a text limits itself to, and the text without those words; None if none."""
    lowered = text.lower()
    if not any(hint in lowered for hint in _HINTS):
        return None
    # The search goes from sign to sign, so each is only made where it can find anything.
    bracket = _BRACKET.search(text) if "(" in text else None
    found = _LABEL.match(text) or bracket or (_ONLY.search(text) if " only" in lowered else None)
    if found is None:
        return None
    rest = f"{text[: found.start()]} {text[found.end() :]}".strip()
    name = found.group().strip(" :,-–()")
    return (name, rest) if len(rest.split()) > 1 else None


def only_in(part: str, criterion: Criterion, *, excluding: bool) -> Criterion:
    """The criterion, asked only of those in that part of the trial."""
    if isinstance(criterion, Administrative | Permission | Unparsed | Detail):
        return criterion
    here = Detail(text=part)
    if excluding:
        return AllOf(children=(here, criterion))
    return IfThen(condition=here, then=criterion)
