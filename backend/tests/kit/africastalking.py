"""Africa's Talking as we use it: 201 whatever became of the message, the recipient's own code inside.

python -m tests.kit.africastalking --port 9103 --callback http://127.0.0.1:8000/api/v1/channels/africastalking/SECRET
"""

from __future__ import annotations

import hmac
import re
import secrets
import time
from typing import Any
from urllib.parse import urlencode

from tests.kit.callbacks import Post, over_http
from tests.kit.service import Accepted, Asked, Said, Service, arguments, run

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class AfricasTalking(Service):
    """``callback_url`` ends before ``/delivery`` and ``/inbound``."""

    def __init__(
        self, *, api_key: str = "at-key", username: str = "digiboost", callback_url: str = "", port: int = 0,
        post: Post = over_http, seed: int = 1,
    ) -> None:  # fmt: skip
        super().__init__(port=port, callback_url=callback_url, post=post, seed=seed)
        self.api_key, self.username = api_key, username
        self.statuses = ["Submitted", "Success"]
        self.per_phone: dict[str, int] = {}
        """Telephone -> the code it is refused with (406 for one that opted out)."""

    def settings(self, callback_secret: str = "at-callback-secret") -> dict[str, str]:
        return {
            "DIGIBOOST_AFRICASTALKING_BASE_URL": self.url,
            "DIGIBOOST_AFRICASTALKING_USERNAME": self.username,
            "DIGIBOOST_AFRICASTALKING_API_KEY": self.api_key,
            "DIGIBOOST_AFRICASTALKING_CALLBACK_SECRET": callback_secret,
        }

    def serve(self, asked: Asked) -> Said:
        self.must(asked.method == "POST" and asked.path == "/version1/messaging", "an address that exists", Said(404))
        key = asked.headers.get("apikey", "")
        self.must(
            hmac.compare_digest(key, self.api_key), "the key", Said(401, b"The supplied authentication is invalid")
        )
        self.must("json" in asked.headers.get("accept", ""), "asks for JSON: it answers XML otherwise", Said(406))
        form = asked.form()
        self.must(
            form.get("username") == self.username, "username", Said(401, b"The supplied authentication is invalid")
        )
        self.must(form.get("bulkSMSMode") == "1", "bulkSMSMode", Said(400, b"Must have bulkSMSMode"))
        self.must(bool(form.get("message")), "message", Said(400, b"Must have a message"))
        to = form.get("to", "")
        self.must(re.fullmatch(r"\+[1-9]\d{6,14}", to) is not None, "to: E.164", self._answer(to, 403))
        if to in self.per_phone:
            return self._answer(to, self.per_phone[to])
        message = Accepted(f"ATXid_{secrets.token_hex(16)}", to, form["message"], time.time(), "", dict(form))
        self.take(message)
        self.tell(message, self.statuses)
        return self._answer(to, 101, message.id)

    def _answer(self, to: str, code: int, made: str = "None") -> Said:
        recipient = {
            "statusCode": code, "number": to, "status": "Success" if code == 101 else f"Refused {to}",
            "cost": "XOF 12.0000", "messageId": made,
        }  # fmt: skip
        data = {"Message": f"Sent to {int(code == 101)}/1 Total Cost: XOF 12.0000", "Recipients": [recipient]}
        return Said(201, {"SMSMessageData": data})

    def wrong(self, status: int, code: str) -> Said:
        if code.isdigit():
            return self._answer("+221771234567", int(code))
        return Said(201, {"SMSMessageData": {"Message": code, "Recipients": []}})

    def tell(self, message: Accepted, statuses: list[str]) -> None:
        """``Failed:DeliveryFailure`` is a failure with its reason."""
        if not self.callback_url:
            return
        bodies = []
        for status in statuses:
            name, _, reason = status.partition(":")
            form = {"id": message.id, "status": name, "phoneNumber": message.to, "networkCode": "60801"}
            if reason:
                form["failureReason"] = reason
            bodies.append((urlencode(form).encode(), FORM))
        self.calls.later(f"{self.callback_url}/delivery", bodies)

    def hear(self, phone: str, text: str = "", **_: Any) -> str:
        made = secrets.token_hex(16)
        form = {
            "id": made,
            "from": phone,
            "to": "21234",
            "text": text,
            "date": "2026-01-05 10:22:33",
            "networkCode": "60801",
        }
        self.calls.later(f"{self.callback_url}/inbound", [(urlencode(form).encode(), FORM)])
        return made


def main() -> None:
    given = arguments(__doc__).parse_args()
    run(AfricasTalking(callback_url=given.callback, port=given.port, seed=given.seed))


if __name__ == "__main__":
    main()
