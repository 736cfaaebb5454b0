from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from digiboost.kernel.clock import now
from digiboost.kernel.db.base import Base, TenantEntity, TenantRow

ROLES = ("owner", "manager", "employee", "viewer", "provider", "operator")
ROLE_CHECK = f"role IN ({', '.join(repr(role) for role in ROLES)})"


class Tenant(Base):
    """A company. Its row-level policy compares ``id``."""

    __tablename__ = "tenants"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    ninea: Mapped[str | None] = mapped_column(default=None)
    country: Mapped[str]
    currency: Mapped[str]
    currency_exponent: Mapped[int] = mapped_column(SmallInteger)
    language: Mapped[str]
    time_zone: Mapped[str]
    phone: Mapped[str | None] = mapped_column(default=None)
    address: Mapped[str | None] = mapped_column(default=None)
    halves: Mapped[list[str]] = mapped_column(ARRAY(Text))
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)
    version: Mapped[int] = mapped_column(default=1)


class CompanyLogo(TenantRow):
    """The picture at the head of a company's papers, drawn anew by us: never the bytes that somebody sent."""

    __tablename__ = "company_logos"
    __table_args__ = (CheckConstraint("media_type IN ('image/png', 'image/jpeg')", name="media_type"),)

    media_type: Mapped[str]
    content: Mapped[bytes]
    width: Mapped[int]
    """Pixels."""
    height: Mapped[int]
    updated_at: Mapped[datetime] = mapped_column(default=now)


class TenantClock(Base):
    """When each company's day turns: what schedules need to know of all companies. A platform table: a
    worker sees all of it, the application its own company's row."""

    __tablename__ = "tenant_clocks"

    company_id: Mapped[UUID] = mapped_column(primary_key=True)
    time_zone: Mapped[str]


class User(TenantEntity):
    __tablename__ = "users"
    __table_args__ = (
        UniqueConstraint("tenant_id", "email"),
        CheckConstraint(ROLE_CHECK, name="role"),
        ForeignKeyConstraint(["tenant_id"], ["tenants.id"]),
    )

    email: Mapped[str | None] = mapped_column(default=None)
    """Normalised: trimmed, lower case. Null for who signs in by telephone alone."""
    full_name: Mapped[str]
    phone: Mapped[str | None] = mapped_column(default=None)
    role: Mapped[str]
    language: Mapped[str]
    is_active: Mapped[bool] = mapped_column(default=True)
    last_seen_at: Mapped[datetime | None] = mapped_column(default=None)
    pin_hash: Mapped[str | None] = mapped_column(default=None)
    phone_verified_at: Mapped[datetime | None] = mapped_column(default=None)
    """When a message from this telephone, or a code that was sent to it, proved that it is theirs; null again when the
    number changes."""
    has_password: Mapped[bool] = mapped_column(default=True, server_default="true")
    """Whether a row of ``logins`` opens this company for them."""
    second_factor_at: Mapped[datetime | None] = mapped_column(default=None)
    """Since when signing in asks for a code of their authenticator application besides."""

    @property
    def has_pin(self) -> bool:
        return self.pin_hash is not None


class Login(Base):
    """Opens one company for one e-mail. A platform table: its policy shows the rows of one e-mail alone,
    the one that was presented (``app.login``)."""

    __tablename__ = "logins"
    __table_args__ = (
        ForeignKeyConstraint(["company_id", "user_id"], ["users.tenant_id", "users.id"], ondelete="CASCADE"),
        Index("ix_logins_user", "company_id", "user_id"),
    )

    email: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID]
    password_hash: Mapped[str]
    changed_at: Mapped[datetime] = mapped_column(default=now)


class PhoneOwner(Base):
    """Whose telephone writes to us. A platform table: its policy shows the rows of one telephone alone, the one that
    a message came from (``app.phone``). A telephone that was proved is in it, and no other."""

    __tablename__ = "phone_owners"
    __table_args__ = (
        ForeignKeyConstraint(["company_id", "user_id"], ["users.tenant_id", "users.id"], ondelete="CASCADE"),
        Index("ix_phone_owners_user", "company_id", "user_id"),
    )

    phone: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(primary_key=True)


class PhoneLogin(Base):
    """Who signs in by a code that is sent to a telephone: the active people who gave this number, proved or not. A
    platform table: its policy shows the rows of one telephone alone, the one that was presented (``app.phone``)."""

    __tablename__ = "phone_logins"
    __table_args__ = (
        ForeignKeyConstraint(["company_id", "user_id"], ["users.tenant_id", "users.id"], ondelete="CASCADE"),
        Index("ix_phone_logins_user", "company_id", "user_id"),
    )

    phone: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(primary_key=True)


class LoginCode(Base):
    """The last code that was asked for at an address, whether the address is known or not. A platform table: the
    application sees the rows of one address alone, the one that was presented (``app.address``); a worker all, to
    send them and to drop them."""

    __tablename__ = "login_codes"
    __table_args__ = (
        CheckConstraint("purpose IN ('sign_in', 'recovery')", name="purpose"),
        CheckConstraint("channel IN ('whatsapp', 'sms', 'email')", name="channel"),
        CheckConstraint("language IN ('fr', 'en')", name="language"),
        UniqueConstraint("id"),
        Index("ix_login_codes_expires", "expires_at"),
    )

    purpose: Mapped[str] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(primary_key=True)
    """A telephone in E.164, or an e-mail."""
    id: Mapped[UUID]
    """Another for each code: the code is made from it and the server's key."""
    code_hash: Mapped[bytes]
    channel: Mapped[str]
    """Where it is tried first."""
    language: Mapped[str | None] = mapped_column(default=None)
    tries: Mapped[int]
    sends: Mapped[int]
    """Codes asked for since ``since``."""
    since: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None] = mapped_column(default=None)
    looked_at: Mapped[datetime | None] = mapped_column(default=None)
    """When a worker looked whose it is; null while it waits for one."""
    company_id: Mapped[UUID | None] = mapped_column(default=None)
    """In whose name it was sent, until the message was emptied; null for an address that nobody has."""
    user_id: Mapped[UUID | None] = mapped_column(default=None)


class PhoneLink(Base):
    """A code that a person sends from their telephone to prove that it is theirs. A platform table: whose code it is
    is not known before it is looked up. The application may insert and nothing else."""

    __tablename__ = "phone_links"
    __table_args__ = (Index("ix_phone_links_expires", "expires_at"),)

    code_hash: Mapped[bytes] = mapped_column(primary_key=True)
    company_id: Mapped[UUID]
    user_id: Mapped[UUID]
    expires_at: Mapped[datetime]


class DeviceSession(TenantRow):
    """A device that is signed in: a family of rotating refresh tokens, of which only hashes are kept."""

    __tablename__ = "device_sessions"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "user_id"], ["users.tenant_id", "users.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(["tenant_id", "acting_user_id"], ["users.tenant_id", "users.id"], ondelete="CASCADE"),
        Index("ix_device_sessions_user", "tenant_id", "user_id", "ended_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID]
    """The opener, who signed in."""
    acting_user_id: Mapped[UUID | None] = mapped_column(default=None)
    """Who acts on a shared phone; None while the opener does."""
    label: Mapped[str]
    generation: Mapped[int] = mapped_column(default=1)
    token_hash: Mapped[bytes]
    previous_hash: Mapped[bytes | None] = mapped_column(default=None)
    rotated_at: Mapped[datetime] = mapped_column(default=now)
    created_at: Mapped[datetime] = mapped_column(default=now)
    last_seen_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    end_reason: Mapped[str | None] = mapped_column(default=None)
    days: Mapped[int | None] = mapped_column(SmallInteger, default=None)
    """How long it lasts from each use on; null for what the settings say of a password's session."""

    @property
    def actor_id(self) -> UUID:
        return self.acting_user_id or self.user_id


class PinGuesses(TenantRow):
    """Wrong guesses at a person's PIN since ``since``, by one session, and in a row whose ``asker_id`` is the
    person themselves by all sessions together. The row's lock lets guesses be judged one after the other."""

    __tablename__ = "pin_guesses"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "user_id"], ["users.tenant_id", "users.id"], ondelete="CASCADE"),
    )

    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    asker_id: Mapped[UUID] = mapped_column(primary_key=True)
    wrong: Mapped[int]
    since: Mapped[datetime]


class SecondFactor(TenantRow):
    """A person's authenticator application (RFC 6238), from the moment it is shown its secret. Wrong guesses since
    ``since``, and the row's lock lets guesses be judged one after the other."""

    __tablename__ = "second_factors"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "user_id"], ["users.tenant_id", "users.id"], ondelete="CASCADE"),
    )

    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    secret: Mapped[bytes]
    """Encrypted with a key of the server."""
    confirmed_at: Mapped[datetime | None] = mapped_column(default=None)
    last_step: Mapped[int] = mapped_column(default=0)
    """The step (30 s since 1970) of the last code that was taken: it and those before are refused."""
    wrong: Mapped[int] = mapped_column(default=0)
    since: Mapped[datetime] = mapped_column(default=now)


class RecoveryCode(TenantRow):
    """Stands in for the authenticator application once; only its hash is kept."""

    __tablename__ = "recovery_codes"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "user_id"], ["second_factors.tenant_id", "second_factors.user_id"], ondelete="CASCADE"
        ),
    )

    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    code_hash: Mapped[bytes] = mapped_column(primary_key=True)


class Invitation(TenantRow):
    __tablename__ = "invitations"
    __table_args__ = (
        CheckConstraint(ROLE_CHECK, name="role"),
        Index("ix_invitations_created", "tenant_id", "created_at"),
        ForeignKeyConstraint(["tenant_id"], ["tenants.id"]),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    email: Mapped[str]
    role: Mapped[str]
    token_hash: Mapped[bytes]
    invited_by: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None] = mapped_column(default=None)
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)


class AuditHead(TenantRow):
    """The end of a tenant's audit chain; its lock puts the entries in order."""

    __tablename__ = "audit_heads"

    seq: Mapped[int]
    hash: Mapped[bytes]


class AuditEntry(TenantRow):
    """One write that somebody made. Insert-only; ``hash = sha256(previous hash || payload)``."""

    __tablename__ = "audit_entries"

    seq: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    user_id: Mapped[UUID | None]
    action: Mapped[str]
    subject_type: Mapped[str]
    subject_id: Mapped[str]
    details: Mapped[dict[str, Any]]
    payload: Mapped[str]
    """The exact text that was hashed."""
    hash: Mapped[bytes]
