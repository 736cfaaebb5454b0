"""The overview's figures, recomputed here from sales, lines and movements by other SQL."""

from __future__ import annotations

import time
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from digiboost.inventory import service as inventory
from digiboost.kernel.clock import day_of, now
from tests.factories.people import open_company
from tests.factories.stock import movement, transaction
from tests.factories.trade import sell, shelf


def overview(person: Any, **headers: str) -> dict[str, Any]:
    answer = person.get("/dashboards/overview", headers=headers)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def ago(days: float) -> str:
    return (now() - timedelta(days=days)).isoformat()


def trade(app: Any, shop: Any) -> list[str]:
    """Two months of a small shop: sales, returns, a cancellation; six products, one of which ran out."""
    items = [shelf(app, shop, on_hand=100, cost=400 + 100 * n if n else None, min_stock=5000, name=f"Article {n}")
             for n in range(6)]  # fmt: skip
    for days in range(70):
        for n, item in enumerate(items):
            if n == 0 or (days + n) % (n + 2) == 0:
                sell(shop, (item, n % 3 + 1), discount=(days * 7) % 50, occurred_at=ago(days))
    sold = sell(shop, (items[0], 2), (items[1], 1), occurred_at=ago(3))
    line = sold["lines"][0]["id"]
    assert shop.post(f"/sales/{sold['id']}/returns", {"lines": [{"line_id": line, "quantity": 1}]}).status_code == 201
    wrong = sell(shop, (items[2], 9))
    assert shop.post(f"/sales/{wrong['id']}/cancel", {"reason": "erreur"}).status_code == 200
    return items


def recomputed(app: Any, shop: Any, first: date, last: date) -> dict[str, Any]:
    with transaction(app, shop.tenant_id) as tx:
        found = tx.row(
            "SELECT coalesce(sum(l.amount), 0)::bigint AS revenue, sum(l.amount) FILTER (WHERE l.cost IS NOT NULL)"
            "::bigint AS costed, sum(l.cost)::bigint AS cost, coalesce(sum(l.quantity), 0)::bigint AS units,"
            " count(DISTINCT s.id) FILTER (WHERE s.kind = 'SALE') AS count"
            " FROM sale_lines l JOIN sales s ON s.tenant_id = l.tenant_id AND s.id = l.sale_id"
            " WHERE l.tenant_id = %s AND s.status = 'completed'"
            " AND (s.occurred_at AT TIME ZONE 'Africa/Dakar')::date BETWEEN %s AND %s",
            (tx.tenant_id, first, last),
        )
    assert found is not None
    return found


def test_who_may_look(app: Any, client: Any, shop: Any, neighbour: Any) -> None:
    assert client.get("/api/v1/dashboards/overview").status_code == 401
    sell(shop, (shelf(app, shop, cost=500, sale_price=1000), 1))
    assert overview(neighbour)["sales"]["today"]["revenue"] == 0
    assert overview(neighbour)["top_movers"] == []
    for role, sees in (("owner", True), ("manager", True), ("employee", False), ("viewer", False)):
        person = shop if role == "owner" else shop.colleague(role)
        found = overview(person)
        assert found["sales"]["today"]["revenue"] == 1000
        assert (found["stock"]["value"], found["margin_30"]) == ((4500, 0.5) if sees else (None, None)), role
    # The tag of one's own view opens nobody else's.
    tag = shop.get("/dashboards/overview").headers["etag"]
    for other in (shop.colleague("viewer"), neighbour):
        assert other.get("/dashboards/overview", headers={"If-None-Match": tag}).status_code == 200
    assert shop.colleague("manager").get("/dashboards/overview", headers={"If-None-Match": tag}).status_code == 304


def test_an_empty_shop(shop: Any) -> None:
    found = overview(shop)
    nothing = {"revenue": 0, "previous": 0, "change": None, "count": 0}
    assert found["sales"] == {"today": nothing, "days_7": nothing, "days_30": nothing}
    assert found["stock"] == {"products": 0, "ruptures": 0, "low": 0, "ok": 0, "untracked": 0, "value": 0}
    assert found["availability"] == {"name": "availability", "value": None, "days": 0}
    assert (found["margin_30"], found["top_movers"], found["attention"]) == (None, [], [])
    assert (found["currency"], found["currency_exponent"]) == ("XOF", 0)
    assert len(found["trend"]) == len(found["previous_trend"]) == 30
    assert datetime.fromisoformat(found["as_of"]).tzinfo is not None


def test_every_figure_is_that_of_the_sales_themselves(app: Any, shop: Any) -> None:
    items = trade(app, shop)
    today = day_of(now(), "Africa/Dakar")
    found = overview(shop)
    for name, days in (("today", 1), ("days_7", 7), ("days_30", 30)):
        current = recomputed(app, shop, today - timedelta(days - 1), today)
        before = recomputed(app, shop, today - timedelta(2 * days - 1), today - timedelta(days))
        change = (current["revenue"] - before["revenue"]) / before["revenue"] if before["revenue"] > 0 else None
        assert found["sales"][name] == {
            "revenue": current["revenue"],
            "previous": before["revenue"],
            "change": change if change is None else pytest.approx(change, abs=5e-5),
            "count": current["count"],
        }, name
        assert before["revenue"] > 0
    month = recomputed(app, shop, today - timedelta(29), today)
    assert found["margin_30"] == pytest.approx((month["costed"] - month["cost"]) / month["costed"], abs=5e-5)
    assert [row["day"] for row in found["previous_trend"] + found["trend"]] == [
        (today - timedelta(back)).isoformat() for back in range(59, -1, -1)
    ]
    for row in found["previous_trend"] + found["trend"]:
        day = date.fromisoformat(row["day"])
        assert row["revenue"] == recomputed(app, shop, day, day)["revenue"]
    with transaction(app, shop.tenant_id) as tx:
        levels = inventory.levels(tx, [UUID(item) for item in items])
        moved = tx.rows(
            "SELECT product_id, sum(quantity)::bigint AS quantity FROM stock_movements WHERE tenant_id = %s AND counts"
            " GROUP BY product_id",
            (tx.tenant_id,),
        )
    assert {row["product_id"]: row["quantity"] for row in moved} == {
        product_id: level.on_hand for product_id, level in levels.items()
    }
    statuses = [level.status for level in levels.values()]
    assert found["stock"] == {
        "products": 6,
        "ruptures": statuses.count("rupture"),
        "low": statuses.count("low"),
        "ok": statuses.count("ok"),
        "untracked": 0,
        "value": sum(max(0, level.on_hand) * level.average_cost // 1_000_000 for level in levels.values()),
    }


def test_what_moves_and_what_needs_attention(app: Any, shop: Any) -> None:
    today = day_of(now(), "Africa/Dakar")
    monday = today - timedelta(days=today.weekday())
    middle = ago(today.weekday() + 3)
    items = [shelf(app, shop, on_hand=10, name=f"Article {n}", min_stock=3000 if n < 4 else None) for n in range(7)]
    # Last week everything sold; this week, so far, two.
    for n, item in enumerate(items):
        sell(shop, (item, 1, 1000 * (n + 1)), occurred_at=middle)
    sell(shop, (items[1], 11, 500))
    sell(shop, (items[0], 7, 500))
    found = overview(shop)
    assert found["top_movers_week"] == (monday - timedelta(7)).isoformat()
    assert [row["name"] for row in found["top_movers"]] == [f"Article {n}" for n in (6, 5, 4, 3, 2)]
    assert found["top_movers"][0] == {
        "product_id": items[6], "name": "Article 6", "units": 1, "revenue": 7000, "change": None,
    }  # fmt: skip
    assert [(row["name"], row["status"], row["on_hand"], row["min_stock"]) for row in found["attention"]] == [
        ("Article 1", "rupture", -2, 3),
        ("Article 0", "low", 2, 3),
    ]
    # As soon as this week names as many, it speaks.
    for item in items[2:6]:
        sell(shop, (item, 1, 100))
    found = overview(shop)
    assert found["top_movers_week"] == monday.isoformat()
    first = found["top_movers"][0]
    assert (first["product_id"], first["units"], first["revenue"], first["change"]) == (items[1], 11, 5500, 1.75)
    assert len(found["top_movers"]) == 5


def test_at_most_five_need_attention_and_what_sold_last_comes_first(app: Any, shop: Any) -> None:
    never = [shelf(app, shop, on_hand=0) for _ in range(3)]
    gone = [shelf(app, shop, on_hand=1) for _ in range(3)]
    low = shelf(app, shop, on_hand=2, min_stock=5000)
    sell(shop, (low, 1))
    for item in gone:
        sell(shop, (item, 1))
    found = [row["product_id"] for row in overview(shop)["attention"]]
    assert found[:3] == gone[::-1]
    assert len(found) == 5
    assert set(found[3:]) < set(never)
    for item in never:
        with transaction(app, shop.tenant_id) as tx:
            inventory.record_movements(tx, [movement(UUID(item), 1000)])
    assert [row["product_id"] for row in overview(shop)["attention"]] == [*gone[::-1], low]


def test_availability_and_then_the_fill_rate(app: Any, shop: Any) -> None:
    items = [shelf(app, shop, on_hand=10) for _ in range(4)]
    assert overview(shop)["availability"] == {"name": "availability", "value": 1, "days": 1}
    with transaction(app, shop.tenant_id) as tx:
        # Ten days ago half was out until, four days ago, everything was there again.
        for days, ruptures in ((40, 0), (10, 2), (4, 0)):
            tx.run(
                "INSERT INTO stock_days (tenant_id, day, tracked, ruptures, value) VALUES (%s, %s, 4, %s, 0)",
                (tx.tenant_id, day_of(now(), "Africa/Dakar") - timedelta(days), ruptures),
            )
        tx.run("UPDATE stock_summaries SET version = version + 1 WHERE tenant_id = %s", (tx.tenant_id,))
    share = overview(shop)["availability"]
    assert share == {"name": "availability", "value": pytest.approx((30 * 4 - 6 * 2) / 120, abs=5e-5), "days": 30}
    sell(shop, (items[0], 6))
    assert shop.post("/missed-sales", {"product_id": items[1], "quantity": 2}).status_code == 201
    assert overview(shop)["availability"] == {"name": "fill_rate", "value": 0.75, "days": 30}


def test_a_sale_shows_at_once_and_an_unchanged_overview_is_304(app: Any, shop: Any) -> None:
    item = shelf(app, shop, sale_price=1500)
    tag = shop.get("/dashboards/overview").headers["etag"]
    for wanted in (tag, f"W/{tag}", f'"x", {tag}', "*"):
        unchanged = shop.get("/dashboards/overview", headers={"If-None-Match": wanted})
        assert (unchanged.status_code, unchanged.content, unchanged.headers["etag"]) == (304, b"", tag)
    began = time.monotonic()
    sold = sell(shop, (item, 1))
    fresh = shop.get("/dashboards/overview", headers={"If-None-Match": tag})
    assert time.monotonic() - began < 1
    assert (fresh.status_code, fresh.json()["sales"]["today"]["revenue"]) == (200, 1500)
    for act in (
        lambda: shop.post(f"/sales/{sold['id']}/cancel", {"reason": "erreur"}),
        lambda: shop.post("/missed-sales", {"product_id": item, "quantity": 1}),
        lambda: shop.patch("/tenant", {"time_zone": "Africa/Douala"}),
    ):
        tag = shop.get("/dashboards/overview").headers["etag"]
        assert act().status_code in (200, 201)
        assert shop.get("/dashboards/overview", headers={"If-None-Match": tag}).status_code == 200


def test_midnight_is_the_tenant_s(app: Any, client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    zone = "Pacific/Auckland"
    shop = open_company(client, time_zone=zone)
    item = shelf(app, shop, sale_price=1000)
    today = day_of(now(), zone)
    midnight = datetime(today.year, today.month, today.day, tzinfo=ZoneInfo(zone))
    sell(shop, (item, 1), occurred_at=(midnight - timedelta(seconds=1)).isoformat())
    sell(shop, (item, 2), occurred_at=midnight.isoformat())
    found = shop.get("/dashboards/overview")
    assert found.json()["sales"]["today"] == {"revenue": 2000, "previous": 1000, "change": 1, "count": 1}
    assert found.json()["trend"][-1] == {"day": today.isoformat(), "revenue": 2000}
    tomorrow = midnight + timedelta(days=1, hours=2)
    for moment, status, revenue in (
        (midnight + timedelta(seconds=1), 304, None),
        (midnight - timedelta(seconds=1), 200, 1000),
        (tomorrow, 200, 0),
    ):
        monkeypatch.setattr("digiboost.statistics.service.now", lambda at=moment: at)
        later = shop.get("/dashboards/overview", headers={"If-None-Match": found.headers["etag"]})
        assert later.status_code == status
        if revenue is not None:
            assert later.json()["sales"]["today"]["revenue"] == revenue


def test_the_answer_is_what_the_document_promises(app: Any, shop: Any) -> None:
    from digiboost.statistics.schemas import OverviewOut

    trade(app, shop)
    found = overview(shop)
    assert OverviewOut.model_validate(found)
    assert set(found) == set(OverviewOut.model_fields)
