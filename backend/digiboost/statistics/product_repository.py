"""The SQL of one product's analysis: out of its daily sums."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from digiboost.kernel.db.tx import Tx

_DAYS = """
SELECT d.day, d.units, d.revenue, d.cost, d.missed_units FROM product_days d
WHERE d.tenant_id = %s AND d.product_id = %s AND d.day BETWEEN %s AND %s ORDER BY d.day
"""
_SHOP = """
SELECT l.average_cost, EXISTS (SELECT FROM sales_days s WHERE s.tenant_id = l.tenant_id AND s.day BETWEEN %(first)s
    AND %(last)s AND s.missed > 0) AS notes_misses
FROM stock_levels l WHERE l.tenant_id = %(tenant)s AND l.product_id = %(product)s
"""


def days(tx: Tx, product_id: UUID, first: date, last: date) -> list[dict[str, Any]]:
    """Days on which it sold or was missed, in order."""
    return tx.rows(_DAYS, (tx.tenant_id, product_id, first, last))


def costs_and_misses(tx: Tx, product_id: UUID, first: date, last: date) -> tuple[int, bool]:
    """The product's average cost (thousandths of a minor unit; 0 where it is not known), and whether the shop noted
    any missed sale in these days."""
    row = tx.row(_SHOP, {"tenant": tx.tenant_id, "product": product_id, "first": first, "last": last})
    return (0, False) if row is None else (row["average_cost"], row["notes_misses"])
