"""The door of sales: sales, returns, cancellations, missed sales; bulk loads; the drift check."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from digiboost.identity.service import record_audit
from digiboost.inventory.service import record_movements
from digiboost.inventory.types import MovementIn
from digiboost.kernel import live
from digiboost.kernel.auth import Scope
from digiboost.kernel.clock import day_of, now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import Invalid, NotFound
from digiboost.kernel.http.pagination import CursorInvalid, SortKey, decode_cursor, encode_cursor
from digiboost.kernel.http.versions import check_version
from digiboost.kernel.ids import new_id
from digiboost.kernel.money import MAX_MONEY, from_milli, line_amount
from digiboost.kernel.outbox import emit
from digiboost.kernel.text import like_pattern
from digiboost.sales import bulk, repository, summaries
from digiboost.sales.errors import (
    MissedSaleIdReused,
    ReturnOfReturn,
    ReturnTooMuch,
    SaleCancelled,
    SaleHasReturns,
    SaleIdReused,
)
from digiboost.sales.events import SaleMissed, SaleRecorded, SaleWasCancelled
from digiboost.sales.pricing import cost_of, share, spread
from digiboost.sales.repository import Line, Sale, Wanted
from digiboost.sales.schemas import (
    CancelIn,
    MissedSaleIn,
    MissedSaleOut,
    ReturnIn,
    SaleIn,
    SaleLineOut,
    SaleOut,
)
from digiboost.sales.types import PaymentMethod, SaleKind, SaleSort, SaleStatus

AHEAD = timedelta(days=1)
"""How wrong a phone's clock, or its time zone, may be."""
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)

bulk_record = bulk.record
bulk_undo = bulk.undo
drift = summaries.drift
__all__ = [
    "bulk",
    "bulk_record",
    "bulk_undo",
    "cancel_sale",
    "drift",
    "list_sales",
    "read_sale",
    "record_missed_sale",
    "record_sale",
    "return_sale",
]


# -- selling ------------------------------------------------------------------------------------


def record_sale(tx: Tx, wanted: SaleIn) -> SaleOut:
    """Records a sale: lines, stock movements, sums, event, audit.

    It is never refused for lack of stock. The same id again answers the sale as it is.
    Raises NotFound for an unknown product or customer, Invalid for a discount above the sale, a credit
    without a customer or a moment in the future, SaleIdReused for a known id with another content.
    """
    if wanted.payment_method == PaymentMethod.CREDIT and wanted.customer_id is None:
        raise Invalid("customer_id", "credit_needs_customer")
    received_at = now()
    occurred_at = _moment(wanted.occurred_at, received_at)
    _refuse_twice([line.id for line in wanted.lines if line.id is not None])
    products = {}
    product_ids = sorted({line.product_id for line in wanted.lines})
    for row in repository.shelf(tx, product_ids, wanted.customer_id, wanted.id):
        products[row["id"]] = row
    if row["known"]:
        return _same_sale(tx, wanted)
    if any(line.product_id not in products for line in wanted.lines):
        raise NotFound
    if wanted.customer_id is not None and row["customer_name"] is None:
        raise NotFound
    sale = Sale(
        id=wanted.id or new_id(),
        kind=SaleKind.SALE,
        original_sale_id=None,
        customer_id=wanted.customer_id,
        customer_name=row["customer_name"],
        payment_method=wanted.payment_method,
        occurred_at=occurred_at,
        received_at=received_at,
        day=day_of(occurred_at, row["time_zone"]),
        total=0,
        discount=wanted.discount,
        cost=None,
        note=wanted.note or None,
        user_id=tx.actor.user_id,
        lines=_priced(wanted, products),
    )
    moved = record_movements(
        tx,
        [
            MovementIn(
                id=new_id(),
                product_id=line.product_id,
                type="EXIT",
                quantity=-line.quantity,
                source="sale",
                source_id=sale.id,
                occurred_at=occurred_at,
            )
            for line in sale.lines
        ],
    )
    for line, movement in zip(sale.lines, moved, strict=True):
        line.cost = cost_of(line.quantity, movement.average_cost)
    return _store(tx, sale)


def _priced(wanted: SaleIn, products: dict[UUID, dict[str, Any]]) -> list[Line]:
    lines = []
    for position, line in enumerate(wanted.lines):
        product = products[line.product_id]
        unit_price = product["sale_price"] if line.unit_price is None else line.unit_price
        amount = line_amount(line.quantity, unit_price)
        if amount > MAX_MONEY:
            raise Invalid(f"lines.{position}.quantity", "amount_too_large")
        lines.append(
            Line(
                id=line.id or new_id(),
                product_id=line.product_id,
                product_name=product["name"],
                code=product["code"],
                quantity=line.quantity,
                unit_price=unit_price,
                discount=0,
                amount=amount,
                cost=None,
            )
        )
    amounts = [line.amount for line in lines]
    if sum(amounts) > MAX_MONEY:
        raise Invalid("lines", "amount_too_large")
    if wanted.discount > sum(amounts):
        raise Invalid("discount", "discount_too_large")
    for sold, part in zip(lines, spread(wanted.discount, amounts), strict=True):
        sold.discount = part
        sold.amount -= part
    return lines


def _store(tx: Tx, sale: Sale) -> SaleOut:
    """Writes a priced sale or return with everything that follows from it."""
    costs = [line.cost for line in sale.lines]
    known = [cost for cost in costs if cost is not None]
    if any(abs(cost) > MAX_MONEY for cost in known) or abs(sum(known)) > MAX_MONEY:
        raise Invalid("lines", "amount_too_large")
    sale.total = sum(line.amount for line in sale.lines)
    sale.cost = sum(known) if len(known) == len(costs) else None
    number, version = repository.insert_sale(tx, sale)
    changes = summaries.Changes(tx)
    if sale.kind is SaleKind.SALE:
        changes.count(sale.day, sales=1)
    else:
        changes.count(sale.day, returns=1)
    for line in sale.lines:
        changes.line(sale.day, line.product_id, line.quantity, line.amount, line.cost)
    emit(
        tx,
        SaleRecorded(
            payload={
                "sale_id": sale.id,
                "number": number,
                "kind": sale.kind,
                "day": sale.day,
                "total": sale.total,
                "customer_id": sale.customer_id,
                "product_ids": _products_of(sale.lines),
            }
        ),
    )
    action = "sale.recorded" if sale.kind is SaleKind.SALE else "sale.returned"
    record_audit(tx, action, "sale", sale.id, lines=len(sale.lines))
    live.publish_after_commit(tx, "overview", {"version": version})
    return _out_of(tx, sale, number)


def _same_sale(tx: Tx, wanted: SaleIn) -> SaleOut:
    """The stored sale when it is what is wanted again. What the caller left open is not compared."""
    stored = repository.sale(tx, wanted.id) if wanted.id is not None else None
    if stored is None:
        raise NotFound
    lines = repository.lines_of(tx, stored["id"])
    same = (
        stored["kind"] == SaleKind.SALE
        and stored["import_id"] is None
        and stored["customer_id"] == wanted.customer_id
        and stored["payment_method"] == wanted.payment_method
        and stored["discount"] == wanted.discount
        and stored["note"] == (wanted.note or None)
        and (wanted.occurred_at is None or stored["occurred_at"] == wanted.occurred_at)
        and len(lines) == len(wanted.lines)
        and all(
            line["product_id"] == asked.product_id
            and line["quantity"] == asked.quantity
            and asked.id in (None, line["id"])
            and asked.unit_price in (None, line["unit_price"])
            for line, asked in zip(lines, wanted.lines, strict=True)
        )
    )
    if not same:
        raise SaleIdReused
    return _out(tx, stored, lines)


# -- giving back --------------------------------------------------------------------------------


def return_sale(tx: Tx, sale_id: UUID, wanted: ReturnIn) -> SaleOut:
    """Takes goods of a sale back: a RETURN with negative lines, and the goods on the shelf again.

    A line gives back its own price, discount and cost in proportion; what is returned in parts sums to the
    line exactly. Raises NotFound, ReturnOfReturn, SaleCancelled, ReturnTooMuch, Invalid for a line that is
    not in the sale, SaleIdReused for a known id with another content.
    """
    received_at = now()
    occurred_at = _moment(wanted.occurred_at, received_at)
    _refuse_twice([line.line_id for line in wanted.lines])
    if wanted.id is not None:
        repository.wait_for_id(tx, "sale", wanted.id)
        if (stored := repository.sale(tx, wanted.id)) is not None:
            return _same_return(tx, stored, sale_id, wanted)
    original = repository.sale(tx, sale_id, lock=True)
    if original is None:
        raise NotFound
    if original["kind"] != SaleKind.SALE:
        raise ReturnOfReturn
    if original["status"] != SaleStatus.COMPLETED:
        raise SaleCancelled
    sold = {line["id"]: line for line in repository.lines_of(tx, sale_id)}
    lines = []
    for position, line in enumerate(wanted.lines):
        if line.line_id not in sold:
            raise Invalid(f"lines.{position}.line_id", "line_unknown")
        lines.append(_given_back(sold[line.line_id], line.quantity))
    back = Sale(
        id=wanted.id or new_id(),
        kind=SaleKind.RETURN,
        original_sale_id=sale_id,
        customer_id=original["customer_id"],
        customer_name=original["customer_name"],
        payment_method=original["payment_method"],
        occurred_at=occurred_at,
        received_at=received_at,
        day=day_of(occurred_at, repository.time_zone(tx)),
        total=0,
        discount=sum(line.discount for line in lines),
        cost=None,
        note=wanted.reason or None,
        user_id=tx.actor.user_id,
        lines=lines,
    )
    record_movements(
        tx,
        [
            MovementIn(
                id=new_id(),
                product_id=line.product_id,
                type="ENTRY",
                quantity=-line.quantity,
                source="return",
                source_id=back.id,
                occurred_at=occurred_at,
            )
            for line in lines
        ],
    )
    return _store(tx, back)


def _given_back(sold: dict[str, Any], quantity: int) -> Line:
    """The return line for ``quantity`` of a sold line, of which ``returned`` came back before."""
    left = sold["quantity"] - sold["returned"]
    if quantity > left:
        raise ReturnTooMuch().expose(line_id=str(sold["id"]), returnable=from_milli(left))
    so_far = sold["returned"] + quantity
    # What should have come back in all, less what did: the last part takes the rounding of the others.
    amount = max(0, share(so_far, sold["quantity"], sold["amount"]) - sold["returned_amount"])
    cost = None
    if sold["cost"] is not None:
        cost = max(0, share(so_far, sold["quantity"], sold["cost"]) - sold["returned_cost"])
    return Line(
        id=new_id(),
        product_id=sold["product_id"],
        product_name=sold["product_name"],
        code=sold["code"],
        quantity=-quantity,
        unit_price=sold["unit_price"],
        discount=amount - line_amount(quantity, sold["unit_price"]),
        amount=-amount,
        cost=None if cost is None else -cost,
        original_line_id=sold["id"],
    )


def _same_return(tx: Tx, stored: dict[str, Any], sale_id: UUID, wanted: ReturnIn) -> SaleOut:
    lines = repository.lines_of(tx, stored["id"])
    same = (
        stored["original_sale_id"] == sale_id
        and stored["note"] == (wanted.reason or None)
        and (wanted.occurred_at is None or stored["occurred_at"] == wanted.occurred_at)
        and [(line["original_line_id"], -line["quantity"]) for line in lines]
        == [(line.line_id, line.quantity) for line in wanted.lines]
    )
    if not same:
        raise SaleIdReused
    return _out(tx, stored, lines)


def cancel_sale(tx: Tx, sale_id: UUID, wanted: CancelIn) -> SaleOut:
    """Takes a sale or a return out of the books; it stays in the list as cancelled.

    What it moved on the shelves is moved back as of the same moment, so that a count made since stays
    right. A sale that is cancelled already is answered as it is. Raises NotFound, SaleHasReturns,
    VersionConflict.
    """
    stored = repository.sale(tx, sale_id, lock=True)
    if stored is None:
        raise NotFound
    lines = repository.lines_of(tx, sale_id)
    if stored["status"] == SaleStatus.CANCELLED:
        return _out(tx, stored, lines)
    check_version(tx, stored["version"])
    if repository.has_returns(tx, sale_id):
        raise SaleHasReturns
    at = now()
    product_ids = sorted({line["product_id"] for line in lines})
    earliest = min(stored["occurred_at"], stored["received_at"])
    undone = [
        MovementIn(
            id=new_id(),
            product_id=row["product_id"],
            type="EXIT" if row["quantity"] > 0 else "ENTRY",
            quantity=-row["quantity"],
            source="cancellation",
            source_id=sale_id,
            occurred_at=row["occurred_at"],
            reason=wanted.reason,
        )
        for row in repository.movements_of(tx, sale_id, product_ids, earliest, stored["occurred_at"])
        if row["quantity"] != 0
    ]
    record_movements(tx, undone)
    repository.mark_cancelled(tx, sale_id, at, wanted.reason)
    version = summaries.move_version(tx)
    changes = summaries.Changes(tx)
    if stored["kind"] == SaleKind.SALE:
        changes.count(stored["day"], sales=-1)
    else:
        changes.count(stored["day"], returns=-1)
    for line in lines:
        changes.line(stored["day"], line["product_id"], line["quantity"], line["amount"], line["cost"], sign=-1)
    emit(
        tx,
        SaleWasCancelled(
            payload={
                "sale_id": sale_id,
                "number": stored["number"],
                "kind": stored["kind"],
                "day": stored["day"],
                "total": stored["total"],
                "product_ids": product_ids,
            }
        ),
    )
    record_audit(tx, "sale.cancelled", "sale", sale_id)
    live.publish_after_commit(tx, "overview", {"version": version})
    stored.update(
        status=SaleStatus.CANCELLED, cancelled_at=at, cancel_reason=wanted.reason, version=stored["version"] + 1
    )
    return _out(tx, stored, lines)


# -- missing ------------------------------------------------------------------------------------


def record_missed_sale(tx: Tx, wanted: MissedSaleIn) -> MissedSaleOut:
    """Notes that somebody asked for what was not there. Raises NotFound for an unknown product,
    MissedSaleIdReused for a known id with another content."""
    received_at = now()
    occurred_at = _moment(wanted.occurred_at, received_at)
    if wanted.id is not None:
        repository.wait_for_id(tx, "missed_sale", wanted.id)
        if (stored := repository.missed_sale(tx, wanted.id)) is not None:
            if (stored["product_id"], stored["quantity"]) != (wanted.product_id, wanted.quantity) or (
                wanted.occurred_at is not None and stored["occurred_at"] != wanted.occurred_at
            ):
                raise MissedSaleIdReused
            return MissedSaleOut.model_construct(**stored)
    product = repository.shelf(tx, [wanted.product_id], None, None)[0]
    if product["id"] is None:
        raise NotFound
    day = day_of(occurred_at, product["time_zone"])
    row: dict[str, Any] = {
        "id": wanted.id or new_id(),
        "product_id": wanted.product_id,
        "quantity": wanted.quantity,
        "occurred_at": occurred_at,
        "received_at": received_at,
        "user_id": tx.actor.user_id,
    }
    repository.insert_missed_sale(tx, row, day)
    version = summaries.move_version(tx)
    summaries.Changes(tx).missed(day, wanted.product_id, wanted.quantity)
    emit(
        tx,
        SaleMissed(
            payload={
                "missed_sale_id": row["id"],
                "product_id": wanted.product_id,
                "quantity": wanted.quantity,
                "day": day,
            }
        ),
    )
    record_audit(tx, "sale.missed", "missed_sale", row["id"])
    live.publish_after_commit(tx, "overview", {"version": version})
    return MissedSaleOut.model_construct(**row)


# -- reading ------------------------------------------------------------------------------------

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
    return _out(tx, stored, repository.lines_of(tx, sale_id))


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


# -- shapes -------------------------------------------------------------------------------------


def _moment(stated: datetime | None, received_at: datetime) -> datetime:
    if stated is None:
        return received_at
    if stated > received_at + AHEAD:
        raise Invalid("occurred_at", "in_the_future")
    if stated < EARLIEST:
        raise Invalid("occurred_at", "too_long_ago")
    return stated


def _refuse_twice(ids: Sequence[UUID]) -> None:
    seen: set[UUID] = set()
    for position, line_id in enumerate(ids):
        if line_id in seen:
            raise Invalid(f"lines.{position}", "line_twice")
        seen.add(line_id)


def _products_of(lines: Sequence[Line]) -> list[UUID]:
    return sorted({line.product_id for line in lines})


def _out_of(tx: Tx, sale: Sale, number: str) -> SaleOut:
    """What was just stored, without reading it again."""
    costs = tx.actor.may(Scope.COSTS_READ)
    return SaleOut.model_construct(
        id=sale.id,
        number=number,
        kind=sale.kind,
        status=SaleStatus.COMPLETED,
        original_sale_id=sale.original_sale_id,
        customer_id=sale.customer_id,
        customer_name=sale.customer_name,
        payment_method=PaymentMethod(sale.payment_method),
        occurred_at=sale.occurred_at,
        received_at=sale.received_at,
        total=sale.total,
        discount=sale.discount,
        cost=sale.cost if costs else None,
        line_count=len(sale.lines),
        note=sale.note,
        user_id=sale.user_id,
        import_id=None,
        cancelled_at=None,
        cancel_reason=None,
        version=1,
        lines=[
            SaleLineOut.model_construct(
                id=line.id,
                product_id=line.product_id,
                product_name=line.product_name,
                code=line.code,
                quantity=line.quantity,
                unit_price=line.unit_price,
                discount=line.discount,
                amount=line.amount,
                cost=line.cost if costs else None,
                returned=0,
                original_line_id=line.original_line_id,
            )
            for line in sale.lines
        ],
    )


def _out(tx: Tx, stored: dict[str, Any], lines: Sequence[dict[str, Any]]) -> SaleOut:
    """What the database holds, which needs no second check; costs only for who may see them."""
    costs = tx.actor.may(Scope.COSTS_READ)
    fields = {name: stored[name] for name in SaleOut.model_fields if name != "lines"}
    fields.update(
        kind=SaleKind(stored["kind"]),
        status=SaleStatus(stored["status"]),
        payment_method=PaymentMethod(stored["payment_method"]),
        cost=stored["cost"] if costs else None,
    )
    return SaleOut.model_construct(
        **fields,
        lines=[
            SaleLineOut.model_construct(
                **{**{name: line[name] for name in SaleLineOut.model_fields}, "cost": line["cost"] if costs else None}
            )
            for line in lines
        ],
    )
