"""The pipeline itself: a blank English one with our tokenizer and components. No model is downloaded."""

import sys
from functools import cache

import spacy
from spacy.language import Language

from criteria.pipeline import factories
from criteria.pipeline.tokenizer import WordTokenizer


@cache
def pipeline() -> Language:
    """The pipeline, built once a process."""
    nlp = spacy.blank("en")
    # The limit guards the memory of statistical models, and there is none here.
    nlp.max_length = sys.maxsize
    nlp.tokenizer = WordTokenizer(nlp.vocab)
    for component in factories.COMPONENTS:
        nlp.add_pipe(component.name)
    return nlp
