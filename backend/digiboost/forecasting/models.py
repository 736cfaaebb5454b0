from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Double, ForeignKeyConstraint, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from digiboost.kernel.clock import now
from digiboost.kernel.db.base import TenantRow


class ProductOutlook(TenantRow):
    """What is known of one product's demand: written at night, and again when its sales move."""

    __tablename__ = "product_outlooks"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "product_id"], ["products.tenant_id", "products.id"]),
        CheckConstraint("state IN ('known', 'not_enough_data')", name="state"),
        Index("ix_product_outlooks_stock_out", "tenant_id", "stock_out_on"),
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
    made_at: Mapped[datetime] = mapped_column(default=now)
