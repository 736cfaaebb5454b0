from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Query

from digiboost.dispatch import service
from digiboost.dispatch.schemas import PreviewOut, RunOut, SettingsIn, SettingsOut
from digiboost.kernel.auth import Scope
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.http.routing import allow, api_router

router = api_router(prefix="/dispatch", tags=["dispatch"])
Read = Annotated[Tx, allow(Scope.REQUESTS_READ)]
Search = Annotated[Tx, allow(Scope.REQUESTS_WRITE)]
Rules = Annotated[Tx, allow(Scope.TRACKING_WRITE)]


@router.get("/settings")
def get_settings(tx: Read) -> SettingsOut:
    """How the company searches; ``version`` is 0 while nobody changed anything."""
    return service.shown(service.settings_of(tx))


@router.patch("/settings")
def edit_settings(tx: Rules, body: SettingsIn) -> SettingsOut:
    """Searches that are under way follow it from their next wave on."""
    return service.shown(service.edit(tx, body))


@router.get("/preview")
def preview(tx: Read, request_id: Annotated[UUID, Query()]) -> PreviewOut:
    """Who would be asked now, the best first and why; who would not, and why. Nothing is offered."""
    return service.preview(tx, request_id)


@router.post("/run/{request_id}")
def run(tx: Search, request_id: UUID) -> RunOut:
    """Looks for somebody now, without waiting for the clock."""
    return service.run(tx, request_id)
