"""One attempt to send: claimed in a transaction, sent without one, recorded in a second.

The claim leaves ``sending`` and a lease in the queue. Who finds a send ``sending`` with its lease over knows that its
worker died, and not whether the service took the message: it becomes ``unknown``. A service that can be asked is
asked; the others' callback has ``reconcile_seconds`` to tell; only then is it sent again.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from prometheus_client import Counter

from digiboost.channels import service as channels_door
from digiboost.channels.types import Attachment, Channel, Message, Outcome, Result
from digiboost.kernel import files
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import NotFound
from digiboost.kernel.ids import short
from digiboost.kernel.settings import get_settings
from digiboost.notifications import quiet, rendering, repository
from digiboost.notifications.errors import MessageNotRepeatable
from digiboost.notifications.hooks import hooks
from digiboost.notifications.ladder import ARRIVED, MAYBE_TAKEN, Ladder, Rung, locked
from digiboost.notifications.telling import AT_ONCE, ROOM
from digiboost.notifications.types import Kind, SendState

GIVEN_UP = Counter("digiboost_messages_given_up", "Messages whose tries are used up", ["channel"])
MAX_ATTEMPTS = 8
FIRST_WAIT_SECONDS = 3.0
LONGEST_WAIT_SECONDS = 300.0

PROMPT = timedelta(minutes=10)
"""What goes out within this time of being told was looked at with its reader's quiet hours then."""

_REPEATABLE = frozenset({SendState.DEAD, SendState.FAILED, SendState.KEPT})


@dataclass(frozen=True, slots=True)
class Claim:
    """A send that this worker has until its lease ends. ``look``: find out first what became of the attempt before;
    without ``send`` nothing more is done now. ``message`` is None where its template is registered no more.
    ``begin_before``: later than this the lease may end while the service is asked."""

    send_id: UUID
    attempt: int
    channel: Channel
    address: str
    ref: str
    adapter: str | None
    provider_id: str | None
    look: bool
    send: bool
    message: Message | None
    begin_before: datetime


def lease() -> timedelta:
    """Longer than any adapter takes: it connects, writes and reads within the timeout each, some of them twice."""
    return timedelta(seconds=4 * get_settings().channel_timeout_seconds + 10)


def backoff(attempts: int, retry_after: float | None) -> timedelta:
    """3 s, 6 s, 12 s ... at most 5 min, with jitter; never earlier than the service asked for."""
    wait = min(FIRST_WAIT_SECONDS * 2 ** (attempts - 1), LONGEST_WAIT_SECONDS) * random.uniform(0.7, 1.3)  # noqa: S311
    return timedelta(seconds=max(wait, (retry_after or 0.0) * random.uniform(1.0, 1.1)))  # noqa: S311


def reference(tenant_id: UUID, send_id: UUID) -> str:
    """What comes back in callbacks: whose message it is."""
    return f"{short(tenant_id)}.{short(send_id)}"


# -- before the network ---------------------------------------------------------------------------


def claim(tx: Tx, send_id: UUID) -> Claim | None:
    """Takes a send that is due; None when it is not (somebody else has it, it is done, it must wait)."""
    ladder = locked(tx, send_id)
    if ladder is None:
        return None
    rung = ladder.rungs[send_id]
    if rung.next_at is None or rung.next_at > ladder.at:
        return None
    taken = _take(ladder, rung)
    # That somebody has begun is no news; what comes of it is.
    ladder.save(hint=taken is None)
    return taken


def _take(ladder: Ladder, rung: Rung) -> Claim | None:
    if rung.state == SendState.SENDING:
        ladder.event(rung, "unknown", "lost")
        ladder.change(rung, state=SendState.UNKNOWN)
        ladder.queue(rung, ladder.at + timedelta(seconds=get_settings().reconcile_seconds))
        return _claim(ladder, rung, look=True, send=False)
    if rung.state not in {SendState.WAITING, SendState.HELD, SendState.UNKNOWN}:
        ladder.end(rung, rung.state)
        return None
    if ladder.is_expired:
        for one in ladder.rungs.values():
            if one.id == rung.id or one.state in {SendState.HELD, SendState.WAITING}:
                ladder.event(one, "expired")
                ladder.end(one, SendState.EXPIRED)
        return None
    if rung.state == SendState.HELD and not _takes_over(ladder, rung):
        return None
    if rung.attempts >= MAX_ATTEMPTS:
        _dead(ladder, rung, rung.code)
        return None
    until = _quiet_until(ladder, rung)
    if until is not None:
        ladder.queue(rung, until)
        return None
    look = rung.state == SendState.UNKNOWN
    ladder.change(
        rung,
        state=SendState.SENDING,
        attempts=rung.attempts + 1,
        with_template=None if rung.channel != Channel.WHATSAPP else not rung.window_open,
        **({} if look else {"provider_id": None}),
    )
    ladder.event(rung, "sending")
    ladder.queue(rung, ladder.at + lease())
    return _claim(ladder, rung, look=look, send=True)


def _takes_over(ladder: Ladder, rung: Rung) -> bool:
    """Whether a held rung's turn has come: none before it arrived, nor may have been taken just now."""
    earlier = ladder.before(rung)
    if any(one.state in ARRIVED for one in earlier):
        ladder.event(rung, "cancelled")
        ladder.end(rung, SendState.CANCELLED)
        return False
    waiting_for = [one.next_at for one in earlier if one.state in MAYBE_TAKEN and one.next_at is not None]
    if waiting_for:
        ladder.queue(rung, max(*waiting_for, ladder.at) + timedelta(seconds=1))
        return False
    for one in earlier:
        if one.state in {SendState.WAITING, SendState.HELD}:
            # It could not be sent for so long that another channel is tried: not both.
            ladder.event(one, "cancelled", one.code)
            ladder.end(one, SendState.CANCELLED)
    return True


def _quiet_until(ladder: Ladder, rung: Rung) -> datetime | None:
    """When somebody's quiet hours end that have begun since they were told: a second channel, a second attempt, or
    what lay with nobody for long, waits for it. None when it may go out."""
    row, user_id = ladder.row, ladder.row["user_id"]
    is_prompt = rung.attempts == 0 and rung.state != SendState.HELD and ladder.at < row["created_at"] + PROMPT
    if is_prompt or user_id is None or Kind(row["kind"]) in AT_ONCE:
        return None
    stored = repository.wishes(ladder.tx, user_id, row["kind"])
    if stored["quiet_from"] is None:
        return None
    hours, time_zone = (stored["quiet_from"], stored["quiet_until"]), hooks().time_zone(ladder.tx)
    return quiet.quiet_end(ladder.at, hours, time_zone) if quiet.is_quiet(ladder.at, hours, time_zone) else None


def _claim(ladder: Ladder, rung: Rung, *, look: bool, send: bool) -> Claim:
    return Claim(
        send_id=rung.id,
        attempt=rung.attempts,
        channel=rung.channel,
        address=rung.address,
        ref=reference(ladder.tx.tenant_id, rung.id),
        adapter=rung.adapter,
        provider_id=rung.provider_id,
        look=look,
        send=send,
        message=_message(ladder, rung),
        begin_before=ladder.at + timedelta(seconds=get_settings().channel_timeout_seconds),
    )


def _message(ladder: Ladder, rung: Rung) -> Message | None:
    """None when its template is registered no more: it cannot be written."""
    written = _written(ladder, rung)
    if written is None:
        return None
    row = ladder.row
    return Message(
        ref=reference(ladder.tx.tenant_id, rung.id),
        address=rung.address,
        text=written.text,
        subject=written.subject,
        template=written.template,
        window_open=rung.window_open,
        attachments=_attachments(ladder) if rung.channel in {Channel.EMAIL, Channel.WHATSAPP} else (),
        expires_at=row["expires_at"],
        urgent=row["urgent"],
        url=row["url"],
    )


def _written(ladder: Ladder, rung: Rung) -> rendering.Written | None:
    try:
        return rendering.write(ladder.content(), rung.channel, get_settings().public_url)
    except KeyError:
        return None


def _attachments(ladder: Ladder) -> tuple[Attachment, ...]:
    found = []
    for one in ladder.row["files"]:
        path = files.path_of(ladder.tx.tenant_id, ROOM, one["path"])
        if path.is_file():
            found.append(Attachment(one["name"], one["media_type"], path.read_bytes()))
    return tuple(found)


# -- after the network ----------------------------------------------------------------------------


def record(tx: Tx, claimed: Claim, result: Result) -> None:
    """What became of the attempt. When somebody else has sent it meanwhile, this is a line of its history alone."""
    ladder = locked(tx, claimed.send_id)
    if ladder is None:
        return
    rung = ladder.rungs[claimed.send_id]
    if result.provider_id is not None:
        channels_door.remember(tx, result.adapter, result.provider_id, tx.tenant_id, rung.id)
    if rung.attempts == claimed.attempt and rung.state in MAYBE_TAKEN:
        _apply(ladder, rung, result)
    else:
        # A callback was faster than we were, or our lease was over.
        ladder.event(rung, result.outcome.value, result.code)
        if result.outcome == Outcome.SENT and rung.attempts == claimed.attempt:
            taken(ladder, rung, result.adapter, result.provider_id)
    ladder.save()


def _apply(ladder: Ladder, rung: Rung, result: Result) -> None:
    known = {"adapter": result.adapter, "code": result.code, "detail": result.detail}
    if result.forget_address:
        forget_address(ladder, rung)
    match result.outcome:
        case Outcome.SENT:
            ladder.event(rung, "sent")
            ladder.end(rung, SendState.SENT, code=None, detail=None)
            taken(ladder, rung, result.adapter, result.provider_id)
            ladder.hold_others(rung)
        case Outcome.UNKNOWN:
            ladder.event(rung, "unknown", result.code)
            ladder.change(rung, **known, state=SendState.UNKNOWN, provider_id=result.provider_id)
            ladder.queue(rung, ladder.at + timedelta(seconds=get_settings().reconcile_seconds))
        case Outcome.ABSENT:
            ladder.event(rung, "kept")
            ladder.end(rung, SendState.KEPT)
            ladder.next_rung(rung)
        case Outcome.BUSY:
            ladder.change(rung, **known)
            again(ladder, rung, result.retry_after)
        case Outcome.REFUSED:
            ladder.change(rung, **known)
            refused(ladder, rung, retry_after=result.retry_after, needs_template=result.needs_template)


def taken(ladder: Ladder, rung: Rung, adapter: str, provider_id: str | None) -> None:
    """The service has it: by which name, and for how much."""
    ladder.change(
        rung,
        adapter=adapter,
        provider_id=provider_id if provider_id is not None else rung.provider_id,
        sent_at=rung.sent_at or ladder.at,
        cost_milli=cost(ladder, rung),
    )


def cost(ladder: Ladder, rung: Rung) -> int:
    """Thousandths of a franc: each part of an SMS is paid, and WhatsApp is free while the person is talking."""
    prices = get_settings().message_prices
    if rung.channel == Channel.WHATSAPP and rung.with_template is False:
        return prices.get("whatsapp_window", 0)
    written = _written(ladder, rung) if rung.channel == Channel.SMS else None
    return prices.get(rung.channel.value, 0) * (written.parts if written else 1)


def again(ladder: Ladder, rung: Rung, retry_after: float | None) -> None:
    """Later, unless its tries are used up or it would be too late then."""
    if rung.attempts >= MAX_ATTEMPTS:
        _dead(ladder, rung, rung.code)
        return
    next_at = ladder.at + backoff(rung.attempts, retry_after)
    expires_at = ladder.row["expires_at"]
    if expires_at is not None and next_at >= expires_at:
        ladder.event(rung, "expired", rung.code)
        ladder.end(rung, SendState.EXPIRED)
        ladder.next_rung(rung)
        return
    ladder.event(rung, "busy", rung.code)
    ladder.change(rung, state=SendState.WAITING)
    ladder.queue(rung, next_at)


def refused(
    ladder: Ladder, rung: Rung, *, retry_after: float | None, needs_template: bool, at: datetime | None = None
) -> None:
    """The next channel's turn; where there is none, the same one later if it says when."""
    if needs_template and rung.with_template is False and rung.attempts < MAX_ATTEMPTS:
        close_window(ladder.tx, rung.address)
        ladder.event(rung, "busy", rung.code)
        ladder.start(rung)
        return
    if retry_after is not None and not ladder.after(rung):
        again(ladder, rung, retry_after)
        return
    ladder.event(rung, "failed", rung.code)
    ladder.end(rung, SendState.FAILED, failed_at=at or ladder.at)
    ladder.next_rung(rung)


def _dead(ladder: Ladder, rung: Rung, code: str | None) -> None:
    ladder.event(rung, "dead", code)
    ladder.tx.after_commit(f"dead:{rung.id}", GIVEN_UP.labels(rung.channel.value).inc)
    ladder.end(rung, SendState.DEAD, failed_at=ladder.at)
    ladder.next_rung(rung)


def close_window(tx: Tx, phone: str) -> None:
    """WhatsApp says that the 24 hours are over: until the person writes again, they are."""
    tx.later("DELETE FROM conversations WHERE tenant_id = %s AND phone = %s", (tx.tenant_id, phone))


def forget_address(ladder: Ladder, rung: Rung) -> None:
    """A browser that ended its subscription is asked no more."""
    if rung.channel == Channel.PUSH:
        ladder.tx.later(
            "DELETE FROM push_subscriptions WHERE tenant_id = %s AND endpoint = %s::jsonb ->> 'endpoint'",
            (ladder.tx.tenant_id, rung.address),
        )


# -- once more ------------------------------------------------------------------------------------


def retry(tx: Tx, send_id: UUID) -> None:
    """Gives a send that was given up, refused or kept another life. Raises NotFound, MessageNotRepeatable."""
    ladder = locked(tx, send_id)
    if ladder is None:
        raise NotFound
    rung = ladder.rungs[send_id]
    if rung.state not in _REPEATABLE:
        raise MessageNotRepeatable
    _revive(ladder, rung)
    ladder.save(at_once=True)
    hooks().audit(tx, "message.repeated", "message", send_id)


def _revive(ladder: Ladder, rung: Rung) -> None:
    ladder.change(rung, attempts=0, code=None, detail=None, failed_at=None, provider_id=None)
    ladder.event(rung, "waiting")
    ladder.start(rung)


def replay_dead(tx: Tx) -> int:
    """Gives every dead send of the company another life; the number of them."""
    rows = tx.rows("SELECT id FROM notification_sends WHERE tenant_id = %s AND state = 'dead'", (tx.tenant_id,))
    for row in rows:
        ladder = locked(tx, row["id"])
        if ladder is not None:
            _revive(ladder, ladder.rungs[row["id"]])
            ladder.save(at_once=True)
    return len(rows)
