"""Callbacks as services post them: a moment later, in any order, more than once, and again until we answer 2xx."""

from __future__ import annotations

import heapq
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

import httpx

Post = Callable[[str, bytes, dict[str, str]], int]
"""Posts a body to an address and tells the status; raises httpx.HTTPError where nobody answers."""


@cache
def _client() -> httpx.Client:
    # Made once: each client reads all certificates of the machine.
    return httpx.Client(timeout=10, limits=httpx.Limits(max_connections=50, max_keepalive_connections=20))


def over_http(url: str, body: bytes, headers: dict[str, str]) -> int:
    return _client().post(url, content=body, headers=headers).status_code


@dataclass(order=True)
class Callback:
    due: float
    number: int
    url: str = field(compare=False)
    body: bytes = field(compare=False)
    headers: dict[str, str] = field(compare=False)
    tries: int = field(compare=False, default=0)


class Caller:
    """Posts what is due, from threads of its own.

    ``delay``: seconds between a message and its first callback, drawn up to the double. ``shuffle``: callbacks of one
    message leave in any order. ``duplicates``: the share that is posted twice. ``most_tries``: after which a callback
    is given up, as services do.
    """

    def __init__(self, post: Post = over_http, *, threads: int = 4, seed: int = 1) -> None:
        self.post = post
        self.delay, self.shuffle, self.duplicates, self.most_tries = 0.02, False, 0.0, 60
        self.answers: list[int] = []
        self.given_up = 0
        self._random = random.Random(seed)
        self._waiting: list[Callback] = []
        self._changed = threading.Condition()
        self._running, self._number, self._busy = True, 0, 0
        self._threads = [threading.Thread(target=self._run, daemon=True) for _ in range(threads)]
        for thread in self._threads:
            thread.start()

    def later(self, url: str, bodies: list[tuple[bytes, dict[str, str]]]) -> None:
        """Has the callbacks of one message posted."""
        with self._changed:
            order = list(bodies)
            if self.shuffle:
                self._random.shuffle(order)
            order += [one for one in bodies if self._random.random() < self.duplicates]
            start = time.monotonic() + self.delay * self._random.uniform(1.0, 2.0)
            for place, (body, headers) in enumerate(order):
                self._number += 1
                callback = Callback(start + place * 0.002, self._number, url, body, headers)
                heapq.heappush(self._waiting, callback)
            self._changed.notify_all()

    def wait(self, patience: float = 30.0) -> None:
        """Returns once nothing is left to be posted. Raises TimeoutError."""
        deadline = time.monotonic() + patience
        with self._changed:
            while self._waiting or self._busy:
                if not self._changed.wait(max(0.0, deadline - time.monotonic())) and time.monotonic() >= deadline:
                    raise TimeoutError(f"{len(self._waiting)} callbacks still wait")

    def close(self) -> None:
        with self._changed:
            self._running = False
            self._changed.notify_all()
        for thread in self._threads:
            thread.join(5)

    def _run(self) -> None:
        while True:
            with self._changed:
                while self._running and (not self._waiting or self._waiting[0].due > time.monotonic()):
                    self._changed.wait(self._waiting[0].due - time.monotonic() if self._waiting else None)
                if not self._running:
                    return
                callback = heapq.heappop(self._waiting)
                self._busy += 1
            try:
                status = self.post(callback.url, callback.body, callback.headers)
            except httpx.HTTPError:
                status = 0
            with self._changed:
                self._busy -= 1
                self.answers.append(status)
                callback.tries += 1
                if not 200 <= status < 300:
                    if callback.tries < self.most_tries:
                        callback.due = time.monotonic() + min(0.1 * 2**callback.tries, 5.0)
                        heapq.heappush(self._waiting, callback)
                    else:
                        self.given_up += 1
                self._changed.notify_all()
