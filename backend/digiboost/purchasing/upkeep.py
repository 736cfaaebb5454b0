"""What must agree in purchasing, looked at every night."""

from __future__ import annotations

from digiboost.kernel.db.tx import Tx


def drift(tx: Tx) -> list[str]:
    """Where an order's lines differ from the sum of their receipts, its status or total from its lines, or a
    receipt from the ledger; empty when all is well."""
    given = {"tenant": tx.tenant_id}
    found = [
        f"order line {row['id']}: received {row['received']}, receipts say {row['came']}"
        for row in tx.rows(
            "SELECT l.id, l.received, coalesce(r.came, 0)::bigint AS came FROM purchase_order_lines l LEFT JOIN"
            " (SELECT order_line_id, sum(quantity) AS came FROM receipt_lines WHERE tenant_id = %(tenant)s"
            " GROUP BY order_line_id) r ON r.order_line_id = l.id WHERE l.tenant_id = %(tenant)s"
            " AND l.received <> coalesce(r.came, 0) ORDER BY l.id",
            given,
        )
    ]
    found += [
        f"order {row['number']}: {row['status']} with total {row['total']}, its lines say"
        f" {row['judged']} and {row['summed']}"
        for row in tx.rows(
            "SELECT * FROM (SELECT o.number, o.status, o.total, CASE WHEN o.status = 'cancelled' THEN o.status"
            " WHEN l.complete THEN 'received' WHEN l.begun THEN 'partly_received'"
            " WHEN o.sent_at IS NULL THEN 'draft' ELSE 'sent' END AS judged,"
            " CASE WHEN l.costed THEN l.amount END AS summed FROM purchase_orders o JOIN (SELECT order_id,"
            " bool_and(received >= quantity) AS complete, bool_or(received > 0) AS begun,"
            " sum(amount)::bigint AS amount, bool_and(amount IS NOT NULL) AS costed"
            " FROM purchase_order_lines WHERE tenant_id = %(tenant)s"
            " GROUP BY order_id) l ON l.order_id = o.id WHERE o.tenant_id = %(tenant)s) j"
            " WHERE status <> judged OR total IS DISTINCT FROM summed ORDER BY number",
            given,
        )
    ]
    found += [
        f"receipt {row['receipt_id']}: a line of {row['quantity']}, the ledger says {row['moved']}"
        for row in tx.rows(
            "SELECT l.receipt_id, l.quantity, coalesce(m.quantity, 0)::bigint AS moved FROM receipt_lines l LEFT JOIN"
            " stock_movements m ON m.tenant_id = l.tenant_id AND m.id = l.id AND m.product_id = l.product_id"
            " AND m.source = 'receipt' AND m.source_id = l.receipt_id WHERE l.tenant_id = %(tenant)s"
            " AND l.quantity <> coalesce(m.quantity, 0) ORDER BY l.receipt_id",
            given,
        )
    ]
    return found
