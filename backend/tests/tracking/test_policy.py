"""What an escalation does next, without any database."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digiboost.kernel.clock import zone
from digiboost.kernel.ids import new_id
from digiboost.requests.types import Urgency
from digiboost.tracking.policy import Act, Policy, Progress, Step, advance, applies, begins_at, decide, due_at
from digiboost.tracking.types import Phase, Target, Trigger

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
RULE = new_id()

steps = st.builds(
    Step,
    target=st.sampled_from(Target),
    wait_minutes=st.integers(0, 120),
    repeats=st.integers(0, 3),
    every_minutes=st.integers(1, 60),
)
hours = st.none() | st.tuples(st.times().map(lambda one: one.replace(tzinfo=None)), st.times()).filter(
    lambda pair: pair[0] != pair[1]
)
policies = st.builds(
    Policy,
    id=st.just(RULE),
    name=st.just("Retard"),
    trigger=st.sampled_from(Trigger),
    after_minutes=st.integers(0, 60),
    steps=st.lists(steps, min_size=1, max_size=5).map(tuple),
    max_age_minutes=st.integers(1, 3000),
    hours=hours,
)
zones = st.sampled_from(["Africa/Dakar", "Africa/Douala", "Africa/Casablanca"])
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A busy machine is no fault of what is tested."""


def walk(
    policy: Policy, began_at: datetime, time_zone: str, late: timedelta = timedelta()
) -> list[tuple[datetime, Step]]:
    """Every step until the end; a look comes ``late`` after the moment that was asked for."""
    progress, at = Progress(began_at, 0, 0, began_at), began_at
    fired: list[tuple[datetime, Step]] = []
    for _ in range(1000):
        decision = decide(policy, progress, at, time_zone)
        if decision.act == Act.EXPIRE:
            assert at >= began_at + timedelta(minutes=policy.max_age_minutes)
            return fired
        if decision.act == Act.WAIT:
            assert decision.at > at, "it never asks to be looked at in the past"
            at = decision.at + late
            continue
        assert decision.step is not None
        fired.append((at, decision.step))
        progress = advance(policy, progress, at)
    raise AssertionError("an escalation that never ends")


@patient
@given(policies, zones, st.integers(0, 30))
def test_steps_come_in_order_after_their_waits_within_their_hours(policy: Policy, time_zone: str, late: int) -> None:
    fired = walk(policy, NOON, time_zone, timedelta(minutes=late))
    wanted = [step for step in policy.steps for _ in range(step.repeats + 1)]
    assert [step for _, step in fired] == wanted[: len(fired)]
    before, count = NOON, 0
    for number, (at, step) in enumerate(fired):
        count = count + 1 if number and wanted[number - 1] is step else 0
        wait = step.wait_minutes if count == 0 else step.every_minutes
        assert at >= before + timedelta(minutes=wait)
        assert at < NOON + timedelta(minutes=policy.max_age_minutes)
        if policy.hours is not None:
            shown = at.astimezone(zone(time_zone)).time().replace(tzinfo=None)
            start, end = policy.hours
            assert start <= shown < end if start < end else shown >= start or shown < end
        before = at
    if policy.hours is None and late == 0:
        # Nothing is left out that there was time for.
        total, previous = 0, None
        for step in wanted:
            total += step.wait_minutes if step is not previous else step.every_minutes
            previous = step
        assert (len(fired) == len(wanted)) == (total < policy.max_age_minutes)


def test_a_chain_of_three() -> None:
    policy = Policy(
        RULE, "Retard", Trigger.LATE, 5,
        (Step(Target.REMIND_PROVIDER, 0, repeats=1, every_minutes=10), Step(Target.SEARCH_ANOTHER, 15),
         Step(Target.ALERT_MANAGER, 10)),
        240,
    )  # fmt: skip
    fired = [(round((at - NOON).total_seconds() / 60), step.target.value) for at, step in walk(policy, NOON, "UTC")]
    assert fired == [(0, "remind_provider"), (10, "remind_provider"), (25, "search_another"), (35, "alert_manager")]


def test_outside_its_hours_a_step_waits_for_them() -> None:
    policy = Policy(
        RULE, "Retard", Trigger.IN_PHASE, 0, (Step(Target.ALERT_MANAGER, 0),), 2000, hours=(time(8), time(18))
    )
    night = NOON.replace(hour=22)
    due = due_at(policy, Progress(night, 0, 0, night), "Africa/Dakar")
    assert due == datetime(2026, 3, 3, 8, 0, tzinfo=UTC)
    assert due_at(policy, Progress(NOON, 0, 0, NOON), "Africa/Dakar") == NOON


def test_when_a_rule_begins_and_for_whom() -> None:
    in_phase = Policy(RULE, "", Trigger.IN_PHASE, 20, (Step(Target.ALERT_MANAGER, 0),), 60)
    late = Policy(
        RULE, "", Trigger.LATE, 5, (Step(Target.ALERT_MANAGER, 0),), 60,
        phases=frozenset({Phase.ENROUTE}), urgencies=frozenset({Urgency.URGENT}),
    )  # fmt: skip
    assert begins_at(in_phase, NOON, None) == NOON + timedelta(minutes=20)
    assert begins_at(late, NOON, None) is None, "what is not known is not late"
    assert begins_at(late, NOON, NOON + timedelta(hours=1)) == NOON + timedelta(minutes=65)
    plumbing = new_id()
    for phase, urgency, wanted in (
        (Phase.ENROUTE, Urgency.URGENT, True), (Phase.ENROUTE, Urgency.NORMAL, False),
        (Phase.REPAIR, Urgency.URGENT, False),
    ):  # fmt: skip
        found = applies(late, phase=phase, urgency=urgency, service_id=plumbing, zone_id=None)
        assert found == wanted
    assert applies(in_phase, phase=Phase.REPAIR, urgency=Urgency.NORMAL, service_id=plumbing, zone_id=None)
