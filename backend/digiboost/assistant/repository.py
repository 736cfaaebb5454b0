"""The SQL of the assistant: what people wrote, what they are about to do, and what they ask about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from digiboost.kernel.db.tx import Tx, jsonb
from digiboost.kernel.http.json_lists import json_page
from digiboost.kernel.http.pagination import SortKey

Row = dict[str, Any]

FOUND_AT_MOST = 200
CATALOGUE_AT_MOST = 20_000
"""Products whose names are compared letter by letter when none is spelled as asked."""


def take_turn(tx: Tx, phone: str) -> None:
    """Messages of one telephone are dealt with one after the other, in every company."""
    tx.run("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"assistant:{phone}",))


def home(tx: Tx, user_id: UUID, adapter: str, event_id: str) -> Row | None:
    """The company as one of those of a telephone: its name, when this person last wrote to it, and whether this very
    message was dealt with here."""
    return tx.row(
        "SELECT t.name, (SELECT max(c.received_at) FROM chat_messages c WHERE c.tenant_id = t.id AND c.user_id ="
        " %(user)s) AS last_at, EXISTS (SELECT FROM chat_messages c WHERE c.tenant_id = t.id AND c.adapter ="
        " %(adapter)s AND c.event_id = %(event)s) AS known FROM tenants t WHERE t.id = %(tenant)s",
        {"tenant": tx.tenant_id, "user": user_id, "adapter": adapter, "event": event_id},
    )


def is_known(tx: Tx, adapter: str, event_id: str) -> bool:
    return (
        tx.value(
            "SELECT 1 FROM chat_messages WHERE tenant_id = %s AND adapter = %s AND event_id = %s",
            (tx.tenant_id, adapter, event_id),
        )
        is not None
    )


def keep(tx: Tx, row: Row) -> None:
    tx.run(
        "INSERT INTO chat_messages (tenant_id, adapter, event_id, id, user_id, channel, text, intent, received_at)"
        " VALUES (%(tenant)s, %(adapter)s, %(event_id)s, %(id)s, %(user_id)s, %(channel)s, %(text)s, %(intent)s,"
        " %(received_at)s)",
        {**row, "tenant": tx.tenant_id},
    )


def written_since(tx: Tx, user_id: UUID, since: datetime) -> int:
    return int(
        tx.value(
            "SELECT count(*) FROM chat_messages WHERE tenant_id = %s AND received_at > %s AND user_id = %s",
            (tx.tenant_id, since, user_id),
        )
    )


def forget(tx: Tx, messages_before: datetime, proposals_before: datetime) -> None:
    tx.run("DELETE FROM chat_messages WHERE tenant_id = %s AND received_at < %s", (tx.tenant_id, messages_before))
    tx.run("DELETE FROM chat_proposals WHERE tenant_id = %s AND expires_at < %s", (tx.tenant_id, proposals_before))


# -- what somebody is about to do -----------------------------------------------------------------


def proposal(tx: Tx, user_id: UUID) -> Row | None:
    """Locked: of two answers the second sees what the first did."""
    return tx.row(
        "SELECT content, expires_at FROM chat_proposals WHERE tenant_id = %s AND user_id = %s FOR UPDATE",
        (tx.tenant_id, user_id),
    )


def propose(tx: Tx, user_id: UUID, content: Row, expires_at: datetime) -> None:
    tx.run(
        "INSERT INTO chat_proposals (tenant_id, user_id, kind, content, expires_at) VALUES (%s, %s, 'sale', %s::jsonb,"
        " %s) ON CONFLICT (tenant_id, user_id) DO UPDATE SET kind = EXCLUDED.kind, content = EXCLUDED.content,"
        " expires_at = EXCLUDED.expires_at",
        (tx.tenant_id, user_id, jsonb(content), expires_at),
    )


def withdraw(tx: Tx, user_id: UUID) -> None:
    tx.run("DELETE FROM chat_proposals WHERE tenant_id = %s AND user_id = %s", (tx.tenant_id, user_id))


# -- what they ask about --------------------------------------------------------------------------

_PRODUCT = (
    "SELECT p.id, p.code, p.name, p.name_key, p.unit, p.sale_price, p.barcode, p.search_text, l.on_hand, l.status"
    " FROM products p LEFT JOIN stock_levels l ON l.tenant_id = p.tenant_id AND l.product_id = p.id"
    " WHERE p.tenant_id = %s"
)


def products_with(tx: Tx, patterns: Sequence[str]) -> list[Row]:
    """Active products whose search text is like all of ``patterns``."""
    return tx.rows(
        f"{_PRODUCT} AND p.is_active AND p.search_text LIKE ALL (%s::text[]) ORDER BY p.name_key, p.id LIMIT %s",
        (tx.tenant_id, list(patterns), FOUND_AT_MOST),
    )


def names(tx: Tx) -> list[tuple[UUID, str]]:
    rows = tx.rows(
        "SELECT id, name_key FROM products WHERE tenant_id = %s AND is_active ORDER BY name_key, id LIMIT %s",
        (tx.tenant_id, CATALOGUE_AT_MOST),
    )
    return [(row["id"], row["name_key"]) for row in rows]


def products(tx: Tx, ids: Sequence[UUID]) -> list[Row]:
    """In the order of ``ids``."""
    found = {row["id"]: row for row in tx.rows(f"{_PRODUCT} AND p.id = ANY(%s)", (tx.tenant_id, list(ids)))}
    return [found[one] for one in ids if one in found]


def firing(tx: Tx) -> list[Row]:
    """The alerts that are open and that nobody has dealt with, the most urgent first."""
    return tx.rows(
        "SELECT r.type, p.name FROM alerts a JOIN alert_rules r ON r.tenant_id = a.tenant_id AND r.id = a.rule_id"
        " LEFT JOIN products p ON p.tenant_id = a.tenant_id AND p.id = a.subject_id AND a.subject_type = 'product'"
        " WHERE a.tenant_id = %s AND a.state = 'firing' AND a.silenced_by IS NULL"
        " ORDER BY a.urgency, r.type, a.started_at, a.id LIMIT 1000",
        (tx.tenant_id,),
    )


# -- messages about alerts ------------------------------------------------------------------------


def alert_messages(tx: Tx, user_id: UUID, since: datetime, until: datetime) -> list[Row]:
    """Those that somebody was sent then, the newest first."""
    return tx.rows(
        "SELECT id, created_at, answer, answered_at FROM alert_messages WHERE tenant_id = %s AND user_id = %s"
        " AND created_at BETWEEN %s AND %s ORDER BY created_at DESC, id DESC LIMIT 50",
        (tx.tenant_id, user_id, since, until),
    )


def has_alert_message(tx: Tx, user_id: UUID, message_id: UUID) -> bool:
    return (
        tx.value(
            "SELECT 1 FROM alert_messages WHERE tenant_id = %s AND user_id = %s AND id = %s",
            (tx.tenant_id, user_id, message_id),
        )
        is not None
    )


def awaits(tx: Tx, user_id: UUID, at: datetime, since: datetime) -> bool:
    """Whether a proposal is open, or a message about alerts has no answer yet."""
    return bool(
        tx.value(
            "SELECT EXISTS (SELECT FROM chat_proposals c WHERE c.tenant_id = %(tenant)s AND c.user_id = %(user)s"
            " AND c.expires_at > %(at)s AND c.content ->> 'step' <> 'done') OR EXISTS (SELECT FROM alert_messages m"
            " WHERE m.tenant_id = %(tenant)s AND m.user_id = %(user)s AND m.created_at > %(since)s"
            " AND m.answer IS NULL)",
            {"tenant": tx.tenant_id, "user": user_id, "at": at, "since": since},
        )
    )


def messages(tx: Tx, user_id: UUID | None, cursor: str | None, limit: int) -> bytes:
    """What people wrote, the latest first."""
    conditions, given = "", [tx.tenant_id]
    if user_id is not None:
        conditions, given = " AND m.user_id = %s", [tx.tenant_id, user_id]
    return json_page(
        tx,
        "FROM chat_messages m LEFT JOIN users u ON u.tenant_id = m.tenant_id AND u.id = m.user_id"
        f" WHERE m.tenant_id = %s{conditions}",
        given,
        fields=_MESSAGE,
        sort="-received_at",
        key=SortKey("m.received_at", "timestamptz", True),
        unique="m.id",
        cursor=cursor,
        limit=limit,
    )


_MESSAGE = {
    "id": "m.id",
    "user_id": "m.user_id",
    "user_name": "u.full_name",
    "channel": "m.channel",
    "text": "m.text",
    "intent": "m.intent",
    "received_at": "m.received_at",
}
