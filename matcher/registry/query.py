"""What to ask the registry for, in its own terms.

Home to the search expression and the request parameters of the v2 API. The words searched for are data
(`search_terms.csv`). Knows nothing of connections and pages.
"""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from matcher.registry.study import is_nct_id

_ONLY_IDS = re.compile(r"[\s,]*(nct\d+[\s,]*)+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Query:
    """Which records are wanted; what is given must all hold, what is empty does not limit.

    `condition` and `advanced` are expressions in the registry's search syntax (Essie), `statuses` the
    registry's words (RECRUITING, ...), `ids` NCT numbers. Raises ValueError if `condition` holds nothing but
    NCT numbers: the registry would then ignore every filter.
    """

    condition: str = ""
    advanced: str = ""
    statuses: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if _ONLY_IDS.fullmatch(self.condition):
            raise ValueError(
                "a condition of NCT numbers alone makes the registry ignore all filters: give them as ids"
            )

    def well_formed_ids(self) -> tuple[str, ...]:
        """The ids that can be asked for: in the registry's spelling, each once, in order."""
        return tuple(dict.fromkeys(nct_id for nct_id in map(_spelled, self.ids) if is_nct_id(nct_id)))

    def malformed_ids(self) -> tuple[str, ...]:
        """The ids that no registry record can have, as they were given."""
        return tuple(given for given in dict.fromkeys(self.ids) if not is_nct_id(_spelled(given)))

    def parameters(self, since: date | None = None, ids: Iterable[str] = ()) -> dict[str, str]:
        """The request parameters for these `ids` (none: no limit), updated on or after `since`."""
        given = {
            "query.cond": self.condition,
            "filter.advanced": " AND ".join(filter(None, (_grouped(self.advanced), _updated(since)))),
            "filter.overallStatus": "|".join(self.statuses),
            "filter.ids": "|".join(ids),
        }
        return {name: value for name, value in given.items() if value}


def default_query(statuses: Iterable[str] = ()) -> Query:
    """Every trial on MDS, on CMML, or on AML whose eligibility text speaks of an origin in MDS."""
    disease, leukemia = _any_of("disease"), _any_of("acute leukemia")
    origin = _any_of("origin", "AREA[EligibilityCriteria]")
    return Query(condition=f"{disease} OR ({leukemia} AND {origin})", statuses=tuple(statuses))


def _spelled(nct_id: str) -> str:
    return nct_id.strip().upper()


def _grouped(expression: str) -> str:
    return f"({expression})" if expression else ""


def _updated(since: date | None) -> str:
    return f"AREA[LastUpdatePostDate]RANGE[{since.isoformat()},MAX]" if since else ""


def _any_of(group: str, area: str = "") -> str:
    return "(" + " OR ".join(f'{area}"{phrase}"' for phrase in _phrases(group)) + ")"


@cache
def _phrases(group: str) -> tuple[str, ...]:
    lines = files("matcher.registry").joinpath("search_terms.csv").read_text("utf-8").splitlines()
    return tuple(row["phrase"] for row in csv.DictReader(lines) if row["group"] == group)
