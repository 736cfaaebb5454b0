"""What a worker does: sends, bundles, and finds what was forgotten."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Engine

from digiboost.channels import jobs as hearing
from digiboost.channels import service as channels_door
from digiboost.channels.types import Outcome, Result
from digiboost.kernel.auth import system_actor
from digiboost.kernel.backlog import Backlog
from digiboost.kernel.cache import redis_client
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.jobs import celery_app, task, worker_engine
from digiboost.notifications import repository, service
from digiboost.notifications.sending import Claim
from digiboost.notifications.telling import SEND

log = logging.getLogger(__name__)

BUNDLE = "notifications.bundle"
TASKS = {"send": SEND, "bundle": BUNDLE}
LARGEST_SWEEP = 10_000
RECORD_TRIES = 12
"""How often an answer is written down again when the database is away; what is not is asked about later."""


@task(SEND)
def run_send(company_id: str, send_id: str) -> None:
    send(worker_engine(), UUID(company_id), UUID(send_id))


@task(BUNDLE)
def run_bundle(company_id: str, user_id: str) -> None:
    with Tx(worker_engine(), system_actor(UUID(company_id))) as tx:
        service.send_bundle(tx, UUID(user_id))


def send(engine: Engine, company_id: UUID, send_id: UUID) -> Outcome | None:
    """One attempt of a send that is due; None when it was not its turn. No transaction is open meanwhile."""
    with Tx(engine, system_actor(company_id)) as tx:
        claimed = service.claim(tx, send_id)
    if claimed is None:
        return None
    if claimed.look and _looked(engine, company_id, claimed):
        return None
    if not claimed.send or now() > claimed.begin_before:
        # Held up for so long, we may be believed dead by somebody else: then it is theirs.
        return None
    result = (
        Result(Outcome.REFUSED, "none", code="no_text")
        if claimed.message is None
        else channels_door.send(claimed.channel, claimed.message)
    )
    _persist(engine, company_id, lambda tx: service.record(tx, claimed, result))
    return result.outcome


def _looked(engine: Engine, company_id: UUID, claimed: Claim) -> bool:
    """Whether it is known what became of the attempt before: from a callback that still waits behind others, or
    because the service could be asked."""
    with Tx(engine, None) as tx:
        said = channels_door.unheard(tx, claimed.ref)
    for adapter_name, event_id in said:
        hearing.hear(engine, adapter_name, event_id)
    if said:
        # Heard by us, or by somebody else just now: nothing is sent before it is known what it changed.
        return True
    adapter = claimed.adapter or channels_door.adapter_for(claimed.channel, claimed.address)
    if adapter is None:
        return False
    report = channels_door.look_up(
        adapter, claimed.ref, claimed.provider_id, channel=claimed.channel, message=claimed.message
    )
    if report is None:
        return False
    _persist(engine, company_id, lambda tx: service.record_report(tx, claimed.send_id, report))
    return True


def _persist(engine: Engine, company_id: UUID, write: Callable[[Tx], object]) -> None:
    """Writes down what a service answered, patiently: forgotten, it would have to be asked about."""
    for attempt in range(1, RECORD_TRIES + 1):
        try:
            with Tx(engine, system_actor(company_id)) as tx:
                write(tx)
        except Exception:
            if attempt == RECORD_TRIES:
                raise
            log.exception("an answer could not be written down", extra={"attempt": attempt})
            time.sleep(min(0.2 * 2**attempt, 2.0))
        else:
            return


def backlog(tx: Tx) -> Backlog:
    """The messages that are due and that nobody has sent."""
    at = now()
    found = repository.due(tx, at)
    oldest = found["oldest"]
    return Backlog("messages", found["waiting"], 0.0 if oldest is None else (at - oldest).total_seconds())


def sweep(engine: Engine, limit: int = 500) -> int:
    """Tells the broker again what is due and lies with nobody; the number found. After a broker that forgot
    everything that is a lot, and it goes on."""
    redis_client().ping()
    found = 0
    while found < LARGEST_SWEEP:
        at = now()
        with Tx(engine, None) as tx:
            rows = repository.forgotten(tx, at, at - timedelta(seconds=repository.REQUEUE_SECONDS), limit)
        for row in rows:
            celery_app.send_task(
                TASKS[row["what"]], args=[str(row["company_id"]), str(row["subject_id"])], queue="messages"
            )
        found += len(rows)
        if len(rows) < limit:
            break
    return found
