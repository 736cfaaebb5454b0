"""A message that somebody of the company sends themselves: the words of an event, or their own."""

from __future__ import annotations

from uuid import UUID

from digiboost.channels.types import Channel
from digiboost.identity.service import record_audit
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import Invalid, NotFound
from digiboost.kernel.ids import new_id
from digiboost.tracking import repository, telling
from digiboost.tracking.errors import NobodyToTell
from digiboost.tracking.notice_rules import Notice, check_words
from digiboost.tracking.schemas import TrackingSendIn
from digiboost.tracking.types import Event


def send(tx: Tx, wanted: TrackingSendIn) -> int:
    """How many messages were made. Raises NotFound, Invalid, NobodyToTell."""
    if (wanted.event is None) == (wanted.text is None):
        raise Invalid("event", "event_or_text")
    check_words("text", wanted.text)
    facts = repository.facts(tx, wanted.request_id)
    if facts is None:
        raise NotFound
    occasion: UUID = new_id()
    rule = Notice(
        id=occasion,
        name="",
        event=wanted.event or Event.RECEIVED,
        audience=wanted.audience,
        minutes=None,
        urgencies=frozenset(),
        service_ids=frozenset(),
        zone_ids=frozenset(),
        user_ids=(),
        channels=tuple(map(Channel, wanted.channels)),
        tone=wanted.tone,
        texts=(wanted.text, wanted.text),
        by_hand=True,
    )
    told = telling.by_rule(tx, facts, rule, str(occasion), now())
    if told == 0:
        raise NobodyToTell
    record_audit(tx, "tracking.message_sent", "request", facts.id, audience=wanted.audience.value)
    return told
