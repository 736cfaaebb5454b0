"""What the filters of the stock in detail let through, in numbers."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from digiboost.kernel.db.statement import LongStatement
from digiboost.kernel.db.tx import Tx
from digiboost.statistics.stock_pages import Filters, Part, source_of
from digiboost.statistics.types import DEAD, LONG_AGO

COSTS = ("value", "dead_value")

_COUNTED = {
    "products": "count(*)",
    "ruptures": "count(*) FILTER (WHERE l.status = 'rupture')",
    "low": "count(*) FILTER (WHERE l.status = 'low')",
    "ok": "count(*) FILTER (WHERE l.status = 'ok')",
    "untracked": "count(*) FILTER (WHERE l.status = 'untracked')",
    "dead": f"count(*) FILTER (WHERE {DEAD})",
    "value": "coalesce(sum(l.value), 0)::bigint",
    "dead_value": f"coalesce(sum(l.value) FILTER (WHERE {DEAD}), 0)::bigint",
}

# What is not there is a rupture, and nothing of it is dead; the others lie by their last sale in the index by status.
_UNSOLD = " UNION ALL ".join(
    "SELECT l.value, l.on_hand, l.product_id FROM stock_levels l WHERE l.tenant_id = %(tenant)s"
    f" AND l.status = '{status}' AND l.last_sale_at {sold}"
    for status in ("low", "ok", "untracked")
    for sold in (f"< {LONG_AGO}", "IS NULL")
)
WHOLE = (
    "(SELECT json_build_object('products', coalesce(k.products, 0), 'ruptures', coalesce(k.ruptures, 0),"
    " 'low', coalesce(k.low, 0), 'ok', coalesce(k.ok, 0), 'untracked', coalesce(k.untracked, 0), 'dead', g.dead,"
    " 'value', coalesce(k.value, 0), 'dead_value', g.value)"
    " FROM (SELECT count(*) AS dead, coalesce(sum(u.value), 0)::bigint AS value"
    f" FROM ({_UNSOLD}) u JOIN products p ON p.tenant_id = %(tenant)s AND p.id = u.product_id"
    f" WHERE u.on_hand > 0 AND p.created_at < {LONG_AGO}) g"
    " LEFT JOIN stock_summaries k ON k.tenant_id = %(tenant)s)"
)
"""The totals of the whole stock, as JSON. It is not counted again: its summary moves with every change, and only what
did not sell for long is looked at."""


@lru_cache(maxsize=64)
def _counted(filters: Filters) -> LongStatement:
    fields = ", ".join(f"{value} AS {name}" for name, value in _COUNTED.items())
    source = source_of(Part("l", "", "", needs=frozenset("p")), filters)
    return LongStatement(f"SELECT {fields} {source}")


def counted_totals(tx: Tx, filters: Filters, given: dict[str, Any]) -> dict[str, Any]:
    """Of what the filters let through."""
    row = _counted(filters).row(tx, {**given, "tenant": tx.tenant_id})
    if row is None:
        raise RuntimeError("an aggregate has one row")
    return row
