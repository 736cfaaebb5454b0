"""The SQL of escalations."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from digiboost.kernel.db.tx import Tx
from digiboost.kernel.ids import new_id
from digiboost.requests.types import Urgency
from digiboost.tracking.policy import Policy, Progress, Step
from digiboost.tracking.types import EscalationEvent, Phase, Target, Trigger

_RULES = "tracking.policies"


def policies(tx: Tx) -> dict[UUID, Policy]:
    """Those that begin escalations, the first made first; read once in a transaction."""
    known: dict[UUID, Policy] | None = tx.notes.get(_RULES)
    if known is None:
        rows = tx.rows(
            "SELECT * FROM escalation_rules WHERE tenant_id = %s AND is_active AND deleted_at IS NULL"
            " ORDER BY created_at, id",
            (tx.tenant_id,),
        )
        known = tx.notes[_RULES] = {row["id"]: as_policy(row) for row in rows}
    return known


def policy(tx: Tx, rule_id: UUID) -> Policy | None:
    """None for one that was switched off or deleted: what it began ends."""
    return policies(tx).get(rule_id)


def forget_policies(tx: Tx) -> None:
    """They changed in this transaction."""
    tx.notes.pop(_RULES, None)


def as_policy(row: Mapping[str, Any]) -> Policy:
    return Policy(
        id=row["id"],
        name=row["name"],
        trigger=Trigger(row["trigger"]),
        after_minutes=row["after_minutes"],
        steps=tuple(
            Step(Target(one["target"]), one["wait_minutes"], one["repeats"], one["every_minutes"])
            for one in row["steps"]
        ),
        max_age_minutes=row["max_age_minutes"],
        phases=frozenset(map(Phase, row["phases"])),
        urgencies=frozenset(map(Urgency, row["urgencies"])),
        service_ids=frozenset(row["service_ids"]),
        zone_ids=frozenset(row["zone_ids"]),
        hours=None if row["hours_from"] is None else (row["hours_from"], row["hours_until"]),
        user_ids=tuple(row["user_ids"]),
    )


def _concerned(rule: Policy) -> tuple[str, list[Any]]:
    """FROM ... WHERE over the standings that a rule is about and that it did not begin for yet."""
    counted = "t.clock_from" if rule.trigger == Trigger.IN_PHASE else "t.late_at"
    where, given = f"{counted} IS NOT NULL", list[Any]()
    for column, wanted in (
        ("t.phase", [one.value for one in rule.phases]),
        ("r.urgency", [one.value for one in rule.urgencies]),
        ("r.service_id", list(rule.service_ids)),
        ("r.zone_id", list(rule.zone_ids)),
    ):
        if wanted:
            where, given = f"{where} AND {column} = ANY(%s)", [*given, wanted]
    return (
        "FROM tracking_standings t JOIN requests r ON r.tenant_id = t.tenant_id AND r.id = t.request_id"
        " WHERE t.tenant_id = %s AND NOT EXISTS (SELECT FROM escalations e WHERE e.tenant_id = t.tenant_id"
        " AND e.rule_id = %s AND e.request_id = t.request_id AND (e.cause_at = t.since OR e.state = 'open'))"
        f" AND {where}"
    ), given


def beginning(tx: Tx, rule: Policy, at: datetime, limit: int) -> list[dict[str, Any]]:
    """The requests for which a rule begins now: {request_id, phase, since, counts_from}."""
    source, given = _concerned(rule)
    counted = "t.clock_from" if rule.trigger == Trigger.IN_PHASE else "t.late_at"
    return tx.rows(
        f"SELECT t.request_id, t.phase, t.since, {counted} AS counts_from {source} AND {counted} <= %s"
        f" ORDER BY {counted} LIMIT %s",
        (tx.tenant_id, rule.id, *given, at - timedelta(minutes=rule.after_minutes), limit),
    )


def begins_next(tx: Tx, rule: Policy) -> datetime | None:
    """When a rule begins for the next request."""
    source, given = _concerned(rule)
    counted = "t.clock_from" if rule.trigger == Trigger.IN_PHASE else "t.late_at"
    found: datetime | None = tx.value(f"SELECT min({counted}) {source}", (tx.tenant_id, rule.id, *given))
    return None if found is None else found + timedelta(minutes=rule.after_minutes)


def begin(
    tx: Tx, rule: Policy, request_id: UUID, phase: Phase, cause_at: datetime, at: datetime, next_at: datetime
) -> UUID | None:
    """None when it began before."""
    escalation_id = new_id()
    added = tx.run(
        "INSERT INTO escalations (tenant_id, id, rule_id, request_id, phase, cause_at, state, began_at, step, done,"
        " last_at, next_at, searched) VALUES (%s, %s, %s, %s, %s, %s, 'open', %s, 0, 0, %s, %s, false)"
        " ON CONFLICT (tenant_id, rule_id, request_id, cause_at) DO NOTHING",
        (tx.tenant_id, escalation_id, rule.id, request_id, phase.value, cause_at, at, at, next_at),
    )
    if not added:
        return None
    line(tx, escalation_id, EscalationEvent.BEGAN, at)
    return escalation_id


_ROW = (
    "SELECT id, rule_id, request_id, phase, cause_at, state, began_at, step, done, last_at, next_at, searched"
    " FROM escalations WHERE tenant_id = %s"
)


def due(tx: Tx, at: datetime, limit: int) -> list[dict[str, Any]]:
    """Open escalations whose moment has come, the longest due first."""
    return tx.rows(
        f"{_ROW} AND state = 'open' AND next_at <= %s ORDER BY next_at, id LIMIT %s", (tx.tenant_id, at, limit)
    )


def open_of(tx: Tx, request_id: UUID) -> list[dict[str, Any]]:
    return tx.rows(f"{_ROW} AND request_id = %s AND state = 'open' ORDER BY began_at, id", (tx.tenant_id, request_id))


def locked(tx: Tx, escalation_id: UUID) -> dict[str, Any] | None:
    return tx.row(f"{_ROW} AND id = %s FOR NO KEY UPDATE", (tx.tenant_id, escalation_id))


def progress_of(row: Mapping[str, Any]) -> Progress:
    return Progress(row["began_at"], row["step"], row["done"], row["last_at"])


def move(tx: Tx, escalation_id: UUID, made: Progress, next_at: datetime, *, searched: bool) -> None:
    tx.run(
        "UPDATE escalations SET step = %s, done = %s, last_at = %s, next_at = %s, searched = searched OR %s"
        " WHERE tenant_id = %s AND id = %s",
        (made.step, made.done, made.last_at, next_at, searched, tx.tenant_id, escalation_id),
    )


def postpone(tx: Tx, escalation_id: UUID, next_at: datetime) -> None:
    tx.run(
        "UPDATE escalations SET next_at = %s WHERE tenant_id = %s AND id = %s", (next_at, tx.tenant_id, escalation_id)
    )


def stop(
    tx: Tx,
    escalation_id: UUID,
    name: EscalationEvent,
    at: datetime,
    *,
    by: str | None,
    user_id: UUID | None,
    reason: str | None = None,
) -> None:
    """Ends it, once, and says by what."""
    stopped = tx.run(
        "UPDATE escalations SET state = %s, next_at = NULL, stopped_at = %s, stopped_by = %s, user_id = %s"
        " WHERE tenant_id = %s AND id = %s AND state = 'open'",
        (name.value, at, by, user_id, tx.tenant_id, escalation_id),
    )
    if stopped:
        line(tx, escalation_id, name, at, reason=reason or by, user_id=user_id)


def line(
    tx: Tx,
    escalation_id: UUID,
    name: EscalationEvent,
    at: datetime,
    *,
    step: int | None = None,
    target: str | None = None,
    reason: str | None = None,
    people: int | None = None,
    user_id: UUID | None = None,
) -> None:
    """Adds to the history."""
    tx.run(
        "INSERT INTO escalation_events (tenant_id, id, escalation_id, name, at, step, target, reason, people, user_id)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (tx.tenant_id, new_id(), escalation_id, name.value, at, step, target, reason, people, user_id),
    )
