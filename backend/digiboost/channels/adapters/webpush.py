"""Web push: encrypted for one browser (RFC 8291, aes128gcm), signed as ours (VAPID, RFC 8292), left with the
browser's push service.

The payload is JSON: ``title``, ``body``, ``url`` (a path of the application), ``tag`` (the same tag replaces what is
shown), ``urgent``.
"""

from __future__ import annotations

import base64
import json
import os
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from digiboost.channels import public_network
from digiboost.channels.types import Message, Outcome, Result
from digiboost.channels.verdicts import BUSY, FORGET, REFUSE, Verdict, failed, judged
from digiboost.channels.wire import Failure
from digiboost.kernel.clock import now
from digiboost.kernel.settings import Settings

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

ADAPTER = "webpush"
SHORTEST_TTL, LONGEST_TTL = 60, 900
LONGEST_PAYLOAD = 2800
"""Some services answer 413 from about 3 kB on, though the standard allows 4 kB."""
TOKEN_SECONDS = 12 * 3600
TOKEN_SPARE_SECONDS = 3600

_tokens: dict[tuple[str, str], tuple[str, float]] = {}


@dataclass(frozen=True, slots=True)
class Subscription:
    endpoint: str
    public_key: bytes
    """The browser's point on P-256, uncompressed: 65 bytes."""
    auth: bytes
    """16 bytes."""


def is_configured(settings: Settings) -> bool:
    return settings.vapid_private_key is not None


def public_key(settings: Settings) -> str | None:
    """What a browser subscribes with (base64url of the point); None where push is off."""
    key = _private_key(settings)
    return None if key is None else _point(key)


def new_private_key() -> str:
    """A private number as the settings want it."""
    from cryptography.hazmat.primitives.asymmetric import ec

    return _encode(ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value.to_bytes(32, "big"))


def send(settings: Settings, message: Message) -> Result:
    subscription = read(message.address)
    key = _private_key(settings)
    if key is None:
        return Result(Outcome.ABSENT, ADAPTER, code="not_configured")
    if subscription is None:
        return judged(ADAPTER, FORGET, "subscription", "not a subscription")
    try:
        content = encrypt(subscription, payload(message))
    except ValueError:
        return judged(ADAPTER, FORGET, "subscription", "its key is no point on the curve")
    answer = public_network.post(
        subscription.endpoint,
        headers={
            "Authorization": f"vapid t={_token(settings, key, subscription.endpoint)}, k={_point(key)}",
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(_ttl(message)),
            "Urgency": "high" if message.urgent else "normal",
        },
        content=content,
        anywhere=settings.push_anywhere,
    )
    if isinstance(answer, Failure):
        result = failed(ADAPTER, answer)
        return judged(ADAPTER, FORGET, "address", answer.detail) if result.outcome is Outcome.REFUSED else result
    if answer.ok:
        location = answer.headers.get("location")
        return Result(Outcome.SENT, ADAPTER, provider_id=location[:300] if location else None)
    return judged(ADAPTER, _verdict(answer.status), f"http_{answer.status}", None, answer.retry_after)


def _verdict(status: int) -> Verdict:
    if status in (404, 410):
        return FORGET
    if status in (408, 425, 429) or status >= 500:
        # One that came twice replaces itself on the screen: after a doubt it is sent again.
        return BUSY
    return REFUSE


def read(address: str) -> Subscription | None:
    """The subscription in an address; also in the shape that browsers give it (``keys``)."""
    try:
        found = json.loads(address)
        keys = found.get("keys", found)
        made = Subscription(str(found["endpoint"]), _decode(keys["p256dh"]), _decode(keys["auth"]))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    if len(made.public_key) != 65 or made.public_key[0] != 4 or len(made.auth) != 16:
        return None
    return made


def payload(message: Message) -> bytes:
    """The JSON that the service worker reads; its text is cut so that no service finds it too large."""
    text, title = message.text[:LONGEST_PAYLOAD], message.subject[:200]
    while True:
        shown = {"title": title, "body": text, "url": message.url, "tag": message.ref, "urgent": message.urgent}
        found = json.dumps(shown, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
        over = len(found) - LONGEST_PAYLOAD
        if over <= 0 or not text:
            return found
        # A character is one to six bytes here: cut by the worst case, and look again.
        text = text[: max(0, len(text) - max(1, over // 6))].rstrip() if over < 6 * len(text) else ""


def encrypt(subscription: Subscription, content: bytes) -> bytes:
    """Raises ValueError for a key that is no point on the curve."""
    import http_ece
    from cryptography.hazmat.primitives.asymmetric import ec

    encrypted: bytes = http_ece.encrypt(
        content,
        salt=os.urandom(16),
        private_key=ec.generate_private_key(ec.SECP256R1()),
        dh=subscription.public_key,
        auth_secret=subscription.auth,
        version="aes128gcm",
    )
    return encrypted


def _ttl(message: Message) -> int:
    if message.expires_at is None:
        return LONGEST_TTL
    return min(LONGEST_TTL, max(SHORTEST_TTL, int((message.expires_at - now()).total_seconds())))


def _token(settings: Settings, key: EllipticCurvePrivateKey, endpoint: str) -> str:
    """The proof that a push is ours, for one push service; used again for half a day, since each costs a signature."""
    from jose import jwt

    parts = urlsplit(endpoint)
    audience = f"{parts.scheme}://{parts.netloc}"
    point = _point(key)
    known = _tokens.get((point, audience))
    moment = time.time()
    if known is not None and known[1] > moment:
        return known[0]
    claims: dict[str, Any] = {"aud": audience, "exp": int(moment) + TOKEN_SECONDS, "sub": settings.vapid_subject}
    token: str = jwt.encode(claims, _pem(key), algorithm="ES256")
    if len(_tokens) > 100:
        _tokens.clear()
    _tokens[point, audience] = (token, moment + TOKEN_SECONDS - TOKEN_SPARE_SECONDS)
    return token


def _private_key(settings: Settings) -> EllipticCurvePrivateKey | None:
    """Raises ValueError where the setting is no private number of P-256."""
    if settings.vapid_private_key is None:
        return None
    from cryptography.hazmat.primitives.asymmetric import ec

    number = int.from_bytes(_decode(settings.vapid_private_key.get_secret_value()), "big")
    return ec.derive_private_key(number, ec.SECP256R1())


def _point(key: EllipticCurvePrivateKey) -> str:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return _encode(key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def _pem(key: EllipticCurvePrivateKey) -> str:
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def _decode(text: str) -> bytes:
    return base64.b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), altchars=b"-_", validate=True)


def _encode(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")
