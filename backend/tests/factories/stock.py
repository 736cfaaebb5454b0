"""Transactions of a tenant, and products with their levels."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from digiboost.catalog.models import Product
from digiboost.inventory import service as inventory
from digiboost.inventory.types import MovementIn
from digiboost.kernel.auth import system_actor
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.ids import new_id
from digiboost.kernel.text import fold


@contextmanager
def transaction(app: Any, tenant_id: UUID | str) -> Iterator[Tx]:
    """A transaction of the system for this tenant, on the application's restricted role."""
    with Tx(app.state.edge.engine, system_actor(UUID(str(tenant_id)))) as tx:
        yield tx


def product(tx: Tx, *, min_stock: int | None = None, tracked: bool = True, **wanted: Any) -> UUID:
    """A product with an open level, straight into the tables."""
    name = wanted.pop("name", "Riz brisé 25 kg")
    row = Product(
        tenant_id=tx.tenant_id,
        id=new_id(),
        code=wanted.pop("code", uuid4().hex[:12]),
        name=name,
        name_key=fold(name),
        search_text=fold(name),
        sale_price=wanted.pop("sale_price", 1500),
        **wanted,
    )
    tx.session.add(row)
    tx.session.flush()
    inventory.open_level(tx, row.id, min_stock, None, tracked)
    return row.id


def movement(product_id: UUID, quantity: int, at: datetime | None = None, **wanted: Any) -> MovementIn:
    """A movement of ``quantity`` thousandths: an entry when positive, an exit when negative."""
    return MovementIn(
        id=wanted.pop("id", None) or new_id(),
        product_id=product_id,
        type=wanted.pop("type", "ENTRY" if quantity > 0 else "EXIT"),
        quantity=quantity,
        source=wanted.pop("source", "manual"),
        source_id=None,
        occurred_at=at or now(),
        **wanted,
    )
