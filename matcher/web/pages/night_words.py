"""Home to how nights and times are said on pages."""

from datetime import UTC, datetime, timedelta

from matcher.export.messages import Messages
from matcher.nights.reading import Freshness

STALE = timedelta(hours=36)
"""So old may the last good night be: one night may be late, none may be missing."""

STALE_REGISTRY = timedelta(days=4)
"""So old may the registry's data be: it is renewed on working days, and a long weekend has three others."""

_DAY, _HOUR, _MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


def night_words(name: str) -> str:
    """When the night of this name began, for people; a name of another kind as it is."""
    try:
        return f"{datetime.strptime(name, '%Y%m%dT%H%M%SZ').replace(tzinfo=UTC):%Y-%m-%d %H:%M}"
    except ValueError:
        return name


def age_words(say: Messages, age: timedelta) -> str:
    """An age in its largest whole unit: days from two on, else hours, else minutes."""
    if age >= 2 * _DAY:
        return say.count("nights.age.days", age // _DAY)
    if age >= _HOUR:
        return say.count("nights.age.hours", age // _HOUR)
    return say.count("nights.age.minutes", age // _MINUTE)


def duration_words(say: Messages, seconds: float) -> str:
    """How long something took: minutes from two on, else seconds."""
    if seconds >= 120:
        return say("nights.minutes", count=f"{seconds / 60:.0f}")
    return say("nights.seconds", count=f"{seconds:.0f}" if seconds >= 10 else f"{seconds:.1f}")


def warnings(say: Messages, fresh: Freshness) -> tuple[str, ...]:
    """What of the freshness should worry whoever relies on the lists."""
    found = []
    if fresh.failing:
        found.append(say.count("nights.warn_failing", fresh.failing))
    if fresh.last_done_age is not None and fresh.last_done_age > STALE:
        found.append(say("nights.warn_old", age=age_words(say, fresh.last_done_age)))
    if fresh.registry_age is not None and fresh.registry_age > STALE_REGISTRY:
        found.append(say("nights.warn_registry", age=age_words(say, fresh.registry_age)))
    return tuple(found)
