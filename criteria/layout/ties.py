"""Alternatives that "or" ties together: where it ends an item, and where it stands alone between two."""

import re
from collections.abc import Iterable
from typing import Final

from criteria.layout.blocks import Block

_OR: Final = re.compile(r"[\W_]*(?:and/)?or[\W_]*", re.IGNORECASE)
_ENDS_IN_OR: Final = re.compile(r"\bor\W*$", re.IGNORECASE)
_LONGEST_END: Final = 40
"""Characters at the end of an item within which its last word is looked for."""

_DEEPEST: Final = 24
"""Ties one beneath the other beyond which what is tied stands beside what was tied before."""


def tied(text: str, siblings: Iterable[Block]) -> list[Block]:
    """Blocks of one level; what "or" ties to the block before it is listed beneath that."""
    heads: list[Block] = []
    waiting: Block | None = None
    for block in siblings:
        if heads and _OR.fullmatch(text, block.start, block.end):
            path = _path(heads[-1])
            path[-1].end = block.end
            waiting, heads = _tie(path[: _DEEPEST + 1][-1], block.children, heads)
        elif waiting is not None:
            waiting.children.append(block)
            waiting = waiting if _is_open(text, block) else None
        else:
            heads.append(block)
            waiting = block if _is_open(text, block) else None
    return heads


def ends_in_or(lead: str) -> bool:
    """Whether an item waits for its alternative."""
    return bool(_ENDS_IN_OR.search(lead[-_LONGEST_END:]))


def _is_open(text: str, block: Block) -> bool:
    return not block.children and block.mark is not None and ends_in_or(text[block.start : block.end])


def _path(block: Block) -> list[Block]:
    """From a block down to the item nearest to what follows it: the last of its list, or itself."""
    path = [block]
    while path[-1].children:
        path.append(path[-1].children[-1])
    return path


def _tie(waiting: Block, listed: list[Block], heads: list[Block]) -> tuple[Block | None, list[Block]]:
    """Ties the first of what a lone "or" heads; the rest stand apart. Without any, the next block is tied."""
    if not listed:
        return waiting, heads
    waiting.children.append(listed[0])
    return None, [*heads, *listed[1:]]
