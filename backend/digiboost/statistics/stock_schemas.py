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
