"""Suppliers, orders and receipts of a shop, through the public API."""

from __future__ import annotations

from typing import Any

from tests.factories.people import Person
from tests.factories.stock import transaction


def supplier(shop: Person, name: str = "Dakar Gros", **wanted: Any) -> str:
    return _made(shop, "/suppliers", {"name": name, **wanted})


def goods(shop: Person, supplier_id: str | None = None, **wanted: Any) -> str:
    """A product that is bought from this supplier."""
    body = {"name": "Riz brisé 25 kg", "sale_price": 15_000, "supplier_id": supplier_id, **wanted}
    return _made(shop, "/products", body)


def order(shop: Person, supplier_id: str, *lines: tuple[str, float] | tuple[str, float, int], **wanted: Any) -> Any:
    """A draft of (product, quantity, unit cost) lines."""
    answer = shop.post("/purchase-orders", {"supplier_id": supplier_id, "lines": _lines(lines), **wanted})
    assert answer.status_code == 201, answer.text
    return answer.json()


def send(shop: Person, made: Any, **wanted: Any) -> Any:
    answer = shop.post(f"/purchase-orders/{made['id']}/send", wanted)
    assert answer.status_code == 200, answer.text
    return answer.json()


def receive(shop: Person, *lines: tuple[str, float] | tuple[str, float, int], **wanted: Any) -> Any:
    answer = shop.post("/receipts", {"lines": _lines(lines), **wanted})
    assert answer.status_code == 201, answer.text
    return answer.json()


def drift_of(app: Any, shop: Person) -> list[str]:
    from digiboost.inventory import service as inventory
    from digiboost.purchasing import service as purchasing

    with transaction(app, shop.tenant_id) as tx:
        return [*purchasing.drift(tx), *inventory.drift(tx)]


def _made(shop: Person, path: str, body: dict[str, Any]) -> str:
    answer = shop.post(path, body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def _lines(lines: Any) -> list[dict[str, Any]]:
    return [
        {"product_id": line[0], "quantity": line[1], **({"unit_cost": line[2]} if len(line) > 2 else {})}
        for line in lines
    ]
