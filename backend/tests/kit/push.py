"""A push service with browsers of its own: checks the VAPID token, TTL and Urgency, and decrypts what was sent.

python -m tests.kit.push --port 9106
"""

from __future__ import annotations

import base64
import json
import secrets
import time
from dataclasses import dataclass
from typing import Any

import http_ece
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.kit.service import Accepted, Asked, Said, Service, arguments, run

LARGEST = 4096


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def new_vapid_key() -> str:
    """A private number as the settings want it."""
    return encoded(ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value.to_bytes(32, "big"))


@dataclass
class Browser:
    id: str
    key: ec.EllipticCurvePrivateKey
    auth: bytes
    application_key: str
    """The key of whoever it subscribed to: pushes of others are refused."""


class PushService(Service):
    def __init__(self, *, port: int = 0, seed: int = 1) -> None:
        super().__init__(port=port, seed=seed)
        self.browsers: dict[str, Browser] = {}

    def settings(self, private_key: str = "") -> dict[str, str]:
        return {
            "DIGIBOOST_VAPID_PRIVATE_KEY": private_key or new_vapid_key(),
            "DIGIBOOST_VAPID_SUBJECT": "mailto:support@digiboost.example",
            "DIGIBOOST_PUSH_ANYWHERE": "true",
        }

    def subscribe(self, application_key: str) -> dict[str, str]:
        """A new browser's subscription: endpoint, p256dh, auth."""
        made = Browser(
            secrets.token_urlsafe(24), ec.generate_private_key(ec.SECP256R1()), secrets.token_bytes(16), application_key
        )
        self.browsers[made.id] = made
        point = made.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {"endpoint": f"{self.url}/push/{made.id}", "p256dh": encoded(point), "auth": encoded(made.auth)}

    def unsubscribe(self, subscription: dict[str, str]) -> None:
        del self.browsers[subscription["endpoint"].rpartition("/")[2]]

    def serve(self, asked: Asked) -> Said:
        name = asked.path.removeprefix("/push/")
        if name not in self.browsers:
            return Said(410, {"reason": "ExpiredSubscription"})
        browser = self.browsers[name]
        headers = asked.headers
        self.must(headers.get("content-encoding") == "aes128gcm", "Content-Encoding", Said(400))
        self.must(headers.get("ttl", "").isdigit() and 0 < int(headers["ttl"]) <= 2_419_200, "TTL", Said(400))
        self.must(headers.get("urgency") in ("very-low", "low", "normal", "high"), "Urgency", Said(400))
        self._check_token(headers.get("authorization", ""), browser)
        if len(asked.body) > LARGEST:
            return Said(413, {"reason": "PayloadTooLarge"})
        text = http_ece.decrypt(asked.body, private_key=browser.key, auth_secret=browser.auth, version="aes128gcm")
        shown = json.loads(text)
        details = {"ttl": headers["ttl"], "urgency": headers["urgency"], "payload": shown}
        message = Accepted(secrets.token_hex(8), name, shown["body"], time.time(), shown["tag"], details)
        self.take(message)
        return Said(201, None, {"Location": f"{self.url}/message/{message.id}"})

    def _check_token(self, authorization: str, browser: Browser) -> None:
        """RFC 8292, checked without the library that made it."""
        scheme, _, rest = authorization.partition(" ")
        parts = dict(one.strip().split("=", 1) for one in rest.split(",") if "=" in one)
        self.must(scheme == "vapid" and {"t", "k"} <= set(parts), "Authorization: vapid t=, k=", Said(401))
        self.must(parts["k"] == browser.application_key, "the key of the subscription", Said(403))
        head, claims, signature = parts["t"].split(".")
        self.must(json.loads(decoded(head)).get("alg") == "ES256", "ES256", Said(401))
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decoded(parts["k"]))
        raw = decoded(signature)
        made = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
        try:
            key.verify(made, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
            signed = True
        except InvalidSignature:
            signed = False
        self.must(signed, "the signature", Said(401))
        told: dict[str, Any] = json.loads(decoded(claims))
        self.must(told.get("aud") == self.url, "aud: this origin", Said(401))
        self.must(time.time() < told.get("exp", 0) < time.time() + 24 * 3600, "exp: within 24 hours", Said(401))
        self.must(str(told.get("sub", "")).startswith(("mailto:", "https://")), "sub", Said(401))


def main() -> None:
    given = arguments(__doc__).parse_args()
    run(PushService(port=given.port, seed=given.seed))


if __name__ == "__main__":
    main()
