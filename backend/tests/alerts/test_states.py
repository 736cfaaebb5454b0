"""The states of an alert, without a database: against random lives, and one by one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from digiboost.alerts import states
from digiboost.alerts.types import (
    AlertState,
    Delivery,
    EventName,
    Happened,
    Rule,
    RuleType,
    Standing,
    SubjectType,
    Verdict,
)

START = datetime(2026, 11, 25, 8, tzinfo=UTC)
RULE = Rule(
    uuid4(), RuleType.RUPTURE, "", {}, frozenset(), frozenset(), ("owner",), (), Delivery.NOW, 24, START,
)  # fmt: skip
SUBJECT = (SubjectType.PRODUCT, uuid4())


def judged(standing: Standing | None, fires: bool | None, at: datetime) -> tuple[Standing | None, list[EventName]]:
    after, happened = states.judge(standing, RULE, SUBJECT, Verdict(fires, 0, 0), at)
    return after, names(happened)


def names(happened: list[Happened]) -> list[EventName]:
    return [one.name for one in happened]


def fired(at: datetime = START) -> Standing:
    alert, _ = judged(None, True, at)
    assert alert is not None
    return alert


def test_a_life() -> None:
    assert judged(None, False, START) == (None, [])
    assert judged(None, None, START) == (None, []), "between the threshold and its margin nothing begins"
    alert, happened = judged(None, True, START)
    assert alert is not None
    assert (alert.state, alert.pending_since, alert.fired_count) == (AlertState.FIRING, START, 1)
    assert happened == [EventName.FIRED]
    assert judged(alert, True, START + timedelta(hours=1)) == (alert, [])
    assert judged(alert, None, START) == (alert, []), "nor does anything end"
    alert, told = states.tell(alert, START)
    assert (told.name, alert.pending_since, alert.told_at) == (EventName.TOLD, None, START)
    over, happened = judged(alert, False, START + timedelta(hours=2))
    assert over is not None
    assert (over.state, over.resolved_at) == (AlertState.RESOLVED, START + timedelta(hours=2))
    assert happened == [EventName.RESOLVED]
    again, happened = judged(over, True, START + timedelta(hours=3))
    assert again is not None
    assert (again.id, again.pending_since, again.fired_count) == (alert.id, None, 2)
    assert happened == [EventName.FIRED, EventName.SUPPRESSED]
    assert not states.may_be_told(again, RULE.repeat, START + timedelta(hours=23))
    assert states.may_be_told(again, RULE.repeat, START + timedelta(hours=24))
    assert states.tell(again, START + timedelta(hours=24))[1].name == EventName.TOLD


def test_what_is_acknowledged_is_told_no_more() -> None:
    alert, _ = states.acknowledge(fired(), None, START)
    assert judged(alert, True, START + timedelta(days=30)) == (alert, [])
    assert not states.may_be_told(alert, RULE.repeat, START + timedelta(days=30))
    over, _ = judged(alert, False, START + timedelta(days=31))
    again, happened = judged(over, True, START + timedelta(days=32))
    assert again is not None and again.pending_since is not None
    assert happened == [EventName.FIRED]


def test_a_snooze_ends() -> None:
    alert, _ = states.snooze(fired(), None, START + timedelta(hours=4), START)
    assert judged(alert, True, START + timedelta(hours=3)) == (alert, [])
    woken, happened = judged(alert, True, START + timedelta(hours=4))
    assert woken is not None
    assert (woken.state, woken.pending_since) == (AlertState.FIRING, START + timedelta(hours=4))
    assert happened == [EventName.WOKE]
    _, happened = judged(alert, False, START + timedelta(hours=5))
    assert happened == [EventName.RESOLVED], "it ended while nobody wanted to hear of it"


def test_another_day_is_news() -> None:
    def day(alert: Standing | None, occasion: str, at: datetime) -> tuple[Standing, list[EventName]]:
        after, happened = states.judge(alert, RULE, SUBJECT, Verdict(True, 1, 2, occasion=occasion), at)
        assert after is not None
        return after, names(happened)

    first, _ = day(None, "2026-11-24", START)
    told, _ = states.tell(first, START)
    assert day(told, "2026-11-24", START + timedelta(hours=1)) == (told, [])
    second, happened = day(told, "2026-11-25", START + timedelta(hours=20))
    assert (second.pending_since, second.fired_count, happened) == (START + timedelta(hours=20), 2, [EventName.FIRED])


def test_silence() -> None:
    kinds = {uuid4(): kind for kind in (RuleType.RUPTURE, RuleType.LOW_STOCK, RuleType.STOCK_OUT, RuleType.EXPIRY)}
    alerts = {kind: replace(fired(), id=uuid4(), rule_id=rule_id) for rule_id, kind in kinds.items()}

    def settle() -> list[EventName]:
        happened = []
        for alert, told in states.silence(list(alerts.values()), kinds):
            alerts[kinds[alert.rule_id]] = alert
            happened += names(told)
        return happened

    assert settle() == [EventName.SUPPRESSED, EventName.SUPPRESSED]
    rupture, low = alerts[RuleType.RUPTURE], alerts[RuleType.LOW_STOCK]
    assert low.silenced_by == rupture.id
    assert alerts[RuleType.STOCK_OUT].silenced_by in (rupture.id, low.id)
    assert (rupture.silenced_by, alerts[RuleType.EXPIRY].silenced_by) == (None, None)
    assert settle() == []
    alerts[RuleType.RUPTURE] = states.end(rupture, START)[0]
    settle()
    assert alerts[RuleType.LOW_STOCK].silenced_by is None
    assert alerts[RuleType.STOCK_OUT].silenced_by == low.id
    assert states.may_be_told(alerts[RuleType.LOW_STOCK], RULE.repeat, START)
    alerts[RuleType.LOW_STOCK] = states.end(low, START)[0]
    settle()
    assert alerts[RuleType.STOCK_OUT].silenced_by is None


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["fires", "clears", "holds", "tell", "acknowledge", "snooze"]), st.integers(0, 36 * 60)
    ),
    max_size=40,
)  # fmt: skip


@given(STEPS)
def test_random_lives(steps: list[tuple[str, int]]) -> None:
    """Told at most once in each repeat interval but after a snooze that somebody asked for; only while it fires; and
    the row always says one thing."""
    alert: Standing | None = None
    at, told_at, woke = START, None, False
    for step, minutes in steps:
        at += timedelta(minutes=minutes)
        if step in ("fires", "clears", "holds"):
            alert, happened = judged(alert, {"fires": True, "clears": False, "holds": None}[step], at)
            woke = woke or EventName.WOKE in happened
        elif alert is not None and alert.is_open and step == "acknowledge":
            alert, _ = states.acknowledge(alert, None, at)
        elif alert is not None and alert.is_open and step == "snooze":
            alert, _ = states.snooze(alert, None, at + timedelta(hours=3), at)
        elif alert is not None and step == "tell" and states.may_be_told(alert, RULE.repeat, at):
            assert alert.state == AlertState.FIRING
            assert told_at is None or woke or at - told_at >= RULE.repeat
            alert, _ = states.tell(alert, at)
            told_at, woke = at, False
        if alert is not None:
            assert (alert.snoozed_until is not None) == (alert.state == AlertState.SNOOZED)
            assert (alert.resolved_at is not None) == (alert.state == AlertState.RESOLVED)
            assert alert.pending_since is None or alert.state == AlertState.FIRING
