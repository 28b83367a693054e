"""The grammar: from the lexemes of a sentence to the tree of what it describes.

A sentence is cut, outermost first, at what allows or forbids, at "unless", at "if", at its exceptions, and
then into chunks. What no reader understands stays in the tree as `Unparsed`, tied by "and" to what was
understood around it: it can leave a verdict open, but never turn it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from criteria.nodes import (
    Administrative,
    Condition,
    Criterion,
    Diagnosis,
    IfThen,
    Medication,
    Permission,
    PriorTherapy,
    RiskCategory,
    Unparsed,
)
from criteria.pipeline.chunks import Chunk, chunks, has_head, is_head
from criteria.pipeline.combine import all_of, any_of, either_reading, negate
from criteria.pipeline.context import Context
from criteria.pipeline.lexeme import Lexeme
from criteria.pipeline.reading import read_chunk
from criteria.pipeline.templates import read_template

Part = tuple[str, Criterion, Chunk]
"""A member of a list: its link, what it describes, and the chunk it was read from."""

_STOPS = frozenset({";"})
_PROHIBITIONS = frozenset({"may not", "must not", "must not have", "must not be", "should not", "should not have", "cannot", "can not",
                           "cannot have", "shall not", "must not have had", "must not have received"})  # fmt: skip


def read_sentence(lexemes: Sequence[Lexeme], context: Context, *, alone: bool = True) -> Criterion | None:
    """What a sentence describes; None if it asks nothing. `alone`: no other sentence of the item asks."""
    kept = _without_riders(lexemes)
    if context.excluding:
        kept = _prohibited(kept)
    template = read_template(kept, context)
    if template is not None:
        return template
    if _cue_at(kept, "disallowed") is not None and not context.excluding:
        return _forbidden(kept, context)
    allowed = _cue_at(kept, "allowed")
    if allowed is not None and _cue_at(kept, "disallowed") is None:
        return _allowed(kept, allowed, context, alone)
    return read_clause([x for x in kept if not x.cue("disallowed")], context)


def read_clause(lexemes: Sequence[Lexeme], context: Context) -> Criterion | None:
    """A clause with its "unless", its "if" and its subject."""
    unless = _cue_at(lexemes, "unless")
    if unless is not None:
        return _unless(lexemes[:unless], lexemes[unless + 1 :], context)
    for split in (_conditional, _subject):
        found = split(lexemes, context)
        if found is not None:
            return found
    return read_list(lexemes, context)


def read_list(lexemes: Sequence[Lexeme], context: Context) -> Criterion | None:
    """Chunks tied by and, or, commas; what follows "except" is taken out of what stands before it."""
    place = _cue_at(lexemes, "exception")
    if place is not None and has_head(lexemes[:place]):
        return _except(lexemes[:place], lexemes[place + 1 :], context)
    return _tree(chunks(lexemes), context)


def _prohibited(lexemes: list[Lexeme]) -> list[Lexeme]:
    """`Patients may not be receiving X` among the exclusions names X: the prohibition is no denial."""
    return [x for x in lexemes if x.norm not in _PROHIBITIONS]


# --- what allows and forbids -------------------------------------------------------------------------------


def _forbidden(lexemes: Sequence[Lexeme], context: Context) -> Criterion | None:
    """`Patients with X are excluded` among the inclusion criteria."""
    rest = [x for x in lexemes if not x.cue("disallowed")]
    found = read_clause(rest, context.turned())
    return None if found is None else negate(found)


def _allowed(lexemes: Sequence[Lexeme], place: int, context: Context, alone: bool) -> Criterion | None:
    """`Prior X is allowed` asks nothing; beside a criterion it is only a remark."""
    main = _before_permission(lexemes, place)
    if main:
        return read_clause(main, context)
    if not alone:
        return None
    text = context.text[lexemes[0].start : lexemes[-1].end]
    granted = Permission(text=text)
    return negate(granted) if context.excluding else granted


def _before_permission(lexemes: Sequence[Lexeme], place: int) -> list[Lexeme]:
    """What a sentence asks before a semicolon, after which it allows something."""
    cuts = [i for i, x in enumerate(lexemes[:place]) if x.norm in _STOPS or x.cue("but")]
    before = list(lexemes[: cuts[-1]]) if cuts else []
    return before if has_head(before) else []


# --- unless, if, except ------------------------------------------------------------------------------------


def _unless(left: Sequence[Lexeme], right: Sequence[Lexeme], context: Context) -> Criterion | None:
    main = read_clause(left, context)
    spared = read_clause(right, context.turned()) or _unread(right, context)
    if main is None:
        return spared
    if spared is None:
        return main
    if context.excluding and isinstance(spared, Condition) and spared.disease_free is not None:
        return _spare(main, spared)
    return all_of([main, negate(spared)]) if context.excluding else any_of([main, spared])


def _except(left: Sequence[Lexeme], right: Sequence[Lexeme], context: Context) -> Criterion | None:
    main = _tree(chunks(left), context)
    spared = _tree(chunks(right), replace(context, excluding=True)) or _unread(right, context)
    if main is None or spared is None:
        return main
    return _spare(main, spared)


def _spare(main: Criterion, spared: Criterion) -> Criterion:
    """Takes an exception out of what it is an exception to, as close to the leaf as may be."""
    kept = _leaves(spared)
    match main:
        case PriorTherapy() | Medication() if therapies := _agents(kept):
            return main.model_copy(update={"excepting": (*main.excepting, *therapies)})
        case Condition():
            named = tuple(
                leaf.concept or leaf.text for leaf in kept if isinstance(leaf, Condition) and leaf.text
            )
            free = next(
                (leaf.disease_free for leaf in kept if isinstance(leaf, Condition) and leaf.disease_free),
                None,
            )
            if named or free:
                update = {"excepting": (*main.excepting, *named), "disease_free": main.disease_free or free}
                return main.model_copy(update=update)
        case Diagnosis() if diseases := tuple(
            d for leaf in kept if isinstance(leaf, Diagnosis) for d in leaf.diseases
        ):
            return main.model_copy(update={"excluding": (*main.excluding, *diseases)})
    if main.kind == "not":
        return negate(_spare(main.child, spared))
    if (
        main.kind in {"any_of", "all_of"}
        and main.children
        and isinstance(main.children[-1], PriorTherapy | Condition | Diagnosis)
    ):
        return main.model_copy(update={"children": tuple(_spare(child, spared) for child in main.children)})
    return all_of([main, negate(spared)]) or main


def _agents(leaves: list[Criterion]) -> tuple[str, ...]:
    return tuple(a for leaf in leaves if isinstance(leaf, PriorTherapy | Medication) for a in leaf.agents)


def _leaves(criterion: Criterion) -> list[Criterion]:
    match criterion.kind:
        case "all_of" | "any_of" | "at_least":
            return [leaf for child in criterion.children for leaf in _leaves(child)]
        case "not":
            return _leaves(criterion.child)
    return [criterion]


def _conditional(lexemes: Sequence[Lexeme], context: Context) -> Criterion | None:
    """`If A, B`, `For patients with A: B`, `B if A`."""
    place = _cue_at(lexemes, "if")
    if place is None and lexemes and lexemes[0].cue("for_those"):
        place = 0
    if place is None:
        return None
    if place == 0 or not has_head(lexemes[:place]):
        comma = next((i for i, x in enumerate(lexemes) if i > place and x.norm in {",", ":"}), None)
        if comma is None:
            return None
        asked, then = lexemes[place + 1 : comma], lexemes[comma + 1 :]
    else:
        asked, then = lexemes[place + 1 :], lexemes[:place]
    condition = read_list(asked, replace(context, excluding=False)) or _unread(asked, context)
    consequence = read_clause(then, context)
    return _gate(condition, consequence, context)


def _gate(condition: Criterion | None, then: Criterion | None, context: Context) -> Criterion | None:
    if condition is None or then is None:
        return then
    return all_of([condition, then]) if context.excluding else IfThen(condition=condition, then=then)


def _subject(lexemes: Sequence[Lexeme], context: Context) -> Criterion | None:
    """`Patients with A must B`: B is asked only of those with A."""
    place = _cue_at(lexemes, "modal")
    if place is None or context.excluding:
        return None
    subject, predicate = lexemes[:place], lexemes[place + 1 :]
    if not has_head(subject) or not has_head(predicate):
        return None
    condition = read_list(subject, replace(context, excluding=False))
    if not isinstance(condition, Diagnosis | RiskCategory) and (
        condition is None or condition.kind not in {"all_of", "sex", "age"}
    ):
        return None
    return _gate(condition, read_clause(predicate, context), context)


def _unread(lexemes: Sequence[Lexeme], context: Context) -> Criterion | None:
    if not lexemes:
        return None
    return Unparsed(text=context.text[lexemes[0].start : lexemes[-1].end])


# --- lists -------------------------------------------------------------------------------------------------


def _tree(pieces: list[Chunk], context: Context) -> Criterion | None:
    """The chunks combined: "with" binds closest, then lists, then semicolons."""
    parts: list[list[Part]] = [[]]
    for piece in pieces:
        if piece.link == ";":
            parts.append([])
        inner = context.turned() if piece.negated and not context.excluding else context
        found = read_chunk(piece, inner, read_sentence)
        if found is not None:
            parts[-1].append((piece.link, found, piece))
    parts = [_without_judgement(part) for part in parts]
    trees = [tree for part in parts if part and (tree := _list(_narrowed(part), context)) is not None]
    return any_of(trees) if context.excluding else all_of(trees)


def _without_judgement(part: list[Part]) -> list[Part]:
    """Whose judgement it is adds nothing to what is judged."""
    asked = [entry for entry in part if not _is_judgement(entry[1])]
    return asked or part


def _is_judgement(criterion: Criterion) -> bool:
    return isinstance(criterion, Administrative) and criterion.topic == "judgement"


def _narrowed(part: list[Part]) -> list[tuple[str, Criterion, bool]]:
    """Joins each "with" to what it narrows; says of each result whether it is denied."""
    joined: list[tuple[str, Criterion, bool]] = []
    for link, criterion, piece in part:
        if link == "with" and joined:
            before_link, before, denied = joined[-1]
            if piece.negated and not denied:
                criterion = negate(criterion)
            joined[-1] = (before_link, all_of([before, criterion]) or before, denied)
        else:
            joined.append((link, criterion, piece.negated))
    return joined


def _list(joined: list[tuple[str, Criterion, bool]], context: Context) -> Criterion | None:
    """A list read by its links; denied members are gathered, for "no A, B or C" denies each."""
    links = _resolved([link for link, _, _ in joined])
    members = [negate(criterion) if denied else criterion for _, criterion, denied in joined]
    denied = [d for _, _, d in joined]
    ties = ["and" if (denied[i] and denied[i - 1]) else links[i] for i in range(len(links))]
    if context.excluding:
        ties = ["and" if (denied[i] and denied[i - 1]) else "or" for i in range(len(ties))]
    elif all(isinstance(m, Diagnosis | RiskCategory) or _of_diseases(m) for m in members):
        ties = ["or"] * len(ties)
    return _by_links(members, ties[1:])


def _of_diseases(criterion: Criterion) -> bool:
    return criterion.kind in {"all_of", "any_of"} and all(
        isinstance(child, Diagnosis | RiskCategory) or child.kind == "disease_status"
        for child in criterion.children
    )


def _resolved(links: list[str]) -> list[str]:
    """Commas mean what the next word of their list means; a list without any means "and"."""
    resolved = list(links)
    following = "and"
    for place in range(len(links) - 1, -1, -1):
        if resolved[place] in {"and", "or"}:
            following = resolved[place]
        else:
            resolved[place] = following if resolved[place] == "," else "and"
    return resolved


def _by_links(members: list[Criterion], ties: list[str]) -> Criterion | None:
    """Both ways to read a chain of and and or; where they differ, the tree says so."""
    narrow = all_of(filter(None, (any_of(run) for run in _runs(members, ties, "and"))))
    wide = any_of(filter(None, (all_of(run) for run in _runs(members, ties, "or"))))
    if narrow is None or wide is None:
        return narrow or wide
    return either_reading(narrow, wide, "and/or")


def _runs(members: list[Criterion], ties: list[str], cut: str) -> list[list[Criterion]]:
    runs = [members[:1]] if members else []
    for member, tie in zip(members[1:], ties, strict=True):
        if tie == cut:
            runs.append([member])
        else:
            runs[-1].append(member)
    return runs


# --- riders ------------------------------------------------------------------------------------------------


def _without_riders(lexemes: Sequence[Lexeme]) -> list[Lexeme]:
    """Drops what only says why or how: "which would compromise safety", "as measured by echocardiography"."""
    kept: list[Lexeme] = []
    skipping = ""
    for place, lexeme in enumerate(lexemes):
        if skipping and _ends_rider(lexemes, place, skipping):
            skipping = ""
        if not skipping and kept and (lexeme.cue("rider") or _judged(lexemes, place)):
            skipping = "rider"
        elif not skipping and kept and lexeme.cue("method") and lexeme.value is None:
            skipping = "method"
        if not skipping:
            kept.append(lexeme)
    return kept


def _judged(lexemes: Sequence[Lexeme], place: int) -> bool:
    """`which, in the opinion of the investigator, ...`: whose opinion it is, and what it would lead to."""
    before = lexemes[max(0, place - 2) : place]
    return lexemes[place].cue("judgement") and any(x.norm in {"which", "that", "who"} for x in before)


def _ends_rider(lexemes: Sequence[Lexeme], place: int, kind: str) -> bool:
    lexeme = lexemes[place]
    if lexeme.norm == ";" or lexeme.cue("unless", "exception", "if"):
        return True
    if kind == "method":
        ends = lexeme.norm == "," or lexeme.value is not None or lexeme.cue("and", "or", "with", "modal")
        return ends and _asks_again(lexemes[place:])
    return False


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


def _cue_at(lexemes: Sequence[Lexeme], role: str) -> int | None:
    return next((i for i, lexeme in enumerate(lexemes) if lexeme.cue(role)), None)
