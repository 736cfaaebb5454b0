"""Counts: what was on the shelf at a moment, as dated anchors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from digiboost.inventory import repository
from digiboost.inventory.ledger import lock_shelves
from digiboost.inventory.types import MovementIn, value_at
from digiboost.kernel.db.tx import Tx, jsonb
from digiboost.kernel.errors import Conflict, Invalid
from digiboost.kernel.ids import new_id


@dataclass(frozen=True, slots=True)
class CountedLine:
    """``expected`` is what the ledger says for the moment of the count; ``value_difference`` is
    (counted - expected) x average cost, minor units."""

    product_id: UUID
    expected: int
    counted: int
    value_difference: int


@dataclass(frozen=True, slots=True)
class Counted:
    id: UUID
    occurred_at: datetime
    lines: list[CountedLine]
    repeated: bool = False


def record_count(
    tx: Tx,
    count_id: UUID,
    occurred_at: datetime,
    counted: Sequence[tuple[UUID, int]],
    note: str | None = None,
    scope: Mapping[str, Any] | None = None,
) -> Counted:
    """Writes a count: per product the adjustment that makes the level right as of ``occurred_at``.

    expected = sum of counting movements with occurred_at <= the count's; movements after it stay as they are;
    those that happened at or before it and arrive later are history. A count older than the product's last
    one is itself history. An untracked product becomes tracked. The same id again answers as the first time.
    ``scope`` says which part of the shop was counted.

    Raises NotFound for an unknown product, Invalid for a product named twice or a quantity out of range.
    """
    known = repository.count_of(tx, count_id)
    if known is not None:
        stored = [CountedLine(**{**line, "product_id": UUID(line["product_id"])}) for line in known["lines"] or ()]
        place = {product_id: n for n, (product_id, _) in enumerate(counted)}
        stored.sort(key=lambda line: place.get(line.product_id, len(place)))
        return Counted(count_id, known["occurred_at"], stored, repeated=True)
    quantities = dict(counted)
    if len(quantities) != len(counted):
        raise Invalid("lines", "counted_twice")
    shelves = lock_shelves(tx, set(quantities))
    at = min(occurred_at, shelves.at)
    later = repository.counting_after(tx, list(quantities), at)
    lines: list[CountedLine] = []
    for product_id, quantity in counted:
        shelf = shelves[product_id]
        expected = shelf.on_hand - later.get(product_id, 0)
        difference = quantity - expected
        lines.append(CountedLine(product_id, expected, quantity, value_at(difference, shelf.average_cost)))
        if shelf.counted_at is not None and at < shelf.counted_at:
            continue
        shelf.counted_at, shelf.tracked = at, True
        shelf.add(difference, at)
        if difference:
            shelves.append(
                MovementIn(new_id(), product_id, "ADJUSTMENT", difference, "count", count_id, at),
                at,
                counts=True,
                on_hand_after=shelf.on_hand,
            )
    if not repository.insert_count(
        tx,
        (count_id, at, shelves.at, tx.actor.user_id, note, jsonb(scope) if scope else None),
        [(line.product_id, line.expected, line.counted, line.value_difference) for line in lines],
    ):
        raise Conflict
    shelves.save()
    return Counted(count_id, at, lines)
