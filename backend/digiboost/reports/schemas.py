from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, EmailStr, Field

from digiboost.kernel.http.fields import Day, In, Storable, bounded
from digiboost.kernel.i18n import Language
from digiboost.reports.types import Format, ReportFrequency, ReportPeriod, ReportState, ReportType


class RecipientIn(In):
    """Somebody of the company by ``user_id``, or anybody else by name with an e-mail or a telephone."""

    user_id: UUID | None = None
    name: Annotated[str, bounded(120), Storable] | None = None
    email: Annotated[EmailStr, Field(max_length=200)] | None = None
    phone: Annotated[str, bounded(32), Storable] | None = None


class RecipientOut(BaseModel):
    user_id: UUID | None
    name: str
    email: str | None
    phone: str | None


class ReportIn(In):
    type: ReportType
    format: Format | None = Field(default=None, description="The usual one of the type when absent")
    language: Language | None = Field(default=None, description="The company's when absent")
    first: Day | None = Field(default=None, description="First day; of a month any day of it will do")
    last: Day | None = Field(default=None, description="Last day, included")
    subject_id: UUID | None = Field(default=None, description="The customer, order or closing that it is about")
    recipients: Annotated[list[RecipientIn], Field(max_length=20)] = Field(
        default_factory=list, description="Who is sent the file once it is made"
    )


class DeliveryOut(BaseModel):
    """What became of one message with the file."""

    recipient: str
    channel: str | None
    state: str
    at: datetime


class ReportOut(BaseModel):
    id: UUID
    type: ReportType
    format: Format
    language: Language
    first: date | None
    last: date | None
    subject_id: UUID | None
    title: str
    state: ReportState
    progress: float
    file_name: str | None
    bytes: int | None
    size: int | None = Field(description="Lines of a workbook, pages of a PDF")
    error: str | None
    user_id: UUID | None
    schedule_id: UUID | None
    created_at: datetime
    made_at: datetime | None
    sent_at: datetime | None
    expires_at: datetime


class ReportDetailOut(ReportOut):
    recipients: list[RecipientOut]
    deliveries: list[DeliveryOut]


class LinkOut(BaseModel):
    """An address that needs no sign-in and ends."""

    url: str
    expires_at: datetime


class ReportSendIn(In):
    """Sends a made report to somebody."""

    recipients: Annotated[list[RecipientIn], Field(min_length=1, max_length=20)]


class DefinitionOut(BaseModel):
    type: ReportType
    formats: list[Format]
    period: ReportPeriod
    subject: Literal["customer", "order", "closing"] | None
    subject_required: bool
    schedulable: bool


class ScheduleIn(In):
    type: ReportType
    format: Format | None = None
    language: Language | None = None
    frequency: ReportFrequency
    weekday: Annotated[int, Field(ge=0, le=6)] | None = Field(default=None, description="Weekly: Monday is 0")
    month_day: Annotated[int, Field(ge=1, le=28)] | None = Field(default=None, description="Monthly; 1 when absent")
    hour: Annotated[int, Field(ge=0, le=23)] = Field(default=7, description="The company's clock")
    recipients: Annotated[list[RecipientIn], Field(min_length=1, max_length=20)]
    is_active: bool = True


class SchedulePatch(In):
    """Only what is given changes."""

    format: Format | None = None
    language: Language | None = None
    frequency: ReportFrequency | None = None
    weekday: Annotated[int, Field(ge=0, le=6)] | None = None
    month_day: Annotated[int, Field(ge=1, le=28)] | None = None
    hour: Annotated[int, Field(ge=0, le=23)] | None = None
    recipients: Annotated[list[RecipientIn], Field(min_length=1, max_length=20)] | None = None
    is_active: bool | None = None


class ScheduleOut(BaseModel):
    id: UUID
    type: ReportType
    format: Format
    language: Language
    frequency: ReportFrequency
    weekday: int | None
    month_day: int | None
    hour: int
    recipients: list[RecipientOut]
    is_active: bool
    next_at: datetime
    last_at: datetime | None
    version: int
