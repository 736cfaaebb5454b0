"""The stock in detail and the KPIs, recomputed here by other means."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from digiboost.forecasting import service as forecasting
from digiboost.kernel.clock import day_of, monday_of, now
from tests.factories.buying import order, send
from tests.factories.people import Person
from tests.factories.stock import transaction
from tests.factories.trade import sell, shelf

PATH = "/dashboards/stock-detail"
KPIS = "/analytics/kpis"


def detail(person: Any, path: str = PATH, **asked: Any) -> dict[str, Any]:
    answer = person.get(path, params={key: str(value) for key, value in asked.items()})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def everything(person: Any, **asked: Any) -> list[dict[str, Any]]:
    """All pages of a list."""
    items, cursor = [], None
    while True:
        page = detail(person, limit=7, **asked, **({} if cursor is None else {"cursor": cursor}))
        assert (page["totals"] is None) == (cursor is not None)
        items += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return items


@pytest.mark.parametrize("path", [PATH, KPIS])
def test_who_may_look(app: Any, client: Any, shop: Any, neighbour: Any, path: str) -> None:
    assert client.get(f"/api/v1{path}").status_code == 401
    sell(shop, (shelf(app, shop, cost=500, sale_price=1000), 1))
    theirs, ours = detail(neighbour, path), detail(shop, path)
    assert theirs != ours
    assert str(theirs).count("Article") == 0
    for role, sees in (("owner", True), ("manager", True), ("employee", False), ("viewer", False)):
        person = shop if role == "owner" else shop.colleague(role)
        found = detail(person, path)
        if path == PATH:
            assert found["totals"]["value"] == (4500 if sees else None), role
            assert found["items"][0]["value"] == (4500 if sees else None), role
        else:
            assert found["margin"]["value"] == (500 if sees else None), role
            assert found["stock_value"]["value"] == (4500 if sees else None), role
            assert found["revenue"]["value"] == 1000, role


def test_an_empty_shop(shop: Any) -> None:
    found = detail(shop)
    assert found["items"] == []
    assert found["totals"]["products"] == found["totals"]["dead"] == 0
    assert detail(shop, KPIS)["basket"] == {"value": None, "previous": None}


def test_filters_sorts_and_totals(app: Any, shop: Any) -> None:
    out = shelf(app, shop, on_hand=0, name="Sucre", min_stock=2000)
    low = shelf(app, shop, on_hand=1, cost=100, name="Riz", min_stock=2000)
    fine = shelf(app, shop, on_hand=50, cost=300, name="Savon", min_stock=2000)
    old = shelf(app, shop, on_hand=5, cost=1000, name="Pioche")
    with transaction(app, shop.tenant_id) as tx:
        tx.run("UPDATE products SET created_at = created_at - interval '200 days' WHERE tenant_id = %s AND id = %s",
               (tx.tenant_id, old))  # fmt: skip
    assert [item["product_id"] for item in everything(shop, status="rupture")] == [out]
    assert [item["product_id"] for item in everything(shop, status="low")] == [low]
    assert [item["product_id"] for item in everything(shop, status="dead")] == [old]
    assert [item["product_id"] for item in everything(shop, search="sav")] == [fine]
    assert [item["name"] for item in everything(shop, sort="-value")] == ["Savon", "Pioche", "Riz", "Sucre"]
    assert detail(shop)["totals"] == {
        "products": 4, "ruptures": 1, "low": 1, "ok": 2, "untracked": 0, "dead": 1, "value": 15000 + 5000 + 100,
        "dead_value": 5000,
    }  # fmt: skip
    assert detail(shop, status="dead")["totals"]["products"] == 1


SORTS = ("name", "on_hand", "value", "coverage", "stock_out", "revenue", "last_sale")


@pytest.mark.parametrize("sort", SORTS)
def test_each_sort_pages_through_every_product_once(hardware: Person, sort: str) -> None:
    forward = [item["product_id"] for item in everything(hardware, sort=sort)]
    assert len(forward) == len(set(forward)) == detail(hardware)["totals"]["products"]
    if sort != "stock_out":
        assert [item["product_id"] for item in everything(hardware, sort=f"-{sort}")] == forward[::-1]


def test_an_unchanged_page_is_not_sent_again(app: Any, shop: Any) -> None:
    item = shelf(app, shop, on_hand=20, cost=500, sale_price=1000)
    seller = shop.post("/suppliers", {"name": "Dakar Gros"}).json()

    def night() -> None:
        with transaction(app, shop.tenant_id) as tx:
            forecasting.tonight(tx)

    def ordered() -> None:
        draft = order(shop, seller["id"], (item, 20))
        before = detail(shop)
        send(shop, draft)
        assert detail(shop)["items"][0]["on_order"] == 20 != before["items"][0]["on_order"]

    events: list[Callable[[], Any]] = [
        night,
        lambda: sell(shop, (item, 1)),
        ordered,
        lambda: shop.patch(f"/suppliers/{seller['id']}", {"name": "Gros"}, headers={"If-Match": '"1"'}),
        lambda: shelf(app, shop, name="Autre"),
    ]
    seen = set()
    for happens in events:
        tag = shop.get(PATH).headers["etag"]
        assert tag not in seen
        seen.add(tag)
        assert shop.get(PATH, headers={"If-None-Match": tag}).status_code == 304
        assert shop.get(f"{PATH}?limit=7", headers={"If-None-Match": tag}).status_code == 200
        assert shop.colleague("employee").get(PATH, headers={"If-None-Match": tag}).status_code == 200
        tag = shop.get(PATH).headers["etag"]
        happens()
        assert shop.get(PATH, headers={"If-None-Match": tag}).status_code == 200
    assert {row["on_hand"] for row in detail(shop)["items"]} == {19, 10}


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 7])
def test_what_has_no_key_follows_what_has_one(app: Any, shop: Any, limit: int) -> None:
    """Products that run out are read from their index, the others behind them: no page repeats or loses one where the
    two meet, whatever its length."""
    ids = [UUID(shelf(app, shop, on_hand=n + 1, name=f"Article {n}")) for n in range(7)]
    today = day_of(now(), "Africa/Dakar")
    dates = dict(zip(ids, (today, today, None, today + timedelta(days=3)), strict=False))
    revenue = dict(zip(ids, (500, 0, -20, 500, 900), strict=False))
    with transaction(app, shop.tenant_id) as tx:
        forecasting.refresh(tx, ids[:4])
        for one, day in dates.items():
            tx.run(
                "UPDATE product_outlooks SET state = 'known', stock_out_on = %s WHERE tenant_id = %s"
                " AND product_id = %s",
                (day, tx.tenant_id, one),
            )
        for one, amount in revenue.items():
            tx.run(
                "INSERT INTO product_standings (tenant_id, product_id, revenue, made_at) VALUES (%s, %s, %s, %s)",
                (tx.tenant_id, one, amount, now()),
            )
    last = date.max
    wanted = {
        "stock_out": sorted(ids, key=lambda one: (dates.get(one) or last, one)),
        "revenue": sorted(ids, key=lambda one: (revenue.get(one, 0), one)),
        "-revenue": sorted(ids, key=lambda one: (revenue.get(one, 0), one), reverse=True),
    }
    for sort, right in wanted.items():
        found, cursor, pages = [], None, 0
        while cursor is not None or not pages:
            page = detail(shop, sort=sort, limit=limit, **({} if cursor is None else {"cursor": cursor}))
            assert len(page["items"]) <= limit
            found += [UUID(item["product_id"]) for item in page["items"]]
            cursor, pages = page["next_cursor"], pages + 1
        assert found == right, sort
        assert pages == -(-len(ids) // limit)


def test_the_totals_kept_are_those_counted(app: Any, hardware: Person) -> None:
    """Without filters they come from the summary and the index; with one that lets everything through they are
    counted."""
    kept = detail(hardware)["totals"]
    assert kept["products"] > 100
    by_status = [detail(hardware, status=one)["totals"] for one in ("rupture", "low", "ok", "untracked")]
    for name, value in kept.items():
        assert value == sum(one[name] for one in by_status), name
    assert kept["dead"] == detail(hardware, status="dead")["totals"]["products"]


def test_the_demo_s_items(app: Any, hardware: Person) -> None:
    items = {UUID(item["product_id"]): item for item in everything(hardware, sort="name")}
    today = day_of(now(), "Africa/Dakar")
    with transaction(app, hardware.tenant_id) as tx:
        sold = {
            row["product_id"]: row
            for row in tx.rows(
                "SELECT l.product_id, sum(l.quantity)::bigint AS units, sum(l.amount)::bigint AS revenue"
                " FROM sale_lines l JOIN sales s ON s.tenant_id = l.tenant_id AND s.id = l.sale_id"
                " WHERE l.tenant_id = %s AND s.status = 'completed' AND l.day > %s GROUP BY 1",
                (tx.tenant_id, today - timedelta(days=30)),
            )
        }
        levels = {
            row["product_id"]: row
            for row in tx.rows(
                "SELECT m.product_id, sum(m.quantity) FILTER (WHERE m.counts)::bigint AS on_hand FROM stock_movements m"
                " WHERE m.tenant_id = %s GROUP BY 1",
                (tx.tenant_id,),
            )
        }
        outlooks = forecasting.outlooks(tx, list(items))
    assert sum(item["revenue_30"] > 0 for item in items.values()) > 20
    for product_id, item in items.items():
        row = sold.get(product_id, {"units": 0, "revenue": 0})
        assert (round(item["units_30"] * 1000), item["revenue_30"]) == (row["units"], row["revenue"])
        assert round(item["on_hand"] * 1000) == levels.get(product_id, {"on_hand": 0})["on_hand"]
        outlook = outlooks[product_id]
        if outlook.coverage_days is None:
            assert item["coverage_days"] is None
        else:
            assert item["coverage_days"] == pytest.approx(outlook.coverage_days, abs=0.06)


def test_classes_by_revenue_and_evenness(app: Any, hardware: Person) -> None:
    """ABC and XYZ made again in Python, from the lines of the last 13 whole weeks."""
    until = monday_of(day_of(now(), "Africa/Dakar"))
    first = until - timedelta(weeks=13)
    items = {UUID(item["product_id"]): item for item in everything(hardware, sort="name")}
    with transaction(app, hardware.tenant_id) as tx:
        lines = tx.rows(
            "SELECT l.product_id, l.day, l.quantity, l.amount FROM sale_lines l JOIN sales s ON s.tenant_id ="
            " l.tenant_id AND s.id = l.sale_id WHERE l.tenant_id = %s AND s.status = 'completed' AND l.day < %s",
            (tx.tenant_id, until),
        )
    revenue: dict[UUID, int] = dict.fromkeys(items, 0)
    weekly: dict[UUID, list[int]] = {one: [0] * 13 for one in items}
    begins: dict[UUID, Any] = {}
    for line in lines:
        one = line["product_id"]
        begins[one] = min(begins.get(one, line["day"]), line["day"])
        if one in items and line["day"] >= first:
            revenue[one] += line["amount"]
            weekly[one][(line["day"] - first).days // 7] += line["quantity"]
    whole, before = sum(max(value, 0) for value in revenue.values()), 0
    for one in sorted(items, key=lambda key: (-revenue[key], key)):
        wanted = None
        if revenue[one] > 0:
            wanted = "A" if before < 0.8 * whole else "B" if before < 0.95 * whole else "C"
        before += max(revenue[one], 0)
        assert items[one]["abc"] == wanted, items[one]["name"]
        start = max(0, (monday_of(begins.get(one, until)) - first).days // 7)
        counted = [max(value, 0) for value in weekly[one][start:]]
        evenness = None
        if sum(counted) > 0 and len(counted) >= 4:
            mean = sum(counted) / len(counted)
            spread = (sum((value - mean) ** 2 for value in counted) / len(counted)) ** 0.5 / mean
            evenness = "X" if spread <= 0.5 else "Y" if spread <= 1 else "Z"
        assert items[one]["xyz"] == evenness, items[one]["name"]


def test_the_demo_s_kpis(app: Any, hardware: Person) -> None:
    found = detail(hardware, KPIS)
    last = day_of(now(), "Africa/Dakar")
    first = last - timedelta(days=29)
    with transaction(app, hardware.tenant_id) as tx:
        sold = tx.row(
            "SELECT sum(l.amount)::bigint AS revenue, sum(l.amount) FILTER (WHERE l.cost IS NOT NULL)::bigint"
            " AS costed, sum(l.cost)::bigint AS cost, count(DISTINCT s.id) FILTER (WHERE s.kind = 'SALE') AS sales,"
            " sum(l.quantity)::bigint AS units FROM sale_lines l JOIN sales s ON s.tenant_id = l.tenant_id"
            " AND s.id = l.sale_id WHERE l.tenant_id = %s AND s.status = 'completed' AND l.day BETWEEN %s AND %s",
            (tx.tenant_id, first, last),
        )
        missed = tx.value(
            "SELECT coalesce(sum(quantity), 0)::bigint FROM missed_sales WHERE tenant_id = %s"
            " AND day BETWEEN %s AND %s",
            (tx.tenant_id, first, last),
        )
        days = {row["day"]: row for row in tx.rows(
            "SELECT day, tracked, ruptures, value FROM stock_days WHERE tenant_id = %s ORDER BY day", (tx.tenant_id,)
        )}  # fmt: skip
    assert sold is not None
    values, in_stock, tracked, known = [], 0, 0, None
    for day in sorted({*days, *(first + timedelta(days=n) for n in range(30))}):
        known = days.get(day, known)
        if first <= day <= last and known is not None:
            values.append(known["value"])
            in_stock, tracked = in_stock + known["tracked"] - known["ruptures"], tracked + known["tracked"]
    mean, margin = sum(values) / len(values), sold["costed"] - sold["cost"]
    wanted = {
        "revenue": sold["revenue"],
        "sales": sold["sales"],
        "margin": margin,
        "margin_rate": margin / sold["costed"],
        "basket": sold["revenue"] / sold["sales"],
        "fill_rate": sold["units"] / (sold["units"] + missed) if missed else None,
        "availability": in_stock / tracked,
        "turnover": sold["cost"] * 365 / 30 / mean,
        "gmroi": margin * 365 / 30 / mean,
        "coverage_days": values[-1] * 30 / sold["cost"],
        "stock_value": values[-1],
        "missed_units": missed / 1000,
    }
    for name, value in wanted.items():
        assert found[name]["value"] == pytest.approx(value, rel=1e-2, abs=1e-4), name
    assert found["revenue"]["previous"] is not None
    assert sum(cell["products"] for cell in found["classes"]) > 20
