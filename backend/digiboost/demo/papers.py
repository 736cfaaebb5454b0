"""What a demo shop writes down of its buying: orders, and the receipts of what comes."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from digiboost.demo.buying import Delivery, Shelf
from digiboost.demo.catalog import Shelves
from digiboost.demo.ids import stable_id, uuid7
from digiboost.demo.tenants import Profile
from digiboost.demo.types import (
    DemoMovement,
    DemoOrder,
    DemoOrderLine,
    DemoReceipt,
    DemoReceiptLine,
    DemoUser,
)

# Some orders are shouted across the street: their goods come without a written one.
_NOT_WRITTEN = 0.15
_BY_WHATSAPP = 0.85


class Papers:
    """Keeps orders and receipts while the company lives its days."""

    def __init__(
        self, profile: Profile, goods: Shelves, shelves: Sequence[Shelf], users: Sequence[DemoUser], seed: int,
        random: Random,
    ) -> None:  # fmt: skip
        self.orders: list[DemoOrder] = []
        self.receipts: list[DemoReceipt] = []
        self._goods, self._shelves, self._random = goods, shelves, random
        self._zone = ZoneInfo(profile.time_zone)
        self._evening = profile.hours[-1][0] + 1
        self._suppliers = [stable_id(seed, profile.key, "supplier", row["code"]) for row in goods.suppliers]
        self._owner, self._keeper = users[0].id, users[1].id

    def new_id(self, moment: datetime) -> UUID:
        return uuid7(int(moment.timestamp() * 1000), self._random)

    def take_in(
        self, receipt: UUID, delivery: Delivery, moment: datetime, reference: str, moved: Sequence[DemoMovement]
    ) -> None:
        """Writes the receipt of a delivery, and the order before it."""
        order = None
        if delivery.ordered_on is not None and self._random.random() >= _NOT_WRITTEN:
            costs = {row.product_id: row.unit_cost or 0 for row in moved}
            order = self._order(delivery.supplier, delivery.ordered_on, delivery.lines, costs)
        ordered = {} if order is None else {line.product_id: line.id for line in order.lines}
        self.receipts.append(
            DemoReceipt(
                id=receipt, order_id=None if order is None else order.id,
                supplier_id=self._suppliers[delivery.supplier], occurred_at=moment, reference=reference,
                user_id=moved[0].user_id,
                lines=tuple(
                    DemoReceiptLine(
                        row.id, row.product_id, ordered.get(row.product_id), row.quantity, row.unit_cost or 0
                    )
                    for row in moved
                ),
            )
        )  # fmt: skip

    def leave_open(self, last: date) -> None:
        """Writes what is under way at the end: an order that is late, one of yesterday, a draft."""
        short, low = self._wanting(last)
        late = max(short, key=lambda supplier: len(short[supplier]), default=None)
        if late is not None:
            lead = self._goods.suppliers[late]["lead"]
            self._order(late, last - timedelta(days=lead + 6), self._quantities(short[late]), {})
        rest = sorted((supplier for supplier in low if supplier != late), key=lambda one: -len(low[one]))
        yesterday = last - timedelta(days=1)
        for supplier, note in zip(rest[:2], (None, "À compléter avant l'envoi"), strict=False):
            self._order(supplier, yesterday, self._quantities(low[supplier]), {}, draft=note)

    def _wanting(self, last: date) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
        """By supplier, the shelves that nobody can fill for now, and those at or under their minimum."""
        short, low = defaultdict[int, list[int]](list), defaultdict[int, list[int]](list)
        for place, shelf in enumerate(self._shelves):
            if shelf.dead_from is not None:
                continue
            if shelf.short_on(last):
                short[shelf.article.supplier].append(place)
            elif shelf.floor is not None and shelf.level <= shelf.floor:
                low[shelf.article.supplier].append(place)
        return short, low

    def _quantities(self, places: Sequence[int]) -> tuple[tuple[int, int], ...]:
        lines = []
        for place in places[:12]:
            shelf = self._shelves[place]
            wanted = (shelf.ceiling or 2 * (shelf.floor or 0)) - shelf.level
            lines.append((place, max(1, -int(-wanted // shelf.article.pack)) * shelf.article.pack))
        return tuple(lines)

    def _order(
        self, supplier: int, day: date, lines: Sequence[tuple[int, int]], costs: dict[UUID, int], *,
        draft: str | None = None,
    ) -> DemoOrder:  # fmt: skip
        random = self._random
        evening = datetime.combine(day, time(self._evening), self._zone).astimezone(UTC)
        created = evening + timedelta(minutes=random.randint(5, 50), seconds=random.randrange(60))
        sent = None if draft is not None else created + timedelta(seconds=random.randint(40, 400))
        by_whatsapp = random.random() < _BY_WHATSAPP
        order = DemoOrder(
            id=self.new_id(created), supplier_id=self._suppliers[supplier],
            user_id=self._owner if random.random() < 0.3 else self._keeper, created_at=created, sent_at=sent,
            sent_by=None if sent is None else "whatsapp" if by_whatsapp else "phone",
            expected_on=None if sent is None else day + timedelta(days=self._goods.suppliers[supplier]["lead"]),
            note=draft,
            lines=tuple(
                DemoOrderLine(
                    id=self.new_id(created), product_id=shelf.product_id, quantity=quantity,
                    pack_size=shelf.article.pack,
                    unit_cost=costs.get(shelf.product_id, shelf.article.purchase_price),
                )
                for shelf, quantity in ((self._shelves[place], quantity) for place, quantity in lines)
            ),
        )  # fmt: skip
        self.orders.append(order)
        return order
