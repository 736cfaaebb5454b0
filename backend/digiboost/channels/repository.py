"""The SQL of callbacks, and of whose message a service's id is. Both tables are the platform's: a callback arrives
before anybody knows which company it is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from digiboost.channels.types import Channel, Heard, Report, ReportState
from digiboost.kernel.db.tx import Tx, jsonb

Event = Report | Heard


def kind_of(event: Event) -> str:
    return "report" if isinstance(event, Report) else "message"


def insert(tx: Tx, events: Sequence[Event], received_at: datetime, next_at: datetime) -> list[bool]:
    """Stores what is not known yet, in one round trip; for each event whether it was new."""
    # Without naming the unique key: the application may insert here and not even look.
    with tx.connection.pipeline():
        cursors = [
            tx.connection.execute(
                "INSERT INTO channel_events (adapter, event_id, kind, body, received_at, state, attempts, next_at)"
                " VALUES (%s, %s, %s, %s::jsonb, %s, 'waiting', 0, %s) ON CONFLICT DO NOTHING",
                (event.adapter, event.event_id, kind_of(event), jsonb(_body(event)), received_at, next_at),
            )
            for event in events
        ]
    return [cursor.rowcount == 1 for cursor in cursors]


def take(tx: Tx, adapter: str, event_id: str) -> Event | None:
    """The event, locked; None when it was dealt with, or is being dealt with."""
    row = tx.row(
        "SELECT kind, body FROM channel_events WHERE adapter = %s AND event_id = %s AND state = 'waiting'"
        " FOR UPDATE SKIP LOCKED",
        (adapter, event_id),
    )
    return None if row is None or row["body"] is None else _event(row["kind"], row["body"])


def waiting_about(tx: Tx, ref: str) -> list[tuple[str, str]]:
    """(adapter, event id) of the reports on our message ``ref`` that nobody has dealt with yet."""
    rows = tx.rows(
        "SELECT adapter, event_id FROM channel_events WHERE state = 'waiting' AND kind = 'report'"
        " AND body ->> 'ref' = %s ORDER BY received_at",
        (ref,),
    )
    return [(row["adapter"], row["event_id"]) for row in rows]


def finish(tx: Tx, adapter: str, event_id: str) -> None:
    """What it held is a person's words and telephone: it is dropped."""
    tx.run(
        "UPDATE channel_events SET state = 'done', body = NULL, attempts = attempts + 1, last_error = NULL"
        " WHERE adapter = %s AND event_id = %s",
        (adapter, event_id),
    )


def postpone(tx: Tx, adapter: str, event_id: str, next_at: list[datetime], error: str) -> str | None:
    """Lets a failed event wait until the moment that its count of attempts gives in ``next_at``; past their end it
    is dead. Its state, or None when it no longer waits."""
    row = tx.row(
        "SELECT attempts FROM channel_events WHERE adapter = %s AND event_id = %s AND state = 'waiting' FOR UPDATE",
        (adapter, event_id),
    )
    if row is None:
        return None
    attempts = row["attempts"] + 1
    state = "dead" if attempts > len(next_at) else "waiting"
    tx.run(
        "UPDATE channel_events SET attempts = %s, state = %s, next_at = %s, last_error = %s"
        " WHERE adapter = %s AND event_id = %s",
        (attempts, state, next_at[min(attempts, len(next_at)) - 1], error, adapter, event_id),
    )
    return state


def due(tx: Tx, at: datetime, until: datetime, limit: int) -> list[dict[str, Any]]:
    """What waits and is due, which is then not due again before ``until``."""
    return tx.rows(
        "UPDATE channel_events SET next_at = %s WHERE (adapter, event_id) IN (SELECT adapter, event_id"
        " FROM channel_events WHERE state = 'waiting' AND next_at <= %s ORDER BY next_at LIMIT %s"
        " FOR UPDATE SKIP LOCKED) RETURNING adapter, event_id",
        (until, at, limit),
    )


def waiting(tx: Tx) -> dict[str, Any]:
    """How many callbacks nobody has tried to deal with, and since when the oldest waits."""
    found = tx.row(
        "SELECT count(*) AS waiting, min(received_at) AS oldest FROM channel_events WHERE state = 'waiting'"
        " AND attempts = 0"
    )
    if found is None:
        raise RuntimeError("an aggregate has one row")
    return found


def revive(tx: Tx, at: datetime) -> int:
    return tx.run("UPDATE channel_events SET state = 'waiting', attempts = 0, next_at = %s WHERE state = 'dead'", (at,))


def forget(tx: Tx, events_before: datetime, refs_before: datetime) -> int:
    """Removes what no service repeats any more; the number of rows."""
    removed = tx.run("DELETE FROM channel_events WHERE state <> 'waiting' AND received_at < %s", (events_before,))
    return removed + tx.run("DELETE FROM channel_refs WHERE sent_at < %s", (refs_before,))


def remember(tx: Tx, adapter: str, provider_id: str, company_id: UUID, send_id: UUID, at: datetime) -> None:
    tx.run(
        "INSERT INTO channel_refs (adapter, provider_id, company_id, send_id, sent_at) VALUES (%s, %s, %s, %s, %s)"
        " ON CONFLICT (adapter, provider_id) DO NOTHING",
        (adapter, provider_id, company_id, send_id, at),
    )


def owner(tx: Tx, adapter: str, provider_id: str) -> tuple[UUID, UUID] | None:
    row = tx.row(
        "SELECT company_id, send_id FROM channel_refs WHERE adapter = %s AND provider_id = %s", (adapter, provider_id)
    )
    return None if row is None else (row["company_id"], row["send_id"])


def backoff(at: datetime, attempts: int, jitter: float) -> list[datetime]:
    """When each attempt after a failed one is due: 5 s, 10 s, 20 s ... at most 15 min, times ``jitter``."""
    return [at + timedelta(seconds=min(2.5 * 2**number, 900.0) * jitter) for number in range(1, attempts)]


def _body(event: Event) -> dict[str, Any]:
    return {**asdict(event), "at": event.at.isoformat()}


def _event(kind: str, body: dict[str, Any]) -> Event:
    at = datetime.fromisoformat(body["at"])
    if kind == "report":
        return Report(**{**body, "at": at, "state": ReportState(body["state"])})
    return Heard(**{**body, "at": at, "channel": Channel(body["channel"])})
