"""What is used on a mission: out of the company's stock, with its movement in the same transaction, or bought."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from digiboost.catalog.service import require_products
from digiboost.identity.service import record_audit
from digiboost.inventory.service import record_movements
from digiboost.inventory.types import MovementIn
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import Invalid, NotFound
from digiboost.kernel.ids import new_id
from digiboost.kernel.money import MAX_MONEY, line_amount
from digiboost.requests import moving, repository
from digiboost.requests import photos_repository as stored
from digiboost.requests.errors import EventIdReused, MissionOver
from digiboost.requests.schemas import MaterialIn
from digiboost.requests.types import UNDER_WAY


def add_material(tx: Tx, request_id: UUID, wanted: MaterialIn, provider_id: UUID) -> dict[str, Any]:
    """The material's row; the same id again answers as the first time. Raises NotFound, MissionOver, EventIdReused,
    Invalid for what is bought without a name and a price."""
    row = _theirs(tx, request_id, provider_id)
    known = stored.material(tx, wanted.id)
    if known is not None:
        same = (known["request_id"], known["product_id"], known["quantity"])
        if same != (request_id, wanted.product_id, wanted.quantity):
            raise EventIdReused
        return known
    if row["state"] not in UNDER_WAY:
        raise MissionOver().expose(current=moving.current(row))
    name, price = _named(tx, wanted)
    amount = line_amount(wanted.quantity, price)
    if amount > MAX_MONEY - row["materials_amount"]:
        raise Invalid("quantity", "quantity_too_large")
    if stored.movement(tx, wanted.id) is not None:
        # It was taken back before, or it is no material at all.
        raise EventIdReused
    made = {
        "id": wanted.id, "request_id": request_id, "product_id": wanted.product_id, "name": name,
        "quantity": wanted.quantity, "unit_price": price, "amount": amount, "user_id": tx.actor.user_id,
    }  # fmt: skip
    stored.insert_material(tx, made)
    if wanted.product_id is not None:
        record_movements(tx, [_movement(row, wanted.id, wanted.product_id, "EXIT", -wanted.quantity)])
    _summed(tx, row)
    record_audit(tx, "request.material_added", "request", request_id, material_id=str(wanted.id))
    return made


def remove_material(tx: Tx, request_id: UUID, material_id: UUID, provider_id: UUID) -> None:
    """Takes a material back, and its movement with it. Raises NotFound, MissionOver."""
    row = _theirs(tx, request_id, provider_id)
    known = stored.material(tx, material_id)
    if known is None or known["request_id"] != request_id:
        raise NotFound
    if row["state"] not in UNDER_WAY:
        raise MissionOver().expose(current=moving.current(row))
    stored.delete_material(tx, material_id)
    moved = stored.movement(tx, material_id)
    if moved is not None:
        # At the moment of what it undoes: a count in between has seen the shelf as it is, whatever is undone.
        back = _movement(row, new_id(), moved["product_id"], "ADJUSTMENT", -moved["quantity"], moved["occurred_at"])
        record_movements(tx, [back])
    _summed(tx, row)
    record_audit(tx, "request.material_removed", "request", request_id, material_id=str(material_id))


def _theirs(tx: Tx, request_id: UUID, provider_id: UUID) -> dict[str, Any]:
    row = moving.locked(tx, request_id)
    if row["provider_id"] != provider_id:
        raise NotFound
    return row


def _named(tx: Tx, wanted: MaterialIn) -> tuple[str, int]:
    """Name and price of one unit, minor units."""
    if wanted.product_id is None:
        if wanted.name is None:
            raise Invalid("name", "material_unnamed")
        if wanted.unit_price is None:
            raise Invalid("unit_price", "material_unnamed")
        return wanted.name, wanted.unit_price
    product = require_products(tx, [wanted.product_id])[wanted.product_id]
    price = wanted.unit_price if wanted.unit_price is not None else product.sale_price
    return wanted.name or product.name, price


def _movement(
    row: dict[str, Any], movement_id: UUID, product_id: UUID, kind: Any, quantity: int, at: Any = None
) -> MovementIn:
    return MovementIn(
        id=movement_id,
        product_id=product_id,
        type=kind,
        quantity=quantity,
        source="manual",
        source_id=row["id"],
        occurred_at=at or now(),
        reference=f"#{row['number']}",
    )


def _summed(tx: Tx, row: dict[str, Any]) -> None:
    total = stored.materials_amount(tx, row["id"])
    repository.update_request(tx, row["id"], {"materials_amount": total}, now())
    moving.touch(tx, [row["id"]])
