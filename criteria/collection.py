"""Home to how often the garbage collector runs: rarely in this program, and not at all where all is kept."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

RARELY = (200_000, 10, 100)
"""So many new objects are waited for before garbage is looked for, and so many times among the young ones
before the next older ones are looked at: nearly all that is made is kept, or goes without a collector."""


def collect_rarely() -> None:
    """Let the collector run rarely: a full walk takes longer than matching a patient."""
    gc.set_threshold(*RARELY)


@contextmanager
def collection_paused() -> Iterator[None]:
    """What is made holds no cycles: walking over it again and again costs a fifth to a half of the time."""
    paused = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if paused:
            gc.enable()
