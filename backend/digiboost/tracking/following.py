"""What follows when a request moved: where it stands, what was learned from it, who hears of it, what it stops."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from digiboost.identity.service import company
from digiboost.kernel import live
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.requests.types import By, RequestState
from digiboost.tracking import escalating, eta, foreseeing, history, repository, telling
from digiboost.tracking.history import Move
from digiboost.tracking.notice_rules import notices
from digiboost.tracking.types import FORESEEN, Audience, Event, Facts, Phase

LEARNED: frozenset[tuple[Phase, Phase | None]] = frozenset(
    {
        (Phase.WAITING, Phase.ACCEPTED),
        (Phase.ACCEPTED, Phase.ENROUTE),
        (Phase.ENROUTE, Phase.ARRIVED),
        (Phase.ARRIVED, Phase.DIAGNOSTIC),
        (Phase.DIAGNOSTIC, Phase.REPAIR),
        (Phase.REPAIR, None),
    }
)
"""Moves that show how long a phase took. One that leaves a phase out shows of neither how long it was."""


def opened(tx: Tx, request_id: UUID, at: datetime | None = None) -> None:
    """Somebody asked for something."""
    at = at or now()
    repository.take_turn(tx)
    facts = repository.facts(tx, request_id)
    if facts is None:
        return
    escalating.ensure(tx)
    follow(tx, facts, at)
    telling.tell(tx, facts, Event.RECEIVED, "opened", at)


def moved(tx: Tx, request_id: UUID, history_id: UUID, at: datetime | None = None) -> None:
    """A request went on its way. Whatever the order in which events come, what stands is what the request says."""
    at = at or now()
    repository.take_turn(tx)
    facts = repository.facts(tx, request_id)
    if facts is None:
        return
    moves = history.moves(tx, request_id)
    number = next((number for number, one in enumerate(moves) if one.id == history_id), None)
    if number is None:
        return
    follow(tx, facts, at, moves)
    move = moves[number]
    _learn(tx, facts, moves[: number + 1])
    escalating.settle(tx, facts, at)
    event = history.event_of(move)
    # A message that is written after the next move would say what is no longer so: that one is told of instead.
    if event is not None and (facts.state, facts.stage) == move.to_step:
        # Who cancels or searches again themselves needs no message about it.
        audiences = [one for one in Audience if one != Audience.CLIENT or move.by != By.CLIENT]
        telling.tell(tx, facts, event, str(history_id), at, audiences)


def follow(tx: Tx, facts: Facts, at: datetime, moves: Sequence[Move] | None = None) -> None:
    """Brings what stands of a request in line with it; ``moves`` are its history, where it was read already."""
    phase, known = facts.phase, repository.standing(tx, facts.id)
    if phase is None:
        if known is not None:
            repository.drop_standing(tx, facts.id)
        return
    since = history.began(facts, history.moves(tx, facts.id) if moves is None else moves, phase)
    if known is not None and known.phase == phase and known.since == since:
        return
    repository.save_standing(tx, foreseeing.stand(tx, facts, phase, since), next_reminder(tx, facts, at))
    # Whoever looks at it saw it move before this was known.
    tenant_id, data = tx.tenant_id, {"request_id": facts.id}
    tx.after_commit(f"live:{FORESEEN}:{facts.id}", lambda: live.publish(tenant_id, FORESEEN, data))


def next_reminder(tx: Tx, facts: Facts, at: datetime) -> datetime | None:
    """When the next reminder before the wished moment is due."""
    if facts.wished_from is None:
        return None
    moments = [
        facts.wished_from - timedelta(minutes=rule.minutes)
        for rule in notices(tx)
        if rule.event == Event.REMINDER and rule.minutes is not None and rule.is_about(facts)
    ]
    return min((one for one in moments if one > at), default=None)


def _learn(tx: Tx, facts: Facts, moves: Sequence[Move]) -> None:
    last = moves[-1]
    left, entered = last.came_from, last.went_to
    if left is None or (left, entered) not in LEARNED:
        return
    if entered is None and last.to_step[0] != RequestState.COMPLETED:
        return
    began = history.began(facts, moves[:-1], left)
    if left == Phase.ACCEPTED and facts.wished_from is not None and facts.wished_from > began:
        # They left when it was time, not as soon as they could.
        return
    case = foreseeing.case_of(facts, began, company(tx).time_zone)
    cells = repository.cells(tx, case.every_level())
    repository.save_cells(tx, eta.learn(left, case, (last.at - began).total_seconds() / 60, cells))
