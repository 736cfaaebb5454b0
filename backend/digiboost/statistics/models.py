from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, Integer, Text, Uuid
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


class SalesSpan(TenantRow):
    """What some whole weeks that are over sold: product by product, and by hour and means of payment. Made at night
    out of ``product_weeks`` and ``sales_hours``, packed into one row that is read and written as a whole.

    It counts while ``version`` is what its days add up to (``spans.version_of``): one that changed since is read from
    its weeks and days, until the next night."""

    __tablename__ = "sales_spans"
    __table_args__ = (CheckConstraint("weeks IN (4, 16)", name="weeks"),)

    weeks: Mapped[int] = mapped_column(Integer, primary_key=True)
    first: Mapped[date] = mapped_column(primary_key=True)
    """A Monday; a whole number of spans after ``spans.FIRST_MONDAY``."""
    version: Mapped[int]
    product_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    """With ``units`` (thousandths), ``revenue`` and ``cost`` (minor units) at the same places."""
    units: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    revenue: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    cost: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    hours: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    """Hours of the week, 0 to 167 from Monday at midnight, the tenant's clock; with ``methods``, ``hour_revenue`` and
    ``hour_sales`` at the same places."""
    methods: Mapped[list[str]] = mapped_column(ARRAY(Text))
    hour_revenue: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    hour_sales: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
