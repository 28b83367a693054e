"""Time windows counted back from enrolment, out of stretches of time and the words around them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from criteria.pipeline.lexeme import Duration, Lexeme, any_cue
from criteria.quantity import Window


def windows(lexemes: Sequence[Lexeme]) -> list[Lexeme]:
    """The lexemes with every stretch of time that counts back from enrolment turned into a window."""
    if not [x for x in lexemes if isinstance(x.value, Duration)]:
        return list(lexemes)
    out: list[Lexeme] = []
    place = 0
    joined = _join_half_lives(lexemes)
    while place < len(joined):
        lexeme = joined[place]
        if isinstance(lexeme.value, Duration):
            window, back, end = _window(joined, place, out)
            if window is not None:
                for _ in range(back):
                    out.pop()
                start = joined[place - back].start if back else lexeme.start
                norm = " ".join(part.norm for part in joined[place - back : end])
                out.append(Lexeme(start, joined[end - 1].end, norm, (), window))
                place = end
                continue
        out.append(lexeme)
        place += 1
    return out


def _join_half_lives(lexemes: Sequence[Lexeme]) -> list[Lexeme]:
    """`14 days or 5 half-lives, whichever is longer` is one stretch of time."""
    if not any_cue(lexemes, "whichever_longer", "whichever_shorter"):
        return list(lexemes)
    out: list[Lexeme] = []
    for lexeme in lexemes:
        whichever = next((w for w in ("longer", "shorter") if lexeme.cue(f"whichever_{w}")), None)
        if whichever and out and (place := _last_duration(out)) is not None:
            merged = _merge(out[place:], whichever)
            if merged is not None:
                del out[place:]
                out.append(replace(merged, end=lexeme.end))
                continue
        out.append(lexeme)
    return out


def _last_duration(lexemes: Sequence[Lexeme]) -> int | None:
    """Where the pair of stretches begins that a `whichever` ends."""
    places = [i for i, lexeme in enumerate(lexemes[-14:]) if isinstance(lexeme.value, Duration)]
    offset = max(0, len(lexemes) - 14)
    return offset + places[-2] if len(places) > 1 else (offset + places[-1] if places else None)


def _merge(lexemes: Sequence[Lexeme], whichever: str) -> Lexeme | None:
    durations = [lexeme.value for lexeme in lexemes if isinstance(lexeme.value, Duration)]
    days = next((d for d in durations if d.half_lives is None), None)
    half_lives = next((d.half_lives for d in durations if d.half_lives is not None), None)
    value = replace(days or durations[0], half_lives=half_lives, whichever=whichever)
    first = lexemes[0]
    return Lexeme(first.start, lexemes[-1].end, " ".join(x.norm for x in lexemes), (), value)


def _window(
    lexemes: Sequence[Lexeme], place: int, before: Sequence[Lexeme]
) -> tuple[Window | None, int, int]:
    """The window at `place`, how many lexemes before it belong to it, and where it ends."""
    duration = lexemes[place].value
    assert isinstance(duration, Duration)
    back = 1 if before and before[-1].cue("within") else 0
    if not back and _of_prior(lexemes, place + 1):
        return None, 0, place + 1
    end, backwards = _tail(lexemes, place + 1)
    low, high = duration.interval.low, duration.interval.high
    washed = _washout_end(lexemes, place, before)
    if washed is not None and not back and (low or high) is not None:
        return _make(duration, min_days=low if low is not None else high), 0, washed
    if back:
        return _make(duration, max_days=high if high is not None else low), back, end
    if not backwards or _is_length(lexemes, place + 1):
        if _off(before) and low is not None and high in {None, low}:
            # "Off steroids for at least 2 weeks": how long ago they ended.
            return _make(duration, min_days=low), 0, end
        return None, 0, place + 1
    if high is None and low is not None and not duration.bare:
        return _make(duration, min_days=low), 0, end
    if duration.bare or low == high:
        off = any(x.norm.startswith("off") for x in before[-12:-6])
        ended = off or any(x.cue("ended") for x in (*before[-6:], lexemes[place + 1]))
        days = low if low is not None else high
        return (_make(duration, min_days=days) if ended else _make(duration, max_days=days)), 0, end
    if low is not None and high is not None:
        return _make(duration, min_days=low, max_days=high), 0, end
    return _make(duration, max_days=high), 0, end


def _is_transplant(lexeme: Lexeme) -> bool:
    """`Within 45 days before the transplant`: the transplant of the trial, none that was done."""
    return any("transplant" in key for key in lexeme.keys("procedure"))


def _of_prior(lexemes: Sequence[Lexeme], place: int) -> bool:
    """`No more than 7 days of prior corticosteroids`: so long were they taken."""
    words = [x.norm for x in lexemes[place : place + 2]]
    return len(words) == 2 and words[0] == "of" and words[1] in {"prior", "previous"}


def _is_length(lexemes: Sequence[Lexeme], place: int) -> bool:
    """`more than 12 months of prior therapy`: how long it lasted, not when it was."""
    if place >= len(lexemes) or lexemes[place].norm != "of":
        return False
    following = [x for x in lexemes[place + 1 : place + 4] if x.norm not in {"a", "the", "any"}]
    named = next(
        (i for i, x in enumerate(following) if x.cue("therapy_noun", "lines") or _names_use(x)), None
    )
    return named is not None and all(x.cue("history", "filler") for x in following[:named])


def _names_use(lexeme: Lexeme) -> bool:
    """`prior treatment with`, `treatment with`."""
    return lexeme.cue("received") and lexeme.norm.endswith(("treatment with", "therapy with"))


_WASHOUTS: Final = frozenset({"washout", "wash - out", "wash out"})
_SPANS: Final = frozenset({"window", "interval", "period", "gap"})


def _washout_end(lexemes: Sequence[Lexeme], place: int, before: Sequence[Lexeme]) -> int | None:
    """Where a washout ends that is told with its length: `a 14-day washout`, `2 weeks between`."""
    end = place + 1
    while end < len(lexemes) and lexemes[end].norm in _WASHOUTS | _SPANS:
        end += 1
    words = {x.norm for x in (*before[-3:], *lexemes[place + 1 : end])}
    if any(x.cue("within") for x in before[-4:]):
        return None
    if not words & _WASHOUTS and not (words & _SPANS and end < len(lexemes) and _counts_back(lexemes[end])):
        return None
    return _tail(lexemes, end)[0]


_FOR: Final = frozenset({"for", "treatment for", "therapy for"})


def _counts_back(lexeme: Lexeme) -> bool:
    return lexeme.cue("before") and lexeme.norm.split()[0] in {"from", "since", "after", "between"}


def _off(before: Sequence[Lexeme]) -> bool:
    """Whether a therapy is said to have ended: `off X for`, `X discontinued for`, `the interval from X`."""
    words = before[-16:] if any(x.norm == ")" for x in before[-3:]) else before[-14:]
    ended = bool(before) and before[-1].norm in _FOR and any(x.cue("ended") for x in words)
    return ended or any(x.norm == "interval" for x in before[-14:])


def _make(duration: Duration, *, min_days: float | None = None, max_days: float | None = None) -> Window:
    whichever = duration.whichever if duration.whichever in ("longer", "shorter") else None
    return Window(
        min_days=min_days,
        max_days=max_days,
        half_lives=duration.half_lives,
        whichever="longer" if whichever == "longer" else "shorter" if whichever == "shorter" else None,
    )


def _is_earlier(lexeme: Lexeme) -> bool:
    """`since the last therapy`: a therapy named next is an earlier one, not that of the study."""
    return lexeme.norm.split()[0] in {"since", "elapsed"} or lexeme.norm.endswith((" since", " elapsed"))


_OF_DRUGS: Final = ("with", "/")
"""Between the treatment that is waited for and its drugs: `before first treatment with A/B`."""


def _tail(lexemes: Sequence[Lexeme], place: int) -> tuple[int, bool]:
    """Where the words that tie a stretch of time to enrolment end, and whether there are any."""
    end = place
    if end >= len(lexemes) or not lexemes[end].cue("before"):
        return end, False
    earlier, ahead = _is_earlier(lexemes[end]), lexemes[end].norm in {"prior to", "before", "preceding"}
    end += 1
    while end < len(lexemes) and (
        lexemes[end].cue("filler", "before", "anchor") or (ahead and _is_transplant(lexemes[end]))
    ):
        if earlier and lexemes[end].cue("therapy_noun"):
            break
        end += 1
    if lexemes[end - 1].cue("anchor") or lexemes[end - 1].norm in {"of", "first dose of"}:
        given = _OF_DRUGS if lexemes[end - 1].norm.endswith(("treatment", "therapy", "dosing")) else ()
        while end < len(lexemes) and (
            lexemes[end].cue("filler") or lexemes[end].has("drug") or lexemes[end].norm in given
        ):
            end += 1
    return end, True
