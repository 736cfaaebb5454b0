"""Goods that come back, and records that are taken out of the books."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from digiboost.identity.service import record_audit
from digiboost.inventory.service import record_movements
from digiboost.inventory.types import MovementIn
from digiboost.kernel import changes as feed
from digiboost.kernel import live
from digiboost.kernel.clock import day_of, now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import Invalid, NotFound
from digiboost.kernel.http.versions import check_version
from digiboost.kernel.ids import new_id
from digiboost.kernel.money import from_milli, line_amount
from digiboost.kernel.outbox import emit
from digiboost.sales import credit, repository, summaries
from digiboost.sales.errors import (
    ReturnOfReturn,
    ReturnTooMuch,
    SaleCancelled,
    SaleHasReturns,
    SaleIdReused,
)
from digiboost.sales.events import SaleWasCancelled
from digiboost.sales.moments import moment
from digiboost.sales.pricing import share
from digiboost.sales.recording import out, refuse_twice, store
from digiboost.sales.repository import Line, Sale
from digiboost.sales.schemas import (
    CancelIn,
    ReturnIn,
    SaleOut,
)
from digiboost.sales.types import SALE, PaymentMethod, SaleKind, SaleStatus


def return_sale(tx: Tx, sale_id: UUID, wanted: ReturnIn) -> SaleOut:
    """Takes goods of a sale back: a RETURN with negative lines, and the goods on the shelf again.

    A line gives back its own price, discount and cost in proportion; what is returned in parts sums to the
    line exactly. Raises NotFound, ReturnOfReturn, SaleCancelled, ReturnTooMuch, Invalid for a line that is
    not in the sale, SaleIdReused for a known id with another content.
    """
    received_at = now()
    occurred_at = moment(wanted.occurred_at, received_at)
    refuse_twice([line.line_id for line in wanted.lines])
    if wanted.id is not None:
        repository.wait_for_id(tx, "sale", wanted.id)
        if (stored := repository.sale(tx, wanted.id)) is not None:
            return _same_return(tx, stored, sale_id, wanted)
    original = repository.sale(tx, sale_id, lock=True)
    if original is None:
        raise NotFound
    if original["kind"] != SaleKind.SALE:
        raise ReturnOfReturn
    if original["status"] != SaleStatus.COMPLETED:
        raise SaleCancelled
    sold = {line["id"]: line for line in repository.lines_of(tx, sale_id)}
    lines = []
    for position, line in enumerate(wanted.lines):
        if line.line_id not in sold:
            raise Invalid(f"lines.{position}.line_id", "line_unknown")
        lines.append(_given_back(sold[line.line_id], line.quantity))
    back = Sale(
        id=wanted.id or new_id(),
        kind=SaleKind.RETURN,
        original_sale_id=sale_id,
        customer_id=original["customer_id"],
        customer_name=original["customer_name"],
        payment_method=original["payment_method"],
        occurred_at=occurred_at,
        received_at=received_at,
        day=day_of(occurred_at, repository.time_zone(tx)),
        total=0,
        discount=sum(line.discount for line in lines),
        cost=None,
        note=wanted.reason or None,
        user_id=tx.actor.user_id,
        lines=lines,
        on_account=original["charged"],
    )
    record_movements(
        tx,
        [
            MovementIn(
                id=new_id(),
                product_id=line.product_id,
                type="ENTRY",
                quantity=-line.quantity,
                source="return",
                source_id=back.id,
                occurred_at=occurred_at,
            )
            for line in lines
        ],
    )
    return store(tx, back)


def _given_back(sold: dict[str, Any], quantity: int) -> Line:
    """The return line for ``quantity`` of a sold line, of which ``returned`` came back before."""
    left = sold["quantity"] - sold["returned"]
    if quantity > left:
        raise ReturnTooMuch().expose(line_id=str(sold["id"]), returnable=from_milli(left))
    so_far = sold["returned"] + quantity
    # What should have come back in all, less what did: the last part takes the rounding of the others.
    amount = max(0, share(so_far, sold["quantity"], sold["amount"]) - sold["returned_amount"])
    cost = None
    if sold["cost"] is not None:
        cost = max(0, share(so_far, sold["quantity"], sold["cost"]) - sold["returned_cost"])
    return Line(
        id=new_id(),
        product_id=sold["product_id"],
        product_name=sold["product_name"],
        code=sold["code"],
        quantity=-quantity,
        unit_price=sold["unit_price"],
        discount=amount - line_amount(quantity, sold["unit_price"]),
        amount=-amount,
        cost=None if cost is None else -cost,
        original_line_id=sold["id"],
    )


def _same_return(tx: Tx, stored: dict[str, Any], sale_id: UUID, wanted: ReturnIn) -> SaleOut:
    lines = repository.lines_of(tx, stored["id"])
    same = (
        stored["original_sale_id"] == sale_id
        and stored["note"] == (wanted.reason or None)
        and (wanted.occurred_at is None or stored["occurred_at"] == wanted.occurred_at)
        and [(line["original_line_id"], -line["quantity"]) for line in lines]
        == [(line.line_id, line.quantity) for line in wanted.lines]
    )
    if not same:
        raise SaleIdReused
    return out(tx, stored, lines)


def cancel_sale(tx: Tx, sale_id: UUID, wanted: CancelIn) -> SaleOut:
    """Takes a sale or a return out of the books; it stays in the list as cancelled.

    What it moved on the shelves is moved back as of the same moment, so that a count made since stays
    right. A sale that is cancelled already is answered as it is. Raises NotFound, SaleHasReturns,
    VersionConflict.
    """
    stored = repository.sale(tx, sale_id, lock=True)
    if stored is None:
        raise NotFound
    lines = repository.lines_of(tx, sale_id)
    if stored["status"] == SaleStatus.CANCELLED:
        return out(tx, stored, lines)
    check_version(tx, stored["version"])
    if repository.has_returns(tx, sale_id):
        raise SaleHasReturns
    product_ids = sorted({line["product_id"] for line in lines})
    earliest = min(stored["occurred_at"], stored["received_at"])
    undone = [
        MovementIn(
            id=new_id(),
            product_id=row["product_id"],
            type="EXIT" if row["quantity"] > 0 else "ENTRY",
            quantity=-row["quantity"],
            source="cancellation",
            source_id=sale_id,
            occurred_at=row["occurred_at"],
            reason=wanted.reason,
        )
        for row in repository.movements_of(tx, sale_id, product_ids, earliest, stored["occurred_at"])
        if row["quantity"] != 0
    ]
    record_movements(tx, undone)
    version, at = summaries.move(tx)
    repository.mark_cancelled(tx, sale_id, at, wanted.reason)
    if stored["payment_method"] == PaymentMethod.CREDIT:
        credit.take_back(tx, sale_id, at)
    changes = summaries.Changes(tx)
    if stored["kind"] == SaleKind.SALE:
        changes.count(stored["day"], sales=-1)
    else:
        changes.count(stored["day"], returns=-1)
    for line in lines:
        changes.line(stored["day"], line["product_id"], line["quantity"], line["amount"], line["cost"], sign=-1)
    emit(
        tx,
        SaleWasCancelled(
            payload={
                "sale_id": sale_id,
                "number": stored["number"],
                "kind": stored["kind"],
                "day": stored["day"],
                "total": stored["total"],
                "product_ids": product_ids,
            }
        ),
    )
    feed.note(tx, SALE, [sale_id] if stored["original_sale_id"] is None else [sale_id, stored["original_sale_id"]])
    record_audit(tx, "sale.cancelled", "sale", sale_id)
    live.publish_after_commit(tx, "overview", {"version": version})
    stored.update(
        status=SaleStatus.CANCELLED, cancelled_at=at, cancel_reason=wanted.reason, version=stored["version"] + 1
    )
    return out(tx, stored, lines)
