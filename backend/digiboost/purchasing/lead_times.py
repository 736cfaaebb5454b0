"""What receipts teach: how long a supplier takes; and what is still awaited."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from digiboost.catalog.service import require_suppliers
from digiboost.kernel.db.tx import Tx
from digiboost.purchasing import repository
from digiboost.purchasing.types import Awaited, LeadTime

LOOKED_AT = 20
ENOUGH = 3
"""Deliveries: fewer say too little, so the supplier's own record is believed."""


def lead_times(tx: Tx, supplier_ids: Iterable[UUID]) -> dict[UUID, LeadTime]:
    """From the order being sent to its goods arriving: mean and sample deviation over the last 20 deliveries of
    each supplier, where there are at least 3; else what the supplier's record says. Raises NotFound."""
    suppliers = require_suppliers(tx, supplier_ids)
    found = {row["supplier_id"]: row for row in repository.lead_times(tx, sorted(suppliers), LOOKED_AT)}
    times = {}
    for supplier_id, supplier in suppliers.items():
        row = found.get(supplier_id)
        seen = 0 if row is None else row["deliveries"]
        if row is None or seen < ENOUGH:
            times[supplier_id] = LeadTime(supplier_id, float(supplier.lead_time_days), 0.0, seen, measured=False)
        else:
            times[supplier_id] = LeadTime(supplier_id, row["days"], row["deviation"], seen, measured=True)
    return times


def on_order(tx: Tx, product_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Per product, what orders that were sent have not brought yet, thousandths; products without are left out.
    The position of a product is what is on hand and this."""
    return repository.on_order(tx, product_ids)


def awaited(tx: Tx, product_ids: Sequence[UUID] | None = None) -> list[Awaited]:
    """What is on order of these products, or of all, order by order, drafts as well; the earliest first."""
    return [Awaited(**row) for row in repository.awaited(tx, product_ids)]
