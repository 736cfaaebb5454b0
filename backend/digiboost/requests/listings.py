"""Requests as the company's people read them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from digiboost.kernel.auth import Scope
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import NotFound
from digiboost.kernel.http.json_lists import json_object, search_words, typed_key
from digiboost.kernel.http.pagination import Page, SortKey, decode_cursor, page_of
from digiboost.requests import moving
from digiboost.requests.schemas import RequestCountsOut, RequestDetail, RequestEtaOut, RequestOut, StepOfOut
from digiboost.requests.types import OVER, By, Eta, RequestSort, RequestState, Step, Urgency

etas: list[Callable[[Tx, Sequence[UUID]], dict[UUID, Eta]]] = []
"""Who foretells when somebody arrives: a higher room, joined by ``wiring``. Requests that nothing is foretold of are
left out."""

SHOWN = """r.id, r.number, r.client_name, r.client_phone, r.service_id, s.name AS service_name, r.zone_id,
 z.name AS zone_name, r.landmark, r.urgency, r.state, r.stage, r.percent, r.state_at, r.opened_at, r.wished_from,
 r.wished_until, r.provider_id, p.name AS provider_name, r.amount, r.materials_amount, r.source, r.version"""
JOINED = """ JOIN services s ON s.tenant_id = r.tenant_id AND s.id = r.service_id
 LEFT JOIN zones z ON z.tenant_id = r.tenant_id AND z.id = r.zone_id
 LEFT JOIN providers p ON p.tenant_id = r.tenant_id AND p.id = r.provider_id"""
DETAILED = """r.language, r.latitude, r.longitude, r.description, r.budget, r.quote, r.approved_amount, r.outcome,
 r.outcome_note, r.cancelled_by, r.reason, r.fee, r.accepted_at, r.enroute_at, r.arrived_at, r.started_at, r.repair_at,
 r.completed_at"""
_HISTORY = {
    **{
        name: f"h.{name}"
        for name in (
            "id", "kind", "from_state", "from_stage", "to_state", "to_stage", "reason", "note", "occurred_at",
            "received_at", "skew_ms",
        )
    },
    "by": 'h."by"',
    "actor_name": "CASE h.\"by\" WHEN 'provider' THEN hp.name WHEN 'operator' THEN hu.full_name END",
}  # fmt: skip
_OFFER = {
    **{
        name: f"o.{name}"
        for name in (
            "id", "provider_id", "wave", "rank", "score", "reasons", "state", "expires_at", "created_at",
            "delivered_at", "seen_at", "answered_at", "answered_by", "reason", "proposed_at",
        )
    },
    "provider_name": "op.name",
}  # fmt: skip
_PHOTO = {
    **{name: f"f.{name}" for name in ("id", "kind", "width", "height", "taken_at")},
    "is_whole": "f.file IS NOT NULL",
}
_MATERIAL = {
    **{name: f"m.{name}" for name in ("id", "product_id", "name", "unit_price", "amount")},
    "quantity": "trim_scale(m.quantity::numeric / 1000)",
}
_KEYS: dict[RequestSort, tuple[str, str, SortKey]] = {
    RequestSort.OPENED_AT: ("opened_at", "r.opened_at", SortKey("r.opened_at", "timestamptz", False)),
    RequestSort.LATEST: ("opened_at", "r.opened_at", SortKey("r.opened_at", "timestamptz", True)),
    RequestSort.STATE_AT: ("state_at", "r.state_at", SortKey("r.state_at", "timestamptz", False)),
    RequestSort.URGENCY: (
        "urgent",
        "urgent",
        SortKey("CASE r.urgency WHEN 'emergency' THEN 0 WHEN 'urgent' THEN 1 ELSE 2 END", "bigint", False),
    ),
}
OVER_DAYS = 7
"""How long what is over is counted on the board."""


def histories(condition: str = "") -> str:
    """The history of ``r`` as JSON, in order; ``condition`` leaves out what is not for the caller's eyes."""
    return (
        f"(SELECT coalesce(json_agg({json_object(_HISTORY)} ORDER BY h.received_at, h.id), '[]') FROM status_history h"
        " LEFT JOIN providers hp ON hp.tenant_id = h.tenant_id AND hp.id = h.provider_id"
        " LEFT JOIN users hu ON hu.tenant_id = h.tenant_id AND hu.id = h.user_id"
        f" WHERE h.tenant_id = r.tenant_id AND h.request_id = r.id{condition}) AS history"
    )


PHOTOS = (
    f"(SELECT coalesce(json_agg({json_object(_PHOTO)} ORDER BY f.created_at, f.id), '[]') FROM request_photos f"
    " WHERE f.tenant_id = r.tenant_id AND f.request_id = r.id) AS photos"
)
MATERIALS = (
    f"(SELECT coalesce(json_agg({json_object(_MATERIAL)} ORDER BY m.created_at, m.id), '[]') FROM request_materials m"
    " WHERE m.tenant_id = r.tenant_id AND m.request_id = r.id) AS materials"
)
REVIEW = (
    "(SELECT json_build_object('stars', v.stars, 'comment', v.comment, 'created_at', v.created_at) FROM reviews v"
    " WHERE v.tenant_id = r.tenant_id AND v.request_id = r.id) AS review"
)
_OFFERS = (
    f"(SELECT coalesce(json_agg({json_object(_OFFER)} ORDER BY o.created_at, o.rank, o.id), '[]') FROM offers o"
    " JOIN providers op ON op.tenant_id = o.tenant_id AND op.id = o.provider_id"
    " WHERE o.tenant_id = r.tenant_id AND o.request_id = r.id) AS offers"
)
_LINK_ACTIVE = (
    "EXISTS (SELECT FROM request_links l WHERE l.tenant_id = r.tenant_id AND l.request_id = r.id"
    " AND l.revoked_at IS NULL AND l.expires_at > %s) AS link_active"
)


def with_etas(tx: Tx, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same rows with ``eta``: what is foretold of each, or None."""
    found: dict[UUID, Eta] = {}
    for foretell in etas:
        found.update(foretell(tx, [row["id"] for row in rows]))
    for row in rows:
        eta = found.get(row["id"])
        row["eta"] = None if eta is None else RequestEtaOut(at=eta.at, low=eta.low, high=eta.high)
    return rows


def requests(
    tx: Tx,
    *,
    states: Sequence[RequestState],
    is_open: bool | None,
    urgency: Urgency | None,
    service_id: UUID | None,
    zone_id: UUID | None,
    provider_id: UUID | None,
    since: datetime | None,
    until: datetime | None,
    search: str | None,
    sort: RequestSort,
    cursor: str | None,
    limit: int,
) -> Page[RequestOut]:
    where, given = "r.tenant_id = %s", list[Any]([tx.tenant_id])

    def add(condition: str, value: Any) -> None:
        nonlocal where
        where = f"{where} AND {condition}"
        given.append(value)

    if states:
        add("r.state = ANY(%s)", [state.value for state in states])
    if is_open is not None:
        add(f"{'NOT ' if is_open else ''}r.state = ANY(%s)", [state.value for state in sorted(OVER)])
    for column, value in (
        ("urgency", urgency), ("service_id", service_id), ("zone_id", zone_id), ("provider_id", provider_id),
    ):  # fmt: skip
        if value is not None:
            add(f"r.{column} = %s", value)
    if since is not None:
        add("r.opened_at >= %s", since)
    if until is not None:
        add("r.opened_at < %s", until)
    for word in search_words(search or ""):
        add("r.search_text LIKE %s", word)
    column, _, key = _KEYS[sort]
    seen = decode_cursor(cursor, sort, 2)
    if seen is not None:
        where = f"{where} AND {key.after('r.id')}"
        given += typed_key(seen, key.sql_type)
    rows = tx.rows(
        f"SELECT {SHOWN}, {_KEYS[RequestSort.URGENCY][2].column} AS urgent FROM requests r{JOINED} WHERE {where}"
        f" ORDER BY {key.order_by('r.id')} LIMIT {limit + 1:d}",
        given,
    )
    items, following = page_of(rows, limit, sort, column)
    return Page(items=[RequestOut.model_validate(row) for row in with_etas(tx, items)], next_cursor=following)


def detail(tx: Tx, request_id: UUID) -> RequestDetail:
    """Raises NotFound."""
    row = tx.row(
        f"SELECT {SHOWN}, {DETAILED}, r.customer_id, r.search_until, r.wave, r.start_code, {histories()}, {_OFFERS},"
        f" {PHOTOS}, {MATERIALS}, {REVIEW}, {_LINK_ACTIVE} FROM requests r{JOINED} WHERE r.tenant_id = %s"
        " AND r.id = %s",
        (now(), tx.tenant_id, request_id),
    )
    if row is None:
        raise NotFound
    (row,) = with_etas(tx, [row])
    steps = moving.allowed(row, By.OPERATOR) if tx.actor.may(Scope.REQUESTS_WRITE) else []
    return RequestDetail.model_validate({**row, "allowed": steps_out(steps)})


def steps_out(steps: Sequence[Step]) -> list[StepOfOut]:
    return [StepOfOut(to_state=step.state, to_stage=step.stage) for step in steps]


def counts(tx: Tx) -> RequestCountsOut:
    rows = tx.rows(
        "SELECT state, urgency <> 'normal' AS urgent, count(*) AS n FROM requests WHERE tenant_id = %s"
        " AND state = ANY(%s) GROUP BY 1, 2 UNION ALL SELECT state, false, count(*) FROM requests"
        " WHERE tenant_id = %s AND state = ANY(%s) AND opened_at >= %s GROUP BY 1",
        (
            tx.tenant_id,
            [state.value for state in RequestState if state not in OVER],
            tx.tenant_id,
            [state.value for state in sorted(OVER)],
            now() - timedelta(days=OVER_DAYS),
        ),
    )
    found: dict[str, int] = dict.fromkeys((state.value for state in RequestState), 0)
    for row in rows:
        found[row["state"]] += row["n"]
    return RequestCountsOut(
        **found,
        open=sum(found[state] for state in RequestState if state not in OVER),
        urgent=sum(row["n"] for row in rows if row["urgent"]),
    )
