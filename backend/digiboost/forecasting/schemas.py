from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, WithJsonSchema

from digiboost.forecasting.formulas import Z
from digiboost.kernel.http.fields import Day, In, PositiveQuantity, Storable, bounded
from digiboost.kernel.money import Quantity

Basis = Literal["demand", "minimum"]


class StockOutItem(BaseModel):
    """A rupture to come, or one that is there (``stock_out_on`` is then today)."""

    product_id: UUID
    code: str
    name: str
    unit: str
    on_hand: Quantity
    daily: float
    stock_out_on: date
    earliest: date
    latest: date | None = Field(description="Null: perhaps not within the horizon")
    probability: float
    lost_revenue: int = Field(description="What will probably not be sold within the horizon, minor units")
    arrives_on: date | None = Field(description="When goods on order are expected")


class AdviceLine(BaseModel):
    """``quantity`` in whole packs. ``reason`` words the calculation in the person's language."""

    product_id: UUID
    code: str
    name: str
    unit: str
    on_hand: Quantity
    on_order: Quantity = Field(description="Sent, and not here yet")
    in_drafts: Quantity = Field(description="In orders that were not sent; it is advised all the same")
    pack_size: Quantity
    quantity: Quantity
    unit_cost: int | None
    amount: int | None
    basis: Basis
    reorder_point: Quantity | None
    stock_out_on: date | None
    probability: float | None
    reason: str


class SupplierAdvice(BaseModel):
    supplier_id: UUID | None
    supplier_name: str | None
    lead_time_days: float | None
    minimum_order: int | None
    total: int | None
    below_minimum: bool | None
    lines: list[AdviceLine]


class ShopReliability(BaseModel):
    """The forecasts' own past on days that they had not seen. Of ``of`` intervals (80 %) ``right`` held what came;
    ``shop_error`` is of the whole shop's 15-day total by value."""

    right: int
    of: int
    shop_error: float | None
    since: date | None


class PredictionsOut(BaseModel):
    as_of: datetime
    horizon_days: int
    currency: str
    currency_exponent: int
    known: int = Field(description="Products with enough data")
    not_enough_data: int
    stock_outs: list[StockOutItem] = Field(description="Within the horizon, the soonest first; at most 200")
    advice: list[SupplierAdvice]
    reliability: ShopReliability | None


class BasketIn(In):
    budget: Annotated[int, Field(gt=0, le=10**14, description="Minor units")]
    supplier_id: UUID | None = None
    days: Annotated[int, Field(ge=1, le=60)] = 15


class BasketLine(BaseModel):
    """``protects``: the margin that these units will probably earn within the days, and that would be lost without
    them; ``per_franc`` that margin for one franc spent."""

    product_id: UUID
    name: str
    unit: str
    supplier_id: UUID | None
    supplier_name: str | None
    quantity: Quantity
    amount: int
    protects: int
    per_franc: float
    reason: str


class BasketOut(BaseModel):
    budget: int
    spent: int
    protects: int
    everything: int = Field(description="What would be protected without any bound on money")
    lines: list[BasketLine]
    left_out: int = Field(description="Products that are needed and did not fit, or whose cost is not known")


class OrderLineWanted(In):
    product_id: UUID
    quantity: PositiveQuantity


class AdviceOrderIn(In):
    """Drafts from the advice: one for each supplier of ``lines``. Lines of products without a supplier are refused."""

    lines: Annotated[list[OrderLineWanted], Field(min_length=1, max_length=500)]


class AdviceOrder(BaseModel):
    id: UUID
    number: str
    supplier_id: UUID
    supplier_name: str
    line_count: int
    total: int | None


class AdviceOrdersOut(BaseModel):
    orders: list[AdviceOrder]


class CalendarEventIn(In):
    """A day of the shop's own, or (with the ``key`` of a known feast) its true days that year."""

    key: Annotated[str, bounded(40), Storable] | None = Field(
        default=None, description="A feast of the local calendar; absent for a day of the shop's own"
    )
    name: Annotated[str, bounded(80), Storable] | None = Field(default=None, description="Needed without `key`")
    first: Day
    last: Day
    is_active: bool = Field(default=True, description="False: the shop does not feel this feast")


class CalendarEventPatch(In):
    name: Annotated[str, bounded(80), Storable] | None = None
    first: Day | None = None
    last: Day | None = None
    is_active: bool | None = None


class CalendarEntryOut(BaseModel):
    """One occasion. ``id`` is null while nobody in the company has touched it (the computed days of a feast).
    ``effect`` is what past sales show: 0.4 is 40 % more a day; null while they do not tell."""

    id: UUID | None
    key: str = Field(description="korite, tabaski, ramadan, magal, gamou, tamkharit, school_start, pay ... or own-…")
    name: str | None = Field(description="Null: the feast's own name, which the screen knows in both languages")
    day: date = Field(description="The feast itself; the first day of an occasion of the shop's own")
    first: date
    last: date
    is_active: bool
    effect: float | None
    version: int | None


class CalendarOut(BaseModel):
    entries: list[CalendarEntryOut]


def _known_level(value: float) -> float:
    if value not in Z:
        raise ValueError("a chance that there is a figure for")
    return value


ServiceLevel = Annotated[
    float, AfterValidator(_known_level), WithJsonSchema({"type": "number", "enum": [0.9, 0.95, 0.98]})
]
"""The chances of not running out that can be aimed at."""


class ForecastSettingsOut(BaseModel):
    """``service_*``: the chance of not running out between two orders that the advice aims at, by ABC class; what has
    no class yet is ordered as class B."""

    horizon_days: int
    review_days: int
    service_a: ServiceLevel
    service_b: ServiceLevel
    service_c: ServiceLevel
    version: int


class ForecastSettingsPatch(In):
    horizon_days: Annotated[int, Field(ge=7, le=30)] | None = None
    review_days: Annotated[int, Field(ge=1, le=60)] | None = None
    service_a: ServiceLevel | None = None
    service_b: ServiceLevel | None = None
    service_c: ServiceLevel | None = None
