"""The pipeline itself: a blank English one with our tokenizer and components. No model is downloaded."""

import sys
from functools import cache

import spacy
from spacy.language import Language

from criteria.nodes import Criterion
from criteria.pipeline import factories
from criteria.pipeline.draft import Draft
from criteria.pipeline.scopes import only_in, part_of
from criteria.pipeline.tokenizer import WordTokenizer
from criteria.words import cut


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


def read(text: str, *, excluding: bool) -> Criterion | None:
    """What a clean text describes; where it names the part of the trial it is asked in, only there."""
    part = part_of(text)
    if part is None:
        return _understood(text, excluding=excluding)
    name, rest = part
    found = _understood(rest, excluding=excluding)
    return None if found is None else only_in(name, found, excluding=excluding)


def _understood(text: str, *, excluding: bool) -> Criterion | None:
    """What the components of the pipeline, run in its order over a draft, make of a text."""
    draft = Draft(text, excluding, cut(text))
    for step in _steps():
        step.work(draft)
    return draft.criterion


@cache
def _steps() -> tuple[factories.Step, ...]:
    return tuple(step for _, step in pipeline().pipeline if isinstance(step, factories.Step))
