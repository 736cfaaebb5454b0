"""The webhook of the WhatsApp Cloud API.

``X-Hub-Signature-256: sha256=`` HMAC-SHA256(app secret, raw body). Statuses come unordered, more than once, and
*delivered* may be left out; a body holds as many statuses and messages as there were.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from typing import Any

from digiboost.channels.adapters.whatsapp import ADAPTER, CODES
from digiboost.channels.callbacks.reading import (
    Event,
    code_of,
    heard,
    identifier,
    inner,
    json_object,
    moment_of,
    objects,
    phone_of,
    require,
    same,
    words,
)
from digiboost.channels.types import Channel, Heard, Report, ReportState
from digiboost.channels.verdicts import report
from digiboost.kernel.settings import Settings

STATES = {
    "sent": ReportState.SENT,
    "delivered": ReportState.DELIVERED,
    "read": ReportState.READ,
    "played": ReportState.READ,
    "failed": ReportState.FAILED,
}


def challenge(settings: Settings, mode: str, token: str, answer: str) -> str:
    """What the service wants to read back when our address is entered there. Raises SignatureWrong."""
    expected = settings.whatsapp_verify_token
    require(expected is not None and mode == "subscribe" and same(token, expected.get_secret_value()))
    return answer


def verify(settings: Settings, raw: bytes, signature: str | None) -> None:
    """Raises SignatureWrong."""
    secret = settings.whatsapp_app_secret
    if secret is None or signature is None:
        require(False)
        return
    expected = hmac.new(secret.get_secret_value().encode(), raw, hashlib.sha256).hexdigest()
    require(same(signature, f"sha256={expected}"))


def parse(settings: Settings, raw: bytes) -> list[Event]:
    """Every status and message of a body, for our own number. Raises CallbackMalformed."""
    found: list[Event] = []
    for entry in objects(json_object(raw).get("entry")):
        for change in objects(entry.get("changes")):
            value = change.get("value")
            number = inner(value, "metadata", "phone_number_id")
            if change.get("field") != "messages" or number not in (None, settings.whatsapp_phone_id):
                continue
            found.extend(one for status in objects(inner(value, "statuses")) for one in _report(status))
            found.extend(one for message in objects(inner(value, "messages")) for one in _heard(message))
    return found


def _report(status: dict[str, Any]) -> Iterator[Report]:
    provider_id, state = identifier(status.get("id")), STATES.get(words(status.get("status")))
    if provider_id is None or state is None:
        return
    error = next(objects(status.get("errors")), {})
    yield report(
        ADAPTER,
        provider_id,
        state,
        CODES,
        at=moment_of(status.get("timestamp")),
        ref=identifier(status.get("biz_opaque_callback_data")),
        code=code_of(error.get("code")),
    )


def _heard(message: dict[str, Any]) -> Iterator[Heard]:
    kind, text, payload = message.get("type"), "", None
    if kind == "text":
        text = words(inner(message, "text", "body"))
    elif kind == "button":
        text, payload = words(inner(message, "button", "text")), identifier(inner(message, "button", "payload"))
    elif kind == "interactive":
        for way in ("button_reply", "list_reply"):
            chosen = inner(message, "interactive", way)
            if isinstance(chosen, dict):
                text, payload = words(chosen.get("title")), identifier(chosen.get("id"))
    elif kind in ("reaction", "system", "unsupported"):
        # Nobody asked anything.
        return
    # A picture or a voice is heard too, without words: it opens the window, and deserves an answer.
    yield from heard(
        ADAPTER,
        Channel.WHATSAPP,
        identifier(message.get("id")),
        phone_of(message.get("from")),
        text=text,
        at=moment_of(message.get("timestamp")),
        payload=payload,
        reply_to=identifier(inner(message, "context", "id")),
    )
