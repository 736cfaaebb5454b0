from __future__ import annotations

import json
from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from digiboost.catalog.service import require_suppliers
from digiboost.kernel.auth import Scope
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.http.pagination import Cursor, Limit, Page
from digiboost.kernel.http.routing import allow, api_router
from digiboost.purchasing import listings, service
from digiboost.purchasing.schemas import (
    LeadTimeOut,
    OrderCancelIn,
    OrderIn,
    OrderOut,
    OrderPatch,
    OrderSummaryOut,
    ReceiptIn,
    ReceiptOut,
    ReceiptSummaryOut,
    SendIn,
    SentOut,
    SuggestionOut,
)
from digiboost.purchasing.types import OrderSort, OrderStatus

router = api_router(tags=["purchasing"])

Read = Annotated[Tx, allow(Scope.PURCHASES_READ)]
Write = Annotated[Tx, allow(Scope.PURCHASES_WRITE)]


# -- orders -------------------------------------------------------------------------------------


@router.get("/purchase-orders", response_model=Page[OrderSummaryOut])
def list_orders(
    tx: Read,
    status: OrderStatus | None = None,
    is_open: Annotated[bool | None, Query(alias="open", description="Only those whose goods are awaited")] = None,
    supplier_id: UUID | None = None,
    product_id: UUID | None = None,
    sort: OrderSort = OrderSort.LATEST,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> bytes:
    """The latest first."""
    return listings.orders(
        tx,
        status=status,
        is_open=is_open,
        supplier_id=supplier_id,
        product_id=product_id,
        sort=sort,
        cursor=cursor,
        limit=limit,
    )


@router.post("/purchase-orders", status_code=201, response_model=OrderOut)
def create_order(tx: Write, body: OrderIn) -> bytes:
    """A draft; the same `id` again records nothing new."""
    return listings.order(tx, service.create_order(tx, body).id)


@router.get("/purchase-orders/suggestion")
def suggest_order(tx: Read, supplier_id: UUID | None = None) -> SuggestionOut:
    """What is at or under its minimum, what is on order included, with the quantity that brings it up to its
    maximum in whole packs; one order for each supplier."""
    return service.suggestion(tx, supplier_id)


@router.get("/purchase-orders/{order_id}", response_model=OrderOut)
def get_order(tx: Read, order_id: UUID) -> bytes:
    return listings.order(tx, order_id)


@router.patch("/purchase-orders/{order_id}", response_model=OrderOut)
def edit_order(tx: Write, order_id: UUID, body: OrderPatch) -> bytes:
    """Supplier and lines of a draft alone; the expected day and the note until everything came."""
    service.edit_order(tx, order_id, body)
    return listings.order(tx, order_id)


@router.delete("/purchase-orders/{order_id}", status_code=204)
def delete_order(tx: Write, order_id: UUID) -> None:
    """Of a draft alone."""
    service.delete_order(tx, order_id)


@router.post("/purchase-orders/{order_id}/send", response_model=SentOut)
def send_order(tx: Write, order_id: UUID, body: SendIn) -> bytes:
    """Marks a draft as sent and gives the message for the supplier. Sent again, it gives the message alone."""
    sent = service.send_order(tx, order_id, body)
    rest = json.dumps({"message": sent.message, "whatsapp_url": sent.whatsapp_url}, ensure_ascii=False)
    return b'{"order":' + listings.order(tx, order_id) + b"," + rest[1:].encode()


@router.post("/purchase-orders/{order_id}/cancel", response_model=OrderOut)
def cancel_order(tx: Write, order_id: UUID, body: OrderCancelIn) -> bytes:
    """Awaits no more of it; what came stays."""
    service.cancel_order(tx, order_id, body)
    return listings.order(tx, order_id)


@router.get(
    "/purchase-orders/{order_id}/pdf", response_class=Response, responses={200: {"content": {"application/pdf": {}}}}
)
def order_pdf(tx: Read, order_id: UUID) -> Response:
    """The order on paper, to be printed, signed and stamped."""
    number, drawn = service.order_pdf(tx, order_id)
    headers = {"Content-Disposition": f'inline; filename="{number}.pdf"', "Cache-Control": "private, no-store"}
    return Response(drawn.content, media_type="application/pdf", headers=headers)


# -- receipts -----------------------------------------------------------------------------------


@router.get("/receipts", response_model=Page[ReceiptSummaryOut])
def list_receipts(
    tx: Annotated[Tx, allow(Scope.STOCK_READ)],
    supplier_id: UUID | None = None,
    order_id: UUID | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> bytes:
    """The newest first, by when the goods arrived."""
    return listings.receipts(tx, supplier_id, order_id, cursor, limit)


@router.post("/receipts", status_code=201, response_model=ReceiptOut)
def record_receipt(tx: Annotated[Tx, allow(Scope.STOCK_RECEIVE)], body: ReceiptIn) -> bytes:
    """Goods that arrived, of an order or without one; the same `id` again records nothing new."""
    return listings.receipt(tx, service.record_receipt(tx, body).id)


@router.get("/receipts/{receipt_id}", response_model=ReceiptOut)
def get_receipt(tx: Annotated[Tx, allow(Scope.STOCK_READ)], receipt_id: UUID) -> bytes:
    return listings.receipt(tx, receipt_id)


# -- suppliers ----------------------------------------------------------------------------------


@router.get("/suppliers/{supplier_id}/lead-time")
def lead_time(tx: Read, supplier_id: UUID) -> LeadTimeOut:
    """How long the supplier takes, as receipts have taught."""
    supplier = require_suppliers(tx, [supplier_id])[supplier_id]
    return service.lead_time_out(service.lead_times(tx, [supplier_id])[supplier_id], supplier)
