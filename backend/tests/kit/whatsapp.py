"""WhatsApp's Cloud API as we use it, on a port of this machine.

It checks the token and every rule of a body, keeps the 24-hour window of each telephone, and posts signed callbacks.
``free_text`` says when a text outside the window is refused: "at_once" (HTTP 400 with 131047) or "later" (taken, then
a *failed* status with 131047, which is what the real one mostly does).

    python -m tests.kit.whatsapp --port 9101 --callback http://127.0.0.1:8000/api/v1/channels/whatsapp/callback
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import itertools
import json
import re
import secrets
import time
from typing import Any

import httpx

from tests.kit.callbacks import Post, over_http
from tests.kit.service import Accepted, Asked, Refused, Said, Service, arguments, run

WINDOW_SECONDS = 24 * 3600


class WhatsApp(Service):
    def __init__(
        self,
        *,
        token: str = "whatsapp-token",
        phone_id: str = "1055",
        app_secret: str = "whatsapp-app-secret",
        verify_token: str = "whatsapp-verify-token",
        callback_url: str = "",
        port: int = 0,
        post: Post = over_http,
        seed: int = 1,
    ) -> None:
        super().__init__(port=port, callback_url=callback_url, post=post, seed=seed)
        self.token, self.phone_id, self.app_secret, self.verify_token = token, phone_id, app_secret, verify_token
        self.statuses = ["sent", "delivered"]
        """What is told of a message that was taken; ["failed:131026"] for one that cannot be delivered."""
        self.per_phone: dict[str, list[str]] = {}
        """The same for one telephone."""
        self.templates: dict[str, int] | None = None
        """Name -> number of body parameters; None approves everything."""
        self.free_text = "at_once"
        self.window: dict[str, float] = {}
        self.media: dict[str, bytes] = {}
        self._numbers = itertools.count(1)

    def settings(self) -> dict[str, str]:
        """The environment of a program that uses this service."""
        return {
            "DIGIBOOST_WHATSAPP_BASE_URL": self.url,
            "DIGIBOOST_WHATSAPP_PHONE_ID": self.phone_id,
            "DIGIBOOST_WHATSAPP_TOKEN": self.token,
            "DIGIBOOST_WHATSAPP_APP_SECRET": self.app_secret,
            "DIGIBOOST_WHATSAPP_VERIFY_TOKEN": self.verify_token,
            "DIGIBOOST_WHATSAPP_NUMBER": "+221338000000",
        }

    # -- the API ----------------------------------------------------------------------------------

    def serve(self, asked: Asked) -> Said:
        match = re.fullmatch(r"/v(\d+)\.\d+/([^/]+)/(messages|media)", asked.path)
        self.must(match is not None and asked.method == "POST", "an address that exists", self.wrong(404, "2500"))
        assert match is not None
        self.must(match[2] == self.phone_id, "our telephone's id", self.wrong(400, "100"))
        given = asked.headers.get("authorization", "")
        self.must(hmac.compare_digest(given, f"Bearer {self.token}"), "the token", self.wrong(401, "190"))
        if match[3] == "media":
            return self._upload(asked)
        kind = asked.headers.get("content-type", "")
        self.must(kind.startswith("application/json"), "JSON", self.wrong(400, "100"))
        return self._message(asked.json())

    def _message(self, body: dict[str, Any]) -> Said:
        to = str(body.get("to", ""))
        self._rule(body.get("messaging_product") == "whatsapp", "messaging_product")
        self._rule(body.get("recipient_type", "individual") == "individual", "recipient_type")
        self._rule(re.fullmatch(r"[1-9]\d{6,14}", to) is not None, "to: digits without a plus")
        ref = body.get("biz_opaque_callback_data", "")
        self._rule(isinstance(ref, str) and len(ref) <= 512, "biz_opaque_callback_data")
        statuses = list(self.per_phone.get(f"+{to}", self.statuses))
        kind = body.get("type")
        self._rule(kind in ("text", "template", "document"), "type")
        text = {"text": self._text, "template": self._template, "document": self._document}[str(kind)](body)
        if kind != "template" and time.time() - self.window.get(to, 0.0) >= WINDOW_SECONDS:
            if self.free_text == "at_once":
                raise Refused(self.wrong(400, "131047"))
            statuses = ["failed:131047"]
        message = Accepted(
            "wamid." + base64.b64encode(f"{to}/{next(self._numbers)}/{secrets.token_hex(6)}".encode()).decode(),
            f"+{to}", text, time.time(), ref, body,
        )  # fmt: skip
        self.take(message)
        self.tell(message, statuses)
        return Said(
            200,
            {
                "messaging_product": "whatsapp",
                "contacts": [{"input": to, "wa_id": to}],
                "messages": [{"id": message.id}],
            },
        )

    def _text(self, body: dict[str, Any]) -> str:
        text = (body.get("text") or {}).get("body")
        self._rule(isinstance(text, str) and 0 < len(text) <= 4096, "text.body: 1 to 4096 characters")
        return str(text)

    def _document(self, body: dict[str, Any]) -> str:
        document = body.get("document") or {}
        self._rule(document.get("id") in self.media, "document.id: an upload")
        self._rule(len(document.get("caption", "")) <= 1024, "document.caption: 1024 characters")
        return str(document.get("caption", ""))

    def _template(self, body: dict[str, Any]) -> str:
        template = body.get("template") or {}
        name = template.get("name", "")
        self._rule(re.fullmatch(r"[a-z0-9_]{1,512}", str(name)) is not None, "template.name")
        self._rule((template.get("language") or {}).get("code") in ("fr", "en"), "template.language.code")
        words: list[str] = []
        for part in template.get("components", []):
            self._rule(part.get("type") in ("header", "body", "button"), "component.type")
            for one in part.get("parameters", []):
                if part["type"] == "button" and part.get("sub_type") == "quick_reply":
                    self._rule(one.get("type") == "payload" and 0 < len(one.get("payload", "")) <= 256, "payload")
                    self._rule(part.get("index") in ("0", "1", "2"), "button.index")
                    continue
                if one.get("type") == "document":
                    self._rule((one.get("document") or {}).get("id") in self.media, "document.id: an upload")
                    continue
                value = one.get("text", "")
                self._rule(one.get("type") == "text" and isinstance(value, str) and value != "", "parameter.text")
                self._rule(re.search(r"\n|\t| {4}", value) is None, "parameter: no line break, tab, four spaces")
                if part["type"] == "button":
                    self._rule(len(value) <= 15 and part.get("sub_type") == "url", "button: a code of 15 characters")
                else:
                    words.append(value)
        self._rule(sum(map(len, words)) <= 1024, "template: 1024 characters in all")
        if self.templates is not None:
            if name not in self.templates:
                raise Refused(self.wrong(404, "132001"))
            if len(words) != self.templates[name]:
                raise Refused(self.wrong(400, "132000"))
        return " | ".join(words)

    def _upload(self, asked: Asked) -> Said:
        kind = asked.headers.get("content-type", "")
        self._rule(kind.startswith("multipart/form-data"), "media: multipart")
        self._rule(b'name="messaging_product"' in asked.body and b'name="file"' in asked.body, "media: its fields")
        made = secrets.token_hex(8)
        self.media[made] = asked.body
        return Said(200, {"id": made})

    def _rule(self, is_right: bool, rule: str) -> None:
        self.must(is_right, rule, self.wrong(400, "100"))

    def wrong(self, status: int, code: str) -> Said:
        number = int(code) if code.lstrip("-").isdigit() else 1
        error = {
            "message": f"(#{code}) Something in the service's own words",
            "type": "OAuthException", "code": number, "fbtrace_id": secrets.token_hex(8),
            "error_data": {"messaging_product": "whatsapp", "details": "Message failed for +221771234567"},
        }  # fmt: skip
        return Said(status, {"error": error})

    # -- callbacks --------------------------------------------------------------------------------

    def tell(self, message: Accepted, statuses: list[str]) -> None:
        """Posts what became of a message; ``failed:131026`` is a failure with its code."""
        if not self.callback_url:
            return
        bodies = []
        for place, status in enumerate(statuses):
            name, _, code = status.partition(":")
            told: dict[str, Any] = {
                "id": message.id,
                "status": name,
                "timestamp": str(int(time.time()) + place),
                "recipient_id": message.to.removeprefix("+"),
                "biz_opaque_callback_data": message.ref,
            }
            if code:
                told["errors"] = [{"code": int(code), "title": "In the service's own words"}]
            bodies.append(self.signed({"statuses": [told]}))
        self.calls.later(self.callback_url, bodies)

    def hear(
        self, phone: str, text: str = "", payload: str = "", reply_to: str = "", button: str = "template",
        message_id: str = "", at: float | None = None, **_: Any,
    ) -> str:  # fmt: skip
        """Somebody writes to us, or taps a button (of a template, or "interactive"); opens the window of 24 hours."""
        sender = phone.removeprefix("+")
        self.window[sender] = time.time()
        message: dict[str, Any] = {
            "from": sender,
            "id": message_id or f"wamid.{secrets.token_hex(12)}",
            "timestamp": str(int(at or time.time())),
        }
        if payload and button == "interactive":
            reply = {"type": "button_reply", "button_reply": {"id": payload, "title": text}}
            message |= {"type": "interactive", "interactive": reply}
        elif payload:
            message |= {"type": "button", "button": {"payload": payload, "text": text}}
        else:
            message |= {"type": "text", "text": {"body": text}}
        if reply_to:
            message["context"] = {"from": "221338000000", "id": reply_to}
        contacts = [{"profile": {"name": "Awa"}, "wa_id": sender}]
        if self.callback_url:
            self.calls.later(self.callback_url, [self.signed({"contacts": contacts, "messages": [message]})])
        return str(message["id"])

    def signed(self, value: dict[str, Any]) -> tuple[bytes, dict[str, str]]:
        """A callback's bytes and its headers."""
        metadata = {"display_phone_number": "221338000000", "phone_number_id": self.phone_id}
        whole = {
            "object": "whatsapp_business_account",
            "entry": [
                {
                    "id": "2055",
                    "changes": [
                        {"field": "messages", "value": {"messaging_product": "whatsapp", "metadata": metadata, **value}}
                    ],
                }
            ],
        }
        # Escaped as the real one escapes: the signature is over these bytes and no others.
        raw = json.dumps(whole, ensure_ascii=True).encode()
        digest = hmac.new(self.app_secret.encode(), raw, hashlib.sha256).hexdigest()
        return raw, {"Content-Type": "application/json", "X-Hub-Signature-256": f"sha256={digest}"}

    def subscribe(self) -> bool:
        """Asks our address to prove itself, as when it is entered in the service's console."""
        word = secrets.token_hex(8)
        answer = httpx.get(
            self.callback_url,
            params={"hub.mode": "subscribe", "hub.verify_token": self.verify_token, "hub.challenge": word},
        )
        return answer.status_code == 200 and answer.text == word


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--token", default="whatsapp-token")
    parser.add_argument("--phone-id", default="1055")
    parser.add_argument("--app-secret", default="whatsapp-app-secret")
    parser.add_argument("--free-text", choices=["at_once", "later"], default="at_once")
    given = parser.parse_args()
    service = WhatsApp(
        token=given.token, phone_id=given.phone_id, app_secret=given.app_secret, callback_url=given.callback,
        port=given.port, seed=given.seed,
    )  # fmt: skip
    service.free_text = given.free_text
    run(service)


if __name__ == "__main__":
    main()
