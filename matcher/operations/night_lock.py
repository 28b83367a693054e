"""One night at a time in a home: the lock, which its holder's death opens."""

from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout

from matcher.errors import StoreError
from matcher.settings import PRIVATE_FILE, Home

PATIENCE = 0.5
"""Seconds: so long a night waits for whoever only looks whether the lock is free."""


@contextmanager
def one_night(home: Home) -> Iterator[None]:
    """Hold the home's lock. Raises StoreError, nearly at once, if another night holds it.

    The operating system holds the lock for the process, so that a killed night leaves none behind.
    """
    lock = FileLock(home.lock, mode=PRIVATE_FILE)
    try:
        lock.acquire(timeout=PATIENCE, poll_interval=PATIENCE / 10)
    except Timeout:
        raise StoreError(
            f"{home.root}: another night is running in this home; wait for it to end, or name another --home"
        ) from None
    try:
        yield
    finally:
        lock.release()


def night_is_running(home: Home) -> bool:
    """Whether a night holds the home's lock at this moment. Raises OSError if the lock is not to be had."""
    if not home.lock.exists():
        return False
    lock = FileLock(home.lock, mode=PRIVATE_FILE)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        return True
    lock.release()
    return False
