"""The search for somebody: waves of offers, one after the other, until somebody accepts or it is given up.

Whoever searches holds the request's row, so that two runs at once (an event and the clock, say) make one wave. A run
looks at how things stand and does what is due; running it once more changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from digiboost.dispatch import choosing, repository, telling
from digiboost.dispatch.choosing import Choice
from digiboost.dispatch.settings import settings_of
from digiboost.dispatch.types import Outcome, Ranked, Settings
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import NotFound
from digiboost.requests import service as requests
from digiboost.requests.errors import PlaceMissing, ServiceGone
from digiboost.requests.types import AnsweredBy, OfferWanted, RequestState, Urgency

TRY_AGAIN = timedelta(seconds=60)
"""A search with nobody to ask is tried again: hours begin, missions end."""
SHORTEST_OFFER = timedelta(seconds=30)
_BEGINNING = frozenset({RequestState.RECEIVED, RequestState.SEARCH})


@dataclass(frozen=True, slots=True)
class Run:
    outcome: Outcome
    offers: int = 0


def search(tx: Tx, request_id: UUID, *, at: datetime | None = None) -> Run:
    """Does what is due for a request. Raises NotFound, PlaceMissing, ServiceGone."""
    at = at or now()
    request = repository.request(tx, request_id, lock=True)
    if request is None:
        raise NotFound
    state = RequestState(request["state"])
    if state is RequestState.NOTIFIED:
        return Run(Outcome.WAITING)
    if state not in _BEGINNING:
        return Run(Outcome.NOT_SEARCHING)
    settings = settings_of(tx)
    until, wave = _begun(tx, request, settings, at)
    if at >= until or wave >= settings.waves:
        requests.give_up(tx, request_id)
        return Run(Outcome.GIVEN_UP)
    choice = choosing.choose(tx, request, settings, at)
    if not choice.ranked and not choice.somebody_may_come:
        requests.give_up(tx, request_id)
        return Run(Outcome.GIVEN_UP)
    if not choice.ranked:
        repository.look_by(tx, min(at + TRY_AGAIN, until))
        return Run(Outcome.WAITING)
    return _offer(tx, request, choice, settings, at, until)


def attempt(tx: Tx, request_id: UUID, *, at: datetime | None = None) -> Run:
    """The same for a worker: a request that cannot be searched for waits for somebody to correct it. Raises
    NotFound."""
    try:
        return search(tx, request_id, at=at)
    except (PlaceMissing, ServiceGone):
        # Nothing was written yet: it is looked at before a search begins.
        return Run(Outcome.NOT_SEARCHING)


def _begun(tx: Tx, request: dict[str, Any], settings: Settings, at: datetime) -> tuple[datetime, int]:
    """Until when this search goes on, and how many waves it had; begins it where it did not. One that was given back,
    or asked for once more, has no end yet and no wave."""
    until: datetime | None = request["search_until"]
    if until is None or request["state"] == RequestState.RECEIVED:
        until = at + timedelta(minutes=settings.search_minutes)
        requests.begin_search(tx, request["id"], until)
    return until, request["wave"]


def _offer(tx: Tx, request: dict[str, Any], choice: Choice, settings: Settings, at: datetime, until: datetime) -> Run:
    familiar = _familiar(tx, request, choice)
    wave = [familiar] if familiar is not None else choice.ranked[: settings.wave_size]
    expires_at = expiry(request, settings, at, until)
    wanted = [
        OfferWanted(
            provider_id=one.provider_id,
            rank=place,
            score=one.score,
            reasons=[
                {"code": reason.code.value, "points": reason.points, "value": reason.value} for reason in one.reasons
            ],
        )
        for place, one in enumerate(wave, 1)
    ]
    offers = requests.make_offers(tx, request["id"], wanted, expires_at)
    if familiar is not None:
        requests.accept_offer(tx, offers[0], familiar.provider_id, AnsweredBy.AUTO)
        telling.assigned(tx, request, familiar, offers[0])
        return Run(Outcome.ACCEPTED, 1)
    told = repository.told_of_offers(tx, [one.provider_id for one in wave])
    for one, offer_id in zip(wave, offers, strict=True):
        telling.offer(tx, request, one, offer_id, expires_at, by_message=one.provider_id in told)
    repository.look_by(tx, expires_at)
    return Run(Outcome.OFFERED, len(offers))


def expiry(request: dict[str, Any], settings: Settings, at: datetime, until: datetime) -> datetime:
    """An offer holds as long as the company says, and not longer than the search, but long enough to be read."""
    seconds = settings.offer_seconds if request["urgency"] == Urgency.NORMAL else settings.urgent_offer_seconds
    return max(min(at + timedelta(seconds=seconds), until), at + SHORTEST_OFFER)


def _familiar(tx: Tx, request: dict[str, Any], choice: Choice) -> Ranked | None:
    """The best of those who served this client before and take what they ask for without being asked."""
    for one in choice.ranked:
        if one.candidate.auto_accepts_familiar and requests.served(
            tx, one.provider_id, request["customer_id"], request["client_phone"]
        ):
            return one
    return None
