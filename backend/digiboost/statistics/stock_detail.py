"""The stock in detail: every product with what is there, what it sells, and when it runs out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any, Literal
from uuid import UUID

from digiboost.forecasting import service as forecasting
from digiboost.kernel.auth import Scope
from digiboost.kernel.clock import now
from digiboost.kernel.db.statement import LongStatement
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.http.json_lists import json_object, quantity, search_words
from digiboost.kernel.http.kept import Kept
from digiboost.statistics.stock_pages import EVERYTHING, Filters, one_each, page_of_products
from digiboost.statistics.stock_totals import COSTS, WHOLE, counted_totals
from digiboost.statistics.types import DEAD

RECENT_DAYS = 30
KEPT = Kept()


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
    "dead": DEAD,
    "last_sale_at": "l.last_sale_at",
    "rupture_since": "l.rupture_since",
}
_HIDDEN = _FIELDS | {"value": "NULL::bigint"}
"""For who may not see costs."""
_JOINED = (
    one_each("l", "stock_levels l WHERE l.tenant_id = %(tenant)s AND l.product_id = y.id AND l.status <> 'inactive'")
    + one_each("p", "products p WHERE p.tenant_id = %(tenant)s AND p.id = y.id")
    + one_each("o", "product_outlooks o WHERE o.tenant_id = %(tenant)s AND o.product_id = y.id", always=False)
    + one_each("k", "product_standings k WHERE k.tenant_id = %(tenant)s AND k.product_id = y.id", always=False)
    + one_each("c", "categories c WHERE c.tenant_id = %(tenant)s AND c.id = p.category_id", always=False)
    + one_each("s", "suppliers s WHERE s.tenant_id = %(tenant)s AND s.id = p.supplier_id", always=False)
    + " LEFT JOIN LATERAL (SELECT sum(e.units)::bigint AS units, sum(e.revenue)::bigint AS revenue FROM product_days e"
    " WHERE e.tenant_id = %(tenant)s AND e.product_id = y.id AND e.day > (SELECT recent FROM company)) d ON true"
    " LEFT JOIN awaited w ON w.product_id = y.id"
)
"""What is shown of the products ``y.id``."""
_BEFORE = (
    "company AS MATERIALIZED (SELECT t.currency, t.currency_exponent,"
    f" (%(at)s::timestamptz AT TIME ZONE t.time_zone)::date - {RECENT_DAYS} AS recent"
    " FROM tenants t WHERE t.id = %(tenant)s),"
    " awaited AS MATERIALIZED (SELECT n.product_id, sum(greatest(n.quantity - n.received, 0))::bigint AS awaited"
    " FROM purchase_orders b JOIN purchase_order_lines n ON n.tenant_id = %(tenant)s AND n.order_id = b.id"
    " WHERE b.tenant_id = %(tenant)s AND b.status IN ('sent', 'partly_received'){of} GROUP BY n.product_id)"
)
"""The day before the recent ones. What is on order, gathered once from the orders that are open: a product's own lines
are mostly of old ones."""
_COMPANY = {name: f"(SELECT {name} FROM company)" for name in ("currency", "currency_exponent")}


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

    def filters(self) -> tuple[Filters, dict[str, Any]]:
        """What is let through, and the parameters of the conditions."""
        conditions, needs, given = "", set[str](), dict[str, Any]()
        if self.status == "dead":
            conditions, needs = f" AND {DEAD}", {"p"}
        elif self.status is not None:
            conditions, given["status"] = " AND l.status = %(status)s", self.status
        for name, value in (("category_id", self.category_id), ("supplier_id", self.supplier_id)):
            if value is not None:
                conditions, given[name] = f"{conditions} AND p.{name} = %({name})s", value
                needs.add("p")
        if self.abc is not None:
            conditions, given["abc"] = f"{conditions} AND k.abc = %(abc)s", self.abc
            needs.add("k")
        if self.search is not None and (words := search_words(self.search)):
            conditions, given["words"] = f"{conditions} AND p.search_text LIKE ALL (%(words)s::text[])", words
            needs.add("p")
        return Filters(conditions, frozenset(needs)), given


def stock_detail(tx: Tx, asked: Asked, known_tags: Sequence[str] = ()) -> tuple[str, bytes | None]:
    """The tag of a page and its JSON, or None for the JSON when the caller knows it by that tag."""
    at, costs = now(), tx.actor.may(Scope.COSTS_READ)
    # What is dead becomes so with the hours, and nothing else tells it.
    tag = forecasting.tag(tx, at, asked, costs, at.hour)
    if tag in known_tags:
        return tag, None
    key = tx.tenant_id, asked, costs
    page = KEPT.get(key, tag)
    if page is None:
        page = _made(tx, asked, at)
        KEPT.put(key, tag, page)
    return tag, page


def _made(tx: Tx, asked: Asked, at: datetime) -> bytes:
    """One page as JSON; the totals of everything that the filters let through come with the first."""
    filters, given = asked.filters()
    counts, kept = asked.cursor is None, filters == EVERYTHING
    page = page_of_products(
        tx,
        asked.sort,
        filters,
        {**given, "at": at},
        fields=_visible(tx),
        joined=_JOINED,
        before=_BEFORE.format(of=""),
        # Asked for with the page: each statement is a round trip.
        beside={**_COMPANY, "totals": WHOLE} if counts and kept else _COMPANY,
        cursor=asked.cursor,
        limit=asked.limit,
    )
    beside = page.beside
    counted = beside.get("totals") if kept or not counts else counted_totals(tx, filters, given)
    if counted is not None and not tx.actor.may(Scope.COSTS_READ):
        counted |= dict.fromkeys(COSTS)
    head = {name: beside[name] for name in _COMPANY} | {"totals": counted}
    return f'{json.dumps(head)[:-1]}, "items": {page.items}, "next_cursor": {json.dumps(page.following)}}}'.encode()


def stock_item(tx: Tx, product_id: UUID, at: datetime) -> bytes | None:
    """The row of one product, as JSON; None where it is not active, or not there."""
    given = {"tenant": tx.tenant_id, "product": product_id, "at": at}
    row = _item(tx.actor.may(Scope.COSTS_READ)).row(tx, given)
    return None if row is None else str(row["item"]).encode()


@cache
def _item(costs: bool) -> LongStatement:
    return LongStatement(
        f"WITH {_BEFORE.format(of=' AND n.product_id = %(product)s')}"
        f" SELECT {json_object(_FIELDS if costs else _HIDDEN)}::text AS item FROM (SELECT %(product)s::uuid AS id) y"
        f"{_JOINED}"
    )


def _visible(tx: Tx) -> dict[str, str]:
    return _FIELDS if tx.actor.may(Scope.COSTS_READ) else _HIDDEN
