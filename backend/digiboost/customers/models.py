from __future__ import annotations

from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from digiboost.kernel.db.base import TenantEntity


class Customer(TenantEntity):
    __tablename__ = "customers"
    __table_args__ = (
        Index("ix_customers_name", "tenant_id", "name_key", "id"),
        Index("ix_customers_phone", "tenant_id", "phone"),
        Index("uq_customers_code", "tenant_id", "code", unique=True, postgresql_where=text("code IS NOT NULL")),
    )

    code: Mapped[str | None] = mapped_column(default=None)
    """What a file calls this customer, when it names customers by a code."""
    name: Mapped[str]
    name_key: Mapped[str]
    search_text: Mapped[str]
    phone: Mapped[str | None] = mapped_column(default=None)
    email: Mapped[str | None] = mapped_column(default=None)
    address: Mapped[str | None] = mapped_column(default=None)
    note: Mapped[str | None] = mapped_column(default=None)
    credit_limit: Mapped[int | None] = mapped_column(default=None)
    """Up to where the shop sells on credit without a warning, minor units; null: nobody set a limit."""
    is_active: Mapped[bool] = mapped_column(default=True)
    import_id: Mapped[UUID | None] = mapped_column(default=None)
