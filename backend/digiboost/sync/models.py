from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from digiboost.kernel.clock import now
from digiboost.kernel.db.base import TenantRow


class SyncOperation(TenantRow):
    """An operation of a phone that was applied, with its answer, written in the transaction of its effect."""

    __tablename__ = "sync_operations"
    __table_args__ = (Index("ix_sync_operations_received", "tenant_id", "received_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID | None]
    """Who acted."""
    sent_by: Mapped[UUID | None]
    """Whose session sent it: somebody else on a shared phone."""
    type: Mapped[str]
    request_hash: Mapped[bytes]
    answer: Mapped[dict[str, Any]]
    occurred_at: Mapped[datetime]
    """By the phone's clock, as it said."""
    sent_at: Mapped[datetime]
    received_at: Mapped[datetime] = mapped_column(default=now)
    skew_ms: Mapped[int]
    """How far the phone's clock was ahead when it sent; the way here included."""
