from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from digiboost.kernel.auth import Scope
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.http.pagination import Cursor, Limit, Search
from digiboost.kernel.http.routing import allow, api_router, known_tags, tagged
from digiboost.statistics import service
from digiboost.statistics.sales_analysis import Comparison, TopBy
from digiboost.statistics.sales_schemas import KpisOut, SalesAnalysisOut, Step
from digiboost.statistics.schemas import OverviewOut
from digiboost.statistics.stock_detail import Asked, StockSort, Wanted
from digiboost.statistics.stock_schemas import AbcClass, ProductAnalysisOut, StockDetailOut

router = api_router(tags=["dashboards"])


@router.get("/dashboards/overview", response_model=OverviewOut)
def overview(
    tx: Annotated[Tx, allow(Scope.DASHBOARDS_READ)],
    day: Annotated[
        date | None,
        Query(description="Shows the sales as of this day instead of today", ge=date(1990, 1, 1), le=date(2100, 1, 1)),
    ] = None,
) -> Response:
    """Stock health, sales of today, 7 and 30 days, availability, trend, what moves and what needs attention.

    Always the present state, never a cached one; with `If-None-Match` an unchanged one answers 304.
    """
    return tagged(*service.overview(tx, known_tags(tx), day))


Day = Annotated[date | None, Query(ge=date(1990, 1, 1), le=date(2100, 1, 1))]


@router.get("/dashboards/sales-analysis", response_model=SalesAnalysisOut)
def sales_analysis(
    tx: Annotated[Tx, allow(Scope.DASHBOARDS_READ)],
    first: Day = None,
    last: Day = None,
    compare: Comparison = Comparison.PREVIOUS,
    step: Step | None = None,
    top_by: TopBy = TopBy.REVENUE,
) -> Response:
    """Revenue over time against another period, best products, categories, hours and weekdays, means of payment. The
    last 30 days when no period is named."""
    tag, found = service.tagged_sales_analysis(tx, first, last, compare, step, top_by, known_tags(tx))
    return tagged(tag, None if found is None else found.model_dump_json().encode())


@router.get("/dashboards/stock-detail", response_model=StockDetailOut)
def stock_detail(
    tx: Annotated[Tx, allow(Scope.STOCK_READ)],
    status: Wanted | None = None,
    category_id: UUID | None = None,
    supplier_id: UUID | None = None,
    abc: AbcClass | None = None,
    search: Search = None,
    sort: StockSort = StockSort.STOCK_OUT,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """Every product with what is there, what it sells and when it runs out; what runs out soonest comes first.

    With `If-None-Match` an unchanged page answers 304.
    """
    tag, body = service.stock_detail(
        tx,
        Asked(
            sort=sort,
            limit=limit,
            cursor=cursor,
            search=search,
            status=status,
            category_id=category_id,
            supplier_id=supplier_id,
            abc=abc,
        ),
        known_tags(tx),
    )
    return tagged(tag, body)


@router.get("/analytics/kpis")
def kpis(tx: Annotated[Tx, allow(Scope.DASHBOARDS_READ)], first: Day = None, last: Day = None) -> KpisOut:
    """The figures of a period beside those of the period before. The last 30 days when none is named."""
    return service.kpis(tx, first, last)


@router.get("/analytics/products/{product_id}/analysis")
def product_analysis(tx: Annotated[Tx, allow(Scope.STOCK_READ)], product_id: UUID) -> ProductAnalysisOut:
    """One product: what it sold, what is foretold of it and how good that was, what to order."""
    return service.product_analysis(tx, product_id)
