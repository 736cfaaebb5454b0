"""What is foretold of one product, held against what is on its shelf."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from digiboost.forecasting.formulas import Curve, chance_within, day_reached, demand_within, weights_of
from digiboost.forecasting.types import ASKED, LIKELY, PROBABLE


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is foretold of one product for the ``days`` that the company looks ahead."""

    curve: Curve
    days: int
    on_hand: float
    """Units."""
    grain: float

    def chance(self, day: int) -> float:
        """Of having run out on that day (1 is today)."""
        return chance_within(self.curve, day, edge_of(self.on_hand, self.grain))

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
        day = day_reached(paths[quantile], self.on_hand, middle=paths[LIKELY])
        return None if day is None or day > self.days else day

    def likely_day(self) -> int:
        """Of what runs out: the middle day; where that lies beyond, the middle of the days on which it happens if it
        does within the horizon."""
        if (day := self.day(LIKELY)) is not None:
            return day
        half = self.chance(self.days) / 2
        return next(day for day in range(1, self.days + 1) if self.chance(day) >= half)


def curve_of(quantiles: Mapping[str, Sequence[float]]) -> Curve:
    # JSONB keeps its keys in an order of its own.
    return sorted((float(key), path) for key, path in quantiles.items())


def edge_of(on_hand: float, grain: float) -> float:
    """The demand at which ``on_hand`` units are gone. Whole pieces: a demand of 5 reaches 5, and of cartons of 12 two
    reach 15, so the edge lies half a piece under the least demand that takes everything."""
    if on_hand <= 0 or grain <= 0:
        return on_hand
    return grain * (math.ceil(on_hand / grain - 1e-6) - 0.5)


def unmet(curve: Curve, days: int, on_hand: float, arrivals: Sequence[tuple[int, float]] = ()) -> float:
    """Units that will be asked for in vain within ``days``, on the mean.

    Each quantile of the demand is one course that events may take, with the share of the chances that lies nearest to
    it. ``arrivals`` are (day, units), day 1 is today: what is on order is on the shelf on the morning of its day, what
    is overdue tomorrow morning. In each course what was lost until a day is the most by which the demand until then,
    or until any day before, was above everything that had been there: goods that come later do not win it back.
    """
    coming = sorted((max(day, 2), units) for day, units in arrivals if day <= days)
    there = max(on_hand, 0.0)
    # The gap is widest on the evening before something comes, and on the last one.
    evenings: list[tuple[int, float]] = []
    for day, units in coming:
        evenings.append((day - 1, there))
        there += units
    evenings.append((days, there))
    demands = [(demand_within(curve, day), been) for day, been in evenings]
    return sum(
        share * max(0.0, *(reached[n][1] - been for reached, been in demands))
        for n, share in enumerate(weights_of(curve))
    )
