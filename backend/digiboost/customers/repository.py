"""The SQL of customers."""

from __future__ import annotations

from uuid import UUID

from digiboost.kernel.db.tx import Tx

CUSTOMER = {
    "id": "c.id",
    "name": "c.name",
    "phone": "c.phone",
    "email": "c.email",
    "address": "c.address",
    "note": "c.note",
    "credit_limit": "c.credit_limit",
    "version": "c.version",
}


def exists(tx: Tx, customer_id: UUID) -> bool:
    return bool(tx.value("SELECT true FROM customers WHERE tenant_id = %s AND id = %s", (tx.tenant_id, customer_id)))


def delete(tx: Tx, customer_id: UUID, condition: str) -> bool:
    """``condition`` is on the row under the alias ``r``."""
    return bool(
        tx.run(f"DELETE FROM customers r WHERE tenant_id = %s AND id = %s AND {condition}", (tx.tenant_id, customer_id))
    )
