"""The calendar that moves trade in Senegal and Cameroon: feasts, seasons, paydays, public holidays."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

# (month, day) of the Islamic year.
_HIJRI_FEASTS: Mapping[str, tuple[int, int]] = {
    "tamkharit": (1, 10),
    "magal": (2, 18),
    "gamou": (3, 12),
    "ramadan": (9, 1),
    "korite": (10, 1),
    "tabaski": (12, 10),
}

# The moon is seen, not computed: where the day is known it wins over the arithmetic calendar.
_ANNOUNCED: Mapping[tuple[str, int], date] = {
    ("tabaski", 1446): date(2025, 6, 6),
    ("tabaski", 1447): date(2026, 5, 27),
    ("tabaski", 1448): date(2027, 5, 16),
    ("korite", 1446): date(2025, 3, 31),
    ("magal", 1447): date(2025, 8, 13),
    ("magal", 1448): date(2026, 8, 3),
}


def _from_hijri(year: int, month: int, day: int) -> date:
    """The Gregorian day in the arithmetic Islamic calendar (30-year cycle, civil epoch 16 July 622)."""
    days = day + math.ceil(29.5 * (month - 1)) + (year - 1) * 354 + (3 + 11 * year) // 30
    return date.fromordinal(227014 + days)


def feasts(first: date, last: date) -> Iterator[tuple[str, date]]:
    """Every (feast, day) with first <= day <= last."""
    start = int((first.year - 622) * 1.0307) - 1
    end = int((last.year - 622) * 1.0307) + 3
    for year in range(start, end):
        for feast, (month, day) in _HIJRI_FEASTS.items():
            when = _ANNOUNCED.get((feast, year)) or _from_hijri(year, month, day)
            if first <= when <= last:
                yield feast, when


@dataclass(frozen=True, slots=True)
class Effect:
    """Between `first` and `last` days after a feast (negative: before), trade is multiplied.

    `trade` acts on the number of customers, `categories` on what they ask for.
    """

    feast: str
    first: int
    last: int
    trade: float = 1.0
    categories: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Year:
    """How a trade breathes over the year.

    `months` and each curve in `categories` hold twelve values that apply in the middle of each month and are
    joined by straight lines; `holidays` maps (month, day) to a factor; `weekdays` starts on Monday.
    """

    weekdays: tuple[float, ...]
    months: tuple[float, ...]
    categories: Mapping[str, tuple[float, ...]]
    effects: tuple[Effect, ...]
    holidays: Mapping[tuple[int, int], float]
    payday: float
    growth: float


@dataclass(frozen=True, slots=True)
class Weather:
    """What one day does to trade: a factor on customers and factors on categories (absent: 1)."""

    trade: float
    categories: Mapping[str, float]


def on_curve(curve: tuple[float, ...], day: date) -> float:
    """The value of a twelve-month curve on a day, between the middles of two months."""
    place = day.month - 1 + (day.day - 15) / 30.5
    left = math.floor(place)
    share = place - left
    return curve[left % 12] * (1 - share) + curve[(left + 1) % 12] * share


def _payday(day: date, lift: float) -> float:
    """Salaries are paid from the 27th and are spent by the 5th; the middle of the month is thin."""
    if day.day >= 27 or day.day <= 5:
        return 1 + lift
    return 1 - lift / 2 if 12 <= day.day <= 22 else 1.0


def weather(year: Year, first: date, last: date) -> dict[date, Weather]:
    """The weather of every day from `first` to `last`, both included."""
    reach = timedelta(days=45)
    near: dict[date, list[Effect]] = {}
    for feast, when in feasts(first - reach, last + reach):
        for effect in year.effects:
            if effect.feast == feast:
                for offset in range(effect.first, effect.last + 1):
                    near.setdefault(when + timedelta(days=offset), []).append(effect)
    result: dict[date, Weather] = {}
    length = max(1, (last - first).days)
    for number in range(length + 1):
        day = first + timedelta(days=number)
        trade = year.weekdays[day.weekday()] * on_curve(year.months, day) * _payday(day, year.payday)
        trade *= year.holidays.get((day.month, day.day), 1.0) * (1 + year.growth * (number / length - 0.5))
        categories = {code: on_curve(curve, day) for code, curve in year.categories.items()}
        for effect in near.get(day, ()):
            trade *= effect.trade
            for code, factor in effect.categories.items():
                categories[code] = categories.get(code, 1.0) * factor
        result[day] = Weather(trade, categories)
    return result
