"""The SQL of purchasing that writes, and what is computed from it. It reads products, suppliers and levels where
they lie, and writes only its own tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx

OPEN_STATUS = "('sent', 'partly_received')"


@dataclass(frozen=True, slots=True)
class Line:
    """An order's line as it is stored."""

    id: UUID
    product_id: UUID
    quantity: int
    pack_size: int
    unit_cost: int | None
    amount: int | None


@dataclass(frozen=True, slots=True)
class ReceivedLine:
    id: UUID
    product_id: UUID
    order_line_id: UUID | None
    quantity: int
    unit_cost: int | None
    expires_on: date | None = None
    lot: str | None = None


def wait_for_id(tx: Tx, kind: str, wanted: UUID) -> None:
    """Of racing requests that carry the same id the second waits for the first."""
    tx.run("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"{kind}/{wanted}",))


def wait_for_ids(tx: Tx, keys: Sequence[str]) -> None:
    """``wait_for_id`` for several, one after the other in the order given."""
    tx.run(
        "SELECT pg_advisory_xact_lock(hashtextextended(key, 0)) FROM unnest(%s::text[]) WITH ORDINALITY AS k (key, n)"
        " ORDER BY n",
        (list(keys),),
    )


def lock_orders(tx: Tx, order_ids: Sequence[UUID]) -> None:
    tx.run(
        "SELECT id FROM purchase_orders WHERE tenant_id = %s AND id = ANY(%s) ORDER BY id FOR NO KEY UPDATE",
        (tx.tenant_id, list(order_ids)),
    )


def lock_numbers(tx: Tx) -> None:
    tx.run(
        "INSERT INTO purchase_counters AS c (tenant_id, next_number) VALUES (%s, 1)"
        " ON CONFLICT (tenant_id) DO UPDATE SET next_number = c.next_number",
        (tx.tenant_id,),
    )


def take_number(tx: Tx) -> str:
    """The tenant's next order number. Who takes one at the same time waits for the end of this transaction."""
    taken = tx.value(
        "INSERT INTO purchase_counters AS c (tenant_id, next_number) VALUES (%s, 2)"
        " ON CONFLICT (tenant_id) DO UPDATE SET next_number = c.next_number + 1 RETURNING next_number - 1",
        (tx.tenant_id,),
    )
    return f"BC-{taken:04d}"


def insert_lines(tx: Tx, order_id: UUID, lines: Sequence[Line]) -> None:
    row = "(%s, %s, %s, %s, %s, %s, %s, %s, %s, 0)"
    tx.run(
        "INSERT INTO purchase_order_lines (tenant_id, id, order_id, position, product_id, quantity, pack_size,"
        f" unit_cost, amount, received) VALUES {', '.join([row] * len(lines))}",
        [
            value
            for n, line in enumerate(lines, start=1)
            for value in (
                tx.tenant_id, line.id, order_id, n, line.product_id, line.quantity, line.pack_size, line.unit_cost,
                line.amount,
            )
        ],
    )  # fmt: skip


def delete_lines(tx: Tx, order_id: UUID) -> None:
    tx.run("DELETE FROM purchase_order_lines WHERE tenant_id = %s AND order_id = %s", (tx.tenant_id, order_id))


def delete_order(tx: Tx, order_id: UUID) -> None:
    delete_lines(tx, order_id)
    tx.run("DELETE FROM purchase_orders WHERE tenant_id = %s AND id = %s", (tx.tenant_id, order_id))


def lines_of(tx: Tx, order_id: UUID) -> list[dict[str, Any]]:
    """The lines in order, with their products' names."""
    return tx.rows(
        "SELECT l.id, l.product_id, p.code, p.name AS product_name, p.unit, l.quantity, l.pack_size, l.unit_cost,"
        " l.amount, l.received FROM purchase_order_lines l JOIN products p ON p.tenant_id = l.tenant_id"
        " AND p.id = l.product_id WHERE l.tenant_id = %s AND l.order_id = %s ORDER BY l.position",
        (tx.tenant_id, order_id),
    )


def has_receipts(tx: Tx, order_id: UUID) -> bool:
    return bool(
        tx.value(
            "SELECT EXISTS (SELECT FROM receipts WHERE tenant_id = %s AND order_id = %s)", (tx.tenant_id, order_id)
        )
    )


def receipt(tx: Tx, receipt_id: UUID) -> dict[str, Any] | None:
    """A receipt with its lines' products and quantities as ``lines``, in order."""
    return tx.row(
        "SELECT r.id, r.order_id, r.supplier_id, r.occurred_at, (SELECT json_agg(json_build_array(l.product_id,"
        " l.quantity) ORDER BY l.position) FROM receipt_lines l WHERE l.tenant_id = r.tenant_id"
        " AND l.receipt_id = r.id) AS lines FROM receipts r WHERE r.tenant_id = %s AND r.id = %s",
        (tx.tenant_id, receipt_id),
    )


def insert_receipt(tx: Tx, row: Mapping[str, Any], lines: Sequence[ReceivedLine]) -> None:
    tx.run(
        "INSERT INTO receipts (tenant_id, id, order_id, supplier_id, occurred_at, received_at, reference, total,"
        " line_count, user_id) VALUES (%(tenant)s, %(id)s, %(order_id)s, %(supplier_id)s, %(occurred_at)s,"
        " %(received_at)s, %(reference)s, %(total)s, %(lines)s, %(user_id)s)",
        {**row, "tenant": tx.tenant_id, "lines": len(lines)},
    )
    values = "(%s, %s, %s, %s, %s, %s, %s, %s)"
    tx.run(
        "INSERT INTO receipt_lines (tenant_id, id, receipt_id, position, product_id, order_line_id, quantity,"
        f" unit_cost) VALUES {', '.join([values] * len(lines))}",
        [
            value
            for n, line in enumerate(lines, start=1)
            for value in (
                tx.tenant_id, line.id, row["id"], n, line.product_id, line.order_line_id, line.quantity, line.unit_cost,
            )
        ],
    )  # fmt: skip


def add_received(tx: Tx, order_id: UUID, receipt_id: UUID) -> bool:
    """Adds what a receipt brought to the lines of its order; whether the order is now complete."""
    tx.run(
        "UPDATE purchase_order_lines l SET received = l.received + r.quantity FROM (SELECT"
        " order_line_id, sum(quantity)::bigint AS quantity FROM receipt_lines WHERE tenant_id = %(tenant)s"
        " AND receipt_id = %(receipt)s AND order_line_id IS NOT NULL GROUP BY order_line_id) r"
        " WHERE l.tenant_id = %(tenant)s AND l.id = r.order_line_id",
        {"tenant": tx.tenant_id, "receipt": receipt_id},
    )
    return bool(
        tx.value(
            "SELECT bool_and(received >= quantity) FROM purchase_order_lines WHERE tenant_id = %s AND order_id = %s",
            (tx.tenant_id, order_id),
        )
    )


def on_order(tx: Tx, product_ids: Sequence[UUID]) -> dict[UUID, int]:
    rows = tx.rows(
        "SELECT l.product_id, sum(greatest(l.quantity - l.received, 0))::bigint AS awaited FROM purchase_order_lines l"
        " JOIN purchase_orders o ON o.tenant_id = l.tenant_id AND o.id = l.order_id WHERE l.tenant_id = %s"
        f" AND l.product_id = ANY(%s) AND o.status IN {OPEN_STATUS} GROUP BY l.product_id",
        (tx.tenant_id, list(product_ids)),
    )
    return {row["product_id"]: row["awaited"] for row in rows if row["awaited"]}


def awaited(tx: Tx, product_ids: Sequence[UUID] | None) -> list[dict[str, Any]]:
    chosen = "" if product_ids is None else " AND l.product_id = ANY(%(ids)s)"
    return tx.rows(
        "SELECT l.product_id, greatest(l.quantity - l.received, 0) AS quantity, o.expected_on,"
        " o.status = 'draft' AS draft FROM purchase_orders o JOIN purchase_order_lines l"
        " ON l.tenant_id = o.tenant_id AND l.order_id = o.id WHERE o.tenant_id = %(tenant)s"
        " AND o.status IN ('draft', 'sent', 'partly_received') AND l.tenant_id = %(tenant)s"
        f" AND l.quantity > l.received{chosen} ORDER BY o.expected_on, o.id, l.position",
        {"tenant": tx.tenant_id, "ids": list(product_ids or ())},
    )


def lead_times(tx: Tx, supplier_ids: Sequence[UUID], last: int) -> list[dict[str, Any]]:
    """Per supplier: how many of its ``last`` deliveries are known, their mean and sample deviation in days.

    A delivery is a receipt that was the first to bring a line of an order that was sent. It counts once however
    many lines it brought: they came on one truck. Receipts are looked at from the latest back, until there are enough.
    """
    return tx.rows(
        "SELECT s.supplier_id, count(*) AS deliveries, avg(d.days)::float8 AS days,"
        " coalesce(stddev_samp(d.days), 0)::float8 AS deviation FROM unnest(%(suppliers)s::uuid[]) AS s (supplier_id)"
        " CROSS JOIN LATERAL (SELECT greatest(extract(epoch FROM r.occurred_at - o.sent_at) / 86400, 0) AS days"
        " FROM receipts r JOIN purchase_orders o ON o.tenant_id = r.tenant_id AND o.id = r.order_id"
        " WHERE r.tenant_id = %(tenant)s AND r.supplier_id = s.supplier_id AND o.sent_at IS NOT NULL"
        " AND EXISTS (SELECT FROM receipt_lines l WHERE l.tenant_id = %(tenant)s AND l.receipt_id = r.id"
        " AND l.order_line_id IS NOT NULL AND NOT EXISTS (SELECT FROM receipt_lines e JOIN receipts f"
        " ON f.tenant_id = e.tenant_id AND f.id = e.receipt_id WHERE e.tenant_id = %(tenant)s"
        " AND e.order_line_id = l.order_line_id AND (f.occurred_at, f.id) < (r.occurred_at, r.id)))"
        " ORDER BY r.occurred_at DESC, r.id DESC LIMIT %(last)s) d GROUP BY s.supplier_id",
        {"tenant": tx.tenant_id, "suppliers": list(supplier_ids), "last": last},
    )


def short(tx: Tx, supplier_id: UUID | None) -> list[dict[str, Any]]:
    """The active, tracked products, of one supplier or of all, whose position is at or under their minimum. What
    was sold beyond what was known to be there counts as nothing there."""
    of_supplier = "" if supplier_id is None else " AND p.supplier_id = %(supplier)s"
    return tx.rows(
        "SELECT p.supplier_id, p.id AS product_id, p.code, p.name AS product_name, p.unit, p.pack_size, l.on_hand,"
        " coalesce(w.awaited, 0)::bigint AS on_order, l.min_stock, l.max_stock,"
        " coalesce(p.purchase_price, nullif(round(l.average_cost / 1000.0), 0))::bigint AS unit_cost"
        " FROM stock_levels l JOIN products p ON p.tenant_id = l.tenant_id AND p.id = l.product_id LEFT JOIN"
        " (SELECT n.product_id, sum(greatest(n.quantity - n.received, 0)) AS awaited FROM purchase_order_lines n"
        " JOIN purchase_orders o ON o.tenant_id = n.tenant_id AND o.id = n.order_id WHERE n.tenant_id = %(tenant)s"
        f" AND o.status IN {OPEN_STATUS} GROUP BY n.product_id) w ON w.product_id = l.product_id"
        " WHERE l.tenant_id = %(tenant)s AND p.is_active AND l.tracked"
        " AND (l.min_stock IS NOT NULL OR l.max_stock IS NOT NULL)"
        f" AND greatest(l.on_hand, 0) + coalesce(w.awaited, 0) <= coalesce(l.min_stock, 0){of_supplier}"
        " ORDER BY p.name_key, p.id",
        {"tenant": tx.tenant_id, "supplier": supplier_id},
    )


def update_order(tx: Tx, order_id: UUID, changes: Mapping[str, Any], at: datetime | None = None) -> int:
    """Changes an order and moves its version on; the new version."""
    assignments = "".join(f"{column} = %s, " for column in changes)
    version: int = tx.value(
        f"UPDATE purchase_orders SET {assignments}updated_at = %s, version = version + 1"
        " WHERE tenant_id = %s AND id = %s RETURNING version",
        (*changes.values(), at or now(), tx.tenant_id, order_id),
    )
    return version


def status_of(tx: Tx, order_id: UUID) -> str | None:
    status: str | None = tx.value(
        "SELECT status FROM purchase_orders WHERE tenant_id = %s AND id = %s", (tx.tenant_id, order_id)
    )
    return status
