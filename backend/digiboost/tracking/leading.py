"""Leading a request to a state through one address: what it asks for is done by the room that owns the state, by the
rights of who calls."""

from __future__ import annotations

from uuid import UUID

from digiboost.kernel.auth import Scope
from digiboost.kernel.clock import now
from digiboost.kernel.db.rows import find_row
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import Forbidden, Invalid, NotFound
from digiboost.kernel.ids import new_id
from digiboost.providers import service as providers
from digiboost.requests import service as requests
from digiboost.requests.schemas import RequestCompleteIn
from digiboost.requests.schemas import StepIn as MissionStepIn
from digiboost.requests.types import By, MissionStep, RequestState, Stage
from digiboost.tracking.schemas import StatusIn

STEPS: dict[tuple[RequestState, Stage | None], MissionStep] = {
    (RequestState.ENROUTE, None): MissionStep.ENROUTE,
    (RequestState.ARRIVED, None): MissionStep.ARRIVED,
    (RequestState.STARTED, Stage.DIAGNOSTIC): MissionStep.DIAGNOSTIC,
    (RequestState.STARTED, None): MissionStep.DIAGNOSTIC,
    (RequestState.STARTED, Stage.REPAIR): MissionStep.REPAIR,
    (RequestState.COMPLETED, None): MissionStep.COMPLETED,
    (RequestState.SEARCH, None): MissionStep.GIVE_BACK,
}
"""What a provider says when they lead their mission there."""


def lead(tx: Tx, wanted: StatusIn) -> None:
    """Raises NotFound for a request that the caller may not see, Forbidden for one that they may only read, Invalid
    for a state to which nobody leads, and what the state's own room raises."""
    row = find_row(tx, "requests", wanted.request_id)
    if row is None:
        raise NotFound
    if tx.actor.may(Scope.REQUESTS_WRITE):
        _as_operator(tx, wanted, row["state"])
        return
    if tx.actor.user_id is not None and tx.actor.may(Scope.MISSIONS):
        provider_id = providers.provider_of(tx, tx.actor.user_id)
        if provider_id is not None and row["provider_id"] == provider_id:
            _as_provider(tx, wanted, provider_id, row["version"])
            return
    if tx.actor.may(Scope.REQUESTS_READ):
        raise Forbidden
    raise NotFound


def _as_provider(tx: Tx, wanted: StatusIn, provider_id: UUID, version: int) -> None:
    step = STEPS.get((wanted.state, wanted.stage))
    if step is None:
        raise Invalid("state", "status_not_possible")
    requests.step(
        tx,
        provider_id,
        wanted.request_id,
        MissionStepIn(
            id=wanted.id or new_id(),
            step=step,
            occurred_at=wanted.occurred_at or now(),
            version=wanted.version or version,
            code=wanted.code,
            bypass_reason=wanted.bypass_reason,
            reason=wanted.reason,
            outcome=wanted.outcome,
            note=wanted.note,
            amount=wanted.amount,
            after_photo_missing_reason=wanted.after_photo_missing_reason,
        ),
    )


def _as_operator(tx: Tx, wanted: StatusIn, state: str) -> None:
    """What the company may do for a mission; a provider's own steps are theirs."""
    request_id = wanted.request_id
    match wanted.state:
        case RequestState.ACCEPTED:
            if wanted.provider_id is None:
                raise Invalid("provider_id", "field.missing")
            requests.assign(tx, request_id, wanted.provider_id)
        case RequestState.SEARCH if state in {RequestState.RECEIVED, RequestState.NO_PROVIDER}:
            requests.relaunch(tx, request_id, By.OPERATOR)
        case RequestState.SEARCH:
            requests.give_back(tx, request_id, By.OPERATOR, _reason(wanted))
        case RequestState.COMPLETED:
            if wanted.outcome is None:
                raise Invalid("outcome", "field.missing")
            requests.complete(
                tx,
                request_id,
                RequestCompleteIn(
                    outcome=wanted.outcome,
                    note=wanted.note,
                    amount=wanted.amount,
                    after_photo_missing_reason=wanted.after_photo_missing_reason,
                ),
            )
        case RequestState.STARTED if wanted.stage == Stage.REPAIR:
            requests.reopen(tx, request_id, _reason(wanted))
        case RequestState.CANCELLED:
            requests.cancel(tx, request_id, By.OPERATOR, _reason(wanted))
        case _:
            raise Invalid("state", "status_not_possible")


def _reason(wanted: StatusIn) -> str:
    if wanted.reason is None:
        raise Invalid("reason", "field.missing")
    return wanted.reason
