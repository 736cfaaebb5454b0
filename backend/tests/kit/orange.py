"""Orange SMS as we use it: a token that ends, a sender for each country, reports with the resource's id.

python -m tests.kit.orange --port 9104 --callback http://127.0.0.1:8000/api/v1/channels/orange/SECRET
"""

from __future__ import annotations

import base64
import json
import re
import secrets
import time
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

from tests.kit.callbacks import Post, over_http
from tests.kit.service import Accepted, Asked, Said, Service, arguments, run

JSON = {"Content-Type": "application/json"}
SENDERS = {"+221": "tel:+2210000", "+237": "tel:+2370000"}


class Orange(Service):
    """``callback_url`` ends before ``/delivery`` and ``/inbound``."""

    def __init__(
        self, *, client_id: str = "orange-id", client_secret: str = "orange-secret", callback_url: str = "",
        port: int = 0, post: Post = over_http, seed: int = 1,
    ) -> None:  # fmt: skip
        super().__init__(port=port, callback_url=callback_url, post=post, seed=seed)
        self.client_id, self.client_secret = client_id, client_secret
        self.statuses = ["DeliveredToNetwork", "DeliveredToTerminal"]
        self.token_seconds = 3600
        self.tokens: dict[str, float] = {}
        self.tokens_given = 0

    def settings(self, callback_secret: str = "orange-callback-secret") -> dict[str, str]:
        return {
            "DIGIBOOST_ORANGE_BASE_URL": self.url,
            "DIGIBOOST_ORANGE_CLIENT_ID": self.client_id,
            "DIGIBOOST_ORANGE_CLIENT_SECRET": self.client_secret,
            "DIGIBOOST_ORANGE_CALLBACK_SECRET": callback_secret,
        }

    def serve(self, asked: Asked) -> Said:
        if asked.path == "/oauth/v3/token":
            return self._token(asked)
        match = re.fullmatch(r"/smsmessaging/v1/outbound/([^/]+)/requests", asked.path)
        self.must(match is not None and asked.method == "POST", "an address that exists", self.wrong(404, "60"))
        assert match is not None
        token = asked.headers.get("authorization", "").removeprefix("Bearer ")
        if self.tokens.get(token, 0.0) < time.time():
            return Said(401, {"code": 42, "message": "Expired credentials", "description": "The token is over"})
        whole = asked.json().get("outboundSMSMessageRequest", {})
        sender, address = unquote(match[1]), whole.get("address", "")
        self.must(whole.get("senderAddress") == sender, "senderAddress as in the path", self.wrong(400, "SVC0002"))
        self.must(re.fullmatch(r"tel:\+[1-9]\d{6,14}", address) is not None, "address", self.wrong(400, "SVC0004"))
        phone = address.removeprefix("tel:")
        self.must(SENDERS.get(phone[:4]) == sender, "the country's own sender", self.wrong(400, "SVC0004"))
        text = whole.get("outboundSMSTextMessage", {}).get("message", "")
        self.must(isinstance(text, str) and text != "", "message", self.wrong(400, "SVC0002"))
        message = Accepted(str(uuid4()), phone, text, time.time(), "", whole)
        self.take(message)
        self.tell(message, self.statuses)
        url = f"{self.url}/smsmessaging/v1/outbound/{match[1]}/requests/{message.id}"
        return Said(201, {"outboundSMSMessageRequest": {**whole, "resourceURL": url}})

    def _token(self, asked: Asked) -> Said:
        expected = "Basic " + base64.b64encode(f"{self.client_id}:{self.client_secret}".encode()).decode()
        if asked.headers.get("authorization") != expected:
            return Said(
                401, {"error": "invalid_client", "error_description": "The requested service needs credentials"}
            )
        self.must(asked.form() == {"grant_type": "client_credentials"}, "grant_type", Said(400))
        token = secrets.token_hex(12)
        with self.lock:
            self.tokens[token] = time.time() + self.token_seconds
            self.tokens_given += 1
        # The real one has written the number as a text.
        return Said(200, {"token_type": "Bearer", "access_token": token, "expires_in": str(self.token_seconds)})

    def wrong(self, status: int, code: str) -> Said:
        if code.isdigit():
            return Said(status, {"code": int(code), "message": "In its own words", "description": "More of them"})
        kind = "policyException" if code.startswith("POL") else "serviceException"
        inner = {"messageId": code, "text": "The address %1 is not valid", "variables": ["tel:+221771234567"]}
        return Said(status, {"requestError": {kind: inner}})

    def tell(self, message: Accepted, statuses: list[str]) -> None:
        if not self.callback_url:
            return
        bodies = []
        for status in statuses:
            info = {"address": f"tel:{message.to}", "deliveryStatus": status}
            told = {"deliveryInfoNotification": {"callbackData": message.id, "deliveryInfo": info}}
            bodies.append((json.dumps(told).encode(), JSON))
        self.calls.later(f"{self.callback_url}/delivery", bodies)

    def hear(self, phone: str, text: str = "", **_: Any) -> str:
        made = secrets.token_hex(16)
        message = {
            "dateTime": datetime.now(UTC).isoformat(), "destinationAddress": "tel:+2210000", "messageId": made,
            "message": text, "senderAddress": f"tel:{phone}",
        }  # fmt: skip
        told = {"inboundSMSMessageNotification": {"callbackData": "x", "inboundSMSMessage": message}}
        self.calls.later(f"{self.callback_url}/inbound", [(json.dumps(told).encode(), JSON)])
        return made


def main() -> None:
    given = arguments(__doc__).parse_args()
    run(Orange(callback_url=given.callback, port=given.port, seed=given.seed))


if __name__ == "__main__":
    main()
