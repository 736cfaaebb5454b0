"""The SQL of imports' own tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from digiboost.imports.models import Import, ImportMapping
from digiboost.kernel.db.tx import Tx, jsonb

SUMMARY = (
    "id, kind, file_name, file_bytes, status, total_rows, accepted_rows, rejected_rows, duplicate_rows,"
    " created_products, progress, created_at, finished_at, undone_at, version"
)


def find(tx: Tx, import_id: UUID) -> Import | None:
    return tx.session.scalar(select(Import).where(Import.tenant_id == tx.tenant_id, Import.id == import_id))


def lock(tx: Tx, import_id: UUID) -> Import | None:
    """The import, locked, as the database has it now."""
    return tx.session.scalar(
        select(Import)
        .where(Import.tenant_id == tx.tenant_id, Import.id == import_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def page(tx: Tx, after: list[Any] | None, limit: int) -> list[dict[str, Any]]:
    first = (None, None, None) if after is None else (after[0], after[0], after[1])
    return tx.rows(
        f"SELECT {SUMMARY} FROM imports WHERE tenant_id = %s"
        " AND (%s::timestamptz IS NULL OR (created_at, id) < (%s::timestamptz, %s::uuid))"
        " ORDER BY created_at DESC, id DESC LIMIT %s",
        (tx.tenant_id, *first, limit + 1),
    )


def set_progress(tx: Tx, import_id: UUID, progress: float) -> None:
    tx.run(
        "UPDATE imports SET progress = %s WHERE tenant_id = %s AND id = %s AND status IN"
        " ('checking', 'importing', 'undoing')",
        (progress, tx.tenant_id, import_id),
    )


def cancel_unconfirmed(tx: Tx, before: datetime) -> list[UUID]:
    """Cancels the imports uploaded before this moment that were never confirmed."""
    rows = tx.rows(
        "UPDATE imports SET status = 'cancelled', version = version + 1 WHERE tenant_id = %s AND created_at < %s"
        " AND status IN ('uploaded', 'checking', 'checked', 'failed') RETURNING id",
        (tx.tenant_id, before),
    )
    return [row["id"] for row in rows]


def with_files(tx: Tx) -> list[dict[str, Any]]:
    return tx.rows(
        "SELECT id, status, rejected_rows, created_at FROM imports WHERE tenant_id = %s AND status <> 'cancelled'",
        (tx.tenant_id,),
    )


def remembered(tx: Tx, kind: str, fingerprint: str) -> ImportMapping | None:
    return tx.session.scalar(
        select(ImportMapping).where(
            ImportMapping.tenant_id == tx.tenant_id,
            ImportMapping.kind == kind,
            ImportMapping.fingerprint == fingerprint,
        )
    )


def remember(tx: Tx, kind: str, fingerprint: str, mapping: dict[str, Any], options: dict[str, Any]) -> None:
    tx.run(
        "INSERT INTO import_mappings (tenant_id, kind, fingerprint, mapping, options, used_at)"
        " VALUES (%s, %s, %s, %s::jsonb, %s::jsonb, now()) ON CONFLICT (tenant_id, kind, fingerprint)"
        " DO UPDATE SET mapping = excluded.mapping, options = excluded.options, used_at = now()",
        (tx.tenant_id, kind, fingerprint, jsonb(mapping), jsonb(options)),
    )


def one_at_a_time(tx: Tx) -> None:
    """Imports of one company run one after the other; different companies do not wait."""
    tx.run("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"imports/{tx.tenant_id}",))


# -- what the rooms below already have: read here, written by their owners -----------------------


def product_names(tx: Tx) -> list[dict[str, Any]]:
    return tx.rows(
        "SELECT id, code, name_key, barcode FROM products WHERE tenant_id = %s ORDER BY created_at, id", (tx.tenant_id,)
    )


def supplier_names(tx: Tx) -> list[dict[str, Any]]:
    return tx.rows(
        "SELECT id, code, name, contact_name, phone FROM suppliers WHERE tenant_id = %s ORDER BY created_at, id",
        (tx.tenant_id,),
    )


def category_names(tx: Tx) -> list[dict[str, Any]]:
    return tx.rows("SELECT id, name_key FROM categories WHERE tenant_id = %s", (tx.tenant_id,))


def customer_names(tx: Tx) -> list[dict[str, Any]]:
    return tx.rows(
        "SELECT id, code, name_key FROM customers WHERE tenant_id = %s ORDER BY created_at, id", (tx.tenant_id,)
    )


def codes_with_taken_barcodes(tx: Tx, ids: dict[str, Any]) -> list[str]:
    """Codes of staged products whose barcode is another's: of a product of the catalogue, else of the first in
    the file that has it."""
    rows = tx.rows(
        "SELECT r.code, r.barcode, p.id AS owner FROM import_rows r LEFT JOIN products p ON p.tenant_id = %s"
        " AND p.barcode = r.barcode WHERE r.barcode IS NOT NULL ORDER BY r.row",
        (tx.tenant_id,),
    )
    holders: dict[str, str] = {}
    for row in rows:
        if row["owner"] is None or row["owner"] == ids.get(row["code"]):
            holders.setdefault(row["barcode"], row["code"])
    return [row["code"] for row in rows if holders.get(row["barcode"]) != row["code"]]


def was_imported_before(tx: Tx, import_id: UUID) -> bool:
    """Whether the same content was taken in before, and not taken back."""
    return bool(
        tx.value(
            "SELECT EXISTS (SELECT FROM imports i JOIN imports o ON o.tenant_id = i.tenant_id AND o.kind = i.kind"
            " AND o.file_hash = i.file_hash AND o.mapping = i.mapping AND o.id <> i.id AND o.status = 'done'"
            " WHERE i.tenant_id = %s AND i.id = %s)",
            (tx.tenant_id, import_id),
        )
    )


def drop_staged(tx: Tx) -> int:
    return tx.run("DELETE FROM import_rows")


def staged_names(tx: Tx) -> list[dict[str, Any]]:
    return tx.rows("SELECT code, name, code_given, name_given FROM import_rows ORDER BY row")


def staged_products_to_name(tx: Tx) -> list[dict[str, Any]]:
    return tx.rows("SELECT code, barcode FROM import_rows ORDER BY row")


def staged_suppliers(tx: Tx) -> list[dict[str, Any]]:
    return tx.rows("SELECT code, name, contact_name, phone FROM import_rows ORDER BY row")


def staged_values(tx: Tx, column: str) -> list[str]:
    rows = tx.rows(f"SELECT DISTINCT {column} AS value FROM import_rows WHERE {column} IS NOT NULL ORDER BY 1")
    return [row["value"] for row in rows]


def staged_products(tx: Tx) -> list[dict[str, Any]]:
    """The products that the staged sales name."""
    return tx.rows(
        "SELECT product_code AS code, product_name AS name, code_given, name_given, count(*) AS lines"
        " FROM import_rows GROUP BY 1, 2, 3, 4"
    )


def last_prices(tx: Tx) -> dict[str, int]:
    """The last price above nothing that the staged sales give each product."""
    rows = tx.rows(
        "SELECT product_code, (max(ARRAY[extract(epoch FROM occurred_at)::bigint, unit_price_minor]))[2] AS price"
        " FROM import_rows WHERE unit_price_minor > 0 GROUP BY product_code"
    )
    return {row["product_code"]: row["price"] for row in rows}


def staged_customers(tx: Tx) -> list[str]:
    return [row["customer"] for row in tx.rows("SELECT DISTINCT customer FROM import_rows WHERE customer IS NOT NULL")]


def staged_rows_of(tx: Tx, column: str, keys: list[str]) -> list[int]:
    """The row numbers of staged rows whose ``column`` is one of ``keys``; they are taken out."""
    rows = tx.rows(f"DELETE FROM import_rows WHERE {column} = ANY(%s) RETURNING row", (keys,))
    return [row["row"] for row in rows]


def count_known_lines(tx: Tx) -> int:
    """Staged sale lines that an earlier import has brought in already; they are taken out."""
    return tx.run(
        "DELETE FROM import_rows r USING sale_lines l WHERE l.tenant_id = %s AND l.id = r.line_key", (tx.tenant_id,)
    )


def staged_count(tx: Tx) -> int:
    return int(tx.value("SELECT count(*) FROM import_rows"))


SALES_STAGING = "import_sales"


def build_sales(tx: Tx, time_zone: str, user_id: UUID | None) -> None:
    """The staged lines in the shape that ``sales.service.bulk_record`` takes, joined with what they name.

    A line without a price takes the catalogue's. The cost is the product's average cost of today, null where
    none is known: a margin is shown only for what it can be known of.
    """
    tx.run(
        f"CREATE TEMPORARY TABLE {SALES_STAGING} ON COMMIT DROP AS"
        " SELECT r.sale_key, r.line_key, r.reference, r.kind, r.occurred_at,"
        " (r.occurred_at AT TIME ZONE %(zone)s)::date AS day, p.product_id, c.customer_id,"
        " coalesce(r.payment, 'unknown') AS payment, r.quantity_milli AS quantity, x.unit_price,"
        " CASE WHEN r.amount_minor IS NULL THEN 0 ELSE x.gross - r.amount_minor END AS discount,"
        " coalesce(r.amount_minor, x.gross) AS amount, CASE WHEN l.average_cost > 0 THEN"
        " round(r.quantity_milli::numeric * l.average_cost / 1000000)::bigint END AS cost, %(user)s::uuid AS user_id"
        " FROM import_rows r JOIN import_products p ON p.code = r.product_code"
        " LEFT JOIN import_customers c ON c.name = r.customer"
        " LEFT JOIN stock_levels l ON l.tenant_id = %(tenant)s AND l.product_id = p.product_id,"
        " LATERAL (SELECT u.unit_price, round(r.quantity_milli::numeric * u.unit_price / 1000)::bigint AS gross"
        " FROM (SELECT coalesce(r.unit_price_minor, p.price) AS unit_price) u) x",
        {"zone": time_zone, "tenant": tx.tenant_id, "user": user_id},
    )
    tx.run(f"ANALYZE {SALES_STAGING}")


def build_sale_movements(tx: Tx, staging: str) -> int:
    """What the staged sales take from, or give back to, the shelves; the number of movements.

    A product whose stock is not known has no movements; one row tells when it was last sold.
    """
    return tx.run(
        f"CREATE TEMPORARY TABLE {staging} ON COMMIT DROP AS"
        " SELECT gen_random_uuid() AS id, s.product_id, CASE WHEN s.kind = 'SALE' THEN 'EXIT' ELSE 'ENTRY' END AS type,"
        " -s.quantity AS quantity, NULL::bigint AS unit_cost, CASE WHEN s.kind = 'SALE' THEN 'sale' ELSE 'return' END"
        " AS source, s.sale_key AS source_id, s.reference, NULL::text AS reason, s.occurred_at,"
        " NULL::timestamptz AS received_at, s.user_id"
        f" FROM {SALES_STAGING} s JOIN stock_levels l ON l.tenant_id = %(tenant)s AND l.product_id = s.product_id"
        " WHERE l.tracked AND s.quantity <> 0"
        " UNION ALL SELECT gen_random_uuid(), s.product_id, 'EXIT', -sum(s.quantity)::bigint, NULL, 'sale', NULL, NULL,"
        f" NULL, max(s.occurred_at), NULL, NULL FROM {SALES_STAGING} s JOIN stock_levels l"
        " ON l.tenant_id = %(tenant)s AND l.product_id = s.product_id WHERE NOT l.tracked AND s.kind = 'SALE'"
        " GROUP BY s.product_id",
        {"tenant": tx.tenant_id},
    )


def list_undoable_sales(tx: Tx, staging: str, import_id: UUID) -> None:
    """The sales of an import of which nothing was returned since, as the sources of movements."""
    tx.run(
        f"CREATE TEMPORARY TABLE {staging} ON COMMIT DROP AS SELECT s.id AS source_id FROM sales s"
        " WHERE s.tenant_id = %(tenant)s AND s.import_id = %(import)s AND NOT EXISTS (SELECT FROM sales r"
        " WHERE r.tenant_id = %(tenant)s AND r.original_sale_id = s.id)",
        {"tenant": tx.tenant_id, "import": import_id},
    )


def save_changes(
    tx: Tx, import_id: UUID, entity: str, staging: str, table: str, columns: Sequence[str], key: str = "id"
) -> None:
    """Keeps the present values of the rows that ``staging`` is about to change; ``key`` names them in both."""
    tx.run(
        "INSERT INTO import_changes (tenant_id, import_id, entity, entity_id, before, after)"
        f" SELECT %(tenant)s, %(import)s, %(entity)s, t.{key}, {_as_document(columns)}, '{{}}'::jsonb"
        f" FROM {table} t JOIN {staging} s ON s.{key} = t.{key} WHERE t.tenant_id = %(tenant)s"
        " ON CONFLICT DO NOTHING",
        {"tenant": tx.tenant_id, "import": import_id, "entity": entity},
    )


def note_changes(tx: Tx, import_id: UUID, entity: str, table: str, columns: Sequence[str], key: str = "id") -> None:
    """Adds to ``save_changes`` what became of the rows: what differs from it later, somebody changed since."""
    tx.run(
        f"UPDATE import_changes c SET after = {_as_document(columns)} FROM {table} t WHERE c.tenant_id = %(tenant)s"
        f" AND c.import_id = %(import)s AND c.entity = %(entity)s AND t.tenant_id = %(tenant)s"
        f" AND t.{key} = c.entity_id",
        {"tenant": tx.tenant_id, "import": import_id, "entity": entity},
    )


def values_to_restore(
    tx: Tx, import_id: UUID, entity: str, table: str, columns: Sequence[str], key: str = "id"
) -> list[dict[str, Any]]:
    """The rows that an import changed as an undo leaves them, locked: each value as it was before, or as
    somebody made it since."""
    rows = tx.rows(
        f"SELECT c.before, c.after, {_as_document(columns)} AS present FROM import_changes c JOIN {table} t"
        f" ON t.tenant_id = c.tenant_id AND t.{key} = c.entity_id WHERE c.tenant_id = %s AND c.import_id = %s"
        f" AND c.entity = %s ORDER BY t.{key} FOR UPDATE OF t",
        (tx.tenant_id, import_id, entity),
    )
    return [
        {
            column: row["before"][column] if row["present"][column] == row["after"][column] else row["present"][column]
            for column in columns
        }
        for row in rows
    ]


def _as_document(columns: Sequence[str]) -> str:
    return "jsonb_build_object(" + ", ".join(f"'{column}', t.{column}" for column in columns) + ")"


def catalogue_prices(tx: Tx) -> dict[UUID, int]:
    rows = tx.rows("SELECT id, sale_price FROM products WHERE tenant_id = %s", (tx.tenant_id,))
    return {row["id"]: row["sale_price"] for row in rows}


NEW_PRODUCTS, CHANGED_PRODUCTS, LIMITS, COUNTS = "new_products", "changed_products", "import_limits", "import_counts"
NEW_SUPPLIERS, CHANGED_SUPPLIERS = "new_suppliers", "changed_suppliers"


def build_products(tx: Tx) -> None:
    """The staged products in the shape of the catalogue's bulk doors: new ones, and what changes of known ones
    (null where the file says nothing)."""
    tx.run(
        "CREATE TEMPORARY TABLE staged_products ON COMMIT DROP AS SELECT m.id, m.is_new, r.name_given, r.code, r.name,"
        " m.name_key, m.search_text, r.description, c.id AS category_id, s.id AS supplier_id, r.unit,"
        " r.pack_size_milli AS pack_size, r.barcode, r.purchase_price_minor AS purchase_price,"
        " r.sale_price_minor AS sale_price FROM import_rows r JOIN import_matches m ON m.code = r.code"
        " LEFT JOIN import_categories c ON c.name = r.category LEFT JOIN import_suppliers s ON s.name = r.supplier"
    )
    columns = (
        "id, code, {name}, {key}, search_text, description, category_id, supplier_id, unit, pack_size, barcode,"
        " purchase_price, sale_price"
    )
    tx.run(
        f"CREATE TEMPORARY TABLE {NEW_PRODUCTS} ON COMMIT DROP AS SELECT"
        f" {columns.format(name='name', key='name_key')} FROM staged_products WHERE is_new"
    )
    tx.run(
        f"CREATE TEMPORARY TABLE {CHANGED_PRODUCTS} ON COMMIT DROP AS SELECT "
        + columns.format(
            name="CASE WHEN name_given THEN name END AS name", key="CASE WHEN name_given THEN name_key END AS name_key"
        )
        + " FROM staged_products WHERE NOT is_new"
    )
    tx.run(
        f"CREATE TEMPORARY TABLE {LIMITS} ON COMMIT DROP AS SELECT m.id AS product_id, r.min_stock_milli AS min_stock,"
        " r.max_stock_milli AS max_stock FROM import_rows r JOIN import_matches m ON m.code = r.code"
    )


def build_counts(tx: Tx, column: str) -> None:
    """The counted quantities of the staged rows, by product; of a product named twice the last one."""
    tx.run(
        f"CREATE TEMPORARY TABLE {COUNTS} ON COMMIT DROP AS SELECT DISTINCT ON (m.id) m.id AS product_id,"
        f" r.{column} AS counted FROM import_rows r JOIN import_matches m ON m.code = r.code"
        f" WHERE r.{column} IS NOT NULL ORDER BY m.id, r.row DESC"
    )


def build_suppliers(tx: Tx) -> None:
    columns = (
        "m.id, r.code, {name}, m.search_text, r.contact_name, r.phone, r.email, r.lead_time_days,"
        " r.minimum_order_minor AS minimum_order FROM import_rows r JOIN import_matches m ON m.code = r.code WHERE"
    )
    tx.run(f"CREATE TEMPORARY TABLE {NEW_SUPPLIERS} ON COMMIT DROP AS SELECT {columns.format(name='r.name')} m.is_new")
    tx.run(
        f"CREATE TEMPORARY TABLE {CHANGED_SUPPLIERS} ON COMMIT DROP AS SELECT"
        f" {columns.format(name='CASE WHEN r.name_given THEN r.name END AS name')} NOT m.is_new"
    )
