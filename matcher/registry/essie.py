"""Reads the small part of the registry's search language that our own queries use.

Home to AND, OR, NOT, brackets, quoted phrases, AREA[...] and RANGE[...] over a raw study, for the stand-in
only: the registry itself also knows synonyms and ranks by relevance. A bare word after a word means AND.
"""

import re
from collections.abc import Callable
from typing import Any

from criteria.words import phrase_key
from matcher.registry.study import at, last_update_of, text, texts

Test = Callable[[Any], bool]

_TOKEN = re.compile(r'AREA\[\w+\]|RANGE\[[^\]]*\]|"[^"]*"|[()]|[^\s()"]+')
_CONDITION_SEARCH = "ConditionSearch"


class SearchError(ValueError):
    """The expression cannot be read; the message is worded as the registry words it."""


def read_search(expression: str) -> Test:
    """Whether a study fits `expression`. Raises SearchError."""
    reader = _Reader(_TOKEN.findall(expression))
    test = reader.any_of()
    if reader.tokens:
        raise SearchError(f"extraneous input '{reader.tokens[0]}'")
    return test


class _Reader:
    """Reads tokens from the left, one method a level of the grammar."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens

    def any_of(self, area: str = _CONDITION_SEARCH) -> Test:
        tests = [self._all_of(area)]
        while self._take("OR"):
            tests.append(self._all_of(area))
        return lambda study: any(test(study) for test in tests)

    def _all_of(self, area: str) -> Test:
        tests = [self._one(area)]
        while self.tokens and self.tokens[0] not in ("OR", ")"):
            self._take("AND")
            tests.append(self._one(area))
        return lambda study: all(test(study) for test in tests)

    def _one(self, area: str) -> Test:
        if not self.tokens:
            raise SearchError("no viable alternative at the end of input")
        token = self.tokens.pop(0)
        if token == "NOT":
            test = self._one(area)
            return lambda study: not test(study)
        if token == "(":
            return self._closed(area)
        if token.startswith("AREA["):
            return self._one(_known(token[5:-1]))
        return _range(area, token[6:-1]) if token.startswith("RANGE[") else _phrase(area, token.strip('"'))

    def _closed(self, area: str) -> Test:
        test = self.any_of(area)
        if not self._take(")"):
            raise SearchError("missing ')'")
        return test

    def _take(self, token: str) -> bool:
        found = self.tokens[:1] == [token]
        if found:
            self.tokens.pop(0)
        return found


def _known(area: str) -> str:
    if area not in _AREAS:
        raise SearchError(f"Unknown area name: `{area}`")
    return area


def _phrase(area: str, phrase: str) -> Test:
    wanted = _spaced(phrase)
    return lambda study: wanted in _spaced(_AREAS[area](study))


def _range(area: str, bounds: str) -> Test:
    low, _, high = (bound.strip() for bound in bounds.partition(","))

    def lies_within(study: Any) -> bool:
        value = _AREAS[area](study)
        return value != "" and (low == "MIN" or low <= value) and (high == "MAX" or value <= high)

    return lies_within


def _spaced(words: str) -> str:
    return f" {' '.join(phrase_key(words))} "


def _condition_search(study: Any) -> str:
    names, conditions = (
        at(study, "protocolSection", m) for m in ("identificationModule", "conditionsModule")
    )
    titles = (text(at(names, key)) for key in ("briefTitle", "officialTitle", "acronym"))
    return " ; ".join(
        (*filter(None, titles), *texts(at(conditions, "conditions")), *texts(at(conditions, "keywords")))
    )


def _field(*steps: str) -> Callable[[Any], str]:
    return lambda study: " ; ".join(texts(at(study, "protocolSection", *steps)))


_AREAS: dict[str, Callable[[Any], str]] = {
    _CONDITION_SEARCH: _condition_search,
    "EligibilityCriteria": _field("eligibilityModule", "eligibilityCriteria"),
    "LastUpdatePostDate": lambda study: last_update_of(study) or "",
    "OverallStatus": _field("statusModule", "overallStatus"),
    "Phase": _field("designModule", "phases"),
    "StudyType": _field("designModule", "studyType"),
}
