"""Labs that a line names together, such as the transaminases: the highest of them counts.

"At most 2.5" is asked of each, "above 5" of any: both are a question to the highest.
"""

from functools import lru_cache

from criteria.nodes import AllOf, AnyOf, Criterion, Measurement

GROUPS = {"transaminases": ("ast", "alt")}
"""The labs that a group stands for."""


@lru_cache(maxsize=2_000)
def apart(criterion: Measurement) -> Criterion | None:
    """The same question to each lab of a group; None for a single lab."""
    labs = GROUPS.get(criterion.lab)
    if labs is None:
        return None
    each = tuple(criterion.model_copy(update={"lab": lab}) for lab in labs)
    only_low = criterion.interval.low is not None and criterion.interval.high is None
    return AnyOf(children=each) if only_low else AllOf(children=each)
