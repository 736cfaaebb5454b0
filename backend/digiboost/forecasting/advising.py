"""What to order."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from digiboost.forecasting import foretelling
from digiboost.forecasting.formulas import Z, order_quantity, order_up_to, reorder_point
from digiboost.forecasting.types import DEFAULT_LEAD_DAYS, REVIEW_DAYS, SERVICE, Advice, Outlook
from digiboost.kernel.db.tx import Tx
from digiboost.purchasing.service import lead_times, on_order
from digiboost.purchasing.types import to_order


def advice(tx: Tx, product_ids: Sequence[UUID], *, due_only: bool = True) -> list[Advice]:
    """What to order of these products, in the order of their ids: those that are due, or with ``due_only`` False
    all whose position lies below its target. Of a product whose stock nobody has told there is nothing to say."""
    rows = [(row, outlook) for row, outlook in foretelling.rows_of(tx, product_ids) if row["tracked"]]
    awaited = on_order(tx, [row["product_id"] for row, _ in rows])
    times = lead_times(tx, {row["supplier_id"] for row, _ in rows if row["supplier_id"] is not None})
    found = []
    for row, outlook in rows:
        position = max(row["on_hand"], 0) + awaited.get(row["product_id"], 0)
        time = times.get(row["supplier_id"])
        lead, lead_sd = (DEFAULT_LEAD_DAYS, 0.0) if time is None else (time.days, time.deviation)
        one = _by_demand(row, outlook, position, lead, lead_sd) or _by_minimum(row, position)
        if one is not None and one.quantity > 0 and (one.is_due or not due_only):
            found.append(one)
    return found


def _by_demand(row: dict[str, Any], outlook: Outlook, position: int, lead: float, lead_sd: float) -> Advice | None:
    if outlook.daily is None or outlook.deviation is None:
        return None
    z, d, sd = Z[SERVICE], outlook.daily, outlook.deviation
    point = _thousandths(reorder_point(z, d, sd, lead, lead_sd))
    target = _thousandths(order_up_to(z, d, sd, lead, lead_sd, REVIEW_DAYS))
    # Who typed a minimum wants it to be there, whatever is sold.
    minimum = row["min_stock"] or 0
    return Advice(
        product_id=row["product_id"],
        supplier_id=row["supplier_id"],
        quantity=order_quantity(max(target, minimum), position, pack=row["pack_size"]),
        basis="demand",
        position=position,
        reorder_point=point,
        is_due=position <= max(point, minimum),
    )


def _by_minimum(row: dict[str, Any], position: int) -> Advice | None:
    """As orders are suggested where nothing is known but what a person typed."""
    least, most = row["min_stock"], row["max_stock"]
    if least is None and most is None:
        return None
    is_due = position <= (least or 0)
    target = 2 * (least or 0) if most is None else most
    if not is_due and position >= target:
        return None
    return Advice(
        product_id=row["product_id"],
        supplier_id=row["supplier_id"],
        quantity=to_order(position, least or 0, most, row["pack_size"]),
        basis="minimum",
        position=position,
        reorder_point=least,
        is_due=is_due,
    )


def _thousandths(units: float) -> int:
    return math.ceil(round(units * 1000, 6))
