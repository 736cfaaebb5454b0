"""The stock in detail."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from digiboost.kernel.money import Quantity

AbcClass = Literal["A", "B", "C"]
XyzClass = Literal["X", "Y", "Z"]


class StockTotals(BaseModel):
    """Of everything that the filters let through."""

    products: int
    ruptures: int
    low: int
    ok: int
    untracked: int
    dead: int = Field(description="On hand, and not sold for 90 days")
    value: int | None = Field(description="At weighted average cost; null for who may not see costs")
    dead_value: int | None


class StockItem(BaseModel):
    """One product. ``coverage_days`` = max(0, on hand) / daily demand; null where nothing sells or there is not
    enough data. Costs are null for who may not see them."""

    product_id: UUID
    code: str
    name: str
    category_id: UUID | None
    category_name: str | None
    supplier_id: UUID | None
    supplier_name: str | None
    shelf: str | None
    unit: str
    status: Literal["rupture", "low", "ok", "untracked"]
    on_hand: Quantity
    on_order: Quantity
    min_stock: Quantity | None
    max_stock: Quantity | None
    value: int | None
    sale_price: int
    units_30: Quantity = Field(description="Sold in the last 30 days")
    revenue_30: int
    daily: float | None = Field(description="Units a day, on days with stock")
    coverage_days: float | None
    stock_out_on: date | None
    probability: float | None = Field(description="Of running out within the horizon")
    abc: AbcClass | None = Field(description="By revenue of the last 90 days; null for what did not sell")
    xyz: XyzClass | None = Field(description="By weekly variation; null under 4 weeks of sales")
    dead: bool
    last_sale_at: datetime | None
    rupture_since: datetime | None


class StockDetailOut(BaseModel):
    currency: str
    currency_exponent: int
    totals: StockTotals | None = Field(description="With the first page alone")
    items: list[StockItem]
    next_cursor: str | None


class DemandDay(BaseModel):
    """``in_stock`` is false where nothing was there from morning to evening, and before the product was known."""

    day: date
    units: Quantity
    missed: Quantity
    in_stock: bool


class ForecastDay(BaseModel):
    """Units of one day to come, and what is left at its end; the quantiles are of the stock that is left."""

    day: date
    expected: float
    left: float
    left_low: float = Field(description="1 chance in 10 that less is left")
    left_high: float = Field(description="1 chance in 10 that more is left")


class Reliability(BaseModel):
    """The forecast's own past, on days that it had not seen. ``right`` of ``of`` intervals held what came."""

    right: int
    of: int
    error: float | None = Field(description="WAPE of the 15-day total; null where nothing sold")


class MonthSales(BaseModel):
    month: date
    units: Quantity
    revenue: int
    margin: int | None = Field(description="Null where no cost is known, or may not be seen")


class ProductAnalysisOut(BaseModel):
    """Fill rate, turnover, GMROI and margin rate are of the 90 days of the history; mean stock at the present average
    cost, over those of its days that the ledger knows."""

    item: StockItem
    currency: str
    currency_exponent: int
    state: Literal["known", "not_enough_data"]
    demand_class: Literal["smooth", "intermittent", "lumpy", "erratic"] | None
    history: list[DemandDay] = Field(description="The last 90 days, today last")
    forecast: list[ForecastDay] = Field(
        description="Of the horizon, today first; empty while there is not enough data, or nobody told what is there"
    )
    reliability: Reliability | None = Field(description="Null while no forecast of it was judged")
    reorder_point: Quantity | None = Field(description="Of the demand; the typed minimum while that is not known")
    safety_stock: Quantity | None
    advised: Quantity | None = Field(
        description="What to order now, in whole packs; 0: nothing; null: nothing to go by"
    )
    lead_time_days: float | None = Field(description="As reckoned with")
    months: list[MonthSales] = Field(description="The last 12 months, this one last")
    fill_rate: float | None = Field(
        description="Served / (served + missed) units; null without sales, or where the shop notes no missed sales"
    )
    turnover: float | None = Field(description="Yearly: cost of goods sold / mean stock at cost")
    gmroi: float | None
    margin_rate: float | None
