from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digiboost.inventory import service as inventory
from digiboost.inventory.types import value_of
from digiboost.kernel.clock import now
from digiboost.kernel.errors import Invalid
from digiboost.kernel.ids import new_id
from tests.factories.stock import movement, product, transaction


def test_a_count_is_right_as_of_its_time(app: Any, shop: Any) -> None:
    noon = now() - timedelta(hours=6)
    with transaction(app, shop.tenant_id) as tx:
        item = product(tx)
        inventory.record_movements(
            tx,
            [
                movement(item, 10_000, noon - timedelta(hours=1), unit_cost=50),
                movement(item, -2000, noon + timedelta(hours=1), source="sale"),
            ],
        )
        counted = inventory.record_count(tx, new_id(), noon, [(item, 9000)])
    assert [(line.expected, line.counted, line.value_difference) for line in counted.lines] == [(10_000, 9000, -50)]
    with transaction(app, shop.tenant_id) as tx:
        assert inventory.levels(tx, [item])[item].on_hand == 7000
        late, after = inventory.record_movements(
            tx,
            [
                movement(item, -1000, noon - timedelta(minutes=5), source="sale"),
                movement(item, -500, noon + timedelta(minutes=5), source="sale"),
            ],
        )
        assert (late.counts, late.on_hand_after, late.tracked) == (False, None, True)
        assert (after.counts, after.on_hand_after) == (True, 6500)
        # A sheet of paper from before the anchor, typed in late: history.
        old = inventory.record_count(tx, new_id(), noon - timedelta(minutes=1), [(item, 1)])
        assert old.lines[0].expected == 10_000
    with transaction(app, shop.tenant_id) as tx:
        assert inventory.levels(tx, [item])[item].on_hand == 6500
        assert inventory.drift(tx) == []
        again = inventory.record_count(tx, counted.id, noon, [(item, 9000)])
        assert again == replace(counted, repeated=True)


def test_a_count_begins_tracking(app: Any, shop: Any) -> None:
    with transaction(app, shop.tenant_id) as tx:
        item, empty = product(tx, tracked=False), product(tx, tracked=False)
        inventory.record_count(tx, new_id(), now(), [(item, 3000), (empty, 0)])
        with pytest.raises(Invalid):
            inventory.record_count(tx, new_id(), now(), [(item, 3000), (item, 2000)])
    with transaction(app, shop.tenant_id) as tx:
        found = inventory.summary(tx)
        assert (found.untracked, found.ok, found.ruptures) == (0, 1, 1)
        assert inventory.drift(tx) == []


DAY = datetime(2026, 1, 5, tzinfo=UTC)
OPERATIONS = st.lists(
    st.tuples(
        st.sampled_from(["entry", "sale", "adjust", "count"]),
        st.integers(0, 2),
        st.integers(0, 400),
        st.integers(1, 20_000),
        st.one_of(st.none(), st.integers(0, 900)),
    ),
    min_size=1,
    max_size=14,
)


class Model:
    """One product, the slow and obvious way: every movement and anchor is kept and read again."""

    def __init__(self, *, tracked: bool) -> None:
        self.tracked = tracked
        self.anchor: datetime | None = None
        self.counting: list[tuple[datetime, int]] = []
        self.average = 0

    @property
    def on_hand(self) -> int:
        return sum(quantity for _, quantity in self.counting)

    def move(self, at: datetime, quantity: int, cost: int | None, *, begins: bool) -> None:
        if not self.tracked and not begins:
            return
        self.tracked = True
        if self.anchor is not None and at <= self.anchor:
            return
        if cost is not None:
            there = max(self.on_hand, 0)
            total = there * self.average + quantity * cost * 1000
            whole = there + quantity
            self.average = cost * 1000 if self.average == 0 else (2 * total + whole) // (2 * whole)
        self.counting.append((at, quantity))

    def count(self, at: datetime, quantity: int) -> None:
        if self.anchor is not None and at < self.anchor:
            return
        self.tracked, self.anchor = True, at
        self.counting.append((at, quantity - sum(q for when, q in self.counting if when <= at)))


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(operations=OPERATIONS)
def test_levels_follow_the_ledger_whatever_happens(app: Any, shop: Any, operations: list[Any]) -> None:
    with transaction(app, shop.tenant_id) as tx:
        items = [product(tx, tracked=index != 2, min_stock=5000) for index in range(3)]
    models = [Model(tracked=index != 2) for index in range(3)]
    for kind, index, minute, quantity, cost in operations:
        item, model, at = items[index], models[index], DAY + timedelta(minutes=minute)
        with transaction(app, shop.tenant_id) as tx:
            if kind == "count":
                inventory.record_count(tx, new_id(), at, [(item, quantity)])
                model.count(at, quantity)
                continue
            if kind == "entry":
                wanted = movement(item, quantity, at, unit_cost=cost)
            elif kind == "sale":
                wanted = movement(item, -quantity, at, source="sale")
            else:
                wanted = movement(item, 10_000 - quantity, at, type="ADJUSTMENT")
            inventory.record_movements(tx, [wanted])
            model.move(at, wanted.quantity, wanted.unit_cost, begins=kind == "entry")
    with transaction(app, shop.tenant_id) as tx:
        found = inventory.levels(tx, items)
        for item, model in zip(items, models, strict=True):
            level = found[item]
            assert level.tracked == model.tracked
            assert level.on_hand == model.on_hand
            assert level.average_cost == model.average
            assert level.value == value_of(model.on_hand, model.average)
        assert inventory.drift(tx) == []
