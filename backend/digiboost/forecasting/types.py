"""What other rooms hear of the demand. Quantities are thousandths of the product's unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

OutlookState = Literal["known", "not_enough_data"]

HORIZON_DAYS = 15
"""How far the stored quantiles of the demand reach."""
OBSERVED_DAYS = 90
"""How far back demand is measured."""
ENOUGH_DAYS, ENOUGH_SALES = 14, 5
"""Days with stock, and sales in them: under either the demand is not known, and says so."""
DEFAULT_LEAD_DAYS = 7.0
"""Of a product without a supplier."""
QUANTILES = (0.025, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.975)
PROBABLE = 0.3
"""A chance that is worth a line: of running out, of being asked for."""
ASKED = next(one for one in QUANTILES if one >= 1 - PROBABLE)
"""What lies above this quantile of the demand is reached with a chance below ``PROBABLE``."""
LEARNT, DRAWN_AGAIN = "learnt 1", "drawn again 1"
"""Methods with their versions: from what all products did, or from the product's own days."""
BACKTESTS = 10
"""Days that are over on which a shop's forecasts are judged, a horizon apart."""
EARLIEST, LIKELY, LATEST = 0.9, 0.5, 0.1
"""The quantiles of demand behind the days of an outlook: a shelf runs empty early when much is asked."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How far a company looks ahead and what it aims at. ``service_*`` is the chance of not running out between two
    orders, by ABC class; what has no class yet is class B. ``version`` is 0 until somebody changed anything."""

    horizon_days: int = HORIZON_DAYS
    review_days: int = 7
    """Days between two looks at what to order."""
    service_a: float = 0.98
    service_b: float = 0.95
    service_c: float = 0.90
    version: int = 0

    def service(self, abc: str | None) -> float:
        return {"A": self.service_a, "C": self.service_c}.get(abc or "", self.service_b)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is known of one product's demand, and when it will run out.

    ``daily`` is units sold on days with stock / number of such days, ``deviation`` their deviation over the same
    days. ``stock_out_on`` is the likely day, between ``stock_out_earliest`` and ``stock_out_latest`` (an interval of
    80 %; a day that is null lies beyond a year); ``probability`` that it runs out within ``horizon_days``. All are
    null while there is not enough data (under 14 in-stock days or 5 sales), the days also where nothing sells, and
    the days and the probability where nobody has told what is on the shelf.
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
    method: str = DRAWN_AGAIN
    demand_class: str | None = None
    """smooth, erratic, intermittent or lumpy; none where nothing was asked for in a year."""
    expected: float | None = None
    """Mean demand of the whole stored horizon, units."""


@dataclass(frozen=True, slots=True)
class Record:
    """How the forecasts of one product would have done on days that are over: of ``times`` the demand lay ``within``
    the interval of 80 %; ``error`` is sum |middle - actual| / sum actual, null where nothing was asked."""

    product_id: UUID
    times: int
    within: int
    error: float | None


@dataclass(frozen=True, slots=True)
class ShopRecord:
    """The same of the whole shop, money in minor units at sale prices. ``total_error`` is |expected - actual| summed
    over the days judged, ``product_error`` the absolute errors of the products, both as a share of what was asked."""

    times: int
    total_error: float | None
    product_error: float | None
    within: float | None
    """Share of all forecasts that lay within the interval of 80 %."""
    learnt: int
    """Products for which the last night's forecast was learnt."""
    products: int
    effects: dict[str, float]
    """Entries of the calendar that the past bears out: key -> share by which a day's demand differs."""
    forecasts: int = 0
    """Forecasts of a product on a day that is over, of all products and days; of them ``right`` held what came."""
    right: int = 0
    since: date | None = None
    """The first day judged."""


@dataclass(frozen=True, slots=True)
class Reorder:
    """How one product is reordered, by the arithmetic of ``formulas``: ``demand`` (units a day) looks ahead, it is
    the mean of what is foretold of the coming days; ``deviation`` is the measured one; lead time and review in days.
    Safety stock, reorder point and target are thousandths."""

    product_id: UUID
    demand: float
    deviation: float
    service: float
    lead_days: float
    lead_deviation: float
    review_days: int
    safety_stock: int
    reorder_point: int
    target: int


@dataclass(frozen=True, slots=True)
class Advice:
    """What to order of one product, in whole packs, and why: ``basis`` is ``demand`` (reorder point and quantity of
    the demand, explained by ``reorder``) or ``minimum`` (the person's own minimum and maximum, where there is not
    enough data). ``is_due`` when the position (on hand + on order) is at or under the reorder point, or under the
    person's minimum."""

    product_id: UUID
    supplier_id: UUID | None
    quantity: int
    basis: Literal["demand", "minimum"]
    position: int
    reorder_point: int | None
    is_due: bool = True
    reorder: Reorder | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What was foretold of one product, before its level is looked at. ``curve`` is empty while there is not enough
    data; ``grain`` is the unit in which it is asked for, 0 for loose goods."""

    product_id: UUID
    days_in_stock: int
    sales: int
    daily: float | None
    deviation: float | None
    on_hand: int
    tracked: bool
    curve: dict[str, list[float]]
    grain: float
    method: str
    demand_class: str
    expected: float | None
