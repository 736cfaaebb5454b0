"""What was asked of each product on each day, and on which days it was there to be sold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from digiboost.forecasting import repository
from digiboost.kernel.db.tx import Tx

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class History:
    """One row per product, one column per day from ``first`` on; the last column is yesterday."""

    product_ids: list[UUID]
    first: date
    demand: Floats
    """Units sold (returns subtracted, never below none) and missed."""
    seen: Flags
    """The days that tell something of the demand: the product was known, and was there to be sold or what was
    asked in vain was noted."""
    sales: NDArray[np.int64]
    """In how many sales of these days each product was."""
    on_hand: NDArray[np.int64]
    tracked: Flags

    @property
    def days(self) -> int:
        return int(self.demand.shape[1])


def read(tx: Tx, today: date, zone: str, days: int, product_ids: Sequence[UUID] | None = None) -> History:
    """The last ``days`` before ``today`` of the active products (of those of ``product_ids`` that are active).

    A day without stock is one that begins with nothing on the shelf, on which nothing came in and nothing was sold;
    it says nothing of the demand unless missed sales were noted on it. Before the ledger of a product begins nobody
    knows what was there: its days count from its first sale on.
    """
    first = today - timedelta(days=days)
    rows = repository.shelves(tx, zone, product_ids)
    ids = [row["id"] for row in rows]
    shape = (len(rows), days)
    units, missed = np.zeros(shape), np.zeros(shape)
    seen = np.ones(shape, dtype=bool)
    if ids:
        sold = repository.product_days(tx, ids, first, today)
        units[sold["product"], sold["day"]] = sold["units"] / 1000
        missed[sold["product"], sold["day"]] = sold["missed"] / 1000
        seen = ~_empty(tx, rows, ids, first, days, zone) | (units > 0)
    demand = np.maximum(units, 0) + missed
    start = np.array([_days_before(_first_known(row), first, days) for row in rows], dtype=np.int64)
    seen = (seen | (missed > 0)) & (np.arange(days) >= start[:, None])
    counts = repository.sales_counts(tx, ids, first, today) if ids else {}
    return History(
        product_ids=ids,
        first=first,
        demand=np.where(seen, demand, 0.0),
        seen=seen,
        sales=np.array([counts.get(one, 0) for one in ids], dtype=np.int64),
        on_hand=np.array([row["on_hand"] for row in rows], dtype=np.int64),
        tracked=np.array([row["tracked"] for row in rows], dtype=bool),
    )


def _empty(tx: Tx, rows: list[dict[str, Any]], ids: list[UUID], first: date, days: int, zone: str) -> Flags:
    """The days on which nothing was on the shelf from morning to evening, as far as the ledger tells."""
    moved = repository.level_days(tx, ids, first, zone)
    # The level of a day without a movement is that before the next movement; past the last one, the present one.
    opened = np.full((len(ids), days + 1), np.nan)
    highest = np.full((len(ids), days + 1), -np.inf)
    day = np.minimum(moved["day"], days)
    # The rows of today and of a clock that is ahead share the last column: the earliest has the last word.
    order = np.lexsort((moved["day"], moved["product"]))[::-1]
    opened[moved["product"][order], day[order]] = moved["opened"][order]
    np.maximum.at(highest, (moved["product"], day), moved["highest"])
    level = np.array([row["on_hand"] for row in rows], dtype=np.float64)
    result = np.zeros((len(ids), days), dtype=bool)
    for column in range(days, -1, -1):
        level = np.where(np.isnan(opened[:, column]), level, opened[:, column])
        if column < days:
            result[:, column] = np.maximum(level, highest[:, column]) <= 0
    begins = np.array([_days_before(row["first_move"], first, days) for row in rows], dtype=np.int64)
    return result & (np.arange(days) >= begins[:, None])


def _first_known(row: dict[str, Any]) -> date | None:
    return min((day for day in (row["first_sale"], row["first_move"]) if day is not None), default=None)


def _days_before(day: date | None, first: date, days: int) -> int:
    """The column of ``day``; past the last one when there is none."""
    return days if day is None else min(max((day - first).days, 0), days)
