from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Integer, text
from sqlalchemy.orm import Mapped, mapped_column

from digiboost.kernel.clock import now
from digiboost.kernel.db.base import TenantRow


class Sale(TenantRow):
    __tablename__ = "sales"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "customer_id"], ["customers.tenant_id", "customers.id"]),
        ForeignKeyConstraint(["tenant_id", "original_sale_id"], ["sales.tenant_id", "sales.id"]),
        CheckConstraint("kind IN ('SALE', 'RETURN')", name="kind"),
        CheckConstraint("status IN ('completed', 'cancelled')", name="status"),
        CheckConstraint("payment_method IN ('cash', 'mobile_money', 'credit', 'card', 'unknown')", name="payment"),
        CheckConstraint("paid_by IN ('cash', 'mobile_money')", name="paid_by"),
        Index("ix_sales_occurred", "tenant_id", "occurred_at", "id"),
        Index("ix_sales_total", "tenant_id", "total", "id"),
        Index("ix_sales_customer", "tenant_id", "customer_id", "occurred_at"),
        Index("ix_sales_number", "tenant_id", "number"),
        Index("ix_sales_import", "tenant_id", "import_id", postgresql_where=text("import_id IS NOT NULL")),
        Index(
            "ix_sales_original", "tenant_id", "original_sale_id",
            postgresql_where=text("original_sale_id IS NOT NULL"),
        ),
    )  # fmt: skip

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str]
    """What the shop calls it: our sequence, or the reference that a file gave."""
    kind: Mapped[str]
    status: Mapped[str] = mapped_column(default="completed")
    original_sale_id: Mapped[UUID | None] = mapped_column(default=None)
    customer_id: Mapped[UUID | None] = mapped_column(default=None)
    payment_method: Mapped[str]
    occurred_at: Mapped[datetime]
    received_at: Mapped[datetime] = mapped_column(default=now)
    """When it arrived: no two sales, payments or closings of a tenant share it, and their order is that of
    the commits."""
    day: Mapped[date]
    """The tenant's day of ``occurred_at``."""
    total: Mapped[int]
    """Sum of the lines' amounts, negative for a return, minor units, after discounts."""
    discount: Mapped[int] = mapped_column(default=0)
    """On the whole sale; spread over the lines in proportion, included in their ``discount``."""
    cost: Mapped[int | None] = mapped_column(default=None)
    line_count: Mapped[int] = mapped_column(Integer)
    paid_now: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    """What was received at once of a sale on credit; the rest went into the customer's carnet."""
    paid_by: Mapped[str | None] = mapped_column(default=None)
    note: Mapped[str | None] = mapped_column(default=None)
    user_id: Mapped[UUID | None] = mapped_column(default=None)
    import_id: Mapped[UUID | None] = mapped_column(default=None)
    cancelled_at: Mapped[datetime | None] = mapped_column(default=None)
    cancel_reason: Mapped[str | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(default=1)


class SaleLine(TenantRow):
    __tablename__ = "sale_lines"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "sale_id"], ["sales.tenant_id", "sales.id"]),
        ForeignKeyConstraint(["tenant_id", "product_id"], ["products.tenant_id", "products.id"]),
        Index("ix_sale_lines_sale", "tenant_id", "sale_id", "position"),
        Index("ix_sale_lines_product", "tenant_id", "product_id", "day"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    sale_id: Mapped[UUID]
    position: Mapped[int] = mapped_column(Integer)
    product_id: Mapped[UUID]
    day: Mapped[date]
    quantity: Mapped[int]
    """Thousandths; negative on a return."""
    unit_price: Mapped[int]
    discount: Mapped[int] = mapped_column(default=0)
    amount: Mapped[int]
    """quantity x unit price - discount, minor units; negative on a return."""
    cost: Mapped[int | None] = mapped_column(default=None)
    """quantity x weighted average cost when it was sold; null when no cost was known."""
    original_line_id: Mapped[UUID | None] = mapped_column(default=None)


class MissedSale(TenantRow):
    """Somebody asked and it was not there: taux de service is measured, not guessed."""

    __tablename__ = "missed_sales"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "product_id"], ["products.tenant_id", "products.id"]),
        Index("ix_missed_sales_occurred", "tenant_id", "occurred_at", "id"),
        CheckConstraint("quantity > 0", name="quantity"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    product_id: Mapped[UUID]
    quantity: Mapped[int]
    occurred_at: Mapped[datetime]
    received_at: Mapped[datetime] = mapped_column(default=now)
    day: Mapped[date]
    user_id: Mapped[UUID | None] = mapped_column(default=None)


class SalesSummary(TenantRow):
    """The tenant's sale counter, and a version that every change of its sales moves."""

    __tablename__ = "sales_summaries"

    next_number: Mapped[int] = mapped_column(default=1)
    version: Mapped[int] = mapped_column(default=0)
    updated_at: Mapped[datetime] = mapped_column(default=now)


class SalesDay(TenantRow):
    """One tenant's day of sales; moved by the difference that each change makes."""

    __tablename__ = "sales_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    revenue: Mapped[int] = mapped_column(default=0)
    """Sum of amounts, returns subtracted, cancelled sales out."""
    cost: Mapped[int] = mapped_column(default=0)
    costed_revenue: Mapped[int] = mapped_column(default=0)
    """The part of the revenue whose cost is known: margin is costed_revenue - cost."""
    sales: Mapped[int] = mapped_column(default=0)
    returns: Mapped[int] = mapped_column(default=0)
    units: Mapped[int] = mapped_column(default=0)
    missed_units: Mapped[int] = mapped_column(default=0)
    missed: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    """Moves with every change of this day: what is made of its sales knows whether it is still right."""


class ProductDay(TenantRow):
    """One product's day of sales."""

    __tablename__ = "product_days"
    # For all products of some days. Of its columns none changes with a sale of a product that has sold that day.
    __table_args__ = (Index("ix_product_days_day", "tenant_id", "day"),)

    product_id: Mapped[UUID] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    units: Mapped[int] = mapped_column(default=0)
    revenue: Mapped[int] = mapped_column(default=0)
    cost: Mapped[int] = mapped_column(default=0)
    missed_units: Mapped[int] = mapped_column(default=0)


class ProductWeek(TenantRow):
    """One product's week (Monday first) of sales: the top of a week is read from an index, however many
    products and sales there are."""

    __tablename__ = "product_weeks"
    __table_args__ = (Index("ix_product_weeks_top", "tenant_id", "week", "revenue"),)

    week: Mapped[date] = mapped_column(primary_key=True)
    product_id: Mapped[UUID] = mapped_column(primary_key=True)
    units: Mapped[int] = mapped_column(default=0)
    revenue: Mapped[int] = mapped_column(default=0)
    cost: Mapped[int | None] = mapped_column(default=0)
    """Null in weeks from before it was kept, until the night has filled it in from the days."""


class CreditEntry(TenantRow):
    """A line of a customer's carnet. What happened stays: entries are added, never changed."""

    __tablename__ = "credit_entries"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "customer_id"], ["customers.tenant_id", "customers.id"]),
        ForeignKeyConstraint(["tenant_id", "sale_id"], ["sales.tenant_id", "sales.id"]),
        CheckConstraint("type IN ('CHARGE', 'PAYMENT', 'CREDIT_NOTE', 'CORRECTION')", name="type"),
        CheckConstraint("method IN ('cash', 'mobile_money')", name="method"),
        Index("ix_credit_entries_customer", "tenant_id", "customer_id", "occurred_at", "id"),
        Index("ix_credit_entries_payments", "tenant_id", "day", postgresql_where=text("type = 'PAYMENT'")),
        Index(
            "uq_credit_entries_sale", "tenant_id", "sale_id", "type", unique=True,
            postgresql_where=text("sale_id IS NOT NULL"),
        ),
    )  # fmt: skip

    id: Mapped[UUID] = mapped_column(primary_key=True)
    customer_id: Mapped[UUID]
    type: Mapped[str]
    amount: Mapped[int]
    """Minor units; positive: the customer owes more."""
    sale_id: Mapped[UUID | None] = mapped_column(default=None)
    """The sale or return behind it; the entries of one sale are one document."""
    method: Mapped[str | None] = mapped_column(default=None)
    """How a payment was made."""
    due_on: Mapped[date | None] = mapped_column(default=None)
    over_limit: Mapped[bool] = mapped_column(default=False)
    """Whether this charge left the account above the customer's limit of that moment."""
    occurred_at: Mapped[datetime]
    received_at: Mapped[datetime]
    day: Mapped[date]
    """The tenant's day of ``occurred_at``."""
    user_id: Mapped[UUID | None] = mapped_column(default=None)


class CreditRemark(TenantRow):
    """What somebody wrote beside an entry. It may name people, so it can be removed, unlike the entry."""

    __tablename__ = "credit_remarks"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "entry_id"], ["credit_entries.tenant_id", "credit_entries.id"]),
    )

    entry_id: Mapped[UUID] = mapped_column(primary_key=True)
    text: Mapped[str]


class CreditPromise(TenantRow):
    """A customer said when they will pay."""

    __tablename__ = "credit_promises"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "customer_id"], ["customers.tenant_id", "customers.id"]),
        Index("ix_credit_promises_customer", "tenant_id", "customer_id", "occurred_at", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    customer_id: Mapped[UUID]
    promised_on: Mapped[date]
    amount: Mapped[int | None] = mapped_column(default=None)
    occurred_at: Mapped[datetime]
    received_at: Mapped[datetime]
    user_id: Mapped[UUID | None] = mapped_column(default=None)


class CreditAccount(TenantRow):
    """What a customer owes: the sum of the entries, kept in the transaction that adds one."""

    __tablename__ = "credit_accounts"
    __table_args__ = (ForeignKeyConstraint(["tenant_id", "customer_id"], ["customers.tenant_id", "customers.id"]),)

    customer_id: Mapped[UUID] = mapped_column(primary_key=True)
    balance: Mapped[int] = mapped_column(default=0)
    """Minor units; negative: the customer paid in advance."""
    oldest_open_at: Mapped[datetime | None] = mapped_column(default=None)
    """When the oldest charge that is not wholly paid was made."""
    oldest_due: Mapped[date | None] = mapped_column(default=None)
    """The earliest due day of what is not paid."""
    promised_on: Mapped[date | None] = mapped_column(default=None)
    promised_amount: Mapped[int | None] = mapped_column(default=None)
    promised_at: Mapped[datetime | None] = mapped_column(default=None)
    """When the latest promise was made; it stands while something older than it is open."""
    version: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime] = mapped_column(default=now)


class CashMove(TenantRow):
    """Money put into the till or taken out of it, which no sale explains."""

    __tablename__ = "cash_moves"
    __table_args__ = (
        CheckConstraint("type IN ('IN', 'OUT')", name="type"),
        CheckConstraint("amount > 0", name="amount"),
        Index("ix_cash_moves_day", "tenant_id", "day"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    type: Mapped[str]
    amount: Mapped[int]
    reason: Mapped[str]
    occurred_at: Mapped[datetime]
    received_at: Mapped[datetime]
    day: Mapped[date]
    user_id: Mapped[UUID | None] = mapped_column(default=None)


class CashClosing(TenantRow):
    """A till as it was counted. It is a statement about a moment and stops nobody from selling."""

    __tablename__ = "cash_closings"
    __table_args__ = (Index("ix_cash_closings_closed", "tenant_id", "closed_at", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    day: Mapped[date]
    user_id: Mapped[UUID | None] = mapped_column(default=None)
    """Whose till; null is the whole shop."""
    closed_by: Mapped[UUID | None] = mapped_column(default=None)
    opening_float: Mapped[int]
    expected: Mapped[int]
    """opening float + what the till took in and gave out by then, minor units"""
    counted: Mapped[int]
    difference: Mapped[int]
    """counted - expected"""
    note: Mapped[str | None] = mapped_column(default=None)
    closed_at: Mapped[datetime]
    received_at: Mapped[datetime]
    details: Mapped[dict[str, Any]]
    """The parts of ``expected``."""
