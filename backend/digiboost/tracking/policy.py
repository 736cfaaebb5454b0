"""What an escalation does next. Pure: a rule, how far it went, and the moment decide; nothing is read or sent here."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

from digiboost.notifications.service import is_quiet, quiet_end
from digiboost.requests.types import Urgency
from digiboost.tracking.types import Phase, Target, Trigger


@dataclass(frozen=True, slots=True)
class Step:
    """``wait_minutes`` after the step before (the first: after the beginning); then ``repeats`` times again, one
    every ``every_minutes``."""

    target: Target
    wait_minutes: int
    repeats: int = 0
    every_minutes: int = 0


@dataclass(frozen=True, slots=True)
class Policy:
    """An escalation rule. Empty collections hold for all; ``hours`` are (from, until) of the company's clock."""

    id: UUID
    name: str
    trigger: Trigger
    after_minutes: int
    steps: tuple[Step, ...]
    max_age_minutes: int
    phases: frozenset[Phase] = frozenset()
    urgencies: frozenset[Urgency] = frozenset()
    service_ids: frozenset[UUID] = frozenset()
    zone_ids: frozenset[UUID] = frozenset()
    hours: tuple[time, time] | None = None
    user_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an escalation went: ``step`` comes next and was done ``done`` times already; ``last_at`` is when a step
    was last done, or when it began."""

    began_at: datetime
    step: int
    done: int
    last_at: datetime


class Act(StrEnum):
    WAIT = "wait"
    FIRE = "fire"
    EXPIRE = "expire"


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to be done now; with ``WAIT``, when to look again."""

    act: Act
    at: datetime
    step: Step | None = None


def applies(policy: Policy, *, phase: Phase, urgency: Urgency, service_id: UUID, zone_id: UUID | None) -> bool:
    """Whether the rule is about such a request at all."""
    return (
        _holds(policy.phases, phase)
        and _holds(policy.urgencies, urgency)
        and _holds(policy.service_ids, service_id)
        and _holds(policy.zone_ids, zone_id)
    )


def _holds(wanted: Collection[object], value: object) -> bool:
    return not wanted or value in wanted


def begins_at(policy: Policy, clock_from: datetime, late_at: datetime | None) -> datetime | None:
    """When the rule begins for a phase that counts from ``clock_from`` and should be over at ``late_at``; None when
    it never does."""
    start = clock_from if policy.trigger == Trigger.IN_PHASE else late_at
    return None if start is None else start + timedelta(minutes=policy.after_minutes)


def expires_at(policy: Policy, progress: Progress) -> datetime:
    return progress.began_at + timedelta(minutes=policy.max_age_minutes)


def due_at(policy: Policy, progress: Progress, time_zone: str) -> datetime | None:
    """When the next step is due, within the rule's hours; None when every step was done."""
    if progress.step >= len(policy.steps):
        return None
    step = policy.steps[progress.step]
    wait = step.wait_minutes if progress.done == 0 else step.every_minutes
    moment = progress.last_at + timedelta(minutes=wait)
    if policy.hours is None:
        return moment
    outside = (policy.hours[1], policy.hours[0])
    return quiet_end(moment, outside, time_zone) if is_quiet(moment, outside, time_zone) else moment


def decide(policy: Policy, progress: Progress, at: datetime, time_zone: str) -> Decision:
    """The one next thing: a step, waiting, or the end. After the last step it waits for somebody to acknowledge it,
    until it is too old."""
    end, due = expires_at(policy, progress), due_at(policy, progress, time_zone)
    if at >= end:
        return Decision(Act.EXPIRE, at)
    if due is None or due >= end:
        return Decision(Act.WAIT, end)
    if at < due:
        return Decision(Act.WAIT, due)
    if policy.hours is not None and is_quiet(at, (policy.hours[1], policy.hours[0]), time_zone):
        # It was due within the hours, and nobody came to it before they ended.
        return Decision(Act.WAIT, min(end, quiet_end(at, (policy.hours[1], policy.hours[0]), time_zone)))
    return Decision(Act.FIRE, at, policy.steps[progress.step])


def advance(policy: Policy, progress: Progress, at: datetime) -> Progress:
    """After a step was done, or could not be."""
    step = policy.steps[progress.step]
    if progress.done < step.repeats:
        return replace(progress, done=progress.done + 1, last_at=at)
    return replace(progress, step=progress.step + 1, done=0, last_at=at)
