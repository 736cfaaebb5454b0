"""What to order.

The demand of the arithmetic looks ahead: the mean of what is foretold of the coming days, in which a feast, the turn of
the month and the season are. Its deviation is the measured one.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from digiboost.forecasting import foretelling, repository
from digiboost.forecasting.formulas import Z, order_quantity, order_up_to, reorder_point, safety_stock
from digiboost.forecasting.settings import settings
from digiboost.forecasting.types import DEFAULT_LEAD_DAYS, Advice, Reorder, Settings
from digiboost.kernel.db.tx import Tx
from digiboost.purchasing.service import lead_times, on_order
from digiboost.purchasing.types import LeadTime, to_order


@dataclass(frozen=True, slots=True)
class Terms:
    """On what a company orders: its settings, and how long its suppliers take."""

    settings: Settings
    times: Mapping[UUID, LeadTime]

    def lead(self, supplier_id: UUID | None) -> tuple[float, float]:
        """Days and their deviation."""
        time = None if supplier_id is None else self.times.get(supplier_id)
        return (DEFAULT_LEAD_DAYS, 0.0) if time is None else (time.days, time.deviation)


def terms(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> Terms:
    return terms_of(tx, {row["supplier_id"] for row in rows if row["supplier_id"] is not None})


def terms_of(tx: Tx, suppliers: Collection[UUID]) -> Terms:
    return Terms(settings(tx), lead_times(tx, suppliers) if suppliers else {})


def advice(tx: Tx, product_ids: Sequence[UUID], *, due_only: bool = True) -> list[Advice]:
    """What to order of these products, in the order of their ids: those that are due, or with ``due_only`` False
    all whose position lies below its target. Of a product whose stock nobody has told there is nothing to say."""
    foretelling.make_missing(tx, product_ids)
    rows = [row for row in repository.needs(tx, product_ids) if row["tracked"]]
    awaited, agreed = on_order(tx, [row["product_id"] for row in rows]), terms(tx, rows)
    found = []
    for row in rows:
        one = advise(row, awaited.get(row["product_id"], 0), agreed)
        if one is not None and one.quantity > 0 and (one.is_due or not due_only):
            found.append(one)
    return found


def reorder_points(tx: Tx, product_ids: Sequence[UUID]) -> dict[UUID, int]:
    """At or under which position (thousandths) each of these products is to be ordered, as its demand says; those
    whose demand is not known (yet) are left out."""
    return {one.product_id: one.reorder_point for one in reordering(tx, product_ids) if one.demand > 0}


def reordering(tx: Tx, product_ids: Sequence[UUID]) -> list[Reorder]:
    """How each of these products is reordered, due or not; those whose demand is not known (yet) are left out."""
    rows = repository.needs(tx, product_ids)
    agreed = terms(tx, rows)
    return [one for row in rows if (one := reorder(row, agreed)) is not None]


def reorder(row: Mapping[str, Any], agreed: Terms) -> Reorder | None:
    """By the demand of a row of ``repository.needs``; None where it is not known."""
    if row["daily"] is None or row["deviation"] is None:
        return None
    service = agreed.settings.service(row["abc"])
    lead, lead_sd = agreed.lead(row["supplier_id"])
    # What probably nobody will ask for need not be kept, however it deviated in the past.
    d, sd = (demand_ahead(row), row["deviation"]) if row["likely"] else (0.0, 0.0)
    z, review = Z[service], agreed.settings.review_days
    return Reorder(
        product_id=row["product_id"],
        demand=d,
        deviation=sd,
        service=service,
        lead_days=lead,
        lead_deviation=lead_sd,
        review_days=review,
        safety_stock=_thousandths(safety_stock(z, d, sd, lead, lead_sd)),
        reorder_point=_thousandths(reorder_point(z, d, sd, lead, lead_sd)),
        target=_thousandths(order_up_to(z, d, sd, lead, lead_sd, review)),
    )


def demand_ahead(row: Mapping[str, Any]) -> float:
    """Units a day in the coming days; the measured ones where nothing was foretold."""
    return float(row["daily"] if row["expected"] is None else row["expected"] / row["horizon_days"])


def advise(row: Mapping[str, Any], awaited: int, agreed: Terms) -> Advice | None:
    """What to order of a product (a row of ``repository.needs``) of which ``awaited`` thousandths are on order: also
    when it is not due yet. None where neither the demand nor a minimum is known."""
    position = max(row["on_hand"], 0) + awaited
    one = reorder(row, agreed)
    return _by_minimum(row, position) if one is None else _by_demand(row, one, position)


def _by_demand(row: Mapping[str, Any], one: Reorder, position: int) -> Advice:
    # Who typed a minimum wants it to be there, whatever is sold.
    minimum = row["min_stock"] or 0
    return Advice(
        product_id=row["product_id"],
        supplier_id=row["supplier_id"],
        quantity=order_quantity(max(one.target, minimum), position, pack=row["pack_size"]),
        basis="demand",
        position=position,
        reorder_point=one.reorder_point,
        is_due=position <= max(one.reorder_point, minimum),
        reorder=one,
    )


def _by_minimum(row: Mapping[str, Any], position: int) -> Advice | None:
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
