"""What time alone changes: steps of escalations, requests that are late, reminders, messages that were held back.

Each company has a moment at which it must be looked at (``tracking_watch``); a look sets the next one.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.tracking import escalating, following, notice_rules, repository, telling
from digiboost.tracking.types import BEFORE_ARRIVAL, Event

AT_ONCE = 200
SOONEST = timedelta(seconds=1)


def visit(tx: Tx, at: datetime | None = None) -> None:
    """Does what is due for this company now. Twice does no more than once."""
    at = at or now()
    repository.take_turn(tx)
    escalating.ensure(tx)
    _announce_delays(tx, at)
    _remind(tx, at)
    telling.send_held(tx, at)
    escalating.run(tx, at)
    schedule(tx, at)


def schedule(tx: Tx, at: datetime) -> None:
    """Sets when this company must be looked at again."""
    wanted = [one for one in (*repository.moments(tx).values(), escalating.next_moment(tx)) if one is not None]
    if wanted:
        repository.WATCH.set(tx, max(min(wanted), at + SOONEST))
    else:
        repository.WATCH.drop(tx)


def tonight(tx: Tx) -> list[str]:
    """The net: open requests that nobody follows, because an event never came. What was found is told."""
    at = now()
    repository.take_turn(tx)
    found = repository.unfollowed(tx, AT_ONCE)
    for request_id in found:
        facts = repository.facts(tx, request_id)
        if facts is not None:
            following.follow(tx, facts, at)
            escalating.settle(tx, facts, at)
    schedule(tx, at)
    return [f"{len(found)} requests were not followed"] if found else []


def _announce_delays(tx: Tx, at: datetime) -> None:
    """The client hears of a delay before they ask, once in a phase."""
    for request_id in repository.late(tx, at, AT_ONCE):
        facts, standing = repository.facts(tx, request_id, lock=True), repository.standing(tx, request_id)
        if facts is None or standing is None:
            continue
        if facts.phase == standing.phase:
            telling.tell(tx, facts, Event.LATE, standing.since.isoformat(), at)
        # Where it moved meanwhile, its event brings a new moment.
        repository.mark_late(tx, request_id, at)


def _remind(tx: Tx, at: datetime) -> None:
    for request_id, due_at in repository.to_remind(tx, at, AT_ONCE):
        facts = repository.facts(tx, request_id, lock=True)
        if facts is None or facts.wished_from is None:
            repository.set_reminder(tx, request_id, None)
            continue
        if facts.phase in BEFORE_ARRIVAL and at < facts.wished_from:
            for rule in notice_rules.notices(tx):
                if (
                    rule.event == Event.REMINDER
                    and rule.minutes is not None
                    and rule.is_about(facts)
                    and due_at <= facts.wished_from - timedelta(minutes=rule.minutes) <= at
                ):
                    telling.by_rule(tx, facts, rule, facts.wished_from.isoformat(), at)
        repository.set_reminder(tx, request_id, following.next_reminder(tx, facts, at))
