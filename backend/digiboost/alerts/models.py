from __future__ import annotations

from datetime import datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, Double, ForeignKeyConstraint, Index, Integer, Text, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from digiboost.kernel.clock import now
from digiboost.kernel.db.base import Base, TenantEntity, TenantRow

TYPES = (
    "'rupture', 'low_stock', 'service_rate', 'stock_out', 'dead_stock', 'expiry', 'sales_anomaly', 'revenue',"
    " 'failure_rate'"
)


class AlertSetting(TenantRow):
    """How a company wants its alerts; its row also says that the first rules were made."""

    __tablename__ = "alert_settings"

    digest_at: Mapped[time]
    """The tenant's clock."""
    digest_on: Mapped[bool] = mapped_column(default=True)
    group_minutes: Mapped[int] = mapped_column(Integer)
    """After a message, what fires waits so long and goes out together."""
    told_at: Mapped[datetime | None] = mapped_column(default=None)
    """When the last message of what fires at once went out."""
    digest_day: Mapped[str | None] = mapped_column(default=None)
    """The day (ISO) of the last digest."""
    version: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime] = mapped_column(default=now)


class AlertRule(TenantEntity):
    __tablename__ = "alert_rules"
    __table_args__ = (
        CheckConstraint(f"type IN ({TYPES})", name="type"),
        CheckConstraint("delivery IN ('now', 'digest')", name="delivery"),
        Index("ix_alert_rules_created", "tenant_id", "created_at", "id"),
    )

    type: Mapped[str]
    name: Mapped[str]
    params: Mapped[dict[str, Any]]
    """The numbers of its type, see ``schemas``."""
    category_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    """Only products of these; with ``product_ids`` empty as well, all."""
    product_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    roles: Mapped[list[str]] = mapped_column(ARRAY(Text))
    user_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    """Besides those of ``roles``."""
    delivery: Mapped[str]
    repeat_hours: Mapped[int] = mapped_column(Integer)
    is_active: Mapped[bool] = mapped_column(default=True)
    deleted_at: Mapped[datetime | None] = mapped_column(default=None)
    """Its alerts stay in the history, and tell by which rule they fired."""


class Alert(TenantRow):
    """One rule about one subject; a fingerprint has one row, which fires again when its cause returns."""

    __tablename__ = "alerts"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "rule_id"], ["alert_rules.tenant_id", "alert_rules.id"]),
        CheckConstraint("state IN ('firing', 'acknowledged', 'snoozed', 'resolved')", name="state"),
        CheckConstraint("subject_type IN ('product', 'company')", name="subject_type"),
        Index("uq_alerts_fingerprint", "tenant_id", "rule_id", "subject_id", unique=True),
        Index("ix_alerts_open", "tenant_id", "started_at", "id", postgresql_where=text("state <> 'resolved'")),
        Index("ix_alerts_subject", "tenant_id", "subject_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    rule_id: Mapped[UUID]
    subject_type: Mapped[str]
    subject_id: Mapped[UUID]
    """A product, or the company itself."""
    state: Mapped[str]
    urgency: Mapped[int] = mapped_column(Integer)
    """1 is the most urgent; what lists are sorted by."""
    value: Mapped[float | None] = mapped_column(Double, default=None)
    """What was measured: units, a share, days, minor units; by the rule's type."""
    threshold: Mapped[float | None] = mapped_column(Double, default=None)
    details: Mapped[dict[str, Any]]
    """What else the type tells: a day, a quantity, a probability."""
    started_at: Mapped[datetime]
    changed_at: Mapped[datetime] = mapped_column(default=now)
    pending_since: Mapped[datetime | None] = mapped_column(default=None)
    """Has fired and nobody was told yet."""
    told_at: Mapped[datetime | None] = mapped_column(default=None)
    snoozed_until: Mapped[datetime | None] = mapped_column(default=None)
    silenced_by: Mapped[UUID | None] = mapped_column(default=None)
    """The alert that says more about the same subject."""
    handled_by: Mapped[UUID | None] = mapped_column(default=None)
    resolved_at: Mapped[datetime | None] = mapped_column(default=None)
    fired_count: Mapped[int] = mapped_column(Integer, default=1)


class AlertEvent(TenantRow):
    """The history of an alert; insert-only."""

    __tablename__ = "alert_events"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "alert_id"], ["alerts.tenant_id", "alerts.id"]),
        Index("ix_alert_events_alert", "tenant_id", "alert_id", "at"),
        Index("ix_alert_events_at", "tenant_id", "at", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    alert_id: Mapped[UUID]
    name: Mapped[str]
    at: Mapped[datetime]
    user_id: Mapped[UUID | None] = mapped_column(default=None)
    details: Mapped[dict[str, Any]]


class AlertMessage(TenantRow):
    """One message about alerts to one person: what an answer is about."""

    __tablename__ = "alert_messages"
    __table_args__ = (
        CheckConstraint("kind IN ('alert', 'digest')", name="kind"),
        CheckConstraint("answer IN ('order', 'later', 'ignore')", name="answer"),
        Index("ix_alert_messages_user", "tenant_id", "user_id", "created_at"),
        Index("ix_alert_messages_notification", "tenant_id", "notification_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID]
    notification_id: Mapped[UUID]
    kind: Mapped[str]
    alert_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    created_at: Mapped[datetime] = mapped_column(default=now)
    answer: Mapped[str | None] = mapped_column(default=None)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    order_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    """The drafts that an answer made."""


class AlertWatch(Base):
    """When each company must be looked at because time alone may have changed something. A platform table: a
    worker sees all of it, the application its own company's row."""

    __tablename__ = "alert_watch"
    __table_args__ = (Index("ix_alert_watch_due", "next_at"),)

    company_id: Mapped[UUID] = mapped_column(primary_key=True)
    next_at: Mapped[datetime]
