from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Double, ForeignKeyConstraint, Index, SmallInteger, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from digiboost.kernel.db.base import Base, TenantEntity, TenantRow

STATES = (
    "'request_received', 'provider_search', 'provider_notified', 'provider_accepted', 'provider_enroute',"
    " 'provider_arrived', 'service_started', 'service_completed', 'no_provider_found', 'cancelled'"
)


def own_request() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["tenant_id", "request_id"], ["requests.tenant_id", "requests.id"])


def a_provider() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["tenant_id", "provider_id"], ["providers.tenant_id", "providers.id"])


class RequestCounter(TenantRow):
    """The next request's number: one that was given out never comes again."""

    __tablename__ = "request_counters"

    next_number: Mapped[int]


class Request(TenantEntity):
    """What a client asks for, and how far it is. ``version`` moves with every change that somebody may act on."""

    __tablename__ = "requests"
    __table_args__ = (
        UniqueConstraint("tenant_id", "number"),
        ForeignKeyConstraint(["tenant_id", "customer_id"], ["customers.tenant_id", "customers.id"]),
        ForeignKeyConstraint(["tenant_id", "service_id"], ["services.tenant_id", "services.id"]),
        ForeignKeyConstraint(["tenant_id", "zone_id"], ["zones.tenant_id", "zones.id"]),
        a_provider(),
        CheckConstraint(f"state IN ({STATES})", name="state"),
        CheckConstraint("stage IN ('diagnostic', 'repair')", name="stage"),
        CheckConstraint("(state = 'service_started') = (stage IS NOT NULL)", name="stage_of_state"),
        CheckConstraint("urgency IN ('normal', 'urgent', 'emergency')", name="urgency"),
        CheckConstraint("source IN ('operator', 'form', 'whatsapp', 'api')", name="source"),
        CheckConstraint("language IN ('fr', 'en')", name="language"),
        CheckConstraint("outcome IN ('fixed', 'not_fixed')", name="outcome"),
        CheckConstraint("cancelled_by IN ('client', 'operator')", name="cancelled_by"),
        CheckConstraint("percent BETWEEN 0 AND 100", name="percent"),
        CheckConstraint(
            "(latitude IS NULL) = (longitude IS NULL) AND latitude BETWEEN -90 AND 90"
            " AND longitude BETWEEN -180 AND 180",
            name="place",
        ),
        Index("ix_requests_opened", "tenant_id", "opened_at", "id"),
        Index("ix_requests_state", "tenant_id", "state", "opened_at", "id"),
        Index("ix_requests_provider", "tenant_id", "provider_id", "state", "opened_at"),
        Index("ix_requests_customer", "tenant_id", "customer_id", "opened_at"),
        Index(
            "ix_requests_waiting",
            "tenant_id",
            "search_until",
            postgresql_where=text("state IN ('request_received', 'provider_search', 'provider_notified')"),
        ),
    )

    number: Mapped[int]
    customer_id: Mapped[UUID | None] = mapped_column(default=None)
    client_name: Mapped[str]
    client_phone: Mapped[str | None] = mapped_column(default=None)
    language: Mapped[str]
    """The client's."""
    search_text: Mapped[str]
    service_id: Mapped[UUID]
    zone_id: Mapped[UUID | None] = mapped_column(default=None)
    landmark: Mapped[str | None] = mapped_column(default=None)
    """How one finds it: where streets have no names."""
    latitude: Mapped[float | None] = mapped_column(Double, default=None)
    longitude: Mapped[float | None] = mapped_column(Double, default=None)
    description: Mapped[str | None] = mapped_column(default=None)
    urgency: Mapped[str]
    budget: Mapped[int | None] = mapped_column(default=None)
    """What the client would spend at the most, minor units."""
    wished_from: Mapped[datetime | None] = mapped_column(default=None)
    wished_until: Mapped[datetime | None] = mapped_column(default=None)
    source: Mapped[str]
    state: Mapped[str]
    stage: Mapped[str | None] = mapped_column(default=None)
    percent: Mapped[int] = mapped_column(SmallInteger)
    state_at: Mapped[datetime]
    """Since when it is in its state and stage."""
    provider_id: Mapped[UUID | None] = mapped_column(default=None)
    start_code: Mapped[str]
    """Four digits that the client gives to who came: the work begins with them."""
    outcome: Mapped[str | None] = mapped_column(default=None)
    outcome_note: Mapped[str | None] = mapped_column(default=None)
    amount: Mapped[int | None] = mapped_column(default=None)
    """What the work cost without its materials, as the provider says, minor units."""
    quote: Mapped[int | None] = mapped_column(default=None)
    """What the provider says that the repair will cost, minor units; it waits for the client while it is above what
    they agreed to."""
    approved_amount: Mapped[int | None] = mapped_column(default=None)
    """Up to where the client agreed, minor units."""
    materials_amount: Mapped[int] = mapped_column(default=0)
    cancelled_by: Mapped[str | None] = mapped_column(default=None)
    reason: Mapped[str | None] = mapped_column(default=None)
    """Why it was cancelled, or last given back."""
    fee: Mapped[int | None] = mapped_column(default=None)
    """What cancelling costs the client, minor units."""
    opened_at: Mapped[datetime]
    search_until: Mapped[datetime | None] = mapped_column(default=None)
    """When the search is given up."""
    wave: Mapped[int] = mapped_column(SmallInteger, default=0)
    """Of offers, since the search began."""
    accepted_at: Mapped[datetime | None] = mapped_column(default=None)
    enroute_at: Mapped[datetime | None] = mapped_column(default=None)
    arrived_at: Mapped[datetime | None] = mapped_column(default=None)
    started_at: Mapped[datetime | None] = mapped_column(default=None)
    repair_at: Mapped[datetime | None] = mapped_column(default=None)
    completed_at: Mapped[datetime | None] = mapped_column(default=None)
    user_id: Mapped[UUID | None] = mapped_column(default=None)
    """Who opened it, of the company's people."""


class RequestExclusion(TenantRow):
    """Who is not asked again for a request: they gave it back, or declined it."""

    __tablename__ = "request_exclusions"
    __table_args__ = (own_request(), a_provider())

    request_id: Mapped[UUID] = mapped_column(primary_key=True)
    provider_id: Mapped[UUID] = mapped_column(primary_key=True)
    reason: Mapped[str | None] = mapped_column(default=None)
    created_at: Mapped[datetime]


class StatusHistory(TenantRow):
    """What happened to a request; only ever added to. ``id`` is the client's event: the same one comes once."""

    __tablename__ = "status_history"
    __table_args__ = (
        own_request(),
        a_provider(),
        CheckConstraint("kind IN ('transition', 'note', 'bypass')", name="kind"),
        CheckConstraint(f"from_state IN ({STATES})", name="from_state"),
        CheckConstraint(f"to_state IN ({STATES})", name="to_state"),
        CheckConstraint("from_stage IN ('diagnostic', 'repair')", name="from_stage"),
        CheckConstraint("to_stage IN ('diagnostic', 'repair')", name="to_stage"),
        CheckConstraint("by IN ('client', 'operator', 'provider', 'system', 'escalation')", name="by"),
        Index("ix_status_history_request", "tenant_id", "request_id", "received_at", "id"),
        Index("ix_status_history_moment", "tenant_id", "to_state", "occurred_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    request_id: Mapped[UUID]
    kind: Mapped[str]
    from_state: Mapped[str | None] = mapped_column(default=None)
    from_stage: Mapped[str | None] = mapped_column(default=None)
    to_state: Mapped[str | None] = mapped_column(default=None)
    to_stage: Mapped[str | None] = mapped_column(default=None)
    by: Mapped[str]
    user_id: Mapped[UUID | None] = mapped_column(default=None)
    provider_id: Mapped[UUID | None] = mapped_column(default=None)
    reason: Mapped[str | None] = mapped_column(default=None)
    note: Mapped[str | None] = mapped_column(default=None)
    occurred_at: Mapped[datetime]
    """When it happened, by the clock of who did it, as far as that can be believed."""
    received_at: Mapped[datetime]
    skew_ms: Mapped[int | None] = mapped_column(default=None)
    """By how much the sender's clock was ahead of ours."""


class Offer(TenantEntity):
    """A request offered to one provider until a moment, and what became of it."""

    __tablename__ = "offers"
    __table_args__ = (
        own_request(),
        a_provider(),
        CheckConstraint("state IN ('open', 'accepted', 'declined', 'expired', 'withdrawn')", name="state"),
        CheckConstraint("answered_by IN ('app', 'whatsapp', 'sms', 'auto', 'operator')", name="answered_by"),
        Index("ix_offers_request", "tenant_id", "request_id", "created_at"),
        Index("ix_offers_provider", "tenant_id", "provider_id", "created_at"),
        Index(
            "uq_offers_open",
            "tenant_id",
            "request_id",
            "provider_id",
            unique=True,
            postgresql_where=text("state = 'open'"),
        ),
        Index("uq_offers_taken", "tenant_id", "request_id", unique=True, postgresql_where=text("state = 'accepted'")),
        Index("ix_offers_open", "tenant_id", "expires_at", postgresql_where=text("state = 'open'")),
        Index("ix_offers_notification", "tenant_id", "notification_id"),
    )

    request_id: Mapped[UUID]
    provider_id: Mapped[UUID]
    wave: Mapped[int] = mapped_column(SmallInteger)
    rank: Mapped[int] = mapped_column(SmallInteger)
    """Among who was asked in this wave, the best is 1."""
    score: Mapped[float] = mapped_column(Double)
    """0 to 100."""
    reasons: Mapped[list[Any]]
    """Why this provider: [{code, points, value}], the weightiest first."""
    state: Mapped[str]
    expires_at: Mapped[datetime]
    notification_id: Mapped[UUID | None] = mapped_column(default=None)
    delivered_at: Mapped[datetime | None] = mapped_column(default=None)
    """When a channel said that it is there; one that never was counts against nobody."""
    seen_at: Mapped[datetime | None] = mapped_column(default=None)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    answered_by: Mapped[str | None] = mapped_column(default=None)
    reason: Mapped[str | None] = mapped_column(default=None)
    proposed_at: Mapped[datetime | None] = mapped_column(default=None)
    """Another moment that the provider proposes."""


class RequestPhoto(TenantEntity):
    """A picture of the problem, of before or after; it comes in parts over a bad network."""

    __tablename__ = "request_photos"
    __table_args__ = (
        own_request(),
        CheckConstraint("kind IN ('problem', 'before', 'after')", name="kind"),
        CheckConstraint("received BETWEEN 0 AND size AND size BETWEEN 1 AND 5000000", name="size"),
        Index("ix_request_photos_request", "tenant_id", "request_id", "created_at"),
    )

    request_id: Mapped[UUID]
    kind: Mapped[str]
    size: Mapped[int]
    """Bytes."""
    received: Mapped[int] = mapped_column(default=0)
    """Bytes that are here."""
    sha256: Mapped[str]
    """Of the whole, in hexadecimal: what came is what was taken."""
    file: Mapped[str | None] = mapped_column(default=None)
    """Its name in the file store, once it is whole and drawn anew."""
    width: Mapped[int | None] = mapped_column(default=None)
    height: Mapped[int | None] = mapped_column(default=None)
    taken_at: Mapped[datetime | None] = mapped_column(default=None)
    user_id: Mapped[UUID | None] = mapped_column(default=None)


class RequestMaterial(TenantEntity):
    """What was used on a mission: from the company's own stock (with its movement), or bought on the way."""

    __tablename__ = "request_materials"
    __table_args__ = (
        own_request(),
        ForeignKeyConstraint(["tenant_id", "product_id"], ["products.tenant_id", "products.id"]),
        CheckConstraint("quantity > 0", name="quantity"),
        Index("ix_request_materials_request", "tenant_id", "request_id", "created_at"),
    )

    request_id: Mapped[UUID]
    product_id: Mapped[UUID | None] = mapped_column(default=None)
    name: Mapped[str]
    quantity: Mapped[int]
    """Thousandths."""
    unit_price: Mapped[int]
    amount: Mapped[int]
    """What the client pays for it, minor units."""
    user_id: Mapped[UUID | None] = mapped_column(default=None)


class RequestLink(TenantRow):
    """The address at which a client follows a request: opaque, and it can be taken back."""

    __tablename__ = "request_links"
    __table_args__ = (
        own_request(),
        Index("ix_request_links_request", "tenant_id", "request_id"),
        Index("uq_request_links_token", "tenant_id", "token_hash", unique=True),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    request_id: Mapped[UUID]
    token_hash: Mapped[bytes]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)


class Review(TenantRow):
    """What the client says of the work."""

    __tablename__ = "reviews"
    __table_args__ = (
        own_request(),
        a_provider(),
        CheckConstraint("stars BETWEEN 1 AND 5", name="stars"),
        Index("ix_reviews_provider", "tenant_id", "provider_id", "created_at"),
    )

    request_id: Mapped[UUID] = mapped_column(primary_key=True)
    provider_id: Mapped[UUID]
    stars: Mapped[int] = mapped_column(SmallInteger)
    comment: Mapped[str | None] = mapped_column(default=None)
    created_at: Mapped[datetime]


class RequestSettings(TenantRow):
    """How a company handles requests; the defaults where there is no row."""

    __tablename__ = "request_settings"

    form_open: Mapped[bool] = mapped_column(default=True)
    """Whether clients may ask by the public form."""
    start_code_required: Mapped[bool] = mapped_column(default=True)
    quote_threshold: Mapped[int | None] = mapped_column(default=None)
    """Above it a repair waits for the client's word, minor units; None: never."""
    cancel_fee: Mapped[int] = mapped_column(default=0)
    """What a client pays who cancels when somebody is on the way, minor units."""
    version: Mapped[int] = mapped_column(default=1)


class PublicForm(Base):
    """Which company's form an address opens. A platform table: its policy shows the row of one address alone, the one
    that was asked for (``app.form``), and its company's."""

    __tablename__ = "public_forms"
    __table_args__ = (Index("uq_public_forms_company", "company_id", unique=True),)

    slug: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[UUID]
