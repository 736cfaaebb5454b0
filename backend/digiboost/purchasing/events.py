"""What purchasing tells higher rooms. Payloads hold ids, days and sums, never a person's data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from digiboost.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class OrderSent(Event):
    """{order_id, number, supplier_id, expected_on, product_ids}."""

    type: ClassVar[str] = "order.sent"


@dataclass(frozen=True, kw_only=True)
class GoodsReceived(Event):
    """{receipt_id, order_id, supplier_id, occurred_at, product_ids}."""

    type: ClassVar[str] = "goods.received"
