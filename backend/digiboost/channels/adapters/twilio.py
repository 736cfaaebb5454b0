"""Twilio: SMS, and WhatsApp for who has no account of their own with Meta.

POST {base}/2010-04-01/Accounts/{sid}/Messages.json, Basic, a form. The address to which statuses are posted carries
our reference, since the service has no field for one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote, urlencode

from digiboost.channels.types import Channel, Message, Outcome, Report, ReportState, Result, TemplateCall
from digiboost.channels.verdicts import (
    BUSY,
    FORGET,
    HOUR,
    REFUSE,
    STOP,
    TEMPLATE,
    Verdict,
    failed,
    judged,
    later,
    refused,
    report,
)
from digiboost.channels.wire import Answer, Failure, ask
from digiboost.kernel.clock import now
from digiboost.kernel.settings import Settings

ADAPTER = "twilio"
VERSION = "2010-04-01"
STATUS_PATH = "/api/v1/channels/twilio/status"
LONGEST_TEXT = 1600
LONGEST_VALIDITY_SECONDS = 14_400
LOOK_BACK = timedelta(minutes=5)

CODES: dict[str, Verdict] = {
    # The account needs somebody.
    "20003": STOP,  # not authenticated
    "20005": STOP,  # account not active
    "21606": STOP,  # the sender is not ours
    "21659": STOP,  # the sender is not ours
    "30002": STOP,  # account suspended
    "63001": STOP,  # WhatsApp channel not authenticated
    "63007": STOP,  # no such WhatsApp sender
    # Not now.
    "14107": later(60),
    "20429": later(5),  # too many requests
    "20500": BUSY,
    "20503": BUSY,
    "30001": later(60),  # queue overflow
    "30003": later(45 * 60),  # the phone is off or out of reach
    "30008": later(5 * 60),  # unknown error on the carrier's side
    "30017": later(60),  # the carrier is congested
    "63018": later(60),  # WhatsApp's throughput
    "63038": later(HOUR),  # the account's messages of the day are used up
    # The window is closed.
    "63016": TEMPLATE,
    # Opted out for good.
    "21610": FORGET,
    # Not to this person, or not like this.
    "21211": REFUSE,
    "21214": REFUSE,
    "21217": REFUSE,
    "21408": REFUSE,
    "21612": REFUSE,
    "21614": REFUSE,
    "21617": REFUSE,
    "30004": REFUSE,
    "30005": REFUSE,
    "30006": REFUSE,
    "30007": REFUSE,
    "63003": REFUSE,
    "63024": REFUSE,
    "63032": REFUSE,
    "63049": REFUSE,
}
STATES = {
    "sent": ReportState.SENT,
    "delivered": ReportState.DELIVERED,
    "read": ReportState.READ,
    "undelivered": ReportState.FAILED,
    "failed": ReportState.FAILED,
    "canceled": ReportState.FAILED,
}
"""``accepted``, ``scheduled``, ``queued`` and ``sending`` say nothing that the answer to our request did not."""


def speaks_sms(settings: Settings) -> bool:
    return _has_account(settings) and settings.twilio_sms_from is not None


def speaks_whatsapp(settings: Settings) -> bool:
    return _has_account(settings) and settings.twilio_whatsapp_from is not None


def _has_account(settings: Settings) -> bool:
    return settings.twilio_account_sid is not None and settings.twilio_auth_token is not None


def send_sms(settings: Settings, message: Message) -> Result:
    form = {"To": message.address, "Body": message.text[:LONGEST_TEXT]}
    if message.expires_at is not None:
        left = int((message.expires_at - now()).total_seconds())
        form["ValidityPeriod"] = str(min(LONGEST_VALIDITY_SECONDS, max(1, left)))
    return _send(settings, message, settings.twilio_sms_from or "", form)


def send_whatsapp(settings: Settings, message: Message) -> Result:
    form = {"To": f"whatsapp:{message.address}"}
    if message.window_open:
        form["Body"] = message.text[:LONGEST_TEXT]
    else:
        content = _content(settings, message.template)
        if content is None:
            return judged(ADAPTER, TEMPLATE, "no_template", "outside the window, and no template is known here")
        form |= content
    return _send(settings, message, f"whatsapp:{settings.twilio_whatsapp_from}", form)


def _content(settings: Settings, call: TemplateCall | None) -> dict[str, str] | None:
    """Twilio knows a template by an id of its own, which the settings give for each name and language."""
    if call is None:
        return None
    sids = settings.twilio_content_sids
    sid = sids.get(f"{call.name}:{call.language}") or sids.get(call.name)
    if sid is None:
        return None
    variables = {str(place): value for place, value in enumerate(call.parameters, start=1)}
    return {"ContentSid": sid, "ContentVariables": json.dumps(variables, ensure_ascii=False)}


def _send(settings: Settings, message: Message, sender: str, form: dict[str, str]) -> Result:
    from_field = "MessagingServiceSid" if sender.startswith("MG") else "From"
    answer = _ask(
        settings,
        "POST",
        "Messages.json",
        {**form, from_field: sender, "StatusCallback": status_url(settings, message.ref)},
    )
    if isinstance(answer, Failure):
        return failed(ADAPTER, answer)
    found = answer.json()
    if answer.ok:
        sid = found.get("sid") if isinstance(found, dict) else None
        if not isinstance(sid, str) or not sid:
            return Result(Outcome.UNKNOWN, ADAPTER, code="no_id")
        return Result(Outcome.SENT, ADAPTER, provider_id=sid)
    code = found.get("code") if isinstance(found, dict) else None
    detail = found.get("message") if isinstance(found, dict) else None
    return refused(
        ADAPTER, answer, str(code) if isinstance(code, int) else None, None if detail is None else str(detail), CODES
    )


def status_url(settings: Settings, ref: str) -> str:
    """Where statuses of a message are posted; exactly this address is part of their signature."""
    return f"{settings.public_url.rstrip('/')}{STATUS_PATH}?{urlencode({'ref': ref})}"


def look_up(
    settings: Settings, provider_id: str | None, channel: Channel | None, message: Message | None
) -> Report | None:
    """What became of a message: by its id, else the newest of the last minutes with the same text to the same
    telephone. None where nothing like it is there, which may also mean "not yet"."""
    if provider_id is not None:
        answer = _ask(settings, "GET", f"Messages/{quote(provider_id, safe='')}.json")
        found = None if isinstance(answer, Failure) or not answer.ok else answer.json()
        return _report(found) if isinstance(found, dict) else None
    if message is None or channel is None:
        return None
    to = f"whatsapp:{message.address}" if channel is Channel.WHATSAPP else message.address
    earliest = now() - LOOK_BACK
    for one in _listed(_ask(settings, "GET", f"Messages.json?{urlencode({'To': to, 'PageSize': 20})}")):
        is_same = one.get("body") == message.text[:LONGEST_TEXT] and _moment(one.get("date_created")) >= earliest
        # One that failed may be an earlier try's; to send again is right in either case.
        if is_same and STATES.get(str(one.get("status"))) is not ReportState.FAILED:
            return _report(one)
    return None


def _listed(answer: Answer | Failure) -> Iterator[dict[str, Any]]:
    found = None if isinstance(answer, Failure) or not answer.ok else answer.json()
    listed = found.get("messages") if isinstance(found, dict) else None
    if isinstance(listed, list):
        yield from (one for one in listed if isinstance(one, dict))


def _report(found: dict[str, Any]) -> Report | None:
    sid, code = found.get("sid"), found.get("error_code")
    if not isinstance(sid, str) or not sid:
        return None
    # A message that is still in its queue was taken.
    state = STATES.get(str(found.get("status")), ReportState.SENT)
    return report(ADAPTER, sid, state, CODES, at=now(), code=None if code is None else str(code))


def _moment(value: Any) -> datetime:
    """A date of RFC 2822; long ago for what is none."""
    try:
        found = parsedate_to_datetime(str(value))
    except (ValueError, TypeError, IndexError):
        return now() - timedelta(days=1)
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def _ask(settings: Settings, method: str, path: str, form: dict[str, str] | None = None) -> Answer | Failure:
    sid = settings.twilio_account_sid or ""
    token = settings.twilio_auth_token.get_secret_value() if settings.twilio_auth_token else ""
    base = f"{settings.twilio_base_url.rstrip('/')}/{VERSION}/Accounts/{sid}"
    return ask(method, f"{base}/{path}", form=form, auth=(sid, token))
