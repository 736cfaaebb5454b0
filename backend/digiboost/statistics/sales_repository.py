"""The SQL of the sales analysis: out of the sums that sales keep, and what a night made of days that are over
(``spans``, ``hours``). No sale of a day that is over is read, so that a year costs the same for a shop with a
thousand sales and one with a million."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from digiboost.kernel.db.tx import Tx
from digiboost.kernel.http.kept import tag_of
from digiboost.statistics.hours import CELLS, given_days
from digiboost.statistics.spans import WEEKS, Cover

Given = dict[str, Any]
Row = dict[str, Any]

_VERSIONS = """
SELECT t.version, s.version AS sales, h.epoch, h.seq
FROM tenants t LEFT JOIN sales_summaries s ON s.tenant_id = %(tenant)s
    LEFT JOIN change_heads h ON h.tenant_id = %(tenant)s
WHERE t.id = %(tenant)s
"""


def tag(tx: Tx, *asked: object) -> str:
    """The ETag of an analysis: of what is asked, the company, its sales, and the feed that every change of a product's
    or category's name moves."""
    found = tx.row(_VERSIONS, {"tenant": tx.tenant_id}) or {}
    return tag_of(tx.tenant_id, *found.values(), *asked)


_DAYS = """
SELECT d.day, d.revenue, d.sales, d.returns, d.units, d.cost, d.costed_revenue, d.missed_units, d.version
FROM sales_days d WHERE d.tenant_id = %(tenant)s AND d.day BETWEEN %(first)s AND %(last)s ORDER BY d.day
"""


def days(tx: Tx, first: date, last: date) -> list[Row]:
    """Days with sales or misses, in order."""
    return tx.rows(_DAYS, {"tenant": tx.tenant_id, "first": first, "last": last})


_SPANS = """
FROM unnest(%({name}_sizes)s::int[], %({name}_starts)s::date[]) k (weeks, first)
JOIN sales_spans s ON s.tenant_id = %(tenant)s AND s.weeks = k.weeks AND s.first = k.first
"""


# Unnested in the select list, where rows are handed on as they are made: four times as fast as in FROM.
def _parts(name: str) -> tuple[str, ...]:
    """What each product sold in a ``Cover`` that is given as ``name``: in its spans, its weeks and its days, without
    the days that its weeks have too many."""
    one_day = "FROM product_days d WHERE d.tenant_id = %(tenant)s AND d.day = ANY"
    return (
        "SELECT unnest(s.product_ids) AS product_id, unnest(s.units) AS units, unnest(s.revenue) AS revenue,"
        f" unnest(s.cost) AS cost {_SPANS.format(name=name)}",
        WEEKS.format(weeks=f"{name}_weeks"),
        f"SELECT d.product_id, d.units, d.revenue, d.cost {one_day}(%({name}_days)s::date[])",
        "SELECT d.product_id, -d.units AS units, -d.revenue AS revenue, -d.cost AS cost"
        f" {one_day}(%({name}_without)s::date[])",
    )


def _given(name: str, cover: Cover | None) -> Given:
    cover = cover or Cover()
    return {
        f"{name}_sizes": [size for size, _ in cover.spans],
        f"{name}_starts": [start for _, start in cover.spans],
        f"{name}_weeks": cover.weeks,
        f"{name}_days": cover.days,
        f"{name}_without": cover.without,
    }


# Both periods in one pass: everything below is read from these few thousand rows.
_SOLD = " UNION ALL ".join(
    [
        *(f"SELECT product_id, units, revenue, cost, 0::bigint AS before FROM ({part}) n" for part in _parts("now")),
        *(f"SELECT product_id, 0, 0, 0, revenue FROM ({part}) b" for part in _parts("before")),
    ]
)
# A product of which no cost is known has no margin, and not one of all its revenue.
ORDERS = {
    "revenue": "s.revenue",
    "units": "s.units",
    "margin": "CASE WHEN s.cost > 0 THEN s.revenue - s.cost ELSE 0 END",
}
_SHARES = """
WITH sold AS MATERIALIZED (
    SELECT product_id, sum(units)::bigint AS units, sum(revenue)::bigint AS revenue, sum(cost)::bigint AS cost,
        sum(before)::bigint AS before FROM ({sold}) e GROUP BY product_id
), goods AS MATERIALIZED (SELECT id, category_id FROM products WHERE tenant_id = %(tenant)s)
SELECT true AS is_product, t.product_id AS id, p.name, p.code, t.units, t.revenue,
    CASE WHEN t.cost > 0 THEN t.revenue - t.cost END AS margin, t.before, t.measure
FROM (SELECT s.*, {order} AS measure FROM sold s WHERE {order} > 0 ORDER BY measure DESC, s.product_id LIMIT %(most)s) t
JOIN products p ON p.tenant_id = %(tenant)s AND p.id = t.product_id
UNION ALL
SELECT false, c.id, k.name, NULL, c.units, c.revenue, c.margin, c.before, c.revenue FROM (
    SELECT p.category_id AS id, sum(s.units)::bigint AS units, sum(s.revenue)::bigint AS revenue,
        sum(s.revenue - s.cost) FILTER (WHERE s.cost > 0)::bigint AS margin, sum(s.before)::bigint AS before
    FROM sold s JOIN goods p ON p.id = s.product_id GROUP BY p.category_id
) c LEFT JOIN categories k ON k.tenant_id = %(tenant)s AND k.id = c.id
ORDER BY is_product, measure DESC, id
"""


@dataclass(frozen=True, slots=True)
class Shares:
    """Rows of (id, name, code, units, revenue, margin, before): ``margin`` is null where no cost is known, ``before``
    the revenue of the period that is compared with."""

    products: list[Row]
    categories: list[Row]


def shares(tx: Tx, now: Cover, before: Cover | None, by: str, most: int) -> Shares:
    """The ``most`` products that sold most, by a key of ``ORDERS``, and all categories."""
    given = {"tenant": tx.tenant_id, "most": most} | _given("now", now) | _given("before", before)
    rows = tx.rows(_SHARES.format(sold=_SOLD, order=ORDERS[by]), given)
    return Shares([row for row in rows if row["is_product"]], [row for row in rows if not row["is_product"]])


_HOURS = f"""
WITH {CELLS}, parts AS MATERIALIZED (
    SELECT hour, method, sum(revenue)::bigint AS revenue, sum(sales)::bigint AS sales FROM (
        SELECT (extract(isodow FROM day)::int - 1) * 24 + hour AS hour, method, revenue, sales FROM cells
        UNION ALL SELECT unnest(s.hours), unnest(s.methods), unnest(s.hour_revenue), unnest(s.hour_sales)
        {_SPANS.format(name="now")}
    ) e GROUP BY hour, method
)
SELECT (SELECT coalesce(json_agg(json_build_object('weekday', hour / 24, 'hour', hour %% 24, 'revenue', revenue,
    'sales', sales) ORDER BY hour), '[]') FROM (SELECT hour, sum(revenue)::bigint AS revenue, sum(sales)::bigint
    AS sales FROM parts GROUP BY hour) h) AS hours,
    (SELECT coalesce(json_agg(json_build_object('method', method, 'revenue', revenue, 'sales', sales)
    ORDER BY revenue DESC, method), '[]') FROM (SELECT method, sum(revenue)::bigint AS revenue, sum(sales)::bigint
    AS sales FROM parts GROUP BY method) m) AS payments
"""


def hours_and_payments(tx: Tx, now: Cover, versions: dict[date, int]) -> Row:
    """``hours`` and ``payments`` as lists of dictionaries."""
    given = {"tenant": tx.tenant_id} | _given("now", now) | given_days(versions, now.outside)
    row = tx.row(_HOURS, given)
    return row if row is not None else {"hours": [], "payments": []}
