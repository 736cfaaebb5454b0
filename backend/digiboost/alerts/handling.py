"""What people do about alerts."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from uuid import UUID

from digiboost.alerts import repository, states
from digiboost.alerts.errors import AlertResolved
from digiboost.alerts.types import Happened, Standing
from digiboost.identity.service import record_audit
from digiboost.kernel import live
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import NotFound

Change = Callable[[Standing], tuple[Standing, list[Happened]]]


def acknowledge(tx: Tx, alert_id: UUID, *, at: datetime | None = None) -> None:
    """Known: it is not told again while it lasts. Raises NotFound, AlertResolved."""
    at = at or now()
    _one(tx, alert_id, lambda alert: states.acknowledge(alert, tx.actor.user_id, at), at)
    record_audit(tx, "alert.acknowledged", "alert", alert_id)


def snooze(tx: Tx, alert_id: UUID, hours: int, *, at: datetime | None = None) -> None:
    """Quiet for so long. Raises NotFound, AlertResolved."""
    at = at or now()
    until = at + timedelta(hours=hours)
    _one(tx, alert_id, lambda alert: states.snooze(alert, tx.actor.user_id, until, at), at)
    record_audit(tx, "alert.snoozed", "alert", alert_id, hours=hours)


def _one(tx: Tx, alert_id: UUID, change: Change, at: datetime) -> None:
    repository.take_turn(tx)
    found = repository.named(tx, [alert_id])
    if not found:
        raise NotFound
    if not found[0].is_open:
        raise AlertResolved
    apply(tx, found, change, at)


def apply(tx: Tx, alerts: Collection[Standing], change: Change, at: datetime) -> None:
    """Changes alerts as a person wants it, and writes their history."""
    done = [change(alert) for alert in alerts]
    repository.save(tx, [after for before, (after, _) in zip(alerts, done, strict=True) if after != before])
    repository.note(tx, [one for _, happened in done for one in happened], at, tx.actor.user_id)
    repository.WATCH.set(tx, at)
    live.publish_after_commit(tx, "alerts", {})
