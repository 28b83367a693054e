"""Leads that name what must be there too: `has had a transplant and any of the following: ...`."""

from collections.abc import Callable, Sequence

from criteria.nodes import Criterion
from criteria.pipeline.combine import all_of
from criteria.pipeline.context import Context
from criteria.pipeline.lexeme import Lexeme, has_head

Read = Callable[[Sequence[Lexeme], Context], Criterion | None]


def read_joined_lead(lexemes: Sequence[Lexeme], context: Context, read: Read) -> Criterion | None:
    """What the lead names and what is listed behind its colon, both of them; None without such a lead."""
    colon = next((i for i, x in enumerate(lexemes) if x.norm == ":"), None)
    if colon is None or not _is_joined(lexemes[:colon]) or not has_head(lexemes[colon + 1 :]):
        return None
    parts = (read(part, context) for part in (lexemes[:colon], lexemes[colon + 1 :]))
    return all_of(part for part in parts if part is not None)


def _is_joined(lead: Sequence[Lexeme]) -> bool:
    """Whether the lead ends in "and any of the following", which names nothing itself."""
    last = max((i for i, x in enumerate(lead) if x.cue("and")), default=None)
    if last is None or not has_head(lead[:last]):
        return False
    behind = lead[last + 1 :]
    return any(x.cue("either") for x in behind) and not has_head(behind) and not any(map(_explains, lead))


def _explains(lexeme: Lexeme) -> bool:
    return lexeme.cue("example", "definition", "method") and not lexeme.cue("either")
