from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any
from urllib.parse import unquote
from uuid import UUID

from digiboost.kernel import changes
from digiboost.kernel.clock import now
from digiboost.kernel.http.pagination import Page
from digiboost.kernel.ids import new_id
from digiboost.purchasing import service as purchasing
from digiboost.purchasing.schemas import OrderOut, OrderSummaryOut, SentOut
from tests.factories.buying import drift_of, goods, order, receive, send, supplier
from tests.factories.requests import every_item, field_problem, hides, only_for, problem, refuses_nobody
from tests.factories.stock import transaction


def test_orders(client: Any, app: Any, shop: Any, neighbour: Any) -> None:
    path = f"/purchase-orders/{new_id()}"
    for method, one in (
        ("GET", "/purchase-orders"), ("POST", "/purchase-orders"), ("GET", path), ("PATCH", path), ("DELETE", path),
        ("POST", f"{path}/send"), ("POST", f"{path}/cancel"), ("GET", f"{path}/pdf"),
        ("GET", "/purchase-orders/suggestion"), ("GET", f"/suppliers/{new_id()}/lead-time"),
    ):  # fmt: skip
        refuses_nobody(client, method, one, {})
    seller = supplier(shop, phone="77 123 45 67")
    rice = goods(shop, seller, purchase_price=12_000, pack_size=4)
    soap = goods(shop, seller, name="Savon")
    lines = [{"product_id": rice, "quantity": 8}, {"product_id": soap, "quantity": 2.5, "unit_cost": 301}]
    body = {"supplier_id": seller, "note": "Livrer le matin", "lines": lines}
    for theirs in (body, {**body, "supplier_id": supplier(neighbour)}):
        assert neighbour.post("/purchase-orders", theirs).status_code == 404
    answer = shop.post("/purchase-orders", body)
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert OrderOut.model_validate_json(answer.content)
    assert {name: made[name] for name in ("number", "status", "total", "line_count", "version", "supplier_name")} == {
        "number": "BC-0001", "status": "draft", "total": 96_753, "line_count": 2, "version": 1,
        "supplier_name": "Dakar Gros",
    }  # fmt: skip
    assert [(line["unit_cost"], line["amount"], line["pack_size"], line["received"]) for line in made["lines"]] == [
        (12_000, 96_000, 4, 0),
        (301, 753, 1, 0),
    ]
    for method, one, sent in (
        ("GET", "/purchase-orders/{id}", None), ("PATCH", "/purchase-orders/{id}", {"note": "x"}),
        ("DELETE", "/purchase-orders/{id}", None), ("POST", "/purchase-orders/{id}/send", {}),
        ("POST", "/purchase-orders/{id}/cancel", {}), ("GET", "/purchase-orders/{id}/pdf", None),
    ):  # fmt: skip
        hides(neighbour, method, one, made["id"], sent)
    hides(neighbour, "GET", "/suppliers/{id}/lead-time", seller)
    hides(neighbour, "GET", "/purchase-orders/suggestion?supplier_id={id}", seller)
    only_for(shop, {"manager"}, "POST", "/purchase-orders", {})
    only_for(shop, {"manager"}, "POST", f"{path}/send", {})
    only_for(shop, {"manager", "employee"}, "GET", path)
    seen = shop.colleague("employee").get(f"/purchase-orders/{made['id']}").json()
    assert (seen["total"], {line["unit_cost"] for line in seen["lines"]}) == (None, {None})
    assert [line["quantity"] for line in seen["lines"]] == [8, 2.5]

    # A draft is changed as a whole; its number is not given out again.
    path = f"/purchase-orders/{made['id']}"
    edited = shop.patch(path, {"lines": [{"product_id": soap, "quantity": 5}]}).json()
    assert (edited["version"], edited["total"], edited["lines"][0]["amount"]) == (2, None, None)
    stale = shop.patch(path, {"note": "x"}, headers={"If-Match": '"1"'})
    assert problem(stale) == (409, "version_conflict")
    twice = [{"product_id": soap, "quantity": 1}, {"product_id": soap, "quantity": 1}]
    assert field_problem(shop.patch(path, {"lines": twice})) == ("lines.1.product_id", "product_twice")
    assert shop.patch(path, {"lines": [{"product_id": goods(neighbour), "quantity": 1}]}).status_code == 404
    assert shop.delete(path).status_code == 204
    assert shop.get(path).status_code == 404
    assert order(shop, seller, (rice, 1))["number"] == "BC-0002"
    assert drift_of(app, shop) == []


def test_an_order_is_made_once(app: Any, shop: Any) -> None:
    seller = supplier(shop)
    rice = goods(shop, seller)
    body = {"id": str(new_id()), "supplier_id": seller, "lines": [{"product_id": rice, "quantity": 3}]}
    first = shop.post("/purchase-orders", body).json()
    assert shop.post("/purchase-orders", body).json() == first
    other = {**body, "lines": [{"product_id": rice, "quantity": 4}]}
    assert problem(shop.post("/purchase-orders", other)) == (409, "order_id_reused")
    body["id"] = str(new_id())
    numbers: list[str] = []
    racers = [threading.Thread(target=lambda: numbers.append(shop.post("/purchase-orders", body).json()["number"]))
              for _ in range(4)]  # fmt: skip
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert numbers == ["BC-0002"] * 4
    with transaction(app, shop.tenant_id) as tx:
        noted = changes.since(tx, 0, 1000)
    assert {change.entity_id for change in noted if change.kind == "order"} == {UUID(first["id"]), UUID(body["id"])}


def test_sending(app: Any, shop: Any) -> None:
    seller = supplier(shop, "Dakar & Fils", contact_name="Modou", phone="77 123 45 67", lead_time_days=4)
    rice = goods(shop, seller, pack_size=4, unit="sac")
    made = order(shop, seller, (rice, 8, 12_000), note="Livrer le matin")
    answer = shop.post(f"/purchase-orders/{made['id']}/send", {})
    assert answer.status_code == 200, answer.text
    sent = answer.json()
    assert SentOut.model_validate_json(answer.content)
    assert (sent["order"]["status"], sent["order"]["sent_by"], sent["order"]["version"]) == ("sent", "whatsapp", 2)
    day = now().date()
    assert sent["order"]["expected_on"] == str(day + timedelta(days=4))
    assert sent["message"].splitlines() == [
        "Bonjour Modou,",
        f"Commande BC-0001 de Boutique Awa du {day:%d/%m/%Y} :",
        "• Riz brisé 25 kg : 8 sac (2 × 4)",
        f"Livraison souhaitée le {day + timedelta(days=4):%d/%m/%Y}.",
        "Livrer le matin",
        "Merci de confirmer la disponibilité et le prix.",
    ]
    link, _, text = sent["whatsapp_url"].partition("?text=")
    assert (link, unquote(text)) == ("https://wa.me/221771234567", sent["message"])
    # Again: the same message, nothing changed; an answer that got lost is asked for again.
    assert send(shop, made, channel="sms") == sent
    path = f"/purchase-orders/{made['id']}"
    assert problem(shop.patch(path, {"lines": [{"product_id": rice, "quantity": 1}]})) == (409, "order_not_draft")
    assert problem(shop.delete(path)) == (409, "order_not_draft")
    assert shop.patch(path, {"expected_on": "2031-02-03"}).json()["expected_on"] == "2031-02-03"

    assert shop.post(f"{path}/cancel", {"reason": "trop cher"}).json()["cancel_reason"] == "trop cher"
    assert shop.post(f"{path}/cancel", {}).json()["cancel_reason"] == "trop cher"
    assert problem(shop.post(f"{path}/send", {})) == (409, "order_cancelled")
    nobody = supplier(shop, "Sans téléphone")
    assert send(shop, order(shop, nobody, (rice, 1)), channel="phone")["whatsapp_url"] is None
    assert drift_of(app, shop) == []


def test_the_message_speaks_the_company_s_language(shop: Any) -> None:
    assert shop.patch("/tenant", {"language": "en"}).status_code == 200
    seller = supplier(shop, phone="+44 20 7946 0958")
    said = send(shop, order(shop, seller, (goods(shop, seller, unit="bag"), 1.5)), occurred_at="2026-03-15T10:00:00Z")
    assert said["message"].splitlines()[1:3] == [
        "Order BC-0001 from Boutique Awa, 15 March 2026:",
        "• Riz brisé 25 kg: 1.5 bag",
    ]


def test_lists(shop: Any, neighbour: Any) -> None:
    seller, other = supplier(shop), supplier(shop, "Touba Gros")
    rice, soap = goods(shop, seller), goods(shop, other, name="Savon")
    drafted, sent, done = (order(shop, who, (what, 2)) for who, what in ((seller, rice), (seller, rice), (other, soap)))
    send(shop, sent)
    receive(shop, (soap, 2), order_id=done["id"])
    answer = shop.get("/purchase-orders")
    assert Page[OrderSummaryOut].model_validate_json(answer.content)
    assert [one["number"] for one in every_item(shop, "/purchase-orders", limit=1)] == ["BC-0003", "BC-0002", "BC-0001"]
    assert [one["number"] for one in every_item(shop, "/purchase-orders", limit=2, sort="number")] == [
        "BC-0001", "BC-0002", "BC-0003",
    ]  # fmt: skip
    for given, expected in (
        ({"status": "draft"}, [drafted]), ({"open": True}, [sent]), ({"open": False}, [done, drafted]),
        ({"supplier_id": other}, [done]), ({"product_id": soap}, [done]), ({"status": "received"}, [done]),
    ):  # fmt: skip
        found = shop.get("/purchase-orders", params=given).json()["items"]
        assert [one["id"] for one in found] == [one["id"] for one in expected], given
    assert neighbour.get("/purchase-orders").json()["items"] == []


def test_suggestion(app: Any, shop: Any) -> None:
    seller = supplier(shop, minimum_order=100_000)
    rice = goods(shop, seller, min_stock=10, max_stock=40, pack_size=12, purchase_price=1000)
    soap = goods(shop, seller, name="Savon", min_stock=5, pack_size=6)
    oil = goods(shop, None, name="Huile", min_stock=3)
    goods(shop, seller, name="Sans seuil")
    full = goods(shop, seller, name="Assez", min_stock=2)
    receive(shop, (rice, 8), (soap, 5), (full, 3))
    found = shop.get("/purchase-orders/suggestion").json()["orders"]
    assert [one["supplier_name"] for one in found] == ["Dakar Gros", None]
    assert [(line["product_id"], line["quantity"], line["amount"]) for line in found[0]["lines"]] == [
        (rice, 36, 36_000),  # 40 - 8 = 32, in packs of 12
        (soap, 6, None),  # 10 - 5 = 5, one pack
    ]
    assert (found[0]["total"], found[0]["below_minimum"], found[0]["lead_time"]["days"]) == (None, None, 7)
    assert [(line["product_id"], line["quantity"]) for line in found[1]["lines"]] == [
        (oil, 6)
    ]  # twice the minimum, where there is no maximum
    # What is on its way counts.
    send(shop, order(shop, seller, (rice, 3)))
    with transaction(app, shop.tenant_id) as tx:
        assert purchasing.on_order(tx, [UUID(rice), UUID(soap)]) == {UUID(rice): 3000}
    asked = shop.get("/purchase-orders/suggestion", params={"supplier_id": seller}).json()["orders"]
    assert [line["product_id"] for line in asked[0]["lines"]] == [soap]
    receive(shop, (soap, 6, 500))
    assert shop.get("/purchase-orders/suggestion", params={"supplier_id": seller}).json() == {"orders": []}
    seen = shop.colleague("employee").get("/purchase-orders/suggestion").json()["orders"]
    assert [line["unit_cost"] for line in seen[0]["lines"]] == [None]


def test_numbers_and_orders_can_be_held_beforehand(app: Any, shop: Any) -> None:
    seller = supplier(shop)
    rice = goods(shop, seller)
    with transaction(app, shop.tenant_id) as tx:
        purchasing.hold(tx, [f"order/{new_id()}", f"receipt/{new_id()}"], [new_id()])
        purchasing.hold_numbers(tx)
    made = order(shop, seller, (rice, 1))
    assert made["number"] == "BC-0001"
    with transaction(app, shop.tenant_id) as tx:
        purchasing.hold(tx, [], [UUID(made["id"])])
        purchasing.hold_numbers(tx)
    assert order(shop, seller, (rice, 1))["number"] == "BC-0002"
