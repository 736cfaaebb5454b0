"""Every number of the dashboards on the demo's data, made again from the rows that they sum up."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest

from tests.factories.people import Person
from tests.factories.stock import transaction
from tests.statistics import recomputed
from tests.statistics.recomputed import Books, about, open_books, units


def ask(person: Person, path: str, **asked: Any) -> dict[str, Any]:
    answer = person.get(path, params={key: str(value) for key, value in asked.items()})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def moments(item: dict[str, Any]) -> dict[str, Any]:
    """With moments as such: the same one can be written in two ways."""
    names = [name for name in item if name.endswith(("_at", "_since"))]
    return item | {name: item[name] and datetime.fromisoformat(item[name]) for name in names}


def everything(person: Person) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """The totals and the items of all pages of the stock."""
    totals, items, cursor = None, dict[str, dict[str, Any]](), None
    while True:
        more = {} if cursor is None else {"cursor": cursor}
        page = ask(person, "/dashboards/stock-detail", limit=200, sort="name", **more)
        totals = totals or page["totals"]
        items |= {item["product_id"]: moments(item) for item in page["items"]}
        cursor = page["next_cursor"]
        if cursor is None:
            assert totals is not None
            return totals, items


def check_stock(person: Person, books: Books, classes: dict[UUID, Any], *, spread: timedelta = timedelta(0)) -> None:
    """``spread``: how long the lines of one sale may have taken, where each has a time of its own."""
    totals, items = everything(person)
    wanted = recomputed.stock_items(books, classes)
    assert items.keys() == wanted.keys()
    for one, item in items.items():
        sold = wanted[one]["last_sale_at"]
        if sold is not None and item["last_sale_at"] is not None and sold <= item["last_sale_at"] <= sold + spread:
            item["last_sale_at"] = sold
        assert item == wanted[one], item["name"]
    assert totals == recomputed.stock_totals(books, wanted.values())


@pytest.fixture(scope="module")
def books(app: Any, hardware: Person) -> Books:
    return open_books(app, hardware)


@pytest.mark.parametrize(
    ("back", "length", "step", "compare", "by"),
    [
        (0, 30, "day", "previous", "revenue"),
        (0, 365, "month", "previous", "margin"),
        (0, 90, "week", "year", "units"),
        (11, 53, "week", "none", "revenue"),
        (2, 5, "day", "previous", "margin"),
    ],
)
def test_sales_analysis(
    hardware: Person, books: Books, back: int, length: int, step: str, compare: str, by: str
) -> None:
    last = books.today - timedelta(days=back)
    first = last - timedelta(days=length - 1)
    found = ask(hardware, "/dashboards/sales-analysis", first=first, last=last, step=step, compare=compare, top_by=by)
    wanted = recomputed.sales_analysis(books, first, last, step, compare, by)
    for part, value in wanted.items():
        assert found[part] == value, part
    assert found.keys() == wanted.keys()
    assert wanted["totals"]["revenue"] > 0
    assert len(wanted["categories"]) > 3


@pytest.mark.parametrize(("back", "length"), [(0, 30), (0, 90), (17, 14)])
def test_kpis(hardware: Person, books: Books, back: int, length: int) -> None:
    last = books.today - timedelta(days=back)
    first = last - timedelta(days=length - 1)
    found, wanted = ask(hardware, "/analytics/kpis", first=first, last=last), recomputed.kpis(books, first, last)
    for part, value in wanted.items():
        assert found[part] == value, part
    assert found.keys() == wanted.keys()
    assert sum(cell["products"] for cell in wanted["classes"]) > 20


def test_stock_detail(hardware: Person, books: Books) -> None:
    check_stock(hardware, books, recomputed.standings(books))


# -- what is to come ----------------------------------------------------------------------------


def test_predictions(app: Any, hardware: Person, books: Books) -> None:
    found = ask(hardware, "/dashboards/predictions")
    known = {one: row for one, row in books.outlooks.items() if row["state"] == "known" and one in books.active}
    assert (found["known"], found["not_enough_data"]) == (len(known), len(books.active) - len(known))
    assert (found["horizon_days"], found["currency"], found["currency_exponent"]) == (15, "XOF", 0)
    with transaction(app, hardware.tenant_id) as tx:
        advised = tx.rows("SELECT * FROM v_ai_recommandations WHERE a_commander")
        leads = {row["produit_id"]: row["delai_jours"] for row in tx.rows("SELECT * FROM v_ai_recommandations")}
        suppliers = {row["id"]: row for row in tx.rows("SELECT * FROM suppliers WHERE tenant_id = %s", (tx.tenant_id,))}
        judged = tx.rows("SELECT * FROM forecast_backtests WHERE tenant_id = %s", (tx.tenant_id,))
        runs = tx.rows("SELECT * FROM forecast_runs WHERE tenant_id = %s AND kind = 'backtest'", (tx.tenant_id,))
    check_stock_outs(found["stock_outs"], books, known, leads)
    check_advice(found["advice"], books, advised, suppliers)
    right = sum(row["low"] <= row["actual"] <= row["high"] for row in judged)
    asked, apart = (sum(one) for one in zip(
        *((row["actual_value"], abs(row["expected_value"] - row["actual_value"])) for row in runs), strict=True
    ))  # fmt: skip
    assert len(judged) > 500
    assert found["reliability"] == {
        "right": right, "of": len(judged), "shop_error": about(apart / asked, 1e-4),
        "since": str(min(row["cutoff"] for row in runs)),
    }  # fmt: skip


def check_stock_outs(
    found: list[dict[str, Any]], books: Books, known: dict[UUID, dict[str, Any]], leads: dict[UUID, float]
) -> None:
    levels, wanted = books.levels, dict[str, dict[str, Any]]()
    for one, outlook in known.items():
        row, level, paths = books.products[one], levels[one] / 1000, outlook["quantiles"]
        if not row["tracked"]:
            continue
        coming = defaultdict(float)
        awaited = sorted(
            (order for order in books.awaited if order["product"] == one and not order["draft"]),
            key=lambda order: order["expected_on"] or date.max,
        )
        for order in awaited:
            day = -(-leads[one] // 1) if order["expected_on"] is None else (order["expected_on"] - books.today).days
            coming[max(day, 1)] += order["quantity"] / 1000
        by_day = [sorted((float(key), path[day]) for key, path in paths.items()) for day in range(15)]
        # Everything that has been there by each evening.
        been = [max(level, 0) + sum(more for when, more in coming.items() if when <= day) for day in range(15)]
        grain, chances, worst = outlook["grain"], list[float](), 0.0
        for day, (ends, there) in enumerate(zip(by_day, been, strict=True)):
            pieces = -(-round(there * 1000) // round(grain * 1000)) if grain > 0 else 0
            edge = grain * (pieces - 0.5) if there > 0 and grain > 0 else there
            chances.append(max(recomputed.chance_of(ends, edge), worst))
            if day + 1 in coming:
                worst = chances[-1]
        if (recomputed.chance_of(by_day[14], max(grain / 2, 0.001)) if level <= 0 else chances[14]) < 0.3:
            continue
        days = {
            key: next((n for n, asked in enumerate(paths[key]) if asked >= been[n]), None) if level > 0 else 0
            for key in ("0.5", "0.9", "0.1")
        }
        likely = days["0.5"]
        if likely is None:
            likely = next(n for n, chance in enumerate(chances) if chance >= chances[14] / 2)
        wanted[str(one)] = {
            "product_id": str(one), "code": row["code"], "name": row["name"], "unit": row["unit"],
            "on_hand": level, "daily": about(outlook["daily"], 1e-3),
            "stock_out_on": str(books.today + timedelta(days=likely)),
            "earliest": str(books.today + timedelta(days=min(likely, 14 if days["0.9"] is None else days["0.9"]))),
            "latest": None if days["0.1"] is None else str(books.today + timedelta(days=max(likely, days["0.1"]))),
            "probability": about(chances[14], 1e-3),
            "lost_revenue": about(lost(paths, level, coming) * row["sale_price"], 1.01),
            "arrives_on": str(awaited[0]["expected_on"]) if awaited and awaited[0]["expected_on"] else None,
        }  # fmt: skip
    assert len(wanted) > 20
    assert [one["stock_out_on"] for one in found] == sorted(one["stock_out_on"] for one in found)
    assert {one["product_id"] for one in found} == wanted.keys()
    for one in found:
        assert one == wanted[one["product_id"]], one["name"]


def lost(paths: dict[str, list[float]], level: float, coming: dict[int, float]) -> float:
    """Units asked for in vain in 15 days: the shelf walked through day by day along each quantile, which speaks for
    the half of the way to its neighbours."""
    keys = sorted(paths, key=float)
    edges = [0.0, *((float(a) + float(b)) / 2 for a, b in pairwise(keys)), 1.0]
    total = 0.0
    for n, key in enumerate(keys):
        left, before, missing = max(level, 0.0), 0.0, 0.0
        for day, until in enumerate(paths[key]):
            left += coming.get(day, 0.0)
            asked, before = until - before, until
            missing += max(asked - left, 0.0)
            left = max(left - asked, 0.0)
        total += (edges[n + 1] - edges[n]) * missing
    return total


def check_advice(
    found: list[dict[str, Any]], books: Books, advised: list[dict[str, Any]], suppliers: dict[UUID, dict[str, Any]]
) -> None:
    levels, wanted = books.levels, defaultdict[str | None, dict[str, dict[str, Any]]](dict)
    for row in advised:
        one, product = row["produit_id"], books.products[row["produit_id"]]
        orders = [order for order in books.awaited if order["product"] == one]
        cost = product["purchase_price"]
        if cost is None:
            cost = round(product["average_cost"] / 1000) or None
        packs, rest = divmod(round(row["quantite"] * 1000), product["pack_size"])
        assert (rest, packs > 0) == (0, True)
        supplier = None if product["supplier_id"] is None else str(product["supplier_id"])
        wanted[supplier][str(one)] = {
            "product_id": str(one), "code": product["code"], "name": product["name"], "unit": product["unit"],
            "on_hand": units(levels[one]), "on_order": sum(o["quantity"] for o in orders if not o["draft"]) / 1000,
            "in_drafts": sum(o["quantity"] for o in orders if o["draft"]) / 1000,
            "pack_size": units(product["pack_size"]), "quantity": float(row["quantite"]), "unit_cost": cost,
            "amount": None if cost is None else about(float(row["quantite"]) * cost, 1),
            "basis": {"demande": "demand", "minimum": "minimum"}[row["base"]],
            "reorder_point": None if row["point_commande"] is None else float(row["point_commande"]),
        }  # fmt: skip
    assert {group["supplier_id"] for group in found} == wanted.keys()
    assert sum(len(group["lines"]) for group in found) > 20
    for group in found:
        lines = wanted[group["supplier_id"]]
        assert {line["product_id"] for line in group["lines"]} == lines.keys()
        for line in group["lines"]:
            assert {name: line[name] for name in lines[line["product_id"]]} == lines[line["product_id"]], line["name"]
            assert line["reason"]
        if group["supplier_id"] is None:
            continue
        supplier = suppliers[UUID(group["supplier_id"])]
        total = sum(line["amount"] for line in group["lines"])
        lead = {row["delai_jours"] for row in advised if row["fournisseur_id"] == supplier["id"]}
        assert {key: value for key, value in group.items() if key != "lines"} == {
            "supplier_id": str(supplier["id"]), "supplier_name": supplier["name"],
            "lead_time_days": about(lead.pop(), 1e-2), "minimum_order": supplier["minimum_order"], "total": total,
            "below_minimum": None if supplier["minimum_order"] is None else total < supplier["minimum_order"],
        }  # fmt: skip
