"""Twilio's callbacks: forms.

``X-Twilio-Signature`` = base64 HMAC-SHA1(token, the whole address + every field's name and value, sorted by name).
Some of its products sign the address with its port, some without: both are tried. The address is built from our own
settings: what the proxy in front of us made of it is not what was signed.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterator
from urllib.parse import urlsplit

from digiboost.channels.adapters.twilio import ADAPTER, CODES, STATES
from digiboost.channels.callbacks.reading import (
    Event,
    code_of,
    form_pairs,
    heard,
    identifier,
    phone_of,
    require,
    same,
    words,
)
from digiboost.channels.types import Channel
from digiboost.channels.verdicts import report
from digiboost.kernel.clock import now
from digiboost.kernel.settings import Settings


def verify(settings: Settings, path: str, query: str, raw: bytes, signature: str | None) -> None:
    """Raises SignatureWrong."""
    token = settings.twilio_auth_token
    if token is None or signature is None:
        require(False)
        return
    key = token.get_secret_value().encode()
    # The pairs are needed to check the signature at all; nothing is done with them before it was found right.
    fields = sorted(set(form_pairs(raw)))
    tail = "".join(name + value for name, value in fields)
    expected = [
        base64.b64encode(hmac.new(key, (url + tail).encode(), hashlib.sha1).digest()).decode()
        for url in _addresses(settings, path, query)
    ]
    require(any(same(signature, one) for one in expected))


def _addresses(settings: Settings, path: str, query: str) -> Iterator[str]:
    parts = urlsplit(settings.public_url)
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host
    port = parts.port or (443 if parts.scheme == "https" else 80)
    rest = f"{parts.path.rstrip('/')}{path}" + (f"?{query}" if query else "")
    yield f"{parts.scheme}://{host}{rest}"
    yield f"{parts.scheme}://{host}:{port}{rest}"


def parse_status(raw: bytes, query: str) -> list[Event]:
    """What became of a message; nothing for a state that says nothing new."""
    fields = dict(form_pairs(raw))
    provider_id = identifier(fields.get("MessageSid") or fields.get("SmsSid"))
    state = STATES.get(words(fields.get("MessageStatus") or fields.get("SmsStatus")))
    if provider_id is None or state is None:
        return []
    ref = identifier(dict(form_pairs(query)).get("ref"))
    code = code_of(fields.get("ErrorCode"))
    return [report(ADAPTER, provider_id, state, CODES, at=now(), ref=ref, code=code)]


def parse_inbound(raw: bytes) -> list[Event]:
    fields = dict(form_pairs(raw))
    sender = fields.get("From", "")
    return list(
        heard(
            ADAPTER,
            Channel.WHATSAPP if sender.startswith("whatsapp:") else Channel.SMS,
            identifier(fields.get("MessageSid") or fields.get("SmsSid")),
            phone_of(sender),
            text=words(fields.get("Body") or fields.get("ButtonText")),
            at=now(),
            payload=identifier(fields.get("ButtonPayload")),
            reply_to=identifier(fields.get("OriginalRepliedMessageSid")),
        )
    )
