"""The definitions of the rules as tests: what fires, from which quantity, and above which it ends."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from digiboost.alerts.company_measures import failure_rate, period_of, service_rate, unusual
from digiboost.alerts.measuring import Expiring, Facts, Known, clears_above, threshold_of, verdict
from digiboost.alerts.params import checked, filled
from digiboost.alerts.types import Delivery, Rule, RuleType
from digiboost.forecasting.types import Outlook
from digiboost.kernel.errors import Invalid

AT = datetime(2026, 11, 25, 10, tzinfo=UTC)
TODAY = AT.date()
RICE = UUID(int=1)


def rule(
    rule_type: RuleType, categories: set[UUID] | None = None, products: set[UUID] | None = None, **params: Any
) -> Rule:
    return Rule(
        uuid4(), rule_type, "", filled(rule_type, params), frozenset(categories or ()), frozenset(products or ()),
        ("owner",), (), Delivery.NOW, 24, AT,
    )  # fmt: skip


def product(on_hand: float, min_stock: float | None = None, **given: Any) -> Facts:
    facts: dict[str, Any] = {
        "product_id": RICE, "category_id": None, "on_hand": round(on_hand * 1000),
        "min_stock": None if min_stock is None else round(min_stock * 1000), "warned": True, "stocked": True,
        "created_at": AT - timedelta(days=400), "last_sale_at": AT, "rupture_since": None, "watched_below": None,
        "watched_above": None,
    }  # fmt: skip
    return Facts(**{**facts, **given})


def known(**given: Any) -> Known:
    return Known(**{"today": TODAY, "at": AT, "reorder_points": {}, **given})


def fires(of: Rule, what: Facts, **given: Any) -> bool | None:
    return verdict(of, what, known(**given)).fires


@pytest.mark.parametrize(
    ("on_hand", "min_stock", "wanted"),
    [
        (-2, None, True), (0, None, True), (0.001, None, None), (1, None, None), (1.001, None, False),
        (3, 30, None), (3.001, 30, False), (1, 5, None), (1.5, 5, False),
    ],
)  # fmt: skip
def test_rupture(on_hand: float, min_stock: float | None, wanted: bool | None) -> None:
    """On hand <= 0; over above one unit, or a tenth of the minimum where that is more."""
    assert fires(rule(RuleType.RUPTURE), product(on_hand, min_stock)) is wanted


@pytest.mark.parametrize(
    ("on_hand", "min_stock", "threshold", "wanted"),
    [
        (10, 10, None, True), (0, 10, None, True), (10.5, 10, None, None), (11, 10, None, None),
        (11.001, 10, None, False), (110, 100, None, None), (110.001, 100, None, False),
        (5, 10, 5, True), (7, 10, 5, False), (3, None, None, False), (3, None, 4, True), (0, 0, None, True),
    ],
)  # fmt: skip
def test_low_stock(on_hand: float, min_stock: float | None, threshold: int | None, wanted: bool | None) -> None:
    """On hand <= the rule's threshold, else the product's minimum; over above that and a tenth, one unit at least."""
    assert fires(rule(RuleType.LOW_STOCK, threshold=threshold), product(on_hand, min_stock)) is wanted


def test_low_stock_goes_by_the_reorder_point_where_nobody_typed_a_minimum() -> None:
    low, points = rule(RuleType.LOW_STOCK), {RICE: 214_400}
    assert threshold_of(low, product(300), known(reorder_points=points)) == 214_400
    assert clears_above(low, product(300), 214_400) == 214_400 + 21_440
    assert fires(low, product(214.4), reorder_points=points) is True
    assert fires(low, product(235.84), reorder_points=points) is None
    assert fires(low, product(235.841), reorder_points=points) is False
    assert fires(low, product(100, 50), reorder_points=points) is False, "who typed a minimum means it"


def test_what_never_came_is_not_missing() -> None:
    for kind in (RuleType.RUPTURE, RuleType.LOW_STOCK):
        assert fires(rule(kind), product(0, 5, stocked=False)) is False


def test_a_product_that_nobody_wants_to_be_warned_of() -> None:
    for kind in (RuleType.RUPTURE, RuleType.LOW_STOCK, RuleType.DEAD_STOCK):
        assert fires(rule(kind), product(0, 5, warned=False)) is False


def test_scopes() -> None:
    drinks, rice = uuid4(), product(0)
    assert fires(rule(RuleType.RUPTURE, products={RICE}), rice) is True
    assert fires(rule(RuleType.RUPTURE, products={uuid4()}), rice) is False
    assert fires(rule(RuleType.RUPTURE, categories={drinks}), rice) is False
    assert fires(rule(RuleType.RUPTURE, categories={drinks}), product(0, category_id=drinks)) is True
    assert fires(rule(RuleType.RUPTURE, categories={drinks}, products={RICE}), rice) is True, "either names it"


def test_predicted_stock_out() -> None:
    soon = rule(RuleType.STOCK_OUT)
    day = TODAY + timedelta(days=4)
    outlook = Outlook(RICE, "known", 60, 3.0, 1.0, 4.0, day, TODAY + timedelta(days=2), None, 0.6, 7, AT)
    said = verdict(soon, product(12), known(running_out={soon.id: {RICE: outlook}}))
    assert (said.fires, said.value, said.threshold) == (True, 4, 7)
    assert said.details == {
        "day": day.isoformat(),
        "earliest": (TODAY + timedelta(days=2)).isoformat(),
        "probability": 0.6,
    }
    assert fires(soon, product(12), running_out={soon.id: {}}) is False
    assert fires(soon, product(12)) is None, "nobody asked"
    assert fires(soon, product(0), running_out={soon.id: {}}) is None, "what has run out is a rupture"


def test_dead_stock() -> None:
    dead = rule(RuleType.DEAD_STOCK)

    def sold(days: float | None, created: float = 400) -> Facts:
        last = None if days is None else AT - timedelta(days=days)
        return product(3, last_sale_at=last, created_at=AT - timedelta(days=created))

    said = verdict(dead, sold(95), known())
    assert (said.fires, said.value, said.threshold, said.urgency) == (True, 95, 90, 4)
    assert fires(dead, sold(89.9)) is False
    assert fires(dead, sold(90)) is True
    assert fires(dead, sold(None)) is True, "never sold"
    assert fires(dead, sold(None, created=89)) is False, "younger than that"
    assert fires(dead, product(0, last_sale_at=AT - timedelta(days=200))) is False, "nothing is there"
    assert fires(rule(RuleType.DEAD_STOCK, days=30), sold(31)) is True


def test_expiry() -> None:
    expiry = rule(RuleType.EXPIRY)

    def said(days: int) -> Any:
        batch = Expiring(uuid4(), TODAY + timedelta(days=days), 6500)
        return verdict(expiry, product(20), known(expiring={expiry.id: {RICE: batch}}))

    assert (said(12).fires, said(12).value, said(12).threshold, said(12).urgency) == (True, 12, 30, 3)
    assert said(12).details["left"] == 6.5
    assert (said(7).urgency, said(-1).urgency, said(-1).value) == (2, 2, -1)
    assert fires(expiry, product(20), expiring={expiry.id: {}}) is False


@pytest.mark.parametrize(
    ("name", "value", "days", "wanted"),
    [
        ("fill_rate", 0.949, 30, True), ("fill_rate", 0.95, 30, None), ("fill_rate", 0.959, 30, None),
        ("fill_rate", 0.96, 30, False), ("fill_rate", None, 30, False),
        ("availability", 0.5, 6, False), ("availability", 0.5, 7, True),
    ],
)  # fmt: skip
def test_service_rate(name: str, value: float | None, days: int, wanted: bool | None) -> None:
    """Below 95 %; over one point above. Availability says nothing before a week of days is known."""
    assert service_rate(rule(RuleType.SERVICE_RATE), name, value, days).fires is wanted


def test_a_service_rate_of_one_hundred_can_be_reached() -> None:
    assert service_rate(rule(RuleType.SERVICE_RATE, percent=100), "fill_rate", 1.0, 30).fires is False


def test_failure_rate() -> None:
    failing = rule(RuleType.FAILURE_RATE)
    assert failure_rate(failing, 10, 3).fires is True
    assert failure_rate(failing, 10, 2).fires is None
    assert failure_rate(failing, 100, 19).fires is False
    assert failure_rate(failing, 4, 4).fires is False, "too few to say"


USUAL = [100_000, 104_000, 98_000, 101_000, 99_000, 103_000, 97_000, 100_000]


@pytest.mark.parametrize(
    ("revenue", "before", "sensitivity", "wanted"),
    [
        # median 100 000, MAD 1 500, raised to 5 % of the median: 5 000. z = 0.6745 x (x - 100 000) / 5 000
        (74_100, USUAL, "normal", False), (74_000, USUAL, "normal", True), (126_000, USUAL, "normal", True),
        (74_000, USUAL, "low", False), (62_000, USUAL, "low", True), (81_000, USUAL, "high", True),
        (0, USUAL[:3], "normal", False), (0, USUAL[:4], "normal", True),
        (0, [0, 0, 0, 0, 0], "normal", False), (90_000, [0, 0, 0, 0, 0], "normal", False),
        (0, [20_000, 180_000, 60_000, 140_000, 100_000], "normal", False),
    ],
)  # fmt: skip
def test_unusual_sales(revenue: int, before: list[int], sensitivity: str, wanted: bool) -> None:
    said = unusual(rule(RuleType.SALES_ANOMALY, sensitivity=sensitivity), TODAY, revenue, before)
    assert said.fires is wanted
    if wanted:
        assert said.occasion == TODAY.isoformat()
        assert said.details["weekdays"] == len(before)


@pytest.mark.parametrize(
    ("period", "day", "first", "last"),
    [
        ("day", date(2026, 2, 28), date(2026, 2, 28), date(2026, 2, 28)),
        ("week", date(2026, 11, 25), date(2026, 11, 23), date(2026, 11, 29)),
        ("month", date(2026, 2, 3), date(2026, 2, 1), date(2026, 2, 28)),
        ("month", date(2026, 12, 31), date(2026, 12, 1), date(2026, 12, 31)),
    ],
)
def test_periods(period: str, day: date, first: date, last: date) -> None:
    assert period_of(period, day) == (first, last)


def test_params() -> None:
    assert checked(RuleType.STOCK_OUT, {"days": 10}) == {"days": 10, "probability": 0.3}
    assert checked(RuleType.REVENUE, {"amount": 0}) == {"amount": 0, "direction": "below", "period": "day"}
    for kind, given, field, reason in (
        (RuleType.RUPTURE, {"threshold": 3}, "params.threshold", "param_not_read"),
        (RuleType.REVENUE, {}, "params.amount", "field.missing"),
    ):
        with pytest.raises(Invalid) as refused:
            checked(kind, given)
        assert (refused.value.field, refused.value.reason) == (field, reason)
