"""One message in one company, with whoever wrote it: what is asked of everything that answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from digiboost.assistant import wording
from digiboost.assistant.types import Intent
from digiboost.channels.types import Heard
from digiboost.identity import service as identity
from digiboost.kernel import i18n
from digiboost.kernel.auth import Scope
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import DomainError
from digiboost.kernel.i18n import Language
from digiboost.kernel.money import show_money
from digiboost.notifications import service as notifications
from digiboost.notifications.service import SentMessage
from digiboost.notifications.types import Recipient, Wanted

WORTH = timedelta(hours=1)
"""How long a reply is worth sending: nobody waits for it any more afterwards."""

KEPT_TEXT = 1000
SLACK = timedelta(seconds=2)
"""Services tell whole seconds: so much later is not later."""


@dataclass(slots=True)
class Conversation:
    """``answered`` is the message of ours that this one answers, where the service says so. ``among`` names the
    company in replies when the telephone is known in several. ``replied`` are the notifications of what was said."""

    tx: Tx
    heard: Heard
    person: Recipient
    message_id: UUID
    answered: SentMessage | None = None
    among: bool = False
    replied: list[UUID] = field(default_factory=list)

    @property
    def language(self) -> Language:
        return self.person.language

    @property
    def user_id(self) -> UUID:
        if self.tx.actor.user_id is None:
            raise RuntimeError("a message comes from a person")
        return self.tx.actor.user_id

    @property
    def at(self) -> datetime:
        """When it was written, by the service's clock; never later than now."""
        return min(self.heard.at, now())

    @property
    def company(self) -> str:
        return identity.company(self.tx).name

    def may(self, scope: Scope) -> bool:
        """Whether this person may do that; they are told when not."""
        allowed = self.tx.actor.may(scope)
        if not allowed:
            self.say("role", company=self.company)
        return allowed

    def money(self, minor: int) -> str:
        return show_money(minor, identity.company(self.tx).currency, self.language)

    def amount(self, milli: int, unit: str) -> str:
        return wording.amount(milli, unit, self.language)

    def text(self, code: str, **values: str) -> str:
        return wording.say(code, self.language, **values)

    def row(self, intent: Intent, text: str) -> dict[str, Any]:
        """What is remembered of the message; its key makes it happen once."""
        return {
            "adapter": self.heard.adapter,
            "event_id": self.heard.event_id,
            "id": self.message_id,
            "user_id": self.user_id,
            "channel": self.heard.channel.value,
            "text": text[:KEPT_TEXT],
            "intent": intent.value,
            "received_at": now(),
        }

    def refuse(self, error: DomainError) -> None:
        """Says why something could not be done, in the error's own words."""
        title, _, detail = i18n.text(error.code, self.language, error.values).partition(" | ")
        self.say("refused", why=detail or title)

    def say(self, code: str, *, lines: Sequence[str] = (), **values: str) -> UUID:
        """Replies on the channel on which it was asked; the notification's id."""
        said = wording.say(code, self.language, **({"lines": ""} if lines else {}), **values)
        title, _, body = said.partition(" | ")
        if self.among and self.company not in title:
            title = f"{self.company} · {title}"
        suffix = f":{len(self.replied)}" if self.replied else ""
        told = notifications.notify(
            self.tx,
            self.person,
            Wanted(
                kind=wording.REPLY.kind,
                template=(wording.LIST if lines else wording.REPLY).code,
                values={"title": title, "text": body},
                key=f"reply:{self.heard.adapter}:{self.heard.event_id}{suffix}",
                lines=tuple(lines),
                subject=("chat_message", self.message_id),
                expires_at=now() + WORTH,
            ),
            channels=[self.heard.channel],
        )
        self.replied.append(told.id)
        return told.id
