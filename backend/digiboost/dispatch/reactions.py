"""What follows from what other rooms tell; run by a worker, once each."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from digiboost.dispatch import redirecting, repository, searching
from digiboost.dispatch.types import VISIT, VISIT_QUEUE
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.events import Reaction
from digiboost.kernel.jobs import wake
from digiboost.notifications import service as notifications
from digiboost.notifications.events import MessageArrived
from digiboost.notifications.types import Kind
from digiboost.providers.events import ProviderBack, ProviderGone
from digiboost.requests import service as requests
from digiboost.requests.events import OfferAnswered, RequestMoved, RequestOpened
from digiboost.requests.types import By, OfferState, RequestState

FREED = frozenset({RequestState.COMPLETED, RequestState.CANCELLED, RequestState.SEARCH})
"""Who had a request that went there has a hand free."""
CLOSED = frozenset({RequestState.ACCEPTED, RequestState.CANCELLED})
"""Nobody else needs to hear of its offers."""


def opened(tx: Tx, payload: dict[str, Any]) -> None:
    searching.attempt(tx, UUID(payload["request_id"]))


def moved(tx: Tx, payload: dict[str, Any]) -> None:
    """All declined, or it was given back, or asked for once more: the next are asked. Whoever has a hand free may be
    asked for what waits."""
    request_id, to_state = UUID(payload["request_id"]), RequestState(payload["to_state"])
    if to_state is RequestState.SEARCH:
        searching.attempt(tx, request_id)
    if to_state in CLOSED:
        forget_messages(tx, request_id)
    if to_state in FREED and payload.get("provider_id") is not None:
        look_at_what_waits(tx)


def concerns(payload: dict[str, Any]) -> bool:
    """Not what a search itself moves: it knows."""
    if payload["to_state"] == RequestState.SEARCH:
        return bool(payload["from_state"] != RequestState.RECEIVED or payload["by"] != By.SYSTEM)
    return payload["to_state"] in CLOSED | FREED


def declined(tx: Tx, payload: dict[str, Any]) -> None:
    forget_messages(tx, UUID(payload["request_id"]))


def gone(tx: Tx, payload: dict[str, Any]) -> None:
    redirecting.redirect(tx, UUID(payload["provider_id"]))


def back(tx: Tx, payload: dict[str, Any]) -> None:
    look_at_what_waits(tx)


def arrived(tx: Tx, payload: dict[str, Any]) -> None:
    """An offer is there: from now on it counts."""
    if payload["kind"] == Kind.OFFER:
        requests.offer_delivered(tx, UUID(payload["notification_id"]), datetime.fromisoformat(payload["at"]))


def look_at_what_waits(tx: Tx) -> None:
    if repository.searching(tx, 1):
        repository.look_by(tx, now())
        wake(tx, VISIT, tx.tenant_id, queue=VISIT_QUEUE)


def forget_messages(tx: Tx, request_id: UUID) -> None:
    """No second channel for an offer that somebody answered, or that somebody else took."""
    notifications.withdraw(tx, repository.closed_messages(tx, request_id))


REACTIONS = [
    Reaction("dispatch.search", RequestOpened.type, opened, queue="messages"),
    Reaction("dispatch.moved", RequestMoved.type, moved, queue="messages", concerns=concerns),
    Reaction(
        "dispatch.declined",
        OfferAnswered.type,
        declined,
        queue="messages",
        concerns=lambda payload: payload["state"] == OfferState.DECLINED,
    ),
    Reaction("dispatch.redirect", ProviderGone.type, gone, queue="messages"),
    Reaction("dispatch.back", ProviderBack.type, back, queue="messages"),
    Reaction("dispatch.arrived", MessageArrived.type, arrived, queue="messages"),
]
