"""Sales of a shop, through the public API."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from digiboost.customers.models import Customer
from digiboost.kernel.ids import new_id
from digiboost.kernel.text import fold
from tests.factories.people import Person
from tests.factories.stock import movement, product, transaction


def shelf(app: Any, shop: Person, *, on_hand: float = 10, cost: int | None = None, **wanted: Any) -> str:
    """A product with ``on_hand`` units received at ``cost``; its id."""
    from digiboost.inventory import service as inventory

    with transaction(app, shop.tenant_id) as tx:
        item = product(tx, **wanted)
        if on_hand:
            inventory.record_movements(tx, [movement(item, int(on_hand * 1000), unit_cost=cost)])
    return str(item)


def customer(app: Any, shop: Person, name: str = "Fatou Sow") -> str:
    with transaction(app, shop.tenant_id) as tx:
        row = Customer(tenant_id=tx.tenant_id, id=new_id(), name=name, name_key=fold(name), search_text=fold(name))
        tx.session.add(row)
    return str(row.id)


def sale_of(*lines: tuple[str, float] | tuple[str, float, int], **wanted: Any) -> dict[str, Any]:
    """The body of a sale of (product, quantity, unit price) lines, paid in cash."""
    return {
        "payment_method": "cash",
        "lines": [
            {"product_id": line[0], "quantity": line[1], **({"unit_price": line[2]} if len(line) > 2 else {})}
            for line in lines
        ],
        **wanted,
    }


def sell(shop: Person, *lines: Any, **wanted: Any) -> dict[str, Any]:
    answer = shop.post("/sales", sale_of(*lines, **wanted))
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def drift_of(app: Any, shop: Person) -> list[str]:
    from digiboost.inventory import service as inventory
    from digiboost.sales import service as sales

    with transaction(app, shop.tenant_id) as tx:
        return [*sales.drift(tx), *inventory.drift(tx)]


def level_of(app: Any, shop: Person, product_id: str) -> Any:
    from digiboost.inventory import service as inventory

    with transaction(app, shop.tenant_id) as tx:
        return inventory.levels(tx, [UUID(product_id)])[UUID(product_id)]
