"""Transfusion need, counted or in the plain clinical sense."""

from criteria.nodes import Criterion, Transfusion
from criteria.pipeline.chunk import Chunk
from criteria.pipeline.lexeme import Duration, Lexeme, Quantity
from criteria.quantity import Interval, Window


def read_transfusion(chunk: Chunk) -> Criterion | None:
    """Dependence on red cells or platelets, with the trial's own count where it gives one."""
    if not chunk.cue("transfusion", "platelet_transfusion"):
        return None
    units = _units(chunk)
    windows = [x.value for x in chunk.values(Window) if isinstance(x.value, Window)]
    if (
        units is None
        and not chunk.cue("dependent", "independent")
        and not windows
        and not chunk.cue("history", "received")
    ):
        return None
    product = "platelets" if chunk.cue("platelet_transfusion") else "RBC"
    durations = [x.value for x in chunk.values(Duration) if isinstance(x.value, Duration)]
    spans = [days for days in (*map(_days, durations), *(w.max_days for w in windows)) if days]
    independent = bool(chunk.take("independent"))
    if independent and chunk.negated:
        # "No 56 days free of transfusions": no number of units is named, only that some were needed.
        units = None
    chunk.take(
        "transfusion", "platelet_transfusion", "dependent", "units", "received", "history", "per", "lines"
    )
    if units is None and windows and not independent:
        units = Interval(low=1)
    return Transfusion.model_validate(
        {
            "product": product,
            "dependent": not independent,
            "units": units,
            "per_days": spans[0] if spans and units is not None else None,
            "span_days": max(spans) if len(spans) > 1 else None,
        }
    )


def _days(duration: Duration) -> float | None:
    interval = duration.interval
    return interval.high if interval.high is not None else interval.low


def _units(chunk: Chunk) -> Interval | None:
    found: list[Lexeme] = chunk.values(Quantity)
    for lexeme in found:
        if isinstance(lexeme.value, Quantity) and lexeme.value.unit.lower() in {"", "u", "units", "unit"}:
            interval = lexeme.value.interval
            return Interval(low=interval.low) if lexeme.value.bare else interval
    return None
