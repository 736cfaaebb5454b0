"""Tills by the dozen, set-wise, in the caller's transaction: what a demo company counted in its last weeks."""

from __future__ import annotations

from digiboost.kernel.db.bulk import temp_name
from digiboost.kernel.db.tx import Tx
from digiboost.sales.closing_repository import sums

MOVE_COLUMNS = {
    "id": "uuid", "type": "text", "amount": "bigint", "reason": "text", "occurred_at": "timestamptz",
    "received_at": "timestamptz", "day": "date", "user_id": "uuid",
}  # fmt: skip
CLOSING_COLUMNS = {
    "id": "uuid", "day": "date", "user_id": "uuid", "closed_by": "uuid", "opening_float": "bigint",
    "difference": "bigint", "note": "text", "closed_at": "timestamptz", "received_at": "timestamptz",
}  # fmt: skip
"""``difference`` is counted - expected; a null ``user_id`` is the whole shop's till."""


def record_moves(tx: Tx, staging: str) -> int:
    """Notes money put into tills or taken out (``MOVE_COLUMNS``); how many."""
    columns = ", ".join(MOVE_COLUMNS)
    return tx.run(
        f"INSERT INTO cash_moves (tenant_id, {columns}) SELECT %(tenant)s, {columns} FROM {temp_name(staging)}",
        {"tenant": tx.tenant_id},
    )


def record_closings(tx: Tx, staging: str) -> int:
    """States what was counted in tills (``CLOSING_COLUMNS``), each expected by all of its day that had happened when
    it was closed and is recorded here; how many. What arrived after a closing must not be recorded yet."""
    return tx.run(
        "INSERT INTO cash_closings (tenant_id, id, day, user_id, closed_by, opening_float, expected, counted,"
        " difference, note, closed_at, received_at, details) SELECT %(tenant)s, c.id, c.day, c.user_id, c.closed_by,"
        " c.opening_float, c.opening_float + t.cash, c.opening_float + t.cash + c.difference, c.difference, c.note,"
        f" c.closed_at, c.received_at, to_jsonb(t) FROM {temp_name(staging)} c"
        f" CROSS JOIN LATERAL ({sums('c.day', 'c.user_id', 'c.closed_at')}) t",
        {"tenant": tx.tenant_id},
    )
