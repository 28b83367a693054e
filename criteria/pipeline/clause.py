"""The grammar: from the lexemes of a sentence to the tree of what it describes.

A sentence is cut, outermost first, at what allows or forbids, at "unless", at "if", at its exceptions, and
then into chunks. What no reader understands stays in the tree as `Unparsed`, tied by "and" to what was
understood around it: it can leave a verdict open, but never turn it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from criteria.nodes import (
    Age,
    Alteration,
    Condition,
    Criterion,
    Diagnosis,
    DiseaseStatus,
    IfThen,
    Karyotype,
    Measurement,
    Medication,
    Not,
    Permission,
    PriorTherapy,
    Reproductive,
    RiskCategory,
    Sex,
    Unparsed,
)
from criteria.pipeline.chunk import Chunk
from criteria.pipeline.chunks import chunks
from criteria.pipeline.combine import all_of, any_of, negate
from criteria.pipeline.context import Context
from criteria.pipeline.exceptions import spare
from criteria.pipeline.lexeme import Lexeme, any_cue, has_head
from criteria.pipeline.lists import Member, combine
from criteria.pipeline.reading import read_chunk
from criteria.pipeline.remarks import leaves
from criteria.pipeline.riders import without_riders
from criteria.pipeline.templates import read_administrative, read_reproduction


def read_sentence(lexemes: Sequence[Lexeme], context: Context, *, alone: bool = True) -> Criterion | None:
    """What a sentence describes; None if it asks nothing. `alone`: no other sentence of the item asks."""
    reproduction = read_reproduction(lexemes, context)
    if reproduction is not None:
        return reproduction
    kept = without_riders(lexemes)
    if context.excluding:
        # `Patients may not be receiving X` among the exclusions names X: the prohibition is no denial.
        kept = [x for x in kept if "prohibition" not in x.cues]
    administrative = read_administrative(kept, context)
    if administrative is not None:
        return administrative
    if _cue_at(kept, "disallowed") is not None and not context.excluding:
        return _forbidden(kept, context)
    kept = _without_permissions(kept)
    allowed = _cue_at(kept, "allowed")
    if allowed is not None and any_cue(kept[:allowed], "exception", "unless"):
        # "Chemotherapy except X, which is allowed" asks about all but X.
        kept = [x for x in kept if not x.cue("allowed")]
    elif allowed is not None and _cue_at(kept, "disallowed") is None:
        return _allowed(kept, allowed, context, alone)
    elif allowed is None and _ends_in_permission(lexemes):
        return _allowed(lexemes, len(lexemes) - 1, context, alone)
    if context.excluding and kept and kept[0].cue("negation") and alone:
        return _denied_exclusion(kept, context)
    return read_clause([x for x in kept if "disallowed" not in x.cues], context)


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
    if place is not None and (has_head(lexemes[:place]) or _names_therapy(lexemes[:place])):
        return _except(lexemes[:place], lexemes[place + 1 :], context)
    return _tree(chunks(lexemes), context)


def _denied_exclusion(lexemes: Sequence[Lexeme], context: Context) -> Criterion | None:
    """`No active infection` among the exclusions means that the infection excludes.

    Of therapy it may mean either: "no prior azacitidine" there is left open.
    """
    named = read_clause(lexemes[1:], context)
    if named is None or all(
        isinstance(leaf, Condition | Medication | Reproductive) for leaf in leaves(named)
    ):
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


def _without_permissions(lexemes: Sequence[Lexeme]) -> list[Lexeme]:
    """`X is not permitted, but Y is allowed`: what is allowed beside what is forbidden asks nothing."""
    if _cue_at(lexemes, "disallowed") is None:
        return list(lexemes)
    parts: list[list[Lexeme]] = [[]]
    for lexeme in lexemes:
        if lexeme.norm == ";" or lexeme.cue("but"):
            parts.append([])
        parts[-1].append(lexeme)
    return [lexeme for part in parts if not _only_allows(part) for lexeme in part]


def _only_allows(lexemes: Sequence[Lexeme]) -> bool:
    return _cue_at(lexemes, "allowed") is not None and _cue_at(lexemes, "disallowed") is None


def _ends_in_permission(lexemes: Sequence[Lexeme]) -> bool:
    """`Hydroxyurea to control the count is permitted`: the permission stands after the reason."""
    return any_cue(lexemes[-2:], "allowed") and not any_cue(lexemes, "disallowed", "negation")


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
    cuts = [i for i, x in enumerate(lexemes[:place]) if x.norm == ";" or x.cue("but")]
    before = list(lexemes[: cuts[-1]]) if cuts else []
    return before if has_head(before) else []


# --- unless, if, except ------------------------------------------------------------------------------------


def _unless(left: Sequence[Lexeme], right: Sequence[Lexeme], context: Context) -> Criterion | None:
    main = read_clause(left, context)
    spared = read_clause(right, replace(context.turned(), sparing=True)) or _unread(right, context)
    if spared is not None and any(isinstance(leaf, Diagnosis) for leaf in leaves(spared)):
        # "Unless related to the leukemia": the disease is there, whether it is the cause is not recorded.
        spared = _unread(right, context)
    if main is None:
        return spared
    if spared is None:
        return main
    if context.excluding and isinstance(spared, Condition) and spared.disease_free is not None:
        return spare(main, spared)
    return all_of([main, negate(spared)]) if context.excluding else any_of([main, spared])


def _except(left: Sequence[Lexeme], right: Sequence[Lexeme], context: Context) -> Criterion | None:
    main = _tree(chunks(left), context)
    if isinstance(main, DiseaseStatus) and main.status == "untreated":
        # "No prior therapy for MDS other than X": X is a therapy that does not count.
        main = Not(child=PriorTherapy(agents=("anticancer_therapy", "mds_therapy"), target=main.diseases))
    if _names_therapy(left) and (main is None or isinstance(main, Unparsed)):
        main = PriorTherapy(agents=("anticancer_therapy", "mds_therapy"))
    spared = _tree(chunks(right), replace(context, excluding=True)) or _unread(right, context)
    if main is None or spared is None:
        return main
    return spare(main, spared)


def _names_therapy(lexemes: Sequence[Lexeme]) -> bool:
    """`Prior therapy (other than ...)`: therapy of whatever kind."""
    return any_cue(lexemes, "therapy_noun") and not has_head(lexemes)


def _conditional(lexemes: Sequence[Lexeme], context: Context) -> Criterion | None:
    """`If A, B`, `For patients with A: B`, `B if A`."""
    place = _cue_at(lexemes, "if")
    if place is None and lexemes and lexemes[0].cue("for_those"):
        place = 0
    if place is None:
        return None
    if place == 0 or not has_head(lexemes[:place]):
        comma = next((i for i, x in enumerate(lexemes) if i > place and x.norm in {",", ":"}), None)
        plain = lexemes[place].norm in {"for", "in"}
        if comma is None or (plain and not has_head(lexemes[place + 1 : comma])):
            return None
        asked, then = lexemes[place + 1 : comma], lexemes[comma + 1 :]
    else:
        asked, then = lexemes[place + 1 :], lexemes[:place]
    condition = read_list(asked, replace(context, excluding=False)) or _unread(asked, context)
    consequence = read_clause(then, context) or _unread(then, context)
    return _gate(condition, consequence, context)


def _gate(condition: Criterion | None, then: Criterion | None, context: Context) -> Criterion | None:
    if condition is None or then is None:
        return then
    return all_of([condition, then]) if context.excluding else IfThen(condition=condition, then=then)


_POPULATION = (
    Age,
    Alteration,
    Diagnosis,
    DiseaseStatus,
    Karyotype,
    Measurement,
    Reproductive,
    RiskCategory,
    Sex,
)
"""What a sentence may be limited to; a therapy or an illness named first is asked itself."""


def _subject(lexemes: Sequence[Lexeme], context: Context) -> Criterion | None:
    """`Patients with A must B`, `A: B`: B is asked only of those with A."""
    if context.excluding:
        return None
    place = next((i for i, x in enumerate(lexemes) if "modal" in x.cues or x.norm == ":"), None)
    if place is None:
        return None
    subject, predicate = lexemes[:place], lexemes[place + 1 :]
    if not has_head(subject) or not has_head(predicate):
        return None
    condition = read_list(subject, replace(context, excluding=False))
    if condition is None or not all(isinstance(leaf, _POPULATION) for leaf in leaves(condition)):
        return None
    return _gate(condition, read_clause(predicate, context), context)


def _unread(lexemes: Sequence[Lexeme], context: Context) -> Criterion | None:
    if not lexemes:
        return None
    return Unparsed(text=context.text[lexemes[0].start : lexemes[-1].end])


# --- lists -------------------------------------------------------------------------------------------------


def _tree(pieces: list[Chunk], context: Context) -> Criterion | None:
    """The chunks of a clause, read and combined; semicolons part what stands for itself."""
    parts: list[list[Member]] = [[]]
    for piece in _without_umbrellas(pieces):
        if piece.link == ";":
            parts.append([])
        inner = context.turned() if piece.negated and not context.excluding else context
        found = read_chunk(piece, inner, read_sentence)
        if found is not None:
            parts[-1].append(Member(piece.link, found, piece.negated))
    trees = [tree for part in parts if (tree := combine(part, context)) is not None]
    return any_of(trees) if context.excluding else all_of(trees)


def _without_umbrellas(pieces: list[Chunk]) -> list[Chunk]:
    """`Or another condition, such as A`: what is asked is A and its like, not every condition."""
    if len(pieces) < 2:
        return pieces
    bare = [
        not p.has("condition", "drug", "drug_class", "lab", "disease") and p.has("condition_head")
        for p in pieces
    ]
    shown = [bool(p.lexemes) and p.lexemes[0].cue("example") for p in pieces]
    dropped = {i for i in range(len(pieces) - 1) if bare[i] and shown[i + 1]}
    return [piece for i, piece in enumerate(pieces) if i not in dropped]


def _cue_at(lexemes: Sequence[Lexeme], role: str) -> int | None:
    for place, lexeme in enumerate(lexemes):
        if role in lexeme.cues:
            return place
    return None
