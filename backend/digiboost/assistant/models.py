from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from digiboost.kernel.clock import now
from digiboost.kernel.db.base import TenantRow


class ChatMessage(TenantRow):
    """What a person wrote to us, and what came of it; once per message of the service."""

    __tablename__ = "chat_messages"
    __table_args__ = (Index("ix_chat_messages_received", "tenant_id", "received_at", "id"),)

    adapter: Mapped[str] = mapped_column(primary_key=True)
    event_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[UUID]
    user_id: Mapped[UUID]
    channel: Mapped[str]
    text: Mapped[str]
    intent: Mapped[str]
    """What was understood."""
    received_at: Mapped[datetime] = mapped_column(default=now)


class ChatProposal(TenantRow):
    """What a person is about to do by message and has yet to say yes to; one at a time."""

    __tablename__ = "chat_proposals"
    __table_args__ = (CheckConstraint("kind IN ('sale')", name="kind"),)

    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    content: Mapped[dict[str, Any]]
    expires_at: Mapped[datetime]
