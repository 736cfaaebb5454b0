from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from digiboost.kernel.clock import day_of, now
from tests.factories.trade import customer, sell, shelf


def ids(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["items"]]


def test_filters_find_what_they_name(app: Any, shop: Any) -> None:
    rice, oil, awa = shelf(app, shop), shelf(app, shop), customer(app, shop, "Awa Bâ-Diop")
    old = sell(shop, (rice, 1), occurred_at=(now() - timedelta(days=40)).isoformat())
    to_awa = sell(shop, (oil, 1), (rice, 2), customer_id=awa)
    plain = sell(shop, (oil, 3))
    back = shop.post(
        f"/sales/{to_awa['id']}/returns", {"lines": [{"line_id": to_awa["lines"][0]["id"], "quantity": 1}]}
    )
    returned = back.json()
    shop.post(f"/sales/{plain['id']}/cancel", {"reason": "erreur"})
    latest = [returned["id"], plain["id"], to_awa["id"], old["id"]]
    today, long_ago = day_of(now(), "Africa/Dakar"), day_of(now() - timedelta(days=40), "Africa/Dakar")
    for params, found in (
        ({}, latest),
        ({"sort": "occurred_at"}, latest[::-1]),
        ({"sort": "-total"}, [plain["id"], to_awa["id"], old["id"], returned["id"]]),
        ({"sort": "total"}, [returned["id"], old["id"], to_awa["id"], plain["id"]]),
        ({"from": today}, latest[:3]),
        ({"to": long_ago}, [old["id"]]),
        ({"from": long_ago, "to": long_ago, "product_id": rice}, [old["id"]]),
        ({"product_id": rice}, [to_awa["id"], old["id"]]),
        ({"product_id": oil}, latest[:3]),
        ({"customer_id": awa}, [returned["id"], to_awa["id"]]),
        ({"kind": "RETURN"}, [returned["id"]]),
        ({"status": "cancelled"}, [plain["id"]]),
        ({"search": "ba-diop"}, [returned["id"], to_awa["id"]]),
        ({"search": "v-00000"}, latest[1:]),
        ({"search": "4"}, [returned["id"]]),
        ({"search": "%"}, []),
        ({"search": "   "}, latest),
        ({"search": "awa", "kind": "SALE", "from": today}, [to_awa["id"]]),
    ):
        assert ids(shop.get("/sales", params=params)) == found, params
    first = shop.get("/sales").json()["items"][0]
    detail = shop.get(f"/sales/{returned['id']}").json()
    assert set(detail) - {"lines", "due_on", "over_limit"} == set(first)
    for name, value in first.items():
        if name.endswith("_at") and value:
            assert datetime.fromisoformat(value) == datetime.fromisoformat(detail[name])
        else:
            assert detail[name] == value, name


def test_pages_hold_every_sale_once(app: Any, shop: Any) -> None:
    item = shelf(app, shop)
    moment = datetime(2026, 1, 5, 12, tzinfo=UTC).isoformat()
    made = {sell(shop, (item, 1), occurred_at=moment)["id"] for _ in range(7)}
    for sort in ("occurred_at", "-occurred_at", "total", "-total"):
        seen: list[str] = []
        cursor = None
        while True:
            page = shop.get("/sales", params={"limit": 3, "sort": sort, **({"cursor": cursor} if cursor else {})})
            seen += ids(page)
            cursor = page.json()["next_cursor"]
            if cursor is None:
                break
        assert len(seen) == 7
        assert set(seen) == made
    tag = shop.get("/sales").headers["etag"]
    assert shop.get("/sales", headers={"If-None-Match": tag}).status_code == 304


def test_what_a_list_refuses(shop: Any) -> None:
    for params in (
        {"sort": "number"},
        {"limit": 0},
        {"limit": 201},
        {"kind": "sale"},
        {"from": "hier"},
        {"from": "2026-02-01", "to": "2026-01-31"},
        {"product_id": "riz"},
        {"cursor": "x"},
        {"cursor": "WyItb2NjdXJyZWRfYXQiLFsiMjAyNiIsIngiXV0"},
        {"cursor": "WyItdG90YWwiLFsieCIsIngiXV0", "sort": "-total"},
    ):
        assert shop.get("/sales", params=params).status_code == 422, params
    assert shop.get("/sales", params={"from": "0001-01-01", "to": "9999-12-31"}).status_code == 200
