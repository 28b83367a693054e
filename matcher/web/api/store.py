"""What the rooms share: the answers that are kept, the studies in FHIR, what was searched for.

Home to what is made once a snapshot. Safe for threads.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from threading import Lock
from typing import Annotated

from fastapi import Depends, Request

from matcher.errors import BadInput
from matcher.export.model import Shortlist
from matcher.fhir.searchset import Studies
from matcher.operations.matching import shortlist_of
from matcher.patient import Patient
from matcher.search.index import Found, Question
from matcher.trial import Trial
from matcher.web.api.answers import Answers
from matcher.web.memo import Memo
from matcher.web.visit import Visit

_NIGHTS = 2
_SEARCHES = 256

Facets = tuple[tuple[str, tuple[str, ...]], ...]
"""The values that were chosen of each filter."""


class Store:
    """Kept beside the desk, for programs."""

    def __init__(self) -> None:
        self.answers = Answers()
        self._studies: Memo[str, Studies] = Memo(_NIGHTS)
        self._found: Memo[tuple[str, str, Facets], Found] = Memo(_SEARCHES)
        self._matching = Lock()

    def studies(self, visit: Visit) -> Studies:
        """The trials of the visit's snapshot as FHIR studies."""
        return self._studies.get(visit.snapshot.meta.id, Studies)

    def search(self, visit: Visit, words: str, facets: Facets) -> Found:
        """The trials of the visit's snapshot that fit; the same question is worked out once."""
        night = visit.snapshot.meta.id
        question = Question(words, {name: frozenset(chosen) for name, chosen in facets})
        return self._found.get(
            (night, words, facets), lambda: visit.desk.index(visit.snapshot).search(question)
        )

    def judge(
        self,
        visit: Visit,
        patient: Patient,
        wanted: Sequence[str],
        *,
        as_of: date | None,
        all_statuses: bool,
        steps: bool = False,
    ) -> Shortlist:
        """A patient who came with the request, against all trials or the wanted ones; nothing is kept."""
        trials = chosen(visit, wanted)
        closed = all_statuses or bool(wanted)
        with self._matching:  # one after the other is done sooner than all at once
            return shortlist_of(
                patient, trials, visit.provenance, as_of=as_of, all_statuses=closed, steps=steps
            )


def chosen(visit: Visit, wanted: Sequence[str]) -> Iterable[Trial]:
    """The wanted trials of the snapshot, none named: all. Raises BadInput for one that is not there."""
    trials = visit.desk.trials(visit.snapshot)
    if missing := sorted(set(wanted) - trials.keys()):
        where = f"the snapshot {visit.snapshot.meta.id}"
        raise BadInput(f"query.trial: {', '.join(missing)} is not in {where}; check the number")
    return [trials[number] for number in dict.fromkeys(wanted)] if wanted else trials.values()


def _of(request: Request) -> Store:
    state = request.app.state
    if not hasattr(state, "store"):
        state.store = Store()
    found: Store = state.store
    return found


Stored = Annotated[Store, Depends(_of)]
"""What a route takes beside its visit."""
