"""What the demo shops wrote down beside their sales: carnets, tills, orders, shelves."""

from collections import Counter, defaultdict
from datetime import date, timedelta
from uuid import UUID

import pytest

from digiboost.demo import DemoTenant, generate

SHOPS = ("quincaillerie", "pharmacie")


@pytest.fixture(scope="session", params=SHOPS)
def counter(request: pytest.FixtureRequest, tenants: dict[str, DemoTenant]) -> DemoTenant:
    """A shop that sells over the counter."""
    return tenants[request.param]


def balances(tenant: DemoTenant) -> dict[UUID, int]:
    sales = {sale.id: sale for sale in tenant.sales}
    found: dict[UUID, int] = defaultdict(int)
    for charge in tenant.charges:
        sale = sales[charge.sale_id]
        assert sale.customer_id is not None
        found[sale.customer_id] += sale.total - charge.paid_now
    for back in tenant.returns:
        sale = sales[back.sale_id]
        if sale.payment_method == "credit" and sale.customer_id is not None:
            found[sale.customer_id] -= back.total
    for payment in tenant.payments:
        found[payment.customer_id] -= payment.amount
    return found


def test_every_product_has_its_place_and_no_shelf_is_a_warehouse(tenant: DemoTenant) -> None:
    sizes = Counter(product.shelf for product in tenant.products)
    assert "" not in sizes
    assert max(sizes.values()) <= 45


def test_every_sale_on_credit_is_in_a_carnet(tenant: DemoTenant) -> None:
    charged = {charge.sale_id: charge for charge in tenant.charges}
    on_credit = [sale for sale in tenant.sales if sale.payment_method == "credit"]
    assert {sale.id for sale in on_credit} == set(charged)
    for sale in on_credit:
        assert sale.customer_id in tenant.credit_limits
        charge = charged[sale.id]
        assert 0 <= charge.paid_now < sale.total
        assert (charge.paid_by is None) is (charge.paid_now == 0)
        assert charge.due_on is None or charge.due_on > sale.occurred_at.date()


@pytest.mark.parametrize("seed", [1, 7, 2026])
@pytest.mark.parametrize("today", [date(2026, 2, 3), date(2026, 11, 20), date(2027, 8, 30)])
@pytest.mark.parametrize("key", SHOPS)
def test_a_carnet_has_everything_that_happens_to_one(key: str, seed: int, today: date) -> None:
    tenant = generate(key, seed, today)
    owed = balances(tenant)
    assert len(tenant.credit_limits) == 25
    assert {payment.method for payment in tenant.payments} == {"cash", "mobile_money"}
    assert 1 <= sum(owed[customer] > limit for customer, limit in tenant.credit_limits.items()) <= 4
    assert sum(balance < 0 for balance in owed.values()) == 1
    assert sum(balance > 0 for balance in owed.values()) >= 6
    # With the oldest bills paid first, some have one open that is older than a month, most have not.
    charges: dict[UUID, list[tuple[date, int]]] = defaultdict(list)
    sales = {sale.id: sale for sale in tenant.sales}
    for charge in tenant.charges:
        sale = sales[charge.sale_id]
        if sale.customer_id is not None:
            charges[sale.customer_id].append((sale.occurred_at.date(), sale.total - charge.paid_now))
    late = 0
    for customer, rows in charges.items():
        left, oldest = owed[customer], None
        for day, amount in sorted(rows, reverse=True):
            if left > 0:
                left, oldest = left - amount, day
        late += oldest is not None and oldest < today - timedelta(days=31)
    assert 2 <= late <= 9
    assert 1 <= len(tenant.promises) <= 3
    assert any(promise.promised_on >= today for promise in tenant.promises)


@pytest.mark.parametrize("seed", [1, 7, 2026])
@pytest.mark.parametrize("key", SHOPS)
def test_two_orders_are_under_way_and_one_is_a_draft(key: str, seed: int) -> None:
    today = date(2026, 11, 20)
    tenant = generate(key, seed, today)
    received = {receipt.order_id for receipt in tenant.receipts}
    left = [order for order in tenant.orders if order.id not in received]
    sent = [order for order in left if order.sent_at is not None]
    assert (len(left), len(sent)) == (3, 2)
    assert sum(order.expected_on is not None and order.expected_on < today - timedelta(days=1) for order in sent) == 1
    assert all(order.lines for order in left)


def test_what_came_in_is_on_a_receipt(tenant: DemoTenant) -> None:
    entries = {row.id: row for row in tenant.movements if row.source == "receipt"}
    orders = {order.id: order for order in tenant.orders}
    ordered = {line.id: line for order in tenant.orders for line in order.lines}
    for receipt in tenant.receipts:
        for line in receipt.lines:
            entry = entries.pop(line.id)
            assert (entry.product_id, entry.quantity, entry.unit_cost) == (
                line.product_id, line.quantity, line.unit_cost,
            )  # fmt: skip
            assert (entry.receipt_id, entry.occurred_at) == (receipt.id, receipt.occurred_at)
            if line.order_line_id is not None:
                assert ordered[line.order_line_id].product_id == line.product_id
        if receipt.order_id is not None:
            order = orders[receipt.order_id]
            assert order.supplier_id == receipt.supplier_id
            assert order.sent_at is not None
            assert order.created_at < order.sent_at < receipt.occurred_at
    assert not entries
    if tenant.key in SHOPS:
        deliveries = Counter(receipt.supplier_id for receipt in tenant.receipts if receipt.order_id is not None)
        assert min(deliveries[supplier.id] for supplier in tenant.suppliers) >= 3


def test_the_till_is_counted_every_evening_for_two_weeks(counter: DemoTenant) -> None:
    assert len({closing.day for closing in counter.closings}) == len(counter.closings) == 14
    assert any(closing.difference for closing in counter.closings)
    assert all(abs(closing.difference) <= 2000 for closing in counter.closings)
    arrived: dict[date, list[object]] = defaultdict(list)
    for sale in counter.sales:
        arrived[sale.occurred_at.date()].append(sale.received_at)
    for closing in counter.closings:
        assert all(moment < closing.closed_at for moment in arrived[closing.day])  # type: ignore[operator]
    assert {move.type for move in counter.cash_moves} == {"IN", "OUT"}
    assert "Taxi" in {move.reason for move in counter.cash_moves}


def test_the_owner_and_two_employees_have_a_pin(counter: DemoTenant) -> None:
    roles = Counter(user.role for user in counter.users if user.pin is not None)
    assert roles == {"owner": 1, "employee": 2}
    assert len({user.pin for user in counter.users if user.pin}) == 3
