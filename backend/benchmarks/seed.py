"""Companies with a year of trade, made set-wise: sales, lines, ledger, levels and every sum, consistent.

Seeding goes around the product (a superuser, triggers off, secondary indexes built afterwards); what it
leaves must be what the product would have left, and `check` asks the product itself: every room's `drift`.
"""

from __future__ import annotations

import hashlib
import os
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg

from benchmarks.sql import Connection, indexes_aside
from digiboost.kernel.ids import new_id
from digiboost.kernel.text import fold
from tools.console import BACKEND, step

PASSWORD = "Teranga-2026!"
BARE_ITEMS, BARE_WRITES = "benchmark_items", "benchmark_writes"

NOUNS = (
    "Riz parfumé", "Huile d'arachide", "Sucre en poudre", "Lait concentré", "Savon de ménage", "Thé vert",
    "Café moulu", "Tomate concentrée", "Farine de blé", "Pâtes alimentaires", "Sel iodé", "Mayonnaise", "Moutarde",
    "Bouillon cube", "Eau minérale", "Jus de bissap", "Biscuits secs", "Chocolat à tartiner", "Sardines à l'huile",
    "Lessive en poudre", "Eau de Javel", "Dentifrice", "Papier hygiénique", "Allumettes", "Bougies", "Piles",
    "Ciment", "Peinture à l'huile", "Fer à béton", "Tôle ondulée", "Vis à bois", "Clous", "Ampoule LED", "Câble",
)  # fmt: skip
BRANDS = ("Royal", "Dakar", "Téranga", "Baobab", "Sahel", "Étoile", "Lion", "Niani", "Kirène", "Gaïndé", "Soleil")
SIZES = ("25 kg", "5 kg", "1 kg", "500 g", "250 g", "20 l", "5 l", "1 l", "50 cl", "x6", "x12", "x24", "2 m", "10 m")


@dataclass(frozen=True)
class Shop:
    name: str
    tenant_id: UUID
    sales: int
    products: int
    email: str


def shops(scale: float = 1.0) -> list[Shop]:
    """One company with 1,000,000 sales, one with 100,000, one with 10,000 and 197 with about 2,000."""
    wanted = [("large", 1_000_000, 5000), ("middle", 100_000, 5000), ("small", 10_000, 5000)]
    wanted += [(f"shop{n:03}", 1500 + n * 7 % 1000, 200) for n in range(197)]
    made = []
    for n, (name, sales, products) in enumerate(wanted):
        # Spread over the key space like real companies, and the same in every run.
        tenant_id = UUID(bytes=hashlib.sha256(f"benchmark/{n}".encode()).digest()[:16], version=4)
        made.append(
            Shop(name, tenant_id, max(20, int(sales * scale)), max(20, int(products * min(1, scale * 10))),
                 f"{name}@example.com")
        )  # fmt: skip
    return made


def fingerprint(scale: float) -> str:
    """Changes when the seed would: its own code, the schema, the size."""
    found = hashlib.sha256(str(scale).encode())
    for path in (Path(__file__), *sorted((BACKEND / "migrations" / "versions").glob("*.py"))):
        found.update(path.read_bytes())
    return found.hexdigest()[:16]


def seed(admin_url: str, password_hash: str, scale: float = 1.0) -> None:
    """Fills a migrated, empty database."""
    all_shops = shops(scale)
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")  # foreign keys hold by construction
        connection.execute("SET work_mem = '256MB'")
        connection.execute("SET maintenance_work_mem = '512MB'")
        connection.execute("SET synchronous_commit = off")
        connection.execute("SELECT setseed(0.42)")
        tables = ("products", "customers", "sales", "sale_lines", "stock_movements", "stock_levels", "product_weeks")
        with indexes_aside(connection, tables):
            with step("companies and products"):
                _companies(connection, all_shops, password_hash)
                _products(connection, all_shops)
            with step("sales"):
                _sales(connection)
            with step("sums of sales"):
                _sums(connection)
            with step("stock"):
                _stock(connection)
            _bare(connection)
            building = step("indexes")
            building.__enter__()
        building.__exit__(None, None, None)
        with step("vacuum"):
            connection.execute("VACUUM (ANALYZE)")


def _copy(connection: Connection, table: str, columns: str, rows: list[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _companies(connection: Connection, all_shops: list[Shop], password_hash: str) -> None:
    at = datetime.now(UTC)
    people = [(shop, new_id()) for shop in all_shops]
    _copy(
        connection, "tenants",
        "id, name, country, currency, currency_exponent, language, time_zone, halves, created_at, updated_at, version",
        [(shop.tenant_id, f"Boutique {shop.name}", "SN", "XOF", 0, "fr", "Africa/Dakar", ["stock"], at, at, 1)
         for shop in all_shops],
    )  # fmt: skip
    _copy(connection, "tenant_clocks", "company_id, time_zone", [(s.tenant_id, "Africa/Dakar") for s in all_shops])
    _copy(
        connection, "users",
        "tenant_id, id, email, full_name, role, language, is_active, created_at, updated_at, version",
        [(shop.tenant_id, user, shop.email, "Awa Ndiaye", "owner", "fr", True, at, at, 1) for shop, user in people],
    )  # fmt: skip
    _copy(
        connection, "logins", "email, company_id, user_id, password_hash, changed_at",
        [(shop.email, shop.tenant_id, user, password_hash, at) for shop, user in people],
    )  # fmt: skip
    connection.execute("CREATE TEMP TABLE shop (tenant_id uuid, sales int, products int)")
    _copy(connection, "shop", "tenant_id, sales, products", [(s.tenant_id, s.sales, s.products) for s in all_shops])


def _products(connection: Connection, all_shops: list[Shop]) -> None:
    at = datetime.now(UTC)
    chance = random.Random(42)
    products: list[tuple[Any, ...]] = []
    categories: list[tuple[Any, ...]] = []
    suppliers: list[tuple[Any, ...]] = []
    numbered: list[tuple[Any, ...]] = []
    for shop in all_shops:
        tenant = shop.tenant_id
        of_shop = [(tenant, new_id(), f"Rayon {n}", f"rayon {n}", at, at, 1) for n in range(12)]
        categories += of_shop
        sources = [
            (tenant, new_id(), f"F{n:03}", f"Fournisseur {n}", f"f{n:03} fournisseur {n}", 7, True, at, at, 1)
            for n in range(20)
        ]
        suppliers += sources
        for n in range(shop.products):
            name = f"{chance.choice(NOUNS)} {chance.choice(BRANDS)} {chance.choice(SIZES)} n°{n}"
            code = f"P{n:05}"
            price = chance.randrange(2, 600) * 25
            product = new_id()
            products.append(
                (tenant, product, code, name, fold(name), fold(f"{code} {name}"), chance.choice(of_shop)[1],
                 chance.choice(sources)[1], "unité", 1000, price * 7 // 10, price, True, at, at, 1)
            )  # fmt: skip
            # Some were never counted: their stock is not tracked, and their cost not known.
            numbered.append((tenant, n, product, price, n % 20 != 19))
    _copy(connection, "categories", "tenant_id, id, name, name_key, created_at, updated_at, version", categories)
    _copy(
        connection, "suppliers",
        "tenant_id, id, code, name, search_text, lead_time_days, is_active, created_at, updated_at, version", suppliers,
    )  # fmt: skip
    _copy(
        connection, "products",
        "tenant_id, id, code, name, name_key, search_text, category_id, supplier_id, unit, pack_size, purchase_price,"
        " sale_price, is_active, created_at, updated_at, version",
        products,
    )  # fmt: skip
    connection.execute(
        "CREATE TEMP TABLE numbered (tenant_id uuid, n int, product_id uuid, price bigint, tracked boolean)"
    )
    _copy(connection, "numbered", "tenant_id, n, product_id, price, tracked", numbered)
    connection.execute("ANALYZE numbered")


def _sales(connection: Connection) -> None:
    # A shop's best tenth sells most (the cube of a uniform number); the day is busiest in the evening.
    connection.execute(
        """
        CREATE TEMP TABLE sale AS
        SELECT tenant_id, number, at, uuidv7(at - clock_timestamp()) AS id, 1 + floor(random() * 3)::int AS lines
        FROM (
            SELECT tenant_id, number, date_trunc('second', now())
                - make_interval(secs => 365 * 86400 * (1 - (number - random()) / sales)) AS at
            FROM shop, LATERAL generate_series(1, sales) AS number
        ) each
        """
    )
    connection.execute(
        """
        CREATE TEMP TABLE line AS
        SELECT d.tenant_id, d.sale_id, uuidv7(d.at - clock_timestamp()) AS id, d.position, d.at, d.at::date AS day,
            n.product_id, d.quantity, n.price, d.quantity / 1000 * n.price AS amount,
            CASE WHEN n.tracked THEN d.quantity / 1000 * (n.price * 7 / 10) END AS cost
        FROM (
            SELECT s.tenant_id, s.id AS sale_id, s.at, position, (1 + floor(random() * 4)::bigint) * 1000 AS quantity,
                floor(shop.products * power(random(), 3))::int AS n
            FROM sale s JOIN shop USING (tenant_id), LATERAL generate_series(1, s.lines) AS position
            OFFSET 0
        ) d JOIN numbered n USING (tenant_id, n)
        """
    )
    connection.execute("ANALYZE sale")
    connection.execute("ANALYZE line")
    connection.execute(
        """
        INSERT INTO sales (tenant_id, id, number, kind, status, payment_method, occurred_at, received_at, day, total,
            discount, cost, line_count, user_id, version)
        SELECT s.tenant_id, s.id, s.number::text, 'SALE', 'completed',
            (ARRAY['cash', 'cash', 'mobile_money', 'credit'])[1 + s.number % 4], s.at, s.at, s.at::date, l.amount, 0,
            l.cost, s.lines, u.id, 1
        FROM sale s
        JOIN (SELECT sale_id, sum(amount) AS amount, sum(cost) AS cost FROM line GROUP BY sale_id) l ON l.sale_id = s.id
        JOIN users u ON u.tenant_id = s.tenant_id
        ORDER BY s.tenant_id, s.id
        """
    )
    connection.execute(
        """
        INSERT INTO sale_lines (tenant_id, id, sale_id, position, product_id, day, quantity, unit_price, discount,
            amount, cost)
        SELECT tenant_id, id, sale_id, position, product_id, day, quantity, price, 0, amount, cost FROM line
        ORDER BY tenant_id, id
        """
    )


def _sums(connection: Connection) -> None:
    connection.execute(
        """
        INSERT INTO product_days (tenant_id, product_id, day, units, revenue, cost, missed_units)
        SELECT tenant_id, product_id, day, sum(quantity), sum(amount), coalesce(sum(cost), 0), 0
        FROM line GROUP BY 1, 2, 3
        ORDER BY 1, 2, 3
        """
    )
    connection.execute(
        """
        INSERT INTO product_weeks (tenant_id, week, product_id, units, revenue)
        SELECT tenant_id, date_trunc('week', day)::date, product_id, sum(units), sum(revenue) FROM product_days
        GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
        """
    )
    connection.execute(
        """
        INSERT INTO sales_days (tenant_id, day, revenue, cost, costed_revenue, sales, returns, units, missed_units,
            missed)
        SELECT l.tenant_id, l.day, l.amount, l.cost, l.costed, s.sales, 0, l.units, 0, 0
        FROM (SELECT d.tenant_id, d.day, sum(d.revenue) AS amount, sum(d.cost) AS cost, sum(d.units) AS units,
                coalesce(sum(d.revenue) FILTER (WHERE n.tracked), 0) AS costed
            FROM product_days d JOIN numbered n USING (tenant_id, product_id) GROUP BY 1, 2) l
        JOIN (SELECT tenant_id, at::date AS day, count(*) AS sales FROM sale GROUP BY 1, 2) s USING (tenant_id, day)
        """
    )
    connection.execute(
        """
        INSERT INTO sales_summaries (tenant_id, next_number, version, updated_at)
        SELECT tenant_id, sales + 1, sales, now() FROM shop
        """
    )


def _stock(connection: Connection) -> None:
    # Each product came in once, a year ago, and what was not sold is there.
    connection.execute(
        """
        CREATE TEMP TABLE sold AS
        SELECT n.tenant_id, n.product_id, n.price * 7 / 10 AS unit_cost, n.tracked,
            coalesce(sum(l.quantity), 0)::bigint AS quantity, max(l.at) AS last_sale_at,
            CASE WHEN n.n % 25 = 7 THEN 0 WHEN n.n % 25 IN (3, 4) THEN 3000 ELSE 5000 + n.n % 90 * 1000 END::bigint
                AS on_hand
        FROM numbered n LEFT JOIN line l ON l.tenant_id = n.tenant_id AND l.product_id = n.product_id
        GROUP BY n.tenant_id, n.product_id, n.price, n.n, n.tracked
        """
    )
    connection.execute(
        """
        INSERT INTO stock_levels (tenant_id, product_id, on_hand, min_stock, max_stock, tracked, status, average_cost,
            value, rupture_since, last_sale_at, updated_at)
        SELECT tenant_id, product_id, CASE WHEN tracked THEN on_hand ELSE 0 END, 5000, 100000, tracked,
            CASE WHEN NOT tracked THEN 'untracked' WHEN on_hand <= 0 THEN 'rupture' WHEN on_hand <= 5000 THEN 'low'
                ELSE 'ok' END,
            CASE WHEN tracked THEN unit_cost * 1000 ELSE 0 END,
            CASE WHEN tracked THEN round(on_hand::numeric * unit_cost * 1000 / 1000000) ELSE 0 END,
            CASE WHEN tracked AND on_hand <= 0 THEN last_sale_at END, last_sale_at, now()
        FROM sold ORDER BY tenant_id, product_id
        """
    )
    connection.execute(
        """
        INSERT INTO stock_movements (tenant_id, id, product_id, type, quantity, counts, unit_cost, on_hand_after,
            source, source_id, occurred_at, received_at)
        SELECT tenant_id, uuidv7(interval '-366 days'), product_id, 'ENTRY', quantity + on_hand, true, unit_cost,
            quantity + on_hand, 'opening', NULL, now() - interval '366 days', now() - interval '366 days'
        FROM sold WHERE tracked AND quantity + on_hand > 0
        """
    )
    connection.execute(
        """
        INSERT INTO stock_movements (tenant_id, id, product_id, type, quantity, counts, unit_cost, on_hand_after,
            source, source_id, occurred_at, received_at, user_id)
        SELECT l.tenant_id, l.id, l.product_id, 'EXIT', -l.quantity, true, NULL,
            s.on_hand + s.quantity - sum(l.quantity) OVER (PARTITION BY l.tenant_id, l.product_id ORDER BY l.at, l.id),
            'sale', l.sale_id, l.at, l.at, NULL
        FROM line l JOIN sold s ON s.tenant_id = l.tenant_id AND s.product_id = l.product_id AND s.tracked
        """
    )
    connection.execute(
        """
        INSERT INTO stock_summaries (tenant_id, products, ruptures, low, ok, untracked, value, version, updated_at)
        SELECT tenant_id, count(*), count(*) FILTER (WHERE status = 'rupture'), count(*) FILTER (WHERE status = 'low'),
            count(*) FILTER (WHERE status = 'ok'), count(*) FILTER (WHERE status = 'untracked'), sum(value), 1, now()
        FROM stock_levels GROUP BY tenant_id
        """
    )
    connection.execute(
        """
        INSERT INTO stock_days (tenant_id, day, tracked, ruptures, value)
        SELECT tenant_id, (now() AT TIME ZONE 'Africa/Dakar')::date - back, ruptures + low + ok, ruptures, value
        FROM stock_summaries, generate_series(0, 364) AS back
        """
    )


def _bare(connection: Connection) -> None:
    """What the bare routes read and write."""
    connection.execute(f"CREATE TABLE {BARE_ITEMS} (id bigint PRIMARY KEY, body bytea NOT NULL)")
    connection.execute(
        f"INSERT INTO {BARE_ITEMS} SELECT n, convert_to(json_build_object('id', n, 'name', 'Riz parfumé 25 kg',"
        " 'price', 14500, 'on_hand', 12.5)::text, 'UTF8') FROM generate_series(1, 5000) AS n"
    )
    connection.execute(
        f"CREATE TABLE {BARE_WRITES} (id uuid PRIMARY KEY, at timestamptz NOT NULL, total bigint NOT NULL, note text)"
    )
    connection.execute(f"GRANT SELECT ON {BARE_ITEMS} TO digiboost_app")
    connection.execute(f"GRANT SELECT, INSERT ON {BARE_WRITES} TO digiboost_app")


def check(names: list[str], scale: float) -> list[str]:
    """What the product's own rooms find wrong in the seeded companies; empty when all is well."""
    from digiboost.inventory.service import drift as stock_drift
    from digiboost.kernel.auth import system_actor
    from digiboost.kernel.db.tx import Tx
    from digiboost.kernel.jobs import worker_engine
    from digiboost.sales.service import drift as sales_drift

    found: list[str] = []
    rooms: tuple[Callable[[Tx], list[str]], ...] = (stock_drift, sales_drift)
    for shop in shops(scale):
        if shop.name in names:
            with Tx(worker_engine(), system_actor(shop.tenant_id)) as tx:
                for room in rooms:
                    found += [f"{shop.name}: {text}" for text in room(tx)]
    return found


def scale_wanted() -> float:
    """`DIGIBOOST_BENCH_SCALE`: 1 for the sizes that the goals name, less to try the benchmark itself."""
    return float(os.environ.get("DIGIBOOST_BENCH_SCALE", "1"))
