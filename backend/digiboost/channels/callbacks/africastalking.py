"""Callbacks of Africa's Talking: forms, unsigned, to an address that holds a secret."""

from __future__ import annotations

from digiboost.channels.adapters.africastalking import ADAPTER, CODES, STATES
from digiboost.channels.callbacks.reading import (
    Event,
    code_of,
    form_pairs,
    heard,
    identifier,
    moment_of,
    phone_of,
    words,
)
from digiboost.channels.types import Channel, ReportState
from digiboost.channels.verdicts import report
from digiboost.kernel.clock import now


def parse_delivery(raw: bytes) -> list[Event]:
    """Success, Failed and Rejected are final; the other states say that it is on its way."""
    fields = dict(form_pairs(raw))
    provider_id, status = identifier(fields.get("id")), words(fields.get("status"))
    state = STATES.get(status)
    if provider_id is None or state is None:
        return []
    code = code_of(fields.get("failureReason")) or (status if state is ReportState.FAILED else None)
    return [report(ADAPTER, provider_id, state, CODES, at=now(), code=code)]


def parse_inbound(raw: bytes) -> list[Event]:
    fields = dict(form_pairs(raw))
    return list(
        heard(
            ADAPTER,
            Channel.SMS,
            identifier(fields.get("id")),
            phone_of(fields.get("from")),
            text=words(fields.get("text")),
            at=moment_of(fields.get("date")),
        )
    )
