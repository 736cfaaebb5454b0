"""The carnets of a demo shop: who bought on credit, who pays when, who is late, and what was promised."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from digiboost.demo.ids import uuid7
from digiboost.demo.tenants import Profile
from digiboost.demo.types import (
    DemoCharge,
    DemoPayment,
    DemoPromise,
    DemoReturn,
    DemoSale,
    DemoUser,
    PaidBy,
)

TERM_DAYS = 30
_LATE_PAYERS = 4
_DOWN_PAYMENTS = 0.12
_CASH = 0.6


@dataclass(slots=True)
class _Habit:
    """How one customer pays: every so many days, until a day on which it stops."""

    company: bool
    pause: tuple[int, int]
    stops_on: date | None = None
    happened: list[tuple[datetime, int]] = field(default_factory=list)
    balance: int = 0
    peak: int = 0
    settled: int = 0
    """The balance on the evening before the last day."""


class Carnets:
    """What the sales on credit of a whole history leave in the carnets."""

    def __init__(
        self, profile: Profile, members: Sequence[UUID], companies: Iterable[UUID], users: Sequence[DemoUser],
        last: date, random: Random,
    ) -> None:  # fmt: skip
        self.charges: list[DemoCharge] = []
        self.payments: list[DemoPayment] = []
        self.promises: list[DemoPromise] = []
        self.limits: dict[UUID, int] = {}
        self._last, self._random, self._profile = last, random, profile
        self._zone = ZoneInfo(profile.time_zone)
        self._sellers = [user.id for user in users if user.role != "viewer"]
        known = set(companies)
        self._habits = {one: _Habit(one in known, (12, 22) if one in known else (3, 11)) for one in members}
        self._late: list[UUID] = []

    def write(self, sales: Iterable[DemoSale], returns: Iterable[DemoReturn], closed: Iterable[date]) -> None:
        """Lives the history again, customer by customer. Nobody pays on a day on which the shop was ``closed``."""
        shut = frozenset(closed)
        self._charge(sales, returns)
        self._choose_late()
        reckless = self._reckless()
        for customer, habit in self._habits.items():
            self._pay(customer, habit, shut)
            self.limits[customer] = self._limit(habit)
        for customer in reckless:
            settled = self._habits[customer].settled
            self.limits[customer] = max(1000, _round(settled * 0.8, settled, up=False))
        self._advance(set(reckless))
        self._promise()
        self.payments.sort(key=lambda one: one.occurred_at)

    def _charge(self, sales: Iterable[DemoSale], returns: Iterable[DemoReturn]) -> None:
        random = self._random
        owner: dict[UUID, UUID] = {}
        for sale in sales:
            if sale.payment_method != "credit" or sale.customer_id is None:
                continue
            habit = self._habits[sale.customer_id]
            owner[sale.id] = sale.customer_id
            paid, by = 0, None
            if sale.total >= 10_000 and random.random() < _DOWN_PAYMENTS:
                paid, by = round(sale.total * random.uniform(0.2, 0.5) / 500) * 500, self._method()
            day = sale.occurred_at.astimezone(self._zone).date()
            due = day + timedelta(days=TERM_DAYS) if habit.company else None
            self.charges.append(DemoCharge(sale.id, due, paid, by))
            habit.happened.append((sale.occurred_at, sale.total - paid))
        for back in returns:
            if back.sale_id in owner:
                self._habits[owner[back.sale_id]].happened.append((back.occurred_at, -back.total))
        for habit in self._habits.values():
            habit.happened.sort()

    def _bought(self, habit: _Habit) -> int:
        return sum(amount for _, amount in habit.happened)

    def _choose_late(self) -> None:
        """A few small customers who stopped paying a while ago."""
        small = sorted((one for one in self._habits if self._habits[one].happened), key=self._of)
        chosen = small[len(small) // 4 :][: max(1, min(_LATE_PAYERS, len(small) // 5))]
        for customer in chosen:
            habit = self._habits[customer]
            before = [at for at, _ in habit.happened if at.date() < self._last - timedelta(days=TERM_DAYS + 8)]
            if before:
                habit.stops_on = max(before).date() - timedelta(days=self._random.randint(0, 12))
                self._late.append(customer)

    def _of(self, customer: UUID) -> int:
        return self._bought(self._habits[customer])

    def _reckless(self) -> list[UUID]:
        """The large customer who has not paid for three weeks, and will be over the limit."""
        for customer in sorted(self._habits, key=self._of, reverse=True):
            habit = self._habits[customer]
            since = self._last - timedelta(days=21)
            if sum(since <= at.date() < self._last for at, _ in habit.happened) >= 2:
                habit.stops_on = since
                return [customer]
        return []

    def _pay(self, customer: UUID, habit: _Habit, shut: frozenset[date]) -> None:
        due: date | None = None
        place = 0
        day = habit.happened[0][0].date() if habit.happened else self._last
        recent: list[tuple[date, int]] = []
        while day <= self._last:
            if day == self._last:
                habit.settled = habit.balance
            moment = self._moment(day)
            while place < len(habit.happened) and habit.happened[place][0] < moment:
                at, amount = habit.happened[place]
                habit.balance += amount
                habit.peak = max(habit.peak, habit.balance)
                recent.append((at.date(), amount))
                place += 1
            if due is None and habit.balance > 0:
                due = day + timedelta(days=self._random.randint(*habit.pause))
            stopped = habit.stops_on is not None and day >= habit.stops_on
            if due is not None and day >= due and day not in shut and not stopped and habit.balance > 0:
                recent = [(when, amount) for when, amount in recent if when > day - timedelta(days=5)]
                self._enter(customer, self._amount(habit, recent), moment, None)
                habit.balance -= self.payments[-1].amount
                due = None
            day += timedelta(days=1)
        habit.balance += sum(amount for _, amount in habit.happened[place:])

    def _amount(self, habit: _Habit, recent: Sequence[tuple[date, int]]) -> int:
        """A company pays its bills but the newest, a person a round part of what is owed, or all of it."""
        if habit.company:
            bills = habit.balance - sum(max(0, amount) for _, amount in recent)
            return bills if bills > 0 else habit.balance
        part = int(habit.balance * self._random.uniform(0.6, 1)) // 500 * 500
        return part if part > 0 and self._random.random() < 0.7 else habit.balance

    def _advance(self, busy: set[UUID]) -> None:
        """Somebody who paid for what will be fetched next."""
        quiet = self._last - timedelta(days=4)
        for customer, habit in self._habits.items():
            if customer in busy or customer in self._late or not habit.happened:
                continue
            if max(at for at, _ in habit.happened).date() < quiet:
                ahead = 75_000 if self._profile.opening_float >= 50_000 else 15_000
                moment = self._moment(self._last - timedelta(days=2))
                amount = max(0, habit.balance) + ahead
                self._enter(customer, amount, moment, "Avance sur la prochaine commande")
                habit.balance -= amount
                return

    def _promise(self) -> None:
        """Two who are late gave a day that is to come, one let it pass."""
        for place, customer in enumerate(self._late[:3]):
            balance = self._habits[customer].balance
            if balance <= 0:
                continue
            broken = place == 2
            made = self._moment(self._last - timedelta(days=12 if broken else 3 + place))
            promised = self._last + timedelta(days=-4 if broken else 5 + 2 * place)
            amount = None if place else balance
            self.promises.append(
                DemoPromise(self._id(made), customer, promised, amount, made, self._random.choice(self._sellers))
            )

    def _limit(self, habit: _Habit) -> int:
        return _round(max(habit.peak * 1.15, 25_000), habit.peak, up=True)

    def _enter(self, customer: UUID, amount: int, moment: datetime, note: str | None) -> None:
        user = self._random.choice(self._sellers)
        self.payments.append(DemoPayment(self._id(moment), customer, amount, self._method(), moment, user, note))

    def _method(self) -> PaidBy:
        return "cash" if self._random.random() < _CASH else "mobile_money"

    def _moment(self, day: date) -> datetime:
        """A moment of the morning, when the shop is open on every day of the week."""
        start = datetime.combine(day, time(self._profile.sunday_hours[0][0]), self._zone).astimezone(UTC)
        return start + timedelta(seconds=self._random.randint(300, 9000))

    def _id(self, moment: datetime) -> UUID:
        return uuid7(int(moment.timestamp() * 1000), self._random)


def _round(amount: float, size: int, *, up: bool) -> int:
    step = 25_000 if size >= 150_000 else 5_000
    return (-int(-amount // step) if up else int(amount // step)) * step
