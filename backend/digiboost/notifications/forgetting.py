"""What must not be kept for ever: files once they were sent, addresses and words once nobody asks about them, and
everything personal when a person is erased. States, times, channels and costs stay: they are the company's history.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from digiboost.kernel import files
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx, jsonb
from digiboost.notifications.ladder import locked
from digiboost.notifications.rendering import content_of, inbox, title
from digiboost.notifications.secrets import DOTS, hidden
from digiboost.notifications.telling import ROOM
from digiboost.notifications.templates import all_templates
from digiboost.notifications.types import SendState

FILES_DAYS = 7
WORDS_DAYS = 180
CONVERSATION_DAYS = 30
SECRET_HOURS = timedelta(hours=48)
"""How far back a message is looked for whose secret was not emptied; the night looks, besides who knows that it is
over."""
ORPHAN_SECONDS = 86_400.0
"""A file without a row: its transaction was rolled back."""

_UNSETTLED = "('waiting', 'held', 'sending', 'unknown')"


def forget_old(tx: Tx) -> list[str]:
    """The night's work for one company. What is still on its way keeps everything."""
    at = now()
    forget_secrets(tx, over_at=at)
    rows = tx.rows(
        "DELETE FROM notification_files f USING notifications n WHERE f.tenant_id = %s AND n.tenant_id = f.tenant_id"
        " AND n.id = f.notification_id AND n.created_at < %s AND n.state <> 'held' AND NOT EXISTS (SELECT FROM"
        " notification_sends s WHERE s.tenant_id = n.tenant_id AND s.notification_id = n.id"
        f" AND s.state IN {_UNSETTLED}) RETURNING f.path",
        (tx.tenant_id, at - timedelta(days=FILES_DAYS)),
    )
    tx.run(
        "UPDATE notification_sends s SET address = '', detail = NULL FROM notifications n WHERE s.tenant_id = %s"
        " AND s.created_at < %s AND s.address <> '' AND n.tenant_id = s.tenant_id AND n.id = s.notification_id"
        f" AND s.state NOT IN {_UNSETTLED}",
        (tx.tenant_id, at - timedelta(days=WORDS_DAYS)),
    )
    tx.run(
        "UPDATE notifications SET body = '', content = '{}' WHERE tenant_id = %s AND created_at < %s AND body <> ''"
        " AND state <> 'held'",
        (tx.tenant_id, at - timedelta(days=WORDS_DAYS)),
    )
    tx.run(
        "DELETE FROM conversations WHERE tenant_id = %s AND last_heard_at < %s",
        (tx.tenant_id, at - timedelta(days=CONVERSATION_DAYS)),
    )
    # A bundle's row names the file of what it carried: as long as one of them is there, the file is.
    still = {row["path"] for row in tx.rows(
        "SELECT path FROM notification_files WHERE tenant_id = %s", (tx.tenant_id,))}  # fmt: skip
    paths, tenant_id = {row["path"] for row in rows} | _orphans(tx.tenant_id), tx.tenant_id
    tx.after_commit("notifications.files", lambda: _remove(tenant_id, paths - still))
    return []


def forget_secrets(
    tx: Tx,
    *,
    user_id: UUID | None = None,
    subject_id: UUID | None = None,
    template: str | None = None,
    over_at: datetime | None = None,
) -> int:
    """Empties the messages with a secret: all, or those of one person, about one row, of one template, that are over at
    a moment. What was not sent yet is sent no more. How many there were."""
    found = 0
    for one in all_templates():
        if one.secret is None or template not in {None, one.code}:
            continue
        rows = tx.rows(
            "SELECT n.id, n.language, n.tone, n.template, n.content, n.url, (SELECT s.id FROM notification_sends s"
            " WHERE s.tenant_id = n.tenant_id AND s.notification_id = n.id LIMIT 1) AS send_id FROM notifications n"
            " WHERE n.tenant_id = %(tenant)s AND n.created_at > %(since)s AND n.template = %(template)s"
            " AND (%(user)s::uuid IS NULL OR n.user_id = %(user)s)"
            " AND (%(subject)s::uuid IS NULL OR n.subject_id = %(subject)s)"
            " AND (%(over)s::timestamptz IS NULL OR n.expires_at <= %(over)s)"
            " AND n.content -> 'values' ->> %(secret)s <> %(dots)s ORDER BY n.id",
            {
                "tenant": tx.tenant_id, "since": now() - SECRET_HOURS, "template": one.code, "user": user_id,
                "subject": subject_id, "over": over_at, "secret": one.secret, "dots": DOTS,
            },
        )  # fmt: skip
        for row in rows:
            _empty(tx, row)
        found += len(rows)
    return found


def _empty(tx: Tx, row: dict[str, Any]) -> None:
    """Under the lock of the notification, which every change of one of its sends holds first."""
    ladder = None if row["send_id"] is None else locked(tx, row["send_id"])
    if ladder is not None:
        for rung in ladder.rungs.values():
            if rung.state in {SendState.WAITING, SendState.HELD}:
                ladder.event(rung, "cancelled")
                ladder.end(rung, SendState.CANCELLED)
        ladder.save(at_once=True)
    content = hidden(content_of(row))
    # An attempt whose fate is unknown finds it expired, and is not made again with dots in it.
    tx.run(
        "UPDATE notifications SET title = %s, body = %s, content = %s::jsonb,"
        " expires_at = least(coalesce(expires_at, %s), %s) WHERE tenant_id = %s AND id = %s",
        (
            title(content), inbox(content), jsonb({"values": dict(content.values), "lines": list(content.lines)}),
            now(), now(), tx.tenant_id, row["id"],
        ),
    )  # fmt: skip


def _orphans(tenant_id: UUID) -> set[str]:
    """Files that lie there for a while; one without a row was written by a transaction that came to nothing."""
    folder = files.path_of(tenant_id, ROOM, "x").parent
    before = time.time() - ORPHAN_SECONDS
    return {path.name for path in folder.iterdir() if path.is_file() and path.stat().st_mtime < before}


def forget_person(tx: Tx, user_id: UUID) -> None:
    """Leaves nothing personal of somebody: what waits is not sent, where it would have gone and what it said is
    emptied, their wishes and devices are dropped."""
    given = {"tenant": tx.tenant_id, "user": user_id}
    sends = tx.rows(
        "SELECT s.id, s.address FROM notification_sends s JOIN notifications n ON n.tenant_id = s.tenant_id"
        " AND n.id = s.notification_id WHERE s.tenant_id = %(tenant)s AND n.user_id = %(user)s",
        given,
    )
    send_ids = [row["id"] for row in sends]
    tx.run(
        "DELETE FROM notification_queue WHERE company_id = %(tenant)s AND (what = 'bundle' AND subject_id = %(user)s"
        " OR what = 'send' AND subject_id = ANY(%(sends)s))",
        {**given, "sends": send_ids},
    )
    tx.run(
        "UPDATE notification_sends SET address = '', detail = NULL, state = CASE WHEN state IN"
        f" {_UNSETTLED} THEN 'cancelled' ELSE state END WHERE tenant_id = %s AND id = ANY(%s)",
        (tx.tenant_id, send_ids),
    )
    rows = tx.rows(
        "DELETE FROM notification_files f USING notifications n WHERE f.tenant_id = %(tenant)s"
        " AND n.tenant_id = f.tenant_id AND n.id = f.notification_id AND n.user_id = %(user)s RETURNING f.path",
        given,
    )
    tx.run(
        "UPDATE notifications SET recipient = '', title = '', body = '', content = '{}', due_at = NULL,"
        " state = CASE WHEN state IN ('held', 'queued') THEN 'inbox' ELSE state END WHERE tenant_id = %(tenant)s"
        " AND user_id = %(user)s",
        given,
    )
    tx.run(
        "DELETE FROM conversations c WHERE c.tenant_id = %(tenant)s AND c.phone = ANY(%(phones)s) AND NOT EXISTS"
        " (SELECT FROM notification_sends s WHERE s.tenant_id = c.tenant_id AND s.address = c.phone)",
        {**given, "phones": sorted({row["address"] for row in sends})},
    )
    for table in ("notification_settings", "notification_preferences", "push_subscriptions"):
        tx.run(f"DELETE FROM {table} WHERE tenant_id = %(tenant)s AND user_id = %(user)s", given)
    paths = [row["path"] for row in rows]
    tenant_id = tx.tenant_id
    tx.after_commit("notifications.files", lambda: _remove(tenant_id, paths))


def _remove(tenant_id: UUID, names: Iterable[str]) -> None:
    for name in names:
        files.path_of(tenant_id, ROOM, name).unlink(missing_ok=True)
