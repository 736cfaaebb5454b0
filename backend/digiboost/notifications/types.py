"""What other rooms say to notifications, and the words of a person's preferences."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal
from uuid import UUID

from digiboost.channels.types import Attachment
from digiboost.kernel.i18n import Language

Tone = Literal["formal", "friendly", "concise"]


class Kind(StrEnum):
    """What a person may set preferences for."""

    ALERT = "alert"
    DIGEST = "digest"
    REPORT = "report"
    ACCOUNT = "account"
    """Sign-in codes and the safety of the account: no quiet hours, never bundled."""
    REPLY = "reply"
    """The answer to somebody who wrote to us: on the channel on which they wrote, at once."""
    TEST = "test"
    OFFER = "offer"
    """A mission offered to somebody until a moment: no quiet hours, never bundled."""
    REQUEST = "request"
    """Where a request stands: for who asked, who is sent, and who answers for it."""


class Frequency(StrEnum):
    IMMEDIATE = "immediate"
    HOURLY = "hourly"
    DAILY = "daily"
    NEVER = "never"
    """In the inbox alone."""


class NotificationState(StrEnum):
    """The best of its sends."""

    HELD = "held"
    """For its hour, its day, or the end of quiet hours."""
    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"
    EXPIRED = "expired"
    KEPT = "kept"
    """Nobody configured a channel: what would have been sent can be read on screen."""
    INBOX = "inbox"
    """Meant for the inbox alone."""


class SendState(StrEnum):
    HELD = "held"
    """A fallback that waits to see whether the channel before it delivers."""
    WAITING = "waiting"
    SENDING = "sending"
    UNKNOWN = "unknown"
    """It may have been taken: a callback or a look-up tells, before it is sent again."""
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"
    DEAD = "dead"
    """Every try was used up; it can be replayed."""
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody as they can be reached now. ``user_id`` is None for who is no user (a supplier, a client)."""

    user_id: UUID | None
    name: str
    language: Language
    time_zone: str
    phone: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A message to be told.

    ``template`` is the code of a registered template, ``values`` fill it (texts, ready to be read), ``lines`` are
    its list (one per product, say). ``key`` is unique in the tenant: the same key again tells nothing. ``url`` is
    the path of the screen that it is about; empty for who has no screen. ``urgent`` passes bundling, but not quiet
    hours. ``subject`` names the row that it is about, for history and answers.
    """

    kind: Kind
    template: str
    values: dict[str, str]
    key: str
    lines: tuple[str, ...] = ()
    url: str = "/"
    urgent: bool = False
    subject: tuple[str, UUID] | None = None
    expires_at: datetime | None = None
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a ``Wanted``: the notification's id; ``repeated`` when its key was told before."""

    id: UUID
    state: NotificationState
    repeated: bool = False
