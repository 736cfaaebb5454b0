from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Query

from digiboost.kernel.auth import Scope
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.http.routing import allow, api_router
from digiboost.tracking import analytics
from digiboost.tracking.analytics_schemas import LiveOut, MissionsSummaryOut, OptimizationOut, PerformanceOut

router = api_router(tags=["tracking"])
Read = Annotated[Tx, allow(Scope.REQUESTS_READ)]
Day = Annotated[date | None, Query(ge=date(1990, 1, 1), le=date(2100, 1, 1))]


@router.get("/missions/summary")
def missions_summary(tx: Annotated[Tx, allow(Scope.MISSIONS)]) -> MissionsSummaryOut:
    """The caller's own day and weeks: what waits, what was earned, how offers were answered, what clients say."""
    return analytics.missions_summary(tx)


@router.get("/tracking/analytics/dashboard")
def dashboard(tx: Read) -> LiveOut:
    """The company's requests at this moment."""
    return analytics.live(tx)


@router.get("/tracking/analytics/performance")
def performance(tx: Read, first: Day = None, last: Day = None) -> PerformanceOut:
    """How requests of a period went, by service, district and provider; the last 30 days when none is named."""
    return analytics.performance(tx, first, last)


@router.get("/tracking/analytics/optimization")
def optimization(tx: Read) -> OptimizationOut:
    """What the last 90 days advise to change."""
    return analytics.optimization(tx)
