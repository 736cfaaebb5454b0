"""What inventory tells higher rooms. Payloads hold ids and quantities, never a person's data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from digiboost.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class StockCrossed(Event):
    """Levels changed their status, or crossed what somebody watches: {products: [{product_id, on_hand, before, status,
    was}]}, quantities in thousandths; ``before`` and ``was`` are null where a load by the thousand did not look.
    {all: true} when more than ``crossings.AT_MOST`` did. One event for a transaction."""

    type: ClassVar[str] = "stock.crossed"
