"""A real year of a British wholesaler, against sums made by csv and Decimal alone.

The rules of the reckoning: a line with a negative price is left out; an amount is quantity x unit price in
pence, halves away from zero, before the price itself is rounded; a line with a negative quantity is a
return; a sale is a kind, an invoice and a day; days are London's.
"""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from tests.factories.imports import Desk
from tests.factories.trade import drift_of
from tests.invariants.kit.database import connect


@dataclass
class Reckoning:
    """Money in pence, quantities in thousandths."""

    accepted: int = 0
    rejected: int = 0
    revenue: Counter[date] = field(default_factory=Counter)
    units: Counter[str] = field(default_factory=Counter)
    sales: set[tuple[str, date]] = field(default_factory=set)
    returns: set[tuple[str, date]] = field(default_factory=set)

    def between(self, last: date, days: int) -> int:
        return sum(self.revenue[last - timedelta(days=back)] for back in range(days))

    def count_between(self, last: date, days: int) -> int:
        first = last - timedelta(days=days - 1)
        return sum(first <= day <= last for _, day in self.sales)


def reckon(lines: list[str]) -> Reckoning:
    found = Reckoning()
    for row in csv.DictReader(lines):
        quantity, price = Decimal(row["Quantity"]), Decimal(row["UnitPrice"])
        if price < 0:
            found.rejected += 1
            continue
        found.accepted += 1
        day = date.fromisoformat(row["InvoiceDate"][:10])
        found.revenue[day] += int((quantity * price * 100).quantize(Decimal(1), ROUND_HALF_UP))
        found.units[row["StockCode"]] += int(quantity * 1000)
        (found.returns if quantity < 0 else found.sales).add((row["InvoiceNo"], day))
    return found


def lines_of(path: Path, most: int | None = None) -> list[str]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
        return list(islice(stream, None if most is None else most + 1))


def rows(desk: Desk, query: str) -> list[Any]:
    with connect("admin") as connection:
        return connection.execute(query, (desk.person.tenant_id,)).fetchall()


def take_and_compare(app: Any, desk: Desk, lines: list[str]) -> Reckoning:
    wanted = reckon(lines)
    done = desk.taken("sales", gzip.compress("".join(lines).encode(), 1), "transactions.csv.gz")
    assert (done["total_rows"], done["accepted_rows"], done["rejected_rows"], done["duplicate_rows"]) == (
        len(lines) - 1, wanted.accepted, wanted.rejected, 0,
    )  # fmt: skip
    assert done["created_products"] == len(wanted.units)
    days = rows(desk, "SELECT day, revenue FROM sales_days WHERE tenant_id = %s")
    assert {day: revenue for day, revenue in days if revenue} == {d: r for d, r in wanted.revenue.items() if r}
    by_day = rows(desk, "SELECT sum(sales), sum(returns) FROM sales_days WHERE tenant_id = %s")
    assert by_day == [(len(wanted.sales), len(wanted.returns))]
    units = rows(
        desk,
        "SELECT p.code, sum(d.units) FROM product_days d JOIN products p USING (tenant_id) WHERE d.tenant_id = %s"
        " AND p.id = d.product_id GROUP BY 1",
    )
    assert {code: int(moved) for code, moved in units} == dict(wanted.units)
    lines_there = rows(desk, "SELECT count(*), sum(amount) FROM sale_lines WHERE tenant_id = %s")
    assert lines_there == [(wanted.accepted, sum(wanted.revenue.values()))]
    last = max(wanted.revenue)
    answer = desk.person.get(f"/dashboards/overview?day={last}")
    assert answer.status_code == 200, answer.text
    for name, length in (("today", 1), ("days_7", 7), ("days_30", 30)):
        figure = answer.json()["sales"][name]
        assert figure["revenue"] == wanted.between(last, length), name
        assert figure["previous"] == wanted.between(last - timedelta(days=length), length), name
        assert figure["count"] == wanted.count_between(last, length), name
    return wanted


@pytest.mark.real_data
def test_the_first_weeks(app: Any, british: Desk, online_retail: Path) -> None:
    lines = lines_of(online_retail, 20_000)
    take_and_compare(app, british, lines)
    assert drift_of(app, british.person) == []
    again = british.checked("sales", "".join(lines))
    assert (again["accepted_rows"], again["created_products"]) == (0, 0)


@pytest.mark.real_data
@pytest.mark.heavy
@pytest.mark.timeout(1200)
def test_the_whole_year(app: Any, british: Desk, online_retail: Path) -> None:
    wanted = take_and_compare(app, british, lines_of(online_retail))
    assert (wanted.accepted, wanted.rejected, len(wanted.units)) == (541_907, 2, 4_070)
    assert (len(wanted.sales), len(wanted.returns)) == (20_726, 5_172)
    assert max(wanted.revenue) == date(2011, 12, 9)
    assert drift_of(app, british.person) == []
    rejected = british.rejected(british.person.get("/imports").json()["items"][0]["id"])
    assert [(row["StockCode"], row["Description"]) for row in rejected] == [("B", "Adjust bad debt")] * 2
    done = british.person.get("/imports").json()["items"][0]
    british.undone(done["id"])
    assert rows(british, "SELECT count(*) FROM sale_lines WHERE tenant_id = %s") == [(0,)]
    assert rows(british, "SELECT count(*) FROM products WHERE tenant_id = %s") == [(0,)]
    assert drift_of(app, british.person) == []
