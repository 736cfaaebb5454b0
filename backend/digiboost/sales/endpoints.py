from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Query

from digiboost.kernel.auth import Scope
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.http.pagination import Cursor, Limit, Page, Search
from digiboost.kernel.http.routing import allow, api_router
from digiboost.sales import service
from digiboost.sales.schemas import CancelIn, MissedSaleIn, MissedSaleOut, ReturnIn, SaleIn, SaleOut, SaleSummaryOut
from digiboost.sales.types import SaleKind, SaleSort, SaleStatus

router = api_router(tags=["sales"])


@router.post("/sales", status_code=201)
def record_sale(tx: Annotated[Tx, allow(Scope.SALES_WRITE)], body: SaleIn) -> SaleOut:
    """Records a sale. It is never refused for lack of stock; the same `id` again records nothing new."""
    return service.record_sale(tx, body)


@router.get("/sales", response_model=Page[SaleSummaryOut])
def list_sales(
    tx: Annotated[Tx, allow(Scope.SALES_READ)],
    from_day: Annotated[date | None, Query(alias="from", description="First day, in the tenant's days")] = None,
    to_day: Annotated[date | None, Query(alias="to", description="Last day, included")] = None,
    product_id: UUID | None = None,
    customer_id: UUID | None = None,
    kind: SaleKind | None = None,
    status: SaleStatus | None = None,
    search: Search = None,
    sort: SaleSort = SaleSort.LATEST,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> bytes:
    """Sales and returns, the latest first; `search` looks at numbers and customers' names."""
    return service.list_sales(
        tx,
        from_day=from_day,
        to_day=to_day,
        product_id=product_id,
        customer_id=customer_id,
        kind=kind,
        status=status,
        search=search,
        sort=sort,
        limit=limit,
        cursor=cursor,
    )


@router.get("/sales/{sale_id}")
def read_sale(tx: Annotated[Tx, allow(Scope.SALES_READ)], sale_id: UUID) -> SaleOut:
    return service.read_sale(tx, sale_id)


@router.post("/sales/{sale_id}/returns", status_code=201)
def return_sale(tx: Annotated[Tx, allow(Scope.SALES_WRITE)], sale_id: UUID, body: ReturnIn) -> SaleOut:
    """Takes goods of a sale back, at most what was sold and has not come back yet."""
    return service.return_sale(tx, sale_id, body)


@router.post("/sales/{sale_id}/cancel")
def cancel_sale(tx: Annotated[Tx, allow(Scope.SALES_CANCEL)], sale_id: UUID, body: CancelIn) -> SaleOut:
    """Takes a sale or a return out of the books; it stays in the list as cancelled."""
    return service.cancel_sale(tx, sale_id, body)


@router.post("/missed-sales", status_code=201)
def record_missed_sale(tx: Annotated[Tx, allow(Scope.SALES_WRITE)], body: MissedSaleIn) -> MissedSaleOut:
    """Notes that somebody asked for what was not there."""
    return service.record_missed_sale(tx, body)
