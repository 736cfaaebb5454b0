"""The rows of notifications that several of this room's verbs touch."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from digiboost.kernel.db.tx import Tx, jsonb

Row = dict[str, Any]

REQUEUE_SECONDS = 30
"""How long a hint stays with the broker before the sweep believes that it was forgotten."""


def wishes(tx: Tx, user_id: UUID, kind: str) -> Row:
    """One person's settings, their preference for ``kind`` and their push subscriptions, in one question; null
    where there are none."""
    found = tx.row(
        "SELECT s.tone, s.quiet_from, s.quiet_until, s.daily_at, p.channels, p.frequency,"
        " (SELECT coalesce(json_agg(json_build_object('endpoint', d.endpoint, 'p256dh', d.p256dh, 'auth', d.auth)"
        " ORDER BY d.id), '[]') FROM push_subscriptions d WHERE d.tenant_id = %(tenant)s AND d.user_id = %(user)s)"
        " AS devices FROM (SELECT 1) one"
        " LEFT JOIN notification_settings s ON s.tenant_id = %(tenant)s AND s.user_id = %(user)s"
        " LEFT JOIN notification_preferences p ON p.tenant_id = %(tenant)s AND p.user_id = %(user)s"
        " AND p.kind = %(kind)s",
        {"tenant": tx.tenant_id, "user": user_id, "kind": kind},
    )
    if found is None:
        raise RuntimeError("a row of one is a row")
    return found


def add_notification(tx: Tx, values: Row) -> bool:
    """False when its key was told before."""
    columns = {"tenant_id": tx.tenant_id, **values, "content": jsonb(values["content"])}
    places = ", ".join("%s::jsonb" if name == "content" else "%s" for name in columns)
    return (
        tx.run(
            f"INSERT INTO notifications ({', '.join(columns)}) VALUES ({places})"
            " ON CONFLICT (tenant_id, key) DO NOTHING",
            list(columns.values()),
        )
        == 1
    )


def told_before(tx: Tx, key: str) -> Row:
    found = tx.row(
        "SELECT id, state FROM notifications WHERE tenant_id = %s AND key = %s",
        (tx.tenant_id, key),
    )
    if found is None:
        raise RuntimeError("a key that is taken has its row")
    return found


def add_send(
    tx: Tx, send_id: UUID, notification_id: UUID, position: int, channel: str, address: str, state: str, at: datetime
) -> None:
    tx.later(
        "INSERT INTO notification_sends (tenant_id, id, notification_id, position, channel, address, state, attempts,"
        " created_at) VALUES (%s, %s, %s, %s, %s, %s, %s, 0, %s)",
        (tx.tenant_id, send_id, notification_id, position, channel, address, state, at),
    )


def add_file(tx: Tx, notification_id: UUID, position: int, name: str, media_type: str, path: str) -> None:
    tx.later(
        "INSERT INTO notification_files (tenant_id, notification_id, position, name, media_type, path)"
        " VALUES (%s, %s, %s, %s, %s, %s)",
        (tx.tenant_id, notification_id, position, name, media_type, path),
    )


def queue(tx: Tx, what: str, subject_id: UUID, next_at: datetime, hinted_at: datetime | None = None) -> None:
    """Has something done at ``next_at``, or earlier where an earlier moment is known. ``hinted_at`` when the broker
    is told with this commit."""
    tx.later(
        "INSERT INTO notification_queue AS q (company_id, what, subject_id, next_at, hinted_at)"
        " VALUES (%(tenant)s, %(what)s, %(subject)s, %(at)s, %(hinted)s)"
        " ON CONFLICT (company_id, what, subject_id) DO UPDATE SET next_at = least(q.next_at, EXCLUDED.next_at),"
        " hinted_at = EXCLUDED.hinted_at",
        {"tenant": tx.tenant_id, "what": what, "subject": subject_id, "at": next_at, "hinted": hinted_at},
    )


Write = Callable[[str, dict[str, Any]], object]
"""``tx.later``, or ``tx.run`` where the answer shows what was written."""


def requeue(tx: Tx, write: Write, send_id: UUID, next_at: datetime, hinted_at: datetime | None = None) -> None:
    """Has a send done at ``next_at``, whatever was known."""
    write(
        "INSERT INTO notification_queue AS q (company_id, what, subject_id, next_at, hinted_at)"
        " VALUES (%(tenant)s, %(what)s, %(subject)s, %(at)s, %(hinted)s)"
        " ON CONFLICT (company_id, what, subject_id) DO UPDATE SET next_at = EXCLUDED.next_at,"
        " hinted_at = EXCLUDED.hinted_at",
        {"tenant": tx.tenant_id, "what": "send", "subject": send_id, "at": next_at, "hinted": hinted_at},
    )


def unqueue(tx: Tx, write: Write, send_id: UUID) -> None:
    write(
        "DELETE FROM notification_queue WHERE company_id = %(tenant)s AND what = 'send' AND subject_id = %(send)s",
        {"tenant": tx.tenant_id, "send": send_id},
    )


def due(tx: Tx, at: datetime) -> Row:
    """How much is due, of every company, and since when the oldest of it. A worker's question."""
    found = tx.row(
        "SELECT count(*) AS waiting, min(next_at) AS oldest FROM notification_queue WHERE next_at <= %s", (at,)
    )
    if found is None:
        raise RuntimeError("an aggregate has one row")
    return found


def forgotten(tx: Tx, at: datetime, hinted_before: datetime, limit: int) -> list[Row]:
    """What is due and lies with no broker, of every company; it counts as hinted from now on. A worker's question."""
    return tx.rows(
        "UPDATE notification_queue SET hinted_at = %(at)s WHERE (company_id, what, subject_id) IN (SELECT company_id,"
        " what, subject_id FROM notification_queue WHERE next_at <= %(at)s AND (hinted_at IS NULL"
        " OR hinted_at <= %(hinted)s) ORDER BY next_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED)"
        " RETURNING company_id, what, subject_id",
        {"at": at, "hinted": hinted_before, "limit": limit},
    )
