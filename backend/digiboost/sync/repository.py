"""The SQL of the exchange with phones; what they are shown is in ``feed``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.numeric import Int8

from digiboost.kernel.db.tx import Tx, jsonb


def one_at_a_time(tx: Tx) -> None:
    """Of pushes of one company at the same time the second waits for the first: the same operation cannot be
    applied by both, and two batches in another order cannot wait for each other."""
    tx.run("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"sync/{tx.tenant_id}",))


def known(tx: Tx, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """Those of these operations that were applied: request hash and answer."""
    rows = tx.rows(
        "SELECT id, request_hash, answer FROM sync_operations WHERE tenant_id = %s AND id = ANY(%s)",
        (tx.tenant_id, list(ids)),
    )
    return {row["id"]: row for row in rows}


def keep(
    tx: Tx,
    operation_id: UUID,
    type_: str,
    *,
    sent_by: UUID | None,
    request_hash: bytes,
    answer: dict[str, Any],
    occurred_at: datetime,
    sent_at: datetime,
    received_at: datetime,
    skew_ms: int,
) -> None:
    """Goes with the commit; inside a savepoint that fails it is forgotten with the rest."""
    tx.later(
        "INSERT INTO sync_operations (tenant_id, id, user_id, sent_by, type, request_hash, answer, occurred_at,"
        " sent_at, received_at, skew_ms) VALUES (%s, %s, %s, %s, %s, %s, %s::jsonb, %s, %s, %s, %s)",
        (
            tx.tenant_id,
            operation_id,
            tx.actor.user_id,
            sent_by,
            type_,
            request_hash,
            jsonb(answer),
            occurred_at,
            sent_at,
            received_at,
            Int8(skew_ms),
        ),
    )


def forget_before(tx: Tx, moment: datetime) -> int:
    return tx.run("DELETE FROM sync_operations WHERE tenant_id = %s AND received_at < %s", (tx.tenant_id, moment))


def provider_of(tx: Tx) -> UUID | None:
    """Who the actor is among those who are sent out."""
    found: UUID | None = tx.value(
        "SELECT id FROM providers WHERE tenant_id = %s AND user_id = %s AND is_active", (tx.tenant_id, tx.actor.user_id)
    )
    return found


def version_of(tx: Tx, table: str, row_id: UUID, *, code: bool = False) -> dict[str, Any]:
    """The version that an entity has now, and its ``code`` where one may have been generated."""
    found = tx.row(
        f"SELECT version{', code' if code else ''} FROM {table} WHERE tenant_id = %s AND id = %s",
        (tx.tenant_id, row_id),
    )
    if found is None:
        raise RuntimeError("what was just written is not there")
    return found
