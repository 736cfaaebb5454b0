"""Offers: to whom a request is offered, what they answer, and who gets it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from digiboost.identity.service import record_audit
from digiboost.kernel import changes as feed
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import DomainError, NotFound
from digiboost.kernel.ids import new_id
from digiboost.kernel.outbox import emit
from digiboost.requests import moving, repository
from digiboost.requests import offers_repository as stored
from digiboost.requests.errors import OfferAnsweredAlready, OfferExpired, OfferTaken
from digiboost.requests.events import OfferAnswered, OfferDiscussed
from digiboost.requests.types import OFFER, AnsweredBy, By, OfferState, OfferWanted, RequestState, Step

DECLINED, QUESTION, PROPOSED = "declined", "question", "proposed"
"""Reasons of notes; the note is what the provider said."""
_OPEN = (OfferState.OPEN.value,)


def make_offers(
    tx: Tx, request_id: UUID, wanted: Sequence[OfferWanted], expires_at: datetime, by: By = By.SYSTEM
) -> list[UUID]:
    """Offers a request to these providers at once, as its next wave; the offers' ids, in order.

    Raises NotFound, MoveRefused, ValueError where nobody is named or the end is over.
    """
    at = now()
    if not wanted or expires_at <= at:
        raise ValueError("an offer has somebody to whom it is made, and time")
    row = moving.locked(tx, request_id)
    moved = moving.move(tx, row, Step(RequestState.NOTIFIED), by, changes={"wave": row["wave"] + 1})
    made = [(new_id(), one) for one in wanted]
    stored.insert_offers(tx, request_id, moved["wave"], made, expires_at, at)
    ids = [offer_id for offer_id, _ in made]
    feed.note(tx, OFFER, ids)
    return ids


def accept_offer(tx: Tx, offer_id: UUID, provider_id: UUID, via: AnsweredBy) -> dict[str, Any]:
    """Takes the request on; its row. The same answer again is answered as the first time.

    Raises NotFound where it is not theirs, OfferTaken, OfferExpired, OfferAnsweredAlready (with the present state).
    """
    offer = _theirs(tx, offer_id, provider_id)
    at = now()
    moved = stored.take(tx, offer_id, offer["request_id"], provider_id, at)
    # What the statement above saw of the offer may be older than the lock that it waited for.
    answered = None if moved is None else stored.answer(tx, offer_id, OfferState.ACCEPTED, via.value, at)
    if moved is None or answered is None:
        return _too_late(tx, offer_id)
    stored.withdraw(tx, moved["id"], _OPEN, at)
    moving.record_move(tx, {**moved, "state": RequestState.NOTIFIED.value, "stage": None}, moved, By.PROVIDER)
    _answered(tx, answered)
    return moved


def _too_late(tx: Tx, offer_id: UUID) -> dict[str, Any]:
    """What became of an offer that cannot be accepted: the request's row where it was accepted before, or the error
    that says why."""
    offer = stored.offer(tx, offer_id)
    if offer is None:
        raise NotFound
    row = moving.locked(tx, offer["request_id"])
    offer = stored.offer(tx, offer_id) or offer
    if offer["state"] == OfferState.ACCEPTED and row["provider_id"] == offer["provider_id"]:
        return row
    raise refusal(row, offer)


def refusal(row: dict[str, Any], offer: dict[str, Any]) -> DomainError:
    """Why an offer is no more to be answered."""
    state = offer["state"]
    members = {**moving.current(row), "offer_state": state}
    # Not whose it is: what others do is not for their colleagues' eyes.
    if state in (OfferState.DECLINED, OfferState.ACCEPTED):
        return OfferAnsweredAlready().expose(current=members)
    if state == OfferState.WITHDRAWN:
        return OfferTaken().expose(current=members)
    return OfferExpired().expose(current={**members, "offer_state": OfferState.EXPIRED.value})


def decline_offer(tx: Tx, offer_id: UUID, provider_id: UUID, reason: str | None, via: AnsweredBy) -> dict[str, Any]:
    """Says no; the request's row. When nobody else is asked, the search goes on. The same answer again changes
    nothing. Raises NotFound, OfferTaken, OfferExpired, OfferAnsweredAlready."""
    offer, row = _locked(tx, offer_id, provider_id)
    at = now()
    if offer["state"] == OfferState.DECLINED:
        return row
    if offer["state"] != OfferState.OPEN or offer["expires_at"] <= at:
        raise refusal(row, offer)
    answered = stored.answer(tx, offer_id, OfferState.DECLINED, via.value, at, reason)
    if answered is None:
        raise refusal(row, offer)
    repository.exclude(tx, row["id"], provider_id, None, at)
    moving.add_note(tx, row, By.PROVIDER, reason, provider_id=provider_id, reason=DECLINED)
    _answered(tx, answered)
    return back_to_search(tx, [row])[0]


def back_to_search(tx: Tx, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Locked requests, as they are once those that nobody is asked about any more are searched for again."""
    waiting = [row["id"] for row in rows if row["state"] == RequestState.NOTIFIED]
    asked = stored.still_open(tx, waiting) if waiting else set()
    return [
        moving.move(tx, row, Step(RequestState.SEARCH), By.SYSTEM)
        if row["state"] == RequestState.NOTIFIED and row["id"] not in asked
        else row
        for row in rows
    ]


def expire_offers(tx: Tx, at: datetime | None = None) -> list[UUID]:
    """Ends the offers whose moment is over; the requests whose wave is over with it, which are searched for again."""
    at = at or now()
    ids = stored.expiring(tx, at)
    if not ids:
        return []
    rows = repository.lock_requests(tx, ids)
    stored.expire(tx, ids, at)
    moving.touch(tx, ids)
    return _moved_back(rows, back_to_search(tx, rows))


def withdraw_offers_of(tx: Tx, provider_id: UUID) -> list[UUID]:
    """Takes back what is offered to somebody who is gone; the requests that are searched for again."""
    ids = stored.offered_to(tx, provider_id)
    if not ids:
        return []
    rows = repository.lock_requests(tx, ids)
    at = now()
    for row in rows:
        stored.withdraw(tx, row["id"], _OPEN, at, provider_id)
    moving.touch(tx, ids)
    return _moved_back(rows, back_to_search(tx, rows))


def _moved_back(before: Sequence[dict[str, Any]], after: Sequence[dict[str, Any]]) -> list[UUID]:
    return [new["id"] for old, new in zip(before, after, strict=True) if new["state"] != old["state"]]


def offer_seen(tx: Tx, offer_id: UUID, provider_id: UUID) -> None:
    """Raises NotFound."""
    offer = _theirs(tx, offer_id, provider_id)
    if stored.seen(tx, offer_id, now()):
        record_audit(tx, "offer.seen", "offer", offer_id)
        moving.touch(tx, [offer["request_id"]])


def propose(tx: Tx, offer_id: UUID, provider_id: UUID, moment: datetime, note: str | None) -> dict[str, Any]:
    """Another moment than the client's; the offer stays open. Raises NotFound, OfferTaken, OfferExpired,
    OfferAnsweredAlready."""
    row = _open(tx, offer_id, provider_id)
    stored.propose(tx, offer_id, moment, now())
    return _discussed(tx, row, offer_id, provider_id, note, moment)


def question(tx: Tx, offer_id: UUID, provider_id: UUID, note: str) -> dict[str, Any]:
    """Raises NotFound, OfferTaken, OfferExpired, OfferAnsweredAlready."""
    row = _open(tx, offer_id, provider_id)
    return _discussed(tx, row, offer_id, provider_id, note, None)


def _discussed(
    tx: Tx, row: dict[str, Any], offer_id: UUID, provider_id: UUID, note: str | None, moment: datetime | None
) -> dict[str, Any]:
    proposed = None if moment is None else moment.isoformat()
    word = QUESTION if moment is None else PROPOSED
    history_id = moving.add_note(tx, row, By.PROVIDER, note, provider_id=provider_id, reason=word)
    payload = {
        "request_id": row["id"], "offer_id": offer_id, "provider_id": provider_id, "history_id": history_id,
        "proposed_at": proposed,
    }  # fmt: skip
    emit(tx, OfferDiscussed(payload=payload))
    record_audit(tx, "offer.discussed", "offer", offer_id)
    return row


def set_notification(tx: Tx, offer_id: UUID, notification_id: UUID) -> None:
    """Which message carries the offer."""
    stored.set_notification(tx, offer_id, notification_id)


def offer_delivered(tx: Tx, notification_id: UUID, at: datetime) -> None:
    """A channel says that the message is there; of a message that carries no offer nothing happens."""
    request_id = stored.delivered(tx, notification_id, at)
    if request_id is not None:
        moving.touch(tx, [request_id])


def _theirs(tx: Tx, offer_id: UUID, provider_id: UUID) -> dict[str, Any]:
    offer = stored.offer(tx, offer_id)
    if offer is None or offer["provider_id"] != provider_id:
        raise NotFound
    return offer


def _locked(tx: Tx, offer_id: UUID, provider_id: UUID) -> tuple[dict[str, Any], dict[str, Any]]:
    """The offer and its request, the request locked first."""
    row = moving.locked(tx, _theirs(tx, offer_id, provider_id)["request_id"])
    offer = stored.offer(tx, offer_id, lock=True)
    if offer is None:
        raise NotFound
    return offer, row


def _open(tx: Tx, offer_id: UUID, provider_id: UUID) -> dict[str, Any]:
    offer, row = _locked(tx, offer_id, provider_id)
    if offer["state"] != OfferState.OPEN or offer["expires_at"] <= now():
        raise refusal(row, offer)
    return row


def _answered(tx: Tx, offer: dict[str, Any]) -> None:
    emit(
        tx,
        OfferAnswered(
            payload={
                "request_id": offer["request_id"],
                "offer_id": offer["id"],
                "provider_id": offer["provider_id"],
                "state": offer["state"],
            }
        ),
    )
    feed.note(tx, OFFER, [offer["id"]])
    record_audit(tx, f"offer.{offer['state']}", "offer", offer["id"], by=offer["answered_by"])
