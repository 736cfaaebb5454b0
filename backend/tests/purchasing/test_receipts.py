from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from digiboost.kernel.clock import now
from digiboost.kernel.http.pagination import Page
from digiboost.kernel.ids import new_id
from digiboost.purchasing import service as purchasing
from digiboost.purchasing.schemas import ReceiptOut, ReceiptSummaryOut
from tests.factories.buying import drift_of, goods, order, receive, send, supplier
from tests.factories.requests import every_item, field_problem, hides, only_for, problem, refuses_nobody
from tests.factories.stock import transaction
from tests.factories.trade import level_of, sell


def state(shop: Any, made: Any) -> tuple[str, list[float]]:
    found = shop.get(f"/purchase-orders/{made['id']}").json()
    return found["status"], [line["received"] for line in found["lines"]]


def test_receipts(client: Any, app: Any, shop: Any, neighbour: Any) -> None:
    for method, path in (("GET", "/receipts"), ("POST", "/receipts"), ("GET", f"/receipts/{new_id()}")):
        refuses_nobody(client, method, path, {})
    seller = supplier(shop)
    rice = goods(shop, seller)
    made = order(shop, seller, (rice, 10, 900))
    line = {"product_id": rice, "quantity": 4}
    theirs = {"product_id": goods(neighbour), "quantity": 4}
    for body in (
        {"lines": [line]},
        {"lines": [theirs], "order_id": made["id"]},
        {"lines": [theirs], "supplier_id": seller},
    ):
        assert neighbour.post("/receipts", body).status_code == 404
    send(shop, made)
    answer = shop.post("/receipts", {"order_id": made["id"], "reference": "BL 77", "lines": [line]})
    assert answer.status_code == 201, answer.text
    assert ReceiptOut.model_validate_json(answer.content)
    receipt = answer.json()
    assert (receipt["supplier_id"], receipt["order_number"], receipt["total"]) == (seller, "BC-0001", 3600)
    assert [(one["quantity"], one["unit_cost"], one["order_line_id"]) for one in receipt["lines"]] == [
        (4, 900, made["lines"][0]["id"])
    ]
    hides(neighbour, "GET", "/receipts/{id}", receipt["id"])
    only_for(shop, {"manager", "employee"}, "POST", "/receipts", {})
    only_for(shop, {"manager", "employee", "viewer"}, "GET", f"/receipts/{new_id()}")
    assert state(shop, made) == ("partly_received", [4])
    level = level_of(app, shop, rice)
    assert (level.on_hand, level.average_cost, level.value) == (4000, 900_000, 3600)
    movement = shop.get("/stock/movements", params={"product_id": rice}).json()["items"][0]
    assert (movement["id"], movement["reference"], movement["unit_cost"]) == (receipt["lines"][0]["id"], "BL 77", 900)

    # The rest, and more of it, and something that nobody ordered.
    soap = goods(shop, None, name="Savon")
    receive(shop, (rice, 7), (soap, 3), order_id=made["id"])
    assert state(shop, made) == ("received", [11])
    # And once more: it came, so it is there.
    receive(shop, (rice, 1), order_id=made["id"])
    assert state(shop, made) == ("received", [12])
    assert problem(shop.post(f"/purchase-orders/{made['id']}/cancel", {})) == (409, "order_complete")
    assert (level_of(app, shop, rice).on_hand, level_of(app, shop, soap).on_hand) == (12_000, 3000)
    assert drift_of(app, shop) == []

    listed = shop.get("/receipts")
    assert Page[ReceiptSummaryOut].model_validate_json(listed.content)
    assert len(every_item(shop, "/receipts", limit=1)) == 3
    assert len(every_item(shop, "/receipts", order_id=made["id"])) == 3
    assert every_item(shop, "/receipts", supplier_id=supplier(shop, "Autre")) == []
    assert neighbour.get("/receipts").json()["items"] == []


def test_receipts_move_the_average_cost(app: Any, shop: Any) -> None:
    rice = goods(shop)
    receive(shop, (rice, 10, 1000))
    receive(shop, (rice, 30, 1200), supplier_id=supplier(shop))
    assert level_of(app, shop, rice).average_cost == 1_150_000
    # Without a cost: at the present average.
    assert receive(shop, (rice, 1))["total"] is None
    assert level_of(app, shop, rice).average_cost == 1_150_000
    sell(shop, (rice, 2))
    assert level_of(app, shop, rice).on_hand == 39_000
    assert drift_of(app, shop) == []


def test_costs_are_hidden_from_employees(app: Any, shop: Any) -> None:
    employee = shop.colleague("employee")
    seller = supplier(shop)
    rice = goods(shop, seller, purchase_price=800)
    made = order(shop, seller, (rice, 2))
    stated = {"lines": [{"product_id": rice, "quantity": 1, "unit_cost": 1}]}
    assert field_problem(employee.post("/receipts", stated)) == ("lines.0.unit_cost", "cost_not_yours")
    received = receive(employee, (rice, 2), order_id=made["id"])
    assert (received["total"], received["lines"][0]["unit_cost"]) == (None, None)
    assert employee.get("/receipts").json()["items"][0]["total"] is None
    # The order's cost came in all the same.
    assert shop.get(f"/receipts/{received['id']}").json()["total"] == 1600
    assert level_of(app, shop, rice).average_cost == 800_000


def test_a_receipt_is_recorded_once(app: Any, shop: Any) -> None:
    seller = supplier(shop)
    rice, soap = goods(shop, seller), goods(shop, seller, name="Savon")
    made = order(shop, seller, (rice, 5, 100), (soap, 2))
    body = {
        "id": str(new_id()),
        "order_id": made["id"],
        "lines": [{"product_id": soap, "quantity": 1}, {"product_id": rice, "quantity": 2}],
    }
    first = shop.post("/receipts", body)
    assert first.status_code == 201, first.text
    assert shop.post("/receipts", body).json() == first.json()
    assert problem(shop.post("/receipts", {**body, "order_id": None})) == (409, "receipt_id_reused")
    other = {**body, "lines": [{"product_id": rice, "quantity": 3}]}
    assert problem(shop.post("/receipts", other)) == (409, "receipt_id_reused")
    # A line's id that the ledger knows already.
    known = [{"id": first.json()["lines"][0]["id"], "product_id": soap, "quantity": 1}]
    assert problem(shop.post("/receipts", {"lines": known})) == (409, "receipt_id_reused")
    twice = {"supplier_id": supplier(shop, "Autre"), "order_id": made["id"], "lines": body["lines"]}
    assert field_problem(shop.post("/receipts", twice)) == ("supplier_id", "supplier_not_the_orders")
    assert state(shop, made) == ("partly_received", [2, 1])
    assert level_of(app, shop, rice).on_hand == 2000
    assert drift_of(app, shop) == []


def test_two_costs_of_one_product_in_one_receipt(app: Any, shop: Any) -> None:
    seller = supplier(shop)
    rice = goods(shop, seller)
    made = order(shop, seller, (rice, 20, 100))
    receive(shop, (rice, 10), (rice, 10, 200), order_id=made["id"])
    assert state(shop, made) == ("received", [20])
    assert level_of(app, shop, rice).average_cost == 150_000
    assert drift_of(app, shop) == []


def test_goods_of_a_cancelled_order_are_there(app: Any, shop: Any) -> None:
    seller = supplier(shop)
    rice = goods(shop, seller)
    made = order(shop, seller, (rice, 5))
    send(shop, made)
    receive(shop, (rice, 1), order_id=made["id"])
    shop.post(f"/purchase-orders/{made['id']}/cancel", {})
    with transaction(app, shop.tenant_id) as tx:
        assert purchasing.on_order(tx, [UUID(rice)]) == {}
    receive(shop, (rice, 4), order_id=made["id"])
    assert state(shop, made) == ("cancelled", [5])
    assert level_of(app, shop, rice).on_hand == 5000
    assert drift_of(app, shop) == []


def test_a_receipt_from_before_a_count_is_history(app: Any, shop: Any) -> None:
    rice = goods(shop)
    shop.post("/stock/counts", {"lines": [{"product_id": rice, "counted": 7}]})
    receive(shop, (rice, 5), occurred_at=(now() - timedelta(hours=3)).isoformat())
    assert level_of(app, shop, rice).on_hand == 7000
    assert drift_of(app, shop) == []


@pytest.mark.parametrize("same_lines", [True, False])
def test_racing_receipts_of_one_order(app: Any, shop: Any, same_lines: bool) -> None:
    seller = supplier(shop)
    items = [goods(shop, seller, name=f"Produit {n}") for n in range(4)]
    made = order(shop, seller, *[(item, 6, 100) for item in items])
    send(shop, made)
    answers: list[int] = []

    def bring(n: int) -> None:
        chosen = items if same_lines else [items[n % 4], items[(n + 1) % 4], items[(n + 2) % 4], items[(n + 3) % 4]]
        lines = [{"product_id": item, "quantity": 1} for item in (chosen if n % 2 else chosen[::-1])]
        answers.append(shop.post("/receipts", {"order_id": made["id"], "lines": lines}).status_code)

    racers = [threading.Thread(target=bring, args=(n,)) for n in range(6)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert answers == [201] * 6
    assert state(shop, made) == ("received", [6, 6, 6, 6])
    assert {level_of(app, shop, item).on_hand for item in items} == {6000}
    assert drift_of(app, shop) == []


def test_lead_times_are_learnt(app: Any, shop: Any) -> None:
    seller = supplier(shop, lead_time_days=9)
    rice, soap = goods(shop, seller), goods(shop, seller, name="Savon")
    start = now() - timedelta(days=60)

    def delivered(sent_days: int, *after: float) -> None:
        made = order(shop, seller, (rice, 2), (soap, 2))
        send(shop, made, occurred_at=(start + timedelta(days=sent_days)).isoformat())
        for n, days in enumerate(after):
            # The first brings both products, what follows the rest of them.
            at = start + timedelta(days=sent_days + days)
            receive(shop, (rice, 1), *([(soap, 1)] if n == 0 else []), order_id=made["id"], occurred_at=at.isoformat())

    path = f"/suppliers/{seller}/lead-time"
    delivered(0, 2)
    delivered(10, 4, 9)
    found = shop.get(path).json()
    assert found == {
        "supplier_id": seller, "days": 9, "deviation": 0, "deliveries": 2, "measured": False, "stated_days": 9,
    }  # fmt: skip
    delivered(20, 6)
    found = shop.get(path).json()
    assert (found["days"], found["deviation"], found["deliveries"], found["measured"]) == (4, 2, 3, True)
    # Goods without an order, or of an order that nobody sent, teach nothing.
    receive(shop, (rice, 1), supplier_id=seller)
    receive(shop, (rice, 1), order_id=order(shop, seller, (rice, 1))["id"])
    assert shop.get(path).json() == found
    with transaction(app, shop.tenant_id) as tx:
        time = purchasing.lead_times(tx, [UUID(seller)])[UUID(seller)]
    assert (time.days, time.deviation) == (pytest.approx(4), pytest.approx(2))
    # The next order is expected after what was learnt.
    made = order(shop, seller, (rice, 1))
    sent = send(shop, made)["order"]
    assert sent["expected_on"] == str(now().date() + timedelta(days=4))
