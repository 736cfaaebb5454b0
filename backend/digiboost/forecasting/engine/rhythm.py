"""How busy the shop is on a day: its week, its closed days, and the calendar.

Demand is then counted per *open day*: a mean day of the shop is 1, a closed day 0, a busy Saturday 1.3. Two weeks
with three Sundays in them are shorter than two with two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from digiboost.forecasting.engine.past import Flags, Floats, Ints, Past

WEEKS = 26
"""How far back the week is read from."""
AROUND = 35
"""Days over which the shop's level is smoothed before days are compared with it."""
SURE = 2.0
"""Standard errors that an effect must be away from none to be believed."""
NEARLY_CLOSED = 0.15


@dataclass(frozen=True, slots=True)
class Happening:
    """An entry of the calendar: the first and the last day on which it may move the demand."""

    name: str
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Rhythm:
    """``past`` is the weight of each day that was, closed days 0; ``expected`` that of the same days and of the
    coming ones as one would have said beforehand. ``effects`` are the calendar's entries that the past bears out."""

    past: Floats
    expected: Floats
    effects: dict[str, float]


def find(past: Past, ahead: int, calendar: Sequence[Happening] = ()) -> Rhythm:
    worth = (past.demand * past.value[:, None]).sum(axis=0)
    asked = (past.demand > 0).any(axis=0)
    days, weekday = past.days, past.weekdays(ahead)
    if not asked.any():
        return Rhythm(np.ones(days), np.ones(days + ahead), {})
    around = np.ones(min(AROUND, days))
    level = np.convolve(worth, around, "same") / np.convolve(np.ones(days), around, "same")
    relative = worth / np.maximum(level, 1e-9)
    week = _week(relative, weekday[:days], days)
    closed = ~asked & (week[weekday[:days]] > NEARLY_CLOSED)
    expected = week[weekday]
    ordinary = np.where(closed | (expected[:days] <= NEARLY_CLOSED), np.nan, worth / np.maximum(expected[:days], 1e-9))
    effects, moved = _calendar(ordinary, past, ahead, calendar)
    expected = expected * moved
    return Rhythm(np.where(closed, 0.0, expected[:days]), expected, effects)


def _week(relative: Floats, weekday: Ints, days: int) -> Floats:
    """The weight of each weekday, 1 on the mean; even while there are not three of each."""
    recent = slice(max(0, days - 7 * WEEKS), days)
    if days < 21:
        return np.ones(7)
    week = np.zeros(7)
    for day in range(7):
        of_day = relative[recent][weekday[recent] == day]
        open_then = of_day[of_day > 0]
        # A day that is usually open is judged by the weeks in which it was.
        week[day] = open_then.mean() if len(open_then) > len(of_day) / 2 else of_day.mean()
    return np.asarray(week / week.mean()) if week.mean() > 0 else np.ones(7)


def _calendar(sold: Floats, past: Past, ahead: int, calendar: Sequence[Happening]) -> tuple[dict[str, float], Floats]:
    """What each entry's past occurrences did to the shop, compared with the days around them; at least two are needed
    to believe any. ``sold`` is the worth of each open day, without the week in it."""
    weight = np.ones(past.days + ahead)
    effects: dict[str, float] = {}
    first = np.datetime64(past.first, "D")
    columns: dict[str, list[Flags]] = {}
    for entry in calendar:
        day = np.arange(past.days + ahead) + first
        columns.setdefault(entry.name, []).append(
            (day >= np.datetime64(entry.start, "D")) & (day <= np.datetime64(entry.end, "D"))
        )
    for name, occurrences in columns.items():
        during = np.any(occurrences, axis=0)
        left = sold / np.maximum(_level_around(sold, during[: past.days], occurrences), 1e-9)
        means = [np.nanmean(left[one[: past.days]]) for one in occurrences if _is_seen(left, one[: past.days])]
        if len(means) < 2:
            continue
        effect = _effect(np.array(means), len(means))
        if effect:
            effects[name] = effect
            weight[during] *= 1.0 + effect
            # The next entry is judged by what this one does not explain.
            sold = np.where(during[: past.days], sold / (1.0 + effect), sold)
    return effects, weight


def _level_around(sold: Floats, during: Flags, occurrences: Sequence[Flags]) -> Floats:
    """The mean open day around each day, those of the entry itself left out: a month that sells twice as much must not
    be compared with itself."""
    told = np.isfinite(sold) & ~during
    width = min(AROUND + max(int(one.sum()) for one in occurrences), len(sold))
    around = np.ones(width)
    count = np.convolve(told, around, "same")
    total = np.convolve(np.where(told, sold, 0.0), around, "same")
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def _is_seen(left: Floats, occurrence: Flags) -> bool:
    return bool(occurrence.any() and np.isfinite(left[occurrence]).any())


def _effect(observed: Floats, independent: int) -> float:
    """How far the mean lies from 1: nothing within ``SURE`` standard errors of it, and never more than a half less
    or twice as much."""
    observed = observed[np.isfinite(observed)]
    if len(observed) < 2:
        return 0.0
    effect = float(observed.mean()) - 1.0
    error = float(observed.std(ddof=1)) / np.sqrt(max(min(independent, len(observed)), 1))
    return float(np.clip(effect, -0.5, 1.0)) if abs(effect) > SURE * error else 0.0
