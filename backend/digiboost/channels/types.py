"""What other rooms say to the channels and hear from them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from digiboost.kernel.auth import Actor
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.i18n import Language


class Channel(StrEnum):
    WHATSAPP = "whatsapp"
    SMS = "sms"
    EMAIL = "email"
    PUSH = "push"


Adapter = Literal["whatsapp", "twilio", "africastalking", "orange", "smtp", "webpush"]


@dataclass(frozen=True, slots=True)
class TemplateCall:
    """A message that WhatsApp has approved beforehand: the only one it delivers outside the 24 hours after the
    person's last message.

    ``parameters`` fill its body in order; ``replies`` are the payloads of its quick-reply buttons, in order.
    ``copied`` is the code that a sign-in template's button copies (15 characters at the most). ``takes_document``: it
    was approved with a document at its head, which is the message's first attachment.
    """

    name: str
    language: Language
    parameters: tuple[str, ...] = ()
    replies: tuple[str, ...] = ()
    copied: str | None = None
    takes_document: bool = False


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent to one address.

    ``ref`` (64 visible characters at the most) comes back in callbacks where the service carries it. ``address``
    is a telephone in E.164, an e-mail, or the JSON of a push subscription (endpoint, p256dh, auth). ``template``
    is used by WhatsApp when ``window_open`` is False. ``url`` is where a tap on a push leads, a path of the
    application.
    """

    ref: str
    address: str
    text: str
    subject: str
    template: TemplateCall | None = None
    window_open: bool = False
    attachments: tuple[Attachment, ...] = ()
    expires_at: datetime | None = None
    urgent: bool = False
    url: str = "/"


class Outcome(StrEnum):
    SENT = "sent"
    """The service took it; whether it was delivered is told later."""
    REFUSED = "refused"
    """Will never be taken like this: the next channel's turn."""
    BUSY = "busy"
    """Not taken now: again later, after ``retry_after`` where it is given."""
    UNKNOWN = "unknown"
    """No answer came: it may have been taken. Look before it is sent again."""
    ABSENT = "absent"
    """Nobody configured this channel: the message stays in the outbox."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of an attempt. ``code`` is the service's own (``131047``, ``21610``) or ours (``timeout``);
    ``detail`` never holds the address. ``retry_after`` in seconds; on REFUSED it says that this channel may take
    the same message then, where no other channel is left (its account is blocked for the moment).
    ``needs_template`` (with REFUSED): the window was closed after all, a template will do. ``forget_address``: the
    address is gone for good (a push subscription, a person who opted out)."""

    outcome: Outcome
    adapter: str
    provider_id: str | None = None
    code: str | None = None
    detail: str | None = None
    retry_after: float | None = None
    needs_template: bool = False
    forget_address: bool = False


class ReportState(StrEnum):
    FAILED = "failed"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"


@dataclass(frozen=True, slots=True)
class Report:
    """A service tells what became of a message, by its own id, and by our ``ref`` where it carries one.
    ``event_id`` is the same when the service says the same thing again. ``retry_after``, ``needs_template`` and
    ``forget_address`` are what a ``Result`` with this ``code`` would say; a failure without any of them is final."""

    adapter: str
    event_id: str
    provider_id: str
    state: ReportState
    at: datetime
    ref: str | None = None
    code: str | None = None
    retry_after: float | None = None
    needs_template: bool = False
    forget_address: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    """A person wrote to us. ``payload`` is that of the button that was tapped; ``reply_to`` is the service's id of
    the message that was answered, where the person answered one."""

    adapter: str
    event_id: str
    channel: Channel
    phone: str
    text: str
    at: datetime
    payload: str | None = None
    reply_to: str | None = None


class NotYet(Exception):
    """A handler does not know the message that a report is about: it may be known in a moment, or never be ours.
    The event comes again later, and is forgotten without a complaint when nobody ever knew it."""


OpenTx = Callable[[Actor | None], Tx]
"""Makes a transaction, to be used as a context manager: whose an event is must be found out first."""

ReportHandler = Callable[[OpenTx, Report], None]
HeardHandler = Callable[[OpenTx, Heard], None]
