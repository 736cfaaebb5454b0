"""The sums that screens are made of: a tenant's days, its products' days and weeks of sales.

They move by the difference that each sale makes, in its transaction: collected in memory, sorted, and
written by one statement at the end. Every writer has moved the tenant's row in ``sales_summaries``
before, so that they come one after another.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from psycopg.types.numeric import Int8

from digiboost.kernel.clock import monday_of, now
from digiboost.kernel.db.tx import Tx

_KEY = "40-sales"


@dataclass
class _Day:
    revenue: int = 0
    cost: int = 0
    costed_revenue: int = 0
    sales: int = 0
    returns: int = 0
    units: int = 0
    missed_units: int = 0
    missed: int = 0


@dataclass
class _ProductDay:
    units: int = 0
    revenue: int = 0
    cost: int = 0
    missed_units: int = 0


@dataclass
class Changes:
    """The differences that a transaction makes."""

    days: dict[date, _Day] = field(default_factory=lambda: defaultdict(_Day))
    products: dict[tuple[UUID, date], _ProductDay] = field(default_factory=lambda: defaultdict(_ProductDay))

    def count(self, day: date, *, sales: int = 0, returns: int = 0) -> None:
        self.days[day].sales += sales
        self.days[day].returns += returns

    def line(self, day: date, product_id: UUID, quantity: int, amount: int, cost: int | None, sign: int = 1) -> None:
        """A line as it is stored (negative on a return); ``sign`` -1 takes it out again."""
        whole, of_product = self.days[day], self.products[product_id, day]
        whole.units += sign * quantity
        whole.revenue += sign * amount
        of_product.units += sign * quantity
        of_product.revenue += sign * amount
        if cost is not None:
            whole.cost += sign * cost
            whole.costed_revenue += sign * amount
            of_product.cost += sign * cost

    def missed(self, day: date, product_id: UUID, quantity: int) -> None:
        self.days[day].missed += 1
        self.days[day].missed_units += quantity
        self.products[product_id, day].missed_units += quantity


def changes(tx: Tx) -> Changes:
    """The transaction's differences; they are written at its end."""
    found: Changes | None = tx.notes.get(_KEY)
    if found is None:
        found = tx.notes[_KEY] = Changes()
        tx.before_commit(_KEY, lambda: _write(tx))
    return found


_WRITE = """
WITH day AS (
    INSERT INTO sales_days AS d
        (tenant_id, day, revenue, cost, costed_revenue, sales, returns, units, missed_units, missed)
    SELECT %(tenant)s, * FROM unnest(
        %(days)s::date[], %(revenue)s::bigint[], %(cost)s::bigint[], %(costed)s::bigint[], %(sales)s::bigint[],
        %(returns)s::bigint[], %(units)s::bigint[], %(missed_units)s::bigint[], %(missed)s::bigint[])
    ON CONFLICT (tenant_id, day) DO UPDATE SET revenue = d.revenue + excluded.revenue,
        cost = d.cost + excluded.cost, costed_revenue = d.costed_revenue + excluded.costed_revenue,
        sales = d.sales + excluded.sales, returns = d.returns + excluded.returns,
        units = d.units + excluded.units, missed_units = d.missed_units + excluded.missed_units,
        missed = d.missed + excluded.missed
), product AS (
    INSERT INTO product_days AS p (tenant_id, product_id, day, units, revenue, cost, missed_units)
    SELECT %(tenant)s, * FROM unnest(
        %(p_id)s::uuid[], %(p_day)s::date[], %(p_units)s::bigint[], %(p_revenue)s::bigint[],
        %(p_cost)s::bigint[], %(p_missed)s::bigint[])
    ON CONFLICT (tenant_id, product_id, day) DO UPDATE SET units = p.units + excluded.units,
        revenue = p.revenue + excluded.revenue, cost = p.cost + excluded.cost,
        missed_units = p.missed_units + excluded.missed_units
)
INSERT INTO product_weeks AS w (tenant_id, week, product_id, units, revenue)
SELECT %(tenant)s, * FROM unnest(
    %(w_week)s::date[], %(w_id)s::uuid[], %(w_units)s::bigint[], %(w_revenue)s::bigint[])
ON CONFLICT (tenant_id, week, product_id) DO UPDATE SET units = w.units + excluded.units,
    revenue = w.revenue + excluded.revenue
"""


def _write(tx: Tx) -> None:
    made: Changes = tx.notes.pop(_KEY)
    days = sorted(made.days.items())
    products = sorted(made.products.items())
    weeks: dict[tuple[date, UUID], list[int]] = defaultdict(lambda: [0, 0])
    for (product_id, day), change in products:
        if change.units or change.revenue:
            week = weeks[monday_of(day), product_id]
            week[0] += change.units
            week[1] += change.revenue
    by_week = sorted(weeks.items())
    # Int8, because psycopg would choose smallint, int or bigint by value, and prepare each of them.
    tx.run(
        _WRITE,
        {
            "tenant": tx.tenant_id,
            "days": [day for day, _ in days],
            "revenue": [Int8(d.revenue) for _, d in days],
            "cost": [Int8(d.cost) for _, d in days],
            "costed": [Int8(d.costed_revenue) for _, d in days],
            "sales": [Int8(d.sales) for _, d in days],
            "returns": [Int8(d.returns) for _, d in days],
            "units": [Int8(d.units) for _, d in days],
            "missed_units": [Int8(d.missed_units) for _, d in days],
            "missed": [Int8(d.missed) for _, d in days],
            "p_id": [product_id for (product_id, _), _ in products],
            "p_day": [day for (_, day), _ in products],
            "p_units": [Int8(p.units) for _, p in products],
            "p_revenue": [Int8(p.revenue) for _, p in products],
            "p_cost": [Int8(p.cost) for _, p in products],
            "p_missed": [Int8(p.missed_units) for _, p in products],
            "w_week": [week for (week, _), _ in by_week],
            "w_id": [product_id for (_, product_id), _ in by_week],
            "w_units": [Int8(units) for _, (units, _) in by_week],
            "w_revenue": [Int8(revenue) for _, (_, revenue) in by_week],
        },
    )


_LINES = """
    SELECT l.day, l.product_id, sum(l.quantity) AS units, sum(l.amount) AS revenue,
        coalesce(sum(l.cost), 0) AS cost, coalesce(sum(l.amount) FILTER (WHERE l.cost IS NOT NULL), 0) AS costed
    FROM sale_lines l JOIN sales s ON s.tenant_id = l.tenant_id AND s.id = l.sale_id
    WHERE l.tenant_id = %(tenant)s AND s.tenant_id = %(tenant)s AND s.status = 'completed'
    GROUP BY l.day, l.product_id
"""

_DAY_DRIFT = f"""
WITH line AS ({_LINES}), fact AS (
    SELECT day, sum(revenue) AS revenue, sum(cost) AS cost, sum(costed) AS costed_revenue, sum(sales) AS sales,
        sum(returns) AS returns, sum(units) AS units, sum(missed_units) AS missed_units, sum(missed) AS missed
    FROM (
        SELECT day, revenue, cost, costed, 0 AS sales, 0 AS returns, units, 0 AS missed_units, 0 AS missed FROM line
        UNION ALL SELECT day, 0, 0, 0, (kind = 'SALE')::int, (kind = 'RETURN')::int, 0, 0, 0 FROM sales
            WHERE tenant_id = %(tenant)s AND status = 'completed'
        UNION ALL SELECT day, 0, 0, 0, 0, 0, 0, quantity, 1 FROM missed_sales WHERE tenant_id = %(tenant)s
    ) each GROUP BY day
)
SELECT coalesce(d.day, f.day) AS day,
    to_jsonb(d) - 'tenant_id' - 'day' AS kept, to_jsonb(f) - 'day' AS recomputed
FROM (SELECT * FROM sales_days WHERE tenant_id = %(tenant)s) d FULL JOIN fact f ON f.day = d.day
WHERE (coalesce(d.revenue, 0), coalesce(d.cost, 0), coalesce(d.costed_revenue, 0), coalesce(d.sales, 0),
        coalesce(d.returns, 0), coalesce(d.units, 0), coalesce(d.missed_units, 0), coalesce(d.missed, 0))
    IS DISTINCT FROM (coalesce(f.revenue, 0), coalesce(f.cost, 0), coalesce(f.costed_revenue, 0),
        coalesce(f.sales, 0), coalesce(f.returns, 0), coalesce(f.units, 0), coalesce(f.missed_units, 0),
        coalesce(f.missed, 0))
ORDER BY 1 LIMIT 100
"""

_PRODUCT_DAY_DRIFT = f"""
WITH line AS ({_LINES}), fact AS (
    SELECT product_id, day, sum(units) AS units, sum(revenue) AS revenue, sum(cost) AS cost,
        sum(missed_units) AS missed_units
    FROM (
        SELECT product_id, day, units, revenue, cost, 0 AS missed_units FROM line
        UNION ALL SELECT product_id, day, 0, 0, 0, quantity FROM missed_sales WHERE tenant_id = %(tenant)s
    ) each GROUP BY product_id, day
)
SELECT coalesce(d.day, f.day) AS day, coalesce(d.product_id, f.product_id) AS product_id,
    to_jsonb(d) - 'tenant_id' - 'day' - 'product_id' AS kept, to_jsonb(f) - 'day' - 'product_id' AS recomputed
FROM (SELECT * FROM product_days WHERE tenant_id = %(tenant)s) d
FULL JOIN fact f ON f.day = d.day AND f.product_id = d.product_id
WHERE (coalesce(d.units, 0), coalesce(d.revenue, 0), coalesce(d.cost, 0), coalesce(d.missed_units, 0))
    IS DISTINCT FROM (coalesce(f.units, 0), coalesce(f.revenue, 0), coalesce(f.cost, 0), coalesce(f.missed_units, 0))
ORDER BY 1, 2 LIMIT 100
"""

_WEEK_DRIFT = f"""
WITH line AS ({_LINES}), fact AS (
    SELECT date_trunc('week', day)::date AS week, product_id, sum(units) AS units, sum(revenue) AS revenue
    FROM line GROUP BY 1, 2
)
SELECT coalesce(w.week, f.week) AS week, coalesce(w.product_id, f.product_id) AS product_id,
    to_jsonb(w) - 'tenant_id' - 'week' - 'product_id' AS kept, to_jsonb(f) - 'week' - 'product_id' AS recomputed
FROM (SELECT * FROM product_weeks WHERE tenant_id = %(tenant)s) w
FULL JOIN fact f ON f.week = w.week AND f.product_id = w.product_id
WHERE (coalesce(w.units, 0), coalesce(w.revenue, 0)) IS DISTINCT FROM (coalesce(f.units, 0), coalesce(f.revenue, 0))
ORDER BY 1, 2 LIMIT 100
"""

_TOTAL_DRIFT = """
SELECT s.id, s.number, s.total, s.line_count, coalesce(l.amount, 0) AS amount, coalesce(l.lines, 0) AS lines
FROM sales s LEFT JOIN (
    SELECT sale_id, sum(amount) AS amount, count(*) AS lines FROM sale_lines WHERE tenant_id = %(tenant)s
    GROUP BY sale_id
) l ON l.sale_id = s.id
WHERE s.tenant_id = %(tenant)s
    AND (s.total, s.line_count) IS DISTINCT FROM (coalesce(l.amount, 0), coalesce(l.lines, 0))
ORDER BY s.id LIMIT 100
"""


def drift(tx: Tx) -> list[str]:
    """Where the sums differ from a recomputation out of sales and lines; at most 100 of each kind."""
    wanted = {"tenant": tx.tenant_id}
    found = []
    for row in tx.rows(_DAY_DRIFT, wanted):
        found.append(f"sales_days {row['day']}: {row['kept']} instead of {row['recomputed']}")
    for row in tx.rows(_PRODUCT_DAY_DRIFT, wanted):
        found.append(f"product_days {row['product_id']} {row['day']}: {row['kept']} instead of {row['recomputed']}")
    for row in tx.rows(_WEEK_DRIFT, wanted):
        found.append(f"product_weeks {row['product_id']} {row['week']}: {row['kept']} instead of {row['recomputed']}")
    for row in tx.rows(_TOTAL_DRIFT, wanted):
        found.append(
            f"sales {row['number']} ({row['id']}): {row['total']} in {row['line_count']} lines"
            f" instead of {row['amount']} in {row['lines']}"
        )
    return found


def move_version(tx: Tx) -> int:
    """Moves the version of the tenant's sales; the row stays locked, so take it late."""
    version: int = tx.value(
        "INSERT INTO sales_summaries AS c (tenant_id, next_number, version, updated_at) VALUES (%s, 1, 1, %s)"
        " ON CONFLICT (tenant_id) DO UPDATE SET version = c.version + 1, updated_at = excluded.updated_at"
        " RETURNING version",
        (tx.tenant_id, now()),
    )
    return version
