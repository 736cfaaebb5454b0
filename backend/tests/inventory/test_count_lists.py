from __future__ import annotations

from datetime import timedelta
from typing import Any

from digiboost.inventory.schemas import CountDetailOut, CountSheetLineOut, CountSummaryOut
from digiboost.kernel.clock import now
from digiboost.kernel.http.pagination import Page
from digiboost.kernel.ids import new_id
from tests.factories.requests import every_item, field_problem, hides, only_for, refuses_nobody
from tests.factories.trade import shelf as received


def test_counts_are_read(client: Any, app: Any, shop: Any, neighbour: Any) -> None:
    for path in ("/stock/counts", f"/stock/counts/{new_id()}", "/stock/count-sheet"):
        refuses_nobody(client, "GET", path)
    rice = received(app, shop, on_hand=10, cost=500, name="Riz")
    soap = received(app, shop, on_hand=4, cost=300, name="Savon")
    category = shop.post("/categories", {"name": "Céréales"}).json()["id"]
    body = {
        "id": str(new_id()),
        "note": "  Inventaire du mois ",
        "scope": {"shelf": "Rayon B", "category_id": category},
        "lines": [{"product_id": soap, "counted": 4}, {"product_id": rice, "counted": 8.5}],
    }
    first = shop.post("/stock/counts", body)
    assert first.status_code == 201, first.text
    assert neighbour.post("/stock/counts", {**body, "lines": body["lines"][:1]}).status_code == 404
    unknown = {"lines": body["lines"], "scope": {"category_id": category}}
    theirs = received(app, neighbour)
    answer = neighbour.post("/stock/counts", {**unknown, "lines": [{"product_id": theirs, "counted": 1}]})
    assert answer.status_code == 404, "a category of somebody else"
    assert field_problem(shop.post("/stock/counts", {**body, "scope": {}})) == ("scope", "value_error")
    # Sent again after its category was removed, it answers as before.
    assert shop.delete(f"/categories/{category}").status_code == 204
    assert shop.post("/stock/counts", body).json() == first.json()
    only_for(shop, {"manager", "employee", "viewer"}, "GET", f"/stock/counts/{new_id()}")

    [listed] = shop.get("/stock/counts").json()["items"]
    assert Page[CountSummaryOut].model_validate_json(shop.get("/stock/counts").content)
    assert {name: listed[name] for name in ("id", "note", "scope", "lines", "differences", "value_difference")} == {
        "id": body["id"], "note": "Inventaire du mois", "scope": body["scope"], "lines": 2, "differences": 1,
        "value_difference": -750,
    }  # fmt: skip
    assert listed["user_id"] == shop.user_id
    hides(neighbour, "GET", "/stock/counts/{id}", body["id"])
    answer = shop.get(f"/stock/counts/{body['id']}")
    assert CountDetailOut.model_validate_json(answer.content)
    found = answer.json()
    assert [(line["name"], line["expected"], line["counted"], line["difference"], line["value_difference"])
            for line in found["lines"]] == [("Riz", 10, 8.5, -1.5, -750), ("Savon", 4, 4, 0, 0)]  # fmt: skip
    employee = shop.colleague("employee")
    seen = employee.get(f"/stock/counts/{body['id']}").json()
    assert {seen["value_difference"], *(line["value_difference"] for line in seen["lines"])} == {None}
    assert employee.get("/stock/counts").json()["items"][0]["value_difference"] is None

    for hours in (5, 3):
        at = (now() - timedelta(hours=hours)).isoformat()
        shop.post("/stock/counts", {"occurred_at": at, "lines": [{"product_id": rice, "counted": 1}]})
    listed = every_item(shop, "/stock/counts", limit=1)
    assert len(listed) == 3
    assert [one["occurred_at"] for one in listed] == sorted((one["occurred_at"] for one in listed), reverse=True)
    assert listed[1]["scope"] is None
    assert neighbour.get("/stock/counts").json()["items"] == []


def test_the_count_sheet(shop: Any, neighbour: Any) -> None:
    category = shop.post("/categories", {"name": "Céréales"}).json()["id"]
    made = {}
    for name, shelf, of in (
        ("Riz", "Rayon A", category), ("Mil", "Rayon B", category), ("Savon", "Rayon A", None), ("Sel", None, None),
        ("Vieux", "Rayon A", None),
    ):  # fmt: skip
        body = {"name": name, "sale_price": 100, "shelf": shelf, "category_id": of}
        made[name] = shop.post("/products", body).json()["id"]
    shop.delete(f"/products/{made['Vieux']}")
    for hours, name in ((2, "Riz"), (9, "Savon"), (5, "Mil")):
        at = (now() - timedelta(hours=hours)).isoformat()
        shop.post("/stock/counts", {"occurred_at": at, "lines": [{"product_id": made[name], "counted": 1}]})

    def names(**params: Any) -> list[str]:
        return [one["name"] for one in every_item(shop, "/stock/count-sheet", limit=1, **params)]

    assert Page[CountSheetLineOut].model_validate_json(shop.get("/stock/count-sheet").content)
    assert names() == ["Sel", "Savon", "Mil", "Riz"]
    assert names(shelf="Rayon A") == ["Savon", "Riz"]
    assert names(category_id=category) == ["Mil", "Riz"]
    assert names(category_id=category, shelf="Rayon B") == ["Mil"]
    assert neighbour.get("/stock/count-sheet", params={"category_id": category}).json()["items"] == []
    first = shop.get("/stock/count-sheet").json()["items"][0]
    assert (first["counted_at"], first["on_hand"], first["status"], first["shelf"]) == (None, 0, "rupture", None)


def test_shelves_and_alerts_of_products(shop: Any) -> None:
    rice = shop.post("/products", {"name": "Riz", "sale_price": 100, "shelf": " Rayon A "}).json()
    assert (rice["shelf"], rice["alerts"]) == ("Rayon A", True)
    soap = shop.post("/products", {"name": "Savon", "sale_price": 100, "alerts": False}).json()
    assert (soap["shelf"], soap["alerts"]) == (None, False)
    for path in ("/products", "/stock/levels"):
        assert [one["name"] for one in every_item(shop, path, shelf="Rayon A")] == ["Riz"]
        assert [one["shelf"] for one in every_item(shop, path, sort="name")] == ["Rayon A", None]
    changed = shop.patch(f"/products/{rice['id']}", {"shelf": "", "alerts": False}).json()
    assert (changed["shelf"], changed["alerts"]) == (None, False)
    assert field_problem(shop.patch(f"/products/{rice['id']}", {"alerts": None})) == ("alerts", "field.missing")
    assert shop.get(f"/stock/levels/{soap['id']}").json()["shelf"] is None
