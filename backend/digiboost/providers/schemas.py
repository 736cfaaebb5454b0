from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, EmailStr, Field

from digiboost.kernel.http.fields import ClockTime, Day, EmptyIsNone, In, Moment, Storable, bounded
from digiboost.kernel.i18n import Language
from digiboost.kernel.money import Money, Price
from digiboost.providers.types import City, Sound, WhyNot

Name = Annotated[str, bounded(120), Storable]
Telephone = Annotated[str, bounded(30), Storable]
OptionalEmail = Annotated[Annotated[EmailStr, Field(max_length=200)] | None, EmptyIsNone]
OptionalText = Annotated[Annotated[str, bounded(2000), Storable] | None, EmptyIsNone]
OptionalLine = Annotated[Annotated[str, bounded(200), Storable] | None, EmptyIsNone]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Radius = Annotated[float, Field(gt=0, le=100, allow_inf_nan=False)]
Minutes = Annotated[int, Field(ge=5, le=1440)]
Capacity = Annotated[int, Field(ge=1, le=50)]
Level = Annotated[int, Field(ge=1, le=3)]
"""1 learns, 2 does it, 3 teaches it."""
Weekday = Annotated[int, Field(ge=0, le=6)]
"""Monday is 0."""


class ServiceIn(In):
    id: UUID | None = None
    name: Name
    base_price: Price | None = None
    minutes: Minutes = 60


class ServicePatch(In):
    name: Name | None = None
    base_price: Price | None = None
    minutes: Minutes | None = None
    is_active: bool | None = None


class ServiceOut(BaseModel):
    id: UUID
    name: str
    base_price: Money | None
    minutes: int
    is_active: bool
    version: int


class ZoneIn(In):
    id: UUID | None = None
    name: Name
    city: Name
    latitude: Latitude
    longitude: Longitude
    radius_km: Radius = 2.0


class ZonePatch(In):
    name: Name | None = None
    city: Name | None = None
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    radius_km: Radius | None = None
    is_active: bool | None = None


class ZoneOut(BaseModel):
    id: UUID
    name: str
    city: str
    latitude: float
    longitude: float
    radius_km: float
    is_active: bool
    version: int


class ReadyMadeIn(In):
    city: City


class ZoneList(BaseModel):
    items: list[ZoneOut]


class ProviderSort(StrEnum):
    NAME = "name"
    RATING = "-rating"
    LOAD = "load"


class ProviderIn(In):
    """``email`` and ``language`` are of the person who signs in."""

    id: UUID | None = None
    name: Name
    phone: Telephone
    email: OptionalEmail = None
    language: Language | None = None
    about: OptionalText = None
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    hourly_rate: Price | None = None
    callout_fee: Price | None = None
    capacity: Capacity = 2
    lead_id: UUID | None = None
    service_ids: list[UUID] = Field(default=[], max_length=200)
    zone_ids: list[UUID] = Field(default=[], max_length=500)


class OwnPatch(In):
    """What providers change of themselves."""

    about: OptionalText = None
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    auto_accept: bool | None = None
    notify_offers: bool | None = None
    notify_reminders: bool | None = None
    sound: Sound | None = None


class ProviderPatch(OwnPatch):
    name: Name | None = None
    phone: Telephone | None = None
    hourly_rate: Price | None = None
    callout_fee: Price | None = None
    capacity: Capacity | None = None
    lead_id: UUID | None = None
    is_active: bool | None = None


class Skill(In):
    service_id: UUID
    level: Level = 2


class SkillsIn(In):
    skills: Annotated[list[Skill], Field(max_length=200)]


class ZonesIn(In):
    zone_ids: Annotated[list[UUID], Field(max_length=500)]


class Hours(In):
    """On the company's clock; 23:59 means until midnight."""

    weekday: Weekday
    opens: ClockTime
    closes: ClockTime


class HoursIn(In):
    hours: Annotated[list[Hours], Field(max_length=42)]


class AvailabilityIn(In):
    """All of it: without ``away_from`` and ``away_until`` no away mode is left. ``away_until`` alone begins now,
    ``away_from`` alone ends when the next availability is set."""

    is_available: bool
    away_from: Moment | None = None
    away_until: Moment | None = None


class AbsenceIn(In):
    id: UUID | None = None
    first: Day
    last: Day
    reason: OptionalLine = None


class AbsenceOut(BaseModel):
    id: UUID
    first: date
    last: date
    reason: str | None


class CertificateIn(In):
    id: UUID | None = None
    name: Name
    issuer: OptionalLine = None
    issued_on: Day | None = None
    expires_on: Day | None = None


class CertificateOut(BaseModel):
    id: UUID
    name: str
    issuer: str | None
    issued_on: date | None
    expires_on: date | None
    has_file: bool


class SkillOut(BaseModel):
    service_id: UUID
    level: int


class HoursOut(BaseModel):
    weekday: int
    opens: ClockTime
    closes: ClockTime


class Mate(BaseModel):
    id: UUID
    name: str


class ProviderOut(BaseModel):
    id: UUID
    user_id: UUID | None
    name: str
    phone: str
    rating: float | None
    rating_count: int
    has_photo: bool
    is_available: bool
    is_active: bool
    away_until: datetime | None
    why_not: WhyNot | None
    load: int
    capacity: int
    service_ids: list[UUID]
    zone_ids: list[UUID]
    lead_id: UUID | None
    version: int


class ProviderDetail(ProviderOut):
    """``absences`` that ended more than a month ago are left out; ``team`` are those whom they lead."""

    about: str | None
    latitude: float | None
    longitude: float | None
    hourly_rate: Money | None
    callout_fee: Money | None
    away_from: datetime | None
    auto_accept: bool
    notify_offers: bool
    notify_reminders: bool
    sound: Sound
    skills: list[SkillOut]
    zones: list[UUID]
    hours: list[HoursOut]
    absences: list[AbsenceOut]
    certificates: list[CertificateOut]
    team: list[Mate]
