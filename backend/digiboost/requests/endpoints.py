"""What the company's people do with requests."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Query

from digiboost.kernel.auth import Scope
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.http.fields import Moment
from digiboost.kernel.http.pagination import Cursor, Limit, Page, Search
from digiboost.kernel.http.routing import allow, api_router
from digiboost.requests import listings, service, settings
from digiboost.requests.schemas import (
    ApproveIn,
    AssignIn,
    RequestCancelIn,
    RequestCompleteIn,
    RequestCountsOut,
    RequestDetail,
    RequestIn,
    RequestLinkOut,
    RequestNoteIn,
    RequestOut,
    RequestPatch,
    RequestReasonIn,
    RequestSettingsOut,
    RequestSettingsPatch,
)
from digiboost.requests.types import By, RequestSort, RequestSource, RequestState, Urgency

router = api_router(prefix="/requests", tags=["requests"])
Read = Annotated[Tx, allow(Scope.REQUESTS_READ)]
Write = Annotated[Tx, allow(Scope.REQUESTS_WRITE)]


@router.get("")
def list_requests(
    tx: Read,
    state: Annotated[list[RequestState] | None, Query(max_length=10, description="May be given several times")] = None,
    is_open: Annotated[bool | None, Query(alias="open", description="Only what is not over")] = None,
    urgency: Urgency | None = None,
    service_id: UUID | None = None,
    zone_id: UUID | None = None,
    assigned_to: Annotated[UUID | None, Query(description="A provider's id")] = None,
    since: Annotated[Moment | None, Query(alias="from", description="Opened from this moment on")] = None,
    until: Annotated[Moment | None, Query(alias="to", description="Opened before this moment")] = None,
    search: Search = None,
    sort: RequestSort = RequestSort.LATEST,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[RequestOut]:
    return listings.requests(
        tx,
        states=state or [],
        is_open=is_open,
        urgency=urgency,
        service_id=service_id,
        zone_id=zone_id,
        provider_id=assigned_to,
        since=since,
        until=until,
        search=search,
        sort=sort,
        cursor=cursor,
        limit=limit,
    )


@router.post("", status_code=201)
def open_request(tx: Write, body: RequestIn) -> RequestDetail:
    """The same `id` again opens nothing new."""
    return listings.detail(tx, service.open_request(tx, body, RequestSource.OPERATOR)["id"])


@router.get("/counts")
def count_requests(tx: Read) -> RequestCountsOut:
    return listings.counts(tx)


@router.get("/settings")
def get_settings(tx: Read) -> RequestSettingsOut:
    return settings.shown(tx)


@router.patch("/settings")
def edit_settings(tx: Annotated[Tx, allow(Scope.TRACKING_WRITE)], body: RequestSettingsPatch) -> RequestSettingsOut:
    return settings.edit(tx, body)


@router.get("/{request_id}")
def get_request(tx: Read, request_id: UUID) -> RequestDetail:
    return listings.detail(tx, request_id)


@router.patch("/{request_id}")
def edit_request(tx: Write, request_id: UUID, body: RequestPatch) -> RequestDetail:
    """What and where until the first offer; the rest until it is over."""
    service.edit_request(tx, request_id, body)
    return listings.detail(tx, request_id)


@router.post("/{request_id}/notes")
def note(tx: Write, request_id: UUID, body: RequestNoteIn) -> RequestDetail:
    service.note(tx, request_id, body.note)
    return listings.detail(tx, request_id)


# -- moves --------------------------------------------------------------------------------------


@router.post("/{request_id}/cancel")
def cancel(tx: Write, request_id: UUID, body: RequestCancelIn) -> RequestDetail:
    """Until the work is done; its offers are taken back."""
    service.cancel(tx, request_id, By.OPERATOR, body.reason, with_fee=body.with_fee)
    return listings.detail(tx, request_id)


@router.post("/{request_id}/relaunch")
def relaunch(tx: Write, request_id: UUID) -> RequestDetail:
    """Looks for somebody: again where nobody was found, or now that it is known where to."""
    service.relaunch(tx, request_id, By.OPERATOR)
    return listings.detail(tx, request_id)


@router.post("/{request_id}/assign")
def assign(tx: Write, request_id: UUID, body: AssignIn) -> RequestDetail:
    """Gives it to a provider without asking them; who had it before, and is not there yet, is not asked again."""
    service.assign(tx, request_id, body.provider_id)
    return listings.detail(tx, request_id)


@router.post("/{request_id}/give-back")
def give_back(tx: Write, request_id: UUID, body: RequestReasonIn) -> RequestDetail:
    """Looks for somebody else, as long as who has it is not there yet."""
    service.give_back(tx, request_id, By.OPERATOR, body.reason)
    return listings.detail(tx, request_id)


@router.post("/{request_id}/complete")
def complete(tx: Write, request_id: UUID, body: RequestCompleteIn) -> RequestDetail:
    service.complete(tx, request_id, body)
    return listings.detail(tx, request_id)


@router.post("/{request_id}/reopen")
def reopen(tx: Write, request_id: UUID, body: RequestReasonIn) -> RequestDetail:
    """The work goes on: within seven days of its end."""
    service.reopen(tx, request_id, body.reason)
    return listings.detail(tx, request_id)


@router.post("/{request_id}/approve-quote")
def approve_quote(tx: Write, request_id: UUID, body: ApproveIn) -> RequestDetail:
    """Writes down that the client agreed to an amount."""
    service.approve_quote(tx, request_id, body.amount, By.OPERATOR)
    return listings.detail(tx, request_id)


@router.post("/{request_id}/link")
def make_link(tx: Write, request_id: UUID) -> RequestLinkOut:
    """A new address at which the client follows the request; older ones end."""
    return service.new_link(tx, request_id)


@router.delete("/{request_id}/link", status_code=204)
def end_link(tx: Write, request_id: UUID) -> None:
    service.revoke_link(tx, request_id)
