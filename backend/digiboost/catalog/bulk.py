"""Products, categories and suppliers by the thousand: an import, a demo company. Set-wise, in the caller's
transaction, from a temporary table whose columns are named in each docstring."""

from __future__ import annotations

from uuid import UUID

from digiboost.kernel import changes
from digiboost.kernel.clock import now
from digiboost.kernel.db.bulk import temp_name, unreferenced
from digiboost.kernel.db.tx import Tx

PRODUCT_COLUMNS = {
    "id": "uuid", "code": "text", "name": "text", "name_key": "text", "search_text": "text", "description": "text",
    "category_id": "uuid", "supplier_id": "uuid", "unit": "text", "pack_size": "bigint", "barcode": "text",
    "purchase_price": "bigint", "sale_price": "bigint",
}  # fmt: skip
PLACE_COLUMNS = {"product_id": "uuid", "shelf": "text"}
CATEGORY_COLUMNS = {"id": "uuid", "name": "text", "name_key": "text"}
SUPPLIER_COLUMNS = {
    "id": "uuid", "code": "text", "name": "text", "search_text": "text", "contact_name": "text", "phone": "text",
    "email": "text", "lead_time_days": "integer", "minimum_order": "bigint",
}  # fmt: skip


def insert_products(tx: Tx, staging: str, import_id: UUID | None) -> int:
    """Adds the products of ``staging`` (``PRODUCT_COLUMNS``; unit and pack size may be null); how many."""
    changes.restart(tx)
    return tx.run(
        "INSERT INTO products (tenant_id, id, code, name, name_key, search_text, description, category_id,"
        " supplier_id, unit, pack_size, barcode, purchase_price, sale_price, alerts, is_active, import_id, created_at,"
        " updated_at, version) SELECT %(tenant)s, id, code, name, name_key, search_text, description, category_id,"
        " supplier_id, coalesce(unit, 'unité'), coalesce(pack_size, 1000), barcode, purchase_price,"
        f" coalesce(sale_price, 0), true, true, %(import)s, %(at)s, %(at)s, 1 FROM {temp_name(staging)}",
        {"tenant": tx.tenant_id, "import": import_id, "at": now()},
    )


def update_products(tx: Tx, staging: str) -> int:
    """Gives products the values of ``staging`` (``PRODUCT_COLUMNS``) that are not null; how many changed."""
    changes.restart(tx)
    columns = [column for column in PRODUCT_COLUMNS if column not in {"id", "code"}]
    settings = ", ".join(f"{column} = coalesce(s.{column}, p.{column})" for column in columns)
    differs = " OR ".join(f"s.{column} IS DISTINCT FROM p.{column} AND s.{column} IS NOT NULL" for column in columns)
    return tx.run(
        f"UPDATE products p SET {settings}, updated_at = %(at)s, version = p.version + 1 FROM {temp_name(staging)} s"
        f" WHERE p.tenant_id = %(tenant)s AND p.id = s.id AND ({differs})",
        {"tenant": tx.tenant_id, "at": now()},
    )


def restore_products(tx: Tx, staging: str) -> int:
    """Puts back the values of ``staging`` (``PRODUCT_COLUMNS``), nulls included; how many."""
    changes.restart(tx)
    columns = [column for column in PRODUCT_COLUMNS if column not in {"id", "code"}]
    settings = ", ".join(f"{column} = s.{column}" for column in columns)
    return tx.run(
        f"UPDATE products p SET {settings}, updated_at = %(at)s, version = p.version + 1 FROM {temp_name(staging)} s"
        " WHERE p.tenant_id = %(tenant)s AND p.id = s.id",
        {"tenant": tx.tenant_id, "at": now()},
    )


def place_products(tx: Tx, staging: str) -> int:
    """Says where the products of ``staging`` (``PLACE_COLUMNS``) stand in the shop; how many."""
    changes.restart(tx)
    return tx.run(
        f"UPDATE products p SET shelf = s.shelf, updated_at = %(at)s, version = p.version + 1"
        f" FROM {temp_name(staging)} s WHERE p.tenant_id = %(tenant)s AND p.id = s.product_id"
        " AND p.shelf IS DISTINCT FROM s.shelf",
        {"tenant": tx.tenant_id, "at": now()},
    )


def insert_categories(tx: Tx, staging: str, import_id: UUID | None) -> int:
    """Adds the categories of ``staging`` (``CATEGORY_COLUMNS``); how many."""
    changes.restart(tx)
    return tx.run(
        "INSERT INTO categories (tenant_id, id, name, name_key, import_id, created_at, updated_at, version)"
        f" SELECT %(tenant)s, id, name, name_key, %(import)s, %(at)s, %(at)s, 1 FROM {temp_name(staging)}",
        {"tenant": tx.tenant_id, "import": import_id, "at": now()},
    )


def insert_suppliers(tx: Tx, staging: str, import_id: UUID | None) -> int:
    """Adds the suppliers of ``staging`` (``SUPPLIER_COLUMNS``); how many."""
    changes.restart(tx)
    return tx.run(
        "INSERT INTO suppliers (tenant_id, id, code, name, search_text, contact_name, phone, email, lead_time_days,"
        " minimum_order, is_active, import_id, created_at, updated_at, version) SELECT %(tenant)s, id, code, name,"
        " search_text, contact_name, phone, email, coalesce(lead_time_days, 7), minimum_order, true, %(import)s,"
        f" %(at)s, %(at)s, 1 FROM {temp_name(staging)}",
        {"tenant": tx.tenant_id, "import": import_id, "at": now()},
    )


def update_suppliers(tx: Tx, staging: str) -> int:
    """Gives suppliers the values of ``staging`` (``SUPPLIER_COLUMNS``) that are not null; how many changed."""
    changes.restart(tx)
    columns = [column for column in SUPPLIER_COLUMNS if column not in {"id", "code"}]
    settings = ", ".join(f"{column} = coalesce(s.{column}, p.{column})" for column in columns)
    differs = " OR ".join(f"s.{column} IS DISTINCT FROM p.{column} AND s.{column} IS NOT NULL" for column in columns)
    return tx.run(
        f"UPDATE suppliers p SET {settings}, updated_at = %(at)s, version = p.version + 1 FROM {temp_name(staging)} s"
        f" WHERE p.tenant_id = %(tenant)s AND p.id = s.id AND ({differs})",
        {"tenant": tx.tenant_id, "at": now()},
    )


def restore_suppliers(tx: Tx, staging: str) -> int:
    """Puts back the values of ``staging`` (``SUPPLIER_COLUMNS``), nulls included; how many."""
    changes.restart(tx)
    columns = [column for column in SUPPLIER_COLUMNS if column not in {"id", "code"}]
    settings = ", ".join(f"{column} = s.{column}" for column in columns)
    return tx.run(
        f"UPDATE suppliers p SET {settings}, updated_at = %(at)s, version = p.version + 1 FROM {temp_name(staging)} s"
        " WHERE p.tenant_id = %(tenant)s AND p.id = s.id",
        {"tenant": tx.tenant_id, "at": now()},
    )


def remove_imported(tx: Tx, table: str, import_id: UUID) -> int:
    """Removes what an import created (``products``, ``suppliers``, ``categories``) and nothing else refers to;
    the rest stays. How many went."""
    changes.restart(tx)
    if table not in {"products", "suppliers", "categories"}:
        raise ValueError(f"not a table of the catalog: {table}")
    unused = unreferenced(tx, table, "t")
    return tx.run(
        f"DELETE FROM {table} t WHERE t.tenant_id = %(tenant)s AND t.import_id = %(import)s AND {unused}",
        {"tenant": tx.tenant_id, "import": import_id},
    )
