"""Platform tables: a callback arrives before anybody knows whose it is."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from digiboost.kernel.clock import now
from digiboost.kernel.db.base import Base


class ChannelEvent(Base):
    """A callback as it was stored before it was answered: once per (adapter, event id). The application may
    insert and nothing else; what it holds is dropped once a worker has dealt with it."""

    __tablename__ = "channel_events"
    __table_args__ = (
        CheckConstraint("kind IN ('report', 'message')", name="kind"),
        CheckConstraint("state IN ('waiting', 'done', 'dead')", name="state"),
        Index("ix_channel_events_due", "next_at", postgresql_where=text("state = 'waiting'")),
        Index("ix_channel_events_received", "received_at"),
    )

    adapter: Mapped[str] = mapped_column(primary_key=True)
    event_id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    body: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    """The ``Report`` or ``Heard``; null once it was dealt with."""
    received_at: Mapped[datetime] = mapped_column(default=now)
    state: Mapped[str] = mapped_column(default="waiting", server_default="waiting")
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    next_at: Mapped[datetime] = mapped_column(default=now)
    last_error: Mapped[str | None] = mapped_column(default=None)


class ChannelRef(Base):
    """Which message of which company a service's id belongs to: not every service carries our reference."""

    __tablename__ = "channel_refs"
    __table_args__ = (Index("ix_channel_refs_sent", "sent_at"),)

    adapter: Mapped[str] = mapped_column(primary_key=True)
    provider_id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[UUID]
    send_id: Mapped[UUID]
    sent_at: Mapped[datetime] = mapped_column(default=now)
