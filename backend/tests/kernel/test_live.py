"""The hub follows the companies whose screens are open, and no others."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

from digiboost.kernel.cache import redis_client
from digiboost.kernel.ids import new_id
from digiboost.kernel.live import CHANNEL, LiveHub, publish


async def _hears(stream: AsyncIterator[bytes], tenant: UUID) -> bool:
    """Whether a hint that is sent now arrives."""
    following = asyncio.ensure_future(anext(stream))
    for _ in range(40):
        await asyncio.to_thread(publish, tenant, "overview", {"version": 1})
        done, _waiting = await asyncio.wait({following}, timeout=0.1)
        if done:
            return b"event: overview" in following.result()
    following.cancel()
    return False


async def _followed(tenant: UUID) -> bool:
    found = await asyncio.to_thread(redis_client().pubsub_numsub, f"{CHANNEL}{tenant}")
    return bool(found[0][1])


def test_a_screen_is_followed_as_long_as_one_is_open(stack: Any) -> None:
    async def story() -> None:
        hub = LiveHub()
        hub.start()
        tenant, neighbour = new_id(), new_id()
        for _ in range(100):
            if hub._pubsub is not None:
                break
            await asyncio.sleep(0.02)
        assert not await _followed(tenant)

        one, other = hub.stream(tenant), hub.stream(tenant)
        await anext(one)
        await anext(other)
        assert await _hears(one, tenant)
        assert not await _followed(neighbour)

        await one.aclose()
        await asyncio.sleep(0.1)
        assert await _followed(tenant)
        assert await _hears(other, tenant)

        await other.aclose()
        for _ in range(50):
            if not await _followed(tenant):
                break
            await asyncio.sleep(0.02)
        assert not await _followed(tenant)

        again = hub.stream(tenant)
        await anext(again)
        assert await _hears(again, tenant)
        await again.aclose()
        await hub.stop()

    asyncio.run(story())
