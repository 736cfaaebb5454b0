"""Whatever is sold, returned, cancelled and missed, the sums are those of a recomputation and of a model."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from math import floor
from random import Random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digiboost.inventory import service as inventory
from digiboost.kernel.clock import now
from digiboost.kernel.errors import DomainError
from digiboost.sales import service as sales
from digiboost.sales.errors import ReturnTooMuch, SaleCancelled, SaleHasReturns
from digiboost.sales.schemas import CancelIn, MissedSaleIn, ReturnIn, SaleIn, SaleOut
from tests.factories.people import open_company
from tests.factories.stock import movement, product, transaction

PRODUCTS = 6

quantity = st.sampled_from([1, 2, 3, 0.5, 0.333, 12])
line = st.tuples(st.integers(0, PRODUCTS - 1), quantity, st.sampled_from([0, 1, 7, 100, 333, 1500, 99_999]))
operation = st.one_of(
    st.tuples(st.just("sale"), st.lists(line, min_size=1, max_size=4), st.integers(0, 100), st.integers(0, 45)),
    st.tuples(st.just("return"), st.integers(0, 99), st.integers(0, 3), st.sampled_from([1, 2, 3, 5])),
    st.tuples(st.just("cancel"), st.integers(0, 99)),
    st.tuples(st.just("missed"), st.integers(0, PRODUCTS - 1), quantity),
)


def half_up(value: Fraction) -> int:
    return floor(value + Fraction(1, 2))


class Shop:
    """A shop beside its model: what each line is worth, computed with fractions and no SQL."""

    def __init__(self, app: Any, tenant_id: str) -> None:
        self.app, self.tenant_id = app, tenant_id
        with transaction(app, tenant_id) as tx:
            self.products = [product(tx, tracked=number % 3 != 2) for number in range(PRODUCTS)]
            tracked = [item for number, item in enumerate(self.products) if number % 3 == 0]
            inventory.record_movements(tx, [movement(item, 50_000, unit_cost=613) for item in tracked])
        self.sales: list[SaleOut] = []
        self.total: dict[UUID, int] = {}
        """What each sale or return that stands adds to the revenue."""
        self.back: dict[UUID, list[tuple[UUID, int, int]]] = {}
        """Per sold line the returns that stand: return, quantity, amount."""

    def revenue(self) -> int:
        return sum(self.total.values())

    def sale(self, lines: list[tuple[int, float, int]], percent: int, days: int) -> None:
        gross = sum(half_up(Fraction(str(amount)) * price) for _, amount, price in lines)
        wanted = {
            "payment_method": "cash",
            "discount": gross * percent // 100,
            "occurred_at": now() - timedelta(days=days),
            "lines": [
                {"product_id": self.products[index], "quantity": amount, "unit_price": price}
                for index, amount, price in lines
            ],
        }
        with transaction(self.app, self.tenant_id) as tx:
            made = sales.record_sale(tx, SaleIn.model_validate(wanted))
        self.sales.append(made)
        self.total[made.id] = gross - gross * percent // 100
        assert made.total == self.total[made.id]

    def return_(self, which: int, position: int, parts: int) -> None:
        """Gives back a part of a line: all of it, a half, a third, a fifth."""
        if not self.sales:
            return
        sold = self.sales[which % len(self.sales)]
        if sold.kind != "SALE":
            return
        line = sold.lines[position % len(sold.lines)]
        amount = max(1, line.quantity // parts)
        body = {"lines": [{"line_id": line.id, "quantity": amount / 1000}]}
        before = self.back.setdefault(line.id, [])
        returned = sum(one[1] for one in before)
        try:
            with transaction(self.app, self.tenant_id) as tx:
                made = sales.return_sale(tx, sold.id, ReturnIn.model_validate(body))
        except ReturnTooMuch:
            assert returned + amount > line.quantity
            return
        except SaleCancelled:
            assert sold.id not in self.total
            return
        assert returned + amount <= line.quantity
        worth = half_up(Fraction(line.amount * (returned + amount), line.quantity)) - sum(one[2] for one in before)
        worth = max(0, worth)
        before.append((made.id, amount, worth))
        self.sales.append(made)
        self.total[made.id] = -worth
        assert made.total == -worth

    def cancel(self, which: int) -> None:
        if not self.sales:
            return
        sold = self.sales[which % len(self.sales)]
        standing = any(self.back.get(line.id) for line in sold.lines)
        try:
            with transaction(self.app, self.tenant_id) as tx:
                sales.cancel_sale(tx, sold.id, CancelIn(reason="erreur"))
        except SaleHasReturns:
            assert standing
            return
        assert not standing
        self.total.pop(sold.id, None)
        for known in self.back.values():
            known[:] = [one for one in known if one[0] != sold.id]

    def missed(self, index: int, amount: float) -> None:
        wanted = {"product_id": self.products[index], "quantity": amount}
        with transaction(self.app, self.tenant_id) as tx:
            sales.record_missed_sale(tx, MissedSaleIn.model_validate(wanted))

    def do(self, wanted: tuple[Any, ...]) -> None:
        {"sale": self.sale, "return": self.return_, "cancel": self.cancel, "missed": self.missed}[wanted[0]](
            *wanted[1:]
        )

    def check(self) -> None:
        with transaction(self.app, self.tenant_id) as tx:
            assert sales.drift(tx) == []
            assert inventory.drift(tx) == []
            for table in ("sales_days", "product_days", "product_weeks"):
                found = tx.value(
                    f"SELECT coalesce(sum(revenue), 0)::bigint FROM {table} WHERE tenant_id = %s", (tx.tenant_id,)
                )
                assert found == self.revenue(), table


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(operation, min_size=5, max_size=60))
def test_any_history(app: Any, client: Any, history: list[tuple[Any, ...]]) -> None:
    tried = Shop(app, open_company(client).tenant_id)
    for wanted in history:
        tried.do(wanted)
    tried.check()


def test_the_check_sees_a_difference(app: Any, shop: Any) -> None:
    tried = Shop(app, shop.tenant_id)
    tried.sale([(0, 1, 1500)], 0, 0)
    tried.missed(0, 1)
    for damage in (
        "UPDATE sales_days SET revenue = revenue + 1",
        "UPDATE sales_days SET missed = 0",
        "UPDATE product_days SET units = 0",
        "DELETE FROM product_weeks",
        "UPDATE sales SET total = 0",
    ):
        with pytest.raises(DomainError), transaction(app, shop.tenant_id) as tx:
            tx.run(f"{damage} WHERE tenant_id = %s", (tx.tenant_id,))
            assert len(sales.drift(tx)) == 1, damage
            raise DomainError
    tried.check()


@pytest.mark.heavy
@pytest.mark.timeout(3600)
def test_a_hundred_thousand_operations(app: Any, shop: Any) -> None:
    chance, tried = Random(20), Shop(app, shop.tenant_id)
    for number in range(100_000):
        kind = chance.choices(["sale", "return", "cancel", "missed"], [60, 22, 12, 6])[0]
        # The last thousand sales alone are touched again, as in a shop.
        which = max(0, len(tried.sales) - 1 - chance.randrange(1000))
        if kind == "sale":
            lines = [
                (chance.randrange(PRODUCTS), chance.choice([1, 2, 3, 0.5, 0.333, 12]), chance.choice([7, 100, 1500]))
                for _ in range(chance.randint(1, 4))
            ]
            tried.sale(lines, chance.choice([0, 0, 0, 10, 33]), chance.randrange(46))
        elif kind == "return":
            tried.return_(which, chance.randrange(4), chance.choice([1, 2, 3, 5]))
        elif kind == "cancel":
            tried.cancel(which)
        else:
            tried.missed(chance.randrange(PRODUCTS), chance.choice([1, 2, 0.5]))
        if number % 20_000 == 0:
            tried.check()
    tried.check()
