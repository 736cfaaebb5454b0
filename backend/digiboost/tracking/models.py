from __future__ import annotations

from datetime import datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, Double, ForeignKeyConstraint, Index, Text, UniqueConstraint, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from digiboost.kernel.clock import now
from digiboost.kernel.db.base import Base, TenantEntity, TenantRow

PHASES = "'waiting', 'accepted', 'enroute', 'arrived', 'diagnostic', 'repair'"
LEVELS = "'company', 'service', 'zone', 'hour', 'urgency'"
EVENTS = (
    "'received', 'accepted', 'enroute', 'arrived', 'started', 'repair', 'completed', 'searching_again',"
    " 'no_provider', 'cancelled', 'late', 'reminder'"
)
AUDIENCES = "'client', 'provider', 'manager'"
TONES = "'formal', 'friendly', 'concise'"
TARGETS = "'remind_provider', 'search_another', 'alert_manager'"


def own_request() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["tenant_id", "request_id"], ["requests.tenant_id", "requests.id"])


class TrackingStanding(TenantRow):
    """Where a request stands on its way, and what was expected when its phase began; gone when the request is over."""

    __tablename__ = "tracking_standings"
    __table_args__ = (
        own_request(),
        CheckConstraint(f"phase IN ({PHASES})", name="phase"),
        Index("ix_tracking_standings_phase", "tenant_id", "phase", "clock_from"),
        Index(
            "ix_tracking_standings_late",
            "tenant_id",
            "late_at",
            postgresql_where=text("late_at IS NOT NULL AND late_told_at IS NULL"),
        ),
        Index(
            "ix_tracking_standings_remind",
            "tenant_id",
            "remind_at",
            postgresql_where=text("remind_at IS NOT NULL"),
        ),
    )

    request_id: Mapped[UUID] = mapped_column(primary_key=True)
    phase: Mapped[str]
    since: Mapped[datetime]
    clock_from: Mapped[datetime]
    """From when the phase's time counts: what is wished for tomorrow is not late today."""
    late_at: Mapped[datetime | None] = mapped_column(default=None)
    """When the phase should be over at the latest."""
    late_told_at: Mapped[datetime | None] = mapped_column(default=None)
    remind_at: Mapped[datetime | None] = mapped_column(default=None)
    """When the first reminder before the wished moment is due; None when there is none to come."""
    ahead: Mapped[list[Any]]
    """How long this phase and those to come take, as it was known then: [{phase, mu, sigma, basis, weight}], a
    log-normal of minutes each."""


class StepDuration(TenantRow):
    """What was learned of how long a phase takes: sums of logarithms, in which what is old weighs less and less. The
    company's are against the rule of thumb, each other level's against what the levels before it say."""

    __tablename__ = "step_durations"
    __table_args__ = (
        CheckConstraint(f"phase IN ({PHASES})", name="phase"),
        CheckConstraint(f"level IN ({LEVELS})", name="level"),
    )

    phase: Mapped[str] = mapped_column(primary_key=True)
    level: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    """A service, a zone, a part of the day, an urgency; empty for the company. With a question mark, of ways of which
    nobody knew how far they were."""
    weight: Mapped[float] = mapped_column(Double)
    total: Mapped[float] = mapped_column(Double)
    squares: Mapped[float] = mapped_column(Double)
    """Of what no level explains; of the company's row alone."""
    updated_at: Mapped[datetime] = mapped_column(default=now)


class TrackingRule(TenantEntity):
    """Who hears what of which requests."""

    __tablename__ = "tracking_rules"
    __table_args__ = (
        CheckConstraint(f"event IN ({EVENTS})", name="event"),
        CheckConstraint(f"audience IN ({AUDIENCES})", name="audience"),
        CheckConstraint(f"tone IN ({TONES})", name="tone"),
        CheckConstraint("minutes BETWEEN 5 AND 10080", name="minutes"),
        CheckConstraint("(event = 'reminder') = (minutes IS NOT NULL)", name="minutes_of_reminder"),
        Index("uq_tracking_rules_code", "tenant_id", "code", unique=True, postgresql_where=text("code IS NOT NULL")),
        Index("ix_tracking_rules_created", "tenant_id", "created_at", "id"),
    )

    code: Mapped[str | None] = mapped_column(default=None)
    """Of those that a company begins with."""
    name: Mapped[str]
    event: Mapped[str]
    audience: Mapped[str]
    minutes: Mapped[int | None] = mapped_column(default=None)
    """Of a reminder: so long before the wished moment."""
    urgencies: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """Empty: all; so are services and zones."""
    service_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    zone_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    user_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    """Of managers: these people besides the owners and managers."""
    channels: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """Instead of what the reader chose; empty: as they chose."""
    tone: Mapped[str | None] = mapped_column(default=None)
    text_fr: Mapped[str | None] = mapped_column(default=None)
    text_en: Mapped[str | None] = mapped_column(default=None)
    """The company's own words; without them, ours."""
    is_active: Mapped[bool] = mapped_column(default=True)
    deleted_at: Mapped[datetime | None] = mapped_column(default=None)


class TrackingMessage(TenantRow):
    """One thing that somebody was to hear of a request, by which rule, and what became of it."""

    __tablename__ = "tracking_messages"
    __table_args__ = (
        own_request(),
        ForeignKeyConstraint(["tenant_id", "rule_id"], ["tracking_rules.tenant_id", "tracking_rules.id"]),
        UniqueConstraint("tenant_id", "key"),
        CheckConstraint(f"event IN ({EVENTS}, 'escalation', 'by_hand')", name="event"),
        CheckConstraint(f"audience IN ({AUDIENCES})", name="audience"),
        CheckConstraint("state IN ('held', 'told', 'dropped')", name="state"),
        Index("ix_tracking_messages_created", "tenant_id", "created_at", "id"),
        Index("ix_tracking_messages_request", "tenant_id", "request_id", "created_at"),
        Index("ix_tracking_messages_held", "tenant_id", "due_at", postgresql_where=text("state = 'held'")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    request_id: Mapped[UUID]
    rule_id: Mapped[UUID | None] = mapped_column(default=None)
    event: Mapped[str]
    audience: Mapped[str]
    key: Mapped[str]
    """The same key is told once."""
    recipient: Mapped[str | None] = mapped_column(default=None)
    """The name of who is told, as it was then; a client's stands with their request, and goes with it."""
    user_id: Mapped[UUID | None] = mapped_column(default=None)
    state: Mapped[str]
    reason: Mapped[str | None] = mapped_column(default=None)
    """Why it was dropped."""
    due_at: Mapped[datetime | None] = mapped_column(default=None)
    notification_id: Mapped[UUID | None] = mapped_column(default=None)
    created_at: Mapped[datetime] = mapped_column(default=now)


class TrackingPreference(TenantRow):
    """How a client wants to hear of their requests; people of the company say it with notifications."""

    __tablename__ = "tracking_preferences"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "customer_id"], ["customers.tenant_id", "customers.id"], ondelete="CASCADE"),
        CheckConstraint("frequency IN ('immediate', 'hourly', 'daily', 'never')", name="frequency"),
        CheckConstraint(f"tone IN ({TONES})", name="tone"),
        CheckConstraint("language IN ('fr', 'en')", name="language"),
        CheckConstraint("(quiet_from IS NULL) = (quiet_until IS NULL)", name="quiet_hours"),
    )

    customer_id: Mapped[UUID] = mapped_column(primary_key=True)
    channels: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """The ladder: the next is tried when the one before did not deliver in time."""
    frequency: Mapped[str]
    tone: Mapped[str]
    language: Mapped[str | None] = mapped_column(default=None)
    """None: the one of the request."""
    quiet_from: Mapped[time | None] = mapped_column(default=None)
    quiet_until: Mapped[time | None] = mapped_column(default=None)
    """The company's clock; may pass midnight."""
    daily_at: Mapped[time]
    reminders: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime] = mapped_column(default=now)


class EscalationRule(TenantEntity):
    """What follows, step by step, when a request does not move."""

    __tablename__ = "escalation_rules"
    __table_args__ = (
        CheckConstraint("trigger IN ('in_phase', 'late')", name="trigger"),
        CheckConstraint("after_minutes BETWEEN 0 AND 10080", name="after_minutes"),
        CheckConstraint("max_age_minutes BETWEEN 1 AND 20160", name="max_age_minutes"),
        CheckConstraint("(hours_from IS NULL) = (hours_until IS NULL)", name="hours"),
        Index("uq_escalation_rules_code", "tenant_id", "code", unique=True, postgresql_where=text("code IS NOT NULL")),
        Index("ix_escalation_rules_created", "tenant_id", "created_at", "id"),
    )

    code: Mapped[str | None] = mapped_column(default=None)
    name: Mapped[str]
    trigger: Mapped[str]
    phases: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """Empty: any; so are urgencies, services and zones."""
    after_minutes: Mapped[int]
    urgencies: Mapped[list[str]] = mapped_column(ARRAY(Text))
    service_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    zone_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    hours_from: Mapped[time | None] = mapped_column(default=None)
    hours_until: Mapped[time | None] = mapped_column(default=None)
    """Steps are done between these times of the company's clock alone; outside they wait."""
    steps: Mapped[list[Any]] = mapped_column(JSONB)
    """[{target, wait_minutes, repeats, every_minutes}] in order: the wait is counted from the step before."""
    user_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    """Whom ``alert_manager`` tells besides the owners and managers."""
    max_age_minutes: Mapped[int]
    is_active: Mapped[bool] = mapped_column(default=True)
    deleted_at: Mapped[datetime | None] = mapped_column(default=None)


class Escalation(TenantRow):
    """One rule about one request in one phase of it."""

    __tablename__ = "escalations"
    __table_args__ = (
        own_request(),
        ForeignKeyConstraint(["tenant_id", "rule_id"], ["escalation_rules.tenant_id", "escalation_rules.id"]),
        UniqueConstraint("tenant_id", "rule_id", "request_id", "cause_at"),
        CheckConstraint(f"phase IN ({PHASES})", name="phase"),
        CheckConstraint("state IN ('open', 'acknowledged', 'resolved', 'expired')", name="state"),
        CheckConstraint("stopped_by IN ('client', 'operator', 'provider', 'system', 'escalation')", name="stopped_by"),
        CheckConstraint("(state = 'open') = (next_at IS NOT NULL)", name="open_has_a_moment"),
        Index("ix_escalations_due", "tenant_id", "next_at", postgresql_where=text("state = 'open'")),
        Index("ix_escalations_request", "tenant_id", "request_id", "began_at"),
        Index("ix_escalations_began", "tenant_id", "began_at", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    rule_id: Mapped[UUID]
    request_id: Mapped[UUID]
    phase: Mapped[str]
    cause_at: Mapped[datetime]
    """When the phase began that it is about."""
    state: Mapped[str]
    began_at: Mapped[datetime]
    step: Mapped[int]
    """The step that comes next, from 0."""
    done: Mapped[int]
    """How often that step was done already."""
    last_at: Mapped[datetime]
    """When a step was last done, or it began."""
    next_at: Mapped[datetime | None] = mapped_column(default=None)
    searched: Mapped[bool] = mapped_column(default=False)
    """Another provider is looked for because of it: the phase changed by our own doing."""
    stopped_at: Mapped[datetime | None] = mapped_column(default=None)
    stopped_by: Mapped[str | None] = mapped_column(default=None)
    user_id: Mapped[UUID | None] = mapped_column(default=None)
    """Who acknowledged it."""


class EscalationLine(TenantRow):
    """What happened to an escalation; insert-only."""

    __tablename__ = "escalation_events"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "escalation_id"], ["escalations.tenant_id", "escalations.id"]),
        CheckConstraint("name IN ('began', 'fired', 'skipped', 'acknowledged', 'resolved', 'expired')", name="name"),
        CheckConstraint(f"target IN ({TARGETS})", name="target"),
        Index("ix_escalation_events_escalation", "tenant_id", "escalation_id", "at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    escalation_id: Mapped[UUID]
    name: Mapped[str]
    at: Mapped[datetime]
    step: Mapped[int | None] = mapped_column(default=None)
    target: Mapped[str | None] = mapped_column(default=None)
    reason: Mapped[str | None] = mapped_column(default=None)
    people: Mapped[int | None] = mapped_column(default=None)
    """How many were told."""
    user_id: Mapped[UUID | None] = mapped_column(default=None)


class TrackingWatch(Base):
    """When each company's requests must be looked at because time alone may have changed something. A platform table:
    a worker sees all of it, the application its own company's row."""

    __tablename__ = "tracking_watch"
    __table_args__ = (Index("ix_tracking_watch_due", "next_at"),)

    company_id: Mapped[UUID] = mapped_column(primary_key=True)
    next_at: Mapped[datetime]
