"""How far a company looks ahead, and what it aims at."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from digiboost.forecasting import service as forecasting
from digiboost.forecasting.schemas import ForecastSettingsOut
from tests.factories.buying import supplier
from tests.factories.requests import field_problem, only_for, problem, refuses_nobody
from tests.factories.stock import transaction
from tests.forecasting.shop import past, today
from tests.forecasting.test_predictions import lines, predictions

PATH = "/forecasts/settings"
DEFAULTS = {
    "horizon_days": 15, "review_days": 7, "service_a": 0.98, "service_b": 0.95, "service_c": 0.9, "version": 0,
}  # fmt: skip


def test_settings(client: Any, shop: Any, neighbour: Any) -> None:
    refuses_nobody(client, "GET", PATH)
    refuses_nobody(client, "PATCH", PATH, {})
    only_for(shop, {"manager"}, "PATCH", PATH, {"horizon_days": 0})
    assert shop.get(PATH).json() == shop.colleague("viewer").get(PATH).json() == DEFAULTS
    answer = shop.patch(PATH, {"review_days": 14, "service_c": 0.95}, headers={"If-Match": '"0"'})
    assert ForecastSettingsOut.model_validate_json(answer.content)
    assert answer.json() == {**DEFAULTS, "review_days": 14, "service_c": 0.95, "version": 1}
    assert problem(shop.patch(PATH, {"review_days": 7}, headers={"If-Match": '"0"'})) == (409, "version_conflict")
    assert shop.patch(PATH, {"review_days": 7}, headers={"If-Match": '"1"'}).json()["version"] == 2
    assert neighbour.get(PATH).json() == DEFAULTS


@pytest.mark.parametrize(
    "body",
    [{"horizon_days": 6}, {"horizon_days": 31}, {"review_days": 0}, {"service_a": 0.5}, {"service_a": None}, {"x": 1}],
)
def test_settings_that_cannot_be(shop: Any, body: dict[str, Any]) -> None:
    assert shop.patch(PATH, body).status_code == 422
    assert shop.get(PATH).json() == DEFAULTS


def test_what_cannot_be_emptied_says_so(shop: Any) -> None:
    assert field_problem(shop.patch(PATH, {"review_days": None})) == ("review_days", "field.missing")


def test_what_sells_most_is_kept_with_more_certainty(app: Any, shop: Any) -> None:
    seller = UUID(supplier(shop, lead_time_days=7))
    item = past(app, shop, [12.0, 28.0] * 15, left=90, supplier_id=seller)
    points = {}
    for abc in (None, "A", "B", "C"):
        with transaction(app, shop.tenant_id) as tx:
            forecasting.refresh(tx, [item])
            tx.run(
                "INSERT INTO product_standings (tenant_id, product_id, revenue, abc, made_at) VALUES (%s, %s, 1, %s,"
                " now()) ON CONFLICT (tenant_id, product_id) DO UPDATE SET abc = excluded.abc",
                (tx.tenant_id, item, abc),
            )
            points[abc] = forecasting.reorder_points(tx, [item])[item]
    # 140 + z x 21.5.
    assert points == pytest.approx({None: 175_414, "A": 184_219, "B": 175_414, "C": 167_600}, abs=30)
    shop.patch(PATH, {"service_c": 0.98})
    with transaction(app, shop.tenant_id) as tx:
        assert forecasting.reorder_points(tx, [item])[item] == points["A"]


def test_the_night_makes_classes_before_it_is_asked_what_to_order(app: Any, shop: Any) -> None:
    item = past(app, shop, [4.0] * 40, left=100)
    with transaction(app, shop.tenant_id) as tx:
        tx.run(
            "INSERT INTO product_weeks (tenant_id, product_id, week, units, revenue) SELECT tenant_id, product_id,"
            " date_trunc('week', day)::date, sum(units), 1000 FROM product_days WHERE tenant_id = %s GROUP BY 1, 2, 3",
            (tx.tenant_id,),
        )
        forecasting.tonight(tx)
        (one,) = forecasting.reordering(tx, [item])
        assert one.service == 0.98


def test_who_looks_less_often_orders_more(app: Any, shop: Any) -> None:
    item = past(app, shop, [10.0] * 30, left=10)
    assert lines(predictions(shop))[str(item)]["quantity"] == 130
    shop.patch(PATH, {"review_days": 21})
    assert lines(predictions(shop))[str(item)]["quantity"] == 270


@pytest.mark.parametrize(("horizon", "listed"), [(7, False), (15, False), (21, True), (30, True)])
def test_how_far_is_looked(app: Any, shop: Any, horizon: int, listed: bool) -> None:
    item = past(app, shop, [4.0] * 30, left=70, sale_price=100)
    shop.patch(PATH, {"horizon_days": horizon})
    found = predictions(shop)
    assert found["horizon_days"] == horizon
    assert [one["product_id"] for one in found["stock_outs"]] == ([str(item)] if listed else [])
    if listed:
        (one,) = found["stock_outs"]
        assert one["stock_out_on"] == (today() + timedelta(days=17)).isoformat()
        assert one["lost_revenue"] == (4 * horizon - 70) * 100
