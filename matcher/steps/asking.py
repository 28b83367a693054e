"""What to ask next: missing facts by how many trials each answer would settle, with cost and turnaround.

The classes of facts are data (`data/asking.toml`). Home to the count; it judges no criterion.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from criteria.vocabulary.load import vocabulary
from matcher.match import CriterionMatch, TrialMatch
from matcher.steps.tables import table

DEFAULT = "question"


@dataclass(frozen=True, slots=True)
class Ask:
    """One missing fact. `settles`: trials whose verdict this answer alone makes certain. `may_close`: trials
    of which it decides a line by itself, and so may rule out. `helps`: trials that name it at all."""

    fact: str
    settles: tuple[str, ...]
    may_close: tuple[str, ...]
    helps: tuple[str, ...]
    by: str
    means: str
    cost: str
    turnaround: str


def ask_next(matches: Sequence[TrialMatch]) -> tuple[Ask, ...]:
    """The missing facts of trials that are not ruled out: what settles most first, then what is easiest."""
    open_lines = {one.nct_id: tuple(undecided(one)) for one in matches if one.verdict == "possible"}
    facts = dict.fromkeys(need for lines in open_lines.values() for line in lines for need in line.needs)
    asked = [_ask(fact, open_lines) for fact in facts]
    return tuple(sorted(asked, key=_place))


def undecided(match: TrialMatch) -> Iterator[CriterionMatch]:
    """The lines that a fact could decide or that stay open: all unknown ones that are not administrative."""
    return (one for one in match.criteria if one.verdict == "unknown" and one.basis != "administrative")


def _ask(fact: str, open_lines: dict[str, tuple[CriterionMatch, ...]]) -> Ask:
    kind = how_found_out(fact)
    about = table("asking")["class"][kind]
    alone = {(fact,)}
    return Ask(
        fact=fact,
        settles=_where(open_lines, lambda lines: {line.needs for line in lines} == alone),
        may_close=_where(open_lines, lambda lines: any(line.needs == (fact,) for line in lines)),
        helps=_where(open_lines, lambda lines: any(fact in line.needs for line in lines)),
        by=kind,
        means=about["name"],
        cost=about["cost"],
        turnaround=about["turnaround"],
    )


def _where(open_lines: dict[str, tuple[CriterionMatch, ...]], holds: Any) -> tuple[str, ...]:
    return tuple(nct_id for nct_id, lines in open_lines.items() if lines and holds(lines))


def _place(one: Ask) -> tuple[int, int, int, int, str]:
    effort = table("asking")["class"][one.by]["rank"]
    return -len(one.settles), -len(one.may_close), -len(one.helps), effort, one.fact


@lru_cache(maxsize=20_000)
def how_found_out(fact: str) -> str:
    """The class of a missing fact, a key of the data file: question, trial, blood, marrow and so on."""
    return next((rule["class"] for rule in table("asking")["rule"] if _fits(rule, fact)), DEFAULT)


def _fits(rule: dict[str, Any], fact: str) -> bool:
    if fact.startswith(tuple(rule.get("begins", ()))) or fact.endswith(tuple(rule.get("ends", ()))):
        return True
    if any(part in fact for part in rule.get("contains", ())):
        return True
    lab = vocabulary().find(fact, "lab")
    return lab is not None and (lab.key in rule.get("labs", ()) or "lab" in rule.get("kinds", ()))


def grouped(asks: Iterable[Ask]) -> dict[str, tuple[Ask, ...]]:
    """The questions by the way they are found out, in their order."""
    by: dict[str, tuple[Ask, ...]] = {}
    for one in asks:
        by[one.by] = (*by.get(one.by, ()), one)
    return by
