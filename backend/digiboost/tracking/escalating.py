"""The engine of escalations: begins them, does their steps when they are due, ends them.

What is due is decided without a database (``policy``). Here the request is read again, and locked, before anything is
said about it: who moves it comes before or after, never between.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from digiboost.dispatch import service as dispatch
from digiboost.identity.service import company, record_audit
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import DomainError, NotFound
from digiboost.requests import service as requests
from digiboost.requests.types import By, RequestState
from digiboost.tracking import escalation_repository as store
from digiboost.tracking import history, policy, repository, telling
from digiboost.tracking.errors import EscalationOver
from digiboost.tracking.escalation_rules import ensure
from digiboost.tracking.policy import Act, Policy
from digiboost.tracking.types import EscalationEvent, Facts, Phase, Target

__all__ = ["acknowledge", "ensure", "next_moment", "run", "settle"]

AT_ONCE = 200
"""Escalations of one look; what is left is due at once."""
NOT_POSSIBLE, RULE_GONE = "not_possible", "rule_gone"


def run(tx: Tx, at: datetime) -> None:
    """Begins what begins, and does what is due."""
    time_zone = company(tx).time_zone
    for rule in store.policies(tx).values():
        for row in store.beginning(tx, rule, at, AT_ONCE):
            _begin(tx, rule, row, at, time_zone)
    for row in store.due(tx, at, AT_ONCE):
        _continue(tx, row, at, time_zone)


def next_moment(tx: Tx) -> datetime | None:
    """When the next escalation begins."""
    found = [store.begins_next(tx, rule) for rule in store.policies(tx).values()]
    return min((one for one in found if one is not None), default=None)


def _begin(tx: Tx, rule: Policy, row: dict[str, Any], at: datetime, time_zone: str) -> None:
    facts = repository.facts(tx, row["request_id"], lock=True)
    phase = Phase(row["phase"])
    if (
        facts is None
        or facts.phase != phase
        or history.began(facts, history.moves(tx, facts.id), phase) != row["since"]
    ):
        # It moved, and the event is on its way.
        return
    began = policy.Progress(at, 0, 0, at)
    due = policy.due_at(rule, began, time_zone) or at
    store.begin(tx, rule, facts.id, phase, row["since"], at, min(due, policy.expires_at(rule, began)))


def _continue(tx: Tx, row: dict[str, Any], at: datetime, time_zone: str) -> None:
    """Does every step that is due now: several, when the next ones wait no time."""
    rule = store.policy(tx, row["rule_id"])
    if rule is None:
        store.stop(tx, row["id"], EscalationEvent.RESOLVED, at, by=None, user_id=None, reason=RULE_GONE)
        return
    progress, searched = store.progress_of(row), bool(row["searched"])
    while True:
        facts = repository.facts(tx, row["request_id"], lock=True)
        if facts is None or _stopped(tx, facts, {**row, "searched": searched}, at):
            return
        decision = policy.decide(rule, progress, at, time_zone)
        if decision.act == Act.EXPIRE:
            store.stop(tx, row["id"], EscalationEvent.EXPIRED, at, by=None, user_id=None)
            return
        if decision.act == Act.WAIT or decision.step is None:
            store.move(tx, row["id"], progress, decision.at, searched=searched)
            return
        searched = _fire(tx, rule, facts, row, progress, decision.step.target, at) or searched
        progress = policy.advance(rule, progress, at)


def _fire(
    tx: Tx, rule: Policy, facts: Facts, row: dict[str, Any], progress: policy.Progress, target: Target, at: datetime
) -> bool:
    """Does one step, or says why it could not be done; whether somebody else is looked for now."""
    occasion, reason, people = f"{row['id']}:{progress.step}:{progress.done}", None, None
    if target == Target.REMIND_PROVIDER:
        reason, people = telling.remind_provider(tx, facts, occasion, at), 1
    elif target == Target.ALERT_MANAGER:
        people = telling.alert_managers(tx, facts, occasion, rule.name, row["cause_at"], rule.user_ids, at)
        reason = None if people else telling.NO_ADDRESS
    else:
        reason = _search_another(tx, rule, facts)
    name = EscalationEvent.FIRED if reason is None else EscalationEvent.SKIPPED
    store.line(
        tx, row["id"], name, at, step=progress.step, target=target.value, reason=reason,
        people=people if reason is None else None,
    )  # fmt: skip
    return target == Target.SEARCH_ANOTHER and reason is None and facts.phase != Phase.WAITING


def _search_another(tx: Tx, rule: Policy, facts: Facts) -> str | None:
    """Takes it from who has it, or asks the next; why that is not possible, or None."""
    try:
        with tx.savepoint():
            if facts.phase in {Phase.ACCEPTED, Phase.ENROUTE}:
                requests.give_back(tx, facts.id, By.ESCALATION, rule.name)
            elif facts.state in {RequestState.RECEIVED, RequestState.SEARCH}:
                dispatch.search(tx, facts.id)
            else:
                return NOT_POSSIBLE
    except DomainError as error:
        # The next step may still help: it is told of in the history, and the others go on.
        return error.code
    return None


def settle(tx: Tx, facts: Facts, at: datetime) -> None:
    """Ends the escalations of a request that its last move answers."""
    for row in store.open_of(tx, facts.id):
        _stopped(tx, facts, row, at)


def _stopped(tx: Tx, facts: Facts, row: dict[str, Any], at: datetime) -> bool:
    """Whether it is over, which is written: somebody saw to it, or its cause is gone."""
    answer = repository.answered(tx, facts.id, row["began_at"])
    phase = Phase(row["phase"])
    if answer is not None and answer["by"] in {By.PROVIDER, By.OPERATOR}:
        name, by, user_id = EscalationEvent.ACKNOWLEDGED, answer["by"], answer["user_id"]
    elif facts.phase is None or answer is not None:
        name, by, user_id = EscalationEvent.RESOLVED, answer["by"] if answer else By.SYSTEM.value, None
    elif facts.phase == phase or (row["searched"] and facts.phase == Phase.WAITING):
        return False
    else:
        name, by, user_id = EscalationEvent.RESOLVED, By.SYSTEM.value, None
    store.stop(tx, row["id"], name, at, by=by, user_id=user_id)
    return True


def acknowledge(tx: Tx, escalation_id: UUID) -> None:
    """Somebody of the company sees to it: nothing more follows. Raises NotFound, EscalationOver."""
    row = store.locked(tx, escalation_id)
    if row is None:
        raise NotFound
    if row["state"] != "open":
        raise EscalationOver
    store.stop(tx, escalation_id, EscalationEvent.ACKNOWLEDGED, now(), by=By.OPERATOR.value, user_id=tx.actor.user_id)
    record_audit(tx, "escalation.acknowledged", "escalation", escalation_id)
