"""What was judged once is not judged again: many trials ask the same in the same words, and most questions
are about what is nowhere in a patient's file.

Home to the memory of verdicts. Those on which a fact of the chart bears live as long as the chart; the others
are the same for all patients whose files are complete in the same lists, and are kept on a blank chart.
"""

from collections.abc import Iterable
from datetime import date
from functools import cache, lru_cache
from typing import NamedTuple

from criteria.nodes import Criterion
from matcher.chart import Chart
from matcher.evaluate.bearing import bears
from matcher.evaluate.clinical import parts_of
from matcher.evaluate.dispatch import evaluate
from matcher.verdict import Verdict

PROFILES = 16
"""For so many different sets of complete lists the verdicts are kept."""


class _Node(NamedTuple):
    """The leaves of a node and their identities; of one with a leaf that has to be judged for everybody, that
    leaf alone."""

    leaves: tuple[Criterion, ...]
    ids: frozenset[int]


MOST = 200_000
"""Beyond so many nodes, more than all trials of the field hold, all is forgotten: it is only said anew."""

_judge = cache(evaluate.dispatch)
_bears = cache(bears.dispatch)
_always = bears.dispatch(object)
_nodes: dict[int, tuple[_Node, Criterion]] = {}
_met: set[frozenset[str]] = set()


def answer(criterion: Criterion, chart: Chart) -> Verdict:
    """What `evaluate` says, asked once of each node and chart."""
    return chart.judged.verdicts.get(id(criterion)) or _asked(criterion, chart)


def answers(criteria: Iterable[Criterion], chart: Chart) -> list[Verdict]:
    """What `answer` says of each."""
    known = chart.judged.verdicts
    return [known.get(id(one)) or _asked(one, chart) for one in criteria]


def stand_in(chart: Chart) -> Chart:
    """Whose answers stand for those of this chart where no fact bears: somebody of whom only the complete
    lists are known. The first chart of its kind stands for itself: for one alone it would not pay."""
    seen = chart.judged
    if seen.nobody is None:
        seen.nobody = blank(chart.complete) if chart.complete in _met else chart
        _met.add(chart.complete)
    return seen.nobody


@lru_cache(maxsize=PROFILES)
def blank(complete: frozenset[str]) -> Chart:
    """The chart of somebody of whom is known only which lists are complete."""
    nobody = Chart(patient_id="", as_of=date.min, complete=complete)
    nobody.judged.nobody = nobody
    return nobody


def concerned(criterion: Criterion, chart: Chart) -> bool:
    """Whether a fact of the chart bears on any leaf of the criterion.

    If not, the answer is that of everybody with the same complete lists.
    """
    return _tells(_node(criterion), chart)


def _asked(criterion: Criterion, chart: Chart) -> Verdict:
    seen, nobody = chart.judged, stand_in(chart)
    verdict: Verdict
    if chart is nobody or concerned(criterion, chart):
        verdict = _judge(type(criterion))(criterion, chart)
    else:
        verdict = answer(criterion, nobody)
    seen.nodes.append(criterion)
    seen.verdicts[id(criterion)] = verdict
    return verdict


def _tells(node: _Node, chart: Chart) -> bool:
    seen, ids = chart.judged, node.ids
    if not ids <= seen.looked_at:
        seen.looked_at |= ids
        seen.concerned.update([id(leaf) for leaf in node.leaves if _bears(type(leaf))(leaf, chart)])
    return not ids.isdisjoint(seen.concerned)


def _node(criterion: Criterion) -> _Node:
    known = _nodes.get(id(criterion))
    return known[0] if known is not None else _compiled(criterion)


def _compiled(criterion: Criterion) -> _Node:
    if len(_nodes) >= MOST:
        _nodes.clear()
        blank.cache_clear()
    parts = parts_of(criterion)
    listed = {id(leaf): leaf for part in parts for leaf in _node(part).leaves} if parts else {
        id(criterion): criterion
    }  # fmt: skip
    always = [key for key, leaf in listed.items() if _bears(type(leaf)) is _always]
    ids = always[:1] or list(listed)
    node = _Node(tuple(listed[key] for key in ids), frozenset(ids))
    _nodes[id(criterion)] = node, criterion
    return node
