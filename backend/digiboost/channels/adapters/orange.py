"""Orange SMS: a token for an hour (POST {base}/oauth/v3/token), then POST
{base}/smsmessaging/v1/outbound/{sender}/requests. The sender is given by the recipient's country.
"""

from __future__ import annotations

import threading
import time
from typing import Any
from urllib.parse import quote

from digiboost.channels.types import Message, Outcome, ReportState, Result
from digiboost.channels.verdicts import BUSY, HOUR, REFUSE, STOP, Verdict, failed, judged, later, refused
from digiboost.channels.wire import Answer, Failure, ask
from digiboost.kernel.settings import Settings

ADAPTER = "orange"
RENEW_SECONDS = 60.0
"""How long before its end a token is renewed."""

CODES: dict[str, Verdict] = {
    "POL0001": Verdict(Outcome.REFUSED, stop=HOUR),  # no contract, or no messages left in it
    "POL1009": Verdict(Outcome.REFUSED, stop=HOUR),  # not provisioned for this service
    "SVC0001": BUSY,
    "SVC0002": REFUSE,
    "SVC0003": REFUSE,
    "SVC0004": REFUSE,  # no valid address
    "SVC0280": REFUSE,  # too long
    "DeliveryImpossible": REFUSE,
    "1": BUSY,
    "5": BUSY,
    "6": later(5),  # over capacity
    "50": STOP,
    "51": STOP,
    "53": later(5),  # too many requests
}
STATES = {
    "DeliveredToTerminal": ReportState.DELIVERED,
    "DeliveredToNetwork": ReportState.SENT,
    "DeliveryUncertain": ReportState.SENT,
    "MessageWaiting": ReportState.SENT,
    "DeliveryImpossible": ReportState.FAILED,
}

_lock = threading.Lock()
_tokens: dict[tuple[str, str], tuple[str, float]] = {}


def is_configured(settings: Settings) -> bool:
    return settings.orange_client_id is not None and settings.orange_client_secret is not None


def serves(settings: Settings, address: str) -> bool:
    return _sender(settings, address) is not None


def _sender(settings: Settings, address: str) -> str | None:
    """The longest prefix wins: a territory's own before its country's."""
    found = [prefix for prefix in settings.orange_senders if address.startswith(prefix)]
    return settings.orange_senders[max(found, key=len)] if found else None


def send(settings: Settings, message: Message) -> Result:
    sender = _sender(settings, message.address)
    if sender is None:
        return judged(ADAPTER, REFUSE, "not_served", None)
    result: Result | Answer = _attempt(settings, sender, message)
    if isinstance(result, Answer):
        # The token was taken back before its time. Nothing was sent: a fresh one, once.
        forget_token(settings)
        result = _attempt(settings, sender, message)
    if isinstance(result, Answer):
        return refused(ADAPTER, result, None, None, CODES)
    return result


def _attempt(settings: Settings, sender: str, message: Message) -> Result | Answer:
    """The result, or the answer that says that the token is not good."""
    token = _token(settings)
    if isinstance(token, Result):
        return token
    words: dict[str, Any] = {
        "address": f"tel:{message.address}",
        "senderAddress": sender,
        "outboundSMSTextMessage": {"message": message.text},
    }
    if settings.orange_sender_name is not None:
        words["senderName"] = settings.orange_sender_name
    answer = ask(
        "POST",
        f"{settings.orange_base_url.rstrip('/')}/smsmessaging/v1/outbound/{quote(sender, safe='')}/requests",
        headers={"Authorization": f"Bearer {token}"},
        body={"outboundSMSMessageRequest": words},
    )
    if isinstance(answer, Failure):
        return failed(ADAPTER, answer)
    if answer.status == 401:
        return answer
    if not answer.ok:
        code, detail = _error(answer.json())
        return refused(ADAPTER, answer, code, detail, CODES)
    found = answer.json()
    made = found.get("outboundSMSMessageRequest") if isinstance(found, dict) else None
    url = made.get("resourceURL") if isinstance(made, dict) else None
    provider_id = url.rstrip("/").rpartition("/")[2] if isinstance(url, str) else ""
    if not provider_id:
        return Result(Outcome.UNKNOWN, ADAPTER, code="no_id")
    return Result(Outcome.SENT, ADAPTER, provider_id=provider_id)


def _token(settings: Settings) -> str | Result:
    """The token, from memory until shortly before its end; a result where none was given."""
    key = _key(settings)
    with _lock:
        known = _tokens.get(key)
        if known is not None and known[1] > time.monotonic():
            return known[0]
        secret = settings.orange_client_secret.get_secret_value() if settings.orange_client_secret else ""
        answer = ask(
            "POST",
            f"{settings.orange_base_url.rstrip('/')}/oauth/v3/token",
            form={"grant_type": "client_credentials"},
            auth=(settings.orange_client_id or "", secret),
        )
        if isinstance(answer, Failure):
            # Whatever happened, no message left.
            return Result(Outcome.BUSY, ADAPTER, code=f"token_{answer.code}")
        found = answer.json()
        token = found.get("access_token") if isinstance(found, dict) else None
        if not answer.ok or not isinstance(token, str) or not token:
            verdict = STOP if answer.status in (400, 401, 403) else BUSY
            return judged(ADAPTER, verdict, f"token_{answer.status}", None, answer.retry_after)
        _tokens[key] = (token, time.monotonic() + max(0.0, _seconds(found) - RENEW_SECONDS))
        return token


def _seconds(found: dict[str, Any]) -> float:
    # Some of its answers hold the number as a text.
    try:
        return float(found.get("expires_in", 3600))
    except (TypeError, ValueError):
        return 3600.0


def forget_token(settings: Settings) -> None:
    with _lock:
        _tokens.pop(_key(settings), None)


def _key(settings: Settings) -> tuple[str, str]:
    return settings.orange_base_url, settings.orange_client_id or ""


def _error(found: Any) -> tuple[str | None, str | None]:
    """The code and the text of an error, of the SMS service or of the gateway before it."""
    if not isinstance(found, dict):
        return None, None
    whole = found.get("requestError")
    if isinstance(whole, dict):
        for kind in ("serviceException", "policyException"):
            inner = whole.get(kind)
            if isinstance(inner, dict):
                return str(inner.get("messageId"))[:40], str(inner.get("text") or "")
    code = found.get("code")
    return (str(code) if isinstance(code, int) else None), str(found.get("message") or "")
