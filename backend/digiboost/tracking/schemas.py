from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from digiboost.channels.types import Channel
from digiboost.kernel.http.fields import ClockTime, EmptyIsNone, In, Moment, Storable, bounded
from digiboost.kernel.money import Price
from digiboost.notifications.types import Frequency, NotificationState, Tone
from digiboost.requests.types import By, HistoryKind, Outcome, RequestState, Stage, Urgency
from digiboost.tracking.types import (
    Audience,
    Basis,
    EscalationEvent,
    EscalationState,
    Event,
    MessageState,
    Phase,
    Target,
    Trigger,
)

Name = Annotated[str, bounded(120), Storable]
Words = Annotated[str, bounded(600), Storable]
Reason = Annotated[Annotated[str, bounded(300), Storable] | None, EmptyIsNone]
Language = Literal["fr", "en"]
ClientChannel = Literal[Channel.WHATSAPP, Channel.SMS, Channel.EMAIL]
Ids = Annotated[list[UUID], Field(max_length=100)]


# -- where it stands ----------------------------------------------------------------------------


class EtaOut(BaseModel):
    """In 80 of 100 cases it is between `low` and `high`."""

    at: datetime
    low: datetime
    high: datetime


class NextStepOut(BaseModel):
    """When the request will have come to `state`; without moments where there is not enough data."""

    state: RequestState
    stage: Stage | None
    percent: int
    at: datetime | None
    low: datetime | None
    high: datetime | None
    basis: Basis
    samples: int = Field(description="How many past requests it rests on; what is old counts for less")


class PredictionOut(BaseModel):
    """`eta` is when somebody will be there; once they are, when the work will be done. It is null where there is not
    enough data (`basis` none) or the request is over."""

    request_id: UUID
    state: RequestState
    stage: Stage | None
    phase: Phase | None
    since: datetime | None
    eta: EtaOut | None
    basis: Basis
    late_at: datetime | None = Field(description="When the present step should be over at the latest")
    is_late: bool
    next: list[NextStepOut]


class TrackedMoveOut(BaseModel):
    id: UUID
    kind: HistoryKind
    from_state: RequestState | None
    from_stage: Stage | None
    to_state: RequestState | None
    to_stage: Stage | None
    by: By
    reason: str | None
    note: str | None
    occurred_at: datetime
    received_at: datetime


class TrackedOut(BaseModel):
    """A line of somebody's requests."""

    id: UUID
    number: int
    service_name: str
    state: RequestState
    stage: Stage | None
    percent: int
    urgency: Urgency
    state_at: datetime
    opened_at: datetime
    provider_id: UUID | None
    provider_name: str | None
    late_at: datetime | None
    version: int


class TrackingMessageOut(BaseModel):
    """`state` is what tracking did with it; `delivery` what became of it on its channels."""

    id: UUID
    request_id: UUID
    request_number: int
    rule_id: UUID | None
    rule_name: str | None
    event: str
    audience: Audience
    recipient: str
    user_id: UUID | None
    state: MessageState
    reason: str | None
    due_at: datetime | None
    created_at: datetime
    notification_id: UUID | None
    delivery: NotificationState | None
    title: str | None


class EscalationLineOut(BaseModel):
    id: UUID
    name: EscalationEvent
    at: datetime
    step: int | None
    target: Target | None
    reason: str | None
    people: int | None
    user_id: UUID | None
    user_name: str | None


class EscalationOut(BaseModel):
    """With what happened: which step was done when, and what stopped it."""

    id: UUID
    rule_id: UUID
    rule_name: str
    request_id: UUID
    request_number: int
    service_name: str
    provider_name: str | None
    urgency: Urgency
    request_state: RequestState
    phase: Phase
    state: EscalationState
    began_at: datetime
    next_at: datetime | None
    next_target: Target | None
    stopped_at: datetime | None
    stopped_by: By | None
    lines: list[EscalationLineOut]


class TrackedDetailOut(TrackedOut):
    """Everything that tracking knows of one request."""

    client_name: str
    zone_name: str | None
    prediction: PredictionOut
    history: list[TrackedMoveOut]
    escalations: list[EscalationOut]
    messages: list[TrackingMessageOut]


class StatusIn(In):
    """Leads a request to `state`: as somebody of the company, or as the provider who has it. `id` is the sender's own
    name of this event: the same one again changes nothing."""

    request_id: UUID
    state: RequestState
    stage: Stage | None = Field(default=None, description="Of service_started: diagnostic or repair")
    id: UUID | None = None
    occurred_at: Moment | None = None
    version: int | None = Field(
        default=None, ge=1, description="The version that was seen; the present one when left out"
    )
    provider_id: UUID | None = Field(default=None, description="Of provider_accepted by the company: who is sent")
    code: Annotated[str, Field(pattern=r"^[0-9]{4}$")] | None = Field(
        default=None, description="Of diagnostic: the client's start code"
    )
    bypass_reason: Reason = Field(default=None, description="Of diagnostic: why it begins without the code")
    reason: Reason = None
    outcome: Outcome | None = Field(default=None, description="Of service_completed")
    note: Reason = None
    amount: Price | None = None
    after_photo_missing_reason: Reason = None


# -- who hears what -----------------------------------------------------------------------------


class NoticeRuleIn(In):
    """Empty lists mean: all of them. `text_fr` and `text_en` are the company's own words, with the holes {name},
    {company}, {number}, {service}, {provider}, {eta} and {follow}; without them, ours."""

    name: Name | None = None
    event: Event
    audience: Audience
    minutes: Annotated[int, Field(ge=5, le=10080)] | None = Field(
        default=None, description="Of a reminder, and only there: so long before the wished moment"
    )
    urgencies: Annotated[list[Urgency], Field(max_length=3)] = Field(default_factory=list)
    service_ids: Ids = Field(default_factory=list)
    zone_ids: Ids = Field(default_factory=list)
    user_ids: Annotated[list[UUID], Field(max_length=50)] = Field(
        default_factory=list, description="Of managers: these people besides the owners and managers"
    )
    channels: Annotated[list[ClientChannel], Field(max_length=3)] = Field(
        default_factory=list, description="Instead of what the reader chose"
    )
    tone: Tone | None = None
    text_fr: Annotated[Words | None, EmptyIsNone] = None
    text_en: Annotated[Words | None, EmptyIsNone] = None
    is_active: bool = True


class NoticeRulePatch(In):
    name: Name | None = None
    minutes: Annotated[int, Field(ge=5, le=10080)] | None = None
    urgencies: Annotated[list[Urgency], Field(max_length=3)] | None = None
    service_ids: Ids | None = None
    zone_ids: Ids | None = None
    user_ids: Annotated[list[UUID], Field(max_length=50)] | None = None
    channels: Annotated[list[ClientChannel], Field(max_length=3)] | None = None
    tone: Tone | None = None
    text_fr: Annotated[Words | None, EmptyIsNone] = None
    text_en: Annotated[Words | None, EmptyIsNone] = None
    is_active: bool | None = None


class NoticeRuleOut(BaseModel):
    id: UUID
    name: str
    event: Event
    audience: Audience
    minutes: int | None
    urgencies: list[Urgency]
    service_ids: list[UUID]
    zone_ids: list[UUID]
    user_ids: list[UUID]
    channels: list[ClientChannel]
    tone: Tone | None
    text_fr: str | None
    text_en: str | None
    is_active: bool
    is_default: bool
    told: int = Field(description="Messages of the last 30 days")
    created_at: datetime
    version: int


class TrackingSendIn(In):
    """A message by hand: the words of an event, or one's own."""

    request_id: UUID
    audience: Audience
    event: Event | None = Field(default=None, description="One of `event` and `text`")
    text: Annotated[Words | None, EmptyIsNone] = None
    channels: Annotated[list[ClientChannel], Field(max_length=3)] = Field(default_factory=list)
    tone: Tone | None = None


class TrackingSentOut(BaseModel):
    messages: int


# -- escalation ---------------------------------------------------------------------------------


class EscalationStepIn(In):
    target: Target
    wait_minutes: Annotated[int, Field(ge=0, le=10080)] = Field(
        default=0, description="After the step before; the first one after the beginning"
    )
    repeats: Annotated[int, Field(ge=0, le=20)] = 0
    every_minutes: Annotated[int, Field(ge=1, le=1440)] = 10


class EscalationStepOut(BaseModel):
    target: Target
    wait_minutes: int
    repeats: int
    every_minutes: int


class EscalationRuleIn(In):
    """Begins `after_minutes` after the phase began (`in_phase`), or after it should have been over (`late`). Empty
    lists mean: all of them."""

    name: Name
    trigger: Trigger = Trigger.LATE
    phases: Annotated[list[Phase], Field(max_length=6)] = Field(default_factory=list)
    after_minutes: Annotated[int, Field(ge=0, le=10080)] = 0
    urgencies: Annotated[list[Urgency], Field(max_length=3)] = Field(default_factory=list)
    service_ids: Ids = Field(default_factory=list)
    zone_ids: Ids = Field(default_factory=list)
    hours_from: ClockTime | None = Field(default=None, description="The company's clock; both or neither")
    hours_until: ClockTime | None = None
    steps: Annotated[list[EscalationStepIn], Field(min_length=1, max_length=10)]
    user_ids: Annotated[list[UUID], Field(max_length=50)] = Field(
        default_factory=list, description="Whom alert_manager tells besides the owners and managers"
    )
    max_age_minutes: Annotated[int, Field(ge=1, le=20160)] = 240
    is_active: bool = True


class EscalationRulePatch(In):
    name: Name | None = None
    trigger: Trigger | None = None
    phases: Annotated[list[Phase], Field(max_length=6)] | None = None
    after_minutes: Annotated[int, Field(ge=0, le=10080)] | None = None
    urgencies: Annotated[list[Urgency], Field(max_length=3)] | None = None
    service_ids: Ids | None = None
    zone_ids: Ids | None = None
    hours_from: ClockTime | None = None
    hours_until: ClockTime | None = None
    steps: Annotated[list[EscalationStepIn], Field(min_length=1, max_length=10)] | None = None
    user_ids: Annotated[list[UUID], Field(max_length=50)] | None = None
    max_age_minutes: Annotated[int, Field(ge=1, le=20160)] | None = None
    is_active: bool | None = None


class EscalationRuleOut(BaseModel):
    id: UUID
    name: str
    trigger: Trigger
    phases: list[Phase]
    after_minutes: int
    urgencies: list[Urgency]
    service_ids: list[UUID]
    zone_ids: list[UUID]
    hours_from: ClockTime | None
    hours_until: ClockTime | None
    steps: list[EscalationStepOut]
    user_ids: list[UUID]
    max_age_minutes: int
    is_active: bool
    is_default: bool
    open: int = Field(description="Escalations of it that are open")
    created_at: datetime
    version: int


# -- preferences --------------------------------------------------------------------------------


class TrackingPreferenceIn(In):
    """Of a client (a customer), or of oneself. What is left out stays as it is; `quiet_from` and `quiet_until` come
    together."""

    user_id: UUID = Field(description="A customer, or oneself")
    channels: Annotated[list[ClientChannel], Field(min_length=1, max_length=3)] | None = Field(
        default=None, description="The ladder: the next is tried when the one before did not deliver in time"
    )
    frequency: Frequency | None = None
    tone: Tone | None = None
    language: Language | None = Field(default=None, description="Of a client; null: the one of the request")
    quiet_from: ClockTime | None = None
    quiet_until: ClockTime | None = None
    daily_at: ClockTime | None = None
    reminders: bool | None = Field(default=None, description="Of a client")


class TrackingPreferenceOut(BaseModel):
    user_id: UUID
    is_client: bool
    channels: list[ClientChannel]
    frequency: Frequency
    tone: Tone
    language: Language | None
    quiet_from: ClockTime | None
    quiet_until: ClockTime | None
    daily_at: ClockTime
    reminders: bool
    version: int


# -- health -------------------------------------------------------------------------------------


class TrackingHealthOut(BaseModel):
    """`status` is late when something was due more than a minute ago and nobody came to it."""

    status: Literal["ok", "late"]
    followed: int = Field(description="Open requests")
    unfollowed: int = Field(description="Open requests whose event is still on its way")
    late: int
    open_escalations: int
    held_messages: int
    next_at: datetime | None
    behind_seconds: int
    samples: int = Field(description="Steps that durations were learned from; what is old counts for less")
