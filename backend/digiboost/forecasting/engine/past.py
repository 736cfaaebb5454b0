"""What the engine is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

LONGEST_DAYS = 2000
"""What lies further back than three years and a season says nothing that the years since do not."""


@dataclass(frozen=True, slots=True)
class Past:
    """One row per product, one column per day; the last column is the last day that is over."""

    demand: Floats
    """Units asked for, 0 or more. Where a day was not seen its figure is not looked at."""
    seen: Flags
    """False on days that say nothing of the demand: before the product was known, without stock."""
    first: date
    """The day of the first column."""
    value: Floats
    """Of one unit, money: what an error costs. Above 0."""
    family: Ints
    """Category, 0 or more; products of one family share trends."""

    @property
    def days(self) -> int:
        return int(self.demand.shape[1])

    @property
    def products(self) -> int:
        return int(self.demand.shape[0])

    def weekdays(self, more: int = 0) -> Ints:
        """0 is Monday; of all columns and of ``more`` days after them."""
        return (np.arange(self.days + more) + self.first.weekday()) % 7

    def dates(self, more: int = 0) -> NDArray[np.datetime64]:
        return np.datetime64(self.first, "D") + np.arange(self.days + more)


def begun(seen: Flags) -> Ints:
    """The column of the first day that was seen; the number of columns where there is none."""
    return np.asarray(np.where(seen.any(axis=1), seen.argmax(axis=1), seen.shape[1]))


def clean(past: Past) -> Past:
    """Without what cannot be: figures that are negative or no numbers count as nothing, the days before
    ``LONGEST_DAYS`` are left out."""
    skip = max(past.days - LONGEST_DAYS, 0)
    seen = past.seen[:, skip:]
    demand = np.nan_to_num(past.demand[:, skip:], nan=0.0, posinf=0.0, neginf=0.0)
    return Past(
        demand=np.where(seen, np.maximum(demand, 0.0), 0.0),
        seen=seen,
        first=(np.datetime64(past.first, "D") + skip).astype(date),
        value=np.maximum(np.nan_to_num(past.value, nan=1.0), 1e-6),
        family=past.family,
    )
