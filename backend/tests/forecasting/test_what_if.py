"""What a manager expects of the forecast and of the advice when something happens in the shop."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import numpy as np
import pytest

from digiboost.forecasting import service as forecasting
from digiboost.forecasting.calendar import entries
from digiboost.forecasting.types import Advice, Outlook
from digiboost.inventory import service as inventory
from tests.factories.buying import supplier
from tests.factories.stock import movement, transaction
from tests.forecasting.shop import past, sell_history, today
from tests.forecasting.test_nights import busy_shop
from tests.forecasting.test_predictions import lines, predictions


def night(app: Any, shop: Any) -> dict[UUID, Outlook]:
    with transaction(app, shop.tenant_id) as tx:
        forecasting.tonight(tx)
        return forecasting.outlooks(tx)


def advised(app: Any, shop: Any, item: UUID) -> Advice | None:
    with transaction(app, shop.tenant_id) as tx:
        return next(iter(forecasting.advice(tx, [item])), None)


def sold_on(app: Any, shop: Any, item: UUID, first: date, units: list[float | None]) -> None:
    """More sales of these days, without touching the shelf."""
    with transaction(app, shop.tenant_id) as tx:
        sell_history(tx, item, first, units)


def busy(app: Any, shop: Any) -> list[UUID]:
    """A shop with enough products and days that the forecast is learnt."""
    with transaction(app, shop.tenant_id) as tx:
        return busy_shop(tx)


# -- a promotion --------------------------------------------------------------------------------


def test_a_promotion_that_is_over_is_not_ordered_for(app: Any, shop: Any) -> None:
    """In a shop that has promotions now and then: ten days of four times as much."""
    items, random = busy(app, shop), np.random.default_rng(5)
    with transaction(app, shop.tenant_id) as tx:
        for item in items:
            for back in (random.integers(100, 160), random.integers(20, 90)):
                first = today() - timedelta(days=int(back))
                tx.run(
                    "UPDATE product_days SET units = 4 * units WHERE tenant_id = %s AND product_id = %s"
                    " AND day BETWEEN %s AND %s",
                    (tx.tenant_id, item, first, first + timedelta(days=9)),
                )
    usual = [float(one) for one in random.poisson(4, 160)]
    plain = past(app, shop, usual, left=60, name="Sans promotion")
    item = past(app, shop, [4 * one if 130 <= n < 140 else one for n, one in enumerate(usual)], left=60, name="Promo")
    found = night(app, shop)
    assert found[item].daily is not None
    assert (found[item].expected or 0) < 1.25 * (found[plain].expected or 0)


def test_a_promotion_leaves_a_wider_interval_and_more_safety(app: Any, shop: Any) -> None:
    steady = past(app, shop, [4.0] * 40, left=30)
    promoted = past(app, shop, [4.0] * 20 + [12.0] * 5 + [4.0] * 15, left=30)
    with transaction(app, shop.tenant_id) as tx:
        forecasting.refresh(tx)
        points = {one.product_id: one for one in forecasting.reordering(tx, [steady, promoted])}
    assert points[steady].safety_stock == 0
    assert points[promoted].safety_stock > 0


# -- a rupture ----------------------------------------------------------------------------------


def test_empty_shelves_do_not_drag_the_demand_down(app: Any, shop: Any) -> None:
    seller = UUID(supplier(shop, lead_time_days=5))
    there = past(app, shop, [6.0] * 60, left=20, supplier_id=seller)
    gone: list[float | None] = [6.0] * 25 + [None] * 20 + [6.0] * 15
    out = past(app, shop, gone, left=20, supplier_id=seller)
    with transaction(app, shop.tenant_id) as tx:
        forecasting.refresh(tx)
        found = forecasting.outlooks(tx, [there, out])
        first, second = forecasting.advice(tx, [there, out])
    assert found[there].daily == found[out].daily == 6
    assert found[out].days_in_stock == 40
    assert found[there].expected == pytest.approx(found[out].expected)
    assert (first.quantity, first.reorder_point) == (second.quantity, second.reorder_point)


def test_a_shelf_that_is_empty_now_is_ordered_at_what_it_used_to_sell(app: Any, shop: Any) -> None:
    seller = UUID(supplier(shop, lead_time_days=5))
    sold: list[float | None] = [6.0] * 40 + [None] * 10
    item = past(app, shop, sold, supplier_id=seller, sale_price=1_000)
    # The factory brings something in on the morning after; it is taken away again.
    with transaction(app, shop.tenant_id) as tx:
        left = tx.value(
            "SELECT on_hand FROM stock_levels WHERE tenant_id = %s AND product_id = %s", (tx.tenant_id, item)
        )
        if left > 0:
            inventory.record_movements(tx, [movement(item, -left)])
    found = predictions(shop)
    (one,) = found["stock_outs"]
    assert (one["stock_out_on"], one["daily"], one["lost_revenue"]) == (today().isoformat(), 6, 90_000)
    assert lines(found)[str(item)]["quantity"] == 72


# -- a new product ------------------------------------------------------------------------------


def test_a_new_product_says_that_it_does_not_know_yet(app: Any, shop: Any) -> None:
    new = past(app, shop, [5.0] * 8, left=3, name="Nouveau")
    found = predictions(shop)
    assert (found["known"], found["not_enough_data"], found["stock_outs"], found["advice"]) == (0, 1, [], [])
    # Who typed a minimum is warned all the same, and told on what grounds.
    assert shop.patch(f"/products/{new}", {"min_stock": 10, "max_stock": 30}).status_code == 200
    (line,) = lines(predictions(shop)).values()
    assert (line["basis"], line["quantity"], line["probability"]) == ("minimum", 27, None)
    assert "minimum" in line["reason"]


def test_a_new_product_in_a_busy_shop_is_known_after_two_weeks(app: Any, shop: Any) -> None:
    busy(app, shop)
    young, younger = past(app, shop, [5.0] * 14, left=30), past(app, shop, [5.0] * 13, left=30)
    found = night(app, shop)
    assert (found[young].state, found[younger].state) == ("known", "not_enough_data")
    assert found[young].expected == pytest.approx(75, rel=0.25)


# -- a dead product -----------------------------------------------------------------------------


@pytest.mark.parametrize("learnt", [False, True])
def test_a_dead_product_is_not_ordered(app: Any, shop: Any, learnt: bool) -> None:
    if learnt:
        busy(app, shop)
    seller = UUID(supplier(shop))
    item = past(app, shop, [2.0] * 25 + [0.0] * 60, left=3, supplier_id=seller)
    found = night(app, shop)[item]
    assert found.state == "known"
    assert (found.expected or 0) < 1
    assert found.probability is not None
    assert found.probability < 0.1
    assert advised(app, shop, item) is None
    # Nor when the last pieces are gone.
    with transaction(app, shop.tenant_id) as tx:
        inventory.record_movements(tx, [movement(item, -3_000)])
    assert advised(app, shop, item) is None
    said = predictions(shop)
    assert str(item) not in {one["product_id"] for one in said["stock_outs"]} | set(lines(said))


def test_a_product_that_sells_once_a_week_is_not_dead(app: Any, shop: Any) -> None:
    seller = UUID(supplier(shop))
    item = past(app, shop, ([0.0] * 6 + [1.0]) * 12 + [0.0] * 5, left=0, supplier_id=seller)
    said = predictions(shop)
    assert str(item) in {one["product_id"] for one in said["stock_outs"]}
    assert lines(said)[str(item)]["quantity"] >= 2
    assert "par semaine" in lines(said)[str(item)]["reason"]


# -- a season -----------------------------------------------------------------------------------


def test_before_tabaski_more_is_ordered(app: Any, shop: Any) -> None:
    """Three feasts of the past at which twice as much was sold, and the next one begins tomorrow: the dates are put
    there, since no test can wait for it."""
    items = busy(app, shop)
    ahead = {"first": (today() + timedelta(days=1)).isoformat(), "last": (today() + timedelta(days=10)).isoformat()}
    seller = UUID(supplier(shop, lead_time_days=5))
    feasts = [today() - timedelta(days=back) for back in (150, 105, 60)]
    with transaction(app, shop.tenant_id) as tx:
        for feast in feasts:
            tx.run(
                "UPDATE product_days SET units = 2 * units WHERE tenant_id = %s AND day BETWEEN %s AND %s",
                (tx.tenant_id, feast, feast + timedelta(days=9)),
            )
        tx.run("UPDATE products SET supplier_id = %s WHERE tenant_id = %s", (seller, tx.tenant_id))
        inventory.record_movements(tx, [movement(one, 1_000) for one in items])
        tx.run("UPDATE stock_levels SET tracked = true WHERE tenant_id = %s", (tx.tenant_id,))
    for feast in feasts:
        last = (feast + timedelta(days=9)).isoformat()
        body = {"name": "Tabaski de la boutique", "first": feast.isoformat(), "last": last}
        assert shop.post("/forecasts/calendar", body).status_code == 201

    def ordered() -> tuple[float, int]:
        found = night(app, shop)
        with transaction(app, shop.tenant_id) as tx:
            return (
                sum(found[one].expected or 0 for one in items),
                sum(one.quantity for one in forecasting.advice(tx, items, due_only=False)),
            )

    usual, order = ordered()
    assert shop.post("/forecasts/calendar", {"name": "Tabaski de la boutique", **ahead}).status_code == 201
    feast_demand, feast_order = ordered()
    # Ten of fifteen days with twice the demand.
    assert feast_demand == pytest.approx(usual * 5 / 3, rel=0.15)
    assert feast_order > 1.3 * order
    said = [line["reason"] for line in lines(predictions(shop)).values()]
    assert sum("s'annoncent plus forts" in reason for reason in said) > len(said) / 2


def test_the_feasts_of_a_year_are_in_the_calendar_without_anybody_typing_them(app: Any, shop: Any) -> None:
    answer = shop.get("/forecasts/calendar").json()["entries"]
    ours = {one.key for one in entries(today(), today() + timedelta(days=365))}
    assert {one["key"] for one in answer} == ours


# -- cartons ------------------------------------------------------------------------------------


def test_a_product_sold_by_the_carton(app: Any, shop: Any) -> None:
    seller = UUID(supplier(shop, lead_time_days=7))
    carton: list[float | None] = [12.0, 0, 0, 24.0, 0, 12.0] * 10
    item = past(app, shop, carton, left=30, supplier_id=seller, pack_size=12_000, purchase_price=100)
    said = predictions(shop)
    (one,) = said["stock_outs"]
    assert one["daily"] == 8
    line = lines(said)[str(item)]
    # Whole cartons, and as many as the target needs at the least.
    assert line["quantity"] % 12 == 0
    with transaction(app, shop.tenant_id) as tx:
        (by,) = forecasting.reordering(tx, [item])
    assert 0 <= line["quantity"] - (by.target / 1000 - 30) < 12
    assert line["amount"] == line["quantity"] * 100
    # 30 are gone with the third carton: what is between two cartons is as good as the fuller one.
    with transaction(app, shop.tenant_id) as tx:
        chances = []
        for taken in (0, 5_000, 1_000):
            if taken:
                inventory.record_movements(tx, [movement(item, -taken)])
            chances.append(forecasting.outlooks(tx, [item])[item].probability)
    # 30 and 25 need three cartons, 24 needs two.
    assert chances[0] == chances[1]
    assert chances[1] is not None
    assert chances[2] is not None
    assert chances[2] >= chances[1]
