"""The till of a demo shop in its last weeks: money that goes in and out of it, and what was counted in the evening."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from digiboost.demo.ids import uuid7
from digiboost.demo.tenants import Profile
from digiboost.demo.types import DemoCashMove, DemoClosing, DemoUser

_DAYS = 14
# What a day costs beside the goods: reason, lowest, highest, step, how often a day.
_SPENT = (
    ("Taxi", 1000, 3000, 500, 0.55),
    ("Café et eau", 500, 1500, 100, 0.6),
    ("Sachets et emballages", 1000, 3500, 500, 0.2),
    ("Manutention", 1000, 4000, 500, 0.25),
    ("Crédit téléphonique", 1000, 2000, 1000, 0.15),
)
_EXACT = 0.55
_DEPOSIT_DAYS = (0, 3)
_DEPOSIT_STEP = 5_000


def tills(
    profile: Profile,
    users: Sequence[DemoUser],
    open_days: Sequence[date],
    cash: Mapping[date, int],
    random: Random,
) -> tuple[tuple[DemoCashMove, ...], tuple[DemoClosing, ...]]:
    """The moves and closings of the last open days; nothing where nobody counts the till. ``cash`` is what each day's
    sales brought in coins and notes: what is not in the till is not taken to the bank."""
    if not profile.opening_float:
        return (), ()
    zone = ZoneInfo(profile.time_zone)
    sellers = [user.id for user in users if user.role == "employee"]
    closers = [users[1].id, users[1].id, users[0].id]
    moves: list[DemoCashMove] = []
    closings: list[DemoClosing] = []

    def at(day: date, second: int) -> datetime:
        return datetime.combine(day, time(), zone).astimezone(UTC) + timedelta(seconds=second)

    def new_id(moment: datetime) -> UUID:
        return uuid7(int(moment.timestamp() * 1000), random)

    def move(kind: str, amount: int, reason: str, moment: datetime, user: UUID) -> None:
        moves.append(DemoCashMove(new_id(moment), "IN" if kind == "IN" else "OUT", amount, reason, moment, user))

    for day in open_days[-_DAYS:]:
        hours = {4: profile.friday_hours, 6: profile.sunday_hours}.get(day.weekday(), profile.hours)
        opening, closing = hours[0][0] * 3600, (hours[-1][0] + 1) * 3600
        for reason, least, most, step, often in _SPENT:
            if random.random() < often:
                moment = at(day, random.randint(opening + 1800, closing - 900))
                move("OUT", random.randrange(least, most + 1, step), reason, moment, random.choice(sellers))
        if random.random() < 0.4:
            move("IN", random.randrange(5000, 20_001, 5000), "Monnaie", at(day, opening + 900), users[1].id)
        if day.weekday() in _DEPOSIT_DAYS:
            deposit = min(profile.deposit, cash.get(day, 0) // 2 // _DEPOSIT_STEP * _DEPOSIT_STEP)
            if deposit:
                move("OUT", deposit, "Versement à la banque", at(day, closing - 1800), users[0].id)
        # What a phone held back arrives within half an hour of closing time.
        closed_at = at(day, closing + 1860 + random.randint(0, 900))
        difference, note = _difference(random)
        closings.append(
            DemoClosing(
                new_id(closed_at), day, profile.opening_float, difference, note, closed_at, random.choice(closers)
            )
        )
    return tuple(sorted(moves, key=lambda one: one.occurred_at)), tuple(closings)


def _difference(random: Random) -> tuple[int, str | None]:
    """Mostly exact; some coins too few, seldom too many, now and then a note that nobody can explain."""
    place = random.random()
    if place < _EXACT:
        return 0, None
    if place > 0.94:
        return -2000, "Monnaie rendue en trop, à vérifier avec la caisse"
    coins = random.choice((25, 50, 75, 100, 150, 200, 250, 500))
    return (coins if random.random() < 0.3 else -coins), None
