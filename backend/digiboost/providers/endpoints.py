"""What the company offers, where, and whom it sends: for its staff."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import File, Response, UploadFile

from digiboost.kernel.auth import Scope
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import NotFound
from digiboost.kernel.http.json_lists import json_page, json_row, search_words
from digiboost.kernel.http.pagination import Cursor, Limit, Page, Search, SortKey
from digiboost.kernel.http.routing import PRIVATE, allow, api_router
from digiboost.providers import repository, service
from digiboost.providers.schemas import (
    AbsenceIn,
    AbsenceOut,
    CertificateIn,
    CertificateOut,
    HoursIn,
    ProviderDetail,
    ProviderIn,
    ProviderOut,
    ProviderPatch,
    ProviderSort,
    ReadyMadeIn,
    ServiceIn,
    ServiceOut,
    ServicePatch,
    SkillsIn,
    ZoneIn,
    ZoneList,
    ZoneOut,
    ZonePatch,
    ZonesIn,
)

router = api_router(tags=["providers"])

Read = Annotated[Tx, allow(Scope.PROVIDERS_READ)]
Write = Annotated[Tx, allow(Scope.PROVIDERS_WRITE)]
Photo = Annotated[UploadFile, File(description="A PNG or JPEG of 8 MB at the most")]
JPEG: dict[int | str, dict[str, Any]] = {200: {"content": {"image/jpeg": {}}}}


def jpeg(content: bytes) -> Response:
    return Response(content, media_type="image/jpeg", headers=PRIVATE)


# -- services -----------------------------------------------------------------------------------


def _service(tx: Tx, service_id: UUID) -> bytes:
    found = json_row(
        tx, "FROM services s WHERE s.tenant_id = %s AND s.id = %s", (tx.tenant_id, service_id), repository.SERVICE
    )
    if found is None:
        raise NotFound
    return found


@router.get("/services", response_model=Page[ServiceOut])
def services(tx: Read, search: Search = None, limit: Limit = 50, cursor: Cursor = None) -> bytes:
    """What people are sent out for, by name; also what is offered no more."""
    return json_page(
        tx,
        "FROM services s WHERE s.tenant_id = %s AND s.name_key LIKE ALL (%s::text[])",
        (tx.tenant_id, search_words(search or "")),
        fields=repository.SERVICE,
        sort="name",
        key=SortKey("s.name_key", "text", descending=False),
        unique="s.id",
        cursor=cursor,
        limit=limit,
    )


@router.post("/services", status_code=201, response_model=ServiceOut)
def create_service(tx: Write, body: ServiceIn) -> bytes:
    return _service(tx, service.create_service(tx, body))


@router.patch("/services/{service_id}", response_model=ServiceOut)
def edit_service(tx: Write, service_id: UUID, body: ServicePatch) -> bytes:
    service.edit_service(tx, service_id, body)
    return _service(tx, service_id)


@router.delete("/services/{service_id}", status_code=204)
def delete_service(tx: Write, service_id: UUID) -> None:
    """Removed with everybody's skill for it; where requests name it, it stays and is offered no more."""
    service.delete_service(tx, service_id)


# -- zones --------------------------------------------------------------------------------------


def _zone(tx: Tx, zone_id: UUID) -> bytes:
    found = json_row(tx, "FROM zones z WHERE z.tenant_id = %s AND z.id = %s", (tx.tenant_id, zone_id), repository.ZONE)
    if found is None:
        raise NotFound
    return found


@router.get("/zones", response_model=Page[ZoneOut])
def zones(tx: Read, search: Search = None, limit: Limit = 50, cursor: Cursor = None) -> bytes:
    """Where people are sent to, by name; also what is served no more."""
    return json_page(
        tx,
        "FROM zones z WHERE z.tenant_id = %s AND z.name_key LIKE ALL (%s::text[])",
        (tx.tenant_id, search_words(search or "")),
        fields=repository.ZONE,
        sort="name",
        key=SortKey("z.name_key", "text", descending=False),
        unique="z.id",
        cursor=cursor,
        limit=limit,
    )


@router.post("/zones", status_code=201, response_model=ZoneOut)
def create_zone(tx: Write, body: ZoneIn) -> bytes:
    return _zone(tx, service.create_zone(tx, body))


@router.post("/zones/ready-made", status_code=201)
def add_districts(tx: Write, body: ReadyMadeIn) -> ZoneList:
    """Adds the districts of a city that the company does not have yet; the answer holds those that were added."""
    return service.add_districts(tx, body.city)


@router.patch("/zones/{zone_id}", response_model=ZoneOut)
def edit_zone(tx: Write, zone_id: UUID, body: ZonePatch) -> bytes:
    service.edit_zone(tx, zone_id, body)
    return _zone(tx, zone_id)


@router.delete("/zones/{zone_id}", status_code=204)
def delete_zone(tx: Write, zone_id: UUID) -> None:
    """Removed, also from everybody's zones; where requests name it, it stays and is served no more."""
    service.delete_zone(tx, zone_id)


# -- providers ----------------------------------------------------------------------------------


@router.get("/providers")
def providers(
    tx: Read,
    search: Search = None,
    service_id: UUID | None = None,
    zone_id: UUID | None = None,
    available: bool | None = None,
    sort: ProviderSort = ProviderSort.NAME,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[ProviderOut]:
    """Found by name or telephone; ``available`` are those who may be asked at this moment."""
    return service.providers(
        tx,
        search=search,
        service_id=service_id,
        zone_id=zone_id,
        available=available,
        sort=sort,
        limit=limit,
        cursor=cursor,
    )


@router.post("/providers", status_code=201)
def create_provider(tx: Write, body: ProviderIn) -> ProviderDetail:
    return service.detail(tx, service.create(tx, body))


@router.get("/providers/{provider_id}")
def provider(tx: Read, provider_id: UUID) -> ProviderDetail:
    return service.detail(tx, provider_id)


@router.patch("/providers/{provider_id}")
def edit_provider(tx: Write, provider_id: UUID, body: ProviderPatch) -> ProviderDetail:
    service.edit(tx, provider_id, body)
    return service.detail(tx, provider_id)


@router.delete("/providers/{provider_id}", status_code=204)
def delete_provider(tx: Write, provider_id: UUID) -> None:
    """Removed; where missions name them, everything personal is erased and the missions stay."""
    service.delete(tx, provider_id)


@router.put("/providers/{provider_id}/skills")
def set_skills(tx: Write, provider_id: UUID, body: SkillsIn) -> ProviderDetail:
    service.set_skills(tx, provider_id, body.skills)
    return service.detail(tx, provider_id)


@router.put("/providers/{provider_id}/zones")
def set_zones(tx: Write, provider_id: UUID, body: ZonesIn) -> ProviderDetail:
    service.set_zones(tx, provider_id, body.zone_ids)
    return service.detail(tx, provider_id)


@router.put("/providers/{provider_id}/hours")
def set_hours(tx: Write, provider_id: UUID, body: HoursIn) -> ProviderDetail:
    """The whole week; an empty one means any hour."""
    service.set_hours(tx, provider_id, body.hours)
    return service.detail(tx, provider_id)


@router.post("/providers/{provider_id}/absences", status_code=201)
def add_absence(tx: Write, provider_id: UUID, body: AbsenceIn) -> AbsenceOut:
    """Days on which somebody is not there, both included."""
    return service.add_absence(tx, provider_id, body)


@router.delete("/providers/{provider_id}/absences/{absence_id}", status_code=204)
def remove_absence(tx: Write, provider_id: UUID, absence_id: UUID) -> None:
    service.remove_absence(tx, provider_id, absence_id)


@router.post("/providers/{provider_id}/certificates", status_code=201)
def add_certificate(tx: Write, provider_id: UUID, body: CertificateIn) -> CertificateOut:
    return service.add_certificate(tx, provider_id, body)


@router.delete("/providers/{provider_id}/certificates/{certificate_id}", status_code=204)
def remove_certificate(tx: Write, provider_id: UUID, certificate_id: UUID) -> None:
    service.remove_certificate(tx, provider_id, certificate_id)


@router.get("/providers/{provider_id}/certificates/{certificate_id}/file", response_class=Response, responses=JPEG)
def certificate_file(tx: Read, provider_id: UUID, certificate_id: UUID) -> Response:
    return jpeg(service.certificate_file(tx, provider_id, certificate_id))


@router.put("/providers/{provider_id}/certificates/{certificate_id}/file", status_code=204)
def set_certificate_file(tx: Write, provider_id: UUID, certificate_id: UUID, file: Photo) -> None:
    """A picture of the paper; what is kept is drawn anew from what was sent."""
    service.set_certificate_file(tx, provider_id, certificate_id, file.file)


@router.get("/providers/{provider_id}/photo", response_class=Response, responses=JPEG)
def photo(tx: Read, provider_id: UUID) -> Response:
    return jpeg(service.photo(tx, provider_id))


@router.put("/providers/{provider_id}/photo", status_code=204)
def set_photo(tx: Write, provider_id: UUID, file: Photo) -> None:
    """Replaces the photo; what is kept is drawn anew from what was sent."""
    service.set_photo(tx, provider_id, file.file)


@router.delete("/providers/{provider_id}/photo", status_code=204)
def remove_photo(tx: Write, provider_id: UUID) -> None:
    service.remove_photo(tx, provider_id)
