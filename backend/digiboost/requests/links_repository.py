"""The SQL of addresses and reviews."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from digiboost.kernel.db.tx import Tx


def active(tx: Tx, request_id: UUID, at: datetime) -> dict[str, Any] | None:
    return tx.row(
        "SELECT id, expires_at FROM request_links WHERE tenant_id = %s AND request_id = %s AND revoked_at IS NULL"
        " AND expires_at > %s ORDER BY created_at DESC, id DESC LIMIT 1",
        (tx.tenant_id, request_id, at),
    )


def insert(
    tx: Tx, link_id: UUID, request_id: UUID, token_hash: bytes, created_at: datetime, expires_at: datetime
) -> None:
    tx.run(
        "INSERT INTO request_links (tenant_id, id, request_id, token_hash, created_at, expires_at)"
        " VALUES (%s, %s, %s, %s, %s, %s)",
        (tx.tenant_id, link_id, request_id, token_hash, created_at, expires_at),
    )


def revoke(tx: Tx, request_id: UUID, at: datetime) -> int:
    return tx.run(
        "UPDATE request_links SET revoked_at = %s WHERE tenant_id = %s AND request_id = %s AND revoked_at IS NULL",
        (at, tx.tenant_id, request_id),
    )


def request_behind(tx: Tx, token_hash: bytes, at: datetime) -> UUID | None:
    found: UUID | None = tx.value(
        "SELECT request_id FROM request_links WHERE tenant_id = %s AND token_hash = %s AND revoked_at IS NULL"
        " AND expires_at > %s",
        (tx.tenant_id, token_hash, at),
    )
    return found


def is_reviewed(tx: Tx, request_id: UUID) -> bool:
    return bool(
        tx.value(
            "SELECT EXISTS (SELECT FROM reviews WHERE tenant_id = %s AND request_id = %s)", (tx.tenant_id, request_id)
        )
    )


def add_review(tx: Tx, request_id: UUID, provider_id: UUID, stars: int, comment: str | None, at: datetime) -> None:
    tx.run(
        "INSERT INTO reviews (tenant_id, request_id, provider_id, stars, comment, created_at)"
        " VALUES (%s, %s, %s, %s, %s, %s)",
        (tx.tenant_id, request_id, provider_id, stars, comment, at),
    )
