"""Sentences read as a whole: contraception and pregnancy tests, consent, compliance, judgement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from criteria.nodes import Administrative, AllOf, Criterion, IfThen, Not, Permission, Reproductive, Sex
from criteria.pipeline.combine import all_of, any_of
from criteria.pipeline.context import Context
from criteria.pipeline.lexeme import Duration, Lexeme, Quantity, any_cue, any_kind, has_head, roles_of

_WOMAN_WITH_POTENTIAL: Final = AllOf(
    children=(Sex(sex="female"), Reproductive(state="childbearing_potential"))
)
_PROMISE: Final = Administrative(topic="promise")


def read_reproduction(lexemes: Sequence[Lexeme], context: Context) -> Criterion | None:
    """The criterion of a sentence about contraception, a pregnancy test or a child's risk; else None."""
    if is_reproduction(lexemes):
        return _reproduction(lexemes, context)
    if any_cue(lexemes, "offspring") and not any_cue(lexemes, "donor", "consent", "compliance"):
        return _risk(lexemes, context)
    return _while_treated(lexemes, context) if any_cue(lexemes, *_STATES) else None


def is_reproduction(lexemes: Sequence[Lexeme]) -> bool:
    """Whether a sentence is about contraception or a pregnancy test."""
    if not _any(lexemes, "contraception", "pregnancy_test", "fathering"):
        return False
    return not (_abstains_else(lexemes) and not _any(lexemes, "pregnancy_test", "childbearing", "fathering"))


def _abstains_else(lexemes: Sequence[Lexeme]) -> bool:
    """`Abstain from smoking`: no contraception."""
    named = [i for i, x in enumerate(lexemes) if x.said and "contraception" in x.said]
    behind = lexemes[named[0] + 1 : named[0] + 4] if len(named) == 1 else ()
    return (
        any(x.has("condition", "drug", "drug_class") for x in behind) and lexemes[named[0]].norm == "abstain"
    )


def _any(lexemes: Sequence[Lexeme], *roles: str) -> bool:
    return bool([x for x in lexemes if x.said and not x.said.isdisjoint(roles)])


# --- contraception -----------------------------------------------------------------------------------------


def _reproduction(lexemes: Sequence[Lexeme], context: Context) -> Criterion | None:
    asked: list[Criterion] = []
    women, men = _names_women(lexemes), _any(lexemes, "male", "fathering")
    for state in _STATES:
        if _any_outside_test(lexemes, state):
            asked.append(Reproductive.model_validate({"state": state}))
    states: list[Criterion] = [*asked] if context.excluding else [Not(child=state) for state in asked]
    if _any(lexemes, "pregnancy_test"):
        states.append(_of_women(Reproductive(state="negative_pregnancy_test"), context))
    if _any(lexemes, "contraception", "fathering"):
        if women or not men:
            states.append(_of_women(Reproductive(state="contraception"), context))
        if men or not women:
            states.append(_of_men(context))
    return any_of(states) if context.excluding else all_of(states)


def _risk(lexemes: Sequence[Lexeme], context: Context) -> Criterion:
    """`The effects on the fetus are unknown` asks nothing; `as it may harm the fetus, no pregnancy` does."""
    asks = any_cue(lexemes, "disallowed", "modal", "negation", "ended") or _any(lexemes[:3], *_STATES)
    named = [state for state in _STATES if asks and _any(lexemes, state)]
    if not named:
        told = Permission(text=context.verbatim(lexemes))
        return Not(child=told) if context.excluding else told
    states = [Reproductive.model_validate({"state": state}) for state in named]
    asked = any_of(states) if context.excluding else all_of(Not(child=state) for state in states)
    return asked or states[0]


_STATES: Final = ("pregnant", "breastfeeding")
REPRODUCTIVE: Final = frozenset({"contraception", "pregnancy_test", "fathering", "offspring", *_STATES})
"""Cues without which no sentence is read here as one about reproduction."""
_ELSE_NAMED: Final = ("condition", "condition_head", "disease", "procedure", "lab", "score", "gene", "risk")
_ELSE_SAID: Final = (
    *("male", "partner", "donor", "history", "consent", "compliance", "unless", "exception", "if"),
    *("age", "negation", "prohibition", "disallowed"),
)


def _while_treated(lexemes: Sequence[Lexeme], context: Context) -> Criterion | None:
    """`Pregnant, or planning it until 30 days after the last dose of X`: neither X nor the time is asked."""
    if not context.excluding or any_kind(lexemes, *_ELSE_NAMED) or any_cue(lexemes, *_ELSE_SAID):
        return None
    places = [place for place, x in enumerate(lexemes) if x.cue(*_STATES)]
    drugs = [place for place, x in enumerate(lexemes) if x.has("drug", "drug_class")]
    if not any(x.value is not None for x in lexemes[places[0] :]) or any(x.norm == ";" for x in lexemes):
        return None
    if drugs and (drugs[0] < places[0] or not _ends_treatment(lexemes[: drugs[0]])):
        return None
    return any_of(Reproductive.model_validate({"state": state}) for state in _STATES if _any(lexemes, state))


def _ends_treatment(before: Sequence[Lexeme]) -> bool:
    """`until 30 days after the last dose of` X"""
    words = " ".join(x.norm for x in before[-6:])
    return "dose" in words or "after" in words.split()


def _names_women(lexemes: Sequence[Lexeme]) -> bool:
    """Whether women are addressed, not only the partners of men."""
    named = [
        i for i, x in enumerate(lexemes) if x.cue("female") or (x.cue("childbearing") and "child" in x.norm)
    ]
    partners = any(x.cue("partner") for x in lexemes) and any(x.cue("male") for x in lexemes)
    return bool(named) and not (partners and not (lexemes[named[0]].cue("female") and named[0] < 3))


def _any_outside_test(lexemes: Sequence[Lexeme], state: str) -> bool:
    """Whether pregnancy itself is named, not only its avoidance or its test."""
    if state == "pregnant" and _any(lexemes, "contraception", "pregnancy_test"):
        return any(
            x.cue("pregnant")
            and x.norm in {"pregnant", "pregnancy", "pregnant women"}
            and not x.cue("contraception", "pregnancy_test", "fathering")
            and not any(
                y.norm in {"avoid", "become", "becoming", "prevent"} for y in lexemes[max(0, i - 2) : i]
            )
            for i, x in enumerate(lexemes)
        )
    return _any(lexemes, state)


def _of_women(asked: Criterion, context: Context) -> Criterion:
    if context.excluding:
        return AllOf(children=(*_WOMAN_WITH_POTENTIAL.children, Not(child=asked)))
    return IfThen(condition=_WOMAN_WITH_POTENTIAL, then=asked)


def _of_men(context: Context) -> Criterion:
    man = Sex(sex="male")
    return (
        AllOf(children=(man, Not(child=_PROMISE)))
        if context.excluding
        else IfThen(condition=man, then=_PROMISE)
    )


# --- administration ----------------------------------------------------------------------------------------


def read_conduct(lexemes: Sequence[Lexeme], kept: Sequence[Lexeme], context: Context) -> Criterion | None:
    """What a sentence asks of people alone; `kept` are its words without riders.

    Where only riders name it ("who, in the investigator's opinion, may not comply"), they are asked.
    """
    if not context.excluding and _tells_to_give(kept):
        return Administrative(topic="site")
    if not context.excluding and _is_adequate_status(kept):
        return Administrative(topic="judgement")
    found = read_administrative(kept, context)
    if found is None and any_cue(kept, "life_expectancy") and any(x.norm in _SHORTENED for x in kept):
        return Administrative(topic="judgement")
    if found is not None or has_head(kept) or _asks_in_words(kept):
        return found
    topic = _topic(lexemes)
    if topic is not None and not any_kind(lexemes, *_ELSE_NAMED):
        return Administrative.model_validate({"topic": topic})
    return Administrative(topic="judgement") if any(x.cue("rider") for x in lexemes) else None


def _tells_to_give(kept: Sequence[Lexeme]) -> bool:
    """`Supportive therapy should be given as needed`: what the site does, not what was had before."""
    place = next((i for i, x in enumerate(kept) if x.norm in _GIVEN), None)
    if not place or any_cue(kept, "people", "history", "negation", "if") or any(x.value for x in kept):
        return False
    return any(
        x.norm in {"should be", "must be", "should", "will be"} for x in kept[max(0, place - 2) : place]
    )


_GIVEN: Final = frozenset({"given", "administered"})


def _is_adequate_status(kept: Sequence[Lexeme]) -> bool:
    """`Adequate renal, hepatic and cardiac status`: no limit is told, and no illness is asked."""
    ends = [x.norm for x in kept[-2:] if x.norm != "."]
    judged = any_cue(kept, "adequate") and not any(x.value is not None for x in kept)
    return judged and bool(ends) and ends[-1].split()[-1] == "status" and not any_cue(kept, "negation")


_SHORTENED: Final = frozenset({"limited", "limit", "shortened"})
_TOPICS: Final = ("consent", "compliance", "site", "judgement")


def _asks_in_words(kept: Sequence[Lexeme]) -> bool:
    """Whether what is left without the riders still says something, known or not."""
    return any((x.plain and len(x.norm) > 2) or x.value is not None for x in kept) or any_cue(
        kept, "unrecorded", "asks_nothing", "swallowing", "function", "received", "therapy_noun"
    )


def read_administrative(lexemes: Sequence[Lexeme], context: Context) -> Criterion | None:
    """Consent and compliance, where nothing else in the sentence can be read from a record."""
    topic = _topic(lexemes)
    if topic is None or _names_fact(lexemes, context, topic):
        return None
    return Administrative.model_validate({"topic": topic})


def _topic(lexemes: Sequence[Lexeme]) -> str | None:
    """The topic that a sentence names outside its brackets, as hardly any does."""
    if roles_of(lexemes).isdisjoint(_TOPICS):
        return None
    return next((topic for topic in _TOPICS if any_cue(lexemes, topic)), None)


def _names_fact(lexemes: Sequence[Lexeme], context: Context, topic: str) -> bool:
    promise = any(
        x.norm in {"willing", "willingness", "agree", "able to comply", "informed consent", "consent"}
        for x in lexemes
    )
    kinds = (
        "condition",
        "condition_head",
        "drug",
        "drug_class",
        "disease",
        "gene",
        "karyotype",
        "risk",
        "procedure",
        "lab",
        "score",
    )
    if any(x.cue("age") for x in lexemes) and any(isinstance(x.value, Duration | Quantity) for x in lexemes):
        return True
    if topic in {"consent", "compliance"} and promise and not context.excluding:
        return any(isinstance(x.value, Quantity) and x.value.unit for x in lexemes) and any(
            x.has("lab") for x in lexemes
        )
    named = ("age", "transfusion", "life_expectancy", "pregnant", "breastfeeding", "donor")
    return any_kind(lexemes, *kinds) or any_cue(lexemes, *named)
