"""How a demo shop restocks: by the habits of a busy owner, not by a formula, so some shelves run empty.

The owner looks at a supplier's goods on that supplier's days, believes the sales of the last weeks (rupture
days included, as people do), forgets some lines, and waits for lorries that come late.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

from digiboost.demo.catalog import Article

_MILLI = 1000
_MEMORY_DAYS = 30
_FORGOTTEN = 0.09
_LINE_NOT_DELIVERED = 0.05
_LATE, _VERY_LATE = 0.2, 0.06


@dataclass(slots=True)
class Shelf:
    """One product while time passes. Quantities in thousandths, `average` in thousandths of a minor unit.

    `pace` is what the owner believes is sold in a day, `care` how generously he orders, `floor` the minimum
    and `ceiling` the maximum that he wrote down once (None: he never did).
    """

    article: Article
    product_id: UUID
    pace: float
    care: float
    floor: int | None
    ceiling: int | None
    level: int = 0
    average: int = 0
    on_order: int = 0
    sold_today: int = 0
    dead_from: date | None = None
    launched_on: date | None = None
    shortages: list[tuple[date, date]] = field(default_factory=list)

    def wanted_on(self, day: date) -> bool:
        """Whether anybody asks for it that day."""
        return (self.dead_from is None or day < self.dead_from) and (
            self.launched_on is None or day >= self.launched_on
        )

    def short_on(self, day: date) -> bool:
        """Whether no supplier has it that day."""
        return any(start <= day <= end for start, end in self.shortages)

    def receive(self, quantity: int, unit_cost: int) -> None:
        """Put goods on the shelf and move the weighted average cost."""
        if self.level <= 0:
            self.average = unit_cost * _MILLI
        else:
            value = self.level * self.average + quantity * unit_cost * _MILLI
            self.average = (2 * value + self.level + quantity) // (2 * (self.level + quantity))
        self.level += quantity

    def cost_of(self, quantity: int) -> int:
        """What that quantity cost, minor units, half up."""
        return (quantity * self.average + 500_000) // 1_000_000


@dataclass(frozen=True, slots=True)
class Delivery:
    """Goods that a supplier brings: (place of the shelf, quantity), and the day on which they were ordered."""

    supplier: int
    lines: tuple[tuple[int, int], ...]
    ordered_on: date | None = None


class Buyer:
    """Places orders in the evening and knows which deliveries come on a day."""

    def __init__(
        self,
        shelves: Sequence[Shelf],
        suppliers: Sequence[Mapping[str, Any]],
        open_days: Sequence[date],
        random: Random,
    ) -> None:
        self._shelves = shelves
        self._suppliers = suppliers
        self._open = frozenset(open_days)
        self._last = max(open_days)
        self._random = random
        self._arrivals: dict[date, list[Delivery]] = {}
        self._of: list[list[int]] = [[] for _ in suppliers]
        for place, shelf in enumerate(shelves):
            self._of[shelf.article.supplier].append(place)

    def first_delivery(self, day: date, place: int) -> None:
        """The first goods of a new product."""
        shelf = self._shelves[place]
        quantity = self._packs(place, max(shelf.pace * shelf.article.cover, shelf.article.pack))
        self._deliver(day, Delivery(shelf.article.supplier, ((place, quantity),)))
        shelf.on_order += quantity

    def deliveries(self, day: date) -> list[Delivery]:
        return self._arrivals.pop(day, [])

    def learn(self) -> None:
        """Close the day: what was sold enters the owner's idea of the pace."""
        for shelf in self._shelves:
            shelf.pace += (shelf.sold_today - shelf.pace) / _MEMORY_DAYS
            shelf.sold_today = 0

    def order(self, day: date) -> None:
        """Look at the shelves of every supplier whose day it is."""
        weekday = day.weekday()
        for number, supplier in enumerate(self._suppliers):
            if weekday in supplier["days"]:
                self._order_from(number, supplier, day)

    def _order_from(self, number: int, supplier: Mapping[str, Any], day: date) -> None:
        horizon = supplier["lead"] + 7 / len(supplier["days"])
        lines: list[tuple[int, int]] = []
        amount, urgent = 0, False
        for place in self._of[number]:
            shelf = self._shelves[place]
            position = shelf.level + shelf.on_order
            point = max(shelf.floor or 0, shelf.pace * horizon * shelf.care)
            if position > point or shelf.dead_from is not None or not shelf.wanted_on(day):
                continue
            if self._random.random() < _FORGOTTEN or shelf.short_on(day):
                continue
            target = max(shelf.pace * (horizon + shelf.article.cover) * shelf.care, point * 1.5)
            quantity = self._packs(place, max(target - position, shelf.article.pack * 0.5))
            lines.append((place, quantity))
            amount += quantity * shelf.article.purchase_price // _MILLI
            urgent = urgent or shelf.level <= 0
        if not lines or (amount < supplier["minimum"] and not (urgent and self._random.random() < 0.6)):
            return
        lines = [line for line in lines if self._random.random() >= _LINE_NOT_DELIVERED]
        for place, quantity in lines:
            self._shelves[place].on_order += quantity
        if lines:
            coming = day + timedelta(days=self._delay(supplier["lead"]))
            self._deliver(coming, Delivery(number, tuple(lines), day))

    def _delay(self, lead: int) -> int:
        days = max(1, round(lead * self._random.lognormvariate(0, 0.18)))
        chance = self._random.random()
        if chance < _VERY_LATE:
            return days + self._random.randint(lead, 2 * lead + 4)
        return days + self._random.randint(1, lead + 1) if chance < _LATE else days

    def _packs(self, place: int, quantity: float) -> int:
        pack = self._shelves[place].article.pack
        return max(1, -int(-quantity // pack)) * pack

    def _deliver(self, day: date, delivery: Delivery) -> None:
        while day not in self._open and day <= self._last:
            day += timedelta(days=1)
        self._arrivals.setdefault(day, []).append(delivery)
