"""Live hints to open screens: Server-Sent Events fed by Redis publish/subscribe.

A hint says that something changed, never what it is worth: the screen asks again with its ETag. Losing
one costs nothing but time.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import signal
import threading
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from types import FrameType
from typing import Any
from uuid import UUID

import redis
import redis.asyncio

from digiboost.kernel.cache import async_redis_client, redis_client
from digiboost.kernel.db.tx import Tx

log = logging.getLogger(__name__)
CHANNEL = "live:"
PING_SECONDS = 25.0
QUEUE_LENGTH = 64

Hint = tuple[str, Any]
"""(event, data)"""
Shape = Callable[[str, Any], Hint | None]
"""What one listener is told of a hint; None tells them nothing."""


def publish(tenant_id: UUID, event: str, data: dict[str, Any]) -> None:
    """Sends a hint to the tenant's open screens now."""
    try:
        redis_client().publish(f"{CHANNEL}{tenant_id}", json.dumps([event, data], default=str))
    except redis.RedisError:
        log.warning("live hint not sent: Redis is away", extra={"event": event})


def publish_after_commit(tx: Tx, event: str, data: dict[str, Any]) -> None:
    """Sends a hint once the transaction is committed; one per event name and transaction."""
    tenant_id = tx.tenant_id
    tx.after_commit(f"live:{event}", lambda: publish(tenant_id, event, data))


class LiveHub:
    """One connection to Redis in a process, subscribed to the tenants whose screens are open here, fanned out
    to them. (With all tenants, every process would read the hints of every write there is.)"""

    def __init__(self) -> None:
        self._listeners: dict[str, set[asyncio.Queue[Hint]]] = defaultdict(set)
        self._task: asyncio.Task[None] | None = None
        self._pubsub: redis.asyncio.client.PubSub | None = None
        self._leaving: set[asyncio.Task[None]] = set()
        self._dismissed = False

    def start(self) -> None:
        self._task = asyncio.create_task(self._listen())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        self.dismiss()

    def dismiss_at_signals(self) -> None:
        """Ends open streams when the process is asked to end. The server waits for every open answer, and
        a stream would keep it from ending until it is killed."""
        if threading.current_thread() is not threading.main_thread():
            return
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            before = signal.getsignal(number)

            def handle(received: int, frame: FrameType | None, before: Any = before) -> None:
                loop.call_soon_threadsafe(self.dismiss)
                if callable(before):
                    before(received, frame)

            signal.signal(number, handle)

    def dismiss(self) -> None:
        self._dismissed = True
        for queues in self._listeners.values():
            for queue in queues:
                if queue.full():
                    queue.get_nowait()
                queue.put_nowait(("bye", {}))

    async def _listen(self) -> None:
        pause = 0.5
        while True:
            client = async_redis_client()
            try:
                async with client.pubsub() as pubsub:
                    # A channel of nobody keeps the connection subscribed while no screen is open.
                    await pubsub.subscribe(CHANNEL, *(f"{CHANNEL}{tenant}" for tenant in self._listeners))
                    self._pubsub, pause = pubsub, 0.5
                    while True:
                        message = await pubsub.get_message(ignore_subscribe_messages=True, timeout=10.0)
                        if message is not None:
                            self._spread(message["channel"].decode()[len(CHANNEL) :], message["data"])
            except (redis.RedisError, OSError) as error:
                log.warning("live hints paused: %s", error)
                await asyncio.sleep(pause)
                pause = min(pause * 2, 15.0)
            finally:
                self._pubsub = None
                await client.aclose()

    async def _follow(self, tenant: str) -> None:
        """Subscribes to a tenant with its first screen; when Redis is away, ``_listen`` does it on its return."""
        if self._pubsub is not None:
            with contextlib.suppress(redis.RedisError, OSError):
                await self._pubsub.subscribe(f"{CHANNEL}{tenant}")

    async def _leave(self, tenant: str) -> None:
        if self._pubsub is not None and tenant not in self._listeners:
            with contextlib.suppress(redis.RedisError, OSError):
                await self._pubsub.unsubscribe(f"{CHANNEL}{tenant}")

    def _spread(self, tenant: str, data: bytes) -> None:
        event, body = json.loads(data)
        for queue in self._listeners.get(tenant, ()):
            if queue.full():
                queue.get_nowait()
            queue.put_nowait((event, body))

    async def stream(self, tenant_id: UUID, shape: Shape | None = None) -> AsyncIterator[bytes]:
        """The hints of one tenant as SSE frames, a ``ping`` when nothing happens. ``shape`` says what this listener is
        told of each."""
        queue: asyncio.Queue[Hint] = asyncio.Queue(QUEUE_LENGTH)
        tenant = str(tenant_id)
        listeners = self._listeners[tenant]
        is_first = not listeners
        listeners.add(queue)
        try:
            if is_first:
                await self._follow(tenant)
            yield b"retry: 3000\nevent: ping\ndata: {}\n\n"
            while not self._dismissed:
                try:
                    hint = await asyncio.wait_for(queue.get(), PING_SECONDS)
                except TimeoutError:
                    yield b"event: ping\ndata: {}\n\n"
                    continue
                if hint[0] == "bye":
                    return
                told = hint if shape is None else shape(*hint)
                if told is not None:
                    yield f"event: {told[0]}\ndata: {json.dumps(told[1], separators=(',', ':'))}\n\n".encode()
        finally:
            listeners.discard(queue)
            if not listeners:
                self._listeners.pop(tenant, None)
                # This generator may be ending because its task is cancelled: it cannot wait itself.
                leaving = asyncio.get_running_loop().create_task(self._leave(tenant))
                self._leaving.add(leaving)
                leaving.add_done_callback(self._leaving.discard)
