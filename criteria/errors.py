"""What can go wrong in `criteria`: one root, messages for people."""


class CriteriaError(Exception):
    """Root of all errors that `criteria` raises on purpose."""


class VocabularyError(CriteriaError):
    """The vocabulary files contradict themselves; the message lists every fault with file and line."""


class UnknownConcept(CriteriaError):
    """A key is not in the vocabulary."""


class UnitError(CriteriaError):
    """A unit is not known, or not one in which that laboratory value is given."""
