"""A product as it looks at one moment, from what was known then: the inputs of the network.

Everything is relative to the product's own pace (units per open day), so that a sack of rice and a box of matches
teach each other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from digiboost.forecasting.engine.past import Flags, Floats, Ints, Past, begun
from digiboost.forecasting.engine.rhythm import Rhythm
from digiboost.forecasting.types import HORIZON_DAYS

WINDOWS = (7, 14, 28, 56, 91, 182)
PACES = (0.02, 0.05, 0.1, 0.2, 0.4)
"""Smoothing constants of exponential means, per open day."""
CHANCE, SIZE = 0.03, 0.1
"""Smoothing of the chance of a sale, and of its size (Teunter, Syntetos and Babai's method)."""
YEAR, SEASON = 364, 7
"""Whole weeks, so that weekdays fall together; a season is looked at with a week on either side."""
OWN_STEP, OWN_SPAN = 10, 180
FEWEST_DAYS = 28
"""Open days since a product was first seen, for it to be described."""
FEWEST_SALES, SALES_SPAN, STILL_SOLD = 4, 90, 45
"""Days with sales among so many; and a sale among the last so many days."""
HORIZON = HORIZON_DAYS


@dataclass(frozen=True, slots=True)
class Sums:
    """Cumulative sums (a column of zeros first) and exponential means of a past."""

    past: Past
    rhythm: Rhythm
    begun: Ints
    open: Floats
    units: Floats
    sales: Floats
    squares: Floats
    roots: Floats
    logs: Floats
    paces: dict[float, Floats]
    chance: Floats
    size: Floats
    last: Ints
    families: Floats
    families_open: Floats


def sums(past: Past, rhythm: Rhythm) -> Sums:
    demand, sold = past.demand, past.demand > 0
    weight = past.seen * rhythm.past
    logs = np.zeros_like(demand)
    np.log(demand, out=logs, where=sold)
    chance, size = _chance_and_size(demand, weight, past.seen)
    worth = demand * past.value[:, None]
    families = np.zeros((int(past.family.max(initial=0)) + 1, past.days))
    np.add.at(families, past.family, worth)
    return Sums(
        past=past,
        rhythm=rhythm,
        begun=begun(past.seen),
        open=_cumulative(weight),
        units=_cumulative(demand),
        sales=_cumulative(sold.astype(np.float64)),
        squares=_cumulative(demand * demand),
        roots=_cumulative(np.sqrt(demand)),
        logs=_cumulative(logs),
        paces={pace: _exponential(demand, weight, pace) for pace in PACES},
        chance=chance,
        size=size,
        last=np.maximum.accumulate(np.where(sold, np.arange(past.days), -1), axis=1),
        families=_cumulative(families),
        families_open=np.concatenate([[0.0], np.cumsum(rhythm.past)]),
    )


def describable(known: Sums, at: int) -> Ints:
    """The products that can be described after column ``at``: long enough known, and still sold."""
    age = known.open[:, at + 1]
    sales = known.sales[:, at + 1]
    recent = sales - known.sales[:, max(0, at + 1 - SALES_SPAN)]
    lately = sales - known.sales[:, max(0, at + 1 - STILL_SOLD)]
    enough = (age >= FEWEST_DAYS * 0.5) & (at + 1 - known.begun >= FEWEST_DAYS)
    return np.flatnonzero(enough & (recent >= FEWEST_SALES) & (lately >= 1))


@dataclass(frozen=True, slots=True)
class Described:
    inputs: Floats
    pace: Floats
    """Units per open day that the product is compared with."""


class _View:
    """Sums over windows that end at one column, for some products."""

    def __init__(self, known: Sums, at: int, rows: Ints) -> None:
        self.known, self.at, self.rows = known, at, rows
        self._begun = known.begun[rows]

    def over(self, sums: Floats, window: int, before: int = 0) -> Floats:
        end = self.at + 1 - before
        return np.asarray(sums[self.rows, end] - sums[self.rows, max(0, end - window)])

    def open(self, window: int, before: int = 0) -> Floats:
        return np.maximum(self.over(self.known.open, window, before), 0.5)

    def pace(self, window: int, prior: Floats, worth: float = 2.0, before: int = 0) -> Floats:
        """Units per open day, drawn to ``prior`` as if it had been seen on ``worth`` days."""
        units = self.over(self.known.units, window, before)
        return (units + worth * prior) / (self.over(self.known.open, window, before) + worth)


def describe(known: Sums, at: int, rows: Ints) -> Described:
    """The inputs of products ``rows`` after column ``at``; nothing after it is looked at."""
    view, past = _View(known, at, rows), known.past
    long = view.over(known.units, 182) / view.open(182)
    quarter = view.pace(91, long, worth=5.0)
    paces = {f"mean {window}": view.pace(window, quarter) for window in WINDOWS}
    for pace, means in known.paces.items():
        paces[f"smooth {pace}"] = means[rows, at]
    chance, size = known.chance[rows, at], known.size[rows, at]
    paces["chance x size"] = chance * size
    sales = np.maximum(view.over(known.sales, 182), 1.0)
    typical = np.exp(view.over(known.logs, 182) / sales)
    base = (
        0.3 * paces["mean 28"] + 0.3 * paces["mean 91"] + 0.2 * paces["smooth 0.05"] + 0.2 * paces["chance x size"]
    ) + 1e-3 * typical + 1e-9  # fmt: skip
    paces["robust 28"] = (view.over(known.roots, 28) / view.open(28)) ** 2
    paces["robust 91"] = (view.over(known.roots, 91) / view.open(91)) ** 2
    paces["typical"] = typical * view.over(known.sales, 91) / view.open(91)
    paces["last 3"] = view.pace(3, base, worth=1.0)
    paces["last 15"] = view.pace(15, base)
    paces["15 before"] = view.pace(15, base, before=min(15, at))
    paces["30 before"] = view.pace(30, base, before=min(30, at))
    columns = [np.log(0.1 + pace / base) for pace in paces.values()]

    mean = view.over(known.units, 182) / sales
    spread = np.maximum(view.over(known.squares, 182) / sales / np.maximum(mean, 1e-9) ** 2 - 1.0, 0.0)
    since = known.open[rows, at + 1] - known.open[rows, known.last[rows, at] + 1]
    rate = (view.over(known.sales, 91) + 1.0) / (view.open(91) + 1.0)
    whole = base * HORIZON
    columns += [
        np.log(whole / typical),
        *(np.sqrt(np.minimum(view.over(known.sales, window) / view.open(window), 1.5)) for window in (14, 28, 91)),
        np.sqrt(chance),
        np.log1p(since),
        np.log((since + 1.0) * rate),
        np.log1p(spread),
        np.log(0.1 + _highest(past, at, rows, 28) / whole),
        np.log(0.1 + _highest(past, at, rows, 91) / whole),
        np.log(np.maximum(size, 0.01 * typical) / np.maximum(mean, 1e-9)),
        *_own(known, at, rows, base),
        *_families(known, at, rows),
        *_neighbours(known, at, rows),
        *_seasons(known, at, rows, base),
    ]
    return Described(inputs=np.stack(columns, axis=1), pace=base)


def _highest(past: Past, at: int, rows: Ints, window: int) -> Floats:
    return np.asarray(past.demand[rows, max(0, at + 1 - window) : at + 1].max(axis=1))


def _own(known: Sums, at: int, rows: Ints, base: Floats) -> list[Floats]:
    """The product's own spread: its sums of 15 days over half a year, as low, middle and high, and how they move."""
    ends = np.arange(at, max(at - OWN_SPAN, HORIZON - 2), -OWN_STEP)
    if not len(ends):
        nothing = np.zeros(len(rows))
        return [nothing] * 5
    starts = ends + 1 - HORIZON
    units = known.units[rows][:, ends + 1] - known.units[rows][:, starts]
    days = known.open[rows][:, ends + 1] - known.open[rows][:, starts]
    there = (days >= 3) & (starts[None, :] >= known.begun[rows][:, None])
    paces = units / np.maximum(days, 3.0)
    count = there.sum(axis=1)
    ranked = np.sort(np.where(there, paces, np.inf), axis=1)
    row = np.arange(len(rows))
    place = [np.clip(np.round(level * (count - 1)), 0, len(ends) - 1).astype(np.int64) for level in (0.15, 0.5, 0.85)]
    found = [np.where(count > 0, ranked[row, one], base) for one in place]
    empty = ((paces <= 0) & there).sum(axis=1) / np.maximum(count, 1)
    pairs = there[:, 1:] & there[:, :-1]
    moves = np.where(pairs, np.abs(np.diff(paces, axis=1)), 0.0).sum(axis=1) / np.maximum(pairs.sum(axis=1), 1)
    moves = np.where(pairs.any(axis=1), moves, base)
    return [*(np.log(0.1 + one / base) for one in found), empty, np.log(0.1 + moves / base)]


def _families(known: Sums, at: int, rows: Ints) -> list[Floats]:
    """Where the family's sales of late stand against its quarter; nothing to tell in a shop of one family."""
    if len(known.families) == 1:
        return [np.zeros(len(rows))] * 2
    found = []
    for window in (14, 28):
        pace, quarter = (
            (known.families[:, at + 1] - known.families[:, max(0, at + 1 - days)])
            / max(known.families_open[at + 1] - known.families_open[max(0, at + 1 - days)], 1.0)
            for days in (window, 91)
        )
        found.append(np.clip(np.log((pace + 1e-9) / (quarter + 1e-9)), -2, 2)[known.past.family[rows]])
    return found


def _neighbours(known: Sums, at: int, rows: Ints) -> list[Floats]:
    """The same of the products that stand beside it in the catalogue (3 and 12 on either side): they are often the
    same thing in another size or shop."""
    found = []
    products = known.past.products
    place = np.arange(products)
    for reach in (3, 12):
        low, high = np.maximum(place - reach, 0), np.minimum(place + reach + 1, products)

        def beside(window: int, low: Ints = low, high: Ints = high) -> Floats:
            units = known.units[:, at + 1] - known.units[:, max(0, at + 1 - window)]
            total = np.concatenate([[0.0], np.cumsum(units)])
            days = max(known.families_open[at + 1] - known.families_open[max(0, at + 1 - window)], 1.0)
            return np.asarray(((total[high] - total[low] - units) / days)[rows])

        quarter = beside(91)
        scale = quarter + 1e-9
        found += [np.log((beside(window) + 0.3 * quarter + 1e-9) / scale / 1.3) for window in (7, 14, 28)]
    return [np.clip(one, -2, 2) for one in found]


def _seasons(known: Sums, at: int, rows: Ints, base: Floats) -> list[Floats]:
    """What the same weeks of one and two years before were against the eight weeks before them: of the product and
    of its family. Nothing while there is no such year."""
    product, family, years = np.zeros(len(rows)), np.zeros(len(known.families)), 0
    for year in (YEAR, 2 * YEAR):
        then = at - year
        if then < 100:
            break
        years += 1
        ahead = (then + 1 - SEASON, then + 1 + HORIZON + SEASON)
        before = (then - 55, then + 1)
        open_ahead, open_before = (
            max(known.families_open[end] - known.families_open[start], 1.0) for start, end in (ahead, before)
        )
        units, earlier = (
            (known.units[rows, end] - known.units[rows, start]) / days
            for (start, end), days in ((ahead, open_ahead), (before, open_before))
        )
        prior = 0.3 * (base + 0.5 * earlier)
        product += np.where(known.begun[rows] <= then - 60, np.log((units + prior) / (earlier + prior)), 0.0)
        of_family, families_before = (
            (known.families[:, end] - known.families[:, start]) / days
            for (start, end), days in ((ahead, open_ahead), (before, open_before))
        )
        family += np.clip(np.log((of_family + 1e-9) / (families_before + 1e-9)), -2, 2)
    if not years:
        return [product, product]
    return [product / years, family[known.past.family[rows]] / years]


def _cumulative(daily: Floats) -> Floats:
    total = np.zeros((daily.shape[0], daily.shape[1] + 1))
    np.cumsum(daily, axis=1, out=total[:, 1:])
    return total


def _exponential(demand: Floats, weight: Floats, pace: float) -> Floats:
    """Exponential mean per open day, without the pull of its start."""
    kept = (1.0 - pace) ** weight
    means = np.empty(demand.shape)
    units, days = np.zeros(len(demand)), np.zeros(len(demand))
    for day in range(demand.shape[1]):
        units = units * kept[:, day] + pace * demand[:, day]
        days = days * kept[:, day] + pace * weight[:, day]
        means[:, day] = units / np.maximum(days, 1e-9)
    return means


def _chance_and_size(demand: Floats, weight: Floats, seen: Flags) -> tuple[Floats, Floats]:
    kept = (1.0 - CHANCE) ** weight
    chances, sizes = np.empty(demand.shape), np.empty(demand.shape)
    often, days, size, sales = (np.zeros(len(demand)) for _ in range(4))
    for day in range(demand.shape[1]):
        asked = demand[:, day] > 0
        often = often * kept[:, day] + CHANCE * asked
        days = days * kept[:, day] + CHANCE * weight[:, day]
        size = np.where(asked, (1 - SIZE) * size + SIZE * demand[:, day], size)
        sales = np.where(asked, (1 - SIZE) * sales + SIZE, sales)
        chances[:, day] = often / np.maximum(days, 1e-9)
        sizes[:, day] = size / np.maximum(sales, 1e-9)
    return chances, sizes
