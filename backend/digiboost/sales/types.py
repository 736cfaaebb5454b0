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


class SaleSort(StrEnum):
    OCCURRED_AT = "occurred_at"
    LATEST = "-occurred_at"
    TOTAL = "total"
    LARGEST = "-total"
