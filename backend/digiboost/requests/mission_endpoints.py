"""What providers see and do of what is offered to them, and of their missions."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Header, Query, Request, Response

from digiboost.kernel.auth import Scope
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.http.fields import Moment
from digiboost.kernel.http.pagination import Cursor, Limit, Page
from digiboost.kernel.http.routing import PRIVATE, allow, api_router
from digiboost.providers.service import own
from digiboost.requests import missions, photos, service
from digiboost.requests.schemas import (
    AcceptedOut,
    DeclineIn,
    MaterialIn,
    MaterialOut,
    MissionDetail,
    MissionNoteIn,
    MissionOut,
    ProposeIn,
    RequestNoteIn,
    RequestPhotoIn,
    StepIn,
    StepOut,
    UploadOut,
)
from digiboost.requests.types import AnsweredBy, MissionTab, OfferState, Took, Urgency

router = api_router(prefix="/missions", tags=["missions"])
staff_router = api_router(prefix="/requests", tags=["requests"])

Own = Annotated[Tx, allow(Scope.MISSIONS)]
Read = Annotated[Tx, allow(Scope.REQUESTS_READ)]
Write = Annotated[Tx, allow(Scope.REQUESTS_WRITE)]


async def _bytes(request: Request) -> bytes:
    return await request.body()


Part = Annotated[bytes, Depends(_bytes)]
Offset = Annotated[int, Header(alias="Upload-Offset", ge=0)]
PART = {
    "requestBody": {
        "required": True,
        "content": {"application/offset+octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
PICTURE: dict[int | str, dict[str, object]] = {200: {"content": {"image/jpeg": {}}}}


@router.get("")
def list_missions(
    tx: Own,
    tab: Annotated[MissionTab | None, Query(description="All of them when left out")] = None,
    urgency: Urgency | None = None,
    service_id: UUID | None = None,
    zone_id: UUID | None = None,
    since: Annotated[Moment | None, Query(alias="from", description="Opened from this moment on")] = None,
    until: Annotated[Moment | None, Query(alias="to", description="Opened before this moment")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[MissionOut]:
    """The latest first."""
    return missions.missions(
        tx,
        own(tx),
        tab=tab,
        urgency=urgency,
        service_id=service_id,
        zone_id=zone_id,
        since=since,
        until=until,
        cursor=cursor,
        limit=limit,
    )


# -- offers -------------------------------------------------------------------------------------


@router.post("/offers/{offer_id}/seen", status_code=204)
def see_offer(tx: Own, offer_id: UUID) -> None:
    service.offer_seen(tx, offer_id, own(tx))


@router.post("/offers/{offer_id}/accept")
def accept_offer(tx: Own, offer_id: UUID) -> AcceptedOut:
    """The first who says yes has it: 409 `offer_taken` or 410 `offer_expired` otherwise, with the state as `current`.
    One's own yes again is answered as the first time."""
    row = service.accept_offer(tx, offer_id, own(tx), AnsweredBy.APP)
    return AcceptedOut(
        request_id=row["id"], offer_state=OfferState.ACCEPTED, state=row["state"], version=row["version"]
    )


@router.post("/offers/{offer_id}/decline", status_code=204)
def decline_offer(tx: Own, offer_id: UUID, body: DeclineIn) -> None:
    service.decline_offer(tx, offer_id, own(tx), body.reason, AnsweredBy.APP)


@router.post("/offers/{offer_id}/propose", status_code=204)
def propose(tx: Own, offer_id: UUID, body: ProposeIn) -> None:
    """Another moment than the client's; the offer stays open."""
    service.propose(tx, offer_id, own(tx), body.at, body.note)


@router.post("/offers/{offer_id}/question", status_code=204)
def question(tx: Own, offer_id: UUID, body: RequestNoteIn) -> None:
    """Asks for details; the offer stays open."""
    service.question(tx, offer_id, own(tx), body.note)


# -- a mission ----------------------------------------------------------------------------------


@router.get("/{request_id}")
def get_mission(tx: Own, request_id: UUID) -> MissionDetail:
    return missions.mission(tx, own(tx), request_id)


@router.post("/{request_id}/steps")
def step(tx: Own, request_id: UUID, body: StepIn) -> StepOut:
    """The same `id` again changes nothing. What came too late to be taken is `noted`."""
    return _took(service.step(tx, own(tx), request_id, body))


@router.post("/{request_id}/notes")
def note(tx: Own, request_id: UUID, body: MissionNoteIn) -> StepOut:
    return _took(service.mission_note(tx, own(tx), request_id, body))


def _took(took: Took) -> StepOut:
    return StepOut(
        noted=took.noted,
        state=took.state,
        stage=took.stage,
        percent=took.percent,
        version=took.version,
        is_mine=took.is_mine,
    )


@router.post("/{request_id}/materials", status_code=201)
def add_material(tx: Own, request_id: UUID, body: MaterialIn) -> MaterialOut:
    """A product of the company's leaves its stock. The same `id` again changes nothing."""
    row = service.add_material(tx, request_id, body, own(tx))
    return MaterialOut.model_construct(**{name: row[name] for name in MaterialOut.model_fields})


@router.delete("/{request_id}/materials/{material_id}", status_code=204)
def remove_material(tx: Own, request_id: UUID, material_id: UUID) -> None:
    """Takes it back, and what left the stock with it."""
    service.remove_material(tx, request_id, material_id, own(tx))


# -- photos -------------------------------------------------------------------------------------


@router.post("/{request_id}/photos")
def announce_photo(tx: Own, request_id: UUID, body: RequestPhotoIn) -> UploadOut:
    """Says which photo comes; how much of it is here."""
    photos.require_provider(tx, request_id, own(tx))
    return photos.announce(tx, request_id, body)


@router.get("/{request_id}/photos/{photo_id}/upload")
def photo_progress(tx: Own, request_id: UUID, photo_id: UUID) -> UploadOut:
    photos.require_provider(tx, request_id, own(tx))
    return photos.progress(tx, request_id, photo_id)


@router.patch("/{request_id}/photos/{photo_id}/upload", openapi_extra=PART)
def photo_part(tx: Own, request_id: UUID, photo_id: UUID, offset: Offset, part: Part) -> UploadOut:
    """The next part: the bytes alone. 409 with `received` where it does not begin where the last one ended."""
    photos.require_provider(tx, request_id, own(tx))
    return photos.append(tx, request_id, photo_id, offset, part)


@router.get("/{request_id}/photos/{photo_id}", response_class=Response, responses=PICTURE)
def photo(tx: Own, request_id: UUID, photo_id: UUID) -> Response:
    missions.require_visible(tx, own(tx), request_id)
    return jpeg(photos.content(tx, request_id, photo_id))


@staff_router.post("/{request_id}/photos")
def announce_staff_photo(tx: Write, request_id: UUID, body: RequestPhotoIn) -> UploadOut:
    """Says which photo comes; how much of it is here."""
    return photos.announce(tx, request_id, body)


@staff_router.get("/{request_id}/photos/{photo_id}/upload")
def staff_photo_progress(tx: Write, request_id: UUID, photo_id: UUID) -> UploadOut:
    return photos.progress(tx, request_id, photo_id)


@staff_router.patch("/{request_id}/photos/{photo_id}/upload", openapi_extra=PART)
def staff_photo_part(tx: Write, request_id: UUID, photo_id: UUID, offset: Offset, part: Part) -> UploadOut:
    """The next part: the bytes alone. 409 with `received` where it does not begin where the last one ended."""
    return photos.append(tx, request_id, photo_id, offset, part)


@staff_router.get("/{request_id}/photos/{photo_id}", response_class=Response, responses=PICTURE)
def staff_photo(tx: Read, request_id: UUID, photo_id: UUID) -> Response:
    return jpeg(photos.content(tx, request_id, photo_id))


def jpeg(content: bytes) -> Response:
    return Response(content, media_type="image/jpeg", headers=PRIVATE)
