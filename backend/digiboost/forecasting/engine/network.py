"""A small network whose outputs are quantiles: a linear part and one hidden layer, trained by the quantile loss.

Koenker and Bassett's loss makes each output a quantile; all share the hidden layer, so that what is learnt of the
middle serves the edges. Trained by Adam (Kingma and Ba, 2015) with a rate that falls as a cosine.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Single = NDArray[np.float32]

HIDDEN = 16
BATCH = 512
RATE = 0.01
DECAY = 1e-4
CLIPPED = 4.0
"""Standard deviations beyond which an input is taken as if it lay there."""


@dataclass(frozen=True, slots=True)
class Network:
    mean: Single
    scale: Single
    weights: list[Single]
    """Hidden (inputs x hidden, bias), outputs (hidden x outputs, bias), straight (inputs x outputs)."""

    def outputs(self, inputs: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(_outputs(self.weights, _standard(inputs, self.mean, self.scale))[1], dtype=np.float64)


def fit(
    inputs: NDArray[np.float64],
    targets: NDArray[np.float64],
    weights: NDArray[np.float64],
    levels: tuple[float, ...],
    *,
    steps: int,
    seed: int,
    hidden: int | None = None,
) -> Network:
    """``targets`` (row x head, 0 or more): for each head its quantiles at ``levels`` are learnt; the outputs are head
    after head. ``weights`` say how much a row counts."""
    hidden = hidden or HIDDEN
    random = np.random.default_rng(seed)
    mean, scale = inputs.mean(axis=0), inputs.std(axis=0) + 1e-6
    mean, scale = mean.astype(np.float32), scale.astype(np.float32)
    rows, wide = _standard(inputs, mean, scale), inputs.shape[1]
    aims, counts = targets.astype(np.float32), (weights / weights.mean()).astype(np.float32)
    heads, taus = targets.shape[1], np.asarray(levels, dtype=np.float32)
    outputs = heads * len(levels)
    start = np.maximum(np.quantile(targets, levels, axis=0).T.reshape(-1), 0.02)
    shapes = [(wide, hidden), (hidden,), (hidden, outputs), (outputs,), (wide, outputs)]
    # One vector holds all parts, and one their slopes: Adam then is a few operations on each.
    whole, parts = _vector(shapes)
    slopes, slope_of = _vector(shapes)
    parts[0][:] = random.standard_normal((wide, hidden)) * np.sqrt(1.5 / wide)
    parts[2][:] = random.standard_normal((hidden, outputs)) * 0.2 * np.sqrt(1.5 / hidden)
    parts[3][:] = np.log(np.expm1(start))
    first, second = np.zeros_like(whole), np.zeros_like(whole)
    batch = min(BATCH, len(rows))
    tiled = np.tile(taus, heads)
    order = random.permutation(len(rows))
    place = 0
    for step in range(1, steps + 1):
        if place + batch > len(rows):
            order, place = random.permutation(len(rows)), 0
        chosen = order[place : place + batch]
        place += batch
        x = rows[chosen]
        layer, out = _outputs(parts, x, linked=False)
        # The link is log(1 + e^u), and its slope the logistic function: both from one exponential.
        grown = np.exp(-np.abs(out))
        value = np.log1p(grown) + np.maximum(out, 0)
        slope = np.where(out >= 0, np.float32(1), grown)
        grown += 1
        slope /= grown
        aim = aims[chosen][:, :, None]
        pull = (aim < value.reshape(batch, heads, -1)).reshape(batch, outputs) - tiled
        pull *= slope
        pull *= counts[chosen, None] / np.float32(batch)
        back = pull @ parts[2].T
        back *= 1 - layer * layer
        np.matmul(x.T, back, out=slope_of[0])
        back.sum(axis=0, out=slope_of[1])
        np.matmul(layer.T, pull, out=slope_of[2])
        pull.sum(axis=0, out=slope_of[3])
        np.matmul(x.T, pull, out=slope_of[4])
        rate = RATE * 0.5 * (1.0 + np.cos(np.pi * step / steps)) + 1e-5
        first += np.float32(0.1) * (slopes - first)
        second += np.float32(0.01) * (slopes * slopes - second)
        moved = first / np.float32(1 - 0.9**step)
        moved /= np.sqrt(second / np.float32(1 - 0.99**step)) + np.float32(1e-8)
        moved += np.float32(DECAY) * whole
        whole -= np.float32(rate) * moved
    return Network(mean, scale, parts)


def _vector(shapes: list[tuple[int, ...]]) -> tuple[Single, list[Single]]:
    """A vector of zeros, and its pieces in these shapes."""
    ends = np.cumsum([0, *(int(np.prod(shape)) for shape in shapes)])
    vector = np.zeros(ends[-1], dtype=np.float32)
    pieces = [vector[low:high].reshape(shape) for low, high, shape in zip(ends[:-1], ends[1:], shapes, strict=True)]
    return vector, pieces


def _standard(inputs: NDArray[np.float64], mean: Single, scale: Single) -> Single:
    return np.asarray(np.clip((inputs.astype(np.float32) - mean) / scale, -CLIPPED, CLIPPED))


def _outputs(parts: list[Single], rows: Single, *, linked: bool = True) -> tuple[Single, Single]:
    layer = np.tanh(rows @ parts[0] + parts[1])
    out = layer @ parts[2] + parts[3] + rows @ parts[4]
    return layer, np.logaddexp(np.float32(0), out) if linked else out
