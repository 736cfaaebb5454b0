"""Orders out of the advice: drafts, which a person reads, corrects and sends."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from digiboost.catalog.service import require_products, require_suppliers
from digiboost.forecasting import repository
from digiboost.forecasting.schemas import AdviceOrder, AdviceOrderIn, AdviceOrdersOut
from digiboost.kernel.auth import Scope
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import Invalid
from digiboost.kernel.money import from_milli, line_amount
from digiboost.purchasing.schemas import MAX_LINES, OrderIn, OrderLineIn
from digiboost.purchasing.service import create_order


def order_advice(tx: Tx, wanted: AdviceOrderIn) -> AdviceOrdersOut:
    """A draft for each supplier of these products (several where one would be longer than an order may be), by the
    suppliers' names; all of them or none. A product without a purchase price is put down at its average cost, and
    without a cost where that is not known either.

    Raises NotFound for a product that is not there, Invalid for one that is given twice or has no supplier.
    """
    seen: set[UUID] = set()
    for n, line in enumerate(wanted.lines):
        if line.product_id in seen:
            raise Invalid(f"lines.{n}.product_id", "product_twice")
        seen.add(line.product_id)
    require_products(tx, seen)
    known = repository.buying(tx, sorted(seen))
    by_supplier: dict[UUID, list[OrderLineIn]] = {}
    for n, line in enumerate(wanted.lines):
        supplier_id, cost = known[line.product_id]
        if supplier_id is None:
            raise Invalid(f"lines.{n}.product_id", "product_without_supplier")
        by_supplier.setdefault(supplier_id, []).append(
            OrderLineIn(product_id=line.product_id, quantity=from_milli(line.quantity), unit_cost=cost)
        )
    names = {one.id: one.name for one in require_suppliers(tx, by_supplier).values()}
    orders = [
        _draft(tx, supplier_id, names[supplier_id], lines[start : start + MAX_LINES])
        for supplier_id, lines in sorted(by_supplier.items(), key=lambda pair: (names[pair[0]], pair[0]))
        for start in range(0, len(lines), MAX_LINES)
    ]
    return AdviceOrdersOut.model_construct(orders=orders)


def _draft(tx: Tx, supplier_id: UUID, name: str, lines: Sequence[OrderLineIn]) -> AdviceOrder:
    made = create_order(tx, OrderIn(supplier_id=supplier_id, lines=list(lines)))
    amounts = [None if line.unit_cost is None else line_amount(line.quantity, line.unit_cost) for line in lines]
    known = [amount for amount in amounts if amount is not None]
    total = sum(known) if len(known) == len(amounts) and tx.actor.may(Scope.COSTS_READ) else None
    return AdviceOrder.model_construct(
        id=made.id, number=made.number, supplier_id=supplier_id, supplier_name=name, line_count=len(lines), total=total
    )
