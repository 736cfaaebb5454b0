"""Goods that arrive."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from digiboost.catalog.service import require_suppliers
from digiboost.identity.service import record_audit
from digiboost.inventory.service import record_movements
from digiboost.inventory.types import MovementIn
from digiboost.kernel import changes as feed
from digiboost.kernel.auth import Scope
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import Invalid
from digiboost.kernel.ids import new_id
from digiboost.kernel.money import line_amount
from digiboost.kernel.outbox import emit
from digiboost.purchasing import repository
from digiboost.purchasing.errors import ReceiptIdReused
from digiboost.purchasing.events import GoodsReceived
from digiboost.purchasing.ordering import locked, refuse_twice, total_of
from digiboost.purchasing.repository import ReceivedLine
from digiboost.purchasing.schemas import ReceiptIn
from digiboost.purchasing.types import ORDER, OrderStatus


@dataclass(frozen=True, slots=True)
class Received:
    """What became of a receipt; ``order_status`` is its order's now, None without one."""

    id: UUID
    order_id: UUID | None
    order_status: str | None
    repeated: bool = False


def record_receipt(tx: Tx, wanted: ReceiptIn) -> Received:
    """Puts goods on the shelves, and marks the lines of the order that they belong to.

    It is never refused for what was ordered: it may bring a part, more, other products, come without an order, or
    after the order was cancelled (which then stays cancelled). A line without a cost comes in at the ordered one,
    and at the present average where none is known. The same id again answers as the first time.

    The order is locked before the levels, as a sale is by its return. Raises NotFound for an unknown order, supplier
    or product; Invalid for a line id that is given twice, a supplier who is not the order's, a cost stated by
    somebody who may not see costs, a lot without a day of expiry; ReceiptIdReused.
    """
    at = now()
    refuse_twice("id", [line.id for line in wanted.lines])
    if not tx.actor.may(Scope.COSTS_READ):
        for position, line in enumerate(wanted.lines):
            if line.unit_cost is not None:
                raise Invalid(f"lines.{position}.unit_cost", "cost_not_yours")
    for position, line in enumerate(wanted.lines):
        if line.lot is not None and line.expires_on is None:
            raise Invalid(f"lines.{position}.lot", "lot_without_expiry")
    if wanted.id is not None:
        repository.wait_for_id(tx, "receipt", wanted.id)
        if (known := _known(tx, wanted.id, wanted)) is not None:
            return known
    order = None if wanted.order_id is None else locked(tx, wanted.order_id)
    supplier_id = wanted.supplier_id
    if supplier_id is not None:
        require_suppliers(tx, [supplier_id])
    if order is not None:
        if supplier_id not in (None, order["supplier_id"]):
            raise Invalid("supplier_id", "supplier_not_the_orders")
        supplier_id = order["supplier_id"]
    ordered = {} if order is None else {line["product_id"]: line for line in repository.lines_of(tx, order["id"])}
    lines = []
    for line in wanted.lines:
        of_order = ordered.get(line.product_id)
        cost = line.unit_cost if line.unit_cost is not None or of_order is None else of_order["unit_cost"]
        lines.append(
            ReceivedLine(
                line.id or new_id(),
                line.product_id,
                None if of_order is None else of_order["id"],
                line.quantity,
                cost,
                line.expires_on,
                line.lot,
            )
        )
    receipt_id = wanted.id or new_id()
    occurred_at = min(wanted.occurred_at or at, at)
    total = total_of([None if line.unit_cost is None else line_amount(line.quantity, line.unit_cost) for line in lines])
    moved = record_movements(
        tx,
        [
            MovementIn(
                id=line.id,
                product_id=line.product_id,
                type="ENTRY",
                quantity=line.quantity,
                source="receipt",
                source_id=receipt_id,
                occurred_at=occurred_at,
                unit_cost=line.unit_cost,
                expires_on=line.expires_on,
                lot=line.lot,
                reference=wanted.reference or (None if order is None else order["number"]),
            )
            for line in lines
        ],
    )
    if any(one.repeated for one in moved):
        raise ReceiptIdReused
    repository.insert_receipt(
        tx,
        {
            "id": receipt_id,
            "order_id": wanted.order_id,
            "supplier_id": supplier_id,
            "occurred_at": occurred_at,
            "received_at": at,
            "reference": wanted.reference,
            "total": total,
            "user_id": tx.actor.user_id,
        },
        lines,
    )
    status = None
    if order is not None:
        complete = repository.add_received(tx, order["id"], receipt_id)
        status = order["status"]
        if status != OrderStatus.CANCELLED and any(line.order_line_id is not None for line in lines):
            status = (OrderStatus.RECEIVED if complete else OrderStatus.PARTLY_RECEIVED).value
        repository.update_order(tx, order["id"], {"status": status}, at)
        feed.note(tx, ORDER, [order["id"]])
    emit(
        tx,
        GoodsReceived(
            payload={
                "receipt_id": receipt_id,
                "order_id": wanted.order_id,
                "supplier_id": supplier_id,
                "occurred_at": occurred_at.isoformat(),
                "product_ids": sorted({line.product_id for line in lines}),
            }
        ),
    )
    record_audit(tx, "goods.received", "receipt", receipt_id, lines=len(lines))
    return Received(receipt_id, wanted.order_id, status)


def _known(tx: Tx, receipt_id: UUID, wanted: ReceiptIn) -> Received | None:
    stored = repository.receipt(tx, receipt_id)
    if stored is None:
        return None
    asked = [[str(line.product_id), line.quantity] for line in wanted.lines]
    supplier_differs = wanted.supplier_id is not None and stored["supplier_id"] != wanted.supplier_id
    if stored["order_id"] != wanted.order_id or stored["lines"] != asked or supplier_differs:
        raise ReceiptIdReused
    status = None if stored["order_id"] is None else repository.status_of(tx, stored["order_id"])
    return Received(receipt_id, stored["order_id"], status, repeated=True)
