"""What the screens of products and stock read: JSON that PostgreSQL builds, no objects in between.

Under row-level security only leakproof comparisons may use an index: the tenant, ids, status and the sort
keys do; the words of a search are tried on the tenant's rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from digiboost.kernel.auth import Scope
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import Forbidden, NotFound
from digiboost.kernel.http.json_lists import json_page, json_row, quantity, search_words
from digiboost.kernel.http.pagination import SortKey

PRODUCT = {
    "id": "p.id",
    "code": "p.code",
    "name": "p.name",
    "description": "p.description",
    "category_id": "p.category_id",
    "category_name": "c.name",
    "supplier_id": "p.supplier_id",
    "supplier_name": "s.name",
    "unit": "p.unit",
    "pack_size": quantity("p.pack_size"),
    "barcode": "p.barcode",
    "purchase_price": "p.purchase_price",
    "sale_price": "p.sale_price",
    "shelf": "p.shelf",
    "alerts": "p.alerts",
    "min_stock": quantity("l.min_stock"),
    "max_stock": quantity("l.max_stock"),
    "is_active": "p.is_active",
    "created_at": "p.created_at",
    "updated_at": "p.updated_at",
    "version": "p.version",
}
LEVEL = {
    "product_id": "l.product_id",
    "code": "p.code",
    "name": "p.name",
    "category_name": "c.name",
    "shelf": "p.shelf",
    "unit": "p.unit",
    "on_hand": quantity("l.on_hand"),
    "min_stock": quantity("l.min_stock"),
    "status": "l.status",
    "sale_price": "p.sale_price",
    "average_cost": "trim_scale(nullif(l.average_cost, 0)::numeric / 1000)",
    "value": "CASE WHEN l.average_cost > 0 OR l.on_hand = 0 THEN l.value END",
    "last_sale_at": "l.last_sale_at",
    "updated_at": "l.updated_at",
}
MOVEMENT = {
    "id": "m.id",
    "product_id": "m.product_id",
    "product_name": "p.name",
    "type": "m.type",
    "quantity": quantity("m.quantity"),
    "unit_cost": "m.unit_cost",
    "reference": "m.reference",
    "reason": "m.reason",
    "occurred_at": "m.occurred_at",
    "received_at": "m.received_at",
    "user_id": "m.user_id",
    "on_hand_after": quantity("m.on_hand_after"),
    "expires_on": "b.expires_on",
    "lot": "b.lot",
}
BATCH = {
    "id": "b.id",
    "product_id": "b.product_id",
    "code": "b.code",
    "product_name": "b.name",
    "unit": "b.unit",
    "left": quantity("b.remaining"),
    "expires_on": "b.expires_on",
    "lot": "b.lot",
    "received_at": "b.received_at",
}
COSTS = frozenset({"purchase_price", "average_cost", "value", "unit_cost"})

_PRODUCTS = "FROM products p WHERE p.tenant_id = %s"
_OF_PRODUCTS = (
    "LEFT JOIN categories c ON c.tenant_id = p.tenant_id AND c.id = p.category_id"
    " LEFT JOIN suppliers s ON s.tenant_id = p.tenant_id AND s.id = p.supplier_id"
    " LEFT JOIN stock_levels l ON l.tenant_id = p.tenant_id AND l.product_id = p.id"
)
_PRODUCT = f"FROM products p {_OF_PRODUCTS} WHERE p.tenant_id = %s AND p.id = %s"
_LEVELS = (
    "FROM stock_levels l JOIN products p ON p.tenant_id = l.tenant_id AND p.id = l.product_id"
    " LEFT JOIN categories c ON c.tenant_id = p.tenant_id AND c.id = p.category_id WHERE l.tenant_id = %s"
)
_MOVEMENTS = "FROM stock_movements m WHERE m.tenant_id = %s"
_OF_MOVEMENTS = (
    "JOIN products p ON p.tenant_id = m.tenant_id AND p.id = m.product_id"
    " LEFT JOIN stock_batches b ON b.tenant_id = m.tenant_id AND b.id = m.id"
)
_BATCHES = (
    "FROM (SELECT b.*, p.code, p.name, p.unit, p.is_active, greatest(least(b.quantity, l.on_hand"
    " - coalesce(sum(b.quantity) OVER (PARTITION BY b.product_id ORDER BY b.expires_on DESC, b.received_at DESC,"
    " b.id DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)), 0)::bigint AS remaining FROM stock_batches b"
    " JOIN stock_levels l ON l.tenant_id = b.tenant_id AND l.product_id = b.product_id"
    " JOIN products p ON p.tenant_id = b.tenant_id AND p.id = b.product_id"
    " WHERE b.tenant_id = %s AND b.closed_at IS NULL"
)
"""``types.left_of`` in SQL; conditions on which products, then ``_LEFT``."""
_LEFT = ") b WHERE b.remaining > 0"
_PRODUCT_KEYS = {
    "name": ("p.name_key", "text"),
    "code": ("p.code", "text"),
    "created_at": ("p.created_at", "timestamptz"),
}
_LEVEL_KEYS = {"name": ("p.name_key", "text"), "on_hand": ("l.on_hand", "bigint"), "value": ("l.value", "bigint")}


@dataclass(frozen=True)
class Asked:
    """A list as it was asked for."""

    sort: str
    limit: int
    cursor: str | None
    search: str | None = None
    category_id: UUID | None = None
    supplier_id: UUID | None = None
    shelf: str | None = None

    def key(self, keys: dict[str, tuple[str, str]]) -> SortKey:
        column, sql_type = keys[self.sort.removeprefix("-")]
        return SortKey(column, sql_type, self.sort.startswith("-"))

    def where(self) -> tuple[str, list[Any]]:
        """Conditions on the product ``p``. Only those that are asked for, so that each combination gets a
        plan of its own."""
        conditions, given = "", list[Any]()
        if self.category_id is not None:
            conditions, given = f"{conditions} AND p.category_id = %s", [*given, self.category_id]
        if self.supplier_id is not None:
            conditions, given = f"{conditions} AND p.supplier_id = %s", [*given, self.supplier_id]
        if self.shelf is not None:
            conditions, given = f"{conditions} AND p.shelf = %s", [*given, self.shelf.replace("\x00", "")]
        if self.search is not None and (words := search_words(self.search)):
            conditions, given = f"{conditions} AND p.search_text LIKE ALL (%s::text[])", [*given, words]
        return conditions, given


def _visible(tx: Tx, fields: dict[str, str]) -> dict[str, str]:
    if tx.actor.may(Scope.COSTS_READ):
        return fields
    return {name: "NULL::bigint" if name in COSTS else column for name, column in fields.items()}


def products(tx: Tx, asked: Asked, active: bool | None) -> bytes:
    conditions, given = asked.where()
    if active is not None:
        conditions = f"{conditions} AND {'' if active else 'NOT '}p.is_active"
    return json_page(
        tx,
        _PRODUCTS + conditions,
        [tx.tenant_id, *given],
        fields=_visible(tx, PRODUCT),
        sort=asked.sort,
        key=asked.key(_PRODUCT_KEYS),
        unique="p.id",
        cursor=asked.cursor,
        limit=asked.limit,
        joined=_OF_PRODUCTS,
    )


def product(tx: Tx, product_id: UUID) -> bytes:
    """Raises NotFound."""
    return _found(json_row(tx, _PRODUCT, (tx.tenant_id, product_id), _visible(tx, PRODUCT)))


def levels(tx: Tx, asked: Asked, status: str | None) -> bytes:
    """Active products alone. Raises Forbidden for an order by value where costs may not be seen."""
    if asked.sort.endswith("value") and not tx.actor.may(Scope.COSTS_READ):
        raise Forbidden
    conditions, given = asked.where()
    if status is None:
        conditions = f"{conditions} AND p.is_active"
    else:
        conditions, given = f"{conditions} AND l.status = %s", [*given, status]
    return json_page(
        tx,
        _LEVELS + conditions,
        [tx.tenant_id, *given],
        fields=_visible(tx, LEVEL),
        sort=asked.sort,
        key=asked.key(_LEVEL_KEYS),
        unique="l.product_id",
        cursor=asked.cursor,
        limit=asked.limit,
    )


def level(tx: Tx, product_id: UUID) -> bytes:
    """Raises NotFound."""
    return _found(json_row(tx, f"{_LEVELS} AND l.product_id = %s", (tx.tenant_id, product_id), _visible(tx, LEVEL)))


def movements(tx: Tx, product_id: UUID | None, cursor: str | None, limit: int) -> bytes:
    """The newest first, by when they happened."""
    conditions, given = "", [tx.tenant_id]
    if product_id is not None:
        conditions, given = " AND m.product_id = %s", [tx.tenant_id, product_id]
    return json_page(
        tx,
        _MOVEMENTS + conditions,
        given,
        fields=_visible(tx, MOVEMENT),
        sort="-occurred_at",
        key=SortKey("m.occurred_at", "timestamptz", True),
        unique="m.id",
        cursor=cursor,
        limit=limit,
        joined=_OF_MOVEMENTS,
    )


def movement(tx: Tx, movement_id: UUID) -> bytes:
    """Raises NotFound."""
    return _found(
        json_row(
            tx,
            f"FROM stock_movements m {_OF_MOVEMENTS} WHERE m.tenant_id = %s AND m.id = %s",
            (tx.tenant_id, movement_id),
            _visible(tx, MOVEMENT),
        )
    )


def batches(tx: Tx, product_id: UUID | None, expires_before: date | None, cursor: str | None, limit: int) -> bytes:
    """What is left, the soonest to expire first; of active products when none is named."""
    source, given = _BATCHES, list[Any]([tx.tenant_id])
    if product_id is None:
        source = f"{source} AND p.is_active"
    else:
        source, given = f"{source} AND b.product_id = %s", [*given, product_id]
    source = f"{source}{_LEFT}"
    if expires_before is not None:
        source, given = f"{source} AND b.expires_on < %s", [*given, expires_before]
    return json_page(
        tx,
        source,
        given,
        fields=BATCH,
        sort="expires_on",
        key=SortKey("b.expires_on", "date", False),
        unique="b.id",
        cursor=cursor,
        limit=limit,
    )


def batch(tx: Tx, batch_id: UUID) -> bytes:
    """Raises NotFound. Of one that is used up, nothing is left."""
    product_id = tx.value(
        "SELECT product_id FROM stock_batches WHERE tenant_id = %s AND id = %s", (tx.tenant_id, batch_id)
    )
    return _found(
        json_row(
            tx,
            f"{_BATCHES} AND b.product_id = %s) b WHERE b.id = %s",
            (tx.tenant_id, product_id, batch_id),
            BATCH,
        )
    )


def _found(row: bytes | None) -> bytes:
    if row is None:
        raise NotFound
    return row
