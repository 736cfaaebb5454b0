from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from digiboost.kernel.clock import now
from digiboost.sales.pricing import cost_of, share, spread
from tests.factories.stock import transaction
from tests.factories.trade import customer, drift_of, level_of, sale_of, sell, shelf

MISSING = "0190aaaa-0000-7000-8000-000000000000"


def test_the_arithmetic() -> None:
    assert spread(100, [3000, 500]) == [86, 14]
    assert spread(1, [1, 1, 1]) == [1, 0, 0]
    assert spread(0, [5, 5]) == [0, 0]
    assert spread(0, [0, 0]) == [0, 0]
    assert spread(10, [0, 10, 0]) == [0, 10, 0]
    for discount in range(101):
        parts = spread(discount, [33, 33, 33, 1, 0])[:5] if discount <= 100 else []
        assert sum(parts) == discount
        assert all(part <= whole for part, whole in zip(parts, [33, 33, 33, 1, 0], strict=True))
    assert share(1, 3, 100) == 33
    assert share(2, 3, 100) == 67
    assert cost_of(1500, 700_000) == 1050
    assert cost_of(500, 1001) == 1
    assert cost_of(1000, 0) is None


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/sales"),
        ("GET", "/sales"),
        ("GET", f"/sales/{MISSING}"),
        ("POST", f"/sales/{MISSING}/returns"),
        ("POST", f"/sales/{MISSING}/cancel"),
        ("POST", "/missed-sales"),
    ],
)
def test_anonymous_is_refused(client: Any, method: str, path: str) -> None:
    assert client.request(method, f"/api/v1{path}", json={}).status_code == 401


def test_a_neighbour_s_sale_is_a_missing_one(app: Any, shop: Any, neighbour: Any) -> None:
    item, person = shelf(app, shop), customer(app, shop)
    sold = sell(shop, (item, 2))
    line = sold["lines"][0]["id"]
    calls: list[tuple[str, str, Any]] = [
        ("GET", "/sales/{id}", None),
        ("POST", "/sales/{id}/returns", {"lines": [{"line_id": line, "quantity": 1}]}),
        ("POST", "/sales/{id}/cancel", {"reason": "erreur"}),
    ]
    for method, path, body in calls:
        hidden = neighbour.request(method, path.format(id=sold["id"]), json=body)
        missing = neighbour.request(method, path.format(id=MISSING), json=body)
        assert (hidden.status_code, hidden.json()) == (404, missing.json())
    own = shelf(app, neighbour)
    for body in (sale_of((item, 1)), sale_of((own, 1), customer_id=person)):
        assert neighbour.post("/sales", body).status_code == 404
    assert neighbour.post("/missed-sales", {"product_id": item, "quantity": 1}).status_code == 404
    assert neighbour.get("/sales").json()["items"] == []
    assert neighbour.get("/sales", params={"product_id": item}).json()["items"] == []
    # The same id, used by another company, is free.
    assert neighbour.post("/sales", sale_of((own, 1), id=sold["id"])).status_code == 201


def test_roles(app: Any, shop: Any) -> None:
    item = shelf(app, shop, cost=700)
    employee, viewer = shop.colleague("employee"), shop.colleague("viewer")
    assert viewer.post("/sales", sale_of((item, 1))).status_code == 403
    assert viewer.post("/missed-sales", {"product_id": item, "quantity": 1}).status_code == 403
    sold = sell(employee, (item, 1))
    assert (sold["cost"], sold["lines"][0]["cost"], sold["user_id"]) == (None, None, employee.user_id)
    assert employee.post(f"/sales/{sold['id']}/cancel", {"reason": "erreur"}).status_code == 403
    for person, cost in ((shop, 700), (employee, None), (viewer, None)):
        read = person.get(f"/sales/{sold['id']}").json()
        assert (read["cost"], read["lines"][0]["cost"]) == (cost, cost)
        assert person.get("/sales").json()["items"][0]["cost"] == cost


def test_a_sale_moves_stock_sums_and_numbers(app: Any, shop: Any) -> None:
    rice, oil = shelf(app, shop, cost=700, sale_price=1500), shelf(app, shop, sale_price=333)
    person = customer(app, shop)
    made = sell(shop, (rice, 2), (oil, 1.5), discount=100, customer_id=person, note=" pour lundi ")
    assert made["number"] == "V-000001"
    assert (made["total"], made["discount"], made["cost"], made["line_count"]) == (3400, 100, None, 2)
    assert (made["customer_name"], made["note"], made["status"]) == ("Fatou Sow", "pour lundi", "completed")
    first, second = made["lines"]
    assert (first["quantity"], first["unit_price"], first["discount"], first["amount"], first["cost"]) == (
        2, 1500, 86, 2914, 1400,
    )  # fmt: skip
    assert (second["quantity"], second["discount"], second["amount"], second["cost"]) == (1.5, 14, 486, None)
    assert level_of(app, shop, rice).on_hand == 8000
    assert level_of(app, shop, oil).on_hand == 8500
    assert shop.get(f"/sales/{made['id']}").json() == made
    assert sell(shop, (rice, 1, 1000))["number"] == "V-000002"
    assert drift_of(app, shop) == []
    with transaction(app, shop.tenant_id) as tx:
        stored = tx.rows(
            "SELECT type, payload FROM outbox_events WHERE tenant_id = %s AND type LIKE 'sale.%%' ORDER BY id",
            (tx.tenant_id,),
        )
        assert [(row["type"], row["payload"]["number"]) for row in stored] == [
            ("sale.recorded", "V-000001"),
            ("sale.recorded", "V-000002"),
        ]
        actions = tx.rows("SELECT action FROM audit_entries WHERE tenant_id = %s ORDER BY seq", (tx.tenant_id,))
        assert [row["action"] for row in actions][-2:] == ["sale.recorded", "sale.recorded"]


def test_a_sale_is_never_refused_for_lack_of_stock(app: Any, shop: Any) -> None:
    item = shelf(app, shop, on_hand=1)
    sell(shop, (item, 3), (item, 2))
    assert level_of(app, shop, item).on_hand == -4000
    assert level_of(app, shop, item).status == "rupture"


def test_the_same_id_sells_once(app: Any, shop: Any) -> None:
    item, other = shelf(app, shop), shelf(app, shop)
    body = sale_of((item, 2, 900), id=str(uuid4()), note="carnet")
    body["lines"][0]["id"] = str(uuid4())
    first = shop.post("/sales", body)
    again = shop.post("/sales", body)
    assert (again.status_code, again.json()) == (201, first.json())
    assert level_of(app, shop, item).on_hand == 8000
    for change in (
        {"note": None},
        {"discount": 5},
        {"payment_method": "card"},
        {"occurred_at": (now() - timedelta(hours=1)).isoformat()},
        {"customer_id": customer(app, shop)},
        {"lines": sale_of((item, 2, 901))["lines"]},
        {"lines": sale_of((item, 1, 900))["lines"]},
        {"lines": sale_of((other, 2, 900))["lines"]},
        {"lines": sale_of((item, 2, 900), (item, 2, 900))["lines"]},
    ):
        refused = shop.post("/sales", {**body, **change})
        assert (refused.status_code, refused.json()["code"]) == (409, "sale_id_reused"), change
    # What is left open is what it was.
    assert shop.post("/sales", {**body, "lines": sale_of((item, 2))["lines"]}).status_code == 201
    # A line's id belongs to one sale.
    taken = sale_of((item, 1))
    taken["lines"][0]["id"] = body["lines"][0]["id"]
    assert shop.post("/sales", taken).status_code == 409
    assert len(shop.get("/sales").json()["items"]) == 1
    assert drift_of(app, shop) == []


def test_what_is_refused(app: Any, shop: Any) -> None:
    item = shelf(app, shop, sale_price=500)
    twice = sale_of((item, 1), (item, 1))
    twice["lines"][0]["id"] = twice["lines"][1]["id"] = str(uuid4())
    for body, field, code in (
        (sale_of((item, 1), payment_method="credit"), "customer_id", "credit_needs_customer"),
        (sale_of((item, 1), discount=501), "discount", "discount_too_large"),
        (sale_of((item, 1), occurred_at=(now() + timedelta(days=1, minutes=1)).isoformat()), "occurred_at",
         "in_the_future"),
        (sale_of((item, 1), occurred_at="0001-01-01T00:00:00+14:00"), "occurred_at", "too_long_ago"),
        (sale_of((item, 1_000_000_000, 10**12)), "lines.0.quantity", "amount_too_large"),
        (twice, "lines.1", "line_twice"),
    ):  # fmt: skip
        answer = shop.post("/sales", body)
        assert answer.status_code == 422, answer.text
        assert [(one["field"], one["code"]) for one in answer.json()["errors"]] == [(field, code)]
        assert answer.json()["errors"][0]["message"] != code
    for body in (
        sale_of(),
        sale_of((item, 0)),
        sale_of((item, -1)),
        sale_of((item, 1.0001)),
        sale_of((item, 1, -1)),
        sale_of((item, 1), payment_method="unknown"),
        sale_of((item, 1), occurred_at="2026-01-01T00:00:00"),
        {**sale_of((item, 1)), "total": 5},
    ):
        assert shop.post("/sales", body).status_code == 422, body
    assert shop.post("/sales", sale_of((item, 1), (MISSING, 1))).status_code == 404
    assert shop.post("/sales", sale_of((item, 1), customer_id=MISSING)).status_code == 404
    assert shop.get("/sales").json()["items"] == []
    assert drift_of(app, shop) == []


def test_credit_with_a_customer_and_a_sale_from_yesterday(app: Any, shop: Any) -> None:
    item = shelf(app, shop)
    made = sell(shop, (item, 1), payment_method="credit", customer_id=customer(app, shop),
                occurred_at=(now() - timedelta(days=1)).isoformat())  # fmt: skip
    assert made["payment_method"] == "credit"
    days = shop.get("/dashboards/overview").json()
    assert days["sales"]["today"]["revenue"] == 0
    assert days["sales"]["today"]["previous"] == made["total"]
    # It was sold before the shelf was filled, so it is part of what came later and stays in the ledger.
    assert drift_of(app, shop) == []


def test_an_untracked_product_is_sold_without_a_movement(app: Any, shop: Any) -> None:
    item = shelf(app, shop, on_hand=0, tracked=False)
    sold = sell(shop, (item, 2))
    back = shop.post(f"/sales/{sold['id']}/returns", {"lines": [{"line_id": sold["lines"][0]["id"], "quantity": 1}]})
    assert back.status_code == 201
    level = level_of(app, shop, item)
    assert (level.tracked, level.on_hand, level.status) == (False, 0, "untracked")


def test_a_missed_sale(app: Any, shop: Any) -> None:
    item = shelf(app, shop)
    body = {"id": str(uuid4()), "product_id": item, "quantity": 2.5}
    first = shop.post("/missed-sales", body)
    assert first.status_code == 201
    assert (first.json()["quantity"], first.json()["user_id"]) == (2.5, shop.user_id)
    assert shop.post("/missed-sales", body).json() == first.json()
    other = shop.post("/missed-sales", {**body, "quantity": 3})
    assert (other.status_code, other.json()["code"]) == (409, "missed_sale_id_reused")
    assert shop.post("/missed-sales", {"product_id": MISSING, "quantity": 1}).status_code == 404
    assert level_of(app, shop, item).on_hand == 10_000
    assert drift_of(app, shop) == []


def test_few_statements(app: Any, shop: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sale is what this product writes most: another statement must be meant."""
    import psycopg

    item = shelf(app, shop, cost=700)
    sell(shop, (item, 1))
    asked: list[str] = []
    execute = psycopg.Cursor.execute

    def spy(cursor: Any, query: Any, *args: Any, **options: Any) -> Any:
        asked.append(str(query))
        return execute(cursor, query, *args, **options)

    monkeypatch.setattr(psycopg.Cursor, "execute", spy)
    answer = shop.post("/sales", sale_of((item, 1), (item, 2)), headers={"Idempotency-Key": uuid4().hex})
    assert answer.status_code == 201
    assert len([one for one in asked if "device_sessions" not in one]) <= 13, asked
