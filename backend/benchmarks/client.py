"""The load: an HTTP/1.1 keep-alive client in a process of its own, told what to do on its standard input.

    python -m benchmarks.client

A line is a JSON plan, the answer one line of JSON. A plan holds `host`, `port`, `connections`, `seconds`,
`warm` (seconds whose requests are not counted), `pause` (mean seconds that each connection waits before its
next request, exponentially distributed; 0: none), `choices` (named lists) and `requests`: `name`, `weight`,
`method`, `path`, `headers`, `body`, `expect` (statuses). In path, headers and body `{{uuid}}` becomes a new
identifier and `{{a list's name}}` one of its values.

Written for this purpose because a general client costs more per request than the server that it measures.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

Made = Callable[[], bytes]


def _template(text: str, choices: dict[str, list[bytes]]) -> Made:
    parts = re.split(r"\{\{(\w+)\}\}", text)
    if len(parts) == 1:
        fixed = text.encode()
        return lambda: fixed
    makers: list[Made] = []
    for index, part in enumerate(parts):
        if index % 2 == 0:
            makers.append(partial(bytes, part.encode()))
        elif part == "uuid":
            makers.append(_uuid)
        else:
            makers.append(partial(random.choice, choices[part]))
    return lambda: b"".join([maker() for maker in makers])


def _uuid() -> bytes:
    # Version 7 by hand: what the product's own clients send, so that inserts land at the index's end.
    milliseconds = time.time_ns() // 1_000_000
    number = milliseconds << 80 | 7 << 76 | random.getrandbits(12) << 64 | 2 << 62 | random.getrandbits(62)
    return str(UUID(int=number)).encode()


class Asked:
    """One kind of request: makes its bytes, and collects what came back."""

    def __init__(self, wanted: dict[str, Any], host: str, choices: dict[str, list[bytes]]) -> None:
        self.name: str = wanted["name"]
        self.weight: float = wanted.get("weight", 1.0)
        self.expect = frozenset(wanted.get("expect", [200]))
        self._line = _template(f"{wanted.get('method', 'GET')} {wanted['path']} HTTP/1.1\r\nHost: {host}\r\n", choices)
        headers = "".join(f"{name}: {value}\r\n" for name, value in wanted.get("headers", {}).items())
        self._headers = _template(headers, choices)
        body = wanted.get("body")
        self._body = None if body is None else _template(body, choices)
        self.latencies: list[float] = []
        self.statuses: Counter[int] = Counter()
        self.bytes = 0
        self.total = 0
        """With those that came back while the run warmed up."""
        self.first_error = ""

    def make(self) -> bytes:
        head = self._line() + self._headers()
        if self._body is None:
            return head + b"\r\n"
        body = self._body()
        return head + b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body


class Connection(asyncio.Protocol):
    """One user: sends the next request as soon as the answer (and the pause) is over."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.buffer = b""
        self.needed = -1
        self.asked: Asked | None = None
        self.sent = 0.0
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def send(self) -> None:
        if self.transport is None or time.perf_counter() >= self.run.ends:
            self.asked = None
            self.run.finished(self)
            return
        self.asked = self.run.choose()
        content = self.asked.make()
        self.sent = time.perf_counter()
        self.transport.write(content)

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if self.needed < 0:
            end = self.buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            status = int(self.buffer[9:12])
            length = 0
            if status not in (204, 304):
                found = self.run.length.search(self.buffer, 0, end + 2)
                if found is None:
                    raise RuntimeError(f"an answer without Content-Length: {self.buffer[:end]!r}")
                length = int(found[1])
            self.status, self.needed, self.head = status, end + 4 + length, end + 4
        if len(self.buffer) < self.needed:
            return
        arrived = time.perf_counter()
        asked = self.asked
        assert asked is not None
        asked.total += 1
        if self.sent >= self.run.counts_from:
            asked.latencies.append(arrived - self.sent)
            asked.statuses[self.status] += 1
            asked.bytes += self.needed
            if self.status not in asked.expect and not asked.first_error:
                asked.first_error = self.buffer[self.head : self.head + 500].decode(errors="replace")
        self.buffer, self.needed = b"", -1
        if self.run.pause:
            asyncio.get_running_loop().call_later(random.expovariate(1 / self.run.pause), self.send)
        else:
            self.send()

    def connection_lost(self, error: Exception | None) -> None:
        self.transport = None
        if self.asked is not None:
            self.asked.statuses[0] += 1
            self.run.finished(self)


class Run:
    length = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)

    def __init__(self, plan: dict[str, Any]) -> None:
        choices = {name: [str(value).encode() for value in values] for name, values in plan.get("choices", {}).items()}
        host = f"{plan['host']}:{plan['port']}"
        self.plan = plan
        self.kinds = [Asked(wanted, host, choices) for wanted in plan["requests"]]
        self._weights = [asked.weight for asked in self.kinds]
        self.pause: float = plan.get("pause", 0.0)
        self.left: set[Connection] = set()
        self.done = asyncio.Event()
        self.counts_from = self.ends = 0.0

    def choose(self) -> Asked:
        return self.kinds[0] if len(self.kinds) == 1 else random.choices(self.kinds, self._weights)[0]

    def finished(self, connection: Connection) -> None:
        self.left.discard(connection)
        if not self.left:
            self.done.set()

    async def measure(self) -> dict[str, Any]:
        loop = asyncio.get_running_loop()
        connections = []
        for _ in range(self.plan["connections"]):
            _transport, connection = await loop.create_connection(
                lambda: Connection(self), self.plan["host"], self.plan["port"]
            )
            connections.append(connection)
        self.left = set(connections)
        begin = time.perf_counter()
        self.counts_from = begin + self.plan.get("warm", 0.0)
        self.ends = self.counts_from + self.plan["seconds"]
        busy = time.process_time()
        for connection in connections:
            if self.pause:
                # Users do not all start in the same instant.
                loop.call_later(random.random() * self.pause, connection.send)
            else:
                connection.send()
        await asyncio.wait_for(self.done.wait(), self.plan["seconds"] + 60)
        wall = time.perf_counter() - begin
        busy = time.process_time() - busy
        for connection in connections:
            connection.asked = None
            if connection.transport is not None:
                connection.transport.abort()
        return {
            "cpu_share": busy / wall,
            "kinds": {asked.name: self._sum_up(asked) for asked in self.kinds},
            "all": self._sum_up(None),
        }

    def _sum_up(self, asked: Asked | None) -> dict[str, Any]:
        kinds = self.kinds if asked is None else [asked]
        latencies = sorted(value for kind in kinds for value in kind.latencies)
        errors = sum(count for kind in kinds for status, count in kind.statuses.items() if status not in kind.expect)
        return {
            "count": len(latencies),
            "total": sum(kind.total for kind in kinds),
            "errors": errors,
            "first_error": next((kind.first_error for kind in kinds if kind.first_error), ""),
            "rps": len(latencies) / self.plan["seconds"],
            "p50": percentile(latencies, 0.50) * 1000,
            "p95": percentile(latencies, 0.95) * 1000,
            "p99": percentile(latencies, 0.99) * 1000,
            "bytes": sum(kind.bytes for kind in kinds) / max(1, len(latencies)),
        }


def percentile(ordered: list[float], share: float) -> float:
    """The nearest-rank percentile; 0 when nothing was measured."""
    if not ordered:
        return 0.0
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def main() -> None:
    for text in sys.stdin:
        plan = json.loads(text)
        sys.stdout.write(json.dumps(asyncio.run(Run(plan).measure())) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
