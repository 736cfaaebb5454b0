"""What was held goes out at its moment: alone as it is, or several as one message."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from digiboost.channels import service as channels_door
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.ids import new_id
from digiboost.notifications import quiet, rendering, repository
from digiboost.notifications.hooks import hooks
from digiboost.notifications.telling import Wishes, rungs, send_on, wishes_of
from digiboost.notifications.types import Frequency, Kind, NotificationState, Recipient
from digiboost.notifications.wording import BUNDLE

_FIRST = (Kind.ALERT, Kind.DIGEST, Kind.REPORT)
"""A bundle goes where its most pressing part would have gone."""


def send_bundle(tx: Tx, user_id: UUID) -> UUID | None:
    """Sends what one person's held notifications have become due; the notification that went out, None when it was
    nobody's turn. Once, however often it is called: the queue's row is locked until the commit."""
    at = now()
    queued = tx.row(
        "SELECT next_at FROM notification_queue WHERE company_id = %(tenant)s AND what = 'bundle'"
        " AND subject_id = %(user)s FOR UPDATE",
        {"tenant": tx.tenant_id, "user": user_id},
    )
    if queued is None or queued["next_at"] > at:
        return None
    _expire(tx, user_id, at)
    held = tx.rows(
        "SELECT id, kind, title, body, urgent, url, content, template, language FROM notifications WHERE tenant_id = %s"
        " AND user_id = %s AND state = 'held' AND due_at <= %s ORDER BY urgent DESC, created_at, id",
        (tx.tenant_id, user_id, at),
    )
    sent = _send(tx, user_id, held, at) if held else None
    _requeue(tx, user_id, at)
    return sent


def _send(tx: Tx, user_id: UUID, held: Sequence[dict[str, Any]], at: datetime) -> UUID | None:
    person = hooks().person(tx, user_id)
    kinds = {Kind(row["kind"]) for row in held}
    kind = next((one for one in _FIRST if one in kinds), min(kinds))
    if person is None:
        _settle(tx, held, NotificationState.INBOX)
        return None
    wishes = wishes_of(tx, person, kind)
    if wishes.quiet_hours is not None and quiet.is_quiet(at, wishes.quiet_hours, person.time_zone):
        # Their quiet hours were changed since: it waits for the end of these.
        end = quiet.quiet_end(at, wishes.quiet_hours, person.time_zone)
        tx.run(
            "UPDATE notifications SET due_at = %s WHERE tenant_id = %s AND id = ANY(%s)",
            (end, tx.tenant_id, [row["id"] for row in held]),
        )
        return None
    reached = rungs(person, wishes)
    if not reached or wishes.frequency == Frequency.NEVER:
        _settle(tx, held, NotificationState.INBOX)
        return None
    configured = any(channels_door.is_configured(channel) for channel, _ in reached)
    state = NotificationState.QUEUED if configured else NotificationState.KEPT
    sent = cast(UUID, held[0]["id"]) if len(held) == 1 else _bundle(tx, person, wishes, kind, held, state, at)
    _settle(tx, held, state, None if len(held) == 1 else sent)
    send_on(tx, sent, kind, reached, at)
    return sent


def _bundle(
    tx: Tx,
    person: Recipient,
    wishes: Wishes,
    kind: Kind,
    held: Sequence[dict[str, Any]],
    state: NotificationState,
    at: datetime,
) -> UUID:
    """The message that carries several: a line for each, which says what it says where that is one line anyway."""
    bundle_id = new_id()
    values = {"name": person.name, "count": str(len(held))}
    lines = tuple(_line(row) for row in held)
    content = rendering.Content(BUNDLE, person.language, wishes.tone, values, lines, "/inbox")
    repository.add_notification(
        tx,
        {
            "id": bundle_id,
            "user_id": person.user_id,
            "recipient": person.name,
            "kind": kind.value,
            "template": BUNDLE.code,
            "key": f"bundle:{bundle_id}",
            "language": person.language,
            "tone": wishes.tone,
            "title": rendering.title(content),
            "body": rendering.inbox(content),
            "content": {"values": values, "lines": list(lines)},
            "url": "/inbox",
            "urgent": any(row["urgent"] for row in held),
            "in_inbox": False,
            "state": state.value,
            "created_at": at,
        },
    )
    tx.run(
        "INSERT INTO notification_files (tenant_id, notification_id, position, name, media_type, path)"
        " SELECT tenant_id, %s, row_number() OVER (ORDER BY notification_id, position) - 1, name, media_type, path"
        " FROM notification_files WHERE tenant_id = %s AND notification_id = ANY(%s)",
        (bundle_id, tx.tenant_id, [row["id"] for row in held]),
    )
    return bundle_id


def _line(row: dict[str, Any]) -> str:
    """The title, with the list or the text behind it as far as a line goes."""
    listed = row["content"].get("lines") or [part for part in row["body"].splitlines() if part.strip()]
    rest = ", ".join(listed) if row["content"].get("lines") else " ".join(listed)
    return rendering.cut(rendering.one_line(f"{row['title']} : {rest}" if rest else row["title"]), 300)


def _settle(tx: Tx, held: Sequence[dict[str, Any]], state: NotificationState, bundle_id: UUID | None = None) -> None:
    tx.run(
        "UPDATE notifications SET state = %s, due_at = NULL, bundle_id = %s WHERE tenant_id = %s AND id = ANY(%s)",
        (state.value, bundle_id, tx.tenant_id, [row["id"] for row in held]),
    )


def _expire(tx: Tx, user_id: UUID, at: datetime) -> None:
    tx.run(
        "UPDATE notifications SET state = 'expired', due_at = NULL WHERE tenant_id = %s AND user_id = %s"
        " AND state = 'held' AND expires_at <= %s",
        (tx.tenant_id, user_id, at),
    )


def _requeue(tx: Tx, user_id: UUID, at: datetime) -> None:
    """The moment of what is held still; with it the row that says so goes."""
    given = {"tenant": tx.tenant_id, "user": user_id, "at": at}
    following = tx.value(
        "SELECT min(due_at) FROM notifications WHERE tenant_id = %(tenant)s AND user_id = %(user)s AND state = 'held'",
        given,
    )
    if following is None:
        tx.run(
            "DELETE FROM notification_queue WHERE company_id = %(tenant)s AND what = 'bundle'"
            " AND subject_id = %(user)s",
            given,
        )
    else:
        tx.run(
            "UPDATE notification_queue SET next_at = %(next)s, hinted_at = NULL WHERE company_id = %(tenant)s"
            " AND what = 'bundle' AND subject_id = %(user)s",
            {**given, "next": following},
        )
