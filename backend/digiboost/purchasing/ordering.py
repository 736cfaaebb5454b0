"""Orders as they are written: drafts, their changes, their end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from digiboost.catalog.service import require_products, require_suppliers
from digiboost.identity.service import record_audit
from digiboost.kernel import changes as feed
from digiboost.kernel.clock import now
from digiboost.kernel.db.rows import find_row, insert_row
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import Invalid, NotFound
from digiboost.kernel.http.versions import check_version
from digiboost.kernel.ids import new_id
from digiboost.kernel.money import MAX_MONEY, line_amount
from digiboost.purchasing import repository
from digiboost.purchasing.errors import OrderComplete, OrderIdReused, OrderNotDraft
from digiboost.purchasing.repository import Line
from digiboost.purchasing.schemas import OrderCancelIn, OrderIn, OrderLineIn, OrderPatch
from digiboost.purchasing.types import ORDER, OrderStatus


@dataclass(frozen=True, slots=True)
class OrderState:
    """What became of an order. ``repeated`` is True when it was like that before."""

    id: UUID
    number: str
    status: str
    version: int
    repeated: bool = False


def state_of(row: dict[str, Any], *, repeated: bool = False, **changed: Any) -> OrderState:
    now_is = {**row, **changed}
    return OrderState(now_is["id"], now_is["number"], now_is["status"], now_is["version"], repeated)


def create_order(tx: Tx, wanted: OrderIn) -> OrderState:
    """A draft under the tenant's next number. The same id again answers as the first time.

    Raises NotFound for an unknown supplier or product, Invalid for a product that is given twice, OrderIdReused
    for a known id with another content.
    """
    if wanted.id is not None:
        repository.wait_for_id(tx, "order", wanted.id)
        if (stored := find_row(tx, "purchase_orders", wanted.id)) is not None:
            return _same_order(tx, stored, wanted)
    require_suppliers(tx, [wanted.supplier_id])
    lines = _lines(tx, wanted.lines)
    order_id = wanted.id or new_id()
    row = {
        "id": order_id,
        "number": repository.take_number(tx),
        "supplier_id": wanted.supplier_id,
        "status": OrderStatus.DRAFT.value,
        "expected_on": wanted.expected_on,
        "note": wanted.note,
        "total": _total(lines),
        "line_count": len(lines),
        "user_id": tx.actor.user_id,
    }
    insert_row(tx, "purchase_orders", row)
    repository.insert_lines(tx, order_id, lines)
    feed.note(tx, ORDER, [order_id])
    record_audit(tx, "order.created", "order", order_id, lines=len(lines))
    return state_of(row, version=1)


def _same_order(tx: Tx, stored: dict[str, Any], wanted: OrderIn) -> OrderState:
    # Once it was changed, what it was made with is no longer known: its own sender is believed.
    if stored["version"] == 1:
        lines = [(line["product_id"], line["quantity"]) for line in repository.lines_of(tx, stored["id"])]
        asked = [(line.product_id, line.quantity) for line in wanted.lines]
        if (stored["supplier_id"], stored["note"], lines) != (wanted.supplier_id, wanted.note, asked):
            raise OrderIdReused
    return state_of(stored, repeated=True)


def edit_order(tx: Tx, order_id: UUID, wanted: OrderPatch) -> OrderState:
    """Changes a draft; of an order that was sent, the expected day and the note alone. Raises NotFound,
    VersionConflict, OrderNotDraft, Invalid."""
    changes = wanted.model_dump(exclude_unset=True, exclude={"lines"})
    for name in ("supplier_id", "lines"):
        if name in wanted.model_fields_set and getattr(wanted, name) is None:
            raise Invalid(name, "field.missing")
    row = locked(tx, order_id)
    check_version(tx, row["version"])
    whole = {"supplier_id", "lines"} & wanted.model_fields_set
    done = row["status"] in (OrderStatus.RECEIVED, OrderStatus.CANCELLED)
    if done or (whole and (row["status"] != OrderStatus.DRAFT or repository.has_receipts(tx, order_id))):
        raise OrderNotDraft
    if "supplier_id" in changes:
        require_suppliers(tx, [changes["supplier_id"]])
    if wanted.lines is not None:
        lines = _lines(tx, wanted.lines)
        repository.delete_lines(tx, order_id)
        repository.insert_lines(tx, order_id, lines)
        changes |= {"total": _total(lines), "line_count": len(lines)}
    version = repository.update_order(tx, order_id, changes)
    feed.note(tx, ORDER, [order_id])
    record_audit(tx, "order.edited", "order", order_id, fields=sorted(wanted.model_fields_set))
    return state_of(row, version=version)


def delete_order(tx: Tx, order_id: UUID) -> None:
    """Removes a draft; its number is not given out again. Raises NotFound, VersionConflict, OrderNotDraft."""
    row = locked(tx, order_id)
    check_version(tx, row["version"])
    if row["status"] != OrderStatus.DRAFT or repository.has_receipts(tx, order_id):
        raise OrderNotDraft
    repository.delete_order(tx, order_id)
    feed.note(tx, ORDER, [order_id])
    record_audit(tx, "order.deleted", "order", order_id)


def cancel_order(tx: Tx, order_id: UUID, wanted: OrderCancelIn) -> OrderState:
    """Awaits no more of an order; what came of it stays. One that is cancelled already is answered as it is.
    Raises NotFound, VersionConflict, OrderComplete."""
    row = locked(tx, order_id)
    if row["status"] == OrderStatus.CANCELLED:
        return state_of(row, repeated=True)
    check_version(tx, row["version"])
    if row["status"] == OrderStatus.RECEIVED:
        raise OrderComplete
    at = now()
    changes = {"status": OrderStatus.CANCELLED.value, "cancelled_at": at, "cancel_reason": wanted.reason}
    version = repository.update_order(tx, order_id, changes, at)
    feed.note(tx, ORDER, [order_id])
    record_audit(tx, "order.cancelled", "order", order_id)
    return state_of(row, status=OrderStatus.CANCELLED.value, version=version)


def locked(tx: Tx, order_id: UUID) -> dict[str, Any]:
    """The order's row; who else changes it waits. Raises NotFound."""
    row = find_row(tx, "purchase_orders", order_id, lock=True)
    if row is None:
        raise NotFound
    return row


def refuse_twice(field: str, ids: Sequence[UUID | None]) -> None:
    """Raises Invalid where an id comes a second time."""
    seen: set[UUID] = set()
    for position, one in enumerate(ids):
        if one is None:
            continue
        if one in seen:
            raise Invalid(f"lines.{position}.{field}", "product_twice" if field == "product_id" else "line_twice")
        seen.add(one)


def _lines(tx: Tx, wanted: Sequence[OrderLineIn]) -> list[Line]:
    refuse_twice("id", [line.id for line in wanted])
    refuse_twice("product_id", [line.product_id for line in wanted])
    products = require_products(tx, [line.product_id for line in wanted])
    lines = []
    for line in wanted:
        product = products[line.product_id]
        cost = product.purchase_price if line.unit_cost is None else line.unit_cost
        amount = None if cost is None else line_amount(line.quantity, cost)
        lines.append(Line(line.id or new_id(), line.product_id, line.quantity, product.pack_size, cost, amount))
    return lines


def _total(lines: Sequence[Line]) -> int | None:
    return total_of([line.amount for line in lines])


def total_of(amounts: Sequence[int | None]) -> int | None:
    """The sum; None while one is not known. Raises Invalid beyond what a sum of money may be."""
    known = [amount for amount in amounts if amount is not None]
    if sum(known) > MAX_MONEY:
        raise Invalid("lines", "quantity_too_large")
    return sum(known) if len(known) == len(amounts) else None
