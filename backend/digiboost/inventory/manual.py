"""What people write into the stock by hand."""

from __future__ import annotations

from uuid import UUID

from digiboost.catalog.service import require_category
from digiboost.identity.service import record_audit
from digiboost.inventory.counts import Counted, record_count
from digiboost.inventory.errors import StockUntracked
from digiboost.inventory.ledger import record_movements
from digiboost.inventory.schemas import CountIn, MovementWanted
from digiboost.inventory.types import MovementIn
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import Invalid
from digiboost.kernel.ids import new_id


def record_manual_movement(tx: Tx, wanted: MovementWanted) -> UUID:
    """An entry, an exit or an adjustment; its id. Raises Invalid for a quantity of the wrong sign,
    StockUntracked where something would leave a shelf that nobody has counted."""
    if wanted.quantity == 0:
        raise Invalid("quantity", "quantity_zero")
    if wanted.quantity < 0 and wanted.type != "ADJUSTMENT":
        raise Invalid("quantity", "quantity_sign")
    if wanted.unit_cost is not None and wanted.type != "ENTRY":
        raise Invalid("unit_cost", "cost_only_entry")
    if wanted.expires_on is not None and wanted.type != "ENTRY":
        raise Invalid("expires_on", "expiry_only_entry")
    if wanted.lot is not None and wanted.expires_on is None:
        raise Invalid("lot", "lot_without_expiry")
    movement = MovementIn(
        id=wanted.id or new_id(),
        product_id=wanted.product_id,
        type=wanted.type,
        quantity=-wanted.quantity if wanted.type == "EXIT" else wanted.quantity,
        source="manual",
        source_id=None,
        occurred_at=wanted.occurred_at or now(),
        unit_cost=wanted.unit_cost,
        reference=wanted.reference,
        reason=wanted.reason,
        expires_on=wanted.expires_on,
        lot=wanted.lot,
    )
    [moved] = record_movements(tx, [movement])
    if not moved.tracked:
        raise StockUntracked
    if not moved.repeated:
        record_audit(tx, "stock.moved", "product", wanted.product_id, movement=str(movement.id), type=wanted.type)
    return movement.id


def record_manual_count(tx: Tx, wanted: CountIn) -> Counted:
    """Raises NotFound for an unknown product or category, Invalid for a product that is counted twice."""
    scope = None if wanted.scope is None else wanted.scope.model_dump(mode="json", exclude_none=True)
    counted = record_count(
        tx,
        wanted.id or new_id(),
        wanted.occurred_at or now(),
        [(line.product_id, line.counted) for line in wanted.lines],
        wanted.note,
        scope,
    )
    if not counted.repeated:
        if wanted.scope is not None and wanted.scope.category_id is not None:
            require_category(tx, wanted.scope.category_id)
        record_audit(tx, "stock.counted", "count", counted.id, lines=len(counted.lines))
    return counted
