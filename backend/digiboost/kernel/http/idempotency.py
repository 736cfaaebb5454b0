"""``Idempotency-Key``: the key, the effect and the answer are one transaction.

Of racing requests the first inserts the key and the others wait for its commit; they then find the
stored answer. The same key with another request is an error, never another effect.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from fastapi import Response

from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import Conflict, DomainError, IdempotencyMismatch


class IdempotencyKeyInvalid(DomainError):
    status, code = 422, "idempotency_key_invalid"


@dataclass(frozen=True)
class Key:
    text: str
    request_hash: bytes


class Replay(Exception):
    """The request was answered before; ``response`` is that answer."""

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.response = response


def read_key(text: str, method: str, path: str, body: bytes) -> Key:
    if not 8 <= len(text) <= 200 or not text.isascii() or not text.isprintable():
        raise IdempotencyKeyInvalid
    return Key(text, hashlib.sha256(f"{method} {path}\n".encode() + body).digest())


def claim(tx: Tx, key: Key) -> None:
    """Takes the key for this transaction. Raises Replay or IdempotencyMismatch when it is taken."""
    taken = tx.run(
        "INSERT INTO idempotency_keys (tenant_id, key, request_hash, created_at) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT DO NOTHING",
        (tx.tenant_id, key.text, key.request_hash, now()),
    )
    if taken:
        return
    stored = tx.row(
        "SELECT request_hash, status, body FROM idempotency_keys WHERE tenant_id = %s AND key = %s",
        (tx.tenant_id, key.text),
    )
    if stored is None:
        # Dropped as too old between the two statements: the caller may try again.
        raise Conflict
    if bytes(stored["request_hash"]) != key.request_hash:
        raise IdempotencyMismatch
    raise Replay(
        Response(
            stored["body"] or None,
            status_code=stored["status"],
            media_type="application/json" if stored["body"] else None,
            headers={"Idempotent-Replay": "true", "Cache-Control": "private, no-cache"},
        )
    )


def keep(tx: Tx, key: Key, response: Response) -> None:
    """Stores the answer beside its effect, with the commit."""
    tx.later(
        "UPDATE idempotency_keys SET status = %s, body = %s WHERE tenant_id = %s AND key = %s",
        (response.status_code, bytes(response.body).decode(), tx.tenant_id, key.text),
    )
