from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Double, ForeignKeyConstraint, Index, Integer, text
from sqlalchemy.orm import Mapped, mapped_column

from digiboost.kernel.clock import now
from digiboost.kernel.db.base import TenantEntity, TenantRow


class ProductOutlook(TenantRow):
    """What is known of one product's demand: written at night, and again when its sales move."""

    __tablename__ = "product_outlooks"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "product_id"], ["products.tenant_id", "products.id"]),
        CheckConstraint("state IN ('known', 'not_enough_data')", name="state"),
        CheckConstraint("demand_class IN ('smooth', 'erratic', 'intermittent', 'lumpy', 'none')", name="demand_class"),
        Index("ix_product_outlooks_runs_out", "tenant_id", "stock_out_on", "product_id"),
    )

    product_id: Mapped[UUID] = mapped_column(primary_key=True)
    state: Mapped[str]
    days_in_stock: Mapped[int] = mapped_column(Integer)
    sales: Mapped[int] = mapped_column(Integer)
    daily: Mapped[float | None] = mapped_column(Double, default=None)
    """Units a day."""
    deviation: Mapped[float | None] = mapped_column(Double, default=None)
    on_hand: Mapped[int]
    """Thousandths, when this was made."""
    stock_out_on: Mapped[date | None] = mapped_column(default=None)
    stock_out_earliest: Mapped[date | None] = mapped_column(default=None)
    stock_out_latest: Mapped[date | None] = mapped_column(default=None)
    probability: Mapped[float | None] = mapped_column(Double, default=None)
    horizon_days: Mapped[int] = mapped_column(Integer)
    quantiles: Mapped[dict[str, Any]]
    """Cumulative demand of the coming days, units: quantile -> list of day 1 to the horizon."""
    method: Mapped[str]
    demand_class: Mapped[str | None] = mapped_column(default=None)
    """smooth, erratic, intermittent, lumpy or none."""
    expected: Mapped[float | None] = mapped_column(Double, default=None)
    """Mean demand of the whole horizon, units."""
    grain: Mapped[float] = mapped_column(Double, default=0.0, server_default=text("0"))
    """The unit in which it is asked for: 12 where it goes by cartons of 12; 0 for loose goods."""
    made_at: Mapped[datetime] = mapped_column(default=now)
    ahead_days: Mapped[int | None] = mapped_column(Integer, default=None)
    """How far the company looked ahead when this was made: of so many days the next four speak."""
    ahead_asked: Mapped[float | None] = mapped_column(Double, default=None)
    """Units that are asked for in them with a chance of 0.3."""
    ahead_chance: Mapped[float | None] = mapped_column(Double, default=None)
    """Of running out, from ``on_hand``."""
    ahead_day: Mapped[int | None] = mapped_column(Integer, default=None)
    """On which it probably runs out, 1 is the day on which this was made; null for what probably does not."""
    ahead_unmet: Mapped[float | None] = mapped_column(Double, default=None)
    """Units that will be asked for in vain, on the mean, if nothing comes; null with ``ahead_day``."""
    is_asked: Mapped[bool | None] = mapped_column(default=None)
    """Whether anything will probably be asked for within the stored horizon."""


class ForecastRun(TenantRow):
    """One night's work for a shop; or how it would have done on a day that is over (``backtest``)."""

    __tablename__ = "forecast_runs"
    __table_args__ = (CheckConstraint("kind IN ('night', 'backtest')", name="kind"),)

    cutoff: Mapped[date] = mapped_column(primary_key=True)
    """The last day that was looked at."""
    kind: Mapped[str] = mapped_column(primary_key=True)
    method: Mapped[str]
    products: Mapped[int] = mapped_column(Integer)
    learnt: Mapped[int] = mapped_column(Integer)
    """For how many of them the shop's whole past spoke; the others' own days were drawn again."""
    effects: Mapped[dict[str, Any]]
    """Entries of the calendar that the past bears out: name -> share by which a day's demand differs."""
    expected_value: Mapped[int]
    """Of all products' demand in the horizon, minor units at sale prices."""
    actual_value: Mapped[int | None] = mapped_column(default=None)
    absolute_error: Mapped[int | None] = mapped_column(default=None)
    """Sum over the products of |middle - actual| at sale prices."""
    within: Mapped[int | None] = mapped_column(Integer, default=None)
    """Products whose demand lay within the interval of 80 %."""
    made_at: Mapped[datetime] = mapped_column(default=now)


class ForecastBacktest(TenantRow):
    """What would have been foretold of a product on a day that is over, and what followed in the horizon, units."""

    __tablename__ = "forecast_backtests"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "product_id"], ["products.tenant_id", "products.id"]),
        Index("ix_forecast_backtests_product", "tenant_id", "product_id"),
    )

    cutoff: Mapped[date] = mapped_column(primary_key=True)
    product_id: Mapped[UUID] = mapped_column(primary_key=True)
    low: Mapped[float] = mapped_column(Double)
    middle: Mapped[float] = mapped_column(Double)
    high: Mapped[float] = mapped_column(Double)
    actual: Mapped[float] = mapped_column(Double)


class ForecastHead(TenantRow):
    """A version that moves whenever outlooks or classes are made: who said something of them knows whether it is still
    right."""

    __tablename__ = "forecast_heads"

    version: Mapped[int]


class CalendarEvent(TenantEntity):
    """A day of the shop's calendar as somebody there says it is: another date of a feast, or one of their own."""

    __tablename__ = "calendar_events"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="days"),
        Index("ix_calendar_events_starts", "tenant_id", "starts_on"),
    )

    key: Mapped[str]
    """Which entry this is of each year (``tabaski``); entries of one key teach each other."""
    name: Mapped[str | None] = mapped_column(default=None)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    is_active: Mapped[bool] = mapped_column(default=True)
    """False takes an entry out of the calendar."""


class ForecastSettings(TenantRow):
    """A company's own wishes; without a row ``types.Settings`` says how it is."""

    __tablename__ = "forecast_settings"
    __table_args__ = (
        CheckConstraint("horizon_days BETWEEN 7 AND 30", name="horizon_days"),
        CheckConstraint("review_days BETWEEN 1 AND 60", name="review_days"),
    )

    horizon_days: Mapped[int] = mapped_column(Integer)
    review_days: Mapped[int] = mapped_column(Integer)
    service_a: Mapped[float] = mapped_column(Double)
    service_b: Mapped[float] = mapped_column(Double)
    service_c: Mapped[float] = mapped_column(Double)
    updated_at: Mapped[datetime] = mapped_column(default=now)
    version: Mapped[int] = mapped_column(default=1)


class ProductStanding(TenantRow):
    """A product among the others of its shop, made at night over the last 13 whole weeks: by revenue (A to 80 % of
    it, B to 95 %, C) and by how evenly it sells (weekly deviation / mean: X to 0.5, Y to 1, Z)."""

    __tablename__ = "product_standings"
    __table_args__ = (
        CheckConstraint("abc IN ('A', 'B', 'C')", name="abc"),
        CheckConstraint("xyz IN ('X', 'Y', 'Z')", name="xyz"),
        Index("ix_product_standings_revenue", "tenant_id", "revenue", "product_id"),
    )

    product_id: Mapped[UUID] = mapped_column(primary_key=True)
    revenue: Mapped[int]
    """Minor units."""
    abc: Mapped[str | None] = mapped_column(default=None)
    """Null for what did not sell."""
    xyz: Mapped[str | None] = mapped_column(default=None)
    """Null with fewer than 4 weeks since the first sale."""
    made_at: Mapped[datetime]
