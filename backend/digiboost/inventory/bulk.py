"""The stock by the thousand: imports, their undoing, a demo company's history. Set-wise, in the caller's
transaction, from temporary tables whose columns are named here.

Levels are locked in the order of their ids before anything is changed, like a sale does. The summary is
counted again when the transaction ends; the days are the caller's to rebuild (``upkeep.rebuild_days``).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from digiboost.inventory.crossings import note_staged
from digiboost.inventory.repository import MOVEMENT_COLUMNS as LEDGER
from digiboost.inventory.repository import STATUS, VALUE
from digiboost.inventory.types import SELLING, blend
from digiboost.inventory.upkeep import rebuild_summary
from digiboost.kernel.clock import now
from digiboost.kernel.db.bulk import copy_into_temp, temp_name, unreferenced
from digiboost.kernel.db.tx import Tx

LEVEL_COLUMNS = {"product_id": "uuid", "min_stock": "bigint", "max_stock": "bigint"}
MOVEMENT_COLUMNS = {
    "id": "uuid", "product_id": "uuid", "type": "text", "quantity": "bigint", "unit_cost": "bigint", "source": "text",
    "source_id": "uuid", "reference": "text", "reason": "text", "occurred_at": "timestamptz",
    "received_at": "timestamptz", "user_id": "uuid",
}  # fmt: skip
"""As ``types.MovementIn``: a signed quantity in thousandths. A null ``received_at`` is now."""
COUNTED_COLUMNS = {"product_id": "uuid", "counted": "bigint"}
COUNT_COLUMNS = {"id": "uuid", "occurred_at": "timestamptz", "user_id": "uuid", "note": "text", "scope": "jsonb"}
COUNT_LINE_COLUMNS = {
    "count_id": "uuid", "product_id": "uuid", "expected": "bigint", "counted": "bigint", "value_difference": "bigint",
}  # fmt: skip
SOURCE_COLUMNS = {"source_id": "uuid"}

_COUNTS = "(l.counted_at IS NULL OR s.occurred_at > l.counted_at)"


def bulk_open_levels(tx: Tx, staging: str, *, tracked: bool) -> int:
    """Opens the level of each product of ``staging`` (``LEVEL_COLUMNS``) that has none, and gives those that
    have one the settings that are not null; how many were opened. A maximum under the minimum is dropped; where
    no cost is known yet the product's purchase price stands for it."""
    given = {"tenant": tx.tenant_id, "tracked": tracked, "at": now()}
    highest = "CASE WHEN s.max_stock >= s.min_stock OR s.min_stock IS NULL THEN s.max_stock END"
    opened = tx.run(
        "INSERT INTO stock_levels (tenant_id, product_id, on_hand, min_stock, max_stock, tracked, status,"
        f" average_cost, value, updated_at) SELECT p.tenant_id, p.id, 0, s.min_stock, {highest}, %(tracked)s,"
        " 'untracked', coalesce(p.purchase_price, 0) * 1000, 0, %(at)s FROM"
        f" {temp_name(staging)} s JOIN products p ON p.tenant_id = %(tenant)s AND p.id = s.product_id"
        " ON CONFLICT (tenant_id, product_id) DO NOTHING",
        given,
    )
    with _levels_of(tx, staging):
        tx.run(
            "UPDATE stock_levels l SET min_stock = coalesce(s.min_stock, l.min_stock),"
            " max_stock = coalesce(s.max_stock, l.max_stock) FROM"
            f" {staging} s WHERE l.tenant_id = %(tenant)s AND l.product_id = s.product_id"
            " AND (s.min_stock IS NOT NULL OR s.max_stock IS NOT NULL)",
            given,
        )
        # Nothing was received at a known cost yet: the purchase price stands for it.
        tx.run(
            "UPDATE stock_levels l SET average_cost = p.purchase_price * 1000 FROM"
            f" {staging} s JOIN products p ON p.tenant_id = %(tenant)s AND p.id = s.product_id"
            " WHERE l.tenant_id = %(tenant)s AND l.product_id = s.product_id AND l.average_cost = 0"
            " AND p.purchase_price > 0",
            given,
        )
        tx.run(
            "UPDATE stock_levels l SET max_stock = NULL"
            f" FROM {staging} s WHERE l.tenant_id = %(tenant)s AND l.product_id = s.product_id"
            " AND l.max_stock < l.min_stock",
            given,
        )
    return opened


def restore_limits(tx: Tx, staging: str) -> int:
    """Puts minimum and maximum stock back to what ``staging`` (``LEVEL_COLUMNS``) says, nulls included."""
    with _levels_of(tx, temp_name(staging)):
        return tx.run(
            f"UPDATE stock_levels l SET min_stock = s.min_stock, max_stock = s.max_stock FROM {staging} s"
            " WHERE l.tenant_id = %(tenant)s AND l.product_id = s.product_id",
            {"tenant": tx.tenant_id},
        )


def bulk_movements(tx: Tx, staging: str, *, balances: bool = True) -> int:
    """Appends the movements of ``staging`` (``MOVEMENT_COLUMNS``; consumed) and moves the levels by their
    sums; how many were appended.

    The rules are ``record_movements``'s, applied to all at once: ids that the ledger holds are left out; an
    ENTRY that was not sold back makes its product tracked, and then all its movements of this batch are
    written; an untracked product's are not; those at or before the last count are history. With ``balances``
    each row tells what was on the shelf after it. Average costs are moved entry by entry in the order in
    which they happened, which is exact; only entries with a cost pass through Python.
    """
    temp_name(staging)
    at = now()
    given: dict[str, Any] = {"tenant": tx.tenant_id, "at": at, "selling": list(SELLING)}
    # The running balances of a year of trade are sorted in memory, not on disk.
    tx.run("SET LOCAL work_mem = '64MB'")
    tx.run(f"DELETE FROM {staging} s USING stock_movements m WHERE m.tenant_id = %(tenant)s AND m.id = s.id", given)
    tx.run(f"UPDATE {staging} SET occurred_at = %(at)s WHERE occurred_at > %(at)s", given)
    with _levels_of(tx, staging):
        tx.run(
            "UPDATE stock_levels l SET tracked = true WHERE l.tenant_id = %(tenant)s AND NOT l.tracked"
            f" AND EXISTS (SELECT FROM {staging} s WHERE s.product_id = l.product_id AND s.type = 'ENTRY'"
            " AND s.source <> ALL (%(selling)s))",
            given,
        )
        _average_costs(tx, staging)
        after = "NULL::bigint"
        if balances:
            after = (
                f"CASE WHEN {_COUNTS} THEN l.on_hand + sum(s.quantity) FILTER (WHERE {_COUNTS})"
                " OVER (PARTITION BY s.product_id ORDER BY s.occurred_at, s.id) END"
            )
        appended = tx.run(
            f"INSERT INTO stock_movements ({LEDGER}) SELECT %(tenant)s, s.id, s.product_id, s.type, s.quantity,"
            f" {_COUNTS}, s.unit_cost, {after}, s.source, s.source_id, s.reference, s.reason, s.occurred_at,"
            f" coalesce(s.received_at, %(at)s), s.user_id FROM {staging} s JOIN stock_levels l"
            " ON l.tenant_id = %(tenant)s AND l.product_id = s.product_id WHERE l.tracked",
            given,
        )
        tx.run(
            "UPDATE stock_levels l SET on_hand = l.on_hand + m.added, updated_at = %(at)s,"
            " last_sale_at = greatest(l.last_sale_at, m.sold_at), rupture_since = CASE"
            # What came and went within the batch is out since then, and not since before.
            " WHEN m.emptied_at IS NOT NULL THEN m.emptied_at WHEN l.status = 'rupture' THEN l.rupture_since"
            " ELSE m.moved_at END"
            " FROM (SELECT b.product_id, max(b.occurred_at) AS moved_at,"
            " max(b.occurred_at) FILTER (WHERE b.source = 'sale') AS sold_at,"
            " max(b.occurred_at) FILTER (WHERE b.left_over <= 0 AND b.left_over - b.added > 0) AS emptied_at,"
            " sum(b.added)::bigint AS added FROM (SELECT e.*, e.on_hand + sum(e.added) OVER (PARTITION BY e.product_id"
            " ORDER BY e.occurred_at, e.id) AS left_over FROM (SELECT s.product_id, s.id, s.occurred_at, s.source,"
            f" l.on_hand, CASE WHEN l.tracked AND {_COUNTS} THEN s.quantity ELSE 0 END AS added FROM {staging} s"
            " JOIN stock_levels l ON l.tenant_id = %(tenant)s AND l.product_id = s.product_id) e) b"
            " GROUP BY b.product_id) m WHERE l.tenant_id = %(tenant)s AND l.product_id = m.product_id",
            given,
        )
    return appended


def bulk_count(
    tx: Tx,
    staging: str,
    count_id: UUID,
    occurred_at: datetime,
    *,
    import_id: UUID | None = None,
    note: str | None = None,
) -> int:
    """Counts the products of ``staging`` (``COUNTED_COLUMNS``) as of ``occurred_at``, by the rules of
    ``record_count``; how many levels it made right."""
    temp_name(staging)
    at = now()
    given: dict[str, Any] = {
        "tenant": tx.tenant_id, "id": count_id, "count_at": min(occurred_at, at), "at": at,
        "user": tx.actor.user_id, "import": import_id, "note": note,
    }  # fmt: skip
    tx.run(
        "INSERT INTO stock_counts (tenant_id, id, occurred_at, received_at, user_id, import_id, note)"
        " VALUES (%(tenant)s, %(id)s, %(count_at)s, %(at)s, %(user)s, %(import)s, %(note)s)",
        given,
    )
    with _levels_of(tx, staging):
        tx.run(
            "INSERT INTO stock_count_lines (tenant_id, count_id, product_id, expected, counted, value_difference)"
            " SELECT tenant_id, %(id)s, product_id, expected, counted,"
            " round((counted - expected)::numeric * average_cost / 1000000)::bigint FROM"
            " (SELECT l.tenant_id, l.product_id, s.counted, l.average_cost, l.on_hand - coalesce(m.later, 0)::bigint"
            f" AS expected FROM {staging} s JOIN stock_levels l ON l.tenant_id = %(tenant)s"
            " AND l.product_id = s.product_id LEFT JOIN (SELECT product_id, sum(quantity) AS later"
            " FROM stock_movements WHERE tenant_id = %(tenant)s AND occurred_at > %(count_at)s AND counts"
            " GROUP BY product_id) m ON m.product_id = l.product_id) e",
            given,
        )
        lines = (
            "stock_count_lines c JOIN stock_levels l ON l.tenant_id = c.tenant_id AND l.product_id = c.product_id"
            " WHERE c.tenant_id = %(tenant)s AND c.count_id = %(id)s"
            " AND (l.counted_at IS NULL OR l.counted_at <= %(count_at)s)"
        )
        tx.run(
            f"INSERT INTO stock_movements ({LEDGER}) SELECT %(tenant)s, uuidv7(), c.product_id, 'ADJUSTMENT',"
            " c.counted - c.expected, true, NULL, l.on_hand + c.counted - c.expected, 'count', %(id)s, NULL, NULL,"
            f" %(count_at)s, %(at)s, %(user)s FROM {lines} AND c.counted <> c.expected",
            given,
        )
        return tx.run(
            "UPDATE stock_levels u SET on_hand = u.on_hand + n.difference, tracked = true, counted_at = %(count_at)s,"
            " rupture_since = coalesce(u.rupture_since, %(count_at)s), updated_at = %(at)s"
            f" FROM (SELECT c.product_id, c.counted - c.expected AS difference FROM {lines}) n"
            " WHERE u.tenant_id = %(tenant)s AND u.product_id = n.product_id",
            given,
        )


def bulk_counts(tx: Tx, counts: str, lines: str) -> None:
    """Keeps counts (``COUNT_COLUMNS``) with their lines (``COUNT_LINE_COLUMNS``) whose adjustments were
    appended by ``bulk_movements``: the latest becomes each product's anchor."""
    given = {"tenant": tx.tenant_id, "at": now()}
    tx.run(
        "INSERT INTO stock_counts (tenant_id, id, occurred_at, received_at, user_id, note, scope)"
        f" SELECT %(tenant)s, id, occurred_at, least(occurred_at, %(at)s), user_id, note, scope"
        f" FROM {temp_name(counts)}",
        given,
    )
    tx.run(
        "INSERT INTO stock_count_lines (tenant_id, count_id, product_id, expected, counted, value_difference)"
        f" SELECT %(tenant)s, count_id, product_id, expected, counted, value_difference FROM {temp_name(lines)}",
        given,
    )
    tx.run(
        "UPDATE stock_levels l SET counted_at = greatest(l.counted_at, n.occurred_at) FROM"
        f" (SELECT s.product_id, max(c.occurred_at) AS occurred_at FROM {lines} s JOIN {counts} c ON c.id = s.count_id"
        " GROUP BY s.product_id) n WHERE l.tenant_id = %(tenant)s AND l.product_id = n.product_id",
        given,
    )


def undo_import(tx: Tx, import_id: UUID, sources: str | None = None) -> int:
    """Takes back what an import did to the levels: one compensating adjustment per product; the ledger stays.
    How many products it touched.

    The import's movements are those whose ``source_id`` is the import, one of its counts, or in the temporary
    table ``sources`` (``SOURCE_COLUMNS``: its sales). What happened at or before a later count of somebody
    else is settled by that count and stays. The import's counts lose their lines, so the anchors before
    them hold again; movements that they had made history stay history. A product that nothing but the import ever moved
    is untracked again. Called twice it does no more than once.
    """
    ours = "EXISTS (SELECT FROM undone_sources u WHERE u.source_id = m.source_id)"
    given: dict[str, Any] = {"tenant": tx.tenant_id, "import": import_id, "at": now(), "user": tx.actor.user_id}
    more = "" if sources is None else f" UNION ALL SELECT source_id FROM {temp_name(sources)}"
    tx.run(
        "CREATE TEMPORARY TABLE undone_sources ON COMMIT DROP AS SELECT id AS source_id FROM stock_counts"
        f" WHERE tenant_id = %(tenant)s AND import_id = %(import)s UNION ALL SELECT %(import)s::uuid{more}",
        given,
    )
    tx.run("ANALYZE undone_sources")
    tx.run(
        "CREATE TEMPORARY TABLE undone ON COMMIT DROP AS SELECT product_id FROM stock_movements"
        " WHERE tenant_id = %(tenant)s AND source_id IN (SELECT source_id FROM undone_sources)"
        " UNION SELECT l.product_id FROM stock_count_lines l JOIN undone_sources u ON u.source_id = l.count_id"
        " WHERE l.tenant_id = %(tenant)s",
        given,
    )
    touched = int(tx.value("SELECT count(*) FROM undone"))
    with _levels_of(tx, "undone"):
        tx.run(
            "CREATE TEMPORARY TABLE undone_levels ON COMMIT DROP AS SELECT l.product_id, l.on_hand, a.anchor,"
            " (SELECT -coalesce(sum(m.quantity), 0)::bigint FROM stock_movements m WHERE m.tenant_id = %(tenant)s"
            " AND m.product_id = l.product_id AND m.counts AND (a.anchor IS NULL OR m.occurred_at > a.anchor)"
            f" AND {ours}) AS difference, a.anchor IS NULL AND NOT EXISTS (SELECT FROM stock_movements m"
            f" WHERE m.tenant_id = %(tenant)s AND m.product_id = l.product_id AND NOT {ours}) AS forgotten"
            " FROM stock_levels l JOIN undone t ON t.product_id = l.product_id CROSS JOIN LATERAL"
            " (SELECT max(c.occurred_at) AS anchor FROM stock_count_lines n JOIN stock_counts c"
            " ON c.tenant_id = n.tenant_id AND c.id = n.count_id WHERE n.tenant_id = %(tenant)s"
            " AND n.product_id = l.product_id AND c.import_id IS DISTINCT FROM %(import)s) a"
            " WHERE l.tenant_id = %(tenant)s",
            given,
        )
        tx.run(
            f"INSERT INTO stock_movements ({LEDGER}) SELECT %(tenant)s, uuidv7(), product_id, 'ADJUSTMENT',"
            " difference, true, NULL, on_hand + difference, 'import', %(import)s, NULL, NULL, %(at)s, %(at)s, %(user)s"
            " FROM undone_levels WHERE difference <> 0",
            given,
        )
        tx.run(
            "UPDATE stock_levels l SET on_hand = l.on_hand + u.difference, counted_at = u.anchor,"
            " tracked = l.tracked AND NOT u.forgotten, rupture_since = coalesce(l.rupture_since, %(at)s),"
            " updated_at = %(at)s FROM undone_levels u"
            " WHERE l.tenant_id = %(tenant)s AND l.product_id = u.product_id",
            given,
        )
        tx.run(
            "DELETE FROM stock_count_lines WHERE tenant_id = %(tenant)s AND count_id IN (SELECT id FROM stock_counts"
            " WHERE tenant_id = %(tenant)s AND import_id = %(import)s)",
            given,
        )
    for name in ("undone_sources", "undone", "undone_levels"):
        tx.run(f"DROP TABLE {name}")
    return touched


def remove_imported_products(tx: Tx, import_id: UUID) -> tuple[int, int]:
    """Removes the products, with their levels, that an import created and nothing refers to; deactivates
    those that only the ledger and its counts name, since a ledger forgets nothing; keeps those that something
    else refers to. How many were removed and deactivated."""
    given = {"tenant": tx.tenant_id, "import": import_id, "at": now()}
    theirs = "p.tenant_id = %(tenant)s AND p.import_id = %(import)s"
    tx.run(
        f"CREATE TEMPORARY TABLE unused_products ON COMMIT DROP AS SELECT p.id AS product_id FROM products p"
        f" WHERE {theirs} AND {unreferenced(tx, 'products', 'p', ignoring=('stock_levels',))}",
        given,
    )
    tx.run("ANALYZE unused_products")
    unused = "IN (SELECT product_id FROM unused_products)"
    tx.run(f"DELETE FROM stock_levels WHERE tenant_id = %(tenant)s AND product_id {unused}", given)
    removed = tx.run(f"DELETE FROM products WHERE tenant_id = %(tenant)s AND id {unused}", given)
    tx.run("DROP TABLE unused_products")
    ours = ("stock_levels", "stock_movements", "stock_batches", "stock_count_lines")
    deactivated = tx.run(
        f"UPDATE products p SET is_active = false, updated_at = %(at)s, version = version + 1 WHERE {theirs}"
        f" AND p.is_active AND {unreferenced(tx, 'products', 'p', ignoring=ours)}",
        given,
    )
    tx.run(
        "UPDATE stock_levels l SET status = 'inactive', rupture_since = NULL FROM products p"
        f" WHERE l.tenant_id = p.tenant_id AND l.product_id = p.id AND NOT p.is_active AND {theirs}",
        given,
    )
    rebuild_summary(tx)
    return removed, deactivated


@contextmanager
def _levels_of(tx: Tx, staging: str) -> Iterator[None]:
    """Locks the levels of a table's products in the order of their ids; judges them again at the end."""
    given = {"tenant": tx.tenant_id}
    products = f"SELECT product_id FROM {staging}"
    tx.run(
        f"SELECT 1 FROM stock_levels WHERE tenant_id = %(tenant)s AND product_id IN ({products})"
        " ORDER BY product_id FOR UPDATE",
        given,
    )
    yield
    tx.run(
        f"UPDATE stock_levels l SET status = {STATUS}, value = {VALUE}, rupture_since = CASE"
        f" WHEN {STATUS} = 'rupture' THEN coalesce(l.rupture_since, l.updated_at) END FROM products p"
        " WHERE l.tenant_id = %(tenant)s AND p.tenant_id = %(tenant)s AND p.id = l.product_id"
        f" AND l.product_id IN ({products})",
        given,
    )
    note_staged(tx, staging)
    rebuild_summary(tx)


def _average_costs(tx: Tx, staging: str) -> None:
    """Moves the average cost of each product by its entries of this batch that have a cost."""
    costed = "s.type = 'ENTRY' AND s.quantity > 0 AND s.unit_cost IS NOT NULL"
    if not tx.value(f"SELECT EXISTS (SELECT FROM {staging} s WHERE {costed})"):
        return
    entries = tx.rows(
        "SELECT * FROM (SELECT s.product_id, s.quantity, s.unit_cost, s.occurred_at, s.id, l.average_cost,"
        f" {costed} AS costed, l.on_hand + sum(s.quantity) OVER (PARTITION BY s.product_id"
        f" ORDER BY s.occurred_at, s.id) - s.quantity AS before FROM {staging} s JOIN stock_levels l"
        f" ON l.tenant_id = %(tenant)s AND l.product_id = s.product_id WHERE l.tracked AND {_COUNTS}) m"
        " WHERE costed ORDER BY product_id, occurred_at, id",
        {"tenant": tx.tenant_id},
    )
    averages = []
    for product_id, of_product in groupby(entries, key=lambda entry: entry["product_id"]):
        average: int | None = None
        for entry in of_product:
            present = entry["average_cost"] if average is None else average
            average = blend(int(entry["before"]), present, entry["quantity"], entry["unit_cost"])
        averages.append((product_id, average))
    name = f"{staging}_costs"
    copy_into_temp(tx, name, {"product_id": "uuid", "average_cost": "bigint"}, averages)
    tx.run(
        f"UPDATE stock_levels l SET average_cost = c.average_cost FROM {name} c"
        " WHERE l.tenant_id = %(tenant)s AND l.product_id = c.product_id",
        {"tenant": tx.tenant_id},
    )
    tx.run(f"DROP TABLE {name}")
