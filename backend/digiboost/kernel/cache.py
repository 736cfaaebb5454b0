"""Redis: a wake-up, a counter, a hint; never the truth."""

from __future__ import annotations

from functools import lru_cache

import redis
import redis.asyncio
from redis.asyncio.retry import Retry as AsyncRetry
from redis.backoff import NoBackoff
from redis.retry import Retry

from digiboost.kernel.settings import get_settings


@lru_cache
def redis_client() -> redis.Redis:
    """The process's synchronous client; short timeouts, since no answer may wait on a hint."""
    return redis.Redis.from_url(
        get_settings().redis_url.get_secret_value(),
        socket_timeout=1.0,
        socket_connect_timeout=0.5,
        health_check_interval=30,
        # By itself the client tries again for seven seconds, and an answer would wait for it.
        retry=Retry(NoBackoff(), 1),
    )


def async_redis_client() -> redis.asyncio.Redis:
    """A client for one event loop; the caller closes it."""
    return redis.asyncio.Redis.from_url(
        get_settings().redis_url.get_secret_value(),
        socket_timeout=1.0,
        socket_connect_timeout=0.5,
        health_check_interval=30,
        retry=AsyncRetry(NoBackoff(), 1),
    )
