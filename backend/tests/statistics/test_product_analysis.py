"""One product from every side, recomputed here from sales, movements and stored outlooks by other SQL."""

from __future__ import annotations

import time
from collections import defaultdict
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from digiboost.forecasting import service as forecasting
from digiboost.forecasting.formulas import chance_within
from digiboost.kernel.clock import day_of, now
from digiboost.purchasing.service import lead_times
from tests.factories.people import Person
from tests.factories.stock import transaction
from tests.factories.trade import sell, shelf
from tests.forecasting.shop import past, today


def path(product_id: Any) -> str:
    return f"/analytics/products/{product_id}/analysis"


def analysis(person: Any, product_id: Any) -> dict[str, Any]:
    answer = person.get(path(product_id))
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def items_of(person: Person) -> list[dict[str, Any]]:
    answer = person.get("/dashboards/stock-detail", params={"limit": 200, "sort": "-revenue"})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def test_who_may_look(app: Any, client: Any, shop: Any, neighbour: Any) -> None:
    item = shelf(app, shop, cost=500, sale_price=1000)
    sell(shop, (item, 1))
    assert client.get(f"/api/v1{path(item)}").status_code == 401
    theirs, unknown = neighbour.get(path(item)), neighbour.get(path(uuid4()))
    assert theirs.status_code == unknown.status_code == 404
    assert theirs.json()["code"] == unknown.json()["code"] == "not_found"
    for role, sees in (("owner", True), ("manager", True), ("employee", False), ("viewer", False)):
        person = shop if role == "owner" else shop.colleague(role)
        found = analysis(person, item)
        assert found["item"]["value"] == (4500 if sees else None), role
        assert found["months"][-1]["revenue"] == 1000
        assert found["months"][-1]["margin"] == (500 if sees else None), role
        assert found["margin_rate"] == (0.5 if sees else None), role
        assert (found["turnover"] is None) == (found["gmroi"] is None) == (not sees), role


def test_a_product_that_is_sold_no_more_is_not_there(app: Any, shop: Any) -> None:
    item = shelf(app, shop, on_hand=0)
    assert shop.patch(f"/products/{item}", {"is_active": False}).status_code == 200
    assert shop.get(path(item)).status_code == 404


def test_a_product_of_which_nothing_is_known_yet(app: Any, shop: Any) -> None:
    found = analysis(shop, shelf(app, shop, on_hand=4, min_stock=5000))
    assert (found["state"], found["forecast"], found["reliability"]) == ("not_enough_data", [], None)
    assert (found["reorder_point"], found["safety_stock"]) == (5, None)
    # Twice the minimum is wanted, four are there.
    assert found["advised"] == 6
    assert [day["in_stock"] for day in found["history"]] == [False] * 89 + [True]
    assert (found["fill_rate"], found["turnover"], found["gmroi"], found["margin_rate"]) == (None,) * 4
    assert [month["units"] for month in found["months"]] == [0] * 12
    nothing = analysis(shop, shelf(app, shop, on_hand=4))
    assert (nothing["reorder_point"], nothing["advised"]) == (None, None)


def test_days_without_stock_and_what_was_missed(app: Any, shop: Any) -> None:
    item = past(app, shop, [*[2.0] * 20, None, None, None, *[2.0] * 17], left=9)
    quantity = {"product_id": str(item), "quantity": 3, "occurred_at": f"{today() - timedelta(days=19)}T10:00:00Z"}
    assert shop.post("/missed-sales", quantity).status_code == 201
    found = analysis(shop, item)
    days = found["history"]
    assert [day["day"] for day in days] == [str(today() - timedelta(days=n)) for n in range(89, -1, -1)]
    out = [n for n, day in enumerate(days) if not day["in_stock"]]
    # Sold from the 40th day before today on, out on the 20th to the 18th.
    assert out == [*range(49), 69, 70, 71]
    assert [day["missed"] for day in days] == [3 if n == 70 else 0 for n in range(90)]
    assert [day["units"] for day in days] == [
        2 if n > 48 and n < 89 and n not in (69, 70, 71) else 0 for n in range(90)
    ]
    assert found["fill_rate"] == pytest.approx(74 / 77, abs=1e-4)
    assert found["state"] == "known"
    assert found["item"]["daily"] == pytest.approx((74 + 3) / 38)


def test_the_fan_is_the_stored_curve_under_the_level_of_now(app: Any, shop: Any) -> None:
    item = past(app, shop, [3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0] * 8, left=40)
    before = analysis(shop, item)
    with transaction(app, shop.tenant_id) as tx:
        stored = tx.row("SELECT quantiles, expected FROM product_outlooks WHERE tenant_id = %s AND product_id = %s",
                        (tx.tenant_id, item))  # fmt: skip
    assert stored is not None
    days = before["forecast"]
    assert [day["day"] for day in days] == [str(today() + timedelta(days=n)) for n in range(15)]
    assert sum(day["expected"] for day in days) == pytest.approx(stored["expected"], abs=0.01)
    for n, day in enumerate(days):
        for name, level in (("left", "0.5"), ("left_low", "0.9"), ("left_high", "0.1")):
            assert day[name] == pytest.approx(max(40 - stored["quantiles"][level][n], 0), abs=0.001)
        assert day["left_low"] <= day["left"] <= day["left_high"]
    # What is sold now is gone from every day to come; the forecast itself is last night's.
    sell(shop, (str(item), 7))
    after = analysis(shop, item)["forecast"]
    assert [day["expected"] for day in after] == [day["expected"] for day in days]
    assert after[0]["left_high"] == pytest.approx(days[0]["left_high"] - 7)
    # Where one in ten runs out by a day, nothing is left there in the lowest line.
    curve = sorted((float(level), reached) for level, reached in stored["quantiles"].items())
    for n, day in enumerate(after, start=1):
        assert (day["left_low"] == 0) == (chance_within(curve, n, 33) >= 0.1 - 1e-9)


def test_the_demo_s_products(app: Any, hardware: Person) -> None:
    """Every figure of twelve products, the best sellers and some that sell little."""
    items = items_of(hardware)
    for item in (*items[:8], *items[40:80:10]):
        check(app, hardware, item)


MOMENTS = ("last_sale_at", "rupture_since")
LEDGER = """
SELECT m.quantity, (m.occurred_at AT TIME ZONE 'Africa/Dakar')::date AS day FROM stock_movements m
WHERE m.tenant_id = %s AND m.product_id = %s AND m.counts ORDER BY m.occurred_at, m.id
"""
SOLD = """
SELECT (s.occurred_at AT TIME ZONE 'Africa/Dakar')::date AS day, sum(l.quantity)::bigint AS units,
    sum(l.amount)::bigint AS revenue, coalesce(sum(l.cost), 0)::bigint AS cost
FROM sale_lines l JOIN sales s ON s.tenant_id = l.tenant_id AND s.id = l.sale_id
WHERE l.tenant_id = %s AND l.product_id = %s AND s.status = 'completed' GROUP BY 1
"""
MISSED = (
    "SELECT day, sum(quantity)::bigint AS units FROM missed_sales WHERE tenant_id = %s AND product_id = %s GROUP BY 1"
)


def check(app: Any, person: Person, item: dict[str, Any]) -> None:
    found, product = analysis(person, item["product_id"]), UUID(item["product_id"])
    assert found["item"] == {
        name: None if value is None else value.replace("+00:00", "Z") if name in MOMENTS else value
        for name, value in item.items()
    }
    last = day_of(now(), "Africa/Dakar")
    days = [last - timedelta(days=n) for n in range(89, -1, -1)]
    with transaction(app, person.tenant_id) as tx:
        given = (tx.tenant_id, product)
        sold = {row["day"]: row for row in tx.rows(SOLD, given)}
        missed = {row["day"]: row["units"] for row in tx.rows(MISSED, given)}
        ledger = tx.rows(LEDGER, given)
        cost = tx.value("SELECT average_cost FROM stock_levels WHERE tenant_id = %s AND product_id = %s", given)
        noted = tx.value(
            "SELECT count(*) FROM missed_sales WHERE tenant_id = %s AND day >= %s", (tx.tenant_id, days[0])
        )
        outlook = forecasting.outlooks(tx, [product])[product]
        record = forecasting.records(tx, [product]).get(product)
        advice = forecasting.advice(tx, [product])
        point = forecasting.reorder_points(tx, [product]).get(product)
        supplier = UUID(item["supplier_id"])
        time_of = lead_times(tx, [supplier])[supplier]
    # The shelf walked through from its first movement on.
    level, highest, closing = 0, dict[date, int](), dict[date, int]()
    moves = defaultdict(list)
    for move in ledger:
        moves[move["day"]].append(move["quantity"])
    begins = min(moves)
    for n in range((last - begins).days + 1):
        day = begins + timedelta(days=n)
        highest[day] = level
        for quantity in moves[day]:
            level += quantity
            highest[day] = max(highest[day], level)
        closing[day] = level
    assert [
        (date.fromisoformat(one["day"]), round(one["units"] * 1000), round(one["missed"] * 1000), one["in_stock"])
        for one in found["history"]
    ] == [
        (
            day,
            sold[day]["units"] if day in sold else 0,
            missed.get(day, 0),
            (day in sold and sold[day]["units"] > 0) or (day >= begins and highest[day] > 0),
        )
        for day in days
    ]
    in_90 = [sold[day] for day in days if day in sold]
    units, revenue, gone = (sum(row[name] for row in in_90) for name in ("units", "revenue", "cost"))
    lost = sum(missed.get(day, 0) for day in days)
    assert found["fill_rate"] == (pytest.approx(units / (units + lost), abs=1e-4) if noted and units + lost else None)
    counted = [day for day in days if day >= begins]
    mean = sum(max(closing[day], 0) for day in counted) * cost / 1e6 / len(counted)
    if gone > 0:
        assert found["margin_rate"] == pytest.approx((revenue - gone) / revenue, abs=1e-4)
        assert found["turnover"] == pytest.approx(gone * 365 / len(counted) / mean, abs=0.006)
        assert found["gmroi"] == pytest.approx((revenue - gone) * 365 / len(counted) / mean, abs=0.006)
    months: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for day, row in sold.items():
        for n, name in enumerate(("units", "revenue", "cost")):
            months[f"{day:%Y-%m}-01"][n] += row[name]
    assert len(found["months"]) == 12
    assert found["months"][-1]["month"] == f"{last:%Y-%m}-01"
    for month in found["months"]:
        wanted = months[month["month"]]
        assert [round(month["units"] * 1000), month["revenue"]] == wanted[:2]
        assert month["margin"] == (wanted[1] - wanted[2] if wanted[2] > 0 or not wanted[1] else None)
    assert found["state"] == outlook.state
    assert found["lead_time_days"] == pytest.approx(time_of.days, abs=0.051)
    assert found["reliability"] == (
        None if record is None else {"right": record.within, "of": record.times, "error": pytest.approx(record.error)}
    )
    if point is not None:
        assert found["reorder_point"] == point / 1000
    assert found["advised"] == (advice[0].quantity / 1000 if advice else 0)


def test_it_is_quick(app: Any, hardware: Person) -> None:
    """Twenty milliseconds at the demo's size are the aim; a busy machine is given ten times as much here."""
    items = items_of(hardware)[:20]
    analysis(hardware, items[0]["product_id"])
    took = []
    for item in items:
        began = time.perf_counter()
        analysis(hardware, item["product_id"])
        took.append(time.perf_counter() - began)
    assert sorted(took)[len(took) // 2] < 0.2


def test_it_asks_little(app: Any, hardware: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """However much a product sold, its analysis is the same few statements."""
    import psycopg

    asked: list[str] = []
    execute = psycopg.Cursor.execute

    def counted(self: Any, query: Any, *given: Any, **more: Any) -> Any:
        asked.append(str(query))
        return execute(self, query, *given, **more)

    item = items_of(hardware)[0]["product_id"]
    analysis(hardware, item)
    monkeypatch.setattr(psycopg.Cursor, "execute", counted)
    analysis(hardware, item)
    assert 5 < len(asked) <= 20, len(asked)
