"""What was judged once is not judged again: many trials ask the same in the same words, and most questions
are about what is nowhere in a patient's file.

Home to the memory of verdicts. Those on which a fact of the chart bears live as long as the chart; the others
are the same for all patients whose files are complete in the same lists, and are kept on a blank chart.
"""

from collections.abc import Callable, Hashable, Iterable
from datetime import date
from functools import cache, lru_cache
from itertools import count
from typing import Any

from criteria.nodes import Criterion
from matcher.chart import Chart
from matcher.evaluate.bearing import bears, subject
from matcher.evaluate.clinical import parts_of
from matcher.evaluate.dispatch import evaluate
from matcher.plain import plain_value
from matcher.verdict import Verdict

PROFILES = 16
"""For so many different sets of complete lists the verdicts are kept."""

Bears = Callable[[Any, Chart], bool]


@plain_value
class _Subject:
    """What some leaves are about: whether a fact bears on them is asked of one of them for all."""

    number: int
    bears: Bears
    leaf: Criterion


@plain_value
class _Node:
    """How a node is judged, and its subjects with their numbers; of one with a leaf that has to be judged for
    everybody, that leaf's alone."""

    criterion: Criterion
    judge: Callable[[Any, Chart], Verdict]
    subjects: tuple[_Subject, ...]
    numbers: frozenset[int]


MOST = 200_000
"""Beyond so many nodes, more than all trials of the field hold, all is forgotten: it is only said anew."""

_judge = cache(evaluate.dispatch)
_bears = cache(bears.dispatch)
_subject = cache(subject.dispatch)
_always = bears.dispatch(object)
_nodes: dict[int, _Node] = {}
_subjects: dict[Hashable, _Subject] = {}
_numbers = count()


def answer(criterion: Criterion, chart: Chart) -> Verdict:
    """What `evaluate` says, asked once of each node and chart."""
    return chart.judged.verdicts.get(id(criterion)) or _asked(criterion, chart)


def answers(criteria: Iterable[Criterion], chart: Chart) -> list[Verdict]:
    """What `answer` says of each."""
    known = chart.judged.verdicts
    return [known.get(id(one)) or _asked(one, chart) for one in criteria]


def stand_in(chart: Chart) -> Chart:
    """Whose answers stand for those of this chart where no fact bears: somebody of whom only the complete
    lists are known."""
    seen = chart.judged
    if seen.nobody is None:
        seen.nobody = blank(chart.complete)
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
    seen, node = chart.judged, _nodes.get(id(criterion)) or _compiled(criterion)
    if not node.numbers <= seen.looked_at:
        _look_at(node, chart)
    return not node.numbers.isdisjoint(seen.concerned)


def _asked(criterion: Criterion, chart: Chart) -> Verdict:
    seen, key = chart.judged, id(criterion)
    node, nobody = _nodes.get(key) or _compiled(criterion), seen.nobody or stand_in(chart)
    if chart is not nobody and not node.numbers <= seen.looked_at:
        _look_at(node, chart)
    if chart is nobody or not node.numbers.isdisjoint(seen.concerned):
        verdict = node.judge(criterion, chart)
    else:
        verdict = nobody.judged.verdicts.get(key) or _asked(criterion, nobody)
    seen.nodes.append(criterion)
    seen.verdicts[key] = verdict
    return verdict


def _look_at(node: _Node, chart: Chart) -> None:
    """Find out on which of the node's subjects a fact bears: each is looked at once a chart."""
    seen = chart.judged
    for one in node.subjects:
        if one.number not in seen.looked_at and one.bears(one.leaf, chart):
            seen.concerned.add(one.number)
    seen.looked_at |= node.numbers


def _compiled(criterion: Criterion) -> _Node:
    if len(_nodes) >= MOST:
        _nodes.clear()
        _subjects.clear()
        blank.cache_clear()
    parts = parts_of(criterion)
    found = [one for part in parts for one in _subjects_of(part)] if parts else _subject_of(criterion)
    always = [one for one in found if one.bears is _always]
    subjects = tuple({one.number: one for one in always[:1] or found}.values())
    numbers = frozenset([one.number for one in subjects])
    node = _nodes[id(criterion)] = _Node(criterion, _judge(type(criterion)), subjects, numbers)
    return node


def _subjects_of(part: Criterion) -> tuple[_Subject, ...]:
    return (_nodes.get(id(part)) or _compiled(part)).subjects


def _subject_of(leaf: Criterion) -> list[_Subject]:
    """The one subject of a leaf; none of one on which no fact can bear."""
    asks = _bears(type(leaf))
    about = _always if asks is _always else _subject(type(leaf))(leaf)
    if about is None:
        return []
    if about not in _subjects:
        _subjects[about] = _Subject(next(_numbers), asks, leaf)
    return [_subjects[about]]
