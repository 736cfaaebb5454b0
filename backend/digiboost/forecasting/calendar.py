"""The local calendar: feasts, school and pay, with their days in the years to come.

The feasts of Islam follow the moon. Their days are computed by the arithmetic calendar (30-year cycle, civil epoch;
Dershowitz and Reingold, *Calendrical Calculations*, chapter 7), which is a day off now and then from what is seen in
the sky: whoever knows better writes the true day into the shop's calendar.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

_EPOCH = date(622, 7, 19)
"""1 Muharram of the year 1, in the proleptic Gregorian calendar."""


@dataclass(frozen=True, slots=True)
class Entry:
    """``day`` is the feast itself; the shop feels it from ``before`` days before to ``after`` days after."""

    key: str
    day: date
    before: int
    after: int

    @property
    def start(self) -> date:
        return self.day - timedelta(days=self.before)

    @property
    def end(self) -> date:
        return self.day + timedelta(days=self.after)


LUNAR = {
    # key: (month, day, days before, days after)
    "ramadan": (9, 1, 3, 26),
    "korite": (10, 1, 5, 1),
    "tabaski": (12, 10, 14, 2),
    "tamkharit": (1, 10, 4, 0),
    "magal": (2, 18, 7, 1),
    "gamou": (3, 12, 5, 1),
}
SOLAR = {
    "new_year": (1, 1, 4, 0),
    "independence": (4, 4, 2, 0),
    "school_start": (10, 5, 14, 7),
    "christmas": (12, 25, 7, 0),
}
PAY_DAY, PAY_BEFORE, PAY_AFTER = 1, 3, 5
"""Wages come in around the turn of the month."""


def lunar_day(year: int, month: int, day: int) -> date:
    """The civil day of a day of the arithmetic Islamic calendar."""
    before = (year - 1) * 354 + (3 + 11 * year) // 30 + 29 * (month - 1) + month // 2 + day - 1
    return _EPOCH + timedelta(days=before)


def entries(first: date, until: date) -> Iterator[Entry]:
    """The entries that a shop may feel between two days, by key and day."""
    found: list[Entry] = []
    for lunar in range((first.year - 623) * 33 // 32, (until.year - 620) * 33 // 32 + 1):
        found += [Entry(key, lunar_day(lunar, m, d), before, after) for key, (m, d, before, after) in LUNAR.items()]
    for year in range(first.year - 1, until.year + 2):
        found += [Entry(key, date(year, m, d), before, after) for key, (m, d, before, after) in SOLAR.items()]
        found += [Entry("pay", date(year, m, PAY_DAY), PAY_BEFORE, PAY_AFTER) for m in range(1, 13)]
    return iter(
        sorted((one for one in found if one.end >= first and one.start <= until), key=lambda one: (one.key, one.day))
    )


FEASTS = frozenset({*LUNAR, *SOLAR, "pay"})
SAME_DAYS = 31
"""Another date of the same feast lies within a month of ours."""


def felt(key: str) -> tuple[int, int]:
    """How many days before and after a known feast a shop feels it."""
    if key in LUNAR:
        return LUNAR[key][2:]
    return SOLAR[key][2:] if key in SOLAR else (PAY_BEFORE, PAY_AFTER)


@dataclass(frozen=True, slots=True)
class Occasion:
    """One entry as it stands for a company; ``event`` is what somebody there wrote of it, None for ours."""

    key: str
    day: date
    first: date
    last: date
    is_active: bool = True
    event: Mapping[str, Any] | None = None


def occasion_of(event: Mapping[str, Any]) -> Occasion:
    """What somebody wrote; ``event`` is a row of ``calendar_events``."""
    first, last, day = event["starts_on"], event["ends_on"], event["starts_on"]
    if event["key"] in FEASTS:
        day = min(first + timedelta(days=felt(event["key"])[0]), last)
    return Occasion(event["key"], day, first, last, event["is_active"], event)


def occasions(first: date, until: date, events: Sequence[Mapping[str, Any]]) -> list[Occasion]:
    """The calendar between two days with what a company says of it: each event about a feast stands in place of the
    nearest date of ours. By day."""
    # Wide enough that an event at the edge finds its own month's pay, and not the next one's.
    around = timedelta(days=4 * SAME_DAYS)
    ours = list(entries(first - around, until + around))
    for event in events:
        if (same := counterpart(ours, event["key"], event["starts_on"])) is not None:
            ours.remove(same)
    found = [Occasion(one.key, one.day, one.start, one.end) for one in ours]
    found += [occasion_of(event) for event in events]
    kept = (one for one in found if one.last >= first and one.first <= until)
    return sorted(kept, key=lambda one: (one.day, one.key, one.first))


def counterpart(ours: Sequence[Entry], key: str, first: date) -> Entry | None:
    """The date of ours that an event about a feast means."""
    near = [one for one in ours if one.key == key and abs((one.start - first).days) <= SAME_DAYS]
    return min(near, key=lambda one: abs((one.start - first).days), default=None)
