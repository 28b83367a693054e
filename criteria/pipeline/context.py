"""What a clause must know of the item around it."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Context:
    """`text` is the clean text of the item, `excluding` whether it names what keeps patients out.

    `sparing`: the clause stands after "unless" or "except" and names what does not count. `depth`: how many
    clauses it stands in.
    """

    text: str
    excluding: bool
    sparing: bool = False
    depth: int = 0

    def turned(self) -> "Context":
        """The same inside a denial."""
        return replace(self, excluding=not self.excluding)

    def inner(self) -> "Context":
        """The same one clause further in."""
        return replace(self, depth=self.depth + 1)
