"""Daily demand and its deviation by their definition, and a first idea of the days to come from the days that were."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digiboost.forecasting.history import Flags, Floats, History
from digiboost.forecasting.types import ENOUGH_DAYS, ENOUGH_SALES


@dataclass(frozen=True, slots=True)
class Measured:
    """Per product. ``daily`` and ``deviation`` mean nothing where ``known`` is False."""

    days: NDArray[np.int64]
    daily: Floats
    deviation: Floats
    known: Flags


def measure(history: History) -> Measured:
    """d = demand on days that were seen / number of such days; sd = sample deviation over the same days."""
    days = history.seen.sum(axis=1)
    daily = history.demand.sum(axis=1) / np.maximum(days, 1)
    squares = np.where(history.seen, (history.demand - daily[:, None]) ** 2, 0.0).sum(axis=1)
    deviation = np.sqrt(squares / np.maximum(days - 1, 1))
    known = (days >= ENOUGH_DAYS) & (history.sales >= ENOUGH_SALES)
    return Measured(days=days, daily=daily, deviation=deviation, known=known)


def resample(history: History, which: Flags, horizon: int, levels: tuple[float, ...]) -> NDArray[np.float64]:
    """Quantiles (product, level, day) of the cumulative demand of the coming days, for the products ``which``: those
    of all sums of 1, 2, ... consecutive seen days. Days without stock are skipped, as if they had not been."""
    rows = np.flatnonzero(which)
    result = np.zeros((len(rows), len(levels), horizon))
    for place, row in enumerate(rows):
        seen = history.demand[row, history.seen[row]]
        total = np.concatenate([[0.0], np.cumsum(seen)])
        for day in range(1, horizon + 1):
            span = min(day, len(seen))
            result[place, :, day - 1] = np.quantile(total[span:] - total[:-span], levels) * (day / span)
    return np.maximum.accumulate(np.maximum.accumulate(result, axis=2), axis=1)
