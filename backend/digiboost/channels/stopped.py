"""An adapter whose account is blocked rests for a while: to go on sending makes a block longer.

The rest is known to every process by a key in Redis that ends by itself. Without Redis each process finds out for
itself, at the price of one message more.
"""

from __future__ import annotations

import logging
import time

import redis

from digiboost.channels.metrics import STOPS
from digiboost.kernel.cache import redis_client

log = logging.getLogger(__name__)

ASK_AGAIN_SECONDS = 2.0
"""How long a process believes that an adapter is running."""

_until: dict[str, float] = {}
_asked: dict[str, float] = {}


def stop(adapter: str, code: str, seconds: float) -> None:
    """Lets ``adapter`` rest for ``seconds``, and tells the operators."""
    STOPS.labels(adapter, code).inc()
    log.error("channel stopped: its account needs somebody", extra={"adapter": adapter, "code": code, "for": seconds})
    _until[adapter] = time.monotonic() + seconds
    try:
        redis_client().set(_key(adapter), code, px=int(seconds * 1000))
    except redis.RedisError:
        log.warning("only this process knows that the channel is stopped: Redis is away")


def left(adapter: str) -> float:
    """For how many seconds ``adapter`` still rests; 0 when it may send."""
    moment = time.monotonic()
    if _until.get(adapter, 0.0) > moment:
        return _until[adapter] - moment
    if _asked.get(adapter, 0.0) > moment - ASK_AGAIN_SECONDS:
        return 0.0
    _asked[adapter] = moment
    try:
        milliseconds = int(redis_client().pttl(_key(adapter)))
    except redis.RedisError:
        return 0.0
    if milliseconds > 0:
        _until[adapter] = moment + milliseconds / 1000
    return max(0.0, milliseconds / 1000)


def resume(adapter: str) -> None:
    """Ends a rest early. Raises redis.RedisError when the other processes cannot be told."""
    _until.pop(adapter, None)
    _asked.pop(adapter, None)
    redis_client().delete(_key(adapter))


def _key(adapter: str) -> str:
    return f"channels:stopped:{adapter}"
