"""Time-based one-time passwords (RFC 6238 over RFC 4226): SHA-1, six digits, a step of 30 seconds, which is what every
authenticator application understands."""

from __future__ import annotations

import base64
import hmac
import secrets
from datetime import datetime
from urllib.parse import quote, urlencode

STEP_SECONDS = 30
DIGITS = 6
SECRET_BYTES = 20
"""RFC 4226, section 4, R6."""
DRIFT = 1
"""Steps that a telephone's clock may be early or late."""


def new_secret() -> bytes:
    return secrets.token_bytes(SECRET_BYTES)


def step_of(at: datetime) -> int:
    return int(at.timestamp()) // STEP_SECONDS


def code(secret: bytes, step: int, digits: int = DIGITS) -> str:
    """RFC 4226, section 5.3."""
    digest = hmac.digest(secret, step.to_bytes(8, "big"), "sha1")
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**digits:0{digits}d}"


def matching_step(secret: bytes, text: str, at: datetime, last_step: int) -> int | None:
    """The step whose code ``text`` is, within the drift and after ``last_step``; None when there is none."""
    now = step_of(at)
    found = None
    for step in range(now - DRIFT, now + DRIFT + 1):
        if hmac.compare_digest(code(secret, step).encode(), text.encode()) and step > last_step:
            found = step
    return found


def shown(secret: bytes) -> str:
    """As it is typed into an application: base32."""
    return base64.b32encode(secret).decode().rstrip("=")


def uri(secret: bytes, account: str, issuer: str) -> str:
    """What the QR code holds (Key URI Format of Google Authenticator)."""
    label = quote(f"{issuer}:{account}", safe="@:")
    parameters = urlencode({"secret": shown(secret), "issuer": issuer}, quote_via=quote)
    return f"otpauth://totp/{label}?{parameters}"
