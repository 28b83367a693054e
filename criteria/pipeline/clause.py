"""The grammar: from the lexemes of a sentence to the tree of what it describes.

A sentence is cut, outermost first, at what allows or forbids, at "unless", at "if", at its exceptions, and
then into chunks. What no reader understands stays in the tree as `Unparsed`, tied by "and" to what was
understood around it: it can leave a verdict open, but never turn it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from criteria.nodes import (
    Condition,
    Criterion,
    Detail,
    IfThen,
    Permission,
    PriorTherapy,
    Unparsed,
)
from criteria.pipeline.aftermath import read_aftermath
from criteria.pipeline.alternatives import ONE_OF, read_counted
from criteria.pipeline.anchors import before_diagnosis, without_other_causes
from criteria.pipeline.brackets import with_definition
from criteria.pipeline.chunk import Chunk
from criteria.pipeline.chunks import chunks
from criteria.pipeline.combine import all_of, any_of, negate
from criteria.pipeline.context import Context
from criteria.pipeline.denials import plainly_denied
from criteria.pipeline.examples import without_examples, without_origins, without_umbrellas
from criteria.pipeline.exceptions import (
    all_but,
    as_no_therapy,
    behind_exception,
    ease,
    ended,
    is_the_disease,
    spare,
    until_denial,
    until_next,
    with_window,
)
from criteria.pipeline.leads import read_joined_lead
from criteria.pipeline.lexeme import Lexeme, any_cue, cue_at, has_head, roles_of
from criteria.pipeline.lists import Member, combine, has_one_of
from criteria.pipeline.other_limits import afterwards, choose, read_instead, split_limits
from criteria.pipeline.people import begins_with_people, is_childrens_scale, limits_whom, told_of
from criteria.pipeline.permissions import (
    before_permission,
    ends_in_permission,
    is_cap,
    is_permission,
    widens,
    without_permissions,
)
from criteria.pipeline.polarity import asks_washout
from criteria.pipeline.populations import read_populations
from criteria.pipeline.proviso import condition_at, parted
from criteria.pipeline.reading import read_chunk
from criteria.pipeline.remarks import leaves
from criteria.pipeline.riders import without_riders
from criteria.pipeline.templates import REPRODUCTIVE, read_conduct, read_reproduction
from criteria.quantity import Window

DEEPEST: Final = 12
"""Clauses within clauses beyond which they are no longer read; in real records there are at most six."""


def read_sentence(lexemes: Sequence[Lexeme], context: Context, *, alone: bool = True) -> Criterion | None:
    """What a sentence describes; None if it asks nothing. `alone`: no other sentence of the item asks."""
    roles = roles_of(lexemes)
    reproduction = None if roles.isdisjoint(REPRODUCTIVE) else read_reproduction(lexemes, context)
    if reproduction is not None:
        return reproduction
    kept = without_riders(without_other_causes(before_diagnosis(lexemes)))
    if context.excluding:
        # `Patients may not be receiving X` among the exclusions names X: the prohibition is no denial.
        kept = [x for x in kept if "prohibition" not in x.cues]
    administrative = read_conduct(lexemes, kept, context)
    if administrative is not None:
        return administrative
    if roles.isdisjoint({"allowed", "disallowed"}):
        return _asked(kept, lexemes, context, alone)
    if cue_at(kept, "disallowed") is not None and not context.excluding:
        return _forbidden(kept, context)
    kept = without_permissions(kept)
    allowed = next((i for i, x in enumerate(kept) if is_permission(kept, i)), None)
    if allowed is not None and any(x.cue("exception", "unless") for x in kept[:allowed]):
        # "Chemotherapy except X, which is allowed" asks about all but X.
        kept = [x for x in kept if not x.cue("allowed")]
    elif allowed is not None and cue_at(kept, "disallowed") is None:
        return _allowed(kept, allowed, context, alone)
    elif allowed is None and ends_in_permission(lexemes):
        return _allowed(lexemes, len(lexemes) - 1, context, alone)
    return _asked([x for x in kept if "disallowed" not in x.cues], lexemes, context, alone)


def _asked(
    kept: Sequence[Lexeme], lexemes: Sequence[Lexeme], context: Context, alone: bool
) -> Criterion | None:
    """What a sentence asks that neither allows nor forbids; `kept` are its words without riders."""
    if context.excluding and kept and kept[0].cue("negation") and (alone or lexemes[0].start == 0):
        return _denied_exclusion(kept, context)
    return read_clause(kept, context)


def read_clause(lexemes: Sequence[Lexeme], context: Context) -> Criterion | None:
    """A clause with its "unless", its "if" and its subject."""
    if context.depth >= DEEPEST:
        return _unread(lexemes, context)
    context = context.inner()
    unless = cue_at(lexemes, "unless")
    if unless is not None:
        return _unless(lexemes[:unless], lexemes[unless + 1 :], context)
    populations = read_populations(lexemes, context, read_clause)
    if populations is not None:
        return populations
    for split in (_conditional, _subject, _counted):
        found = split(lexemes, context)
        if found is not None:
            return found
    return read_list(lexemes, context)


def read_list(lexemes: Sequence[Lexeme], context: Context) -> Criterion | None:
    """Chunks tied by and, or, commas; what follows "except" is taken out of what stands before it."""
    lexemes = with_definition(lexemes if context.excluding else without_origins(lexemes))
    aftermath = read_aftermath(lexemes, context, lambda spared, inner: _tree(chunks(spared), inner))
    if aftermath is not None:
        return aftermath
    place = cue_at(lexemes, "exception")
    if place is None:
        return _tree(chunks(lexemes), context)
    left, right = behind_exception(lexemes) if place == 0 else (lexemes[:place], lexemes[place + 1 :])
    if has_head(left) or _names_therapy(left):
        right, rest = (until_next if context.excluding else until_denial)(right)
        found = _except(left, right, context)
        both = [c for c in (found, read_list(rest, context) if rest else None) if c is not None]
        return any_of(both) if context.excluding else all_of(both)
    named = _tree(chunks(lexemes), context)
    # "All subtypes except M3": of what, is not said; but the exception is not what is asked.
    return all_but(named, context.excluding) if place else named


def _denied_exclusion(lexemes: Sequence[Lexeme], context: Context) -> Criterion | None:
    """`No active infection` among the exclusions means that the infection excludes.

    Of therapy it may mean either: "no prior azacitidine" there is left open, but not "none within 14 days".
    """
    named = read_clause(lexemes[1:], context)
    if named is None or asks_washout(named) or plainly_denied(named):
        return named
    return Unparsed(
        text=context.text[lexemes[0].start : lexemes[-1].end], why="a denial among the exclusions"
    )


# --- what allows and forbids -------------------------------------------------------------------------------


def _forbidden(lexemes: Sequence[Lexeme], context: Context) -> Criterion | None:
    """`Patients with X are excluded` among the inclusion criteria."""
    rest = [x for x in lexemes if not x.cue("disallowed")]
    found = read_clause(rest, context.turned())
    return None if found is None else negate(found)


def _allowed(lexemes: Sequence[Lexeme], place: int, context: Context, alone: bool) -> Criterion | None:
    """`Prior X is allowed` asks nothing; beside a criterion it is only a remark."""
    if is_cap(lexemes[place + 1 :]):
        return read_clause(lexemes[place + 1 :], context)
    main = before_permission(lexemes, place)
    if main:
        asked = read_clause(main, context)
        if context.excluding or asked is None or not widens(lexemes[len(main) :]):
            return asked
        # "Age up to 70; older patients are eligible if fit": beyond the limit people decide.
        return any_of([asked, Detail(text=context.verbatim(lexemes[len(main) + 1 :]))])
    proviso = next((i for i, x in enumerate(lexemes) if i > place and x.cue("if")), None)
    if proviso is not None and has_head(lexemes[:place]):
        return _allowed_if(lexemes[:place], lexemes[proviso + 1 :], context)
    if not alone:
        return None
    if lexemes[0].cue("negation") or isinstance(lexemes[0].value, Window):
        # "At least 2 weeks since A B allowed": what is asked and what is allowed cannot be told apart.
        return _unread(lexemes, context)
    if not context.excluding and any(x.norm == "only" for x in lexemes):
        # "Intermediate risk is only allowable with 5% blasts": not everybody is let in by that.
        return Detail(text=context.verbatim(lexemes))
    granted = Permission(text=context.verbatim(lexemes))
    return negate(granted) if context.excluding else granted


def _allowed_if(allowed: Sequence[Lexeme], proviso: Sequence[Lexeme], context: Context) -> Criterion | None:
    """`Prior A is allowed provided B`: of whoever has A, B is asked."""
    named = read_clause(allowed, replace(context, excluding=False)) or _unread(allowed, context)
    inner = replace(context, excluding=False, sparing=True)
    asked = read_clause(proviso, inner) or _unread(proviso, context)
    if named is None or asked is None:
        return named
    if context.excluding:
        return all_of([named, negate(asked)])
    return IfThen(condition=named, then=asked)


# --- unless, if, except ------------------------------------------------------------------------------------


def _unless(left: Sequence[Lexeme], right: Sequence[Lexeme], context: Context) -> Criterion | None:
    main = read_clause(left, context)
    spared = read_clause(right, replace(context.turned(), sparing=True)) or _unread(right, context)
    if spared is not None and any(map(is_the_disease, leaves(spared))):
        # "Unless related to the leukemia": the disease is there, whether it is the cause is not recorded.
        spared = Detail(text=f"unless {context.verbatim(right)}")
    if main is None:
        return spared
    if spared is None:
        return main
    if context.excluding and isinstance(spared, Condition) and spared.disease_free is not None:
        return spare(main, spared)
    return all_of([main, negate(spared)]) if context.excluding else any_of([main, spared])


def _except(left: Sequence[Lexeme], right: Sequence[Lexeme], context: Context) -> Criterion | None:
    left, right = with_window(left, right)
    main = _tree(chunks(left), context)
    main = None if main is None else as_no_therapy(main)
    if _names_therapy(left) and (main is None or isinstance(main, Unparsed)):
        main = PriorTherapy(agents=("anticancer_therapy", "mds_therapy"))
    spared = _tree(chunks(right), replace(context, excluding=True, sparing=True)) or _unread(right, context)
    if main is None or spared is None:
        return main
    main = main if context.excluding else ended(main, left, right)
    eased = None if context.excluding else ease(main, spared)
    return spare(main, spared) if eased is None else eased


def _names_therapy(lexemes: Sequence[Lexeme]) -> bool:
    """`Prior therapy (other than ...)`: therapy of whatever kind."""
    return any_cue(lexemes, "therapy_noun", "untreated") and not has_head(lexemes)


def _conditional(lexemes: Sequence[Lexeme], context: Context) -> Criterion | None:
    """`If A, B`, `For patients with A: B`, `B if A`."""
    place = condition_at(lexemes)
    if place is None:
        return None
    instead = read_instead(lexemes, place, context, read_clause)
    if instead is not None:
        return instead
    parts = parted(lexemes, place)
    if parts is None:
        return None
    asked, then = parts
    if is_childrens_scale(then, asked):
        return read_list(then, context)
    if place > 1 and lexemes[place - 1].norm in {";", ","} and then == lexemes[:place]:
        behind = afterwards(lexemes, place)
        if behind is not None:
            return _else_limit(lexemes[:place], *behind, context)
    condition = read_list(asked, replace(context, excluding=False, sparing=True)) or _unread(asked, context)
    limits = split_limits(then)
    if limits is not None and place > 0:
        usual, other = (read_clause(part, context) for part in limits)
        return choose(usual, other, condition, context)
    consequence = read_clause(then, context) or _unread(then, context)
    return _gate(condition, consequence, context)


def _else_limit(
    usual: Sequence[Lexeme], condition: Sequence[Lexeme], then: Sequence[Lexeme], context: Context
) -> Criterion | None:
    """`Creatinine <= 1.5; if above, then clearance > 60`: the second limit stands in for the first."""
    first, second = read_clause(usual, context), read_clause(then, context)
    whom = read_list(condition, replace(context, excluding=False))
    return choose(first, second, whom, context)


def _gate(condition: Criterion | None, then: Criterion | None, context: Context) -> Criterion | None:
    if condition is None or then is None:
        return then
    return all_of([condition, then]) if context.excluding else IfThen(condition=condition, then=then)


def _subject(lexemes: Sequence[Lexeme], context: Context) -> Criterion | None:
    """`Patients with A must B`, `A: B`: B is asked only of those with A."""
    if context.excluding:
        return read_joined_lead(lexemes, context, read_clause)
    place = next((i for i, x in enumerate(lexemes) if "modal" in x.cues or x.norm == ":"), None)
    if place is not None and lexemes[place].norm == ":" and any(x.norm in ONE_OF for x in lexemes[:place]):
        # "MDS with one of the following: A, B": the list narrows, it is not asked of those with MDS alone.
        return None
    if place is None:
        return None
    subject, predicate = lexemes[:place], lexemes[place + 1 :]
    people = begins_with_people(subject)
    if not (has_head(subject) or people) or not (has_head(predicate) or people) or not predicate:
        return None
    condition = read_list(subject, replace(context, excluding=False))
    named = [] if condition is None else told_of(condition, people and lexemes[place].norm != ":")
    if (
        condition is None
        or not named
        or not all(limits_whom(x, people, lexemes[place].norm == ":") for x in named)
    ):
        return None
    asked = read_clause(predicate, context) or _unread(predicate, context)
    if asked is not None and lexemes[place].norm == ":" and has_one_of(subject):
        return all_of([condition, asked])
    return _gate(condition, asked, context)


def _counted(lexemes: Sequence[Lexeme], context: Context) -> Criterion | None:
    """`At least two of the following: A, B, C`."""
    return read_counted(lexemes, context, read_clause) if any(x.norm == ":" for x in lexemes) else None


def _unread(lexemes: Sequence[Lexeme], context: Context) -> Criterion | None:
    return Unparsed(text=context.verbatim(lexemes)) if lexemes else None


# --- lists -------------------------------------------------------------------------------------------------


def _tree(pieces: list[Chunk], context: Context) -> Criterion | None:
    """The chunks of a clause, read and combined; semicolons part what stands for itself."""
    parts: list[list[Member]] = [[]]
    kept, dropped = without_umbrellas(pieces), ""
    for piece in kept if context.excluding else without_examples(kept):
        if piece.link == ";":
            parts.append([])
        inner = context.turned() if piece.negated and not context.excluding else context
        found = read_chunk(piece, inner, read_sentence)
        # "Arrhythmia, screening ECG with QTc > 470 ms": what narrows words that ask nothing stands for them.
        link = dropped if dropped and piece.link in {"with", "of"} else piece.link
        dropped = "" if found is not None else link
        if found is not None:
            parts[-1].append(Member(link, found, piece.negated))
    trees = [tree for part in parts if (tree := combine(part, context)) is not None]
    return any_of(trees) if context.excluding else all_of(trees)
