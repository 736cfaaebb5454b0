"""The carnet: what customers owe, sale by sale and payment by payment.

A sale on credit charges what was not received at once; a return of such a sale always credits what came back
(an account may go below zero: an advance); a cancellation takes the charge, or the credit note, back. A sale
that a file brought is in no carnet. Nothing is refused above a customer's limit: it happened.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from digiboost.customers.service import require_customer
from digiboost.customers.types import CUSTOMER
from digiboost.identity.service import record_audit
from digiboost.kernel import changes as feed
from digiboost.kernel.clock import day_of, now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import Invalid, NotFound
from digiboost.kernel.ids import new_id
from digiboost.kernel.outbox import emit
from digiboost.sales import credit_repository, repository, summaries
from digiboost.sales.credit_repository import Entry, Moved
from digiboost.sales.credit_schemas import (
    AccountOut,
    AgeingOut,
    CorrectionIn,
    CorrectionOut,
    CreditSummaryOut,
    PaymentIn,
    PaymentOut,
    PromiseIn,
    PromiseOut,
)
from digiboost.sales.errors import CorrectionIdReused, CustomerOwes, PaymentIdReused, PromiseIdReused
from digiboost.sales.events import CreditLimitExceeded, CreditPaid, CreditPromised
from digiboost.sales.moments import moment
from digiboost.sales.repository import Sale
from digiboost.sales.types import EntryType, PaidBy

LONGEST_PROMISE = timedelta(days=3660)
"""A date further away is a slip of the finger."""


# -- what sales do to a carnet --------------------------------------------------------------------


def enter_sale(tx: Tx, sale: Sale) -> bool:
    """Charges a stored sale on credit, or credits a return of one; whether it leaves the account over its limit.

    ``sale.on_account`` says that it belongs into the carnet. The tenant's row of sales is held."""
    if not sale.on_account or sale.customer_id is None:
        return False
    moved = _move(
        tx,
        Entry(
            id=new_id(),
            customer_id=sale.customer_id,
            type=EntryType.CHARGE if sale.original_sale_id is None else EntryType.CREDIT_NOTE,
            amount=sale.total - sale.paid_now,
            sale_id=sale.id,
            due_on=sale.due_on,
            occurred_at=sale.occurred_at,
            received_at=sale.received_at,
            day=sale.day,
            user_id=sale.user_id,
        ),
    )
    if moved.over_limit:
        emit(
            tx,
            CreditLimitExceeded(
                payload={
                    "customer_id": sale.customer_id,
                    "sale_id": sale.id,
                    "balance": moved.balance,
                    "credit_limit": moved.credit_limit,
                }
            ),
        )
    return moved.over_limit


def take_back(tx: Tx, sale_id: UUID, at: datetime) -> None:
    """Takes out of the carnet what a sale or return that is cancelled at ``at`` put into it."""
    known = credit_repository.net_of_sale(tx, sale_id)
    if known is None or known[1] == 0:
        return
    _move(
        tx,
        Entry(
            id=new_id(),
            customer_id=known[0],
            type=EntryType.CORRECTION,
            amount=-known[1],
            sale_id=sale_id,
            occurred_at=at,
            received_at=at,
            day=day_of(at, repository.time_zone(tx)),
            user_id=tx.actor.user_id,
        ),
    )


def _move(tx: Tx, entry: Entry) -> Moved:
    moved = credit_repository.move(tx, entry)
    feed.note(tx, CUSTOMER, [entry.customer_id])
    return moved


def let_customer_go(tx: Tx, customer_id: UUID) -> None:
    """Before a customer is deleted: raises CustomerOwes while they owe; else what was written about them beside
    their entries is removed, and the entries stay. An advance is no reason to keep a person."""
    owed = credit_repository.balance(tx, customer_id, lock=True)
    if owed > 0:
        raise CustomerOwes().expose(balance=owed)
    credit_repository.forget_remarks(tx, customer_id)


# -- what people do -------------------------------------------------------------------------------


def record_payment(tx: Tx, wanted: PaymentIn) -> PaymentOut:
    """Takes a payment. More than is owed is taken too: the balance goes below zero.

    The same id again answers the same payment. Raises NotFound for an unknown customer, Invalid for a moment
    in the future, PaymentIdReused for a known id with another content.
    """
    occurred_at = moment(wanted.occurred_at, now())
    if wanted.id is not None:
        repository.wait_for_id(tx, "credit_entry", wanted.id)
        if (stored := credit_repository.entry(tx, wanted.id)) is not None:
            if not _same_entry(stored, EntryType.PAYMENT, -wanted.amount, wanted) or stored["method"] != wanted.method:
                raise PaymentIdReused
            return _payment_out(tx, stored)
    entry = _enter(
        tx, wanted, EntryType.PAYMENT, -wanted.amount, occurred_at=occurred_at, note=wanted.note, method=wanted.method
    )
    emit(
        tx,
        CreditPaid(
            payload={
                "payment_id": entry["id"],
                "customer_id": wanted.customer_id,
                "amount": wanted.amount,
                "method": wanted.method,
                "day": entry["day"],
            }
        ),
    )
    record_audit(tx, "credit.paid", "credit_entry", entry["id"], method=wanted.method)
    return _payment_out(tx, entry)


def correct(tx: Tx, wanted: CorrectionIn) -> CorrectionOut:
    """Writes into a carnet what no sale or payment explains. Raises NotFound, Invalid, CorrectionIdReused."""
    occurred_at = moment(wanted.occurred_at, now())
    if wanted.id is not None:
        repository.wait_for_id(tx, "credit_entry", wanted.id)
        if (stored := credit_repository.entry(tx, wanted.id)) is not None:
            if not _same_entry(stored, EntryType.CORRECTION, wanted.amount, wanted) or (
                stored["due_on"] != wanted.due_on
            ):
                raise CorrectionIdReused
            return _correction_out(tx, stored)
    entry = _enter(
        tx,
        wanted,
        EntryType.CORRECTION,
        wanted.amount,
        occurred_at=occurred_at,
        note=wanted.note,
        due_on=wanted.due_on,
    )
    record_audit(tx, "credit.corrected", "credit_entry", entry["id"])
    return _correction_out(tx, entry)


def promise(tx: Tx, wanted: PromiseIn) -> PromiseOut:
    """Notes when a customer will pay; of several promises the one that was made last counts.

    Raises NotFound, Invalid for a day before the promise or ten years after it, PromiseIdReused.
    """
    occurred_at = moment(wanted.occurred_at, now())
    if wanted.id is not None:
        repository.wait_for_id(tx, "credit_promise", wanted.id)
        if (stored := credit_repository.promise(tx, wanted.id)) is not None:
            if (stored["customer_id"], stored["promised_on"], stored["amount"]) != (
                wanted.customer_id,
                wanted.promised_on,
                wanted.amount,
            ) or wanted.occurred_at not in (None, stored["occurred_at"]):
                raise PromiseIdReused
            return _promise_out(tx, stored)
    require_customer(tx, wanted.customer_id)
    made_on = day_of(occurred_at, repository.time_zone(tx))
    if wanted.promised_on < made_on:
        raise Invalid("promised_on", "promise_in_the_past")
    if wanted.promised_on - made_on > LONGEST_PROMISE:
        raise Invalid("promised_on", "promise_too_far")
    row: dict[str, Any] = {
        "id": wanted.id or new_id(),
        "customer_id": wanted.customer_id,
        "promised_on": wanted.promised_on,
        "amount": wanted.amount,
        "occurred_at": occurred_at,
        "received_at": summaries.arrive(tx),
        "user_id": tx.actor.user_id,
    }
    credit_repository.insert_promise(tx, row)
    feed.note(tx, CUSTOMER, [wanted.customer_id])
    emit(
        tx,
        CreditPromised(
            payload={
                "promise_id": row["id"],
                "customer_id": wanted.customer_id,
                "promised_on": wanted.promised_on,
                "amount": wanted.amount,
            }
        ),
    )
    record_audit(tx, "credit.promised", "credit_promise", row["id"])
    return _promise_out(tx, row)


def read_account(tx: Tx, customer_id: UUID) -> AccountOut:
    """Raises NotFound. A customer without any entry has an account of zeros."""
    row = credit_repository.account(tx, customer_id, day_of(now(), repository.time_zone(tx)))
    if row is None:
        raise NotFound
    return AccountOut.model_construct(**{**row, "ageing": AgeingOut.model_construct(**row["ageing"])})


def read_summary(tx: Tx) -> CreditSummaryOut:
    row = credit_repository.summary(tx, day_of(now(), repository.time_zone(tx)))
    return CreditSummaryOut.model_construct(**{**row, "ageing": AgeingOut.model_construct(**row["ageing"])})


# -- inside ---------------------------------------------------------------------------------------


def _enter(
    tx: Tx,
    wanted: PaymentIn | CorrectionIn,
    kind: EntryType,
    amount: int,
    *,
    occurred_at: datetime,
    note: str | None,
    **more: Any,
) -> dict[str, Any]:
    require_customer(tx, wanted.customer_id)
    entry = Entry(
        id=wanted.id or new_id(),
        customer_id=wanted.customer_id,
        type=kind,
        amount=amount,
        occurred_at=occurred_at,
        received_at=summaries.arrive(tx),
        day=day_of(occurred_at, repository.time_zone(tx)),
        user_id=tx.actor.user_id,
        **more,
    )
    _move(tx, entry)
    if note is not None:
        credit_repository.remark(tx, entry.id, note)
    return {name: getattr(entry, name) for name in Entry.__slots__} | {"note": note}


def _same_entry(stored: dict[str, Any], kind: EntryType, amount: int, wanted: PaymentIn | CorrectionIn) -> bool:
    """Whether a stored entry is what is wanted again. What the caller left open is not compared, nor a note that
    went with its customer."""
    return (
        (stored["type"], stored["amount"], stored["customer_id"]) == (kind, amount, wanted.customer_id)
        and stored["sale_id"] is None
        and wanted.occurred_at in (None, stored["occurred_at"])
        and (stored["note"] == wanted.note or not stored["is_active"])
    )


def _payment_out(tx: Tx, entry: dict[str, Any]) -> PaymentOut:
    return PaymentOut.model_construct(
        **{name: entry[name] for name in PaymentOut.model_fields if name not in {"account", "amount", "method"}},
        amount=-entry["amount"],
        method=PaidBy(entry["method"]),
        account=read_account(tx, entry["customer_id"]),
    )


def _correction_out(tx: Tx, entry: dict[str, Any]) -> CorrectionOut:
    return CorrectionOut.model_construct(
        **{name: entry[name] for name in CorrectionOut.model_fields if name != "account"},
        account=read_account(tx, entry["customer_id"]),
    )


def _promise_out(tx: Tx, row: dict[str, Any]) -> PromiseOut:
    return PromiseOut.model_construct(
        **{name: row[name] for name in PromiseOut.model_fields if name != "account"},
        account=read_account(tx, row["customer_id"]),
    )
