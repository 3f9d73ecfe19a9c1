"""How often one may ask."""

import time
from typing import cast

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

SECONDS = 60
EXHAUSTED = -1
# What this process may still answer in the present minute, by the cache key of who asks.
_left: dict[str, int] = {}
_minute = 0


class Throttle(BaseThrottle):
    """``API_REQUESTS_A_MINUTE`` for an account, and for an address from which nobody is signed in.

    The count stands in the cache, which all workers share. A worker takes a thirtieth of the allowance at a time
    and counts that by itself: asking the cache each time can cost more than the answer. What one worker took and
    did not use is lost to the others, so with several the limit may come a little early.
    """

    def allow_request(self, request: Request, view: object) -> bool:
        """Whether to answer; counts the request."""
        user = request.user
        return _allows(f"user:{user.pk}") if user.is_authenticated else self.allow_nobody(request)

    def allow_nobody(self, request: HttpRequest | Request) -> bool:
        """The same for a request of which it is known already that nobody is signed in."""
        return _allows(f"address:{self.get_ident(cast(Request, request))}")

    def wait(self) -> float:
        """Seconds until the next minute begins."""
        return SECONDS - time.time() % SECONDS


def _allows(who: str) -> bool:
    limit: int = settings.API_REQUESTS_A_MINUTE
    if not limit:
        return True
    minute = int(time.time() // SECONDS)
    key = f"api-requests:{minute}:{who}"
    _forget_others_than(minute)
    left = _left.get(key) or _take(key, limit)
    _left[key] = left - 1 if left > 0 else EXHAUSTED
    return left > 0


def _forget_others_than(minute: int) -> None:
    global _minute
    if minute != _minute:
        _minute = minute
        forget()


def forget() -> None:
    """Drop what this process took and did not use."""
    _left.clear()


def _take(key: str, limit: int) -> int:
    """A share of what all workers together may still answer, or EXHAUSTED."""
    share = max(1, limit // 30)
    cache.add(key, 0, timeout=2 * SECONDS)
    try:
        left_before = limit - cache.incr(key, share) + share
    except ValueError:  # the cache made room in between
        left_before = limit
    return min(share, left_before) if left_before > 0 else EXHAUSTED
