"""Africa's Talking: POST {base}/version1/messaging, header apiKey, a form.

It answers 201 also when it took nothing: the code of the one recipient decides. Delivery reports carry its id only.
"""

from __future__ import annotations

from typing import Any

from digiboost.channels.types import Message, Outcome, ReportState, Result
from digiboost.channels.verdicts import BUSY, FORGET, HOUR, REFUSE, STOP, Verdict, failed, judged, later, refused
from digiboost.channels.wire import Failure, ask
from digiboost.kernel.settings import Settings

ADAPTER = "africastalking"
TAKEN = frozenset({100, 101, 102})
"""Processed, sent, queued."""

CODES: dict[str, Verdict] = {
    "401": REFUSE,  # held back as a risk
    "402": STOP,  # the sender is not ours
    "403": REFUSE,  # no telephone
    "404": REFUSE,  # a kind of number that it does not serve
    "405": Verdict(Outcome.REFUSED, stop=HOUR),  # no credit left
    "406": FORGET,  # opted out
    "407": REFUSE,  # no route
    "409": REFUSE,  # do not disturb
    "500": BUSY,
    "501": BUSY,  # the gateway
    "502": REFUSE,  # rejected by the gateway
    # Words instead of numbers: the reasons of delivery reports, and of answers without a recipient.
    "InsufficientBalance": Verdict(Outcome.REFUSED, stop=HOUR),
    "InsufficientCredit": Verdict(Outcome.REFUSED, stop=HOUR),
    "InvalidSenderId": STOP,
    "UserAccountSuspended": STOP,
    "UserInBlackList": FORGET,
    "UserInBlacklist": FORGET,
    "UserIsInactive": REFUSE,
    "UserDoesNotExist": REFUSE,
    "NotNetworkSubscriber": REFUSE,
    "DoNotDisturbRejection": REFUSE,
    "DeliveryFailure": later(5 * 60),
    "AbsentSubscriber": later(45 * 60),
}
STATES = {
    "Sent": ReportState.SENT,
    "Submitted": ReportState.SENT,
    "Buffered": ReportState.SENT,
    "Success": ReportState.DELIVERED,
    "Rejected": ReportState.FAILED,
    "Failed": ReportState.FAILED,
    "AbsentSubscriber": ReportState.FAILED,
    "Expired": ReportState.FAILED,
}


def is_configured(settings: Settings) -> bool:
    return settings.africastalking_username is not None and settings.africastalking_api_key is not None


def serves(settings: Settings, address: str) -> bool:
    prefixes = settings.africastalking_prefixes
    return not prefixes or address.startswith(tuple(prefixes))


def send(settings: Settings, message: Message) -> Result:
    key = settings.africastalking_api_key.get_secret_value() if settings.africastalking_api_key else ""
    form = {
        "username": settings.africastalking_username or "",
        "to": message.address,
        "message": message.text,
        "bulkSMSMode": "1",
    }
    if settings.africastalking_from is not None:
        form["from"] = settings.africastalking_from
    answer = ask(
        "POST",
        f"{settings.africastalking_base_url.rstrip('/')}/version1/messaging",
        headers={"apiKey": key},
        form=form,
    )
    if isinstance(answer, Failure):
        return failed(ADAPTER, answer)
    if not answer.ok:
        return refused(ADAPTER, answer, None, answer.content[:200].decode("utf-8", "replace"), {})
    found = answer.json()
    data = found.get("SMSMessageData") if isinstance(found, dict) else None
    if not isinstance(data, dict):
        return Result(Outcome.UNKNOWN, ADAPTER, code="no_id")
    return _of_recipient(data)


def _of_recipient(data: dict[str, Any]) -> Result:
    recipients = data.get("Recipients")
    if not isinstance(recipients, list) or not recipients or not isinstance(recipients[0], dict):
        # Nobody was written to; why, one word says.
        word = str(data.get("Message") or "no_recipient")[:40]
        return judged(ADAPTER, CODES.get(word, REFUSE), word, None)
    one = recipients[0]
    status, provider_id = one.get("statusCode"), one.get("messageId")
    if status in TAKEN:
        if not isinstance(provider_id, str) or provider_id in ("", "None"):
            return Result(Outcome.UNKNOWN, ADAPTER, code="no_id")
        return Result(Outcome.SENT, ADAPTER, provider_id=provider_id)
    code = str(status)[:40]
    return judged(ADAPTER, CODES.get(code, REFUSE), code, str(one.get("status") or ""))
