"""What every record of sales shares: its moment, how it is stored, how it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from digiboost.identity.service import record_audit
from digiboost.kernel import changes as feed
from digiboost.kernel import live
from digiboost.kernel.auth import Scope
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import Invalid
from digiboost.kernel.money import MAX_MONEY
from digiboost.kernel.outbox import emit
from digiboost.sales import credit, repository, summaries
from digiboost.sales.events import SaleRecorded
from digiboost.sales.repository import Line, Sale
from digiboost.sales.schemas import (
    SaleLineOut,
    SaleOut,
)
from digiboost.sales.types import SALE, PaidBy, PaymentMethod, SaleKind, SaleStatus


def refuse_twice(ids: Sequence[UUID]) -> None:
    seen: set[UUID] = set()
    for position, line_id in enumerate(ids):
        if line_id in seen:
            raise Invalid(f"lines.{position}", "line_twice")
        seen.add(line_id)


def store(tx: Tx, sale: Sale) -> SaleOut:
    """Writes a priced sale or return with everything that follows from it."""
    costs = [line.cost for line in sale.lines]
    known = [cost for cost in costs if cost is not None]
    if any(abs(cost) > MAX_MONEY for cost in known) or abs(sum(known)) > MAX_MONEY:
        raise Invalid("lines", "amount_too_large")
    sale.total = sum(line.amount for line in sale.lines)
    sale.cost = sum(known) if len(known) == len(costs) else None
    number, version = repository.insert_sale(tx, sale)
    over_limit = credit.enter_sale(tx, sale)
    changes = summaries.Changes(tx)
    if sale.kind is SaleKind.SALE:
        changes.count(sale.day, sales=1)
    else:
        changes.count(sale.day, returns=1)
    for line in sale.lines:
        changes.line(sale.day, line.product_id, line.quantity, line.amount, line.cost)
    emit(
        tx,
        SaleRecorded(
            payload={
                "sale_id": sale.id,
                "number": number,
                "kind": sale.kind,
                "day": sale.day,
                "total": sale.total,
                "customer_id": sale.customer_id,
                "product_ids": products_of(sale.lines),
            }
        ),
    )
    feed.note(tx, SALE, [sale.id] if sale.original_sale_id is None else [sale.id, sale.original_sale_id])
    action = "sale.recorded" if sale.kind is SaleKind.SALE else "sale.returned"
    record_audit(tx, action, "sale", sale.id, lines=len(sale.lines))
    live.publish_after_commit(tx, "overview", {"version": version})
    return out_of(tx, sale, number, over_limit)


def products_of(lines: Sequence[Line]) -> list[UUID]:
    return sorted({line.product_id for line in lines})


def out_of(tx: Tx, sale: Sale, number: str, over_limit: bool) -> SaleOut:
    """What was just stored, without reading it again."""
    costs = tx.actor.may(Scope.COSTS_READ)
    return SaleOut.model_construct(
        id=sale.id,
        number=number,
        kind=sale.kind,
        status=SaleStatus.COMPLETED,
        original_sale_id=sale.original_sale_id,
        customer_id=sale.customer_id,
        customer_name=sale.customer_name,
        payment_method=PaymentMethod(sale.payment_method),
        occurred_at=sale.occurred_at,
        received_at=sale.received_at,
        total=sale.total,
        discount=sale.discount,
        paid_now=sale.paid_now,
        paid_by=None if sale.paid_by is None else PaidBy(sale.paid_by),
        cost=sale.cost if costs else None,
        line_count=len(sale.lines),
        note=sale.note,
        user_id=sale.user_id,
        import_id=None,
        cancelled_at=None,
        cancel_reason=None,
        version=1,
        due_on=sale.due_on,
        over_limit=over_limit,
        lines=[
            SaleLineOut.model_construct(
                id=line.id,
                product_id=line.product_id,
                product_name=line.product_name,
                code=line.code,
                quantity=line.quantity,
                unit_price=line.unit_price,
                discount=line.discount,
                amount=line.amount,
                cost=line.cost if costs else None,
                returned=0,
                original_line_id=line.original_line_id,
            )
            for line in sale.lines
        ],
    )


def out(tx: Tx, stored: dict[str, Any], lines: Sequence[dict[str, Any]]) -> SaleOut:
    """What the database holds, which needs no second check; costs only for who may see them."""
    costs = tx.actor.may(Scope.COSTS_READ)
    fields = {name: stored[name] for name in SaleOut.model_fields if name != "lines"}
    fields.update(
        kind=SaleKind(stored["kind"]),
        status=SaleStatus(stored["status"]),
        payment_method=PaymentMethod(stored["payment_method"]),
        paid_by=None if stored["paid_by"] is None else PaidBy(stored["paid_by"]),
        cost=stored["cost"] if costs else None,
    )
    return SaleOut.model_construct(
        **fields,
        lines=[
            SaleLineOut.model_construct(
                **{**{name: line[name] for name in SaleLineOut.model_fields}, "cost": line["cost"] if costs else None}
            )
            for line in lines
        ],
    )
