"""Twilio's messages as we use them: SMS and ``whatsapp:``, statuses to the address that each message names, signed.

``port_in_signature``: whether the signed address shows the port, which differs between its products. ``cased``: the
same text as the real one answers: 201 with a ``sid``, and error bodies with a ``code``.

    python -m tests.kit.twilio --port 9102 --callback http://127.0.0.1:8000/api/v1/channels/twilio/inbound
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import secrets
import time
from email.utils import formatdate
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.kit.callbacks import Post, over_http
from tests.kit.service import Accepted, Asked, Refused, Said, Service, arguments, run


class Twilio(Service):
    def __init__(
        self,
        *,
        sid: str = "AC00000000000000000000000000000001",
        token: str = "twilio-auth-token",
        callback_url: str = "",
        port: int = 0,
        post: Post = over_http,
        seed: int = 1,
    ) -> None:
        """``callback_url``: where people's messages are posted; statuses go where each message says."""
        super().__init__(port=port, callback_url=callback_url, post=post, seed=seed)
        self.sid, self.token = sid, token
        self.statuses = ["queued", "sent", "delivered"]
        self.port_in_signature = False
        self.opted_out: set[str] = set()
        self.window: dict[str, float] = {}

    def settings(self) -> dict[str, str]:
        return {
            "DIGIBOOST_TWILIO_BASE_URL": self.url,
            "DIGIBOOST_TWILIO_ACCOUNT_SID": self.sid,
            "DIGIBOOST_TWILIO_AUTH_TOKEN": self.token,
            "DIGIBOOST_TWILIO_SMS_FROM": "+15005550006",
            "DIGIBOOST_TWILIO_WHATSAPP_FROM": "+14155238886",
            "DIGIBOOST_TWILIO_CONTENT_SIDS": json.dumps({"alert_rupture_fr": "HX" + "1" * 32}),
        }

    def serve(self, asked: Asked) -> Said:
        base = f"/2010-04-01/Accounts/{self.sid}/Messages"
        given = asked.headers.get("authorization", "")
        expected = "Basic " + base64.b64encode(f"{self.sid}:{self.token}".encode()).decode()
        self.must(hmac.compare_digest(given, expected), "Basic authentication", self.wrong(401, "20003"))
        if asked.method == "GET" and asked.path == f"{base}.json":
            with self.lock:
                found = [one for one in self.accepted if one.to == asked.query.get("To", one.to)]
            return Said(200, {"messages": [self._shown(one) for one in reversed(found)]})
        if asked.method == "GET" and asked.path.startswith(f"{base}/"):
            wanted = asked.path.removeprefix(f"{base}/").removesuffix(".json")
            with self.lock:
                one = next((one for one in self.accepted if one.id == wanted), None)
            return self.wrong(404, "20404") if one is None else Said(200, self._shown(one))
        self.must(
            asked.method == "POST" and asked.path == f"{base}.json", "an address that exists", self.wrong(404, "20404")
        )
        kind = asked.headers.get("content-type", "")
        self.must(kind.startswith("application/x-www-form-urlencoded"), "a form", self.wrong(400, "20001"))
        return self._message(asked.form())

    def _message(self, form: dict[str, str]) -> Said:
        to, sender, url = form.get("To", ""), form.get("From", ""), form.get("StatusCallback", "")
        bare = to.removeprefix("whatsapp:")
        self._rule(re.fullmatch(r"\+[1-9]\d{6,14}", bare) is not None, "To: E.164", "21211")
        self._rule(bool(sender or form.get("MessagingServiceSid")), "From", "21603")
        self._rule(to.startswith("whatsapp:") == sender.startswith("whatsapp:"), "From and To alike", "63007")
        self._rule(bool(form.get("Body") or form.get("ContentSid")), "Body or ContentSid", "21602")
        self._rule(len(form.get("Body", "")) <= 1600, "Body: 1600 characters", "21617")
        self._rule(not url or urlsplit(url).scheme in ("http", "https"), "StatusCallback", "21609")
        if "ContentVariables" in form:
            self._rule(isinstance(json.loads(form["ContentVariables"]), dict), "ContentVariables", "21656")
        if bare in self.opted_out:
            raise Refused(self.wrong(400, "21610"))
        if to.startswith("whatsapp:") and "ContentSid" not in form and time.time() - self.window.get(bare, 0) > 86_400:
            raise Refused(self.wrong(400, "63016"))
        message = Accepted(
            f"SM{secrets.token_hex(16)}", to, form.get("Body") or form.get("ContentVariables", ""), time.time(),
            dict(one.split("=", 1) for one in urlsplit(url).query.split("&") if "=" in one).get("ref", ""), dict(form),
        )  # fmt: skip
        self.take(message)
        self.tell(message, self.statuses)
        return Said(201, self._shown(message))

    def _shown(self, message: Accepted) -> dict[str, Any]:
        return {
            "sid": message.id, "account_sid": self.sid, "to": message.to, "body": message.details.get("Body", ""),
            "status": message.details.get("_status", "queued"), "error_code": message.details.get("_error"),
            "date_created": formatdate(message.at), "direction": "outbound-api",
        }  # fmt: skip

    def _rule(self, is_right: bool, rule: str, code: str) -> None:
        self.must(is_right, rule, self.wrong(400, code))

    def wrong(self, status: int, code: str) -> Said:
        told = {
            "code": int(code), "message": "The number +221771234567 is not reachable", "status": status,
            "more_info": f"https://www.twilio.com/docs/errors/{code}",
        }  # fmt: skip
        return Said(status, told)

    # -- callbacks --------------------------------------------------------------------------------

    def tell(self, message: Accepted, statuses: list[str]) -> None:
        """``undelivered:30003`` is a failure with its code."""
        url = message.details.get("StatusCallback", "")
        if not url:
            return
        bodies = []
        for status in statuses:
            name, _, code = status.partition(":")
            form = {
                "AccountSid": self.sid, "MessageSid": message.id, "SmsSid": message.id, "MessageStatus": name,
                "SmsStatus": name, "To": message.to, "From": message.details.get("From", ""),
                "ApiVersion": "2010-04-01",
            }  # fmt: skip
            if code:
                form["ErrorCode"] = code
            message.details["_status"], message.details["_error"] = name, int(code) if code else None
            bodies.append(self.signed(url, form))
        self.calls.later(url, bodies)

    def hear(self, phone: str, text: str = "", payload: str = "", reply_to: str = "", **_: Any) -> str:
        """Somebody writes to us; ``whatsapp:+221...`` on WhatsApp."""
        self.window[phone.removeprefix("whatsapp:")] = time.time()
        form = {
            "MessageSid": f"SM{secrets.token_hex(16)}", "AccountSid": self.sid, "From": phone, "To": "+15005550006",
            "Body": text, "NumMedia": "0",
        }  # fmt: skip
        if payload:
            form |= {"ButtonPayload": payload, "ButtonText": text}
        if reply_to:
            form["OriginalRepliedMessageSid"] = reply_to
        self.calls.later(self.callback_url, [self.signed(self.callback_url, form)])
        return form["MessageSid"]

    def signed(self, url: str, form: dict[str, str]) -> tuple[bytes, dict[str, str]]:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        host = f"{parts.hostname}:{port}" if self.port_in_signature else str(parts.hostname)
        whole = parts._replace(netloc=host).geturl() + "".join(name + form[name] for name in sorted(form))
        digest = base64.b64encode(hmac.new(self.token.encode(), whole.encode(), hashlib.sha1).digest()).decode()
        headers = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8", "X-Twilio-Signature": digest}
        return urlencode(form).encode(), headers


def main() -> None:
    given = arguments(__doc__).parse_args()
    run(Twilio(callback_url=given.callback, port=given.port, seed=given.seed))


if __name__ == "__main__":
    main()
