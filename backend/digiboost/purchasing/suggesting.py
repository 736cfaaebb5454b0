"""What to order now, by supplier."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from digiboost.catalog.service import require_suppliers
from digiboost.catalog.types import SupplierFacts
from digiboost.kernel.auth import Scope
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.money import line_amount
from digiboost.purchasing import repository
from digiboost.purchasing.lead_times import lead_times
from digiboost.purchasing.schemas import LeadTimeOut, SuggestedLineOut, SuggestedOrderOut, SuggestionOut
from digiboost.purchasing.types import LeadTime, to_order


def suggestion(tx: Tx, supplier_id: UUID | None) -> SuggestionOut:
    """The products whose position (what is there + what is on order) is at or under their minimum, with the
    quantity that brings it up to the maximum, or the minimum where there is none, in whole packs; one order for
    each supplier, by name. Raises NotFound for an unknown supplier."""
    if supplier_id is not None:
        require_suppliers(tx, [supplier_id])
    by_supplier: dict[UUID | None, list[dict[str, Any]]] = {}
    for row in repository.short(tx, supplier_id):
        by_supplier.setdefault(row["supplier_id"], []).append(row)
    known = [one for one in by_supplier if one is not None]
    suppliers, times = require_suppliers(tx, known), lead_times(tx, known)
    costs = tx.actor.may(Scope.COSTS_READ)
    orders = [
        _order(rows, suppliers.get(one) if one else None, times.get(one) if one else None, costs=costs)
        for one, rows in by_supplier.items()
    ]
    return SuggestionOut(orders=sorted(orders, key=lambda order: (order.supplier_id is None, order.supplier_name)))


def lead_time_out(time: LeadTime, supplier: SupplierFacts) -> LeadTimeOut:
    return LeadTimeOut(
        supplier_id=time.supplier_id,
        days=round(time.days, 2),
        deviation=round(time.deviation, 2),
        deliveries=time.deliveries,
        measured=time.measured,
        stated_days=supplier.lead_time_days,
    )


def _order(
    rows: list[dict[str, Any]], supplier: SupplierFacts | None, time: LeadTime | None, *, costs: bool
) -> SuggestedOrderOut:
    lines, amounts = [], []
    for row in rows:
        position = max(row["on_hand"], 0) + row["on_order"]
        quantity = to_order(position, row["min_stock"] or 0, row["max_stock"], row["pack_size"])
        cost = row["unit_cost"] if costs else None
        amounts.append(None if cost is None else line_amount(quantity, cost))
        lines.append(
            SuggestedLineOut.model_construct(
                **{name: row[name] for name in SuggestedLineOut.model_fields if name in row}
                | {"quantity": quantity, "unit_cost": cost, "amount": amounts[-1]}
            )
        )
    known = [amount for amount in amounts if amount is not None]
    total = sum(known) if len(known) == len(amounts) else None
    minimum = None if supplier is None else supplier.minimum_order
    return SuggestedOrderOut.model_construct(
        supplier_id=None if supplier is None else supplier.id,
        supplier_name=None if supplier is None else supplier.name,
        lead_time=None if supplier is None or time is None else lead_time_out(time, supplier),
        minimum_order=minimum,
        total=total,
        below_minimum=None if total is None or minimum is None else total < minimum,
        lines=lines,
    )
