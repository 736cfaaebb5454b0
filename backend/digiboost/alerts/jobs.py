"""The engine's own clockwork: companies whose moment has come, and a net under all of them."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Engine

from digiboost.alerts import repository, sweeping
from digiboost.identity import service as identity
from digiboost.kernel.auth import system_actor
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.jobs import celery_app, send_due, task, worker_engine

log = logging.getLogger(__name__)

VISIT = "alerts.visit"
QUEUE = "messages"
LEASE = timedelta(minutes=5)
"""How long a visit stays with the broker before it is believed to be forgotten."""
AT_ONCE = 100
"""Companies of one question of the net."""


@task(VISIT)
def run_visit(company_id: str, products: list[str] | None = None, everything: bool = False) -> None:
    visit(worker_engine(), UUID(company_id), products=[UUID(one) for one in products or ()], everything=everything)


def visit(engine: Engine, company_id: UUID, *, products: Sequence[UUID] = (), everything: bool = False) -> None:
    """Does what is due for a company, and judges these products, or all. May run twice."""
    with Tx(engine, system_actor(company_id)) as tx:
        sweeping.visit(tx, products=products, everything=everything)


def due(engine: Engine, limit: int = 1000) -> int:
    """Has the companies visited whose moment has come; how many."""
    return send_due(engine, repository.WATCH, LEASE, VISIT, QUEUE, limit)


def net(engine: Engine) -> int:
    """Has the products judged whose levels do not agree with their open alerts, and companies that never were; how
    many companies. A movement that was committed and whose event is still on its way shows here too: it is judged
    once."""
    with Tx(engine, None) as tx:
        everybody = [row["company_id"] for row in identity.companies(tx)]
    found: dict[UUID, list[UUID] | None] = {}
    for start in range(0, len(everybody), AT_ONCE):
        # One transaction for each part: an old snapshot would keep the whole database from tidying up.
        with Tx(engine, None) as tx:
            found |= repository.disagreeing(tx, everybody[start : start + AT_ONCE])
    for company_id, products in found.items():
        _send(company_id, None if products is None else [str(one) for one in products], products is None)
    if found:
        log.info("levels and alerts disagreed", extra={"companies": len(found)})
    return len(found)


def _send(company_id: UUID, products: list[str] | None = None, everything: bool = False) -> None:
    celery_app.send_task(VISIT, args=[str(company_id), products, everything], queue=QUEUE)
