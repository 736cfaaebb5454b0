"""The clockwork of dispatch: offers that expire, searches that are tried again."""

from __future__ import annotations

import logging
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Engine

from digiboost.dispatch import repository, service
from digiboost.dispatch.types import VISIT, VISIT_QUEUE
from digiboost.kernel.auth import system_actor
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.jobs import send_due, task, worker_engine

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=30)
"""How long a visit stays with the broker before it is believed to be forgotten."""
AT_ONCE = 200
"""Searches of one company in one visit; the others come with the next."""


@task(VISIT)
def run_visit(company_id: str) -> None:
    visit(worker_engine(), UUID(company_id))


def visit(engine: Engine, company_id: UUID) -> int:
    """Ends the offers whose time is over and goes on with what is searched for, each request in a transaction of its
    own; how many requests were looked at. May run twice."""
    with Tx(engine, system_actor(company_id)) as tx:
        service.expire(tx)
    with Tx(engine, system_actor(company_id)) as tx:
        waiting = service.waiting(tx, AT_ONCE)
    for request_id in waiting:
        try:
            with Tx(engine, system_actor(company_id)) as tx:
                service.attempt(tx, request_id)
        except Exception:
            # The others are not kept waiting by it; the next visit tries again.
            log.exception("a search failed", extra={"company": str(company_id), "request": str(request_id)})
    with Tx(engine, system_actor(company_id)) as tx:
        service.plan(tx)
    return len(waiting)


def due(engine: Engine, limit: int = 1000) -> int:
    """Has the companies visited that have an offer to end or a search to go on with; how many."""
    return send_due(engine, repository.WATCH, LEASE, VISIT, VISIT_QUEUE, limit)
