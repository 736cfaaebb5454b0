"""The words of a sale."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

SALE = "sale"
"""The word of a sale, a return included, in the feed of changes."""


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A product of which more was sold than was known to be there; ``on_hand`` below zero, in thousandths."""

    product_id: UUID
    on_hand: int


class SaleKind(StrEnum):
    SALE = "SALE"
    RETURN = "RETURN"


class SaleStatus(StrEnum):
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class PaymentMethod(StrEnum):
    """How a sale is paid; a file that does not say leaves it ``unknown``."""

    CASH = "cash"
    MOBILE_MONEY = "mobile_money"
    CREDIT = "credit"
    CARD = "card"
    UNKNOWN = "unknown"


class PaidBy(StrEnum):
    """How money comes in."""

    CASH = "cash"
    MOBILE_MONEY = "mobile_money"


class SaleSort(StrEnum):
    OCCURRED_AT = "occurred_at"
    LATEST = "-occurred_at"
    TOTAL = "total"
    LARGEST = "-total"


class EntryType(StrEnum):
    """A line of a customer's carnet."""

    CHARGE = "CHARGE"
    PAYMENT = "PAYMENT"
    CREDIT_NOTE = "CREDIT_NOTE"
    CORRECTION = "CORRECTION"


class AccountSort(StrEnum):
    BALANCE = "balance"
    LARGEST = "-balance"
    OLDEST_DUE = "oldest_due"
    NEWEST_DUE = "-oldest_due"
    NAME = "name"
    NAME_DESCENDING = "-name"


class CashMoveType(StrEnum):
    IN = "IN"
    OUT = "OUT"


class ClosingSort(StrEnum):
    CLOSED_AT = "closed_at"
    LATEST = "-closed_at"
