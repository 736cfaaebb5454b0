"""Pushes, and REST beside them, that touch the same rows in opposite orders: nobody meets a deadlock, nothing is
applied twice, no sum is lost."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from random import Random
from typing import Any

from digiboost.kernel.ids import new_id
from tests.factories.people import Person
from tests.factories.stock import transaction
from tests.factories.trade import customer, drift_of, level_of, sale_of, sell, shelf
from tests.sync.phone import operation, push, sale


def at_once(workers: int, count: int, call: Any) -> list[Any]:
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(call, range(count)))


def test_two_batches_in_opposite_orders(app: Any, shop: Person) -> None:
    items = [shelf(app, shop, on_hand=1000) for _ in range(6)]

    def act(number: int) -> Counter[str]:
        order = items if number % 2 else items[::-1]
        sent = [operation("sale.record", sale((item, 1))) for item in order]
        answer = push(shop, *sent)
        assert answer.status_code == 200, answer.text
        return Counter(one["status"] for one in answer.json()["verdicts"])

    assert sum(at_once(8, 32, act), Counter()) == {"applied": 32 * 6}
    assert {level_of(app, shop, item).on_hand for item in items} == {1_000_000 - 32_000}
    assert drift_of(app, shop) == []


def test_the_same_batch_sent_by_everybody_at_once(app: Any, shop: Person) -> None:
    item = shelf(app, shop, on_hand=100)
    batch = [operation("sale.record", sale((item, 1))) for _ in range(5)]
    answers = at_once(8, 24, lambda number: push(shop, *(batch if number % 2 else batch[::-1])))
    assert {answer.status_code for answer in answers} == {200}
    found = Counter(one["status"] for answer in answers for one in answer.json()["verdicts"])
    assert found == {"applied": 5, "repeated": 23 * 5}
    assert level_of(app, shop, item).on_hand == 95_000
    with transaction(app, shop.tenant_id) as tx:
        assert tx.value("SELECT count(*) FROM sync_operations WHERE tenant_id = %s", (tx.tenant_id,)) == 5


def test_pushes_beside_everything_that_rest_does(app: Any, shop: Person) -> None:
    """Whatever either side locks: products, levels, sales, customers, numbers, ids that both use."""
    items = [shelf(app, shop, on_hand=1000, cost=100) for _ in range(5)]
    people = [customer(app, shop, f"Client {number}") for number in range(3)]
    sold = [sell(shop, *((item, 4) for item in items)) for _ in range(6)]
    chance = Random(11)
    plans = [(chance.random(), chance.sample(items, 3), chance.randrange(6), new_id()) for _ in range(220)]

    def operations(luck: float, chosen: list[str], which: int) -> list[dict[str, Any]]:
        target = sold[which]
        back = [{"line_id": target["lines"][which % 5]["id"], "quantity": 0.25}]
        all_ = [
            operation("sale.record", sale(*((item, 1) for item in chosen), customer_id=people[which % 3])),
            operation("sale.return", {"id": str(new_id()), "sale_id": target["id"], "lines": back}),
            operation("product.edit", {"product_id": chosen[0], "name": f"Riz {luck}", "min_stock": which}),
            operation("customer.edit", {"customer_id": people[which % 3], "note": f"{luck}"}),
            operation("product.create", {"id": str(new_id()), "name": "Thé", "sale_price": 300}),
            operation("missed_sale.record", {"id": str(new_id()), "product_id": chosen[1], "quantity": 1}),
            operation("stock.move", {"id": str(new_id()), "product_id": chosen[2], "type": "ENTRY", "quantity": 1}),
        ]
        Random(luck).shuffle(all_)
        return all_

    def act(number: int) -> list[Any]:
        luck, chosen, which, shared = plans[number]
        target = sold[which]
        if luck < 0.4:
            answer = push(shop, *operations(luck, chosen, which))
            return [one["status"] for one in answer.json()["verdicts"]] if answer.status_code == 200 else [answer.text]
        if luck < 0.5:
            answer = shop.post("/sales", sale_of(*((item, 1) for item in chosen), customer_id=people[which % 3]))
        elif luck < 0.6:
            body = {"lines": [{"line_id": target["lines"][which % 5]["id"], "quantity": 0.25}]}
            answer = shop.post(f"/sales/{target['id']}/returns", body)
        elif luck < 0.65:
            answer = shop.post("/products", {"name": "Café", "sale_price": 200})
        elif luck < 0.75:
            answer = shop.patch(f"/products/{chosen[0]}", {"min_stock": which, "is_active": True})
        elif luck < 0.8:
            answer = shop.patch(f"/customers/{people[which % 3]}", {"note": f"{luck}"})
        elif luck < 0.9:
            # The same sale by both ways at once.
            body = sale(*((item, 1) for item in chosen), id=str(shared), occurred_at="2026-01-05T10:00:00Z")
            with ThreadPoolExecutor(2) as pool:
                rest = pool.submit(shop.post, "/sales", body)
                sent = [operation("sale.record", sale((items[0], 1))), operation("sale.record", body)]
                verdicts = push(shop, *sent).json()["verdicts"]
            assert rest.result().status_code == 201, rest.result().text
            return [one["status"] for one in verdicts]
        else:
            lines = [{"product_id": item, "counted": 900 + which} for item in chosen]
            answer = shop.post("/stock/counts", {"lines": lines})
        return [answer.status_code if answer.status_code < 300 else answer.json()["code"]]

    found = Counter(one for part in at_once(10, len(plans), act) for one in part)
    # More can be asked back than was sold.
    assert set(found) <= {"applied", "conflict", 200, 201, "return_too_much"}, found
    assert found["applied"] > 300
    assert drift_of(app, shop) == []
