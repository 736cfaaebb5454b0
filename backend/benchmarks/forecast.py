"""What a forecast costs on one core: the engine warm and in a process of its own, and a night of many shops.

    python -m benchmarks.forecast [--products 2000] [--shops 20]

The shops of the night lie in the database with 500 products and a year of sales each, as the room reads and writes
them; a night of 1,000 shops is extrapolated from those that were measured.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from datetime import timedelta
from uuid import UUID

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[_name] = "1"

import numpy as np  # noqa: E402

from benchmarks.figures import Figures, at_most  # noqa: E402
from benchmarks.stage import DATA, environment, migrate  # noqa: E402
from digiboost.forecasting.engine.foretell import forecast  # noqa: E402
from digiboost.forecasting.engine.past import Past  # noqa: E402
from tools.stack import Stack  # noqa: E402

DAYS = 365
SHOP_PRODUCTS = 500
NIGHT_SHOPS = 1_000
_OWN_PROCESS = """
import os, sys
os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"
from pathlib import Path
from digiboost.forecasting.engine.command import run
run(*map(Path, sys.argv[1:]))
"""


def invented(products: int, days: int, seed: int = 1) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Demand as shops have it: many products that sell now and then, a few that sell daily, a week, a slow trend."""
    random = np.random.default_rng(seed)
    pace = np.exp(random.normal(-0.5, 1.4, products))
    week = np.array([1.0, 0.9, 0.9, 1.0, 1.1, 1.5, 0.3])[np.arange(days) % 7]
    trend = np.exp(random.normal(0, 0.4, products)[:, None] * np.linspace(-1, 1, days)[None, :])
    often = np.minimum(pace, 0.7)[:, None] * week * trend
    size = random.geometric(1 / np.maximum(pace / np.minimum(pace, 0.7), 1.01), (days, products)).T
    return np.where(random.random((products, days)) < np.minimum(often, 1), size, 0).astype(np.float64)


def warm(figures: Figures, products: int) -> None:
    """The engine alone, three sizes; the first call pays what every process pays once."""
    for size in (products // 10, products, 3 * products):
        demand = invented(size, DAYS)
        past = Past(
            demand=demand,
            seen=np.ones(demand.shape, dtype=bool),
            first=(np.datetime64("2025-01-06")).item(),
            value=np.ones(size),
            family=np.zeros(size, dtype=np.int64),
        )
        forecast(past)
        began = time.process_time()
        told = forecast(past)
        seconds = time.process_time() - began
        goal = at_most(1.0) if size == products else None
        figures.add(
            f"forecast.warm.{size}", 1000 * seconds / size, "s per 1,000 products", goal,
            f"{int(told.learnt.sum())} learnt, processor time",
        )  # fmt: skip


def cold(figures: Figures, products: int) -> None:
    """Files to a file in a process of its own: start, numpy, reading, learning, writing."""
    demand = invented(products, DAYS)
    folder = DATA / "forecast"
    folder.mkdir(parents=True, exist_ok=True)
    days = [str(np.datetime64("2025-01-06") + n) for n in range(DAYS)]
    sold = "".join(f"p{sku:05d},{days[day]},{demand[sku, day]:g}\n" for sku, day in np.argwhere(demand > 0))
    (folder / "sales.csv").write_text("sku,date,qty\n" + sold)
    names = [f"p{n:05d}" for n in range(products)]
    (folder / "skus.csv").write_text("sku,category,unit_price\n" + "".join(f"{one},a,1\n" for one in names))
    tasks = "".join(f"{one},{days[-1]},10\n" for one in names)
    (folder / "tasks.csv").write_text("sku,cutoff,stock_on_hand\n" + tasks)
    files = [str(folder / name) for name in ("sales.csv", "skus.csv", "tasks.csv", "out.csv")]
    began, before = time.perf_counter(), os.times()
    subprocess.run([sys.executable, "-c", _OWN_PROCESS, *files], check=True)
    after = os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    figures.add("forecast.cold", used * 1000 / products, "s per 1,000 products", at_most(3.0), "processor time")
    figures.add("forecast.cold.wall", time.perf_counter() - began, "s")


def open_shops(shops: int) -> list[UUID]:
    """Companies with products and a year of daily sums, as the application's role writes them."""
    from digiboost.identity.models import Tenant
    from digiboost.kernel.auth import system_actor
    from digiboost.kernel.clock import now
    from digiboost.kernel.db.tx import Tx
    from digiboost.kernel.ids import new_id
    from digiboost.kernel.jobs import worker_engine

    made = []
    today = now().date()
    for shop in range(shops):
        tenant = new_id()
        demand = invented(SHOP_PRODUCTS, DAYS, seed=shop)
        with Tx(worker_engine(), system_actor(tenant)) as tx:
            tx.session.add(
                Tenant(
                    id=tenant, name=f"Boutique {shop}", country="SN", currency="XOF", currency_exponent=0,
                    language="fr", time_zone="Africa/Dakar", halves=["stock"],
                )
            )  # fmt: skip
            tx.session.flush()
            ids = [new_id() for _ in range(SHOP_PRODUCTS)]
            tx.run(
                "INSERT INTO products (tenant_id, id, code, name, name_key, search_text, unit, pack_size, sale_price,"
                " is_active, created_at, updated_at, version) SELECT %s, id, 'P' || n, 'P' || n, 'p' || n, 'p' || n,"
                " 'unité', 1000, 1000, true, now(), now(), 1 FROM unnest(%s::uuid[]) WITH ORDINALITY AS x (id, n)",
                (tenant, ids),
            )
            tx.run(
                "INSERT INTO stock_levels (tenant_id, product_id, on_hand, tracked, status, average_cost, value,"
                " updated_at) SELECT tenant_id, id, 10000, true, 'ok', 0, 0, now() FROM products WHERE tenant_id = %s",
                (tenant,),
            )
            where = np.argwhere(demand > 0)
            tx.run(
                "INSERT INTO product_days (tenant_id, product_id, day, units, revenue, cost, missed_units)"
                " SELECT %s, product, day, units, 0, 0, 0 FROM unnest(%s::uuid[], %s::date[], %s::bigint[])"
                " AS x (product, day, units)",
                (
                    tenant,
                    [ids[sku] for sku, _ in where],
                    [today - timedelta(days=int(DAYS - day)) for _, day in where],
                    [int(demand[sku, day]) * 1000 for sku, day in where],
                ),
            )
        made.append(tenant)
    return made


def night(figures: Figures, shops: int) -> None:
    from digiboost.forecasting import service as forecasting
    from digiboost.kernel.auth import system_actor
    from digiboost.kernel.db.tx import Tx
    from digiboost.kernel.jobs import worker_engine

    tenants = open_shops(shops)
    seconds: dict[str, list[float]] = {"first": [], "ordinary": []}
    for kind, took in seconds.items():
        for tenant in tenants:
            began = time.perf_counter()
            with Tx(worker_engine(), system_actor(tenant)) as tx:
                forecasting.tonight(tx)
            took.append(time.perf_counter() - began)
        figures.raw.append({"night": kind, "seconds": took})
    first, ordinary = (sum(one) / shops for one in seconds.values())
    figures.add("forecast.night.shop", ordinary, "s", None, f"{SHOP_PRODUCTS} products, mean of {shops} shops")
    figures.add("forecast.night.first", first, "s", None, "with ten days that are over judged")
    figures.add(
        "forecast.night.all", ordinary * NIGHT_SHOPS / 60, "min", None, f"{NIGHT_SHOPS} shops on one core, extrapolated"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--products", type=int, default=2_000)
    parser.add_argument("--shops", type=int, default=20)
    wanted = parser.parse_args()
    figures = Figures("forecast")
    warm(figures, wanted.products)
    cold(figures, wanted.products)
    with Stack(DATA / "forecast-servers", durable=False, keep=False) as stack:
        env = environment(stack, 0)
        os.environ.update(env)
        migrate(env)
        night(figures, wanted.shops)
    figures.save()
    return 0


if __name__ == "__main__":
    sys.exit(main())
