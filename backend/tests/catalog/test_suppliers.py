from __future__ import annotations

from typing import Any

from digiboost.kernel.ids import new_id
from tests.factories.requests import every_item, field_problem, hides, only_for, problem, refuses_nobody


def test_suppliers(client: Any, shop: Any, neighbour: Any) -> None:
    for method, path in (("GET", "/suppliers"), ("POST", "/suppliers"), ("DELETE", f"/suppliers/{new_id()}")):
        refuses_nobody(client, method, path, {"name": "Sénégal Riz"})
    supplier_id = str(new_id())
    made = shop.post(
        "/suppliers",
        {
            "id": supplier_id,
            "name": "Sénégal Riz",
            "contact_name": "Modou",
            "phone": "77 123 45 67",
            "email": "modou@example.com",
            "minimum_order": 50_000,
        },
    )
    assert made.status_code == 201
    assert made.json() == {
        "id": supplier_id,
        "code": "S-0001",
        "name": "Sénégal Riz",
        "contact_name": "Modou",
        "phone": "+221771234567",
        "email": "modou@example.com",
        "lead_time_days": 7,
        "minimum_order": 50_000,
        "is_active": True,
        "version": 1,
    }
    hides(neighbour, "GET", "/suppliers/{id}", supplier_id)
    hides(neighbour, "PATCH", "/suppliers/{id}", supplier_id, {"name": "x"})
    hides(neighbour, "DELETE", "/suppliers/{id}", supplier_id)
    only_for(shop, {"manager"}, "POST", "/suppliers", {"name": ""})
    only_for(shop, {"manager"}, "DELETE", f"/suppliers/{new_id()}")

    assert shop.post("/suppliers", {"name": "Dakar Gros"}).json()["code"] == "S-0002"
    assert problem(shop.post("/suppliers", {"name": "x", "code": "S-0001"})) == (409, "code_taken")
    assert field_problem(shop.post("/suppliers", {"name": "x", "phone": "abc"})) == ("phone", "phone_invalid")
    assert field_problem(shop.post("/suppliers", {"name": "x", "lead_time_days": 366}))[0] == "lead_time_days"
    assert problem(shop.patch(f"/suppliers/{supplier_id}", {"code": "S-0002"})) == (409, "code_taken")
    edited = shop.patch(f"/suppliers/{supplier_id}", {"name": "Vallée du Fleuve", "email": ""}).json()
    assert (edited["name"], edited["email"], edited["version"]) == ("Vallée du Fleuve", None, 2)
    assert [row["name"] for row in every_item(shop, "/suppliers", limit=1)] == ["Dakar Gros", "Vallée du Fleuve"]
    assert [row["id"] for row in every_item(shop, "/suppliers", search="vallee modou")] == [supplier_id]
    assert [row["id"] for row in every_item(shop, "/suppliers", search="771234567")] == [supplier_id]

    shop.post("/products", {"name": "Riz", "sale_price": 1, "supplier_id": supplier_id})
    assert shop.delete(f"/suppliers/{supplier_id}").status_code == 204
    assert shop.get(f"/suppliers/{supplier_id}").json()["is_active"] is False
    assert [row["id"] for row in every_item(shop, "/suppliers", active=False)] == [supplier_id]
    [other] = every_item(shop, "/suppliers", active=True)
    assert shop.delete(f"/suppliers/{other['id']}").status_code == 204
    assert shop.get(f"/suppliers/{other['id']}").status_code == 404
