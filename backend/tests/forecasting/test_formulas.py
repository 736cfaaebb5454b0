from __future__ import annotations

import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digiboost.forecasting.formulas import (
    Z,
    chance_within,
    coverage_days,
    day_reached,
    exceedance,
    order_quantity,
    order_up_to,
    reorder_point,
    safety_stock,
)
from digiboost.purchasing.types import to_order


def test_the_vectors() -> None:
    z = Z[0.95]
    assert safety_stock(z, d=20, sd=8, lead=7, lead_sd=2) == pytest.approx(74.4, abs=0.05)
    assert reorder_point(z, d=20, sd=8, lead=7, lead_sd=2) == pytest.approx(214.4, abs=0.05)
    target = order_up_to(z, d=20, sd=8, lead=7, lead_sd=2, review=7)
    assert target == pytest.approx(362.2, abs=0.05)
    assert target - 90 == pytest.approx(272.2, abs=0.05)
    assert order_quantity(round(target * 1000), 90_000, pack=12_000) == 276_000
    assert order_quantity(40_000, 8_000, pack=6_000) == 36_000
    assert to_order(8_000, 10_000, 40_000, 6_000) == 36_000


def test_the_minimum_order_is_raised_before_packs_are_filled() -> None:
    assert order_quantity(40_000, 38_000, minimum=10_000, pack=6_000) == 12_000
    assert order_quantity(40_000, 40_000, minimum=10_000, pack=6_000) == 0
    assert order_quantity(40_000, 45_000) == 0


def test_coverage() -> None:
    assert coverage_days(100, 20) == 5
    assert coverage_days(-3, 20) == 0
    assert coverage_days(100, 0) is None


def test_the_chance_of_reaching_a_level() -> None:
    points = [(0.1, 0.0), (0.5, 10.0), (0.9, 20.0)]
    assert exceedance(points, 0) == 1
    assert exceedance(points, 10) == pytest.approx(0.5)
    assert exceedance(points, 15) == pytest.approx(0.3)
    assert exceedance(points, 20) == pytest.approx(0.1)
    assert 0 < exceedance(points, 25) < 0.1
    assert exceedance([(0.1, 0.0), (0.9, 0.0)], 1) == 0
    assert [exceedance([(0.1, 8.0), (0.9, 8.0)], one) for one in (7, 8, 9)] == [1, 0.9, 0]
    assert 0.9 < exceedance([(0.1, 5.0), (0.9, 20.0)], 3) < exceedance([(0.1, 5.0), (0.9, 20.0)], 1) < 1


def test_the_day_on_which_a_level_is_reached() -> None:
    path = [5.0, 10.0, 15.0]
    assert [day_reached(path, there) for there in (0, 5, 5.1, 15, 16, 50)] == [1, 1, 2, 3, 4, 10]
    assert day_reached(path, 5 * 365 + 1) is None
    assert day_reached([0.0, 0.0], 1) is None
    # The distance from the middle grows with the root of time: after 12 days 60 + 2 x (18 - 15).
    assert day_reached([6.0, 12.0, 18.0], 66, middle=path) == 12


patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
sizes = st.floats(0, 1e6, allow_nan=False)


@patient
@given(st.lists(sizes, min_size=4, max_size=4), st.lists(sizes, min_size=2, max_size=6))
def test_a_chance_is_one_and_falls_with_the_level(levels: list[float], wanted: list[float]) -> None:
    points = list(zip((0.1, 0.5, 0.9, 0.975), sorted(levels), strict=True))
    chances = [exceedance(points, one) for one in sorted(wanted)]
    assert all(0 <= one <= 1 and not math.isnan(one) for one in chances)
    assert chances == sorted(chances, reverse=True)


@patient
@given(st.lists(sizes, min_size=3, max_size=3), sizes)
def test_a_chance_grows_with_the_days(steps: list[float], there: float) -> None:
    path = [sum(steps[: n + 1]) for n in range(3)]
    curve = [(p, [one * p for one in path]) for p in (0.1, 0.5, 0.9)]
    chances = [chance_within(curve, days, there) for days in (1, 2, 3, 9)]
    assert chances == sorted(chances)


@patient
@given(st.integers(0, 10**9), st.integers(-(10**6), 10**9), st.integers(0, 10**6), st.integers(1, 10**5))
def test_an_order_brings_whole_packs_and_enough(target: int, position: int, minimum: int, pack: int) -> None:
    quantity = order_quantity(target, position, minimum=minimum, pack=pack)
    assert quantity % pack == 0
    if position >= target:
        assert quantity == 0
    else:
        assert quantity >= max(minimum, target - position)
        assert quantity - pack < max(minimum, target - position)
