"""Callbacks of Orange SMS: JSON, unsigned, to an address that holds a secret."""

from __future__ import annotations

from digiboost.channels.adapters.orange import ADAPTER, CODES, STATES
from digiboost.channels.callbacks.reading import (
    Event,
    heard,
    identifier,
    inner,
    json_object,
    moment_of,
    phone_of,
    words,
)
from digiboost.channels.types import Channel, ReportState
from digiboost.channels.verdicts import report
from digiboost.kernel.clock import now


def parse_delivery(raw: bytes) -> list[Event]:
    """``callbackData`` is the last part of the ``resourceURL`` that our request was answered with."""
    told = json_object(raw).get("deliveryInfoNotification")
    provider_id, status = identifier(inner(told, "callbackData")), words(inner(told, "deliveryInfo", "deliveryStatus"))
    state = STATES.get(status)
    if provider_id is None or state is None:
        return []
    code = status if state is ReportState.FAILED else None
    return [report(ADAPTER, provider_id, state, CODES, at=now(), code=code)]


def parse_inbound(raw: bytes) -> list[Event]:
    told = inner(json_object(raw), "inboundSMSMessageNotification", "inboundSMSMessage")
    return list(
        heard(
            ADAPTER,
            Channel.SMS,
            identifier(inner(told, "messageId")),
            phone_of(inner(told, "senderAddress")),
            text=words(inner(told, "message")),
            at=moment_of(inner(told, "dateTime")),
        )
    )
