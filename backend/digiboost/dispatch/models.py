from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Double, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from digiboost.kernel.clock import now
from digiboost.kernel.db.base import Base, TenantRow


class DispatchSettings(TenantRow):
    """How a company searches; the defaults (``types.Settings``) where there is no row."""

    __tablename__ = "dispatch_settings"
    __table_args__ = (
        CheckConstraint("offer_seconds BETWEEN 30 AND 3600", name="offer_seconds"),
        CheckConstraint("urgent_offer_seconds BETWEEN 30 AND 3600", name="urgent_offer_seconds"),
        CheckConstraint("wave_size BETWEEN 1 AND 20", name="wave_size"),
        CheckConstraint("waves BETWEEN 1 AND 50", name="waves"),
        CheckConstraint("search_minutes BETWEEN 1 AND 1440", name="search_minutes"),
        CheckConstraint("radius_km > 0 AND radius_km <= 200", name="radius"),
    )

    offer_seconds: Mapped[int]
    """How long an offer holds; ``urgent_offer_seconds`` for what is urgent or an emergency."""
    urgent_offer_seconds: Mapped[int]
    wave_size: Mapped[int]
    waves: Mapped[int]
    search_minutes: Mapped[int]
    radius_km: Mapped[float] = mapped_column(Double)
    weights: Mapped[dict[str, Any]]
    auto_redirect: Mapped[bool]
    version: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime] = mapped_column(default=now)


class DispatchWatch(Base):
    """When each company has an offer that expires, or a search that is tried again. A platform table: a worker sees
    all of it, the application its own company's row."""

    __tablename__ = "dispatch_watch"
    __table_args__ = (Index("ix_dispatch_watch_due", "next_at"),)

    company_id: Mapped[UUID] = mapped_column(primary_key=True)
    next_at: Mapped[datetime]


class OfferCall(Base):
    """That an offer was sent to a telephone: whose answer it is that comes from there, also before its owner proved
    it. A platform table, walled by the telephone that wrote (``app.phone``)."""

    __tablename__ = "offer_calls"
    __table_args__ = (
        ForeignKeyConstraint(["company_id", "offer_id"], ["offers.tenant_id", "offers.id"], ondelete="CASCADE"),
        Index("ix_offer_calls_until", "until"),
        Index("ix_offer_calls_offer", "company_id", "offer_id"),
    )

    phone: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[UUID] = mapped_column(primary_key=True)
    offer_id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID]
    until: Mapped[datetime]
    """As long as an answer is expected, a late one included."""
