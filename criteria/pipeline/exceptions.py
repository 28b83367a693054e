"""Takes an exception out of what it is an exception to, as close to the leaf as may be.

A leaf knows what it does not count: whoever took azacitidine and a growth factor did take "a therapy other
than growth factors", which `AllOf(therapy, Not(growth factor))` would deny.
"""

from collections.abc import Sequence
from typing import Final

from criteria.nodes import (
    AllOf,
    AnyOf,
    Condition,
    Criterion,
    Detail,
    Diagnosis,
    DiseaseStatus,
    Leaf,
    Measurement,
    Medication,
    Not,
    PriorTherapy,
    Procedure,
    Transfusion,
)
from criteria.pipeline.combine import all_of, any_of, negate
from criteria.pipeline.lexeme import Duration, Lexeme, has_head
from criteria.pipeline.remarks import leaves
from criteria.quantity import Window


def spare(main: Criterion, spared: Criterion) -> Criterion:
    """`main` without what `spared` describes."""
    kept = leaves(spared)
    match main:
        case PriorTherapy() | Medication() if agents := _agents(kept):
            return main.model_copy(update={"excepting": (*main.excepting, *agents)})
        case Condition() if main.concept == "malignancy" and kept and all(map(_is_diagnosis, kept)):
            # "Cancer other than MDS": the disease of the trial is no other malignancy anyway.
            return main.model_copy(update={"concept": "other_malignancy"})
        case Condition() if main.concept == "illness" and kept and all(map(_is_diagnosis, kept)):
            # "Limited by a disease other than MDS": of the trial's own disease it is not asked anyway.
            return main
        case Condition() if any(_is_general(main, leaf) for leaf in kept):
            return _without_general(main, kept, spared)
        case Condition() if update := _of_condition(main, kept):
            return main.model_copy(update=update)
        case Diagnosis() if diseases := _diseases(kept):
            return main.model_copy(update={"excluding": (*main.excluding, *diseases)})
        case PriorTherapy() | Procedure() if kept and all(map(_is_diagnosis, kept)):
            # "Chemotherapy of conditions other than MDS": what it was for is in no patient file.
            return narrowed(main, Detail(text="for another disease"))
        case PriorTherapy() | Medication() if kept and all(isinstance(leaf, Transfusion) for leaf in kept):
            # "Off all treatment except transfusions": they may be needed, and need not be.
            return main
        case Not():
            return negate(spare(main.child, spared))
        case AnyOf() | AllOf() if isinstance(
            main.children[0], PriorTherapy | Procedure | Condition | Diagnosis
        ):
            return main.model_copy(update={"children": _each_without(main.children, spared, kept)})
    return all_of([main, negate(spared)]) or main


def ease(main: Criterion, spared: Criterion) -> Criterion | None:
    """`Bilirubin <= 2 mg/dL except for Gilbert's syndrome`: a required limit, or what lets it pass.

    Of several limits the last is eased, and those that share it. None where more than limits is required.
    """
    limits = main.children if isinstance(main, AllOf) else (main,)
    last = limits[-1]
    if not isinstance(last, Measurement) or not all(isinstance(x, Measurement) for x in limits):
        return None
    shared = [x for x in limits if _as_limit(x) == _as_limit(last)]
    eased = any_of([all_of(shared) or last, spared])
    return all_of([*(x for x in limits if x not in shared), *([] if eased is None else [eased])])


def _as_limit(limit: Criterion) -> object:
    return (limit.interval, limit.unit) if isinstance(limit, Measurement) else None


_ANEW: Final = (
    "uncontrolled",
    "active",
    "severe",
    "significant",
    "symptomatic",
    "history",
    "current",
    "unresolved",
)


def until_next(lexemes: Sequence[Lexeme]) -> tuple[Sequence[Lexeme], Sequence[Lexeme]]:
    """The exception in `other than atrial fibrillation, or uncontrolled heart failure`, and the rest."""
    for place in range(1, len(lexemes) - 2):
        opens = lexemes[place].norm == "," and lexemes[place + 1].cue("or") and lexemes[place + 2].cue(*_ANEW)
        if opens and has_head(lexemes[:place]) and has_head(lexemes[place + 2 :]):
            return lexemes[:place], lexemes[place + 2 :]
    return lexemes, []


def until_denial(lexemes: Sequence[Lexeme]) -> tuple[Sequence[Lexeme], Sequence[Lexeme]]:
    """The exception in `no A other than B; no C`, and the rest; `except B, including C` tells of A again."""
    for place in range(1, len(lexemes) - 1):
        sign, behind = lexemes[place].norm, lexemes[place + 1]
        if not has_head(lexemes[:place]):
            continue
        if sign == "," and behind.norm == "including":
            return lexemes[:place], []
        if sign == ";" and behind.cue("negation") and has_head(lexemes[place + 1 :]):
            return lexemes[:place], lexemes[place + 1 :]
    return lexemes, []


def narrowed(main: Criterion, detail: Detail) -> Criterion:
    """`main`, of which only what the detail says counts: a washout is asked of fewer, all else of more."""
    waits = isinstance(main, PriorTherapy | Procedure) and main.window is not None
    if waits and main.window.max_days is None and main.window.min_days is not None:  # type: ignore[union-attr]
        return AnyOf(children=(main, detail))
    return all_of([main, detail]) or main


def behind_exception(lexemes: Sequence[Lexeme]) -> tuple[Sequence[Lexeme], Sequence[Lexeme]]:
    """`Other than A or B, active cancer`: what the exception is to, and the exception."""
    named = not lexemes[0].norm.startswith("exception")
    cut = next((i for i in range(len(lexemes) - 1, 0, -1) if named and lexemes[i].norm == ","), None)
    return (lexemes[:0], lexemes) if cut is None else (lexemes[cut + 1 :], lexemes[1:cut])


def with_window(left: Sequence[Lexeme], right: Sequence[Lexeme]) -> tuple[Sequence[Lexeme], Sequence[Lexeme]]:
    """`A, except B, within 30 days`: behind a comma the window is that of A."""
    said = [x for x in right[-3:] if x.norm != "for"]
    ends = len(right) > 2 and len(said) > 1 and said[-2].norm == "," and isinstance(said[-1].value, Window)
    if not ends or any(isinstance(x.value, Window) for x in left):
        return left, right
    return [*left, right[-1]], right[: -2 - (right[-2].norm == "for")]


def _each_without(
    children: Sequence[Criterion], spared: Criterion, kept: Sequence[Leaf]
) -> tuple[Criterion, ...]:
    """Each without what is spared; a therapy is taken out of the therapies only, if there are some."""
    treated = [any(isinstance(leaf, _TREATED) for leaf in leaves(child)) for child in children]
    if not any(treated) or not all(isinstance(leaf, (*_TREATED, Detail)) for leaf in kept):
        treated = [True] * len(children)
    return tuple(spare(c, spared) if one else c for c, one in zip(children, treated, strict=True))


_TREATED: Final = (PriorTherapy, Medication)


def as_no_therapy(main: Criterion) -> Criterion:
    """`No prior therapy for MDS other than X`, `untreated MDS except for X`: X does not count as therapy."""
    match main:
        case AllOf():
            return main.model_copy(update={"children": tuple(map(as_no_therapy, main.children))})
        case DiseaseStatus(status="untreated"):
            agents = ("anticancer_therapy", "mds_therapy")
            return Not(child=PriorTherapy(agents=agents, target=main.diseases))
    return main


def ended(main: Criterion, left: Sequence[Lexeme], right: Sequence[Lexeme]) -> Criterion:
    """`Off all treatment except A for at least 4 weeks`: so long ago it was last taken, and not now."""
    if not isinstance(main, PriorTherapy) or main != PriorTherapy(agents=main.agents, target=main.target):
        return main
    if not any(x.cue("ended") for x in left[:3]):
        return main
    times = [x.value for x in right if isinstance(x.value, Window | Duration)]
    days = [t.min_days if isinstance(t, Window) else t.interval.low for t in times]
    if days and days[-1]:
        return main.model_copy(update={"window": Window(min_days=days[-1])})
    return Not(child=Medication(agents=main.agents))


def all_but(named: Criterion | None, excluding: bool) -> Criterion | None:
    """What is asked where only the exception was understood: a disease that it must not be."""
    if excluding or named is None or not all(map(_is_diagnosis, leaves(named))):
        return named
    return negate(named)


def _is_general(main: Condition, leaf: Leaf) -> bool:
    """`Cancer except A or another cancer that was cured`: the exception names what it is an exception to."""
    if not isinstance(leaf, Condition) or leaf.concept is None or leaf.disease_free is not None:
        return False
    return _same(main, leaf)


def _same(main: Condition, leaf: Condition) -> bool:
    return leaf.concept is not None and (
        leaf.concept == main.concept or {leaf.concept, main.concept} <= {"malignancy", "other_malignancy"}
    )


def _without_general(main: Condition, kept: Sequence[Leaf], spared: Criterion) -> Criterion:
    """What is spared by name is spared; of the rest it is left open whether the exception holds."""
    named = [leaf for leaf in kept if not _is_general(main, leaf)]
    update = _of_condition(main, named)
    said = next(leaf.text for leaf in kept if isinstance(leaf, Condition) and _is_general(main, leaf))
    doubt = Not(child=Detail(text=f"an exception: {said}"))
    return AllOf(children=(main.model_copy(update=update), doubt))


def _of_condition(main: Condition, kept: Sequence[Leaf]) -> dict[str, object]:
    """What an illness does not count: other illnesses, or having been free of it for some time."""
    spared = [leaf for leaf in kept if isinstance(leaf, Condition)]
    named = tuple(leaf.concept or leaf.text for leaf in spared if leaf.text and not _same(main, leaf))
    free = next((leaf.disease_free for leaf in spared if leaf.disease_free), None)
    if not named and free is None:
        return {}
    return {"excepting": (*main.excepting, *named), "disease_free": main.disease_free or free}


def _is_diagnosis(leaf: Leaf) -> bool:
    return isinstance(leaf, Diagnosis)


def _agents(kept: Sequence[Leaf]) -> tuple[str, ...]:
    return tuple(a for leaf in kept if isinstance(leaf, PriorTherapy | Medication) for a in leaf.agents)


def _diseases(kept: Sequence[Leaf]) -> tuple[str, ...]:
    return tuple(disease for leaf in kept if isinstance(leaf, Diagnosis) for disease in leaf.diseases)


def is_the_disease(leaf: Leaf) -> bool:
    """Whether a leaf names what every patient of the trial has."""
    return isinstance(leaf, Diagnosis) or (isinstance(leaf, Condition) and leaf.concept in _OWN)


_OWN: Final = frozenset({"malignancy", "illness"})
