"""The sale lines of a period, streamed, and what they add up to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from digiboost.kernel.db.tx import Tx

AT_ONCE = 2_000
"""Lines that are in memory at one time."""

# The index of sales is searched by moment; which day a sale belongs to was said when it was recorded, and may lie a
# day beside it where the company has moved to another time zone since.
_SOLD = """
FROM sales s JOIN sale_lines l ON l.tenant_id = s.tenant_id AND l.sale_id = s.id
{joined} WHERE s.tenant_id = %(tenant)s AND l.tenant_id = %(tenant)s AND s.occurred_at >= %(begin)s
    AND s.occurred_at < %(end)s AND s.day BETWEEN %(first)s AND %(last)s AND s.status = 'completed'
"""
_ORDER = "s.occurred_at, s.id, l.position"

_LINES = f"""
SELECT s.id, s.kind, s.day, extract(epoch FROM (s.occurred_at AT TIME ZONE %(zone)s)::time)::int, s.number, c.name,
    u.full_name, l.product_id, l.quantity, l.unit_price, l.discount, l.amount, l.cost, s.payment_method
{
    _SOLD.format(
        joined="LEFT JOIN customers c ON c.tenant_id = s.tenant_id AND c.id = s.customer_id"
        " LEFT JOIN users u ON u.tenant_id = s.tenant_id AND u.id = s.user_id"
    )
}
ORDER BY {_ORDER}
"""
_SUMS = """
count(*), coalesce(sum(quantity), 0)::bigint, coalesce(sum(discount), 0)::bigint, coalesce(sum(amount), 0)::bigint,
coalesce(sum(cost), 0)::bigint, coalesce(sum(amount) FILTER (WHERE cost IS NOT NULL), 0)::bigint
"""
_WHOLE = f"""
SELECT {_SUMS} FROM (SELECT l.quantity, l.discount, l.amount, l.cost {_SOLD.format(joined="")}) each
"""
_PARTS = f"""
SELECT {_SUMS} FROM (SELECT l.quantity, l.discount, l.amount, l.cost, (row_number() OVER (ORDER BY {_ORDER}) - 1)
    / %(size)s AS part {_SOLD.format(joined="")}) each GROUP BY part ORDER BY part
"""
_PRODUCTS = """
SELECT p.id, p.code, p.name, p.category_id, c.name FROM products p
LEFT JOIN categories c ON c.tenant_id = p.tenant_id AND c.id = p.category_id
WHERE p.tenant_id = %s ORDER BY c.name_key NULLS LAST, p.name_key, p.id
"""

Line = tuple[UUID, str, date, int, str, str | None, str | None, UUID, int, int, int, int, int | None, str]
"""sale, kind, day, second of the day, number, customer, seller, product, quantity, unit price, discount, amount, cost,
payment method; thousandths and minor units, negative for what came back"""


@dataclass(slots=True)
class Sums:
    """What lines come to: thousandths and minor units."""

    lines: int = 0
    units: int = 0
    discount: int = 0
    revenue: int = 0
    cost: int = 0
    costed: int = 0
    """The revenue whose cost is known."""
    sales: int = 0
    returns: int = 0

    @property
    def margin(self) -> int:
        return self.costed - self.cost

    @property
    def rate(self) -> float | str:
        return self.margin / self.costed if self.costed else ""

    def add(self, units: int, discount: int, amount: int, cost: int | None, sale: int, back: int) -> None:
        self.lines += 1
        self.units += units
        self.discount += discount
        self.revenue += amount
        if cost is not None:
            self.cost += cost
            self.costed += amount
        self.sales += sale
        self.returns += back


def total(parts: Iterator[Sums]) -> Sums:
    """The sum of sums."""
    whole = Sums()
    for part in parts:
        for name in Sums.__slots__:
            setattr(whole, name, getattr(whole, name) + getattr(part, name))
    return whole


@dataclass(frozen=True, slots=True)
class Item:
    """A product as a line names it. ``category`` is the number of its category within this report."""

    code: str
    name: str
    category: int


@dataclass(slots=True)
class Tallies:
    """The lines added up from every side."""

    days: dict[date, Sums] = field(default_factory=lambda: defaultdict(Sums))
    hours: dict[int, Sums] = field(default_factory=lambda: defaultdict(Sums))
    categories: dict[int, Sums] = field(default_factory=lambda: defaultdict(Sums))
    products: dict[UUID, Sums] = field(default_factory=lambda: defaultdict(Sums))
    payments: dict[str, Sums] = field(default_factory=lambda: defaultdict(Sums))


@dataclass(frozen=True, slots=True)
class Span:
    first: date
    last: date

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]


class Sold:
    """The sales of a period."""

    def __init__(self, tx: Tx, span: Span, time_zone: str) -> None:
        self._tx = tx
        self._given: dict[str, Any] = {
            "tenant": tx.tenant_id,
            "first": span.first,
            "last": span.last,
            "begin": datetime.combine(span.first, time(), UTC) - timedelta(days=2),
            "end": datetime.combine(span.last, time(), UTC) + timedelta(days=3),
            "zone": time_zone,
        }

    def items(self, without: str) -> tuple[dict[UUID, Item], list[str]]:
        """The products, and the categories' names, by number from 1 on; ``without`` names what has none."""
        numbers: dict[UUID | None, int] = {}
        names = [""]
        found = {}
        with self._tx.connection.cursor() as cursor:
            for product_id, code, name, category_id, category in cursor.execute(_PRODUCTS, (self._tx.tenant_id,)):
                number = numbers.get(category_id)
                if number is None:
                    number = numbers[category_id] = len(names)
                    names.append(category or without)
                found[product_id] = Item(code, name, number)
        return found, names

    def parts(self, size: int) -> list[Sums]:
        """What lines come to, ``size`` by ``size`` in their order; one part, perhaps an empty one, at the least."""
        with self._tx.connection.cursor() as cursor:
            whole = cursor.execute(_WHOLE, self._given).fetchone()
            if whole is None:
                raise RuntimeError("an aggregate has one row")
            if whole[0] <= size:
                return [Sums(*whole)]
            return [Sums(*row) for row in cursor.execute(_PARTS, {**self._given, "size": size})]

    def lines(self) -> Iterator[Line]:
        """Every line in order of time, some thousands of them in memory at once."""
        with self._tx.connection.cursor(name="report_lines") as cursor:
            cursor.itersize = AT_ONCE
            yield from cursor.execute(_LINES, self._given)
