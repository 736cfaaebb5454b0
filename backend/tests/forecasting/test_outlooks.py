from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from digiboost.forecasting import service as forecasting
from digiboost.forecasting.types import Advice, Outlook
from tests.factories.buying import order, receive, send, supplier
from tests.factories.stock import movement, product, transaction
from tests.forecasting.shop import at, missed, past, sell_history, today


def outlook(app: Any, shop: Any, item: UUID) -> Outlook:
    with transaction(app, shop.tenant_id) as tx:
        forecasting.refresh(tx, [item])
        return forecasting.outlooks(tx, [item])[item]


def advised(app: Any, shop: Any, *items: UUID, **options: Any) -> list[Advice]:
    with transaction(app, shop.tenant_id) as tx:
        return forecasting.advice(tx, items, **options)


def test_days_without_stock_do_not_lower_the_demand(app: Any, shop: Any) -> None:
    # 480 sold in 30 days of which 6 out of stock: 480 / 24 = 20, not 16.
    sold: list[float | None] = [20.0] * 12 + [None] * 6 + [20.0] * 12
    item = past(app, shop, sold, left=100)
    found = outlook(app, shop, item)
    assert (found.state, found.days_in_stock, found.daily, found.deviation) == ("known", 24, 20, 0)
    assert found.coverage_days == 5
    # What was asked in vain joins both sides.
    missed(app, shop, item, today() - timedelta(days=16), 45)
    found = outlook(app, shop, item)
    assert (found.days_in_stock, found.daily) == (25, 21)


def test_days_without_sales_count_where_there_was_stock(app: Any, shop: Any) -> None:
    found = outlook(app, shop, past(app, shop, [6.0, 0, 0] * 10, left=4))
    assert (found.days_in_stock, found.daily) == (30, 2)
    assert found.deviation == pytest.approx(2.877, abs=0.001)


def test_the_days_before_the_ledger_begins_count_from_the_first_sale(app: Any, shop: Any) -> None:
    with transaction(app, shop.tenant_id) as tx:
        item = product(tx, tracked=False)
        sell_history(tx, item, today() - timedelta(days=20), [3.0, 0] * 10)
    found = outlook(app, shop, item)
    assert (found.days_in_stock, found.daily) == (20, 1.5)
    # Nobody told what is there: the demand is known, the day on which it ends is not.
    assert (found.coverage_days, found.stock_out_on, found.probability) == (None, None, None)
    assert advised(app, shop, item) == []


def test_what_arrived_late_belongs_to_its_day(app: Any, shop: Any) -> None:
    from digiboost.inventory import service as inventory

    item = past(app, shop, [2.0] * 10 + [0] * 5 + [2.0] * 5, left=10)
    assert outlook(app, shop, item).days_in_stock == 20
    with transaction(app, shop.tenant_id) as tx:
        # A phone tells today that all was taken away eleven days ago, and brought back five days ago.
        inventory.record_movements(tx, [movement(item, -20_000, at(today() - timedelta(days=11), 23))])
        inventory.record_movements(tx, [movement(item, 20_000, at(today() - timedelta(days=5), 0))])
    found = outlook(app, shop, item)
    assert (found.days_in_stock, found.daily) == (15, 2)


@pytest.mark.parametrize("sold", [[5.0] * 13, [0.0] * 40 + [1.0] * 4])
def test_too_little_is_known(app: Any, shop: Any, sold: list[float]) -> None:
    found = outlook(app, shop, past(app, shop, sold, left=3))
    assert found.state == "not_enough_data"
    assert (found.daily, found.deviation, found.coverage_days, found.probability) == (None, None, None, None)
    assert (found.stock_out_on, found.stock_out_earliest, found.stock_out_latest) == (None, None, None)


def test_when_a_shelf_runs_empty(app: Any, shop: Any) -> None:
    item = past(app, shop, [4.0] * 30, left=18)
    found = outlook(app, shop, item)
    assert found.probability == 1
    # 4 a day and 18 there: the fifth day, today being the first.
    assert found.stock_out_earliest == found.stock_out_on == found.stock_out_latest == today() + timedelta(days=4)
    # What is sold meanwhile is seen without a new forecast.
    from digiboost.inventory import service as inventory

    with transaction(app, shop.tenant_id) as tx:
        inventory.record_movements(tx, [movement(item, -10_000)])
        assert forecasting.outlooks(tx)[item].stock_out_on == today() + timedelta(days=1)
        inventory.record_movements(tx, [movement(item, -10_000)])
        empty = forecasting.outlooks(tx)[item]
        assert (empty.stock_out_on, empty.probability, empty.coverage_days) == (today(), 1, 0)
        inventory.record_movements(tx, [movement(item, 402_000)])
        assert forecasting.outlooks(tx)[item].stock_out_on == today() + timedelta(days=99)
        assert forecasting.outlooks(tx)[item].probability == 0


def test_who_is_running_out(app: Any, shop: Any, neighbour: Any) -> None:
    soon, later, idle = (past(app, shop, [4.0] * 30, left=left) for left in (10, 40, 4000))
    past(app, neighbour, [4.0] * 30, left=1)
    with transaction(app, shop.tenant_id) as tx:
        forecasting.refresh(tx)
        assert [one.product_id for one in forecasting.running_out(tx, 7, 0.3)] == [soon]
        assert [one.product_id for one in forecasting.running_out(tx, 12, 0.3)] == [soon, later]
        assert {one.horizon_days for one in forecasting.running_out(tx, 7, 0.3)} == {7}
        assert idle not in {one.product_id for one in forecasting.running_out(tx, 90, 0.01)}


def test_one_shop_never_sees_another(app: Any, shop: Any, neighbour: Any) -> None:
    item = past(app, shop, [4.0] * 30, left=10)
    with transaction(app, neighbour.tenant_id) as tx:
        assert forecasting.refresh(tx, [item]) == 0
        assert forecasting.outlooks(tx, [item]) == {}
        assert forecasting.advice(tx, [item]) == []


def test_the_night_makes_them_and_drops_what_is_no_longer_sold(app: Any, shop: Any) -> None:
    item, gone = past(app, shop, [4.0] * 30, left=10), past(app, shop, [4.0] * 30, left=10)
    with transaction(app, shop.tenant_id) as tx:
        assert forecasting.tonight(tx) == []
        assert set(forecasting.outlooks(tx)) == {item, gone}
    assert shop.delete(f"/products/{gone}").status_code in {200, 204}
    with transaction(app, shop.tenant_id) as tx:
        assert set(forecasting.outlooks(tx)) == {item}
        forecasting.tonight(tx)
        assert tx.value("SELECT count(*) FROM product_outlooks WHERE tenant_id = %s", (tx.tenant_id,)) == 1


def test_advice_by_demand(app: Any, shop: Any) -> None:
    seller = supplier(shop, lead_time_days=7)
    # Every other day 12 and 28: mean 20, sample deviation 8.14 over 30 days.
    sold: list[float] = [12.0, 28.0] * 15
    wanted = {"supplier_id": UUID(seller), "pack_size": 12_000}
    item = past(app, shop, sold, left=90, **wanted)
    (one,) = advised(app, shop, item)
    assert (one.basis, one.position, one.supplier_id, one.is_due) == ("demand", 90_000, UUID(seller), True)
    # 20 x 7 + 1.645 x sqrt(7 x 8.137^2) = 175.4; up to 20 x 14 + 1.645 x sqrt(14 x 8.137^2) = 330.1.
    assert one.reorder_point == pytest.approx(175_414, abs=10)
    assert one.quantity == 252_000
    # What is on order is as good as there.
    send(shop, order(shop, seller, (str(item), 120)))
    assert advised(app, shop, item) == []
    (one,) = advised(app, shop, item, due_only=False)
    assert (one.is_due, one.position, one.quantity) == (False, 210_000, 132_000)
    send(shop, order(shop, seller, (str(item), 240)))
    assert advised(app, shop, item, due_only=False) == []


def test_advice_follows_what_receipts_teach(app: Any, shop: Any) -> None:
    seller = supplier(shop, lead_time_days=3)
    item = past(app, shop, [20.0] * 30, left=150, supplier_id=UUID(seller))
    assert advised(app, shop, item) == []
    other = past(app, shop, [0.0] * 3, left=5, supplier_id=UUID(seller))
    for sent_days, took in ((60, 8), (50, 10), (40, 12)):
        made = order(shop, seller, (str(other), 2))
        send(shop, made, occurred_at=at(today() - timedelta(days=sent_days)).isoformat())
        arrived = at(today() - timedelta(days=sent_days - took)).isoformat()
        receive(shop, (str(other), 2), order_id=made["id"], occurred_at=arrived)
    # Ten days with a deviation of two: 200 + 1.645 x 20 x 2 = 265.8.
    (one,) = advised(app, shop, item)
    assert one.reorder_point == pytest.approx(265_800, abs=10)


def test_advice_by_the_minimum_that_somebody_typed(app: Any, shop: Any) -> None:
    item = past(app, shop, [1.0] * 5, left=8, min_stock=10_000, pack_size=6_000)
    (one,) = advised(app, shop, item)
    # Twice the minimum where no maximum was typed.
    assert (one.basis, one.quantity, one.reorder_point) == ("minimum", 12_000, 10_000)
    assert shop.patch(f"/products/{item}", {"max_stock": 40}).status_code == 200
    (one,) = advised(app, shop, item)
    assert one.quantity == 36_000
    assert advised(app, shop, past(app, shop, [1.0] * 5, left=8)) == []
