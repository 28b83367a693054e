"""The tokenizer of the pipeline: the words of `criteria.words` as spaCy tokens."""

from spacy.tokens import Doc
from spacy.vocab import Vocab

from criteria.words import words


class WordTokenizer:
    """Cuts a clean text as the vocabulary is cut, so that what is written alike is found alike."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        found = words(text)
        spellings = [text[word.start : word.end] for word in found]
        spaces = [text[word.end : word.end + 1] == " " for word in found]
        doc = Doc(self.vocab, words=spellings, spaces=spaces)
        doc._.clean = text
        doc._.words = found
        return doc
