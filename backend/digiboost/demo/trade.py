"""The days of a demo company: customers come in, goods leave and arrive, shelves are counted.

Every event of a day happens at its own second, in order, against the stock that is there at that moment:
goods that are not on the shelf are not sold.
"""

from bisect import bisect
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from math import exp
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from digiboost.demo.buying import Buyer, Delivery, Shelf
from digiboost.demo.catalog import Shelves, cumulated
from digiboost.demo.ids import uuid7
from digiboost.demo.papers import Papers
from digiboost.demo.seasons import Weather
from digiboost.demo.tenants import Profile
from digiboost.demo.types import (
    DemoCount,
    DemoCountLine,
    DemoCustomer,
    DemoMissedSale,
    DemoMovement,
    DemoReturn,
    DemoReturnLine,
    DemoSale,
    DemoSaleLine,
    DemoUser,
    PaymentMethod,
)

_MILLI = 1000
_TOGETHER = 0.5
_MISS_NOTED = 0.5
_OFFLINE = 0.04
_COUNT_WRONG = 0.11
_DELIVERED, _RETURNED, _BROKEN, _TICKET, _JOB = range(5)


class Trade:
    """Runs a company day by day and keeps what happened in lists of demo values."""

    def __init__(
        self,
        profile: Profile,
        goods: Shelves,
        shelves: Sequence[Shelf],
        buyer: Buyer,
        users: Sequence[DemoUser],
        customers: Sequence[tuple[DemoCustomer, bool]],
        random: Random,
        span: tuple[date, date],
        papers: Papers,
    ) -> None:
        """`span` holds the first and the last day, between which prices climb; `papers` keeps the delivery notes."""
        self.counts: list[DemoCount] = []
        self.movements: list[DemoMovement] = []
        self.sales: list[DemoSale] = []
        self.returns: list[DemoReturn] = []
        self.missed: list[DemoMissedSale] = []
        self._profile, self._goods, self._shelves, self._buyer = profile, goods, shelves, buyer
        self._random, self.papers = random, papers
        self._first, self._length = span[0], max(1, (span[1] - span[0]).days)
        self._place = {shelf.product_id: shelf for shelf in shelves}
        self._zone = ZoneInfo(profile.time_zone)
        self._keeper = users[1].id
        self._sellers = [user.id for user in users]
        self._counter = cumulated([person.counter for person in profile.staff])
        self._basket = cumulated(profile.basket)
        self._customers = customers
        # Some come every week, most once in a while; companies come more often than their number says.
        self._regulars = cumulated(
            [(2.2 if company else 1) / (place % 17 + 3) for place, (_, company) in enumerate(customers)]
        )
        self._credit = self._credit_chances()
        self._members: list[list[int]] = [[] for _ in goods.categories]
        for place, article in enumerate(goods.articles):
            self._members[article.category].append(place)
        self._pulls = [cumulated([goods.articles[place].pull for place in group]) for group in self._members]
        self._due: dict[date, list[DemoSale]] = {}
        self._documents = 0

    # The moments of a day

    def _at(self, day: date, second: float) -> datetime:
        """The UTC moment of a local second of the day; neither zone has summer time."""
        midnight = datetime.combine(day, time(), self._zone).astimezone(UTC)
        return midnight + timedelta(seconds=second)

    def _id(self, moment: datetime) -> UUID:
        return uuid7(int(moment.timestamp() * 1000), self._random)

    def _received(self, moment: datetime, close: datetime) -> datetime:
        """Mostly at once; now and then the phone had no network and catches up before the shop is locked."""
        if self._random.random() >= _OFFLINE:
            return moment + timedelta(seconds=self._random.randint(1, 3))
        return max(moment, min(moment + timedelta(minutes=self._random.randint(8, 150)), close))

    def open_books(self, day: date) -> None:
        """Count everything before the first customer: the anchor of the whole history."""
        self._count(day, self._at(day, 6.5 * 3600), opening=True)

    def count(self, day: date, shelf: str | None = None) -> None:
        """Count everything, or one shelf, after closing time."""
        last_hour = self._profile.hours[-1][0]
        self._count(day, self._at(day, (last_hour + 2) * 3600), opening=False, of=shelf)

    def run(self, day: date, weather: Weather) -> None:
        """Live one day; a day whose trade is nil is closed."""
        if weather.trade <= 0:
            moved = self._due.pop(day, None)
            if moved:
                self._due.setdefault(day + timedelta(days=1), []).extend(moved)
            return
        random, profile = self._random, self._profile
        hours = {4: profile.friday_hours, 6: profile.sunday_hours}.get(day.weekday(), profile.hours)
        starts = [hour for hour, _ in hours]
        crowd = cumulated([share for _, share in hours])
        opening, closing = starts[0] * 3600, (starts[-1] + 1) * 3600

        def moments(mean: float) -> list[int]:
            spread = random.gauss(mean, mean**0.5) if mean > 4 else _rare(mean, random)
            return [
                starts[bisect(crowd, random.random() * crowd[-1])] * 3600 + random.randrange(3600)
                for _ in range(max(0, round(spread)))
            ]

        events: list[tuple[int, int, Delivery | DemoSale | None]] = []
        for delivery in self._buyer.deliveries(day):
            events.append((opening + random.randint(1200, 9000), _DELIVERED, delivery))
        for sale in self._due.pop(day, ()):
            events.append((random.randint(opening + 600, closing - 600), _RETURNED, sale))
        for kind, mean in ((_TICKET, profile.tickets), (_JOB, profile.jobs)):
            events.extend((second, kind, None) for second in moments(mean * weather.trade))
        events.extend((second, _BROKEN, None) for second in moments(profile.breakage))
        events.sort(key=lambda event: event[:2])
        rows = [weather.categories.get(category["code"], 1.0) for category in self._goods.categories]
        crowds = [factor * pull[-1] for factor, pull in zip(rows, self._pulls, strict=True)]
        demand = _Demand(crowds)
        close = self._at(day, closing + 1800)
        previous = 0
        for second, kind, what in events:
            # Two things never happen at the same second, so that their order is never in doubt.
            previous = max(second, previous + 1)
            moment = self._at(day, previous)
            if kind == _TICKET:
                self._ticket(day, moment, close, demand)
            elif kind == _JOB:
                self._job(day, moment, demand)
            elif kind == _BROKEN:
                self._break(moment)
            elif isinstance(what, Delivery):
                self._take_in(day, moment, what)
            elif what is not None:
                self._take_back(moment, close, what)

    # What customers want

    def _want(self, day: date, demand: "_Demand", size: int) -> list[int]:
        """A basket: distinct shelves, the later ones often from where the first one leads."""
        random = self._random
        basket: list[int] = []
        category = -1
        for _ in range(size):
            if category >= 0 and random.random() < _TOGETHER:
                chosen = demand.near(self._goods.together[category], random)
            else:
                chosen = demand.anywhere(random)
            category = chosen if category < 0 else category
            pulls = self._pulls[chosen]
            place = self._members[chosen][min(bisect(pulls, random.random() * pulls[-1]), len(pulls) - 1)]
            if place not in basket and self._shelves[place].wanted_on(day):
                basket.append(place)
        return basket

    def _ticket(self, day: date, moment: datetime, close: datetime, demand: "_Demand") -> None:
        random, profile = self._random, self._profile
        seller = self._sellers[bisect(self._counter, random.random() * self._counter[-1])]
        customer, company = None, False
        if random.random() < profile.named:
            person, company = self._customers[bisect(self._regulars, random.random() * self._regulars[-1])]
            customer = person.id
        size = bisect(self._basket, random.random() * self._basket[-1]) + 1
        lines: list[DemoSaleLine] = []
        for place in self._want(day, demand, size):
            shelf = self._shelves[place]
            article = shelf.article
            asked = random.choice(article.quantities)
            if company and article.pack > _MILLI:
                asked *= random.choice((1, 1, 2, 2))
            served = self._serve(shelf, asked, moment, seller)
            if served:
                price = self._price(shelf, day, customer is not None)
                cost = shelf.cost_of(served)
                shelf.level -= served
                shelf.sold_today += served
                amount = (served * price + 500) // _MILLI
                lines.append(DemoSaleLine(self._id(moment), shelf.product_id, served, price, 0, amount, cost))
        if not lines:
            return
        total = sum(line.amount for line in lines)
        cost = sum(line.cost for line in lines)
        discount = self._discount(total, cost)
        if discount:
            lines = _spread(lines, total, discount)
        sale = DemoSale(
            id=self._id(moment), customer_id=customer, seller_id=seller,
            payment_method=self._payment(customer), occurred_at=moment,
            received_at=self._received(moment, close), discount=discount, total=total - discount, cost=cost,
            lines=tuple(lines),
        )  # fmt: skip
        self.sales.append(sale)
        # What left at a discount is neither taken back nor exchanged.
        if not discount and random.random() < profile.returns:
            self._due.setdefault(day + timedelta(days=random.randint(1, 7)), []).append(sale)

    def _serve(self, shelf: Shelf, asked: int, moment: datetime, seller: UUID) -> int:
        """How much of what was asked is handed over; the rest may be noted as missed."""
        if shelf.level >= asked:
            return asked
        step = 500 if shelf.article.divisible else _MILLI
        left = max(0, shelf.level) // step * step
        served = left if left and self._random.random() < 0.6 else 0
        if self._random.random() < _MISS_NOTED:
            self.missed.append(DemoMissedSale(self._id(moment), shelf.product_id, seller, asked - served, moment))
        return served

    def _price(self, shelf: Shelf, day: date, known: bool) -> int:
        """The price of the day; a known customer bargains, never under cost."""
        price = shelf.article.price_on(day)
        if not known or price < 1000 or shelf.article.divisible or self._random.random() > 0.22:
            return price
        lowest = -(-shelf.average * 102 // (100 * _MILLI * 25)) * 25
        return min(price, max(lowest, round(price * self._random.uniform(0.94, 0.985) / 25) * 25))

    def _discount(self, total: int, cost: int) -> int:
        """A round sum off a large ticket, so long as something is earned."""
        if total < 15_000 or self._random.random() > 0.1:
            return 0
        step = 500 if total >= 50_000 else 100
        discount = int(total * self._random.uniform(0.015, 0.04)) // step * step
        return discount if total - discount > cost * 1.01 else 0

    @property
    def carnets(self) -> tuple[UUID, ...]:
        """The customers who may buy on credit, those who come most often first."""
        return tuple(self._credit)

    def _credit_chances(self) -> dict[UUID, float]:
        """How often each of them does, so that the share of credit holds over all sales."""
        visits = [later - earlier for earlier, later in pairwise([0.0, *self._regulars])]
        ranked = sorted(range(len(visits)), key=lambda place: -visits[place])[: self._profile.carnets]
        share = sum(visits[place] for place in ranked) / self._regulars[-1]
        chance = self._profile.payments.get("credit", 0.0) / (self._profile.named * share)
        return {self._customers[place][0].id: chance for place in ranked}

    def _payment(self, customer: UUID | None) -> PaymentMethod:
        """Only a customer with a carnet buys on credit; the shares hold over all sales."""
        payments = self._profile.payments
        credit = payments.get("credit", 0.0)
        if customer is not None and self._random.random() < self._credit.get(customer, 0.0):
            return "credit"
        place = self._random.random() * (sum(payments.values()) - credit)
        for method, share in payments.items():
            if method != "credit":
                place -= share
                if place < 0:
                    return method
        return "cash"

    # What else moves the stock

    def _move(
        self, moment: datetime, shelf: Shelf, quantity: int, *, cost: int | None = None,
        reference: str | None = None, reason: str | None = None, by: UUID | None = None,
        receipt: UUID | None = None,
    ) -> DemoMovement:  # fmt: skip
        self.movements.append(
            DemoMovement(
                id=self._id(moment), product_id=shelf.product_id, type="ENTRY" if quantity > 0 else "EXIT",
                source="receipt" if quantity > 0 else "manual", quantity=quantity, unit_cost=cost,
                reference=reference, reason=reason, occurred_at=moment, user_id=by or self._keeper,
                count_id=None, receipt_id=receipt,
            )
        )  # fmt: skip
        return self.movements[-1]

    def _take_in(self, day: date, moment: datetime, delivery: Delivery) -> None:
        self._documents += 1
        supplier = self._goods.suppliers[delivery.supplier]["code"]
        reference = f"BL-{supplier}-{day:%y%m}-{self._documents:04d}"
        elapsed = (day - self._first).days / self._length
        receipt, moved = self.papers.new_id(moment), []
        for place, quantity in delivery.lines:
            shelf = self._shelves[place]
            cost = shelf.article.cost_at(elapsed, self._random)
            shelf.receive(quantity, cost)
            shelf.on_order -= quantity
            moved.append(self._move(moment, shelf, quantity, cost=cost, reference=reference, receipt=receipt))
        self.papers.take_in(receipt, delivery, moment, reference, moved)

    def _take_back(self, moment: datetime, close: datetime, sale: DemoSale) -> None:
        random = self._random
        line = random.choice(sale.lines)
        quantity, amount, cost = line.quantity, line.amount, line.cost
        if quantity > _MILLI and quantity % _MILLI == 0 and random.random() < 0.5:
            quantity = random.randint(1, quantity // _MILLI - 1) * _MILLI
            amount = quantity * line.unit_price // _MILLI
            cost = line.cost * quantity // line.quantity
        shelf = self._place[line.product_id]
        shelf.level += quantity
        back = DemoReturnLine(self._id(moment), line.id, line.product_id, quantity, amount, cost)
        self.returns.append(
            DemoReturn(
                id=self._id(moment), sale_id=sale.id, seller_id=sale.seller_id, occurred_at=moment,
                received_at=self._received(moment, close), reason=random.choice(self._profile.return_reasons),
                total=amount, lines=(back,),
            )
        )  # fmt: skip

    def _break(self, moment: datetime) -> None:
        shelf = self._random.choice(self._shelves)
        cheap = shelf.article.purchase_price < 10_000
        if cheap and shelf.level >= 3 * _MILLI and shelf.dead_from is None:
            reason = self._random.choice(self._profile.breakage_reasons)
            self._move(moment, shelf, -_MILLI, reason=reason)
            shelf.level -= _MILLI

    def _job(self, day: date, moment: datetime, demand: "_Demand") -> None:
        """A technician takes parts for an intervention."""
        self._documents += 1
        technicians = self._sellers[2:-1] or self._sellers
        who = self._random.choice(technicians)
        for place in self._want(day, demand, self._random.choice((1, 1, 2, 3))):
            shelf = self._shelves[place]
            served = self._serve(shelf, self._random.choice(shelf.article.quantities), moment, who)
            if served:
                shelf.level -= served
                shelf.sold_today += served
                reference = f"INT-{day:%y%m}-{self._documents:04d}"
                self._move(moment, shelf, -served, reference=reference, reason="Intervention", by=who)

    def _count(self, day: date, moment: datetime, *, opening: bool, of: str | None = None) -> None:
        """Write what is there: everything at the opening, small differences later; one shelf where it is named."""
        identity = self._id(moment)
        whole = "Inventaire d'ouverture" if opening else "Inventaire complet"
        lines: list[DemoCountLine] = []
        for shelf in self._shelves:
            if (shelf.launched_on is not None and day < shelf.launched_on) or of not in (None, shelf.article.shelf):
                continue
            expected = 0 if opening else shelf.level
            counted = shelf.level if opening else self._counted(shelf)
            lines.append(DemoCountLine(shelf.product_id, expected, counted, shelf.average))
            shelf.level = counted
            if counted != expected:
                self.movements.append(
                    DemoMovement(
                        id=self._id(moment), product_id=shelf.product_id, type="ADJUSTMENT",
                        source="opening" if opening else "count", quantity=counted - expected,
                        unit_cost=shelf.average // _MILLI if opening else None, reference=None,
                        reason="Inventaire d'ouverture" if opening else "Inventaire", occurred_at=moment,
                        user_id=self._keeper, count_id=identity,
                    )
                )  # fmt: skip
        note = whole if of is None else None
        self.counts.append(DemoCount(identity, moment, self._keeper, opening, of, note, tuple(lines)))

    def _counted(self, shelf: Shelf) -> int:
        units = shelf.level // _MILLI
        if units < 1 or self._random.random() > _COUNT_WRONG:
            return shelf.level
        # Something is missing three times out of four; the rest was in another corner.
        difference = self._random.randint(1, max(1, units // 25)) * _MILLI
        return shelf.level - difference if self._random.random() < 0.75 else shelf.level + difference


class _Demand:
    """Which category a customer asks for on one day."""

    def __init__(self, crowds: Sequence[float]) -> None:
        self._crowds = crowds
        self._all = cumulated(crowds)
        self._near: dict[tuple[int, ...], list[float]] = {}

    def anywhere(self, random: Random) -> int:
        return min(bisect(self._all, random.random() * self._all[-1]), len(self._crowds) - 1)

    def near(self, categories: tuple[int, ...], random: Random) -> int:
        totals = self._near.get(categories)
        if totals is None:
            totals = self._near[categories] = cumulated([self._crowds[place] for place in categories])
        return categories[min(bisect(totals, random.random() * totals[-1]), len(categories) - 1)]


def _rare(mean: float, random: Random) -> int:
    """A Poisson count for a small mean (Knuth)."""
    limit, count, product = exp(-mean), 0, random.random()
    while product > limit:
        count += 1
        product *= random.random()
    return count


def _spread(lines: list[DemoSaleLine], total: int, discount: int) -> list[DemoSaleLine]:
    """Share a discount over the lines by their amounts; what rounding leaves goes to the largest."""
    shares = [discount * line.amount // total for line in lines]
    largest = max(range(len(lines)), key=lambda place: lines[place].amount)
    shares[largest] += discount - sum(shares)
    return [
        replace(line, discount=share, amount=line.amount - share) for line, share in zip(lines, shares, strict=True)
    ]
