"""Sales as they happen at the counter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from digiboost.inventory.service import record_movements
from digiboost.inventory.types import Moved, MovementIn
from digiboost.kernel.clock import day_of, now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import Invalid, NotFound
from digiboost.kernel.ids import new_id
from digiboost.kernel.money import MAX_MONEY, line_amount
from digiboost.sales import repository
from digiboost.sales.errors import (
    SaleIdReused,
)
from digiboost.sales.moments import moment
from digiboost.sales.pricing import cost_of, spread
from digiboost.sales.recording import out, refuse_twice, store
from digiboost.sales.repository import Line, Sale
from digiboost.sales.schemas import (
    SaleIn,
    SaleOut,
)
from digiboost.sales.types import PaidBy, PaymentMethod, SaleKind, Shortfall

_SHORTFALLS = "sales.shortfalls"


def record_sale(tx: Tx, wanted: SaleIn) -> SaleOut:
    """Records a sale: lines, stock movements, sums, event, audit.

    It is never refused for lack of stock. The same id again answers the sale as it is.
    Raises NotFound for an unknown product or customer, Invalid for a discount above the sale, a credit
    without a customer, a part paid of what is no credit, or a moment in the future, SaleIdReused for a
    known id with another content.
    """
    if wanted.payment_method == PaymentMethod.CREDIT and wanted.customer_id is None:
        raise Invalid("customer_id", "credit_needs_customer")
    received_at = now()
    occurred_at = moment(wanted.occurred_at, received_at)
    refuse_twice([line.id for line in wanted.lines if line.id is not None])
    products = {}
    product_ids = sorted({line.product_id for line in wanted.lines})
    for row in repository.shelf(tx, product_ids, wanted.customer_id, wanted.id):
        products[row["id"]] = row
    if row["known"]:
        return _same_sale(tx, wanted)
    if any(line.product_id not in products for line in wanted.lines):
        raise NotFound
    if wanted.customer_id is not None and row["customer_name"] is None:
        raise NotFound
    on_credit = wanted.payment_method == PaymentMethod.CREDIT
    _check_credit_terms(wanted, on_credit)
    sale = Sale(
        id=wanted.id or new_id(),
        kind=SaleKind.SALE,
        original_sale_id=None,
        customer_id=wanted.customer_id,
        customer_name=row["customer_name"],
        payment_method=wanted.payment_method,
        occurred_at=occurred_at,
        received_at=received_at,
        day=day_of(occurred_at, row["time_zone"]),
        total=0,
        discount=wanted.discount,
        cost=None,
        note=wanted.note or None,
        user_id=tx.actor.user_id,
        lines=_priced(wanted, products),
        paid_now=wanted.paid_now or 0,
        paid_by=_paid_by(wanted),
        due_on=wanted.due_on,
        on_account=on_credit,
    )
    if sale.paid_now > sum(line.amount for line in sale.lines):
        raise Invalid("paid_now", "paid_more_than_sale")
    moved = record_movements(
        tx,
        [
            MovementIn(
                id=new_id(),
                product_id=line.product_id,
                type="EXIT",
                quantity=-line.quantity,
                source="sale",
                source_id=sale.id,
                occurred_at=occurred_at,
            )
            for line in sale.lines
        ],
    )
    _note_shortfalls(tx, sale.id, moved)
    for line, movement in zip(sale.lines, moved, strict=True):
        line.cost = cost_of(line.quantity, movement.average_cost)
    return store(tx, sale)


def shortfalls(tx: Tx, sale_id: UUID) -> list[Shortfall]:
    """Where a sale that this transaction recorded took the stock below zero; the last state of each product."""
    found: dict[UUID, list[Shortfall]] = tx.notes.get(_SHORTFALLS, {})
    return found.get(sale_id, [])


def _note_shortfalls(tx: Tx, sale_id: UUID, moved: Sequence[Moved]) -> None:
    last = {one.product_id: one.on_hand_after for one in moved}
    below = [Shortfall(product_id, left) for product_id, left in last.items() if left is not None and left < 0]
    tx.notes.setdefault(_SHORTFALLS, {})[sale_id] = below


def _check_credit_terms(wanted: SaleIn, on_credit: bool) -> None:
    if not on_credit:
        for field in ("paid_now", "paid_by", "due_on"):
            if getattr(wanted, field) is not None:
                raise Invalid(field, "only_on_credit")


def _paid_by(wanted: SaleIn) -> PaidBy | None:
    return (wanted.paid_by or PaidBy.CASH) if wanted.paid_now else None


def _priced(wanted: SaleIn, products: dict[UUID, dict[str, Any]]) -> list[Line]:
    lines = []
    for position, line in enumerate(wanted.lines):
        product = products[line.product_id]
        unit_price = product["sale_price"] if line.unit_price is None else line.unit_price
        amount = line_amount(line.quantity, unit_price)
        if amount > MAX_MONEY:
            raise Invalid(f"lines.{position}.quantity", "amount_too_large")
        lines.append(
            Line(
                id=line.id or new_id(),
                product_id=line.product_id,
                product_name=product["name"],
                code=product["code"],
                quantity=line.quantity,
                unit_price=unit_price,
                discount=0,
                amount=amount,
                cost=None,
            )
        )
    amounts = [line.amount for line in lines]
    if sum(amounts) > MAX_MONEY:
        raise Invalid("lines", "amount_too_large")
    if wanted.discount > sum(amounts):
        raise Invalid("discount", "discount_too_large")
    for sold, part in zip(lines, spread(wanted.discount, amounts), strict=True):
        sold.discount = part
        sold.amount -= part
    return lines


def _same_sale(tx: Tx, wanted: SaleIn) -> SaleOut:
    """The stored sale when it is what is wanted again. What the caller left open is not compared."""
    stored = repository.sale(tx, wanted.id) if wanted.id is not None else None
    if stored is None:
        raise NotFound
    lines = repository.lines_of(tx, stored["id"])
    same = (
        stored["kind"] == SaleKind.SALE
        and stored["import_id"] is None
        and stored["customer_id"] == wanted.customer_id
        and stored["payment_method"] == wanted.payment_method
        and stored["discount"] == wanted.discount
        and (stored["paid_now"], stored["paid_by"]) == (wanted.paid_now or 0, _paid_by(wanted))
        and stored["due_on"] == wanted.due_on
        and stored["note"] == (wanted.note or None)
        and (wanted.occurred_at is None or stored["occurred_at"] == wanted.occurred_at)
        and len(lines) == len(wanted.lines)
        and all(
            line["product_id"] == asked.product_id
            and line["quantity"] == asked.quantity
            and asked.id in (None, line["id"])
            and asked.unit_price in (None, line["unit_price"])
            for line, asked in zip(lines, wanted.lines, strict=True)
        )
    )
    if not same:
        raise SaleIdReused
    return out(tx, stored, lines)
