"""What other rooms say to the stock and hear from it, and its arithmetic.

Quantities are signed thousandths of the product's unit ("milli"), money is minor units, an average cost
is thousandths of a minor unit for one whole unit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Literal
from uuid import UUID

MovementType = Literal["ENTRY", "EXIT", "ADJUSTMENT"]
Source = Literal["manual", "sale", "return", "cancellation", "receipt", "count", "opening", "import"]

SELLING: frozenset[str] = frozenset({"sale", "return", "cancellation"})
"""Sources that never begin the tracking of a product: selling does not tell what is on the shelf."""


class Status(StrEnum):
    RUPTURE = "rupture"
    LOW = "low"
    OK = "ok"
    UNTRACKED = "untracked"
    INACTIVE = "inactive"


@dataclass(frozen=True, slots=True)
class MovementIn:
    """One movement as it happened. ``quantity`` is what it adds to the shelf, so an EXIT is negative.

    ``unit_cost`` (minor units for one unit) is the cost at which an ENTRY came in; without it the entry is
    valued at the present average. ``expires_on`` (with the ``lot`` that is printed beside it) is the last day of
    the goods that an ENTRY brings: they become a batch.
    """

    id: UUID
    product_id: UUID
    type: MovementType
    quantity: int
    source: Source
    source_id: UUID | None
    occurred_at: datetime
    unit_cost: int | None = None
    reference: str | None = None
    reason: str | None = None
    expires_on: date | None = None
    lot: str | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of a movement.

    ``tracked`` is False when the product's stock is not known: nothing was written. ``counts`` is False
    when it happened before the last count: it is in the ledger and the level stayed; ``on_hand_after`` is
    None in both cases. ``average_cost`` is the one before the movement; 0 when no cost is known. ``repeated``
    is True when the ledger had this movement already.
    """

    movement_id: UUID
    product_id: UUID
    tracked: bool
    on_hand_after: int | None
    average_cost: int
    counts: bool
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Batch:
    """Goods that came in together and expire together: ``left`` of them, and never more than ``quantity``, is taken
    to be there. Its movement in the ledger has the same id."""

    batch_id: UUID
    product_id: UUID
    quantity: int
    left: int
    expires_on: date
    lot: str | None
    received_at: datetime


@dataclass(frozen=True, slots=True)
class LevelFacts:
    product_id: UUID
    on_hand: int
    min_stock: int | None
    max_stock: int | None
    tracked: bool
    status: str
    average_cost: int
    value: int
    counted_at: datetime | None
    rupture_since: datetime | None
    last_sale_at: datetime | None


@dataclass(frozen=True, slots=True)
class SummaryFacts:
    """The active products in one row: how many in which status, and what they are worth at cost."""

    products: int
    ruptures: int
    low: int
    ok: int
    untracked: int
    value: int
    version: int


def judge(on_hand: int, min_stock: int | None, *, tracked: bool, active: bool) -> Status:
    """rupture: on hand <= 0; low: 0 < on hand <= min stock; both only where the stock is tracked."""
    if not active:
        return Status.INACTIVE
    if not tracked:
        return Status.UNTRACKED
    if on_hand <= 0:
        return Status.RUPTURE
    return Status.LOW if min_stock is not None and on_hand <= min_stock else Status.OK


def divide_half_up(numerator: int, denominator: int) -> int:
    """The nearest integer, a half away from zero (what ``round(numeric)`` does in PostgreSQL)."""
    whole, rest = divmod(abs(numerator), denominator)
    whole += rest * 2 >= denominator
    return whole if numerator >= 0 else -whole


def value_at(quantity: int, average_cost: int) -> int:
    """quantity x average cost in minor units; negative for a negative quantity."""
    return divide_half_up(quantity * average_cost, 1_000_000)


def value_of(on_hand: int, average_cost: int) -> int:
    """What a level is worth: round(max(on hand, 0) x average cost), minor units."""
    return value_at(max(on_hand, 0), average_cost)


def blend(on_hand: int, average_cost: int, quantity: int, unit_cost: int) -> int:
    """The weighted average cost after ``quantity`` > 0 came in at ``unit_cost``:
    (max(on hand, 0) x average + quantity x cost) / (max(on hand, 0) + quantity).

    An average of 0 means that no cost was known; the first known cost then values everything there is,
    because what is unknown did not come for nothing.
    """
    if average_cost == 0:
        return unit_cost * 1000
    there = max(on_hand, 0)
    return divide_half_up(there * average_cost + quantity * unit_cost * 1000, there + quantity)


def left_of(on_hand: int, quantities: Sequence[int]) -> list[int]:
    """What is left of batches of one product, given in the order in which they expire, the soonest first.

    First expired, first sold: what is there belongs to the latest batches first, so that the soonest is what was
    sold. Goods that came without a date are not known apart from the others; while they are there a batch may look
    larger than it is, never smaller: somebody looks once too often, not once too seldom.
    """
    rest = max(on_hand, 0)
    left = []
    for quantity in reversed(quantities):
        left.append(min(rest, quantity))
        rest -= left[-1]
    return left[::-1]
