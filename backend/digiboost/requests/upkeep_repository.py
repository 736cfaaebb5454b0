"""The SQL of the night, and of who leaves."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from digiboost.kernel.db.tx import Tx
from digiboost.kernel.text import fold

_UNDER_WAY = "('provider_accepted', 'provider_enroute', 'provider_arrived', 'service_started')"


def waits(tx: Tx, customer_id: UUID) -> bool:
    return bool(
        tx.value(
            "SELECT EXISTS (SELECT FROM requests WHERE tenant_id = %s AND customer_id = %s"
            " AND state NOT IN ('service_completed', 'cancelled', 'no_provider_found'))",
            (tx.tenant_id, customer_id),
        )
    )


def erase(tx: Tx, customer_id: UUID, name: str, at: datetime) -> list[UUID]:
    """Takes the person out of their requests; which these are."""
    rows = tx.rows(
        "UPDATE requests SET client_name = %s, client_phone = NULL, landmark = NULL, latitude = NULL, longitude = NULL,"
        " description = NULL, outcome_note = NULL, search_text = %s, updated_at = %s, version = version + 1"
        " WHERE tenant_id = %s AND customer_id = %s RETURNING id",
        (name, fold(name), at, tx.tenant_id, customer_id),
    )
    ids = [row["id"] for row in rows]
    tx.run(
        "UPDATE request_links SET revoked_at = %s WHERE tenant_id = %s AND request_id = ANY(%s) AND revoked_at IS NULL",
        (at, tx.tenant_id, ids),
    )
    tx.run(
        "UPDATE reviews SET comment = NULL WHERE tenant_id = %s AND request_id = ANY(%s)",
        (tx.tenant_id, ids),
    )
    return ids


def drop_unfinished(tx: Tx, before: datetime) -> list[UUID]:
    rows = tx.rows(
        "DELETE FROM request_photos WHERE tenant_id = %s AND file IS NULL AND updated_at < %s RETURNING id",
        (tx.tenant_id, before),
    )
    return [row["id"] for row in rows]


def off_their_history(tx: Tx) -> list[dict[str, Any]]:
    return tx.rows(
        "SELECT r.number, r.state, r.percent, h.to_state AS moved_to FROM requests r JOIN LATERAL (SELECT to_state,"
        " to_stage FROM status_history WHERE tenant_id = %(tenant)s AND request_id = r.id AND kind = 'transition'"
        " ORDER BY received_at DESC, id DESC LIMIT 1) h ON true WHERE r.tenant_id = %(tenant)s"
        " AND (h.to_state, h.to_stage) IS DISTINCT FROM (r.state, r.stage) ORDER BY r.number",
        {"tenant": tx.tenant_id},
    )


def off_their_materials(tx: Tx) -> list[dict[str, Any]]:
    return tx.rows(
        "SELECT r.number, r.materials_amount, coalesce(m.summed, 0)::bigint AS summed FROM requests r LEFT JOIN"
        " (SELECT request_id, sum(amount) AS summed FROM request_materials WHERE tenant_id = %(tenant)s"
        " GROUP BY request_id) m ON m.request_id = r.id WHERE r.tenant_id = %(tenant)s"
        " AND r.materials_amount <> coalesce(m.summed, 0) ORDER BY r.number",
        {"tenant": tx.tenant_id},
    )


def off_their_offers(tx: Tx) -> list[dict[str, Any]]:
    return tx.rows(
        "SELECT r.number, r.state FROM requests r WHERE r.tenant_id = %(tenant)s"
        f" AND r.state IN {_UNDER_WAY} AND NOT EXISTS (SELECT FROM offers o WHERE o.tenant_id = %(tenant)s"
        " AND o.request_id = r.id AND o.state = 'accepted' AND o.provider_id = r.provider_id) ORDER BY r.number",
        {"tenant": tx.tenant_id},
    )
