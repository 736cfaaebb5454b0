"""The SQL of tills: what moved them, and what was counted."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from digiboost.kernel.db.tx import Tx

# Every thing of a day that moves a till, one row each: by how much (``amount``), in which money (``method``).
# What files brought did not go through a till that anybody counts here. A cancelled sale never happened; what
# was known of it when a till was closed is told by ``cancelled_at``. The instant, a day wider than any time
# zone is, lets the index of sales begin near the day.
_TILL = """
    SELECT CASE s.kind WHEN 'SALE' THEN 'sale' ELSE 'return' END AS kind, s.id, s.number, s.user_id, s.occurred_at,
        s.received_at, s.cancelled_at,
        CASE WHEN s.payment_method = 'credit' THEN s.paid_by ELSE s.payment_method END AS method,
        CASE WHEN s.payment_method = 'credit' THEN s.paid_now ELSE s.total END AS amount,
        CASE WHEN s.payment_method = 'credit' THEN 'credit_parts' WHEN s.kind = 'SALE' THEN 'cash_sales'
            ELSE 'cash_returns' END AS part
    FROM sales s WHERE s.tenant_id = %(tenant)s AND s.day = %(day)s AND s.import_id IS NULL
        AND s.occurred_at >= %(day)s::date - interval '1 day' AND s.occurred_at < %(day)s::date + interval '2 days'
    UNION ALL
    SELECT 'payment', e.id, NULL, e.user_id, e.occurred_at, e.received_at, NULL, e.method, -e.amount,
        'credit_payments'
    FROM credit_entries e WHERE e.tenant_id = %(tenant)s AND e.day = %(day)s AND e.type = 'PAYMENT'
    UNION ALL
    SELECT 'move', m.id, NULL, m.user_id, m.occurred_at, m.received_at, NULL, 'cash',
        CASE m.type WHEN 'IN' THEN m.amount ELSE -m.amount END,
        CASE m.type WHEN 'IN' THEN 'moves_in' ELSE 'moves_out' END
    FROM cash_moves m WHERE m.tenant_id = %(tenant)s AND m.day = %(day)s
"""
_WHOSE = "(%(user)s::uuid IS NULL OR t.user_id = %(user)s::uuid)"
_PARTS = ("cash_sales", "credit_parts", "credit_payments", "cash_returns", "moves_in", "moves_out")
_SUMS = f"""
SELECT {
    ", ".join(
        f"coalesce(sum(t.amount) FILTER (WHERE t.method = 'cash' AND t.part = '{part}'), 0)::bigint AS {part}"
        for part in _PARTS
    )
},
    coalesce(sum(t.amount) FILTER (WHERE t.method = 'cash'), 0)::bigint AS cash,
    coalesce(sum(t.amount) FILTER (WHERE t.method = 'mobile_money'), 0)::bigint AS mobile_money,
    coalesce(sum(t.amount) FILTER (WHERE t.method = 'card'), 0)::bigint AS card,
    count(*) FILTER (WHERE t.kind = 'sale') AS sales, count(*) FILTER (WHERE t.kind = 'return') AS returns,
    count(*) FILTER (WHERE t.kind = 'payment') AS payments
FROM ({_TILL}) t WHERE {_WHOSE} AND t.cancelled_at IS NULL AND t.occurred_at <= %(until)s
"""


def sums(day: str, user: str, until: str) -> str:
    """SQL of one row, what a till took in and gave out, for a day, a person (null: the whole shop) and a moment that
    are SQL themselves; ``%(tenant)s`` is the tenant."""
    return _SUMS.replace("%(day)s", day).replace("%(user)s", user).replace("%(until)s", until)


# What was in the closing: it had happened and had arrived. Arrivals are in the order of the commits.
_IN_IT = "(t.occurred_at <= %(closed_at)s AND t.received_at < %(received_at)s)"
_LATE = f"""
SELECT t.kind, t.id, t.number, t.amount, t.occurred_at, t.received_at, t.user_id FROM ({_TILL}) t
WHERE {_WHOSE} AND t.method = 'cash' AND t.amount <> 0 AND t.cancelled_at IS NULL AND NOT {_IN_IT}
UNION ALL
SELECT 'cancellation', t.id, t.number, -t.amount, t.occurred_at, t.cancelled_at, t.user_id FROM ({_TILL}) t
WHERE {_WHOSE} AND t.method = 'cash' AND t.amount <> 0 AND t.cancelled_at >= %(received_at)s AND {_IN_IT}
"""
_CLOSING = """id, day, user_id, closed_by, opening_float, expected, counted, difference, note, closed_at,
    received_at, details"""
CLOSING = {name.strip(): f"k.{name.strip()}" for name in _CLOSING.split(",")}


def person_exists(tx: Tx, user_id: UUID) -> bool:
    return bool(tx.value("SELECT true FROM users WHERE tenant_id = %s AND id = %s", (tx.tenant_id, user_id)))


def till(tx: Tx, day: date, user_id: UUID | None, until: datetime) -> dict[str, Any]:
    """What a till took in and gave out of a day by a moment, in the words of ``TillOut``."""
    found = tx.row(_SUMS, {"tenant": tx.tenant_id, "day": day, "user": user_id, "until": until})
    if found is None:
        raise RuntimeError("an aggregate has one row")
    return found


def late(tx: Tx, closing: dict[str, Any], limit: int) -> tuple[int, list[dict[str, Any]]]:
    """The sum, and the first ``limit`` rows, of what the closing did not know."""
    given = {
        "tenant": tx.tenant_id,
        "day": closing["day"],
        "user": closing["user_id"],
        "closed_at": closing["closed_at"],
        "received_at": closing["received_at"],
        "limit": limit,
    }
    rows = tx.rows(
        f"SELECT l.*, (sum(l.amount) OVER ())::bigint AS whole FROM ({_LATE}) l"
        " ORDER BY l.received_at, l.id LIMIT %(limit)s",
        given,
    )
    return (rows[0]["whole"] if rows else 0), rows


def move(tx: Tx, move_id: UUID) -> dict[str, Any] | None:
    return tx.row("SELECT * FROM cash_moves WHERE tenant_id = %s AND id = %s", (tx.tenant_id, move_id))


def moves(tx: Tx, day: date, user_id: UUID | None, limit: int) -> list[dict[str, Any]]:
    return tx.rows(
        "SELECT id, type, amount, reason, occurred_at, received_at, user_id FROM cash_moves t"
        f" WHERE t.tenant_id = %(tenant)s AND t.day = %(day)s AND {_WHOSE}"
        " ORDER BY occurred_at DESC, id DESC LIMIT %(limit)s",
        {"tenant": tx.tenant_id, "day": day, "user": user_id, "limit": limit},
    )


def insert_move(tx: Tx, row: dict[str, Any]) -> None:
    tx.run(
        "INSERT INTO cash_moves (tenant_id, id, type, amount, reason, occurred_at, received_at, day, user_id) VALUES"
        " (%(tenant)s, %(id)s, %(type)s, %(amount)s, %(reason)s, %(occurred_at)s, %(received_at)s, %(day)s,"
        " %(user_id)s)",
        {"tenant": tx.tenant_id, **row},
    )


def closing(tx: Tx, closing_id: UUID) -> dict[str, Any] | None:
    return tx.row(f"SELECT {_CLOSING} FROM cash_closings WHERE tenant_id = %s AND id = %s", (tx.tenant_id, closing_id))


def last_closing(tx: Tx, user_id: UUID | None, day: date) -> dict[str, Any] | None:
    """The latest closing of this very till, up to ``day``."""
    return tx.row(
        "SELECT id, day, counted, closed_at FROM cash_closings WHERE tenant_id = %s AND user_id IS NOT DISTINCT FROM"
        " %s::uuid AND day <= %s ORDER BY closed_at DESC, id DESC LIMIT 1",
        (tx.tenant_id, user_id, day),
    )


def insert_closing(tx: Tx, row: dict[str, Any]) -> None:
    """``details`` as JSON text."""
    tx.run(
        "INSERT INTO cash_closings (tenant_id, id, day, user_id, closed_by, opening_float, expected, counted,"
        " difference, note, closed_at, received_at, details) VALUES (%(tenant)s, %(id)s, %(day)s, %(user_id)s,"
        " %(closed_by)s, %(opening_float)s, %(expected)s, %(counted)s, %(difference)s, %(note)s, %(closed_at)s,"
        " %(received_at)s, %(details)s::jsonb)",
        {"tenant": tx.tenant_id, **row},
    )
