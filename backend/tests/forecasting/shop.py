"""A product's past, written straight into the ledger and the sums: sixty days by API calls would take minutes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from digiboost.inventory import service as inventory
from digiboost.kernel.clock import day_of, now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.ids import new_id
from tests.factories.people import Person
from tests.factories.stock import movement, product, transaction

ZONE = "Africa/Dakar"


def today() -> date:
    return day_of(now(), ZONE)


def at(day: date, hour: int = 12) -> datetime:
    """A moment of that day in Dakar, whose clock is UTC."""
    return datetime.combine(day, time(hour), tzinfo=now().tzinfo)


def past(app: Any, shop: Person, sold: Sequence[float | None], *, left: float = 0, **wanted: Any) -> UUID:
    """A product with these sales on the days up to yesterday (one sale a day where more than 0 was sold) and ``left``
    units on the shelf. ``None`` is a day on which it was out: the evening before brought it to nothing, and the
    morning after something came."""
    with transaction(app, shop.tenant_id) as tx:
        item = product(tx, **wanted)
        begin = today() - timedelta(days=len(sold))
        total = sum(one or 0 for one in sold)
        inventory.record_movements(tx, _movements(item, begin, sold, total, left))
        sell_history(tx, item, begin, sold)
    return item


def _movements(item: UUID, begin: date, sold: Sequence[float | None], total: float, left: float) -> list[Any]:
    moves = [movement(item, round((total + left) * 1000), at(begin, 6))]
    there = total + left
    for n, one in enumerate(sold):
        day = begin + timedelta(days=n)
        if one is None:
            if n == 0 or sold[n - 1] is not None:
                moves.append(movement(item, -round(there * 1000), at(day - timedelta(days=1), 23)))
            if n + 1 == len(sold) or sold[n + 1] is not None:
                moves.append(movement(item, round(there * 1000), at(day + timedelta(days=1), 0)))
        elif one:
            moves.append(movement(item, -round(one * 1000), at(day), source="sale"))
            there -= one
    return moves


def sell_history(tx: Tx, item: UUID, begin: date, sold: Sequence[float | None]) -> None:
    """The sales of these days with their sums, without touching the shelf."""
    for n, one in enumerate(sold):
        if not one:
            continue
        day, sale = begin + timedelta(days=n), new_id()
        tx.run(
            "INSERT INTO sales (tenant_id, id, number, kind, status, payment_method, occurred_at, received_at, day,"
            " total, discount, line_count, version) VALUES (%s, %s, %s, 'SALE', 'completed', 'cash', %s, %s, %s, 0, 0,"
            " 1, 1)",
            (tx.tenant_id, sale, str(sale), at(day), now(), day),
        )
        tx.run(
            "INSERT INTO sale_lines (tenant_id, id, sale_id, position, product_id, day, quantity, unit_price, discount,"
            " amount) VALUES (%s, %s, %s, 1, %s, %s, %s, 0, 0, 0)",
            (tx.tenant_id, new_id(), sale, item, day, round(one * 1000)),
        )
        tx.run(
            "INSERT INTO product_days AS d (tenant_id, product_id, day, units, revenue, cost, missed_units)"
            " VALUES (%s, %s, %s, %s, 0, 0, 0) ON CONFLICT (tenant_id, product_id, day)"
            " DO UPDATE SET units = d.units + excluded.units",
            (tx.tenant_id, item, day, round(one * 1000)),
        )


def missed(app: Any, shop: Person, item: UUID, day: date, quantity: float) -> None:
    with transaction(app, shop.tenant_id) as tx:
        tx.run(
            "INSERT INTO product_days AS d (tenant_id, product_id, day, units, revenue, cost, missed_units)"
            " VALUES (%s, %s, %s, 0, 0, 0, %s) ON CONFLICT (tenant_id, product_id, day)"
            " DO UPDATE SET missed_units = d.missed_units + excluded.missed_units",
            (tx.tenant_id, item, day, round(quantity * 1000)),
        )


__all__ = ["at", "missed", "past", "sell_history", "today"]
