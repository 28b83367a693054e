"""What a clause must know of the item around it."""

from collections.abc import Sequence
from dataclasses import dataclass

from criteria.pipeline.lexeme import Lexeme


@dataclass(slots=True, init=False)
class Context:
    """`text` is the clean text of the item, `excluding` whether it names what keeps patients out.

    `sparing`: the clause stands after "unless" or "except" and names what does not count. `depth`: how many
    clauses it stands in. A context is never changed once made.
    """

    text: str
    excluding: bool
    sparing: bool
    depth: int

    # Written out, as each clause makes some: a generated one takes twice the time.
    def __init__(self, text: str, excluding: bool, sparing: bool = False, depth: int = 0) -> None:
        self.text, self.excluding, self.sparing, self.depth = text, excluding, sparing, depth

    def verbatim(self, lexemes: Sequence[Lexeme]) -> str:
        """The words of the item from the first of these lexemes, which must not be none, to the last."""
        return self.text[lexemes[0].start : lexemes[-1].end]

    def turned(self) -> "Context":
        """The same inside a denial."""
        return Context(self.text, not self.excluding, self.sparing, self.depth)

    def inner(self) -> "Context":
        """The same one clause further in."""
        return Context(self.text, self.excluding, self.sparing, self.depth + 1)
