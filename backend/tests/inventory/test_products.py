from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from digiboost.catalog import service as catalog
from digiboost.inventory import service as inventory
from digiboost.inventory.schemas import ProductOut
from digiboost.kernel.errors import NotFound
from digiboost.kernel.http.pagination import Page
from digiboost.kernel.ids import new_id
from tests.factories.requests import every_item, field_problem, hides, only_for, problem, refuses_nobody
from tests.factories.stock import movement, transaction

RICE = {"name": "Riz brisé 25 kg", "sale_price": 15_000, "purchase_price": 12_000, "unit": "sac", "min_stock": 5}


def test_products(client: Any, app: Any, shop: Any, neighbour: Any) -> None:
    for method, path in (("GET", "/products"), ("POST", "/products"), ("PATCH", f"/products/{new_id()}")):
        refuses_nobody(client, method, path, RICE)
    category = shop.post("/categories", {"name": "Céréales"}).json()
    supplier = shop.post("/suppliers", {"name": "Dakar Gros"}).json()
    wanted = {**RICE, "category_id": category["id"], "supplier_id": supplier["id"], "barcode": "6001", "pack_size": 0.5}
    made = shop.post("/products", wanted)
    assert made.status_code == 201, made.text
    product = made.json()
    assert ProductOut.model_validate_json(made.content)
    assert product == {
        **wanted,
        "id": product["id"],
        "code": "P-0001",
        "description": None,
        "category_name": "Céréales",
        "shelf": None,
        "alerts": True,
        "supplier_name": "Dakar Gros",
        "max_stock": None,
        "is_active": True,
        "created_at": product["created_at"],
        "updated_at": product["updated_at"],
        "version": 1,
    }
    path = f"/products/{product['id']}"
    hides(neighbour, "GET", "/products/{id}", product["id"])
    hides(neighbour, "PATCH", "/products/{id}", product["id"], {"name": "x"})
    hides(neighbour, "DELETE", "/products/{id}", product["id"])
    for field, theirs in (("category_id", category["id"]), ("supplier_id", supplier["id"])):
        assert neighbour.post("/products", {**RICE, field: theirs}).status_code == 404
    only_for(shop, {"manager"}, "POST", "/products", {"name": ""})
    only_for(shop, {"manager"}, "DELETE", f"/products/{new_id()}")
    only_for(shop, {"manager", "employee", "viewer"}, "GET", path)
    assert shop.colleague("employee").get(path).json()["purchase_price"] is None
    assert shop.colleague("manager").get(path).json() == product

    assert problem(shop.post("/products", {**RICE, "code": "P-0001"})) == (409, "code_taken")
    assert problem(shop.post("/products", {**RICE, "barcode": "6001"})) == (409, "barcode_taken")
    assert neighbour.post("/products", {**RICE, "barcode": "6001"}).json()["code"] == "P-0001"
    assert field_problem(shop.post("/products", {**RICE, "max_stock": 4})) == ("max_stock", "max_below_min")
    assert field_problem(shop.post("/products", {**RICE, "min_stock": 0.0001}))[0] == "min_stock"
    assert field_problem(shop.post("/products", {**RICE, "min_stock": -1}))[0] == "min_stock"
    assert field_problem(shop.post("/products", {**RICE, "pack_size": 0}))[0] == "pack_size"
    assert field_problem(shop.post("/products", {**RICE, "sale_price": -1}))[0] == "sale_price"
    assert field_problem(shop.post("/products", {**RICE, "sale_price": 1.5}))[0] == "sale_price"
    assert field_problem(shop.patch(path, {"unit": None})) == ("unit", "field.missing")
    edited = shop.patch(path, {"barcode": None, "name": "Riz parfumé", "max_stock": 12.5}).json()
    assert (edited["barcode"], edited["name"], edited["max_stock"], edited["version"]) == (None, "Riz parfumé", 12.5, 2)
    assert edited["min_stock"] == 5
    assert problem(shop.patch(path, {"name": "x"}, headers={"If-Match": '"1"'})) == (409, "version_conflict")
    with transaction(app, shop.tenant_id) as tx:
        facts = catalog.require_products(tx, [product["id"]])
        assert [(fact.code, fact.purchase_price) for fact in facts.values()] == [("P-0001", 12_000)]
        assert inventory.drift(tx) == []
    with pytest.raises(NotFound), transaction(app, neighbour.tenant_id) as tx:
        catalog.require_products(tx, [product["id"]])


def test_products_are_found_filtered_and_sorted(shop: Any) -> None:
    category = shop.post("/categories", {"name": "Hygiène"}).json()["id"]
    rows = [
        ("Savon de Marseille", "SAV", "613000", category),
        ("Huile d'arachide 1 L", "HUI", None, None),
        ("Éponge", "EPO", None, category),
        ("huile de palme", "PAL", None, None),
    ]
    for name, code, barcode, category_id in rows:
        body = {"name": name, "code": code, "barcode": barcode, "category_id": category_id, "sale_price": 500}
        assert shop.post("/products", body).status_code == 201

    def names(**params: Any) -> list[str]:
        return [row["name"] for row in every_item(shop, "/products", limit=2, **params)]

    ordered = ["Éponge", "Huile d'arachide 1 L", "huile de palme", "Savon de Marseille"]
    assert names() == ordered
    assert names(sort="-name") == ordered[::-1]
    assert [row["code"] for row in every_item(shop, "/products", limit=1, sort="code")] == ["EPO", "HUI", "PAL", "SAV"]
    assert names(sort="created_at") == [row[0] for row in rows]
    assert names(sort="-created_at") == [row[0] for row in rows][::-1]
    assert names(search="HUILE") == ["Huile d'arachide 1 L", "huile de palme"]
    assert names(search="palme huile") == ["huile de palme"]
    assert names(search="eponge") == ["Éponge"]
    assert names(search="613000") == ["Savon de Marseille"]
    assert names(search="hui\x00") == ["Huile d'arachide 1 L", "huile de palme"]
    assert names(category_id=category) == ["Éponge", "Savon de Marseille"]
    assert names(category_id=str(new_id())) == []
    sponge = shop.get("/products", params={"search": "epo"}).json()["items"][0]
    assert shop.delete(f"/products/{sponge['id']}").status_code == 204
    assert names(active=False) == ["Éponge"]
    assert len(names(active=True)) == 3
    page = shop.get("/products", params={"limit": 2})
    assert Page[ProductOut].model_validate_json(page.content).next_cursor
    assert shop.get("/products", headers={"If-None-Match": shop.get("/products").headers["etag"]}).status_code == 304
    assert shop.get("/products", params={"sort": "price"}).status_code == 422


def test_settings_and_activity_move_the_summary(app: Any, shop: Any) -> None:
    first = UUID(shop.post("/products", RICE).json()["id"])
    second = UUID(shop.post("/products", {**RICE, "min_stock": None}).json()["id"])

    def summary() -> tuple[int, ...]:
        with transaction(app, shop.tenant_id) as tx:
            assert inventory.drift(tx) == []
            found = inventory.summary(tx)
        return found.products, found.ruptures, found.low, found.ok, found.value

    assert summary() == (2, 2, 0, 0, 0)
    with transaction(app, shop.tenant_id) as tx:
        inventory.record_movements(tx, [movement(first, 6000), movement(second, 1000)])
    # Until something is received at a cost, the purchase price stands for it.
    assert summary() == (2, 0, 0, 2, 7 * 12_000)
    shop.patch(f"/products/{first}", {"min_stock": 6})
    assert summary() == (2, 0, 1, 1, 84_000)
    shop.patch(f"/products/{first}", {"min_stock": None})
    assert summary() == (2, 0, 0, 2, 84_000)
    assert shop.delete(f"/products/{first}").status_code == 204
    assert summary() == (1, 0, 0, 1, 12_000)
    assert shop.delete(f"/products/{first}").status_code == 204
    assert shop.get(f"/stock/levels/{first}").json()["status"] == "inactive"
    assert [row["product_id"] for row in every_item(shop, "/stock/levels")] == [str(second)]
    with transaction(app, shop.tenant_id) as tx:
        inventory.record_movements(tx, [movement(first, -6000, source="sale")])
    assert summary() == (1, 0, 0, 1, 12_000)
    shop.patch(f"/products/{first}", {"is_active": True})
    assert summary() == (2, 1, 0, 1, 12_000)


def test_a_purchase_price_learnt_later_values_the_stock(app: Any, shop: Any) -> None:
    made = shop.post("/products", {**RICE, "purchase_price": None}).json()
    shop.post("/stock/movements", {"product_id": made["id"], "type": "ENTRY", "quantity": 2})
    level = shop.get(f"/stock/levels/{made['id']}").json()
    assert (level["average_cost"], level["value"]) == (None, None)
    shop.patch(f"/products/{made['id']}", {"purchase_price": 100})
    level = shop.get(f"/stock/levels/{made['id']}").json()
    assert (level["average_cost"], level["value"]) == (100, 200)
    shop.patch(f"/products/{made['id']}", {"purchase_price": 300})
    assert shop.get(f"/stock/levels/{made['id']}").json()["average_cost"] == 100
    with transaction(app, shop.tenant_id) as tx:
        assert inventory.drift(tx) == []
