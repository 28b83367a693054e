"""All components of the pipeline, each with what it needs and what it gives: `nlp.analyze_pipes()` checks it.

What a component does stands in its own file; here it only gets its name.
"""

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


@Language.component("concepts", assigns=["doc._.lexemes"])
def concepts(doc: Doc) -> Doc:
    """Groups words to the phrases of the vocabulary."""
    doc._.lexemes = phrases().lexemes(doc._.words, doc._.clean)
    return doc


@Language.component("quantities", requires=["doc._.lexemes"], assigns=["doc._.lexemes"])
def numbers(doc: Doc) -> Doc:
    """Folds numbers with their comparators and units."""
    doc._.lexemes = quantities(doc._.lexemes, doc._.clean)
    return doc


@Language.component("temporal", requires=["doc._.lexemes"], assigns=["doc._.lexemes"])
def temporal(doc: Doc) -> Doc:
    """Turns stretches of time that count back from enrolment into windows."""
    doc._.lexemes = windows(doc._.lexemes)
    return doc


@Language.component("meanings", requires=["doc._.lexemes"], assigns=["doc._.lexemes"])
def meanings(doc: Doc) -> Doc:
    """Keeps of each phrase the meaning that its neighbours allow."""
    doc._.lexemes = decide(doc._.lexemes, Context(doc._.clean, doc._.excluding))
    return doc


@Language.component("brackets", requires=["doc._.lexemes"], assigns=["doc._.lexemes"])
def brackets(doc: Doc) -> Doc:
    """Folds what stands in brackets."""
    doc._.lexemes = fold_brackets(doc._.lexemes)
    return doc


@Language.component("assemble", requires=["doc._.lexemes"], assigns=["doc._.criterion"])
def assemble(doc: Doc) -> Doc:
    """Reads the sentences to one tree."""
    doc._.criterion = read_sentences(doc._.lexemes, Context(doc._.clean, doc._.excluding))
    return doc


ORDER = ("concepts", "quantities", "temporal", "meanings", "brackets", "assemble")
"""The components in the order in which they run."""
