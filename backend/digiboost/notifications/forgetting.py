"""What must not be kept for ever: files once they were sent, addresses and words once nobody asks about them, and
everything personal when a person is erased. States, times, channels and costs stay: they are the company's history.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from digiboost.kernel import files
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.notifications.telling import ROOM

FILES_DAYS = 7
WORDS_DAYS = 180
CONVERSATION_DAYS = 30
ORPHAN_SECONDS = 86_400.0
"""A file without a row: its transaction was rolled back."""

_UNSETTLED = "('waiting', 'held', 'sending', 'unknown')"


def forget_old(tx: Tx) -> list[str]:
    """The night's work for one company. What is still on its way keeps everything."""
    at = now()
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
