"""Home to the words that a patient's page explains: those of the message file that the page uses."""

import re
from collections.abc import Iterable

from matcher.export.messages import Messages


def glossary(say: Messages, texts: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Terms and their meanings, by term, for the terms that stand in `texts` as whole words."""
    shown = " ".join(texts)
    meanings = say.table("glossary")
    return tuple(
        (term, meanings[term]) for term in sorted(meanings, key=str.lower) if _stands_in(term, shown)
    )


def _stands_in(term: str, text: str) -> bool:
    # An abbreviation counts only as it is written; a word also at the start of a sentence.
    spelled = 0 if term.isupper() else re.IGNORECASE
    return re.search(rf"(?<!\w){re.escape(term)}(?!\w)", text, spelled) is not None
