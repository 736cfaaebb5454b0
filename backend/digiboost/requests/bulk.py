"""Requests by the thousand, with all that happened to them, set-wise, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from digiboost.kernel import changes
from digiboost.kernel.db.bulk import insert_rows
from digiboost.kernel.db.tx import Tx

Rows = Sequence[Mapping[str, Any]]


def insert_requests(tx: Tx, *, requests: Rows, history: Rows, offers: Rows, reviews: Rows) -> None:
    """Adds rows as the tables hold them; the next request gets the number after the highest."""
    insert_rows(
        tx,
        "requests",
        [{**row, "created_at": row["opened_at"], "updated_at": row["state_at"], "version": 1} for row in requests],
    )
    insert_rows(tx, "status_history", history)
    insert_rows(tx, "offers", [{**row, "updated_at": row["created_at"], "version": 1} for row in offers])
    insert_rows(tx, "reviews", reviews)
    highest = max((row["number"] for row in requests), default=0)
    tx.run(
        "INSERT INTO request_counters AS c (tenant_id, next_number) VALUES (%s, %s) ON CONFLICT (tenant_id)"
        " DO UPDATE SET next_number = greatest(c.next_number, excluded.next_number)",
        (tx.tenant_id, highest + 1),
    )
    changes.restart(tx)
