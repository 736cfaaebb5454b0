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
from digiboost.forecasting.types import OBSERVED_DAYS
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
    price: Floats
    """At which one unit is sold, minor units."""
    family: NDArray[np.int64]
    """The category, counted from 0."""

    @property
    def days(self) -> int:
        return int(self.demand.shape[1])


LEDGER_DAYS = 400
"""How far back the ledger is asked when a product was out; before that each day counts as one with stock."""


def read(tx: Tx, today: date, zone: str, days: int, product_ids: Sequence[UUID] | None = None) -> History:
    """The last ``days`` before ``today`` of the active products (of those of ``product_ids`` that are active), or
    as many as there were since the first of them was known. ``sales`` are those of the last ``OBSERVED_DAYS``.

    A day without stock is one that begins with nothing on the shelf, on which nothing came in and nothing was sold;
    it says nothing of the demand unless missed sales were noted on it. Before the ledger of a product begins nobody
    knows what was there: its days count from its first sale on.
    """
    rows = repository.shelves(tx, zone, product_ids)
    ids = [row["id"] for row in rows]
    known = [day for day in map(_first_known, rows) if day is not None]
    days = min(days, max((today - min(known)).days if known else 0, OBSERVED_DAYS))
    first = today - timedelta(days=days)
    shape = (len(rows), days)
    units, missed = np.zeros(shape), np.zeros(shape)
    seen = np.ones(shape, dtype=bool)
    if ids:
        sold = repository.product_days(tx, ids, first, today)
        units[sold["product"], sold["day"]] = sold["units"] / 1000
        missed[sold["product"], sold["day"]] = sold["missed"] / 1000
        told = min(days, LEDGER_DAYS)
        out, _ = _shelf(tx, rows, ids, today - timedelta(days=told), told, zone)
        seen[:, days - told :] = ~out | (units[:, days - told :] > 0)
    demand = np.maximum(units, 0) + missed
    start = np.array([_days_before(_first_known(row), first, days) for row in rows], dtype=np.int64)
    seen = (seen | (missed > 0)) & (np.arange(days) >= start[:, None])
    counts = repository.sales_counts(tx, ids, today - timedelta(days=OBSERVED_DAYS), today) if ids else {}
    families: dict[UUID | None, int] = {}
    return History(
        product_ids=ids,
        first=first,
        demand=np.where(seen, demand, 0.0),
        seen=seen,
        sales=np.array([counts.get(one, 0) for one in ids], dtype=np.int64),
        on_hand=np.array([row["on_hand"] for row in rows], dtype=np.int64),
        tracked=np.array([row["tracked"] for row in rows], dtype=bool),
        price=np.array([row["sale_price"] for row in rows], dtype=np.float64),
        family=np.array([families.setdefault(row["category_id"], len(families)) for row in rows], dtype=np.int64),
    )


@dataclass(frozen=True, slots=True)
class Shelf:
    """One product's shelf on each day, the last of them today: whether it was empty from morning to evening, and what
    was left at the day's end (thousandths; today so far). Before ``begins`` the ledger says nothing (None: it never
    began), before ``known`` nobody had heard of the product."""

    first: date
    known: date | None
    begins: date | None
    empty: list[bool]
    left: list[int]


def shelf(tx: Tx, today: date, zone: str, days: int, product_id: UUID) -> Shelf | None:
    """The last ``days`` up to today; None of a product that is not active."""
    rows = repository.shelves(tx, zone, [product_id])
    if not rows:
        return None
    first = today - timedelta(days=days - 1)
    empty, left = _shelf(tx, rows, [product_id], first, days, zone)
    return Shelf(first, _first_known(rows[0]), rows[0]["first_move"], empty[0].tolist(), left[0].tolist())


def _shelf(
    tx: Tx, rows: list[dict[str, Any]], ids: list[UUID], first: date, days: int, zone: str
) -> tuple[Flags, NDArray[np.int64]]:
    """The days on which nothing was on the shelf from morning to evening, as far as the ledger tells; and what was
    left at the end of each, thousandths."""
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
    left = np.zeros((len(ids), days), dtype=np.int64)
    for column in range(days, -1, -1):
        if column < days:
            left[:, column] = level
        level = np.where(np.isnan(opened[:, column]), level, opened[:, column])
        if column < days:
            result[:, column] = np.maximum(level, highest[:, column]) <= 0
    begins = np.array([_days_before(row["first_move"], first, days) for row in rows], dtype=np.int64)
    return result & (np.arange(days) >= begins[:, None]), left


def _first_known(row: dict[str, Any]) -> date | None:
    return min((day for day in (row["first_sale"], row["first_move"]) if day is not None), default=None)


def _days_before(day: date | None, first: date, days: int) -> int:
    """The column of ``day``; past the last one when there is none."""
    return days if day is None else min(max((day - first).days, 0), days)
