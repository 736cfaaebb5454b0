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


class SaleSort(StrEnum):
    OCCURRED_AT = "occurred_at"
    LATEST = "-occurred_at"
    TOTAL = "total"
    LARGEST = "-total"
