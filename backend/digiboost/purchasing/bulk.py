"""Orders and receipts by the hundred, set-wise, in the caller's transaction: a demo company's year of buying.

The ledger is not touched: the movements of the receipts, whose ids are the receipt lines', are the caller's to append.
"""

from __future__ import annotations

from digiboost.kernel import changes as feed
from digiboost.kernel.clock import now
from digiboost.kernel.db.bulk import temp_name
from digiboost.kernel.db.tx import Tx

ORDER_COLUMNS = {
    "id": "uuid", "supplier_id": "uuid", "created_at": "timestamptz", "sent_at": "timestamptz", "sent_by": "text",
    "expected_on": "date", "note": "text", "user_id": "uuid",
}  # fmt: skip
"""An order without ``sent_at`` is a draft."""
ORDER_LINE_COLUMNS = {
    "id": "uuid", "order_id": "uuid", "position": "integer", "product_id": "uuid", "quantity": "bigint",
    "pack_size": "bigint", "unit_cost": "bigint", "amount": "bigint",
}  # fmt: skip
RECEIPT_COLUMNS = {
    "id": "uuid", "order_id": "uuid", "supplier_id": "uuid", "occurred_at": "timestamptz", "reference": "text",
    "total": "bigint", "user_id": "uuid",
}  # fmt: skip
RECEIPT_LINE_COLUMNS = {
    "id": "uuid", "receipt_id": "uuid", "position": "integer", "product_id": "uuid", "order_line_id": "uuid",
    "quantity": "bigint", "unit_cost": "bigint",
}  # fmt: skip


def record(tx: Tx, orders: str, order_lines: str, receipts: str, receipt_lines: str) -> int:
    """Keeps orders under the tenant's next numbers, in the order in which they were written, and the receipts of
    them or without any; how many orders. All four are temporary tables with the columns named above.

    What was received, each order's total and its status follow from the lines. NotFound by foreign key for an
    unknown supplier or product.
    """
    given = {"tenant": tx.tenant_id, "at": now()}
    added = tx.run(
        _ORDERS.format(orders=temp_name(orders), lines=temp_name(order_lines), came=_came(receipt_lines)), given
    )
    tx.run(_ORDER_LINES.format(lines=order_lines, came=_came(receipt_lines)), given)
    tx.run(
        "INSERT INTO receipts (tenant_id, id, order_id, supplier_id, occurred_at, received_at, reference, total,"
        " line_count, user_id) SELECT %(tenant)s, r.id, r.order_id, r.supplier_id, r.occurred_at,"
        " least(r.occurred_at, %(at)s), r.reference, r.total, l.lines, r.user_id"
        f" FROM {temp_name(receipts)} r JOIN (SELECT receipt_id, count(*)::int AS lines FROM {receipt_lines}"
        " GROUP BY receipt_id) l ON l.receipt_id = r.id ORDER BY r.occurred_at, r.id",
        given,
    )
    columns = ", ".join(RECEIPT_LINE_COLUMNS)
    tx.run(f"INSERT INTO receipt_lines (tenant_id, {columns}) SELECT %(tenant)s, {columns} FROM {receipt_lines}", given)
    feed.restart(tx)
    return added


def _came(receipt_lines: str) -> str:
    return (
        f"(SELECT order_line_id, sum(quantity)::bigint AS received FROM {temp_name(receipt_lines)}"
        " WHERE order_line_id IS NOT NULL GROUP BY order_line_id)"
    )


_ORDERS = """
WITH counter AS (
    INSERT INTO purchase_counters AS c (tenant_id, next_number) SELECT %(tenant)s, 1 + count(*) FROM {orders}
    ON CONFLICT (tenant_id) DO UPDATE SET next_number = c.next_number + excluded.next_number - 1
    RETURNING next_number - (SELECT count(*) FROM {orders}) AS first
), lines AS (
    SELECT l.order_id, count(*)::int AS lines, bool_and(coalesce(r.received, 0) >= l.quantity) AS complete,
        bool_or(r.received IS NOT NULL) AS begun,
        CASE WHEN bool_and(l.amount IS NOT NULL) THEN sum(l.amount)::bigint END AS total
    FROM {lines} l LEFT JOIN {came} r ON r.order_line_id = l.id GROUP BY l.order_id
), numbered AS (
    SELECT o.*, row_number() OVER (ORDER BY created_at, id) - 1 AS n FROM {orders} o
)
INSERT INTO purchase_orders (tenant_id, id, number, supplier_id, status, sent_at, sent_by, expected_on, note, total,
    line_count, user_id, created_at, updated_at, version)
SELECT %(tenant)s, o.id, 'BC-' || lpad((c.first + o.n)::text, greatest(4, length((c.first + o.n)::text)), '0'),
    o.supplier_id, CASE WHEN l.complete THEN 'received' WHEN l.begun THEN 'partly_received'
        WHEN o.sent_at IS NULL THEN 'draft' ELSE 'sent' END,
    o.sent_at, o.sent_by, o.expected_on, o.note, l.total, l.lines, o.user_id, o.created_at,
    coalesce(o.sent_at, o.created_at), 1
FROM numbered o JOIN lines l ON l.order_id = o.id CROSS JOIN counter c ORDER BY o.n
"""
_ORDER_LINES = """
INSERT INTO purchase_order_lines (tenant_id, id, order_id, position, product_id, quantity, pack_size, unit_cost, amount,
    received)
SELECT %(tenant)s, l.id, l.order_id, l.position, l.product_id, l.quantity, l.pack_size, l.unit_cost, l.amount,
    coalesce(r.received, 0)
FROM {lines} l LEFT JOIN {came} r ON r.order_line_id = l.id
"""
