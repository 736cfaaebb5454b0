"""The engine: what fires, what ends, and who says more."""

from __future__ import annotations

from typing import Any

from tests.factories.alerts import alerts, stock, work
from tests.factories.buying import goods
from tests.factories.trade import sell

RICE = "Riz brisé 25 kg"


def test_a_sale_that_empties_a_shelf(app: Any, shop: Any) -> None:
    rice = goods(shop, min_stock=10)
    stock(shop, rice, 30)
    work(shop)
    assert alerts(shop) == {}
    sell(shop, (rice, 21))
    work(shop)
    low = alerts(shop)["low_stock", RICE]
    assert (low["state"], low["value"], low["threshold"], low["silenced_by"]) == ("firing", 9, 10, None)
    sell(shop, (rice, 9))
    work(shop)
    found = alerts(shop)
    rupture = found["rupture", RICE]
    assert (rupture["urgency"], rupture["value"], rupture["pending"]) == (1, 0, False)
    assert rupture["told_at"] is not None
    assert found["low_stock", RICE]["silenced_by"] == rupture["id"]
    summary = shop.get("/alerts/summary").json()
    assert summary == {"firing": 1, "urgent": 1, "acknowledged": 0, "snoozed": 0, "by_type": {"rupture": 1}}
    stock(shop, rice, 1)
    work(shop)
    assert alerts(shop)["rupture", RICE]["state"] == "firing", "a unit is within the margin"
    stock(shop, rice, 1)
    work(shop)
    found = alerts(shop)
    assert ("rupture", RICE) not in found
    assert found["low_stock", RICE]["silenced_by"] is None
    stock(shop, rice, 9)
    work(shop)
    assert ("low_stock", RICE) in alerts(shop), "11 is within the margin above 10"
    stock(shop, rice, 1)
    work(shop)
    assert alerts(shop) == {}
    names = [one["name"] for one in shop.get("/alerts/history").json()["items"]]
    assert names == ["resolved", "resolved", "told", "suppressed", "fired", "fired"]
