"""The SQL of dispatch: its settings, its watch, and what it asks of offers and requests."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from digiboost.kernel.db.tx import Tx, jsonb
from digiboost.kernel.db.watch import Watch

Row = dict[str, Any]
WATCH = Watch("dispatch_watch")

_SETTINGS = (
    "offer_seconds", "urgent_offer_seconds", "wave_size", "waves", "search_minutes", "radius_km", "auto_redirect",
    "version",
)  # fmt: skip


def settings(tx: Tx, *, lock: bool = False) -> Row | None:
    return tx.row(
        f"SELECT {', '.join(_SETTINGS)}, weights FROM dispatch_settings WHERE tenant_id = %s"
        f"{' FOR NO KEY UPDATE' if lock else ''}",
        (tx.tenant_id,),
    )


def save_settings(tx: Tx, values: Mapping[str, Any], at: datetime) -> None:
    columns = {name: values[name] for name in _SETTINGS}
    tx.run(
        f"INSERT INTO dispatch_settings (tenant_id, {', '.join(columns)}, weights, updated_at)"
        f" VALUES (%s, {', '.join(['%s'] * len(columns))}, %s::jsonb, %s) ON CONFLICT (tenant_id) DO UPDATE SET"
        f" {', '.join(f'{name} = EXCLUDED.{name}' for name in columns)}, weights = EXCLUDED.weights,"
        " updated_at = EXCLUDED.updated_at",
        (tx.tenant_id, *columns.values(), jsonb(values["weights"]), at),
    )


# -- when to look again -------------------------------------------------------------------------


def look_by(tx: Tx, at: datetime) -> None:
    """The company is looked at then at the latest; with the commit, so that searches of one company do not wait for
    each other."""
    tx.later(
        "INSERT INTO dispatch_watch AS w (company_id, next_at) VALUES (%(tenant)s, %(at)s) ON CONFLICT (company_id)"
        " DO UPDATE SET next_at = least(w.next_at, EXCLUDED.next_at)",
        {"tenant": tx.tenant_id, "at": at},
    )


def lock_watch(tx: Tx) -> None:
    """Taken last: whoever plans a moment meanwhile (``look_by``) does so on top of what is set here."""
    tx.run(
        "INSERT INTO dispatch_watch AS w (company_id, next_at) VALUES (%(tenant)s, 'infinity') ON CONFLICT (company_id)"
        " DO UPDATE SET next_at = w.next_at",
        {"tenant": tx.tenant_id},
    )


def next_moment(tx: Tx) -> Row:
    """When the first open offer ends, how many searches have no open offer, and when the first of these is over."""
    found = tx.row(
        "SELECT (SELECT min(expires_at) FROM offers WHERE tenant_id = %(tenant)s AND state = 'open') AS expires_at,"
        " min(search_until) AS search_until, count(*) AS waiting"
        " FROM requests WHERE tenant_id = %(tenant)s AND state = 'provider_search'",
        {"tenant": tx.tenant_id},
    )
    if found is None:
        raise RuntimeError("an aggregate has one row")
    return found


def searching(tx: Tx, limit: int) -> list[UUID]:
    """The requests for which somebody is looked for and nobody is being asked, the most urgent first."""
    rows = tx.rows(
        "SELECT id FROM requests WHERE tenant_id = %s AND state = 'provider_search'"
        " ORDER BY CASE urgency WHEN 'emergency' THEN 0 WHEN 'urgent' THEN 1 ELSE 2 END, opened_at, id LIMIT %s",
        (tx.tenant_id, limit),
    )
    return [row["id"] for row in rows]


# -- requests and offers ------------------------------------------------------------------------


def request(tx: Tx, request_id: UUID, *, lock: bool = False) -> Row | None:
    """What a search needs of a request; with ``lock`` it waits for whoever moves it."""
    return tx.row(
        "SELECT r.id, r.number, r.state, r.urgency, r.service_id, r.zone_id, r.latitude, r.longitude, r.landmark,"
        " r.description, r.budget, r.wished_from, r.wished_until, r.customer_id, r.client_name, r.client_phone,"
        " r.language, r.search_until, r.wave, r.opened_at, s.name AS service_name, z.name AS zone_name,"
        " z.latitude AS zone_latitude, z.longitude AS zone_longitude FROM requests r"
        " JOIN services s ON s.tenant_id = r.tenant_id AND s.id = r.service_id"
        " LEFT JOIN zones z ON z.tenant_id = r.tenant_id AND z.id = r.zone_id"
        f" WHERE r.tenant_id = %s AND r.id = %s{' FOR NO KEY UPDATE OF r' if lock else ''}",
        (tx.tenant_id, request_id),
    )


def times_asked(tx: Tx, request_id: UUID) -> dict[UUID, int]:
    """How often each provider let an offer of this request pass."""
    rows = tx.rows(
        "SELECT provider_id, count(*) AS times FROM offers WHERE tenant_id = %s AND request_id = %s"
        " AND state = 'expired' GROUP BY provider_id",
        (tx.tenant_id, request_id),
    )
    return {row["provider_id"]: row["times"] for row in rows}


def asked_now(tx: Tx, request_id: UUID) -> set[UUID]:
    rows = tx.rows(
        "SELECT provider_id FROM offers WHERE tenant_id = %s AND request_id = %s AND state = 'open'",
        (tx.tenant_id, request_id),
    )
    return {row["provider_id"] for row in rows}


def open_offers(tx: Tx, provider_ids: Collection[UUID], since: datetime) -> dict[UUID, int]:
    """How many offers wait for each provider's answer; none made before ``since`` is open any more."""
    rows = tx.rows(
        "SELECT provider_id, count(*) AS waiting FROM offers WHERE tenant_id = %s AND provider_id = ANY(%s)"
        " AND created_at > %s AND state = 'open' GROUP BY provider_id",
        (tx.tenant_id, list(provider_ids), since),
    )
    return {row["provider_id"]: row["waiting"] for row in rows}


def taken_on(tx: Tx, provider_ids: Collection[UUID], since: datetime) -> dict[UUID, int]:
    """How many missions each provider took on since then."""
    rows = tx.rows(
        "SELECT provider_id, count(*) AS taken FROM offers WHERE tenant_id = %s AND provider_id = ANY(%s)"
        " AND created_at > %s AND state = 'accepted' GROUP BY provider_id",
        (tx.tenant_id, list(provider_ids), since),
    )
    return {row["provider_id"]: row["taken"] for row in rows}


def closed_messages(tx: Tx, request_id: UUID) -> list[UUID]:
    """The messages of a request's offers that are not open any more and may still be on their way."""
    rows = tx.rows(
        "SELECT o.notification_id FROM offers o JOIN notifications n ON n.tenant_id = o.tenant_id"
        " AND n.id = o.notification_id WHERE o.tenant_id = %s AND o.request_id = %s"
        " AND o.state IN ('accepted', 'declined', 'withdrawn') AND n.state IN ('queued', 'sent')",
        (tx.tenant_id, request_id),
    )
    return [row["notification_id"] for row in rows]


# -- whose answer it is -------------------------------------------------------------------------


def call(tx: Tx, phone: str, offer_id: UUID, user_id: UUID, until: datetime) -> None:
    tx.later(
        "INSERT INTO offer_calls (phone, company_id, offer_id, user_id, until) VALUES (%s, %s, %s, %s, %s)"
        " ON CONFLICT (phone, company_id, offer_id) DO NOTHING",
        (phone, tx.tenant_id, offer_id, user_id, until),
    )


def calls(tx: Tx, phone: str, at: datetime) -> list[Row]:
    """(company, person) of each who was sent an offer to this telephone that may still be answered, of every company.
    A worker's question."""
    return tx.rows(
        "SELECT DISTINCT company_id, user_id FROM offer_calls WHERE phone = %s AND until > %s"
        " ORDER BY company_id, user_id",
        (phone, at),
    )


def forget_calls(tx: Tx, at: datetime) -> None:
    tx.run("DELETE FROM offer_calls WHERE company_id = %s AND until < %s", (tx.tenant_id, at))


def recent_offers(tx: Tx, provider_id: UUID, since: datetime) -> list[Row]:
    """A provider's offers since then, the newest first, with what an answer by message needs."""
    return tx.rows(
        "SELECT o.id, o.state, o.expires_at, o.created_at, o.notification_id, o.answered_at, r.number,"
        " s.name AS service_name, z.name AS zone_name FROM offers o"
        " JOIN requests r ON r.tenant_id = o.tenant_id AND r.id = o.request_id"
        " JOIN services s ON s.tenant_id = r.tenant_id AND s.id = r.service_id"
        " LEFT JOIN zones z ON z.tenant_id = r.tenant_id AND z.id = r.zone_id"
        " WHERE o.tenant_id = %s AND o.provider_id = %s AND o.created_at > %s ORDER BY o.created_at DESC, o.id"
        " LIMIT 20",
        (tx.tenant_id, provider_id, since),
    )


def of_offer(tx: Tx, offer_id: UUID) -> Row | None:
    """The request of an offer, with what its provider needs to begin."""
    return tx.row(
        "SELECT r.id, r.number, r.client_name, r.client_phone, r.landmark, s.name AS service_name,"
        " z.name AS zone_name FROM offers o JOIN requests r ON r.tenant_id = o.tenant_id AND r.id = o.request_id"
        " JOIN services s ON s.tenant_id = r.tenant_id AND s.id = r.service_id"
        " LEFT JOIN zones z ON z.tenant_id = r.tenant_id AND z.id = r.zone_id"
        " WHERE o.tenant_id = %s AND o.id = %s",
        (tx.tenant_id, offer_id),
    )


def told_of_offers(tx: Tx, provider_ids: Collection[UUID]) -> set[UUID]:
    """Those of these providers who want messages about offers; the others see them in the application."""
    rows = tx.rows(
        "SELECT id FROM providers WHERE tenant_id = %s AND id = ANY(%s) AND notify_offers",
        (tx.tenant_id, list(provider_ids)),
    )
    return {row["id"] for row in rows}
