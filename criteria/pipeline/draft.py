"""A text on its way through the pipeline."""

from dataclasses import dataclass, field

from criteria.nodes import Criterion
from criteria.pipeline.lexeme import Lexeme
from criteria.words import Words


@dataclass(slots=True)
class Draft:
    """What the components have made of a clean text so far.

    The attributes are those of a spaCy document (`doc._`), so that a component reads and writes either: a
    draft is such a document without its tokens, which no component reads and which are dear to make.
    """

    clean: str
    excluding: bool
    words: Words
    lexemes: list[Lexeme] = field(default_factory=list)
    criterion: Criterion | None = None
