from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from digiboost.channels.types import Channel
from digiboost.kernel.http.fields import ClockTime, In, Storable, bounded
from digiboost.notifications.types import Frequency, Kind, NotificationState, SendState, Tone

ChosenKind = Literal[Kind.ALERT, Kind.DIGEST, Kind.REPORT, Kind.ACCOUNT, Kind.TEST, Kind.OFFER, Kind.REQUEST]
LadderChannel = Literal[Channel.WHATSAPP, Channel.SMS, Channel.EMAIL]


# -- the inbox ----------------------------------------------------------------------------------


class InboxItemOut(BaseModel):
    id: UUID
    kind: Kind
    title: str
    body: str = Field(description="Plain text; lines are broken by \\n")
    url: str = Field(description="The path of the screen that it is about")
    urgent: bool
    state: NotificationState
    channel: Channel | None = Field(description="Where that state was reached; null where it was sent on none")
    due_at: datetime | None = Field(description="Of a held one: when it goes out")
    subject_type: str | None
    subject_id: UUID | None
    created_at: datetime
    seen_at: datetime | None


class InboxSummaryOut(BaseModel):
    unread: int
    latest_at: datetime | None


class SeenIn(In):
    """Those of ``ids``; without them everything up to now."""

    ids: Annotated[list[UUID], Field(max_length=200)] | None = None


# -- preferences --------------------------------------------------------------------------------


class PreferenceIn(In):
    kind: ChosenKind
    channels: Annotated[list[LadderChannel], Field(max_length=3)] = Field(
        description="The ladder, each channel once: the next is tried when the one before did not deliver in time"
    )
    frequency: Frequency


class PreferencesIn(In):
    tone: Tone
    quiet_from: ClockTime | None = Field(description="The company's clock; both or neither, and it may pass midnight")
    quiet_until: ClockTime | None
    daily_at: ClockTime
    kinds: Annotated[list[PreferenceIn], Field(max_length=7)]


class PreferenceOut(BaseModel):
    kind: ChosenKind
    channels: list[LadderChannel]
    frequency: Frequency


class PreferencesOut(BaseModel):
    """``kinds`` holds every kind that can be chosen, defaults included."""

    tone: Tone
    quiet_from: ClockTime | None
    quiet_until: ClockTime | None
    daily_at: ClockTime
    kinds: list[PreferenceOut]
    version: int


# -- channels and devices -----------------------------------------------------------------------


class ChannelOut(BaseModel):
    channel: Channel
    configured: bool = Field(description="False: messages are kept and can be read under /notifications/messages")
    price_milli: int = Field(description="Thousandths of a franc CFA for one message")


class ChannelsOut(BaseModel):
    items: list[ChannelOut]
    whatsapp_number: str | None
    sms_number: str | None
    vapid_public_key: str | None = Field(description="base64url; null where web push is off")


class PushSubscriptionIn(In):
    endpoint: Annotated[str, bounded(1000), Storable]
    p256dh: Annotated[str, bounded(200), Storable]
    auth: Annotated[str, bounded(100), Storable]


class PushSubscriptionOut(BaseModel):
    id: UUID
    label: str
    created_at: datetime


class TestIn(In):
    channel: Channel


# -- what was sent ------------------------------------------------------------------------------


class SendOut(BaseModel):
    """One message on one channel."""

    id: UUID
    notification_id: UUID
    kind: Kind
    recipient: str
    user_id: UUID | None
    channel: Channel
    address: str = Field(description="Shortened: +221 77 *** ** 67")
    title: str
    body: str
    replies: list[str] = Field(description="The answers that are offered with it, in its language")
    state: SendState
    attempts: int
    adapter: str | None
    code: str | None
    cost_milli: int | None
    created_at: datetime
    sent_at: datetime | None
    delivered_at: datetime | None
    read_at: datetime | None
    failed_at: datetime | None


class SendEventOut(BaseModel):
    name: str
    at: datetime
    code: str | None


class SendDetailOut(SendOut):
    events: list[SendEventOut]
    with_template: bool | None
    detail: str | None


class SendsSummaryOut(BaseModel):
    """Of the last 30 days."""

    sent: int
    delivered: int
    failed: int
    kept: int
    waiting: int
    cost_milli: int
