"""The door of the channels: what is sent goes out here, what services and people answer comes in here.

``send`` and ``look_up`` ask a network and never the database: whoever calls them holds no transaction.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from digiboost.channels import repository, stopped
from digiboost.channels.adapters import africastalking, orange, smtp, twilio, webpush, whatsapp
from digiboost.channels.metrics import CALLBACKS, MESSAGES, SECONDS
from digiboost.channels.public_network import is_allowed
from digiboost.channels.types import (
    Adapter,
    Channel,
    Heard,
    HeardHandler,
    Message,
    Outcome,
    Report,
    ReportHandler,
    ReportState,
    Result,
)
from digiboost.channels.verdicts import Verdict
from digiboost.channels.wire import within
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.jobs import wake
from digiboost.kernel.settings import Settings, get_settings

HEAR_TASK = "channels.hear"
TOGETHER = 25
"""How many events one job is given."""
REQUEUE_AFTER = timedelta(seconds=30)
"""How long an event stays with the broker before the sweep believes that it was forgotten."""
FORGET_EVENTS_AFTER = timedelta(days=30)
FORGET_REFS_AFTER = timedelta(days=60)

on_report: list[ReportHandler] = []
"""Who is told of reports; filled by the wiring. A handler may be called twice for the same event."""
on_message: list[HeardHandler] = []
"""Who is told of what people write to us."""


def _everywhere(settings: Settings, address: str) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class _Way:
    adapter: Adapter
    is_configured: Callable[[Settings], bool]
    send: Callable[[Settings, Message], Result]
    serves: Callable[[Settings, str], bool] = _everywhere


_CODES: dict[str, Mapping[str, Verdict]] = {
    one.ADAPTER: one.CODES for one in (whatsapp, twilio, africastalking, orange, smtp)
}
_SMS = {
    "orange": _Way("orange", orange.is_configured, orange.send, orange.serves),
    "africastalking": _Way("africastalking", africastalking.is_configured, africastalking.send, africastalking.serves),
    "twilio": _Way("twilio", twilio.speaks_sms, twilio.send_sms),
}
_OTHERS = {
    Channel.WHATSAPP: [
        _Way("whatsapp", whatsapp.is_configured, whatsapp.send),
        _Way("twilio", twilio.speaks_whatsapp, twilio.send_whatsapp),
    ],
    Channel.EMAIL: [_Way("smtp", smtp.is_configured, smtp.send)],
    Channel.PUSH: [_Way("webpush", webpush.is_configured, webpush.send)],
}
PATIENCE_STEPS = 3
"""How many times the setting's timeout a whole ``send`` may take: a token, an upload, the message."""


def _ways(channel: Channel, settings: Settings) -> list[_Way]:
    """The configured ways of a channel, the preferred one first."""
    ways = (
        [_SMS[name] for name in settings.sms_adapters if name in _SMS] if channel is Channel.SMS else _OTHERS[channel]
    )
    return [way for way in ways if way.is_configured(settings)]


def is_configured(channel: Channel) -> bool:
    """Whether somebody gave the credentials of a service of this channel."""
    return bool(_ways(channel, get_settings()))


def adapter_for(channel: Channel, address: str) -> Adapter | None:
    """The adapter that a message to ``address`` would leave by; None where nobody configured one that serves it."""
    settings = get_settings()
    ways = [way for way in _ways(channel, settings) if way.serves(settings, address)]
    running = [way for way in ways if not stopped.left(way.adapter)]
    return next((way.adapter for way in (*running, *ways)), None)


def send(channel: Channel, message: Message) -> Result:
    """Gives ``message`` to the service of its channel. May take as long as the timeouts in the settings; never
    raises for what a service or a network does."""
    settings = get_settings()
    configured = _ways(channel, settings)
    if not configured:
        result = Result(Outcome.ABSENT, adapter="none", code="not_configured")
    elif message.expires_at is not None and message.expires_at <= now():
        result = Result(Outcome.REFUSED, configured[0].adapter, code="expired")
    else:
        with within(PATIENCE_STEPS * settings.channel_timeout_seconds):
            result = _send(configured, settings, message)
    MESSAGES.labels(channel, result.adapter, result.outcome).inc()
    return result


def _send(configured: Sequence[_Way], settings: Settings, message: Message) -> Result:
    result = Result(Outcome.REFUSED, configured[0].adapter, code="not_served")
    for way in configured:
        if not way.serves(settings, message.address):
            continue
        rest = stopped.left(way.adapter)
        if rest > 0:
            result = Result(Outcome.REFUSED, way.adapter, code="stopped", retry_after=rest)
            continue
        started = time.perf_counter()
        result = way.send(settings, message)
        SECONDS.labels(way.adapter).observe(time.perf_counter() - started)
        if not stopped.left(way.adapter):
            return result
        # Its account was found blocked just now, and the message was not taken: another adapter's turn.
    return result


def look_up(
    adapter: str,
    message_ref: str,
    provider_id: str | None,
    *,
    channel: Channel | None = None,
    message: Message | None = None,
) -> Report | None:
    """Asks a service what became of a message whose fate is unknown. Twilio alone can be asked: by its id, or, where
    that was never told, by the ``channel``, telephone and text of ``message``. None where the service cannot be
    asked, or knows nothing of it (yet)."""
    if adapter != twilio.ADAPTER:
        return None
    settings = get_settings()
    with within(2 * settings.channel_timeout_seconds):
        found = twilio.look_up(settings, provider_id, channel, message)
    return None if found is None else replace(found, ref=message_ref)


def vapid_public_key() -> str | None:
    """The key with which a browser subscribes to our pushes (base64url); None where push is off."""
    return webpush.public_key(get_settings())


def is_push_address(address: str) -> bool:
    """Whether ``address`` (JSON: endpoint, p256dh, auth) is a subscription that we would push to."""
    subscription = webpush.read(address)
    return subscription is not None and is_allowed(subscription.endpoint, anywhere=get_settings().push_anywhere)


# -- what comes in --------------------------------------------------------------------------------


def store(tx: Tx, events: Sequence[Report | Heard]) -> int:
    """Keeps what a callback said, once per (adapter, event id), and wakes a worker; the number of new events."""
    if not events:
        return 0
    moment = now()
    new = repository.insert(tx, events, moment, moment + REQUEUE_AFTER)
    fresh = [event for event, is_new in zip(events, new, strict=True) if is_new]
    for event, is_new in zip(events, new, strict=True):
        CALLBACKS.labels(event.adapter, repository.kind_of(event) if is_new else "repeated").inc()
    for start in range(0, len(fresh), TOGETHER):
        some = fresh[start : start + TOGETHER]
        wake(tx, HEAR_TASK, some[0].adapter, *(event.event_id for event in some), queue="messages")
    return len(fresh)


def unheard(tx: Tx, ref: str) -> list[tuple[str, str]]:
    """(adapter, event id) of what services said of our message ``ref`` and nobody has dealt with yet: to be heard
    before it is believed that they said nothing. A worker's question."""
    return repository.waiting_about(tx, ref)


def judge(event: Report) -> None:
    """Stops the adapter where a report's code says that its account is blocked."""
    verdict = _CODES.get(event.adapter, {}).get(event.code or "")
    if event.state is ReportState.FAILED and verdict is not None and verdict.stop is not None:
        stopped.stop(event.adapter, event.code or "", verdict.stop)


def remember(tx: Tx, adapter: str, provider_id: str, company_id: UUID, send_id: UUID) -> None:
    """Notes whose message a service's id is; a worker's business, once a message was taken."""
    repository.remember(tx, adapter, provider_id, company_id, send_id, now())


def owner_of(tx: Tx, adapter: str, provider_id: str) -> tuple[UUID, UUID] | None:
    """The company and the send that a service's id belongs to."""
    return repository.owner(tx, adapter, provider_id)


def forget(tx: Tx) -> int:
    """Removes events and references that no service speaks of any more; the number of rows."""
    moment: datetime = now()
    return repository.forget(tx, moment - FORGET_EVENTS_AFTER, moment - FORGET_REFS_AFTER)
