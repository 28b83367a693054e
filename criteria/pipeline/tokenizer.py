"""The tokenizer of the pipeline: the words of `criteria.words` as spaCy tokens."""

from spacy.tokens import Doc
from spacy.vocab import Vocab

from criteria.words import cut


class WordTokenizer:
    """Cuts a clean text as the vocabulary is cut, so that what is written alike is found alike."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        found = cut(text)
        ends = (start + len(spelling) for spelling, start in zip(found.spellings, found.starts, strict=True))
        spaces = [text[end : end + 1] == " " for end in ends]
        doc = Doc(self.vocab, words=found.spellings, spaces=spaces)
        doc._.clean = text
        doc._.words = found
        return doc
