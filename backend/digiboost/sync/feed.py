"""What phones keep of a company: kinds of rows and their columns, as SQL over the rooms' tables.

A column more is one line here; every phone then reads everything anew by itself, because the cursor names
the form of what it has (``form``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from digiboost.catalog.types import CATEGORY, PRODUCT, SUPPLIER
from digiboost.customers.types import CUSTOMER
from digiboost.identity.service import company
from digiboost.identity.types import PERSON
from digiboost.kernel.auth import Actor, Scope
from digiboost.kernel.clock import day_of, now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.http.json_lists import json_object, quantity
from digiboost.purchasing.types import ORDER
from digiboost.sales import service as sales
from digiboost.sales.types import SALE
from digiboost.sync import field_work, repository
from digiboost.sync.kinds import Kind

SALES_DAYS, SALES_AT_MOST = 7, 120
"""How far back the first pull goes in sales, and how many it takes at most. What is over of requests and missions
stays as long."""
RANKING_DAYS = 30

_NOTHING_YET = UUID(int=0)


_SALE_LINES = f"""(SELECT coalesce(json_agg(json_build_array(sl.id, sl.product_id, {quantity("sl.quantity")},
    sl.unit_price, sl.discount, sl.amount, {quantity("coalesce(b.quantity, 0)")}) ORDER BY sl.position), '[]')
    FROM sale_lines sl LEFT JOIN LATERAL (SELECT -sum(bl.quantity)::bigint AS quantity
        FROM sales bs JOIN sale_lines bl ON bl.tenant_id = bs.tenant_id AND bl.sale_id = bs.id
        WHERE bs.tenant_id = %(tenant)s AND bs.original_sale_id = r.id AND bs.status = 'completed'
            AND bl.original_line_id = sl.id) b ON true
    WHERE sl.tenant_id = %(tenant)s AND sl.sale_id = r.id)"""


def _order_lines(unit_cost: str) -> str:
    return f"""(SELECT coalesce(json_agg(json_build_array(ol.id, ol.product_id, {quantity("ol.quantity")},
    {quantity("ol.received")}, {unit_cost}) ORDER BY ol.position), '[]') FROM purchase_order_lines ol
    WHERE ol.tenant_id = %(tenant)s AND ol.order_id = r.id)"""


KINDS: tuple[Kind, ...] = (
    Kind(CATEGORY, Scope.CATALOG_READ, "categories", {"id": "r.id", "name": "r.name"}),
    Kind(
        SUPPLIER,
        Scope.CATALOG_READ,
        "suppliers",
        {
            "id": "r.id",
            "code": "r.code",
            "name": "r.name",
            "phone": "r.phone",
            "lead_time_days": "r.lead_time_days",
            "minimum_order": "r.minimum_order",
            "is_active": "r.is_active",
            "version": "r.version",
        },
    ),
    Kind(
        PERSON,
        Scope.COMPANY_READ,
        "users",
        {"id": "r.id", "name": "r.full_name", "role": "r.role", "has_pin": "r.pin_hash IS NOT NULL"},
        where="r.is_active",
    ),
    Kind(
        PRODUCT,
        Scope.STOCK_READ,
        "products",
        {
            "id": "r.id",
            "code": "r.code",
            "name": "r.name",
            "unit": "r.unit",
            "barcode": "r.barcode",
            "category_id": "r.category_id",
            "supplier_id": "r.supplier_id",
            "pack_size": quantity("r.pack_size"),
            "sale_price": "r.sale_price",
            "shelf": "r.shelf",
            "alerts": "r.alerts",
            "is_active": "r.is_active",
            "version": "r.version",
            "on_hand": quantity("l.on_hand"),
            "min_stock": quantity("l.min_stock"),
            "max_stock": quantity("l.max_stock"),
            "status": "l.status",
            "last_sale_at": "date_trunc('second', l.last_sale_at)",
            "sold_30": quantity("coalesce(sold.units, 0)"),
            "purchase_price": "r.purchase_price",
            "average_cost": "trim_scale(nullif(l.average_cost, 0)::numeric / 1000)",
        },
        "JOIN stock_levels l ON l.tenant_id = r.tenant_id AND l.product_id = r.id"
        " LEFT JOIN LATERAL (SELECT sum(d.units)::bigint AS units FROM product_days d WHERE d.tenant_id = %(tenant)s"
        " AND d.product_id = r.id AND d.day > %(since)s::date) sold ON true",
        costs={"purchase_price": "NULL", "average_cost": "NULL"},
    ),
    Kind(
        CUSTOMER,
        Scope.CUSTOMERS_READ,
        "customers",
        {
            "id": "r.id",
            "name": "r.name",
            "phone": "r.phone",
            "version": "r.version",
            "is_active": "r.is_active",
            **sales.credit_columns,
        },
        f"JOIN customers c ON c.tenant_id = r.tenant_id AND c.id = r.id {sales.credit_join}",
    ),
    Kind(
        ORDER,
        Scope.PURCHASES_READ,
        "purchase_orders",
        {
            "id": "r.id",
            "number": "r.number",
            "supplier_id": "r.supplier_id",
            "status": "r.status",
            "sent_at": "r.sent_at",
            "expected_on": "r.expected_on",
            "total": "r.total",
            "version": "r.version",
            "lines": _order_lines("ol.unit_cost"),
        },
        where="r.status IN ('draft', 'sent', 'partly_received')",
        costs={"total": "NULL", "lines": _order_lines("NULL::bigint")},
    ),
    Kind(
        SALE,
        Scope.SALES_READ,
        "sales",
        {
            "id": "r.id",
            "number": "r.number",
            "kind": "r.kind",
            "status": "r.status",
            "original_sale_id": "r.original_sale_id",
            "customer_id": "r.customer_id",
            "customer_name": "c.name",
            "payment_method": "r.payment_method",
            "occurred_at": "r.occurred_at",
            "total": "r.total",
            "discount": "r.discount",
            "user_id": "r.user_id",
            "version": "r.version",
            "lines": _SALE_LINES,
        },
        "LEFT JOIN customers c ON c.tenant_id = r.tenant_id AND c.id = r.customer_id",
        at_first="(SELECT * FROM sales WHERE tenant_id = %(tenant)s AND occurred_at >= %(recent)s"
        f" ORDER BY occurred_at DESC, id DESC LIMIT {SALES_AT_MOST})",
    ),
    *field_work.FOR_PEOPLE_OF_THE_HOUSE,
    *field_work.FOR_WHO_IS_SENT_OUT,
)


def visible(actor: Actor) -> dict[str, Kind]:
    """The kinds that somebody may see, in the order in which a first pull reads them. Nobody holds the scopes of the
    house and of who is sent out: of two kinds of one name one is seen."""
    return {kind.name: kind for kind in KINDS if actor.may(kind.scope)}


def form(tx: Tx) -> str:
    """Names what a pull shows to somebody: the kinds, their columns, whether costs are among them, and as whom of
    those who are sent out."""
    shown = [(name, kind.shown(tx.actor), kind.where) for name, kind in visible(tx.actor).items()]
    return hashlib.blake2b(repr((shown, _provider(tx))).encode(), digest_size=6).hexdigest()


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows as the text of a JSON array of arrays, and their ids in order."""

    text: str
    ids: list[UUID]


def page(tx: Tx, kind: Kind, after: UUID | None, limit: int) -> Rows:
    """The first pull's next rows of a kind, by id."""
    return _rows(
        tx,
        kind,
        f"(SELECT r.* FROM {kind.at_first or kind.table} r WHERE r.tenant_id = %(tenant)s AND r.id > %(after)s"
        f" AND {kind.where} ORDER BY r.id LIMIT {limit:d})",
        {"after": after or _NOTHING_YET},
    )


def rows(tx: Tx, kind: Kind, ids: list[UUID]) -> Rows:
    """These rows, as far as they are there and phones see them."""
    return _rows(
        tx,
        kind,
        f"(SELECT r.* FROM {kind.table} r WHERE r.tenant_id = %(tenant)s AND r.id = ANY(%(ids)s) AND {kind.where})",
        {"ids": ids},
    )


def behind(tx: Tx, kind: Kind, named: Mapping[str, list[UUID]]) -> list[UUID]:
    """The rows of a kind that changes of the feed, by its words, are about."""
    ids = dict.fromkeys(named.get(kind.heard_by, ()))
    for word, query in kind.through.items():
        if word in named:
            ids.update(dict.fromkeys(one["id"] for one in tx.rows(query, {"ids": named[word], **_given(tx)})))
    return list(ids)


def lost(tx: Tx, kind: Kind, ids: list[UUID]) -> list[UUID]:
    """Those of these rows, which phones do not see, of which the actor may hear that they are gone."""
    if kind.own is None or not ids:
        return ids
    found = tx.rows(
        f"SELECT r.id FROM {kind.table} r WHERE r.tenant_id = %(tenant)s AND r.id = ANY(%(ids)s) AND ({kind.own})",
        {"ids": ids, **_given(tx)},
    )
    return [one["id"] for one in found]


def row(tx: Tx, name: str, row_id: UUID) -> dict[str, Any] | None:
    """One row by the names of its columns; None where there is none, or the actor may not see it."""
    kind = visible(tx.actor).get(name)
    if kind is None:
        return None
    found: dict[str, Any] | None = tx.value(
        f"SELECT {json_object(kind.shown(tx.actor))} FROM {kind.table} r {kind.joins}"
        f" WHERE r.tenant_id = %(tenant)s AND r.id = %(id)s AND {kind.where}",
        {"id": row_id, **_given(tx)},
    )
    return found


def _rows(tx: Tx, kind: Kind, source: str, given: dict[str, Any]) -> Rows:
    columns = ", ".join(kind.shown(tx.actor).values())
    found = tx.row(
        "SELECT coalesce(json_agg(row ORDER BY id), '[]')::text AS text, array_agg(id ORDER BY id) AS ids FROM"
        f" (SELECT r.id, json_build_array({columns}) AS row FROM {source} r {kind.joins}"
        " WHERE r.tenant_id = %(tenant)s) q",
        {**given, **_given(tx)},
    )
    if found is None:
        raise RuntimeError("an aggregate has one row")
    return Rows(found["text"], found["ids"] or [])


def _given(tx: Tx) -> dict[str, Any]:
    at = now()
    today = day_of(at, company(tx).time_zone)
    return {
        "tenant": tx.tenant_id,
        "today": today,
        "since": today - timedelta(days=RANKING_DAYS),
        "recent": at - timedelta(days=SALES_DAYS),
        "provider": _provider(tx),
    }


def _provider(tx: Tx) -> UUID | None:
    return repository.provider_of(tx) if tx.actor.may(Scope.MISSIONS) else None
