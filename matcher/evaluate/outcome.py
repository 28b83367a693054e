"""How a course went, from the words the record has for it: response, outcome.

One rule an outcome; the words are those of the contract (IWG responses). What a word does not settle is
unknown: stable disease under a running course is neither response nor failure.
"""

from collections.abc import Callable

from matcher.facts import Course
from matcher.truth import FALSE, TRUE, UNKNOWN, Truth

T, U, F = TRUE, UNKNOWN, FALSE

RESPONSES = frozenset({"CR", "mCR", "PR", "HI-E", "HI-P", "HI-N", "HI"})
NO_RESPONSES = frozenset({"none", "SD", "PD"})
FAILURES = frozenset({"relapse", "progression", "no response", "intolerance"})


def _responded(course: Course) -> Truth:
    if course.best_response in RESPONSES:
        return T
    ended = course.best_response in NO_RESPONSES or course.outcome == "no response"
    return F if ended and not course.ongoing else U


def _failed(course: Course) -> Truth:
    if course.outcome in FAILURES or _refractory(course) is T:
        return T
    return F if _responded(course) is T and course.outcome in ("ongoing", "completed") else U


def _refractory(course: Course) -> Truth:
    if _responded(course) is T:
        return F
    if course.outcome == "no response" or course.best_response == "PD":
        return T
    stopped_without = course.best_response in NO_RESPONSES and course.outcome == "progression"
    return T if stopped_without or (course.best_response == "none" and course.ongoing is False) else U


def _relapsed(course: Course) -> Truth:
    if course.outcome == "relapse":
        return T
    if course.best_response in RESPONSES:
        return T if course.outcome == "progression" else (F if course.outcome == "ongoing" else U)
    return F if course.best_response in NO_RESPONSES or course.outcome == "no response" else U


def _progressed(course: Course) -> Truth:
    if course.outcome == "progression" or course.best_response == "PD":
        return T
    return F if course.outcome in ("ongoing", "completed") and _responded(course) is T else U


def _intolerant(course: Course) -> Truth:
    if course.outcome == "intolerance":
        return T
    return F if course.outcome is not None else U


def _current(course: Course) -> Truth:
    return U if course.ongoing is None else (T if course.ongoing else F)


def _exposed(course: Course) -> Truth:
    return T


OF_COURSE: dict[str, Callable[[Course], Truth]] = {
    "exposed": _exposed,
    "current": _current,
    "failed": _failed,
    "refractory": _refractory,
    "relapsed": _relapsed,
    "progressed": _progressed,
    "intolerant": _intolerant,
    "no_response": _refractory,
    "responded": _responded,
}
"""What can be told from one course alone; `ineligible` and `adequate` need the drug."""


def said(course: Course) -> str:
    """`best response SD, no response` as far as recorded."""
    response = {"none": "no response at best"}.get(
        course.best_response or "", f"best response {course.best_response}"
    )
    return ", ".join(filter(None, (response if course.best_response else None, course.outcome)))
