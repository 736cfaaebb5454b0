"""What the dashboards should say, made again from a company's own rows: its sales and their lines, its missed sales,
its ledger, its orders. Nothing that is kept summed is read, and nothing of the code under test is called."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from math import exp, log
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from digiboost.kernel.clock import now
from tests.factories.people import Person
from tests.factories.stock import transaction

LINES = """
SELECT s.id AS sale, s.kind, s.payment_method AS method, s.occurred_at, s.occurred_at AT TIME ZONE t.time_zone AS at,
    l.product_id AS product, l.quantity, l.amount, l.cost
FROM sales s JOIN sale_lines l ON l.tenant_id = s.tenant_id AND l.sale_id = s.id JOIN tenants t ON t.id = s.tenant_id
WHERE s.tenant_id = %s AND s.status = 'completed'
"""
MISSED = """
SELECT m.product_id AS product, m.quantity, (m.occurred_at AT TIME ZONE t.time_zone)::date AS day
FROM missed_sales m JOIN tenants t ON t.id = m.tenant_id WHERE m.tenant_id = %s
"""
MOVES = """
SELECT m.product_id AS product, m.quantity, m.occurred_at, (m.occurred_at AT TIME ZONE t.time_zone)::date AS day
FROM stock_movements m JOIN tenants t ON t.id = m.tenant_id
WHERE m.tenant_id = %s AND m.counts ORDER BY m.occurred_at, m.id
"""
PRODUCTS = """
SELECT p.*, c.name AS category_name, s.name AS supplier_name, l.min_stock, l.max_stock, l.tracked, l.average_cost,
    (p.created_at AT TIME ZONE t.time_zone)::date AS created
FROM products p JOIN tenants t ON t.id = p.tenant_id
JOIN stock_levels l ON l.tenant_id = p.tenant_id AND l.product_id = p.id
LEFT JOIN categories c ON c.tenant_id = p.tenant_id AND c.id = p.category_id
LEFT JOIN suppliers s ON s.tenant_id = p.tenant_id AND s.id = p.supplier_id WHERE p.tenant_id = %s
"""
AWAITED = """
SELECT n.product_id AS product, b.status = 'draft' AS draft, b.expected_on, n.quantity - n.received AS quantity
FROM purchase_order_lines n JOIN purchase_orders b ON b.tenant_id = n.tenant_id AND b.id = n.order_id
WHERE n.tenant_id = %s AND b.status IN ('draft', 'sent', 'partly_received') AND n.quantity > n.received
"""
OUTLOOKS = """
SELECT o.product_id AS product, o.state, o.daily, o.quantiles, o.horizon_days, o.grain, o.on_hand,
    (o.made_at AT TIME ZONE t.time_zone)::date AS made_on
FROM product_outlooks o JOIN tenants t ON t.id = o.tenant_id WHERE o.tenant_id = %s
"""


@dataclass
class Books:
    tenant: dict[str, Any]
    today: date
    at: datetime
    lines: list[dict[str, Any]]
    missed: list[dict[str, Any]]
    moves: list[dict[str, Any]]
    products: dict[UUID, dict[str, Any]]
    awaited: list[dict[str, Any]]
    outlooks: dict[UUID, dict[str, Any]]

    def between(self, first: date, last: date) -> list[dict[str, Any]]:
        return [line for line in self.lines if first <= line["day"] <= last]

    def lost(self, first: date, last: date) -> int:
        return sum(one["quantity"] for one in self.missed if first <= one["day"] <= last)

    @cached_property
    def active(self) -> dict[UUID, dict[str, Any]]:
        return {one: row for one, row in self.products.items() if row["is_active"]}

    @cached_property
    def levels(self) -> dict[UUID, int]:
        found = dict.fromkeys(self.products, 0)
        for move in self.moves:
            found[move["product"]] += move["quantity"]
        return found

    @cached_property
    def last_sale(self) -> dict[UUID, datetime]:
        found: dict[UUID, datetime] = {}
        for line in self.lines:
            if line["kind"] == "SALE":
                one = line["product"]
                found[one] = max(found.get(one, line["occurred_at"]), line["occurred_at"])
        return found


def open_books(app: Any, person: Person) -> Books:
    with transaction(app, person.tenant_id) as tx:
        own = (tx.tenant_id,)
        tenant = tx.row("SELECT currency, currency_exponent, time_zone FROM tenants WHERE id = %s", own)
        assert tenant is not None
        at = now()
        lines = tx.rows(LINES, own)
        for line in lines:
            line["day"] = line["at"].date()
        return Books(
            tenant=tenant,
            today=at.astimezone(ZoneInfo(tenant["time_zone"])).date(),
            at=at,
            lines=lines,
            missed=tx.rows(MISSED, own),
            moves=tx.rows(MOVES, own),
            products={row["id"]: row for row in tx.rows(PRODUCTS, own)},
            awaited=tx.rows(AWAITED, own),
            outlooks={row["product"]: row for row in tx.rows(OUTLOOKS, own)},
        )


def units(thousandths: int | None) -> float | None:
    return None if thousandths is None else thousandths / 1000


def about(value: float | None, within: float) -> Any:
    """A figure that is rounded: to half a step of its last digit."""
    return None if value is None else pytest.approx(value, abs=within * 0.51)


def ratio(part: float, whole: float) -> float | None:
    return part / whole if whole > 0 else None


def total(lines: Iterable[dict[str, Any]], name: str) -> int:
    return sum(line[name] for line in lines if line[name] is not None)


def margin(lines: Iterable[dict[str, Any]]) -> int:
    """Of the revenue whose cost is known."""
    return sum(line["amount"] - line["cost"] for line in lines if line["cost"] is not None)


def count(lines: Iterable[dict[str, Any]], kind: str = "SALE") -> int:
    return len({line["sale"] for line in lines if line["kind"] == kind})


# -- sales analysis -----------------------------------------------------------------------------


def sales_analysis(
    books: Books, first: date, last: date, step: str, compare: str = "previous", by: str = "revenue"
) -> dict[str, Any]:
    length = (last - first).days + 1
    back = timedelta(days={"previous": length, "year": 364}.get(compare, 0))
    lines = books.between(first, last)
    other = books.between(first - back, last - back) if back else None
    revenue = total(lines, "amount")
    return {
        "currency": books.tenant["currency"],
        "currency_exponent": books.tenant["currency_exponent"],
        "first": str(first),
        "last": str(last),
        "compared_first": str(first - back) if back else None,
        "compared_last": str(last - back) if back else None,
        "step": step,
        "totals": _totals(books, first, last),
        "compared": _totals(books, first - back, last - back) if back else None,
        "trend": _trend(lines, other, first, last, step, back),
        "top_products": _top(books, lines, other, by, revenue),
        "categories": _categories(books, lines, other, revenue),
        "hours": _hours(lines),
        "payments": _payments(lines),
    }


def _totals(books: Books, first: date, last: date) -> dict[str, Any]:
    lines = books.between(first, last)
    revenue, sales = total(lines, "amount"), count(lines)
    costed = sum(line["amount"] for line in lines if line["cost"] is not None)
    return {
        "revenue": revenue,
        "sales": sales,
        "returns": count(lines, "RETURN"),
        "units": units(total(lines, "quantity")),
        "basket": about(revenue / sales, 1) if sales else None,
        "margin": margin(lines),
        "margin_rate": about(margin(lines) / costed, 1e-4) if costed else None,
        "missed_units": units(books.lost(first, last)),
    }


def _start(day: date, step: str) -> date:
    if step == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if step == "month" else day


def _trend(
    lines: list[dict[str, Any]], other: list[dict[str, Any]] | None, first: date, last: date, step: str, back: timedelta
) -> list[dict[str, Any]]:
    starts = sorted({_start(first + timedelta(days=n), step) for n in range((last - first).days + 1)})
    here, before = defaultdict(list), defaultdict(list)
    for line in lines:
        here[_start(line["day"], step)].append(line)
    for line in other or ():
        before[_start(line["day"] + back, step)].append(line)
    return [
        {
            "start": str(start),
            "revenue": total(here[start], "amount"),
            "sales": count(here[start]),
            "margin": margin(here[start]),
            "compared": None if other is None else total(before[start], "amount"),
        }
        for start in starts
    ]


def _by_product(lines: list[dict[str, Any]]) -> dict[UUID, dict[str, int]]:
    found: dict[UUID, dict[str, int]] = defaultdict(lambda: {"quantity": 0, "amount": 0, "cost": 0})
    for line in lines:
        for name in ("quantity", "amount", "cost"):
            found[line["product"]][name] += line[name] or 0
    return found


def _change(present: int, was: int | None) -> Any:
    return about((present - was) / was, 1e-4) if was is not None and was > 0 else None


def _share(part: int, whole: int) -> Any:
    return about(part / whole, 1e-4) if whole > 0 else 0.0


def _top(
    books: Books, lines: list[dict[str, Any]], other: list[dict[str, Any]] | None, by: str, whole: int
) -> list[dict[str, Any]]:
    sold, before = _by_product(lines), _by_product(other or [])

    def measure(one: UUID) -> int:
        row = sold[one]
        if by == "margin":
            return row["amount"] - row["cost"] if row["cost"] > 0 else 0
        return row["quantity" if by == "units" else "amount"]

    best = sorted((one for one in sold if measure(one) > 0), key=lambda one: (-measure(one), one))[:10]
    return [
        {
            "product_id": str(one),
            "name": books.products[one]["name"],
            "code": books.products[one]["code"],
            "units": units(sold[one]["quantity"]),
            "revenue": sold[one]["amount"],
            "margin": sold[one]["amount"] - sold[one]["cost"] if sold[one]["cost"] > 0 else None,
            "share": _share(sold[one]["amount"], whole),
            "change": _change(sold[one]["amount"], before[one]["amount"] if one in before else None),
        }
        for one in best
    ]


def _categories(
    books: Books, lines: list[dict[str, Any]], other: list[dict[str, Any]] | None, whole: int
) -> list[dict[str, Any]]:
    def grouped(some: list[dict[str, Any]]) -> dict[UUID | None, list[dict[str, int]]]:
        found = defaultdict(list)
        for one, row in _by_product(some).items():
            found[books.products[one]["category_id"]].append(row)
        return found

    names = {row["category_id"]: row["category_name"] for row in books.products.values()}
    before = grouped(other or [])
    found = []
    for category, rows in grouped(lines).items():
        revenue, known = total(rows, "amount"), [row for row in rows if row["cost"] > 0]
        if revenue or total(rows, "quantity"):
            found.append(
                {
                    "category_id": None if category is None else str(category),
                    "name": names[category],
                    "units": units(total(rows, "quantity")),
                    "revenue": revenue,
                    "margin": total(known, "amount") - total(known, "cost") if known else None,
                    "share": _share(revenue, whole),
                    "change": _change(revenue, total(before[category], "amount") if category in before else None),
                }
            )
    # PostgreSQL sorts nulls last.
    return sorted(found, key=lambda one: (-one["revenue"], one["category_id"] is None, one["category_id"] or ""))


def _hours(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    cells = defaultdict(list)
    for line in lines:
        cells[line["at"].weekday(), line["at"].hour].append(line)
    return [
        {"weekday": weekday, "hour": hour, "revenue": total(cell, "amount"), "sales": count(cell)}
        for (weekday, hour), cell in sorted(cells.items())
    ]


def _payments(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    methods = defaultdict(list)
    for line in lines:
        methods[line["method"]].append(line)
    found = [
        {"method": method, "revenue": total(part, "amount"), "sales": count(part)} for method, part in methods.items()
    ]
    return sorted(found, key=lambda one: (-one["revenue"], one["method"]))


# -- the figures of a period --------------------------------------------------------------------


def kpis(books: Books, first: date, last: date) -> dict[str, Any]:
    length = (last - first).days + 1
    classes = standings(books)
    present = _figures(books, first, last)
    before = _figures(books, first - timedelta(days=length), first - timedelta(days=1))
    present["dead_stock"] = float(sum(_value(books, one) for one in books.active if is_dead(books, one)))
    if last < books.today:
        present["dead_stock"] = None
    cells = defaultdict(list)
    for one, (revenue, abc, xyz) in classes.items():
        if abc is not None:
            cells[abc, xyz].append((revenue, _value(books, one)))
    return {
        "currency": books.tenant["currency"],
        "currency_exponent": books.tenant["currency_exponent"],
        "first": str(first),
        "last": str(last),
        "active_products": len(books.active),
        **{name: {"value": value, "previous": before[name]} for name, value in present.items()},
        "classes": [
            {
                "abc": abc, "xyz": xyz, "products": len(cell), "revenue": sum(revenue for revenue, _ in cell),
                "value": sum(value for _, value in cell),
            }
            for (abc, xyz), cell in sorted(cells.items(), key=lambda one: (one[0][0], one[0][1] or "~"))
        ],
    }  # fmt: skip


def _figures(books: Books, first: date, last: date) -> dict[str, Any]:
    lines, days = books.between(first, last), (last - first).days + 1
    revenue, sales = total(lines, "amount"), count(lines)
    costed = sum(line["amount"] for line in lines if line["cost"] is not None)
    earned, gone = margin(lines), total(lines, "cost")
    served, lost = max(total(lines, "quantity"), 0), books.lost(first, last)
    evenings = [one for one in _evenings(books, first, last) if one is not None]
    mean = sum(value for _, _, value in evenings) / len(evenings) if evenings else 0
    value = evenings[-1][2] if evenings else None
    return {
        "revenue": float(revenue),
        "sales": float(sales),
        "margin": float(earned),
        "margin_rate": about(ratio(earned, costed), 1e-4),
        "basket": about(ratio(revenue, sales), 1),
        "fill_rate": about(ratio(served, served + lost), 1e-4) if lost else None,
        "availability": about(ratio(sum(t - out for t, out, _ in evenings), sum(t for t, _, _ in evenings)), 1e-4),
        "turnover": about(ratio(gone * 365 / days, mean), 1e-2),
        "gmroi": about(ratio(earned * 365 / days, mean), 1e-2),
        "coverage_days": about(ratio((value or 0) * days, gone), 1e-1),
        "stock_value": None if value is None else float(value),
        "missed_units": units(lost),
        "dead_stock": None,
    }


def _evenings(books: Books, first: date, last: date) -> list[tuple[int, int, int] | None]:
    """(tracked products, those of them that were out, worth at today's average cost) of each evening of the period,
    None before anything was tracked: the ledger walked through, product by product. Tomorrow is like today."""
    moved: dict[UUID, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for move in books.moves:
        moved[move["product"]][move["day"]] += move["quantity"]
    tracked, out, worth = (defaultdict[date, int](int) for _ in range(3))
    for one, row in books.active.items():
        if not row["tracked"]:
            continue
        level, was_out, was_worth = 0, 0, 0
        for day in sorted(moved[one]) or [row["created"]]:
            if level == 0 and was_worth == 0 and not was_out and day == min([*moved[one], day]):
                tracked[day] += 1
            level += moved[one].get(day, 0)
            is_out, is_worth = int(level <= 0), worth_of(level, row["average_cost"])
            out[day] += is_out - was_out
            worth[day] += is_worth - was_worth
            was_out, was_worth = is_out, is_worth
    found: list[tuple[int, int, int] | None] = []
    known, gone, value, begun = 0, 0, 0, False
    day = min([first, *tracked])
    while day <= last:
        known, gone, value = known + tracked[day], gone + out[day], value + worth[day]
        begun = begun or known > 0
        if day >= first:
            found.append((known, gone, value) if begun else None)
        day += timedelta(days=1)
    return found


def worth_of(level: int, average_cost: int) -> int:
    """Rounded half up: both are never below zero."""
    return (max(level, 0) * average_cost * 2 + 1_000_000) // 2_000_000


def _value(books: Books, one: UUID) -> int:
    return worth_of(books.levels[one], books.products[one]["average_cost"])


def is_dead(books: Books, one: UUID) -> bool:
    """On hand, older than 90 days, and not sold for as long."""
    before, created = books.at - timedelta(days=90), books.products[one]["created_at"]
    return books.levels[one] > 0 and created < before and books.last_sale.get(one, created) < before


def standings(books: Books) -> dict[UUID, tuple[int, str | None, str | None]]:
    """Revenue, ABC and XYZ of the last 13 whole weeks."""
    until = books.today - timedelta(days=books.today.weekday())
    first = until - timedelta(weeks=13)
    revenue: dict[UUID, int] = dict.fromkeys(books.active, 0)
    weekly: dict[UUID, list[int]] = {one: [0] * 13 for one in books.active}
    begins: dict[UUID, date] = {}
    for line in books.lines:
        one = line["product"]
        begins[one] = min(begins.get(one, line["day"]), line["day"])
        if one in revenue and first <= line["day"] < until:
            revenue[one] += line["amount"]
            weekly[one][(line["day"] - first).days // 7] += line["quantity"]
    whole, before = sum(max(value, 0) for value in revenue.values()), 0
    found: dict[UUID, tuple[int, str | None, str | None]] = {}
    for one in sorted(revenue, key=lambda key: (-revenue[key], key)):
        abc = None
        if revenue[one] > 0:
            abc = "A" if before < 0.8 * whole else "B" if before < 0.95 * whole else "C"
        before += max(revenue[one], 0)
        monday = begins.get(one, until)
        start = max(0, (monday - timedelta(days=monday.weekday()) - first).days // 7)
        counted = [max(value, 0) for value in weekly[one][start:]]
        xyz = None
        if sum(counted) > 0 and len(counted) >= 4:
            mean = sum(counted) / len(counted)
            spread = (sum((value - mean) ** 2 for value in counted) / len(counted)) ** 0.5 / mean
            xyz = "X" if spread <= 0.5 else "Y" if spread <= 1 else "Z"
        found[one] = (revenue[one], abc, xyz)
    return found


# -- the stock in detail ------------------------------------------------------------------------


def stock_items(books: Books, classes: dict[UUID, tuple[int, str | None, str | None]]) -> dict[str, dict[str, Any]]:
    """Every active product; ``classes`` are those of the last night."""
    levels, found = books.levels, {}
    recent = _by_product(books.between(books.today - timedelta(days=29), books.today))
    ruptures = _ruptures(books)
    for one, row in books.active.items():
        level, outlook = levels[one], books.outlooks.get(one)
        worth = worth_of(level, row["average_cost"])
        status = "ok"
        if not row["tracked"]:
            status = "untracked"
        elif level <= 0:
            status = "rupture"
        elif row["min_stock"] is not None and level <= row["min_stock"]:
            status = "low"
        day = chance = None
        if outlook is not None and outlook["state"] == "known" and row["tracked"]:
            day, chance = _runs_out(outlook)
        daily = None if outlook is None else outlook["daily"]
        _, abc, xyz = classes.get(one, (0, None, None))
        found[str(one)] = {
            "product_id": str(one),
            "code": row["code"],
            "name": row["name"],
            "category_id": None if row["category_id"] is None else str(row["category_id"]),
            "category_name": row["category_name"],
            "supplier_id": None if row["supplier_id"] is None else str(row["supplier_id"]),
            "supplier_name": row["supplier_name"],
            "shelf": row["shelf"],
            "unit": row["unit"],
            "status": status,
            "on_hand": units(level),
            "on_order": units(sum(o["quantity"] for o in books.awaited if o["product"] == one and not o["draft"])),
            "min_stock": units(row["min_stock"]),
            "max_stock": units(row["max_stock"]),
            "value": worth if row["average_cost"] > 0 or level == 0 else None,
            "sale_price": row["sale_price"],
            "units_30": units(recent[one]["quantity"]),
            "revenue_30": recent[one]["amount"],
            "daily": daily,
            "coverage_days": about(max(level, 0) / 1000 / daily, 1e-1) if daily and row["tracked"] else None,
            "stock_out_on": None if day is None else str(day),
            "probability": about(chance, 1e-3),
            "abc": abc,
            "xyz": xyz,
            "dead": is_dead(books, one),
            "last_sale_at": books.last_sale.get(one),
            "rupture_since": ruptures[one] if status == "rupture" else None,
        }
    return found


def stock_totals(books: Books, items: Iterable[dict[str, Any]]) -> dict[str, int]:
    items = list(items)
    states = {"rupture": "ruptures", "low": "low", "ok": "ok", "untracked": "untracked"}
    dead = [item for item in items if item["dead"]]

    def worth(some: list[dict[str, Any]]) -> int:
        return sum(_value(books, UUID(item["product_id"])) for item in some)

    return {
        "products": len(items),
        **{name: sum(item["status"] == state for item in items) for state, name in states.items()},
        "dead": len(dead),
        "value": worth(items),
        "dead_value": worth(dead),
    }


def _ruptures(books: Books) -> dict[UUID, datetime | None]:
    """Since when each product is out: the moment at which its level last came down to nothing."""
    level: dict[UUID, int] = dict.fromkeys(books.products, 0)
    since: dict[UUID, datetime | None] = dict.fromkeys(books.products)
    for move in books.moves:
        one, before = move["product"], level[move["product"]]
        level[one] = before + move["quantity"]
        if level[one] <= 0 and (before > 0 or since[one] is None):
            since[one] = move["occurred_at"]
        elif level[one] > 0:
            since[one] = None
    return since


def _runs_out(outlook: dict[str, Any]) -> tuple[date | None, float | None]:
    """The day on which the middle of what is foretold takes what was there, and the chance of that within the
    horizon; both as of the night."""
    if not outlook["quantiles"]:
        return None, None
    level, grain = outlook["on_hand"] / 1000, outlook["grain"]
    ends = sorted((float(key), path[outlook["horizon_days"] - 1]) for key, path in outlook["quantiles"].items())
    edge = level
    if level > 0 and grain > 0:
        pieces = -(-round(level * 1000) // round(grain * 1000))
        edge = grain * (pieces - 0.5)
    day = None
    if level <= 0 or ends[-1][1] > 0:
        middle = outlook["quantiles"]["0.5"]
        pace = middle[-1] / len(middle)
        walked = [*middle, *(pace * n for n in range(len(middle) + 1, 366))]
        reached = next((n for n, asked in enumerate(walked) if asked >= level or level <= 0), None)
        day = None if reached is None else outlook["made_on"] + timedelta(days=reached)
    return day, chance_of(ends, edge)


def chance_of(ends: list[tuple[float, float]], wanted: float) -> float:
    """That a demand with these quantiles reaches ``wanted``: even between two of them, exponential outside."""
    if wanted <= 0:
        return 1.0
    below = [n for n, (_, asked) in enumerate(ends) if asked < wanted]
    if not below:
        (p, q), (r, s) = ends[:2]
        return 1 - p * (exp((wanted - q) * log(r / p) / (s - q)) if s > q else float(wanted >= q))
    n = max(below)
    p, q = ends[n]
    if n + 1 < len(ends):
        r, s = ends[n + 1]
        return 1 - (p + (r - p) * (wanted - q) / (s - q))
    o, before = ends[n - 1]
    return (1 - p) * (exp((q - wanted) * log((1 - o) / (1 - p)) / (q - before)) if q > before else 0.0)
