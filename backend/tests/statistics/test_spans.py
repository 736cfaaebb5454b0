"""Spans of weeks: which are read, and that every figure is right at once when their days change."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digiboost.kernel.clock import day_of, now
from digiboost.kernel.db.tx import Tx
from digiboost.statistics import service as statistics
from digiboost.statistics.spans import FIRST_MONDAY, SIZES, WEEK, cover, start_of, version_of
from tests.factories.imports import Desk
from tests.factories.people import Person
from tests.factories.stock import transaction
from tests.factories.trade import drift_of, sell, shelf
from tests.statistics.test_sales_analysis import PATH, analysis, check

BEGAN = date(2024, 1, 3)


@given(
    offset=st.integers(0, 500),
    length=st.integers(1, 500),
    sold=st.dictionaries(st.integers(0, 1000), st.integers(0, 3), max_size=200),
    wrong=st.sets(st.integers(0, 300)),
    today=st.integers(0, 500),
)
def test_a_cover_holds_every_day_once(
    offset: int, length: int, sold: dict[int, int], wrong: set[int], today: int
) -> None:
    first = BEGAN + timedelta(days=offset)
    last = first + timedelta(days=length - 1)
    known = {BEGAN + timedelta(days=n): version for n, version in sold.items()}
    versions = {day: version for day, version in known.items() if first <= day <= last}
    keys = sorted({(size, start_of(size, BEGAN + timedelta(days=n))) for size in SIZES for n in range(1000)})
    kept = {
        (size, start): version_of(known[day] for day in known if start <= day < start + size * WEEK) + (n in wrong)
        for n, (size, start) in enumerate(keys)
    }
    found = cover(first, last, first + timedelta(days=today), versions, kept)
    held: Counter[date] = Counter(found.days)
    inside = set[date]()
    for size, start in found.spans:
        assert start_of(size, start) == start
        days = {start + timedelta(days=n) for n in range(7 * size)}
        assert kept[size, start] == version_of(version for day, version in versions.items() if day in days)
        inside |= days
        held.update(days)
    for week in found.weeks:
        assert week.weekday() == 0
        held.update(week + timedelta(days=n) for n in range(7))
    held.subtract(found.without)
    assert set(held.values()) <= {0, 1}
    counted = {day for day, times in held.items() if times}
    assert set(versions) <= counted
    assert all(first <= day <= last for day in counted)
    assert sorted(found.outside) == sorted(set(versions) - inside)


def test_a_long_period_is_read_from_the_longest_spans() -> None:
    first = FIRST_MONDAY + 16 * WEEK * 400
    versions = {first + timedelta(days=n): 2 for n in range(7 * 24)}
    kept = {(16, first): 16 * 7 * 3, (4, first): 4 * 7 * 3, (4, first + 16 * WEEK): 4 * 7 * 3}
    last = first + timedelta(days=7 * 24 - 1)
    found = cover(first, last, last, versions, kept)
    assert found.spans == [(16, first), (4, first + 16 * WEEK)]
    assert found.weeks == [first + n * WEEK for n in range(20, 24)]
    assert found.days == []
    # One sale more, or a day more, and a span counts no longer.
    for change in ({first: 3}, {first + timedelta(days=5): 3}):
        assert cover(first, last, last, versions | change, kept).spans == [(4, first + 16 * WEEK)]


def test_of_a_week_at_the_end_what_is_shorter_is_read() -> None:
    monday = date(2024, 3, 4)
    days = [monday + timedelta(days=n) for n in range(7)]

    def read(first: int, last: int, today: int) -> tuple[list[date], list[date], list[date]]:
        found = cover(days[first], days[last], days[today], dict.fromkeys(days[first : last + 1], 0), {})
        return found.weeks, found.days, found.without

    assert read(0, 1, 1) == ([monday], [], days[2:])
    assert read(0, 1, 6) == ([], days[:2], [])
    assert read(1, 5, 6) == ([monday], [], [days[0], days[6]])
    assert read(6, 6, 6) == ([], [days[6]], [])


def night(tx: Tx) -> None:
    statistics.keep_hours(tx)
    statistics.keep_spans(tx)


def counting(tx: Tx) -> int:
    """How many spans count."""
    days = tx.rows("SELECT day, version FROM sales_days WHERE tenant_id = %s", (tx.tenant_id,))
    spans = tx.rows("SELECT weeks, first, version FROM sales_spans WHERE tenant_id = %s", (tx.tenant_id,))
    return sum(
        span["version"] == version_of(
            day["version"] for day in days
            if span["first"] <= day["day"] < span["first"] + span["weeks"] * WEEK
        )
        for span in spans
    )  # fmt: skip


def test_figures_are_right_at_once_whatever_happens_to_a_span(app: Any, shop: Person) -> None:
    rice, oil = (shelf(app, shop, on_hand=500, cost=cost, sale_price=1000, code=code) for cost, code in
                 ((400, "R25"), (700, "H5")))  # fmt: skip
    today = day_of(now(), "Africa/Dakar")
    made = [
        sell(shop, (rice, 2), (oil, n % 3 + 1), occurred_at=f"{today - timedelta(days=n)}T{8 + n % 11:02}:15:00Z",
             payment_method="cash" if n % 2 else "mobile_money")
        for n in range(3, 250, 6)
    ]  # fmt: skip
    first = today - timedelta(days=240)

    def right() -> dict[str, Any]:
        for begin, end in ((first, today), (first + timedelta(days=3), today - timedelta(days=90))):
            found = check(app, shop, begin, end, "week")
        with transaction(app, shop.tenant_id) as tx:
            assert statistics.keep_hours(tx) == []
        return found

    before = right()
    with transaction(app, shop.tenant_id) as tx:
        night(tx)
        spans = counting(tx)
    assert spans > 8
    assert right() == before
    inside = today - timedelta(days=130)
    assert not tx_days(app, shop, inside)

    def late() -> None:
        # On a day that had none: its row begins with the version 0.
        sell(shop, (oil, 7), occurred_at=f"{inside}T21:40:00Z")

    def cancelled() -> None:
        assert shop.post(f"/sales/{made[20]['id']}/cancel", {"reason": "erreur"}).status_code == 200

    def returned() -> None:
        lines = [{"line_id": made[25]["lines"][0]["id"], "quantity": 1}]
        at = f"{today - timedelta(days=120)}T10:00:00Z"
        answer = shop.post(f"/sales/{made[25]['id']}/returns", {"lines": lines, "occurred_at": at})
        assert answer.status_code == 201, answer.text

    def missed() -> None:
        at = f"{today - timedelta(days=125)}T10:00:00Z"
        answer = shop.post("/missed-sales", {"product_id": rice, "quantity": 1, "occurred_at": at})
        assert answer.status_code == 201, answer.text

    desk = Desk(shop)
    imports: list[str] = []

    def imported() -> None:
        day = today - timedelta(days=110)
        text = f"date;code;quantité;prix\n{day:%d/%m/%Y};R25;3;500\n{day:%d/%m/%Y};H5;-1;500\n"
        imports.append(desk.taken("sales", text)["id"])

    def undone() -> None:
        desk.undone(imports.pop())

    for change in (late, cancelled, returned, missed, imported, undone):
        with transaction(app, shop.tenant_id) as tx:
            night(tx)
            kept = counting(tx)
        change()
        with transaction(app, shop.tenant_id) as tx:
            assert counting(tx) < kept, change.__name__
        after = right()
        with transaction(app, shop.tenant_id) as tx:
            night(tx)
            assert counting(tx) >= kept
        assert right() == after, change.__name__
    assert drift_of(app, shop) == []


def tx_days(app: Any, shop: Person, day: date) -> list[dict[str, Any]]:
    with transaction(app, shop.tenant_id) as tx:
        return tx.rows("SELECT day FROM sales_days WHERE tenant_id = %s AND day = %s", (tx.tenant_id, day))


def test_spans_that_count_are_what_is_read(app: Any, shop: Person, neighbour: Person) -> None:
    """Otherwise the rest of this file would hold without them."""
    item = shelf(app, shop, on_hand=100, sale_price=1000)
    today = day_of(now(), "Africa/Dakar")
    start = start_of(4, today) - 4 * WEEK
    sell(shop, (item, 2), occurred_at=f"{start + timedelta(days=3)}T09:15:00Z")
    asked = {"first": start, "last": start + 4 * WEEK - timedelta(days=1)}
    with transaction(app, shop.tenant_id) as tx:
        night(tx)
        tx.run("UPDATE sales_spans SET revenue = '{777}', methods = '{credit}' WHERE tenant_id = %s", (tx.tenant_id,))
    found = analysis(shop, **asked)
    assert (found["top_products"][0]["revenue"], found["payments"][0]["method"]) == (777, "credit")
    assert analysis(neighbour, **asked)["top_products"] == []
    sell(shop, (item, 1), occurred_at=f"{start + timedelta(days=9)}T09:15:00Z")
    found = analysis(shop, **asked)
    assert (found["top_products"][0]["revenue"], found["payments"][0]["method"]) == (3000, "cash")


def test_weeks_that_are_not_over_have_no_span(app: Any, shop: Person) -> None:
    item = shelf(app, shop, on_hand=100, sale_price=1000)
    today = day_of(now(), "Africa/Dakar")
    for n in range(28):
        sell(shop, (item, 1), occurred_at=(now() - timedelta(days=n)).isoformat())
    with transaction(app, shop.tenant_id) as tx:
        night(tx)
        for row in tx.rows("SELECT weeks, first FROM sales_spans WHERE tenant_id = %s", (tx.tenant_id,)):
            assert row["first"] + row["weeks"] * WEEK <= today


@pytest.mark.parametrize(("back", "length", "step"), [(0, 365, "month"), (0, 90, "week"), (11, 153, "week")])
def test_the_demo_s_figures_out_of_spans(app: Any, hardware: Person, back: int, length: int, step: str) -> None:
    with transaction(app, hardware.tenant_id) as tx:
        night(tx)
        assert counting(tx) > 3
    last = day_of(now(), "Africa/Dakar") - timedelta(days=back)
    check(app, hardware, last - timedelta(days=length - 1), last, step)


def test_an_unchanged_analysis_is_304(app: Any, shop: Person) -> None:
    item = shelf(app, shop, on_hand=50, cost=300, sale_price=1000)
    sold = sell(shop, (item, 1))
    path, category = f"{PATH}?compare=none", shop.post("/categories", {"name": "Rayon"}).json()
    colleagues = [shop.colleague(role) for role in ("manager", "viewer")]
    tag = shop.get(path).headers["etag"]
    for wanted in (tag, f"W/{tag}", f'"x", {tag}', "*"):
        unchanged = shop.get(path, headers={"If-None-Match": wanted})
        assert (unchanged.status_code, unchanged.content, unchanged.headers["etag"]) == (304, b"", tag)
    assert [other.get(path, headers={"If-None-Match": tag}).status_code for other in colleagues] == [304, 200]
    assert shop.get(f"{path}&top_by=units", headers={"If-None-Match": tag}).status_code == 200
    version = {"If-Match": f'"{shop.get(f"/products/{item}").json()["version"]}"'}
    named = {"If-Match": f'"{category["version"]}"'}
    for act in (
        lambda: sell(shop, (item, 1)),
        lambda: shop.post(f"/sales/{sold['id']}/cancel", {"reason": "erreur"}),
        lambda: shop.post("/missed-sales", {"product_id": item, "quantity": 1}),
        lambda: shop.patch(f"/products/{item}", {"name": "Riz", "category_id": category["id"]}, headers=version),
        lambda: shop.patch(f"/categories/{category['id']}", {"name": "Céréales"}, headers=named),
        lambda: shop.patch("/tenant", {"time_zone": "Africa/Douala"}),
    ):
        tag = shop.get(path).headers["etag"]
        answer = act()
        assert isinstance(answer, dict) or answer.status_code in (200, 201), answer.text
        assert shop.get(path, headers={"If-None-Match": tag}).status_code == 200
    assert shop.get(path).json()["categories"][0]["name"] == "Céréales"
