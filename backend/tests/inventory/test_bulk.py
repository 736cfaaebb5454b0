from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest

from digiboost.inventory import service as inventory
from digiboost.inventory.types import MovementIn
from digiboost.kernel.clock import day_of, now
from digiboost.kernel.db.bulk import copy_into_temp, fold_names, temp_name
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.ids import new_id
from tests.factories.stock import movement, product, transaction

DAY = datetime(2026, 3, 2, 12, tzinfo=UTC)


def stage(tx: Tx, name: str, movements: list[MovementIn]) -> str:
    copy_into_temp(
        tx,
        name,
        inventory.MOVEMENT_COLUMNS,
        [
            (m.id, m.product_id, m.type, m.quantity, m.unit_cost, m.source, m.source_id, m.reference, m.reason,
             m.occurred_at, None, None)
            for m in movements
        ],
    )  # fmt: skip
    return name


def history(items: list[UUID], seed: int, length: int = 300) -> list[MovementIn]:
    """Random trade in the order in which it happened."""
    random = Random(seed)
    made = []
    for number in range(length):
        at, item = DAY + timedelta(minutes=97 * number), random.choice(items)
        if random.random() < 0.25:
            cost = random.choice([None, random.randint(50, 900)])
            made.append(movement(item, random.randint(1, 30) * 500, at, unit_cost=cost))
        else:
            made.append(movement(item, -random.randint(1, 12) * 500, at, source="sale"))
    return made


def state(tx: Tx, items: list[UUID]) -> list[Any]:
    found, opened = inventory.levels(tx, items), now() - timedelta(hours=1)
    return [
        (
            level.on_hand,
            level.status,
            level.average_cost,
            level.value,
            level.tracked,
            level.counted_at,
            level.last_sale_at,
            # What was never there is out since its level was opened, just now.
            level.rupture_since if (level.rupture_since or opened) < opened else None,
        )
        for level in (found[item] for item in items)
    ]


@pytest.mark.parametrize("seed", range(4))
def test_all_at_once_ends_where_one_by_one_does(app: Any, shop: Any, neighbour: Any, seed: int) -> None:
    trade, states = [], []
    for company in (shop, neighbour):
        with transaction(app, company.tenant_id) as tx:
            items = [product(tx, min_stock=4000, purchase_price=seed * 100 or None) for _ in range(5)]
            anchored = history(items, seed, 40)
            inventory.record_movements(tx, anchored)
            inventory.record_count(tx, new_id(), DAY + timedelta(hours=30), [(items[0], 7000), (items[1], 0)])
        trade.append((items, history(items, seed + 100)))
    with transaction(app, shop.tenant_id) as tx:
        items, movements = trade[0]
        after = {m.movement_id: m.on_hand_after for m in inventory.record_movements(tx, movements)}
    with transaction(app, shop.tenant_id) as tx:
        states.append(state(tx, items))
        assert inventory.drift(tx) == []
        assert after == ledger(tx, movements)
        one_by_one = inventory.summary(tx)
    with transaction(app, neighbour.tenant_id) as tx:
        items, movements = trade[1]
        assert inventory.bulk_movements(tx, stage(tx, "trade", movements)) == len(movements)
    with transaction(app, neighbour.tenant_id) as tx:
        assert state(tx, items) == states[0]
        assert inventory.drift(tx) == []
        ours = list(ledger(tx, movements).values())
        assert ours == list(after.values())
        at_once = inventory.summary(tx)
    for name in ("products", "ruptures", "low", "ok", "untracked", "value"):
        assert getattr(at_once, name) == getattr(one_by_one, name)
    # The same rows again change nothing.
    with transaction(app, neighbour.tenant_id) as tx:
        assert inventory.bulk_movements(tx, stage(tx, "trade", movements)) == 0
    with transaction(app, neighbour.tenant_id) as tx:
        assert state(tx, items) == states[0]


def ledger(tx: Tx, movements: list[MovementIn]) -> dict[UUID, int | None]:
    rows = tx.rows(
        "SELECT id, on_hand_after FROM stock_movements WHERE tenant_id = %s AND id = ANY(%s)",
        (tx.tenant_id, [m.id for m in movements]),
    )
    found = {row["id"]: row["on_hand_after"] for row in rows}
    return {m.id: found[m.id] for m in movements}


def test_levels_open_and_untracked_products_wait(app: Any, shop: Any) -> None:
    with transaction(app, shop.tenant_id) as tx:
        known = product(tx, min_stock=1000)
        tx.run("DELETE FROM stock_levels WHERE tenant_id = %s AND product_id <> %s", (tx.tenant_id, known))
        fresh = [product(tx, tracked=False) for _ in range(2)]
        tx.run("DELETE FROM stock_levels WHERE tenant_id = %s AND product_id = ANY(%s)", (tx.tenant_id, fresh))
        tx.run("UPDATE products SET purchase_price = 70 WHERE tenant_id = %s AND id = %s", (tx.tenant_id, known))
        rows = [(known, None, 9000), (fresh[0], 2000, 1000), (fresh[1], None, None)]
        copy_into_temp(tx, "wanted", inventory.LEVEL_COLUMNS, rows)
        assert inventory.bulk_open_levels(tx, "wanted", tracked=False) == 2
    with transaction(app, shop.tenant_id) as tx:
        found = inventory.levels(tx, [known, *fresh])
        assert (found[known].min_stock, found[known].max_stock, found[known].status) == (1000, 9000, "rupture")
        assert (found[fresh[0]].min_stock, found[fresh[0]].max_stock, found[fresh[0]].tracked) == (2000, None, False)
        assert [found[item].average_cost for item in (known, *fresh)] == [70_000, 0, 0]
        assert inventory.summary(tx).untracked == 2
        assert inventory.drift(tx) == []
        sold = [movement(item, -1000, DAY, source="sale") for item in (known, *fresh)]
        arrived = movement(fresh[1], 5000, DAY + timedelta(hours=1), unit_cost=10)
        assert inventory.bulk_movements(tx, stage(tx, "trade", [*sold, arrived]), balances=False) == 3
    with transaction(app, shop.tenant_id) as tx:
        found = inventory.levels(tx, [known, *fresh])
        assert [found[item].on_hand for item in (known, *fresh)] == [-1000, 0, 4000]
        assert [found[item].tracked for item in (known, *fresh)] == [True, False, True]
        assert all(level.last_sale_at == DAY for level in found.values())
        assert inventory.drift(tx) == []


def test_a_count_of_everything(app: Any, shop: Any, neighbour: Any) -> None:
    states = []
    for company in (shop, neighbour):
        with transaction(app, company.tenant_id) as tx:
            items = [product(tx, min_stock=3000, tracked=number != 3) for number in range(4)]
            inventory.record_movements(tx, history(items[:3], 7, 60))
            inventory.record_count(tx, new_id(), DAY + timedelta(days=3), [(items[2], 1500)])
        counted = [(item, 1000 * number) for number, item in enumerate(items)]
        with transaction(app, company.tenant_id) as tx:
            if company is shop:
                lines = inventory.record_count(tx, new_id(), DAY + timedelta(days=2), counted).lines
            else:
                copy_into_temp(tx, "counted", inventory.COUNTED_COLUMNS, counted)
                count_id = new_id()
                assert inventory.bulk_count(tx, "counted", count_id, DAY + timedelta(days=2)) == 3
                written = tx.rows(
                    "SELECT product_id, expected, counted, value_difference FROM stock_count_lines"
                    " WHERE tenant_id = %s AND count_id = %s ORDER BY product_id",
                    (tx.tenant_id, count_id),
                )
                assert [(row["expected"], row["counted"], row["value_difference"]) for row in written] == [
                    (line.expected, line.counted, line.value_difference) for line in lines
                ]
        with transaction(app, company.tenant_id) as tx:
            assert inventory.drift(tx) == []
            states.append(state(tx, items))
    assert states[0] == states[1]


def test_an_import_is_taken_back(app: Any, shop: Any) -> None:
    import_id, sold, own_count = new_id(), new_id(), new_id()
    with transaction(app, shop.tenant_id) as tx:
        moved, settled = product(tx, min_stock=1000), product(tx)
        inventory.record_movements(tx, [movement(moved, 8000, DAY), movement(settled, 8000, DAY)])
        before = state(tx, [moved])
        brought = product(tx, tracked=False, import_id=import_id)
        unused = product(tx, tracked=False, import_id=import_id)
        in_use = product(tx, tracked=False, import_id=import_id)
    later = DAY + timedelta(days=1)
    with transaction(app, shop.tenant_id) as tx:
        sale = [MovementIn(new_id(), item, "EXIT", -3000, "sale", sold, later) for item in (moved, settled)]
        inventory.bulk_movements(tx, stage(tx, "sold", sale))
        rows = [(moved, 50_000), (brought, 4000)]
        copy_into_temp(tx, "counted", inventory.COUNTED_COLUMNS, rows)
        inventory.bulk_count(tx, "counted", own_count, later, import_id=import_id)
    with transaction(app, shop.tenant_id) as tx:
        # The shop counts one product after the import: that settles it.
        inventory.record_count(tx, new_id(), later + timedelta(days=1), [(settled, 2000)])
        assert inventory.drift(tx) == []
        tx.run(
            "INSERT INTO missed_sales (tenant_id, id, product_id, quantity, occurred_at, received_at, day)"
            " VALUES (%s, %s, %s, 1, %s, %s, %s)",
            (tx.tenant_id, new_id(), in_use, DAY, DAY, DAY.date()),
        )
    for _ in range(2):
        with transaction(app, shop.tenant_id) as tx:
            copy_into_temp(tx, "sources", inventory.SOURCE_COLUMNS, [(sold,)])
            inventory.undo_import(tx, import_id, "sources")
        with transaction(app, shop.tenant_id) as tx:
            assert inventory.drift(tx) == []
            assert state(tx, [moved])[0][:4] == before[0][:4]
            found = inventory.levels(tx, [settled, brought])
            assert (found[settled].on_hand, found[settled].tracked) == (2000, True)
            assert (found[brought].on_hand, found[brought].tracked) == (0, False)
            assert tx.value("SELECT count(*) FROM stock_count_lines WHERE tenant_id = %s", (tx.tenant_id,)) == 1
    with transaction(app, shop.tenant_id) as tx:
        assert inventory.remove_imported_products(tx, import_id) == (1, 1)
    with transaction(app, shop.tenant_id) as tx:
        rows = tx.rows("SELECT id, is_active FROM products WHERE tenant_id = %s", (tx.tenant_id,))
        active = {row["id"]: row["is_active"] for row in rows}
        assert active == {moved: True, settled: True, brought: False, in_use: True}
        assert unused not in inventory.levels(tx, [unused])
        assert inventory.drift(tx) == []


def test_days_tell_what_each_evening_was(app: Any, shop: Any) -> None:
    with transaction(app, shop.tenant_id) as tx:
        first, second, quiet = (product(tx, created_at=DAY) for _ in range(3))
        off = product(tx, created_at=DAY, is_active=False)
        trade = [
            movement(first, 10_000, DAY, unit_cost=100),
            movement(first, -10_000, DAY + timedelta(days=2), source="sale"),
            movement(second, 4000, DAY + timedelta(days=2), unit_cost=50),
            movement(first, 2000, DAY + timedelta(days=4), unit_cost=100),
            movement(off, 2000, DAY + timedelta(days=4), unit_cost=100),
            movement(second, -1000, DAY + timedelta(days=4, hours=11, minutes=59), source="sale"),
            movement(second, -1000, DAY + timedelta(days=4, hours=12), source="sale"),
        ]
        inventory.bulk_movements(tx, stage(tx, "trade", trade))
        assert inventory.rebuild_days(tx, DAY.date() - timedelta(days=30)) == 4
    with transaction(app, shop.tenant_id) as tx:
        rows = tx.rows(
            "SELECT day, tracked, ruptures, value FROM stock_days WHERE tenant_id = %s ORDER BY day", (tx.tenant_id,)
        )
        told = [((row["day"] - DAY.date()).days, row["tracked"], row["ruptures"], row["value"]) for row in rows]
        assert told[:-1] == [(0, 2, 1, 1000), (2, 3, 2, 200), (4, 3, 1, 350), (5, 3, 1, 300)]
        assert rows[-1] == {"day": day_of(now(), "Africa/Dakar"), "tracked": 3, "ruptures": 1, "value": 300}
        assert inventory.drift(tx) == []
        # Only the days asked for are written again.
        tx.run("UPDATE stock_days SET value = 7 WHERE tenant_id = %s", (tx.tenant_id,))
        assert inventory.rebuild_days(tx, DAY.date() + timedelta(days=4)) == 2
        values = tx.rows("SELECT value FROM stock_days WHERE tenant_id = %s ORDER BY day", (tx.tenant_id,))
        assert [row["value"] for row in values] == [7, 7, 350, 300, 7]
        assert quiet


def test_texts_are_folded_as_searches_fold_them(app: Any, shop: Any) -> None:
    with transaction(app, shop.tenant_id) as tx:
        rows = [("Épicerie", None), ("a\tb\\N", "Straße"), ("Épicerie", "x")]
        copy_into_temp(tx, "named", {"name": "text", "other": "text"}, rows)
        found = tx.rows(f"SELECT * FROM {fold_names(tx, 'named', 'name', 'other')} ORDER BY plain")
    assert {row["plain"]: row["folded"] for row in found} == {
        "Épicerie": "epicerie", "a\tb\\N": "a b\\n", "Straße": "strasse", "x": "x",
    }  # fmt: skip
    with pytest.raises(ValueError, match="temporary table"):
        temp_name("x; DROP TABLE products")
