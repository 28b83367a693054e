"""What the ClinicalTrials.gov v2 API would answer if it held only a few given studies.

Home to the API's rules as its document states them: parameters, pages, tokens, refusals in plain text. Knows
no sockets. For the demo and for tests.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from itertools import count
from typing import Any

from matcher.registry.essie import SearchError, read_search
from matcher.registry.study import at, is_nct_id, nct_id_of, text

API_VERSION = "2.0.5"
DEFAULT_PAGE_SIZE, LARGEST_PAGE_SIZE = 10, 1000

_STATUSES = frozenset(
    (
        *(
            "ACTIVE_NOT_RECRUITING",
            "COMPLETED",
            "ENROLLING_BY_INVITATION",
            "NOT_YET_RECRUITING",
            "RECRUITING",
        ),
        *("SUSPENDED", "TERMINATED", "WITHDRAWN", "AVAILABLE", "NO_LONGER_AVAILABLE", "UNKNOWN", "WITHHELD"),
        *("TEMPORARILY_NOT_AVAILABLE", "APPROVED_FOR_MARKETING"),
    )
)
"""The statuses of API document 2.0.0 (S)."""
_MAY_CHANGE = ("countTotal", "pageSize", "pageToken")
_IGNORED = ("format", "markupFormat", "fields", "sort")

Study = dict[str, Any]
Test = Callable[[Study], bool]


class RefusedRequestError(Exception):
    """A request that the API answers with an HTTP status and a plain text."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


class StandInApi:
    """The API over `studies`, in their order. When `data_timestamp` is changed, page tokens expire."""

    def __init__(self, studies: Iterable[Study], data_timestamp: str) -> None:
        self._studies = {nct_id_of(study) or f"unnamed {n}": study for n, study in enumerate(studies)}
        self._serial = count()
        self.data_timestamp = data_timestamp

    def answer(self, path: str, parameters: dict[str, str]) -> Study:
        """The document at `path` (below the base URL). Raises RefusedRequestError."""
        if path == "/version":
            return {"apiVersion": API_VERSION, "dataTimestamp": self.data_timestamp}
        if path == "/studies":
            return self._page(parameters)
        if path.startswith("/studies/"):
            return self._study(path.removeprefix("/studies/"))
        raise RefusedRequestError(404, "Not found")

    def _study(self, nct_id: str) -> Study:
        if not is_nct_id(nct_id.upper()):
            raise RefusedRequestError(400, f"NCT number {nct_id} has incorrect format")
        if nct_id.upper() not in self._studies:
            raise RefusedRequestError(404, f"NCT number {nct_id} not found")
        return self._studies[nct_id.upper()]

    def _page(self, parameters: dict[str, str]) -> Study:
        tests = [
            _test(name, value) for name, value in parameters.items() if name not in _MAY_CHANGE + _IGNORED
        ]
        found = [study for study in self._studies.values() if all(test(study) for test in tests)]
        token, start = parameters.get("pageToken"), self._start(parameters)
        end = start + _page_size(parameters)
        page: Study = {"studies": found[start:end]}
        if parameters.get("countTotal") == "true" and not token:
            page = {"totalCount": len(found), **page}
        return {**page, "nextPageToken": self._token(end, parameters)} if end < len(found) else page

    def same_page(self, parameters: dict[str, str]) -> str:
        """Another token for the page that these parameters ask for."""
        return self._token(self._start(parameters), parameters)

    def _token(self, offset: int, parameters: dict[str, str]) -> str:
        """A token for what begins at `offset`: never the same twice, good for these parameters and data."""
        return f"{offset}-{next(self._serial)}-{self._stamp(parameters)}"

    def _start(self, parameters: dict[str, str]) -> int:
        token = parameters.get("pageToken", "")
        offset, _, rest = token.partition("-")
        if not token:
            return 0
        if rest.partition("-")[2] != self._stamp(parameters) or not offset.isdecimal():
            raise RefusedRequestError(400, "`pageToken` is not valid or has expired")
        return int(offset)

    def _stamp(self, parameters: dict[str, str]) -> str:
        same = sorted((name, value) for name, value in parameters.items() if name not in _MAY_CHANGE)
        return hashlib.sha256(repr((self.data_timestamp, same)).encode()).hexdigest()[:12]


def _page_size(parameters: dict[str, str]) -> int:
    given = parameters.get("pageSize", "0")
    if not given.isdecimal():
        raise RefusedRequestError(400, f"Invalid value in parameter `pageSize`: `{given}`")
    return min(int(given), LARGEST_PAGE_SIZE) or DEFAULT_PAGE_SIZE


def _test(name: str, value: str) -> Test:
    if name not in _FILTERS:
        raise RefusedRequestError(400, f"`{name}` is unknown parameter")
    return _FILTERS[name](value)


def _listed(value: str) -> Iterator[str]:
    return filter(None, value.replace(",", "|").split("|"))


def _by_ids(value: str) -> Test:
    wanted = list(_listed(value))
    for nct_id in wanted:
        if not is_nct_id(nct_id.upper()):
            raise RefusedRequestError(400, f"filter.ids has incorrect format for value {nct_id}")
    return lambda study: nct_id_of(study) in {nct_id.upper() for nct_id in wanted}


def _by_status(value: str) -> Test:
    wanted = set(_listed(value))
    if unknown := sorted(wanted - _STATUSES):
        raise RefusedRequestError(400, f"Invalid value in parameter `overallStatus`: `{unknown[0]}`")
    return lambda study: text(at(study, "protocolSection", "statusModule", "overallStatus")) in wanted


def _by_search(place: str) -> Callable[[str], Test]:
    def by_search(value: str) -> Test:
        try:
            return read_search(value)
        except SearchError as error:
            raise RefusedRequestError(400, f"Error parsing query in {place}: {error}") from None

    return by_search


_FILTERS: dict[str, Callable[[str], Test]] = {
    "query.cond": _by_search("Conditions or disease"),
    "query.term": _by_search("Other terms"),
    "filter.advanced": _by_search("advanced filter"),
    "filter.ids": _by_ids,
    "filter.overallStatus": _by_status,
}
