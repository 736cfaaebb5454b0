"""Alerts: what the net under all companies costs, and how long a message takes from the sale that caused it.

    python -m benchmarks.alerts [--tenants 1000] [--products 500] [--alerts 500] [--rounds 7] [--only sweep|latency]

The sweep: companies whose levels and open alerts agree, a tenth of the levels short; the net asks every company, and
beside it stands one bare sequential scan of ``stock_levels`` in the same round (one process; PostgreSQL's own choice,
with its parallel workers, is told too). Rounds are interleaved, a ratio is taken within its round, and what is
reported is the median. Growth is measured at a tenth and at a hundredth of the companies.

The latency: real processes (API, worker, broker) and a local server that speaks WhatsApp's contract; no beat, so no
sweep helps. Sales empty one product after the other while other tills sell. From the commit (the moment that its
event was written with it) to the request at WhatsApp's server.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import psycopg

from benchmarks.client import percentile
from benchmarks.figures import Figures, at_most
from benchmarks.sql import copy_database, plain_url
from benchmarks.stage import DATA, Load, environment, migrate
from digiboost.alerts import jobs, repository
from digiboost.alerts.rules import DEFAULTS, NAMES, TOLD
from digiboost.kernel.db.engine import make_engine
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.ids import new_id
from digiboost.kernel.settings import get_settings
from tests.kit.whatsapp import WhatsApp
from tools import services
from tools.console import Failed, bold, red, say, step
from tools.stack import DATABASE, Stack

Connection = psycopg.Connection[tuple[Any, ...]]
PASSWORD = "Teranga-2026!"
RUPTURES, LOW = 0.04, 0.06
"""Shares of the levels."""
MINIMUM = 10_000


# -- the sweep ----------------------------------------------------------------------------------


def seed(connection: Connection, tenants: int, products: int) -> list[UUID]:
    """Companies whose alerts stand as the engine would have left them."""
    connection.execute("SET session_replication_role = replica")  # foreign keys hold by construction
    at, chance = datetime.now(UTC), random.Random(7)
    companies = [UUID(int=chance.getrandbits(128), version=4) for _ in range(tenants)]
    copies: dict[str, tuple[str, list[tuple[Any, ...]]]] = {
        "tenants": ("id, name, country, currency, currency_exponent, language, time_zone, halves, created_at,"
                    " updated_at, version", []),
        "tenant_clocks": ("company_id, time_zone", []),
        "alert_settings": ("tenant_id, digest_at, digest_on, group_minutes, digest_day, version, updated_at", []),
        "alert_watch": ("company_id, next_at", []),
        "alert_rules": ("tenant_id, id, type, name, params, category_ids, product_ids, roles, user_ids, delivery,"
                        " repeat_hours, is_active, created_at, updated_at, version", []),
        "products": ("tenant_id, id, code, name, name_key, search_text, unit, pack_size, sale_price, is_active,"
                     " created_at, updated_at, version", []),
        "stock_levels": ("tenant_id, product_id, on_hand, min_stock, tracked, status, average_cost, value,"
                         " rupture_since, last_sale_at, watched_below, watched_above, updated_at", []),
        "alerts": ("tenant_id, id, rule_id, subject_type, subject_id, state, urgency, value, threshold, details,"
                   " started_at, changed_at, told_at, silenced_by, fired_count", []),
    }  # fmt: skip
    rows = {name: kept for name, (_, kept) in copies.items()}
    for number, tenant in enumerate(companies):
        rows["tenants"].append((tenant, f"B{number}", "SN", "XOF", 0, "fr", "Africa/Dakar", ["stock"], at, at, 1))
        rows["tenant_clocks"].append((tenant, "Africa/Dakar"))
        rows["alert_settings"].append((tenant, "07:30", True, 1, at.date().isoformat(), 1, at))
        rows["alert_watch"].append((tenant, at + timedelta(days=1)))
        rules = {kind: new_id() for kind, _, _ in DEFAULTS}
        rows["alert_rules"] += [
            (tenant, rules[kind], kind.value, NAMES[kind][0], "{}", [], [], TOLD, [], delivery.value, repeat, True,
             at, at, 1)
            for kind, delivery, repeat in DEFAULTS
        ]  # fmt: skip
        for n in range(products):
            product, luck = new_id(), chance.random()
            name = f"Produit {n}"
            short = luck < RUPTURES + LOW
            on_hand = 0 if luck < RUPTURES else 5_000 if short else chance.randrange(20_000, 200_000)
            status = "rupture" if luck < RUPTURES else "low" if short else "ok"
            rows["products"].append(
                (tenant, product, f"P-{n:04}", name, name.lower(), name.lower(), "unité", 1000, 500, True, at, at, 1)
            )
            # As ``judging.watched`` leaves them.
            below, above = {"ok": (MINIMUM, None), "low": (0, 11_000), "rupture": (None, 1_000)}[status]
            rows["stock_levels"].append(
                (tenant, product, on_hand, MINIMUM, True, status, 100_000, on_hand // 10, at if on_hand == 0 else None,
                 at, below, above, at)
            )  # fmt: skip
            loud = new_id() if on_hand == 0 else None
            for kind, alert_id, silenced_by in ([("rupture", loud, None)] if loud else []) + (
                [("low_stock", new_id(), loud)] if short else []
            ):
                rule = next(rule_id for rule_type, rule_id in rules.items() if rule_type.value == kind)
                rows["alerts"].append(
                    (tenant, alert_id, rule, "product", product, "firing", 1 if kind == "rupture" else 2,
                     on_hand / 1000, 10.0, "{}", at, at, at, silenced_by, 1)
                )  # fmt: skip
    for table, (columns, kept) in copies.items():
        with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            for row in kept:
                copy.write_row(row)
    return companies


def scan(connection: Connection, *, workers: bool) -> float:
    """Seconds of one bare sequential scan of every level there is."""
    connection.execute(f"SET max_parallel_workers_per_gather = {2 if workers else 0}")
    connection.execute("SET enable_indexscan = off")
    connection.execute("SET enable_indexonlyscan = off")
    connection.execute("SET enable_bitmapscan = off")
    began = time.perf_counter()
    connection.execute("SELECT count(*), sum(on_hand) FROM stock_levels").fetchone()
    return time.perf_counter() - began


def sweep(figures: Figures, admin: str, tenants: int, products: int, rounds: int, *, judge: bool) -> None:
    with psycopg.connect(plain_url(admin), autocommit=True) as connection:
        with step(f"{tenants} companies with {products} products"):
            seed(connection, tenants, products)
            connection.execute("VACUUM (ANALYZE)")
        engine = make_engine(
            get_settings().worker_database_url.get_secret_value(), get_settings(), statement_timeout_ms=60_000
        )
        try:
            seconds: dict[str, list[float]] = {"net": [], "scan": [], "parallel": [], "due": []}
            for number in range(rounds + 1):
                found = {
                    "scan": scan(connection, workers=False),
                    "net": _timed(lambda: _agree(jobs.net(engine))),
                    "parallel": scan(connection, workers=True),
                    "due": _timed(lambda: _agree(jobs.due(engine))),
                }
                if number:  # the first round warms caches and plans
                    for name, value in found.items():
                        seconds[name].append(value)
                    figures.raw.append({"tenants": tenants, "round": number, **found})
        finally:
            engine.dispose()
    name = f"sweep.{tenants}"
    for what in seconds:
        figures.add(f"{name}.{what}", 1000 * statistics.median(seconds[what]), "ms")
    ratios = [net / one for net, one in zip(seconds["net"], seconds["scan"], strict=True)]
    figures.add(f"{name}.of_scan", statistics.median(ratios), "", at_most(10) if judge else None,
                f"{tenants} companies, {products} products each")  # fmt: skip
    ratios = [net / one for net, one in zip(seconds["net"], seconds["parallel"], strict=True)]
    figures.add(f"{name}.of_parallel_scan", statistics.median(ratios))


def _agree(found: int) -> None:
    if found:
        raise Failed(f"{found} companies do not agree with their alerts: the seed is not what the engine leaves")


def _timed(act: Callable[[], None]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def found_ones(figures: Figures, admin: str) -> None:
    """One company in a hundred has a level whose event was lost: finding them, and judging each."""
    engine = make_engine(
        get_settings().worker_database_url.get_secret_value(), get_settings(), statement_timeout_ms=60_000
    )
    try:
        with psycopg.connect(plain_url(admin), autocommit=True) as connection:
            companies = [row[0] for row in connection.execute("SELECT company_id FROM tenant_clocks ORDER BY 1")]
            lost = companies[:: max(1, len(companies) // 10)][:10]
            for company in lost:
                connection.execute(
                    "UPDATE stock_levels SET on_hand = 0, status = 'rupture' WHERE tenant_id = %s AND product_id ="
                    " (SELECT product_id FROM stock_levels WHERE tenant_id = %s AND status = 'ok' LIMIT 1)",
                    (company, company),
                )
        with Tx(engine, None) as tx:
            found = repository.disagreeing(tx, companies)
        if set(found) != set(lost):
            raise Failed(f"the net found {len(found)} of the {len(lost)} companies")
        for name, whole in (("product", False), ("company", True)):
            took = []
            for company in lost:
                products = () if whole else found[company] or ()
                began = time.perf_counter()
                jobs.visit(engine, company, products=products, everything=whole)
                took.append(time.perf_counter() - began)
            figures.add(f"sweep.judge_a_{name}", 1000 * statistics.median(took), "ms")
    finally:
        engine.dispose()


# -- the latency --------------------------------------------------------------------------------


class Till:
    """A company whose owner has a telephone, with shelves to be emptied and one that never is."""

    def __init__(self, client: httpx.Client, number: int) -> None:
        self.client = client
        signup = {
            "company_name": f"Boutique {number}", "full_name": "Awa Ndiaye", "password": PASSWORD,
            "email": f"till-{number}-{new_id().hex[:8]}@example.com",
        }  # fmt: skip
        session = self._ok("POST", "/auth/signup", signup)
        self.tenant_id = session["tenant"]["id"]
        self.headers = {"Authorization": f"Bearer {session['access_token']}"}
        self._ok("PATCH", "/me", {"phone": f"+22177{number:07}"})
        self._ok("PATCH", "/alerts/settings", {"group_minutes": 0, "digest_on": False})
        self.others: list[str] = []

    def shelves(self, count: int) -> list[tuple[str, str]]:
        """(name, product) of shelves with one piece each."""
        made = [(f"Article {self.tenant_id[-8:]} {n}", str(new_id())) for n in range(count)]
        self.others = [str(new_id()) for _ in range(10)]
        at = (datetime.now(UTC) - timedelta(minutes=5)).isoformat()
        products = [*((name, item, 1) for name, item in made), *((f"Stock {n}", item, 10**6) for n, item in
                    enumerate(self.others))]  # fmt: skip
        wanted = []
        for name, item, quantity in products:
            product = {"id": item, "name": name, "sale_price": 500}
            count_of = {"id": str(new_id()), "lines": [{"product_id": item, "counted": quantity}]}
            for kind, payload in (("product.create", product), ("stock.count", count_of)):
                wanted.append({"id": str(new_id()), "type": kind, "occurred_at": at, "payload": payload})
        for start in range(0, len(wanted), 50):
            sent = {"sent_at": datetime.now(UTC).isoformat(), "operations": wanted[start : start + 50]}
            answer = self._ok("POST", "/sync/push", sent)
            if any(one["status"] != "applied" for one in answer["verdicts"]):
                raise Failed(f"no shelves: {json.dumps(answer)[:500]}")
        return made

    def sell(self, item: str) -> None:
        body = {"payment_method": "cash", "lines": [{"product_id": item, "quantity": 1}]}
        self._ok("POST", "/sales", body)

    def _ok(self, method: str, path: str, body: Any) -> Any:
        headers = getattr(self, "headers", {})
        answer = self.client.request(method, f"/api/v1{path}", json=body, headers=headers)
        if answer.status_code not in (200, 201):
            raise Failed(f"{method} {path}: {answer.status_code} {answer.text[:500]}")
        return answer.json()


def latency(figures: Figures, stack: Stack, alerts: int, companies: int, connections: int) -> None:
    whatsapp = WhatsApp().start()
    port = services.choose_port(8400)
    env = environment(stack, port, DIGIBOOST_RATE_LIMITS="false", **whatsapp.settings())
    env.pop("DIGIBOOST_STATIC_DIR", None)
    whatsapp.callback_url = f"http://{services.HOST}:{port}/api/v1/channels/whatsapp/callback"
    running = services.Services(env, port, stack.data_dir / "logs")
    try:
        running.start(("api", "worker"))
        running.wait_ready()
        with httpx.Client(base_url=running.url, timeout=60) as client, Load() as load:
            with step(f"{companies} companies"):
                tills = [Till(client, number) for number in range(companies)]
                per_company = -(-alerts // companies)
                shelves = [(till, name, item) for till in tills for name, item in till.shelves(per_company)][:alerts]
            random.Random(7).shuffle(shelves)
            wait_for_quiet(env["DIGIBOOST_ADMIN_DATABASE_URL"])
            whatsapp.reset()
            plan = other_sales(tills, port, connections, 0.22 * alerts + 20)
            other: dict[str, Any] = {}
            selling = threading.Thread(target=lambda: other.update(load.run(plan)))
            selling.start()
            time.sleep(2)
            with step(f"{alerts} shelves are emptied while {connections} other tills sell"):
                for till, _, item in shelves:
                    began = time.monotonic()
                    till.sell(item)
                    time.sleep(max(0.0, 0.2 - (time.monotonic() - began)))
            wait_for_messages(whatsapp, alerts)
            selling.join()
        committed = commits(env["DIGIBOOST_ADMIN_DATABASE_URL"])
    finally:
        running.stop()
        whatsapp.stop()
    arrived = {message.details["template"]["components"][0]["parameters"][1]["text"].split(" : ")[0]: message.at
               for message in whatsapp.accepted}  # fmt: skip
    took = sorted(arrived[name] - committed[item] for _, name, item in shelves if name in arrived)
    say(bold(f"\n{alerts} alerts of {companies} companies"))
    figures.add("latency.alerts", len(took), "", note="messages that arrived, one for each shelf")
    figures.add("latency.missing", alerts - len(took), "", at_most(0))
    figures.add("latency.twice", len(whatsapp.accepted) - len(arrived), "", at_most(0))
    figures.add("latency.p50", percentile(took, 0.50), "s")
    figures.add("latency.p95", percentile(took, 0.95), "s", at_most(5))
    figures.add("latency.max", took[-1] if took else 0, "s")
    figures.add("latency.other_sales", other["all"]["rps"], "/s", note=f"p95 {other['all']['p95']:.0f} ms")
    figures.add("latency.other_errors", other["all"]["errors"], "", at_most(0))


def other_sales(tills: list[Till], port: int, connections: int, seconds: float) -> dict[str, Any]:
    requests: list[dict[str, Any]] = []
    choices: dict[str, list[str]] = {}
    for number, till in enumerate(tills):
        choices[f"product{number}"] = till.others
        line = f'{{"product_id":"{{{{product{number}}}}}","quantity":1}}'
        requests.append(
            {
                "name": f"sale{number}", "method": "POST", "path": "/api/v1/sales", "expect": [201],
                "headers": {**till.headers, "Idempotency-Key": "{{uuid}}"},
                "body": '{"id":"{{uuid}}","payment_method":"cash","lines":[' + line + "]}",
            }
        )  # fmt: skip
    return {
        "host": services.HOST, "port": port, "connections": connections, "seconds": seconds, "warm": 0, "pause": 0.3,
        "requests": requests, "choices": choices,
    }  # fmt: skip


def wait_for_quiet(admin: str, patience: float = 120.0) -> None:
    """Returns once the worker has nothing left of the preparations."""
    deadline = time.monotonic() + patience
    with psycopg.connect(plain_url(admin), autocommit=True) as connection:
        while time.monotonic() < deadline:
            row = connection.execute("SELECT count(*) FROM deliveries WHERE state = 'waiting'").fetchone()
            if row is not None and row[0] == 0:
                return
            time.sleep(0.2)
    raise Failed("the worker does not come to rest")


def wait_for_messages(whatsapp: WhatsApp, wanted: int, patience: float = 60.0) -> None:
    deadline = time.monotonic() + patience
    while len(whatsapp.accepted) < wanted and time.monotonic() < deadline:
        time.sleep(0.1)


def commits(admin: str) -> dict[str, float]:
    """Per product that ran empty, when the event of it was written, with the commit."""
    with psycopg.connect(plain_url(admin), autocommit=True) as connection:
        rows = connection.execute(
            "SELECT p->>'product_id', extract(epoch FROM e.occurred_at)::float8 FROM outbox_events e,"
            " jsonb_array_elements(e.payload->'products') p WHERE e.type = 'stock.crossed'"
            " AND p->>'status' = 'rupture' AND p->>'was' <> 'rupture'"
        ).fetchall()
    return {str(product): float(at) for product, at in rows}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.alerts", description=__doc__)
    parser.add_argument("--tenants", type=int, default=1000)
    parser.add_argument("--products", type=int, default=500)
    parser.add_argument("--alerts", type=int, default=500)
    parser.add_argument("--companies", type=int, default=25, help="whose shelves are emptied")
    parser.add_argument("--connections", type=int, default=4, help="tills that sell meanwhile")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--only", choices=("sweep", "latency"))
    options = parser.parse_args()
    figures = Figures("alerts")
    try:
        with Stack(DATA / "alerts", durable=True) as stack:
            env = environment(stack, 0)
            os.environ.update(env)
            get_settings.cache_clear()
            admin = env["DIGIBOOST_ADMIN_DATABASE_URL"]
            sizes = sorted({max(1, options.tenants // 100), max(1, options.tenants // 10), options.tenants})
            for tenants in sizes if options.only != "latency" else []:
                fresh(admin, env)
                sweep(figures, admin, tenants, options.products, options.rounds, judge=tenants == options.tenants)
            if options.only != "latency":
                found_ones(figures, admin)
            if options.only != "sweep":
                fresh(admin, env)
                latency(figures, stack, options.alerts, options.companies, options.connections)
    except Failed as error:
        say(red(str(error)))
        return 1
    figures.save()
    return 0


def fresh(admin: str, env: dict[str, str]) -> None:
    copy_database(admin, "template1", DATABASE)
    migrate(env)


if __name__ == "__main__":
    sys.exit(main())
