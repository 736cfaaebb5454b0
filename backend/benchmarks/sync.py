"""A phone's exchange: what a day's work without network costs to send, and a whole shop to read for the first time.

    python -m benchmarks.sync [--products 5000] [--operations 500] [--server]

The shop is made through the exchange itself. Bytes are of the answers' bodies, as a proxy would compress them. Then
the same in Chromium as on a cheap phone with slow 3G (`frontend/e2e/slow.ts`), unless only the ``--server`` is asked
for.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import uuid4

import brotli  # type: ignore[import-untyped]

from benchmarks.figures import Figures, at_most
from benchmarks.seed import PASSWORD
from benchmarks.stage import DATA, Server, environment, migrate
from digiboost.kernel.ids import new_id
from tools import browser, services
from tools.console import FRONTEND, Failed, red, say, step
from tools.stack import Stack

GOODS = ("Riz parfumé", "Huile d'arachide", "Lait en poudre", "Savon", "Sucre", "Café moulu", "Thé vert", "Pâtes",
         "Tomate concentrée", "Eau minérale", "Biscuits", "Détergent", "Bouillon", "Farine de blé")  # fmt: skip
MAKERS = ("Royal", "Sahel", "Teranga", "Niani", "Kirène", "Jaboot", "Diamant", "Dior", "Adja", "Maman")
SIZES = ("250 g", "500 g", "1 kg", "5 kg", "25 kg", "1 L", "5 L", "carton de 12", "sachet", "boîte")
GZIP_LEVEL = BROTLI_LEVEL = 5
GOALS = {"first_pull.seconds": at_most(8), "first_pull.longest_task": at_most(200), "send.longest_task": at_most(200)}


class Phone:
    def __init__(self, server: Server) -> None:
        self.server = server
        self.email = f"bench-{uuid4().hex[:8]}@example.com"
        signup = {"company_name": "Boutique", "full_name": "Awa", "email": self.email, "password": PASSWORD}
        status, _, session = server.ask("POST", "/api/v1/auth/signup", signup)
        if status != 201:
            raise Failed(f"no company: {status} {session}")
        self.headers = {"Authorization": f"Bearer {session['access_token']}"}
        self.chance = Random(7)

    def operation(self, type_: str, payload: dict[str, Any], ago: timedelta = timedelta()) -> dict[str, Any]:
        at = datetime.now(UTC) - ago
        return {"id": str(new_id()), "type": type_, "occurred_at": at.isoformat(), "payload": payload}

    def push(self, operations: list[dict[str, Any]]) -> list[float]:
        """Seconds of each batch of 50. Raises Failed unless all are applied."""
        seconds = []
        for start in range(0, len(operations), 50):
            body = {"sent_at": datetime.now(UTC).isoformat(), "operations": operations[start : start + 50]}
            began = time.perf_counter()
            status, _, answer = self.server.ask("POST", "/api/v1/sync/push", body, self.headers)
            seconds.append(time.perf_counter() - began)
            if status != 200 or any(one["status"] != "applied" for one in answer["verdicts"]):
                raise Failed(f"not applied: {status} {json.dumps(answer)[:500]}")
        return seconds

    def pull(self, limit: int, cursor: str | None = None) -> tuple[list[bytes], float, str]:
        """The answers' bodies until there is no more, the seconds, the last cursor."""
        bodies: list[bytes] = []
        began = time.perf_counter()
        while True:
            path = f"/api/v1/sync/pull?limit={limit}" + (f"&cursor={cursor}" if cursor else "")
            status, _, answer = self.server.ask("GET", path, headers=self.headers)
            if status != 200:
                raise Failed(f"no pull: {status} {answer}")
            # As it came: PostgreSQL puts a blank behind each comma.
            bodies.append(json.dumps(answer, ensure_ascii=False).encode())
            cursor = answer["cursor"]
            if not answer["more"]:
                return bodies, time.perf_counter() - began, str(cursor)

    def products(self, count: int) -> list[str]:
        categories, suppliers = [str(new_id()) for _ in range(20)], [str(new_id()) for _ in range(12)]
        made = [self.operation("category.create", {"id": id, "name": f"Rayon {n}"}) for n, id in enumerate(categories)]
        made += [self.operation("supplier.create", {"id": id, "name": f"Gros {n}"}) for n, id in enumerate(suppliers)]
        ids = [str(new_id()) for _ in range(count)]
        for number, id in enumerate(ids):
            wanted = {
                "id": id, "code": f"P-{number:05d}", "barcode": str(self.chance.randrange(10**12, 10**13)),
                "name": f"{self.chance.choice(GOODS)} {self.chance.choice(MAKERS)} {self.chance.choice(SIZES)}",
                "category_id": self.chance.choice(categories), "supplier_id": self.chance.choice(suppliers),
                "sale_price": 25 * self.chance.randrange(4, 900), "purchase_price": 5 * self.chance.randrange(10, 3000),
                "min_stock": self.chance.randrange(2, 40),
            }  # fmt: skip
            made.append(self.operation("product.create", wanted))
        self.push(made)
        for start in range(0, count, 1000):
            lines = [{"product_id": id, "counted": self.chance.randrange(200)} for id in ids[start : start + 1000]]
            self.push([self.operation("stock.count", {"id": str(new_id()), "lines": lines}, timedelta(hours=20))])
        return ids

    def day(self, ids: list[str], count: int) -> list[dict[str, Any]]:
        """What a shop does without a network: mostly sales of one to four lines."""
        made: list[dict[str, Any]] = []
        for number in range(count):
            ago = timedelta(seconds=60 * (count - number))
            luck, chosen = self.chance.random(), self.chance.sample(ids, self.chance.randint(1, 4))
            if luck < 0.85:
                lines = [{"id": str(new_id()), "product_id": id, "quantity": 1, "unit_price": 500} for id in chosen]
                sale = {"id": str(new_id()), "payment_method": "cash", "lines": lines}
                made.append(self.operation("sale.record", sale, ago))
            elif luck < 0.93:
                entry = {"id": str(new_id()), "product_id": chosen[0], "type": "ENTRY", "quantity": 12}
                made.append(self.operation("stock.move", entry, ago))
            elif luck < 0.97:
                made.append(self.operation("product.edit", {"product_id": chosen[0], "min_stock": 5}, ago))
            else:
                made.append(self.operation("customer.create", {"id": str(new_id()), "name": f"Client {number}"}, ago))
        return made


def measure(phone: Phone, figures: Figures, options: argparse.Namespace) -> None:
    with step(f"{options.products} products"):
        ids = phone.products(options.products)
    seconds = phone.push(phone.day(ids, options.operations))
    figures.add("push.all", sum(seconds), "s", note=f"{options.operations} operations in {len(seconds)} batches")
    figures.add("push.batch_slowest", 1000 * max(seconds), "ms")
    figures.add("push.operation", 1000 * sum(seconds) / options.operations, "ms")
    cursor = ""
    for limit in (500, 1000, 2000):
        bodies, took, cursor = phone.pull(limit)
        name = f"first_pull.by_{limit}"
        figures.add(f"{name}.seconds", took, "s")
        figures.add(f"{name}.requests", len(bodies))
        figures.add(f"{name}.raw", sum(map(len, bodies)) / 1000, "kB")
        figures.add(f"{name}.gzip", sum(len(gzip.compress(one, GZIP_LEVEL)) for one in bodies) / 1000, "kB")
        figures.add(
            f"{name}.brotli", sum(len(brotli.compress(one, quality=BROTLI_LEVEL)) for one in bodies) / 1000, "kB"
        )
    bodies, took, cursor = phone.pull(1000, cursor)
    figures.add("quiet_pull", len(bodies[0]), "bytes", note=f"{1000 * took:.1f} ms")
    phone.push(phone.day(ids, 1))
    bodies, took, cursor = phone.pull(1000, cursor)
    figures.add("pull_after_one", len(bodies[0]), "bytes", note=f"{1000 * took:.1f} ms")


def in_a_browser(phone: Phone, figures: Figures, options: argparse.Namespace) -> None:
    """Raises Failed when the script broke off."""
    npm = shutil.which("npm")
    if npm is None:
        raise Failed("the frontend needs Node.js 20 or newer with npm")
    asked = {
        **os.environ, "BASE_URL": phone.server.url, "CHROMIUM_PATH": browser.path(), "DEMO_EMAIL": phone.email,
        "DEMO_PASSWORD": PASSWORD, "OPERATIONS": str(options.operations),
    }  # fmt: skip
    done = subprocess.run(
        [npm, "run", "--silent", "slow-sync"],
        cwd=FRONTEND, env=asked, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=1200,
    )  # fmt: skip
    if done.returncode != 0:
        raise Failed(f"the slow phone broke off\n{done.stdout}{done.stderr[-4000:]}")
    for line in done.stdout.splitlines():
        name, value, *unit = line.split()
        figures.add(f"slow.{name}", float(value), "".join(unit), GOALS.get(name))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sync", description=__doc__)
    parser.add_argument("--products", type=int, default=5000)
    parser.add_argument("--operations", type=int, default=500)
    parser.add_argument("--server", action="store_true", help="without the browser")
    options = parser.parse_args()
    figures = Figures("sync")
    try:
        with Stack(DATA / "sync", durable=True) as stack:
            port = services.choose_port(8300)
            env = environment(stack, port)
            if not options.server:
                with step("production build"):
                    services.build_frontend(stack.data_dir / "logs")
            with step("schema"):
                migrate(env)
            with Server(env, port, stack.data_dir / "logs" / "server.log") as server:
                phone = Phone(server)
                measure(phone, figures, options)
                if not options.server:
                    in_a_browser(phone, figures, options)
    except Failed as error:
        say(red(str(error)))
        return 1
    figures.save()
    return 0


if __name__ == "__main__":
    sys.exit(main())
