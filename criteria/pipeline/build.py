"""The pipeline itself: a blank English one with our tokenizer and components. No model is downloaded."""

from functools import cache

import spacy
from spacy.language import Language

from criteria.pipeline import factories
from criteria.pipeline.tokenizer import WordTokenizer


@cache
def pipeline() -> Language:
    """The pipeline, built once a process."""
    nlp = spacy.blank("en")
    nlp.tokenizer = WordTokenizer(nlp.vocab)
    for component in factories.COMPONENTS:
        nlp.add_pipe(component.name)
    return nlp
