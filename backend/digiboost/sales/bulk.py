"""Sales by the hundred thousand: an import, a demo company, an undo. Set-wise, in the caller's transaction.

The tenant's sums move at the end of the transaction (``before_commit``), as those of a single sale do, so
that a load and a sale take the shared rows in the same order.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from psycopg.errors import LockNotAvailable

from digiboost.kernel import changes as feed
from digiboost.kernel import live
from digiboost.kernel.clock import now
from digiboost.kernel.db.bulk import temp_name
from digiboost.kernel.db.tx import Tx
from digiboost.sales import summaries

STAGING_COLUMNS = {
    "sale_key": "uuid", "line_key": "uuid", "reference": "text", "kind": "text", "occurred_at": "timestamptz",
    "day": "date", "product_id": "uuid", "customer_id": "uuid", "payment": "text", "quantity": "bigint",
    "unit_price": "bigint", "discount": "bigint", "amount": "bigint", "cost": "bigint", "user_id": "uuid",
    "received_at": "timestamptz",
}  # fmt: skip
RETURNED_COLUMNS = {"line_id": "uuid", "return_id": "uuid", "original_line_id": "uuid", "original_sale_id": "uuid"}
MISSED_COLUMNS = {
    "id": "uuid", "product_id": "uuid", "quantity": "bigint", "occurred_at": "timestamptz", "day": "date",
    "user_id": "uuid",
}  # fmt: skip

_KEY = "40-sales-bulk"
_MOVED = "sales_moved"
_UNDONE = "sales_undone"


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a load added; what was there before is not counted."""

    sales: int
    lines: int
    revenue: int
    first_day: date | None
    last_day: date | None


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo removed; ``kept`` sales stay, because goods of them were returned since."""

    sales: int
    lines: int
    kept: int


def record(tx: Tx, staging: str, import_id: UUID | None, *, arrivals: bool = False) -> Recorded:
    """Records the sales of ``staging``, a (temporary) table with one row per line and the columns

    - ``sale_key uuid``, ``line_key uuid``: the ids, derived from the content: what is there already is left
      as it is, so that the same load twice, or an overlapping one, adds only what is new
    - ``reference text``: the sale's number; null takes the tenant's next number
    - ``kind text`` (SALE | RETURN), ``occurred_at timestamptz``, ``day date`` (the tenant's day),
      ``customer_id uuid`` null, ``payment text``, ``user_id uuid`` null: the same on all lines of a sale
    - ``product_id uuid``, ``quantity bigint`` (thousandths), ``unit_price bigint``, ``discount bigint``,
      ``amount bigint``, ``cost bigint`` null (minor units); quantity, amount and cost are negative on a
      return, and amount = quantity x unit price - discount

    With ``arrivals`` the table also has ``received_at timestamptz``, the same on all lines of a sale: when it arrived.
    Otherwise they all arrive now.

    Only a known customer and known products may be named (NotFound by foreign key otherwise). Stock is not
    touched. New lines of a sale that was cancelled are left out.
    """
    temp_name(staging)
    _prepare(tx)
    _keep_autovacuum_out(tx)
    at = now()
    _number(tx, staging)
    sales = tx.row(
        _INSERT_SALES.format(staging=staging, received="least(min(received_at), %(at)s)" if arrivals else "%(at)s"),
        {"tenant": tx.tenant_id, "import": import_id, "at": at},
    )
    if sales is None:
        raise RuntimeError("a load did not answer")
    all_new = sales["added"] == sales["wanted"]
    if not all_new:
        _list_keys(tx, staging)
    lines = tx.row(
        _INSERT_LINES.format(staging=staging, which="" if all_new else _NOT_OF_CANCELLED), {"tenant": tx.tenant_id}
    )
    if lines is None:
        raise RuntimeError("a load did not answer")
    if all_new and lines["added"] != sales["lines"]:
        _list_keys(tx, staging)
    if not all_new or lines["added"] != sales["lines"]:
        _mend_totals(tx)
    _move_later(tx)
    return Recorded(sales["added"], lines["added"], int(lines["revenue"]), lines["first_day"], lines["last_day"])


def undo(tx: Tx, import_id: UUID) -> Undone:
    """Removes the sales of an import and takes them out of the sums.

    A sale of which goods were returned since stays, with its sums. Lines that the import added to a sale
    of an earlier import belong to that sale and go with it.
    """
    _prepare(tx)
    wanted = {"tenant": tx.tenant_id, "import": import_id}
    lines: int = tx.value(_DELETE_LINES, wanted)
    sales: int = tx.value(_DELETE_SALES, wanted)
    kept: int = tx.value("SELECT count(*) FROM sales WHERE tenant_id = %(tenant)s AND import_id = %(import)s", wanted)
    tx.notes[_UNDONE] = True
    _move_later(tx)
    return Undone(sales, lines, kept)


def link_returns(tx: Tx, staging: str) -> None:
    """Says of recorded returns which sale and lines they give back (``RETURNED_COLUMNS``)."""
    tx.run(
        "UPDATE sales s SET original_sale_id = r.original_sale_id FROM"
        f" (SELECT DISTINCT return_id, original_sale_id FROM {temp_name(staging)}) r"
        " WHERE s.tenant_id = %(tenant)s AND s.id = r.return_id",
        {"tenant": tx.tenant_id},
    )
    tx.run(
        f"UPDATE sale_lines l SET original_line_id = r.original_line_id FROM {staging} r"
        " WHERE l.tenant_id = %(tenant)s AND l.id = r.line_id",
        {"tenant": tx.tenant_id},
    )


def record_missed(tx: Tx, staging: str) -> int:
    """Records missed sales (``MISSED_COLUMNS``) that are not there yet, with their sums; how many."""
    _prepare(tx)
    added: int = tx.value(
        "WITH added AS (INSERT INTO missed_sales (tenant_id, id, product_id, quantity, occurred_at, received_at, day,"
        f" user_id) SELECT %(tenant)s, id, product_id, quantity, occurred_at, occurred_at, day, user_id"
        f" FROM {temp_name(staging)} ON CONFLICT (tenant_id, id) DO NOTHING RETURNING product_id, day, quantity),"
        " moved AS (INSERT INTO sales_moved (day, product_id, missed_units, missed)"
        " SELECT day, product_id, sum(quantity), count(*) FROM added GROUP BY day, product_id)"
        " SELECT count(*) FROM added",
        {"tenant": tx.tenant_id},
    )
    _move_later(tx)
    return added


def _prepare(tx: Tx) -> None:
    """The table in which the differences wait for the end of the transaction."""
    if tx.notes.setdefault(_MOVED, False):
        return
    tx.notes[_MOVED] = True
    tx.run(
        f"CREATE TEMPORARY TABLE {_MOVED} (day date NOT NULL, product_id uuid, units bigint NOT NULL DEFAULT 0,"
        " revenue bigint NOT NULL DEFAULT 0, cost bigint NOT NULL DEFAULT 0, costed bigint NOT NULL DEFAULT 0,"
        " sales bigint NOT NULL DEFAULT 0, returns bigint NOT NULL DEFAULT 0,"
        " missed_units bigint NOT NULL DEFAULT 0, missed bigint NOT NULL DEFAULT 0) ON COMMIT DROP"
    )


def _keep_autovacuum_out(tx: Tx) -> None:
    """Statistics taken in the middle of a load say that the tables are empty: its rows are not committed. Every
    foreign key check would then walk an index of the whole tenant (half a million lines: minutes for seconds).

    Another load that is under way keeps autovacuum out already: nobody waits for anybody.
    """
    with suppress(LockNotAvailable), tx.savepoint():
        tx.run("LOCK TABLE sales, products IN SHARE UPDATE EXCLUSIVE MODE NOWAIT")


@contextmanager
def _by_sets(tx: Tx) -> Iterator[None]:
    """Inside, two large sets are joined as sets, whatever the statistics believe, and not row by row."""
    tx.run("SET LOCAL enable_nestloop = off")
    yield
    tx.run("SET LOCAL enable_nestloop = on")


def _number(tx: Tx, staging: str) -> None:
    """Gives the sales without a reference the tenant's next numbers, in the order in which they happened."""
    if not tx.value(f"SELECT EXISTS (SELECT FROM {staging} WHERE reference IS NULL)"):
        return
    tx.run(
        f"""
        WITH unnamed AS (
            SELECT sale_key, kind, row_number() OVER (ORDER BY occurred_at, sale_key) AS n FROM (
                SELECT sale_key, min(kind) AS kind, min(occurred_at) AS occurred_at FROM {staging}
                WHERE reference IS NULL GROUP BY sale_key) each
        ), counter AS (
            INSERT INTO sales_summaries AS c (tenant_id, next_number, version, updated_at)
            SELECT %(tenant)s, 1 + count(*), 1, %(at)s FROM unnamed
            ON CONFLICT (tenant_id) DO UPDATE SET next_number = c.next_number + excluded.next_number - 1
            RETURNING next_number - (SELECT count(*) FROM unnamed) AS first
        )
        UPDATE {staging} st SET reference = CASE u.kind WHEN 'SALE' THEN 'V-' ELSE 'R-' END
            || lpad((first + n - 1)::text, greatest(6, length((first + n - 1)::text)), '0')
        FROM unnamed u, counter WHERE st.sale_key = u.sale_key
        """,
        {"tenant": tx.tenant_id, "at": now()},
    )


_INSERT_SALES = """
WITH wanted AS (
    SELECT sale_key, min(reference) AS number, min(kind) AS kind, any_value(customer_id) AS customer_id,
        min(payment) AS payment, min(occurred_at) AS occurred_at, min(day) AS day, sum(amount)::bigint AS total,
        sum(discount)::bigint AS discount, CASE WHEN count(cost) = count(*) THEN sum(cost)::bigint END AS cost,
        count(*)::int AS lines, any_value(user_id) AS user_id, {received}::timestamptz AS received_at
    FROM {staging} GROUP BY sale_key
), added AS (
    INSERT INTO sales (tenant_id, id, number, kind, status, customer_id, payment_method, occurred_at, received_at,
        day, total, discount, cost, line_count, user_id, import_id, version)
    SELECT %(tenant)s, sale_key, number, kind, 'completed', customer_id, payment, occurred_at, received_at, day, total,
        discount, cost, lines, user_id, %(import)s, 1
    FROM wanted ORDER BY occurred_at, sale_key
    ON CONFLICT (tenant_id, id) DO NOTHING RETURNING day, kind
), moved AS (
    INSERT INTO sales_moved (day, sales, returns)
    SELECT day, count(*) FILTER (WHERE kind = 'SALE'), count(*) FILTER (WHERE kind = 'RETURN')
    FROM added GROUP BY day
)
SELECT (SELECT count(*) FROM added) AS added, count(*) AS wanted, coalesce(sum(lines), 0) AS lines FROM wanted
"""

_INSERT_LINES = """
WITH added AS (
    INSERT INTO sale_lines (tenant_id, id, sale_id, position, product_id, day, quantity, unit_price, discount,
        amount, cost)
    SELECT %(tenant)s, st.line_key, st.sale_key, row_number() OVER (PARTITION BY st.sale_key ORDER BY st.ctid),
        st.product_id, st.day, st.quantity, st.unit_price, st.discount, st.amount, st.cost
    FROM {staging} st{which}
    ON CONFLICT (tenant_id, id) DO NOTHING RETURNING product_id, day, quantity, amount, cost
), moved AS (
    INSERT INTO sales_moved (day, product_id, units, revenue, cost, costed)
    SELECT day, product_id, sum(quantity), sum(amount), coalesce(sum(cost), 0),
        coalesce(sum(amount) FILTER (WHERE cost IS NOT NULL), 0)
    FROM added GROUP BY day, product_id RETURNING day, revenue
)
SELECT (SELECT count(*) FROM added) AS added, coalesce(sum(revenue), 0) AS revenue, min(day) AS first_day,
    max(day) AS last_day FROM moved
"""

_NOT_OF_CANCELLED = """ WHERE st.sale_key NOT IN (
    SELECT s.id FROM sales s JOIN sales_loaded k ON k.sale_key = s.id
    WHERE s.tenant_id = %(tenant)s AND s.status = 'cancelled')"""

_DELETE_LINES = """
WITH gone AS (
    DELETE FROM sale_lines l USING sales s
    WHERE s.tenant_id = %(tenant)s AND s.import_id = %(import)s AND l.tenant_id = %(tenant)s AND l.sale_id = s.id
        AND NOT EXISTS (SELECT FROM sales r WHERE r.tenant_id = %(tenant)s AND r.original_sale_id = s.id)
    RETURNING l.product_id, l.day, l.quantity, l.amount, l.cost, s.status
), moved AS (
    INSERT INTO sales_moved (day, product_id, units, revenue, cost, costed)
    SELECT day, product_id, -sum(quantity), -sum(amount), -coalesce(sum(cost), 0),
        -coalesce(sum(amount) FILTER (WHERE cost IS NOT NULL), 0)
    FROM gone WHERE status = 'completed' GROUP BY day, product_id
)
SELECT count(*) FROM gone
"""

_DELETE_SALES = """
WITH gone AS (
    DELETE FROM sales s WHERE s.tenant_id = %(tenant)s AND s.import_id = %(import)s
        AND NOT EXISTS (SELECT FROM sales r WHERE r.tenant_id = %(tenant)s AND r.original_sale_id = s.id)
    RETURNING s.day, s.kind, s.status
), moved AS (
    INSERT INTO sales_moved (day, sales, returns)
    SELECT day, -count(*) FILTER (WHERE kind = 'SALE'), -count(*) FILTER (WHERE kind = 'RETURN')
    FROM gone WHERE status = 'completed' GROUP BY day
)
SELECT count(*) FROM gone
"""


def _list_keys(tx: Tx, staging: str) -> None:
    """The sales of a load, indexed and counted: inside the transaction the tables themselves have no statistics,
    and a plan that believes in a single sale must still end."""
    tx.run("DROP TABLE IF EXISTS pg_temp.sales_loaded")
    tx.run(f"CREATE TEMPORARY TABLE sales_loaded ON COMMIT DROP AS SELECT DISTINCT sale_key FROM {staging}")
    tx.run("ALTER TABLE sales_loaded ADD PRIMARY KEY (sale_key)")
    tx.run("ANALYZE sales_loaded")


def _mend_totals(tx: Tx) -> None:
    """A load overlapped with what is there: headers follow their lines, and one without any line goes."""
    tx.run(
        """
        UPDATE sales s SET total = l.total, discount = l.discount, cost = l.cost, line_count = l.lines,
            version = s.version + 1
        FROM (
            SELECT sale_id, sum(amount)::bigint AS total, sum(discount)::bigint AS discount,
                CASE WHEN count(cost) = count(*) THEN sum(cost)::bigint END AS cost, count(*)::int AS lines
            FROM sale_lines WHERE tenant_id = %(tenant)s AND sale_id IN (SELECT sale_key FROM sales_loaded)
            GROUP BY sale_id
        ) l
        WHERE s.tenant_id = %(tenant)s AND s.id = l.sale_id AND (s.total, s.line_count) <> (l.total, l.lines)
        """,
        {"tenant": tx.tenant_id},
    )
    tx.run(
        """
        WITH gone AS (
            DELETE FROM sales s WHERE s.tenant_id = %(tenant)s AND s.id IN (SELECT sale_key FROM sales_loaded)
                AND s.status = 'completed'
                AND NOT EXISTS (SELECT FROM sale_lines l WHERE l.tenant_id = %(tenant)s AND l.sale_id = s.id)
            RETURNING s.day, s.kind
        )
        INSERT INTO sales_moved (day, sales, returns)
        SELECT day, -count(*) FILTER (WHERE kind = 'SALE'), -count(*) FILTER (WHERE kind = 'RETURN')
        FROM gone GROUP BY day
        """,
        {"tenant": tx.tenant_id},
    )


def _move_later(tx: Tx) -> None:
    feed.restart(tx)
    tx.before_commit(_KEY, lambda: _move(tx))


def _move(tx: Tx) -> None:
    version = summaries.move_version(tx)
    wanted = {"tenant": tx.tenant_id}
    tx.run(f"ANALYZE {_MOVED}")
    for statement in _MOVES:
        tx.run(statement, wanted)
    if tx.notes.pop(_UNDONE, False):
        with _by_sets(tx):
            for statement in _SWEEPS:
                tx.run(statement, wanted)
    tx.run(f"TRUNCATE {_MOVED}")
    live.publish_after_commit(tx, "overview", {"version": version})


_MOVES = (
    """
    INSERT INTO sales_days AS d (tenant_id, day, revenue, cost, costed_revenue, sales, returns, units, missed_units,
        missed)
    SELECT %(tenant)s, day, sum(revenue), sum(cost), sum(costed), sum(sales), sum(returns), sum(units),
        sum(missed_units), sum(missed) FROM sales_moved GROUP BY day ORDER BY day
    ON CONFLICT (tenant_id, day) DO UPDATE SET revenue = d.revenue + excluded.revenue,
        cost = d.cost + excluded.cost, costed_revenue = d.costed_revenue + excluded.costed_revenue,
        sales = d.sales + excluded.sales, returns = d.returns + excluded.returns, units = d.units + excluded.units,
        missed_units = d.missed_units + excluded.missed_units, missed = d.missed + excluded.missed,
        version = d.version + 1
    """,
    """
    INSERT INTO product_days AS p (tenant_id, product_id, day, units, revenue, cost, missed_units)
    SELECT %(tenant)s, product_id, day, sum(units), sum(revenue), sum(cost), sum(missed_units)
    FROM sales_moved WHERE product_id IS NOT NULL GROUP BY product_id, day ORDER BY product_id, day
    ON CONFLICT (tenant_id, product_id, day) DO UPDATE SET units = p.units + excluded.units,
        revenue = p.revenue + excluded.revenue, cost = p.cost + excluded.cost,
        missed_units = p.missed_units + excluded.missed_units
    """,
    """
    INSERT INTO product_weeks AS w (tenant_id, week, product_id, units, revenue, cost)
    SELECT %(tenant)s, date_trunc('week', day)::date, product_id, sum(units), sum(revenue), sum(cost)
    FROM sales_moved WHERE product_id IS NOT NULL GROUP BY 2, 3
    HAVING sum(units) <> 0 OR sum(revenue) <> 0 OR sum(cost) <> 0 ORDER BY 2, 3
    ON CONFLICT (tenant_id, week, product_id) DO UPDATE SET units = w.units + excluded.units,
        revenue = w.revenue + excluded.revenue, cost = w.cost + excluded.cost
    """,
)

# What an undo leaves at nothing is taken away: a shop that tries a file ten times keeps no ten-fold rows.
_SWEEPS = (
    """
    DELETE FROM product_days p USING (SELECT DISTINCT product_id, day FROM sales_moved) m
    WHERE p.tenant_id = %(tenant)s AND p.product_id = m.product_id AND p.day = m.day
        AND p.units = 0 AND p.revenue = 0 AND p.cost = 0 AND p.missed_units = 0
    """,
    """
    DELETE FROM product_weeks w
    USING (SELECT DISTINCT product_id, date_trunc('week', day)::date AS week FROM sales_moved) m
    WHERE w.tenant_id = %(tenant)s AND w.product_id = m.product_id AND w.week = m.week
        AND w.units = 0 AND w.revenue = 0 AND coalesce(w.cost, 0) = 0
    """,
)
