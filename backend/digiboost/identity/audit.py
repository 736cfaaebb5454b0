"""The audit chain: who changed what, insert-only, each entry hashed with the one before.

Details name fields and ids, never a person's data: an erasure must leave nothing behind.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any
from uuid import UUID

from digiboost.identity import repository
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx


def record(tx: Tx, action: str, subject_type: str, subject_id: UUID | str, **details: Any) -> None:
    """Notes one write; it is chained at the end of the transaction, when the head is locked shortly. On a shared
    phone the details name who signed in besides who acted; of what somebody did by message they name the channel
    (``via`` among the transaction's notes)."""
    actor = tx.actor
    if "via" in tx.notes:
        details["via"] = tx.notes["via"]
    if actor.opener_id is not None and actor.opener_id != actor.user_id:
        details["opened_by"] = str(actor.opener_id)
    entries = tx.notes.setdefault("audit", [])
    entries.append(
        {
            "user_id": actor.user_id,
            "action": action,
            "subject_type": subject_type,
            "subject_id": str(subject_id),
            "details": details,
        }
    )
    tx.before_commit("90-audit", lambda: _flush(tx))


def _flush(tx: Tx) -> None:
    at = now()
    for entry in tx.notes.pop("audit", []):
        repository.append_audit(tx, at, entry, _payload(at.isoformat(), entry))


def _payload(at: str, entry: dict[str, Any]) -> str:
    whole = {"at": at, **entry}
    return json.dumps(whole, sort_keys=True, default=str, ensure_ascii=False, separators=(",", ":"))


def first_broken_entry(tx: Tx) -> int | None:
    """The number of the first entry that was tampered with or is missing; None when the chain is whole."""
    entries, head = repository.audit_chain(tx)
    previous = b""
    for expected, entry in enumerate(entries, start=1):
        if entry["seq"] != expected:
            return expected
        previous = hashlib.sha256(previous + entry["payload"].encode()).digest()
        stored = {key: entry[key] for key in ("user_id", "action", "subject_type", "subject_id", "details")}
        rewritten = _payload(entry["at"].isoformat(), stored)
        if not hmac.compare_digest(previous, bytes(entry["hash"])) or rewritten != entry["payload"]:
            return expected
    if head is None:
        return None if not entries else 1
    if head["seq"] != len(entries) or bytes(head["hash"]) != previous:
        return len(entries) + 1
    return None
