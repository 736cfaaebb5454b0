"""The sales analysis, recomputed here from sales and lines alone, by other SQL."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from digiboost.kernel.clock import day_of, now
from digiboost.sales import service as sales
from digiboost.statistics import service as statistics
from tests.factories.people import Person
from tests.factories.stock import transaction
from tests.factories.trade import sell, shelf

PATH = "/dashboards/sales-analysis"


def analysis(person: Any, **asked: Any) -> dict[str, Any]:
    answer = person.get(PATH, params={key: str(value) for key, value in asked.items()})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def ask(app: Any, tenant: str, sql: str, **given: Any) -> list[dict[str, Any]]:
    with transaction(app, tenant) as tx:
        return tx.rows(sql, {"tenant": UUID(tenant), **given})


LINES = """
WITH sold AS (
    SELECT s.id, s.kind, s.payment_method, l.product_id, l.quantity, l.amount, l.cost, p.category_id,
        s.occurred_at AT TIME ZONE t.time_zone AS at
    FROM sales s JOIN sale_lines l ON l.tenant_id = s.tenant_id AND l.sale_id = s.id
    JOIN products p ON p.tenant_id = s.tenant_id AND p.id = l.product_id JOIN tenants t ON t.id = s.tenant_id
    WHERE s.tenant_id = %(tenant)s AND s.status = 'completed'
        AND (s.occurred_at AT TIME ZONE t.time_zone)::date BETWEEN %(first)s AND %(last)s
)
"""


def check(app: Any, person: Person, first: date, last: date, step: str) -> dict[str, Any]:
    """Every figure of one analysis against the sales themselves."""
    found = analysis(person, first=first, last=last, step=step)
    given = {"first": first, "last": last}
    tenant = person.tenant_id
    total = ask(
        app, tenant,
        LINES + "SELECT coalesce(sum(amount), 0)::bigint AS revenue, count(DISTINCT id) FILTER (WHERE kind = 'SALE')"
        " AS sales, count(DISTINCT id) FILTER (WHERE kind = 'RETURN') AS returns, coalesce(sum(quantity), 0)::bigint"
        " AS units, coalesce(sum(amount - cost) FILTER (WHERE cost IS NOT NULL), 0)::bigint AS margin,"
        " sum(amount) FILTER (WHERE cost IS NOT NULL)::bigint AS costed FROM sold", **given,
    )[0]  # fmt: skip
    totals = found["totals"]
    for name in ("revenue", "sales", "returns", "margin"):
        assert totals[name] == total[name], name
    assert totals["units"] == pytest.approx(total["units"] / 1000)
    assert totals["basket"] == (round(total["revenue"] / total["sales"]) if total["sales"] else None)
    if total["costed"]:
        assert totals["margin_rate"] == pytest.approx(total["margin"] / total["costed"], abs=1e-4)
    trend = ask(
        app, tenant,
        LINES + "SELECT date_trunc(%(step)s, at)::date AS start, sum(amount)::bigint AS revenue FROM sold GROUP BY 1",
        **given, step=step,
    )  # fmt: skip
    assert {point["start"]: point["revenue"] for point in found["trend"] if point["revenue"]} == {
        str(row["start"]): row["revenue"] for row in trend if row["revenue"]
    }
    top = ask(
        app, tenant,
        LINES + "SELECT product_id, sum(amount)::bigint AS revenue, sum(quantity)::bigint AS units FROM sold"
        " GROUP BY 1 HAVING sum(amount) > 0 ORDER BY 2 DESC, 1 LIMIT 10", **given,
    )  # fmt: skip
    assert [(one["product_id"], one["revenue"], round(one["units"] * 1000)) for one in found["top_products"]] == [
        (str(row["product_id"]), row["revenue"], row["units"]) for row in top
    ]
    categories = ask(
        app, tenant, LINES + "SELECT category_id, sum(amount)::bigint AS revenue FROM sold GROUP BY 1", **given
    )
    assert {one["category_id"]: one["revenue"] for one in found["categories"] if one["revenue"]} == {
        None if row["category_id"] is None else str(row["category_id"]): row["revenue"]
        for row in categories
        if row["revenue"]
    }
    hours = ask(
        app, tenant,
        LINES + "SELECT extract(isodow FROM at)::int - 1 AS weekday, extract(hour FROM at)::int AS hour,"
        " sum(amount)::bigint AS revenue, count(DISTINCT id) FILTER (WHERE kind = 'SALE') AS sales FROM sold"
        " GROUP BY 1, 2", **given,
    )  # fmt: skip
    assert {(cell["weekday"], cell["hour"]): (cell["revenue"], cell["sales"]) for cell in found["hours"]} == {
        (row["weekday"], row["hour"]): (row["revenue"], row["sales"]) for row in hours
    }
    payments = ask(
        app, tenant, LINES + "SELECT payment_method, sum(amount)::bigint AS revenue FROM sold GROUP BY 1", **given
    )
    assert {part["method"]: part["revenue"] for part in found["payments"]} == {
        row["payment_method"]: row["revenue"] for row in payments
    }
    return found


def test_who_may_look(app: Any, client: Any, shop: Any, neighbour: Any) -> None:
    assert client.get(f"/api/v1{PATH}").status_code == 401
    sell(shop, (shelf(app, shop, cost=500, sale_price=1000), 1))
    assert analysis(neighbour)["totals"]["revenue"] == 0
    assert analysis(neighbour)["top_products"] == []
    for role, sees in (("owner", True), ("manager", True), ("employee", False), ("viewer", False)):
        person = shop if role == "owner" else shop.colleague(role)
        found = analysis(person, top_by="margin")
        assert found["totals"]["revenue"] == 1000
        assert found["top_products"][0]["margin"] == (500 if sees else None), role
        assert found["trend"][-1]["margin"] == (500 if sees else None), role


def test_an_empty_shop_has_an_empty_month(shop: Any) -> None:
    found = analysis(shop)
    assert len(found["trend"]) == 30
    assert {point["revenue"] for point in found["trend"]} == {0}
    assert found["totals"]["basket"] is None
    assert found["hours"] == found["payments"] == found["categories"] == []


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [("2026-02-02", "2026-02-01", "period_backwards"), ("2020-01-01", "2026-02-01", "period_too_long")],
)
def test_a_period_that_is_none_is_refused(shop: Any, first: str, last: str, code: str) -> None:
    answer = shop.get(PATH, params={"first": first, "last": last})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == code


def test_hours_are_right_while_days_change_and_after_the_night(app: Any, shop: Any) -> None:
    item = shelf(app, shop, on_hand=100, cost=100, sale_price=1000)
    today = day_of(now(), "Africa/Dakar")
    day = today - timedelta(days=3)
    first = sell(shop, (item, 2), occurred_at=f"{day}T09:15:00+00:00")
    check(app, shop, today - timedelta(days=29), today, "day")
    with transaction(app, shop.tenant_id) as tx:
        statistics.keep_hours(tx)
        assert tx.value("SELECT count(*) FROM sales_hours WHERE tenant_id = %s", (tx.tenant_id,)) == 1
    check(app, shop, today - timedelta(days=29), today, "day")
    # The same sum on the same day, at another hour: the kept cells are known to be old.
    assert shop.post(f"/sales/{first['id']}/cancel", {"reason": "erreur"}).status_code == 200
    sell(shop, (item, 2), occurred_at=f"{day}T17:15:00+00:00", payment_method="mobile_money")
    found = check(app, shop, today - timedelta(days=29), today, "day")
    assert [cell["hour"] for cell in found["hours"]] == [17]
    with transaction(app, shop.tenant_id) as tx:
        statistics.keep_hours(tx)
        assert [row["hour"] for row in tx.rows("SELECT hour FROM sales_hours WHERE tenant_id = %s", (tx.tenant_id,))
                ] == [17]  # fmt: skip


def test_what_is_compared(app: Any, shop: Any) -> None:
    item = shelf(app, shop, on_hand=100, sale_price=1000)
    today = day_of(now(), "Africa/Dakar")
    for days, units in ((0, 3), (7, 2), (364, 5)):
        sell(shop, (item, units), occurred_at=(now() - timedelta(days=days)).isoformat())
    week = {"first": today - timedelta(days=6), "last": today}
    found = analysis(shop, **week)
    assert (found["totals"]["revenue"], found["compared"]["revenue"]) == (3000, 2000)
    assert found["trend"][-1] | {"margin": 0, "sales": 0} == {
        "start": str(today), "revenue": 3000, "sales": 0, "margin": 0, "compared": 2000,
    }  # fmt: skip
    assert found["top_products"][0]["change"] == 0.5
    assert analysis(shop, **week, compare="year")["compared"]["revenue"] == 5000
    assert analysis(shop, **week, compare="none")["compared"] is None


def test_weeks_from_before_costs_were_kept(app: Any, shop: Any) -> None:
    """Their margin is right before the night fills them in, and after it."""
    item = shelf(app, shop, on_hand=100, cost=400, sale_price=1000)
    today = day_of(now(), "Africa/Dakar")
    sell(shop, (item, 3), occurred_at=(now() - timedelta(days=20)).isoformat())
    month = {"first": today - timedelta(days=40), "last": today}
    for _ in range(2):
        assert analysis(shop, **month)["top_products"][0]["margin"] == 1800
        with transaction(app, shop.tenant_id) as tx:
            tx.run("UPDATE product_weeks SET cost = NULL WHERE tenant_id = %s", (tx.tenant_id,))
    with transaction(app, shop.tenant_id) as tx:
        sales.fill_costs(tx)
        assert sales.drift(tx) == []
        assert tx.value("SELECT sum(cost)::bigint FROM product_weeks WHERE tenant_id = %s", (tx.tenant_id,)) == 1200


@pytest.mark.parametrize(
    ("back", "length", "step"), [(0, 30, "day"), (0, 365, "month"), (11, 53, "week"), (5, 3, "day")]
)
def test_the_demo_s_figures(app: Any, hardware: Person, back: int, length: int, step: str) -> None:
    last = day_of(now(), "Africa/Dakar") - timedelta(days=back)
    check(app, hardware, last - timedelta(days=length - 1), last, step)
