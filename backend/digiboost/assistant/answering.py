"""1, 2 or 3: what somebody answers to a message about alerts.

Which message is meant: the one whose button was tapped, the one that was quoted, else the last that waits for an
answer, within two days. A message is answered once; the same answer a moment later is the same answer, and not one to
the message before.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from digiboost.alerts import service as alerts
from digiboost.alerts.types import AlertMessage, Answer, Answered
from digiboost.assistant import repository, wording
from digiboost.assistant.commands import answer_word
from digiboost.assistant.conversation import SLACK, Conversation
from digiboost.kernel.auth import Scope
from digiboost.kernel.errors import DomainError, Unavailable
from digiboost.notifications.types import Kind

WAITS = timedelta(hours=48)
"""How long a message can be answered without naming it."""
TWICE = timedelta(minutes=2)
"""Within this the same answer again is a slip of the thumb, or of a network."""

ABOUT_ALERTS = frozenset({Kind.ALERT, Kind.DIGEST})


def decide(talk: Conversation, answer: Answer, message_id: UUID | None = None) -> None:
    if not talk.may(Scope.ALERTS_WRITE) or (answer is Answer.ORDER and not talk.may(Scope.PURCHASES_WRITE)):
        return
    meant = _meant(talk, answer, message_id)
    if meant is None:
        talk.say("answer.none")
    elif meant.answer is not None:
        _said_before(talk, meant.answer, answer)
    else:
        try:
            with talk.tx.savepoint():
                done = alerts.answer(talk.tx, meant.alert_ids, answer, message=meant)
        except Unavailable:
            raise
        except DomainError as error:
            talk.refuse(error)
            return
        _tell(talk, done)


def last_asked(talk: Conversation) -> dict[str, Any] | None:
    """The last message about alerts that waits for an answer."""
    recent = _recent(talk)
    return next((one for one in recent if one["answer"] is None), None)


def _meant(talk: Conversation, answer: Answer, message_id: UUID | None) -> AlertMessage | None:
    quoted = talk.answered if talk.answered and talk.answered.kind in ABOUT_ALERTS else None
    if message_id is not None:
        tapped = alerts.message(talk.tx, talk.user_id, message_id)
        if tapped is not None or quoted is None:
            return tapped
    if quoted is not None:
        return alerts.open_message(talk.tx, talk.user_id, quoted.notification_id)
    last = _last(_recent(talk), answer, talk)
    return None if last is None else alerts.message(talk.tx, talk.user_id, last["id"])


def _recent(talk: Conversation) -> list[dict[str, Any]]:
    """None that was sent after this answer was written: it may come late."""
    return repository.alert_messages(talk.tx, talk.user_id, talk.heard.at - WAITS, talk.heard.at + SLACK)


def _last(recent: Sequence[dict[str, Any]], answer: Answer, talk: Conversation) -> dict[str, Any] | None:
    answered = [one for one in recent if one["answer"] is not None]
    last = max(answered, key=lambda one: one["answered_at"], default=None)
    if last is not None and last["answer"] == answer and talk.heard.at - last["answered_at"] < TWICE:
        asked_since = any(one["created_at"] > last["answered_at"] for one in recent)
        if not asked_since:
            return last
    return next((one for one in recent if one["answer"] is None), last)


def _said_before(talk: Conversation, before: Answer, answer: Answer) -> None:
    talk.say("answer.again" if before is answer else "answer.changed", answer=answer_word(talk, before))


def _tell(talk: Conversation, done: Answered) -> None:
    if done.repeated:
        _said_before(talk, done.answer, done.answer)
    elif done.answer is Answer.ORDER:
        _tell_orders(talk, done)
    elif done.alerts == 0:
        talk.say("answer.over")
    else:
        talk.say("answer.later" if done.answer is Answer.LATER else "answer.ignored")


def _tell_orders(talk: Conversation, done: Answered) -> None:
    without = [talk.text("answer.without", count=str(done.without_supplier))] if done.without_supplier else []
    if not done.orders:
        talk.say("answer.nothing_ordered", lines=[talk.text("answer.why_nothing"), *without])
        return
    lines = [
        talk.text(
            "answer.draft",
            number=one.number,
            supplier=one.supplier_name,
            products=wording.products(one.line_count, talk.language),
        )
        for one in done.orders
    ]
    talk.say("answer.ordered", lines=[*lines, *without, talk.text("answer.check")])
