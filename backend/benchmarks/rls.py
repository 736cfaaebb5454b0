"""What row-level security costs, and that it holds when connections are shared.

    python -m benchmarks.rls [--full]

The same statements, on the same rows, with the same explicit filter on the company: once as the application's
role, whom row-level security binds, once as a role that is exempt from it. 2,000,000 sales, 10,000,000 with
`--full` (DIGIBOOST_BENCH_SALES: any other number), 10,000 of each company. Then 50 threads run 10,000 alternating
transactions of two companies on 4 connections, and count the rows of the wrong one.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import threading
import time
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql

from benchmarks.figures import Figures, at_most
from benchmarks.sql import copy_database, database_exists, indexes_aside, plain_url, rename_database
from benchmarks.stage import DATA, environment, migrate
from tools.console import Failed, bold, red, say, step
from tools.stack import DATABASE, Stack

SEEDED = "digiboost_rls"
EXEMPT = "benchmark_exempt"
OF_EACH = 10_000

STATEMENTS = {
    "point_read": "SELECT total, occurred_at, payment_method FROM sales WHERE tenant_id = %(tenant)s AND id = %(id)s",
    "last_50": "SELECT id, number, total FROM sales WHERE tenant_id = %(tenant)s"
    " ORDER BY occurred_at DESC, id DESC LIMIT 50",
    "by_number": "SELECT id, total FROM sales WHERE tenant_id = %(tenant)s AND number = %(number)s",
    "largest_50": "SELECT id, total FROM sales WHERE tenant_id = %(tenant)s ORDER BY total DESC, id DESC LIMIT 50",
    "year_by_day": "SELECT day, sum(total), count(*) FROM sales WHERE tenant_id = %(tenant)s AND status = 'completed'"
    " AND occurred_at >= now() - interval '365 days' GROUP BY day",
}  # fmt: skip


def seed(admin_url: str, sales: int) -> None:
    """Companies of 10,000 sales each over a year."""
    companies = max(2, sales // OF_EACH)
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET maintenance_work_mem = '512MB'")
        connection.execute("SET synchronous_commit = off")
        connection.execute(
            "INSERT INTO tenants (id, name, country, currency, currency_exponent, language, time_zone, halves,"
            " created_at, updated_at, version) SELECT gen_random_uuid(), 'Boutique ' || n, 'SN', 'XOF', 0, 'fr',"
            " 'Africa/Dakar', '{stock}', now(), now(), 1 FROM generate_series(1, %s) AS n",
            (companies,),
        )
        with indexes_aside(connection, ["sales"]):
            # As they come in: the companies' sales lie mixed on the pages.
            connection.execute(
                """
                INSERT INTO sales (tenant_id, id, number, kind, status, payment_method, occurred_at, received_at, day,
                    total, discount, line_count, version)
                SELECT t.id, uuidv7(at - clock_timestamp()), n::text, 'SALE', 'completed', 'cash', at, at, at::date,
                    (100 + (n * 7919 %% 900)) * 25, 0, 2, 1
                FROM generate_series(1, %s) AS n,
                    LATERAL (SELECT now() - make_interval(secs => 365 * 86400 * (1 - n / %s::float8)) AS at) moment,
                    LATERAL (SELECT id FROM tenants OFFSET n * 0) t
                """,
                (OF_EACH, OF_EACH),
            )
        connection.execute("VACUUM (ANALYZE) sales")


class Asker:
    """A connection of one role that asks as the product does: one transaction, the company set literally."""

    def __init__(self, url: str) -> None:
        self.connection = psycopg.connect(url, autocommit=True)

    def ask(self, statement: str, given: dict[str, Any]) -> float:
        """Seconds of the statement alone."""
        connection = self.connection
        connection.execute(f"BEGIN; SET LOCAL app.tenant_id = '{given['tenant']}'")
        began = time.perf_counter()
        connection.execute(statement, given).fetchall()
        seconds = time.perf_counter() - began
        connection.execute("COMMIT")
        return seconds


def compare(figures: Figures, bound: Asker, exempt: Asker, samples: list[dict[str, Any]], rounds: int) -> None:
    for name, statement in STATEMENTS.items():
        times: dict[str, list[float]] = {"bound": [], "exempt": []}
        for number in range(-20, rounds if name != "year_by_day" else rounds // 4):
            given = random.choice(samples)
            pair = [("bound", bound), ("exempt", exempt)]
            random.shuffle(pair)
            # Once unmeasured, so that neither role finds the pages warmed by the other.
            pair[0][1].ask(statement, given)
            for role, asker in pair:
                seconds = asker.ask(statement, given)
                if number >= 0:
                    times[role].append(seconds)
        medians = {role: statistics.median(found) * 1000 for role, found in times.items()}
        figures.add(f"rls.{name}", medians["bound"], "ms", note="as the application")
        figures.add(f"rls.{name}_exempt", medians["exempt"], "ms", note="as a role without row-level security")
        figures.add(f"rls.{name}_ratio", medians["bound"] / medians["exempt"], "", at_most(1.2))


def shared_connections(figures: Figures, tenants: list[UUID], transactions: int = 10_000, threads: int = 50) -> None:
    """Two companies take turns on four connections; nobody may ever see a row of the other."""
    from digiboost.kernel.auth import system_actor
    from digiboost.kernel.db.engine import make_engine
    from digiboost.kernel.db.tx import Tx
    from digiboost.kernel.settings import get_settings

    settings = get_settings()
    engine = make_engine(settings.database_url.get_secret_value(), settings, pool_size=4)
    wrong = 0
    done = 0
    lock = threading.Lock()

    def work(first: int) -> None:
        nonlocal wrong, done
        for number in range(first, transactions, threads):
            tenant = tenants[number % 2]
            with Tx(engine, system_actor(tenant)) as tx:
                # Without a filter of its own: the wall alone is tried.
                rows = tx.rows("SELECT tenant_id FROM sales LIMIT 20")
            with lock:
                done += 1
                wrong += sum(row["tenant_id"] != tenant for row in rows) + (not rows)

    began = time.perf_counter()
    workers = [threading.Thread(target=work, args=(n,)) for n in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    engine.dispose()
    if done != transactions:
        raise Failed(f"{transactions - done} transactions failed")
    figures.add("rls.alternating_per_second", transactions / (time.perf_counter() - began), "/s")
    figures.add(
        "rls.wrong_rows", wrong, "", at_most(0), f"{threads} threads, {transactions} transactions, 4 connections"
    )


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.rls", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--full", action="store_true", help="10,000,000 sales")
    parser.add_argument("--rounds", type=int, default=400)
    options = parser.parse_args()
    sales = int(os.environ.get("DIGIBOOST_BENCH_SALES", "10000000" if options.full else "2000000"))
    figures = Figures("rls")
    try:
        with Stack(DATA / "rls", durable=True) as stack:
            env = environment(stack, 0)
            os.environ.update(env)
            admin = env["DIGIBOOST_ADMIN_DATABASE_URL"]
            seeded = f"{SEEDED}_{sales}"
            if not database_exists(admin, seeded):
                copy_database(admin, "template1", DATABASE)
                migrate(env)
                with step(f"{sales} sales"):
                    seed(plain_url(admin), sales)
                rename_database(admin, DATABASE, seeded)
            if database_exists(admin, DATABASE):
                rename_database(admin, DATABASE, "digiboost_aside")
            rename_database(admin, seeded, DATABASE)
            try:
                measure(figures, env, options.rounds)
            finally:
                rename_database(admin, DATABASE, seeded)
    except Failed as error:
        say(red(str(error)))
        return 1
    figures.save()
    return 0


def measure(figures: Figures, env: dict[str, str], rounds: int) -> None:
    admin = plain_url(env["DIGIBOOST_ADMIN_DATABASE_URL"])
    password = os.urandom(16).hex()
    with psycopg.connect(admin, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (EXEMPT,)).fetchone():
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN BYPASSRLS").format(sql.Identifier(EXEMPT)))
        connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(EXEMPT), sql.Literal(password)))
        connection.execute(
            sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(sql.Identifier(DATABASE), sql.Identifier(EXEMPT))
        )
        connection.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(sql.Identifier(EXEMPT)))
        connection.execute(sql.SQL("GRANT SELECT ON sales TO {}").format(sql.Identifier(EXEMPT)))
        count = connection.execute("SELECT count(*) FROM sales").fetchone()
        rows = connection.execute(
            "SELECT tenant_id, id, number FROM sales TABLESAMPLE SYSTEM (0.2) ORDER BY random() LIMIT 400"
        ).fetchall()
        tenants = [row[0] for row in connection.execute("SELECT id FROM tenants LIMIT 2").fetchall()]
    say(bold(f"{count[0] if count else 0} sales"))
    figures.add("rls.sales", float(str(count[0] if count else 0)), "")
    address = admin.split("@", 1)[1]
    samples = [{"tenant": tenant, "id": sale, "number": number} for tenant, sale, number in rows]
    bound = Asker(plain_url(env["DIGIBOOST_DATABASE_URL"]))
    exempt = Asker(f"postgresql://{EXEMPT}:{password}@{address}")
    compare(figures, bound, exempt, samples, rounds)
    bound.connection.close()
    exempt.connection.close()
    shared_connections(figures, [UUID(str(tenant)) for tenant in tenants])


if __name__ == "__main__":
    sys.exit(main())
