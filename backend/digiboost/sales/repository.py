"""The SQL of sales. It reads products and customers where they lie, and writes only its own tables."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from psycopg.types.numeric import Int4, Int8

from digiboost.kernel.db.statement import LongStatement
from digiboost.kernel.db.tx import Tx
from digiboost.sales.types import SaleKind


@dataclass(slots=True)
class Line:
    """A line as it is stored: quantity, amount and cost are negative on a return."""

    id: UUID
    product_id: UUID
    product_name: str
    code: str
    quantity: int
    unit_price: int
    discount: int
    amount: int
    cost: int | None
    original_line_id: UUID | None = None


@dataclass(slots=True)
class Sale:
    """A sale that is to be stored; its number, version and moment of arrival come from the database."""

    id: UUID
    kind: SaleKind
    original_sale_id: UUID | None
    customer_id: UUID | None
    customer_name: str | None
    payment_method: str
    occurred_at: datetime
    received_at: datetime
    day: date
    total: int
    discount: int
    cost: int | None
    note: str | None
    user_id: UUID | None
    lines: list[Line]
    paid_now: int = 0
    paid_by: str | None = None
    due_on: date | None = None
    on_account: bool = False
    """Whether it belongs into the customer's carnet."""


def wait_for_id(tx: Tx, kind: str, wanted: UUID) -> None:
    """Of racing requests that carry the same id the second waits for the first."""
    tx.run("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"{kind}/{wanted}",))


def wait_for_ids(tx: Tx, keys: Sequence[str]) -> None:
    """As ``wait_for_id``, of several (``sale/<id>``) in the order given."""
    tx.run("SELECT pg_advisory_xact_lock(hashtextextended(k, 0)) FROM unnest(%s::text[]) AS k", (list(keys),))


def lock_sales(tx: Tx, sale_ids: Sequence[UUID]) -> list[UUID]:
    """Locks sales in the order of their ids; the products in their lines."""
    tx.run(
        "SELECT id FROM sales WHERE tenant_id = %s AND id = ANY(%s) ORDER BY id FOR UPDATE",
        (tx.tenant_id, list(sale_ids)),
    )
    rows = tx.rows(
        "SELECT DISTINCT product_id FROM sale_lines WHERE tenant_id = %s AND sale_id = ANY(%s)",
        (tx.tenant_id, list(sale_ids)),
    )
    return [row["product_id"] for row in rows]


def lock_numbers(tx: Tx) -> None:
    tx.run("SELECT version FROM sales_summaries WHERE tenant_id = %s FOR UPDATE", (tx.tenant_id,))


def shelf(tx: Tx, product_ids: Sequence[UUID], customer_id: UUID | None, sale_id: UUID | None) -> list[dict[str, Any]]:
    """What a sale needs to know, in one statement: the products asked for, and on every row the tenant's
    time zone, the customer's name and whether there is a sale of this id. One row with a null product when
    there is none. Of racing requests that carry the same ``sale_id`` the second waits for the first."""
    with tx.connection.pipeline() if sale_id is not None else nullcontext():
        if sale_id is not None:
            wait_for_id(tx, "sale", sale_id)
        return tx.rows(
            "SELECT t.time_zone, p.id, p.code, p.name, p.sale_price, (SELECT c.name FROM customers c"
            " WHERE c.tenant_id = %(tenant)s AND c.id = %(customer)s::uuid) AS customer_name,"
            " EXISTS (SELECT FROM sales s WHERE s.tenant_id = %(tenant)s AND s.id = %(sale)s::uuid) AS known"
            " FROM tenants t LEFT JOIN products p ON p.tenant_id = %(tenant)s AND p.id = ANY(%(ids)s::uuid[])"
            " WHERE t.id = %(tenant)s",
            {"tenant": tx.tenant_id, "ids": list(product_ids), "customer": customer_id, "sale": sale_id},
        )


_INSERT = """
WITH counter AS (
    INSERT INTO sales_summaries AS c (tenant_id, next_number, version, updated_at)
    VALUES (%(tenant)s, 2, 1, %(received_at)s)
    ON CONFLICT (tenant_id) DO UPDATE
        SET next_number = c.next_number + 1, version = c.version + 1,
            updated_at = greatest(excluded.updated_at, c.updated_at + interval '1 microsecond')
    RETURNING next_number - 1 AS taken, version, updated_at
), sale AS (
    INSERT INTO sales (tenant_id, id, number, kind, status, original_sale_id, customer_id, payment_method,
        occurred_at, received_at, day, total, discount, cost, line_count, paid_now, paid_by, note, user_id,
        version)
    SELECT %(tenant)s, %(id)s, %(prefix)s || lpad(taken::text, greatest(6, length(taken::text)), '0'), %(kind)s,
        'completed', %(original)s, %(customer)s, %(payment)s, %(occurred_at)s, updated_at, %(day)s, %(total)s,
        %(discount)s, %(cost)s, %(line_count)s, %(paid_now)s, %(paid_by)s, %(note)s, %(user)s, 1
    FROM counter RETURNING number
), line AS (
    INSERT INTO sale_lines (tenant_id, sale_id, day, position, id, product_id, quantity, unit_price, discount,
        amount, cost, original_line_id) VALUES {lines}
)
SELECT sale.number, counter.version, counter.updated_at FROM sale, counter
"""
_LINE = (
    "(%(tenant)s, %(id)s, %(day)s, %(p{n})s, %(i{n})s, %(o{n})s, %(q{n})s, %(u{n})s, %(d{n})s, %(a{n})s, %(c{n})s,"
    " %(b{n})s)"
)


@lru_cache(maxsize=256)
def _insert_of(lines: int) -> LongStatement:
    return LongStatement(_INSERT.format(lines=", ".join(_LINE.format(n=n) for n in range(1, lines + 1))))


def insert_sale(tx: Tx, sale: Sale) -> tuple[str, int]:
    """Stores a sale with its lines under the tenant's next number; that number, and the new version of
    the tenant's sales; ``sale.received_at`` becomes its place in the tenant's order of arrivals. The tenant's
    counter stays locked until the end of the transaction."""
    # Int4 and Int8, because psycopg would choose the type by the value, and prepare each combination anew.
    given: dict[str, Any] = {
        "tenant": tx.tenant_id,
        "id": sale.id,
        "prefix": "V-" if sale.kind is SaleKind.SALE else "R-",
        "kind": sale.kind.value,
        "original": sale.original_sale_id,
        "customer": sale.customer_id,
        "payment": sale.payment_method,
        "occurred_at": sale.occurred_at,
        "received_at": sale.received_at,
        "day": sale.day,
        "total": Int8(sale.total),
        "discount": Int8(sale.discount),
        "cost": None if sale.cost is None else Int8(sale.cost),
        "line_count": Int4(len(sale.lines)),
        "paid_now": Int8(sale.paid_now),
        "paid_by": sale.paid_by,
        "note": sale.note,
        "user": sale.user_id,
    }
    for n, line in enumerate(sale.lines, start=1):
        given |= {
            f"p{n}": Int4(n),
            f"i{n}": line.id,
            f"o{n}": line.product_id,
            f"q{n}": Int8(line.quantity),
            f"u{n}": Int8(line.unit_price),
            f"d{n}": Int8(line.discount),
            f"a{n}": Int8(line.amount),
            f"c{n}": None if line.cost is None else Int8(line.cost),
            f"b{n}": line.original_line_id,
        }
    found = _insert_of(len(sale.lines)).row(tx, given)
    if found is None:
        raise RuntimeError("a sale was not stored")
    sale.received_at = found["updated_at"]
    return found["number"], found["version"]


_SALE = """
SELECT s.id, s.number, s.kind, s.status, s.original_sale_id, s.customer_id, c.name AS customer_name,
    s.payment_method, s.occurred_at, s.received_at, s.total, s.discount, s.paid_now, s.paid_by, s.cost,
    s.line_count, s.note, s.user_id, s.import_id, s.cancelled_at, s.cancel_reason, s.version, s.day, e.due_on,
    e.id IS NOT NULL AS charged, coalesce(e.over_limit, false) AS over_limit
FROM sales s LEFT JOIN customers c ON c.tenant_id = s.tenant_id AND c.id = s.customer_id
LEFT JOIN credit_entries e ON e.tenant_id = s.tenant_id AND e.sale_id = s.id AND e.type = 'CHARGE'
WHERE s.tenant_id = %s AND s.id = %s
"""

_LINES = """
SELECT l.id, l.product_id, p.name AS product_name, p.code, l.quantity, l.unit_price, l.discount, l.amount, l.cost,
    l.original_line_id, coalesce(b.quantity, 0) AS returned, coalesce(b.amount, 0) AS returned_amount,
    coalesce(b.cost, 0) AS returned_cost
FROM sale_lines l
JOIN products p ON p.tenant_id = l.tenant_id AND p.id = l.product_id
LEFT JOIN (
    SELECT bl.original_line_id, -sum(bl.quantity)::bigint AS quantity, -sum(bl.amount)::bigint AS amount,
        -sum(bl.cost)::bigint AS cost
    FROM sales b JOIN sale_lines bl ON bl.tenant_id = b.tenant_id AND bl.sale_id = b.id
    WHERE b.tenant_id = %(tenant)s AND b.original_sale_id = %(sale)s AND b.status = 'completed'
        AND bl.tenant_id = %(tenant)s
    GROUP BY bl.original_line_id
) b ON b.original_line_id = l.id
WHERE l.tenant_id = %(tenant)s AND p.tenant_id = %(tenant)s AND l.sale_id = %(sale)s
ORDER BY l.position
"""


def sale(tx: Tx, sale_id: UUID, *, lock: bool = False) -> dict[str, Any] | None:
    return tx.row(_SALE + (" FOR UPDATE OF s" if lock else ""), (tx.tenant_id, sale_id))


def lines_of(tx: Tx, sale_id: UUID) -> list[dict[str, Any]]:
    """The lines in order, with what of each has come back by returns that stand (positive numbers)."""
    return tx.rows(_LINES, {"tenant": tx.tenant_id, "sale": sale_id})


def has_returns(tx: Tx, sale_id: UUID) -> bool:
    return bool(
        tx.value(
            "SELECT EXISTS (SELECT FROM sales WHERE tenant_id = %s AND original_sale_id = %s AND status = 'completed')",
            (tx.tenant_id, sale_id),
        )
    )


def mark_cancelled(tx: Tx, sale_id: UUID, at: datetime, reason: str) -> None:
    tx.run(
        "UPDATE sales SET status = 'cancelled', cancelled_at = %s, cancel_reason = %s, version = version + 1"
        " WHERE tenant_id = %s AND id = %s",
        (at, reason, tx.tenant_id, sale_id),
    )


def movements_of(
    tx: Tx, sale_id: UUID, product_ids: Sequence[UUID], earliest: datetime, latest: datetime
) -> list[dict[str, Any]]:
    """What a sale or return moved on the shelves, one row per product: quantity, and when it was taken to
    have happened, which is between ``earliest`` and ``latest`` (the ledger's index is by product and time)."""
    return tx.rows(
        "SELECT product_id, sum(quantity)::bigint AS quantity, max(occurred_at) AS occurred_at FROM stock_movements"
        " WHERE tenant_id = %s AND product_id = ANY(%s::uuid[]) AND occurred_at BETWEEN %s AND %s"
        " AND source_id = %s AND source IN ('sale', 'return') GROUP BY product_id ORDER BY product_id",
        (tx.tenant_id, list(product_ids), earliest, latest, sale_id),
    )


def time_zone(tx: Tx) -> str:
    zone: str = tx.value("SELECT time_zone FROM tenants WHERE id = %s", (tx.tenant_id,))
    return zone


# -- missed sales -------------------------------------------------------------------------------


def missed_sale(tx: Tx, missed_id: UUID) -> dict[str, Any] | None:
    return tx.row(
        "SELECT id, product_id, quantity, occurred_at, received_at, user_id FROM missed_sales"
        " WHERE tenant_id = %s AND id = %s",
        (tx.tenant_id, missed_id),
    )


def insert_missed_sale(tx: Tx, row: dict[str, Any], day: date) -> None:
    tx.run(
        "INSERT INTO missed_sales (tenant_id, id, product_id, quantity, occurred_at, received_at, day, user_id)"
        " VALUES (%(tenant)s, %(id)s, %(product_id)s, %(quantity)s, %(occurred_at)s, %(received_at)s, %(day)s,"
        " %(user_id)s)",
        {**row, "tenant": tx.tenant_id, "day": day},
    )


# -- the list -----------------------------------------------------------------------------------

_STAMP = '\'YYYY-MM-DD"T"HH24:MI:SS.US"Z"\''
_ITEM = f"""
json_build_object('id', s.id, 'number', s.number, 'kind', s.kind, 'status', s.status,
    'original_sale_id', s.original_sale_id, 'customer_id', s.customer_id, 'customer_name', c.name,
    'payment_method', s.payment_method, 'occurred_at', to_char(s.occurred_at, {_STAMP}),
    'received_at', to_char(s.received_at, {_STAMP}), 'total', s.total, 'discount', s.discount,
    'paid_now', s.paid_now, 'paid_by', s.paid_by,
    'cost', CASE WHEN %(costs)s THEN s.cost END, 'line_count', s.line_count, 'note', s.note,
    'user_id', s.user_id, 'import_id', s.import_id, 'cancelled_at', to_char(s.cancelled_at, {_STAMP}),
    'cancel_reason', s.cancel_reason, 'version', s.version)::text
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which sales a list asks for; days are the tenant's."""

    from_day: date | None = None
    to_day: date | None = None
    product_id: UUID | None = None
    customer_id: UUID | None = None
    kind: str | None = None
    status: str | None = None
    numbers: tuple[str, ...] = ()
    """Beginnings of numbers, of which one must fit, or ``customer_like`` the customer's name."""
    exact_numbers: tuple[str, ...] = ()
    customer_like: str | None = None


def list_sales(
    tx: Tx, wanted: Wanted, order_by: str, after: str | None, after_values: Sequence[Any], limit: int, costs: bool
) -> list[tuple[str, Any, UUID]]:
    """Finished JSON objects with the values that a cursor needs; one more than ``limit`` when there are more."""
    given: dict[str, Any] = {"tenant": tx.tenant_id, "costs": costs}
    where = ["s.tenant_id = %(tenant)s"]
    if wanted.from_day is not None:
        # The day decides; the instant, a day wider than any time zone is, lets the index begin near it.
        where.append("s.day >= %(from)s AND s.occurred_at >= %(from)s::date - interval '1 day'")
        given["from"] = wanted.from_day
    if wanted.to_day is not None:
        where.append("s.day <= %(to)s AND s.occurred_at < %(to)s::date + interval '2 days'")
        given["to"] = wanted.to_day
    if wanted.product_id is not None:
        where.append(
            "s.id IN (SELECT l.sale_id FROM sale_lines l WHERE l.tenant_id = %(tenant)s"
            " AND l.product_id = %(product)s"
            + (" AND l.day >= %(from)s" if wanted.from_day is not None else "")
            + (" AND l.day <= %(to)s" if wanted.to_day is not None else "")
            + ")"
        )
        given["product"] = wanted.product_id
    for column, value in (("customer_id", wanted.customer_id), ("kind", wanted.kind), ("status", wanted.status)):
        if value is not None:
            where.append(f"s.{column} = %({column})s")
            given[column] = value
    if wanted.customer_like is not None:
        # A union of two index reads: an OR would walk every sale of the tenant.
        ranges = []
        for index, beginning in enumerate(wanted.numbers):
            ranges.append(f"(n.number >= %(begin_{index})s AND n.number < %(end_{index})s)")
            given[f"begin_{index}"], given[f"end_{index}"] = beginning, beginning + "\U0010ffff"
        where.append(
            "s.id IN (SELECT n.id FROM sales n WHERE n.tenant_id = %(tenant)s AND"
            f" ({' OR '.join([*ranges, 'n.number = ANY(%(numbers)s::text[])'])})"
            " UNION ALL SELECT n.id FROM customers k JOIN sales n ON n.tenant_id = k.tenant_id"
            " AND n.customer_id = k.id WHERE k.tenant_id = %(tenant)s AND n.tenant_id = %(tenant)s"
            " AND k.search_text LIKE %(like)s)"
        )
        given["numbers"], given["like"] = list(wanted.exact_numbers), wanted.customer_like
    if after is not None:
        where.append(after)
        given["after_key"], given["after_id"] = after_values
    column = order_by.split()[0]
    with tx.connection.cursor() as cursor:
        return cursor.execute(
            f"SELECT {_ITEM} AS item, page.key, page.id FROM (SELECT {column} AS key, s.id FROM sales s"
            f" WHERE {' AND '.join(where)} ORDER BY {order_by} LIMIT {limit + 1:d}) page"
            " JOIN sales s ON s.tenant_id = %(tenant)s AND s.id = page.id"
            " LEFT JOIN customers c ON c.tenant_id = s.tenant_id AND c.id = s.customer_id"
            f" ORDER BY {order_by}",
            given,
        ).fetchall()


def page_json(items: Sequence[str], next_cursor: str | None) -> bytes:
    return f'{{"items":[{",".join(items)}],"next_cursor":{json.dumps(next_cursor)}}}'.encode()
