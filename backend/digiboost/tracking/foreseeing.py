"""When requests will have gone how far: what was known when their phase began, and the time that has passed since."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from digiboost.identity.service import company
from digiboost.kernel.clock import now, zone
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import NotFound
from digiboost.requests.types import PERCENT, Eta, RequestState, Stage
from digiboost.tracking import eta, repository
from digiboost.tracking.eta import Case
from digiboost.tracking.schemas import EtaOut, NextStepOut, PredictionOut
from digiboost.tracking.types import ORDER, Ahead, Basis, Facts, Foretold, Phase, Standing

LEAVING_EARLY = timedelta(minutes=30)
"""How long before the wished moment somebody should leave, where it is not known how long the way takes."""

AFTER: dict[Phase, tuple[RequestState, Stage | None]] = {
    Phase.WAITING: (RequestState.ACCEPTED, None),
    Phase.ACCEPTED: (RequestState.ENROUTE, None),
    Phase.ENROUTE: (RequestState.ARRIVED, None),
    Phase.ARRIVED: (RequestState.STARTED, Stage.DIAGNOSTIC),
    Phase.DIAGNOSTIC: (RequestState.STARTED, Stage.REPAIR),
    Phase.REPAIR: (RequestState.COMPLETED, None),
}
"""Where each phase leads."""


def case_of(facts: Facts, at: datetime, time_zone: str) -> Case:
    return Case(
        service=str(facts.service_id),
        service_minutes=facts.service_minutes,
        zone=None if facts.zone_id is None else str(facts.zone_id),
        urgency=facts.urgency,
        hour=at.astimezone(zone(time_zone)).hour,
        km=facts.km,
    )


def stand(tx: Tx, facts: Facts, phase: Phase, since: datetime) -> Standing:
    """What is known of a request when a phase of it begins."""
    case = case_of(facts, since, company(tx).time_zone)
    cells = repository.cells(tx, case.every_level())
    ahead = tuple(eta.foresee(one, case, cells) for one in eta.way_from(phase))
    clock_from = since
    if phase == Phase.ACCEPTED and facts.wished_from is not None:
        clock_from = max(since, facts.wished_from - _lead(ahead))
    late_at = eta.late_from(ahead[0], clock_from)
    if phase in {Phase.ACCEPTED, Phase.ENROUTE} and facts.wished_until is not None:
        # Whatever is usual: the client was promised this.
        late_at = min(late_at or facts.wished_until, facts.wished_until)
    return Standing(facts.id, phase, since, clock_from, late_at, None, ahead, facts.wished_from)


def _lead(ahead: Sequence[Ahead]) -> timedelta:
    before = eta.to_arrival(ahead)
    if any(one.basis == Basis.NONE for one in before):
        return LEAVING_EARLY
    return timedelta(minutes=sum(eta.minutes_at(one, 0.5) for one in before))


def eta_of(standing: Standing, at: datetime) -> Foretold | None:
    """When somebody will be there; once they are, when the work will be done. None where there is not enough data."""
    before = eta.to_arrival(standing.ahead)
    if before:
        return eta.moment(before, standing.clock_from, at, standing.wished_from)
    return eta.moment(standing.ahead, standing.clock_from, at)


def etas(tx: Tx, request_ids: Sequence[UUID], at: datetime | None = None) -> dict[UUID, Eta]:
    """Of those of the requests of which something can be said."""
    at = at or now()
    found = {one.request_id: eta_of(one, at) for one in repository.standings(tx, request_ids)}
    return {request_id: one for request_id, one in found.items() if one is not None}


def prediction(tx: Tx, request_id: UUID, at: datetime | None = None) -> PredictionOut:
    """The steps to come, each with its moment. Raises NotFound."""
    at = at or now()
    facts = repository.facts(tx, request_id)
    if facts is None:
        raise NotFound
    return predicted(tx, facts, repository.standing(tx, request_id), at)


def predicted(tx: Tx, facts: Facts, standing: Standing | None, at: datetime) -> PredictionOut:
    phase = facts.phase
    if phase is not None and (standing is None or standing.phase != phase):
        # It moved a moment ago: what follows is worked out from what it says itself.
        standing = stand(tx, facts, phase, facts.state_at)
    if phase is None or standing is None:
        return PredictionOut(
            request_id=facts.id, state=facts.state, stage=facts.stage, phase=None, since=None, eta=None,
            basis=Basis.NONE, late_at=None, is_late=False, next=[],
        )  # fmt: skip
    found = eta_of(standing, at)
    return PredictionOut(
        request_id=facts.id,
        state=facts.state,
        stage=facts.stage,
        phase=phase,
        since=standing.since,
        eta=None if found is None else EtaOut(at=found.at, low=found.low, high=found.high),
        basis=Basis.NONE if found is None else found.basis,
        late_at=standing.late_at,
        is_late=standing.late_at is not None and at > standing.late_at,
        next=[_next(standing, number, at) for number in range(len(standing.ahead))],
    )


def _next(standing: Standing, number: int, at: datetime) -> NextStepOut:
    """When the phase ``number`` from here on is over."""
    ahead = standing.ahead[: number + 1]
    last = ahead[-1]
    # Nobody begins before the client wished it; when somebody leaves for it is their business.
    agreed = standing.wished_from if ORDER.index(last.phase) >= ORDER.index(Phase.ENROUTE) else None
    found = eta.moment(ahead, standing.clock_from, at, agreed)
    state, stage = AFTER[last.phase]
    return NextStepOut(
        state=state,
        stage=stage,
        percent=PERCENT[state, stage],
        at=found.at if found else None,
        low=found.low if found else None,
        high=found.high if found else None,
        basis=found.basis if found else Basis.NONE,
        samples=round(min(one.weight for one in ahead)),
    )
