"""Between two nights: outlooks of what moved are made anew, without a sale having to wait for it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Engine

from digiboost.forecasting import repository, service
from digiboost.identity import service as identity
from digiboost.kernel.auth import system_actor
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.jobs import celery_app, task, worker_engine

log = logging.getLogger(__name__)

MOVED = "forecasting.moved"
QUEUE = "default"
LOOKED_BACK = timedelta(hours=26)
"""What moved before that was seen by a night since."""
AT_ONCE = 100
"""Companies of one question."""
MOST = 2_000
"""Products of one job; the next look finds the others."""


@task(MOVED)
def run_moved(company_id: str, products: list[str]) -> None:
    moved(worker_engine(), UUID(company_id), [UUID(one) for one in products])


def moved(engine: Engine, company_id: UUID, products: Sequence[UUID]) -> None:
    """Makes the outlooks of these products anew. May run twice."""
    with Tx(engine, system_actor(company_id)) as tx:
        service.refresh(tx, products)


def look(engine: Engine) -> int:
    """Has the outlooks made anew of products whose level moved since theirs was made; of how many companies."""
    with Tx(engine, None) as tx:
        everybody = [row["company_id"] for row in identity.companies(tx)]
    found: dict[UUID, list[UUID]] = {}
    for start in range(0, len(everybody), AT_ONCE):
        with Tx(engine, None) as tx:
            found |= repository.moved(tx, everybody[start : start + AT_ONCE], now() - LOOKED_BACK, MOST)
    for company_id, products in found.items():
        celery_app.send_task(MOVED, args=[str(company_id), [str(one) for one in products]], queue=QUEUE)
    if found:
        log.info("outlooks are behind", extra={"companies": len(found)})
    return len(found)
