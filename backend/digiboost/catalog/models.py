from __future__ import annotations

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from digiboost.kernel.db.base import TenantEntity


class Category(TenantEntity):
    __tablename__ = "categories"
    __table_args__ = (UniqueConstraint("tenant_id", "name_key"),)

    name: Mapped[str]
    name_key: Mapped[str]
    """The name without case and accents: two spellings are one category."""
    description: Mapped[str | None] = mapped_column(default=None)
    import_id: Mapped[UUID | None] = mapped_column(default=None)


class Supplier(TenantEntity):
    __tablename__ = "suppliers"
    __table_args__ = (
        UniqueConstraint("tenant_id", "code"),
        CheckConstraint("lead_time_days BETWEEN 0 AND 365", name="lead_time"),
        Index("ix_suppliers_name", "tenant_id", "search_text", "id"),
    )

    code: Mapped[str]
    name: Mapped[str]
    search_text: Mapped[str]
    contact_name: Mapped[str | None] = mapped_column(default=None)
    phone: Mapped[str | None] = mapped_column(default=None)
    email: Mapped[str | None] = mapped_column(default=None)
    lead_time_days: Mapped[int] = mapped_column(default=7)
    minimum_order: Mapped[int | None] = mapped_column(default=None)
    """Money, minor units."""
    is_active: Mapped[bool] = mapped_column(default=True)
    import_id: Mapped[UUID | None] = mapped_column(default=None)


class Product(TenantEntity):
    __tablename__ = "products"
    __table_args__ = (
        UniqueConstraint("tenant_id", "code"),
        ForeignKeyConstraint(["tenant_id", "category_id"], ["categories.tenant_id", "categories.id"]),
        ForeignKeyConstraint(["tenant_id", "supplier_id"], ["suppliers.tenant_id", "suppliers.id"]),
        CheckConstraint("pack_size > 0", name="pack_size"),
        CheckConstraint("sale_price >= 0 AND (purchase_price IS NULL OR purchase_price >= 0)", name="prices"),
        Index("ix_products_name", "tenant_id", "name_key", "id"),
        Index("ix_products_created", "tenant_id", "created_at", "id"),
        Index("ix_products_category", "tenant_id", "category_id"),
        Index("ix_products_supplier", "tenant_id", "supplier_id"),
        Index(
            "uq_products_barcode",
            "tenant_id",
            "barcode",
            unique=True,
            postgresql_where=text("barcode IS NOT NULL"),
        ),
        Index("ix_products_import", "tenant_id", "import_id", postgresql_where=text("import_id IS NOT NULL")),
    )

    code: Mapped[str]
    name: Mapped[str]
    name_key: Mapped[str]
    """The name without case and accents; what lists are sorted by."""
    search_text: Mapped[str]
    """Code, name and barcode without case and accents."""
    description: Mapped[str | None] = mapped_column(default=None)
    category_id: Mapped[UUID | None] = mapped_column(default=None)
    supplier_id: Mapped[UUID | None] = mapped_column(default=None)
    unit: Mapped[str] = mapped_column(default="unité")
    pack_size: Mapped[int] = mapped_column(default=1000)
    """Units in a pack, thousandths; orders are rounded up to it."""
    barcode: Mapped[str | None] = mapped_column(default=None)
    purchase_price: Mapped[int | None] = mapped_column(default=None)
    sale_price: Mapped[int]
    shelf: Mapped[str | None] = mapped_column(default=None)
    """Where it stands in the shop."""
    alerts: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    """Whether anybody wants to be warned of this product."""
    is_active: Mapped[bool] = mapped_column(default=True)
    import_id: Mapped[UUID | None] = mapped_column(default=None)
