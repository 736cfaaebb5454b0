"""The search for somebody who goes: its beginning, its end without anybody, and its beginning anew."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from digiboost.kernel.db.tx import Tx
from digiboost.requests import moving, offers_repository, repository
from digiboost.requests.errors import MoveRefused, PlaceMissing, ServiceGone
from digiboost.requests.types import By, RequestState, Step

SEARCH = Step(RequestState.SEARCH)


def begin_search(tx: Tx, request_id: UUID, until: datetime | None, by: By = By.SYSTEM) -> dict[str, Any]:
    """Looks for somebody until ``until``; the new row. One that is being looked for already gets the new end alone.
    Raises NotFound, MoveRefused, PlaceMissing, ServiceGone."""
    row = moving.locked(tx, request_id)
    if row["state"] == RequestState.SEARCH:
        return _until(tx, row, until)
    if row["state"] == RequestState.RECEIVED:
        moving.require_move(row, SEARCH, by)
        require_searchable(tx, row)
        return moving.move(tx, row, SEARCH, by, changes={"search_until": until, "wave": 0})
    return relaunch_locked(tx, row, by, until)


def _until(tx: Tx, row: dict[str, Any], until: datetime | None) -> dict[str, Any]:
    if row["search_until"] == until or until is None:
        return row
    offers_repository.set_search_until(tx, row["id"], until)
    return {**row, "search_until": until}


def relaunch(tx: Tx, request_id: UUID, by: By) -> dict[str, Any]:
    """Looks again where nobody was found; who declined may be asked again, who gave it back is not. Raises NotFound,
    MoveRefused, PlaceMissing, ServiceGone."""
    row = moving.locked(tx, request_id)
    if row["state"] == RequestState.RECEIVED and by is By.OPERATOR:
        return begin_search(tx, request_id, None, by)
    return relaunch_locked(tx, row, by, None)


def relaunch_locked(tx: Tx, row: dict[str, Any], by: By, until: datetime | None) -> dict[str, Any]:
    if row["state"] != RequestState.NO_PROVIDER:
        # What has offers, or somebody who goes, comes back to the search by other verbs.
        raise MoveRefused().expose(current=moving.current(row))
    moving.require_move(row, SEARCH, by)
    require_searchable(tx, row)
    repository.forget_refusals(tx, row["id"])
    return moving.move(tx, row, SEARCH, by, changes={"search_until": until, "wave": 0})


def require_searchable(tx: Tx, row: dict[str, Any]) -> None:
    """Raises ServiceGone, PlaceMissing: nobody can be asked to do what is not done, or to go nowhere."""
    service = repository.service_facts(tx, row["service_id"])
    if service is None or not service["is_active"]:
        raise ServiceGone
    if row["latitude"] is not None:
        return
    zone = None if row["zone_id"] is None else repository.zone_facts(tx, row["zone_id"])
    if zone is None or not zone["is_active"]:
        raise PlaceMissing


def give_up(tx: Tx, request_id: UUID) -> dict[str, Any]:
    """Nobody was found. Raises NotFound, MoveRefused."""
    row = moving.locked(tx, request_id)
    return moving.move(tx, row, Step(RequestState.NO_PROVIDER), By.SYSTEM)
