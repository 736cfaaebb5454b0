"""The life of a request: its states, and who may lead from which to which.

Source of the table: the company's promise to a client, state by state, with the share of the way that is done.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

REQUEST = "request"
"""The word of a request in the feed of changes."""
OFFER = "offer"
"""The word of an offer in the feed of changes."""


class RequestState(StrEnum):
    RECEIVED = "request_received"
    SEARCH = "provider_search"
    NOTIFIED = "provider_notified"
    ACCEPTED = "provider_accepted"
    ENROUTE = "provider_enroute"
    ARRIVED = "provider_arrived"
    STARTED = "service_started"
    COMPLETED = "service_completed"
    NO_PROVIDER = "no_provider_found"
    CANCELLED = "cancelled"


class Stage(StrEnum):
    """Where a service that was started stands."""

    DIAGNOSTIC = "diagnostic"
    REPAIR = "repair"


class Urgency(StrEnum):
    NORMAL = "normal"
    URGENT = "urgent"
    EMERGENCY = "emergency"


class RequestSource(StrEnum):
    OPERATOR = "operator"
    FORM = "form"
    WHATSAPP = "whatsapp"
    API = "api"


class By(StrEnum):
    """Who moved a request."""

    CLIENT = "client"
    OPERATOR = "operator"
    """Somebody of the company who may write requests."""
    PROVIDER = "provider"
    SYSTEM = "system"
    """Dispatch and the clock."""
    ESCALATION = "escalation"


class Outcome(StrEnum):
    FIXED = "fixed"
    NOT_FIXED = "not_fixed"


class OfferState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    """Somebody else accepted, or the request went away."""


class HistoryKind(StrEnum):
    TRANSITION = "transition"
    NOTE = "note"
    """Something that was said, or a step that came too late to be taken."""
    BYPASS = "bypass"
    """The work began without the client's code."""


class PhotoKind(StrEnum):
    PROBLEM = "problem"
    BEFORE = "before"
    AFTER = "after"


class AnsweredBy(StrEnum):
    """On what a provider answered an offer."""

    APP = "app"
    WHATSAPP = "whatsapp"
    SMS = "sms"
    AUTO = "auto"
    OPERATOR = "operator"


PERCENT: dict[tuple[RequestState, Stage | None], int] = {
    (RequestState.RECEIVED, None): 5,
    (RequestState.SEARCH, None): 15,
    (RequestState.NOTIFIED, None): 25,
    (RequestState.ACCEPTED, None): 40,
    (RequestState.ENROUTE, None): 55,
    (RequestState.ARRIVED, None): 65,
    (RequestState.STARTED, Stage.DIAGNOSTIC): 75,
    (RequestState.STARTED, Stage.REPAIR): 85,
    (RequestState.COMPLETED, None): 100,
}
"""How far a request is; one that found nobody or was cancelled keeps what it had."""

OVER = frozenset({RequestState.COMPLETED, RequestState.CANCELLED, RequestState.NO_PROVIDER})
UNDER_WAY = frozenset({RequestState.ACCEPTED, RequestState.ENROUTE, RequestState.ARRIVED, RequestState.STARTED})
"""Somebody has it: what counts as a provider's load."""


@dataclass(frozen=True, slots=True)
class Step:
    """A state with its stage."""

    state: RequestState
    stage: Stage | None = None


_S, _D, _R = RequestState, Step(RequestState.STARTED, Stage.DIAGNOSTIC), Step(RequestState.STARTED, Stage.REPAIR)
_SYSTEM, _OPERATOR, _PROVIDER, _CLIENT, _ESCALATION = By.SYSTEM, By.OPERATOR, By.PROVIDER, By.CLIENT, By.ESCALATION
_BEFORE_START = (_S.RECEIVED, _S.SEARCH, _S.NOTIFIED, _S.ACCEPTED, _S.ENROUTE, _S.ARRIVED)

TRANSITIONS: dict[tuple[Step, Step], frozenset[By]] = {
    (Step(_S.RECEIVED), Step(_S.SEARCH)): frozenset({_SYSTEM, _OPERATOR}),
    (Step(_S.SEARCH), Step(_S.NOTIFIED)): frozenset({_SYSTEM, _OPERATOR}),
    (Step(_S.SEARCH), Step(_S.NO_PROVIDER)): frozenset({_SYSTEM}),
    (Step(_S.NO_PROVIDER), Step(_S.SEARCH)): frozenset({_CLIENT, _OPERATOR}),
    (Step(_S.NOTIFIED), Step(_S.ACCEPTED)): frozenset({_PROVIDER, _OPERATOR}),
    (Step(_S.NOTIFIED), Step(_S.SEARCH)): frozenset({_SYSTEM}),
    (Step(_S.ACCEPTED), Step(_S.ENROUTE)): frozenset({_PROVIDER}),
    (Step(_S.ACCEPTED), Step(_S.ARRIVED)): frozenset({_PROVIDER}),
    (Step(_S.ENROUTE), Step(_S.ARRIVED)): frozenset({_PROVIDER}),
    (Step(_S.ACCEPTED), Step(_S.SEARCH)): frozenset({_PROVIDER, _OPERATOR, _ESCALATION}),
    (Step(_S.ENROUTE), Step(_S.SEARCH)): frozenset({_PROVIDER, _OPERATOR, _ESCALATION}),
    (Step(_S.ARRIVED), _D): frozenset({_PROVIDER}),
    (_D, _R): frozenset({_PROVIDER}),
    (_D, Step(_S.COMPLETED)): frozenset({_PROVIDER, _OPERATOR}),
    (_R, Step(_S.COMPLETED)): frozenset({_PROVIDER, _OPERATOR}),
    **{(Step(one), Step(_S.CANCELLED)): frozenset({_CLIENT, _OPERATOR}) for one in _BEFORE_START},
    (_D, Step(_S.CANCELLED)): frozenset({_OPERATOR}),
    (_R, Step(_S.CANCELLED)): frozenset({_OPERATOR}),
    (Step(_S.COMPLETED), _R): frozenset({_OPERATOR}),
}
"""Every move that there is, and who may make it; each has a guard in ``moving``."""

REOPEN_DAYS = 7
"""For how long an operator may reopen what was completed."""


class RequestSort(StrEnum):
    OPENED_AT = "opened_at"
    LATEST = "-opened_at"
    URGENCY = "urgency"
    """The most urgent first, of these the oldest."""
    STATE_AT = "state_at"
    """What has been where it is for longest first."""


class MissionTab(StrEnum):
    NEW = "new"
    ACCEPTED = "accepted"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"


TAB_STATES: dict[MissionTab, tuple[RequestState, ...]] = {
    MissionTab.NEW: (RequestState.NOTIFIED,),
    MissionTab.ACCEPTED: (RequestState.ACCEPTED,),
    MissionTab.RUNNING: (RequestState.ENROUTE, RequestState.ARRIVED, RequestState.STARTED),
    MissionTab.DONE: (RequestState.COMPLETED,),
    MissionTab.CANCELLED: (RequestState.CANCELLED,),
}


class MissionStep(StrEnum):
    """What a provider says that they do."""

    ENROUTE = "enroute"
    ARRIVED = "arrived"
    DIAGNOSTIC = "diagnostic"
    REPAIR = "repair"
    COMPLETED = "completed"
    GIVE_BACK = "give_back"


STEP_TO: dict[MissionStep, Step] = {
    MissionStep.ENROUTE: Step(RequestState.ENROUTE),
    MissionStep.ARRIVED: Step(RequestState.ARRIVED),
    MissionStep.DIAGNOSTIC: Step(RequestState.STARTED, Stage.DIAGNOSTIC),
    MissionStep.REPAIR: Step(RequestState.STARTED, Stage.REPAIR),
    MissionStep.COMPLETED: Step(RequestState.COMPLETED),
    MissionStep.GIVE_BACK: Step(RequestState.SEARCH),
}


@dataclass(frozen=True, slots=True)
class OfferWanted:
    """Whom to offer a request. ``rank`` 1 is the best of the wave, ``score`` 0 to 100, ``reasons`` [{code, points,
    value}], the weightiest first."""

    provider_id: UUID
    rank: int
    score: float
    reasons: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Eta:
    """When somebody is expected, and the interval in which four of five arrive."""

    at: datetime
    low: datetime
    high: datetime


@dataclass(frozen=True, slots=True)
class Settings:
    """How a company handles requests. Money is minor units; ``quote_threshold`` is None where no repair waits for the
    client's word."""

    form_open: bool = True
    start_code_required: bool = True
    quote_threshold: int | None = None
    cancel_fee: int = 0
    version: int = 0


@dataclass(frozen=True, slots=True)
class Took:
    """What became of a step. ``noted`` when it came too late to be taken: it is a note in the history. ``repeated``
    when it was known before."""

    noted: bool
    state: RequestState
    stage: Stage | None
    percent: int
    version: int
    is_mine: bool
    """Whether the mission still is theirs."""
    repeated: bool = False


def step_of(state: str, stage: str | None) -> Step:
    return Step(RequestState(state), None if stage is None else Stage(stage))
