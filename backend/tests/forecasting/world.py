"""Shops that never were: products with a rhythm, for the engine."""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray

from digiboost.forecasting.engine.past import Past

MONDAY = date(2025, 1, 6)


def past(demand: NDArray[np.float64], seen: NDArray[np.bool_] | None = None, **wanted: object) -> Past:
    products = len(demand)
    return Past(
        demand=demand,
        seen=np.ones(demand.shape, dtype=bool) if seen is None else seen,
        first=wanted.get("first", MONDAY),  # type: ignore[arg-type]
        value=np.ones(products),
        family=np.zeros(products, dtype=np.int64),
    )


def shop(products: int = 60, days: int = 240, seed: int = 1) -> NDArray[np.float64]:
    """Poisson demand of many paces, twice as much on Saturdays, closed on Sundays."""
    random = np.random.default_rng(seed)
    pace = np.exp(random.normal(0.5, 1.0, products))
    week = np.array([1, 1, 1, 1, 1, 2, 0.0])
    return random.poisson(pace[:, None] * week[np.arange(days) % 7][None, :]).astype(np.float64)
