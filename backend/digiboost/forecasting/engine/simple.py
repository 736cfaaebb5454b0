"""What is foretold of a product of which too little is known for the network: its own days, drawn again."""

from __future__ import annotations

import numpy as np

from digiboost.forecasting.engine.past import Flags, Floats

SPAN = 90
"""Days that are looked back."""


def resample(demand: Floats, seen: Flags, levels: tuple[float, ...], horizon: int) -> tuple[Floats, Floats]:
    """Quantiles (product x level x day) and means (product x day) of the cumulative demand: those of all sums of 1,
    2, ... consecutive seen days of the last ``SPAN``. Days without stock are skipped, as if they had not been."""
    quantiles = np.zeros((len(demand), len(levels), horizon))
    pace = np.zeros(len(demand))
    for row in range(len(demand)):
        own = demand[row, -SPAN:][seen[row, -SPAN:]]
        if not len(own):
            continue
        total = np.concatenate([[0.0], np.cumsum(own)])
        pace[row] = total[-1] / len(own)
        for day in range(1, horizon + 1):
            span = min(day, len(own))
            quantiles[row, :, day - 1] = np.quantile(total[span:] - total[:-span], levels) * (day / span)
    quantiles = np.maximum.accumulate(np.maximum.accumulate(quantiles, axis=2), axis=1)
    return quantiles, pace[:, None] * np.arange(1, horizon + 1)[None, :]
