from __future__ import annotations

from datetime import date

from sqlalchemy import Integer
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
