"""The engine against a model that is simple enough to be seen right: random movements, looks, snoozes, people who
know, and hours that pass."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digiboost.alerts import handling, service
from digiboost.inventory import service as inventory
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from tests.factories.alerts import rules
from tests.factories.stock import movement, product, transaction

MINIMUM = 10
REPEAT = timedelta(hours=24)
THRESHOLDS = {"rupture": (0, 1), "low_stock": (MINIMUM, MINIMUM + 1)}
"""Fires at or under the first, ends above the second."""

CLOCK = [now()]
Step = tuple[str, int]
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("move"), st.integers(-14, 14)),
        st.tuples(st.just("wait"), st.integers(1, 30)),
        st.tuples(st.sampled_from(["know", "snooze"]), st.integers(0, 1)),
        st.tuples(st.just("look"), st.integers(0, 0)),
    ),
    min_size=4,
    max_size=14,
)


@dataclass
class Modelled:
    """One rule about one product, as a person would explain it."""

    state: str = "none"
    started: datetime | None = None
    told: datetime | None = None
    news: bool = False
    quiet_until: datetime | None = None
    quiet: bool = False

    @property
    def is_open(self) -> bool:
        return self.state in ("firing", "acknowledged", "snoozed")

    def look(self, on_hand: int, thresholds: tuple[int, int], at: datetime) -> None:
        fires_at, ends_above = thresholds
        if not self.is_open:
            if on_hand <= fires_at:
                self.state, self.started = "firing", at
                self.news = self.told is None or at - self.told >= REPEAT
        elif on_hand > ends_above:
            self.state, self.news = "resolved", False
        elif self.state == "snoozed" and self.quiet_until is not None and self.quiet_until <= at:
            self.state, self.news = "firing", True

    def is_told(self, at: datetime) -> bool:
        due = self.news or (self.told is not None and at - self.told >= REPEAT)
        if self.state != "firing" or self.quiet or not due:
            return False
        self.told, self.news = at, False
        return True


@dataclass
class World:
    on_hand: int = 0
    alerts: dict[str, Modelled] = field(default_factory=lambda: {kind: Modelled() for kind in THRESHOLDS})
    messages: int = 0

    def look(self, at: datetime) -> None:
        for kind, alert in self.alerts.items():
            alert.look(self.on_hand, THRESHOLDS[kind], at)
        self.alerts["low_stock"].quiet = self.alerts["rupture"].is_open
        self.messages += any({kind: alert.is_told(at) for kind, alert in self.alerts.items()}.values())


@pytest.fixture(scope="module")
def company(client: Any) -> Any:
    from tests.factories.people import open_company

    shop = open_company(client)
    assert shop.patch("/alerts/settings", {"group_minutes": 0, "digest_on": False}).status_code == 200
    for rule in rules(shop).values():
        wanted = {"delivery": "now"} if rule["type"] in THRESHOLDS else {"is_active": False}
        assert shop.patch(f"/alerts/rules/{rule['id']}", wanted).status_code == 200
    return shop


def seen(tx: Tx, item: UUID) -> dict[str, tuple[str, bool]]:
    rows = tx.rows(
        "SELECT r.type, a.state, a.silenced_by IS NOT NULL AS quiet FROM alerts a JOIN alert_rules r"
        " ON r.tenant_id = a.tenant_id AND r.id = a.rule_id WHERE a.tenant_id = %s AND a.subject_id = %s"
        " AND a.state <> 'resolved'",
        (tx.tenant_id, item),
    )
    return {row["type"]: (row["state"], row["quiet"]) for row in rows}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_the_engine_does_what_the_model_says(app: Any, company: Any, steps: list[Step]) -> None:
    # A clock only goes on, from one example to the next as well.
    world, at = World(), max(CLOCK[-1], now())
    with transaction(app, company.tenant_id) as tx:
        item = product(tx, min_stock=MINIMUM * 1000)
        inventory.record_movements(tx, [movement(item, 15_000)])
        world.on_hand = 15
        before = tx.value("SELECT count(*) FROM alert_messages WHERE tenant_id = %s", (tx.tenant_id,))
    for step, value in steps:
        at += timedelta(minutes=1)
        with transaction(app, company.tenant_id) as tx:
            if step == "move" and value:
                inventory.record_movements(tx, [movement(item, value * 1000)])
                world.on_hand += value
            elif step == "wait":
                at += timedelta(hours=value)
            elif step in ("know", "snooze"):
                kind = ("rupture", "low_stock")[value]
                modelled = world.alerts[kind]
                if modelled.is_open:
                    alert_id = tx.value(
                        "SELECT a.id FROM alerts a JOIN alert_rules r ON r.tenant_id = a.tenant_id"
                        " AND r.id = a.rule_id WHERE a.tenant_id = %s AND a.subject_id = %s AND r.type = %s",
                        (tx.tenant_id, item, kind),
                    )
                    if step == "know":
                        handling.acknowledge(tx, alert_id, at=at)
                        modelled.state, modelled.news = "acknowledged", False
                    else:
                        handling.snooze(tx, alert_id, 5, at=at)
                        modelled.state, modelled.news = "snoozed", False
                        modelled.quiet_until = at + timedelta(hours=5)
            # A look, and two more that must change nothing.
            for _ in range(3):
                service.judge_products(tx, [item], at=at)
                service.tell(tx, at=at)
            world.look(at)
            expected = {kind: (one.state, one.quiet) for kind, one in world.alerts.items() if one.is_open}
            assert seen(tx, item) == expected, (step, value, world.on_hand)
            messages = tx.value("SELECT count(*) FROM alert_messages WHERE tenant_id = %s", (tx.tenant_id,))
            assert messages - before == world.messages
    with transaction(app, company.tenant_id) as tx:
        CLOCK.append(at)
        # The next example begins with nothing open.
        tx.run("UPDATE products SET alerts = false WHERE tenant_id = %s AND id = %s", (tx.tenant_id, item))
        service.judge_products(tx, [item], at=at)
