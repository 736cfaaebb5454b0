"""The SQL of requests that writes, and what is computed from it. It reads services, zones, providers and people where
they lie, and writes only its own tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from digiboost.kernel.db.tx import Tx


def wait_for_id(tx: Tx, wanted: UUID) -> None:
    """Of racing requests that carry the same id the second waits for the first."""
    tx.run("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"request/{wanted}",))


def one_enroute_at_a_time(tx: Tx, provider_id: UUID) -> None:
    """Of two missions of one provider that set out at once the second waits for the first."""
    tx.run("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"enroute/{tx.tenant_id}/{provider_id}",))


def take_number(tx: Tx) -> int:
    """The tenant's next number. Who takes one at the same time waits for the end of this transaction."""
    taken: int = tx.value(
        "INSERT INTO request_counters AS c (tenant_id, next_number) VALUES (%s, 2)"
        " ON CONFLICT (tenant_id) DO UPDATE SET next_number = c.next_number + 1 RETURNING next_number - 1",
        (tx.tenant_id,),
    )
    return taken


def lock_requests(tx: Tx, ids: Sequence[UUID]) -> list[dict[str, Any]]:
    """These requests, locked in the order of their ids."""
    return tx.rows(
        "SELECT * FROM requests WHERE tenant_id = %s AND id = ANY(%s) ORDER BY id FOR NO KEY UPDATE",
        (tx.tenant_id, list(ids)),
    )


def update_request(tx: Tx, request_id: UUID, changes: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """Changes a request and moves its version on; the new row."""
    assignments = "".join(f"{column} = %s, " for column in changes)
    row = tx.row(
        f"UPDATE requests SET {assignments}updated_at = %s, version = version + 1 WHERE tenant_id = %s AND id = %s"
        " RETURNING *",
        (*changes.values(), at, tx.tenant_id, request_id),
    )
    if row is None:
        raise LookupError(request_id)
    return row


def add_history(tx: Tx, values: Mapping[str, Any]) -> None:
    names = ", ".join(f'"{name}"' for name in values)
    tx.run(
        f"INSERT INTO status_history (tenant_id, {names}) VALUES (%s, {', '.join(['%s'] * len(values))})",
        (tx.tenant_id, *values.values()),
    )


def history_row(tx: Tx, event_id: UUID) -> dict[str, Any] | None:
    return tx.row("SELECT * FROM status_history WHERE tenant_id = %s AND id = %s", (tx.tenant_id, event_id))


def had(tx: Tx, request_id: UUID, provider_id: UUID) -> bool:
    """Whether the mission was this provider's once."""
    return bool(
        tx.value(
            "SELECT EXISTS (SELECT FROM status_history WHERE tenant_id = %s AND request_id = %s AND provider_id = %s"
            " AND kind = 'transition' AND to_state = 'provider_accepted')",
            (tx.tenant_id, request_id, provider_id),
        )
    )


def service_facts(tx: Tx, service_id: UUID) -> dict[str, Any] | None:
    return tx.row(
        "SELECT id, name, is_active FROM services WHERE tenant_id = %s AND id = %s", (tx.tenant_id, service_id)
    )


def zone_facts(tx: Tx, zone_id: UUID) -> dict[str, Any] | None:
    return tx.row("SELECT id, name, is_active FROM zones WHERE tenant_id = %s AND id = %s", (tx.tenant_id, zone_id))


def zones(tx: Tx) -> list[dict[str, Any]]:
    return tx.rows(
        "SELECT id, name, city, latitude, longitude, radius_km FROM zones WHERE tenant_id = %s AND is_active"
        " ORDER BY city, name_key, id",
        (tx.tenant_id,),
    )


def services(tx: Tx) -> list[dict[str, Any]]:
    return tx.rows(
        "SELECT id, name, base_price FROM services WHERE tenant_id = %s AND is_active ORDER BY name_key, id",
        (tx.tenant_id,),
    )


def provider_facts(tx: Tx, provider_id: UUID) -> dict[str, Any] | None:
    return tx.row(
        "SELECT id, user_id, name, latitude, longitude, is_active FROM providers WHERE tenant_id = %s AND id = %s",
        (tx.tenant_id, provider_id),
    )


def provider_of(tx: Tx, user_id: UUID) -> UUID | None:
    found: UUID | None = tx.value(
        "SELECT id FROM providers WHERE tenant_id = %s AND user_id = %s AND is_active", (tx.tenant_id, user_id)
    )
    return found


def other_enroute(tx: Tx, provider_id: UUID, request_id: UUID) -> int | None:
    """The number of another request to which the provider is on the way."""
    found: int | None = tx.value(
        "SELECT number FROM requests WHERE tenant_id = %s AND provider_id = %s AND state = 'provider_enroute'"
        " AND id <> %s LIMIT 1",
        (tx.tenant_id, provider_id, request_id),
    )
    return found


def exclude(tx: Tx, request_id: UUID, provider_id: UUID, reason: str | None, at: datetime) -> None:
    """``reason`` is None for who declined: a search that begins anew may ask them again."""
    tx.run(
        "INSERT INTO request_exclusions (tenant_id, request_id, provider_id, reason, created_at)"
        " VALUES (%s, %s, %s, %s, %s) ON CONFLICT (tenant_id, request_id, provider_id)"
        " DO UPDATE SET reason = coalesce(excluded.reason, request_exclusions.reason)",
        (tx.tenant_id, request_id, provider_id, reason, at),
    )


def forget_refusals(tx: Tx, request_id: UUID) -> None:
    tx.run(
        "DELETE FROM request_exclusions WHERE tenant_id = %s AND request_id = %s AND reason IS NULL",
        (tx.tenant_id, request_id),
    )


def excluded(tx: Tx, request_id: UUID) -> list[UUID]:
    rows = tx.rows(
        "SELECT provider_id FROM request_exclusions WHERE tenant_id = %s AND request_id = %s",
        (tx.tenant_id, request_id),
    )
    return [row["provider_id"] for row in rows]


def settings(tx: Tx, *, lock: bool = False) -> dict[str, Any] | None:
    return tx.row(
        "SELECT form_open, start_code_required, quote_threshold, cancel_fee, version FROM request_settings"
        f" WHERE tenant_id = %s{' FOR NO KEY UPDATE' if lock else ''}",
        (tx.tenant_id,),
    )


def load(tx: Tx, provider_ids: Sequence[UUID]) -> dict[UUID, int]:
    rows = tx.rows(
        "SELECT provider_id, count(*) AS missions FROM requests WHERE tenant_id = %s AND provider_id = ANY(%s)"
        " AND state IN ('provider_accepted', 'provider_enroute', 'provider_arrived', 'service_started')"
        " GROUP BY provider_id",
        (tx.tenant_id, list(provider_ids)),
    )
    return {row["provider_id"]: row["missions"] for row in rows}


def acceptance(tx: Tx, provider_ids: Sequence[UUID], since: datetime) -> dict[UUID, tuple[int, int]]:
    rows = tx.rows(
        "SELECT provider_id, count(*) FILTER (WHERE state = 'accepted') AS accepted, count(*) AS delivered FROM offers"
        " WHERE tenant_id = %s AND provider_id = ANY(%s) AND created_at >= %s AND state <> 'open'"
        " AND (delivered_at IS NOT NULL OR seen_at IS NOT NULL OR answered_at IS NOT NULL)"
        " AND (answered_by IS NULL OR answered_by <> 'operator') GROUP BY provider_id",
        (tx.tenant_id, list(provider_ids), since),
    )
    return {row["provider_id"]: (row["accepted"], row["delivered"]) for row in rows}


def served(tx: Tx, provider_id: UUID, customer_id: UUID | None, phone: str | None) -> bool:
    return bool(
        tx.value(
            "SELECT EXISTS (SELECT FROM requests WHERE tenant_id = %s AND provider_id = %s"
            " AND state = 'service_completed' AND (customer_id = %s OR client_phone = %s))",
            (tx.tenant_id, provider_id, customer_id, phone),
        )
    )


def open_settings(tx: Tx) -> None:
    tx.run(
        "INSERT INTO request_settings (tenant_id, form_open, start_code_required, quote_threshold, cancel_fee, version)"
        " VALUES (%s, true, true, NULL, 0, 0) ON CONFLICT (tenant_id) DO NOTHING",
        (tx.tenant_id,),
    )


def update_settings(tx: Tx, changes: Mapping[str, Any]) -> None:
    assignments = "".join(f"{column} = %s, " for column in changes)
    tx.run(
        f"UPDATE request_settings SET {assignments}version = version + 1 WHERE tenant_id = %s",
        (*changes.values(), tx.tenant_id),
    )


def slug(tx: Tx) -> str | None:
    found: str | None = tx.value("SELECT slug FROM public_forms WHERE company_id = %s", (tx.tenant_id,))
    return found


def set_slug(tx: Tx, wanted: str) -> None:
    tx.run(
        "INSERT INTO public_forms (slug, company_id) VALUES (%s, %s)"
        " ON CONFLICT (company_id) DO UPDATE SET slug = excluded.slug",
        (wanted, tx.tenant_id),
    )


def company_of_form(tx: Tx, wanted: str) -> UUID | None:
    """Whose form an address opens; the caller named the address to the policy before."""
    found: UUID | None = tx.value("SELECT company_id FROM public_forms WHERE slug = %s", (wanted,))
    return found


def is_for(tx: Tx, request_id: UUID, provider_id: UUID, at: datetime) -> bool:
    """Whether a request is a provider's, was, or is offered to them at ``at``."""
    return bool(
        tx.value(
            "SELECT EXISTS (SELECT FROM requests WHERE tenant_id = %(tenant)s AND id = %(request)s"
            " AND provider_id = %(provider)s) OR EXISTS (SELECT FROM offers WHERE tenant_id = %(tenant)s"
            " AND request_id = %(request)s AND provider_id = %(provider)s AND state = 'open' AND expires_at > %(at)s)",
            {"tenant": tx.tenant_id, "request": request_id, "provider": provider_id, "at": at},
        )
    ) or had(tx, request_id, provider_id)


def request_provider(tx: Tx, request_id: UUID) -> dict[str, Any] | None:
    return tx.row(
        "SELECT provider_id, state FROM requests WHERE tenant_id = %s AND id = %s", (tx.tenant_id, request_id)
    )


def concerned(tx: Tx, request_ids: Sequence[UUID], since: datetime) -> dict[UUID, list[UUID]]:
    """The people among the providers whose screens show these requests: who has one, who is asked, and who had or was
    asked until ``since``."""
    rows = tx.rows(
        "SELECT o.request_id, array_agg(DISTINCT p.user_id) AS user_ids FROM offers o JOIN providers p"
        " ON p.tenant_id = o.tenant_id AND p.id = o.provider_id JOIN requests r ON r.tenant_id = o.tenant_id"
        " AND r.id = o.request_id WHERE o.tenant_id = %s AND o.request_id = ANY(%s) AND p.user_id IS NOT NULL"
        " AND (o.state = 'open' OR o.updated_at >= %s OR p.id = r.provider_id) GROUP BY o.request_id",
        (tx.tenant_id, list(request_ids), since),
    )
    return {row["request_id"]: row["user_ids"] for row in rows}
