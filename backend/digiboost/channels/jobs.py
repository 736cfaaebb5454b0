"""Callbacks that were stored are dealt with here, each until its handlers have succeeded."""

from __future__ import annotations

import logging
import random
from collections import defaultdict

from sqlalchemy import Engine

from digiboost.channels import repository, service, stopped
from digiboost.channels.metrics import EVENTS
from digiboost.channels.types import Heard, NotYet, OpenTx, Report
from digiboost.kernel.auth import Actor
from digiboost.kernel.backlog import Backlog
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.jobs import celery_app, task, worker_engine

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 8


@task(service.HEAR_TASK)
def run_hear(adapter: str, *event_ids: str) -> None:
    for event_id in event_ids:
        hear(worker_engine(), adapter, event_id)


def hear(engine: Engine, adapter: str, event_id: str) -> bool:
    """Gives an event to its handlers. True when this call dealt with it; False when it was dealt with before, is
    being dealt with, or failed and waits. The row stays locked meanwhile, so that nobody else does the same; a
    handler's own transactions are its own, and it may be called again."""

    def open_tx(actor: Actor | None) -> Tx:
        return Tx(engine, actor)

    kind = "event"
    try:
        with Tx(engine, None) as tx:
            event = repository.take(tx, adapter, event_id)
            if event is None:
                return False
            kind = repository.kind_of(event)
            _tell(open_tx, event)
            repository.finish(tx, adapter, event_id)
    except NotYet:
        return _again(engine, adapter, event_id, kind, "nobody knows this message yet", is_ours=False)
    except Exception as error:
        log.exception("callback not dealt with", extra={"adapter": adapter, "event_id": event_id})
        # The first line alone: the others show the row that was refused, and this table is everybody's.
        reason = f"{type(error).__name__}: {error}".splitlines()[0][:500].replace("\x00", "")
        return _again(engine, adapter, event_id, kind, reason)
    EVENTS.labels(adapter, kind, "done").inc()
    return True


def _tell(open_tx: OpenTx, event: Report | Heard) -> None:
    if isinstance(event, Heard):
        for told in service.on_message:
            told(open_tx, event)
        return
    service.judge(event)
    for handler in service.on_report:
        handler(open_tx, event)


def _again(engine: Engine, adapter: str, event_id: str, kind: str, reason: str, *, is_ours: bool = True) -> bool:
    moments = repository.backoff(now(), MAX_ATTEMPTS, random.uniform(0.7, 1.3))  # noqa: S311
    with Tx(engine, None) as tx:
        state = repository.postpone(tx, adapter, event_id, moments, reason)
        if state == "dead" and not is_ours:
            repository.finish(tx, adapter, event_id)
            state = "foreign"
    if state is not None:
        EVENTS.labels(adapter, kind, state).inc()
    return False


def sweep(engine: Engine, limit: int = 500) -> int:
    """Enqueues again what is due and was forgotten or postponed; the number of events found."""
    moment = now()
    with Tx(engine, None) as tx:
        found = repository.due(tx, moment, moment + service.REQUEUE_AFTER, limit)
    by_adapter: dict[str, list[str]] = defaultdict(list)
    for row in found:
        by_adapter[row["adapter"]].append(row["event_id"])
    for adapter, ids in by_adapter.items():
        for start in range(0, len(ids), service.TOGETHER):
            some = ids[start : start + service.TOGETHER]
            celery_app.send_task(service.HEAR_TASK, args=[adapter, *some], queue="messages")
    return len(found)


def backlog(tx: Tx) -> Backlog:
    """The callbacks that nobody has tried to deal with."""
    found = repository.waiting(tx)
    oldest = found["oldest"]
    return Backlog("callbacks", found["waiting"], 0.0 if oldest is None else (now() - oldest).total_seconds())


def replay_dead(engine: Engine) -> int:
    """Gives every callback that was given up another life; the number of them."""
    with Tx(engine, None) as tx:
        return repository.revive(tx, now())


def resume(adapter: str) -> None:
    """Lets an adapter send again before its rest is over."""
    stopped.resume(adapter)
