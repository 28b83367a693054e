"""All components of the pipeline, each with what it needs and what it gives: `nlp.analyze_pipes()` checks it.

What a component does stands in its own file; here it only gets its name and its place.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, cast

from spacy.language import Language
from spacy.tokens import Doc

from criteria.pipeline.brackets import fold_brackets
from criteria.pipeline.context import Context
from criteria.pipeline.draft import Draft
from criteria.pipeline.meanings import decide
from criteria.pipeline.narrowing import fold_narrowing
from criteria.pipeline.phrases import phrases
from criteria.pipeline.quantities import quantities
from criteria.pipeline.sentences import read_sentences
from criteria.pipeline.temporal import windows

for _name in ("clean", "words", "lexemes", "criterion"):
    Doc.set_extension(_name, default=None, force=True)
Doc.set_extension("excluding", default=False, force=True)


class Component(NamedTuple):
    """A component: its name, the attribute it needs and the one it gives, and what it makes of a draft."""

    name: str
    requires: str
    assigns: str
    run: Callable[[Draft], object]


def _context(draft: Draft) -> Context:
    return Context(draft.clean, draft.excluding)


def _meanings(draft: Draft) -> object:
    return decide(fold_narrowing(draft.lexemes, draft.clean), _context(draft))


COMPONENTS = (
    Component("concepts", "words", "lexemes", lambda draft: phrases().lexemes(draft.words, draft.clean)),
    Component("quantities", "lexemes", "lexemes", lambda draft: quantities(draft.lexemes, draft.clean)),
    Component("temporal", "lexemes", "lexemes", lambda draft: windows(draft.lexemes)),
    Component("meanings", "lexemes", "lexemes", _meanings),
    Component("brackets", "lexemes", "lexemes", lambda draft: fold_brackets(draft.lexemes)),
    Component(
        "assemble", "lexemes", "criterion", lambda draft: read_sentences(draft.lexemes, _context(draft))
    ),
)
"""The components in the order in which they run; the words are the tokenizer's."""


@dataclass(frozen=True, slots=True)
class Step:
    """A component at its place in a pipeline."""

    component: Component

    def __call__(self, doc: Doc) -> Doc:
        self.work(cast(Draft, doc._))
        return doc

    def work(self, draft: Draft) -> None:
        """Adds to a draft, or to the attributes of a document, what the component makes of it."""
        setattr(draft, self.component.assigns, self.component.run(draft))


def _register(component: Component) -> None:
    # The words are there before the first component: the tokenizer gives them.
    needs = [] if component.requires == "words" else [f"doc._.{component.requires}"]

    @Language.factory(component.name, requires=needs, assigns=[f"doc._.{component.assigns}"])
    def create(nlp: Language, name: str) -> Step:
        return Step(component)


for _component in COMPONENTS:
    _register(_component)
