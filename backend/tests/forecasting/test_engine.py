from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digiboost.forecasting.engine import stockout
from digiboost.forecasting.engine.classes import classify
from digiboost.forecasting.engine.conformal import correct, means, weighted_quantile
from digiboost.forecasting.engine.foretell import HORIZON, LEVELS, Forecast, forecast
from digiboost.forecasting.engine.rhythm import Happening, find
from digiboost.forecasting.formulas import exceedance
from tests.forecasting.world import MONDAY, past, shop

MIDDLE, LOW, HIGH = LEVELS.index(0.5), LEVELS.index(0.1), LEVELS.index(0.9)


def sane(told: Forecast) -> None:
    assert np.isfinite(told.quantiles).all()
    assert np.isfinite(told.mean).all()
    assert (told.quantiles >= 0).all()
    assert (told.mean >= 0).all()
    assert (np.diff(told.quantiles, axis=1) >= -1e-9).all(), "quantiles rise with their level"
    assert (np.diff(told.quantiles, axis=2) >= -1e-9).all(), "cumulative demand rises with the days"


def test_a_shop_is_foretold_as_it_goes_on() -> None:
    demand = shop(days=255)
    told = forecast(past(demand[:, :240]))
    sane(told)
    assert told.learnt.sum() > 50
    followed = demand[:, 240:].sum(axis=1)
    inside = (followed >= told.quantiles[:, LOW, -1]) & (followed <= told.quantiles[:, HIGH, -1])
    assert 0.6 <= inside.mean() <= 0.95
    assert told.mean[:, -1].sum() == pytest.approx(followed.sum(), rel=0.1)
    # Sundays are closed: the fifth day after a Tuesday brings nothing.
    assert told.mean[:50, 4] == pytest.approx(told.mean[:50, 3], rel=0.02)


def test_the_same_past_gives_the_same_forecast() -> None:
    one, two = forecast(past(shop(30))), forecast(past(shop(30)))
    assert (one.quantiles == two.quantiles).all()


history = st.one_of(
    st.just([]),
    st.lists(st.sampled_from([0.0, 1.0, 3.0]), min_size=1, max_size=200),
    st.lists(st.floats(-50, 1e6), min_size=1, max_size=40),
    st.builds(lambda n, size: [0.0] * n + [size] + [0.0] * 20, st.integers(0, 150), st.floats(0.001, 1e6)),
    st.builds(lambda n, size: [size] * n, st.integers(1, 200), st.floats(0.001, 1e6)),
)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(history, min_size=1, max_size=5))
def test_any_history_is_answered(histories: list[list[float]]) -> None:
    """Among products that can be learnt from, so that the network speaks wherever it can."""
    others = shop(25, 200, seed=3)
    demand, seen = np.zeros((25 + len(histories), 200)), np.zeros((25 + len(histories), 200), dtype=bool)
    demand[:25], seen[:25] = others, True
    for row, days in enumerate(histories, start=25):
        if days:
            demand[row, -len(days) :], seen[row, -len(days) :] = days, True
    sane(forecast(past(demand, seen)))
    sane(forecast(past(demand[25:], seen[25:])))


@pytest.mark.parametrize("factor", [0.01, 12.0, 1000.0])
def test_another_unit_is_the_same_forecast_in_it(factor: float) -> None:
    demand = shop(30)
    told, scaled = forecast(past(demand)), forecast(past(demand * factor))
    assert scaled.quantiles[:, MIDDLE, -1] / factor == pytest.approx(told.quantiles[:, MIDDLE, -1], rel=0.05, abs=0.2)


def test_what_if() -> None:
    """A promotion, a rupture, a new product, a dead one, cartons of twelve: among forty ordinary ones."""
    random = np.random.default_rng(5)
    demand = np.concatenate([shop(40, 300, seed=4), random.poisson(6.0, (6, 300)).astype(float)])
    seen = np.ones(demand.shape, dtype=bool)
    promotion, rupture, new, dead, cartons, plain = range(40, 46)
    demand[promotion, 270:275] *= 10
    demand[rupture, 260:290], seen[rupture, 260:290] = 0, False
    seen[new, :270], demand[new, :270] = False, 0
    demand[dead, 180:] = 0
    demand[cartons] = 12 * random.poisson(0.5, 300)
    week = np.array([1, 1, 1, 1, 1, 1, 0.0])[np.arange(300) % 7]
    demand[40:] *= week
    told = forecast(past(demand, seen))
    sane(told)
    middle = told.quantiles[:, MIDDLE, -1]
    ordinary = 6.0 * 13
    assert middle[plain] == pytest.approx(ordinary, rel=0.2)
    assert middle[promotion] < 1.6 * ordinary, "five days of promotion are not the pace of the coming weeks"
    assert middle[rupture] == pytest.approx(ordinary, rel=0.3), "a month without stock is not a month without demand"
    assert middle[new] == pytest.approx(ordinary, rel=0.35)
    assert middle[dead] < 0.05 * ordinary
    assert told.quantiles[dead, HIGH, -1] < 0.1 * ordinary
    assert stockout.grain(demand)[cartons] == 12
    assert middle[cartons] == pytest.approx(ordinary, rel=0.35)


def test_a_season_comes_back() -> None:
    days = 3 * 364
    random = np.random.default_rng(6)
    year = np.arange(days + HORIZON) % 364
    lift = np.where((year >= 340) & (year < 360), 3.0, 1.0)
    pace = np.concatenate([np.full(20, 4.0), np.full(20, 4.0)])
    season = np.concatenate([np.ones((20, len(lift))), np.tile(lift, (20, 1))])
    demand = random.poisson(pace[:, None] * season).astype(np.float64)
    cut = 2 * 364 + 340
    told = forecast(past(demand[:, :cut]))
    steady, seasonal = told.mean[:20, -1].mean(), told.mean[20:, -1].mean()
    assert steady == pytest.approx(60, rel=0.25)
    assert seasonal > 1.3 * steady


def test_the_week_and_closed_days() -> None:
    demand = shop(40, 120)
    demand[:, 50:57] = 0
    found = find(past(demand), 14)
    assert found.expected[:7] == pytest.approx(np.array([1, 1, 1, 1, 1, 2, 0]) * 7 / 7, abs=0.12)
    assert (found.past[50:57] == 0).all()
    assert found.past[43:48].min() > 0.8
    assert len(found.expected) == 134


def test_the_calendar_moves_what_the_past_bears_out() -> None:
    random = np.random.default_rng(7)
    demand = random.poisson(20.0, (30, 900)).astype(np.float64)
    feasts = [Happening("tabaski", MONDAY + timedelta(days=n), MONDAY + timedelta(days=n + 9)) for n in (200, 554, 908)]
    quiet = [Happening("gamou", MONDAY + timedelta(days=n), MONDAY + timedelta(days=n + 5)) for n in (100, 454, 808)]
    for start in (200, 554):
        demand[:, start : start + 10] *= 2
    found = find(past(demand), HORIZON, feasts + quiet)
    assert set(found.effects) == {"tabaski"}
    assert 0.4 < found.effects["tabaski"] <= 1.0
    assert found.expected[908 : 908 + 7].mean() > 1.4 * found.expected[900:908].mean()
    # One occurrence is no evidence.
    assert find(past(demand[:, :400]), HORIZON, feasts).effects == {}


def test_classes() -> None:
    demand = np.zeros((5, 100))
    demand[0] = 10
    demand[1, ::1] = np.where(np.arange(100) % 10 == 0, 100, 1)
    demand[2, ::4] = 5
    demand[3, ::4] = np.where(np.arange(25) % 5 == 0, 100, 1)
    kinds = classify(demand, np.ones(demand.shape, dtype=bool))
    assert kinds == ["smooth", "erratic", "intermittent", "lumpy", "none"]


def test_grain() -> None:
    demand = np.array([[0, 12, 24, 36], [1, 5, 0, 3], [2.5, 5, 0, 7.5], [0.35, 1.2, 0, 2], [0, 0, 0, 0.0]])
    assert stockout.grain(demand).tolist() == [12, 1, 2.5, 0, 1]


def test_chances_agree_with_the_arithmetic_of_single_outlooks() -> None:
    random = np.random.default_rng(8)
    quantiles = np.sort(random.gamma(1.0, 5.0, (40, len(LEVELS), 3)).round(1), axis=1).cumsum(axis=2)
    quantiles[:5] = 7.0
    quantiles[5:9, :6] = 0
    there = np.concatenate([[0, -2, 7, 7.1, 6.9], random.gamma(1.0, 15.0, 35)])
    chances = stockout.chances(quantiles, LEVELS, there)
    for n in range(40):
        alone = [exceedance(list(zip(LEVELS, quantiles[n, :, day], strict=True)), there[n]) for day in range(3)]
        assert chances[n] == pytest.approx(np.maximum.accumulate(alone))


def test_quantiles_are_corrected_by_what_followed() -> None:
    random = np.random.default_rng(9)
    truth = random.gamma(2.0, 10.0, 4000)
    wrong = np.tile(np.quantile(truth, LEVELS) * 0.5, (4000, 1)) * random.uniform(0.99, 1.01, (4000, 1))
    fixed, mean = correct(wrong, truth, np.ones(4000), wrong[:10], LEVELS)
    assert fixed[:, MIDDLE] == pytest.approx(np.median(truth), rel=0.1)
    assert mean == pytest.approx(20, rel=0.1)
    assert weighted_quantile(np.array([1.0, 2, 3]), np.array([1.0, 1, 8]), 0.5) > 2
    assert means(np.array([[5.0] * len(LEVELS)]), LEVELS) == pytest.approx(5)


def test_nothing_after_the_cut_is_looked_at() -> None:
    demand = shop(30, 260)
    cut = forecast(past(demand[:, :240].copy()))
    demand[:, 240:] = 999
    assert (forecast(past(demand[:, :240])).quantiles == cut.quantiles).all()
    assert date(2025, 1, 6) == MONDAY
