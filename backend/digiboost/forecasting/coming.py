"""What is on its way to the shelves: it arrives, and what is left then lasts longer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from digiboost.forecasting import repository
from digiboost.forecasting.ahead import Arrivals
from digiboost.forecasting.types import DEFAULT_LEAD_DAYS
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.money import MILLI
from digiboost.purchasing.service import awaited, lead_times
from digiboost.purchasing.types import Awaited


@dataclass(slots=True)
class Orders:
    """Of one product, thousandths."""

    sent: int = 0
    drafts: int = 0
    arrivals: list[tuple[date | None, int]] = field(default_factory=list)
    """The earliest first; those of which nobody said when come last."""


NOTHING = Orders()


def on_their_way(orders: Orders, today: date, lead: int) -> list[tuple[int, float]]:
    """(day, units) of what was sent for; where nobody said when it comes, after the supplier's ``lead``."""
    return [
        ((day - today).days + 1 if day is not None else lead + 1, quantity / MILLI) for day, quantity in orders.arrivals
    ]


def orders_of(lines: Sequence[Awaited]) -> dict[UUID, Orders]:
    found: dict[UUID, Orders] = {}
    for line in lines:
        one = found.setdefault(line.product_id, Orders())
        if line.draft:
            one.drafts += line.quantity
        else:
            one.sent += line.quantity
            one.arrivals.append((line.expected_on, line.quantity))
    return found


def arrivals(tx: Tx, product_ids: Sequence[UUID], today: date) -> dict[UUID, Arrivals]:
    """Of those of these products of which something was sent for."""
    sent = {one: orders for one, orders in orders_of(awaited(tx, product_ids)).items() if orders.sent}
    if not sent:
        return {}
    suppliers = {one: supplier for one, (supplier, _) in repository.buying(tx, list(sent)).items()}
    times = lead_times(tx, {one for one in suppliers.values() if one is not None})
    found: dict[UUID, Arrivals] = {}
    for product_id, orders in sent.items():
        supplier = suppliers[product_id]
        time = None if supplier is None else times.get(supplier)
        lead = math.ceil(DEFAULT_LEAD_DAYS if time is None else time.days)
        found[product_id] = on_their_way(orders, today, lead)
    return found
