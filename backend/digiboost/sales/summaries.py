"""The sums that screens are made of: a tenant's days, its products' days and weeks of sales.

They move by the difference that each sale makes, in its transaction: collected in memory, sorted, and
written by one statement at the end. Every writer has moved the tenant's row in ``sales_summaries``
before, so that they come one after another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from psycopg.types.numeric import Int8

from digiboost.kernel.clock import monday_of, now
from digiboost.kernel.db.tx import Tx

_KEY = "40-sales"
_DAYS = "sales.days"
_PRODUCTS = "sales.products"

DayChange = tuple[int, int, int, int, int, int, int, int]
"""revenue, cost, costed revenue, sales, returns, units, missed units, missed"""
ProductChange = tuple[int, int, int, int]
"""units, revenue, cost, missed units"""


class Changes:
    """The differences that a transaction makes; they are written at its end.

    They lie in the transaction's notes as dictionaries of tuples, which a savepoint can put back.
    """

    def __init__(self, tx: Tx) -> None:
        self._days: dict[date, DayChange] = tx.notes.setdefault(_DAYS, {})
        self._products: dict[tuple[UUID, date], ProductChange] = tx.notes.setdefault(_PRODUCTS, {})
        tx.before_commit(_KEY, lambda: _write(tx))

    def count(self, day: date, *, sales: int = 0, returns: int = 0) -> None:
        self._add(day, (0, 0, 0, sales, returns, 0, 0, 0))

    def line(self, day: date, product_id: UUID, quantity: int, amount: int, cost: int | None, sign: int = 1) -> None:
        """A line as it is stored (negative on a return); ``sign`` -1 takes it out again."""
        units, revenue, known = sign * quantity, sign * amount, sign * (cost or 0)
        self._add(day, (revenue, known, 0 if cost is None else revenue, 0, 0, units, 0, 0))
        self._add_product(product_id, day, (units, revenue, known, 0))

    def missed(self, day: date, product_id: UUID, quantity: int) -> None:
        self._add(day, (0, 0, 0, 0, 0, 0, quantity, 1))
        self._add_product(product_id, day, (0, 0, 0, quantity))

    def _add(self, day: date, change: DayChange) -> None:
        known = self._days.get(day)
        self._days[day] = change if known is None else _sum(known, change)

    def _add_product(self, product_id: UUID, day: date, change: ProductChange) -> None:
        known = self._products.get((product_id, day))
        self._products[product_id, day] = change if known is None else _sum(known, change)


def _sum(left: Any, right: Any) -> Any:
    return tuple(a + b for a, b in zip(left, right, strict=True))


# Rows of VALUES, and no INSERT ... SELECT from arrays: a distributed PostgreSQL would turn that into a COPY,
# which row-level security refuses.
_WRITE_DAYS = """INSERT INTO sales_days AS d
    (tenant_id, day, revenue, cost, costed_revenue, sales, returns, units, missed_units, missed) VALUES {values}
    ON CONFLICT (tenant_id, day) DO UPDATE SET revenue = d.revenue + excluded.revenue,
        cost = d.cost + excluded.cost, costed_revenue = d.costed_revenue + excluded.costed_revenue,
        sales = d.sales + excluded.sales, returns = d.returns + excluded.returns,
        units = d.units + excluded.units, missed_units = d.missed_units + excluded.missed_units,
        missed = d.missed + excluded.missed, version = d.version + 1"""
_WRITE_PRODUCTS = """INSERT INTO product_days AS p (tenant_id, product_id, day, units, revenue, cost, missed_units)
    VALUES {values}
    ON CONFLICT (tenant_id, product_id, day) DO UPDATE SET units = p.units + excluded.units,
        revenue = p.revenue + excluded.revenue, cost = p.cost + excluded.cost,
        missed_units = p.missed_units + excluded.missed_units"""
_WRITE_WEEKS = """INSERT INTO product_weeks AS w (tenant_id, week, product_id, units, revenue, cost) VALUES {values}
    ON CONFLICT (tenant_id, week, product_id) DO UPDATE SET units = w.units + excluded.units,
        revenue = w.revenue + excluded.revenue, cost = w.cost + excluded.cost"""


def _write(tx: Tx) -> None:
    """Days, product days and product weeks, each in the order of its key, in one statement."""
    days: dict[date, DayChange] = tx.notes.pop(_DAYS)
    products: dict[tuple[UUID, date], ProductChange] = tx.notes.pop(_PRODUCTS)
    weeks: dict[tuple[date, UUID], tuple[int, int, int]] = {}
    for (product_id, day), (units, revenue, cost, _) in products.items():
        if units or revenue or cost:
            known = weeks.get((monday_of(day), product_id), (0, 0, 0))
            weeks[monday_of(day), product_id] = known[0] + units, known[1] + revenue, known[2] + cost
    parts: list[str] = []
    given: list[Any] = []
    for sql, rows in (
        (_WRITE_DAYS, _rows(tx, days)),
        (_WRITE_PRODUCTS, _rows(tx, products)),
        (_WRITE_WEEKS, _rows(tx, weeks)),
    ):
        if rows:
            row = f"({', '.join(['%s'] * len(rows[0]))})"
            parts.append(sql.format(values=", ".join([row] * len(rows))))
            given += [value for one in rows for value in one]
    others = ", ".join(f"part_{index} AS ({part})" for index, part in enumerate(parts[:-1]))
    tx.later(f"WITH {others} {parts[-1]}" if others else parts[-1], given)


def _rows(tx: Tx, changes: Mapping[Any, Sequence[int]]) -> list[tuple[Any, ...]]:
    # Int8, because psycopg would send smallint, int or bigint by value, and prepare each combination anew.
    return [
        (tx.tenant_id, *_parts(key), *(Int8(number) for number in change)) for key, change in sorted(changes.items())
    ]


def _parts(key: Any) -> Iterable[Any]:
    return key if isinstance(key, tuple) else (key,)


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
    SELECT date_trunc('week', day)::date AS week, product_id, sum(units) AS units, sum(revenue) AS revenue,
        sum(cost) AS cost
    FROM line GROUP BY 1, 2
)
SELECT coalesce(w.week, f.week) AS week, coalesce(w.product_id, f.product_id) AS product_id,
    to_jsonb(w) - 'tenant_id' - 'week' - 'product_id' AS kept, to_jsonb(f) - 'week' - 'product_id' AS recomputed
FROM (SELECT * FROM product_weeks WHERE tenant_id = %(tenant)s) w
FULL JOIN fact f ON f.week = w.week AND f.product_id = w.product_id
WHERE (coalesce(w.units, 0), coalesce(w.revenue, 0)) IS DISTINCT FROM (coalesce(f.units, 0), coalesce(f.revenue, 0))
    OR w.cost IS DISTINCT FROM coalesce(f.cost, 0) AND w.cost IS NOT NULL
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


def fill_costs(tx: Tx) -> list[str]:
    """Gives weeks from before their cost was kept the sum of their days."""
    tx.run(
        "UPDATE product_weeks w SET cost = coalesce((SELECT sum(d.cost) FROM product_days d WHERE d.tenant_id ="
        " %(tenant)s AND d.product_id = w.product_id AND d.day BETWEEN w.week AND w.week + 6), 0)"
        " WHERE w.tenant_id = %(tenant)s AND w.cost IS NULL",
        {"tenant": tx.tenant_id},
    )
    return []


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


def move(tx: Tx) -> tuple[int, datetime]:
    """Moves the version of the tenant's sales; it, and the moment of arrival (``arrive``)."""
    return _arrive(tx, 1)


def move_version(tx: Tx) -> int:
    """Moves the version of the tenant's sales; the row stays locked, so take it late."""
    return _arrive(tx, 1)[0]


def arrive(tx: Tx) -> datetime:
    """Takes a place in the tenant's order of arrivals, and gives its moment.

    Whoever writes sales, payments, moves of the till or closings holds the tenant's row until the commit: so
    no two share a moment, and whoever reads under it has seen everything that has an earlier one. The row stays
    locked, so take it after the levels and before accounts.
    """
    return _arrive(tx, 0)[1]


def _arrive(tx: Tx, moved: int) -> tuple[int, datetime]:
    row = tx.row(
        "INSERT INTO sales_summaries AS c (tenant_id, next_number, version, updated_at)"
        " VALUES (%(tenant)s, 1, %(moved)s, %(at)s) ON CONFLICT (tenant_id) DO UPDATE"
        " SET version = c.version + excluded.version,"
        " updated_at = greatest(excluded.updated_at, c.updated_at + interval '1 microsecond')"
        " RETURNING version, updated_at",
        {"tenant": tx.tenant_id, "moved": Int8(moved), "at": now()},
    )
    if row is None:
        raise RuntimeError("an upsert answers with its row")
    return row["version"], row["updated_at"]
