"""The dates that a demo pharmacy writes down when goods come in."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random
from uuid import UUID

from digiboost.demo.types import DemoBatch, DemoReceipt, DemoReceiptLine

_NOTED_DAYS = 240
"""Since when somebody notes dates at all."""
_MONTHS = (13, 34)
"""How long medicines last, from the day on which they come."""
_NEAR = (-12, -3, 4, 9, 13, 18, 22, 26, 29, 38, 47, 59)
"""In how many days the short-dated goods expire: a supplier sold them with a rebate."""


def batches(
    receipts: Sequence[DemoReceipt], levels: Mapping[UUID, int], today: date, random: Random
) -> tuple[DemoBatch, ...]:
    """A batch for each line that came since dates are noted; of some goods the last that came is short-dated."""
    since = today - timedelta(days=_NOTED_DAYS)
    came: dict[UUID, list[tuple[DemoReceipt, DemoReceiptLine]]] = {}
    for receipt in sorted(receipts, key=lambda one: one.occurred_at):
        if receipt.occurred_at.date() >= since:
            for line in receipt.lines:
                came.setdefault(line.product_id, []).append((receipt, line))
    there = sorted(product_id for product_id in came if levels[product_id] >= 3000)
    near = dict(zip(random.sample(there, min(len(_NEAR), len(there))), _NEAR, strict=False))
    made = []
    for product_id, lines in came.items():
        if product_id in near:
            made.append(_batch(*lines[-1], today + timedelta(days=near[product_id]), random))
            continue
        latest = date.min
        for receipt, line in lines:
            # What comes later lasts longer: a wholesaler sells the oldest first as well.
            latest = max(latest, _month_end(receipt.occurred_at.date(), random.randint(*_MONTHS)))
            made.append(_batch(receipt, line, latest, random))
    return tuple(made)


def _batch(receipt: DemoReceipt, line: DemoReceiptLine, expires_on: date, random: Random) -> DemoBatch:
    lot = f"{random.choice('ABCDEFKLMT')}{expires_on:%y}{random.randint(100, 9999)}"
    return DemoBatch(line.id, line.product_id, line.quantity, expires_on, lot, receipt.occurred_at)


def _month_end(day: date, months: int) -> date:
    """The last day of the month some months later: packs name a month."""
    place = day.year * 12 + day.month - 1 + months
    year, month = place // 12, place % 12 + 1
    return date(year, month, monthrange(year, month)[1])
