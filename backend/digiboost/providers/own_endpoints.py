"""What providers see and change of themselves."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import File, Response, UploadFile

from digiboost.kernel.auth import Scope
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.http.routing import PRIVATE, allow, api_router
from digiboost.providers import service
from digiboost.providers.schemas import AbsenceIn, AbsenceOut, AvailabilityIn, HoursIn, OwnPatch, ProviderDetail

router = api_router(prefix="/me/provider", tags=["missions"])

Own = Annotated[Tx, allow(Scope.MISSIONS)]


@router.get("")
def me(tx: Own) -> ProviderDetail:
    return service.detail(tx, service.own(tx))


@router.patch("")
def edit_me(tx: Own, body: OwnPatch) -> ProviderDetail:
    """Name, telephone, skills and team are the company's to change."""
    provider_id = service.own(tx)
    service.edit(tx, provider_id, body)
    return service.detail(tx, provider_id)


@router.put("/availability")
def set_availability(tx: Own, body: AvailabilityIn) -> ProviderDetail:
    """The switch and the away mode, as a whole."""
    provider_id = service.own(tx)
    service.set_availability(tx, provider_id, body.is_available, body.away_from, body.away_until)
    return service.detail(tx, provider_id)


@router.post("/absences", status_code=201)
def add_absence(tx: Own, body: AbsenceIn) -> AbsenceOut:
    """Days on which one is not there, both included."""
    return service.add_absence(tx, service.own(tx), body)


@router.delete("/absences/{absence_id}", status_code=204)
def remove_absence(tx: Own, absence_id: UUID) -> None:
    service.remove_absence(tx, service.own(tx), absence_id)


@router.put("/hours")
def set_hours(tx: Own, body: HoursIn) -> ProviderDetail:
    """The whole week; an empty one means any hour."""
    provider_id = service.own(tx)
    service.set_hours(tx, provider_id, body.hours)
    return service.detail(tx, provider_id)


@router.get("/photo", response_class=Response, responses={200: {"content": {"image/jpeg": {}}}})
def photo(tx: Own) -> Response:
    return Response(service.photo(tx, service.own(tx)), media_type="image/jpeg", headers=PRIVATE)


@router.put("/photo", status_code=204)
def set_photo(tx: Own, file: Annotated[UploadFile, File(description="A PNG or JPEG of 8 MB at the most")]) -> None:
    """Replaces the photo; what is kept is drawn anew from what was sent."""
    service.set_photo(tx, service.own(tx), file.file)


@router.delete("/photo", status_code=204)
def remove_photo(tx: Own) -> None:
    service.remove_photo(tx, service.own(tx))
