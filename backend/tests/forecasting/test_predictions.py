"""The dashboard of what is to come, and the orders that come out of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digiboost.forecasting import predicting
from digiboost.forecasting import service as forecasting
from digiboost.forecasting.ahead import Ahead, unmet
from digiboost.forecasting.formulas import chance_within
from digiboost.forecasting.schemas import PredictionsOut
from digiboost.inventory import service as inventory
from digiboost.kernel.http.kept import Kept
from digiboost.kernel.ids import new_id
from tests.factories.buying import order, send, supplier
from tests.factories.requests import field_problem, only_for, problem, refuses_nobody
from tests.factories.stock import movement, transaction
from tests.forecasting.shop import past, today

PATH, ORDERS = "/dashboards/predictions", "/forecasts/orders"


def predictions(person: Any, **headers: str) -> dict[str, Any]:
    answer = person.get(PATH, headers=headers)
    assert answer.status_code == 200, answer.text
    assert PredictionsOut.model_validate_json(answer.content)
    found: dict[str, Any] = answer.json()
    return found


def lines(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {line["product_id"]: line for group in found["advice"] for line in group["lines"]}


def test_who_may_look(app: Any, client: Any, shop: Any, neighbour: Any) -> None:
    refuses_nobody(client, "GET", PATH)
    assert predictions(shop)["advice"] == []
    seller = supplier(shop)
    item = past(app, shop, [4.0] * 30, left=10, supplier_id=UUID(seller), purchase_price=700)
    theirs = predictions(neighbour)
    assert (theirs["known"], theirs["not_enough_data"], theirs["stock_outs"], theirs["advice"]) == (0, 0, [], [])
    for role, sees in (("owner", True), ("manager", True), ("employee", False), ("viewer", False)):
        person = shop if role == "owner" else shop.colleague(role)
        found = predictions(person)
        line = lines(found)[str(item)]
        assert (line["unit_cost"] == 700, line["amount"] is not None) == (sees, sees), role
        (group,) = found["advice"]
        assert (group["total"] is not None) == sees, role
        assert "700" not in line["reason"]


def test_an_unchanged_answer_is_not_sent_again(app: Any, shop: Any) -> None:
    item = past(app, shop, [4.0] * 30, left=10)
    tag = shop.get(PATH).headers["etag"]
    assert shop.get(PATH, headers={"If-None-Match": tag}).status_code == 304
    with transaction(app, shop.tenant_id) as tx:
        inventory.record_movements(tx, [movement(item, -1000)])
    assert shop.get(PATH, headers={"If-None-Match": tag}).status_code == 200


def test_what_runs_out_and_when(app: Any, shop: Any) -> None:
    soon = past(app, shop, [4.0] * 30, left=18, sale_price=500, name="Riz")
    gone = past(app, shop, [2.0] * 30, left=0, sale_price=1000, name="Huile")
    late = past(app, shop, [4.0] * 30, left=90, name="Savon")
    dead = past(app, shop, [1.0] * 20 + [0.0] * 65, left=5, name="Vieux")
    with transaction(app, shop.tenant_id) as tx:
        inventory.record_movements(tx, [movement(dead, -5000)])
    new = past(app, shop, [3.0] * 5, left=2, name="Neuf")
    found = predictions(shop)
    assert (found["known"], found["not_enough_data"], found["horizon_days"]) == (4, 1, 15)
    assert [one["product_id"] for one in found["stock_outs"]] == [str(gone), str(soon)]
    first, second = found["stock_outs"]
    day = today().isoformat()
    assert (first["stock_out_on"], first["earliest"], first["latest"], first["probability"]) == (day, day, day, 1)
    # Two a day for 15 days at 1,000 each; nothing is on its way.
    assert (first["lost_revenue"], first["arrives_on"]) == (30_000, None)
    assert second["stock_out_on"] == (today() + timedelta(days=4)).isoformat()
    # 60 will be asked for and 18 are there.
    assert (second["daily"], second["lost_revenue"]) == (4, 42 * 500)
    assert {str(late), str(dead), str(new)} & {one["product_id"] for one in found["stock_outs"]} == set()


def test_what_is_cut_off_comes_last(app: Any, shop: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Among what is as soon and as sure, the dearest loss is not lost sight of."""
    for n, price in enumerate((300, 900, 500, 700)):
        past(app, shop, [2.0] * 30, left=0, sale_price=price, name=f"Huile {n}")
    past(app, shop, [4.0] * 30, left=18, sale_price=5000, name="Riz")
    everything = predictions(shop)["stock_outs"]
    assert [one["name"] for one in everything] == ["Huile 1", "Huile 3", "Huile 2", "Huile 0", "Riz"]
    for most in (1, 2, 4, 5):
        monkeypatch.setattr(predicting, "AT_MOST", most)
        monkeypatch.setattr(predicting, "KEPT", Kept())
        assert predictions(shop)["stock_outs"] == everything[:most]


def test_a_shelf_that_perhaps_runs_empty(app: Any, shop: Any) -> None:
    # Ten on every tenth day: within 15 days one or two of them.
    item = past(app, shop, ([0.0] * 9 + [10.0]) * 8, left=15)
    (one,) = predictions(shop)["stock_outs"]
    assert one["product_id"] == str(item)
    assert 0.3 <= one["probability"] < 0.8
    days = [today().isoformat(), one["earliest"], one["stock_out_on"], (today() + timedelta(days=14)).isoformat()]
    assert days == sorted(days)
    assert one["latest"] is None


def test_goods_on_their_way_save_sales(app: Any, shop: Any) -> None:
    seller = supplier(shop)
    item = past(app, shop, [4.0] * 30, left=8, sale_price=500, supplier_id=UUID(seller))
    day = (today() + timedelta(days=4)).isoformat()
    draft = order(shop, seller, (str(item), 20), expected_on=day)
    (line,) = lines(predictions(shop)).values()
    assert (line["on_order"], line["in_drafts"]) == (0, 20)
    send(shop, draft)
    found = predictions(shop)
    (one,) = found["stock_outs"]
    # Empty after two days; two days without; from the fifth day on five more days are served.
    assert (one["lost_revenue"], one["arrives_on"]) == ((60 - 8 - 20) * 500, day)
    assert (lines(found)[str(item)]["on_order"], lines(found)[str(item)]["in_drafts"]) == (20, 0)


def test_the_days_are_in_order_whatever_arrives(app: Any, shop: Any) -> None:
    """Of one piece a chance of a third may reach half of itself before any course has taken it."""
    seller = supplier(shop)
    for left in (1, 2, 3):
        item = past(app, shop, ([0.0] * 9 + [1.0]) * 8, left=left, supplier_id=UUID(seller))
        send(shop, order(shop, seller, (str(item), 1), expected_on=str(today() + timedelta(days=3))))
        past(app, shop, ([0.0] * 4 + [1.0]) * 12, left=left)
    found = predictions(shop)["stock_outs"]
    assert found
    for one in found:
        assert one["earliest"] <= one["stock_out_on"] <= (one["latest"] or one["stock_out_on"])


def test_what_arrives_in_time_keeps_a_shelf_from_running_out(app: Any, shop: Any) -> None:
    seller = supplier(shop)
    item = past(app, shop, [4.0] * 30, left=20, supplier_id=UUID(seller))
    assert [one["stock_out_on"] for one in predictions(shop)["stock_outs"]] == [str(today() + timedelta(days=4))]
    send(shop, order(shop, seller, (str(item), 20), expected_on=str(today() + timedelta(days=3))))
    # 40 for four a day: the tenth day takes the last, not the fifth.
    assert [one["stock_out_on"] for one in predictions(shop)["stock_outs"]] == [str(today() + timedelta(days=9))]
    with transaction(app, shop.tenant_id) as tx:
        assert forecasting.running_out(tx, 7, 0.3) == []
        (one,) = forecasting.running_out(tx, 14, 0.3)
        assert (one.product_id, one.stock_out_on) == (item, today() + timedelta(days=9))
    send(shop, order(shop, seller, (str(item), 40), expected_on=str(today() + timedelta(days=6))))
    assert predictions(shop)["stock_outs"] == []


@settings(deadline=None)
@given(st.floats(0.5, 20), st.dictionaries(st.integers(2, 6), st.floats(0.5, 9)), st.integers(1, 6))
def test_the_chance_is_that_of_the_worst_evening(there: float, arrivals: dict[int, float], day: int) -> None:
    look = Ahead(CURVE_OF_SIX, 6, there, 0.0, sorted(arrivals.items()))
    been = [there + sum(more for when, more in arrivals.items() if when <= evening) for evening in range(1, 7)]
    evenings = [day, *(when - 1 for when in arrivals if when <= day)]
    assert look.chance(day) == pytest.approx(max(chance_within(CURVE_OF_SIX, n, been[n - 1]) for n in evenings))
    for quantile, path in CURVE_OF_SIX:
        emptied = next((n for n in range(1, 7) if path[n - 1] >= been[n - 1]), None)
        assert look.day(quantile) == emptied


CURVE_OF_SIX = [
    (0.1, [1.0, 2.0, 2.5, 3.0, 3.5, 4.0]), (0.5, [2.0, 4.0, 6.0, 7.0, 9.0, 11.0]),
    (0.9, [4.0, 8.0, 12.0, 15.0, 20.0, 26.0]),
]  # fmt: skip
CURVE = [(0.1, [1.0, 2.0, 3.0]), (0.5, [2.0, 4.0, 6.0]), (0.9, [4.0, 8.0, 12.0])]


def test_what_is_asked_for_in_vain() -> None:
    # A shelf with 4: courses of 3, 6 and 12, with the shares 0.3, 0.4 and 0.3 of the chances.
    assert unmet(CURVE, 3, 4) == pytest.approx(0.4 * 2 + 0.3 * 8)
    assert unmet(CURVE, 3, 0) == pytest.approx(0.3 * 3 + 0.4 * 6 + 0.3 * 12)
    # Three more on the third morning: of the last course 4 are lost on the second day already.
    assert unmet(CURVE, 3, 4, [(3, 3.0)]) == pytest.approx(0.3 * (4 + 1))
    # What is overdue comes tomorrow morning.
    assert unmet(CURVE, 3, 4, [(-5, 100.0)]) == 0
    # Past its end a course goes on at the pace of the middle one.
    assert unmet([(0.5, [2.0, 4.0])], 4, 0) == pytest.approx(8)


def day_by_day(path: list[float], on_hand: float, arrivals: dict[int, float]) -> float:
    """The shelf gone through in one course of events."""
    left, before, lost = on_hand, 0.0, 0.0
    for day, until in enumerate(path, start=1):
        left += arrivals.get(day, 0.0)
        served = min(until - before, left)
        lost += until - before - served
        left, before = left - served, until
    return lost


@settings(deadline=None)
@given(
    st.lists(st.floats(0, 9), min_size=6, max_size=6),
    st.floats(0, 30),
    st.dictionaries(st.integers(2, 6), st.floats(0, 20)),
)
def test_it_is_what_a_walk_along_the_shelf_finds(asked: list[float], there: float, arrivals: dict[int, float]) -> None:
    path = [sum(asked[: n + 1]) for n in range(len(asked))]
    found = unmet([(0.5, path)], len(path), there, sorted(arrivals.items()))
    assert found == pytest.approx(day_by_day(path, there, arrivals), abs=1e-6)


@settings(deadline=None)
@given(st.floats(0, 20), st.floats(0, 20), st.integers(1, 6), st.integers(1, 6))
def test_more_on_the_shelf_never_loses_more(there: float, more: float, day: int, later: int) -> None:
    assert unmet(CURVE, 6, there + more) <= unmet(CURVE, 6, there) + 1e-9
    early, late = sorted((day, later))
    assert unmet(CURVE, 6, there, [(early, more)]) <= unmet(CURVE, 6, there, [(late, more)]) + 1e-9


def test_advice_by_supplier_with_its_reason(app: Any, shop: Any) -> None:
    big = supplier(shop, "Dakar Gros", lead_time_days=7, minimum_order=500_000)
    small = supplier(shop, "Awa Distribution", lead_time_days=2)
    rice = past(
        app, shop, [12.0, 28.0] * 15, left=90, supplier_id=UUID(big), pack_size=12_000, purchase_price=1_000, name="Riz"
    )
    soap = past(app, shop, [3.0] * 30, left=1, supplier_id=UUID(small), name="Savon")
    alone = past(app, shop, [3.0] * 30, left=2, purchase_price=100, name="Seul")
    few = past(app, shop, [1.0] * 5, left=8, min_stock=10_000, supplier_id=UUID(small), purchase_price=50, name="Peu")
    found = predictions(shop)
    # The supplier whose shelf runs empty first comes first, products without one come last.
    assert [group["supplier_name"] for group in found["advice"]] == ["Awa Distribution", "Dakar Gros", None]
    first, second, last = found["advice"]
    assert [line["product_id"] for line in first["lines"]] == [str(soap), str(few)]
    # The cost of one line is not known, so neither is the total.
    assert (first["total"], first["below_minimum"], first["lead_time_days"]) == (None, None, 2)
    assert [line["amount"] for line in first["lines"]] == [None, 600]
    assert (second["total"], second["minimum_order"], second["below_minimum"]) == (252_000, 500_000, True)
    assert (last["supplier_id"], last["total"] is None) == (None, False)
    said = lines(found)
    assert (said[str(rice)]["quantity"], said[str(rice)]["basis"], said[str(few)]["basis"]) == (
        252,
        "demand",
        "minimum",
    )
    assert said[str(rice)]["reason"] == (
        "Reste 90. Vente : 20 par jour. Livraison en 7 j, sécurité 35 : commander dès 175, pour tenir 14 j."
    )
    assert said[str(few)]["reason"] == "Reste 8. Trop peu de ventes connues pour prévoir : votre minimum décide."
    english = lines(predictions(shop, **{"Accept-Language": "en"}))
    assert english[str(rice)]["reason"] == (
        "90 left. Sells 20 a day. Delivery takes 7 d, safety stock 35: order at 175, to last 14 d."
    )
    assert str(alone) in english


# -- orders -------------------------------------------------------------------------------------


def test_orders_out_of_the_advice(app: Any, client: Any, shop: Any, neighbour: Any) -> None:
    refuses_nobody(client, "POST", ORDERS, {})
    only_for(shop, {"manager"}, "POST", ORDERS, {})
    big, small = supplier(shop, "Dakar Gros"), supplier(shop, "Awa Distribution")
    rice = past(app, shop, [4.0] * 30, left=1, supplier_id=UUID(big), purchase_price=1_000)
    oil = past(app, shop, [4.0] * 30, left=1, supplier_id=UUID(big), purchase_price=300)
    soap = past(app, shop, [4.0] * 30, left=1, supplier_id=UUID(small))
    body = {"lines": [{"product_id": str(one), "quantity": 2.5} for one in (rice, soap, oil)]}
    assert problem(neighbour.post(ORDERS, body)) == (404, "not_found")
    key = {"Idempotency-Key": str(new_id())}
    answer = shop.post(ORDERS, body, headers=key)
    assert answer.status_code == 201, answer.text
    first, second = answer.json()["orders"]
    assert (first["supplier_name"], first["line_count"], first["total"]) == ("Awa Distribution", 1, None)
    assert (second["supplier_name"], second["line_count"], second["total"]) == ("Dakar Gros", 2, 2_500 + 750)
    made = shop.get(f"/purchase-orders/{second['id']}").json()
    assert (made["status"], made["number"], made["total"]) == ("draft", second["number"], 3_250)
    assert [(line["product_id"], line["quantity"]) for line in made["lines"]] == [(str(rice), 2.5), (str(oil), 2.5)]
    # The same request again makes nothing new.
    assert shop.post(ORDERS, body, headers=key).json() == answer.json()
    assert len(shop.get("/purchase-orders").json()["items"]) == 2


def test_orders_that_cannot_be_made(app: Any, shop: Any, neighbour: Any) -> None:
    seller = supplier(shop)
    good = past(app, shop, [4.0] * 30, left=1, supplier_id=UUID(seller))
    alone = past(app, shop, [4.0] * 30, left=1)
    theirs = past(app, neighbour, [4.0] * 30, left=1)

    def asked(*ids: UUID) -> Any:
        return shop.post(ORDERS, {"lines": [{"product_id": str(one), "quantity": 1} for one in ids]})

    assert field_problem(asked(good, alone)) == ("lines.1.product_id", "product_without_supplier")
    assert field_problem(asked(good, good)) == ("lines.1.product_id", "product_twice")
    assert problem(asked(good, theirs)) == (404, "not_found")
    assert problem(asked(good, new_id())) == (404, "not_found")
    assert asked().status_code == 422
    # All of them or none.
    assert shop.get("/purchase-orders").json()["items"] == []


def test_the_average_cost_stands_in_for_a_price(app: Any, shop: Any) -> None:
    from tests.factories.trade import shelf

    item = shelf(app, shop, on_hand=10, cost=450, supplier_id=UUID(supplier(shop)))
    made = shop.post(ORDERS, {"lines": [{"product_id": item, "quantity": 10}]}).json()["orders"][0]
    assert made["total"] == 4_500


def test_an_order_is_no_longer_than_an_order_may_be(app: Any, shop: Any) -> None:
    from tests.factories.stock import product

    seller = UUID(supplier(shop))
    with transaction(app, shop.tenant_id) as tx:
        items = [product(tx, supplier_id=seller) for _ in range(201)]
    answer = shop.post(ORDERS, {"lines": [{"product_id": str(one), "quantity": 1} for one in items]})
    assert [one["line_count"] for one in answer.json()["orders"]] == [200, 1]
