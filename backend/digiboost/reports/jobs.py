"""The clockwork of schedules: companies that have a report due."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import Engine

from digiboost.kernel.auth import system_actor
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.jobs import send_due, task, worker_engine
from digiboost.reports import repository, service

VISIT = "reports.visit"
QUEUE = "default"
LEASE = timedelta(minutes=5)
"""How long a visit stays with the broker before it is believed to be forgotten."""


@task(VISIT)
def run_visit(company_id: str) -> None:
    visit(worker_engine(), UUID(company_id))


def visit(engine: Engine, company_id: UUID) -> None:
    """Has the reports made that a company's schedules want now. May run twice."""
    with Tx(engine, system_actor(company_id)) as tx:
        service.visit(tx)


def due(engine: Engine, limit: int = 1000) -> int:
    """Has the companies visited that have a report due; how many."""
    return send_due(engine, repository.WATCH, LEASE, VISIT, QUEUE, limit)
