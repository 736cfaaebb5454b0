from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from digiboost.kernel.clock import now
from digiboost.kernel.db.base import TenantRow

PRODUCT = (["tenant_id", "product_id"], ["products.tenant_id", "products.id"])


class StockLevel(TenantRow):
    """What is there of one product: the sum of its movements that count, kept in their transaction."""

    __tablename__ = "stock_levels"
    __table_args__ = (
        ForeignKeyConstraint(*PRODUCT),
        CheckConstraint("status IN ('rupture', 'low', 'ok', 'untracked', 'inactive')", name="status"),
        Index("ix_stock_levels_status", "tenant_id", "status", "last_sale_at"),
        Index("ix_stock_levels_on_hand", "tenant_id", "on_hand", "product_id"),
        Index("ix_stock_levels_value", "tenant_id", "value", "product_id"),
    )

    product_id: Mapped[UUID] = mapped_column(primary_key=True)
    on_hand: Mapped[int] = mapped_column(default=0)
    """Thousandths; negative when more was sold than was known to be there."""
    min_stock: Mapped[int | None] = mapped_column(default=None)
    max_stock: Mapped[int | None] = mapped_column(default=None)
    tracked: Mapped[bool] = mapped_column(default=True)
    """False until a product that a sales file brought in is first counted or received."""
    status: Mapped[str] = mapped_column(default="rupture")
    average_cost: Mapped[int] = mapped_column(default=0)
    """Weighted average cost of one unit, in thousandths of a minor unit."""
    value: Mapped[int] = mapped_column(default=0)
    """round(max(on hand, 0) x average cost), minor units."""
    counted_at: Mapped[datetime | None] = mapped_column(default=None)
    """The last anchor: movements that happened before it do not change what was counted."""
    rupture_since: Mapped[datetime | None] = mapped_column(default=None)
    last_sale_at: Mapped[datetime | None] = mapped_column(default=None)
    watched_below: Mapped[int | None] = mapped_column(default=None)
    """Somebody wants to know when the level comes down to this, thousandths."""
    watched_above: Mapped[int | None] = mapped_column(default=None)
    """Somebody wants to know when the level rises above this, thousandths."""
    updated_at: Mapped[datetime] = mapped_column(default=now)


class StockMovement(TenantRow):
    """The append-only ledger."""

    __tablename__ = "stock_movements"
    __table_args__ = (
        ForeignKeyConstraint(*PRODUCT),
        CheckConstraint("type IN ('ENTRY', 'EXIT', 'ADJUSTMENT')", name="type"),
        CheckConstraint(
            "source IN ('manual', 'sale', 'return', 'cancellation', 'receipt', 'count', 'opening', 'import')",
            name="source",
        ),
        Index("ix_stock_movements_product", "tenant_id", "product_id", "occurred_at", "id"),
        Index("ix_stock_movements_occurred", "tenant_id", "occurred_at", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    product_id: Mapped[UUID]
    type: Mapped[str]
    quantity: Mapped[int]
    """Signed thousandths: what it adds to the shelf."""
    counts: Mapped[bool] = mapped_column(default=True)
    """False when it happened before a count that was already in: it is history, the level is right."""
    unit_cost: Mapped[int | None] = mapped_column(default=None)
    on_hand_after: Mapped[int | None] = mapped_column(default=None)
    source: Mapped[str]
    source_id: Mapped[UUID | None] = mapped_column(default=None)
    reference: Mapped[str | None] = mapped_column(default=None)
    reason: Mapped[str | None] = mapped_column(default=None)
    occurred_at: Mapped[datetime]
    received_at: Mapped[datetime] = mapped_column(default=now)
    user_id: Mapped[UUID | None] = mapped_column(default=None)


class StockBatch(TenantRow):
    """Goods of one product that came in together and expire together. What is left of a batch is not counted but
    follows: the first to expire is taken to be sold first."""

    __tablename__ = "stock_batches"
    __table_args__ = (
        ForeignKeyConstraint(*PRODUCT),
        CheckConstraint("quantity > 0", name="quantity"),
        Index("ix_stock_batches_product", "tenant_id", "product_id", "expires_on"),
        Index("ix_stock_batches_expires", "tenant_id", "expires_on", postgresql_where=text("closed_at IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    """The id of the movement that brought it."""
    product_id: Mapped[UUID]
    quantity: Mapped[int]
    """The most that can be left: what came, less what was gone when goods with an earlier date came."""
    expires_on: Mapped[date]
    lot: Mapped[str | None] = mapped_column(default=None)
    """What is printed on it."""
    received_at: Mapped[datetime]
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    """When nothing of it was left."""


class StockCount(TenantRow):
    __tablename__ = "stock_counts"
    __table_args__ = (Index("ix_stock_counts_occurred", "tenant_id", "occurred_at", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    occurred_at: Mapped[datetime]
    received_at: Mapped[datetime] = mapped_column(default=now)
    user_id: Mapped[UUID | None] = mapped_column(default=None)
    import_id: Mapped[UUID | None] = mapped_column(default=None)
    note: Mapped[str | None] = mapped_column(default=None)
    scope: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    """Which part of the shop was counted, {shelf, category_id}; null when that was not said."""


class StockCountLine(TenantRow):
    __tablename__ = "stock_count_lines"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "count_id"], ["stock_counts.tenant_id", "stock_counts.id"]),
        ForeignKeyConstraint(*PRODUCT),
    )

    count_id: Mapped[UUID] = mapped_column(primary_key=True)
    product_id: Mapped[UUID] = mapped_column(primary_key=True)
    expected: Mapped[int]
    counted: Mapped[int]
    value_difference: Mapped[int]


class StockSummary(TenantRow):
    """The whole stock in one row; moved by the difference that each change makes."""

    __tablename__ = "stock_summaries"

    products: Mapped[int] = mapped_column(default=0)
    """Active products, tracked or not."""
    ruptures: Mapped[int] = mapped_column(default=0)
    low: Mapped[int] = mapped_column(default=0)
    ok: Mapped[int] = mapped_column(default=0)
    untracked: Mapped[int] = mapped_column(default=0)
    value: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=0)
    updated_at: Mapped[datetime] = mapped_column(default=now)


class StockDay(TenantRow):
    """How many tracked products there were and how many were out, at the end of a tenant's day.

    A day without a row ended like the last one that has a row.
    """

    __tablename__ = "stock_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    tracked: Mapped[int]
    ruptures: Mapped[int]
    value: Mapped[int]
