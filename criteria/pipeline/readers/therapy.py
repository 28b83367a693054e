"""Prior and concomitant therapy, procedures and transplants."""

import re
from itertools import pairwise
from typing import Final

from criteria.nodes import (
    Administrative,
    Condition,
    Criterion,
    Detail,
    Donor,
    IfThen,
    Medication,
    Not,
    PriorTherapy,
    Procedure,
)
from criteria.pipeline.chunk import Chunk
from criteria.pipeline.combine import all_of, any_of, negate
from criteria.pipeline.context import Context
from criteria.pipeline.lexeme import Duration, Lexeme, Quantity
from criteria.pipeline.readers.counts import COUNTS, count, place_before
from criteria.pipeline.riders import TESTS
from criteria.quantity import Interval, Window
from criteria.vocabulary.load import vocabulary

_OUTCOMES: Final = (
    "intolerant",
    "refractory",
    "no_response",
    "relapsed",
    "progressed",
    "failed",
    "ineligible",
    "responded",
)


def read_therapy(chunk: Chunk, context: Context) -> Criterion | None:
    """Drugs and drug classes taken, with outcome, count, duration and window."""
    if not chunk.has("drug", "drug_class") and not chunk.cue("therapy_noun", "lines"):
        return None
    drugs = chunk.take_kinds("drug", "drug_class")
    agents = tuple(dict.fromkeys(key for x in drugs for key in x.keys("drug", "drug_class")[:1]))
    if len(agents) > 1 and "mds_therapy" in agents and any(_names_target(x) for x in drugs):
        # "HDAC inhibitors for treatment of MDS": the class is what the others were given for.
        agents = tuple(agent for agent in agents if agent != "mds_therapy")
    if not agents:
        agents = _any_therapy(chunk, context)
    if not agents:
        return None
    outcomes = [role for role in _OUTCOMES if chunk.take(role)] if chunk.cue(*_OUTCOMES) else []
    if outcomes and set(agents) == {"herbal"}:
        # "Failed alternative therapies": other therapies of the disease, no herbs.
        return Detail(text=context.verbatim(chunk.lexemes))
    if "no_response" in outcomes or "failed" in outcomes:
        # "Failure to achieve a response": the response is what failed.
        outcomes = [role for role in outcomes if role != "responded"]
    if chunk.take("eligible") and not outcomes:
        # Being a candidate for a drug is for the physician to say; no record holds it.
        return Administrative(topic="judgement")
    if chunk.take("untreated") and not outcomes:
        prior = _prior(chunk, agents, "exposed", context)
        # "Untreated or at most 2 prior lines": more than 2 are denied.
        return Not(child=prior.model_copy(update=_beyond({"count": prior.count})))
    chunk.take("received", "history", "after", "adequate")
    current = bool(chunk.take("current")) or _is_on(chunk)
    if chunk.take("independent") and not outcomes:
        return Not(child=Medication(agents=agents))
    if not outcomes and current and not chunk.cue("history") and not _is_counted(chunk, *COUNTS):
        return Medication(agents=agents, window=chunk.window())
    shared = _limits(chunk, context)
    if set(agents) == {"supportive_care"} and (alone := chunk.take("isolated")):
        # "Received only supportive care": whether there was nothing else people must find out.
        return all_of([_build(agents, "exposed", shared), Detail(text=context.verbatim(alone))])
    if not outcomes and not context.excluding and _only_bounded_above(shared):
        # "No more than 2 cycles" is met by who had none: it denies having had more.
        return Not(child=_build(agents, "exposed", {**shared, **_beyond(shared)}))
    return any_of(_build(agents, outcome, shared) for outcome in (outcomes or ["exposed"]))


def _is_on(chunk: Chunk) -> bool:
    """`On immunosuppressive therapy`, `dependent on growth factors`: taken now."""
    following = [x for before, x in pairwise(chunk.lexemes) if before.norm == "on"]
    if any(isinstance(x.value, Window) and x.value.min_days is not None for x in chunk.lexemes):
        # "On A for at least 90 days before": since when, not now alone.
        return False
    return any(x.head or x.cue("detail") for x in following) or (
        not chunk.valued and bool(chunk.take("dependent"))
    )


def _only_bounded_above(limits: dict[str, object]) -> bool:
    """Whether a count or a duration is limited from above alone."""
    return any(_is_upper(limits.get(name)) for name in ("count", "duration"))


def _is_upper(limit: object) -> bool:
    return isinstance(limit, Interval) and limit.low is None and limit.high is not None


def _beyond(limits: dict[str, object]) -> dict[str, object]:
    """The same limits, each upper one turned into "more than"."""
    turned: dict[str, object] = {}
    for name in ("count", "duration"):
        limit = limits.get(name)
        if isinstance(limit, Interval) and _is_upper(limit):
            turned[name] = Interval(low=limit.high, low_closed=not limit.high_closed)
    return turned


def _names_target(lexeme: Lexeme) -> bool:
    """`treatment of MDS`, `therapy for MDS`."""
    return "mds_therapy" in lexeme.keys("drug_class") and any(w in {"of", "for"} for w in lexeme.norm.split())


def _any_therapy(chunk: Chunk, context: Context) -> tuple[str, ...]:
    """`Prior treatment for AML`: therapy of whatever kind, where it is said what it was given for."""
    if not chunk.cue("therapy_noun", "lines") or chunk.cue("untreated"):
        return ()
    said = (
        _specific(chunk, context)
        or (chunk.cue("history") and _is_target(chunk))
        or _is_counted(chunk, "lines")
        or _is_dated(chunk, context)
        or _is_long(chunk)
    )
    return ("anticancer_therapy", "mds_therapy") if said else ()


def _is_dated(chunk: Chunk, context: Context) -> bool:
    """`At least 3 weeks since prior therapy`, `any other treatment within 14 days` where it excludes."""
    windows = [x.value for x in chunk.lexemes if isinstance(x.value, Window)] if chunk.valued else []
    if not windows or chunk.has("condition", "procedure", "lab") or chunk.cue("negation"):
        return False
    if windows[0].min_days is not None:
        return True
    return context.excluding and any(x.cue("history") or _PRIOR.match(x.norm) for x in chunk.lexemes)


def _is_long(chunk: Chunk) -> bool:
    """`At most 12 months of prior therapy`: how long it lasted is said right before it."""
    if not chunk.valued or not any(x.cue("history") or _EARLIER.search(x.norm) for x in chunk.lexemes):
        return False
    lasting = [i for i, x in enumerate(chunk.lexemes) if isinstance(x.value, Duration)]
    return any(
        x.norm == "of" and any(y.cue("therapy_noun", "lines") for y in chunk.lexemes[i + 2 : i + 5])
        for i in lasting
        for x in chunk.lexemes[i + 1 : i + 2]
    )


_EARLIER: Final = re.compile(r"\b(?:prior|previous|last|most recent)\b")
_PRIOR: Final = re.compile(r"(?:prior|previous|any prior|any previous|other|any other)\b")


def _is_counted(chunk: Chunk, *roles: str) -> bool:
    """Whether it is said how many of them were given: `at least 2 prior lines`."""
    return any(
        x.cue(*roles) and place_before(chunk, place) is not None for place, x in enumerate(chunk.lexemes)
    )


def _specific(chunk: Chunk, context: Context) -> bool:
    """`Leukemia-specific therapy`, `MDS-directed treatment`, where it excludes."""
    return context.excluding and any(
        x.has("disease") and any(y.cue("therapy_noun") for y in chunk.lexemes[i + 1 : i + 4])
        for i, x in enumerate(chunk.lexemes)
    )


def _is_target(chunk: Chunk) -> bool:
    """Whether a disease is named for which something is or was given."""
    return any(x.has("disease") and _given_for(chunk, place) for place, x in enumerate(chunk.lexemes))


def _given_for(chunk: Chunk, place: int) -> bool:
    """`therapy for AML`, `treatment of MDS`, `MDS therapy`: the disease at `place` is what it was for."""
    before = chunk.lexemes[max(0, place - 3) : place]
    after = chunk.lexemes[place + 1 : place + 4]
    return any(x.norm.split()[-1] in {"for", "of"} for x in before) or any(
        x.cue("therapy_noun") for x in after
    )


def _prior(chunk: Chunk, agents: tuple[str, ...], outcome: str, context: Context) -> PriorTherapy:
    chunk.take("received", "history")
    return _build(agents, outcome, _limits(chunk, context))


def _build(agents: tuple[str, ...], outcome: str, limits: dict[str, object]) -> PriorTherapy:
    return PriorTherapy.model_validate({"agents": agents, "outcome": outcome, **limits})


def _limits(chunk: Chunk, context: Context) -> dict[str, object]:
    """Count, duration, window and the disease it was given for."""
    return {"target": _target(chunk), "window": _window(chunk, context), **count(chunk), **_duration(chunk)}


def _window(chunk: Chunk, context: Context) -> Window | None:
    """When it was last taken. An exclusion that asks for a washout excludes those within it."""
    window = chunk.window()
    if window is None or not context.excluding or window.max_days is not None:
        return window
    return window.model_copy(update={"min_days": None, "max_days": window.min_days})


def _target(chunk: Chunk) -> tuple[str, ...]:
    """The diseases it was given for: `therapy for AML`, `treatment of MDS`, `MDS therapy`."""
    keys: list[str] = []
    for place, lexeme in enumerate(chunk.lexemes):
        if lexeme.has("disease") and place not in chunk.used and _given_for(chunk, place):
            chunk.used.add(place)
            keys.extend(lexeme.keys("disease")[:1])
    return tuple(dict.fromkeys(keys))


def _duration(chunk: Chunk) -> dict[str, object]:
    found: list[Lexeme] = chunk.values(Duration)
    value = found[0].value if found else None
    if not isinstance(value, Duration) or value.half_lives is not None:
        return {}
    return {"duration": Interval(low=value.interval.low) if value.bare else value.interval}


def read_procedure(chunk: Chunk, context: Context) -> Criterion | None:
    """Procedures done, or planned."""
    if not chunk.has("procedure"):
        return None
    if _is_only_test(chunk):
        return _read_test(chunk, context)
    found = chunk.take_kinds("procedure")
    keys = dict.fromkeys(key for lexeme in found for key in lexeme.keys("procedure")[:1])
    if not keys:
        return None
    if chunk.cue("eligible", "ineligible") and not _was_done(chunk):
        fitness = _fitness(chunk, list(keys))
        if fitness is not None:
            return fitness
    if not context.excluding and set(keys) == {"sterilization"}:
        # "Male sterilization": one of the ways to keep a promise.
        chunk.values(Window)
        return Administrative(topic="promise")
    counted = _counted_procedures(chunk)
    planned = bool(chunk.take("eligible")) and not chunk.cue("history")
    now = bool(chunk.take("current")) and not chunk.cue("history")
    chunk.take("received", "history", "after")
    window = chunk.window() or _recent(chunk, context) or (Window(max_days=0) if now else None)
    done = any_of(Procedure(procedure=key, window=window, planned=planned) for key in keys)
    if done is not None and chunk.take("independent"):
        return negate(done)
    return _so_many(done, counted, context) if done is not None and counted is not None else done


def _recent(chunk: Chunk, context: Context) -> Window | None:
    """`Surgery less than 6 weeks` among the exclusions: no longer ago than that."""
    if not context.excluding or not chunk.valued:
        return None
    for place, lexeme in enumerate(chunk.lexemes):
        value = lexeme.value
        if isinstance(value, Duration) and value.interval.low is None and value.interval.high is not None:
            chunk.used.add(place)
            return Window(max_days=value.interval.high)
    return None


def _counted_procedures(chunk: Chunk) -> Lexeme | None:
    """The number that says how many of them were done: `no more than 2 prior transplants`."""
    for place, lexeme in enumerate(chunk.lexemes if chunk.valued else ()):
        number = place_before(chunk, place) if lexeme.has("procedure") else None
        if number is not None and chunk.lexemes[number].value.unit == "":  # type: ignore[union-attr]
            chunk.used.add(number)
            return chunk.lexemes[number]
    return None


def _so_many(done: Criterion, counted: Lexeme, context: Context) -> Criterion | None:
    """Procedures are not counted by the record: more than one, or at most so many, is for people to check."""
    assert isinstance(counted.value, Quantity)
    span = counted.value.interval
    if span == Interval(low=1) or (counted.value.bare and span.low == 1):
        return done
    number = Detail(text=context.verbatim([counted]))
    if span.low is None and not context.excluding:
        # "No more than 1 transplant" is met by who had none.
        return IfThen(condition=done, then=number)
    return all_of([done, number])


def _is_only_test(chunk: Chunk) -> bool:
    named = {key for lexeme in chunk.lexemes for key in lexeme.keys("procedure")[:1]}
    return bool(named) and named <= TESTS


def _read_test(chunk: Chunk, context: Context) -> Criterion | None:
    """`QTc > 480 ms on ECG` asks for the QTc, `an ECG within 28 days` is for the site to do.

    What an abnormal one shows is left unread where nothing else says it.
    """
    found = chunk.has("lab", "condition", "disease", "drug", "drug_class", "score")
    if not found and not context.excluding and chunk.cue("normal") and not chunk.cue("abnormal"):
        normal = _normal_test(chunk)
        if normal is not None:
            return normal
    if not found and chunk.cue("abnormal", "significant", "severe", "positive", "normal"):
        return None
    chunk.take_kinds("procedure")
    chunk.values(Window)
    return None if found or context.excluding else Administrative(topic="site")


def _normal_test(chunk: Chunk) -> Criterion | None:
    """`Normal electrocardiogram`: nothing abnormal on it."""
    if not any("electrocardiogram" in x.keys("procedure") for x in chunk.lexemes):
        return None
    chunk.take_kinds("procedure")
    chunk.take("normal")
    chunk.values(Window)
    return Not(child=Condition(concept="ecg_abnormality", text="abnormal electrocardiogram"))


def _was_done(chunk: Chunk) -> bool:
    """`Received a transplant`, but not `eligible to undergo`, `ineligible for it as therapy`."""
    first = next(x for x in chunk.lexemes if x.cue("eligible", "ineligible", "history", "received"))
    return first.cue("history", "received") and not first.cue("eligible", "ineligible")


def _is_of_stem_cells(procedure: str) -> bool:
    covers = vocabulary().covers
    return covers("procedure", "transplant", procedure) and not covers("procedure", _ORGAN, procedure)


_ORGAN: Final = "solid_organ_transplant"


def _fitness(chunk: Chunk, procedures: list[str]) -> Criterion | None:
    """`Not a candidate for transplant`, `eligible for transplant`: what could be done, not what was."""
    if not all(map(_is_of_stem_cells, procedures)):
        return None
    candidate = Donor(donor="transplant_candidate")
    unfit = bool(chunk.take("ineligible"))
    chunk.take("eligible", "received", "current")
    return Not(child=candidate) if unfit else candidate


def read_treatment(chunk: Chunk, context: Context) -> Criterion | None:
    """Therapy and procedures side by side."""
    if chunk.cue("refusal"):
        # Who will not or cannot take it has not had it: that is for people to settle.
        chunk.take("refusal", "received", "current")
        chunk.take_kinds("drug", "drug_class", "procedure")
        chunk.values(Window)
        return Administrative(topic="compliance")
    therapy, procedure = read_therapy(chunk, context), read_procedure(chunk, context)
    if isinstance(therapy, PriorTherapy) and isinstance(procedure, Procedure):
        procedure = _as_long_ago(therapy, procedure)
    if therapy is not None and procedure is not None and chunk.cue("example") and not context.excluding:
        # "Prior therapy, including transplant, must have ended": the transplant is an example.
        return therapy
    parts = [part for part in (therapy, procedure) if part is not None]
    return any_of(parts) if len(parts) > 1 and chunk.cue("or") else all_of(parts)


def _as_long_ago(therapy: PriorTherapy, procedure: Procedure) -> Procedure:
    """`At least 14 days since analgesic radiotherapy`: one time for both."""
    if therapy.window is None or therapy.window.max_days is not None or procedure.window is not None:
        return procedure
    return procedure.model_copy(update={"window": therapy.window})
