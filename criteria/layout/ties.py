"""Alternatives that "or" ties together: where it ends an item, and where it stands alone between two."""

import re
from collections.abc import Iterable

from criteria.layout.blocks import Block

_OR = re.compile(r"[\W_]*(?:and/)?or[\W_]*", re.IGNORECASE)
_ENDS_IN_OR = re.compile(r"\bor\W*$", re.IGNORECASE)


def tied(text: str, siblings: Iterable[Block]) -> list[Block]:
    """Blocks of one level; what "or" ties to the block before it is listed beneath that."""
    heads: list[Block] = []
    waiting: Block | None = None
    for block in siblings:
        if heads and _OR.fullmatch(text, block.start, block.end):
            waiting = _last(heads[-1])
            waiting.end = block.end
            waiting, heads = _tie(waiting, block.children, heads)
        elif waiting is not None:
            waiting.children.append(block)
            waiting = waiting if _is_open(text, block) else None
        else:
            heads.append(block)
            waiting = block if _is_open(text, block) else None
    return heads


def ends_in_or(lead: str) -> bool:
    """Whether an item waits for its alternative."""
    return bool(_ENDS_IN_OR.search(lead))


def _is_open(text: str, block: Block) -> bool:
    return not block.children and block.mark is not None and ends_in_or(text[block.start : block.end])


def _last(block: Block) -> Block:
    """The item nearest to what follows a block: the last of its list, or itself."""
    while block.children:
        block = block.children[-1]
    return block


def _tie(waiting: Block, listed: list[Block], heads: list[Block]) -> tuple[Block | None, list[Block]]:
    """Ties the first of what a lone "or" heads; the rest stand apart. Without any, the next block is tied."""
    if not listed:
        return waiting, heads
    waiting.children.append(listed[0])
    return None, [*heads, *listed[1:]]
