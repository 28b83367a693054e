"""Numbers, limits, times and lists as plain English words.

Home to phrases that every rendering shares. Knows nothing of criteria, trials or patients.
"""

from collections.abc import Iterable, Sequence

from criteria.quantity import DAYS_PER, Interval, Window


def number(value: float, decimals: int = 0) -> str:
    """`1` for 1.0, `13,000` for 13000; at least `decimals` digits after the point."""
    whole, _, fraction = f"{value:,.12g}".partition(".")
    fraction = fraction.ljust(decimals, "0")
    return f"{whole}.{fraction}" if fraction else whole


def limits(interval: Interval, unit: str = "", decimals: int = 0) -> str:
    """`at least 18`, `0 to 2`, `more than 5 and at most 9`, the unit behind; unbounded: `of any value`."""
    low = None if interval.low is None else number(interval.low, decimals)
    high = None if interval.high is None else number(interval.high, decimals)
    if low is not None and high is not None and interval.low_closed and interval.high_closed:
        return f"{low}{unit}" if low == high else f"{low} to {high}{unit}"
    above = None if low is None else f"{'at least' if interval.low_closed else 'more than'} {low}"
    below = None if high is None else f"{'at most' if interval.high_closed else 'less than'} {high}"
    bounds = [bound for bound in (above, below) if bound]
    return " and ".join(bounds) + unit if bounds else "of any value"


def counted(interval: Interval, plural: str) -> str:
    """`at least 4 cycles`, `more than 1 cycle`: an interval of things that are counted."""
    last = interval.low if interval.high is None else interval.high
    return limits(interval, f" {plural.removesuffix('s') if last == 1 else plural}")


def duration(days: float) -> str:
    """A length of time in the largest word that divides it: `28 days`, `8 weeks`, `6 months`, `2 years`."""
    for word in ("year", "month"):
        if days >= DAYS_PER[word] and _whole(days / DAYS_PER[word]):
            return _so_many(round(days / DAYS_PER[word]), word)
    if days > 28 and _whole(days / DAYS_PER["week"]):
        return _so_many(round(days / DAYS_PER["week"]), "week")
    return _so_many(days, "day")


def _whole(value: float) -> bool:
    return abs(value - round(value)) < 1e-6


def _so_many(count: float, word: str) -> str:
    return f"{number(count)} {word}" if count == 1 else f"{number(count)} {word}s"


def lasting(interval: Interval) -> str:
    """An interval of days as a length of time: `at least 8 weeks`."""
    if interval.low is not None and interval.high is not None:
        return f"{duration(interval.low)} to {duration(interval.high)}"
    if interval.low is not None:
        return f"{'at least' if interval.low_closed else 'more than'} {duration(interval.low)}"
    if interval.high is not None:
        return f"{'at most' if interval.high_closed else 'less than'} {duration(interval.high)}"
    return "of any length"


def when(window: Window) -> str:
    """`within 28 days`, `at least 21 days ago`, `within 14 days or 5 half-lives, whichever is longer`."""
    parts = [part for part in (_in_days(window), _in_half_lives(window)) if part]
    text = " or ".join(parts) or "at any time"
    if window.whichever and len(parts) == 2:
        text += f", whichever is {window.whichever}"
    return text if window.anchor == "enrolment" else f"{text} before {window.anchor}"


def _in_days(window: Window) -> str | None:
    if window.min_days is not None and window.max_days is not None:
        return f"{duration(window.min_days)} to {duration(window.max_days)} ago"
    if window.max_days is not None:
        return f"within {duration(window.max_days)}"
    return None if window.min_days is None else f"at least {duration(window.min_days)} ago"


def _in_half_lives(window: Window) -> str | None:
    if window.half_lives is None:
        return None
    text = _so_many(window.half_lives, "half-life").replace("half-lifes", "half-lives")
    alone = window.min_days is None and window.max_days is None
    return f"within {text}" if alone else text


def either(items: Sequence[str]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    return _listed(items, "or")


def both(items: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return _listed(items, "and")


def _listed(items: Sequence[str], word: str) -> str:
    *first, last = items
    return f"{', '.join(first)} {word} {last}" if first else last


def joined(parts: Iterable[str | None]) -> str:
    """The parts that are there, with one space between them."""
    return " ".join(part for part in parts if part)
