"""Rate limits: exact over all processes by one counter in Redis, and a local count when Redis is away."""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

import redis
from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool

from digiboost.kernel.cache import redis_client
from digiboost.kernel.errors import TooManyRequests
from digiboost.kernel.settings import get_settings

log = logging.getLogger(__name__)

# The window starts at the first request, so that a burst can never straddle two windows.
SCRIPT = """
local n = redis.call('INCR', KEYS[1])
if n == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
local left = redis.call('PTTL', KEYS[1])
if left < 0 then redis.call('PEXPIRE', KEYS[1], ARGV[1]); left = tonumber(ARGV[1]) end
return {n, left}
"""


class RateLimiter:
    def __init__(self, client: redis.Redis) -> None:
        self._script = client.register_script(SCRIPT)
        self._local: dict[str, tuple[int, float]] = {}

    def hit(self, key: str, limit: int, seconds: float) -> None:
        """Counts one request. Raises TooManyRequests past ``limit`` in ``seconds``."""
        try:
            count, left_ms = self._script(keys=[f"rate:{key}"], args=[int(seconds * 1000)])
            left = left_ms / 1000
        except redis.RedisError:
            log.warning("rate limit counted locally: Redis is away")
            count, left = self._hit_locally(key, seconds)
        if count > limit:
            raise TooManyRequests(retry_after=max(1, int(left + 0.999)))

    def _hit_locally(self, key: str, seconds: float) -> tuple[int, float]:
        moment = time.monotonic()
        count, ends = self._local.get(key, (0, moment + seconds))
        if ends <= moment:
            count, ends = 0, moment + seconds
        if len(self._local) > 10_000:
            self._local = {k: v for k, v in self._local.items() if v[1] > moment}
        self._local[key] = (count + 1, ends)
        return count + 1, ends - moment


_limiter: RateLimiter | None = None


def limiter() -> RateLimiter:
    global _limiter
    if _limiter is None:
        _limiter = RateLimiter(redis_client())
    return _limiter


def client_address(request: Request) -> str:
    """The caller's address; a forwarded one only from a proxy that the settings trust."""
    peer = request.client.host if request.client else "-"
    if peer in get_settings().trusted_proxies:
        forwarded = request.headers.get("x-forwarded-for", "").split(",")[-1].strip()
        return forwarded or peer
    return peer


def limited(name: str, limit: Callable[[], int], seconds: float) -> Any:
    """A dependency that bounds requests of one address to ``limit()`` in ``seconds``."""

    async def check(request: Request) -> None:
        if get_settings().rate_limits:
            await run_in_threadpool(limiter().hit, f"{name}:{client_address(request)}", limit(), seconds)

    bounded: Callable[[Request], Awaitable[None]] = check
    return Depends(bounded)
