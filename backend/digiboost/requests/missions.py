"""Requests as a provider reads them: what is offered to them, and what is theirs; somebody else's is not there."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import NotFound
from digiboost.kernel.http.json_lists import json_object, typed_key
from digiboost.kernel.http.pagination import Page, SortKey, decode_cursor, page_of
from digiboost.providers.service import distance_km
from digiboost.providers.types import Place
from digiboost.requests import moving, repository
from digiboost.requests.listings import (
    DETAILED,
    JOINED,
    MATERIALS,
    PHOTOS,
    REVIEW,
    SHOWN,
    histories,
    steps_out,
    with_etas,
)
from digiboost.requests.schemas import MissionDetail, MissionOut
from digiboost.requests.settings import settings
from digiboost.requests.types import TAB_STATES, UNDER_WAY, By, MissionTab, RequestState, Urgency

_SORT = "-opened_at"
_KEY = SortKey("r.opened_at", "timestamptz", True)
_OFFER = json_object({name: f"o.{name}" for name in ("id", "expires_at", "rank", "reasons", "state")})
_WITH_OFFER = (
    f"{SHOWN}, r.latitude AS at_latitude, r.longitude AS at_longitude, z.latitude AS zone_latitude,"
    f" z.longitude AS zone_longitude, CASE WHEN o.id IS NULL THEN NULL ELSE {_OFFER} END AS offer"
)
_OPEN_OFFER = (
    f"{JOINED} LEFT JOIN offers o ON o.tenant_id = r.tenant_id AND o.request_id = r.id AND o.provider_id = %s"
    " AND o.state = 'open' AND o.expires_at > %s"
)
_THEIRS = (
    "r.id IN (SELECT id FROM requests WHERE tenant_id = %s AND provider_id = %s UNION SELECT request_id FROM offers"
    " WHERE tenant_id = %s AND provider_id = %s AND state = 'open' AND expires_at > %s)"
)


def missions(
    tx: Tx,
    provider_id: UUID,
    *,
    tab: MissionTab | None,
    urgency: Urgency | None,
    service_id: UUID | None,
    zone_id: UUID | None,
    since: datetime | None,
    until: datetime | None,
    cursor: str | None,
    limit: int,
) -> Page[MissionOut]:
    """The latest first."""
    at = now()
    where, given = f"r.tenant_id = %s AND {_THEIRS}", list[Any]([provider_id, at, tx.tenant_id])
    given += [tx.tenant_id, provider_id, tx.tenant_id, provider_id, at]
    if tab is MissionTab.NEW:
        where = f"{where} AND o.id IS NOT NULL"
    elif tab is not None:
        where = f"{where} AND r.provider_id = %s AND r.state = ANY(%s)"
        given += [provider_id, [state.value for state in TAB_STATES[tab]]]
    for condition, value in (
        ("r.urgency = %s", urgency), ("r.service_id = %s", service_id), ("r.zone_id = %s", zone_id),
        ("r.opened_at >= %s", since), ("r.opened_at < %s", until),
    ):  # fmt: skip
        if value is not None:
            where = f"{where} AND {condition}"
            given.append(value)
    seen = decode_cursor(cursor, _SORT, 2)
    if seen is not None:
        where = f"{where} AND {_KEY.after('r.id')}"
        given += typed_key(seen, _KEY.sql_type)
    rows = tx.rows(
        f"SELECT {_WITH_OFFER} FROM requests r{_OPEN_OFFER} WHERE {where}"
        f" ORDER BY {_KEY.order_by('r.id')} LIMIT {limit + 1:d}",
        given,
    )
    items, following = page_of(rows, limit, _SORT, "opened_at")
    shown = [_for_them(row, provider_id, home) for home in [_home(tx, provider_id)] for row in with_etas(tx, items)]
    return Page(items=[MissionOut.model_validate(row) for row in shown], next_cursor=following)


def mission(tx: Tx, provider_id: UUID, request_id: UUID) -> MissionDetail:
    """Raises NotFound, also for somebody else's."""
    at = now()
    own = " AND (h.provider_id IS NULL OR h.provider_id = %s)"
    row = tx.row(
        f"SELECT {_WITH_OFFER}, {DETAILED}, {histories(own)}, {PHOTOS}, {MATERIALS}, {REVIEW}"
        f" FROM requests r{_OPEN_OFFER} WHERE r.tenant_id = %s AND r.id = %s AND (r.provider_id = %s"
        " OR o.id IS NOT NULL)",
        (provider_id, provider_id, at, tx.tenant_id, request_id, provider_id),
    )
    if row is None:
        raise NotFound
    (row,) = with_etas(tx, [row])
    is_mine = row["provider_id"] == provider_id
    rules = settings(tx)
    steps = moving.allowed(row, By.PROVIDER) if is_mine and row["state"] in UNDER_WAY else []
    shown = _for_them(row, provider_id, _home(tx, provider_id))
    if not is_mine:
        # What others did with it, or the company wrote down, is for who goes there.
        shown["history"] = [one for one in row["history"] if one["kind"] == "transition"]
    shown["allowed"] = steps_out(steps)
    shown["code_needed"] = rules.start_code_required and row["state"] not in _BEGUN
    shown["quote_threshold"] = rules.quote_threshold
    return MissionDetail.model_validate(shown)


def require_visible(tx: Tx, provider_id: UUID, request_id: UUID) -> None:
    """Raises NotFound for a request that is neither offered to them, nor is or was theirs."""
    if not repository.is_for(tx, request_id, provider_id, now()):
        raise NotFound


_BEGUN = (RequestState.STARTED, RequestState.COMPLETED, RequestState.CANCELLED)


def _for_them(row: dict[str, Any], provider_id: UUID, home: Place | None) -> dict[str, Any]:
    """A row as the provider may see it: whom to call is for who has said yes."""
    where = _place(row["at_latitude"], row["at_longitude"]) or _place(row["zone_latitude"], row["zone_longitude"])
    known = home is not None and where is not None
    return {
        **row,
        "client_phone": row["client_phone"] if row["provider_id"] == provider_id else None,
        "distance_km": round(distance_km(home, where), 1) if known and home and where else None,
    }


def _place(latitude: float | None, longitude: float | None) -> Place | None:
    return None if latitude is None or longitude is None else Place(latitude, longitude)


def _home(tx: Tx, provider_id: UUID) -> Place | None:
    row = tx.row(
        "SELECT latitude, longitude FROM providers WHERE tenant_id = %s AND id = %s", (tx.tenant_id, provider_id)
    )
    return None if row is None else _place(row["latitude"], row["longitude"])
