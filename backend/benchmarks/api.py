"""Requests: how long they take beside the least that such a request can take, and how that grows.

    python -m benchmarks.api [--long] [--rounds 5] [--seconds 1.2]

Rounds are interleaved: within a round every kind of request runs once, in changing order, and a ratio is
taken within its round; what is reported is the median of the rounds.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

from benchmarks import neighbours, seed
from benchmarks.figures import Figures, Goal, at_least, at_most
from benchmarks.stage import Load, Server, staged
from digiboost.kernel.clock import now
from tools import services
from tools.console import Failed, bold, red, say, step

WORDS = ("riz", "huile", "sucre", "lait", "savon", "the vert", "cafe", "tomate", "royal", "sahel", "ciment", "p0012")
DASHBOARDS = ("stock_detail", "sales_analysis", "sales_year", "predictions", "kpis", "product_analysis")
READS = ("overview", "overview_304", "products", "search", "levels", "level", "sales", *DASHBOARDS)
KINDS = (*READS, "sale")
GOALS: dict[str, Goal] = {
    "overview": at_most(2.0),
    "products": at_most(3.0),
    "search": at_most(3.0),
    "levels": at_most(3.0),
    "level": at_most(3.0),
    "stock_detail": at_most(3.0),
    "sale": at_most(4.0),
}
SALES_YEAR = at_most(150.0)
"""Milliseconds, p50 on one connection, for the company with 1,000,000 sales."""
MEASURED = ("small", "middle", "large")
Rounds = dict[tuple[int, str, str], list[dict[str, Any]]]


class Caller:
    """One company's requests."""

    def __init__(self, server: Server, shop: seed.Shop) -> None:
        self.server = server
        self.shop = shop
        self.headers = server.sign_in(shop.email)
        status, _, page = server.ask("GET", "/api/v1/stock/levels?limit=200&status=ok", headers=self.headers)
        if status != 200:
            raise Failed(f"no stock levels: {status} {page}")
        self.products = [item["product_id"] for item in page["items"]]

    @property
    def choices(self) -> dict[str, list[Any]]:
        return {"product": self.products, "word": [word.replace(" ", "%20") for word in WORDS]}

    def request(self, kind: str) -> dict[str, Any]:
        reads = {
            "overview": "/api/v1/dashboards/overview",
            "products": "/api/v1/products?limit=25",
            "search": "/api/v1/products?limit=25&search={{word}}",
            "levels": "/api/v1/stock/levels?limit=25",
            "level": "/api/v1/stock/levels/{{product}}",
            "sales": "/api/v1/sales?limit=25",
            "stock_detail": "/api/v1/dashboards/stock-detail",
            "sales_analysis": "/api/v1/dashboards/sales-analysis",
            "sales_year": f"/api/v1/dashboards/sales-analysis?first={now().date() - timedelta(days=364)}",
            "predictions": "/api/v1/dashboards/predictions",
            "kpis": "/api/v1/analytics/kpis",
            "product_analysis": "/api/v1/analytics/products/{{product}}/analysis",
        }
        if kind in reads:
            return {"name": kind, "path": reads[kind], "headers": self.headers}
        if kind == "overview_304":
            status, headers, _ = self.server.ask("GET", reads["overview"], headers=self.headers)
            if status != 200:
                raise Failed(f"no overview: {status}")
            conditional = {**self.headers, "If-None-Match": headers["ETag"]}
            return {"name": kind, "path": reads["overview"], "headers": conditional, "expect": [304]}
        line = '{"product_id":"{{product}}","quantity":2}'
        return {
            "name": "sale",
            "method": "POST",
            "path": "/api/v1/sales",
            "headers": {**self.headers, "Idempotency-Key": "{{uuid}}"},
            "body": '{"id":"{{uuid}}","payment_method":"cash","lines":[' + line + "," + line + "]}",
            "expect": [201],
        }


BARE: dict[str, dict[str, Any]] = {
    "select": {"name": "select", "path": "/benchmark/select/{{number}}"},
    "json": {"name": "json", "path": "/benchmark/json"},
    "insert": {"name": "insert", "method": "POST", "path": "/benchmark/insert", "body": "", "expect": [201]},
}


class Bench:
    def __init__(self, server: Server, load: Load, figures: Figures, options: argparse.Namespace) -> None:
        self.server, self.load, self.figures, self.options = server, load, figures, options
        self.chance = random.Random(7)
        self.rounds: Rounds = defaultdict(list)
        self.callers = {
            shop.name: Caller(server, shop) for shop in seed.shops(seed.scale_wanted()) if shop.name in MEASURED
        }

    def one(self, connections: int, request: dict[str, Any], choices: dict[str, list[Any]]) -> dict[str, Any]:
        plan = {
            "host": services.HOST, "port": self.server.port, "connections": connections,
            "seconds": self.options.seconds, "warm": 0.25, "requests": [request],
            "choices": {"number": list(range(1, 5001)), **choices},
        }  # fmt: skip
        used = self.server.cpu_seconds()
        found: dict[str, Any] = self.load.run(plan)["all"]
        if not found["count"]:
            # Every answer that came belonged to the warming up.
            found = self.load.run({**plan, "seconds": 10 * self.options.seconds})["all"]
        found["cpu"] = (self.server.cpu_seconds() - used) * 1000 / max(1, found["total"])
        if found["errors"]:
            raise Failed(f"{request['name']}: {found['errors']} of {found['count']} failed: {found['first_error']}")
        return found

    def measure(self, connections: int, tenants: tuple[str, ...], rounds: int) -> None:
        jobs: list[tuple[str, str]] = [("bare", kind) for kind in BARE]
        jobs += [(tenant, kind) for tenant in tenants for kind in KINDS]
        for number in range(rounds + 1):
            self.chance.shuffle(jobs)
            for tenant, kind in jobs:
                caller = self.callers.get(tenant)
                request = BARE[kind] if caller is None else caller.request(kind)
                found = self.one(connections, request, {} if caller is None else caller.choices)
                if number == 0:
                    continue  # the first round warms caches, plans and pools
                self.rounds[connections, tenant, kind].append(found)
                self.figures.raw.append(
                    {"round": number, "connections": connections, "tenant": tenant, "kind": kind, **found}
                )

    def median(self, connections: int, tenant: str, kind: str, what: str) -> float:
        return statistics.median(found[what] for found in self.rounds[connections, tenant, kind])

    def ratio(self, connections: int, one: tuple[str, str], other: tuple[str, str], what: str) -> float:
        """The median of the rounds' ratios."""
        pairs = zip(self.rounds[connections, *one], self.rounds[connections, *other], strict=True)
        return statistics.median(a[what] / b[what] for a, b in pairs)

    def report(self, connections: int, tenants: tuple[str, ...], *, judge: bool) -> None:
        figures = self.figures
        say(bold(f"\n{connections} connection{'s' if connections > 1 else ''}"))
        for tenant, kinds in (("bare", tuple(BARE)), *((tenant, KINDS) for tenant in tenants)):
            for kind in kinds:
                name = f"c{connections}.{tenant}.{kind}"
                for what, unit in (("rps", "/s"), ("p50", "ms"), ("p95", "ms"), ("p99", "ms"), ("cpu", "ms")):
                    is_year = (connections, tenant, kind, what) == (1, "large", "sales_year", "p50")
                    goal = SALES_YEAR if is_year else None
                    figures.add(f"{name}.{what}", self.median(connections, tenant, kind, what), unit, goal)
                if tenant == "bare":
                    continue
                goal = GOALS.get(kind) if judge else None
                if kind == "overview_304":
                    ratio = self.ratio(connections, (tenant, kind), ("bare", "json"), "rps")
                    figures.add(f"{name}.of_json_rps", ratio, "", at_least(0.5) if judge else None)
                else:
                    against = "insert" if kind == "sale" else "select"
                    ratio = self.ratio(connections, (tenant, kind), ("bare", against), "p50")
                    figures.add(f"{name}.of_{against}_p50", ratio, "", goal)

    def growth(self) -> None:
        """From 10,000 to 100,000 to 1,000,000 sales."""
        say(bold("\nfrom 10,000 over 100,000 to 1,000,000 sales (p50 at 10 connections)"))
        bends = []
        for kind in KINDS:
            steps = []
            for tenant in ("middle", "large"):
                steps.append(self.ratio(10, (tenant, kind), ("small", kind), "p50"))
                goal = at_most(1.2) if kind == "overview" and tenant == "large" else None
                self.figures.add(f"growth.{kind}.{tenant}_of_small", steps[-1], "", goal)
            if max(steps) > 1.2:
                bends.append(f"{kind} (x{max(steps):.2f})")
        say(f"lines that bend: {', '.join(bends) or 'none'}")

    def flat(self, admin_url: str, rounds: int) -> None:
        """What a large company waits for, with few other companies' sums beside its own and with 100 times as many."""
        found: dict[tuple[str, str], list[float]] = defaultdict(list)

        def ask(when: str) -> None:
            caller = self.callers["large"]
            for number in range(rounds + 1):
                bare = self.one(1, BARE["select"], {})["p50"]
                for kind in ("sales_analysis", "sales_year"):
                    p50 = self.one(1, caller.request(kind), caller.choices)["p50"]
                    if number:
                        found[when, kind].append(p50)
                        found[f"{when}_of_select", kind].append(p50 / bare)

        say(bold("\nother companies' sums"))
        with neighbours.aside(admin_url, self.callers["large"].shop.tenant_id) as grown:
            ask("few")
        ask("many")
        self.figures.add("neighbours.times", grown.times, "", None, f"{grown.few} and {grown.many} days of products")
        for kind in ("sales_analysis", "sales_year"):
            few, many = (statistics.median(found[when, kind]) for when in ("few", "many"))
            self.figures.add(f"neighbours.{kind}.few", few, "ms")
            self.figures.add(f"neighbours.{kind}.many", many, "ms")
            ratio = statistics.median(found["many_of_select", kind]) / statistics.median(found["few_of_select", kind])
            self.figures.add(f"neighbours.{kind}.many_of_few", ratio, "", at_most(1.2), "each beside a bare SELECT")

    def mix(self, seconds: float, pause: float) -> None:
        """50 users: 70 % overview, list and search, 20 % sales, 10 % details."""
        others = [shop for shop in seed.shops(seed.scale_wanted()) if shop.name.startswith("shop")][:7]
        callers = [*self.callers.values(), *(Caller(self.server, shop) for shop in others)]
        weights = {"overview": 30, "products": 20, "search": 20, "sale": 20, "level": 10}
        requests = []
        choices: dict[str, list[Any]] = {"word": callers[0].choices["word"]}
        for number, caller in enumerate(callers):
            choices[f"product{number}"] = caller.products
            for kind, weight in weights.items():
                request = caller.request(kind)
                for part in ("path", "body"):
                    if part in request:
                        request[part] = request[part].replace("{{product}}", f"{{{{product{number}}}}}")
                requests.append({**request, "weight": weight})
        found = self.load.run(
            {
                "host": services.HOST, "port": self.server.port, "connections": 50, "seconds": seconds, "warm": 3,
                "pause": pause, "requests": requests, "choices": choices,
            }
        )["all"]  # fmt: skip
        name = "mix" if pause else "mix_without_pause"
        about = f"50 users, {len(callers)} companies, {seconds:.0f} s"
        say(bold(f"\n{about}, {f'a pause of {pause:.1f} s on average' if pause else 'no pause'}"))
        self.figures.add(f"{name}.rps", found["rps"], "/s")
        self.figures.add(f"{name}.p50", found["p50"], "ms")
        self.figures.add(f"{name}.p95", found["p95"], "ms", at_most(100))
        self.figures.add(f"{name}.p99", found["p99"], "ms")
        self.figures.add(f"{name}.errors", found["errors"], "", at_most(0), found["first_error"][:120])


def night() -> None:
    """What the dashboards read of a night, for the companies that are measured: their demand foretold, their classes,
    the hours of days that are over, the spans of weeks."""
    from digiboost.forecasting import service as forecasting
    from digiboost.kernel.auth import system_actor
    from digiboost.kernel.db.tx import Tx
    from digiboost.kernel.jobs import worker_engine
    from digiboost.sales.service import fill_costs
    from digiboost.statistics.service import keep_hours, keep_spans

    for shop in seed.shops(seed.scale_wanted()):
        if shop.name in MEASURED:
            with Tx(worker_engine(), system_actor(shop.tenant_id)) as tx:
                for work in (fill_costs, forecasting.tonight, forecasting.keep_standings, keep_hours, keep_spans):
                    work(tx)


def start(figures: Figures) -> None:
    """How long the command line takes to say what it can do: the best of seven, and the processor time of one."""
    walls, busy = [], []
    for _ in range(7):
        before, began = os.times(), time.perf_counter()
        subprocess.run([services.program(), "--help"], check=True, stdout=subprocess.DEVNULL)
        walls.append(time.perf_counter() - began)
        after = os.times()
        busy.append(after.children_user + after.children_system - before.children_user - before.children_system)
    figures.add("start.help", min(walls), "s", at_most(0.8), "the best of 7")
    figures.add("start.help_cpu", statistics.median(busy), "s")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.api", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1.2, help="of each measurement")
    parser.add_argument("--long", action="store_true", help="the mix runs for 5 minutes instead of 1")
    parser.add_argument("--quick", action="store_true", help="10 connections and two companies alone, no mix")
    parser.add_argument("--reseed", action="store_true")
    options = parser.parse_args()
    figures = Figures("api")
    try:
        with ExitStack() as stage:
            stack, env, port = stage.enter_context(staged("api", reseed=options.reseed))
            with step("a night"):
                night()
            server = stage.enter_context(Server(env, port, stack.data_dir / "logs" / "server.log"))
            load = stage.enter_context(Load())
            bench = Bench(server, load, figures, options)
            plan: list[tuple[int, tuple[str, ...], int, Callable[[], None] | None]]
            if options.quick:
                plan = [(10, ("small", "large"), options.rounds, None)]
            else:
                plan = [
                    (10, MEASURED, options.rounds, bench.growth),
                    (1, ("small", "large"), max(1, options.rounds - 2), None),
                    (50, ("small", "large"), max(1, options.rounds - 2), None),
                ]
            for connections, tenants, rounds, then in plan:
                bench.measure(connections, tenants, rounds)
                bench.report(connections, tenants, judge=connections == 10)
                if then is not None:
                    then()
            if not options.quick:
                seconds = 300.0 if options.long else 60.0
                bench.mix(seconds, pause=0.5)
                bench.mix(seconds, pause=0.0)
                bench.flat(env["DIGIBOOST_ADMIN_DATABASE_URL"], options.rounds)
            say()
            start(figures)
            figures.add("client.cpu_share", load.busiest, "cores", note="at 1 it would be the client that is measured")
    except Failed as error:
        say(red(str(error)))
        return 1
    figures.save()
    return 0


if __name__ == "__main__":
    sys.exit(main())
