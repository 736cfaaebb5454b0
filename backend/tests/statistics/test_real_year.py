"""The dashboards over a real year of a British wholesaler, made again from the lines of its invoices."""

from __future__ import annotations

import gzip
from collections import Counter
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from digiboost.forecasting import service as forecasting
from digiboost.kernel.db.tx import Tx
from digiboost.sales import service as sales
from digiboost.statistics import service as statistics
from tests.factories.imports import Desk
from tests.factories.people import Person, open_company
from tests.factories.stock import transaction
from tests.imports.test_real_year import reckon
from tests.statistics import recomputed
from tests.statistics.test_recomputed import ask, check_stock

YEAR = ("2010-12-10", "2011-12-09")


def night(tx: Tx) -> None:
    """What the dashboards read of a night."""
    sales.fill_costs(tx)
    statistics.keep_hours(tx)
    statistics.keep_spans(tx)
    forecasting.keep_standings(tx)


def check(app: Any, shop: Person, periods: list[tuple[date, date, str, str, str]]) -> recomputed.Books:
    """Three dashboards against the lines."""
    with transaction(app, shop.tenant_id) as tx:
        night(tx)
    books = recomputed.open_books(app, shop)
    for first, last, step, compare, by in periods:
        asked = {"first": first, "last": last}
        found = ask(shop, "/dashboards/sales-analysis", **asked, step=step, compare=compare, top_by=by)
        wanted = recomputed.sales_analysis(books, first, last, step, compare, by)
        for part, value in wanted.items():
            assert found[part] == value, (part, first)
        figures, wanted = ask(shop, "/analytics/kpis", **asked), recomputed.kpis(books, first, last)
        for part, value in wanted.items():
            assert figures[part] == value, (part, first)
    # A sale is an invoice; a product was sold when its line was written.
    check_stock(shop, books, recomputed.standings(books), spread=timedelta(hours=1))
    return books


@pytest.fixture
def british(client: Any) -> Desk:
    """A shop that counts in pence, in London."""
    return Desk(open_company(client, currency="GBP", time_zone="Europe/London", language="en"))


def lines_of(path: Path, most: int | None = None) -> bytes:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
        return gzip.compress("".join(islice(stream, None if most is None else most + 1)).encode(), 1)


@pytest.mark.real_data
def test_the_first_weeks(app: Any, british: Desk, online_retail: Path) -> None:
    done = british.taken("sales", lines_of(online_retail, 20_000), "transactions.csv.gz")
    assert done["accepted_rows"] == 20_000
    days = Counter(line["day"] for line in recomputed.open_books(app, british.person).lines)
    first, last = min(days), max(days)
    middle = first + (last - first) // 2
    check(app, british.person, [
        (first, last, "day", "none", "revenue"),
        (middle, last, "week", "previous", "units"),
        (last - timedelta(days=2), last, "day", "previous", "margin"),
    ])  # fmt: skip


@pytest.mark.real_data
@pytest.mark.heavy
@pytest.mark.timeout(1800)
def test_the_whole_year(app: Any, british: Desk, online_retail: Path) -> None:
    done = british.taken("sales", lines_of(online_retail), "transactions.csv.gz")
    assert (done["accepted_rows"], done["rejected_rows"]) == (541_907, 2)
    first, last = (date.fromisoformat(day) for day in YEAR)
    books = check(app, british.person, [
        (first, last, "month", "previous", "revenue"),
        (first, last, "week", "year", "units"),
        (date(2011, 11, 10), last, "day", "previous", "revenue"),
        (date(2011, 9, 14), date(2011, 10, 4), "day", "year", "margin"),
    ])  # fmt: skip
    assert len(books.active) == 4_070
    # The whole year once more, out of the file itself.
    wanted = reckon(gzip.decompress(lines_of(online_retail)).decode().splitlines(keepends=True))
    totals = ask(british.person, "/dashboards/sales-analysis", first=first, last=last)["totals"]
    assert totals["revenue"] == sum(value for day, value in wanted.revenue.items() if first <= day <= last)
    assert totals["sales"] == sum(first <= day <= last for _, day in wanted.sales)
