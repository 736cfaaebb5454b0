"""The client's word on what a repair costs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from digiboost.identity.service import record_audit
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.outbox import emit
from digiboost.requests import moving, repository
from digiboost.requests.errors import NothingToApprove, RequestOver
from digiboost.requests.events import QuoteApproved, QuoteAsked
from digiboost.requests.settings import settings
from digiboost.requests.types import OVER, By

ASKED, APPROVED = "quote_asked", "quote_approved"
"""Reasons of notes whose note is the amount."""


def needs_word(tx: Tx, row: dict[str, Any], amount: int | None) -> bool:
    """Whether a repair of this price waits for the client: it is above the company's threshold, and above what they
    agreed to."""
    threshold = settings(tx).quote_threshold
    if threshold is None or amount is None:
        return False
    return amount > threshold and amount > (row["approved_amount"] or 0)


def ask(tx: Tx, row: dict[str, Any], amount: int) -> None:
    """Asks the client of a locked request; once for an amount."""
    if row["quote"] == amount:
        return
    repository.update_request(tx, row["id"], {"quote": amount}, now())
    moving.add_note(tx, row, By.PROVIDER, str(amount), provider_id=row["provider_id"], reason=ASKED)
    emit(tx, QuoteAsked(payload={"request_id": row["id"], "provider_id": row["provider_id"], "amount": amount}))
    record_audit(tx, "request.quote_asked", "request", row["id"])


def waits(row: dict[str, Any]) -> bool:
    """Whether a quote waits for the client's word."""
    return row["quote"] is not None and row["quote"] > (row["approved_amount"] or 0) and row["state"] not in OVER


def approve(tx: Tx, request_id: UUID, amount: int, by: By) -> dict[str, Any]:
    """The client agrees up to ``amount``: said by themselves, of the quote that they saw, or written down by the
    company. Raises NotFound, RequestOver, NothingToApprove."""
    row = moving.locked(tx, request_id)
    if row["state"] in OVER:
        raise RequestOver().expose(current=moving.current(row))
    if by is By.CLIENT and (not waits(row) or row["quote"] != amount):
        raise NothingToApprove
    approved = repository.update_request(tx, request_id, {"approved_amount": amount}, now())
    moving.add_note(tx, row, by, str(amount), reason=APPROVED)
    payload = {"request_id": request_id, "provider_id": row["provider_id"], "amount": amount, "by": by.value}
    emit(tx, QuoteApproved(payload=payload))
    record_audit(tx, "request.quote_approved", "request", request_id, by=by.value)
    return approved
