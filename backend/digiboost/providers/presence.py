"""Who is there: other rooms hear it when somebody leaves or comes back, whatever the cause.

What a provider or the staff change is judged at the end of their transaction. What the clock alone changes (the first
day of an absence, the end of an away mode) has its moment per company in ``provider_watch``; a visit judges everybody
and sets the next moment. What was told last stands in the provider's row (``is_there``), so that nothing is told twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from digiboost.identity.service import company, record_audit
from digiboost.kernel import changes as feed
from digiboost.kernel.clock import now
from digiboost.kernel.db.rows import update_row
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import Invalid
from digiboost.kernel.outbox import emit
from digiboost.providers import repository
from digiboost.providers.events import ProviderBack, ProviderGone
from digiboost.providers.repository import Instant
from digiboost.providers.types import PROVIDER

_KEY, _MOVED = "50-providers", "providers.moved"


def instant(tx: Tx, at: datetime | None = None) -> Instant:
    """What the company's clock shows at ``at``, or now."""
    return Instant.of(at or now(), company(tx).time_zone)


def judge(tx: Tx, provider_id: UUID) -> None:
    """Has the provider, whose row is locked, judged at the end of the transaction."""
    tx.notes.setdefault(_MOVED, {})[provider_id] = True
    tx.before_commit(_KEY, lambda: _settle(tx))


def _settle(tx: Tx) -> None:
    ids = sorted(tx.notes.pop(_MOVED, ()))
    then = instant(tx)
    _tell(tx, then, ids)
    next_at = repository.next_moment(tx, then, company(tx).time_zone, ids)
    if next_at is not None:
        repository.WATCH.bring_forward(tx, next_at)


def visit(tx: Tx, at: datetime | None = None) -> int:
    """Tells what the clock has changed, and says when to come again; for how many it changed. May run twice."""
    if not repository.WATCH.lock(tx):
        return 0
    # Whoever changes something from here on waits for the watch, and then only brings it forward.
    then = instant(tx, at)
    changed = _tell(tx, then, repository.disagreeing(tx, then))
    next_at = repository.next_moment(tx, then, company(tx).time_zone, None)
    if next_at is None:
        repository.WATCH.drop(tx)
    else:
        repository.WATCH.set(tx, next_at)
    return changed


def tonight(tx: Tx) -> list[str]:
    """The nightly look at everybody: a company that moved to another time zone has other days."""
    repository.WATCH.bring_forward(tx, now())
    visit(tx)
    return []


def _tell(tx: Tx, then: Instant, ids: Sequence[UUID]) -> int:
    moved = repository.settle(tx, then, ids) if ids else []
    for row in moved:
        event = ProviderBack if row["is_there"] else ProviderGone
        emit(tx, event(payload={"provider_id": str(row["id"])}))
    feed.note(tx, PROVIDER, [row["id"] for row in moved])
    return len(moved)


def set_availability(
    tx: Tx, provider_id: UUID, is_available: bool, away_from: datetime | None, away_until: datetime | None
) -> None:
    """The provider's switch and away mode, as a whole: without both moments no away mode is left, and one that is over
    already (said without a network) neither. The caller has locked the provider. Raises Invalid for an end before the
    beginning."""
    at = now()
    if away_until is not None and away_from is None:
        away_from = min(at, away_until)
    if away_from is not None and away_until is not None:
        if away_until < away_from:
            raise Invalid("away_until", "hours_reversed")
        if away_until <= at:
            away_from = away_until = None
    update_row(
        tx,
        "providers",
        provider_id,
        {"is_available": is_available, "away_from": away_from, "away_until": away_until},
    )
    feed.note(tx, PROVIDER, [provider_id])
    judge(tx, provider_id)
    record_audit(
        tx, "provider.availability_set", "provider", provider_id, available=is_available, away=away_from is not None
    )
