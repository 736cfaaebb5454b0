"""What there is of every product, read for an inventory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from digiboost.inventory.types import Status, value_of
from digiboost.kernel.db.tx import Tx
from digiboost.statistics.types import DEAD


@dataclass(frozen=True, slots=True)
class Level:
    """An active product; quantities in thousandths, prices in minor units, ``average_cost`` in thousandths of one."""

    code: str
    name: str
    category_id: UUID | None
    category: str | None
    supplier: str | None
    shelf: str | None
    unit: str
    on_hand: int
    min_stock: int | None
    average_cost: int
    sale_price: int
    status: str
    last_sale_at: datetime | None
    dead: bool

    @property
    def value(self) -> int:
        """At cost, minor units."""
        return value_of(self.on_hand, self.average_cost)


_LEVELS = f"""
SELECT p.code, p.name, p.category_id, c.name AS category, s.name AS supplier, p.shelf, p.unit, l.on_hand, l.min_stock,
    l.average_cost, p.sale_price, l.status, l.last_sale_at,
    {DEAD} AS dead
FROM stock_levels l JOIN products p ON p.tenant_id = l.tenant_id AND p.id = l.product_id
LEFT JOIN categories c ON c.tenant_id = p.tenant_id AND c.id = p.category_id
LEFT JOIN suppliers s ON s.tenant_id = p.tenant_id AND s.id = p.supplier_id
WHERE l.tenant_id = %(tenant)s AND l.status <> 'inactive' ORDER BY p.name_key, p.id
"""


def levels(tx: Tx) -> tuple[list[Level], list[Level]]:
    """The active products by name: those whose stock is known, and those that nobody has counted yet."""
    with tx.connection.cursor(row_factory=class_row(Level)) as cursor:
        found = cursor.execute(_LEVELS, {"tenant": tx.tenant_id}).fetchall()
    known = [one for one in found if one.status != Status.UNTRACKED]
    return known, [one for one in found if one.status == Status.UNTRACKED]


@dataclass(slots=True)
class Share:
    """A category within the whole."""

    number: int
    name: str
    products: int = 0
    value: int = 0
    """Minor units."""
    takings: int = 0


def shares(found: Iterable[tuple[Level, int]], without: str) -> dict[UUID | None, Share]:
    """The categories of (level, what it would sell for), the dearest first and numbered so: two may have names that
    a formula cannot tell apart, a number is exact. ``without`` names what has no category."""
    every: dict[UUID | None, Share] = {}
    for level, takings in found:
        share = every.setdefault(level.category_id, Share(0, level.category or without))
        share.products += 1
        share.value += level.value
        share.takings += takings
    ordered = dict(sorted(every.items(), key=lambda one: (-one[1].value, one[1].name)))
    for number, share in enumerate(ordered.values(), start=1):
        share.number = number
    return ordered


def by_shelf(found: Iterable[Level]) -> Iterator[Level]:
    """In the order in which somebody walks past them."""
    return iter(sorted(found, key=lambda one: (one.shelf is None, one.shelf or "", one.name.casefold())))
