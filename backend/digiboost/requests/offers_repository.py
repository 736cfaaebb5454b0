"""The SQL of offers: who was asked, until when, and the one statement that gives a request to one provider."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from digiboost.kernel.db.tx import Tx, jsonb
from digiboost.requests.types import OfferWanted


def set_search_until(tx: Tx, request_id: UUID, until: datetime) -> None:
    tx.run("UPDATE requests SET search_until = %s WHERE tenant_id = %s AND id = %s", (until, tx.tenant_id, request_id))


def offer(tx: Tx, offer_id: UUID, *, lock: bool = False) -> dict[str, Any] | None:
    return tx.row(
        f"SELECT * FROM offers WHERE tenant_id = %s AND id = %s{' FOR NO KEY UPDATE' if lock else ''}",
        (tx.tenant_id, offer_id),
    )


def offer_of(tx: Tx, request_id: UUID, provider_id: UUID) -> dict[str, Any] | None:
    """The open offer of a request to a provider."""
    return tx.row(
        "SELECT * FROM offers WHERE tenant_id = %s AND request_id = %s AND provider_id = %s AND state = 'open'",
        (tx.tenant_id, request_id, provider_id),
    )


def insert_offers(
    tx: Tx,
    request_id: UUID,
    wave: int,
    wanted: Sequence[tuple[UUID, OfferWanted]],
    expires_at: datetime,
    at: datetime,
) -> None:
    row = "(%s, %s, %s, %s, %s, %s, %s, %s::jsonb, 'open', %s, %s, %s, 1)"
    tx.run(
        "INSERT INTO offers (tenant_id, id, request_id, provider_id, wave, rank, score, reasons, state, expires_at,"
        f" created_at, updated_at, version) VALUES {', '.join([row] * len(wanted))}",
        [
            value
            for offer_id, one in wanted
            for value in (
                tx.tenant_id, offer_id, request_id, one.provider_id, wave, one.rank, one.score, jsonb(one.reasons),
                expires_at, at, at,
            )
        ],
    )  # fmt: skip


def take(tx: Tx, offer_id: UUID, request_id: UUID, provider_id: UUID, at: datetime) -> dict[str, Any] | None:
    """Gives the request to the provider, if it is still to be had and the offer stands: one conditional statement.
    Of many at once the second waits for the first, sees that the state is another, and changes nothing. The new row,
    or None."""
    return tx.row(
        "UPDATE requests r SET state = 'provider_accepted', stage = NULL, percent = 40, provider_id = o.provider_id,"
        " accepted_at = %(at)s, state_at = %(at)s, updated_at = %(at)s, version = r.version + 1 FROM offers o"
        " WHERE r.tenant_id = %(tenant)s AND r.id = %(request)s AND r.state = 'provider_notified'"
        " AND o.tenant_id = %(tenant)s AND o.id = %(offer)s AND o.request_id = %(request)s"
        " AND o.provider_id = %(provider)s AND o.state = 'open' AND o.expires_at > %(at)s RETURNING r.*",
        {"at": at, "tenant": tx.tenant_id, "request": request_id, "offer": offer_id, "provider": provider_id},
    )


def answer(
    tx: Tx, offer_id: UUID, state: str, via: str, at: datetime, reason: str | None = None
) -> dict[str, Any] | None:
    """An open offer's answer; None when it is open no more. An answer has seen what it answers."""
    return tx.row(
        "UPDATE offers SET state = %(state)s, answered_at = %(at)s, answered_by = %(via)s, reason = %(reason)s,"
        " seen_at = coalesce(seen_at, %(at)s), delivered_at = coalesce(delivered_at, %(at)s), updated_at = %(at)s,"
        " version = version + 1 WHERE tenant_id = %(tenant)s AND id = %(offer)s AND state = 'open' RETURNING *",
        {"state": state, "at": at, "via": via, "reason": reason, "tenant": tx.tenant_id, "offer": offer_id},
    )


def assign(tx: Tx, offer_id: UUID, at: datetime) -> None:
    """An operator accepts in the provider's stead: whether it was delivered is not for them to say."""
    tx.run(
        "UPDATE offers SET state = 'accepted', answered_at = %s, answered_by = 'operator', updated_at = %s,"
        " version = version + 1 WHERE tenant_id = %s AND id = %s AND state = 'open'",
        (at, at, tx.tenant_id, offer_id),
    )


def withdraw(tx: Tx, request_id: UUID, states: Sequence[str], at: datetime, provider_id: UUID | None = None) -> int:
    """Takes back a request's offers that are in one of ``states``, all or one provider's; how many."""
    whose = "" if provider_id is None else " AND provider_id = %(provider)s"
    return tx.run(
        "UPDATE offers SET state = 'withdrawn', updated_at = %(at)s, version = version + 1"
        f" WHERE tenant_id = %(tenant)s AND request_id = %(request)s AND state = ANY(%(states)s){whose}",
        {
            "at": at, "tenant": tx.tenant_id, "request": request_id, "states": list(states), "provider": provider_id,
        },
    )  # fmt: skip


def expire(tx: Tx, request_ids: Sequence[UUID], at: datetime) -> None:
    tx.run(
        "UPDATE offers SET state = 'expired', updated_at = %s, version = version + 1 WHERE tenant_id = %s"
        " AND request_id = ANY(%s) AND state = 'open' AND expires_at <= %s",
        (at, tx.tenant_id, list(request_ids), at),
    )


def expiring(tx: Tx, at: datetime) -> list[UUID]:
    """Requests with an open offer whose moment is over."""
    rows = tx.rows(
        "SELECT DISTINCT request_id FROM offers WHERE tenant_id = %s AND state = 'open' AND expires_at <= %s",
        (tx.tenant_id, at),
    )
    return [row["request_id"] for row in rows]


def offered_to(tx: Tx, provider_id: UUID) -> list[UUID]:
    """Requests with an open offer to this provider."""
    rows = tx.rows(
        "SELECT request_id FROM offers WHERE tenant_id = %s AND provider_id = %s AND state = 'open'",
        (tx.tenant_id, provider_id),
    )
    return [row["request_id"] for row in rows]


def still_open(tx: Tx, request_ids: Sequence[UUID]) -> set[UUID]:
    """Those of these requests that have an open offer."""
    rows = tx.rows(
        "SELECT DISTINCT request_id FROM offers WHERE tenant_id = %s AND request_id = ANY(%s) AND state = 'open'",
        (tx.tenant_id, list(request_ids)),
    )
    return {row["request_id"] for row in rows}


def next_expiry(tx: Tx) -> datetime | None:
    found: datetime | None = tx.value(
        "SELECT min(expires_at) FROM offers WHERE tenant_id = %s AND state = 'open'", (tx.tenant_id,)
    )
    return found


def offers_of(tx: Tx, request_id: UUID) -> list[dict[str, Any]]:
    return tx.rows(
        "SELECT * FROM offers WHERE tenant_id = %s AND request_id = %s ORDER BY created_at, rank, id",
        (tx.tenant_id, request_id),
    )


def set_notification(tx: Tx, offer_id: UUID, notification_id: UUID) -> None:
    tx.run(
        "UPDATE offers SET notification_id = %s WHERE tenant_id = %s AND id = %s",
        (notification_id, tx.tenant_id, offer_id),
    )


def delivered(tx: Tx, notification_id: UUID, at: datetime) -> UUID | None:
    """The request whose offer is there now; None when it was there before."""
    found: UUID | None = tx.value(
        "UPDATE offers SET delivered_at = %s WHERE tenant_id = %s AND notification_id = %s AND delivered_at IS NULL"
        " RETURNING request_id",
        (at, tx.tenant_id, notification_id),
    )
    return found


def seen(tx: Tx, offer_id: UUID, at: datetime) -> bool:
    return bool(
        tx.run(
            "UPDATE offers SET seen_at = %s, delivered_at = coalesce(delivered_at, %s) WHERE tenant_id = %s AND id = %s"
            " AND seen_at IS NULL",
            (at, at, tx.tenant_id, offer_id),
        )
    )


def propose(tx: Tx, offer_id: UUID, proposed: datetime, at: datetime) -> None:
    tx.run(
        "UPDATE offers SET proposed_at = %s, seen_at = coalesce(seen_at, %s),"
        " delivered_at = coalesce(delivered_at, %s), updated_at = %s, version = version + 1"
        " WHERE tenant_id = %s AND id = %s",
        (proposed, at, at, at, tx.tenant_id, offer_id),
    )
