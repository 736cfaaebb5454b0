"""A mission that changes hands: given back by who has it, or given to somebody by the company."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from digiboost.identity.service import record_audit
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import Invalid, NotFound
from digiboost.kernel.ids import new_id
from digiboost.requests import moving, offering, repository, searching
from digiboost.requests import offers_repository as stored
from digiboost.requests.errors import MoveRefused
from digiboost.requests.types import UNDER_WAY, By, OfferState, OfferWanted, RequestState, Step

FOR_THE_RECORD = timedelta(minutes=1)
"""An offer that an operator accepts at once has an end like every other."""
_GIVEN = (RequestState.ACCEPTED, RequestState.ENROUTE)
"""From here a mission may still be given back."""


def give_back(tx: Tx, request_id: UUID, by: By, reason: str) -> dict[str, Any]:
    """Looks for somebody else; who had it is not asked again. Raises NotFound, MoveRefused."""
    return give_back_locked(tx, moving.locked(tx, request_id), by, reason)


def give_back_locked(tx: Tx, row: dict[str, Any], by: By, reason: str, **event: Any) -> dict[str, Any]:
    """``event``: what a phone says of it, as ``moving.move`` takes it."""
    provider_id = row["provider_id"]
    nobody = {"provider_id": None, "accepted_at": None, "enroute_at": None, "search_until": None, "wave": 0}
    if row["state"] not in _GIVEN or provider_id is None:
        raise MoveRefused().expose(current=moving.current(row))
    moved = moving.move(
        tx, row, Step(RequestState.SEARCH), by, provider_id=provider_id, reason=reason, changes=nobody, **event
    )
    at = now()
    stored.withdraw(tx, row["id"], (OfferState.ACCEPTED.value,), at)
    repository.exclude(tx, row["id"], provider_id, reason, at)
    return moved


def assign(tx: Tx, request_id: UUID, provider_id: UUID) -> dict[str, Any]:
    """Gives a request to a provider without asking them; the row. Who had it before is not asked again.

    Raises NotFound, MoveRefused, PlaceMissing, ServiceGone, Invalid for a provider who is not active.
    """
    provider = repository.provider_facts(tx, provider_id)
    if provider is None:
        raise NotFound
    if not provider["is_active"]:
        raise Invalid("provider_id", "provider_not_active")
    row = moving.locked(tx, request_id)
    if row["provider_id"] == provider_id and row["state"] in UNDER_WAY:
        return row
    if row["state"] in _GIVEN:
        row = give_back_locked(tx, row, By.OPERATOR, "reassigned")
    if row["state"] in (RequestState.RECEIVED, RequestState.NO_PROVIDER):
        row = searching.begin_search(tx, request_id, None, By.OPERATOR)
    at = now()
    wanted = OfferWanted(provider_id, 1, 100.0)
    if row["state"] == RequestState.SEARCH:
        (offer_id,) = offering.make_offers(tx, request_id, [wanted], at + FOR_THE_RECORD, By.OPERATOR)
        row = moving.locked(tx, request_id)
    else:
        moving.require_move(row, Step(RequestState.ACCEPTED), By.OPERATOR)
        offer_id = _offer_in(tx, row, wanted)
    stored.assign(tx, offer_id, at)
    stored.withdraw(tx, request_id, (OfferState.OPEN.value,), at)
    moved = moving.move(
        tx, row, Step(RequestState.ACCEPTED), By.OPERATOR, provider_id=provider_id, changes={"provider_id": provider_id}
    )
    record_audit(tx, "request.assigned", "request", request_id, provider_id=str(provider_id))
    return moved


def _offer_in(tx: Tx, row: dict[str, Any], wanted: OfferWanted) -> UUID:
    """The provider's offer in the wave that is under way: the open one, or one more."""
    offer = stored.offer_of(tx, row["id"], wanted.provider_id)
    if offer is not None:
        found: UUID = offer["id"]
        return found
    at = now()
    made = new_id()
    stored.insert_offers(tx, row["id"], row["wave"], [(made, wanted)], at + FOR_THE_RECORD, at)
    return made
