"""The inbox, and what was sent, as they are read: JSON that PostgreSQL builds."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from digiboost.channels import service as channels_door
from digiboost.channels.types import Channel
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import Invalid, NotFound
from digiboost.kernel.http.json_lists import json_object, json_page, json_row, search_words
from digiboost.kernel.http.pagination import SortKey
from digiboost.kernel.i18n import LANGUAGES
from digiboost.kernel.settings import get_settings
from digiboost.notifications.hooks import hooks
from digiboost.notifications.preferences import oneself
from digiboost.notifications.quiet import instant
from digiboost.notifications.schemas import ChannelOut, ChannelsOut, InboxSummaryOut, SendsSummaryOut
from digiboost.notifications.templates import all_templates
from digiboost.notifications.types import Kind, SendState

SUMMARY_DAYS = 30

_NEWEST = SortKey("n.created_at", "timestamptz", descending=True)
_NEWEST_SEND = SortKey("s.created_at", "timestamptz", descending=True)

_ITEM = {
    "id": "n.id",
    "kind": "n.kind",
    "title": "n.title",
    "body": "n.body",
    "url": "n.url",
    "urgent": "n.urgent",
    "state": "n.state",
    "channel": (
        "(SELECT s.channel FROM notification_sends s WHERE s.tenant_id = n.tenant_id AND s.notification_id ="
        " coalesce(n.bundle_id, n.id) AND s.state = n.state ORDER BY s.channel = 'push', s.position LIMIT 1)"
    ),
    "due_at": "n.due_at",
    "subject_type": "n.subject_type",
    "subject_id": "n.subject_id",
    "created_at": "n.created_at",
    "seen_at": "n.seen_at",
}
_SHORTENED = (
    "CASE s.channel WHEN 'email' THEN left(s.address, 2) || '***@' || split_part(s.address, '@', 2)"
    " WHEN 'push' THEN '' ELSE left(s.address, 4) || ' ' || substr(s.address, 5, 2) || ' *** ** '"
    " || right(s.address, 2) END"
)
"""Whose it is, is told by the name beside it; the number itself is nobody's to read."""
_SEND = {
    "id": "s.id",
    "notification_id": "s.notification_id",
    "kind": "n.kind",
    "recipient": "n.recipient",
    "user_id": "n.user_id",
    "channel": "s.channel",
    "address": f"CASE WHEN s.address = '' THEN '' ELSE {_SHORTENED} END",
    "title": "n.title",
    "body": "n.body",
    "replies": "coalesce(%s::jsonb -> n.template -> n.language, '[]')",
    "state": "s.state",
    "attempts": "s.attempts",
    "adapter": "s.adapter",
    "code": "s.code",
    "cost_milli": "s.cost_milli",
    "created_at": "s.created_at",
    "sent_at": "s.sent_at",
    "delivered_at": "s.delivered_at",
    "read_at": "s.read_at",
    "failed_at": "s.failed_at",
}
_JOINED = "JOIN notifications n ON n.tenant_id = s.tenant_id AND n.id = s.notification_id"
_EVENTS = (
    f"(SELECT coalesce(json_agg({json_object({'name': 'e.name', 'at': 'e.at', 'code': 'e.code'})}"
    " ORDER BY e.at, e.received_at, e.id), '[]') FROM notification_events e"
    " WHERE e.tenant_id = s.tenant_id AND e.send_id = s.id)"
)
_FOLDED = (
    "translate(lower(n.recipient || ' ' || n.title || ' ' || n.body), 'àâäáéèêëîïíôöóùûüúçñ', 'aaaaeeeeiiiooouuuucn')"
)


# -- the inbox ------------------------------------------------------------------------------------


def inbox(tx: Tx, *, unread: bool, kind: Kind | None, cursor: str | None, limit: int) -> bytes:
    """One's own, the newest first."""
    where, given = "", list[Any]([tx.tenant_id, oneself(tx)])
    if unread:
        where = f"{where} AND n.seen_at IS NULL"
    if kind is not None:
        where, given = f"{where} AND n.kind = %s", [*given, kind.value]
    return json_page(
        tx,
        f"FROM notifications n WHERE n.tenant_id = %s AND n.user_id = %s AND n.in_inbox{where}",
        given,
        fields=_ITEM,
        sort="-created_at",
        key=_NEWEST,
        unique="n.id",
        cursor=cursor,
        limit=limit,
    )


def inbox_item(tx: Tx, notification_id: UUID) -> bytes:
    return _found(
        json_row(
            tx, "FROM notifications n WHERE n.tenant_id = %s AND n.id = %s", (tx.tenant_id, notification_id), _ITEM
        )
    )


def inbox_summary(tx: Tx) -> InboxSummaryOut:
    row = tx.row(
        "SELECT (SELECT count(*) FROM notifications WHERE tenant_id = %(tenant)s AND user_id = %(user)s"
        " AND seen_at IS NULL AND in_inbox) AS unread, (SELECT max(created_at) FROM notifications"
        " WHERE tenant_id = %(tenant)s AND user_id = %(user)s AND in_inbox) AS latest_at",
        {"tenant": tx.tenant_id, "user": oneself(tx)},
    )
    return InboxSummaryOut(**(row or {}))


def unread(tx: Tx) -> int:
    """How many of one's own were not seen yet; none for the system, which has no inbox."""
    found = tx.row(
        "SELECT count(*) AS unread FROM notifications WHERE tenant_id = %s AND user_id = %s AND seen_at IS NULL"
        " AND in_inbox",
        (tx.tenant_id, tx.actor.user_id),
    )
    return int(found["unread"]) if found else 0


def mark_seen(tx: Tx, ids: list[UUID] | None) -> None:
    """Of one's own; those that are seen already stay as they are."""
    where, given = "", list[Any]([now(), tx.tenant_id, oneself(tx)])
    if ids is not None:
        where, given = " AND id = ANY(%s)", [*given, ids]
    tx.run(
        "UPDATE notifications SET seen_at = %s WHERE tenant_id = %s AND user_id = %s AND seen_at IS NULL"
        f" AND in_inbox{where}",
        given,
    )


# -- what was sent --------------------------------------------------------------------------------


def sends(
    tx: Tx,
    *,
    channel: Channel | None,
    state: SendState | None,
    kind: Kind | None,
    user_id: UUID | None,
    from_day: date | None,
    to_day: date | None,
    search: str | None,
    cursor: str | None,
    limit: int,
) -> bytes:
    """The newest first; days are the company's. Raises Invalid for a period that ends before it begins."""
    if from_day is not None and to_day is not None and to_day < from_day:
        raise Invalid("to", "period_reversed")
    where, given = "", list[Any]([_replies(), tx.tenant_id])
    for column, value in (("s.channel", channel), ("s.state", state), ("n.kind", kind), ("n.user_id", user_id)):
        if value is not None:
            where, given = f"{where} AND {column} = %s", [*given, value if isinstance(value, UUID) else value.value]
    if from_day is not None and from_day.year > 1900:
        where, given = f"{where} AND s.created_at >= %s", [*given, _midnight(tx, from_day)]
    if to_day is not None and to_day.year < 9000:
        where, given = f"{where} AND s.created_at < %s", [*given, _midnight(tx, to_day + timedelta(days=1))]
    for word in search_words(search or ""):
        where, given = f"{where} AND {_FOLDED} LIKE %s", [*given, word]
    return json_page(
        tx,
        f"FROM notification_sends s {_JOINED} WHERE s.tenant_id = %s{where}",
        given,
        fields=_SEND,
        sort="-created_at",
        key=_NEWEST_SEND,
        unique="s.id",
        cursor=cursor,
        limit=limit,
    )


def send(tx: Tx, send_id: UUID) -> bytes:
    """With what happened to it. Raises NotFound."""
    return _found(
        json_row(
            tx,
            f"FROM notification_sends s {_JOINED} WHERE s.tenant_id = %s AND s.id = %s",
            (_replies(), tx.tenant_id, send_id),
            {**_SEND, "events": _EVENTS, "with_template": "s.with_template", "detail": "s.detail"},
        )
    )


def sends_summary(tx: Tx) -> SendsSummaryOut:
    row = tx.row(
        "SELECT count(*) FILTER (WHERE state IN ('sent', 'delivered', 'read')) AS sent,"
        " count(*) FILTER (WHERE state IN ('delivered', 'read')) AS delivered,"
        " count(*) FILTER (WHERE state IN ('failed', 'dead', 'expired')) AS failed,"
        " count(*) FILTER (WHERE state = 'kept') AS kept,"
        " count(*) FILTER (WHERE state IN ('waiting', 'sending', 'unknown')) AS waiting,"
        " coalesce(sum(cost_milli), 0)::bigint AS cost_milli"
        " FROM notification_sends WHERE tenant_id = %s AND created_at > %s",
        (tx.tenant_id, now() - timedelta(days=SUMMARY_DAYS)),
    )
    return SendsSummaryOut(**(row or {}))


def channels() -> ChannelsOut:
    settings = get_settings()
    return ChannelsOut(
        items=[
            ChannelOut(
                channel=channel,
                configured=channels_door.is_configured(channel),
                price_milli=settings.message_prices.get(channel.value, 0),
            )
            for channel in Channel
        ],
        whatsapp_number=settings.whatsapp_number,
        sms_number=settings.sms_number,
        vapid_public_key=channels_door.vapid_public_key(),
    )


def _replies() -> str:
    """Per template and language the labels of the answers that it offers, for ``_SEND``."""
    return json.dumps(
        {
            one.code: {language: [label[language] for _, label in one.replies] for language in LANGUAGES}
            for one in all_templates()
            if one.replies
        }
    )


def _midnight(tx: Tx, day: date) -> datetime:
    return instant(day, time(), hooks().time_zone(tx))


def _found(content: bytes | None) -> bytes:
    if content is None:
        raise NotFound
    return content
