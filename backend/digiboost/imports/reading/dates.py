"""Dates and times as people and programs write them.

03/02/2026, 3-2-26, 2026-02-03, 2026-02-03T14:05:00Z, 03/02/2026 14h30, "3 févr. 2026", "Feb 3, 2026",
20260203, and the day numbers of a spreadsheet (46056, 46056.59). Two figures before the year are day then
month unless the column proves the contrary by a second figure above 12 (and no first one). Years of two
figures: 26 is 2026, 95 is 1995. A cell that says "Z" or "+01:00" is taken at its word; all others are in
the tenant's zone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from digiboost.imports.reading.text import clean, fold
from digiboost.imports.reading.types import Cell

DateOrder = Literal["dmy", "mdy"]

_FIGURES = re.compile(r"([0-9]{1,4})\s?([-/.])\s?([0-9]{1,2})\s?\2\s?([0-9]{1,4})(?:[\sT,]+(?:[aà]\s)?(\S.*))?")
_COMPACT = re.compile(r"((?:19|20)[0-9]{2})([01][0-9])([0-3][0-9])(?:[T ]?([0-2][0-9])([0-5][0-9])([0-5][0-9])?)?")
_WORDS = re.compile(
    r"(?:[^\W\d_]+\.?,?\s+)??(?:([0-9]{1,2})(?:er|st|nd|rd|th)?[\s./-]+([^\W\d_]{3,})\.?"
    r"|([^\W\d_]{3,})\.?[\s./-]+([0-9]{1,2})(?:st|nd|rd|th)?)"
    r"[\s,./-]+([0-9]{4}|[0-9]{2})(?:[\s,T]+(?:[aà]\s)?(\S.*))?",
)
_TIME = re.compile(
    r"([01]?[0-9]|2[0-4])\s?(?:[:hH]\s?([0-5][0-9])?(?:\s?[:mM]\s?([0-5][0-9])(?:[.,][0-9]{1,9})?\s?s?)?)?"
    r"\s*([aApP]\.?[mM]\.?)?\s*(Z|[+-][0-9]{2}:?[0-9]{2})?"
)
_SERIAL = re.compile(r"[0-9]{5}(?:[.,][0-9]{1,15})?")
_FIRST_SERIAL, _LAST_SERIAL = 20_000, 80_000
_SERIAL_ORIGIN = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's day numbers know no zone
_MONTHS = {
    "jan": 1, "janv": 1, "janvier": 1, "january": 1,
    "fev": 2, "fevr": 2, "fevrier": 2, "feb": 2, "febr": 2, "february": 2,
    "mar": 3, "mars": 3, "march": 3, "avr": 4, "avril": 4, "apr": 4, "april": 4, "mai": 5, "may": 5,
    "jun": 6, "juin": 6, "june": 6, "jul": 7, "juil": 7, "juill": 7, "juillet": 7, "july": 7,
    "aou": 8, "aout": 8, "aug": 8, "august": 8, "sep": 9, "sept": 9, "septembre": 9, "september": 9,
    "oct": 10, "octobre": 10, "october": 10, "nov": 11, "novembre": 11, "november": 11,
    "dec": 12, "decembre": 12, "december": 12,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Moment:
    """A date read from a cell: naive in the tenant's zone, or aware when the cell says its zone.

    `value` is the reading day first. `other` is set where month first gives another day and the cell alone
    does not tell. `proves` is the only order that the cell can have. `value` is None when only month first
    reads ("02/25/2026"): `other` then holds it. `has_time` is False at midnight, which is how programs fill a
    mere date.
    """

    value: datetime | None
    other: datetime | None = None
    proves: DateOrder | None = None
    has_time: bool = False

    def settled(self, order: DateOrder) -> datetime | None:
        if self.proves is None and self.other is None:
            return self.value
        return self.value if order == "dmy" else self.other


def parse_moment(cell: Cell, today: date) -> Moment | None:
    """The date in `cell`; None when there is none. `today` places years of two figures."""
    if isinstance(cell, datetime):
        return Moment(cell, has_time=cell.time() != time())
    if isinstance(cell, date):
        return Moment(datetime.combine(cell, time()))
    if isinstance(cell, bool | time | timedelta):
        return None
    if isinstance(cell, int | float):
        return _serial(float(cell))
    if len(cell) in (10, 16, 19) and cell[4] == "-" and cell[7] == "-":
        try:
            value = datetime.fromisoformat(cell)
        except ValueError:
            pass
        else:
            return Moment(value, has_time=value.time() != time())
    text = clean(cell)
    if not text or len(text) > 60:
        return None
    if _SERIAL.fullmatch(text):
        return _serial(float(text.replace(",", ".")))
    return _figures(text, today) or _compact(text) or _words(text, today)


def parse_time(cell: Cell) -> time | None:
    """A time of day: "14:05", "14h05", "2:05 pm", a spreadsheet's fraction of a day."""
    if isinstance(cell, datetime):
        return cell.time()
    if isinstance(cell, time):
        return cell
    if isinstance(cell, timedelta):
        return (_SERIAL_ORIGIN + cell).time()
    if isinstance(cell, float):
        return _round_second(_SERIAL_ORIGIN + timedelta(days=cell)).time() if 0 <= cell < 1 else None
    found = _TIME.fullmatch(clean(cell)) if isinstance(cell, str) else None
    made = _clock(found) if found else None
    return made[0] if made else None


def _serial(number: float) -> Moment | None:
    if not _FIRST_SERIAL <= number <= _LAST_SERIAL:
        return None
    value = _round_second(_SERIAL_ORIGIN + timedelta(days=number))
    return Moment(value, has_time=value.time() != time())


def _round_second(value: datetime) -> datetime:
    return (value + timedelta(microseconds=500_000)).replace(microsecond=0)


def _figures(text: str, today: date) -> Moment | None:
    found = _FIGURES.fullmatch(text)
    if found is None:
        return None
    first, second, third, rest = found[1], int(found[3]), found[4], found[5]
    if len(first) == 4:
        return _moment(_day(int(first), second, int(third)), None, None, rest) if len(third) <= 2 else None
    if len(first) == 3 or len(third) not in (2, 4):
        return None
    year = _year(third, today)
    day_first, month_first = _day(year, second, int(first)), _day(year, int(first), second)
    if day_first is None and month_first is None:
        return None
    proves: DateOrder | None = "mdy" if day_first is None else "dmy" if month_first is None else None
    return _moment(day_first, month_first if month_first != day_first else None, proves, rest)


def _compact(text: str) -> Moment | None:
    found = _COMPACT.fullmatch(text)
    if found is None:
        return None
    clock = f"{found[4]}:{found[5]}:{found[6] or '00'}" if found[4] else None
    return _moment(_day(int(found[1]), int(found[2]), int(found[3])), None, None, clock)


def _words(text: str, today: date) -> Moment | None:
    found = _WORDS.fullmatch(text)
    if found is None:
        return None
    month = _MONTHS.get(fold(found[2] or found[3]))
    if month is None:
        return None
    return _moment(_day(_year(found[5], today), month, int(found[1] or found[4])), None, None, found[6])


def _moment(day: date | None, other: date | None, proves: DateOrder | None, rest: str | None) -> Moment | None:
    if day is None and other is None:
        return None
    if not rest:
        return Moment(_at(day, time()), _at(other, time()), proves)
    found = _TIME.fullmatch(rest)
    made = _clock(found) if found else None
    if made is None:
        return None
    clock, zone = made
    moments = [_at(d, clock) for d in (day, other)]
    if zone:
        moments = [None if m is None else datetime.fromisoformat(f"{m.isoformat()}{zone}") for m in moments]
    return Moment(moments[0], moments[1], proves, has_time=clock != time())


def _clock(found: re.Match[str]) -> tuple[time, str | None] | None:
    hour, half = int(found[1]), (found[4] or "").lower()
    if found[4] is None and not (found[2] or re.search("[hH:]", found[0])):
        return None  # a lone figure after a date is no time
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    if hour == 24:
        return None
    return time(hour, int(found[2] or 0), int(found[3] or 0)), found[5]


def _at(day: date | None, clock: time) -> datetime | None:
    return None if day is None else datetime.combine(day, clock)


def _year(figures: str, today: date) -> int:
    year = int(figures)
    if len(figures) == 4:
        return year
    century = today.year // 100 * 100
    return century + year if century + year <= today.year + 1 else century - 100 + year


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class OrderEvidence:
    """How many distinct values of a column prove each order, and how many prove none."""

    day_first: int = 0
    month_first: int = 0
    undecided: int = 0

    @property
    def order(self) -> DateOrder:
        """Month first only when it is proved and nothing proves the contrary."""
        return "mdy" if self.month_first and not self.day_first else "dmy"


def gather(values: Iterable[Cell], today: date) -> OrderEvidence:
    day_first = month_first = undecided = 0
    for value in values:
        moment = parse_moment(value, today)
        if moment is None:
            continue
        if moment.proves == "dmy":
            day_first += 1
        elif moment.proves == "mdy":
            month_first += 1
        elif moment.other is not None:
            undecided += 1
    return OrderEvidence(day_first, month_first, undecided)
