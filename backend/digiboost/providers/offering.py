"""What a company sends people out for, and where to."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from digiboost.identity.service import record_audit
from digiboost.kernel import changes as feed
from digiboost.kernel.db.bulk import unreferenced
from digiboost.kernel.db.rows import find_row, insert_row, refusing_duplicates, update_row
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import Invalid, NotFound
from digiboost.kernel.http.versions import check_version
from digiboost.kernel.ids import new_id
from digiboost.kernel.text import fold
from digiboost.providers import repository
from digiboost.providers.errors import ServiceNameTaken, ZoneNameTaken
from digiboost.providers.schemas import ServiceIn, ServicePatch, ZoneIn, ZoneList, ZoneOut, ZonePatch
from digiboost.providers.types import SERVICE, ZONE, City

NAMES = {
    "uq_services_tenant_id_name_key": ServiceNameTaken,
    "uq_zones_tenant_id_name_key": ZoneNameTaken,
}


def require_service(tx: Tx, service_id: UUID) -> None:
    """Raises NotFound. One that is offered no more still counts: missions name it."""
    if not repository.exists(tx, "services", service_id):
        raise NotFound


def require_zone(tx: Tx, zone_id: UUID) -> None:
    """Raises NotFound."""
    if not repository.exists(tx, "zones", zone_id):
        raise NotFound


def create_service(tx: Tx, wanted: ServiceIn) -> UUID:
    """Raises ServiceNameTaken."""
    return _create(tx, "services", SERVICE, wanted)


def edit_service(tx: Tx, service_id: UUID, wanted: ServicePatch) -> None:
    """Raises NotFound, VersionConflict, ServiceNameTaken."""
    _edit(tx, "services", SERVICE, service_id, wanted, may_be_none={"base_price"})


def delete_service(tx: Tx, service_id: UUID) -> None:
    """Removed with the skills for it; where requests name it, it stays and is offered no more. Raises NotFound,
    VersionConflict."""
    _delete(tx, "services", SERVICE, service_id, "provider_skills", "service_id")


def create_zone(tx: Tx, wanted: ZoneIn) -> UUID:
    """Raises ZoneNameTaken."""
    return _create(tx, "zones", ZONE, wanted)


def edit_zone(tx: Tx, zone_id: UUID, wanted: ZonePatch) -> None:
    """Raises NotFound, VersionConflict, ZoneNameTaken."""
    _edit(tx, "zones", ZONE, zone_id, wanted)


def delete_zone(tx: Tx, zone_id: UUID) -> None:
    """Removed, also from everybody's zones; where requests name it, it stays and is served no more. Raises NotFound,
    VersionConflict."""
    _delete(tx, "zones", ZONE, zone_id, "provider_zones", "zone_id")


def add_districts(tx: Tx, city: City) -> ZoneList:
    """Adds a city's districts; those that the company has already (by name) stay as they are. A name that it uses for
    another city's district gets the city behind it."""
    shown, districts = ready_made(city)
    taken, added = repository.zone_names(tx), []
    for district in districts:
        name = district["name"]
        if taken.get(fold(name), shown) != shown:
            name = f"{name} ({shown})"
        if fold(name) in taken:
            continue
        taken[fold(name)] = shown
        added.append({**district, "id": new_id(), "name": name, "name_key": fold(name), "city": shown})
    ids = [zone["id"] for zone in added]
    if added:
        with refusing_duplicates(NAMES):
            repository.insert_zones(tx, added)
        feed.note(tx, ZONE, ids)
    record_audit(tx, "zones.added", "zone", city, count=len(added))
    return ZoneList(items=[ZoneOut(**row) for row in repository.zones(tx, ids)])


@lru_cache
def ready_made(city: City) -> tuple[str, Sequence[dict[str, Any]]]:
    """The city as it is written, and its districts: ``name``, ``latitude``, ``longitude``, ``radius_km``."""
    known = json.loads((Path(__file__).with_name("cities") / f"{city}.json").read_text(encoding="utf-8"))
    return known["city"], known["districts"]


def _create(tx: Tx, table: str, word: str, wanted: BaseModel) -> UUID:
    values = wanted.model_dump()
    row_id: UUID = values.pop("id") or new_id()
    with refusing_duplicates(NAMES):
        insert_row(tx, table, {**values, "id": row_id, "name_key": fold(values["name"]), "is_active": True})
    feed.note(tx, word, [row_id])
    record_audit(tx, f"{word}.created", word, row_id)
    return row_id


def _edit(
    tx: Tx,
    table: str,
    word: str,
    row_id: UUID,
    wanted: BaseModel,
    *,
    may_be_none: set[str] | frozenset[str] = frozenset(),
) -> None:
    changes = given(wanted, may_be_none)
    _locked(tx, table, row_id)
    if "name" in changes:
        changes["name_key"] = fold(changes["name"])
    with refusing_duplicates(NAMES):
        update_row(tx, table, row_id, changes)
    feed.note(tx, word, [row_id])
    record_audit(tx, f"{word}.edited", word, row_id, fields=sorted(wanted.model_fields_set))


def _delete(tx: Tx, table: str, word: str, row_id: UUID, links: str, column: str) -> None:
    _locked(tx, table, row_id)
    unused = unreferenced(tx, table, "r", ignoring=[links])
    if tx.value(f"SELECT {unused} FROM {table} r WHERE tenant_id = %s AND id = %s", (tx.tenant_id, row_id)):
        tx.run(f"DELETE FROM {links} WHERE tenant_id = %s AND {column} = %s", (tx.tenant_id, row_id))
        repository.delete(tx, table, row_id, "true")
    else:
        update_row(tx, table, row_id, {"is_active": False})
    feed.note(tx, word, [row_id])
    record_audit(tx, f"{word}.deleted", word, row_id)


def _locked(tx: Tx, table: str, row_id: UUID) -> dict[str, Any]:
    row = find_row(tx, table, row_id, lock=True)
    if row is None:
        raise NotFound
    check_version(tx, row["version"])
    return row


def given(wanted: BaseModel, may_be_none: set[str] | frozenset[str] = frozenset()) -> dict[str, Any]:
    """The fields that were sent. Raises Invalid where one is null that must hold something."""
    changes = wanted.model_dump(exclude_unset=True)
    for name, value in changes.items():
        if value is None and name not in may_be_none:
            raise Invalid(name, "field.missing")
    return changes
