"""The stock in detail: every product with what is there, what it sells, and when it runs out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Literal
from uuid import UUID

from digiboost.identity.service import company
from digiboost.kernel.auth import Scope
from digiboost.kernel.clock import day_of, now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.http.json_lists import json_page, json_row, quantity, search_words
from digiboost.kernel.http.pagination import SortKey

DEAD_DAYS = 90
RECENT_DAYS = 30


class StockSort(StrEnum):
    NAME = "name"
    NAME_DESCENDING = "-name"
    ON_HAND = "on_hand"
    MOST = "-on_hand"
    VALUE = "value"
    DEAREST = "-value"
    COVERAGE = "coverage"
    LONGEST_COVERAGE = "-coverage"
    STOCK_OUT = "stock_out"
    REVENUE = "revenue"
    BEST = "-revenue"
    LAST_SALE = "last_sale"
    LATEST_SALE = "-last_sale"


Wanted = Literal["rupture", "low", "ok", "untracked", "dead"]

_COVERAGE = (
    "CASE WHEN o.daily > 0 AND l.tracked THEN round((greatest(l.on_hand, 0) / 1000.0 / o.daily)::numeric, 1) END"
)
# PostgreSQL's own moment: a statement that names another one each time is planned each time.
_LONG_AGO = f"now() - interval '{DEAD_DAYS} days'"
_DEAD = f"(l.on_hand > 0 AND coalesce(l.last_sale_at, p.created_at) < {_LONG_AGO} AND p.created_at < {_LONG_AGO})"
_LAST_DAY = "'9999-12-31'::date"
_KEYS = {
    "name": ("p.name_key", "text"),
    "on_hand": ("l.on_hand", "bigint"),
    "value": ("l.value", "bigint"),
    "coverage": ("coalesce(greatest(l.on_hand, 0) / nullif(o.daily, 0), 1e15)", "float8"),
    "stock_out": (f"coalesce(CASE WHEN o.state = 'known' AND l.tracked THEN o.stock_out_on END, {_LAST_DAY})", "date"),
    "revenue": ("coalesce(k.revenue, 0)", "bigint"),
    "last_sale": ("coalesce(l.last_sale_at, '1970-01-01 00:00:00+00'::timestamptz)", "timestamptz"),
}
_FIELDS = {
    "product_id": "l.product_id",
    "code": "p.code",
    "name": "p.name",
    "category_id": "p.category_id",
    "category_name": "c.name",
    "supplier_id": "p.supplier_id",
    "supplier_name": "s.name",
    "shelf": "p.shelf",
    "unit": "p.unit",
    "status": "l.status",
    "on_hand": quantity("l.on_hand"),
    "on_order": quantity("coalesce(w.awaited, 0)"),
    "min_stock": quantity("l.min_stock"),
    "max_stock": quantity("l.max_stock"),
    "value": "CASE WHEN l.average_cost > 0 OR l.on_hand = 0 THEN l.value END",
    "sale_price": "p.sale_price",
    "units_30": quantity("coalesce(d.units, 0)"),
    "revenue_30": "coalesce(d.revenue, 0)",
    "daily": "o.daily",
    "coverage_days": _COVERAGE,
    "stock_out_on": "CASE WHEN o.state = 'known' AND l.tracked THEN o.stock_out_on END",
    "probability": "CASE WHEN l.tracked THEN round(o.probability::numeric, 3) END",
    "abc": "k.abc",
    "xyz": "k.xyz",
    "dead": _DEAD,
    "last_sale_at": "l.last_sale_at",
    "rupture_since": "l.rupture_since",
}
_PRODUCT = " JOIN products p ON p.tenant_id = l.tenant_id AND p.id = l.product_id"
_OUTLOOK = " LEFT JOIN product_outlooks o ON o.tenant_id = l.tenant_id AND o.product_id = l.product_id"
_STANDING = " LEFT JOIN product_standings k ON k.tenant_id = l.tenant_id AND k.product_id = l.product_id"
_JOINED = (
    f"{_PRODUCT}{_OUTLOOK}{_STANDING}"
    " LEFT JOIN categories c ON c.tenant_id = p.tenant_id AND c.id = p.category_id"
    " LEFT JOIN suppliers s ON s.tenant_id = p.tenant_id AND s.id = p.supplier_id"
    " LEFT JOIN LATERAL (SELECT sum(e.units)::bigint AS units, sum(e.revenue)::bigint AS revenue FROM product_days e"
    " WHERE e.tenant_id = l.tenant_id AND e.product_id = l.product_id AND e.day > '{recent}') d ON true"
    " LEFT JOIN LATERAL (SELECT sum(greatest(n.quantity - n.received, 0))::bigint AS awaited"
    " FROM purchase_order_lines n JOIN purchase_orders b ON b.tenant_id = n.tenant_id AND b.id = n.order_id"
    " WHERE n.tenant_id = l.tenant_id AND n.product_id = l.product_id AND b.status IN ('sent', 'partly_received')) w"
    " ON true"
)
"""For the rows of a page alone."""

_TOTALS = {
    "products": "count(*)",
    "ruptures": "count(*) FILTER (WHERE l.status = 'rupture')",
    "low": "count(*) FILTER (WHERE l.status = 'low')",
    "ok": "count(*) FILTER (WHERE l.status = 'ok')",
    "untracked": "count(*) FILTER (WHERE l.status = 'untracked')",
    "dead": f"count(*) FILTER (WHERE {_DEAD})",
    "value": "coalesce(sum(l.value), 0)::bigint",
    "dead_value": f"coalesce(sum(l.value) FILTER (WHERE {_DEAD}), 0)::bigint",
}
_COSTS = ("value", "dead_value")


@dataclass(frozen=True)
class Asked:
    """The stock as it was asked for."""

    sort: StockSort = StockSort.STOCK_OUT
    limit: int = 50
    cursor: str | None = None
    search: str | None = None
    status: Wanted | None = None
    category_id: UUID | None = None
    supplier_id: UUID | None = None
    abc: Literal["A", "B", "C"] | None = None

    def where(self) -> tuple[str, list[Any]]:
        """The tables that the conditions need, the conditions, and their parameters."""
        conditions, given = "", list[Any]()
        if self.status == "dead":
            conditions += f" AND {_DEAD}"
        elif self.status is not None:
            conditions, given = f"{conditions} AND l.status = %s", [*given, self.status]
        for column, value in (("p.category_id", self.category_id), ("p.supplier_id", self.supplier_id)):
            if value is not None:
                conditions, given = f"{conditions} AND {column} = %s", [*given, value]
        if self.abc is not None:
            conditions, given = f"{conditions} AND k.abc = %s", [*given, self.abc]
        if self.search is not None and (words := search_words(self.search)):
            conditions, given = f"{conditions} AND p.search_text LIKE ALL (%s::text[])", [*given, words]
        return conditions, given


def stock_detail(tx: Tx, asked: Asked) -> bytes:
    """One page as JSON; the totals of everything that the filters let through come with the first."""
    tenant, at = company(tx), now()
    conditions, given = asked.where()
    source = (
        f"FROM stock_levels l{_PRODUCT}{_OUTLOOK}{_STANDING}"
        f" WHERE l.tenant_id = %s AND l.status <> 'inactive'{conditions}"
    )
    params = [tx.tenant_id, *given]
    column, sql_type = _KEYS[asked.sort.removeprefix("-")]
    page = json_page(
        tx,
        _at(source, at, tenant.time_zone),
        params,
        fields={name: _at(field, at, tenant.time_zone) for name, field in _visible(tx).items()},
        sort=asked.sort,
        key=SortKey(column, sql_type, asked.sort.startswith("-")),
        unique="l.product_id",
        cursor=asked.cursor,
        limit=asked.limit,
        joined=_at(_JOINED, at, tenant.time_zone),
    )
    totals = b"null"
    if asked.cursor is None:
        fields = _TOTALS if tx.actor.may(Scope.COSTS_READ) else _TOTALS | dict.fromkeys(_COSTS, "NULL::bigint")
        counted = json_row(
            tx,
            _at(source, at, tenant.time_zone),
            params,
            {name: _at(field, at, tenant.time_zone) for name, field in fields.items()},
        )
        totals = counted or totals
    head = {
        "currency": tenant.currency,
        "currency_exponent": tenant.currency_exponent,
    }
    return json.dumps(head)[:-1].encode() + b', "totals": ' + totals + b", " + page[1:]


def stock_item(tx: Tx, product_id: UUID, at: datetime, zone: str) -> bytes | None:
    """The row of one product, as JSON; None where it is not active, or not there."""
    return json_row(
        tx,
        _at(f"FROM stock_levels l{_JOINED} WHERE l.tenant_id = %s AND l.product_id = %s AND l.status <> 'inactive'",
            at, zone),
        [tx.tenant_id, product_id],
        {name: _at(field, at, zone) for name, field in _visible(tx).items()},
    )  # fmt: skip


def _visible(tx: Tx) -> dict[str, str]:
    return _FIELDS if tx.actor.may(Scope.COSTS_READ) else _FIELDS | {"value": "NULL::bigint"}


def _at(text: str, at: datetime, zone: str) -> str:
    """The days and moments that a text names, as literals: parameters of a page are those of its source alone."""
    recent = day_of(at, zone) - timedelta(days=RECENT_DAYS)
    return text.replace("{recent}", recent.isoformat())
