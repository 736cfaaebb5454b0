"""A request's history as tracking reads it: what each move meant, and when a phase began."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from digiboost.kernel.db.tx import Tx
from digiboost.requests.types import By, RequestState, Stage
from digiboost.tracking import repository
from digiboost.tracking.types import Event, Facts, Phase, phase_of

_EVENTS: dict[RequestState, Event] = {
    RequestState.ACCEPTED: Event.ACCEPTED,
    RequestState.ENROUTE: Event.ENROUTE,
    RequestState.ARRIVED: Event.ARRIVED,
    RequestState.COMPLETED: Event.COMPLETED,
    RequestState.NO_PROVIDER: Event.NO_PROVIDER,
    RequestState.CANCELLED: Event.CANCELLED,
}


@dataclass(frozen=True, slots=True)
class Move:
    """A line of a request's history."""

    id: UUID
    from_step: tuple[RequestState, Stage | None] | None
    to_step: tuple[RequestState, Stage | None]
    by: By
    provider_id: UUID | None
    at: datetime

    @property
    def came_from(self) -> Phase | None:
        return None if self.from_step is None else phase_of(*self.from_step)

    @property
    def went_to(self) -> Phase | None:
        return phase_of(*self.to_step)


def moves(tx: Tx, request_id: UUID) -> list[Move]:
    """In the order in which they came."""
    return [_as_move(row) for row in repository.moves(tx, request_id)]


def began(facts: Facts, moves: Iterable[Move], phase: Phase) -> datetime:
    """When the phase began, the last time: that offers are made and expire is one waiting to a client."""
    found = facts.opened_at if phase == Phase.WAITING else facts.state_at
    for move in moves:
        if move.went_to == phase and move.came_from != phase:
            found = move.at
    return found


def event_of(move: Move) -> Event | None:
    """What a move means to people; None for what goes on inside."""
    state, stage = move.to_step
    if state == RequestState.STARTED:
        if stage == Stage.DIAGNOSTIC:
            return Event.STARTED
        return Event.REPAIR if move.came_from == Phase.DIAGNOSTIC else None
    if state == RequestState.SEARCH:
        return Event.SEARCHING_AGAIN if move.came_from in {Phase.ACCEPTED, Phase.ENROUTE} else None
    return _EVENTS.get(state)


def _as_move(row: dict[str, Any]) -> Move:
    def step(state: str | None, stage: str | None) -> tuple[RequestState, Stage | None] | None:
        return None if state is None else (RequestState(state), None if stage is None else Stage(stage))

    to_step = step(row["to_state"], row["to_stage"])
    if to_step is None:
        raise RuntimeError("a transition leads somewhere")
    return Move(
        row["id"], step(row["from_state"], row["from_stage"]), to_step, By(row["by"]), row["provider_id"],
        row["occurred_at"],
    )  # fmt: skip
