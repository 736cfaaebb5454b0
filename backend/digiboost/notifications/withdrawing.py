"""What has no point any more is not sent: a channel that still waits for its turn does not get one."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from digiboost.kernel.db.tx import Tx
from digiboost.notifications.ladder import locked
from digiboost.notifications.types import SendState


def withdraw(tx: Tx, notification_ids: Collection[UUID]) -> int:
    """Cancels the sends of these messages that were not begun; how many. What is on its way arrives."""
    rows = tx.rows(
        "SELECT DISTINCT ON (notification_id) id FROM notification_sends WHERE tenant_id = %s"
        " AND notification_id = ANY(%s) AND state IN ('waiting', 'held') ORDER BY notification_id, id",
        (tx.tenant_id, sorted(notification_ids)),
    )
    cancelled = 0
    for row in rows:
        ladder = locked(tx, row["id"])
        if ladder is None:
            continue
        for rung in ladder.rungs.values():
            # One that was tried and waits to be tried again may have been taken after all: its report is still read.
            if rung.state in {SendState.WAITING, SendState.HELD}:
                ladder.event(rung, "cancelled")
                ladder.end(rung, SendState.CANCELLED)
                cancelled += 1
        ladder.save()
    return cancelled
