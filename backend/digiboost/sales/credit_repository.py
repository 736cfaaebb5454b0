"""The SQL of the carnet: entries, accounts, and which charges are still open.

The entries of one sale (its charge and what a cancellation took back) are one document; so is each payment,
return and correction. Documents below zero pay those above it, the oldest first: what is left of each is open.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from psycopg.types.numeric import Int8

from digiboost.kernel.db.tx import Tx
from digiboost.sales.types import EntryType

TERM_DAYS = 30
"""When a charge without a due day falls due."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry that is to be stored; ``amount`` is positive when the customer owes more."""

    id: UUID
    customer_id: UUID
    type: EntryType
    amount: int
    occurred_at: datetime
    received_at: datetime
    day: date
    user_id: UUID | None
    sale_id: UUID | None = None
    method: str | None = None
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    balance: int
    credit_limit: int | None
    over_limit: bool


def open_charges(tenant: str, condition: str) -> str:
    """SQL of the open charges: customer_id, document, at, day, due_on, amount (what is not paid of it).

    ``tenant`` and ``condition`` (on the entries, alias ``e``) are SQL. The amounts of a customer sum to what
    they owe: max(balance, 0).
    """
    return f"""
SELECT r.customer_id, r.document, r.at, r.day, r.due_on, least(r.amount, r.reached)::bigint AS amount
FROM (
    SELECT d.*, sum(greatest(d.amount, 0)) OVER (PARTITION BY d.customer_id ORDER BY d.at, d.document)
        + sum(least(d.amount, 0)) OVER (PARTITION BY d.customer_id) AS reached
    FROM (
        SELECT e.customer_id, coalesce(e.sale_id, e.id) AS document, min(e.occurred_at) AS at, min(e.day) AS day,
            coalesce(min(e.due_on), min(e.day) + {TERM_DAYS}) AS due_on, sum(e.amount) AS amount
        FROM credit_entries e WHERE e.tenant_id = {tenant} AND {condition}
        GROUP BY e.customer_id, coalesce(e.sale_id, e.id)
    ) d
) r
WHERE r.amount > 0 AND r.reached > 0"""


def open_by_account(tenant: str, condition: str) -> str:
    """The same from what accounts know: customer_id, day, amount of each open charge.

    What is open are the latest charges, back to ``oldest_open_at``, of which the oldest may be paid in part: older
    entries need not be read. ``condition`` is on the accounts, alias ``k``. A cancellation may be dated up to a day
    before its sale, when a phone's clock was ahead. What takes back an older sale or return belongs to a document that
    began before, and is none by itself.
    """
    return f"""
SELECT r.customer_id, r.day, least(r.amount, r.balance - r.later)::bigint AS amount
FROM (
    SELECT d.*, coalesce(sum(d.amount) OVER (PARTITION BY d.customer_id ORDER BY d.at DESC, d.document DESC
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS later
    FROM (
        SELECT k.customer_id, k.balance, coalesce(e.sale_id, e.id) AS document, min(e.occurred_at) AS at,
            min(e.day) AS day, sum(e.amount) AS amount
        FROM credit_accounts k JOIN credit_entries e ON e.tenant_id = k.tenant_id AND e.customer_id = k.customer_id
            AND e.occurred_at >= k.oldest_open_at - interval '2 days'
        WHERE k.tenant_id = {tenant} AND e.tenant_id = {tenant} AND k.balance > 0 AND {condition}
            AND (e.type <> 'CORRECTION' OR e.sale_id IS NULL OR NOT EXISTS (SELECT FROM credit_entries b
                WHERE b.tenant_id = {tenant} AND b.sale_id = e.sale_id
                AND b.occurred_at < k.oldest_open_at - interval '2 days'))
        GROUP BY k.customer_id, k.balance, k.oldest_open_at, coalesce(e.sale_id, e.id)
        HAVING sum(e.amount) > 0 AND min(e.occurred_at) >= k.oldest_open_at
    ) d
) r"""


def ageing(open_sql: str) -> str:
    """SQL of the JSON of what is open by age; ``%(today)s`` is the tenant's day."""
    old = "%(today)s::date - o.day"
    parts = {
        "days_0_30": f"{old} <= 30",
        "days_31_60": f"{old} BETWEEN 31 AND 60",
        "days_61_90": f"{old} BETWEEN 61 AND 90",
        "days_over_90": f"{old} > 90",
    }
    pairs = ", ".join(
        f"'{name}', coalesce(sum(o.amount) FILTER (WHERE {age}), 0)::bigint" for name, age in parts.items()
    )
    return f"(SELECT json_build_object({pairs}) FROM ({open_sql}) o)"


PROMISE_STANDS = "(a.balance > 0 AND a.promised_at >= a.oldest_open_at)"
"""A promise stands while something that was open when it was made still is."""
EXPECTED_ON = f"CASE WHEN {PROMISE_STANDS} THEN a.promised_on ELSE a.oldest_due END"
"""The day on which money should come: the one promised, else the earliest due day."""
LATE = f"(a.balance > 0 AND {EXPECTED_ON} < %(today)s::date)"

FEED_JOIN = "LEFT JOIN credit_accounts a ON a.tenant_id = c.tenant_id AND a.customer_id = c.id"
FEED_COLUMNS = {
    "credit_limit": "c.credit_limit",
    "balance": "coalesce(a.balance, 0)",
    "oldest_due": "a.oldest_due",
    "promise": f"CASE WHEN {PROMISE_STANDS} THEN a.promised_on END",
}
"""What a phone holds of an account, beside a row ``c`` of customers with ``FEED_JOIN``."""

ACCOUNT = {
    "customer_id": "c.id",
    "customer_name": "c.name",
    "phone": "c.phone",
    "is_active": "c.is_active",
    "credit_limit": "c.credit_limit",
    "balance": "coalesce(a.balance, 0)",
    "over_limit": "coalesce(a.balance > c.credit_limit, false)",
    "oldest_due": "a.oldest_due",
    "promised_on": f"CASE WHEN {PROMISE_STANDS} THEN a.promised_on END",
    "promised_amount": f"CASE WHEN {PROMISE_STANDS} THEN a.promised_amount END",
    "late": f"coalesce({LATE}, false)",
    "ageing": ageing(open_by_account("%(tenant)s", "k.customer_id = c.id")),
    "version": "coalesce(a.version, 0)",
    "updated_at": "a.updated_at",
}

_MOVE = """
INSERT INTO credit_accounts AS a (tenant_id, customer_id, balance, version, updated_at)
VALUES (%(tenant)s, %(customer)s, %(amount)s, 1, %(received_at)s)
ON CONFLICT (tenant_id, customer_id) DO UPDATE
    SET balance = a.balance + excluded.balance, version = a.version + 1, updated_at = excluded.updated_at
"""
_ENTER = """
INSERT INTO credit_entries AS e (tenant_id, id, customer_id, type, amount, sale_id, method, due_on, over_limit,
    occurred_at, received_at, day, user_id)
VALUES (%(tenant)s, %(id)s, %(customer)s, %(type)s, %(amount)s, %(sale)s, %(method)s, %(due_on)s,
    %(type)s = 'CHARGE' AND coalesce((SELECT a.balance > c.credit_limit FROM credit_accounts a
        JOIN customers c ON c.tenant_id = a.tenant_id AND c.id = a.customer_id
        WHERE a.tenant_id = %(tenant)s AND a.customer_id = %(customer)s), false),
    %(occurred_at)s, %(received_at)s, %(day)s, %(user)s)
RETURNING (SELECT a.balance FROM credit_accounts a WHERE a.tenant_id = %(tenant)s AND a.customer_id = %(customer)s),
    (SELECT c.credit_limit FROM customers c WHERE c.tenant_id = %(tenant)s AND c.id = %(customer)s), e.over_limit
"""
_SETTLE = f"""
UPDATE credit_accounts a SET (oldest_open_at, oldest_due) = (
    SELECT min(o.at), min(o.due_on) FROM ({open_charges("%(tenant)s", "e.customer_id = %(customer)s")}) o
) WHERE a.tenant_id = %(tenant)s AND a.customer_id = %(customer)s
"""


def move(tx: Tx, entry: Entry) -> Moved:
    """Adds an entry and moves the account with it; the account stays locked until the end of the transaction.

    The caller holds the tenant's row of sales (``summaries.arrive``).
    """
    given = {
        "tenant": tx.tenant_id,
        "customer": entry.customer_id,
        "id": entry.id,
        "type": entry.type.value,
        "amount": Int8(entry.amount),
        "sale": entry.sale_id,
        "method": entry.method,
        "due_on": entry.due_on,
        "occurred_at": entry.occurred_at,
        "received_at": entry.received_at,
        "day": entry.day,
        "user": entry.user_id,
    }
    # Three statements in one round trip: each sees what the one before it wrote.
    with tx.connection.pipeline():
        tx.connection.execute(_MOVE, given)
        entered = tx.connection.execute(_ENTER, given)
        tx.connection.execute(_SETTLE, given)
    found = entered.fetchone()
    if found is None:
        raise RuntimeError("an entry was not stored")
    return Moved(*found)


def remark(tx: Tx, entry_id: UUID, text: str) -> None:
    tx.run("INSERT INTO credit_remarks (tenant_id, entry_id, text) VALUES (%s, %s, %s)", (tx.tenant_id, entry_id, text))


def forget_remarks(tx: Tx, customer_id: UUID) -> None:
    tx.run(
        "DELETE FROM credit_remarks r USING credit_entries e WHERE r.tenant_id = %(tenant)s"
        " AND e.tenant_id = %(tenant)s AND e.id = r.entry_id AND e.customer_id = %(customer)s",
        {"tenant": tx.tenant_id, "customer": customer_id},
    )


def entry(tx: Tx, entry_id: UUID) -> dict[str, Any] | None:
    return tx.row(
        "SELECT e.*, r.text AS note, c.is_active FROM credit_entries e"
        " JOIN customers c ON c.tenant_id = e.tenant_id AND c.id = e.customer_id"
        " LEFT JOIN credit_remarks r ON r.tenant_id = e.tenant_id AND r.entry_id = e.id"
        " WHERE e.tenant_id = %s AND e.id = %s",
        (tx.tenant_id, entry_id),
    )


def net_of_sale(tx: Tx, sale_id: UUID) -> tuple[UUID, int] | None:
    """Whose account a sale or return moved, and by how much in all; None when it is in no carnet."""
    row = tx.row(
        "SELECT customer_id, sum(amount)::bigint AS amount FROM credit_entries"
        " WHERE tenant_id = %s AND sale_id = %s GROUP BY customer_id",
        (tx.tenant_id, sale_id),
    )
    return None if row is None else (row["customer_id"], row["amount"])


def promise(tx: Tx, promise_id: UUID) -> dict[str, Any] | None:
    return tx.row("SELECT * FROM credit_promises WHERE tenant_id = %s AND id = %s", (tx.tenant_id, promise_id))


def insert_promise(tx: Tx, row: dict[str, Any]) -> None:
    """Stores a promise; the account keeps the one that was made last, in whatever order they arrive."""
    tx.run(
        "INSERT INTO credit_promises (tenant_id, id, customer_id, promised_on, amount, occurred_at, received_at,"
        " user_id) VALUES (%(tenant)s, %(id)s, %(customer_id)s, %(promised_on)s, %(amount)s, %(occurred_at)s,"
        " %(received_at)s, %(user_id)s)",
        {"tenant": tx.tenant_id, **row},
    )
    tx.run(
        "INSERT INTO credit_accounts AS a (tenant_id, customer_id, balance, version, updated_at)"
        " VALUES (%(tenant)s, %(customer_id)s, 0, 1, %(received_at)s) ON CONFLICT (tenant_id, customer_id) DO UPDATE"
        " SET version = a.version + 1, updated_at = excluded.updated_at",
        {"tenant": tx.tenant_id, **row},
    )
    tx.run(
        "UPDATE credit_accounts a SET (promised_on, promised_amount, promised_at) = (SELECT p.promised_on, p.amount,"
        " p.occurred_at FROM credit_promises p WHERE p.tenant_id = %(tenant)s AND p.customer_id = %(customer_id)s"
        " ORDER BY p.occurred_at DESC, p.id DESC LIMIT 1)"
        " WHERE a.tenant_id = %(tenant)s AND a.customer_id = %(customer_id)s",
        {"tenant": tx.tenant_id, **row},
    )


def balance(tx: Tx, customer_id: UUID, *, lock: bool = False) -> int:
    """What a customer owes; 0 without an account."""
    found = tx.value(
        "SELECT balance FROM credit_accounts WHERE tenant_id = %s AND customer_id = %s"
        + (" FOR UPDATE" if lock else ""),
        (tx.tenant_id, customer_id),
    )
    return int(found or 0)


def account(tx: Tx, customer_id: UUID, today: date) -> dict[str, Any] | None:
    """The account in the words of ``AccountOut``; zeros where nothing was ever bought on credit, None where
    there is no such customer."""
    fields = ", ".join(f"{sql} AS {name}" for name, sql in ACCOUNT.items())
    return tx.row(
        f"SELECT {fields} FROM customers c {FEED_JOIN} WHERE c.tenant_id = %(tenant)s AND c.id = %(customer)s",
        {"tenant": tx.tenant_id, "customer": customer_id, "today": today},
    )


def summary(tx: Tx, today: date) -> dict[str, Any]:
    found = tx.row(
        "SELECT coalesce(sum(a.balance) FILTER (WHERE a.balance > 0), 0)::bigint AS owed,"
        " coalesce(-sum(a.balance) FILTER (WHERE a.balance < 0), 0)::bigint AS advances,"
        " count(*) FILTER (WHERE a.balance > 0) AS owing,"
        f" count(*) FILTER (WHERE {LATE}) AS late, coalesce(sum(a.balance) FILTER (WHERE {LATE}), 0)::bigint"
        f" AS late_amount, {ageing(open_by_account('%(tenant)s', 'true'))} AS ageing"
        " FROM credit_accounts a WHERE a.tenant_id = %(tenant)s",
        {"tenant": tx.tenant_id, "today": today},
    )
    if found is None:
        raise RuntimeError("an aggregate has one row")
    return found


def documents(tx: Tx, customer_id: UUID, limit: int) -> list[dict[str, Any]]:
    """The latest documents that weigh anything, newest first: day, type, number (of a sale), due_on, amount."""
    return tx.rows(
        """
        SELECT d.*, s.number
        FROM (
            SELECT coalesce(e.sale_id, e.id) AS document, min(e.sale_id::text)::uuid AS sale_id,
                min(e.occurred_at) AS at, min(e.day) AS day, min(e.due_on) AS due_on, sum(e.amount)::bigint AS amount,
                (array_agg(e.type ORDER BY e.received_at))[1] AS type
            FROM credit_entries e WHERE e.tenant_id = %(tenant)s AND e.customer_id = %(customer)s
            GROUP BY coalesce(e.sale_id, e.id) HAVING sum(e.amount) <> 0
            ORDER BY min(e.occurred_at) DESC, coalesce(e.sale_id, e.id) DESC LIMIT %(limit)s
        ) d
        LEFT JOIN sales s ON s.tenant_id = %(tenant)s AND s.id = d.sale_id
        ORDER BY d.at DESC, d.document DESC
        """,
        {"tenant": tx.tenant_id, "customer": customer_id, "limit": limit},
    )


_BALANCE_DRIFT = """
SELECT coalesce(a.customer_id, e.customer_id) AS customer_id, a.balance AS kept, e.balance AS summed
FROM (SELECT customer_id, balance FROM credit_accounts WHERE tenant_id = %(tenant)s) a
FULL JOIN (SELECT customer_id, sum(amount)::bigint AS balance FROM credit_entries WHERE tenant_id = %(tenant)s
    GROUP BY customer_id) e ON e.customer_id = a.customer_id
WHERE coalesce(a.balance, 0) <> coalesce(e.balance, 0) OR a.customer_id IS NULL
ORDER BY 1 LIMIT 100
"""
_OPEN_DRIFT = f"""
SELECT a.customer_id, a.oldest_open_at, a.oldest_due, o.at, o.due_on FROM credit_accounts a
LEFT JOIN (SELECT customer_id, min(at) AS at, min(due_on) AS due_on FROM
    ({open_charges("%(tenant)s", "true")}) every GROUP BY customer_id) o ON o.customer_id = a.customer_id
WHERE a.tenant_id = %(tenant)s AND (a.oldest_open_at, a.oldest_due) IS DISTINCT FROM (o.at, o.due_on)
ORDER BY 1 LIMIT 100
"""
_SALE_DRIFT = """
SELECT s.id, s.number, e.amount, CASE WHEN s.status = 'completed' THEN s.total - s.paid_now ELSE 0 END AS wanted
FROM (SELECT sale_id, sum(amount)::bigint AS amount FROM credit_entries
    WHERE tenant_id = %(tenant)s AND sale_id IS NOT NULL GROUP BY sale_id) e
JOIN sales s ON s.tenant_id = %(tenant)s AND s.id = e.sale_id
WHERE e.amount <> CASE WHEN s.status = 'completed' THEN s.total - s.paid_now ELSE 0 END
ORDER BY s.id LIMIT 100
"""


def drift(tx: Tx) -> list[str]:
    """Where accounts differ from their entries, and entries from their sales; at most 100 of each kind."""
    wanted = {"tenant": tx.tenant_id}
    found = []
    for row in tx.rows(_BALANCE_DRIFT, wanted):
        found.append(f"credit_accounts {row['customer_id']}: {row['kept']} instead of {row['summed']}")
    for row in tx.rows(_OPEN_DRIFT, wanted):
        found.append(
            f"credit_accounts {row['customer_id']}: open since {row['oldest_open_at']}, due {row['oldest_due']}"
            f" instead of {row['at']}, {row['due_on']}"
        )
    for row in tx.rows(_SALE_DRIFT, wanted):
        found.append(f"credit_entries of {row['number']} ({row['id']}): {row['amount']} instead of {row['wanted']}")
    return found
