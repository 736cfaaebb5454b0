"""When each company must be looked at because time alone may have changed something."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from digiboost.kernel.db.tx import Tx


@dataclass(frozen=True, slots=True)
class Watch:
    """A platform table of (``company_id``, ``next_at``)."""

    table: str

    def set(self, tx: Tx, next_at: datetime) -> None:
        """The company of this transaction is due then."""
        tx.run(
            f"INSERT INTO {self.table} (company_id, next_at) VALUES (%s, %s)"
            " ON CONFLICT (company_id) DO UPDATE SET next_at = excluded.next_at",
            (tx.tenant_id, next_at),
        )

    def bring_forward(self, tx: Tx, next_at: datetime) -> None:
        """The company of this transaction is due then, or earlier as it was."""
        tx.run(
            f"INSERT INTO {self.table} AS w (company_id, next_at) VALUES (%s, %s)"
            " ON CONFLICT (company_id) DO UPDATE SET next_at = least(w.next_at, excluded.next_at)",
            (tx.tenant_id, next_at),
        )

    def lock(self, tx: Tx) -> bool:
        """Makes whoever brings the moment forward wait for this transaction; False when nothing is awaited."""
        return bool(tx.value(f"SELECT true FROM {self.table} WHERE company_id = %s FOR UPDATE", (tx.tenant_id,)))

    def drop(self, tx: Tx) -> None:
        """The company of this transaction is due no more."""
        tx.run(f"DELETE FROM {self.table} WHERE company_id = %s", (tx.tenant_id,))

    def take_due(self, tx: Tx, at: datetime, again_at: datetime, limit: int) -> list[UUID]:
        """The companies whose moment has come, for a worker; each is due again later, in case nobody gets to it."""
        rows = tx.rows(
            f"UPDATE {self.table} SET next_at = %s WHERE company_id IN (SELECT company_id FROM {self.table}"
            " WHERE next_at <= %s ORDER BY next_at LIMIT %s FOR UPDATE SKIP LOCKED) RETURNING company_id",
            (again_at, at, limit),
        )
        return [row["company_id"] for row in rows]
