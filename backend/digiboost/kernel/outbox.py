"""The outbox: events are stored with the change that caused them; the broker is only a wake-up.

``emit`` works inside the transaction. After the commit a hint wakes the relay; if the hint is lost, or
the broker loses everything, the sweep finds the delivery by its ``next_at`` and enqueues it again.
``deliver`` may run twice at once: an advisory lock and the row's state make the effect happen once.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from prometheus_client import Counter

from digiboost.kernel.auth import system_actor
from digiboost.kernel.backlog import Backlog
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx, jsonb
from digiboost.kernel.events import Event, reactions

if TYPE_CHECKING:
    from sqlalchemy import Engine

log = logging.getLogger(__name__)

GIVEN_UP = Counter("digiboost_deliveries_given_up", "Reactions that failed too often", ["reaction"])
MAX_ATTEMPTS = 8
REQUEUE_AFTER = timedelta(seconds=30)
"""How long a delivery stays with the broker before the sweep believes that it was forgotten."""

Enqueue = Callable[[str, UUID, UUID, str], None]
_enqueue: Enqueue | None = None


def connect_broker(enqueue: Enqueue) -> None:
    """Tells how a delivery is put into the queue: ``enqueue(queue, event_id, company_id, reaction)``."""
    global _enqueue
    _enqueue = enqueue


def emit(tx: Tx, happened: Event) -> None:
    """Puts an event into the outbox, in this transaction."""
    tx.notes.setdefault("outbox", []).append(happened)
    tx.before_commit("80-outbox", lambda: _store(tx, tx.notes.pop("outbox")))


def _store(tx: Tx, events: Sequence[Event]) -> None:
    due = now()
    hints: list[tuple[str, UUID, UUID, str]] = []
    for happened in events:
        tx.later(
            "INSERT INTO outbox_events (tenant_id, id, type, payload, occurred_at) VALUES (%s, %s, %s, %s::jsonb, %s)",
            (tx.tenant_id, happened.id, happened.type, jsonb(happened.payload), due),
        )
        for reaction in reactions.of(happened.type):
            if reaction.concerns is not None and not reaction.concerns(happened.payload):
                continue
            tx.later(
                "INSERT INTO deliveries (event_id, reaction, company_id, queue, next_at, created_at)"
                " VALUES (%s, %s, %s, %s, %s, %s)",
                (happened.id, reaction.name, tx.tenant_id, reaction.queue, due + REQUEUE_AFTER, due),
            )
            hints.append((reaction.queue, happened.id, tx.tenant_id, reaction.name))

    def wake() -> None:
        for hint in hints:
            if _enqueue is not None:
                _enqueue(*hint)

    if hints:
        tx.after_commit(f"outbox:{events[0].id}", wake)


def sweep(engine: Engine, limit: int = 500) -> int:
    """Enqueues again what is due and not done; the number of deliveries found."""
    if _enqueue is None:
        raise RuntimeError("no broker is connected")
    with Tx(engine, None) as tx:
        found = tx.rows(
            "UPDATE deliveries SET next_at = %s WHERE (event_id, reaction) IN (SELECT event_id, reaction"
            " FROM deliveries WHERE state = 'waiting' AND next_at <= %s ORDER BY next_at"
            " LIMIT %s FOR UPDATE SKIP LOCKED) RETURNING queue, event_id, company_id, reaction",
            (now() + REQUEUE_AFTER, now(), limit),
        )
    for row in found:
        _enqueue(row["queue"], row["event_id"], row["company_id"], row["reaction"])
    return len(found)


def deliver(engine: Engine, event_id: UUID, company_id: UUID, reaction_name: str) -> bool:
    """Runs a reaction once. True when this call did it, False when it was done or is being done."""
    reaction = reactions.named(reaction_name)
    try:
        with Tx(engine, system_actor(company_id)) as tx:
            if not tx.value(
                "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", (f"{event_id}/{reaction_name}",)
            ):
                return False
            waiting = tx.row(
                "SELECT o.payload FROM deliveries d JOIN outbox_events o"
                " ON o.tenant_id = d.company_id AND o.id = d.event_id"
                " WHERE d.event_id = %s AND d.reaction = %s AND d.state = 'waiting'",
                (event_id, reaction_name),
            )
            if waiting is None:
                return False
            reaction.act(tx, waiting["payload"])
            tx.run(
                "UPDATE deliveries SET state = 'done', done_at = %s, attempts = attempts + 1, last_error = NULL"
                " WHERE event_id = %s AND reaction = %s",
                (now(), event_id, reaction_name),
            )
    except Exception as error:
        log.exception("reaction failed", extra={"reaction": reaction_name, "event_id": str(event_id)})
        # The first line alone: the others show the row that was refused, and this table is everybody's.
        reason = f"{type(error).__name__}: {error}".splitlines()[0][:500].replace("\x00", "")
        _postpone(engine, event_id, company_id, reaction_name, reason)
        return False
    return True


def _postpone(engine: Engine, event_id: UUID, company_id: UUID, reaction_name: str, reason: str) -> None:
    with Tx(engine, system_actor(company_id)) as tx:
        waiting = tx.row(
            "SELECT d.attempts, o.payload FROM deliveries d JOIN outbox_events o ON o.tenant_id = d.company_id"
            " AND o.id = d.event_id WHERE d.event_id = %s AND d.reaction = %s AND d.state = 'waiting'"
            " FOR UPDATE OF d",
            (event_id, reaction_name),
        )
        if waiting is None:
            return
        attempts = waiting["attempts"] + 1
        dead = attempts >= MAX_ATTEMPTS
        wait = min(2.5 * 2**attempts, 900.0) * random.uniform(0.7, 1.3)  # noqa: S311
        tx.run(
            "UPDATE deliveries SET attempts = %s, last_error = %s, next_at = %s, state = %s"
            " WHERE event_id = %s AND reaction = %s",
            (
                attempts,
                reason,
                now() + timedelta(seconds=wait),
                "dead" if dead else "waiting",
                event_id,
                reaction_name,
            ),
        )
        if dead:
            tx.after_commit(f"given-up:{event_id}", GIVEN_UP.labels(reaction_name).inc)
        gave_up = reactions.named(reaction_name).gave_up
        if dead and gave_up is not None:
            gave_up(tx, waiting["payload"])


def replay_dead(engine: Engine) -> int:
    """Gives every dead delivery another life; the number of them."""
    with Tx(engine, None) as tx:
        return tx.run(
            "UPDATE deliveries SET state = 'waiting', attempts = 0, next_at = %s WHERE state = 'dead'",
            (now(),),
        )


def backlog(tx: Tx) -> list[Backlog]:
    """The reactions that were never tried, by their queue. A worker's question."""
    at = now()
    rows = tx.rows(
        "SELECT queue, count(*) AS waiting, min(created_at) AS oldest FROM deliveries WHERE state = 'waiting'"
        " AND attempts = 0 GROUP BY queue"
    )
    found = {row["queue"]: row for row in rows}
    queues = sorted({one.queue for one in reactions.all()} | set(found))
    return [
        Backlog(f"reactions/{name}", found[name]["waiting"], (at - found[name]["oldest"]).total_seconds())
        if name in found
        else Backlog(f"reactions/{name}", 0, 0.0)
        for name in queues
    ]


def take_tick(tx: Tx, schedule: str, due_at: object) -> bool:
    """True for the one caller that may act for this scheduled moment."""
    return (
        tx.run(
            "INSERT INTO ticks (schedule, due_at, taken_at) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
            (schedule, due_at, now()),
        )
        == 1
    )
