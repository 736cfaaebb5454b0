"""When a shelf runs empty: the chance that cumulative demand reaches what is there, day by day."""

from __future__ import annotations

import numpy as np

from digiboost.forecasting.engine.past import Floats


def chances(quantiles: Floats, levels: tuple[float, ...], there: Floats) -> Floats:
    """The chance (product x day) that demand up to that day reaches ``there`` units: ``formulas.exceedance`` of every
    product and day at once. ``quantiles`` is (product x level x day), rising in level and day."""
    probability = np.asarray(levels)
    wanted = there[:, None]
    lowest, highest = quantiles[:, 0], quantiles[:, -1]
    below = (quantiles < wanted[:, None, :]).sum(axis=1)
    left = np.clip(below - 1, 0, len(levels) - 2)[:, None, :]
    low = np.take_along_axis(quantiles, left, axis=1)[:, 0]
    high = np.take_along_axis(quantiles, left + 1, axis=1)[:, 0]
    low_p, high_p = probability[left[:, 0]], probability[left[:, 0] + 1]
    inside = low_p + (high_p - low_p) * (wanted - low) / np.maximum(high - low, 1e-12)
    first_width = (quantiles[:, 1] - lowest) / np.log(probability[1] / probability[0])
    under = probability[0] * _tail(lowest - wanted, first_width)
    last_width = (highest - quantiles[:, -2]) / np.log((1 - probability[-2]) / (1 - probability[-1]))
    over = 1 - (1 - probability[-1]) * _tail(wanted - highest, last_width)
    reached = np.where(below == 0, under, np.where(below == len(levels), over, inside))
    result = np.where(wanted <= 0, 1.0, 1.0 - reached)
    return np.asarray(np.maximum.accumulate(np.clip(result, 0.0, 1.0), axis=1))


def likely_day(chance: Floats) -> Floats:
    """The middle of the days on which it happens if it happens within the horizon, 1 the first; the chance of each
    product's last day is taken as sure."""
    return np.asarray((chance >= 0.5 * chance[:, -1:]).argmax(axis=1) + 1.0)


def grain(demand: Floats) -> Floats:
    """The unit in which each product is asked for: the least figure when all others are multiples of it (a carton of
    12), else 1 when all are whole, else 0 (loose goods)."""
    sold = demand > 0
    least = np.where(sold, demand, np.inf).min(axis=1, initial=np.inf)
    least = np.where(np.isfinite(least), least, 0.0)
    return np.where(_whole(demand, sold, least), least, np.where(_whole(demand, sold, np.ones(len(demand))), 1.0, 0.0))


def edge(there: Floats, grain: Floats) -> Floats:
    """The demand at which these units are gone: half a piece under the least demand that takes everything."""
    pieces = np.ceil(there / np.where(grain > 0, grain, 1.0) - 1e-6)
    return np.where((there > 0) & (grain > 0), grain * (pieces - 0.5), there)


def _whole(demand: Floats, sold: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], unit: Floats) -> Floats:
    units = demand / np.maximum(unit, 1e-9)[:, None]
    return np.asarray(((np.abs(units - np.round(units)) < 1e-6) | ~sold).all(axis=1) & (unit > 0))


def _tail(distance: Floats, width: Floats) -> Floats:
    """An exponential's share beyond ``distance``; nothing where it has no width."""
    return np.where(width > 0, np.exp(-np.maximum(distance, 0.0) / np.maximum(width, 1e-12)), (distance <= 0) * 1.0)
