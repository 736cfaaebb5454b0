"""What services and people tell us about messages that went out.

Reports come unordered and more than once. Of one message on a service, *failed* is the truth over *sent*, whatever
came first (a service takes a message, then fails); *delivered* and *read* are the truth over *failed*. So the state
is the greatest of sent < failed < delivered < read among its reports, in whatever order they came.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from digiboost.channels import service as channels_door
from digiboost.channels.types import NotYet, OpenTx, Report, ReportState
from digiboost.kernel.auth import system_actor
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.ids import from_short
from digiboost.kernel.outbox import emit
from digiboost.notifications.events import TOLD, MessageArrived
from digiboost.notifications.ladder import ARRIVED, MAYBE_TAKEN, Ladder, Rung, locked
from digiboost.notifications.sending import forget_address, refused, taken
from digiboost.notifications.types import Kind, SendState

_RANK = {SendState.SENT: 1, SendState.FAILED: 2, SendState.DELIVERED: 3, SendState.READ: 4}
_TIMES = {
    ReportState.FAILED: "failed_at", ReportState.DELIVERED: "delivered_at", ReportState.READ: "read_at",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SentMessage:
    """A send, and the notification that it carried, as an answer to it needs them."""

    send_id: UUID
    notification_id: UUID
    user_id: UUID | None
    kind: Kind
    address: str
    state: SendState
    carried: tuple[UUID, ...]
    """The notifications that a bundle carried out; empty for what went out by itself."""


def on_report(open_tx: OpenTx, report: Report) -> None:
    """Finds whose message a report is about, and records it there. Raises NotYet when nobody knows it (yet)."""
    owner = _by_reference(report.ref)
    if owner is None:
        with open_tx(None) as tx:
            owner = channels_door.owner_of(tx, report.adapter, report.provider_id)
    if owner is None:
        raise NotYet
    company_id, send_id = owner
    with open_tx(system_actor(company_id)) as tx:
        if not record_report(tx, send_id, report):
            raise NotYet


def _by_reference(ref: str | None) -> tuple[UUID, UUID] | None:
    company, _, send = (ref or "").partition(".")
    try:
        return from_short(company), from_short(send)
    except ValueError:
        return None


def record_report(tx: Tx, send_id: UUID, report: Report) -> bool:
    """Keeps what a service told, once, and brings the send's state up to it; False when there is no such send."""
    ladder = locked(tx, send_id)
    if ladder is None:
        return False
    rung = ladder.rungs[send_id]
    if _is_known(tx, send_id, report.event_id):
        return True
    ladder.event(rung, report.state.value, report.code, at=report.at, key=report.event_id)
    if report.forget_address:
        forget_address(ladder, rung)
    if report.state in {ReportState.DELIVERED, ReportState.READ}:
        _arrived(ladder, rung, report)
    elif _is_about_this_attempt(tx, rung, report):
        if report.state == ReportState.SENT:
            _taken(ladder, rung, report)
        else:
            _failed(ladder, rung, report)
    ladder.save()
    return True


def _is_known(tx: Tx, send_id: UUID, event_id: str) -> bool:
    return (
        tx.value(
            "SELECT 1 FROM notification_events WHERE tenant_id = %s AND send_id = %s AND event_id = %s",
            (tx.tenant_id, send_id, event_id),
        )
        is not None
    )


def _is_about_this_attempt(tx: Tx, rung: Rung, report: Report) -> bool:
    """Whether a report speaks of the last attempt. An attempt whose answer was lost learns its name on the service
    here; a name that was known before belongs to an attempt that is over."""
    if rung.provider_id is not None:
        return rung.provider_id == report.provider_id
    if channels_door.owner_of(tx, report.adapter, report.provider_id) is not None:
        return False
    channels_door.remember(tx, report.adapter, report.provider_id, tx.tenant_id, rung.id)
    return True


def _arrived(ladder: Ladder, rung: Rung, report: Report) -> None:
    state = SendState(report.state.value)
    columns: dict[str, Any] = {_TIMES[report.state]: report.at}
    if Kind(ladder.row["kind"]) in TOLD and not any(one.state in ARRIVED for one in ladder.rungs.values()):
        _tell(ladder, report.at)
    if rung.sent_at is None:
        taken(ladder, rung, report.adapter, report.provider_id)
    if _RANK.get(rung.state, 0) < _RANK[state]:
        ladder.end(rung, state, code=None, detail=None, **columns)
    else:
        ladder.change(rung, **columns)
    ladder.cancel_others(rung)


def _tell(ladder: Ladder, at: datetime) -> None:
    """In a transaction of its own, what follows locks other rows than this one does."""
    row = ladder.row
    emit(
        ladder.tx,
        MessageArrived(
            payload={
                "notification_id": row["id"],
                "kind": row["kind"],
                "at": at.isoformat(),
                "subject_type": row["subject_type"],
                "subject_id": row["subject_id"],
            }
        ),
    )


def _taken(ladder: Ladder, rung: Rung, report: Report) -> None:
    """The service has it, and we never heard so: our worker died, or its answer was lost."""
    if rung.state in MAYBE_TAKEN or _was_lost(rung):
        ladder.end(rung, SendState.SENT, code=None, detail=None)
        taken(ladder, rung, report.adapter, report.provider_id)
        ladder.hold_others(rung)


def _failed(ladder: Ladder, rung: Rung, report: Report) -> None:
    if rung.state not in {*MAYBE_TAKEN, SendState.SENT} and not _was_lost(rung):
        return
    if rung.sent_at is None:
        taken(ladder, rung, report.adapter, report.provider_id)
    ladder.change(rung, code=report.code)
    refused(ladder, rung, retry_after=report.retry_after, needs_template=report.needs_template, at=report.at)


def _was_lost(rung: Rung) -> bool:
    """It waits to be sent again after an attempt that was not taken, as it seemed."""
    return rung.state == SendState.WAITING and rung.attempts > 0 and rung.provider_id is None


# -- answers --------------------------------------------------------------------------------------


def heard(tx: Tx, phone: str, at: datetime) -> None:
    """Somebody wrote to us from ``phone``: for 24 hours WhatsApp takes free text to it."""
    tx.later(
        "INSERT INTO conversations AS c (tenant_id, phone, last_heard_at) VALUES (%s, %s, %s)"
        " ON CONFLICT (tenant_id, phone) DO UPDATE SET last_heard_at = greatest(c.last_heard_at,"
        " EXCLUDED.last_heard_at)",
        (tx.tenant_id, phone, at),
    )


_SENT = (
    "SELECT s.id AS send_id, s.notification_id, n.user_id, n.kind, s.address, s.state, (SELECT coalesce(array_agg(b.id"
    " ORDER BY b.created_at, b.id), '{}') FROM notifications b WHERE b.tenant_id = n.tenant_id AND b.bundle_id = n.id"
    # Held for a day and a night at the most: the inbox's index finds them.
    " AND b.user_id = n.user_id AND b.created_at BETWEEN n.created_at - interval '8 days' AND n.created_at)"
    " AS carried FROM notification_sends s JOIN notifications n ON n.tenant_id = s.tenant_id"
    " AND n.id = s.notification_id WHERE s.tenant_id = %s AND "
)


def find_send(tx: Tx, provider_id: str, adapter: str = "whatsapp") -> SentMessage | None:
    """The message of this company that a service calls ``provider_id``: what somebody answered to. A worker's
    question."""
    owner = channels_door.owner_of(tx, adapter, provider_id)
    if owner is None or owner[0] != tx.tenant_id:
        return None
    row = tx.row(f"{_SENT} s.id = %s", (tx.tenant_id, owner[1]))
    return None if row is None else _sent_message(row)


def sends_of(tx: Tx, subject: tuple[str, UUID]) -> list[SentMessage]:
    """What was sent about a row (the ``subject`` of what was wanted), the newest first."""
    rows = tx.rows(
        f"{_SENT} n.subject_type = %s AND n.subject_id = %s ORDER BY s.created_at DESC, s.id DESC",
        (tx.tenant_id, *subject),
    )
    return [_sent_message(row) for row in rows]


def _sent_message(row: dict[str, Any]) -> SentMessage:
    return SentMessage(
        **{**row, "kind": Kind(row["kind"]), "state": SendState(row["state"]), "carried": tuple(row["carried"])}
    )
