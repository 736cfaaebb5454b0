from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import numpy as np
import pytest

from digiboost.forecasting import service as forecasting
from digiboost.forecasting.calendar import entries, lunar_day
from digiboost.forecasting.types import DRAWN_AGAIN, LEARNT
from digiboost.forecasting.working import calendar_of
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.ids import new_id
from tests.factories.stock import product, transaction
from tests.forecasting.shop import past, today

DAYS, PRODUCTS = 170, 24


def busy_shop(tx: Tx) -> list[UUID]:
    """Products that sell every day, by sums alone: their shelves are untracked."""
    random = np.random.default_rng(2)
    items = [product(tx, name=f"Produit {n}", tracked=False, sale_price=1000) for n in range(PRODUCTS)]
    paces = np.exp(random.normal(1.0, 0.7, PRODUCTS))
    for item, pace in zip(items, paces, strict=True):
        units = random.poisson(pace, DAYS)
        days = [today() - timedelta(days=DAYS - n) for n in range(DAYS)]
        tx.run(
            "INSERT INTO product_days (tenant_id, product_id, day, units, revenue, cost, missed_units)"
            " SELECT %s, %s, day, units, 0, 0, 0 FROM unnest(%s::date[], %s::bigint[]) AS x (day, units)"
            " WHERE units > 0",
            (tx.tenant_id, item, days, [int(one) * 1000 for one in units]),
        )
        sale = new_id()
        tx.run(
            "INSERT INTO sales (tenant_id, id, number, kind, status, payment_method, occurred_at, received_at, day,"
            " total, discount, line_count, version) SELECT %s, id, id::text, 'SALE', 'completed', 'cash', now(), now(),"
            " %s, 0, 0, 1, 1 FROM unnest(%s::uuid[]) AS x (id)",
            (tx.tenant_id, today() - timedelta(days=1), [sale, *(new_id() for _ in range(5))]),
        )
        tx.run(
            "INSERT INTO sale_lines (tenant_id, id, sale_id, position, product_id, day, quantity, unit_price, discount,"
            " amount) SELECT tenant_id, gen_random_uuid(), id, 1, %s, day, 1000, 0, 0, 0 FROM sales"
            " WHERE tenant_id = %s AND NOT EXISTS (SELECT FROM sale_lines l WHERE l.tenant_id = sales.tenant_id"
            " AND l.sale_id = sales.id)",
            (item, tx.tenant_id),
        )
    return items


def test_a_night_learns_from_all_products_and_judges_itself(app: Any, shop: Any, neighbour: Any) -> None:
    with transaction(app, shop.tenant_id) as tx:
        items = busy_shop(tx)
        assert forecasting.shop_record(tx).times == 0
        assert forecasting.tonight(tx) == []
        found = forecasting.outlooks(tx)
        assert set(found) == set(items)
        assert {one.method for one in found.values()} == {LEARNT}
        assert {one.demand_class for one in found.values()} <= {"smooth", "erratic", "intermittent", "lumpy"}
        for one in found.values():
            assert one.expected == pytest.approx((one.daily or 0) * 15, rel=0.4)
        shop_record, records = forecasting.shop_record(tx), forecasting.records(tx)
        # Every 15 days from 16 days ago back to the 60th day of the past.
        assert 5 <= shop_record.times <= 7
        assert (shop_record.learnt, shop_record.products) == (PRODUCTS, PRODUCTS)
        assert shop_record.total_error is not None
        assert shop_record.total_error < 0.15
        assert shop_record.within is not None
        assert 0.55 < shop_record.within <= 1
        assert shop_record.effects == {}
        assert set(records) == set(items)
        assert all(0 <= one.within <= one.times <= shop_record.times for one in records.values())
        # Once more: nothing is judged twice.
        forecasting.tonight(tx)
        assert forecasting.shop_record(tx) == shop_record
        # Between two nights what was foretold stands, and what is new is drawn from its own days.
        kept = forecasting.outlooks(tx, items[:1])[items[0]]
        forecasting.refresh(tx, items[:1])
        again = forecasting.outlooks(tx, items[:1])[items[0]]
        assert (again.method, again.expected) == (LEARNT, kept.expected)
    fresh = past(app, shop, [3.0] * 20, left=30)
    with transaction(app, shop.tenant_id) as tx:
        assert forecasting.outlooks(tx, [fresh])[fresh].method == DRAWN_AGAIN
    with transaction(app, neighbour.tenant_id) as tx:
        assert forecasting.records(tx) == {}
        assert forecasting.shop_record(tx).products == 0


def test_a_shop_without_products_has_its_night_too(app: Any, shop: Any) -> None:
    with transaction(app, shop.tenant_id) as tx:
        assert forecasting.tonight(tx) == []
        assert forecasting.outlooks(tx) == {}
        assert forecasting.shop_record(tx).products == 0


@pytest.mark.parametrize(
    ("year", "month", "day", "seen"),
    [
        (1446, 10, 1, date(2025, 3, 31)),  # Korité
        (1446, 12, 10, date(2025, 6, 7)),  # Tabaski
        (1445, 12, 10, date(2024, 6, 17)),
        (1447, 2, 18, date(2025, 8, 13)),  # Magal of Touba
        (1447, 3, 12, date(2025, 9, 5)),  # Gamou
    ],
)
def test_feasts_fall_where_senegal_kept_them(year: int, month: int, day: int, seen: date) -> None:
    assert abs((lunar_day(year, month, day) - seen).days) <= 1


def test_every_year_has_its_feasts() -> None:
    for year in range(2024, 2034):
        found = [one for one in entries(date(year, 1, 1), date(year, 12, 31)) if one.day.year == year]
        by_key = {key: sum(one.key == key for one in found) for key in {one.key for one in found}}
        assert by_key["pay"] == 12
        assert by_key["school_start"] == 1
        for key in ("ramadan", "korite", "tabaski", "tamkharit", "magal", "gamou"):
            assert by_key[key] in {1, 2}, (year, key)


def test_a_shop_corrects_its_calendar(app: Any, shop: Any, neighbour: Any) -> None:
    first, until = date(2027, 1, 1), date(2027, 12, 31)
    with transaction(app, shop.tenant_id) as tx:
        ours = {(one.name, one.start): one for one in calendar_of(tx, first, until)}
        tabaski = next(one for one in ours.values() if one.name == "tabaski")
        gamou = next(one for one in ours.values() if one.name == "gamou")
        for key, start, active in (
            ("tabaski", tabaski.start + timedelta(days=1), True),
            ("gamou", gamou.start, False),
            ("foire", date(2027, 11, 3), True),
        ):
            tx.run(
                "INSERT INTO calendar_events (tenant_id, id, key, starts_on, ends_on, is_active, created_at,"
                " updated_at, version) VALUES (%s, %s, %s, %s, %s, %s, now(), now(), 1)",
                (tx.tenant_id, new_id(), key, start, start + timedelta(days=5), active),
            )
        found = calendar_of(tx, first, until)
        assert [one.start for one in found if one.name == "tabaski"] == [tabaski.start + timedelta(days=1)]
        assert not [one for one in found if one.name == "gamou"]
        assert [one.start for one in found if one.name == "foire"] == [date(2027, 11, 3)]
        assert len(found) == len(ours)
    with transaction(app, neighbour.tenant_id) as tx:
        assert len(calendar_of(tx, first, until)) == len(ours)
