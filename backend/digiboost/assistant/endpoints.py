from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Query

from digiboost.assistant import service
from digiboost.assistant.schemas import ChatMessageOut
from digiboost.kernel.auth import Scope
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.http.pagination import Cursor, Limit, Page
from digiboost.kernel.http.routing import allow, api_router

router = api_router("/assistant", tags=["assistant"])


@router.get("/messages", response_model=Page[ChatMessageOut])
def list_messages(
    tx: Annotated[Tx, allow(Scope.MESSAGES_READ)],
    user_id: Annotated[UUID | None, Query(description="Only what this person wrote")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> bytes:
    """What people wrote to us by WhatsApp or SMS within the last 90 days, the latest first, and what was understood."""
    return service.messages(tx, user_id, cursor, limit)
