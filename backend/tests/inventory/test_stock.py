from __future__ import annotations

from datetime import timedelta
from typing import Any

from digiboost.inventory import service as inventory
from digiboost.inventory.schemas import MovementOut, StockLevelOut
from digiboost.kernel.clock import now
from digiboost.kernel.ids import new_id
from tests.factories.requests import every_item, field_problem, hides, only_for, problem, refuses_nobody
from tests.factories.stock import movement, product, transaction


def item(shop: Any, **wanted: Any) -> str:
    made = shop.post("/products", {"name": "Lait en poudre", "sale_price": 500, **wanted})
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


def test_levels(client: Any, app: Any, shop: Any, neighbour: Any) -> None:
    refuses_nobody(client, "GET", "/stock/levels")
    refuses_nobody(client, "GET", f"/stock/levels/{new_id()}")
    milk = item(shop, min_stock=3, purchase_price=400)
    hides(neighbour, "GET", "/stock/levels/{id}", milk)
    assert neighbour.get("/stock/levels").json()["items"] == []
    seller = shop.colleague("employee")
    shop.post("/stock/movements", {"product_id": milk, "type": "ENTRY", "quantity": 4.5, "unit_cost": 401})
    answer = shop.get(f"/stock/levels/{milk}")
    level = answer.json()
    assert StockLevelOut.model_validate_json(answer.content)
    assert level == {
        "product_id": milk,
        "code": "P-0001",
        "name": "Lait en poudre",
        "category_name": None,
        "shelf": None,
        "unit": "unité",
        "on_hand": 4.5,
        "min_stock": 3,
        "status": "ok",
        "sale_price": 500,
        "average_cost": 401,
        "value": 1805,
        "last_sale_at": None,
        "updated_at": level["updated_at"],
    }
    seen = seller.get(f"/stock/levels/{milk}").json()
    assert seen == {**level, "average_cost": None, "value": None}
    assert problem(seller.get("/stock/levels", params={"sort": "value"})) == (403, "forbidden")
    assert seller.get("/stock/levels").json()["items"] == [seen]

    with transaction(app, shop.tenant_id) as tx:
        low = product(tx, name="Beurre", min_stock=2000)
        product(tx, name="Fromage", tracked=False)
        product(tx, name="Crème", min_stock=1000)
        inventory.record_movements(tx, [movement(low, 2000, unit_cost=5000)])

    def names(**params: Any) -> list[str]:
        return [row["name"] for row in every_item(shop, "/stock/levels", limit=1, **params)]

    assert names() == ["Beurre", "Crème", "Fromage", "Lait en poudre"]
    assert names(sort="-on_hand")[:2] == ["Lait en poudre", "Beurre"]
    assert names(sort="value")[2:] == ["Lait en poudre", "Beurre"]
    assert [names(status=status) for status in ("rupture", "low", "ok", "untracked")] == [
        ["Crème"], ["Beurre"], ["Lait en poudre"], ["Fromage"],
    ]  # fmt: skip
    assert names(search="creme") == ["Crème"]
    assert names(status="low", search="creme") == []


def test_movements(client: Any, app: Any, shop: Any, neighbour: Any) -> None:
    body = {"product_id": str(new_id()), "type": "ENTRY", "quantity": 1}
    refuses_nobody(client, "GET", "/stock/movements")
    refuses_nobody(client, "POST", "/stock/movements", body)
    milk = item(shop)
    theirs = [neighbour.post("/stock/movements", {**body, "product_id": value}) for value in (milk, str(new_id()))]
    assert [answer.status_code for answer in theirs] == [404, 404]
    assert theirs[0].json() == theirs[1].json()
    only_for(shop, {"manager"}, "POST", "/stock/movements", body)
    only_for(shop, {"manager", "employee", "viewer"}, "GET", "/stock/movements")

    at = (now() - timedelta(hours=1)).isoformat()
    entry = {
        "id": str(new_id()),
        "product_id": milk,
        "type": "ENTRY",
        "quantity": 12,
        "unit_cost": 350,
        "reference": "BL 42",
        "reason": "livraison",
        "occurred_at": at,
    }
    made = shop.post("/stock/movements", entry)
    assert made.status_code == 201, made.text
    assert MovementOut.model_validate_json(made.content)
    written = made.json()
    assert {name: written[name] for name in entry if name != "occurred_at"} == {
        name: value for name, value in entry.items() if name != "occurred_at"
    }
    assert (written["user_id"], written["on_hand_after"], written["product_name"]) == (
        shop.user_id,
        12,
        "Lait en poudre",
    )
    assert shop.post("/stock/movements", entry).json() == written
    gone = shop.post("/stock/movements", {"product_id": milk, "type": "EXIT", "quantity": 2, "reason": "casse"}).json()
    assert (gone["quantity"], gone["on_hand_after"]) == (-2, 10)
    found = shop.post("/stock/movements", {"product_id": milk, "type": "ADJUSTMENT", "quantity": -0.5}).json()
    assert (found["quantity"], found["on_hand_after"]) == (-0.5, 9.5)
    listed = every_item(shop, "/stock/movements", limit=1, product_id=milk)
    assert listed == [found, gone, written]
    assert every_item(shop, "/stock/movements") == listed
    assert every_item(shop, "/stock/movements", product_id=str(new_id())) == []
    hidden = shop.colleague("viewer").get("/stock/movements").json()["items"]
    assert [row["unit_cost"] for row in hidden] == [None, None, None]

    for wrong, expected in (
        ({"type": "EXIT", "quantity": -1}, ("quantity", "quantity_sign")),
        ({"type": "ENTRY", "quantity": 0}, ("quantity", "quantity_zero")),
        ({"type": "EXIT", "quantity": 1, "unit_cost": 3}, ("unit_cost", "cost_only_entry")),
        ({"type": "ENTRY", "quantity": 10**9, "unit_cost": 10**12}, ("quantity", "quantity_too_large")),
    ):
        assert field_problem(shop.post("/stock/movements", {"product_id": milk, **wrong})) == expected
    old = {"product_id": milk, "type": "ENTRY", "quantity": 1, "occurred_at": "1999-12-31T00:00:00Z"}
    assert field_problem(shop.post("/stock/movements", old))[0] == "occurred_at"
    with transaction(app, shop.tenant_id) as tx:
        unknown = str(product(tx, tracked=False))
    leaving = {"product_id": unknown, "type": "EXIT", "quantity": 1}
    assert problem(shop.post("/stock/movements", leaving)) == (409, "stock_untracked")
    actions = [row["action"] for row in shop.get("/audit").json()["items"]]
    assert actions.count("stock.moved") == 3


def test_counts(client: Any, app: Any, shop: Any, neighbour: Any) -> None:
    body = {"lines": [{"product_id": str(new_id()), "counted": 1}]}
    refuses_nobody(client, "POST", "/stock/counts", body)
    milk, other = item(shop, purchase_price=400), item(shop, name="Sucre")
    theirs = neighbour.post("/stock/counts", {"lines": [{"product_id": milk, "counted": 1}]})
    assert theirs.status_code == 404
    assert theirs.json() == neighbour.post("/stock/counts", body).json()
    only_for(shop, {"manager"}, "POST", "/stock/counts", body)

    shop.post("/stock/movements", {"product_id": milk, "type": "ENTRY", "quantity": 10})
    count = {"id": str(new_id()), "lines": [{"product_id": milk, "counted": 7.5}, {"product_id": other, "counted": 0}]}
    made = shop.post("/stock/counts", count)
    assert made.status_code == 201, made.text
    written = made.json()
    assert written["lines"] == [
        {"product_id": milk, "expected": 10, "counted": 7.5, "difference": -2.5, "value_difference": -1000},
        {"product_id": other, "expected": 0, "counted": 0, "difference": 0, "value_difference": 0},
    ]
    again = shop.post("/stock/counts", count).json()
    assert sorted(again.pop("lines"), key=str) == sorted(written["lines"], key=str)
    assert again == {"id": count["id"], "occurred_at": written["occurred_at"]}
    adjustment = shop.get("/stock/movements", params={"product_id": milk}).json()["items"][0]
    assert (adjustment["type"], adjustment["quantity"]) == ("ADJUSTMENT", -2.5)
    early = (now() - timedelta(days=1)).isoformat()
    late = {"product_id": milk, "type": "EXIT", "quantity": 3, "occurred_at": early}
    assert shop.post("/stock/movements", late).json()["on_hand_after"] is None
    assert shop.get(f"/stock/levels/{milk}").json()["on_hand"] == 7.5
    twice = {"lines": [{"product_id": milk, "counted": 1}, {"product_id": milk, "counted": 2}]}
    assert field_problem(shop.post("/stock/counts", twice)) == ("lines", "counted_twice")
    assert shop.post("/stock/counts", {"lines": []}).status_code == 422
    with transaction(app, shop.tenant_id) as tx:
        assert inventory.drift(tx) == []
