from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from digiboost.assistant.types import Intent


class ChatMessageOut(BaseModel):
    """Something that a person wrote to us by WhatsApp or SMS."""

    id: UUID
    user_id: UUID
    user_name: str | None = Field(description="Null for somebody who is here no more")
    channel: Literal["whatsapp", "sms"]
    text: str
    intent: Intent = Field(description="What was understood of it")
    received_at: datetime
