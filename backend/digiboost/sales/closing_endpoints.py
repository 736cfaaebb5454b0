from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Query

from digiboost.kernel.auth import Scope
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.http.pagination import Cursor, Limit, Page
from digiboost.kernel.http.routing import allow, api_router
from digiboost.sales import closing, service
from digiboost.sales.closing_schemas import (
    CashMoveIn,
    CashMoveOut,
    ClosingDetailOut,
    ClosingIn,
    ClosingOut,
    PreviewOut,
)
from digiboost.sales.types import ClosingSort

router = api_router(tags=["closings"])

Read = Annotated[Tx, allow(Scope.SALES_READ)]
Write = Annotated[Tx, allow(Scope.SALES_WRITE)]


@router.post("/cash-moves", status_code=201)
def move_cash(tx: Write, body: CashMoveIn) -> CashMoveOut:
    """Money put into one's till or taken out of it, which no sale explains."""
    return service.move_cash(tx, body)


@router.get("/closings", response_model=Page[ClosingOut])
def closings(
    tx: Read,
    from_day: Annotated[date | None, Query(alias="from", description="First day closed")] = None,
    to_day: Annotated[date | None, Query(alias="to", description="Last day closed, included")] = None,
    user_id: Annotated[UUID | None, Query(description="Whose till")] = None,
    sort: ClosingSort = ClosingSort.LATEST,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> bytes:
    return closing.list_closings(
        tx, from_day=from_day, to_day=to_day, user_id=user_id, sort=sort, limit=limit, cursor=cursor
    )


@router.post("/closings", status_code=201)
def close_day(tx: Write, body: ClosingIn) -> ClosingOut:
    """States what was counted: everybody their own till, a manager any and the whole shop's."""
    return service.close_day(tx, body)


@router.get("/closings/preview")
def preview(
    tx: Read,
    day: Annotated[date | None, Query(description="In the tenant's days; today when absent")] = None,
    user_id: Annotated[UUID | None, Query(description="Whose till; the whole shop when absent")] = None,
) -> PreviewOut:
    """What a till should have taken in of a day by now."""
    return closing.preview(tx, day, user_id)


@router.get("/closings/{closing_id}")
def read_closing(tx: Read, closing_id: UUID) -> ClosingDetailOut:
    """A closing, and what was learnt of its day since."""
    return closing.read_closing(tx, closing_id)
