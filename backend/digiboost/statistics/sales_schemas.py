"""The sales of a period, looked at from every side."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from digiboost.kernel.money import Quantity

Step = Literal["day", "week", "month"]


class Totals(BaseModel):
    """Returns subtracted, cancelled sales out. ``margin`` is of the revenue whose cost is known."""

    revenue: int
    sales: int
    returns: int
    units: Quantity
    basket: int | None = Field(description="Revenue / sales; null without sales")
    margin: int | None = Field(description="Null for who may not see costs")
    margin_rate: float | None
    missed_units: Quantity


class Point(BaseModel):
    start: date
    revenue: int
    sales: int
    margin: int | None
    compared: int | None = Field(description="Revenue at the same place of the period that is compared with")


class ProductShare(BaseModel):
    product_id: UUID
    name: str
    code: str
    units: Quantity
    revenue: int
    margin: int | None = Field(description="Null where no cost is known, or may not be seen")
    share: float = Field(description="Of the period's revenue")
    change: float | None = Field(description="Of revenue, against the period that is compared with")


class CategoryShare(BaseModel):
    category_id: UUID | None
    name: str | None
    units: Quantity
    revenue: int
    margin: int | None
    share: float
    change: float | None


class HourCell(BaseModel):
    """``weekday`` 0 is Monday; the hour is the company's own."""

    weekday: int
    hour: int
    revenue: int
    sales: int


class PaymentShare(BaseModel):
    method: str
    revenue: int
    sales: int


class SalesAnalysisOut(BaseModel):
    currency: str
    currency_exponent: int
    first: date
    last: date
    compared_first: date | None
    compared_last: date | None
    step: Step
    totals: Totals
    compared: Totals | None
    trend: list[Point]
    top_products: list[ProductShare] = Field(description="10 at the most, by the measure that was asked for")
    categories: list[CategoryShare]
    hours: list[HourCell] = Field(description="Cells without sales are left out")
    payments: list[PaymentShare]


class Kpi(BaseModel):
    """``previous`` is of the period of the same length just before; null where there is nothing to say."""

    value: float | None
    previous: float | None


class AbcXyzCell(BaseModel):
    abc: Literal["A", "B", "C"]
    xyz: Literal["X", "Y", "Z"] | None
    products: int
    revenue: int
    value: int | None


class KpisOut(BaseModel):
    """Definitions as in the technical documents: turnover = cost of goods sold / mean stock at cost, yearly; GMROI =
    yearly gross margin / mean stock at cost; coverage = stock at cost / cost of goods sold a day; dead stock at cost.
    Those that need costs are null for who may not see them."""

    currency: str
    currency_exponent: int
    first: date
    last: date
    revenue: Kpi
    margin: Kpi
    margin_rate: Kpi
    sales: Kpi
    basket: Kpi
    fill_rate: Kpi
    availability: Kpi
    turnover: Kpi
    gmroi: Kpi
    coverage_days: Kpi
    dead_stock: Kpi
    stock_value: Kpi
    missed_units: Kpi
    active_products: int
    classes: list[AbcXyzCell]
