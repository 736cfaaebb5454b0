"""One request as tracking knows it, somebody's requests, and whether the engine keeps up."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from digiboost.kernel.auth import Scope
from digiboost.kernel.clock import now
from digiboost.kernel.db.rows import find_row
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import NotFound
from digiboost.providers import service as providers
from digiboost.tracking import foreseeing, listings, repository
from digiboost.tracking.schemas import TrackedDetailOut, TrackingHealthOut

PATIENCE = timedelta(minutes=1)
"""What is due longer than this was forgotten."""


def tracked(tx: Tx, request_id: UUID) -> TrackedDetailOut:
    """Raises NotFound."""
    found = listings.tracked(tx, request_id)
    return TrackedDetailOut.model_validate({**found, "prediction": foreseeing.prediction(tx, request_id)})


def of_person(tx: Tx, user_id: UUID, *, open_only: bool, cursor: str | None, limit: int) -> bytes:
    """A customer's requests, a provider's missions, or what a colleague opened. Who may not read requests reads their
    own alone. Raises NotFound."""
    if not tx.actor.may(Scope.REQUESTS_READ) and user_id != tx.actor.user_id:
        raise NotFound
    if (provider_id := providers.provider_of(tx, user_id)) is not None:
        column, whose = "provider_id", provider_id
    elif find_row(tx, "customers", user_id) is not None:
        column, whose = "customer_id", user_id
    elif find_row(tx, "users", user_id) is not None:
        column, whose = "user_id", user_id
    else:
        raise NotFound
    return listings.of_person(tx, column, whose, open_only=open_only, cursor=cursor, limit=limit)


def health(tx: Tx) -> TrackingHealthOut:
    at = now()
    found, next_at = repository.counts(tx, at), repository.next_look(tx)
    behind = timedelta(0) if next_at is None else max(at - next_at, timedelta(0))
    return TrackingHealthOut(
        status="late" if behind > PATIENCE else "ok",
        next_at=next_at,
        behind_seconds=int(behind.total_seconds()),
        **found,
    )
