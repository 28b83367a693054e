"""All components of the pipeline, each with what it needs and what it gives: `nlp.analyze_pipes()` checks it.

What a component does stands in its own file; here it only gets its name and its place.
"""

from collections.abc import Callable
from typing import NamedTuple

from spacy.language import Language
from spacy.tokens import Doc

from criteria.pipeline.brackets import fold_brackets
from criteria.pipeline.context import Context
from criteria.pipeline.meanings import decide
from criteria.pipeline.phrases import phrases
from criteria.pipeline.quantities import quantities
from criteria.pipeline.sentences import read_sentences
from criteria.pipeline.temporal import windows

for _name in ("clean", "words", "lexemes", "criterion"):
    Doc.set_extension(_name, default=None, force=True)
Doc.set_extension("excluding", default=False, force=True)


class Component(NamedTuple):
    """A component: its name, the attribute it needs and the one it gives, and what it makes of a document."""

    name: str
    requires: str
    assigns: str
    run: Callable[[Doc], object]


def _context(doc: Doc) -> Context:
    return Context(doc._.clean, doc._.excluding)


COMPONENTS = (
    Component("concepts", "words", "lexemes", lambda doc: phrases().lexemes(doc._.words, doc._.clean)),
    Component("quantities", "lexemes", "lexemes", lambda doc: quantities(doc._.lexemes, doc._.clean)),
    Component("temporal", "lexemes", "lexemes", lambda doc: windows(doc._.lexemes)),
    Component("meanings", "lexemes", "lexemes", lambda doc: decide(doc._.lexemes, _context(doc))),
    Component("brackets", "lexemes", "lexemes", lambda doc: fold_brackets(doc._.lexemes)),
    Component("assemble", "lexemes", "criterion", lambda doc: read_sentences(doc._.lexemes, _context(doc))),
)
"""The components in the order in which they run; the words are the tokenizer's."""


def _register(component: Component) -> None:
    # The words are there before the first component: the tokenizer gives them.
    needs = [] if component.requires == "words" else [f"doc._.{component.requires}"]

    @Language.factory(component.name, requires=needs, assigns=[f"doc._.{component.assigns}"])
    def create(nlp: Language, name: str) -> Callable[[Doc], Doc]:
        def run(doc: Doc) -> Doc:
            setattr(doc._, component.assigns, component.run(doc))
            return doc

        return run


for _component in COMPONENTS:
    _register(_component)
