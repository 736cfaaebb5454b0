"""The SQL of forecasting. It reads sales, the ledger, levels and products where they lie, and writes only its own
tables."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from digiboost.forecasting.types import ASKED, LEARNT
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_SHELVES = (
    "SELECT p.id, p.sale_price, p.category_id, l.on_hand, l.tracked, (SELECT min(d.day) FROM product_days d"
    " WHERE d.tenant_id = %(tenant)s AND d.product_id = p.id) AS first_sale, (SELECT"
    " (min(m.occurred_at) AT TIME ZONE %(zone)s)::date FROM stock_movements m WHERE m.tenant_id = %(tenant)s"
    " AND m.product_id = p.id AND m.counts) AS first_move FROM products p JOIN stock_levels l"
    " ON l.tenant_id = p.tenant_id AND l.product_id = p.id WHERE p.tenant_id = %(tenant)s AND p.is_active"
)


def shelves(tx: Tx, zone: str, product_ids: Sequence[UUID] | None) -> list[dict[str, Any]]:
    """The active products with their level, the day of the first sale that is known and the day on which the ledger
    begins; by code, which often stands for what they are."""
    chosen = "" if product_ids is None else " AND p.id = ANY(%(ids)s)"
    return tx.rows(
        f"{_SHELVES}{chosen} ORDER BY p.code, p.id",
        {"tenant": tx.tenant_id, "zone": zone, "ids": list(product_ids or ())},
    )


def product_days(tx: Tx, product_ids: Sequence[UUID], first: date, until: date) -> NDArray[np.void]:
    """What was sold and missed of these products on each day from ``first`` to before ``until``: an array of
    ``product`` (its place in ``product_ids``), ``day`` (0 is ``first``), ``units`` and ``missed`` in thousandths."""
    return _copy(
        tx,
        "SELECT (k.n - 1)::int, d.day - %(first)s::date, d.units, d.missed_units FROM unnest(%(ids)s::uuid[])"
        " WITH ORDINALITY AS k (id, n) JOIN product_days d ON d.tenant_id = %(tenant)s AND d.product_id = k.id"
        " WHERE d.day >= %(first)s AND d.day < %(until)s",
        {"tenant": tx.tenant_id, "ids": list(product_ids), "first": first, "until": until},
        (("product", 4), ("day", 4), ("units", 8), ("missed", 8)),
    )


def level_days(tx: Tx, product_ids: Sequence[UUID], first: date, zone: str) -> NDArray[np.void]:
    """For each day (0 is ``first``) with movements of these products until now: the level before the first of
    them (``opened``), the highest after any (``highest``) and the one after the last (``closed``), thousandths.

    Computed back from the present level in the order in which things happened: a sale that arrived late belongs to
    its own day, whatever the level was when it arrived. A product without a movement since ``first`` has no row.
    """
    return _copy(
        tx,
        "SELECT (n - 1)::int, day - %(first)s::date, ((array_agg(after ORDER BY at, id))[1] -"
        " (array_agg(quantity ORDER BY at, id))[1])::bigint, max(after)::bigint,"
        " (array_agg(after ORDER BY at DESC, id DESC))[1]::bigint FROM (SELECT k.n, m.id, m.occurred_at AS at,"
        " (m.occurred_at AT TIME ZONE %(zone)s)::date AS day, m.quantity, l.on_hand - coalesce(sum(m.quantity) OVER"
        " (PARTITION BY m.product_id ORDER BY m.occurred_at DESC, m.id DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1"
        " PRECEDING), 0) AS after FROM unnest(%(ids)s::uuid[]) WITH ORDINALITY AS k (id, n) JOIN stock_levels l"
        " ON l.tenant_id = %(tenant)s AND l.product_id = k.id JOIN stock_movements m ON m.tenant_id = %(tenant)s"
        " AND m.product_id = k.id WHERE m.counts AND m.occurred_at >= %(first)s::timestamp AT TIME ZONE %(zone)s) x"
        " GROUP BY n, day",
        {"tenant": tx.tenant_id, "ids": list(product_ids), "first": first, "zone": zone},
        (("product", 4), ("day", 4), ("opened", 8), ("highest", 8), ("closed", 8)),
    )


def sales_counts(tx: Tx, product_ids: Sequence[UUID], first: date, until: date) -> dict[UUID, int]:
    """Per product, in how many sales of these days it was; products in none are left out."""
    rows = tx.rows(
        "SELECT l.product_id, count(DISTINCT l.sale_id) AS sales FROM sale_lines l JOIN sales s"
        " ON s.tenant_id = l.tenant_id AND s.id = l.sale_id WHERE l.tenant_id = %(tenant)s"
        " AND l.product_id = ANY(%(ids)s) AND l.day >= %(first)s AND l.day < %(until)s AND l.quantity > 0"
        " AND s.status = 'completed' GROUP BY l.product_id",
        {"tenant": tx.tenant_id, "ids": list(product_ids), "first": first, "until": until},
    )
    return {row["product_id"]: row["sales"] for row in rows}


as_json = json.dumps

OUTLOOK_COLUMNS = (
    "product_id", "state", "days_in_stock", "sales", "daily", "deviation", "on_hand", "stock_out_on",
    "stock_out_earliest", "stock_out_latest", "probability", "horizon_days", "quantiles", "method", "demand_class",
    "expected", "grain", "made_at", "ahead_days", "ahead_asked", "ahead_chance", "ahead_day",
    "ahead_unmet", "is_asked",
)  # fmt: skip
_AT_ONCE = 200


def write_outlooks(tx: Tx, rows: Sequence[tuple[Any, ...]]) -> None:
    """Stores outlooks, ``OUTLOOK_COLUMNS`` each, in the order of their products: two writers lock alike."""
    rows = sorted(rows, key=lambda row: row[0])
    one = f"(%s{', %s' * len(OUTLOOK_COLUMNS)})"
    renewed = ", ".join(f"{name} = excluded.{name}" for name in OUTLOOK_COLUMNS[1:])
    for start in range(0, len(rows), _AT_ONCE):
        part = rows[start : start + _AT_ONCE]
        tx.run(
            f"INSERT INTO product_outlooks (tenant_id, {', '.join(OUTLOOK_COLUMNS)})"
            f" VALUES {', '.join([one] * len(part))} ON CONFLICT (tenant_id, product_id) DO UPDATE SET {renewed}",
            [value for row in part for value in (tx.tenant_id, *row)],
        )


def outlooks(
    tx: Tx, product_ids: Sequence[UUID] | None, reached: tuple[float, int] | None = None
) -> list[dict[str, Any]]:
    """The stored rows of active products with their present level, by product. ``reached`` is (quantile, days):
    only tracked products whose level is not above that stored quantile of the demand of so many days."""
    chosen = "" if product_ids is None else " AND o.product_id = ANY(%(ids)s)"
    if reached is not None:
        chosen += (
            " AND o.state = 'known' AND l.tracked AND l.on_hand <= 1000 * (o.grain / 2 + coalesce("
            "(o.quantiles -> %(quantile)s ->> (least(%(days)s, o.horizon_days) - 1))::float8, 0))"
        )
    quantile, days = reached or (None, None)
    return tx.rows(
        "SELECT o.product_id, o.state, o.days_in_stock, o.sales, o.daily, o.deviation, o.horizon_days, o.quantiles,"
        " o.method, o.demand_class, o.expected, o.grain, o.made_at, l.on_hand, l.tracked"
        " FROM product_outlooks o JOIN products p ON p.tenant_id = o.tenant_id AND p.id = o.product_id"
        " JOIN stock_levels l ON l.tenant_id = o.tenant_id AND l.product_id = o.product_id"
        f" WHERE o.tenant_id = %(tenant)s AND p.is_active{chosen} ORDER BY o.product_id",
        {
            "tenant": tx.tenant_id,
            "ids": list(product_ids or ()),
            "quantile": None if quantile is None else str(quantile),
            "days": days,
        },
    )


UNIT_COST = "coalesce(p.purchase_price, nullif(round(l.average_cost / 1000.0), 0))::bigint"
"""What a unit is bought at; what it cost on average where nobody said. Over a product ``p`` and its level ``l``."""
IS_ASKED = f"coalesce(o.is_asked, (o.quantiles -> '{ASKED}' ->> -1)::float8 > 0)"
"""Over an outlook ``o``; those of before it was kept have it in their curves alone."""

_NEEDS = (
    "SELECT o.product_id, p.code, p.name, p.unit, p.supplier_id, p.pack_size, p.sale_price,"
    f" {UNIT_COST} AS unit_cost, l.on_hand,"
    " l.tracked, l.min_stock, l.max_stock, o.state, o.daily, o.deviation, o.expected, o.horizon_days, o.grain,"
    f" o.made_at, k.abc, {IS_ASKED} AS likely FROM product_outlooks o"
    " JOIN products p ON p.tenant_id = o.tenant_id AND p.id = o.product_id"
    " JOIN stock_levels l ON l.tenant_id = o.tenant_id AND l.product_id = o.product_id"
    " LEFT JOIN product_standings k ON k.tenant_id = o.tenant_id AND k.product_id = o.product_id"
    " WHERE o.tenant_id = %(tenant)s AND p.is_active{chosen} ORDER BY o.product_id"
)


def needs(tx: Tx, product_ids: Sequence[UUID] | None) -> list[dict[str, Any]]:
    """What ordering asks of active products, by product: demand, level, class, cost; without the curves. ``likely``
    tells whether anything will probably be asked for within the stored horizon."""
    chosen = "" if product_ids is None else " AND o.product_id = ANY(%(ids)s)"
    return tx.rows(_NEEDS.format(chosen=chosen), {"tenant": tx.tenant_id, "ids": list(product_ids or ())})


def buying(tx: Tx, product_ids: Sequence[UUID]) -> dict[UUID, tuple[UUID | None, int | None]]:
    """Who supplies these products, and what a unit costs where that is known."""
    rows = tx.rows(
        f"SELECT p.id, p.supplier_id, {UNIT_COST} AS unit_cost FROM products p JOIN stock_levels l"
        " ON l.tenant_id = p.tenant_id AND l.product_id = p.id WHERE p.tenant_id = %s AND p.id = ANY(%s)",
        (tx.tenant_id, list(product_ids)),
    )
    return {row["id"]: (row["supplier_id"], row["unit_cost"]) for row in rows}


def suppliers(tx: Tx) -> list[UUID]:
    """From whom the company buys."""
    return [row["id"] for row in tx.rows("SELECT id FROM suppliers WHERE tenant_id = %s", (tx.tenant_id,))]


def versions(tx: Tx) -> dict[str, Any]:
    """Of everything that predictions are made from."""
    row = tx.row(
        "SELECT t.time_zone, t.version AS company, c.epoch, c.seq, h.version AS forecasts, s.version AS settings"
        " FROM tenants t LEFT JOIN change_heads c ON c.tenant_id = %(tenant)s"
        " LEFT JOIN forecast_heads h ON h.tenant_id = %(tenant)s"
        " LEFT JOIN forecast_settings s ON s.tenant_id = %(tenant)s WHERE t.id = %(tenant)s",
        {"tenant": tx.tenant_id},
    )
    if row is None:
        raise LookupError("a company without a row")
    return row


def move_version(tx: Tx) -> None:
    """Says that outlooks or classes were made. The row stays locked, so take it late."""
    tx.run(
        "INSERT INTO forecast_heads AS h (tenant_id, version) VALUES (%s, 1)"
        " ON CONFLICT (tenant_id) DO UPDATE SET version = h.version + 1",
        (tx.tenant_id,),
    )


def quantiles(tx: Tx, product_ids: Sequence[UUID]) -> dict[UUID, dict[str, list[float]]]:
    rows = tx.rows(
        "SELECT product_id, quantiles FROM product_outlooks WHERE tenant_id = %s AND product_id = ANY(%s)"
        " AND state = 'known'",
        (tx.tenant_id, list(product_ids)),
    )
    return {row["product_id"]: row["quantiles"] for row in rows}


def without_outlook(tx: Tx, product_ids: Sequence[UUID] | None) -> list[UUID]:
    """Active products of which nothing was foretold yet."""
    chosen = "" if product_ids is None else " AND p.id = ANY(%(ids)s)"
    rows = tx.rows(
        "SELECT p.id FROM products p WHERE p.tenant_id = %(tenant)s AND p.is_active AND NOT EXISTS (SELECT FROM"
        f" product_outlooks o WHERE o.tenant_id = p.tenant_id AND o.product_id = p.id){chosen}",
        {"tenant": tx.tenant_id, "ids": list(product_ids or ())},
    )
    return [row["id"] for row in rows]


_MOVED = (
    "SELECT ARRAY(SELECT l.product_id FROM stock_levels l JOIN product_outlooks o ON o.tenant_id = l.tenant_id"
    " AND o.product_id = l.product_id WHERE l.tenant_id = %(tenant)s AND o.tenant_id = %(tenant)s"
    " AND l.updated_at >= %(since)s AND l.updated_at > o.made_at LIMIT %(most)s)"
)


def moved(tx: Tx, companies: Sequence[UUID], since: datetime, most: int) -> dict[UUID, list[UUID]]:
    """The products of each of these companies whose level moved since ``since`` and since their outlook was made, for
    a worker; asked in one round trip. ``tx`` has no actor: it becomes each of them in turn, and reads nothing but
    this."""
    answers = []
    with tx.connection.pipeline():
        for company_id in companies:
            tx.set_local("app.tenant_id", str(company_id))
            given = {"tenant": company_id, "since": since, "most": most}
            answers.append(tx.connection.execute(_MOVED, given))
    found: dict[UUID, list[UUID]] = {}
    for company_id, answer in zip(companies, answers, strict=True):
        (products,) = answer.fetchone() or ([],)
        if products:
            found[company_id] = products
    return found


def forget_inactive(tx: Tx) -> None:
    """Drops the outlooks of products that are no longer sold."""
    tx.run(
        "DELETE FROM product_outlooks o USING products p WHERE o.tenant_id = %(tenant)s"
        " AND p.tenant_id = %(tenant)s AND p.id = o.product_id AND NOT p.is_active",
        {"tenant": tx.tenant_id},
    )


def curves(tx: Tx, product_ids: Sequence[UUID], since: datetime) -> dict[UUID, dict[str, Any]]:
    """What the network foretold of these products since a moment: quantiles, method, class, expected. Those that were
    drawn from their own days are drawn again."""
    rows = tx.rows(
        "SELECT product_id, quantiles, method, demand_class, expected FROM product_outlooks"
        " WHERE tenant_id = %(tenant)s AND product_id = ANY(%(ids)s) AND made_at >= %(since)s"
        " AND method = %(learnt)s AND quantiles <> '{}'::jsonb",
        {"tenant": tx.tenant_id, "ids": list(product_ids), "since": since, "learnt": LEARNT},
    )
    return {row["product_id"]: row for row in rows}


def take_time(tx: Tx) -> None:
    """A night calculates between two statements for longer than the server would wait."""
    tx.run("SET LOCAL idle_in_transaction_session_timeout = '15min'")


def write_run(tx: Tx, run: dict[str, Any]) -> None:
    columns = ["tenant_id", *run]
    renewed = ", ".join(f"{name} = excluded.{name}" for name in run if name not in {"cutoff", "kind"})
    tx.run(
        f"INSERT INTO forecast_runs ({', '.join(columns)}) VALUES ({', '.join(['%s'] * len(columns))})"
        f" ON CONFLICT (tenant_id, cutoff, kind) DO UPDATE SET {renewed}",
        [tx.tenant_id, *run.values()],
    )


def write_backtests(tx: Tx, cutoff: date, rows: Sequence[tuple[UUID, float, float, float, float]]) -> None:
    """``rows``: product, low, middle, high, actual. What was written of that day before is replaced."""
    tx.run("DELETE FROM forecast_backtests WHERE tenant_id = %s AND cutoff = %s", (tx.tenant_id, cutoff))
    for start in range(0, len(rows), _AT_ONCE):
        part = rows[start : start + _AT_ONCE]
        tx.run(
            "INSERT INTO forecast_backtests (tenant_id, cutoff, product_id, low, middle, high, actual) VALUES "
            + ", ".join(["(%s, %s, %s, %s, %s, %s, %s)"] * len(part)),
            [value for row in part for value in (tx.tenant_id, cutoff, *row)],
        )


def backtested(tx: Tx) -> set[date]:
    rows = tx.rows("SELECT cutoff FROM forecast_runs WHERE tenant_id = %s AND kind = 'backtest'", (tx.tenant_id,))
    return {row["cutoff"] for row in rows}


def forget_runs(tx: Tx, before: date) -> None:
    for table in ("forecast_backtests", "forecast_runs"):
        tx.run(f"DELETE FROM {table} WHERE tenant_id = %s AND cutoff < %s", (tx.tenant_id, before))


def runs(tx: Tx, kind: str) -> list[dict[str, Any]]:
    """The latest first."""
    return tx.rows(
        "SELECT cutoff, method, products, learnt, effects, expected_value, actual_value, absolute_error, within,"
        " made_at FROM forecast_runs WHERE tenant_id = %s AND kind = %s ORDER BY cutoff DESC",
        (tx.tenant_id, kind),
    )


def records(tx: Tx, product_ids: Sequence[UUID] | None) -> list[dict[str, Any]]:
    """Per product, how often it was foretold, how often the demand lay within the interval, and the sums."""
    chosen = "" if product_ids is None else " AND product_id = ANY(%(ids)s)"
    return tx.rows(
        "SELECT product_id, count(*) AS times, count(*) FILTER (WHERE actual BETWEEN low AND high) AS within,"
        " sum(abs(actual - middle)) AS error, sum(actual) AS actual FROM forecast_backtests"
        f" WHERE tenant_id = %(tenant)s{chosen} GROUP BY product_id ORDER BY product_id",
        {"tenant": tx.tenant_id, "ids": list(product_ids or ())},
    )


def calendar_events(tx: Tx, first: date, until: date) -> list[dict[str, Any]]:
    return tx.rows(
        "SELECT id, key, name, starts_on, ends_on, is_active, version FROM calendar_events WHERE tenant_id = %(tenant)s"
        " AND ends_on >= %(first)s AND starts_on <= %(until)s ORDER BY starts_on, id",
        {"tenant": tx.tenant_id, "first": first, "until": until},
    )


def wait_for_calendar(tx: Tx) -> None:
    """Of two who write of the same feast the second waits for the first."""
    tx.run("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"calendar_events/{tx.tenant_id}",))


def delete_event(tx: Tx, event_id: UUID) -> None:
    tx.run("DELETE FROM calendar_events WHERE tenant_id = %s AND id = %s", (tx.tenant_id, event_id))


def settings(tx: Tx) -> dict[str, Any] | None:
    return tx.row(
        "SELECT horizon_days, review_days, service_a, service_b, service_c, version FROM forecast_settings"
        " WHERE tenant_id = %s",
        (tx.tenant_id,),
    )


def wait_for_settings(tx: Tx) -> None:
    """Who else changes this company's settings waits: there may be no row to lock yet."""
    tx.run("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"forecast_settings/{tx.tenant_id}",))


def write_settings(tx: Tx, values: dict[str, Any]) -> None:
    columns = ["tenant_id", *values, "updated_at"]
    renewed = ", ".join(f"{name} = excluded.{name}" for name in columns[1:])
    tx.run(
        f"INSERT INTO forecast_settings ({', '.join(columns)}) VALUES ({', '.join(['%s'] * len(columns))})"
        f" ON CONFLICT (tenant_id) DO UPDATE SET {renewed}",
        [tx.tenant_id, *values.values(), now()],
    )


def _copy(tx: Tx, query: str, given: dict[str, Any], columns: Sequence[tuple[str, int]]) -> NDArray[np.void]:
    """The rows of a query whose columns are integers (name, width in bytes) and never null, without an object for
    each value: PostgreSQL's binary COPY is read as one array."""
    import numpy as np

    with tx.connection.cursor() as cursor, cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT BINARY)", given) as copy:
        data = b"".join(copy)
    fields: list[tuple[str, str]] = [("fields", ">i2")]
    for name, width in columns:
        fields += [(f"{name}_width", ">i4"), (name, f">i{width}")]
    # A header of 11 + 4 + 4 bytes, and a trailer of 2.
    return np.frombuffer(data[19:-2], dtype=np.dtype(fields))
