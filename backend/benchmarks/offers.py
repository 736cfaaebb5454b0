"""How long an offer takes from the commit of a request's opening to WhatsApp, and what a search costs as a company
grows.

    python -m benchmarks.offers [--requests 500] [--companies 10] [--rate 2] [--connections 4] [--only latency|search]

The latency: real processes (API, worker, broker) and a local server that speaks WhatsApp's contract; no beat, so no
sweep helps. Requests are opened one after the other while other operators look at their boards. From the commit (the
moment that its event was written with it) to the request at WhatsApp's server: of the first offer of each request, and
of every offer.

The search: one run of it (rank everybody, make a wave, write its messages) for companies with 10, 100 and 1,000
providers, in one process.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import threading
import time
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
import psycopg

from benchmarks.alerts import PASSWORD, fresh, wait_for_messages, wait_for_quiet
from benchmarks.client import percentile
from benchmarks.figures import Figures, at_most
from benchmarks.sql import plain_url
from benchmarks.stage import DATA, Load, environment
from digiboost.dispatch import choosing, repository, searching
from digiboost.dispatch.types import Settings
from digiboost.kernel.auth import system_actor
from digiboost.kernel.clock import now
from digiboost.kernel.db.engine import make_engine
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.ids import from_short, new_id
from digiboost.kernel.settings import get_settings
from tests.kit.whatsapp import WhatsApp
from tools import services
from tools.console import Failed, bold, red, say, step
from tools.stack import Stack

ZONES = [("Mermoz", 14.7050, -17.4750), ("Ouakam", 14.7240, -17.4890), ("Pikine", 14.7550, -17.3900)]
GOAL_P95 = 3.0
SIZES = (10, 100, 1000)


class Company:
    """A company with people to send out, whose offers hold for an hour: nobody answers here."""

    def __init__(self, client: httpx.Client, number: int, providers: int) -> None:
        self.client, self.number = client, number
        signup = {
            "company_name": f"Dépannage {number}", "full_name": "Awa Ndiaye", "password": PASSWORD,
            "email": f"company-{number}-{new_id().hex[:8]}@example.com",
        }  # fmt: skip
        session = self._ok("POST", "/auth/signup", signup)
        self.tenant_id = session["tenant"]["id"]
        self.headers = {"Authorization": f"Bearer {session['access_token']}"}
        self._ok("PATCH", "/dispatch/settings", {"offer_seconds": 3600, "search_minutes": 120})
        self.service = self._ok("POST", "/services", {"name": "Plomberie"})["id"]
        self.zones = [
            self._ok("POST", "/zones", {"name": name, "city": "Dakar", "latitude": lat, "longitude": lng})["id"]
            for name, lat, lng in ZONES
        ]
        for one in range(providers):
            self._ok("POST", "/providers", {
                "name": f"Prestataire {one}", "phone": f"+22177{number:03}{one:04}", "service_ids": [self.service],
                "zone_ids": [self.zones[one % len(self.zones)]], "capacity": 5,
            })  # fmt: skip

    def ask(self, number: int) -> str:
        body = {
            "client_name": f"Client {number}", "client_phone": f"+22178{number:07}", "service_id": self.service,
            "zone_id": self.zones[number % len(self.zones)], "description": "Une fuite", "urgency": "normal",
        }  # fmt: skip
        return str(self._ok("POST", "/requests", body)["id"])

    def _ok(self, method: str, path: str, body: Any) -> Any:
        answer = self.client.request(method, f"/api/v1{path}", json=body, headers=getattr(self, "headers", {}))
        if answer.status_code not in (200, 201):
            raise Failed(f"{method} {path}: {answer.status_code} {answer.text[:500]}")
        return answer.json()


def latency(figures: Figures, stack: Stack, options: argparse.Namespace) -> None:
    whatsapp = WhatsApp().start()
    port = services.choose_port(8500)
    env = environment(stack, port, DIGIBOOST_RATE_LIMITS="false", **whatsapp.settings())
    env.pop("DIGIBOOST_STATIC_DIR", None)
    whatsapp.callback_url = f"http://{services.HOST}:{port}/api/v1/channels/whatsapp/callback"
    running = services.Services(env, port, stack.data_dir / "logs")
    admin = env["DIGIBOOST_ADMIN_DATABASE_URL"]
    try:
        running.start(("api", "worker"))
        running.wait_ready()
        with httpx.Client(base_url=running.url, timeout=60) as client, Load() as load:
            with step(f"{options.companies} companies"):
                companies = [Company(client, number, 8) for number in range(options.companies)]
            companies[0].ask(0)  # the first one of all warms caches and plans
            wait_for_messages(whatsapp, 3, patience=30)
            wait_for_quiet(admin)
            whatsapp.reset()
            began = datetime.now(UTC)
            seconds = options.requests / options.rate
            other: dict[str, Any] = {}
            plan = boards(companies, port, options.connections, seconds + 5)
            looking = threading.Thread(target=lambda: other.update(load.run(plan)))
            looking.start()
            time.sleep(2)
            with step(f"{options.requests} requests while {options.connections} other people work"):
                asked = []
                for number in range(1, options.requests + 1):
                    started = time.monotonic()
                    asked.append(companies[number % len(companies)].ask(number))
                    time.sleep(max(0.0, 1 / options.rate - (time.monotonic() - started)))
            expected = offers_made(admin, began, options.requests, whatsapp)
            wait_for_messages(whatsapp, expected)
            looking.join()
        committed, of_send = commits(admin), sends(admin)
    finally:
        running.stop()
        whatsapp.stop()
    took: dict[str, list[float]] = {}
    counted: dict[tuple[str, str], int] = {}
    for message in whatsapp.accepted:
        request = of_send.get(str(from_short(message.ref.partition(".")[2])))
        if request in committed:
            took.setdefault(request, []).append(message.at - committed[request])
            counted[request, message.to] = counted.get((request, message.to), 0) + 1
    first = sorted(min(times) for times in took.values())
    every = sorted(one for times in took.values() for one in times)
    say(bold(f"\n{options.requests} requests of {options.companies} companies"))
    figures.add("offers.requests", len(took), "", note="that somebody was offered")
    figures.add("offers.messages", len(every))
    figures.add("offers.missing", len(set(asked) - set(took)), "", at_most(0))
    figures.add("offers.twice", sum(times - 1 for times in counted.values()), "", at_most(0))
    for name, values in (("first", first), ("every", every)):
        figures.add(f"offers.{name}.p50", percentile(values, 0.50), "s")
        figures.add(f"offers.{name}.p95", percentile(values, 0.95), "s", at_most(GOAL_P95))
        figures.add(f"offers.{name}.max", values[-1] if values else 0, "s")
    figures.add("offers.other_requests", other["all"]["rps"], "/s", note=f"p95 {other['all']['p95']:.0f} ms")
    figures.add("offers.other_errors", other["all"]["errors"], "", at_most(0))


def boards(companies: list[Company], port: int, connections: int, seconds: float) -> dict[str, Any]:
    requests = [
        {
            "name": f"board{company.number}", "method": "GET", "path": "/api/v1/requests?open=true", "expect": [200],
            "headers": company.headers,
        }
        for company in companies
    ]  # fmt: skip
    return {
        "host": services.HOST, "port": port, "connections": connections, "seconds": seconds, "warm": 0, "pause": 0.3,
        "requests": requests, "choices": {},
    }  # fmt: skip


def offers_made(admin: str, since: datetime, requests: int, whatsapp: WhatsApp, patience: float = 60.0) -> int:
    """How many offers there are, once every request has some."""
    deadline = time.monotonic() + patience
    with psycopg.connect(plain_url(admin), autocommit=True) as connection:
        while True:
            row = connection.execute(
                "SELECT count(DISTINCT request_id), count(*) FROM offers WHERE created_at >= %s", (since,)
            ).fetchone()
            if row is not None and (row[0] >= requests or time.monotonic() > deadline):
                return int(row[1])
            time.sleep(0.2)


def commits(admin: str) -> dict[str, float]:
    """Per request, when the event of its opening was written, with the commit."""
    with psycopg.connect(plain_url(admin), autocommit=True) as connection:
        rows = connection.execute(
            "SELECT payload->>'request_id', extract(epoch FROM occurred_at)::float8 FROM outbox_events"
            " WHERE type = 'requests.opened'"
        ).fetchall()
    return {str(request): float(at) for request, at in rows}


def sends(admin: str) -> dict[str, str]:
    """Per send of an offer's message, its request."""
    with psycopg.connect(plain_url(admin), autocommit=True) as connection:
        rows = connection.execute(
            "SELECT s.id, o.request_id FROM offers o JOIN notification_sends s ON s.tenant_id = o.tenant_id"
            " AND s.notification_id = o.notification_id"
        ).fetchall()
    return {str(send): str(request) for send, request in rows}


# -- one search ---------------------------------------------------------------------------------


def search_cost(figures: Figures, stack: Stack, rounds: int) -> None:
    port = services.choose_port(8500)
    env = environment(stack, port, DIGIBOOST_RATE_LIMITS="false")
    env.pop("DIGIBOOST_STATIC_DIR", None)
    running = services.Services(env, port, stack.data_dir / "logs")
    engine = make_engine(
        get_settings().worker_database_url.get_secret_value(), get_settings(), statement_timeout_ms=60_000
    )
    try:
        running.start(("api",))
        running.wait_ready()
        with httpx.Client(base_url=running.url, timeout=60) as client:
            for size in SIZES:
                with step(f"a company with {size} providers"):
                    company = Company(client, size % 997, size)
                    asked = [UUID(company.ask(number)) for number in range(rounds + 1)]
                ranked, whole = [], []
                for request_id in asked:
                    with Tx(engine, system_actor(UUID(company.tenant_id))) as tx:
                        row = repository.request(tx, request_id)
                        if row is None:
                            raise Failed("no such request")
                        began = time.perf_counter()
                        choosing.choose(tx, row, Settings(), now())
                        ranked.append(time.perf_counter() - began)
                    began = time.perf_counter()
                    with Tx(engine, system_actor(UUID(company.tenant_id))) as tx:
                        searching.search(tx, request_id)
                    whole.append(time.perf_counter() - began)
                figures.add(f"search.rank.{size}", 1000 * statistics.median(ranked[1:]), "ms")
                figures.add(f"search.whole.{size}", 1000 * statistics.median(whole[1:]), "ms")
    finally:
        engine.dispose()
        running.stop()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.offers", description=__doc__)
    parser.add_argument("--requests", type=int, default=500)
    parser.add_argument("--companies", type=int, default=10)
    parser.add_argument("--rate", type=float, default=2.0, help="requests opened in a second")
    parser.add_argument("--connections", type=int, default=4, help="people who look at their boards meanwhile")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--only", choices=("latency", "search"))
    options = parser.parse_args()
    figures = Figures("offers")
    try:
        with Stack(DATA / "offers", durable=True) as stack:
            env = environment(stack, 0)
            os.environ.update(env)
            get_settings.cache_clear()
            admin = env["DIGIBOOST_ADMIN_DATABASE_URL"]
            if options.only != "search":
                fresh(admin, env)
                latency(figures, stack, options)
            if options.only != "latency":
                fresh(admin, env)
                search_cost(figures, stack, options.rounds)
    except Failed as error:
        say(red(str(error)))
        return 1
    figures.save()
    return 0


if __name__ == "__main__":
    sys.exit(main())
