"""Drops what only says why, how, or in whose opinion."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from criteria.pipeline.chunk import is_head
from criteria.pipeline.lexeme import Duration, Lexeme, Quantity, any_cue
from criteria.pipeline.permissions import is_permission
from criteria.quantity import Window

_OPENERS: Final = (
    *("rider", "cause", "judgement", "method", "lowered", "optional", "anchor", "received"),
    "independent",
)
"""Cues without which nothing is dropped."""

TESTS: Final = frozenset({"imaging", "electrocardiogram"})
"""Procedures that only look: having had one never lets in nor keeps out."""


def without_riders(lexemes: Sequence[Lexeme]) -> list[Lexeme]:
    """Drops what only says why or how: "which would compromise safety", "as measured by echocardiography"."""
    if not any_cue(lexemes, *_OPENERS):
        return list(lexemes)
    lexemes = _without_frame(lexemes)
    dosed = _DOSES.search(" ".join([x.norm for x in lexemes])) is not None
    kept: list[Lexeme] = []
    skipping = ""
    for place, lexeme in enumerate(lexemes):
        if skipping and _ends_rider(lexemes, place, skipping):
            skipping = ""
        if dosed and _names_study_drug(lexemes, place):
            continue
        if not skipping and _gives_reason(lexemes, place):
            skipping = "reason"
        if not skipping and kept and ("rider" in lexeme.cues or _judged(lexemes, place)):
            skipping = "rider"
            kept.extend(_weight(lexemes, place, kept))
        elif (
            not skipping
            and kept
            and lexeme.value is None
            and ("method" in lexeme.cues or _by_means(lexemes, place))
        ) or (not skipping and "optional" in lexeme.cues):
            skipping = "method"
        if not skipping:
            kept.append(lexeme)
    return kept


def _without_frame(lexemes: Sequence[Lexeme]) -> Sequence[Lexeme]:
    """`The screening ANC should be independent of G-CSF for 1 week`: no G-CSF within that week is asked."""
    place = next((i for i, x in enumerate(lexemes) if x.norm == "independent of"), None)
    if place is None or any(x.value is not None for x in lexemes[:place]):
        return lexemes
    before = [x for x in lexemes[:place] if not x.cue("filler", "modal", "recency_test", "anchor", "current")]
    framed = all(x.has("lab") or x.inner or x.norm in _FRAMING for x in before)
    if not framed or not any(x.has("drug", "drug_class") for x in lexemes[place + 1 : place + 5]):
        return lexemes
    denial = replace(lexemes[place], norm="no", readings=(("cue", "negation"),))
    return [denial, *map(_lately, lexemes[place + 1 :])]


_FRAMING: Final = frozenset({"be", "counts", "screening", "baseline", "entry", "result"})


def _lately(lexeme: Lexeme) -> Lexeme:
    """How long a therapy is to be left off, as the time within which it must not have been given."""
    value = lexeme.value
    if isinstance(value, Duration) and value.interval.low is not None:
        return replace(lexeme, value=Window(max_days=value.interval.low))
    if isinstance(value, Window) and value.min_days is not None:
        return replace(lexeme, value=Window(max_days=value.min_days))
    return lexeme


_DOSES: Final = re.compile(
    r"\b(?:dose|dosing|infusion|administration|initiation|initiating|start|treatment)\b"
)
"""Without such a word no drug is the one that the study waits to give."""
_WEIGHING: Final = re.compile(
    r"\b(?:would|could|can|will|may|might|likely|preclud|interfer|compromis|limit|prevent|incompatible|"
    r"predispos|affect|increas|sever|endanger|contraindicat|adverse|prohibit|impair|confound|place|render|"
    r"mak(?:e|ing)|put|jeopard|safe)"
)


def _weight(lexemes: Sequence[Lexeme], place: int, kept: Sequence[Lexeme]) -> list[Lexeme]:
    """`Any disease that would limit survival`: only one that weighs is meant."""
    rider = lexemes[place]
    judged = _judged(lexemes, place) or "investigator" in rider.norm or "opinion" in rider.norm
    weighs = judged or _WEIGHING.search(rider.norm) is not None
    illness = any(x.has("condition", "condition_head") for x in kept[-3:])
    weighed = any(x.cue("severe", "significant", "uncontrolled", "active") for x in kept)
    if not illness and any(x.has("procedure") for x in kept[-3:]) and weighs:
        # "Prior surgery that may affect absorption": not every surgery.
        ends = (i for i in range(place + 1, len(lexemes)) if _ends_rider(lexemes, i, "rider"))
        last = lexemes[next(ends, len(lexemes)) - 1]
        return [Lexeme(rider.start, last.end, rider.norm, (("cue", "detail"),))]
    if not illness or weighed or not weighs:
        return []
    return [Lexeme(rider.start, rider.start, "significant", (("cue", "significant"),))]


def _names_study_drug(lexemes: Sequence[Lexeme], place: int) -> bool:
    """`before dosing with X`, `prior to the first dose of X-1`: X is the drug of the study."""
    lexeme = lexemes[place]
    if not (lexeme.has("drug") or lexeme.plain) or lexeme.norm in {",", ";", "."}:
        return False
    before = lexemes[max(0, place - 7) : place]
    words = " ".join(x.norm for x in before)
    if _INITIATING.search(words):
        return True
    if not any(x.cue("anchor", "received") for x in before):
        return False
    dated = any(isinstance(x.value, Window) for x in before)
    return _DOSING.search(words) is not None or (dated and _TREATING.search(words) is not None)


_DOSING: Final = re.compile(
    r"\b(?:before|prior to|preceding)\b[^,;.]*\b"
    r"(?:dose|dosing|infusion|administration|initiation|start) (?:of|with)(?: [^\s,;.]+){0,2}$"
)


_INITIATING: Final = re.compile(r"\bprior to initiating$")
_TREATING: Final = re.compile(r"\b(?:before|prior to|preceding)\b[^,;.]*\btreatment with$")


def _gives_reason(lexemes: Sequence[Lexeme], place: int) -> bool:
    """`Intolerant of A due to renal toxicity`: why is not asked."""
    if "cause" not in lexemes[place].cues:
        return False
    reason = lexemes[place].norm in {"due to", "because of", "as a result of"}
    return reason and any_cue(lexemes[:place], "intolerant")


def _by_means(lexemes: Sequence[Lexeme], place: int) -> bool:
    """`reduced to below 50 x 10^9/L with hydroxyurea`: by what a value was brought down is not asked."""
    return lexemes[place].norm == "with" and any(x.cue("lowered") for x in lexemes[max(0, place - 8) : place])


def _judged(lexemes: Sequence[Lexeme], place: int) -> bool:
    """`which, in the opinion of the investigator, ...`: whose opinion it is, and what it would lead to."""
    if "judgement" not in lexemes[place].cues:
        return False
    return any(x.norm in {"which", "that", "who"} for x in lexemes[max(0, place - 2) : place])


def _ends_rider(lexemes: Sequence[Lexeme], place: int, kind: str) -> bool:
    lexeme = lexemes[place]
    if lexeme.norm == ";" or lexeme.cue("unless", "exception", "if", "disallowed"):
        return True
    if kind == "rider" and lexeme.cue("allowed") and lexeme.norm.split()[-1] in _GRANTED:
        # "A malignancy that would not interfere with the study is eligible"
        return True
    if kind == "rider":
        # "A disease whose course would not interfere is allowed": what is allowed is not part of the reason.
        return is_permission(lexemes, place)
    if kind == "reason":
        return lexeme.norm in _RELATIVE and _asks_again(lexemes[place + 1 :])
    if kind == "method":
        if lexeme.cue("and", "or") and names_test(lexemes[place + 1 : place + 2]):
            # "LVEF measured by echocardiogram or MUGA >= 50%": the other way to measure it.
            return False
        if _is_limited(lexemes, place):
            return True
        ends = (
            lexeme.norm in _RELATIVE
            or lexeme.norm == ":"
            or lexeme.value is not None
            or lexeme.cue("and", "or", "with", "modal")
        )
        if lexeme.cue("negative", "positive"):
            return True
        return ends and _asks_again(lexemes[place:])
    return False


_GRANTED: Final = frozenset({"eligible", "allowed", "permitted"})


def _is_limited(lexemes: Sequence[Lexeme], place: int) -> bool:
    """`Aplastic anemia based on marrow cellularity < 20%`: what is limited there is asked itself."""
    behind = lexemes[place + 1 : place + 4]
    limited = lexemes[place].has("lab") and any(isinstance(x.value, Quantity) for x in behind)
    return limited and not any(x.has("lab") for x in lexemes[:place])


def names_test(lexemes: Sequence[Lexeme]) -> bool:
    """Whether any of the words is a procedure that only looks."""
    return any(key in TESTS for x in lexemes for key in x.keys("procedure"))


_RELATIVE: Final = frozenset({",", "that", "which", "who", "whose"})


def _asks_again(lexemes: Sequence[Lexeme]) -> bool:
    """Whether what follows names something a patient has, not another way to measure it."""
    for place, lexeme in enumerate(lexemes):
        if place and (lexeme.norm == "," or lexeme.cue("and", "or")):
            return False
        if (
            lexeme.value is not None
            or lexeme.cue("modal")
            or (is_head(lexeme) and not lexeme.has("procedure"))
        ):
            return True
    return False
