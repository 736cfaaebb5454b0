from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from digiboost.inventory import service as inventory
from digiboost.kernel.clock import now
from tests.factories.stock import movement, transaction
from tests.factories.trade import drift_of, level_of, sell, shelf


def back(shop: Any, sold: dict[str, Any], *parts: tuple[int, float], **wanted: Any) -> Any:
    lines = [{"line_id": sold["lines"][index]["id"], "quantity": quantity} for index, quantity in parts]
    return shop.post(f"/sales/{sold['id']}/returns", {"lines": lines, **wanted})


def test_parts_sum_to_the_line(app: Any, shop: Any) -> None:
    item = shelf(app, shop, cost=333, sale_price=100)
    sold = sell(shop, (item, 3), discount=200)
    assert (sold["total"], sold["lines"][0]["cost"]) == (100, 999)
    made = [back(shop, sold, (0, 1)).json() for _ in range(3)]
    assert [one["total"] for one in made] == [-33, -34, -33]
    assert [one["cost"] for one in made] == [-333, -333, -333]
    assert [one["number"] for one in made] == ["R-000002", "R-000003", "R-000004"]
    assert all(one["total"] == one["lines"][0]["quantity"] * 100 - one["discount"] for one in made)
    assert made[0]["original_sale_id"] == sold["id"]
    assert made[0]["lines"][0]["original_line_id"] == sold["lines"][0]["id"]
    assert level_of(app, shop, item).on_hand == 10_000
    assert shop.get(f"/sales/{sold['id']}").json()["lines"][0]["returned"] == 3
    more = back(shop, sold, (0, 0.001))
    assert (more.status_code, more.json()["code"], more.json()["returnable"]) == (409, "return_too_much", 0)
    overview = shop.get("/dashboards/overview").json()
    assert (overview["sales"]["today"]["revenue"], overview["sales"]["today"]["count"]) == (0, 1)
    assert drift_of(app, shop) == []


def test_what_cannot_be_returned(app: Any, shop: Any) -> None:
    item = shelf(app, shop)
    sold, other = sell(shop, (item, 2)), sell(shop, (item, 2))
    assert back(shop, sold, (0, 2.001)).json()["code"] == "return_too_much"
    assert back(shop, sold, (0, 1), (0, 1)).status_code == 422
    strange = shop.post(
        f"/sales/{sold['id']}/returns", {"lines": [{"line_id": other["lines"][0]["id"], "quantity": 1}]}
    )
    assert (strange.status_code, strange.json()["errors"][0]["code"]) == (422, "line_unknown")
    made = back(shop, sold, (0, 1)).json()
    again = shop.post(f"/sales/{made['id']}/returns", {"lines": [{"line_id": made["lines"][0]["id"], "quantity": 1}]})
    assert (again.status_code, again.json()["code"]) == (409, "return_of_return")
    assert shop.post(f"/sales/{other['id']}/cancel", {"reason": "erreur"}).status_code == 200
    cancelled = back(shop, other, (0, 1))
    assert (cancelled.status_code, cancelled.json()["code"]) == (409, "sale_cancelled")


def test_the_same_id_returns_once(app: Any, shop: Any) -> None:
    item = shelf(app, shop)
    sold = sell(shop, (item, 2))
    wanted = {"id": str(uuid4()), "reason": "abîmé"}
    first = back(shop, sold, (0, 1), **wanted)
    assert back(shop, sold, (0, 1), **wanted).json() == first.json()
    assert first.json()["note"] == "abîmé"
    for quantity, reason in ((2, "abîmé"), (1, "autre")):
        assert back(shop, sold, (0, quantity), **{**wanted, "reason": reason}).json()["code"] == "sale_id_reused"
    assert back(shop, sold, (0, 1), id=sold["id"]).json()["code"] == "sale_id_reused"
    assert level_of(app, shop, item).on_hand == 9000


def test_a_cancelled_sale_leaves_no_trace_in_the_sums(app: Any, shop: Any) -> None:
    item = shelf(app, shop, cost=700)
    sold = sell(shop, (item, 2), (item, 1))
    made = back(shop, sold, (0, 1)).json()
    refused = shop.post(f"/sales/{sold['id']}/cancel", {"reason": "erreur"})
    assert (refused.status_code, refused.json()["code"]) == (409, "sale_has_returns")
    undone = shop.post(f"/sales/{made['id']}/cancel", {"reason": "rendu par erreur"}).json()
    assert (undone["status"], undone["cancel_reason"], undone["version"]) == ("cancelled", "rendu par erreur", 2)
    assert level_of(app, shop, item).on_hand == 7000
    stale = shop.post(f"/sales/{sold['id']}/cancel", {"reason": "erreur"}, headers={"If-Match": '"9"'})
    assert stale.json()["code"] == "version_conflict"
    first = shop.post(f"/sales/{sold['id']}/cancel", {"reason": "erreur"}, headers={"If-Match": '"1"'})
    assert first.status_code == 200
    # Again is harmless, and changes nothing.
    again = shop.post(f"/sales/{sold['id']}/cancel", {"reason": "encore"})
    assert again.json() == first.json() == shop.get(f"/sales/{sold['id']}").json()
    assert level_of(app, shop, item).on_hand == 10_000
    overview = shop.get("/dashboards/overview").json()
    assert overview["sales"]["days_30"] == {"revenue": 0, "previous": 0, "change": None, "count": 0}
    assert overview["top_movers"] == []
    assert drift_of(app, shop) == []
    with transaction(app, shop.tenant_id) as tx:
        sources = tx.rows(
            "SELECT source, sum(quantity)::bigint AS quantity FROM stock_movements WHERE tenant_id = %s"
            " AND source <> 'manual' GROUP BY source ORDER BY source",
            (tx.tenant_id,),
        )
    assert {row["source"]: row["quantity"] for row in sources} == {"sale": -3000, "return": 1000, "cancellation": 2000}


def test_a_count_since_the_sale_stays_right(app: Any, shop: Any) -> None:
    """The mistake was in the books; the shelf has been counted."""
    item = shelf(app, shop)
    # A phone whose clock is ahead: the ledger took the moment of arrival.
    sold = sell(shop, (item, 4), occurred_at=(now() + timedelta(hours=2)).isoformat())
    with transaction(app, shop.tenant_id) as tx:
        tx.run(
            "UPDATE stock_levels SET counted_at = %s, on_hand = 9000, value = 0 WHERE tenant_id = %s"
            " AND product_id = %s",
            (now(), tx.tenant_id, UUID(item)),
        )
        inventory.record_movements(tx, [movement(UUID(item), 1000, source="manual")])
    assert level_of(app, shop, item).on_hand == 10_000
    assert shop.post(f"/sales/{sold['id']}/cancel", {"reason": "jamais vendu"}).status_code == 200
    assert level_of(app, shop, item).on_hand == 10_000


def test_only_what_moved_is_moved_back(app: Any, shop: Any) -> None:
    """Sold while nobody knew its stock, cancelled after the first delivery."""
    from uuid import UUID

    item = shelf(app, shop, on_hand=0, tracked=False)
    sold = sell(shop, (item, 2))
    with transaction(app, shop.tenant_id) as tx:
        inventory.record_movements(tx, [movement(UUID(item), 5000)])
    assert shop.post(f"/sales/{sold['id']}/cancel", {"reason": "erreur"}).status_code == 200
    assert level_of(app, shop, item).on_hand == 5000
    assert drift_of(app, shop) == []
