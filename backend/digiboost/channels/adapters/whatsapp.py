"""WhatsApp Cloud API: POST {base}/v21.0/{phone id}/messages.

Within 24 hours of the person's last message anything may be written; outside it only templates that WhatsApp has
approved. That HTTP 200 came means that the message was taken, not that it was delivered: that is told by a callback,
which carries our reference (``biz_opaque_callback_data``).
"""

from __future__ import annotations

import re
from typing import Any

from digiboost.channels.types import Attachment, Message, Outcome, Result, TemplateCall
from digiboost.channels.verdicts import BUSY, HOUR, REFUSE, STOP, TEMPLATE, Verdict, failed, judged, later, refused
from digiboost.channels.wire import Answer, Failure, ask
from digiboost.kernel.settings import Settings

ADAPTER = "whatsapp"
VERSION = "v21.0"
LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
LONGEST_PARAMETER = 1024
LONGEST_PAYLOAD = 256

CODES: dict[str, Verdict] = {
    # The account needs somebody: to go on sending makes it worse.
    "368": Verdict(Outcome.REFUSED, stop=HOUR),  # temporarily blocked for violating a policy
    "131031": Verdict(Outcome.REFUSED, stop=HOUR),  # account locked
    "131048": Verdict(Outcome.REFUSED, stop=HOUR),  # too many people reported or blocked this number
    "131042": STOP,  # payment method missing
    "131045": STOP,  # the number is not registered
    "133010": STOP,  # the number is not registered
    "0": STOP,  # no authentication
    "3": STOP,  # no permission
    "10": STOP,  # permission not granted or taken away
    "190": STOP,  # access token expired
    "200": STOP,  # permission not granted
    # Not now.
    "1": BUSY,
    "2": BUSY,
    "4": later(60),  # the application called too often
    "80007": later(60),  # the account called too often
    "130429": later(5),  # throughput reached
    "131000": BUSY,
    "131016": BUSY,  # service unavailable
    "131056": later(60),  # too many to this one person: pause for them alone
    "131057": later(300),  # account in maintenance
    "133004": later(30),  # server unavailable
    # The window is closed.
    "131047": TEMPLATE,
    "470": TEMPLATE,
    # Not to this person: SMS has its turn.
    "131021": REFUSE,  # to ourselves
    "131026": REFUSE,  # no WhatsApp there, an old version, terms not accepted
    "131030": REFUSE,  # not among the recipients that a test number may write to
    "131049": REFUSE,  # kept back, "to keep a healthy ecosystem"
    "131050": REFUSE,  # the person stopped marketing messages
    "130472": REFUSE,  # part of an experiment
    # The message, or its template, is wrong.
    "100": REFUSE,
    "131008": REFUSE,
    "131009": REFUSE,
    "131051": REFUSE,
    "132000": REFUSE,
    "132001": REFUSE,
    "132005": REFUSE,
    "132007": REFUSE,
    "132012": REFUSE,
    "132015": REFUSE,
    "132016": REFUSE,
}


def is_configured(settings: Settings) -> bool:
    return settings.whatsapp_phone_id is not None and settings.whatsapp_token is not None


def send(settings: Settings, message: Message) -> Result:
    call = message.template
    if not message.window_open and call is None:
        return judged(ADAPTER, TEMPLATE, "no_template", "outside the window, and no template was given")
    file = message.attachments[0] if message.attachments else None
    media: str | None = None
    if file is not None and (message.window_open or (call is not None and call.takes_document)):
        uploaded = _upload(settings, file)
        if isinstance(uploaded, Result):
            return uploaded
        media = uploaded
    answer = ask(
        "POST",
        _url(settings, "messages"),
        headers=_token(settings),
        body={
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": message.address.removeprefix("+"),
            "biz_opaque_callback_data": message.ref,
            **_content(message, media, "" if file is None else file.name),
        },
    )
    if isinstance(answer, Failure):
        return failed(ADAPTER, answer)
    if not answer.ok:
        return _refused(answer)
    provider_id = _accepted(answer.json())
    if provider_id is None:
        # Taken or not, nobody said so.
        return Result(Outcome.UNKNOWN, ADAPTER, code="no_id")
    return Result(Outcome.SENT, ADAPTER, provider_id=provider_id)


def _upload(settings: Settings, file: Attachment) -> str | Result:
    """The service's id of the uploaded file; whatever goes wrong here, no message was sent."""
    answer = ask(
        "POST",
        _url(settings, "media"),
        headers=_token(settings),
        form={"messaging_product": "whatsapp", "type": file.media_type},
        files={"file": (file.name, file.content, file.media_type)},
    )
    if isinstance(answer, Failure):
        return Result(Outcome.BUSY, ADAPTER, code=f"media_{answer.code}", detail=answer.detail)
    if not answer.ok:
        return _refused(answer)
    found = answer.json()
    made = found.get("id") if isinstance(found, dict) else None
    return str(made) if made else Result(Outcome.BUSY, ADAPTER, code="media_no_id")


def _refused(answer: Answer) -> Result:
    found = answer.json()
    error = found.get("error") if isinstance(found, dict) else None
    if not isinstance(error, dict):
        return refused(ADAPTER, answer, None, None, CODES)
    code = str(error["code"]) if isinstance(error.get("code"), int) else None
    if code not in CODES and error.get("is_transient") is True:
        return judged(ADAPTER, BUSY, code or f"http_{answer.status}", _detail(error), answer.retry_after)
    return refused(ADAPTER, answer, code, _detail(error), CODES)


def _url(settings: Settings, what: str) -> str:
    return f"{settings.whatsapp_base_url.rstrip('/')}/{VERSION}/{settings.whatsapp_phone_id}/{what}"


def _token(settings: Settings) -> dict[str, str]:
    token = settings.whatsapp_token.get_secret_value() if settings.whatsapp_token else ""
    return {"Authorization": f"Bearer {token}"}


def _content(message: Message, media: str | None, file_name: str) -> dict[str, Any]:
    if message.window_open or message.template is None:
        if media is not None:
            document = {"id": media, "filename": file_name, "caption": message.text[:LONGEST_CAPTION]}
            return {"type": "document", "document": document}
        return {"type": "text", "text": {"preview_url": False, "body": message.text[:LONGEST_TEXT]}}
    whole = template(message.template)
    if media is not None:
        head = {"type": "document", "document": {"id": media, "filename": file_name}}
        whole["components"] = [{"type": "header", "parameters": [head]}, *whole.get("components", [])]
    return {"type": "template", "template": whole}


def template(call: TemplateCall) -> dict[str, Any]:
    """A template as the API wants it: the body's parameters, then one component for each button."""
    parts: list[dict[str, Any]] = []
    if call.parameters:
        parts.append({"type": "body", "parameters": [_text(one) for one in call.parameters]})
    if call.copied is not None:
        parts.append({"type": "button", "sub_type": "url", "index": "0", "parameters": [_text(call.copied[:15])]})
    for number, payload in enumerate(call.replies):
        parts.append(
            {
                "type": "button",
                "sub_type": "quick_reply",
                "index": str(number),
                "parameters": [{"type": "payload", "payload": payload[:LONGEST_PAYLOAD]}],
            }
        )
    return {"name": call.name, "language": {"code": call.language}, **({"components": parts} if parts else {})}


def _text(value: str) -> dict[str, str]:
    # The API refuses line breaks, tabs, four spaces in a row, and nothing at all.
    flat = re.sub(r"\s+", " ", value).strip()
    return {"type": "text", "text": flat[:LONGEST_PARAMETER] or "-"}


def _accepted(found: Any) -> str | None:
    try:
        provider_id = found["messages"][0]["id"]
    except (KeyError, IndexError, TypeError):
        return None
    return provider_id if isinstance(provider_id, str) and provider_id else None


def _detail(error: dict[str, Any]) -> str:
    data = error.get("error_data")
    told = data.get("details") if isinstance(data, dict) else None
    return str(told or error.get("message") or "")
