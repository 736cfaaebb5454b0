"""Kinds of demand, after Syntetos, Boylan and Croston (2005): by the mean interval between days with demand, and the
squared variation of its size."""

from __future__ import annotations

from typing import Literal

import numpy as np

from digiboost.forecasting.engine.past import Flags, Floats

DemandClass = Literal["smooth", "erratic", "intermittent", "lumpy", "none"]

INTERVAL, VARIATION = 1.32, 0.49
SPAN = 365


def classify(demand: Floats, seen: Flags) -> list[DemandClass]:
    """Of each product over the last year's seen days; ``none`` where nothing was asked for. The variation of a single
    size is taken as none."""
    demand, seen = demand[:, -SPAN:], seen[:, -SPAN:]
    asked = seen & (demand > 0)
    count = asked.sum(axis=1)
    interval = seen.sum(axis=1) / np.maximum(count, 1)
    mean = np.where(asked, demand, 0.0).sum(axis=1) / np.maximum(count, 1)
    squares = np.where(asked, (demand - mean[:, None]) ** 2, 0.0).sum(axis=1) / np.maximum(count - 1, 1)
    variation = squares / np.maximum(mean, 1e-12) ** 2
    kinds: list[DemandClass] = []
    for n in range(len(demand)):
        if not count[n]:
            kinds.append("none")
        elif interval[n] < INTERVAL:
            kinds.append("smooth" if variation[n] < VARIATION else "erratic")
        else:
            kinds.append("intermittent" if variation[n] < VARIATION else "lumpy")
    return kinds
