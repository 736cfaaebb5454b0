from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from digiboost.kernel.money import Quantity


class StockHealth(BaseModel):
    products: int = Field(description="Active products")
    ruptures: int
    low: int
    ok: int
    untracked: int
    value: int | None = Field(description="At weighted average cost; null for who may not see costs")


class Period(BaseModel):
    revenue: int
    previous: int = Field(description="Revenue of the period of the same length just before")
    change: float | None = Field(description="(revenue - previous) / previous; null when previous is not above 0")
    count: int = Field(description="Number of sales")


class SalesPeriods(BaseModel):
    today: Period = Field(description="So far, against the whole of yesterday")
    days_7: Period = Field(description="Today and the 6 days before")
    days_30: Period = Field(description="Today and the 29 days before")


class Availability(BaseModel):
    name: Literal["fill_rate", "availability"] = Field(
        description="fill_rate (served / (served + missed) units) once missed sales were noted in the window;"
        " availability (in-stock product-days / tracked product-days) until then"
    )
    value: float | None
    days: int = Field(description="Days that the figure speaks of")


class DayRevenue(BaseModel):
    day: date
    revenue: int


class Mover(BaseModel):
    product_id: UUID
    name: str
    units: Quantity
    revenue: int
    change: float | None = Field(description="Of revenue, against the week before")


class Attention(BaseModel):
    product_id: UUID
    name: str
    status: Literal["rupture", "low"]
    on_hand: Quantity
    min_stock: Quantity | None
    unit: str


class OverviewOut(BaseModel):
    as_of: datetime
    day: date = Field(description="The tenant's day that the sales are shown for")
    last_sale_day: date | None = Field(description="The last day on which anything was sold")
    currency: str
    currency_exponent: int
    stock: StockHealth
    sales: SalesPeriods
    availability: Availability
    margin_30: float | None = Field(
        description="(revenue of known cost - cost) / revenue of known cost, 30 days; null when nothing is known"
    )
    trend: list[DayRevenue] = Field(description="The last 30 days, today last")
    previous_trend: list[DayRevenue] = Field(description="The 30 days before them")
    top_movers_week: date = Field(description="The Monday of the week that top_movers shows")
    top_movers: list[Mover] = Field(description="By revenue, at most 5")
    attention: list[Attention] = Field(description="Ruptures, then low stock; what sold last comes first; at most 5")
