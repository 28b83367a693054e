"""Decides between the meanings of a phrase by what stands beside it: `EPO` the drug or its level."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Final

from criteria.pipeline.context import Context
from criteria.pipeline.findings import as_measured
from criteria.pipeline.lexeme import Lexeme, Quantity, Reading, any_kind, roles_of
from criteria.pipeline.populations import with_limits_by_sex
from criteria.pipeline.pressures import with_both_pressures
from criteria.vocabulary.load import vocabulary

_FILLER: Final[tuple[Reading, ...]] = (("cue", "filler"),)
_DETAIL: Final[tuple[Reading, ...]] = (("cue", "detail"),)
_OF_REPRODUCTION: Final = ("contraception", "pregnancy_test", "fathering", "pregnant")
_MYELOID: Final = ("MDS", "AML", "MDS/MPN", "CCUS", "t-MN", "MPN")


def decide(lexemes: Sequence[Lexeme], context: Context) -> list[Lexeme]:
    """The lexemes, each with one family of meaning."""
    lexemes = with_both_pressures(_joined(lexemes))
    decided = [
        _one(lexeme, place, lexemes, context) if lexeme.head or lexeme.norm == "clearance" else lexeme
        for place, lexeme in enumerate(lexemes)
    ]
    roles = roles_of(decided)
    both_sexes = "female" in roles and "male" in roles
    template = not roles.isdisjoint(_OF_REPRODUCTION)
    by_sex = with_limits_by_sex(decided) if both_sexes and not template else None
    if by_sex is not None:
        decided = by_sex
    elif both_sexes and not template:
        decided = [replace(x, readings=_FILLER) if x.cue("female", "male") else x for x in decided]
    if any_kind(decided, "risk"):
        decided = [_without_risk(x, place, decided) for place, x in enumerate(decided)]
    return _without_other_than(decided) if "non" in [x.norm for x in decided] else decided


def _joined(lexemes: Sequence[Lexeme]) -> list[Lexeme]:
    """`non-ischemic cardiomyopathy`, `non-leukemia associated bleeding`: "non" makes an adjective."""
    if not any(x.norm == "non" for x in lexemes):
        return list(lexemes)
    joined: list[Lexeme] = []
    place = 0
    while place < len(lexemes):
        end = _adjective_end(lexemes, place)
        if end is None:
            joined.append(lexemes[place])
            place += 1
            continue
        whole = "".join(x.norm for x in lexemes[place:end] if x.norm != "-")
        joined.append(Lexeme(lexemes[place].start, lexemes[end - 1].end, whole, _DETAIL))
        place = end
    return joined


def _adjective_end(lexemes: Sequence[Lexeme], place: int) -> int | None:
    """Where an adjective ends that begins with "non-" at `place`, None if none does."""
    behind = lexemes[place + 1 : place + 4]
    if lexemes[place].norm != "non" or len(behind) < 2 or behind[0].norm != "-":
        return None
    if len(behind) == 3 and behind[2].norm in _RELATED:
        return place + 4
    word = behind[1]
    return place + 3 if word.plain and word.norm.isalpha() and word.value is None else None


_RELATED: Final = frozenset({"associated", "related", "induced", "associated with", "related to", "directed"})
"""Behind them `non-leukemia associated bleeding` is a bleeding."""


def _without_risk(lexeme: Lexeme, place: int, lexemes: Sequence[Lexeme]) -> Lexeme:
    """`Low` and `high` alone are risk categories only near the word risk or a score, else plain words."""
    behind = lexemes[place + 1 : place + 3]
    limited = len(behind) == 2 and isinstance(behind[1].value, Quantity)
    if lexeme.has("risk") and behind and behind[0].norm in {"of", "for"} and not limited:
        # "High risk of relapse" is no category of the disease.
        return _drop(lexeme, "risk")
    if not lexeme.has("risk") or " " in lexeme.norm or any(c.isdecimal() for c in lexeme.norm):
        return lexeme
    near = [*lexemes[max(0, place - 8) : place], *lexemes[place + 1 : place + 8]]
    scored = any(x.has("score") for other in near for x in (other, *other.inner))
    named = any("risk" in x.norm for x in lexemes[place + 1 : place + 6]) or any(
        x.has("risk") and " " in x.norm for x in near
    )
    numbered = any(x.has("risk") and any(c.isdecimal() for c in x.norm) for x in near)
    return lexeme if scored or named or numbered else _drop(lexeme, "risk")


def _without_other_than(lexemes: list[Lexeme]) -> list[Lexeme]:
    """`non-hypomethylating agent` names what the vocabulary cannot: not the class, so no meaning is kept."""
    kept = list(lexemes)
    for place, lexeme in enumerate(lexemes[2:], 2):
        if (
            lexeme.has("drug", "drug_class")
            and lexemes[place - 1].norm == "-"
            and lexemes[place - 2].norm == "non"
        ):
            kept[place] = replace(lexeme, readings=())
            kept[place - 2] = replace(kept[place - 2], readings=())
    return kept


def _one(lexeme: Lexeme, place: int, lexemes: Sequence[Lexeme], context: Context) -> Lexeme:
    if lexeme.has("condition") or lexeme.norm == "clearance":
        lexeme = as_measured(lexeme, place, lexemes)
    if lexeme.has("lab") and lexeme.has(
        "drug", "drug_class", "condition", "disease", "procedure", "karyotype"
    ):
        return _keep(lexeme, "lab") if _measured(lexemes, place) else _drop(lexeme, "lab")
    if lexeme.has("disease") and lexeme.has("condition"):
        return _drop(lexeme, "condition" if _is_myeloid(lexeme) or not context.excluding else "disease")
    return lexeme


def _measured(lexemes: Sequence[Lexeme], place: int) -> bool:
    """Whether a level is meant: a number or a word for a level follows soon."""
    for lexeme in lexemes[place + 1 : place + 4]:
        if isinstance(lexeme.value, Quantity) or lexeme.norm in {"level", "concentration", "count", "value"}:
            return True
        if lexeme.cue("and", "or") or lexeme.norm in {",", ";"}:
            return False
    return False


def _is_myeloid(lexeme: Lexeme) -> bool:
    return not _myeloid().isdisjoint(lexeme.keys("disease"))


@cache
def _myeloid() -> frozenset[str]:
    """The myeloid diseases of this installation's vocabulary."""
    words = vocabulary()
    known = [concept.key for concept in words.of("disease") if concept.key in _MYELOID]
    return frozenset().union(*[words.below("disease", key) for key in known])


def _keep(lexeme: Lexeme, kind: str) -> Lexeme:
    return replace(lexeme, readings=tuple(r for r in lexeme.readings if r[0] in {kind, "cue"}))


def _drop(lexeme: Lexeme, kind: str) -> Lexeme:
    return replace(lexeme, readings=tuple(r for r in lexeme.readings if r[0] != kind))
