from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Double, ForeignKeyConstraint, Index, Integer, text
from sqlalchemy.orm import Mapped, mapped_column

from digiboost.kernel.db.base import Base, TenantEntity, TenantRow

TYPES = (
    "'stock_inventory', 'monthly_synthesis', 'sales_analysis', 'credit_statement', 'purchase_order', 'daily_closing'"
)
FORMATS = "'xlsx', 'pdf', 'receipt'"


class ReportSchedule(TenantEntity):
    """A report that is made and sent without anybody asking."""

    __tablename__ = "report_schedules"
    __table_args__ = (
        CheckConstraint(f"type IN ({TYPES})", name="type"),
        CheckConstraint(f"format IN ({FORMATS})", name="format"),
        CheckConstraint("language IN ('fr', 'en')", name="language"),
        CheckConstraint("frequency IN ('daily', 'weekly', 'monthly')", name="frequency"),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("month_day BETWEEN 1 AND 28", name="month_day"),
        CheckConstraint("hour BETWEEN 0 AND 23", name="hour"),
        Index("ix_report_schedules_created", "tenant_id", "created_at", "id"),
        Index("ix_report_schedules_due", "tenant_id", "next_at", postgresql_where=text("is_active")),
    )

    type: Mapped[str]
    format: Mapped[str]
    language: Mapped[str]
    frequency: Mapped[str]
    weekday: Mapped[int | None] = mapped_column(Integer, default=None)
    """Of a weekly one, Monday is 0."""
    month_day: Mapped[int | None] = mapped_column(Integer, default=None)
    """Of a monthly one."""
    hour: Mapped[int] = mapped_column(Integer)
    """The tenant's clock."""
    recipients: Mapped[list[Any]]
    """{user_id} or {name, email, phone}: who gets it, with the file."""
    is_active: Mapped[bool] = mapped_column(default=True)
    next_at: Mapped[datetime]
    """When it is due; a moment that passed without anybody looking is caught up once."""
    last_at: Mapped[datetime | None] = mapped_column(default=None)
    """The moment that was last acted on."""
    user_id: Mapped[UUID | None] = mapped_column(default=None)


class Report(TenantEntity):
    """One file: the row is written first, a worker makes it."""

    __tablename__ = "reports"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "schedule_id"], ["report_schedules.tenant_id", "report_schedules.id"]),
        CheckConstraint(f"type IN ({TYPES})", name="type"),
        CheckConstraint(f"format IN ({FORMATS})", name="format"),
        CheckConstraint("language IN ('fr', 'en')", name="language"),
        CheckConstraint("state IN ('queued', 'making', 'ready', 'failed')", name="state"),
        Index("ix_reports_created", "tenant_id", "created_at", "id"),
        Index("ix_reports_key", "tenant_id", "key", "created_at"),
        Index("uq_reports_tick", "tenant_id", "schedule_id", "due_at", unique=True),
    )

    type: Mapped[str]
    format: Mapped[str]
    language: Mapped[str]
    first: Mapped[date | None] = mapped_column(default=None)
    last: Mapped[date | None] = mapped_column(default=None)
    subject_id: Mapped[UUID | None] = mapped_column(default=None)
    title: Mapped[str]
    """As lists show it; of what is not made yet, what its type is called."""
    key: Mapped[str]
    """What was asked for in one text: the same within a minute is the same file."""
    state: Mapped[str]
    progress: Mapped[float] = mapped_column(Double, default=0.0)
    file_name: Mapped[str | None] = mapped_column(default=None)
    bytes: Mapped[int | None] = mapped_column(default=None)
    size: Mapped[int | None] = mapped_column(default=None)
    """Lines of a workbook, pages of a PDF."""
    error: Mapped[str | None] = mapped_column(default=None)
    """The code of the problem that ended it."""
    attempts: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    """How often a worker began with it."""
    user_id: Mapped[UUID | None] = mapped_column(default=None)
    schedule_id: Mapped[UUID | None] = mapped_column(default=None)
    due_at: Mapped[datetime | None] = mapped_column(default=None)
    """The scheduled moment that it belongs to: one report for each."""
    recipients: Mapped[list[Any]]
    """Who is sent it once it is made, as in ``report_schedules``."""
    made_at: Mapped[datetime | None] = mapped_column(default=None)
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    sends: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    """How often somebody had it sent again."""
    expires_at: Mapped[datetime]
    """When the file is forgotten."""


class ReportSettings(TenantRow):
    """That a company got the schedule that every company begins with: what was deleted does not come back."""

    __tablename__ = "report_settings"

    usual_at: Mapped[datetime]


class ReportWatch(Base):
    """When each company has a scheduled report due. A platform table: a worker sees all of it, the application its
    own company's row."""

    __tablename__ = "report_watch"
    __table_args__ = (Index("ix_report_watch_due", "next_at"),)

    company_id: Mapped[UUID] = mapped_column(primary_key=True)
    next_at: Mapped[datetime]
