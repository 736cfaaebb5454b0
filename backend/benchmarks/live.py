"""Open screens: what each costs the process that holds it, and how soon the last one hears that something happened.

    make bench-live [ARGS="--clients 1000"]

One API process, one company; the clients are in this process. The moment of an event is when its hint is published, as
a commit does it. The same is done at three sizes, so that the line can be seen to bend.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import sys
import time
from uuid import UUID, uuid4

import psutil  # type: ignore[import-untyped]

from benchmarks.figures import Figures, at_most
from benchmarks.sql import copy_database
from benchmarks.stage import DATA, Server, environment, migrate
from digiboost.kernel.live import publish
from digiboost.kernel.settings import get_settings
from tools import services
from tools.console import Failed, red, say, step
from tools.stack import DATABASE, Stack

EVENTS = 20


class Screens:
    """Connections to ``/api/v1/live`` that note when each hint arrives."""

    def __init__(self, port: int, headers: dict[str, str]) -> None:
        self.port = port
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self.request = f"GET /api/v1/live HTTP/1.1\r\nHost: {services.HOST}:{port}\r\n{head}\r\n".encode()
        self.heard: dict[str, list[float]] = {}
        self.readers: list[asyncio.Task[None]] = []
        self.writers: list[asyncio.StreamWriter] = []

    async def open(self, count: int) -> None:
        limit = asyncio.Semaphore(50)

        async def one() -> None:
            async with limit:
                reader, writer = await asyncio.open_connection(services.HOST, self.port)
                writer.write(self.request)
                await reader.readuntil(b"event: ping\ndata: {}\n\n")
            self.writers.append(writer)
            self.readers.append(asyncio.create_task(self._listen(reader)))

        await asyncio.gather(*(one() for _ in range(count)))

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        while line := await reader.readline():
            if line.startswith(b"data: ") and b'"mark"' in line:
                mark = line.split(b'"mark":"')[1].split(b'"')[0].decode()
                self.heard.setdefault(mark, []).append(time.perf_counter())

    async def close(self) -> None:
        for task in self.readers:
            task.cancel()
        await asyncio.gather(*self.readers, return_exceptions=True)
        for writer in self.writers:
            writer.close()
        await asyncio.gather(*(writer.wait_closed() for writer in self.writers), return_exceptions=True)


async def at_size(server: Server, headers: dict[str, str], tenant: UUID, clients: int) -> dict[str, float]:
    process = psutil.Process(server.child.pid)
    before = process.memory_info().rss
    screens = Screens(server.port, headers)
    await screens.open(clients)
    await asyncio.sleep(1)
    grown = process.memory_info().rss - before
    firsts, middles, lasts = [], [], []
    for _ in range(EVENTS):
        mark = uuid4().hex
        sent = time.perf_counter()
        await asyncio.to_thread(publish, tenant, "requests", {"mark": mark})
        deadline = sent + 30
        while len(screens.heard.get(mark, ())) < clients:
            if time.perf_counter() > deadline:
                raise Failed(f"{clients - len(screens.heard.get(mark, ()))} of {clients} screens heard nothing")
            await asyncio.sleep(0.001)
        took = sorted(moment - sent for moment in screens.heard[mark])
        firsts.append(took[0])
        middles.append(took[len(took) // 2])
        lasts.append(took[-1])
        await asyncio.sleep(0.05)
    await screens.close()
    return {
        "kb": grown / clients / 1024,
        "first": statistics.median(firsts),
        "p50": statistics.median(middles),
        "last": statistics.median(lasts),
        "worst": max(lasts),
    }


def measure(figures: Figures, server: Server, clients: int) -> None:
    company = {
        "company_name": "Live", "country": "CM", "currency": "XAF", "language": "fr", "full_name": "Awa Live",
        "email": f"live-{uuid4().hex[:8]}@example.com", "password": "Teranga-2026!", "time_zone": "Africa/Douala",
    }  # fmt: skip
    status, _, session = server.ask("POST", "/api/v1/auth/signup", company)
    if status != 201:
        raise Failed(f"no company: {status} {session}")
    headers, tenant = {"Authorization": f"Bearer {session['access_token']}"}, UUID(session["tenant"]["id"])
    # Once without being counted: the first connections pay for what all share.
    asyncio.run(at_size(server, headers, tenant, 50))
    for size in sorted({max(10, clients // 100), max(10, clients // 10), clients}):
        found = asyncio.run(at_size(server, headers, tenant, size))
        is_whole = size == clients
        figures.add(f"live.{size}.memory_each", found["kb"], "kB", at_most(30) if is_whole else None)
        figures.add(f"live.{size}.first_client", found["first"] * 1000, "ms")
        figures.add(f"live.{size}.p50_client", found["p50"] * 1000, "ms")
        figures.add(
            f"live.{size}.last_client", found["last"] * 1000, "ms", note=f"worst {found['worst'] * 1000:.0f} ms"
        )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.live", description=__doc__)
    parser.add_argument("--clients", type=int, default=1000)
    options = parser.parse_args()
    figures = Figures("live")
    try:
        with Stack(DATA / "live", durable=True) as stack:
            port = services.choose_port(8300)
            env = environment(stack, port)
            os.environ.update(env)
            get_settings.cache_clear()
            copy_database(env["DIGIBOOST_ADMIN_DATABASE_URL"], "template1", DATABASE)
            with step("schema"):
                migrate(env)
            with Server(env, port, stack.data_dir / "logs" / "server.log") as server:
                measure(figures, server, options.clients)
    except Failed as error:
        say(red(str(error)))
        return 1
    figures.save()
    return 0


if __name__ == "__main__":
    sys.exit(main())
