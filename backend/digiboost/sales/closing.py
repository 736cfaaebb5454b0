"""The day's closing: what a till should hold, what was counted, and what was learnt of the day since.

expected = opening float + cash sales + the parts of sales on credit that were paid at once in cash + cash payments
of customers - cash returns + what was put in - what was taken out: all of the day that had happened when it was
counted and was known when the closing arrived. A sale that is cancelled never happened. A closing stops nobody:
what arrives, or happens, after it shows beside it.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from digiboost.identity.service import record_audit
from digiboost.kernel.auth import Scope
from digiboost.kernel.clock import day_of, now
from digiboost.kernel.db.tx import Tx, jsonb
from digiboost.kernel.errors import Invalid, NotFound
from digiboost.kernel.http.json_lists import json_page
from digiboost.kernel.http.pagination import SortKey
from digiboost.kernel.ids import new_id
from digiboost.kernel.outbox import emit
from digiboost.sales import closing_repository, repository, summaries
from digiboost.sales.closing_schemas import (
    CashMoveIn,
    CashMoveOut,
    ClosingDetailOut,
    ClosingIn,
    ClosingOut,
    LastClosingOut,
    LateOut,
    PreviewOut,
    TillOut,
)
from digiboost.sales.errors import CashMoveIdReused, ClosingIdReused, TillNotYours
from digiboost.sales.events import DayClosed
from digiboost.sales.moments import moment
from digiboost.sales.types import CashMoveType, ClosingSort

MOVES_SHOWN = 100
LATE_SHOWN = 200


def move_cash(tx: Tx, wanted: CashMoveIn) -> CashMoveOut:
    """Notes money put into the caller's till or taken out. The same id again answers the same movement; raises
    CashMoveIdReused for another content, Invalid for a moment in the future."""
    occurred_at = moment(wanted.occurred_at, now())
    if wanted.id is not None:
        repository.wait_for_id(tx, "cash_move", wanted.id)
        if (stored := closing_repository.move(tx, wanted.id)) is not None:
            if (stored["type"], stored["amount"], stored["reason"]) != (
                wanted.type,
                wanted.amount,
                wanted.reason,
            ) or wanted.occurred_at not in (None, stored["occurred_at"]):
                raise CashMoveIdReused
            return _move_out(stored)
    row: dict[str, Any] = {
        "id": wanted.id or new_id(),
        "type": wanted.type.value,
        "amount": wanted.amount,
        "reason": wanted.reason,
        "occurred_at": occurred_at,
        "received_at": summaries.arrive(tx),
        "day": day_of(occurred_at, repository.time_zone(tx)),
        "user_id": tx.actor.user_id,
    }
    closing_repository.insert_move(tx, row)
    record_audit(tx, "cash.moved", "cash_move", row["id"], type=wanted.type.value)
    return _move_out(row)


def preview(tx: Tx, day: date | None, user_id: UUID | None) -> PreviewOut:
    """What a closing would find now, without the opening float. Raises NotFound for an unknown person."""
    _require_person(tx, user_id)
    at = now()
    day = day or day_of(at, repository.time_zone(tx))
    last = closing_repository.last_closing(tx, user_id, day)
    return PreviewOut.model_construct(
        day=day,
        user_id=user_id,
        till=TillOut.model_construct(**closing_repository.till(tx, day, user_id, at)),
        moves=[_move_out(row) for row in closing_repository.moves(tx, day, user_id, MOVES_SHOWN)],
        last=None if last is None else LastClosingOut.model_construct(**last),
    )


def close_day(tx: Tx, wanted: ClosingIn) -> ClosingOut:
    """States what was counted in a till: one's own, or with SALES_CANCEL (a manager's) any, and the whole shop's.

    The same id again answers the same closing. Raises TillNotYours, NotFound for an unknown person, Invalid for a day
    that had not come, ClosingIdReused for a known id with another content.
    """
    if not may_close(tx, wanted.user_id):
        raise TillNotYours
    closed_at = moment(wanted.occurred_at, now())
    _require_person(tx, wanted.user_id)
    today = day_of(closed_at, repository.time_zone(tx))
    day = wanted.day or today
    if wanted.id is not None:
        repository.wait_for_id(tx, "cash_closing", wanted.id)
        if (stored := closing_repository.closing(tx, wanted.id)) is not None:
            if not _same(stored, wanted):
                raise ClosingIdReused
            return _out(stored)
    if day > today:
        raise Invalid("day", "day_after_closing")
    # Whoever had an earlier place has committed: what is summed now is all that arrived before.
    received_at = summaries.arrive(tx)
    till = closing_repository.till(tx, day, wanted.user_id, closed_at)
    expected = wanted.opening_float + till["cash"]
    row: dict[str, Any] = {
        "id": wanted.id or new_id(),
        "day": day,
        "user_id": wanted.user_id,
        "closed_by": tx.actor.user_id,
        "opening_float": wanted.opening_float,
        "expected": expected,
        "counted": wanted.counted,
        "difference": wanted.counted - expected,
        "note": wanted.note,
        "closed_at": closed_at,
        "received_at": received_at,
    }
    closing_repository.insert_closing(tx, {**row, "details": jsonb(till)})
    emit(
        tx,
        DayClosed(
            payload={
                "closing_id": row["id"],
                **{name: row[name] for name in ("day", "user_id", "expected", "counted", "difference")},
            }
        ),
    )
    record_audit(tx, "day.closed", "cash_closing", row["id"])
    return _out({**row, "details": till})


def may_close(tx: Tx, user_id: UUID | None) -> bool:
    return (user_id is not None and user_id == tx.actor.user_id) or tx.actor.may(Scope.SALES_CANCEL)


def read_closing(tx: Tx, closing_id: UUID) -> ClosingDetailOut:
    """Raises NotFound."""
    stored = closing_repository.closing(tx, closing_id)
    if stored is None:
        raise NotFound
    amount, rows = closing_repository.late(tx, stored, LATE_SHOWN)
    names = LateOut.model_fields
    return ClosingDetailOut.model_construct(
        **_out(stored).__dict__,
        late=[LateOut.model_construct(**{name: row[name] for name in names}) for row in rows],
        late_amount=amount,
    )


_SORTS = {
    ClosingSort.CLOSED_AT: SortKey("k.closed_at", "timestamptz", descending=False),
    ClosingSort.LATEST: SortKey("k.closed_at", "timestamptz", descending=True),
}


def list_closings(
    tx: Tx,
    *,
    from_day: date | None,
    to_day: date | None,
    user_id: UUID | None,
    sort: ClosingSort,
    limit: int,
    cursor: str | None,
) -> bytes:
    """A page of closings as finished JSON."""
    if from_day is not None and to_day is not None and to_day < from_day:
        raise Invalid("to", "period_reversed")
    where = ["k.tenant_id = %s"]
    params: list[Any] = [tx.tenant_id]
    for condition, value in (("k.day >= %s", from_day), ("k.day <= %s", to_day), ("k.user_id = %s", user_id)):
        if value is not None:
            where.append(condition)
            params.append(value)
    return json_page(
        tx,
        f"FROM cash_closings k WHERE {' AND '.join(where)}",
        params,
        fields=closing_repository.CLOSING,
        sort=sort,
        key=_SORTS[sort],
        unique="k.id",
        cursor=cursor,
        limit=limit,
    )


def _require_person(tx: Tx, user_id: UUID | None) -> None:
    if user_id is not None and not closing_repository.person_exists(tx, user_id):
        raise NotFound


def _same(stored: dict[str, Any], wanted: ClosingIn) -> bool:
    """What the caller left open is not compared."""
    return (
        (stored["user_id"], stored["opening_float"], stored["counted"], stored["note"])
        == (wanted.user_id, wanted.opening_float, wanted.counted, wanted.note)
        and wanted.day in (None, stored["day"])
        and wanted.occurred_at in (None, stored["closed_at"])
    )


def _out(row: dict[str, Any]) -> ClosingOut:
    return ClosingOut.model_construct(**{**row, "details": TillOut.model_construct(**row["details"])})


def _move_out(row: dict[str, Any]) -> CashMoveOut:
    fields = {name: row[name] for name in CashMoveOut.model_fields}
    return CashMoveOut.model_construct(**{**fields, "type": CashMoveType(row["type"])})
