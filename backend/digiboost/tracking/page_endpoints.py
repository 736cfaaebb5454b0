"""The addresses that clients are given: a request's own page, and a company's form. What they answer is HTML."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.responses import RedirectResponse, StreamingResponse

from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import DomainError, Invalid, NotFound
from digiboost.kernel.http.ratelimit import client_address, limiter
from digiboost.kernel.http.routing import AnonymousTx, TxRoute, edge_of, matches
from digiboost.kernel.i18n import Language, choose_language
from digiboost.kernel.live import Hint, LiveHub
from digiboost.kernel.settings import get_settings
from digiboost.tracking.pages import answers, asking, following
from digiboost.tracking.types import FORESEEN

router = APIRouter(route_class=TxRoute, include_in_schema=False)
Token = Annotated[str, Path(max_length=200)]
Slug = Annotated[str, Path(max_length=80)]
Chosen = Annotated[Language | None, Query(alias="l")]
LOOKS_A_MINUTE, WRITES_A_MINUTE, ASKED_AN_HOUR = 240, 30, 60
"""Of one address: mobile operators put many clients behind one."""
MOVED = "moved"
"""The word of the stream: ask for the part again."""
TOLD = frozenset({"requests", FORESEEN})
"""Hints about a request that change what its page says."""


async def _typed(request: Request) -> dict[str, str | bytes]:
    """A form's fields by name; of a file its content, where there is any."""
    found: dict[str, str | bytes] = {}
    for name, value in (await request.form()).multi_items():
        if isinstance(value, UploadFile):
            found[name] = await value.read()
        else:
            found[name] = value
    return found


Typed = Annotated[dict[str, str | bytes], Depends(_typed)]


# -- following ------------------------------------------------------------------------------------


@router.get("/suivi/{token}")
def follow(tx: AnonymousTx, request: Request, token: Token, chosen: Chosen = None, part: bool = False) -> Response:
    """Where a request stands; ``part`` gives what changes alone."""
    try:
        _bound(request, "suivi", LOOKS_A_MINUTE, 60)
        seen = following.seen(tx, token, chosen)
    except DomainError as error:
        return answers.refusal(error, _language(request, chosen), "gone")
    answer = answers.followed(seen, chosen, part=part)
    if part and matches(request.headers.get("if-none-match"), answer.headers["ETag"]):
        return Response(status_code=304, headers={"ETag": answer.headers["ETag"]})
    return answer


@router.get("/suivi/{token}/photo")
def photo(tx: AnonymousTx, request: Request, token: Token) -> Response:
    """The face of who comes."""
    try:
        _bound(request, "suivi", LOOKS_A_MINUTE, 60)
        content = following.photo(tx, token)
    except DomainError as error:
        return answers.refusal(error, _language(request, None), "gone")
    return Response(content, media_type="image/jpeg", headers={"Cache-Control": "private, max-age=3600"})


@router.get("/suivi/{token}/live")
async def live(request: Request, token: Token) -> Response:
    """Says that the request moved, as Server-Sent Events; nothing else of the company's goes out here."""
    try:
        await run_in_threadpool(_bound, request, "suivi", LOOKS_A_MINUTE, 60)
        tenant_id, request_id = await run_in_threadpool(_behind, request, token)
    except DomainError as error:
        return answers.refusal(error, _language(request, None), "gone")
    own = str(request_id)

    def shape(event: str, data: Any) -> Hint | None:
        return (MOVED, {}) if event in TOLD and data.get("request_id") == own else None

    hub: LiveHub = request.app.state.hub
    request.scope["lean"] = True
    return StreamingResponse(
        hub.stream(tenant_id, shape),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


def _behind(request: Request, token: str) -> tuple[UUID, UUID]:
    with Tx(edge_of(request).engine, None) as tx:
        request_id = following.request_behind(tx, token)
        return tx.tenant_id, request_id


@router.post("/suivi/{token}/cancel")
def cancel(tx: AnonymousTx, request: Request, token: Token, typed: Typed, chosen: Chosen = None) -> Response:
    return _act(tx, request, token, chosen, lambda: following.cancel(tx, token, _text(typed, "reason")[:300]))


@router.post("/suivi/{token}/relaunch")
def relaunch(tx: AnonymousTx, request: Request, token: Token, chosen: Chosen = None) -> Response:
    return _act(tx, request, token, chosen, lambda: following.relaunch(tx, token))


@router.post("/suivi/{token}/approve")
def approve(tx: AnonymousTx, request: Request, token: Token, typed: Typed, chosen: Chosen = None) -> Response:
    return _act(tx, request, token, chosen, lambda: following.approve(tx, token, _whole(typed, "amount")))


@router.post("/suivi/{token}/review")
def review(tx: AnonymousTx, request: Request, token: Token, typed: Typed, chosen: Chosen = None) -> Response:
    comment = _text(typed, "comment")[:1000]
    return _act(tx, request, token, chosen, lambda: following.review(tx, token, _whole(typed, "stars"), comment))


def _act(tx: Tx, request: Request, token: str, chosen: Language | None, act: Callable[[], None]) -> Response:
    """Does what was asked and leads back to the page; where it is not possible any more, shows how things stand."""
    try:
        _bound(request, "suivi.write", WRITES_A_MINUTE, 60)
        following.request_behind(tx, token)
    except DomainError as error:
        return answers.refusal(error, _language(request, chosen), "gone")
    try:
        with tx.savepoint():
            act()
    except DomainError:
        return answers.followed(following.seen(tx, token, chosen), chosen, part=False, refused=True)
    return RedirectResponse(f"/suivi/{token}" + (f"?l={chosen}" if chosen else ""), 303, {"Cache-Control": "no-store"})


# -- asking ---------------------------------------------------------------------------------------


@router.get("/demande/{slug}")
def form(tx: AnonymousTx, request: Request, slug: Slug, chosen: Chosen = None) -> Response:
    """A company's form, for somebody without an account."""
    try:
        _bound(request, "demande", LOOKS_A_MINUTE, 60)
        return answers.form(asking.offered(tx, slug, chosen))
    except DomainError as error:
        return answers.refusal(error, _language(request, chosen), "closed")


@router.post("/demande/{slug}")
def ask(tx: AnonymousTx, request: Request, slug: Slug, typed: Typed, chosen: Chosen = None) -> Response:
    """Opens what was asked for and leads to its page, or shows what is wrong with it."""
    try:
        _bound(request, "demande.write", ASKED_AN_HOUR, 3600)
        offered = asking.offered(tx, slug, chosen)
        if _text(typed, asking.TRAP):
            raise NotFound
    except DomainError as error:
        return answers.refusal(error, _language(request, chosen), "closed")
    picture = typed.get("photo")
    texts = {name: value for name, value in typed.items() if isinstance(value, str)}
    made = asking.ask(tx, offered, texts, picture if isinstance(picture, bytes) and picture else None)
    if isinstance(made, str):
        return RedirectResponse(made, 303, {"Cache-Control": "no-store"})
    return answers.form(made)


# -- both -----------------------------------------------------------------------------------------


def _text(typed: dict[str, str | bytes], name: str) -> str:
    value = typed.get(name, "")
    return value.strip() if isinstance(value, str) else ""


def _whole(typed: dict[str, str | bytes], name: str) -> int:
    """Raises Invalid for what is no whole number."""
    text = _text(typed, name)
    if not (text.isascii() and text.isdigit() and len(text) <= 15):
        raise Invalid(name, "invalid_value")
    return int(text)


def _bound(request: Request, name: str, most: int, seconds: float) -> None:
    """Raises TooManyRequests."""
    if get_settings().rate_limits:
        limiter().hit(f"{name}:{client_address(request)}", most, seconds)


def _language(request: Request, chosen: Language | None) -> Language:
    return chosen or choose_language(request.headers.get("accept-language"))
