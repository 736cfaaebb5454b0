"""What other rooms say to purchasing and hear from it. Quantities are thousandths of the product's unit, money is
minor units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

ORDER = "order"
"""A purchase order in the feed of changes."""


class OrderStatus(StrEnum):
    DRAFT = "draft"
    SENT = "sent"
    PARTLY_RECEIVED = "partly_received"
    RECEIVED = "received"
    CANCELLED = "cancelled"


OPEN = (OrderStatus.SENT, OrderStatus.PARTLY_RECEIVED)
"""Orders whose goods are still awaited."""


class Channel(StrEnum):
    """How an order reached the supplier."""

    WHATSAPP = "whatsapp"
    SMS = "sms"
    EMAIL = "email"
    PHONE = "phone"
    PAPER = "paper"


class OrderSort(StrEnum):
    CREATED_AT = "created_at"
    LATEST = "-created_at"
    NUMBER = "number"
    NUMBER_DESCENDING = "-number"


@dataclass(frozen=True, slots=True)
class LeadTime:
    """How long a supplier takes, in days. ``measured`` is False while fewer than three deliveries are known: then
    ``days`` is what the supplier's own record says and ``deviation`` is 0. ``deliveries`` is how many were looked
    at, the last 20 at the most."""

    supplier_id: UUID
    days: float
    deviation: float
    deliveries: int
    measured: bool


@dataclass(frozen=True, slots=True)
class Awaited:
    """What one order has not brought yet of a product. ``draft`` when nobody sent it; ``expected_on`` is None where
    nobody said when."""

    product_id: UUID
    quantity: int
    expected_on: date | None
    draft: bool


def round_up(quantity: int, pack_size: int) -> int:
    """The least multiple of the pack that is not below ``quantity``."""
    return -(-quantity // pack_size) * pack_size


def to_order(position: int, min_stock: int, max_stock: int | None, pack_size: int) -> int:
    """How much to order of a product whose ``position`` (on hand + on order) is at or under its minimum: up to the
    maximum (twice the minimum where there is none, as on the phone), rounded up to the pack, one pack at the least."""
    target = 2 * min_stock if max_stock is None else max_stock
    return round_up(max(target - position, 1), pack_size)
