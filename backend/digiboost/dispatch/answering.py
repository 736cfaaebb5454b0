"""Offers as they are answered by WhatsApp or SMS: which one is meant, and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from digiboost.dispatch import repository
from digiboost.dispatch.telling import LATE_ANSWERS
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.providers import service as providers
from digiboost.requests import service as requests
from digiboost.requests.types import AnsweredBy, OfferState


@dataclass(frozen=True, slots=True)
class Asked:
    """An offer that somebody was sent, as it stands."""

    offer_id: UUID
    provider_id: UUID
    notification_id: UUID | None
    number: int
    headline: str
    state: OfferState
    expires_at: datetime
    created_at: datetime

    def is_open(self, at: datetime) -> bool:
        return self.state is OfferState.OPEN and at < self.expires_at


def asked(tx: Tx, user_id: UUID) -> list[Asked]:
    """What this person was offered lately, the newest first; empty for who is no provider."""
    provider_id = providers.provider_of(tx, user_id)
    if provider_id is None:
        return []
    rows = repository.recent_offers(tx, provider_id, now() - LATE_ANSWERS)
    return [
        Asked(
            offer_id=row["id"],
            provider_id=provider_id,
            notification_id=row["notification_id"],
            number=row["number"],
            headline=", ".join(part for part in (row["service_name"], row["zone_name"]) if part),
            state=OfferState(row["state"]),
            expires_at=row["expires_at"],
            created_at=row["created_at"],
        )
        for row in rows
    ]


def accept(tx: Tx, one: Asked, via: AnsweredBy) -> dict[str, Any]:
    """Takes the offer; the request as it is then, with its client. Raises OfferTaken, OfferExpired."""
    requests.accept_offer(tx, one.offer_id, one.provider_id, via)
    row = repository.of_offer(tx, one.offer_id)
    if row is None:
        raise RuntimeError("an offer has its request")
    return row


def decline(tx: Tx, one: Asked, via: AnsweredBy) -> None:
    """Raises OfferTaken, OfferExpired."""
    requests.decline_offer(tx, one.offer_id, one.provider_id, None, via)


def callers(tx: Tx, phone: str) -> list[tuple[UUID, UUID]]:
    """(company, person) of each who was sent an offer to this telephone lately, of every company: who answers from it
    answers for them. A worker's question."""
    return [(row["company_id"], row["user_id"]) for row in repository.calls(tx, phone, now())]
