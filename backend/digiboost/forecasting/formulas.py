"""The arithmetic of reordering: safety stock, reorder point, order quantity, and when a shelf runs empty.

``d`` is the daily demand and ``sd`` its deviation, units a day over days with stock; ``lead`` the lead time and
``lead_sd`` its deviation, ``review`` the days between two looks, all in days; ``z`` the normal quantile of the
wanted chance of not running out. Sources: Silver, Pyke and Thomas, *Inventory and Production Management in Supply
Chains*, chapters 6 and 7 (demand over a random lead time has the variance lead x sd^2 + d^2 x lead_sd^2).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

Z = {0.90: 1.282, 0.95: 1.645, 0.98: 2.054}
"""Chance of not running out -> normal quantile, to the three decimals that tables print."""

MIDDLE = 0.5

FARTHEST_DAYS = 365
"""A shelf that lasts longer has no date: nobody knows the demand of the year after next."""

Curve = Sequence[tuple[float, Sequence[float]]]
"""(probability, cumulative demand of day 1, 2, ... in units), by rising probability."""


def coverage_days(on_hand: float, d: float) -> float | None:
    """How many days what is there lasts at the mean demand; None where nothing sells."""
    return max(on_hand, 0.0) / d if d > 0 else None


def safety_stock(z: float, d: float, sd: float, lead: float, lead_sd: float) -> float:
    """Units kept against demand and deliveries that deviate from their means."""
    return z * math.sqrt(lead * sd * sd + d * d * lead_sd * lead_sd)


def reorder_point(z: float, d: float, sd: float, lead: float, lead_sd: float) -> float:
    """Units; compared with the position (on hand + on order - reserved)."""
    return d * lead + safety_stock(z, d, sd, lead, lead_sd)


def order_up_to(z: float, d: float, sd: float, lead: float, lead_sd: float, review: float) -> float:
    """The target, units: what is ordered must last until the order after it arrives."""
    return d * (lead + review) + z * math.sqrt((lead + review) * sd * sd + d * d * lead_sd * lead_sd)


def order_quantity(target: int, position: int, *, minimum: int = 0, pack: int = 1000) -> int:
    """Thousandths to order: target - position, raised to the minimum order, rounded up to whole packs; 0 when the
    position is at the target or above it."""
    missing = target - position
    if missing <= 0:
        return 0
    return -(-max(missing, minimum) // pack) * pack


def exceedance(points: Sequence[tuple[float, float]], wanted: float) -> float:
    """The chance that a demand with these quantiles (probability, units; rising in both) reaches ``wanted``.

    Between two quantiles the distribution is taken as even; below the lowest and above the highest it ends as an
    exponential with the density of the piece beside it.
    """
    if wanted <= 0:
        return 1.0
    (low_p, low_q), (next_p, next_q) = points[0], points[1]
    if wanted <= low_q:
        width = (next_q - low_q) / math.log(next_p / low_p)
        return 1.0 - low_p * (math.exp((wanted - low_q) / width) if width > 0 else float(wanted >= low_q))
    for p, q in points[1:]:
        if q >= wanted:
            return 1.0 - (low_p + (p - low_p) * (wanted - low_q) / (q - low_q))
        width = (q - low_q) / math.log((1.0 - low_p) / (1.0 - p))
        low_p, low_q = p, q
    return (1.0 - low_p) * (math.exp((low_q - wanted) / width) if width > 0 else 0.0)


def weights_of(curve: Curve) -> list[float]:
    """The share of the chances that lies nearest to each quantile: half of the way to its neighbours."""
    edges = [0.0, *((low + high) / 2 for (low, _), (high, _) in pairwise(curve)), 1.0]
    return [high - low for low, high in pairwise(edges)]


def chance_within(curve: Curve, days: int, on_hand: float) -> float:
    """The chance that demand reaches ``on_hand`` within ``days``."""
    return exceedance(demand_within(curve, days), on_hand)


def demand_within(curve: Curve, days: int) -> list[tuple[float, float]]:
    """The quantiles of the demand of ``days``. Past the curve's end they go on as in ``day_reached``."""
    length = len(curve[0][1])
    if days <= length:
        return [(p, path[days - 1]) for p, path in curve]
    middle = next(path[-1] for p, path in curve if p >= MIDDLE)
    return [(p, beyond(path[-1], middle, length, days)) for p, path in curve]


def beyond(end: float, middle: float, length: int, day: int) -> float:
    """Where a path that ends at ``end`` after ``length`` days is on a later ``day``: the ``middle`` goes on at its mean
    pace, and the distance from it grows with the square root of time, as sums of independent days do."""
    return middle / length * day + (end - middle) * math.sqrt(day / length)


def day_reached(path: Sequence[float], on_hand: float, *, middle: Sequence[float] | None = None) -> int | None:
    """The day (1 is the first) on which the cumulative ``path`` reaches ``on_hand``; None beyond a year.

    Past its end the path goes on ``beyond``, beside the ``middle`` (the path itself without one).
    """
    if on_hand <= 0:
        return 1
    for day, reached in enumerate(path, start=1):
        if reached >= on_hand:
            return day
    length = len(path)
    centre = path if middle is None else middle
    for day in range(length + 1, FARTHEST_DAYS + 1):
        if beyond(path[-1], centre[-1], length, day) >= on_hand:
            return day
    return None
