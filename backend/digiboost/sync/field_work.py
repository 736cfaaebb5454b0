"""What phones keep of work outside the house: of the company's people all requests, of who is sent out their own."""

from __future__ import annotations

from dataclasses import replace

from digiboost.catalog.types import PRODUCT
from digiboost.kernel.auth import Scope
from digiboost.kernel.http.json_lists import quantity
from digiboost.providers.types import PROVIDER, SERVICE, ZONE
from digiboost.requests.types import OFFER, OVER, REQUEST
from digiboost.sync.kinds import Kind

MISSION, MATERIAL = "mission", "material"
"""A request as its provider sees it, and a product as one sees it who may take it along."""

_OVER = ", ".join(f"'{state}'" for state in sorted(OVER))
_LIVE_OR_RECENT = f"(r.state NOT IN ({_OVER}) OR r.state_at >= %(recent)s)"

# -- whose a mission is -------------------------------------------------------------------------

_MINE = "r.provider_id = %(provider)s"
_MY_OFFER = "o.tenant_id = %(tenant)s AND o.request_id = r.id AND o.provider_id = %(provider)s"
_OFFERED = f"EXISTS (SELECT 1 FROM offers o WHERE {_MY_OFFER} AND o.state = 'open')"
_EVER_MINE = (
    f"EXISTS (SELECT 1 FROM offers o WHERE {_MY_OFFER}) OR EXISTS (SELECT 1 FROM status_history h"
    " WHERE h.tenant_id = %(tenant)s AND h.request_id = r.id AND h.provider_id = %(provider)s)"
)
"""Who was asked, or had it, may hear that it is gone."""


def _if_mine(column: str) -> str:
    """What only somebody sees whose mission it is: an offer alone does not open it."""
    return f"CASE WHEN {_MINE} THEN {column} END"


_OFFER = f"""(SELECT json_build_object('id', o.id, 'state', o.state, 'rank', o.rank, 'reasons', o.reasons,
    'created_at', o.created_at, 'expires_at', o.expires_at, 'proposed_at', o.proposed_at)
    FROM offers o WHERE {_MY_OFFER} ORDER BY o.created_at DESC, o.id DESC LIMIT 1)"""
_PHOTOS = """(SELECT coalesce(json_agg(json_build_array(p.id, p.kind, p.size, p.file IS NOT NULL)
    ORDER BY p.created_at, p.id), '[]') FROM request_photos p WHERE p.tenant_id = %(tenant)s AND p.request_id = r.id)"""
_MATERIALS = f"""(SELECT coalesce(json_agg(json_build_array(m.id, m.product_id, m.name, {quantity("m.quantity")},
    m.unit_price, m.amount) ORDER BY m.created_at, m.id), '[]') FROM request_materials m
    WHERE m.tenant_id = %(tenant)s AND m.request_id = r.id)"""
_HISTORY = """(SELECT coalesce(json_agg(json_build_array(h.id, h.kind, h.to_state, h.to_stage, h.by, h.reason, h.note,
    h.occurred_at, h.received_at) ORDER BY h.received_at, h.id), '[]') FROM status_history h
    WHERE h.tenant_id = %(tenant)s AND h.request_id = r.id
        AND (h.provider_id = %(provider)s OR (h.provider_id IS NULL AND h.received_at >= r.accepted_at)))"""

_NAMES = {
    "service_id": "r.service_id",
    "service_name": "s.name",
    "zone_id": "r.zone_id",
    "zone_name": "z.name",
}
_NAMED = (
    "JOIN services s ON s.tenant_id = r.tenant_id AND s.id = r.service_id"
    " LEFT JOIN zones z ON z.tenant_id = r.tenant_id AND z.id = r.zone_id"
)
_WHERE_IT_STANDS = {
    "urgency": "r.urgency",
    "state": "r.state",
    "stage": "r.stage",
    "percent": "r.percent",
    "state_at": "r.state_at",
    "opened_at": "r.opened_at",
    "wished_from": "r.wished_from",
    "wished_until": "r.wished_until",
}

_MISSION = Kind(
    MISSION,
    Scope.MISSIONS,
    "requests",
    {
        "id": "r.id",
        "number": "r.number",
        "mine": f"coalesce({_MINE}, false)",
        "client_name": "r.client_name",
        "client_phone": _if_mine("r.client_phone"),
        "language": "r.language",
        **_NAMES,
        "landmark": "r.landmark",
        "latitude": "r.latitude",
        "longitude": "r.longitude",
        "description": "r.description",
        "budget": "r.budget",
        **_WHERE_IT_STANDS,
        "accepted_at": _if_mine("r.accepted_at"),
        "completed_at": _if_mine("r.completed_at"),
        "outcome": _if_mine("r.outcome"),
        "outcome_note": _if_mine("r.outcome_note"),
        "amount": _if_mine("r.amount"),
        "materials_amount": _if_mine("r.materials_amount"),
        "quote": _if_mine("r.quote"),
        "approved_amount": _if_mine("r.approved_amount"),
        "cancelled_by": "r.cancelled_by",
        "reason": _if_mine("r.reason"),
        "code_needed": "coalesce(c.start_code_required, true)",
        "quote_threshold": "c.quote_threshold",
        "version": "r.version",
        "offer": _OFFER,
        "photos": _PHOTOS,
        "materials": f"coalesce({_if_mine(_MATERIALS)}, '[]')",
        "history": f"coalesce({_if_mine(_HISTORY)}, '[]')",
    },
    f"{_NAMED} LEFT JOIN request_settings c ON c.tenant_id = r.tenant_id",
    where=f"(({_MINE} AND {_LIVE_OR_RECENT}) OR {_OFFERED})",
    at_first="(SELECT * FROM requests WHERE tenant_id = %(tenant)s AND id IN (SELECT id FROM requests"
    " WHERE tenant_id = %(tenant)s AND provider_id = %(provider)s UNION ALL SELECT request_id FROM offers"
    " WHERE tenant_id = %(tenant)s AND provider_id = %(provider)s AND state = 'open'))",
    word=REQUEST,
    through={
        OFFER: "SELECT request_id AS id FROM offers WHERE tenant_id = %(tenant)s AND id = ANY(%(ids)s)"
        " AND provider_id = %(provider)s"
    },
    own=_EVER_MINE,
)

_MATERIAL = Kind(
    MATERIAL,
    Scope.MISSIONS,
    "products",
    {"id": "r.id", "name": "r.name", "unit": "r.unit", "sale_price": "r.sale_price"},
    where="r.is_active",
    word=PRODUCT,
)

_REQUEST = Kind(
    REQUEST,
    Scope.REQUESTS_READ,
    "requests",
    {
        "id": "r.id",
        "number": "r.number",
        "client_name": "r.client_name",
        "client_phone": "r.client_phone",
        **_NAMES,
        "landmark": "r.landmark",
        **_WHERE_IT_STANDS,
        "provider_id": "r.provider_id",
        "provider_name": "v.name",
        "amount": "r.amount",
        "materials_amount": "r.materials_amount",
        "source": "r.source",
        "version": "r.version",
    },
    f"{_NAMED} LEFT JOIN providers v ON v.tenant_id = r.tenant_id AND v.id = r.provider_id",
    where=_LIVE_OR_RECENT,
)

_SERVICE = Kind(
    SERVICE,
    Scope.PROVIDERS_READ,
    "services",
    {
        "id": "r.id",
        "name": "r.name",
        "base_price": "r.base_price",
        "minutes": "r.minutes",
        "is_active": "r.is_active",
        "version": "r.version",
    },
)

_ZONE = Kind(
    ZONE,
    Scope.PROVIDERS_READ,
    "zones",
    {
        "id": "r.id",
        "name": "r.name",
        "city": "r.city",
        "latitude": "r.latitude",
        "longitude": "r.longitude",
        "radius_km": "r.radius_km",
        "is_active": "r.is_active",
        "version": "r.version",
    },
)

_PROVIDER = Kind(
    PROVIDER,
    Scope.PROVIDERS_READ,
    "providers",
    {
        "id": "r.id",
        "user_id": "r.user_id",
        "name": "r.name",
        "phone": "r.phone",
        "rating": "round(r.rating_sum::numeric / nullif(r.rating_count, 0), 1)",
        "rating_count": "r.rating_count",
        "has_photo": "r.photo IS NOT NULL",
        "is_available": "r.is_available",
        "away_from": "r.away_from",
        "away_until": "r.away_until",
        "is_active": "r.is_active",
        "capacity": "r.capacity",
        "lead_id": "r.lead_id",
        "service_ids": "(SELECT coalesce(json_agg(k.service_id ORDER BY k.service_id), '[]') FROM provider_skills k"
        " WHERE k.tenant_id = %(tenant)s AND k.provider_id = r.id)",
        "zone_ids": "(SELECT coalesce(json_agg(k.zone_id ORDER BY k.zone_id), '[]') FROM provider_zones k"
        " WHERE k.tenant_id = %(tenant)s AND k.provider_id = r.id)",
        "version": "r.version",
    },
)

_MYSELF = "r.id = %(provider)s"

FOR_PEOPLE_OF_THE_HOUSE = (_SERVICE, _ZONE, _PROVIDER, _REQUEST)
FOR_WHO_IS_SENT_OUT = (
    replace(_SERVICE, scope=Scope.MISSIONS),
    replace(_ZONE, scope=Scope.MISSIONS),
    replace(_PROVIDER, scope=Scope.MISSIONS, where=_MYSELF, own=_MYSELF),
    _MATERIAL,
    _MISSION,
)
