"""The company's form and a client's request, without a session: the address says which."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Response

from digiboost.kernel.http.ratelimit import limited
from digiboost.kernel.http.routing import PRIVATE, AnonymousTx, api_router
from digiboost.requests import service
from digiboost.requests.schemas import (
    ApproveIn,
    ClientCancelIn,
    FollowOut,
    FormIn,
    FormOut,
    PublicRequestOut,
    ReviewIn,
)
from digiboost.requests.types import By

router = api_router(prefix="/public", tags=["public"])

Token = Annotated[str, Path(max_length=80)]
Slug = Annotated[str, Path(max_length=80)]
# Many phones of a city share an address.
READING = limited("public", lambda: 240, 60)
WRITING = limited("public-write", lambda: 60, 60)
ASKING = limited("public-form", lambda: 30, 600)


@router.get("/forms/{slug}", dependencies=[READING])
def form(tx: AnonymousTx, slug: Slug) -> FormOut:
    return service.form(tx, slug)


@router.post("/forms/{slug}", status_code=201, dependencies=[ASKING])
def submit_form(tx: AnonymousTx, slug: Slug, body: FormIn) -> FollowOut:
    return FollowOut(url=service.submit_form(tx, slug, body)[1])


@router.get("/requests/{token}", dependencies=[READING])
def follow(tx: AnonymousTx, token: Token) -> PublicRequestOut:
    """Wrong, taken back and over: the same 404."""
    return service.public_view(tx, service.behind(tx, token))


@router.get(
    "/requests/{token}/provider-photo",
    dependencies=[READING],
    response_class=Response,
    responses={200: {"content": {"image/jpeg": {}}}},
)
def provider_photo(tx: AnonymousTx, token: Token) -> Response:
    """The picture of who comes."""
    content = service.provider_photo(tx, service.behind(tx, token))
    return Response(content, media_type="image/jpeg", headers=PRIVATE)


@router.post("/requests/{token}/cancel", dependencies=[WRITING])
def cancel(tx: AnonymousTx, token: Token, body: ClientCancelIn) -> PublicRequestOut:
    request_id = service.behind(tx, token)
    service.cancel(tx, request_id, By.CLIENT, body.reason)
    return service.public_view(tx, request_id)


@router.post("/requests/{token}/relaunch", dependencies=[WRITING])
def relaunch(tx: AnonymousTx, token: Token) -> PublicRequestOut:
    request_id = service.behind(tx, token)
    service.relaunch(tx, request_id, By.CLIENT)
    return service.public_view(tx, request_id)


@router.post("/requests/{token}/approve", dependencies=[WRITING])
def approve(tx: AnonymousTx, token: Token, body: ApproveIn) -> PublicRequestOut:
    """Agrees to the quote that was seen."""
    request_id = service.behind(tx, token)
    service.approve_quote(tx, request_id, body.amount, By.CLIENT)
    return service.public_view(tx, request_id)


@router.post("/requests/{token}/review", dependencies=[WRITING])
def review(tx: AnonymousTx, token: Token, body: ReviewIn) -> PublicRequestOut:
    """Once, when the work is done."""
    request_id = service.behind(tx, token)
    service.review(tx, request_id, body.stars, body.comment)
    return service.public_view(tx, request_id)
