"""Sales one by one and page by page."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from digiboost.kernel.auth import Scope
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import Invalid, NotFound
from digiboost.kernel.http.pagination import CursorInvalid, SortKey, decode_cursor, encode_cursor
from digiboost.kernel.text import like_pattern
from digiboost.sales import repository
from digiboost.sales.recording import out
from digiboost.sales.repository import Wanted
from digiboost.sales.schemas import (
    SaleOut,
)
from digiboost.sales.types import SaleKind, SaleSort, SaleStatus

SORTS = {
    SaleSort.OCCURRED_AT: SortKey("s.occurred_at", "timestamptz", descending=False),
    SaleSort.LATEST: SortKey("s.occurred_at", "timestamptz", descending=True),
    SaleSort.TOTAL: SortKey("s.total", "bigint", descending=False),
    SaleSort.LARGEST: SortKey("s.total", "bigint", descending=True),
}


def read_sale(tx: Tx, sale_id: UUID) -> SaleOut:
    stored = repository.sale(tx, sale_id)
    if stored is None:
        raise NotFound
    return out(tx, stored, repository.lines_of(tx, sale_id))


def list_sales(
    tx: Tx,
    *,
    from_day: date | None,
    to_day: date | None,
    product_id: UUID | None,
    customer_id: UUID | None,
    kind: SaleKind | None,
    status: SaleStatus | None,
    search: str | None,
    sort: SaleSort,
    limit: int,
    cursor: str | None,
) -> bytes:
    """A page of sales as finished JSON."""
    if from_day is not None and to_day is not None and to_day < from_day:
        raise Invalid("to", "period_reversed")
    words = (search or "").strip().replace("\x00", "")
    wanted = Wanted(
        from_day=from_day,
        to_day=to_day,
        product_id=product_id,
        customer_id=customer_id,
        kind=kind,
        status=status,
        numbers=tuple({words, words.upper(), words.lower()}) if words else (),
        exact_numbers=(f"V-{int(words):06d}", f"R-{int(words):06d}") if words.isascii() and words.isdecimal() else (),
        customer_like=like_pattern(words) if words else None,
    )
    key = SORTS[sort]
    after = _after(cursor, sort)
    rows = repository.list_sales(
        tx,
        wanted,
        key.order_by("s.id"),
        None if after is None else _named(key.after("s.id")),
        after or (),
        limit,
        tx.actor.may(Scope.COSTS_READ),
    )
    following = encode_cursor(sort, [rows[limit - 1][1], rows[limit - 1][2]]) if len(rows) > limit else None
    return repository.page_json([item for item, _, _ in rows[:limit]], following)


def _after(cursor: str | None, sort: SaleSort) -> tuple[datetime | int, UUID] | None:
    values = decode_cursor(cursor, sort, 2)
    if values is None:
        return None
    try:
        last, last_id = values
        if sort in (SaleSort.TOTAL, SaleSort.LARGEST):
            return int(last), UUID(last_id)
        instant, sale_id = datetime.fromisoformat(last), UUID(last_id)
    except (ValueError, TypeError, AttributeError, OverflowError) as error:
        raise CursorInvalid from error
    if instant.tzinfo is None:
        raise CursorInvalid
    return instant, sale_id


def _named(condition: str) -> str:
    first, second, third = condition.split("%s")
    return f"{first}%(after_key)s{second}%(after_id)s{third}"
