"""Counts as they are read, and the sheet that one counts by."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from digiboost.kernel.auth import Scope
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import NotFound
from digiboost.kernel.http.json_lists import json_object, json_page, json_row, quantity
from digiboost.kernel.http.pagination import SortKey

_SCOPE = (
    "CASE WHEN k.scope IS NOT NULL THEN"
    " json_build_object('shelf', k.scope ->> 'shelf', 'category_id', k.scope ->> 'category_id') END"
)
_COUNT = {
    "id": "k.id",
    "occurred_at": "k.occurred_at",
    "received_at": "k.received_at",
    "user_id": "k.user_id",
    "note": "k.note",
    "scope": _SCOPE,
}
_SUMS = (
    "CROSS JOIN LATERAL (SELECT count(*) AS lines, count(*) FILTER (WHERE n.counted <> n.expected) AS differences,"
    " coalesce(sum(n.value_difference), 0)::bigint AS value_difference FROM stock_count_lines n"
    " WHERE n.tenant_id = k.tenant_id AND n.count_id = k.id) t"
)
_LINE = {
    "product_id": "n.product_id",
    "code": "p.code",
    "name": "p.name",
    "unit": "p.unit",
    "expected": quantity("n.expected"),
    "counted": quantity("n.counted"),
    "difference": quantity("(n.counted - n.expected)"),
}
_SHEET = {
    "product_id": "p.id",
    "code": "p.code",
    "name": "p.name",
    "barcode": "p.barcode",
    "category_name": "c.name",
    "shelf": "p.shelf",
    "unit": "p.unit",
    "on_hand": quantity("l.on_hand"),
    "status": "l.status",
    "counted_at": "l.counted_at",
}


def _value(tx: Tx, column: str) -> str:
    return column if tx.actor.may(Scope.COSTS_READ) else "NULL::bigint"


def counts(tx: Tx, cursor: str | None, limit: int) -> bytes:
    """The newest first, by when they were made."""
    return json_page(
        tx,
        "FROM stock_counts k WHERE k.tenant_id = %s",
        [tx.tenant_id],
        fields={
            **_COUNT,
            "lines": "t.lines",
            "differences": "t.differences",
            "value_difference": _value(tx, "t.value_difference"),
        },
        sort="-occurred_at",
        key=SortKey("k.occurred_at", "timestamptz", True),
        unique="k.id",
        cursor=cursor,
        limit=limit,
        joined=_SUMS,
    )


def count(tx: Tx, count_id: UUID) -> bytes:
    """One count with its lines. Raises NotFound."""
    line = json_object({**_LINE, "value_difference": _value(tx, "n.value_difference")})
    lines = (
        f"(SELECT coalesce(json_agg({line} ORDER BY n.counted = n.expected, p.name_key, n.product_id), '[]')"
        " FROM stock_count_lines n JOIN products p ON p.tenant_id = n.tenant_id AND p.id = n.product_id"
        " WHERE n.tenant_id = k.tenant_id AND n.count_id = k.id)"
    )
    found = json_row(
        tx,
        f"FROM stock_counts k {_SUMS} WHERE k.tenant_id = %s AND k.id = %s",
        (tx.tenant_id, count_id),
        {
            **_COUNT,
            "differences": "t.differences",
            "value_difference": _value(tx, "t.value_difference"),
            "lines": lines,
        },
    )
    if found is None:
        raise NotFound
    return found


def sheet(tx: Tx, shelf: str | None, category_id: UUID | None, cursor: str | None, limit: int) -> bytes:
    """The active products of a shelf or a category, or all: never counted first, then the longest ago."""
    conditions, given = "", list[Any]([tx.tenant_id])
    if shelf is not None:
        conditions, given = f"{conditions} AND p.shelf = %s", [*given, shelf.replace("\x00", "")]
    if category_id is not None:
        conditions, given = f"{conditions} AND p.category_id = %s", [*given, category_id]
    return json_page(
        tx,
        "FROM products p JOIN stock_levels l ON l.tenant_id = p.tenant_id AND l.product_id = p.id"
        " LEFT JOIN categories c ON c.tenant_id = p.tenant_id AND c.id = p.category_id"
        f" WHERE p.tenant_id = %s AND p.is_active{conditions}",
        given,
        fields=_SHEET,
        sort="counted_at",
        key=SortKey("coalesce(l.counted_at, timestamptz '1970-01-01 00:00:00+00')", "timestamptz", False),
        unique="p.id",
        cursor=cursor,
        limit=limit,
    )
