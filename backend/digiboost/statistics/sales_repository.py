"""The SQL of the sales analysis: out of the sums that sales keep, and the cells of ``hours``. No sale of a day that is
over is read, so that a year costs the same for a shop with a thousand sales and one with a million."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from digiboost.kernel.clock import monday_of
from digiboost.kernel.db.tx import Tx
from digiboost.statistics.hours import CELLS

Given = dict[str, Any]

_DAYS = """
SELECT d.day, d.revenue, d.sales, d.returns, d.units, d.cost, d.costed_revenue, d.missed_units FROM sales_days d
WHERE d.tenant_id = %(tenant)s AND d.day BETWEEN %(first)s AND %(last)s ORDER BY d.day
"""

# Whole weeks are read from the weeks. Before and after them the days are, product by product: under row-level
# security the index of product_days is searched by tenant, product and day.
_WEEKS = """
SELECT w.product_id, w.units, w.revenue, coalesce(w.cost, (SELECT sum(d.cost) FROM product_days d
    WHERE d.tenant_id = %(tenant)s AND d.product_id = w.product_id AND d.day BETWEEN w.week AND w.week + 6), 0) AS cost
FROM product_weeks w WHERE w.tenant_id = %(tenant)s AND w.week >= %(monday)s AND w.week < %(after)s
"""
_EDGES = """
SELECT p.id AS product_id, d.units, d.revenue, d.cost FROM products p CROSS JOIN LATERAL (
    SELECT e.units, e.revenue, e.cost FROM product_days e
    WHERE e.tenant_id = %(tenant)s AND e.product_id = p.id AND e.day BETWEEN {first} AND {last}
) d WHERE p.tenant_id = %(tenant)s
"""


def days(tx: Tx, first: date, last: date) -> list[dict[str, Any]]:
    """Days with sales or misses, in order."""
    return tx.rows(_DAYS, {"tenant": tx.tenant_id, "first": first, "last": last})


def _products(first: date, last: date) -> tuple[str, Given]:
    """What each product sold from ``first`` to ``last``: (product_id, units, revenue, cost)."""
    monday = first if first.weekday() == 0 else monday_of(first) + timedelta(days=7)
    after = monday_of(last + timedelta(days=1))
    given: Given = {"first": first, "last": last, "monday": monday, "after": after}
    if monday >= after:
        parts = [_EDGES.format(first="%(first)s", last="%(last)s")]
    else:
        parts = [_WEEKS]
        if first < monday:
            parts.append(_EDGES.format(first="%(first)s", last="%(monday)s::date - 1"))
        if after <= last:
            parts.append(_EDGES.format(first="%(after)s", last="%(last)s"))
    union = " UNION ALL ".join(parts)
    return (
        f"SELECT product_id, sum(units)::bigint AS units, sum(revenue)::bigint AS revenue, sum(cost)::bigint AS cost"
        f" FROM ({union}) each GROUP BY product_id",
        given,
    )


# A product of which no cost is known has no margin, and not one of all its revenue.
ORDERS = {
    "revenue": "s.revenue",
    "units": "s.units",
    "margin": "CASE WHEN s.cost > 0 THEN s.revenue - s.cost ELSE 0 END",
}
_TOP = """
SELECT s.product_id, p.name, p.code, s.units, s.revenue, s.cost FROM ({products}) s
JOIN products p ON p.tenant_id = %(tenant)s AND p.id = s.product_id
WHERE {order} > 0 ORDER BY {order} DESC, s.product_id LIMIT %(limit)s
"""
_CATEGORIES = """
SELECT p.category_id, c.name, sum(s.units)::bigint AS units, sum(s.revenue)::bigint AS revenue,
    sum(s.revenue - s.cost) FILTER (WHERE s.cost > 0)::bigint AS margin FROM ({products}) s
JOIN products p ON p.tenant_id = %(tenant)s AND p.id = s.product_id
LEFT JOIN categories c ON c.tenant_id = %(tenant)s AND c.id = p.category_id
GROUP BY p.category_id, c.name ORDER BY revenue DESC, p.category_id
"""
_OF = "SELECT s.product_id, s.revenue FROM ({products}) s WHERE s.product_id = ANY(%(wanted)s)"


def top(tx: Tx, first: date, last: date, by: str, limit: int) -> list[dict[str, Any]]:
    """The products that sold most, by a key of ``ORDERS``."""
    products, given = _products(first, last)
    return tx.rows(_TOP.format(products=products, order=ORDERS[by]), {**given, "tenant": tx.tenant_id, "limit": limit})


def categories(tx: Tx, first: date, last: date) -> list[dict[str, Any]]:
    products, given = _products(first, last)
    return tx.rows(_CATEGORIES.format(products=products), {**given, "tenant": tx.tenant_id})


def revenue_of(tx: Tx, first: date, last: date, product_ids: list[Any]) -> dict[Any, int]:
    products, given = _products(first, last)
    rows = tx.rows(_OF.format(products=products), {**given, "tenant": tx.tenant_id, "wanted": product_ids})
    return {row["product_id"]: row["revenue"] for row in rows}


_HOURS = f"""
WITH {CELLS} SELECT (SELECT coalesce(json_agg(json_build_object('weekday', weekday, 'hour', hour, 'revenue', revenue,
    'sales', sales) ORDER BY weekday, hour), '[]') FROM (SELECT (extract(isodow FROM day)::int - 1) AS weekday, hour,
    sum(revenue)::bigint AS revenue, sum(sales)::bigint AS sales FROM cells GROUP BY 1, 2) h) AS hours,
    (SELECT coalesce(json_agg(json_build_object('method', method, 'revenue', revenue, 'sales', sales)
    ORDER BY revenue DESC, method), '[]') FROM (SELECT method, sum(revenue)::bigint AS revenue, sum(sales)::bigint
    AS sales FROM cells GROUP BY method) m) AS payments
"""


def hours_and_payments(tx: Tx, first: date, last: date) -> dict[str, Any]:
    """``hours`` and ``payments`` as lists of dictionaries."""
    row = tx.row(_HOURS, {"tenant": tx.tenant_id, "first": first, "last": last})
    return row if row is not None else {"hours": [], "payments": []}
