from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from digiboost.kernel.clock import now
from digiboost.kernel.db.base import TenantEntity, TenantRow

PRODUCT = (["tenant_id", "product_id"], ["products.tenant_id", "products.id"])
SUPPLIER = (["tenant_id", "supplier_id"], ["suppliers.tenant_id", "suppliers.id"])


class PurchaseCounter(TenantRow):
    """The next order's number: a number that was given out never comes again, not even a deleted draft's."""

    __tablename__ = "purchase_counters"

    next_number: Mapped[int]


class PurchaseOrder(TenantEntity):
    __tablename__ = "purchase_orders"
    __table_args__ = (
        UniqueConstraint("tenant_id", "number"),
        ForeignKeyConstraint(*SUPPLIER),
        CheckConstraint("status IN ('draft', 'sent', 'partly_received', 'received', 'cancelled')", name="status"),
        CheckConstraint("sent_by IN ('whatsapp', 'sms', 'email', 'phone', 'paper')", name="sent_by"),
        Index("ix_purchase_orders_created", "tenant_id", "created_at", "id"),
        Index("ix_purchase_orders_supplier", "tenant_id", "supplier_id", "created_at"),
        Index("ix_purchase_orders_status", "tenant_id", "status"),
    )

    number: Mapped[str]
    supplier_id: Mapped[UUID]
    status: Mapped[str]
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    """Null also for an order whose goods came before anybody had said that it was sent."""
    sent_by: Mapped[str | None] = mapped_column(default=None)
    expected_on: Mapped[date | None] = mapped_column(default=None)
    note: Mapped[str | None] = mapped_column(default=None)
    total: Mapped[int | None] = mapped_column(default=None)
    """Of all lines, minor units; null while the cost of one is not known."""
    line_count: Mapped[int] = mapped_column(Integer)
    user_id: Mapped[UUID | None] = mapped_column(default=None)
    cancelled_at: Mapped[datetime | None] = mapped_column(default=None)
    cancel_reason: Mapped[str | None] = mapped_column(default=None)


class PurchaseOrderLine(TenantRow):
    """One product of an order; a product stands in an order once."""

    __tablename__ = "purchase_order_lines"
    __table_args__ = (
        UniqueConstraint("tenant_id", "order_id", "product_id"),
        ForeignKeyConstraint(["tenant_id", "order_id"], ["purchase_orders.tenant_id", "purchase_orders.id"]),
        ForeignKeyConstraint(*PRODUCT),
        CheckConstraint("quantity > 0 AND pack_size > 0 AND received >= 0", name="quantities"),
        Index("ix_purchase_order_lines_product", "tenant_id", "product_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    order_id: Mapped[UUID]
    position: Mapped[int] = mapped_column(Integer)
    product_id: Mapped[UUID]
    quantity: Mapped[int]
    pack_size: Mapped[int]
    """The product's pack when it was ordered."""
    unit_cost: Mapped[int | None] = mapped_column(default=None)
    amount: Mapped[int | None] = mapped_column(default=None)
    received: Mapped[int] = mapped_column(default=0)
    """The sum of its receipt lines; more than ordered when more came."""


class Receipt(TenantRow):
    """Goods that arrived, of an order or without one."""

    __tablename__ = "receipts"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "order_id"], ["purchase_orders.tenant_id", "purchase_orders.id"]),
        ForeignKeyConstraint(*SUPPLIER),
        Index("ix_receipts_occurred", "tenant_id", "occurred_at", "id"),
        Index("ix_receipts_supplier", "tenant_id", "supplier_id", "occurred_at"),
        Index("ix_receipts_order", "tenant_id", "order_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    order_id: Mapped[UUID | None] = mapped_column(default=None)
    supplier_id: Mapped[UUID | None] = mapped_column(default=None)
    """Null for what was bought at the market."""
    occurred_at: Mapped[datetime]
    received_at: Mapped[datetime] = mapped_column(default=now)
    """When the record arrived, not the goods."""
    reference: Mapped[str | None] = mapped_column(default=None)
    """The supplier's delivery note."""
    total: Mapped[int | None] = mapped_column(default=None)
    line_count: Mapped[int] = mapped_column(Integer)
    user_id: Mapped[UUID | None] = mapped_column(default=None)


class ReceiptLine(TenantRow):
    """Its movement in the ledger has the same id."""

    __tablename__ = "receipt_lines"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "receipt_id"], ["receipts.tenant_id", "receipts.id"]),
        ForeignKeyConstraint(*PRODUCT),
        ForeignKeyConstraint(
            ["tenant_id", "order_line_id"], ["purchase_order_lines.tenant_id", "purchase_order_lines.id"]
        ),
        CheckConstraint("quantity > 0", name="quantity"),
        Index("ix_receipt_lines_receipt", "tenant_id", "receipt_id"),
        Index("ix_receipt_lines_order_line", "tenant_id", "order_line_id"),
        Index("ix_receipt_lines_product", "tenant_id", "product_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    receipt_id: Mapped[UUID]
    position: Mapped[int] = mapped_column(Integer)
    product_id: Mapped[UUID]
    order_line_id: Mapped[UUID | None] = mapped_column(default=None)
    quantity: Mapped[int]
    unit_cost: Mapped[int | None] = mapped_column(default=None)
