"""Daily demand and its deviation by their definition."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digiboost.forecasting.history import Flags, Floats, History
from digiboost.forecasting.types import ENOUGH_DAYS, ENOUGH_SALES, OBSERVED_DAYS


@dataclass(frozen=True, slots=True)
class Measured:
    """Per product. ``daily`` and ``deviation`` mean nothing where ``known`` is False."""

    days: NDArray[np.int64]
    daily: Floats
    deviation: Floats
    known: Flags


def measure(history: History) -> Measured:
    """d = demand on days that were seen / number of such days; sd = sample deviation over the same days; both of the
    last ``OBSERVED_DAYS``."""
    demand, seen = history.demand[:, -OBSERVED_DAYS:], history.seen[:, -OBSERVED_DAYS:]
    days = seen.sum(axis=1)
    daily = demand.sum(axis=1) / np.maximum(days, 1)
    squares = np.where(seen, (demand - daily[:, None]) ** 2, 0.0).sum(axis=1)
    deviation = np.sqrt(squares / np.maximum(days - 1, 1))
    known = (days >= ENOUGH_DAYS) & (history.sales >= ENOUGH_SALES)
    return Measured(days=days, daily=daily, deviation=deviation, known=known)
