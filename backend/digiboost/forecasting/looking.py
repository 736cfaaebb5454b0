"""Everything that is known of one product's demand, for who looks at that product alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from digiboost.forecasting import foretelling, repository
from digiboost.forecasting.advising import advise, reorder, terms
from digiboost.forecasting.ahead import curve_of
from digiboost.forecasting.formulas import weights_of
from digiboost.forecasting.judged import records
from digiboost.forecasting.types import EARLIEST, LATEST, LIKELY, Outlook, Record
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.money import MILLI
from digiboost.purchasing.service import on_order

if TYPE_CHECKING:
    from digiboost.forecasting.history import Shelf


@dataclass(frozen=True, slots=True)
class DayToCome:
    """Units: the mean demand of one day, and what is left at its end; 1 chance in 10 that less than ``low`` is, and
    that more than ``high`` is."""

    day: date
    expected: float
    left: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Look:
    """``days`` are those of the stored horizon, today first: none while there is not enough data, or where nobody has
    told what is on the shelf. Units of the reorder point and the safety stock are thousandths, as of ``advised``:
    what to order now, 0 for nothing, None where there is nothing to go by."""

    outlook: Outlook
    shelf: Shelf
    days: list[DayToCome]
    record: Record | None
    lead_days: float
    reorder_point: int | None
    safety_stock: int | None
    advised: int | None


def look(tx: Tx, product_id: UUID, today: date, zone: str, observed: int) -> Look | None:
    """One product, its shelf over the last ``observed`` days up to ``today``; None where it is not active."""
    # numpy takes a fifth of a second to load, which a process that looks at no product need not spend.
    from digiboost.forecasting import history

    foretelling.make_missing(tx, [product_id])
    rows, needs = repository.outlooks(tx, [product_id]), repository.needs(tx, [product_id])
    shelf = history.shelf(tx, today, zone, observed, product_id) if rows and needs else None
    if shelf is None:
        return None
    row, need = rows[0], needs[0]
    agreed = terms(tx, needs)
    reordered = reorder(need, agreed)
    advice = advise(need, on_order(tx, [product_id]).get(product_id, 0), agreed) if need["tracked"] else None
    told = need["tracked"] and (reordered is not None or need["min_stock"] is not None or need["max_stock"] is not None)
    return Look(
        outlook=foretelling.outlook_of(row, today),
        shelf=shelf,
        days=days_to_come(row, today),
        record=records(tx, [product_id]).get(product_id),
        lead_days=agreed.lead(need["supplier_id"])[0],
        reorder_point=need["min_stock"] if reordered is None else reordered.reorder_point,
        safety_stock=None if reordered is None else reordered.safety_stock,
        advised=None if not told else advice.quantity if advice is not None and advice.is_due else 0,
    )


def days_to_come(row: dict[str, Any], today: date) -> list[DayToCome]:
    """What a stored row says of each day of its horizon."""
    curve = curve_of(row["quantiles"])
    if not curve or not row["tracked"]:
        return []
    on_hand, paths, weights = row["on_hand"] / MILLI, dict(curve), weights_of(curve)
    length = len(curve[0][1])
    shape = [sum(weight * path[n] for weight, (_, path) in zip(weights, curve, strict=True)) for n in range(length)]
    # The quantiles are an outline of the demand: its mean is known better than they tell.
    scale = row["expected"] / shape[-1] if row["expected"] is not None and shape[-1] > 0 else 1.0
    days = []
    for n, reached in enumerate(shape):
        left, low, high = (max(on_hand - paths[level][n], 0.0) for level in (LIKELY, EARLIEST, LATEST))
        days.append(
            DayToCome(
                day=today + timedelta(days=n),
                expected=round((reached - (shape[n - 1] if n else 0.0)) * scale, 3),
                left=round(left, 3),
                low=round(low, 3),
                high=round(high, 3),
            )
        )
    return days
