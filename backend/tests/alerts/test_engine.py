"""The engine on a real database: what fires with the commit, what ends, and what is watched."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from digiboost.alerts import service
from digiboost.inventory import service as inventory
from digiboost.kernel.clock import now
from tests.factories.alerts import alerts, history, rules, stock, work
from tests.factories.buying import goods, receive, supplier
from tests.factories.imports import Desk
from tests.factories.requests import every_item
from tests.factories.stock import movement, transaction
from tests.factories.trade import sell

RICE = "Riz brisé 25 kg"


def crossed(app: Any, shop: Any) -> list[dict[str, Any]]:
    """The payloads of the events that levels caused, in their order."""
    with transaction(app, shop.tenant_id) as tx:
        rows = tx.rows(
            "SELECT payload FROM outbox_events WHERE tenant_id = %s AND type = 'stock.crossed'"
            " ORDER BY occurred_at, id",
            (tx.tenant_id,),
        )
    return [row["payload"] for row in rows]


def watched(app: Any, shop: Any, item: str) -> tuple[int | None, int | None]:
    with transaction(app, shop.tenant_id) as tx:
        row = tx.row(
            "SELECT watched_below, watched_above FROM stock_levels WHERE tenant_id = %s AND product_id = %s",
            (tx.tenant_id, item),
        )
    assert row is not None
    return row["watched_below"], row["watched_above"]


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


def test_only_what_crosses_something_is_told(app: Any, shop: Any) -> None:
    rice = goods(shop, min_stock=10)
    stock(shop, rice, 30)
    work(shop)
    before = len(crossed(app, shop))
    sell(shop, (rice, 5))
    stock(shop, rice, -5)
    stock(shop, rice, 3)
    assert len(crossed(app, shop)) == before
    sell(shop, (rice, 13))
    [event] = crossed(app, shop)[before:]
    assert event == {
        "products": [{"product_id": rice, "on_hand": 10_000, "before": 23_000, "status": "low", "was": "ok"}]
    }
    sell(shop, (rice, 1))
    assert len(crossed(app, shop)) == before + 1, "it is low already"
    sell(shop, (rice, 9))
    assert crossed(app, shop)[-1]["products"][0]["was"] == "low"


def test_one_event_for_a_transaction_from_its_first_state_to_its_last(app: Any, shop: Any) -> None:
    rice, soap = goods(shop), goods(shop, name="Savon")
    stock(shop, rice, 5)
    stock(shop, soap, 5)
    before = len(crossed(app, shop))
    with transaction(app, shop.tenant_id) as tx:
        for item, quantity in ((rice, -5000), (rice, 4000), (soap, -5000)):
            inventory.record_movements(tx, [movement(UUID(item), quantity)])
    [event] = crossed(app, shop)[before:]
    assert {one["product_id"]: (one["before"], one["on_hand"], one["was"]) for one in event["products"]} == {
        rice: (5000, 4000, "ok"), soap: (5000, 0, "ok"),
    }  # fmt: skip


def test_rules_with_thresholds_of_their_own_are_judged_with_the_commit(app: Any, shop: Any) -> None:
    rice = goods(shop)
    stock(shop, rice, 100)
    wanted = {"type": "low_stock", "params": {"threshold": 40}, "product_ids": [rice]}
    first = shop.post("/alerts/rules", wanted).json()
    work(shop)
    assert watched(app, shop, rice) == (40_000, None)
    second = shop.post("/alerts/rules", {**wanted, "params": {"threshold": 20}}).json()
    work(shop)
    assert watched(app, shop, rice) == (40_000, None), "the next downwards"
    sell(shop, (rice, 60))
    work(shop)
    assert {one["rule_id"] for one in every_item(shop, "/alerts")} == {first["id"]}
    assert watched(app, shop, rice) == (20_000, 44_000)
    sell(shop, (rice, 20))
    work(shop)
    assert {one["rule_id"] for one in every_item(shop, "/alerts")} == {first["id"], second["id"]}
    assert watched(app, shop, rice) == (0, 22_000)
    stock(shop, rice, 3)
    work(shop)
    assert {one["rule_id"] for one in every_item(shop, "/alerts")} == {first["id"]}
    shop.patch(f"/alerts/rules/{first['id']}", {"params": {"threshold": 10}})
    work(shop)
    assert alerts(shop) == {}
    assert watched(app, shop, rice) == (20_000, None)
    shop.delete(f"/alerts/rules/{second['id']}")
    work(shop)
    assert watched(app, shop, rice) == (10_000, None)


def test_a_level_that_moved_while_it_was_judged_is_judged_again(app: Any, shop: Any) -> None:
    rice = goods(shop, min_stock=10)
    stock(shop, rice, 100)
    with transaction(app, shop.tenant_id) as tx:
        service.judge_products(tx, [UUID(rice)])
        # Another till sells meanwhile; its movement crosses nothing that is watched yet.
        with transaction(app, shop.tenant_id) as other:
            inventory.record_movements(other, [movement(UUID(rice), -20_000)])
    assert crossed(app, shop)[-1]["products"][0]["on_hand"] == 80_000
    work(shop)
    assert watched(app, shop, rice) == (10_000, None)


def test_a_minimum_that_changes(app: Any, shop: Any) -> None:
    rice = goods(shop, min_stock=10)
    stock(shop, rice, 30)
    work(shop)
    shop.patch(f"/products/{rice}", {"min_stock": 30})
    work(shop)
    assert alerts(shop)["low_stock", RICE]["threshold"] == 30
    shop.patch(f"/products/{rice}", {"min_stock": 28})
    work(shop)
    assert watched(app, shop, rice) == (0, 30_800), "30 is within the margin above 28"
    shop.patch(f"/products/{rice}", {"min_stock": None})
    work(shop)
    assert alerts(shop) == {}


def test_a_product_that_leaves(shop: Any) -> None:
    drinks = shop.post("/categories", {"name": "Boissons"}).json()["id"]
    rule = rules(shop)["rupture"]["id"]
    shop.patch(f"/alerts/rules/{rule}", {"category_ids": [drinks]})
    rice = goods(shop, category_id=drinks)
    for change in ({"alerts": False}, {"category_id": None}, {"is_active": False}):
        stock(shop, rice, 5)
        sell(shop, (rice, 5))
        work(shop)
        assert [*alerts(shop)] == [("rupture", RICE)]
        shop.patch(f"/products/{rice}", change)
        work(shop)
        assert alerts(shop) == {}, change
        shop.patch(f"/products/{rice}", {"alerts": True, "category_id": drinks, "is_active": True})
        work(shop)


def test_a_rule_that_ends(shop: Any) -> None:
    rule = rules(shop)["rupture"]["id"]
    rice = goods(shop)
    stock(shop, rice, 5)
    sell(shop, (rice, 5))
    work(shop)
    shop.patch(f"/alerts/rules/{rule}", {"is_active": False})
    work(shop)
    assert alerts(shop) == {}
    shop.patch(f"/alerts/rules/{rule}", {"is_active": True})
    work(shop)
    assert alerts(shop)["rupture", RICE]["fired_count"] == 2
    shop.delete(f"/alerts/rules/{rule}")
    work(shop)
    assert alerts(shop) == {}
    assert {one["rule_name"] for one in history(shop, "fired")} == {"Rupture de stock"}, "the history keeps its name"


def test_a_rule_says_at_once_what_is_so_already(shop: Any) -> None:
    rice = goods(shop)
    stock(shop, rice, 5)
    work(shop)
    shop.post("/alerts/rules", {"type": "low_stock", "params": {"threshold": 8}, "product_ids": [rice]})
    work(shop)
    assert alerts(shop)["low_stock", RICE]["value"] == 5


def test_what_expires(app: Any, shop: Any) -> None:
    milk = goods(shop, name="Lait")
    soon = now().date() + timedelta(days=10)
    answer = shop.post(
        "/receipts", {"lines": [{"product_id": milk, "quantity": 12, "expires_on": soon.isoformat(), "lot": "A7"}]}
    )
    assert answer.status_code == 201, answer.text
    with transaction(app, shop.tenant_id) as tx:
        service.judge_products(tx, None)
    alert = alerts(shop)["expiry", "Lait"]
    assert (alert["day"], alert["value"], alert["threshold"]) == (soon.isoformat(), 10, 30)
    sell(shop, (milk, 12))
    work(shop)
    assert [kind for kind, _ in alerts(shop)] == ["rupture"], "nothing of it is left"


def test_loads_by_the_thousand(app: Any, shop: Any) -> None:
    """A count that a file brings: one event, one message."""
    for n in range(3):
        goods(shop, name=f"Produit {n}", code=f"C{n}", min_stock=10)
    desk = Desk(shop)
    desk.taken(
        "products",
        "Code;Désignation;Prix de vente;Stock\nC0;Produit 0;500;4\nC1;Produit 1;500;50\nC2;Produit 2;500;2\n",
    )
    work(shop)
    assert {name for kind, name in alerts(shop) if kind == "low_stock"} == {"Produit 0", "Produit 2"}
    assert all("products" in one for one in crossed(app, shop))


def test_a_receipt_ends_a_rupture(shop: Any) -> None:
    rice = goods(shop, supplier(shop))
    stock(shop, rice, 5)
    sell(shop, (rice, 5))
    work(shop)
    assert ("rupture", RICE) in alerts(shop)
    receive(shop, (rice, 20))
    work(shop)
    assert alerts(shop) == {}
