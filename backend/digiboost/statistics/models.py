from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from digiboost.kernel.db.base import TenantRow


class SalesHour(TenantRow):
    """One hour of a day of sales, by means of payment, made at night. It counts while ``version`` is that of its
    day (``sales_days``): a day that changed since is read from its sales, until the next night."""

    __tablename__ = "sales_hours"

    day: Mapped[date] = mapped_column(primary_key=True)
    hour: Mapped[int] = mapped_column(Integer, primary_key=True)
    """The tenant's clock, 0 to 23."""
    method: Mapped[str] = mapped_column(primary_key=True)
    revenue: Mapped[int]
    """Returns subtracted, cancelled sales out, minor units."""
    sales: Mapped[int]
    version: Mapped[int]


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
