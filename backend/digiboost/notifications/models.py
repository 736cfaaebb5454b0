from __future__ import annotations

from datetime import datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, ForeignKeyConstraint, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from digiboost.kernel.clock import now
from digiboost.kernel.db.base import Base, TenantRow

NOTIFICATION_STATES = "'queued', 'held', 'sent', 'delivered', 'read', 'failed', 'expired', 'kept', 'inbox'"
SEND_STATES = (
    "'waiting', 'held', 'sending', 'unknown', 'sent', 'delivered', 'read', 'failed', 'dead', 'cancelled', 'expired',"
    " 'kept'"
)
CHANNELS = "'whatsapp', 'sms', 'email', 'push'"


class Notification(TenantRow):
    """What somebody is told: a line of their inbox, and what its sends carry. Written before anything is sent."""

    __tablename__ = "notifications"
    __table_args__ = (
        UniqueConstraint("tenant_id", "key"),
        CheckConstraint(
            "kind IN ('alert', 'digest', 'report', 'account', 'reply', 'test', 'offer', 'request')", name="kind"
        ),
        CheckConstraint(f"state IN ({NOTIFICATION_STATES})", name="state"),
        Index("ix_notifications_inbox", "tenant_id", "user_id", "created_at", "id"),
        Index("ix_notifications_created", "tenant_id", "created_at", "id"),
        Index(
            "ix_notifications_unread", "tenant_id", "user_id",
            postgresql_where=text("seen_at IS NULL AND in_inbox"),
        ),
        Index("ix_notifications_held", "tenant_id", "user_id", "due_at", postgresql_where=text("state = 'held'")),
    )  # fmt: skip

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID | None] = mapped_column(default=None)
    recipient: Mapped[str]
    """The name of who is told, as it was then."""
    kind: Mapped[str]
    template: Mapped[str]
    key: Mapped[str]
    language: Mapped[str]
    tone: Mapped[str]
    title: Mapped[str]
    body: Mapped[str]
    """As it is read in the inbox, with its lines."""
    content: Mapped[dict[str, Any]]
    """``values`` and ``lines``: what a bundle or another channel is written from."""
    url: Mapped[str]
    urgent: Mapped[bool] = mapped_column(default=False)
    in_inbox: Mapped[bool] = mapped_column(default=True)
    subject_type: Mapped[str | None] = mapped_column(default=None)
    subject_id: Mapped[UUID | None] = mapped_column(default=None)
    state: Mapped[str]
    due_at: Mapped[datetime | None] = mapped_column(default=None)
    """Of a held one: when it is sent, with the others that are due."""
    bundle_id: Mapped[UUID | None] = mapped_column(default=None)
    """The notification that carried this one out."""
    expires_at: Mapped[datetime | None] = mapped_column(default=None)
    seen_at: Mapped[datetime | None] = mapped_column(default=None)
    created_at: Mapped[datetime] = mapped_column(default=now)


class NotificationFile(TenantRow):
    """What is attached to a notification; dropped when it has been sent for a while."""

    __tablename__ = "notification_files"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "notification_id"], ["notifications.tenant_id", "notifications.id"]),
    )

    notification_id: Mapped[UUID] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    media_type: Mapped[str]
    path: Mapped[str]
    """In the file store."""


class NotificationSend(TenantRow):
    """A notification on one channel to one address: a rung of the ladder."""

    __tablename__ = "notification_sends"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "notification_id"], ["notifications.tenant_id", "notifications.id"]),
        CheckConstraint(f"channel IN ({CHANNELS})", name="channel"),
        CheckConstraint(f"state IN ({SEND_STATES})", name="state"),
        Index("ix_notification_sends_notification", "tenant_id", "notification_id"),
        Index("ix_notification_sends_created", "tenant_id", "created_at", "id"),
        Index("ix_notification_sends_state", "tenant_id", "state", "created_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    notification_id: Mapped[UUID]
    position: Mapped[int]
    """In the ladder, from 0; sends of the same position go at once."""
    channel: Mapped[str]
    address: Mapped[str]
    state: Mapped[str]
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    with_template: Mapped[bool | None] = mapped_column(default=None)
    adapter: Mapped[str | None] = mapped_column(default=None)
    provider_id: Mapped[str | None] = mapped_column(default=None)
    code: Mapped[str | None] = mapped_column(default=None)
    """The service's last error code."""
    detail: Mapped[str | None] = mapped_column(default=None)
    cost_milli: Mapped[int | None] = mapped_column(default=None)
    """Thousandths of a franc CFA; null while nothing was sent."""
    created_at: Mapped[datetime] = mapped_column(default=now)
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    delivered_at: Mapped[datetime | None] = mapped_column(default=None)
    read_at: Mapped[datetime | None] = mapped_column(default=None)
    failed_at: Mapped[datetime | None] = mapped_column(default=None)


class NotificationEvent(TenantRow):
    """What happened to a send, one line each; insert-only."""

    __tablename__ = "notification_events"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "send_id"], ["notification_sends.tenant_id", "notification_sends.id"]),
        UniqueConstraint("tenant_id", "send_id", "event_id"),
        Index("ix_notification_events_send", "tenant_id", "send_id", "at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    send_id: Mapped[UUID]
    event_id: Mapped[str]
    """The service's, or our own for an attempt: the same event is kept once."""
    name: Mapped[str]
    at: Mapped[datetime]
    received_at: Mapped[datetime] = mapped_column(default=now)
    code: Mapped[str | None] = mapped_column(default=None)


class NotificationSetting(TenantRow):
    """How one person wants to be told anything at all."""

    __tablename__ = "notification_settings"
    __table_args__ = (CheckConstraint("tone IN ('formal', 'friendly', 'concise')", name="tone"),)

    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    tone: Mapped[str]
    quiet_from: Mapped[time | None] = mapped_column(default=None)
    """The tenant's clock; both or neither. May pass midnight."""
    quiet_until: Mapped[time | None] = mapped_column(default=None)
    daily_at: Mapped[time]
    version: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime] = mapped_column(default=now)


class NotificationPreference(TenantRow):
    """How one person wants to be told one kind of thing; without a row, as ``service.DEFAULTS`` says."""

    __tablename__ = "notification_preferences"
    __table_args__ = (
        CheckConstraint("frequency IN ('immediate', 'hourly', 'daily', 'never')", name="frequency"),
        CheckConstraint("kind IN ('alert', 'digest', 'report', 'account', 'test', 'offer', 'request')", name="kind"),
    )

    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    channels: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """The ladder: the next is tried when the one before did not deliver in time. Push goes beside the first."""
    frequency: Mapped[str]


class PushSubscription(TenantRow):
    """A browser that a person allowed to show notifications."""

    __tablename__ = "push_subscriptions"
    __table_args__ = (
        UniqueConstraint("tenant_id", "endpoint"),
        Index("ix_push_subscriptions_user", "tenant_id", "user_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID]
    endpoint: Mapped[str]
    p256dh: Mapped[str]
    auth: Mapped[str]
    label: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)


class Conversation(TenantRow):
    """The last message that came from a telephone: for 24 hours WhatsApp takes free text to it."""

    __tablename__ = "conversations"

    phone: Mapped[str] = mapped_column(primary_key=True)
    last_heard_at: Mapped[datetime]


class NotificationQueue(Base):
    """What is to be sent, and when: the truth of which the broker's message is only a wake-up. A platform table of
    ids: a worker sees all of it, the application its own company's rows."""

    __tablename__ = "notification_queue"
    __table_args__ = (
        CheckConstraint("what IN ('send', 'bundle')", name="what"),
        Index("ix_notification_queue_due", "next_at"),
    )

    company_id: Mapped[UUID] = mapped_column(primary_key=True)
    what: Mapped[str] = mapped_column(primary_key=True)
    subject_id: Mapped[UUID] = mapped_column(primary_key=True)
    """A send, or the person whose held notifications are bundled."""
    next_at: Mapped[datetime]
    """While a worker has it: when its lease ends."""
    hinted_at: Mapped[datetime | None] = mapped_column(default=None)
    """When the broker was last told."""
