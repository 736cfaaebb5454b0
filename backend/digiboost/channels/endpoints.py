"""Where services post what became of messages and what people write. No session: each proves itself by its own
signature over the raw bytes, or by a secret address. What is said is stored and answered; the work comes later."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Path, Query, Request, Response
from pydantic import BaseModel, SecretStr

from digiboost.channels import service
from digiboost.channels.callbacks import africastalking, orange, twilio, whatsapp
from digiboost.channels.callbacks.reading import Event, same
from digiboost.channels.errors import CallbackMalformed, SignatureWrong
from digiboost.channels.metrics import REFUSED
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import DomainError, NotFound, TooLarge
from digiboost.kernel.http.routing import AnonymousTx, api_router
from digiboost.kernel.settings import get_settings

log = logging.getLogger(__name__)
router = api_router("/channels", tags=["channels"])

LONGEST_FORM = 64 * 1024
"""Of a service that posts one event at a time; WhatsApp's batches are bounded like every request."""


@dataclass(frozen=True, slots=True)
class Posted:
    """A callback as it came over the wire."""

    raw: bytes
    headers: Mapping[str, str]
    path: str
    query: str


async def _posted(request: Request) -> Posted:
    scope = request.scope
    return Posted(await request.body(), request.headers, scope["path"], scope["query_string"].decode("latin-1"))


Callback = Annotated[Posted, Depends(_posted)]


class Received(BaseModel):
    """How many of the events were new."""

    new: int


FORM = "application/x-www-form-urlencoded"


def _body(media_type: str, schema: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"requestBody": {"required": True, "content": {media_type: {"schema": schema or {"type": "object"}}}}}


class _Refusals:
    """Counts, by reason, the callbacks that are not taken; the caller learns no more than the status."""

    def __init__(self, adapter: str) -> None:
        self.adapter = adapter

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if not isinstance(error, DomainError):
            return
        known: dict[type[DomainError], str] = {
            SignatureWrong: "signature", NotFound: "address", CallbackMalformed: "malformed", TooLarge: "too_large",
        }  # fmt: skip
        reason = known.get(type(error), "other")
        REFUSED.labels(self.adapter, reason).inc()
        log.warning("callback refused", extra={"adapter": self.adapter, "reason": reason})


@router.get(
    "/whatsapp/callback",
    summary="Proves to WhatsApp that this address is ours",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
def whatsapp_challenge(
    mode: Annotated[str, Query(alias="hub.mode", max_length=50)] = "",
    token: Annotated[str, Query(alias="hub.verify_token", max_length=500)] = "",
    challenge: Annotated[str, Query(alias="hub.challenge", max_length=500)] = "",
) -> Response:
    with _Refusals("whatsapp"):
        answer = whatsapp.challenge(get_settings(), mode, token, challenge)
    return Response(answer, media_type="text/plain", headers={"Cache-Control": "no-store"})


@router.post(
    "/whatsapp/callback", summary="Statuses and messages from WhatsApp", openapi_extra=_body("application/json")
)
def whatsapp_callback(tx: AnonymousTx, posted: Callback) -> Received:
    settings = get_settings()
    with _Refusals("whatsapp"):
        whatsapp.verify(settings, posted.raw, posted.headers.get("x-hub-signature-256"))
        events = whatsapp.parse(settings, posted.raw)
    return Received(new=service.store(tx, events))


# -- Twilio ---------------------------------------------------------------------------------------

TWIML: dict[int | str, dict[str, Any]] = {200: {"content": {"text/xml": {"schema": {"type": "string"}}}}}
NO_ANSWER = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
"""It reads what we answer as what to do next: nothing."""


@router.post(
    "/twilio/status",
    summary="What became of a message, from Twilio",
    response_class=Response,
    responses=TWIML,
    openapi_extra=_body(FORM),
)
def twilio_status(tx: AnonymousTx, posted: Callback) -> Response:
    return _twilio(tx, posted, lambda: twilio.parse_status(posted.raw, posted.query))


@router.post(
    "/twilio/inbound",
    summary="What people write, from Twilio",
    response_class=Response,
    responses=TWIML,
    openapi_extra=_body(FORM),
)
def twilio_inbound(tx: AnonymousTx, posted: Callback) -> Response:
    return _twilio(tx, posted, lambda: twilio.parse_inbound(posted.raw))


def _twilio(tx: Tx, posted: Posted, parse: Callable[[], list[Event]]) -> Response:
    with _Refusals("twilio"):
        _bounded(posted)
        signature = posted.headers.get("x-twilio-signature")
        twilio.verify(get_settings(), posted.path, posted.query, posted.raw, signature)
        events = parse()
    service.store(tx, events)
    return Response(NO_ANSWER, media_type="text/xml", headers={"Cache-Control": "no-store"})


# -- services that sign nothing: the address holds a secret ---------------------------------------

Secret = Annotated[str, Path(max_length=200)]


@router.post(
    "/africastalking/{secret}/delivery",
    summary="What became of a message, from Africa's Talking",
    openapi_extra=_body(FORM),
)
def africastalking_delivery(tx: AnonymousTx, posted: Callback, secret: Secret) -> Received:
    expected = get_settings().africastalking_callback_secret
    return _secret(tx, posted, "africastalking", secret, expected, africastalking.parse_delivery)


@router.post(
    "/africastalking/{secret}/inbound", summary="What people write, from Africa's Talking", openapi_extra=_body(FORM)
)
def africastalking_inbound(tx: AnonymousTx, posted: Callback, secret: Secret) -> Received:
    expected = get_settings().africastalking_callback_secret
    return _secret(tx, posted, "africastalking", secret, expected, africastalking.parse_inbound)


@router.post(
    "/orange/{secret}/delivery",
    summary="What became of a message, from Orange",
    openapi_extra=_body("application/json"),
)
def orange_delivery(tx: AnonymousTx, posted: Callback, secret: Secret) -> Received:
    return _secret(tx, posted, "orange", secret, get_settings().orange_callback_secret, orange.parse_delivery)


@router.post(
    "/orange/{secret}/inbound", summary="What people write, from Orange", openapi_extra=_body("application/json")
)
def orange_inbound(tx: AnonymousTx, posted: Callback, secret: Secret) -> Received:
    return _secret(tx, posted, "orange", secret, get_settings().orange_callback_secret, orange.parse_inbound)


def _secret(
    tx: Tx,
    posted: Posted,
    adapter: str,
    given: str,
    expected: SecretStr | None,
    parse: Callable[[bytes], list[Event]],
) -> Received:
    with _Refusals(adapter):
        if expected is None or not same(given, expected.get_secret_value()):
            # There is nothing at any other address.
            raise NotFound
        _bounded(posted)
        events = parse(posted.raw)
    return Received(new=service.store(tx, events))


def _bounded(posted: Posted) -> None:
    if len(posted.raw) > LONGEST_FORM:
        raise TooLarge
