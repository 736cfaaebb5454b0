from __future__ import annotations

from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import CheckConstraint, Double, ForeignKeyConstraint, Index, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from digiboost.kernel.db.base import Base, TenantEntity, TenantRow

PLACE = "(latitude IS NULL) = (longitude IS NULL) AND latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180"


def own_provider() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["tenant_id", "provider_id"], ["providers.tenant_id", "providers.id"], ondelete="CASCADE"
    )


class Service(TenantEntity):
    """Something that the company sends people out for."""

    __tablename__ = "services"
    __table_args__ = (
        UniqueConstraint("tenant_id", "name_key"),
        CheckConstraint("minutes BETWEEN 5 AND 1440", name="minutes"),
    )

    name: Mapped[str]
    name_key: Mapped[str]
    base_price: Mapped[int | None] = mapped_column(default=None)
    """What coming costs at the least, minor units; None where it is said on the spot."""
    minutes: Mapped[int] = mapped_column(default=60)
    """How long it takes, as long as history does not know better."""
    is_active: Mapped[bool] = mapped_column(default=True)


class Zone(TenantEntity):
    """A district that people name: its middle and how far it reaches."""

    __tablename__ = "zones"
    __table_args__ = (
        UniqueConstraint("tenant_id", "name_key"),
        CheckConstraint("latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180", name="place"),
        CheckConstraint("radius_km > 0 AND radius_km <= 100", name="radius"),
    )

    name: Mapped[str]
    name_key: Mapped[str]
    city: Mapped[str]
    latitude: Mapped[float] = mapped_column(Double)
    longitude: Mapped[float] = mapped_column(Double)
    radius_km: Mapped[float] = mapped_column(Double, default=2.0)
    is_active: Mapped[bool] = mapped_column(default=True)


class Provider(TenantEntity):
    """Somebody who is sent out. ``user_id`` is how they sign in."""

    __tablename__ = "providers"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "user_id"], ["users.tenant_id", "users.id"]),
        ForeignKeyConstraint(["tenant_id", "lead_id"], ["providers.tenant_id", "providers.id"]),
        CheckConstraint(PLACE, name="place"),
        CheckConstraint("capacity BETWEEN 1 AND 50", name="capacity"),
        CheckConstraint("sound IN ('bell', 'horn', 'none')", name="sound"),
        Index("uq_providers_user", "tenant_id", "user_id", unique=True),
        Index("ix_providers_name", "tenant_id", "name_key", "id"),
        Index("ix_providers_lead", "tenant_id", "lead_id"),
    )

    user_id: Mapped[UUID | None] = mapped_column(default=None)
    lead_id: Mapped[UUID | None] = mapped_column(default=None)
    """Whose team they belong to; None for who leads or works alone."""
    name: Mapped[str]
    name_key: Mapped[str]
    search_text: Mapped[str]
    phone: Mapped[str]
    about: Mapped[str | None] = mapped_column(default=None)
    photo: Mapped[str | None] = mapped_column(default=None)
    """The file's name in the file store."""
    latitude: Mapped[float | None] = mapped_column(Double, default=None)
    longitude: Mapped[float | None] = mapped_column(Double, default=None)
    """Where they set out from."""
    hourly_rate: Mapped[int | None] = mapped_column(default=None)
    callout_fee: Mapped[int | None] = mapped_column(default=None)
    """Minor units."""
    capacity: Mapped[int] = mapped_column(default=2)
    """Missions that they take on at a time."""
    is_available: Mapped[bool] = mapped_column(default=True)
    """Their own switch."""
    away_from: Mapped[datetime | None] = mapped_column(default=None)
    away_until: Mapped[datetime | None] = mapped_column(default=None)
    """Away mode: from then, until then or (None) until they say otherwise."""
    auto_accept: Mapped[bool] = mapped_column(default=False)
    """Takes what clients ask for whom they served before, without being asked."""
    notify_offers: Mapped[bool] = mapped_column(default=True)
    notify_reminders: Mapped[bool] = mapped_column(default=True)
    sound: Mapped[str] = mapped_column(default="bell")
    rating_sum: Mapped[int] = mapped_column(default=0)
    rating_count: Mapped[int] = mapped_column(default=0)
    is_active: Mapped[bool] = mapped_column(default=True)
    is_there: Mapped[bool] = mapped_column(default=True)
    """What other rooms were last told: ``ProviderGone`` or ``ProviderBack``."""
    deleted_at: Mapped[datetime | None] = mapped_column(default=None)
    """Since when the row stands for somebody who is forgotten, because missions name it."""


class ProviderSkill(TenantRow):
    __tablename__ = "provider_skills"
    __table_args__ = (
        own_provider(),
        ForeignKeyConstraint(["tenant_id", "service_id"], ["services.tenant_id", "services.id"]),
        CheckConstraint("level BETWEEN 1 AND 3", name="level"),
        Index("ix_provider_skills_service", "tenant_id", "service_id", "provider_id"),
    )

    provider_id: Mapped[UUID] = mapped_column(primary_key=True)
    service_id: Mapped[UUID] = mapped_column(primary_key=True)
    level: Mapped[int] = mapped_column(SmallInteger, default=2)
    """1 learns, 2 does it, 3 teaches it."""


class ProviderZone(TenantRow):
    __tablename__ = "provider_zones"
    __table_args__ = (
        own_provider(),
        ForeignKeyConstraint(["tenant_id", "zone_id"], ["zones.tenant_id", "zones.id"]),
        Index("ix_provider_zones_zone", "tenant_id", "zone_id", "provider_id"),
    )

    provider_id: Mapped[UUID] = mapped_column(primary_key=True)
    zone_id: Mapped[UUID] = mapped_column(primary_key=True)


class ProviderHours(TenantRow):
    """When they work, on the company's clock; somebody without a row works at any hour."""

    __tablename__ = "provider_hours"
    __table_args__ = (
        own_provider(),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("opens < closes", name="hours"),
    )

    provider_id: Mapped[UUID] = mapped_column(primary_key=True)
    weekday: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    """Monday is 0."""
    opens: Mapped[time] = mapped_column(primary_key=True)
    closes: Mapped[time]


class Absence(TenantEntity):
    """Days on which somebody is not there, both included, on the company's clock."""

    __tablename__ = "absences"
    __table_args__ = (
        own_provider(),
        CheckConstraint("first <= last", name="days"),
        Index("ix_absences_provider", "tenant_id", "provider_id", "last"),
    )

    provider_id: Mapped[UUID]
    first: Mapped[date]
    last: Mapped[date]
    reason: Mapped[str | None] = mapped_column(default=None)


class Certificate(TenantEntity):
    """A paper that says what somebody has learned."""

    __tablename__ = "certificates"
    __table_args__ = (own_provider(), Index("ix_certificates_provider", "tenant_id", "provider_id"))

    provider_id: Mapped[UUID]
    name: Mapped[str]
    issuer: Mapped[str | None] = mapped_column(default=None)
    issued_on: Mapped[date | None] = mapped_column(default=None)
    expires_on: Mapped[date | None] = mapped_column(default=None)
    file: Mapped[str | None] = mapped_column(default=None)
    """A picture of it, by its name in the file store."""


class ProviderWatch(Base):
    """When each company must be looked at because somebody leaves or comes back by the clock alone. A platform table:
    a worker sees all of it, the application its own company's row."""

    __tablename__ = "provider_watch"
    __table_args__ = (Index("ix_provider_watch_due", "next_at"),)

    company_id: Mapped[UUID] = mapped_column(primary_key=True)
    next_at: Mapped[datetime]
