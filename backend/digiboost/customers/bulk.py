"""Customers by the thousand, set-wise, in the caller's transaction."""

from __future__ import annotations

from uuid import UUID

from digiboost.kernel import changes
from digiboost.kernel.clock import now
from digiboost.kernel.db.bulk import temp_name, unreferenced
from digiboost.kernel.db.tx import Tx

CUSTOMER_COLUMNS = {
    "id": "uuid", "code": "text", "name": "text", "name_key": "text", "search_text": "text", "phone": "text",
    "credit_limit": "bigint",
}  # fmt: skip


def insert_customers(tx: Tx, staging: str, import_id: UUID | None) -> int:
    """Adds the customers of ``staging`` (``CUSTOMER_COLUMNS``); how many."""
    changes.restart(tx)
    return tx.run(
        "INSERT INTO customers (tenant_id, id, code, name, name_key, search_text, phone, credit_limit,"
        " is_active, import_id, created_at, updated_at, version) SELECT %(tenant)s, id, code, name, name_key,"
        f" search_text, phone, credit_limit, true, %(import)s, %(at)s, %(at)s, 1 FROM {temp_name(staging)}",
        {"tenant": tx.tenant_id, "import": import_id, "at": now()},
    )


def remove_imported(tx: Tx, import_id: UUID) -> int:
    """Removes the customers that an import created and nothing else refers to; how many."""
    changes.restart(tx)
    unused = unreferenced(tx, "customers", "t")
    return tx.run(
        f"DELETE FROM customers t WHERE t.tenant_id = %(tenant)s AND t.import_id = %(import)s AND {unused}",
        {"tenant": tx.tenant_id, "import": import_id},
    )
