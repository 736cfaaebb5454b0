from __future__ import annotations

from typing import Annotated

from fastapi import Query

from digiboost.kernel.auth import Scope
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.http.routing import allow, api_router
from digiboost.sync import service
from digiboost.sync.schemas import PullOut, PushIn, PushOut

router = api_router("/sync", tags=["sync"])


@router.post("/push")
def push(tx: Annotated[Tx, allow(Scope.PROFILE)], body: PushIn) -> PushOut:
    """What was done on a phone, in the order in which it was done. Each operation is judged by itself and asks
    for its own scope; the same id again does nothing more and answers as the first time."""
    return service.push(tx, body)


@router.get("/pull", response_model=PullOut)
def pull(
    tx: Annotated[Tx, allow(Scope.FOLLOW)],
    cursor: Annotated[str | None, Query(max_length=500, description="`cursor` of the answer before")] = None,
    limit: Annotated[int, Query(ge=1, le=2000, description="How many rows at the most")] = 1000,
) -> bytes:
    """What a phone keeps of the company, as far as the caller may see it: everything without a `cursor`, then what
    changed. Who is sent out gets their own missions and offers. Ask again at once while `more`; forget all rows
    first where the answer says `reset`."""
    return service.pull(tx, cursor, limit)
