"""Writes a demo company's history: the ledger and its counts, sales, carnets, tills, orders and receipts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from digiboost.demo.types import DemoSale, DemoTenant
from digiboost.inventory import service as inventory
from digiboost.inventory.types import value_at
from digiboost.kernel.clock import day_of
from digiboost.kernel.db.bulk import copy_into_temp
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.ids import new_id
from digiboost.kernel.money import line_amount
from digiboost.purchasing.service import bulk as purchasing
from digiboost.sales.service import bulk as sales
from digiboost.sales.service import closing_bulk, credit_bulk

_SENDING = timedelta(seconds=2)
"""How long what is written on a phone with a network takes to arrive."""


def write_books(tx: Tx, demo: DemoTenant) -> None:
    """Everything that happened; the catalogue and the customers are there already."""
    _load_trade(tx, demo)
    _load_carnets(tx, demo)
    _load_tills(tx, demo)
    _load_papers(tx, demo)


def _load_trade(tx: Tx, demo: DemoTenant) -> None:
    copy_into_temp(tx, "demo_movements", inventory.MOVEMENT_COLUMNS, _movements(demo))
    inventory.bulk_movements(tx, "demo_movements")
    counts = (
        (
            one.id,
            one.occurred_at,
            one.user_id,
            one.note,
            None if one.shelf is None else json.dumps({"shelf": one.shelf}),
        )
        for one in demo.counts
    )
    copy_into_temp(tx, "demo_counts", inventory.COUNT_COLUMNS, counts)
    lines = (
        (
            one.id,
            line.product_id,
            line.expected,
            line.counted,
            value_at(line.counted - line.expected, line.average_cost),
        )
        for one in demo.counts
        for line in one.lines
    )
    copy_into_temp(tx, "demo_count_lines", inventory.COUNT_LINE_COLUMNS, lines)
    inventory.bulk_counts(tx, "demo_counts", "demo_count_lines")
    dated = ((one.id, one.product_id, one.quantity, one.expires_on, one.lot, one.received_at) for one in demo.batches)
    copy_into_temp(tx, "demo_batches", inventory.BATCH_COLUMNS, dated)
    inventory.bulk_batches(tx, "demo_batches")
    copy_into_temp(tx, "demo_sales", sales.STAGING_COLUMNS, _sale_lines(demo))
    sales.record(tx, "demo_sales", None, arrivals=True)
    returned = ((line.id, back.id, line.line_id, back.sale_id) for back in demo.returns for line in back.lines)
    copy_into_temp(tx, "demo_returned", sales.RETURNED_COLUMNS, returned)
    sales.link_returns(tx, "demo_returned")
    rows = (
        (one.id, one.product_id, one.quantity, one.occurred_at, _day(demo, one.occurred_at), one.seller_id)
        for one in demo.missed_sales
    )
    copy_into_temp(tx, "demo_missed", sales.MISSED_COLUMNS, rows)
    sales.record_missed(tx, "demo_missed")


def _load_carnets(tx: Tx, demo: DemoTenant) -> None:
    charges = ((one.sale_id, one.due_on, one.paid_now, one.paid_by) for one in demo.charges)
    copy_into_temp(tx, "demo_charges", credit_bulk.CHARGE_COLUMNS, charges)
    payments = (
        (
            one.id, one.customer_id, one.amount, one.method, one.occurred_at, one.occurred_at + _SENDING,
            _day(demo, one.occurred_at), one.user_id, one.note,
        )
        for one in demo.payments
    )  # fmt: skip
    copy_into_temp(tx, "demo_payments", credit_bulk.PAYMENT_COLUMNS, payments)
    promises = (
        (
            one.id, one.customer_id, one.promised_on, one.amount, one.occurred_at, one.occurred_at + _SENDING,
            one.user_id,
        )
        for one in demo.promises
    )  # fmt: skip
    copy_into_temp(tx, "demo_promises", credit_bulk.PROMISE_COLUMNS, promises)
    credit_bulk.record(tx, "demo_charges", "demo_payments", "demo_promises")


def _load_tills(tx: Tx, demo: DemoTenant) -> None:
    moves = (
        (
            one.id, one.type, one.amount, one.reason, one.occurred_at, one.occurred_at + _SENDING,
            _day(demo, one.occurred_at), one.user_id,
        )
        for one in demo.cash_moves
    )  # fmt: skip
    copy_into_temp(tx, "demo_moves", closing_bulk.MOVE_COLUMNS, moves)
    closing_bulk.record_moves(tx, "demo_moves")
    closings = (
        (
            one.id, one.day, None, one.user_id, one.opening_float, one.difference, one.note, one.closed_at,
            one.closed_at + _SENDING,
        )
        for one in demo.closings
    )  # fmt: skip
    copy_into_temp(tx, "demo_closings", closing_bulk.CLOSING_COLUMNS, closings)
    closing_bulk.record_closings(tx, "demo_closings")


def _load_papers(tx: Tx, demo: DemoTenant) -> None:
    orders = (
        (
            one.id, one.supplier_id, one.created_at, one.sent_at, one.sent_by, one.expected_on, one.note,
            one.user_id,
        )
        for one in demo.orders
    )  # fmt: skip
    copy_into_temp(tx, "demo_orders", purchasing.ORDER_COLUMNS, orders)
    lines = (
        (
            line.id, one.id, place, line.product_id, line.quantity, line.pack_size, line.unit_cost,
            line_amount(line.quantity, line.unit_cost),
        )
        for one in demo.orders
        for place, line in enumerate(one.lines, start=1)
    )  # fmt: skip
    copy_into_temp(tx, "demo_order_lines", purchasing.ORDER_LINE_COLUMNS, lines)
    receipts = (
        (
            one.id, one.order_id, one.supplier_id, one.occurred_at, one.reference,
            sum(line_amount(line.quantity, line.unit_cost) for line in one.lines), one.user_id,
        )
        for one in demo.receipts
    )  # fmt: skip
    copy_into_temp(tx, "demo_receipts", purchasing.RECEIPT_COLUMNS, receipts)
    received = (
        (line.id, one.id, place, line.product_id, line.order_line_id, line.quantity, line.unit_cost)
        for one in demo.receipts
        for place, line in enumerate(one.lines, start=1)
    )
    copy_into_temp(tx, "demo_receipt_lines", purchasing.RECEIPT_LINE_COLUMNS, received)
    purchasing.record(tx, "demo_orders", "demo_order_lines", "demo_receipts", "demo_receipt_lines")


def _day(demo: DemoTenant, moment: datetime) -> date:
    return day_of(moment, demo.company.time_zone)


def _movements(demo: DemoTenant) -> Iterator[tuple[Any, ...]]:
    """The whole ledger: what the generator wrote itself, and what its sales and returns move."""
    for one in demo.movements:
        source_id = one.count_id or one.receipt_id
        yield (
            one.id, one.product_id, one.type, one.quantity, one.unit_cost, one.source, source_id, one.reference,
            one.reason, one.occurred_at, one.occurred_at, one.user_id,
        )  # fmt: skip
    for sale in demo.sales:
        for line in sale.lines:
            yield (
                new_id(), line.product_id, "EXIT", -line.quantity, None, "sale", sale.id, None, None,
                sale.occurred_at, sale.received_at, sale.seller_id,
            )  # fmt: skip
    for back in demo.returns:
        for returned in back.lines:
            yield (
                new_id(), returned.product_id, "ENTRY", returned.quantity, None, "return", back.id, None, back.reason,
                back.occurred_at, back.received_at, back.seller_id,
            )  # fmt: skip


def _sale_lines(demo: DemoTenant) -> Iterator[tuple[Any, ...]]:
    """Rows of ``sales.STAGING_COLUMNS``, the sales and then the returns."""
    by_line: dict[UUID, tuple[DemoSale, int]] = {}
    for sale in demo.sales:
        day = _day(demo, sale.occurred_at)
        for line in sale.lines:
            by_line[line.id] = (sale, line.unit_price)
            yield (
                sale.id, line.id, None, "SALE", sale.occurred_at, day, line.product_id, sale.customer_id,
                sale.payment_method, line.quantity, line.unit_price, line.discount, line.amount, line.cost,
                sale.seller_id, sale.received_at,
            )  # fmt: skip
    for back in demo.returns:
        day = _day(demo, back.occurred_at)
        for returned in back.lines:
            sale, price = by_line[returned.line_id]
            yield (
                back.id, returned.id, None, "RETURN", back.occurred_at, day, returned.product_id, sale.customer_id,
                sale.payment_method, -returned.quantity, price, 0, -returned.amount, -returned.cost, back.seller_id,
                back.received_at,
            )  # fmt: skip
