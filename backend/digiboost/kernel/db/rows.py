"""Single rows of tenant tables, read and written by plain SQL through psycopg.

An ORM flush that fails ends the whole transaction; a statement that fails here ends its savepoint alone,
so that one bad row of a batch does not take the others with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from psycopg import errors as pg

from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import DomainError


def find_row(tx: Tx, table: str, row_id: UUID, *, lock: bool = False) -> dict[str, Any] | None:
    """The tenant's row, or None; with ``lock`` it waits for whoever is changing it."""
    return tx.row(
        f"SELECT * FROM {table} WHERE tenant_id = %s AND id = %s{' FOR NO KEY UPDATE' if lock else ''}",
        (tx.tenant_id, row_id),
    )


def insert_row(tx: Tx, table: str, values: Mapping[str, Any]) -> None:
    """A new entity at version 1; ``values`` are columns other than tenant, times and version."""
    at = now()
    columns = {"tenant_id": tx.tenant_id, **values, "created_at": at, "updated_at": at, "version": 1}
    tx.run(
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(['%s'] * len(columns))})",
        list(columns.values()),
    )


def update_row(tx: Tx, table: str, row_id: UUID, changes: Mapping[str, Any]) -> None:
    """Changes an entity and moves its version on."""
    assignments = "".join(f"{column} = %s, " for column in changes)
    tx.run(
        f"UPDATE {table} SET {assignments}updated_at = %s, version = version + 1 WHERE tenant_id = %s AND id = %s",
        (*changes.values(), now(), tx.tenant_id, row_id),
    )


@contextmanager
def refusing_duplicates(errors: Mapping[str, type[DomainError]]) -> Iterator[None]:
    """Turns the violation of a unique constraint into the error that is listed under its name."""
    try:
        yield
    except pg.UniqueViolation as error:
        known = errors.get(error.diag.constraint_name or "")
        if known is None:
            raise
        raise known from error
