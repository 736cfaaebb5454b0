"""What is foretold of one product, held against what is on its shelf."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from digiboost.forecasting.formulas import Curve, chance_within, day_reached, demand_within, weights_of
from digiboost.forecasting.types import ASKED, LIKELY, PROBABLE

Arrivals = Sequence[tuple[int, float]]
"""(day, units) of what was sent for; day 1 is today."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is foretold of one product for the ``days`` that the company looks ahead, and of what is on its way."""

    curve: Curve
    days: int
    on_hand: float
    """Units."""
    grain: float
    arrivals: Arrivals = ()

    def chance(self, day: int) -> float:
        """Of having run out until that day (1 is today). A larger demand runs out in every stretch in which a smaller
        one does, so that the chance is that of the stretch in which it is the greatest."""
        chance, start = 0.0, 1
        for last, been in stretches(self.days, self.on_hand, self.arrivals):
            if start > day:
                break
            chance = max(chance, chance_within(self.curve, min(day, last), edge_of(been, self.grain)))
            start = last + 1
        return chance

    @property
    def is_asked(self) -> bool:
        """Whether anything will probably be asked for, so that an empty shelf loses something."""
        return chance_within(self.curve, self.days, max(self.grain / 2, 0.001)) >= PROBABLE

    @property
    def asked(self) -> float:
        """Units, of the quantile ``ASKED`` of the demand: a level above it, and half a grain, does not run out with a
        chance that is worth a line."""
        return next(units for quantile, units in demand_within(self.curve, self.days) if quantile == ASKED)

    @property
    def runs_out(self) -> bool:
        return self.is_asked if self.on_hand <= 0 else self.chance(self.days) >= PROBABLE

    def day(self, quantile: float) -> int | None:
        """The day on which this quantile of the demand has taken everything; None where that lies beyond."""
        paths = dict(self.curve)
        for last, been in stretches(self.days, self.on_hand, self.arrivals):
            day = day_reached(paths[quantile], been, middle=paths[LIKELY])
            if day is not None and day <= last:
                return day
        return None

    def likely_day(self) -> int:
        """Of what runs out: the middle day; where that lies beyond, the middle of the days on which it happens if it
        does within the horizon."""
        if (day := self.day(LIKELY)) is not None:
            return day
        half = self.chance(self.days) / 2
        return next(day for day in range(1, self.days + 1) if self.chance(day) >= half)


def stretches(days: int, on_hand: float, arrivals: Arrivals) -> list[tuple[int, float]]:
    """From one delivery to the next: the last day of each stretch, and the units that had been there by its evening.
    What is on order is on the shelf on the morning of its day, what is overdue tomorrow morning."""
    found, there = [], max(on_hand, 0.0)
    for day, units in sorted((max(day, 2), units) for day, units in arrivals if day <= days):
        found.append((day - 1, there))
        there += units
    return [*found, (days, there)]


def curve_of(quantiles: Mapping[str, Sequence[float]]) -> Curve:
    # JSONB keeps its keys in an order of its own.
    return sorted((float(key), path) for key, path in quantiles.items())


def edge_of(on_hand: float, grain: float) -> float:
    """The demand at which ``on_hand`` units are gone. Whole pieces: a demand of 5 reaches 5, and of cartons of 12 two
    reach 15, so the edge lies half a piece under the least demand that takes everything."""
    if on_hand <= 0 or grain <= 0:
        return on_hand
    return grain * (math.ceil(on_hand / grain - 1e-6) - 0.5)


def unmet(curve: Curve, days: int, on_hand: float, arrivals: Arrivals = ()) -> float:
    """Units that will be asked for in vain within ``days``, on the mean.

    Each quantile of the demand is one course that events may take, with the share of the chances that lies nearest to
    it. In each course what was lost until a day is the most by which the demand until then, or until any day before,
    was above everything that had been there: goods that come later do not win it back. The gap is widest on the evening
    before something comes, and on the last one.
    """
    demands = [(demand_within(curve, day), been) for day, been in stretches(days, on_hand, arrivals)]
    return sum(
        share * max(0.0, *(reached[n][1] - been for reached, been in demands))
        for n, share in enumerate(weights_of(curve))
    )
