"""Carnets by the hundred, set-wise, in the caller's transaction: what a demo company wrote down over a year."""

from __future__ import annotations

from digiboost.kernel import changes as feed
from digiboost.kernel.db.bulk import temp_name
from digiboost.kernel.db.tx import Tx
from digiboost.sales import summaries
from digiboost.sales.credit_repository import open_charges

CHARGE_COLUMNS = {"sale_id": "uuid", "due_on": "date", "paid_now": "bigint", "paid_by": "text"}
"""What is known of a recorded sale on credit beside the sale itself; ``paid_now`` 0 when nothing was received."""
PAYMENT_COLUMNS = {
    "id": "uuid", "customer_id": "uuid", "amount": "bigint", "method": "text", "occurred_at": "timestamptz",
    "received_at": "timestamptz", "day": "date", "user_id": "uuid", "note": "text",
}  # fmt: skip
"""``amount`` is what was received, positive, minor units."""
PROMISE_COLUMNS = {
    "id": "uuid", "customer_id": "uuid", "promised_on": "date", "amount": "bigint", "occurred_at": "timestamptz",
    "received_at": "timestamptz", "user_id": "uuid",
}  # fmt: skip


def record(tx: Tx, charges: str, payments: str, promises: str) -> int:
    """Enters recorded sales on credit (``charges``, ``CHARGE_COLUMNS``), their recorded returns, payments
    (``PAYMENT_COLUMNS``) and promises (``PROMISE_COLUMNS``) into carnets; how many entries.

    All three are temporary tables of things that are in no carnet yet. A charge is over its customer's limit when
    the account was, above the limit of now, after it. NotFound by foreign key for an unknown customer.
    """
    given = {"tenant": tx.tenant_id, "at": summaries.arrive(tx)}
    tx.run(
        f"UPDATE sales s SET paid_now = c.paid_now, paid_by = c.paid_by FROM {temp_name(charges)} c"
        " WHERE s.tenant_id = %(tenant)s AND s.id = c.sale_id AND c.paid_now > 0",
        given,
    )
    entered = tx.run(_ENTER.format(charges=charges, payments=temp_name(payments)), given)
    tx.run(
        "INSERT INTO credit_remarks (tenant_id, entry_id, text)"
        f" SELECT %(tenant)s, id, note FROM {payments} WHERE note IS NOT NULL",
        given,
    )
    tx.run(
        "INSERT INTO credit_promises (tenant_id, id, customer_id, promised_on, amount, occurred_at, received_at,"
        " user_id) SELECT %(tenant)s, id, customer_id, promised_on, amount, occurred_at, received_at, user_id"
        f" FROM {temp_name(promises)}",
        given,
    )
    wanted = "customer_id IN (SELECT customer_id FROM credit_touched)"
    tx.run(_TOUCHED.format(charges=charges, payments=payments, promises=promises), given)
    tx.run(_SUM.format(wanted=wanted), given)
    tx.run(_SETTLE.format(open_charges=open_charges("%(tenant)s", f"e.{wanted}")), given)
    tx.run(_PROMISE.format(wanted=wanted), given)
    tx.run("DROP TABLE credit_touched")
    feed.restart(tx)
    return entered


_ENTER = """
WITH entries AS (
    SELECT uuidv7() AS id, s.customer_id, 'CHARGE' AS type, s.total - s.paid_now AS amount, s.id AS sale_id,
        NULL AS method, c.due_on, s.occurred_at, s.received_at, s.day, s.user_id
    FROM {charges} c JOIN sales s ON s.tenant_id = %(tenant)s AND s.id = c.sale_id
    UNION ALL
    SELECT uuidv7(), r.customer_id, 'CREDIT_NOTE', r.total, r.id, NULL, NULL, r.occurred_at, r.received_at, r.day,
        r.user_id
    FROM {charges} c JOIN sales r ON r.tenant_id = %(tenant)s AND r.original_sale_id = c.sale_id
    WHERE r.status = 'completed'
    UNION ALL
    SELECT id, customer_id, 'PAYMENT', -amount, NULL, method, NULL, occurred_at, received_at, day, user_id
    FROM {payments}
), told AS (
    SELECT e.*, coalesce(a.balance, 0) + sum(e.amount) OVER (PARTITION BY e.customer_id ORDER BY e.occurred_at, e.id)
        AS balance
    FROM entries e LEFT JOIN credit_accounts a ON a.tenant_id = %(tenant)s AND a.customer_id = e.customer_id
)
INSERT INTO credit_entries (tenant_id, id, customer_id, type, amount, sale_id, method, due_on, over_limit,
    occurred_at, received_at, day, user_id)
SELECT %(tenant)s, t.id, t.customer_id, t.type, t.amount, t.sale_id, t.method, t.due_on,
    coalesce(t.type = 'CHARGE' AND t.balance > c.credit_limit, false), t.occurred_at, t.received_at, t.day, t.user_id
FROM told t JOIN customers c ON c.tenant_id = %(tenant)s AND c.id = t.customer_id
ORDER BY t.occurred_at, t.id
"""
_TOUCHED = """
CREATE TEMPORARY TABLE credit_touched ON COMMIT DROP AS
SELECT s.customer_id FROM {charges} c JOIN sales s ON s.tenant_id = %(tenant)s AND s.id = c.sale_id
UNION SELECT customer_id FROM {payments} UNION SELECT customer_id FROM {promises}
"""
_SUM = """
INSERT INTO credit_accounts AS a (tenant_id, customer_id, balance, version, updated_at)
SELECT %(tenant)s, w.customer_id, coalesce(sum(e.amount), 0)::bigint, 1, %(at)s
FROM credit_touched w LEFT JOIN credit_entries e ON e.tenant_id = %(tenant)s AND e.customer_id = w.customer_id
GROUP BY w.customer_id
ON CONFLICT (tenant_id, customer_id) DO UPDATE
    SET balance = excluded.balance, version = a.version + 1, updated_at = excluded.updated_at
"""
_SETTLE = """
UPDATE credit_accounts a SET oldest_open_at = o.at, oldest_due = o.due_on
FROM (SELECT w.customer_id, min(o.at) AS at, min(o.due_on) AS due_on FROM credit_touched w
    LEFT JOIN ({open_charges}) o ON o.customer_id = w.customer_id GROUP BY w.customer_id) o
WHERE a.tenant_id = %(tenant)s AND a.customer_id = o.customer_id
"""
_PROMISE = """
UPDATE credit_accounts a SET promised_on = p.promised_on, promised_amount = p.amount, promised_at = p.occurred_at
FROM (SELECT DISTINCT ON (customer_id) customer_id, promised_on, amount, occurred_at FROM credit_promises
    WHERE tenant_id = %(tenant)s AND {wanted} ORDER BY customer_id, occurred_at DESC, id DESC) p
WHERE a.tenant_id = %(tenant)s AND a.customer_id = p.customer_id
"""
