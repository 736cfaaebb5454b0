"""What other rooms hear of the demand. Quantities are thousandths of the product's unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

OutlookState = Literal["known", "not_enough_data"]


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is known of one product's demand, and when it will run out.

    ``daily`` is units sold on days with stock / number of such days, ``deviation`` their deviation over the same
    days. ``stock_out_on`` is the likely day, between ``stock_out_earliest`` and ``stock_out_latest``;
    ``probability`` that it runs out within ``horizon_days``. All are null while there is not enough data (under 14
    in-stock days or 5 sales), ``stock_out_on`` also where nothing sells.
    """

    product_id: UUID
    state: OutlookState
    days_in_stock: int
    daily: float | None
    deviation: float | None
    coverage_days: float | None
    stock_out_on: date | None
    stock_out_earliest: date | None
    stock_out_latest: date | None
    probability: float | None
    horizon_days: int
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Advice:
    """What to order of one product now, in whole packs, and why: ``basis`` is ``demand`` (reorder point and
    quantity of the demand) or ``minimum`` (the person's own minimum and maximum, where there is not enough data)."""

    product_id: UUID
    supplier_id: UUID | None
    quantity: int
    basis: Literal["demand", "minimum"]
    position: int
    reorder_point: int | None
