"""What a day's closing says, read before anything is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from digiboost.kernel.db.tx import Tx
from digiboost.sales.closing_schemas import CashMoveOut, ClosingDetailOut, TillOut
from digiboost.sales.service import preview, read_closing

TOP = 8


@dataclass(frozen=True, slots=True)
class Method:
    """How much was sold and paid in one way; ``total`` less what was returned, minor units."""

    method: str
    sales: int
    returns: int
    total: int


@dataclass(frozen=True, slots=True)
class Sold:
    name: str
    unit: str
    quantity: int
    amount: int


@dataclass(frozen=True, slots=True)
class Counted:
    """Another closing of the day: one person's till."""

    name: str | None
    closed_at: datetime
    expected: int
    counted: int
    difference: int


@dataclass(frozen=True, slots=True)
class Day:
    """``closing`` is None for a day that nobody counted as a whole: then all is as it is known now."""

    day: date
    person: str | None
    """Whose till; None is the whole shop."""
    closing: ClosingDetailOut | None
    closed_by: str | None
    till: TillOut
    methods: list[Method]
    moves: list[CashMoveOut]
    top: list[Sold]
    others: list[Counted]
    """Tills that were closed one by one, beside a whole day."""

    @property
    def total(self) -> int:
        return sum(one.total for one in self.methods)


# A closing knows what had happened and had arrived by then; what was cancelled later was a sale still. Null moments:
# all that is known now. The instant, a day wider than any time zone is, lets the index of sales begin near the day.
_SOLD = """s.tenant_id = %(tenant)s AND s.day = %(day)s
    AND s.occurred_at >= %(day)s::date - interval '1 day' AND s.occurred_at < %(day)s::date + interval '2 days'
    AND (%(user)s::uuid IS NULL OR s.user_id = %(user)s::uuid)
    AND (%(received_at)s::timestamptz IS NULL OR s.received_at < %(received_at)s::timestamptz)
    AND (%(closed_at)s::timestamptz IS NULL OR s.occurred_at <= %(closed_at)s::timestamptz)
    AND (s.cancelled_at IS NULL OR s.cancelled_at >= %(received_at)s::timestamptz)"""
_METHODS = f"""
SELECT s.payment_method AS method, count(*) FILTER (WHERE s.kind = 'SALE') AS sales,
    count(*) FILTER (WHERE s.kind = 'RETURN') AS returns, sum(s.total)::bigint AS total
FROM sales s WHERE {_SOLD} GROUP BY s.payment_method ORDER BY total DESC, method
"""
_TOP = f"""
SELECT p.name, p.unit, sum(l.quantity)::bigint AS quantity, sum(l.amount)::bigint AS amount
FROM sales s JOIN sale_lines l ON l.tenant_id = %(tenant)s AND l.sale_id = s.id
JOIN products p ON p.tenant_id = %(tenant)s AND p.id = l.product_id
WHERE {_SOLD} GROUP BY p.id, p.name, p.unit HAVING sum(l.amount) > 0 ORDER BY amount DESC, p.id LIMIT %(top)s
"""
_OTHERS = """
SELECT DISTINCT ON (k.user_id) k.user_id, k.closed_at, k.expected, k.counted, k.difference FROM cash_closings k
WHERE k.tenant_id = %(tenant)s AND k.day = %(day)s AND k.user_id IS NOT NULL
ORDER BY k.user_id, k.closed_at DESC, k.id DESC
"""


def read(tx: Tx, closing_id: UUID | None, day: date) -> Day:
    """A closing, or the whole shop's day: its last whole closing, else what is known of it now. Raises NotFound for a
    closing that is not there."""
    whole = closing_id is None
    if closing_id is None:
        closing_id = tx.value(
            "SELECT id FROM cash_closings WHERE tenant_id = %s AND day = %s AND user_id IS NULL"
            " ORDER BY closed_at DESC, id DESC LIMIT 1",
            (tx.tenant_id, day),
        )
    closing = None if closing_id is None else read_closing(tx, closing_id)
    day, user_id = (day, None) if closing is None else (closing.day, closing.user_id)
    seen = preview(tx, day, user_id)
    people = tx.rows("SELECT id, full_name FROM users WHERE tenant_id = %s", (tx.tenant_id,))
    names = {row["id"]: row["full_name"] for row in people}
    given: dict[str, Any] = {
        "tenant": tx.tenant_id,
        "day": day,
        "user": user_id,
        "closed_at": None if closing is None else closing.closed_at,
        "received_at": None if closing is None else closing.received_at,
        "top": TOP,
    }
    moves = [one for one in reversed(seen.moves) if closing is None or _in(one, closing)]
    return Day(
        day=day,
        person=None if user_id is None else names.get(user_id, "?"),
        closing=closing,
        closed_by=None if closing is None or closing.closed_by is None else names.get(closing.closed_by),
        till=seen.till if closing is None else closing.details,
        methods=[Method(**row) for row in tx.rows(_METHODS, given)],
        moves=moves,
        top=[Sold(**row) for row in tx.rows(_TOP, given)],
        others=[
            Counted(names.get(row["user_id"]), row["closed_at"], row["expected"], row["counted"], row["difference"])
            for row in tx.rows(_OTHERS, given)
        ]
        if whole
        else [],
    )


def _in(move: CashMoveOut, closing: ClosingDetailOut) -> bool:
    return move.occurred_at <= closing.closed_at and move.received_at < closing.received_at
