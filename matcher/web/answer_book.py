"""Home to what was answered on the spot: of each user and patient, answers that count as if in the file.

They are kept in memory only, and are gone with the process. Knows no trial and no page. Safe for threads.
"""

from collections import OrderedDict
from threading import Lock

from matcher.steps.answering import Answer

_MOST_PATIENTS = 500
"""So many patients' answers are kept; those not asked for the longest go first."""
MOST_ANSWERS = 200
"""So many answers a patient are kept, the newest."""

_Key = tuple[str, str]


class AnswerBook:
    """The answers of everybody who is served."""

    def __init__(self, most: int = _MOST_PATIENTS) -> None:
        self._most = most
        self._lock = Lock()
        self._kept: OrderedDict[_Key, tuple[Answer, ...]] = OrderedDict()

    def of(self, user: str, handle: str) -> tuple[Answer, ...]:
        """What this user answered for this patient, the oldest first."""
        with self._lock:
            found = self._kept.get((user, handle), ())
            if found:
                self._kept.move_to_end((user, handle))
            return found

    def keep(self, user: str, handle: str, answer: Answer) -> None:
        """Keep an answer; it takes the place of an earlier one to the same need."""
        with self._lock:
            others = _without(self._kept.pop((user, handle), ()), answer.need)
            self._kept[user, handle] = (*others, answer)[-MOST_ANSWERS:]
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)

    def drop(self, user: str, handle: str, need: str | None = None) -> None:
        """Forget the answer to a need, or all that this user answered for this patient."""
        with self._lock:
            found = self._kept.pop((user, handle), ())
            left = _without(found, need) if need is not None else ()
            if left:
                self._kept[user, handle] = left


def _without(answers: tuple[Answer, ...], need: str) -> tuple[Answer, ...]:
    return tuple(one for one in answers if one.need != need)
