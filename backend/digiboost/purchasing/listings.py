"""Orders and receipts as they are read: JSON that PostgreSQL builds."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from digiboost.kernel.auth import Scope
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import NotFound
from digiboost.kernel.http.json_lists import json_object, json_page, json_row, quantity
from digiboost.kernel.http.pagination import SortKey
from digiboost.purchasing.types import OPEN, OrderSort

_ORDER = {
    "id": "o.id",
    "number": "o.number",
    "supplier_id": "o.supplier_id",
    "supplier_name": "s.name",
    "status": "o.status",
    "sent_at": "o.sent_at",
    "sent_by": "o.sent_by",
    "expected_on": "o.expected_on",
    "note": "o.note",
    "total": "o.total",
    "line_count": "o.line_count",
    "user_id": "o.user_id",
    "cancelled_at": "o.cancelled_at",
    "cancel_reason": "o.cancel_reason",
    "created_at": "o.created_at",
    "updated_at": "o.updated_at",
    "version": "o.version",
}
_ORDER_LINE = {
    "id": "l.id",
    "product_id": "l.product_id",
    "code": "p.code",
    "product_name": "p.name",
    "unit": "p.unit",
    "quantity": quantity("l.quantity"),
    "pack_size": quantity("l.pack_size"),
    "unit_cost": "l.unit_cost",
    "amount": "l.amount",
    "received": quantity("l.received"),
}
_RECEIPT = {
    "id": "r.id",
    "order_id": "r.order_id",
    "order_number": "o.number",
    "supplier_id": "r.supplier_id",
    "supplier_name": "s.name",
    "occurred_at": "r.occurred_at",
    "received_at": "r.received_at",
    "reference": "r.reference",
    "total": "r.total",
    "line_count": "r.line_count",
    "user_id": "r.user_id",
}
_RECEIPT_LINE = {
    "id": "l.id",
    "product_id": "l.product_id",
    "code": "p.code",
    "product_name": "p.name",
    "unit": "p.unit",
    "order_line_id": "l.order_line_id",
    "quantity": quantity("l.quantity"),
    "unit_cost": "l.unit_cost",
    "expires_on": "b.expires_on",
    "lot": "b.lot",
}
_COSTS = frozenset({"total", "unit_cost", "amount"})
_OF_ORDERS = "JOIN suppliers s ON s.tenant_id = o.tenant_id AND s.id = o.supplier_id"
_OF_RECEIPTS = (
    "LEFT JOIN purchase_orders o ON o.tenant_id = r.tenant_id AND o.id = r.order_id"
    " LEFT JOIN suppliers s ON s.tenant_id = r.tenant_id AND s.id = r.supplier_id"
)
_SORTS = {"created_at": ("o.created_at", "timestamptz"), "number": ("o.number", "text")}


def _visible(tx: Tx, fields: dict[str, str]) -> dict[str, str]:
    if tx.actor.may(Scope.COSTS_READ):
        return fields
    return {name: "NULL::bigint" if name in _COSTS else column for name, column in fields.items()}


def orders(
    tx: Tx,
    *,
    status: str | None,
    is_open: bool | None,
    supplier_id: UUID | None,
    product_id: UUID | None,
    sort: OrderSort,
    cursor: str | None,
    limit: int,
) -> bytes:
    where, given = "", list[Any]([tx.tenant_id])
    if status is not None:
        where, given = f"{where} AND o.status = %s", [*given, status]
    if is_open is not None:
        where, given = f"{where} AND {'' if is_open else 'NOT '}o.status = ANY(%s)", [*given, [*OPEN]]
    if supplier_id is not None:
        where, given = f"{where} AND o.supplier_id = %s", [*given, supplier_id]
    if product_id is not None:
        where = (
            f"{where} AND EXISTS (SELECT FROM purchase_order_lines l WHERE l.tenant_id = o.tenant_id"
            " AND l.order_id = o.id AND l.product_id = %s)"
        )
        given = [*given, product_id]
    column, sql_type = _SORTS[sort.removeprefix("-")]
    return json_page(
        tx,
        f"FROM purchase_orders o WHERE o.tenant_id = %s{where}",
        given,
        fields=_visible(tx, _ORDER),
        sort=sort,
        key=SortKey(column, sql_type, sort.startswith("-")),
        unique="o.id",
        cursor=cursor,
        limit=limit,
        joined=_OF_ORDERS,
    )


def order(tx: Tx, order_id: UUID) -> bytes:
    """Raises NotFound."""
    lines = (
        f"(SELECT coalesce(json_agg({json_object(_visible(tx, _ORDER_LINE))} ORDER BY l.position), '[]')"
        " FROM purchase_order_lines l JOIN products p ON p.tenant_id = l.tenant_id AND p.id = l.product_id"
        " WHERE l.tenant_id = o.tenant_id AND l.order_id = o.id)"
    )
    return _found(
        json_row(
            tx,
            f"FROM purchase_orders o {_OF_ORDERS} WHERE o.tenant_id = %s AND o.id = %s",
            (tx.tenant_id, order_id),
            {**_visible(tx, _ORDER), "lines": lines},
        )
    )


def receipts(tx: Tx, supplier_id: UUID | None, order_id: UUID | None, cursor: str | None, limit: int) -> bytes:
    """The newest first, by when the goods arrived."""
    where, given = "", list[Any]([tx.tenant_id])
    if supplier_id is not None:
        where, given = f"{where} AND r.supplier_id = %s", [*given, supplier_id]
    if order_id is not None:
        where, given = f"{where} AND r.order_id = %s", [*given, order_id]
    return json_page(
        tx,
        f"FROM receipts r WHERE r.tenant_id = %s{where}",
        given,
        fields=_visible(tx, _RECEIPT),
        sort="-occurred_at",
        key=SortKey("r.occurred_at", "timestamptz", True),
        unique="r.id",
        cursor=cursor,
        limit=limit,
        joined=_OF_RECEIPTS,
    )


def receipt(tx: Tx, receipt_id: UUID) -> bytes:
    """Raises NotFound."""
    lines = (
        f"(SELECT coalesce(json_agg({json_object(_visible(tx, _RECEIPT_LINE))} ORDER BY l.position), '[]')"
        " FROM receipt_lines l JOIN products p ON p.tenant_id = l.tenant_id AND p.id = l.product_id"
        " LEFT JOIN stock_batches b ON b.tenant_id = l.tenant_id AND b.id = l.id"
        " WHERE l.tenant_id = r.tenant_id AND l.receipt_id = r.id)"
    )
    return _found(
        json_row(
            tx,
            f"FROM receipts r {_OF_RECEIPTS} WHERE r.tenant_id = %s AND r.id = %s",
            (tx.tenant_id, receipt_id),
            {**_visible(tx, _RECEIPT), "lines": lines},
        )
    )


def _found(row: bytes | None) -> bytes:
    if row is None:
        raise NotFound
    return row
