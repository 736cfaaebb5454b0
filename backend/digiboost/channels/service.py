"""The door of the channels: what is sent goes out here, what services and people answer comes in here.

``send`` and ``look_up`` ask a network and never the database: whoever calls them holds no transaction.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from digiboost.channels import repository, stopped
from digiboost.channels.adapters import whatsapp
from digiboost.channels.metrics import CALLBACKS, MESSAGES, SECONDS
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
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.jobs import wake
from digiboost.kernel.settings import Settings, get_settings

HEAR_TASK = "channels.hear"
QUEUE = "messages"
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


_CODES: dict[str, Mapping[str, Verdict]] = {whatsapp.ADAPTER: whatsapp.CODES}
_WHATSAPP = _Way("whatsapp", whatsapp.is_configured, whatsapp.send)


def _ways(channel: Channel, settings: Settings) -> list[_Way]:
    """The configured ways of a channel, the preferred one first."""
    ways = [_WHATSAPP] if channel is Channel.WHATSAPP else []
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


def look_up(adapter: str, message_ref: str, provider_id: str | None) -> Report | None:
    """Asks a service what became of a message whose fate is unknown. None where the service cannot be asked, or
    knows nothing of it."""
    return None


def vapid_public_key() -> str | None:
    """The key with which a browser subscribes to our pushes (base64url); None where push is off."""
    return None


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
        wake(tx, HEAR_TASK, some[0].adapter, *(event.event_id for event in some), queue=QUEUE)
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
