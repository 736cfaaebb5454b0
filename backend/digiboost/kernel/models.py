"""The kernel's own tables: outbox, deliveries, idempotency keys, schedule ticks, the feed of changes."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from digiboost.kernel.clock import now
from digiboost.kernel.db.base import Base, TenantRow


class OutboxEvent(TenantRow):
    __tablename__ = "outbox_events"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    type: Mapped[str]
    payload: Mapped[dict[str, Any]]
    occurred_at: Mapped[datetime] = mapped_column(default=now)


class Delivery(Base):
    """One reaction to one event: the truth about what is still to be done.

    A platform table, because the relay looks across tenants: it holds ids only. The application may
    insert and nothing else.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'done', 'dead')", name="state"),
        Index("ix_deliveries_due", "next_at", postgresql_where=text("state = 'waiting'")),
    )

    event_id: Mapped[UUID] = mapped_column(primary_key=True)
    reaction: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[UUID]
    queue: Mapped[str]
    state: Mapped[str] = mapped_column(default="waiting", server_default="waiting")
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    next_at: Mapped[datetime] = mapped_column(default=now)
    created_at: Mapped[datetime] = mapped_column(default=now)
    done_at: Mapped[datetime | None] = mapped_column(default=None)
    last_error: Mapped[str | None] = mapped_column(default=None)


class IdempotencyKey(TenantRow):
    """A request that was answered, with its answer, written in the same transaction as its effect."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (Index("ix_idempotency_keys_created", "tenant_id", "created_at"),)

    key: Mapped[str] = mapped_column(primary_key=True)
    request_hash: Mapped[bytes]
    status: Mapped[int | None] = mapped_column(default=None)
    body: Mapped[str | None] = mapped_column(default=None)
    created_at: Mapped[datetime] = mapped_column(default=now)


class Tick(Base):
    """A scheduled moment that was acted upon: two beats cannot act twice."""

    __tablename__ = "ticks"

    schedule: Mapped[str] = mapped_column(primary_key=True)
    due_at: Mapped[datetime] = mapped_column(primary_key=True)
    taken_at: Mapped[datetime] = mapped_column(default=now)


class ChangeHead(TenantRow):
    """How far a tenant's feed of changes has come."""

    __tablename__ = "change_heads"

    epoch: Mapped[int] = mapped_column(default=0)
    seq: Mapped[int] = mapped_column(default=0)


class ChangeRow(TenantRow):
    """The last change of one entity."""

    __tablename__ = "changes"
    __table_args__ = (Index("ix_changes_seq", "tenant_id", "seq"),)

    kind: Mapped[str] = mapped_column(primary_key=True)
    entity_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int]
