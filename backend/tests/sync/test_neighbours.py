"""A neighbour's row in an operation is a row that does not exist."""

from __future__ import annotations

import json
from typing import Any

import pytest

from digiboost.kernel.ids import new_id
from tests.factories.people import Person
from tests.factories.trade import customer, sell, shelf
from tests.sync.phone import Cache, operation, pushed, sale

HIDDEN = "<id>"


def _theirs(app: Any, neighbour: Person) -> dict[str, str]:
    item = shelf(app, neighbour, on_hand=5, cost=300)
    sold = sell(neighbour, (item, 2))
    return {
        "product": item,
        "sale": sold["id"],
        "line": sold["lines"][0]["id"],
        "customer": customer(app, neighbour, "Cheikh Voisin"),
        "supplier": neighbour.post("/suppliers", {"name": "Voisin SA"}).json()["id"],
        "category": neighbour.post("/categories", {"name": "Chez le voisin"}).json()["id"],
    }


def _id() -> str:
    return str(new_id())


NAMED: list[tuple[str, dict[str, str], Any]] = [
    ("sale.record", {"product": "x"}, lambda at: sale((at["product"], 1))),
    ("sale.record", {"customer": "x"}, lambda at: sale((at["own"], 1), customer_id=at["customer"])),
    ("sale.return", {"sale": "x", "line": "x"},
     lambda at: {"id": _id(), "sale_id": at["sale"], "lines": [{"line_id": at["line"], "quantity": 1}]}),
    ("sale.return", {"line": "x"},
     lambda at: {"id": _id(), "sale_id": at["own_sale"], "lines": [{"line_id": at["line"], "quantity": 1}]}),
    ("sale.cancel", {"sale": "x"}, lambda at: {"sale_id": at["sale"], "reason": "x"}),
    ("missed_sale.record", {"product": "x"}, lambda at: {"id": _id(), "product_id": at["product"], "quantity": 1}),
    ("product.create", {"category": "x"},
     lambda at: {"id": _id(), "name": "y", "sale_price": 1, "category_id": at["category"]}),
    ("product.create", {"supplier": "x"},
     lambda at: {"id": _id(), "name": "y", "sale_price": 1, "supplier_id": at["supplier"]}),
    ("product.edit", {"product": "x"}, lambda at: {"product_id": at["product"], "sale_price": 1}),
    ("product.edit", {"category": "x"}, lambda at: {"product_id": at["own"], "category_id": at["category"]}),
    ("customer.edit", {"customer": "x"}, lambda at: {"customer_id": at["customer"], "name": "x"}),
    ("stock.move", {"product": "x"},
     lambda at: {"id": _id(), "product_id": at["product"], "type": "ENTRY", "quantity": 1}),
    ("stock.count", {"product": "x"},
     lambda at: {"id": _id(), "lines": [{"product_id": at["product"], "counted": 1}]}),
    ("supplier.edit", {"supplier": "x"}, lambda at: {"supplier_id": at["supplier"], "name": "x"}),
]  # fmt: skip


@pytest.fixture
def before(app: Any, neighbour: Person) -> Any:
    theirs = _theirs(app, neighbour)
    seen = Cache(neighbour).pull().tables
    yield theirs
    assert Cache(neighbour).pull().tables == seen


@pytest.mark.parametrize(("type_", "names", "payload"), NAMED)
def test_a_neighbour_s_row_is_a_missing_one(
    app: Any, shop: Person, before: dict[str, str], type_: str, names: dict[str, str], payload: Any
) -> None:
    own = shelf(app, shop)
    ours = {"own": own, "own_sale": sell(shop, (own, 1))["id"]}
    told = []
    for ids in (before, {name: str(new_id()) for name in before}):
        [refused] = pushed(shop, operation(type_, payload({**ours, **{name: ids[name] for name in names}})))
        assert refused["status"] == "rejected"
        text = json.dumps({**refused, "id": None})
        for name in names:
            text = text.replace(ids[name], HIDDEN)
        told.append(text)
    assert told[0] == told[1]


def test_a_neighbour_s_operation_is_no_ground_to_stand_on(shop: Person, neighbour: Person) -> None:
    theirs = operation("category.create", {"id": _id(), "name": "Un"})
    assert pushed(neighbour, theirs)[0]["status"] == "applied"
    leaning = operation("category.create", {"id": _id(), "name": "Deux"}, depends_on=[theirs["id"]])
    assert pushed(shop, leaning)[0]["status"] == "waiting"


def test_a_pull_shows_nothing_of_a_neighbour(shop: Person, before: dict[str, str], neighbour: Person) -> None:
    cursor = Cache(neighbour).pull().cursor
    for text in (shop.get("/sync/pull").text, shop.get("/sync/pull", params={"cursor": cursor}).text):
        assert not [one for one in before.values() if one in text]
        assert neighbour.user_id not in text
