"""How a request ends, and how the company takes its end back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import Invalid
from digiboost.requests import moving, photos_repository
from digiboost.requests import offers_repository as stored
from digiboost.requests.errors import TooLongAgo
from digiboost.requests.schemas import RequestCompleteIn
from digiboost.requests.settings import settings
from digiboost.requests.types import By, OfferState, Outcome, RequestState, Stage, Step

_ON_THE_WAY = (RequestState.ENROUTE, RequestState.ARRIVED)
"""From here on cancelling costs the client what the company's rule says."""


def fee_now(tx: Tx, row: dict[str, Any]) -> int | None:
    """What cancelling costs the client as things are, minor units; None for nothing."""
    if row["state"] not in _ON_THE_WAY:
        return None
    return settings(tx).cancel_fee or None


def cancel(tx: Tx, request_id: UUID, by: By, reason: str | None, *, with_fee: bool = True) -> dict[str, Any]:
    """Ends a request before the work is done; its offers are taken back. A client pays the company's fee once
    somebody is on the way. Cancelled again it stays as it is. Raises NotFound, MoveRefused."""
    row = moving.locked(tx, request_id)
    if row["state"] == RequestState.CANCELLED:
        return row
    moving.require_move(row, Step(RequestState.CANCELLED), by)
    changes = {
        "cancelled_by": by.value,
        "reason": reason,
        "fee": fee_now(tx, row) if with_fee else None,
        "search_until": None,
    }
    moved = moving.move(tx, row, Step(RequestState.CANCELLED), by, reason=reason, changes=changes)
    stored.withdraw(tx, request_id, (OfferState.OPEN.value,), now())
    return moved


def complete(tx: Tx, request_id: UUID, wanted: RequestCompleteIn) -> dict[str, Any]:
    """The company says that the work is done. Raises NotFound, MoveRefused, Invalid without a photo of it or the
    reason why there is none."""
    row = moving.locked(tx, request_id)
    moving.require_move(row, Step(RequestState.COMPLETED), By.OPERATOR)
    missing = wanted.after_photo_missing_reason
    require_after_photo(tx, row, missing)
    changes = done(row, wanted.outcome, wanted.note, wanted.amount)
    return moving.move(
        tx, row, Step(RequestState.COMPLETED), By.OPERATOR, note=wanted.note, reason=missing, changes=changes
    )


def require_after_photo(tx: Tx, row: dict[str, Any], missing_reason: str | None, promised: UUID | None = None) -> None:
    """Raises Invalid."""
    if missing_reason is None and promised is None and not photos_repository.has_after(tx, row["id"]):
        raise Invalid("after_photo_missing_reason", "after_photo_missing")


def done(row: dict[str, Any], outcome: Outcome, note: str | None, amount: int | None) -> dict[str, Any]:
    """What completing writes of a request."""
    return {
        "outcome": outcome.value,
        "outcome_note": note,
        "amount": row["amount"] if amount is None else amount,
    }


def reopen(tx: Tx, request_id: UUID, reason: str) -> dict[str, Any]:
    """The work goes on: within seven days of its end. Raises NotFound, MoveRefused, TooLongAgo."""
    row = moving.locked(tx, request_id)
    repair = Step(RequestState.STARTED, Stage.REPAIR)
    moving.require_move(row, repair, By.OPERATOR)
    if not moving.within_reopening(row, now()):
        raise TooLongAgo().expose(current=moving.current(row))
    changes = {"outcome": None, "outcome_note": None, "completed_at": None}
    return moving.move(tx, row, repair, By.OPERATOR, reason=reason, changes=changes)
