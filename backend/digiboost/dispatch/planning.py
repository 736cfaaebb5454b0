"""When a company must be looked at again because time alone changes something."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from digiboost.dispatch import repository
from digiboost.dispatch.searching import TRY_AGAIN
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.requests import service as requests


def expire(tx: Tx, at: datetime | None = None) -> list[UUID]:
    """Ends the open offers whose time is over; the requests whose wave is over with them."""
    return list(requests.expire_offers(tx, at or now()))


def waiting(tx: Tx, limit: int) -> list[UUID]:
    return repository.searching(tx, limit)


def plan(tx: Tx, at: datetime | None = None) -> datetime | None:
    """Sets the company's next moment; None when nothing waits. Called last in a transaction of its own: an offer that
    is made meanwhile comes on top of it."""
    at = at or now()
    repository.lock_watch(tx)
    found = repository.next_moment(tx)
    moments: list[datetime] = [found["expires_at"]] if found["expires_at"] is not None else []
    if found["waiting"]:
        until = found["search_until"]
        moments.append(at + TRY_AGAIN if until is None else max(at, min(at + TRY_AGAIN, until)))
    if not moments:
        repository.WATCH.drop(tx)
        return None
    repository.WATCH.set(tx, min(moments))
    return min(moments)


def forget(tx: Tx) -> list[str]:
    """The night's work for one company: telephones that are expected to answer no more."""
    repository.forget_calls(tx, now())
    return []
