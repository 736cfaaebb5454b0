"""The words of a sale."""

from __future__ import annotations

from enum import StrEnum

SALE = "sale"
"""The word of a sale, a return included, in the feed of changes."""


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
