"""How often the registry may be asked. Home to waiting and nothing else; clock and sleep can be injected."""

import math
import time
from collections.abc import Callable


class Pace:
    """At least `interval` seconds from one request to the next."""

    def __init__(
        self,
        interval: float = 1.0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._interval = interval
        self._clock = clock
        self._sleep = sleep
        self._last = -math.inf

    def pause(self, seconds: float) -> None:
        """Sleep before the next request is even thought of."""
        self._sleep(seconds)

    def wait(self, at_least: float = 0.0) -> None:
        """Sleep until the next request may go out, and for `at_least` seconds; count that request as sent."""
        pause = max(at_least, self._last + self._interval - self._clock())
        if pause > 0:
            self._sleep(pause)
        self._last = self._clock()
