"""Limits how often one user may ask."""

import time

from fastapi import Request
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from matcher.web.frame import address_of
from matcher.web.problems import Problem


class Rate:
    """So many requests a minute for each user at each address."""

    def __init__(self, a_minute: int) -> None:
        self._limit = RateLimitItemPerMinute(a_minute)
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    def check(self, request: Request) -> None:
        """Raises Problem, with the seconds to wait, for one request too many."""
        who = (request.state.user, address_of(request))
        if not self._limiter.hit(self._limit, *who):
            reset = self._limiter.get_window_stats(self._limit, *who).reset_time
            raise Problem(429, headers={"Retry-After": str(max(1, round(reset - time.time())))})
