"""Escalation rules: the three that a company begins with, and those that people make."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from digiboost.identity.service import company, record_audit
from digiboost.kernel.clock import now
from digiboost.kernel.db.rows import find_row, insert_row, update_row
from digiboost.kernel.db.tx import Tx, jsonb
from digiboost.kernel.errors import Invalid, NotFound
from digiboost.kernel.http.versions import check_version
from digiboost.kernel.ids import new_id
from digiboost.requests.types import Urgency
from digiboost.tracking import escalation_repository as store
from digiboost.tracking import repository
from digiboost.tracking.schemas import EscalationRuleIn, EscalationRulePatch
from digiboost.tracking.types import BEFORE_ARRIVAL, Phase, Target, Trigger
from digiboost.tracking.wording import language_of, say

SCOPES = {"service_ids": "services", "zone_ids": "zones", "user_ids": "users"}


def _step(target: Target, wait: int, repeats: int = 0, every: int = 10) -> dict[str, Any]:
    return {"target": target.value, "wait_minutes": wait, "repeats": repeats, "every_minutes": every}


DEFAULTS: tuple[dict[str, Any], ...] = (
    {
        "code": "late",
        "name": ("Retard sur une mission", "A mission is late"),
        "trigger": Trigger.LATE,
        "phases": [Phase.ACCEPTED, Phase.ENROUTE, Phase.ARRIVED],
        "after_minutes": 0,
        "urgencies": [],
        "steps": [_step(Target.REMIND_PROVIDER, 0, repeats=1), _step(Target.ALERT_MANAGER, 15)],
    },
    {
        "code": "urgent",
        "name": ("Urgence acceptée, personne ne part", "Urgent, accepted, and nobody leaves"),
        "trigger": Trigger.IN_PHASE,
        "phases": [Phase.ACCEPTED],
        "after_minutes": 15,
        "urgencies": [Urgency.URGENT, Urgency.EMERGENCY],
        "steps": [
            _step(Target.REMIND_PROVIDER, 0),
            _step(Target.SEARCH_ANOTHER, 15),
            _step(Target.ALERT_MANAGER, 10),
        ],
    },
    {
        "code": "nobody",
        "name": ("Personne ne répond", "Nobody answers"),
        "trigger": Trigger.IN_PHASE,
        "phases": [Phase.WAITING],
        "after_minutes": 20,
        "urgencies": [],
        "steps": [_step(Target.ALERT_MANAGER, 0, repeats=1, every=30)],
    },
)
"""What a company begins with: remind, look for another, alert."""
MAX_AGE = 240


def ensure(tx: Tx) -> None:
    """Makes a company's first rules, once: one that was deleted does not come back."""
    if tx.value("SELECT EXISTS (SELECT FROM escalation_rules WHERE tenant_id = %s)", (tx.tenant_id,)):
        return
    repository.take_turn(tx)
    if tx.value("SELECT EXISTS (SELECT FROM escalation_rules WHERE tenant_id = %s)", (tx.tenant_id,)):
        return
    language = language_of(company(tx).language, "fr")
    for one in DEFAULTS:
        insert_row(
            tx,
            "escalation_rules",
            {
                **{name: _plain(value) for name, value in one.items() if name not in {"name", "steps"}},
                "id": new_id(),
                "name": say(one["name"], language),
                "steps": jsonb(one["steps"]),
                "service_ids": [],
                "zone_ids": [],
                "user_ids": [],
                "max_age_minutes": MAX_AGE,
                "is_active": True,
            },
        )
    store.forget_policies(tx)


def create(tx: Tx, wanted: EscalationRuleIn) -> UUID:
    """Raises Invalid, NotFound for a service, zone or person that is not there."""
    ensure(tx)
    values = _stored(wanted.model_dump())
    _check(tx, values)
    rule_id = new_id()
    insert_row(tx, "escalation_rules", {"id": rule_id, **values})
    _changed(tx, rule_id, "escalation_rule.created", trigger=wanted.trigger.value)
    return rule_id


def edit(tx: Tx, rule_id: UUID, wanted: EscalationRulePatch) -> None:
    """Changes what is given, ``steps`` as a whole; an escalation that is under way goes on by the new ones. Raises
    NotFound, VersionConflict, Invalid."""
    row = _locked(tx, rule_id)
    changes = wanted.model_dump(exclude_unset=True)
    for name, value in changes.items():
        if value is None and name not in {"hours_from", "hours_until"}:
            raise Invalid(name, "field.missing")
    values = _stored(changes)
    _check(tx, {**row, **values})
    update_row(tx, "escalation_rules", rule_id, values)
    _changed(tx, rule_id, "escalation_rule.edited", fields=sorted(changes))


def delete(tx: Tx, rule_id: UUID) -> None:
    """Ends what it began; the history keeps it. Raises NotFound, VersionConflict."""
    _locked(tx, rule_id)
    update_row(tx, "escalation_rules", rule_id, {"deleted_at": now(), "is_active": False})
    _changed(tx, rule_id, "escalation_rule.deleted")


def _locked(tx: Tx, rule_id: UUID) -> dict[str, Any]:
    row = find_row(tx, "escalation_rules", rule_id, lock=True)
    if row is None or row["deleted_at"] is not None:
        raise NotFound
    check_version(tx, row["version"])
    return row


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return list(dict.fromkeys(one if isinstance(one, UUID) else str(one) for one in value))
    return str(value) if isinstance(value, Trigger) else value


def _stored(values: Mapping[str, Any]) -> dict[str, Any]:
    stored = {name: _plain(value) for name, value in values.items() if name != "steps"}
    if "steps" in values:
        stored["steps"] = jsonb([{**one, "target": str(one["target"])} for one in values["steps"]])
    return stored


def _check(tx: Tx, values: Mapping[str, Any]) -> None:
    start, end = values.get("hours_from"), values.get("hours_until")
    if (start is None) != (end is None):
        raise Invalid("hours_until" if end is None else "hours_from", "hours_half")
    if start is not None and start == end:
        raise Invalid("hours_until", "hours_empty")
    steps = values["steps"] if isinstance(values["steps"], list) else json.loads(values["steps"])
    if any(one["target"] == Target.SEARCH_ANOTHER for one in steps) and not _searchable(values["phases"]):
        raise Invalid("steps", "target_not_possible")
    for field, table in SCOPES.items():
        if values.get(field) and repository.missing(tx, table, values[field]):
            raise NotFound


def _searchable(phases: list[str]) -> bool:
    """Whether somebody else can be looked for in one of these phases."""
    return not phases or any(one in BEFORE_ARRIVAL for one in phases)


def _changed(tx: Tx, rule_id: UUID, action: str, **details: Any) -> None:
    store.forget_policies(tx)
    # Who is concerned by the new rule is looked for at once.
    repository.WATCH.set(tx, now())
    record_audit(tx, action, "escalation_rule", rule_id, **details)
