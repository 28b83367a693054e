"""Of whom a clause asks: where its "if" or "for patients with" stands, and what is asked of them."""

from collections.abc import Sequence

from criteria.pipeline.lexeme import Lexeme, Quantity, any_kind, cue_at, has_head
from criteria.pipeline.people import describes
from criteria.pipeline.populations import names_people


def condition_at(lexemes: Sequence[Lexeme]) -> int | None:
    """Where the words begin that say of whom something is asked."""
    place = cue_at(lexemes, "if")
    if place is None and lexemes and (lexemes[0].cue("for_those") or _opens_absence(lexemes)):
        return 0
    if place is None and any_kind(lexemes, "lab", "score"):
        # "Clearance >= 30 mL/min for patients with creatinine above normal": the limit is theirs.
        limits = [i for i, x in enumerate(lexemes) if isinstance(x.value, Quantity)]
        after = range(limits[0] + 1, len(lexemes)) if limits else range(0)
        place = next((i for i in after if names_people(lexemes[i]) and describes(lexemes[i + 1 :])), None)
    return place


def _opens_absence(lexemes: Sequence[Lexeme]) -> bool:
    """`In the absence of progressing disease, A`: A is asked of those without it."""
    return lexemes[0].norm == "in the" and any(x.norm == "absence of" for x in lexemes[1:2])


def parted(lexemes: Sequence[Lexeme], place: int) -> tuple[Sequence[Lexeme], Sequence[Lexeme]] | None:
    """The condition that begins at `place`, and what is asked under it."""
    before, behind = lexemes[:place], lexemes[place + 1 :]
    if has_head(before) or (lexemes[place].norm == "if" and before and describes(before) and behind):
        return behind, before
    plain = lexemes[place].norm in {"for", "in"}
    cut = next((i for i, x in enumerate(behind) if x.norm in {",", ":"}), None)
    if cut is None and not plain:
        cut = next((i for i, x in enumerate(behind) if x.cue("modal")), None)
    if cut is not None and has_head(behind[:cut]):
        return behind[:cut], behind[cut + 1 :]
    if before and not plain and describes(behind):
        return behind, before
    return (behind[:cut], behind[cut + 1 :]) if cut is not None and not plain else None
