"""The demo companies: the same for the same seed, and true to their own ledger."""

import time
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import phonenumbers
import pytest
from email_validator import validate_email

from digiboost.demo import DEMO_PASSWORD, TENANT_KEYS, DemoTenant, generate, operator
from digiboost.kernel.money import line_amount

SEED, TODAY = 2026, date(2026, 11, 20)


def replay(tenant: DemoTenant) -> list[tuple[datetime, UUID, int, str]]:
    """Everything that moved stock, in order: (moment, product, signed quantity, what)."""
    events = [(row.occurred_at, row.product_id, row.quantity, row.source) for row in tenant.movements]
    for sale in tenant.sales:
        events += [(sale.occurred_at, line.product_id, -line.quantity, "sale") for line in sale.lines]
    for back in tenant.returns:
        events += [(back.occurred_at, line.product_id, line.quantity, "return") for line in back.lines]
    return sorted(events, key=lambda event: event[0])


def test_same_seed_and_day_give_the_same_tenant(tenant: DemoTenant) -> None:
    assert generate(tenant.key, SEED, TODAY) == tenant


def test_another_seed_or_day_gives_other_sales_but_the_names_stay(tenant: DemoTenant) -> None:
    other, tomorrow = generate(tenant.key, 7, TODAY), generate(tenant.key, SEED, TODAY + timedelta(days=1))
    assert other.sales != tenant.sales
    assert other.company.id != tenant.company.id
    assert tomorrow.sales != tenant.sales
    assert tomorrow.company.id == tenant.company.id
    assert [row.id for row in tomorrow.products] == [row.id for row in tenant.products]
    assert tomorrow.customers == tenant.customers
    assert [row.email for row in tomorrow.users] == [row.email for row in tenant.users]


def test_everything_is_quick_and_of_the_size_of_a_real_shop(tenants: dict[str, DemoTenant]) -> None:
    started = time.process_time()
    for key in TENANT_KEYS:
        generate(key, SEED, TODAY)
    assert time.process_time() - started < 6
    assert 20_000 <= sum(len(tenant.sales) for tenant in tenants.values()) <= 30_000
    shop = tenants["quincaillerie"]
    assert [len(rows) for rows in (shop.products, shop.categories, shop.suppliers, shop.customers)] == [
        500, 12, 14, 60,
    ]  # fmt: skip
    assert 280 <= len(tenants["pharmacie"].products) <= 320
    assert len(tenants["pharmacie"].suppliers) == 4
    assert len(tenants["depannage"].products) == 40
    assert len(tenants["depannage"].customers) == 30


def test_identifiers_are_unique_version_7(tenants: dict[str, DemoTenant]) -> None:
    ids: list[UUID] = [operator(SEED).id]
    for tenant in tenants.values():
        ids.append(tenant.company.id)
        for rows in (
            tenant.users, tenant.categories, tenant.suppliers, tenant.customers, tenant.products,
            tenant.counts, tenant.movements, tenant.sales, tenant.returns, tenant.missed_sales, tenant.orders,
            tenant.receipts, tenant.payments, tenant.promises, tenant.cash_moves, tenant.closings,
        ):  # fmt: skip
            ids += [row.id for row in rows]
        ids += [line.id for order in tenant.orders for line in order.lines]
        ids += [line.id for sale in tenant.sales for line in sale.lines]
        ids += [line.id for back in tenant.returns for line in back.lines]
    assert len(set(ids)) == len(ids)
    assert {identity.version for identity in ids} == {7}


def test_the_ledger_adds_up_and_nothing_is_sold_from_an_empty_shelf(tenant: DemoTenant) -> None:
    levels: dict[UUID, int] = defaultdict(int)
    lowest = 0
    for _, product, quantity, _ in replay(tenant):
        levels[product] += quantity
        lowest = min(lowest, levels[product])
    assert lowest == 0
    assert {product.id: levels[product.id] for product in tenant.products} == tenant.levels


def test_a_count_finds_what_the_ledger_says_or_writes_the_difference(tenant: DemoTenant) -> None:
    opening, *later = tenant.counts
    whole = [count for count in later if count.shelf is None]
    shelves = [count for count in later if count.shelf is not None]
    assert opening.opening
    assert opening.occurred_at < min(sale.occurred_at for sale in tenant.sales)
    assert len(whole) == 2
    assert 4 <= len({count.shelf for count in shelves}) == len(shelves) <= 6
    stands = {row.id: row.shelf for row in tenant.products}
    assert all({stands[line.product_id] for line in count.lines} == {count.shelf} for count in shelves)
    adjustments = {(row.count_id, row.product_id): row.quantity for row in tenant.movements if row.count_id is not None}
    levels: dict[UUID, int] = defaultdict(int)
    events = replay(tenant)
    place = 0
    for count in tenant.counts:
        while place < len(events) and events[place][0] < count.occurred_at:
            levels[events[place][1]] += events[place][2]
            place += 1
        for line in count.lines:
            assert line.expected == levels[line.product_id]
            assert line.counted >= 0
            assert adjustments.pop((count.id, line.product_id), 0) == line.counted - line.expected
    assert not adjustments
    for count in later:
        wrong = [line for line in count.lines if line.counted != line.expected]
        assert count.shelf is not None or 0 < len(wrong) < len(count.lines) * 0.2
        # What a phone held back arrives before the count that follows it.
        assert not any(sale.occurred_at < count.occurred_at < sale.received_at for sale in tenant.sales)


def test_entries_have_a_cost_that_climbs(shop: DemoTenant) -> None:
    entries = [row for row in shop.movements if row.type == "ENTRY"]
    assert all(row.unit_cost and row.reference and row.source == "receipt" for row in entries)
    assert all(row.quantity > 0 for row in entries)
    prices = {product.id: product.purchase_price for product in shop.products}
    middle = shop.first_day + (TODAY - shop.first_day) / 2
    early, late = (
        [row.unit_cost / prices[row.product_id] for row in entries if (row.occurred_at.date() < middle) is before]
        for before in (True, False)
    )
    assert sum(early) / len(early) + 0.015 < sum(late) / len(late) <= 1.01


def test_sums_of_every_sale_are_whole_and_earn_something(tenant: DemoTenant) -> None:
    for sale in tenant.sales:
        assert sale.total == sum(line.amount for line in sale.lines)
        assert sale.discount == sum(line.discount for line in sale.lines)
        assert sale.cost == sum(line.cost for line in sale.lines)
        assert len({line.product_id for line in sale.lines}) == len(sale.lines) <= 6
        assert sale.total > sale.cost
        assert sale.payment_method != "credit" or sale.customer_id is not None
        assert sale.received_at >= sale.occurred_at
        for line in sale.lines:
            assert line.quantity > 0
            assert line.amount + line.discount == line_amount(line.quantity, line.unit_price)
            assert line.quantity * line.unit_price % 1000 == 0


def test_prices_are_whole_and_above_cost(tenant: DemoTenant) -> None:
    for product in tenant.products:
        assert isinstance(product.purchase_price, int)
        assert product.sale_price > product.purchase_price > 0
        assert product.sale_price % 25 == product.purchase_price % 25 == 0
        assert product.pack_size % 1000 == 0 < product.pack_size
        assert product.min_stock is None or product.max_stock is None or product.max_stock > product.min_stock
    assert tenant.company.currency in ("XOF", "XAF")
    assert tenant.company.currency_exponent == 0


def test_codes_names_and_barcodes(tenant: DemoTenant) -> None:
    for values in ([row.code for row in tenant.products], [row.name for row in tenant.products]):
        assert len(set(values)) == len(values)
    barcodes = [row.barcode for row in tenant.products if row.barcode]
    assert len(set(barcodes)) == len(barcodes) > len(tenant.products) * 0.35
    for barcode in barcodes:
        assert len(barcode) == 13
        assert 200 <= int(barcode[:3]) <= 299
        assert sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(barcode)) % 10 == 0


def test_people_can_be_written_to_and_are_nobody(tenant: DemoTenant) -> None:
    country = {"SN": 221, "CM": 237}[tenant.company.country]
    numbers = [tenant.company.phone]
    for people in (tenant.users, tenant.suppliers, tenant.customers):
        numbers += [person.phone for person in people]
        for email in (person.email for person in people if person.email):
            assert validate_email(email, check_deliverability=False).normalized == email
            assert email.endswith("@demo.digiboost.example")
    assert len(set(numbers)) == len(numbers)
    for number in numbers:
        parsed = phonenumbers.parse(number)
        assert parsed.country_code == country
        assert phonenumbers.is_valid_number(parsed)
    roles = Counter(user.role for user in tenant.users)
    assert roles["owner"] == roles["manager"] == roles["viewer"] == 1 <= roles["employee"]
    assert len({customer.name for customer in tenant.customers}) == len(tenant.customers)
    assert operator(SEED).role == "operator"
    assert len(DEMO_PASSWORD) >= 12


def test_everybody_works_for_the_house(tenant: DemoTenant) -> None:
    users = {user.id for user in tenant.users if user.role != "viewer"}
    customers = {customer.id for customer in tenant.customers}
    products = {product.id for product in tenant.products}
    assert {sale.seller_id for sale in tenant.sales} <= users
    assert {row.user_id for row in tenant.movements} <= users
    assert {sale.customer_id for sale in tenant.sales} - {None} <= customers
    assert {line.product_id for sale in tenant.sales for line in sale.lines} <= products
    assert {row.category_id for row in tenant.products} == {row.id for row in tenant.categories}
    assert {row.supplier_id for row in tenant.products} == {row.id for row in tenant.suppliers}
    assert all(row.quantity > 0 and row.product_id in products for row in tenant.missed_sales)


def test_time_is_utc_and_ends_yesterday(tenant: DemoTenant) -> None:
    zone = ZoneInfo(tenant.company.time_zone)
    yesterday = TODAY - timedelta(days=1)
    for rows in (tenant.sales, tenant.returns, tenant.missed_sales, tenant.movements):
        assert all(row.occurred_at.tzinfo is UTC for row in rows)
        assert all(tenant.first_day <= row.occurred_at.astimezone(zone).date() <= yesterday for row in rows)
    days = {"quincaillerie": 365, "pharmacie": 184, "depannage": 184}[tenant.key]
    assert (TODAY - tenant.first_day).days == days
    assert tenant.sales[-1].occurred_at.astimezone(zone).date() == yesterday


def test_returns_bring_back_what_was_sold(tenant: DemoTenant) -> None:
    sales = {sale.id: sale for sale in tenant.sales}
    for back in tenant.returns:
        sale = sales[back.sale_id]
        lines = {line.id: line for line in sale.lines}
        assert back.occurred_at > sale.occurred_at
        assert back.total == sum(line.amount for line in back.lines)
        for line in back.lines:
            sold = lines[line.line_id]
            assert sold.product_id == line.product_id
            assert 0 < line.quantity <= sold.quantity
            assert line.amount == line_amount(line.quantity, sold.unit_price)


def test_a_year_of_payments_returns_and_discounts(shop: DemoTenant) -> None:
    count = len(shop.sales)
    methods = Counter(sale.payment_method for sale in shop.sales)
    assert methods["cash"] / count == pytest.approx(0.62, abs=0.02)
    assert methods["mobile_money"] / count == pytest.approx(0.28, abs=0.02)
    assert methods["credit"] / count == pytest.approx(0.10, abs=0.02)
    assert len(shop.returns) / count == pytest.approx(0.01, abs=0.003)
    assert 0.01 < sum(sale.discount > 0 for sale in shop.sales) / count < 0.15
    assert len(shop.missed_sales) > 300


@pytest.mark.parametrize("seed", [1, 7, 2026])
@pytest.mark.parametrize("today", [date(2026, 2, 3), TODAY, date(2027, 8, 30)])
def test_on_any_day_something_needs_attention(seed: int, today: date) -> None:
    shop = generate("quincaillerie", seed, today)
    last_sale: dict[UUID, date] = {}
    for sale in shop.sales:
        for line in sale.lines:
            last_sale[line.product_id] = sale.occurred_at.date()
    ruptures = [row for row in shop.products if shop.levels[row.id] <= 0]
    low = [row for row in shop.products if row.min_stock and 0 < shop.levels[row.id] <= row.min_stock]
    dead = [
        row
        for row in shop.products
        if shop.levels[row.id] > 0
        and row.created_at.date() < today - timedelta(days=90)
        and last_sale.get(row.id, shop.first_day) < today - timedelta(days=90)
    ]
    assert 8 <= len(ruptures) <= 60
    assert 15 <= len(low) <= 90
    assert 10 <= len(dead) <= 40
