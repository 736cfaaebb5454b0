from __future__ import annotations

from typing import Any

from digiboost.kernel.ids import new_id
from tests.factories.requests import every_item, field_problem, hides, only_for, problem, refuses_nobody


def test_categories(client: Any, shop: Any, neighbour: Any) -> None:
    for method, path in (("GET", "/categories"), ("POST", "/categories"), ("GET", f"/categories/{new_id()}")):
        refuses_nobody(client, method, path, {"name": "Riz"})
    made = shop.post("/categories", {"name": " Épicerie fine ", "description": ""})
    assert made.status_code == 201
    category = made.json()
    assert category == {"id": category["id"], "name": "Épicerie fine", "description": None, "version": 1}
    hides(neighbour, "GET", "/categories/{id}", category["id"])
    hides(neighbour, "PATCH", "/categories/{id}", category["id"], {"name": "x"})
    hides(neighbour, "DELETE", "/categories/{id}", category["id"])
    assert neighbour.get("/categories").json() == {"items": [], "next_cursor": None}
    only_for(shop, {"manager"}, "POST", "/categories", {"name": ""})
    only_for(shop, {"manager", "employee", "viewer"}, "GET", f"/categories/{new_id()}")

    assert problem(shop.post("/categories", {"name": "EPICERIE  FINE"})) == (409, "name_taken")
    assert neighbour.post("/categories", {"name": "Épicerie fine"}).status_code == 201
    edited = shop.patch(
        f"/categories/{category['id']}", {"name": "Épicerie", "description": "Sec"}, headers={"If-Match": '"1"'}
    ).json()
    assert (edited["name"], edited["description"], edited["version"]) == ("Épicerie", "Sec", 2)
    assert edited == shop.get(f"/categories/{category['id']}").json()
    stale = shop.patch(f"/categories/{category['id']}", {"name": "x"}, headers={"If-Match": '"1"'})
    assert problem(stale) == (409, "version_conflict")
    assert stale.json()["current_version"] == 2
    assert field_problem(shop.patch(f"/categories/{category['id']}", {"name": None})) == ("name", "field.missing")
    assert field_problem(shop.post("/categories", {"name": "a\x00b"}))[0] == "name"

    product = shop.post("/products", {"name": "Riz", "sale_price": 1, "category_id": category["id"]}).json()
    assert problem(shop.delete(f"/categories/{category['id']}")) == (409, "category_in_use")
    shop.patch(f"/products/{product['id']}", {"category_id": None})
    assert shop.delete(f"/categories/{category['id']}").status_code == 204
    assert shop.get(f"/categories/{category['id']}").status_code == 404
    actions = [row["action"] for row in shop.get("/audit").json()["items"]]
    assert actions[:2] == ["category.deleted", "product.edited"]


def test_categories_are_found_and_paged(shop: Any) -> None:
    names = ["Céréales", "boissons", "Épices", "eau", "100% coton"]
    for name in names:
        assert shop.post("/categories", {"name": name}).status_code == 201
    ordered = ["100% coton", "boissons", "Céréales", "eau", "Épices"]
    assert [row["name"] for row in every_item(shop, "/categories", limit=2)] == ordered
    assert [row["name"] for row in every_item(shop, "/categories", limit=2, sort="-name")] == ordered[::-1]
    assert [row["name"] for row in every_item(shop, "/categories", search="EPI")] == ["Épices"]
    assert [row["name"] for row in every_item(shop, "/categories", search="0%")] == ["100% coton"]
    assert every_item(shop, "/categories", search="%_") == []
    cursor = shop.get("/categories", params={"limit": 1}).json()["next_cursor"]
    assert problem(shop.get("/categories", params={"cursor": cursor, "sort": "-name"})) == (422, "cursor_invalid")
    assert problem(shop.get("/categories", params={"cursor": "%%%"})) == (422, "cursor_invalid")
