"""Who may be asked for a request, in which order, and who may not and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from digiboost.dispatch import repository
from digiboost.dispatch.ranking import rank, unasked_first
from digiboost.dispatch.types import LASTING, Facts, LeftOut, NotAsked, Ranked, Settings
from digiboost.kernel.db.tx import Tx
from digiboost.providers import service as providers
from digiboost.providers.types import Candidate, Place
from digiboost.requests import service as requests

ACCEPTANCE = timedelta(days=30)
FAIRNESS = timedelta(days=7)
LONGEST_OFFER = timedelta(hours=2)
"""No offer holds longer."""


@dataclass(frozen=True, slots=True)
class Choice:
    """``ranked`` may be asked, the best first: who was not asked yet before who let an offer pass (``times_asked``)."""

    ranked: list[Ranked]
    left_out: list[LeftOut]
    times_asked: dict[UUID, int]
    loads: dict[UUID, int]

    @property
    def somebody_may_come(self) -> bool:
        """Whether waiting can help: somebody is left out for a reason that passes."""
        return any(one.why not in LASTING for one in self.left_out)


def choose(tx: Tx, request: dict[str, Any], settings: Settings, at: datetime) -> Choice:
    """Weighs everybody of this company who has the skill; nobody else's providers are ever looked at."""
    candidates = providers.candidates(tx, request["service_id"], place_of(request), request["zone_id"], at)
    ids = [one.provider_id for one in candidates]
    loads = requests.load(tx, ids)
    excluded, asked = set(requests.excluded(tx, request["id"])), repository.asked_now(tx, request["id"])
    possible, left_out = [], []
    for one in candidates:
        why = _why_not(one, settings, loads.get(one.provider_id, 0), excluded, asked)
        if why is None:
            possible.append(one)
        else:
            left_out.append(LeftOut(one, why))
    ids = [one.provider_id for one in possible]
    waiting = repository.open_offers(tx, ids, at - LONGEST_OFFER)
    recent = repository.taken_on(tx, ids, at - FAIRNESS)
    answers = requests.acceptance(tx, ids, at - ACCEPTANCE)
    facts = [
        Facts(
            one,
            load=loads.get(one.provider_id, 0),
            open_offers=waiting.get(one.provider_id, 0),
            accepted=answers.get(one.provider_id, (0, 0))[0],
            delivered=answers.get(one.provider_id, (0, 0))[1],
            recent=recent.get(one.provider_id, 0),
        )
        for one in possible
    ]
    times = repository.times_asked(tx, request["id"])
    return Choice(unasked_first(rank(facts, settings.weights, settings.radius_km), times), left_out, times, loads)


def place_of(request: dict[str, Any]) -> Place | None:
    """Where the client is: the place that was given, else the middle of the district."""
    for prefix in ("", "zone_"):
        latitude, longitude = request[f"{prefix}latitude"], request[f"{prefix}longitude"]
        if latitude is not None and longitude is not None:
            return Place(latitude, longitude)
    return None


def _why_not(one: Candidate, settings: Settings, load: int, excluded: set[UUID], asked: set[UUID]) -> NotAsked | None:
    if one.provider_id in excluded:
        return NotAsked.EXCLUDED
    if one.why_not is not None:
        return NotAsked(one.why_not.value)
    if not one.in_zone and one.distance_km is not None and one.distance_km > settings.radius_km:
        return NotAsked.TOO_FAR
    if one.provider_id in asked:
        return NotAsked.WAITING
    if load >= one.capacity:
        return NotAsked.FULL
    return None
