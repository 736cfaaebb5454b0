"""Where services post what became of messages and what people write. No session: each proves itself by its own
signature over the raw bytes, or by a secret address. What is said is stored and answered; the work comes later."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Query, Request, Response
from pydantic import BaseModel

from digiboost.channels import service
from digiboost.channels.callbacks import whatsapp
from digiboost.channels.errors import CallbackMalformed, SignatureWrong
from digiboost.channels.metrics import REFUSED
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
    return Posted(await request.body(), request.headers, request.url.path, request.url.query)


Callback = Annotated[Posted, Depends(_posted)]


class Received(BaseModel):
    """How many of the events were new."""

    new: int


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
