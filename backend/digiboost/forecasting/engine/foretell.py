"""The demand of the coming days: quantiles for each product and day, from what all products did before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from digiboost.forecasting.engine import features, network
from digiboost.forecasting.engine.conformal import correct
from digiboost.forecasting.engine.past import Flags, Floats, Ints, Past, clean
from digiboost.forecasting.engine.rhythm import Happening, Rhythm, find
from digiboost.forecasting.engine.simple import resample
from digiboost.forecasting.types import QUANTILES

LEVELS = QUANTILES
HEADS = (3, 8, 15)
"""Days of which the sum is foretold; those between are drawn between them."""
HORIZON = features.HORIZON
MOST_ROWS = 45_000
"""Moments of products that are learnt from."""
STEP = 5
"""Days between the moments, at the least."""
LEARNT_DAYS = 900
FEWEST_ROWS = 400
"""Under so many there is nothing to learn a network from."""
WORTH = 0.5
"""Power of a product's sales value with which its errors count: 1 would look at the dearest alone, 0 at the many."""
HALF_LIFE = 60.0
"""Days after which what followed counts half in the correction of quantiles."""
STEPS, PASSES, NETWORKS = 600, 15, 2
"""Steps of learning, but not more than so many times over all there is to learn from."""


@dataclass(frozen=True, slots=True)
class Foretold:
    """Of the products that could be described (``rows``): ``quantiles`` of the cumulative demand (product x level x
    day 1 to 15) and its ``mean`` (product x day), units."""

    rows: Ints
    quantiles: Floats
    mean: Floats
    rhythm: Rhythm


@dataclass(frozen=True, slots=True)
class Forecast:
    """Of every product. ``learnt`` says of which the network spoke; of the others their own days were drawn again."""

    quantiles: Floats
    mean: Floats
    learnt: Flags
    rhythm: Rhythm


@dataclass(frozen=True, slots=True)
class _Moments:
    """Rows to learn from: products at past moments."""

    rows: Ints
    at: Ints
    inputs: Floats
    scale: Floats
    """Units expected at the product's pace, by head."""
    followed: Floats
    """Units that followed, by head."""


def forecast(past: Past, calendar: Sequence[Happening] = (), *, seed: int = 0) -> Forecast:
    """The demand of the ``HORIZON`` days after ``past``."""
    told = foretell(past, calendar, seed=seed)
    learnt = np.zeros(past.products, dtype=bool)
    learnt[told.rows] = True
    quantiles, mean = np.zeros((past.products, len(LEVELS), HORIZON)), np.zeros((past.products, HORIZON))
    quantiles[told.rows], mean[told.rows] = told.quantiles, told.mean
    own = clean(past)
    quantiles[~learnt], mean[~learnt] = resample(own.demand[~learnt], own.seen[~learnt], LEVELS, HORIZON)
    return Forecast(quantiles, mean, learnt, told.rhythm)


def foretell(past: Past, calendar: Sequence[Happening] = (), *, seed: int = 0) -> Foretold:
    past = clean(past)
    rhythm = find(past, HORIZON, calendar)
    known = features.sums(past, rhythm)
    rows = features.describable(known, past.days - 1)
    nothing = Foretold(rows[:0], np.zeros((0, len(LEVELS), HORIZON)), np.zeros((0, HORIZON)), rhythm)
    moments = _moments(known)
    if not len(rows) or moments is None or len(moments.rows) < FEWEST_ROWS:
        return nothing
    now = features.describe(known, past.days - 1, rows)
    heads, mean = _learn(moments, past, now.inputs, now.pace[:, None] * _ahead(rhythm, past.days)[None, :], seed)
    quantiles = _between(heads, rhythm, past.days)
    days = np.cumsum(rhythm.expected[past.days : past.days + HORIZON])
    share = days / max(days[-1], 1e-9)
    return Foretold(rows, quantiles, mean[:, None] * share[None, :], rhythm)


def _ahead(rhythm: Rhythm, start: int) -> Floats:
    """Open days expected in the days of each head from column ``start`` on."""
    total = np.concatenate([[0.0], np.cumsum(rhythm.expected[start : start + HORIZON])])
    return np.asarray(np.maximum(total[list(HEADS)], 0.3))


def _moments(known: features.Sums) -> _Moments | None:
    """Past moments from the latest whose outcome is known backwards, as many as ``MOST_ROWS`` allow."""
    last = known.past.days - 1 - HORIZON
    first = max(last - LEARNT_DAYS, features.FEWEST_DAYS + HORIZON)
    if last < first:
        return None
    wanted = max(1, MOST_ROWS // max(known.past.products, 1))
    step = max(STEP, -(-(last - first + 1) // wanted))
    parts = []
    for at in range(last, first - 1, -step):
        rows = features.describable(known, at)
        if len(rows) < 2:
            continue
        told = features.describe(known, at, rows)
        ends = np.array([at + 1 + head for head in HEADS])
        scale = told.pace[:, None] * _ahead(known.rhythm, at + 1)[None, :]
        followed = known.units[rows][:, ends] - known.units[rows][:, [at + 1]]
        seen = known.open[rows][:, ends] - known.open[rows][:, [at + 1]]
        open_then = known.families_open[ends] - known.families_open[at + 1]
        # Days without stock tell nothing: what was sold on the others is blown up to the whole, if that is most.
        enough = seen[:, -1] >= 0.7 * open_then[-1]
        blown = np.clip(open_then[None, :] / np.maximum(seen, 1e-9), 1.0, 2.0)
        parts.append((rows[enough], np.full(int(enough.sum()), at), told.inputs[enough], scale[enough],
                      (followed * blown)[enough]))  # fmt: skip
    if not parts:
        return None
    return _Moments(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _learn(moments: _Moments, past: Past, inputs: Floats, scale: Floats, seed: int) -> tuple[Floats, Floats]:
    """Quantiles (product x head x level) and the mean of the last head for ``inputs`` at ``scale``."""
    value = past.value[moments.rows]
    whole = moments.scale[:, -1]
    weights = np.minimum((value * whole) ** WORTH, 20 * ((value * whole) ** WORTH).mean())
    ratios = moments.followed / moments.scale
    then = np.zeros((len(moments.rows), len(HEADS), len(LEVELS)))
    now = np.zeros((len(inputs), len(HEADS), len(LEVELS)))
    steps = min(STEPS, PASSES * -(-len(ratios) // network.BATCH))
    for n in range(NETWORKS):
        learnt = network.fit(moments.inputs, ratios, weights, LEVELS, steps=steps, seed=seed + n)
        then += np.sort(learnt.outputs(moments.inputs).reshape(then.shape), axis=2) / NETWORKS
        now += np.sort(learnt.outputs(inputs).reshape(now.shape), axis=2) / NETWORKS
    then *= moments.scale[:, :, None]
    now *= scale[:, :, None]
    recent = 0.5 ** ((moments.at.max() - moments.at) / HALF_LIFE)
    mean = np.zeros(len(inputs))
    for head in range(len(HEADS)):
        now[:, head], mean = correct(then[:, head], moments.followed[:, head], recent, now[:, head], LEVELS)
    return now, mean


def _between(heads: Floats, rhythm: Rhythm, start: int) -> Floats:
    """Quantiles (product x level x day) drawn between those of the heads, in proportion to the open days."""
    days = np.concatenate([[0.0], np.cumsum(rhythm.expected[start : start + HORIZON])])
    knots = [0, *HEADS]
    filled = np.zeros((*heads.shape[:1], heads.shape[2], HORIZON))
    whole = np.concatenate([np.zeros((len(heads), 1, heads.shape[2])), np.maximum.accumulate(heads, axis=1)], axis=1)
    for n, (low, high) in enumerate(pairwise(knots)):
        width = max(days[high] - days[low], 1e-9)
        for day in range(low + 1, high + 1):
            part = min(max((days[day] - days[low]) / width, 0.0), 1.0) if day < high else 1.0
            filled[:, :, day - 1] = whole[:, n] + part * (whole[:, n + 1] - whole[:, n])
    # Rounding must not let two of them cross.
    return np.maximum.accumulate(np.maximum.accumulate(filled, axis=1), axis=2)
