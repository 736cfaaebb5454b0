"""What an operator sees of a search: who would be asked, who would not, and a run by hand."""

from __future__ import annotations

from uuid import UUID

from digiboost.dispatch import choosing, repository, searching
from digiboost.dispatch.errors import NotSearching
from digiboost.dispatch.schemas import NotAskedOut, PreviewOut, RankedOut, ReasonOut, RunOut
from digiboost.dispatch.settings import settings_of
from digiboost.dispatch.types import Outcome
from digiboost.identity.service import record_audit
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import NotFound


def preview(tx: Tx, request_id: UUID) -> PreviewOut:
    """Everybody who can do what is asked for, as they stand now; nothing is offered. Raises NotFound."""
    request = repository.request(tx, request_id)
    if request is None:
        raise NotFound
    settings = settings_of(tx)
    choice = choosing.choose(tx, request, settings, now())
    items = [
        RankedOut(
            provider_id=one.provider_id,
            name=one.candidate.name,
            rank=place,
            score=round(one.score, 2),
            distance_km=None if one.candidate.distance_km is None else round(one.candidate.distance_km, 2),
            load=choice.loads.get(one.provider_id, 0),
            capacity=one.candidate.capacity,
            times_asked=choice.times_asked.get(one.provider_id, 0),
            is_next=place <= settings.wave_size,
            reasons=[ReasonOut(code=reason.code, points=reason.points, value=reason.value) for reason in one.reasons],
        )
        for place, one in enumerate(choice.ranked, 1)
    ]
    not_asked = [
        NotAskedOut(provider_id=one.candidate.provider_id, name=one.candidate.name, why=one.why)
        for one in sorted(choice.left_out, key=lambda one: (one.candidate.name, one.candidate.provider_id))
    ]
    return PreviewOut(
        request_id=request_id, state=request["state"], wave=request["wave"], items=items, not_asked=not_asked
    )


def run(tx: Tx, request_id: UUID) -> RunOut:
    """Searches now. Raises NotFound, NotSearching, PlaceMissing, ServiceGone."""
    done = searching.search(tx, request_id)
    if done.outcome is Outcome.NOT_SEARCHING:
        raise NotSearching
    record_audit(tx, "dispatch.run", "request", request_id, outcome=done.outcome.value, offers=done.offers)
    after = repository.request(tx, request_id)
    if after is None:
        raise NotFound
    return RunOut(
        request_id=request_id, outcome=done.outcome, state=after["state"], wave=after["wave"], offers=done.offers
    )
