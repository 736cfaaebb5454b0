"""What is foretold of a product of which too little is known for the network: its own days, drawn again."""

from __future__ import annotations

import numpy as np

from digiboost.forecasting.engine.past import Flags, Floats

SPAN = 90
"""Days that are looked back."""
CHANCE = 0.01
"""Under it a silence is none."""


def resample(demand: Floats, seen: Flags, levels: tuple[float, ...], horizon: int) -> tuple[Floats, Floats]:
    """Quantiles (product x level x day) and means (product x day) of the cumulative demand: those of all sums of 1,
    2, ... consecutive seen days of the last ``SPAN``. Days without stock are skipped, as if they had not been; so are
    those before a silence that is too long to be chance: what it sold once it sells no more."""
    quantiles = np.zeros((len(demand), len(levels), horizon))
    pace = np.zeros(len(demand))
    for row in range(len(demand)):
        own = _lately(demand[row, -SPAN:][seen[row, -SPAN:]])
        if not len(own):
            continue
        total = np.concatenate([[0.0], np.cumsum(own)])
        pace[row] = total[-1] / len(own)
        for day in range(1, horizon + 1):
            span = min(day, len(own))
            quantiles[row, :, day - 1] = np.quantile(total[span:] - total[:-span], levels) * (day / span)
    quantiles = np.maximum.accumulate(np.maximum.accumulate(quantiles, axis=2), axis=1)
    return quantiles, pace[:, None] * np.arange(1, horizon + 1)[None, :]


def _lately(own: Floats) -> Floats:
    """The days since the last one with demand, where so long a silence has a chance below ``CHANCE`` at the pace of all
    of them; else all."""
    asked = np.flatnonzero(own > 0)
    if not len(asked):
        return own
    silent = own[asked[-1] + 1 :]
    return silent if (1 - len(asked) / len(own)) ** len(silent) < CHANCE else own
