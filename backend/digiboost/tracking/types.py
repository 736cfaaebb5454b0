"""The words of tracking: where a request stands on its way, who hears of it, and what follows when nobody moves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from digiboost.requests.types import Eta, RequestState, Stage, Urgency

FORESEEN = "foreseen"
"""The hint that says that it is known anew when a request will be how far."""


class Phase(StrEnum):
    """A part of a request's way. Receiving, searching and asking are one to a client: nobody has it yet."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    ENROUTE = "enroute"
    ARRIVED = "arrived"
    DIAGNOSTIC = "diagnostic"
    REPAIR = "repair"


ORDER: tuple[Phase, ...] = tuple(Phase)
"""The way, from its beginning to its end."""
BEFORE_ARRIVAL: tuple[Phase, ...] = (Phase.WAITING, Phase.ACCEPTED, Phase.ENROUTE)

_PHASES: dict[RequestState, Phase] = {
    RequestState.RECEIVED: Phase.WAITING,
    RequestState.SEARCH: Phase.WAITING,
    RequestState.NOTIFIED: Phase.WAITING,
    RequestState.ACCEPTED: Phase.ACCEPTED,
    RequestState.ENROUTE: Phase.ENROUTE,
    RequestState.ARRIVED: Phase.ARRIVED,
}


def phase_of(state: RequestState, stage: Stage | None) -> Phase | None:
    """None for a request that is over."""
    if state == RequestState.STARTED:
        return Phase.REPAIR if stage == Stage.REPAIR else Phase.DIAGNOSTIC
    return _PHASES.get(state)


class Basis(StrEnum):
    """What a prediction rests on."""

    HISTORY = "history"
    """How long it took this company before."""
    RULE_OF_THUMB = "rule_of_thumb"
    """The way that is to be gone, and what the service usually takes: not enough history yet."""
    NONE = "none"
    """Not enough data: nothing is predicted."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """How long a phase takes: a log-normal of minutes. ``weight`` is how many past requests it rests on."""

    phase: Phase
    mu: float
    sigma: float
    basis: Basis
    weight: float


@dataclass(frozen=True, slots=True)
class Foretold(Eta):
    """A moment with the interval in which it lies in 80 of 100 cases, and what that rests on."""

    basis: Basis


class Level(StrEnum):
    """What a learned duration is about, from the widest to the narrowest."""

    COMPANY = "company"
    SERVICE = "service"
    ZONE = "zone"
    HOUR = "hour"
    URGENCY = "urgency"


class Event(StrEnum):
    """What a notification rule is about."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    ENROUTE = "enroute"
    ARRIVED = "arrived"
    STARTED = "started"
    REPAIR = "repair"
    COMPLETED = "completed"
    SEARCHING_AGAIN = "searching_again"
    """Who had it gave it back, or was taken from it."""
    NO_PROVIDER = "no_provider"
    CANCELLED = "cancelled"
    LATE = "late"
    """It takes longer than was to be expected."""
    REMINDER = "reminder"
    """Before the moment that the client wished."""


class Audience(StrEnum):
    CLIENT = "client"
    PROVIDER = "provider"
    MANAGER = "manager"


class MessageState(StrEnum):
    HELD = "held"
    """For its hour, its day, or the end of quiet hours."""
    TOLD = "told"
    """Handed over to notifications: what became of it is told there."""
    DROPPED = "dropped"
    """Something newer was to be said, or there is no address."""


class Trigger(StrEnum):
    """What an escalation begins with."""

    IN_PHASE = "in_phase"
    """So many minutes since the phase began."""
    LATE = "late"
    """So many minutes after the phase should have ended at the latest."""


class Target(StrEnum):
    REMIND_PROVIDER = "remind_provider"
    SEARCH_ANOTHER = "search_another"
    ALERT_MANAGER = "alert_manager"


class EscalationState(StrEnum):
    OPEN = "open"
    """Steps are to come, or all are done and nobody has acknowledged it yet."""
    ACKNOWLEDGED = "acknowledged"
    """A provider moved it, or somebody of the company said that they see to it."""
    RESOLVED = "resolved"
    """Its cause went away by itself: the request is over."""
    EXPIRED = "expired"
    """Older than its rule allows."""


class EscalationEvent(StrEnum):
    """A line of an escalation's history."""

    BEGAN = "began"
    FIRED = "fired"
    SKIPPED = "skipped"
    """The step could not be done, for ``reason``; the next one follows."""
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an open request stands. ``late_at``: when its phase should be over at the latest; None when that is not
    known. ``ahead``: this phase and those to come."""

    request_id: UUID
    phase: Phase
    since: datetime
    clock_from: datetime
    """From when the phase's time counts: a mission for tomorrow is not late today."""
    late_at: datetime | None
    late_told_at: datetime | None
    ahead: tuple[Ahead, ...]
    wished_from: datetime | None


@dataclass(frozen=True, slots=True)
class Facts:
    """A request as tracking reads it. Times are instants, distances kilometres."""

    id: UUID
    number: int
    client_name: str
    client_phone: str | None
    customer_id: UUID | None
    language: str
    service_id: UUID
    service: str
    service_minutes: int
    zone_id: UUID | None
    zone: str | None
    urgency: Urgency
    state: RequestState
    stage: Stage | None
    percent: int
    state_at: datetime
    opened_at: datetime
    wished_from: datetime | None
    wished_until: datetime | None
    provider_id: UUID | None
    provider: str | None
    provider_user_id: UUID | None
    notify_reminders: bool
    km: float | None
    start_code: str
    reason: str | None

    @property
    def phase(self) -> Phase | None:
        return phase_of(self.state, self.stage)


def as_json(ahead: Ahead) -> dict[str, Any]:
    return {
        "phase": ahead.phase.value,
        "mu": ahead.mu,
        "sigma": ahead.sigma,
        "basis": ahead.basis.value,
        "weight": ahead.weight,
    }


def as_ahead(stored: dict[str, Any]) -> Ahead:
    return Ahead(Phase(stored["phase"]), stored["mu"], stored["sigma"], Basis(stored["basis"]), float(stored["weight"]))
