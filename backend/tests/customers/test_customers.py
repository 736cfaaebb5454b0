from __future__ import annotations

from typing import Any

import pytest

from digiboost.customers import service as customers
from digiboost.kernel.clock import now
from digiboost.kernel.errors import NotFound
from digiboost.kernel.ids import new_id
from tests.factories.requests import every_item, field_problem, hides, only_for, refuses_nobody
from tests.factories.stock import transaction

AMINATA = {
    "name": "Aminata Bâ",
    "phone": "78 555 11 22",
    "email": "a@example.com",
    "address": "Médina",
    "note": "crédit",
}


def test_customers(client: Any, app: Any, shop: Any, neighbour: Any) -> None:
    for method, path in (("GET", "/customers"), ("POST", "/customers"), ("PATCH", f"/customers/{new_id()}")):
        refuses_nobody(client, method, path, {"name": "Aminata"})
    made = shop.post("/customers", AMINATA)
    assert made.status_code == 201
    customer = made.json()
    assert customer == {"id": customer["id"], **AMINATA, "phone": "+221785551122", "credit_limit": None, "version": 1}
    path = f"/customers/{customer['id']}"
    hides(neighbour, "GET", "/customers/{id}", customer["id"])
    hides(neighbour, "PATCH", "/customers/{id}", customer["id"], {"name": "x"})
    hides(neighbour, "DELETE", "/customers/{id}", customer["id"])
    only_for(shop, {"manager", "employee"}, "POST", "/customers", {"name": ""})
    only_for(shop, {"manager", "employee", "viewer"}, "GET", path)
    with transaction(app, shop.tenant_id) as tx:
        customers.require_customer(tx, customer["id"])
    with pytest.raises(NotFound), transaction(app, neighbour.tenant_id) as tx:
        customers.require_customer(tx, customer["id"])

    shop.post("/customers", {"name": "Zal Traoré"})
    assert [row["name"] for row in every_item(shop, "/customers", limit=1)] == ["Aminata Bâ", "Zal Traoré"]
    assert [row["name"] for row in every_item(shop, "/customers", search="traore ZAL")] == ["Zal Traoré"]
    assert [row["name"] for row in every_item(shop, "/customers", search="785551122")] == ["Aminata Bâ"]
    assert field_problem(shop.patch(path, {"phone": "1"})) == ("phone", "phone_invalid")
    edited = shop.patch(path, {"note": None, "name": "Aminata Ba"}).json()
    assert (edited["note"], edited["name"], edited["version"]) == (None, "Aminata Ba", 2)
    assert shop.patch(path, {"name": "x"}, headers={"If-Match": '"1"'}).status_code == 409
    assert shop.delete(path).status_code == 204
    assert shop.get(path).status_code == 404


def test_a_customer_with_sales_leaves_nothing_personal(app: Any, shop: Any) -> None:
    customer = shop.post("/customers", AMINATA).json()
    with transaction(app, shop.tenant_id) as tx:
        tx.run(
            "INSERT INTO sales (tenant_id, id, number, kind, status, customer_id, payment_method, occurred_at,"
            " received_at, day, total, discount, line_count, version)"
            " VALUES (%s, %s, 'V-1', 'SALE', 'completed', %s, 'cash', %s, %s, %s, 0, 0, 0, 1)",
            (tx.tenant_id, new_id(), customer["id"], now(), now(), now().date()),
        )
    assert shop.delete(f"/customers/{customer['id']}").status_code == 204
    assert shop.get(f"/customers/{customer['id']}").status_code == 404
    assert every_item(shop, "/customers") == []
    with transaction(app, shop.tenant_id) as tx:
        row = tx.row("SELECT * FROM customers WHERE tenant_id = %s", (tx.tenant_id,))
        assert row is not None
        assert row["name"] == "Client supprimé"
        text = " ".join(str(value) for value in row.values()).lower()
        assert not any(word in text for word in ("aminata", "785551122", "example.com", "médina", "crédit"))
        customers.require_customer(tx, customer["id"])


def test_how_much_a_customer_may_owe_is_for_managers(shop: Any) -> None:
    employee, manager = shop.colleague("employee"), shop.colleague("manager")
    assert employee.post("/customers", {"name": "Fatou Sow", "credit_limit": 5000}).status_code == 403
    made = employee.post("/customers", {"name": "Fatou Sow"}).json()
    path = f"/customers/{made['id']}"
    assert employee.patch(path, {"credit_limit": 5000}).status_code == 403
    assert manager.patch(path, {"credit_limit": 5000}).json()["credit_limit"] == 5000
    # The same limit again with another name is no change of it.
    assert employee.patch(path, {"name": "Fatou Sow Diop", "credit_limit": 5000}).status_code == 200
    assert employee.patch(path, {"credit_limit": None}).status_code == 403
