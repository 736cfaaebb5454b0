"""What a shop owner knows about the year is there to be measured."""

from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import pairwise
from uuid import UUID

import pytest

from digiboost.demo import DemoTenant
from digiboost.demo.seasons import feasts

TABASKI = date(2026, 5, 27)


def tickets_by_day(tenant: DemoTenant) -> Counter[date]:
    return Counter(sale.occurred_at.date() for sale in tenant.sales)


def units_by_day(tenant: DemoTenant, category: str) -> Counter[date]:
    chosen = {row.id for row in tenant.categories if row.name == category}
    products = {row.id for row in tenant.products if row.category_id in chosen}
    assert products
    result: Counter[date] = Counter()
    for sale in tenant.sales:
        for line in sale.lines:
            if line.product_id in products:
                result[sale.occurred_at.date()] += 1
    return result


def mean(rows: Counter[date], first: date, last: date) -> float:
    days = [first + timedelta(days=place) for place in range((last - first).days + 1)]
    return sum(rows[day] for day in days) / len(days)


def test_monday_and_saturday_are_strong_friday_dips_sunday_is_half(shop: DemoTenant) -> None:
    days: dict[int, list[int]] = defaultdict(list)
    for day, count in tickets_by_day(shop).items():
        days[day.weekday()].append(count)
    usual = sum(sum(days[weekday]) for weekday in (1, 2, 3)) / sum(len(days[weekday]) for weekday in (1, 2, 3))
    average = {weekday: sum(counts) / len(counts) / usual for weekday, counts in days.items()}
    assert average[0] > 1.2
    assert average[5] > 1.2
    assert average[4] < 0.92
    assert average[6] < 0.5


def test_the_friday_prayer_empties_the_shop(shop: DemoTenant) -> None:
    def share(friday: bool) -> float:
        hours = Counter(sale.occurred_at.hour for sale in shop.sales if (sale.occurred_at.weekday() == 4) is friday)
        return (hours[13] + hours[14]) / hours.total()

    assert share(friday=True) < share(friday=False) / 2
    hours = {sale.occurred_at.hour for sale in shop.sales}
    assert min(hours) >= 8
    assert max(hours) < 19


def test_paint_leaves_before_tabaski_and_the_feast_is_kept(shop: DemoTenant) -> None:
    paint, tickets = units_by_day(shop, "Peinture"), tickets_by_day(shop)
    before = mean(paint, TABASKI - timedelta(days=21), TABASKI - timedelta(days=4))
    usual = mean(paint, date(2026, 1, 5), date(2026, 2, 15))
    assert before > 1.5 * usual
    assert tickets[TABASKI] == tickets[TABASKI + timedelta(days=1)] == 0
    assert mean(tickets, TABASKI + timedelta(days=2), TABASKI + timedelta(days=6)) < 0.7 * mean(
        tickets, TABASKI - timedelta(days=21), TABASKI - timedelta(days=4)
    )


def test_the_rain_stops_cement_and_sells_roofs(shop: DemoTenant) -> None:
    dry, wet = (date(2026, 1, 5), date(2026, 2, 15)), (date(2026, 7, 10), date(2026, 9, 15))
    cement, sealing = units_by_day(shop, "Ciment et maçonnerie"), units_by_day(shop, "Étanchéité et colles")
    assert mean(cement, *wet) < 0.7 * mean(cement, *dry)
    assert mean(sealing, *wet) > 1.8 * mean(sealing, *dry)


def test_the_workers_leave_for_the_magal(shop: DemoTenant) -> None:
    tickets = tickets_by_day(shop)
    magal = date(2026, 8, 3)
    gone = mean(tickets, magal - timedelta(days=3), magal + timedelta(days=2))
    assert gone < 0.65 * mean(tickets, magal - timedelta(days=24), magal - timedelta(days=5))


def test_payday_fills_the_shop(shop: DemoTenant) -> None:
    paid, thin = [], []
    for day, count in tickets_by_day(shop).items():
        if day.weekday() < 6:
            (paid if day.day >= 27 or day.day <= 5 else thin if 12 <= day.day <= 22 else []).append(count)
    assert sum(paid) / len(paid) > 1.1 * sum(thin) / len(thin)


def test_a_few_goods_make_the_day_and_half_sell_less_than_one_day_in_four(shop: DemoTenant) -> None:
    days: dict[UUID, set[date]] = defaultdict(set)
    lines: Counter[UUID] = Counter()
    for sale in shop.sales:
        for line in sale.lines:
            days[line.product_id].add(sale.occurred_at.date())
            lines[line.product_id] += 1
    length = (shop.today - shop.first_day).days
    slow = sum(len(days[product.id]) < length / 4 for product in shop.products)
    assert 0.5 <= slow / len(shop.products) <= 0.9
    top = sum(count for _, count in lines.most_common(50))
    assert 0.3 < top / lines.total() < 0.6


def test_malaria_follows_the_rains(tenants: dict[str, DemoTenant]) -> None:
    treatments = units_by_day(tenants["pharmacie"], "Antipaludiques")
    assert mean(treatments, date(2026, 9, 15), date(2026, 10, 31)) > 2.5 * mean(
        treatments, date(2026, 5, 25), date(2026, 6, 25)
    )


@pytest.mark.parametrize(
    ("feast", "day"),
    [
        ("tabaski", date(2025, 6, 6)),
        ("tabaski", date(2026, 5, 27)),
        ("tabaski", date(2027, 5, 16)),
        ("magal", date(2025, 8, 13)),
        ("magal", date(2026, 8, 3)),
        ("korite", date(2026, 3, 20)),
        ("gamou", date(2026, 8, 26)),
    ],
)
def test_feasts_fall_where_they_were_announced_or_reckoned(feast: str, day: date) -> None:
    year = dict(feasts(date(day.year, 1, 1), date(day.year, 12, 31)))
    assert year[feast] == day


def test_a_feast_comes_once_in_a_lunar_year() -> None:
    days = [day for feast, day in feasts(date(2024, 1, 1), date(2040, 12, 31)) if feast == "tabaski"]
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    assert set(gaps) <= {353, 354, 355, 356}
