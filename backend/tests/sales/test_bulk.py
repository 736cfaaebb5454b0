"""Loads and their undoing, set-wise, against the same sales written one by one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4

from digiboost.kernel.db.bulk import copy_into_temp
from digiboost.kernel.ids import new_id
from digiboost.sales import service as sales
from tests.factories.stock import product, transaction
from tests.factories.trade import drift_of

COLUMNS = {
    "sale_key": "uuid", "line_key": "uuid", "reference": "text", "kind": "text", "occurred_at": "timestamptz",
    "day": "date", "product_id": "uuid", "customer_id": "uuid", "payment": "text", "quantity": "bigint",
    "unit_price": "bigint", "amount": "bigint", "discount": "bigint", "cost": "bigint", "user_id": "uuid",
}  # fmt: skip


def some_sales(
    products: list[UUID], count: int, seed: int = 1, first: date = date(2026, 3, 1), days: int = 20
) -> list[tuple[Any, ...]]:
    """Lines of ``count`` sales, every tenth a return; the ids depend on the seed alone."""
    chance = Random(seed)
    rows = []
    for number in range(count):
        sale = UUID(int=chance.getrandbits(128), version=4)
        at = datetime(first.year, first.month, first.day, 9, tzinfo=UTC) + timedelta(days=chance.randrange(days))
        sign, kind = (-1, "RETURN") if number % 10 == 9 else (1, "SALE")
        for _ in range(chance.randint(1, 4)):
            quantity, price = sign * chance.choice([500, 1000, 2000]), chance.choice([100, 250, 1000])
            cost = sign * chance.randrange(500) if chance.random() < 0.7 else None
            rows.append(
                (
                    sale, UUID(int=chance.getrandbits(128), version=4), f"F-{seed}-{number}", kind, at, at.date(),
                    chance.choice(products), None, "unknown", quantity, price, quantity * price // 1000, 0, cost, None,
                )
            )  # fmt: skip
    return rows


def load(tx: Any, rows: list[tuple[Any, ...]], import_id: UUID, name: str = "staged") -> Any:
    copy_into_temp(tx, name, COLUMNS, rows)
    return sales.bulk_record(tx, name, import_id)


def sums(app: Any, shop: Any) -> list[Any]:
    with transaction(app, shop.tenant_id) as tx:
        return [
            tx.rows(
                f"SELECT * FROM {table} WHERE tenant_id = %s ORDER BY {key}", (tx.tenant_id,)
            )
            for table, key in (
                ("sales_days", "day"), ("product_days", "product_id, day"), ("product_weeks", "week, product_id"),
            )
        ]  # fmt: skip


def test_a_load_counts_once_and_can_be_undone(app: Any, shop: Any) -> None:
    with transaction(app, shop.tenant_id) as tx:
        products = [product(tx) for _ in range(5)]
    first, second = new_id(), new_id()
    rows = some_sales(products, 60)
    with transaction(app, shop.tenant_id) as tx:
        made = load(tx, rows, first)
    assert (made.sales, made.lines) == (60, len(rows))
    assert made.revenue == sum(row[11] for row in rows)
    assert (made.first_day, made.last_day) == (min(row[5] for row in rows), max(row[5] for row in rows))
    assert drift_of(app, shop) == []
    before = sums(app, shop)
    assert sum(day["sales"] for day in before[0]) == 54
    # The same file again, and one that overlaps by whole sales and by a part of one.
    with transaction(app, shop.tenant_id) as tx:
        again = load(tx, rows, second)
        assert (again.sales, again.lines, again.revenue) == (0, 0, 0)
    assert sums(app, shop) == before
    more = [*rows[:40], *some_sales(products, 30, seed=2)]
    late = (*rows[0][:1], uuid4(), *rows[0][2:])
    with transaction(app, shop.tenant_id) as tx:
        added = load(tx, [*more, late], second)
        assert (added.sales, added.lines) == (30, len(more) - 40 + 1)
    assert drift_of(app, shop) == []
    with transaction(app, shop.tenant_id) as tx:
        gone = sales.bulk_undo(tx, second)
        assert (gone.sales, gone.lines, gone.kept) == (30, len(more) - 40, 0)
    assert drift_of(app, shop) == []
    with transaction(app, shop.tenant_id) as tx:
        assert sales.bulk_undo(tx, first).sales == 60
        assert sales.bulk_undo(tx, first).sales == 0
    assert drift_of(app, shop) == []
    assert sums(app, shop)[1:] == [[], []]
    assert shop.get("/sales").json()["items"] == []


def test_sales_without_a_reference_take_numbers_in_order(app: Any, shop: Any) -> None:
    with transaction(app, shop.tenant_id) as tx:
        products = [product(tx) for _ in range(2)]
        rows = [(*row[:2], None, *row[3:]) for row in some_sales(products, 20)]
        load(tx, rows, new_id())
    listed = shop.get("/sales", params={"sort": "occurred_at"}).json()["items"]
    assert [int(item["number"][2:]) for item in listed] == list(range(1, 21))
    assert {item["number"][:2] for item in listed} == {"V-", "R-"}
    next_one = shop.post(
        "/sales", {"payment_method": "cash", "lines": [{"product_id": str(products[0]), "quantity": 1}]}
    ).json()
    assert next_one["number"] == "V-000021"
    assert drift_of(app, shop) == []


def test_an_undo_keeps_what_was_returned_and_forgets_what_was_cancelled(app: Any, shop: Any) -> None:
    with transaction(app, shop.tenant_id) as tx:
        products = [product(tx) for _ in range(2)]
    source = new_id()
    rows = some_sales(products, 9)
    with transaction(app, shop.tenant_id) as tx:
        load(tx, rows, source)
    kept, cancelled = str(rows[0][0]), str(rows[-1][0])
    line = shop.get(f"/sales/{kept}").json()["lines"][0]
    back = shop.post(f"/sales/{kept}/returns", {"lines": [{"line_id": line["id"], "quantity": line["quantity"]}]})
    assert back.status_code == 201
    assert shop.post(f"/sales/{cancelled}/cancel", {"reason": "erreur"}).status_code == 200
    # The cancelled sale is not brought back by the same file.
    with transaction(app, shop.tenant_id) as tx:
        assert load(tx, rows, new_id()).lines == 0
    assert drift_of(app, shop) == []
    with transaction(app, shop.tenant_id) as tx:
        gone = sales.bulk_undo(tx, source)
    assert (gone.sales, gone.kept) == (8, 1)
    assert drift_of(app, shop) == []
    assert {item["id"] for item in shop.get("/sales").json()["items"]} == {kept, back.json()["id"]}


def test_a_neighbour_s_import_is_not_undone(app: Any, shop: Any, neighbour: Any) -> None:
    source = new_id()
    for company in (shop, neighbour):
        with transaction(app, company.tenant_id) as tx:
            load(tx, some_sales([product(tx)], 5), source)
    with transaction(app, shop.tenant_id) as tx:
        assert sales.bulk_undo(tx, source).sales == 5
    assert len(neighbour.get("/sales").json()["items"]) == 5
    assert drift_of(app, neighbour) == []


def test_two_loads_do_not_wait_for_each_other(app: Any, shop: Any, neighbour: Any) -> None:
    with transaction(app, shop.tenant_id) as one, transaction(app, neighbour.tenant_id) as other:
        load(one, some_sales([product(one)], 3), new_id())
        held = one.value(
            "SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND mode = 'ShareUpdateExclusiveLock'"
            " AND relation IN ('sales'::regclass, 'products'::regclass)"
        )
        assert held == 2, "autovacuum must not take statistics of a half-loaded table"
        load(other, some_sales([product(other)], 3, seed=2), new_id())
    assert drift_of(app, shop) == drift_of(app, neighbour) == []
