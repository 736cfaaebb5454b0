"""The one place where a request goes from a state to another.

Whoever leads it somewhere holds its row locked. The table of moves says who may; what else must be so (an offer, a
code, a photo) the verbs look at before. Each move is a row of the history, an event, and a change in the feed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from digiboost.identity.service import record_audit
from digiboost.kernel import changes as feed
from digiboost.kernel import live
from digiboost.kernel.clock import now
from digiboost.kernel.db.rows import find_row
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import NotFound
from digiboost.kernel.ids import new_id
from digiboost.kernel.outbox import emit
from digiboost.requests import repository
from digiboost.requests.errors import MoveRefused
from digiboost.requests.events import RequestMoved
from digiboost.requests.types import (
    PERCENT,
    REOPEN_DAYS,
    REQUEST,
    TRANSITIONS,
    By,
    HistoryKind,
    RequestState,
    Stage,
    Step,
    step_of,
)

_S = RequestState
_MOMENT: dict[Step, str] = {
    Step(_S.ACCEPTED): "accepted_at",
    Step(_S.ENROUTE): "enroute_at",
    Step(_S.ARRIVED): "arrived_at",
    Step(_S.STARTED, Stage.DIAGNOSTIC): "started_at",
    Step(_S.STARTED, Stage.REPAIR): "repair_at",
    Step(_S.COMPLETED): "completed_at",
}
"""The column that keeps when a step was made."""
_TOUCHED = "requests.touched"
JUST_NOW = timedelta(minutes=1)
"""For so long, who was asked hears what becomes of a request."""
MOST_SKEW = timedelta(days=3650)
"""A clock that is further off says nothing."""


def locked(tx: Tx, request_id: UUID) -> dict[str, Any]:
    """The request's row; who else leads it somewhere waits. Raises NotFound."""
    row = find_row(tx, "requests", request_id, lock=True)
    if row is None:
        raise NotFound
    return row


def here(row: dict[str, Any]) -> Step:
    return step_of(row["state"], row["stage"])


def may_move(row: dict[str, Any], to: Step, by: By) -> bool:
    return by in TRANSITIONS.get((here(row), to), frozenset())


def current(row: dict[str, Any]) -> dict[str, Any]:
    """Where a request is, as errors tell it."""
    return {
        "state": row["state"],
        "stage": row["stage"],
        "percent": row["percent"],
        "version": row["version"],
        "state_at": row["state_at"].isoformat(),
    }


def require_move(row: dict[str, Any], to: Step, by: By) -> None:
    """Raises MoveRefused with the present state."""
    if not may_move(row, to, by):
        raise MoveRefused().expose(current=current(row))


def believed(row: dict[str, Any], occurred_at: datetime | None, sent_at: datetime | None, at: datetime) -> datetime:
    """When it happened, by our clock: the sender's corrected by how far it is off, never before what came before it
    and never ahead of now."""
    if occurred_at is None:
        return at
    skew = skew_of(occurred_at, sent_at, at)
    corrected = occurred_at - skew if abs(skew) < MOST_SKEW else at
    since: datetime = row["state_at"]
    return min(max(corrected, since), at)


def skew_of(occurred_at: datetime, sent_at: datetime | None, at: datetime) -> timedelta:
    """By how much the sender's clock is ahead of ours. Where it did not say what it showed, a moment in the future
    tells the least that it must be."""
    if sent_at is not None:
        return sent_at - at
    return max(occurred_at - at, timedelta(0))


def move(
    tx: Tx,
    row: dict[str, Any],
    to: Step,
    by: By,
    *,
    provider_id: UUID | None = None,
    reason: str | None = None,
    note: str | None = None,
    event_id: UUID | None = None,
    occurred_at: datetime | None = None,
    sent_at: datetime | None = None,
    changes: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Leads a locked request to ``to`` and writes what else ``changes`` of it; the new row. ``provider_id`` is who has
    or had it. Raises MoveRefused."""
    require_move(row, to, by)
    at = now()
    moment = believed(row, occurred_at, sent_at, at)
    values: dict[str, Any] = {
        "state": to.state.value,
        "stage": None if to.stage is None else to.stage.value,
        "percent": PERCENT.get((to.state, to.stage), row["percent"]),
        "state_at": moment,
        **(changes or {}),
    }
    if (column := _MOMENT.get(to)) is not None:
        values[column] = moment
    moved = repository.update_request(tx, row["id"], values, at)
    whose = provider_id or moved["provider_id"] or row["provider_id"]
    history_id = _moved(tx, row, to, by, whose, at, moment, event_id, reason, note, occurred_at, sent_at)
    told(tx, row, moved, by, whose, history_id)
    return moved


def record_move(tx: Tx, row: dict[str, Any], moved: dict[str, Any], by: By) -> None:
    """What ``move`` writes besides the row, for a move that one conditional statement made. ``row`` holds where it
    came from."""
    at = moved["state_at"]
    history_id = _moved(tx, row, here(moved), by, moved["provider_id"], at, at, None, None, None, None, None)
    told(tx, row, moved, by, moved["provider_id"], history_id)


def _moved(
    tx: Tx,
    row: dict[str, Any],
    to: Step,
    by: By,
    provider_id: UUID | None,
    at: datetime,
    moment: datetime,
    event_id: UUID | None,
    reason: str | None,
    note: str | None,
    occurred_at: datetime | None,
    sent_at: datetime | None,
) -> UUID:
    history_id = event_id or new_id()
    repository.add_history(
        tx,
        {
            "id": history_id,
            "request_id": row["id"],
            "kind": HistoryKind.TRANSITION.value,
            "from_state": row["state"],
            "from_stage": row["stage"],
            "to_state": to.state.value,
            "to_stage": None if to.stage is None else to.stage.value,
            "by": by.value,
            "user_id": tx.actor.user_id,
            "provider_id": provider_id,
            "reason": reason,
            "note": note,
            "occurred_at": moment,
            "received_at": at,
            "skew_ms": _milliseconds(occurred_at, sent_at, at),
        },
    )
    return history_id


def _milliseconds(occurred_at: datetime | None, sent_at: datetime | None, at: datetime) -> int | None:
    if occurred_at is None:
        return None
    skew = skew_of(occurred_at, sent_at, at)
    return None if sent_at is None and not skew else round(skew.total_seconds() * 1000)


def told(
    tx: Tx, row: dict[str, Any], moved: dict[str, Any], by: By, provider_id: UUID | None, history_id: UUID
) -> None:
    emit(
        tx,
        RequestMoved(
            payload={
                "request_id": row["id"],
                "history_id": history_id,
                "from_state": row["state"],
                "from_stage": row["stage"],
                "to_state": moved["state"],
                "to_stage": moved["stage"],
                "by": by.value,
                "provider_id": provider_id,
            }
        ),
    )
    touch(tx, [row["id"]])
    record_audit(tx, "request.moved", "request", row["id"], by=by.value, to=moved["state"], stage=moved["stage"])


def touch(tx: Tx, ids: Sequence[UUID]) -> None:
    """Says that these requests changed: to phones by the feed, to open screens by a hint for each."""
    feed.note(tx, REQUEST, ids)
    touched: set[UUID] = tx.notes.setdefault(_TOUCHED, set())
    touched.update(ids)
    # Whom it concerns is known once everything is written.
    tx.before_commit("65-requests", lambda: _hint(tx, tx.notes.pop(_TOUCHED)))


def _hint(tx: Tx, touched: set[UUID]) -> None:
    tenant_id, concerned = tx.tenant_id, repository.concerned(tx, sorted(touched), now() - JUST_NOW)
    for request_id in touched:
        data = {"request_id": request_id, "user_ids": concerned.get(request_id, [])}

        def hint(data: dict[str, Any] = data) -> None:
            live.publish(tenant_id, "requests", data)

        tx.after_commit(f"live:requests:{request_id}", hint)


def add_note(
    tx: Tx,
    row: dict[str, Any],
    by: By,
    note: str | None,
    *,
    kind: HistoryKind = HistoryKind.NOTE,
    provider_id: UUID | None = None,
    reason: str | None = None,
    event_id: UUID | None = None,
    occurred_at: datetime | None = None,
    sent_at: datetime | None = None,
    wanted: Step | None = None,
) -> UUID:
    """Something that was said, or (``wanted``) a step that was not taken; its id. Nothing of the request changes."""
    at = now()
    history_id = event_id or new_id()
    moment = at
    if occurred_at is not None:
        skew = skew_of(occurred_at, sent_at, at)
        moment = min(max(occurred_at - skew, row["opened_at"]), at) if abs(skew) < MOST_SKEW else at
    repository.add_history(
        tx,
        {
            "id": history_id,
            "request_id": row["id"],
            "kind": kind.value,
            "from_state": None if wanted is None else row["state"],
            "from_stage": None if wanted is None else row["stage"],
            "to_state": None if wanted is None else wanted.state.value,
            "to_stage": None if wanted is None or wanted.stage is None else wanted.stage.value,
            "by": by.value,
            "user_id": tx.actor.user_id,
            "provider_id": provider_id,
            "reason": reason,
            "note": note,
            "occurred_at": moment,
            "received_at": at,
            "skew_ms": _milliseconds(occurred_at, sent_at, at),
        },
    )
    touch(tx, [row["id"]])
    return history_id


def allowed(row: dict[str, Any], by: By, at: datetime | None = None) -> list[Step]:
    """Where ``by`` may lead the request now, in the order of the table."""
    steps = [to for (origin, to), who in TRANSITIONS.items() if origin == here(row) and by in who]
    if row["state"] == _S.COMPLETED and not within_reopening(row, at or now()):
        steps = []
    return steps


def within_reopening(row: dict[str, Any], at: datetime) -> bool:
    done = row["completed_at"]
    return done is not None and at - done <= timedelta(days=REOPEN_DAYS)
