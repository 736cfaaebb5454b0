"""A telephone that nobody proved: the code that proves it, and what we say to who has none.

What goes to a number that belongs to nobody leaves without a company, at most once, and is bounded: a stranger must
not be able to spend our money.
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import replace

from digiboost.assistant import repository, wording
from digiboost.assistant.conversation import Conversation
from digiboost.assistant.types import Intent
from digiboost.channels import service as channels
from digiboost.channels.types import Heard, Message, OpenTx
from digiboost.identity import service as identity
from digiboost.kernel.errors import TooManyRequests
from digiboost.kernel.http.ratelimit import limiter
from digiboost.kernel.i18n import DEFAULT
from digiboost.kernel.ids import new_id
from digiboost.notifications import service as notifications

log = logging.getLogger(__name__)

CODES_AN_HOUR = 5
"""Codes that one telephone may try."""
HINTS_A_DAY, WRONG_CODES_TOLD_A_DAY, STRANGERS_A_DAY = 1, 3, 500
"""What we say to a telephone that nobody proved, and to all of them together."""
HOUR, DAY = 3600.0, 86400.0
HIDDEN_CODE = "Digiboost ········"
"""What is kept of a message with a code."""


def link(open_tx: OpenTx, heard: Heard, code: str) -> None:
    """Makes the telephone that ``code`` came from its person's, and greets them there."""
    if not _passes(f"phone-code:{heard.phone}", CODES_AN_HOUR, HOUR):
        return
    with open_tx(None) as tx:
        tx.notes["via"] = heard.channel.value
        user = identity.confirm_phone(tx, code, heard.phone)
        if user is not None:
            notifications.heard(tx, heard.phone, heard.at)
            people = identity.people_to_tell(tx, [], [user.id])
            for person in people:
                talk = Conversation(tx, heard, replace(person, phone=heard.phone), new_id())
                talk.say("link.done", name=person.name, company=talk.company)
                repository.keep(tx, talk.row(Intent.LINK, HIDDEN_CODE))
            return
    if _passes(f"wrong-code:{heard.phone}", WRONG_CODES_TOLD_A_DAY, DAY):
        _tell_stranger(heard, "link.wrong")


def tell_how(heard: Heard) -> None:
    """Tells whoever writes from an unknown telephone how to link it; once a day."""
    if _passes(f"stranger:{heard.phone}", HINTS_A_DAY, DAY):
        _tell_stranger(heard, "link.how")


def _tell_stranger(heard: Heard, code: str) -> None:
    if not channels.is_configured(heard.channel) or not _passes("strangers", STRANGERS_A_DAY, DAY):
        return
    title, _, body = wording.say(code, DEFAULT).partition(" | ")
    event = hashlib.sha256(f"{heard.adapter}/{heard.event_id}".encode()).hexdigest()[:24]
    result = channels.send(
        heard.channel,
        Message(ref=f"stranger-{event}", address=heard.phone, text=body, subject=title, window_open=True),
    )
    log.info("a stranger was told", extra={"channel": heard.channel, "outcome": result.outcome, "code": result.code})


def _passes(key: str, limit: int, seconds: float) -> bool:
    try:
        limiter().hit(f"assistant:{key}", limit, seconds)
    except TooManyRequests:
        return False
    return True
