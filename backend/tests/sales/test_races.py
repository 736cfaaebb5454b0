"""Many at once: one effect per key and per id, every number once, no sum lost."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from random import Random
from typing import Any
from uuid import uuid4

from tests.factories.trade import drift_of, level_of, sale_of, sell, shelf


def at_once(workers: int, count: int, call: Any) -> list[Any]:
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(call, range(count)))


def test_200_racing_requests_with_one_key_have_one_effect(app: Any, shop: Any) -> None:
    item = shelf(app, shop, on_hand=1000)
    body, key = sale_of((item, 1)), uuid4().hex
    answers = at_once(32, 200, lambda _: shop.post("/sales", body, headers={"Idempotency-Key": key}))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    assert level_of(app, shop, item).on_hand == 999_000
    assert len(shop.get("/sales").json()["items"]) == 1
    assert drift_of(app, shop) == []


def test_racing_requests_with_one_id_have_one_effect(app: Any, shop: Any) -> None:
    item = shelf(app, shop, on_hand=1000)
    body = sale_of((item, 1), id=str(uuid4()))
    answers = at_once(16, 60, lambda _: shop.post("/sales", body))
    assert {answer.status_code for answer in answers} == {201}
    assert {answer.json()["number"] for answer in answers} == {"V-000001"}
    assert level_of(app, shop, item).on_hand == 999_000


def test_16_writers_of_one_shop(app: Any, shop: Any) -> None:
    """Sales of the same products in every order, with returns and cancellations among them."""
    items = [shelf(app, shop, on_hand=1000, cost=100) for _ in range(5)]
    sold = [sell(shop, (item, 3)) for item in items]
    chance = Random(5)
    plans = [(chance.random(), chance.sample(items, 3)) for _ in range(240)]

    def act(number: int) -> Any:
        luck, chosen = plans[number]
        if luck < 0.75:
            return shop.post("/sales", sale_of(*((item, 1) for item in chosen)))
        if luck < 0.85:
            target = sold[number % len(sold)]
            line = {"line_id": target["lines"][0]["id"], "quantity": 1}
            return shop.post(f"/sales/{target['id']}/returns", {"lines": [line]})
        if luck < 0.95:
            return shop.post("/missed-sales", {"product_id": chosen[0], "quantity": 1})
        made = shop.post("/sales", sale_of((chosen[0], 2))).json()
        return shop.post(f"/sales/{made['id']}/cancel", {"reason": "erreur"})

    found = Counter(answer.json().get("code", answer.status_code) for answer in at_once(16, len(plans), act))
    # A fourth return of the same three is refused; nobody meets a deadlock.
    assert set(found) <= {200, 201, "return_too_much"}, found
    assert drift_of(app, shop) == []
    numbers: list[str] = []
    cursor = None
    while True:
        page = shop.get("/sales", params={"limit": 200, **({"cursor": cursor} if cursor else {})}).json()
        numbers += [item["number"][2:] for item in page["items"]]
        if (cursor := page["next_cursor"]) is None:
            break
    assert sorted(numbers) == [f"{number:06d}" for number in range(1, len(numbers) + 1)]
