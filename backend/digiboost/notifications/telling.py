"""Telling somebody something: rows first, in the caller's transaction; what is sent is sent by a worker."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from digiboost.channels import service as channels_door
from digiboost.channels.types import Attachment, Channel
from digiboost.kernel import files
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.ids import new_id
from digiboost.kernel.jobs import wake
from digiboost.kernel.live import publish_after_commit
from digiboost.kernel.settings import get_settings
from digiboost.notifications import quiet, rendering, repository, secrets
from digiboost.notifications.templates import fallback_seconds, template
from digiboost.notifications.types import (
    Frequency,
    Kind,
    NotificationState,
    Recipient,
    SendState,
    Told,
    Tone,
    Wanted,
)

ROOM = "notifications"
SEND = "notifications.send"

LADDER: tuple[Channel, ...] = (Channel.WHATSAPP, Channel.SMS, Channel.EMAIL)
DEFAULTS: dict[Kind, tuple[tuple[Channel, ...], Frequency]] = {
    Kind.ALERT: (LADDER, Frequency.IMMEDIATE),
    Kind.DIGEST: (LADDER, Frequency.IMMEDIATE),
    Kind.REPORT: ((Channel.EMAIL, Channel.WHATSAPP), Frequency.IMMEDIATE),
    Kind.ACCOUNT: ((Channel.WHATSAPP, Channel.SMS, Channel.EMAIL), Frequency.IMMEDIATE),
    Kind.TEST: ((), Frequency.IMMEDIATE),
    Kind.OFFER: ((Channel.WHATSAPP, Channel.SMS), Frequency.IMMEDIATE),
    Kind.REQUEST: (LADDER, Frequency.IMMEDIATE),
}
"""How somebody is told who has not said how. A digest is made once a day by who sends it."""
DEFAULT_TONE: Tone = "friendly"
DEFAULT_DAILY_AT = time(7, 30)

ON_EACH = frozenset({Kind.REPORT})
"""Carries a file: each channel that takes files has it, none waits for another."""

AT_ONCE = frozenset({Kind.ACCOUNT, Kind.REPLY, Kind.TEST, Kind.OFFER})
"""No quiet hours, never bundled: somebody waits for it."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """How one person wants to be told one kind of thing."""

    tone: Tone
    ladder: tuple[Channel, ...]
    frequency: Frequency
    quiet_hours: quiet.Hours | None
    daily_at: time
    devices: tuple[str, ...]
    """Push subscriptions, as addresses."""


def notify(
    tx: Tx,
    to: Recipient,
    wanted: Wanted,
    *,
    channels: Sequence[Channel] | None = None,
    ladder: Sequence[Channel] = (),
    tone: Tone | None = None,
) -> Told:
    """Writes what ``to`` is told, and has it sent after the commit; ``repeated`` when the key was told before.

    ``channels`` is used instead of the person's own ladder, at once (a reply goes out on the channel on which it was
    asked). ``ladder`` and ``tone`` are what the sender knows better (a client's own wishes, a rule's): hours and
    frequency stay the person's. What lies in quiet hours, or is wanted hourly or daily, is held and goes out with the
    others. Raises KeyError for a template that is not registered or a value that it misses.
    """
    wishes = wishes_of(tx, to, wanted.kind, channels)
    wishes = replace(wishes, ladder=tuple(ladder) or wishes.ladder, tone=tone or wishes.tone)
    content = rendering.Content(
        template(wanted.template), to.language, wishes.tone, wanted.values, wanted.lines, wanted.url
    )
    at, notification_id = now(), new_id()
    due_at = None
    if channels is None and wanted.kind not in AT_ONCE and to.user_id is not None:
        due_at = quiet.due(
            at, wishes.frequency, wishes.quiet_hours, wishes.daily_at, to.time_zone, urgent=wanted.urgent
        )
    reached = rungs(to, wishes)
    state = NotificationState.QUEUED
    if wishes.frequency == Frequency.NEVER or not reached:
        state = NotificationState.INBOX
    elif due_at is not None:
        state = NotificationState.HELD
    elif not any(channels_door.is_configured(channel) for channel, _ in reached):
        state = NotificationState.KEPT
    shown = secrets.shown(content, kept=state == NotificationState.KEPT)
    added = repository.add_notification(
        tx,
        {
            "id": notification_id,
            "user_id": to.user_id,
            "recipient": to.name,
            "kind": wanted.kind.value,
            "template": wanted.template,
            "key": wanted.key,
            "language": to.language,
            "tone": wishes.tone,
            "title": rendering.title(shown),
            "body": rendering.inbox(shown),
            "content": {"values": dict(wanted.values), "lines": list(wanted.lines)},
            "url": wanted.url,
            "urgent": wanted.urgent,
            "in_inbox": to.user_id is not None and wanted.kind != Kind.REPLY and content.template.secret is None,
            "subject_type": wanted.subject[0] if wanted.subject else None,
            "subject_id": wanted.subject[1] if wanted.subject else None,
            "state": state.value,
            "due_at": due_at if state == NotificationState.HELD else None,
            "expires_at": wanted.expires_at,
            "created_at": at,
        },
    )
    if not added:
        before = repository.told_before(tx, wanted.key)
        return Told(before["id"], NotificationState(before["state"]), repeated=True)
    attach(tx, notification_id, wanted.attachments)
    if state == NotificationState.HELD and due_at is not None and to.user_id is not None:
        repository.queue(tx, "bundle", to.user_id, due_at)
    elif state in {NotificationState.QUEUED, NotificationState.KEPT}:
        send_on(tx, notification_id, wanted.kind, reached, at, fallback_seconds(wanted.template))
    if to.user_id is not None:
        hint(tx, to.user_id)
    return Told(notification_id, state)


def wishes_of(tx: Tx, to: Recipient, kind: Kind, channels: Sequence[Channel] | None = None) -> Wishes:
    """What was chosen, over the defaults. A channel that is asked for is the whole ladder."""
    stored: dict[str, Any] = {} if to.user_id is None else repository.wishes(tx, to.user_id, kind.value)
    ladder, frequency = DEFAULTS.get(kind, (LADDER, Frequency.IMMEDIATE))
    if stored.get("frequency") is not None:
        ladder, frequency = tuple(map(Channel, stored["channels"])), Frequency(stored["frequency"])
    devices = tuple(json.dumps(one, separators=(",", ":")) for one in stored.get("devices", ()))
    if channels is not None:
        ladder, frequency = tuple(one for one in channels if one != Channel.PUSH), Frequency.IMMEDIATE
        devices = devices if Channel.PUSH in channels else ()
    hours = (stored["quiet_from"], stored["quiet_until"]) if stored.get("quiet_from") is not None else None
    return Wishes(
        tone=stored.get("tone") or DEFAULT_TONE,
        ladder=ladder,
        frequency=frequency,
        quiet_hours=hours,
        daily_at=stored.get("daily_at") or DEFAULT_DAILY_AT,
        devices=devices,
    )


def rungs(to: Recipient, wishes: Wishes) -> list[tuple[Channel, str]]:
    """The channels on which somebody can be reached, with the address on each: the ladder in its order, then their
    devices."""
    addresses = {Channel.WHATSAPP: to.phone, Channel.SMS: to.phone, Channel.EMAIL: to.email}
    ladder = [(channel, address) for channel in wishes.ladder if (address := addresses.get(channel))]
    return [*ladder, *((Channel.PUSH, device) for device in wishes.devices)]


def send_on(
    tx: Tx,
    notification_id: UUID,
    kind: Kind,
    reached: Sequence[tuple[Channel, str]],
    at: datetime,
    fallback: int | None = None,
) -> None:
    """The sends of a notification: one to each device and one on the first rung now, the other rungs held; of a kind
    that is ``ON_EACH`` every rung now, SMS where it is the only one. What nobody configured is left out; where nobody
    configured anything, the first is kept to be read on screen. ``fallback``: seconds before the next rung is tried,
    where that is not what the settings say."""
    configured = [one for one in reached if channels_door.is_configured(one[0])]
    if not configured:
        channel, address = reached[0]
        repository.add_send(tx, new_id(), notification_id, 0, channel.value, address, SendState.KEPT.value, at)
        return
    ladder = [one for one in configured if one[0] != Channel.PUSH]
    if kind in ON_EACH:
        ladder = [one for one in ladder if one[0] != Channel.SMS] or ladder
    for number, (channel, address) in enumerate(ladder):
        position = 0 if kind in ON_EACH else number
        first = position == 0
        send_id = new_id()
        state = SendState.WAITING if first else SendState.HELD
        repository.add_send(tx, send_id, notification_id, position, channel.value, address, state.value, at)
        start(tx, send_id, at, position, fallback)
    for channel, address in configured:
        if channel == Channel.PUSH:
            send_id = new_id()
            repository.add_send(tx, send_id, notification_id, 0, channel.value, address, SendState.WAITING.value, at)
            start(tx, send_id, at, 0)


def start(tx: Tx, send_id: UUID, at: datetime, position: int, fallback: int | None = None) -> None:
    """Queues a new send: the first rung now, each of the others one waiting time later than the one before."""
    if position == 0:
        repository.queue(tx, "send", send_id, at, hinted_at=at)
        wake(tx, SEND, tx.tenant_id, send_id, queue="messages")
    else:
        waits = position * (get_settings().fallback_seconds if fallback is None else fallback)
        repository.queue(tx, "send", send_id, at + timedelta(seconds=waits))


def attach(tx: Tx, notification_id: UUID, attachments: Sequence[Attachment]) -> None:
    """Keeps what is attached in the file store until it has been sent for a while."""
    for position, one in enumerate(attachments):
        name = f"{notification_id}.{position}"
        with files.written(files.path_of(tx.tenant_id, ROOM, name)) as stream:
            stream.write(one.content)
        repository.add_file(tx, notification_id, position, one.name, one.media_type, name)


def hint(tx: Tx, user_id: UUID) -> None:
    """Tells the open screens, once a transaction, whose inbox changed."""
    told: list[str] = tx.notes.setdefault("notifications.told", [])
    if str(user_id) not in told:
        told.append(str(user_id))
    publish_after_commit(tx, "notifications", {"user_ids": told})
