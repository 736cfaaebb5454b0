"""Quantiles made honest: compared with what really followed, group by group.

Of each group of forecasts of like size, a quantile is multiplied by what would have made it right in the past
(conformalised quantile regression after Romano, Patterson and Candes, 2019, with ratios in place of differences).
"""

from __future__ import annotations

import numpy as np

from digiboost.forecasting.engine.past import Floats

GROUPS = 10
FEWEST = 100
"""Rows in a group."""


def correct(
    forecast: Floats, followed: Floats, weights: Floats, wanted: Floats, levels: tuple[float, ...]
) -> tuple[Floats, Floats]:
    """The quantiles ``wanted`` (row x level) corrected by past ``forecast`` (row x level) and what ``followed``
    them, each row of which counts ``weights``; and the mean demand of each row of ``wanted``."""
    groups = max(1, min(GROUPS, len(followed) // FEWEST))
    middle = len(levels) // 2
    edges = np.quantile(forecast[:, middle], np.linspace(0, 1, groups + 1)[1:-1])
    past_group, group = np.digitize(forecast[:, middle], edges), np.digitize(wanted[:, middle], edges)
    corrected, mean = wanted.copy(), means(wanted, levels)
    for one in range(groups):
        then, now = past_group == one, group == one
        if not now.any() or not then.any():
            continue
        shares = followed[then, None] / np.maximum(forecast[then], 1e-9)
        for n, level in enumerate(levels):
            corrected[now, n] = wanted[now, n] * weighted_quantile(shares[:, n], weights[then], level)
        expected = (weights[then] * means(forecast[then], levels)).sum()
        mean[now] *= (weights[then] * followed[then]).sum() / max(expected, 1e-9)
    return np.maximum.accumulate(corrected, axis=1), mean


def weighted_quantile(values: Floats, weights: Floats, level: float) -> float:
    """The least value below which lies the share ``level`` of the weight, between neighbours in proportion."""
    order = np.argsort(values)
    reached = np.cumsum(weights[order])
    return float(np.interp(level * reached[-1], reached - 0.5 * weights[order], values[order]))


def means(quantiles: Floats, levels: tuple[float, ...]) -> Floats:
    """The mean of distributions that are even between their quantiles."""
    edges = np.array([0.0, *levels, 1.0])
    low = np.maximum(2 * quantiles[:, :1] - quantiles[:, 1:2], 0.0)
    high = 2 * quantiles[:, -1:] - quantiles[:, -2:-1]
    path = np.concatenate([low, quantiles, high], axis=1)
    return np.asarray((np.diff(edges) * (path[:, 1:] + path[:, :-1]) / 2).sum(axis=1))
