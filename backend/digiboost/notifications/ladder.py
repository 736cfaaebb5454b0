"""A notification with all its sends, locked: whoever changes one of them sees what became of the others.

Every change of a send holds the lock of its notification first, so that a worker, a callback and a person who sends
again never wait for each other in a circle.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from psycopg.rows import dict_row

from digiboost.channels.types import Channel
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.ids import new_id
from digiboost.kernel.jobs import wake
from digiboost.kernel.live import publish_after_commit
from digiboost.notifications import rendering, repository
from digiboost.notifications.telling import SEND
from digiboost.notifications.templates import fallback_seconds
from digiboost.notifications.types import NotificationState, SendState

WINDOW = timedelta(hours=24)
"""How long after a person's message WhatsApp takes free text to them."""

ARRIVED = frozenset({SendState.DELIVERED, SendState.READ})
ON_ITS_WAY = frozenset({SendState.WAITING, SendState.HELD, SendState.SENDING, SendState.UNKNOWN})
MAYBE_TAKEN = frozenset({SendState.SENDING, SendState.UNKNOWN})

_BEST: tuple[tuple[NotificationState, frozenset[SendState]], ...] = (
    (NotificationState.READ, frozenset({SendState.READ})),
    (NotificationState.DELIVERED, frozenset({SendState.DELIVERED})),
    (NotificationState.SENT, frozenset({SendState.SENT})),
    (NotificationState.QUEUED, ON_ITS_WAY),
    (NotificationState.KEPT, frozenset({SendState.KEPT})),
    (NotificationState.FAILED, frozenset({SendState.FAILED, SendState.DEAD})),
    (NotificationState.EXPIRED, frozenset({SendState.EXPIRED})),
)


def best(states: Iterable[SendState]) -> NotificationState:
    """What a notification is, by its sends: failed < sent < delivered < read."""
    found = set(states)
    return next((state for state, of in _BEST if found & of), NotificationState.INBOX)


@dataclass(slots=True)
class Rung:
    """A send as it is in the database, and as this transaction leaves it."""

    id: UUID
    position: int
    channel: Channel
    address: str
    state: SendState
    attempts: int
    with_template: bool | None
    adapter: str | None
    provider_id: str | None
    code: str | None
    cost_milli: int | None
    sent_at: datetime | None
    next_at: datetime | None
    """When the queue has it due; None when it is not queued."""
    window_open: bool


class Ladder:
    def __init__(self, tx: Tx, row: dict[str, Any], rungs: list[Rung], at: datetime) -> None:
        self.tx, self.row, self.at = tx, row, at
        self.rungs = {rung.id: rung for rung in rungs}
        self._events: list[tuple[Any, ...]] = []
        self._changed: dict[UUID, dict[str, Any]] = {}
        self._queued: dict[UUID, bool] = {}
        """Rungs whose place in the queue changes; whether the broker is told."""

    @property
    def id(self) -> UUID:
        return cast(UUID, self.row["id"])

    @property
    def is_expired(self) -> bool:
        return self.row["expires_at"] is not None and self.row["expires_at"] <= self.at

    def content(self) -> rendering.Content:
        """Raises KeyError for a template that is registered no more."""
        return rendering.content_of(self.row)

    def before(self, rung: Rung) -> list[Rung]:
        return [one for one in self._ladder() if one.position < rung.position]

    def after(self, rung: Rung) -> list[Rung]:
        """The rungs behind this one that still wait for their turn; a device's push has none."""
        if rung.channel == Channel.PUSH:
            return []
        return [one for one in self._ladder() if one.position > rung.position and one.state == SendState.HELD]

    def _ladder(self) -> Iterator[Rung]:
        return (one for one in self.rungs.values() if one.channel != Channel.PUSH)

    # -- changes --------------------------------------------------------------------------------

    def change(self, rung: Rung, **columns: Any) -> None:
        """Sets columns of a send: here now, in the database with ``save``."""
        for name, value in columns.items():
            if name in Rung.__slots__:
                setattr(rung, name, value)
        self._changed.setdefault(rung.id, {}).update(columns)

    def event(
        self, rung: Rung, name: str, code: str | None = None, *, at: datetime | None = None, key: str = ""
    ) -> None:
        """A line of what happened; ``key`` is the service's own name of it, else it is ours, once an attempt."""
        own = f"own:{rung.attempts}:{name}:{new_id()}"
        self._events.append((self.tx.tenant_id, new_id(), rung.id, key or own, name, at or self.at, self.at, code))

    def queue(self, rung: Rung, next_at: datetime, *, hinted: bool = False) -> None:
        rung.next_at = next_at
        self._queued[rung.id] = hinted

    def start(self, rung: Rung) -> None:
        """Its turn has come: now."""
        self.change(rung, state=SendState.WAITING)
        self.queue(rung, self.at, hinted=True)
        wake(self.tx, SEND, self.tx.tenant_id, rung.id, queue="messages")

    def end(self, rung: Rung, state: SendState, **columns: Any) -> None:
        """It is not sent (again) by itself."""
        self.change(rung, state=state, **columns)
        if rung.next_at is not None:
            rung.next_at = None
            self._queued[rung.id] = False

    def next_rung(self, rung: Rung) -> None:
        """The turn of the one behind, at once."""
        following = self.after(rung)
        if following:
            self.start(min(following, key=lambda one: one.position))

    def hold_others(self, rung: Rung) -> None:
        """What was sent now has its time to arrive, before the next channel is tried."""
        wait = timedelta(seconds=fallback_seconds(self.row["template"]))
        for number, one in enumerate(sorted(self.after(rung), key=lambda one: one.position), 1):
            self.queue(one, self.at + number * wait)

    def cancel_others(self, rung: Rung) -> None:
        """It arrived: no other channel is needed. One that was meant to go beside it still is."""
        for one in self._ladder():
            beside = rung.channel != Channel.PUSH and one.position == rung.position
            if one.id != rung.id and not beside and one.state in {SendState.HELD, SendState.WAITING}:
                self.event(one, "cancelled")
                self.end(one, SendState.CANCELLED)

    def save(self, *, at_once: bool = False, hint: bool = True) -> None:
        """Writes what changed, brings the notification's own state up to its sends', and tells the open screens.
        With the commit, or ``at_once`` where the answer shows it."""
        tx, write = self.tx, self.tx.run if at_once else self.tx.later
        for event in self._events:
            write(
                "INSERT INTO notification_events (tenant_id, id, send_id, event_id, name, at, received_at, code)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (tenant_id, send_id, event_id) DO NOTHING",
                event,
            )
        for rung_id, columns in self._changed.items():
            values = [value.value if isinstance(value, SendState) else value for value in columns.values()]
            write(
                f"UPDATE notification_sends SET {', '.join(f'{name} = %s' for name in columns)}"
                " WHERE tenant_id = %s AND id = %s",
                (*values, tx.tenant_id, rung_id),
            )
        for rung_id, hinted in self._queued.items():
            next_at = self.rungs[rung_id].next_at
            if next_at is None:
                repository.unqueue(tx, write, rung_id)
            else:
                repository.requeue(tx, write, rung_id, next_at, self.at if hinted else None)
        state = best(rung.state for rung in self.rungs.values())
        if state.value != self.row["state"]:
            self.row["state"] = state.value
            write(
                "UPDATE notifications SET state = %s WHERE tenant_id = %s AND id = %s",
                (state.value, tx.tenant_id, self.id),
            )
        self._events.clear()
        self._changed.clear()
        self._queued.clear()
        if hint:
            publish_after_commit(tx, "messages", {"notification_id": self.id})


def locked(tx: Tx, send_id: UUID) -> Ladder | None:
    """The notification of a send with all its sends, locked until the transaction ends; None when there is none.

    One round trip: the second statement is asked once the first has its lock, and sees what the holder before left.
    """
    at = now()
    given = {"tenant": tx.tenant_id, "send": send_id, "window": at - WINDOW}
    connection = tx.connection
    with (
        connection.pipeline(),
        connection.cursor(row_factory=dict_row) as first,
        connection.cursor(row_factory=dict_row) as second,
    ):
        first.execute(_LOCK, given)
        second.execute(_RUNGS, given)
        row = first.fetchone()
        rows = second.fetchall()
    if row is None:
        return None
    rungs = [Rung(**{**one, "channel": Channel(one["channel"]), "state": SendState(one["state"])}) for one in rows]
    return Ladder(tx, row, rungs, at)


_OF_SEND = "(SELECT notification_id FROM notification_sends WHERE tenant_id = %(tenant)s AND id = %(send)s)"
_LOCK = (
    "SELECT n.*, (SELECT coalesce(json_agg(json_build_object('name', f.name, 'media_type', f.media_type,"
    " 'path', f.path) ORDER BY f.position), '[]') FROM notification_files f WHERE f.tenant_id = n.tenant_id"
    f" AND f.notification_id = n.id) AS files FROM notifications n WHERE n.tenant_id = %(tenant)s AND n.id = {_OF_SEND}"
    " FOR NO KEY UPDATE OF n"
)
_RUNGS = (
    "SELECT s.id, s.position, s.channel, s.address, s.state, s.attempts, s.with_template, s.adapter, s.provider_id,"
    " s.code, s.cost_milli, s.sent_at, q.next_at, coalesce(c.last_heard_at > %(window)s, false) AS window_open"
    " FROM notification_sends s LEFT JOIN notification_queue q ON q.company_id = s.tenant_id AND q.what = 'send'"
    " AND q.subject_id = s.id LEFT JOIN conversations c ON c.tenant_id = s.tenant_id AND c.phone = s.address"
    f" WHERE s.tenant_id = %(tenant)s AND s.notification_id = {_OF_SEND} ORDER BY s.position, s.id"
)
