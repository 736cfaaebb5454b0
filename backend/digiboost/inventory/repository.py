"""The SQL of the stock that writes; what lists read is in ``listings``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg.types.numeric import Int8

from digiboost.kernel.db.tx import Tx

MOVEMENT_COLUMNS = (
    "tenant_id, id, product_id, type, quantity, counts, unit_cost, on_hand_after, source, source_id, reference,"
    " reason, occurred_at, received_at, user_id"
)
_MOVEMENT_TYPES = (
    "uuid", "uuid", "uuid", "text", "bigint", "boolean", "bigint", "bigint", "text", "uuid", "text",
    "text", "timestamptz", "timestamptz", "uuid",
)  # fmt: skip
_LEVEL_TYPES = (
    "uuid", "bigint", "boolean", "text", "bigint", "bigint", "timestamptz", "timestamptz", "timestamptz",
)  # fmt: skip
_LEVEL = (
    "product_id, on_hand, min_stock, max_stock, tracked, status, average_cost, value, counted_at, rupture_since,"
    " last_sale_at"
)

STATUS = (
    "CASE WHEN NOT p.is_active THEN 'inactive' WHEN NOT l.tracked THEN 'untracked' WHEN l.on_hand <= 0 THEN 'rupture'"
    " WHEN l.on_hand <= l.min_stock THEN 'low' ELSE 'ok' END"
)
"""``types.judge`` in SQL, over a level ``l`` and its product ``p``."""

VALUE = "round(greatest(l.on_hand, 0)::numeric * l.average_cost / 1000000)::bigint"
"""``types.value_of`` in SQL, over a level ``l``."""


def lock_levels(tx: Tx, product_ids: Sequence[UUID], movement_ids: Sequence[UUID] = ()) -> list[dict[str, Any]]:
    """The levels, locked in the order of their ids; each row also carries ``known``: those of
    ``movement_ids`` that the ledger already holds."""
    known = "NULL::json"
    given: list[Any] = []
    if movement_ids:
        known = (
            "(SELECT json_agg(json_build_object('id', m.id, 'product_id', m.product_id, 'counts', m.counts,"
            " 'on_hand_after', m.on_hand_after)) FROM stock_movements m WHERE m.tenant_id = %s AND m.id = ANY(%s))"
        )
        given = [tx.tenant_id, list(movement_ids)]
    return tx.rows(
        f"SELECT {_LEVEL}, watched_below, watched_above, {known} AS known FROM stock_levels"
        " WHERE tenant_id = %s AND product_id = ANY(%s)"
        " ORDER BY product_id FOR UPDATE",
        (*given, tx.tenant_id, list(product_ids)),
    )


def hold(tx: Tx, edited: Sequence[UUID], moved: Sequence[UUID]) -> None:
    """Products, then levels, as an edit of a product takes them; each in the order of their ids."""
    if edited:
        tx.run(
            "SELECT id FROM products WHERE tenant_id = %s AND id = ANY(%s) ORDER BY id FOR NO KEY UPDATE",
            (tx.tenant_id, list(edited)),
        )
    if moved:
        tx.run(
            "SELECT product_id FROM stock_levels WHERE tenant_id = %s AND product_id = ANY(%s) ORDER BY product_id"
            " FOR UPDATE",
            (tx.tenant_id, list(moved)),
        )


def levels(tx: Tx, product_ids: Sequence[UUID]) -> list[dict[str, Any]]:
    return tx.rows(
        f"SELECT {_LEVEL} FROM stock_levels WHERE tenant_id = %s AND product_id = ANY(%s)",
        (tx.tenant_id, list(product_ids)),
    )


def staged_levels(tx: Tx, staging: str, limit: int) -> list[dict[str, Any]]:
    """What is on hand of the products of a temporary table, and the status."""
    return tx.rows(
        "SELECT product_id, on_hand, status FROM stock_levels WHERE tenant_id = %s"
        f" AND product_id IN (SELECT product_id FROM {staging}) LIMIT {limit:d}",
        (tx.tenant_id,),
    )


def watch(tx: Tx, wanted: Sequence[tuple[Any, ...]]) -> dict[UUID, int]:
    """``wanted``: product, watched below, watched above, in the order of the ids. The levels stay locked."""
    tx.run(
        "SELECT 1 FROM stock_levels WHERE tenant_id = %s AND product_id = ANY(%s) ORDER BY product_id FOR UPDATE",
        (tx.tenant_id, [row[0] for row in wanted]),
    )
    rows = tx.rows(
        "UPDATE stock_levels l SET watched_below = v.below, watched_above = v.above"
        " FROM unnest(%s::uuid[], %s::bigint[], %s::bigint[]) AS v (product_id, below, above)"
        " WHERE l.tenant_id = %s AND l.product_id = v.product_id RETURNING l.product_id, l.on_hand",
        (*(list(column) for column in zip(*wanted, strict=True)), tx.tenant_id),
    )
    return {row["product_id"]: row["on_hand"] for row in rows}


def write(tx: Tx, movements: Sequence[tuple[Any, ...]], changed: Sequence[tuple[Any, ...]], at: datetime) -> int:
    """Appends ledger rows and brings levels to their new state, in one statement; the number of movements
    that were not in the ledger before.

    Rows of VALUES, and no INSERT ... SELECT from arrays: a distributed PostgreSQL would turn that into a
    COPY, which row-level security refuses.
    """
    parts: list[str] = []
    given: list[Any] = []
    if movements:
        parts.append(
            f"appended AS (INSERT INTO stock_movements ({MOVEMENT_COLUMNS})"
            f" VALUES {_values(_MOVEMENT_TYPES, movements)} ON CONFLICT (tenant_id, id) DO NOTHING RETURNING 1)"
        )
        given += [_wide(value) for row in movements for value in row]
    if changed:
        parts.append(
            "levelled AS (UPDATE stock_levels l SET on_hand = v.on_hand, tracked = v.tracked, status = v.status,"
            " average_cost = v.average_cost, value = v.value, counted_at = v.counted_at,"
            " rupture_since = v.rupture_since, last_sale_at = v.last_sale_at, updated_at = %s"
            f" FROM (VALUES {_values(_LEVEL_TYPES, changed)}) AS v (product_id, on_hand, tracked, status,"
            " average_cost, value, counted_at, rupture_since, last_sale_at)"
            " WHERE l.tenant_id = %s AND l.product_id = v.product_id RETURNING 1)"
        )
        given += [at, *(_wide(value) for row in changed for value in row), tx.tenant_id]
    answer = "SELECT count(*) FROM appended" if movements else "SELECT 0"
    return int(tx.value(f"WITH {', '.join(parts)} {answer}", given))


def _wide(value: Any) -> Any:
    """psycopg would send smallint, int or bigint by value, and prepare each combination anew."""
    return Int8(value) if type(value) is int else value


def _values(types: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> str:
    typed = ", ".join(f"%s::{name}" for name in types)
    plain = ", ".join("%s" for _ in types)
    return ", ".join(f"({typed if index == 0 else plain})" for index in range(len(rows)))


_SUMMED = ("products", "ruptures", "low", "ok", "untracked", "value")


def move_summary(tx: Tx, delta: Sequence[int], at: datetime, then: Callable[[int], None]) -> None:
    """Adds ``delta`` (products, ruptures, low, ok, untracked, value) to the tenant's summary and copies it
    into today's row, in one statement that goes with the commit; ``then`` is told the new version."""
    tx.later(
        "WITH summary AS (INSERT INTO stock_summaries AS s (tenant_id, products, ruptures, low, ok, untracked,"
        " value, version, updated_at) VALUES (%(tenant)s, %(products)s, %(ruptures)s, %(low)s, %(ok)s,"
        " %(untracked)s, %(value)s, 1, %(at)s) ON CONFLICT (tenant_id) DO UPDATE SET"
        " products = s.products + excluded.products, ruptures = s.ruptures + excluded.ruptures,"
        " low = s.low + excluded.low, ok = s.ok + excluded.ok, untracked = s.untracked + excluded.untracked,"
        " value = s.value + excluded.value, version = s.version + 1, updated_at = excluded.updated_at"
        " RETURNING *), today AS (INSERT INTO stock_days (tenant_id, day, tracked, ruptures, value)"
        " SELECT tenant_id, (%(at)s::timestamptz AT TIME ZONE (SELECT t.time_zone FROM tenants t"
        " WHERE t.id = %(tenant)s))::date, ruptures + low + ok, ruptures, value FROM summary"
        " ON CONFLICT (tenant_id, day) DO UPDATE SET tracked = excluded.tracked, ruptures = excluded.ruptures,"
        " value = excluded.value) SELECT version FROM summary",
        {
            "tenant": tx.tenant_id,
            "at": at,
            **{name: Int8(change) for name, change in zip(_SUMMED, delta, strict=True)},
        },
        lambda row: then(row[0]),
    )


def count_summary(tx: Tx, at: datetime, then: Callable[[int], None]) -> None:
    """Sets the summary, and today's row, to what the levels say; ``then`` is told the new version.

    The row is locked in a statement before, so that the levels of every writer who moved it are seen.
    """
    given = {"tenant": tx.tenant_id, "at": at}
    tx.run(
        "INSERT INTO stock_summaries (tenant_id, products, ruptures, low, ok, untracked, value, version, updated_at)"
        " VALUES (%(tenant)s, 0, 0, 0, 0, 0, 0, 0, %(at)s) ON CONFLICT (tenant_id) DO UPDATE SET"
        " updated_at = excluded.updated_at",
        given,
    )
    tx.run(
        "UPDATE stock_summaries s SET products = t.products, ruptures = t.ruptures, low = t.low, ok = t.ok,"
        " untracked = t.untracked, value = t.value FROM (SELECT count(*) FILTER (WHERE status <> 'inactive')"
        " AS products, count(*) FILTER (WHERE status = 'rupture') AS ruptures, count(*) FILTER (WHERE status = 'low')"
        " AS low, count(*) FILTER (WHERE status = 'ok') AS ok, count(*) FILTER (WHERE status = 'untracked')"
        " AS untracked, coalesce(sum(value) FILTER (WHERE status <> 'inactive'), 0)::bigint AS value"
        " FROM stock_levels WHERE tenant_id = %(tenant)s) t WHERE s.tenant_id = %(tenant)s",
        given,
    )
    move_summary(tx, (0, 0, 0, 0, 0, 0), at, then)


def summary(tx: Tx) -> dict[str, Any] | None:
    return tx.row(
        "SELECT products, ruptures, low, ok, untracked, value, version FROM stock_summaries WHERE tenant_id = %s",
        (tx.tenant_id,),
    )


def insert_level(tx: Tx, row: dict[str, Any]) -> str | None:
    """Opens a level; its status, or None when there is no such product. The purchase price stands for the
    cost until something is received."""
    status: str | None = tx.value(
        "INSERT INTO stock_levels (tenant_id, product_id, on_hand, min_stock, max_stock, tracked, status,"
        " average_cost, value, rupture_since, updated_at) SELECT p.tenant_id, p.id, 0, %(min_stock)s, %(max_stock)s,"
        " %(tracked)s, CASE WHEN p.is_active THEN %(status)s ELSE 'inactive' END,"
        " coalesce(p.purchase_price, 0) * 1000, 0, %(rupture_since)s, %(at)s FROM products p"
        " WHERE p.tenant_id = %(tenant)s AND p.id = %(product_id)s RETURNING status",
        {**row, "tenant": tx.tenant_id},
    )
    return status


def update_settings(tx: Tx, product_id: UUID, min_stock: int | None, max_stock: int | None) -> None:
    tx.run(
        "UPDATE stock_levels SET min_stock = %s, max_stock = %s WHERE tenant_id = %s AND product_id = %s",
        (min_stock, max_stock, tx.tenant_id, product_id),
    )


def counting_after(tx: Tx, product_ids: Sequence[UUID], at: datetime) -> dict[UUID, int]:
    """Per product, what counting movements after ``at`` added; products without any are left out."""
    rows = tx.rows(
        "SELECT product_id, sum(quantity)::bigint AS added FROM stock_movements WHERE tenant_id = %s"
        " AND product_id = ANY(%s) AND occurred_at > %s AND counts GROUP BY product_id",
        (tx.tenant_id, list(product_ids), at),
    )
    return {row["product_id"]: row["added"] for row in rows}


def count_of(tx: Tx, count_id: UUID) -> dict[str, Any] | None:
    """A count with its lines as ``lines``, or None."""
    return tx.row(
        "SELECT c.occurred_at, (SELECT json_agg(json_build_object('product_id', l.product_id, 'expected', l.expected,"
        " 'counted', l.counted, 'value_difference', l.value_difference)) FROM stock_count_lines l"
        " WHERE l.tenant_id = c.tenant_id AND l.count_id = c.id) AS lines"
        " FROM stock_counts c WHERE c.tenant_id = %s AND c.id = %s",
        (tx.tenant_id, count_id),
    )


def insert_count(tx: Tx, count: tuple[Any, ...], lines: Sequence[tuple[Any, ...]]) -> bool:
    """``count``: id, occurred at, received at, user, note, scope as JSON; ``lines``: product, expected, counted,
    value of the difference. False when the count is there already."""
    values = _values(("uuid", "bigint", "bigint", "bigint"), lines)
    return bool(
        tx.value(
            "WITH counted AS (INSERT INTO stock_counts (tenant_id, id, occurred_at, received_at, user_id, note,"
            " scope) VALUES (%s, %s, %s, %s, %s, %s, %s::jsonb) ON CONFLICT (tenant_id, id) DO NOTHING"
            " RETURNING tenant_id, id), listed AS (INSERT INTO stock_count_lines (tenant_id, count_id, product_id,"
            " expected, counted, value_difference) SELECT c.tenant_id, c.id, v.* FROM counted c,"
            f" (VALUES {values}) AS v (product_id, expected, counted, value_difference))"
            " SELECT count(*) FROM counted",
            (tx.tenant_id, *count, *(value for row in lines for value in row)),
        )
    )


_BATCHES = (
    "SELECT b.id, b.product_id, b.quantity, b.expires_on, b.lot, b.received_at, {on_hand} AS on_hand"
    " FROM stock_batches b JOIN stock_levels l ON l.tenant_id = b.tenant_id AND l.product_id = b.product_id"
    " WHERE b.tenant_id = %(tenant)s AND b.closed_at IS NULL"
)
_SOONEST_FIRST = " ORDER BY b.product_id, b.expires_on, b.received_at, b.id"


def insert_batches(tx: Tx, rows: Sequence[tuple[Any, ...]]) -> None:
    """``rows``: movement, product, quantity, day of expiry, lot, when it came."""
    tx.run(
        "INSERT INTO stock_batches (tenant_id, id, product_id, quantity, expires_on, lot, received_at)"
        f" VALUES {', '.join(['(%s, %s, %s, %s, %s, %s, %s)'] * len(rows))} ON CONFLICT (tenant_id, id) DO NOTHING",
        [value for row in rows for value in (tx.tenant_id, *row)],
    )


def copy_batches(tx: Tx, staging: str) -> int:
    """Makes batches of a staged table; how many."""
    return tx.run(
        "INSERT INTO stock_batches (tenant_id, id, product_id, quantity, expires_on, lot, received_at)"
        f" SELECT %s, id, product_id, quantity, expires_on, lot, received_at FROM {staging}",
        (tx.tenant_id,),
    )


def open_batches(tx: Tx, product_ids: Sequence[UUID]) -> list[dict[str, Any]]:
    return tx.rows(
        f"{_BATCHES.format(on_hand='l.on_hand')} AND b.product_id = ANY(%(products)s){_SOONEST_FIRST}",
        {"tenant": tx.tenant_id, "products": list(product_ids)},
    )


def open_batches_until(tx: Tx, until_day: date) -> list[dict[str, Any]]:
    """Every open batch of the active products that have one which expires by ``until_day``: what is left of the
    soonest depends on the later ones."""
    return tx.rows(
        f"{_BATCHES.format(on_hand='l.on_hand')} AND b.product_id IN (SELECT d.product_id FROM stock_batches d"
        " JOIN products p ON p.tenant_id = d.tenant_id AND p.id = d.product_id WHERE d.tenant_id = %(tenant)s"
        f" AND d.closed_at IS NULL AND d.expires_on <= %(until)s AND p.is_active){_SOONEST_FIRST}",
        {"tenant": tx.tenant_id, "until": until_day},
    )


def batches_to_close(tx: Tx, days: int, at: datetime) -> list[dict[str, Any]]:
    """The open batches; ``on_hand`` is the most that there was of their products within ``days``."""
    most = (
        "greatest(l.on_hand, (SELECT max(m.on_hand_after - least(m.quantity, 0)) FROM stock_movements m"
        " WHERE m.tenant_id = %(tenant)s AND m.product_id = b.product_id AND m.occurred_at > %(since)s))"
    )
    return tx.rows(
        f"{_BATCHES.format(on_hand=most)}{_SOONEST_FIRST}", {"tenant": tx.tenant_id, "since": at - timedelta(days=days)}
    )


def settle_batches(tx: Tx, left: Sequence[tuple[UUID, int]], at: datetime) -> None:
    """Of these batches no more than ``left`` is there from now on; one of which nothing is left is closed."""
    if not left:
        return
    tx.run(
        "UPDATE stock_batches b SET quantity = CASE WHEN v.rest > 0 THEN v.rest ELSE b.quantity END,"
        " closed_at = CASE WHEN v.rest = 0 THEN %s::timestamptz END"
        f" FROM (VALUES {_values(('uuid', 'bigint'), left)}) AS v (id, rest)"
        " WHERE b.tenant_id = %s AND b.id = v.id",
        (at, *(value for row in left for value in row), tx.tenant_id),
    )


def update_batch(tx: Tx, batch_id: UUID, changes: Mapping[str, Any]) -> UUID | None:
    """Its product, or None when there is no such open batch."""
    product_id: UUID | None = tx.value(
        "UPDATE stock_batches SET expires_on = coalesce(%s, expires_on), lot = CASE WHEN %s THEN %s ELSE lot END"
        " WHERE tenant_id = %s AND id = %s AND closed_at IS NULL RETURNING product_id",
        (changes.get("expires_on"), "lot" in changes, changes.get("lot"), tx.tenant_id, batch_id),
    )
    return product_id


def delete_batch(tx: Tx, batch_id: UUID) -> UUID | None:
    """Its product, or None when there is no such batch."""
    product_id: UUID | None = tx.value(
        "DELETE FROM stock_batches WHERE tenant_id = %s AND id = %s RETURNING product_id", (tx.tenant_id, batch_id)
    )
    return product_id
