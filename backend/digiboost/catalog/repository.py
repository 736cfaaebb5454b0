"""The SQL of the catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from digiboost.kernel.db.tx import Tx

CATEGORY = {"id": "c.id", "name": "c.name", "description": "c.description", "version": "c.version"}
SUPPLIER = {
    "id": "s.id",
    "code": "s.code",
    "name": "s.name",
    "contact_name": "s.contact_name",
    "phone": "s.phone",
    "email": "s.email",
    "lead_time_days": "s.lead_time_days",
    "minimum_order": "s.minimum_order",
    "is_active": "s.is_active",
    "version": "s.version",
}


def product_facts(tx: Tx, product_ids: Sequence[UUID]) -> list[dict[str, Any]]:
    return tx.rows(
        "SELECT id, code, name, unit, sale_price, purchase_price, is_active, pack_size FROM products"
        " WHERE tenant_id = %s AND id = ANY(%s)",
        (tx.tenant_id, list(product_ids)),
    )


def supplier_facts(tx: Tx, supplier_ids: Sequence[UUID]) -> list[dict[str, Any]]:
    return tx.rows(
        "SELECT id, code, name, contact_name, phone, email, lead_time_days, minimum_order, is_active FROM suppliers"
        " WHERE tenant_id = %s AND id = ANY(%s)",
        (tx.tenant_id, list(supplier_ids)),
    )


def next_code(tx: Tx, table: str, prefix: str) -> str:
    """The number after the highest generated code, like P-0042. Who generates one at the same time waits."""
    tx.run("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"{table}/{tx.tenant_id}",))
    highest = tx.value(
        f"SELECT max(substr(code, {len(prefix) + 1})::bigint) FROM {table} WHERE tenant_id = %s AND code ~ %s",
        (tx.tenant_id, f"^{prefix}[0-9]{{1,9}}$"),
    )
    return f"{prefix}{(highest or 0) + 1:04d}"


def exists(tx: Tx, table: str, row_id: UUID) -> bool:
    return bool(tx.value(f"SELECT true FROM {table} WHERE tenant_id = %s AND id = %s", (tx.tenant_id, row_id)))


def products_in_category(tx: Tx, category_id: UUID) -> int:
    return int(
        tx.value("SELECT count(*) FROM products WHERE tenant_id = %s AND category_id = %s", (tx.tenant_id, category_id))
    )


def delete(tx: Tx, table: str, row_id: UUID, condition: str = "true") -> bool:
    """``condition`` is on the row under the alias ``r``."""
    return bool(
        tx.run(f"DELETE FROM {table} r WHERE tenant_id = %s AND id = %s AND {condition}", (tx.tenant_id, row_id))
    )
