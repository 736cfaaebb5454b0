from __future__ import annotations

import threading
from datetime import timedelta
from random import Random
from typing import Any
from uuid import uuid4

import pytest

from digiboost.inventory import service as inventory
from digiboost.inventory.types import blend, judge, value_at, value_of
from digiboost.kernel.clock import now
from digiboost.kernel.errors import Conflict, Invalid, NotFound
from tests.factories.stock import movement, product, transaction


def test_the_arithmetic() -> None:
    assert value_of(1500, 100_000) == 150
    assert value_of(-1500, 100_000) == 0
    assert value_at(-1500, 333) == 0
    assert value_at(500, 1000) == 1
    assert value_at(-500, 1000) == -1
    # 10 at 100 and 30 at 200 are 40 at 175; what is owed to the shelf weighs nothing.
    assert blend(10_000, 100_000, 30_000, 200) == 175_000
    assert blend(-5_000, 100_000, 30_000, 200) == 200_000
    assert blend(10_000, 0, 10_000, 200) == 200_000
    assert [judge(q, 2000, tracked=True, active=True) for q in (-1, 0, 1, 2000, 2001)] == [
        "rupture", "rupture", "low", "low", "ok",
    ]  # fmt: skip
    assert judge(1, None, tracked=True, active=True) == "ok"
    assert judge(0, 5, tracked=False, active=True) == "untracked"
    assert judge(0, 5, tracked=True, active=False) == "inactive"


def test_a_sale_costs_four_statements(app: Any, shop: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with transaction(app, shop.tenant_id) as tx:
        items = [product(tx, min_stock=5000) for _ in range(3)]
        inventory.record_movements(tx, [movement(item, 10_000, unit_cost=100) for item in items])
    asked: list[str] = []
    with transaction(app, shop.tenant_id) as tx:
        for name in ("rows", "row", "value", "run", "later"):
            original = getattr(tx, name)
            monkeypatch.setattr(tx, name, lambda query, *a, _o=original: (asked.append(query), _o(query, *a))[1])
        moved = inventory.record_movements(tx, [movement(item, -1000, source="sale") for item in items])
    assert len(asked) == 4, "a sale that crosses nothing pays nothing for those who watch"
    asked.clear()
    with transaction(app, shop.tenant_id) as tx:
        for name in ("rows", "row", "value", "run", "later"):
            original = getattr(tx, name)
            monkeypatch.setattr(tx, name, lambda query, *a, _o=original: (asked.append(query), _o(query, *a))[1])
        moved = inventory.record_movements(tx, [movement(item, -5000, source="sale") for item in items])
    assert len(asked) == 6, "one event for all that came down to their minimum, and its delivery, with the commit"
    assert [(m.on_hand_after, m.average_cost, m.counts) for m in moved] == [(4000, 100_000, True)] * 3
    with transaction(app, shop.tenant_id) as tx:
        found = inventory.summary(tx)
        assert (found.products, found.low, found.value) == (3, 3, 1200)
        assert all(level.last_sale_at is not None for level in inventory.levels(tx, items).values())
        assert inventory.drift(tx) == []
        day = tx.row("SELECT tracked, ruptures, value FROM stock_days WHERE tenant_id = %s", (tx.tenant_id,))
        assert day == {"tracked": 3, "ruptures": 0, "value": 1200}


def test_a_movement_counts_once(app: Any, shop: Any) -> None:
    with transaction(app, shop.tenant_id) as tx:
        item, other = product(tx), product(tx)
        entry = movement(item, 10_000)
        first = inventory.record_movements(tx, [entry, entry])
    assert first[0] == first[1]
    with transaction(app, shop.tenant_id) as tx:
        again = inventory.record_movements(tx, [entry, movement(item, -1000)])
        assert again[0].on_hand_after == 10_000
        assert again[1].on_hand_after == 9_000
    with pytest.raises(Conflict), transaction(app, shop.tenant_id) as tx:
        inventory.record_movements(tx, [movement(other, 10_000, id=entry.id)])


def test_racing_repeats_count_once(app: Any, shop: Any) -> None:
    with transaction(app, shop.tenant_id) as tx:
        item = product(tx)
    entry = movement(item, 1000)
    outcomes: list[str] = []

    def send() -> None:
        try:
            with transaction(app, shop.tenant_id) as tx:
                inventory.record_movements(tx, [entry])
            outcomes.append("done")
        except Conflict:
            outcomes.append("conflict")

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == 6
    assert "done" in outcomes
    with transaction(app, shop.tenant_id) as tx:
        assert inventory.levels(tx, [item])[item].on_hand == 1000
        assert inventory.drift(tx) == []


def test_an_untracked_product_waits_for_an_entry(app: Any, shop: Any) -> None:
    with transaction(app, shop.tenant_id) as tx:
        item = product(tx, tracked=False, purchase_price=400)
        assert inventory.summary(tx).products == 0  # moved when the transaction ends
        sold, back = inventory.record_movements(
            tx, [movement(item, -1000, source="sale"), movement(item, 1000, source="return")]
        )
        assert (sold.tracked, sold.on_hand_after, sold.counts, sold.average_cost) == (False, None, False, 400_000)
        assert not back.tracked
    with transaction(app, shop.tenant_id) as tx:
        assert inventory.summary(tx).untracked == 1
        level = inventory.levels(tx, [item])[item]
        assert (level.tracked, level.on_hand) == (False, 0)
        assert level.last_sale_at is not None
        assert tx.value("SELECT count(*) FROM stock_movements WHERE tenant_id = %s", (tx.tenant_id,)) == 0
        assert inventory.record_movements(tx, [movement(item, 5000)])[0].on_hand_after == 5000
    with transaction(app, shop.tenant_id) as tx:
        found = inventory.summary(tx)
        assert (found.untracked, found.ok, found.value) == (0, 1, 2000)
        assert inventory.drift(tx) == []


def test_a_moment_in_the_future_is_now(app: Any, shop: Any) -> None:
    with transaction(app, shop.tenant_id) as tx:
        item = product(tx)
        inventory.record_movements(tx, [movement(item, 5000, now() + timedelta(hours=3))])
        at = tx.value("SELECT max(occurred_at) FROM stock_movements WHERE tenant_id = %s", (tx.tenant_id,))
        assert at <= now()


def test_refusals(app: Any, shop: Any, neighbour: Any) -> None:
    with transaction(app, neighbour.tenant_id) as tx:
        theirs = product(tx)
    for item in (uuid4(), theirs):
        with pytest.raises(NotFound), transaction(app, shop.tenant_id) as tx:
            inventory.record_movements(tx, [movement(item, 1000)])
        with pytest.raises(NotFound), transaction(app, shop.tenant_id) as tx:
            inventory.open_level(tx, item, None, None, True)
    with pytest.raises(Invalid), transaction(app, shop.tenant_id) as tx:
        inventory.record_movements(tx, [movement(product(tx), 10**12), movement(product(tx), 10**12 + 1)])


def test_a_savepoint_takes_its_differences_back(app: Any, shop: Any) -> None:
    with transaction(app, shop.tenant_id) as tx:
        item = product(tx)
        inventory.record_movements(tx, [movement(item, 5000)])
        with pytest.raises(RuntimeError), tx.savepoint():
            inventory.record_movements(tx, [movement(item, 9000)])
            product(tx)
            raise RuntimeError
        inventory.record_movements(tx, [movement(item, -1000)])
    with transaction(app, shop.tenant_id) as tx:
        assert inventory.levels(tx, [item])[item].on_hand == 4000
        assert inventory.summary(tx).products == 1
        assert inventory.drift(tx) == []


def test_many_tills_at_once(app: Any, shop: Any) -> None:
    with transaction(app, shop.tenant_id) as tx:
        items = [product(tx, min_stock=50_000) for _ in range(8)]
        inventory.record_movements(tx, [movement(item, 100_000, unit_cost=70) for item in items])
    failures: list[BaseException] = []
    sold = [0] * 16

    def till(number: int) -> None:
        random = Random(number)
        try:
            for _ in range(12):
                with transaction(app, shop.tenant_id) as tx:
                    chosen = random.sample(items, 3)
                    inventory.record_movements(tx, [movement(item, -1000, source="sale") for item in chosen])
                sold[number] += 3
        except BaseException as error:  # noqa: BLE001 - the test tells what a thread met
            failures.append(error)

    threads = [threading.Thread(target=till, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with transaction(app, shop.tenant_id) as tx:
        there = sum(level.on_hand for level in inventory.levels(tx, items).values())
        assert there == 8 * 100_000 - 1000 * sum(sold)
        assert inventory.drift(tx) == []
