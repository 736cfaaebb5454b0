"""Routes whose endpoint and transaction live in one thread.

The endpoint is a plain ``def`` whose signature holds a ``Tx`` made by ``allow(scope)`` (or ``anonymous``).
The route runs it, serialises what it returned, stores the idempotent answer and commits, all in the
worker thread that ran it, and only then is a response made: a failed commit can never have answered 201.
(A ``yield`` dependency would commit after the response, and every sync dependency costs a hop.)
"""

from __future__ import annotations

import functools
import hashlib
import inspect
import json
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Protocol
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel
from sqlalchemy import Engine
from starlette.routing import Match
from starlette.types import Scope as HttpScope

from digiboost.kernel import changes
from digiboost.kernel.auth import Actor, Scope, TokenSigner
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import DomainError, Forbidden, Problem, Unauthenticated
from digiboost.kernel.http.idempotency import Replay, claim, keep, read_key
from digiboost.kernel.i18n import choose_language

API = "/api/v1"
JSON = "application/json"
PRIVATE = {"Cache-Control": "private, no-cache", "Vary": "Authorization, Accept-Encoding"}


class Sessions(Protocol):
    """What identity offers the kernel: the living session behind a token."""

    async def actor(self, tenant_id: UUID, user_id: UUID, session_id: UUID) -> Actor:
        """Raises Unauthenticated when the session has ended or the person was deactivated."""
        ...

    def forget(self, session_id: UUID) -> None:
        """Looks the session up again at its next request."""
        ...


class Edge:
    """What every request needs; lives in ``app.state.edge``."""

    def __init__(self, engine: Engine, signer: TokenSigner, sessions: Sessions) -> None:
        self.engine = engine
        self.signer = signer
        self.sessions = sessions


def edge_of(request: Request) -> Edge:
    edge: Edge = request.app.state.edge
    return edge


async def authenticate(request: Request) -> Actor:
    """The actor named by the bearer token. Raises Unauthenticated."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated
    edge = edge_of(request)
    claims = edge.signer.read(token.strip())
    return await edge.sessions.actor(claims.tenant_id, claims.user_id, claims.session_id)


async def _note(request: Request, tx: Tx) -> Tx:
    headers = request.headers
    tx.notes["language"] = choose_language(headers.get("accept-language"))
    tx.notes["if_none_match"] = headers.get("if-none-match")
    tx.notes["if_match"] = headers.get("if-match")
    tx.notes["user_agent"] = headers.get("user-agent", "")[:300]
    tx.notes["method"] = request.method
    key = headers.get("idempotency-key")
    # What signs in answers with tokens, and those are never stored.
    repeatable = request.method in {"POST", "PATCH", "PUT", "DELETE"} and not request.url.path.startswith(
        f"{API}/auth/"
    )
    if key is not None and repeatable:
        tx.notes["idempotency"] = read_key(key, request.method, request.url.path, await _content(request))
    return tx


async def _content(request: Request) -> bytes:
    """What makes two requests the same: the body, or of a form (whose stream was read, and whose boundary
    is new each time) a digest of its fields and files."""
    if not request.headers.get("content-type", "").startswith(("multipart/", "application/x-www-form-urlencoded")):
        return await request.body()
    digest = hashlib.sha256()
    for name, value in (await request.form()).multi_items():
        digest.update(f"{len(name)}:{name}".encode())
        if isinstance(value, str):
            digest.update(f"{len(value)}:{value}".encode())
            continue
        digest.update(f"{value.size}:{value.filename}:".encode())
        while chunk := await value.read(1 << 20):
            digest.update(chunk)
        await value.seek(0)
    return digest.digest()


def allow(scope: Scope) -> Any:
    """A dependency that gives a ``Tx`` to callers who hold ``scope``, and says so in the OpenAPI."""

    async def authorised(request: Request) -> Tx:
        actor = await authenticate(request)
        if scope not in actor.scopes:
            raise Forbidden
        return await _note(request, Tx(edge_of(request).engine, actor))

    authorised.required_scope = scope  # type: ignore[attr-defined]
    return Depends(authorised)


def signed_in(scope: Scope) -> Any:
    """A dependency that gives the ``Actor`` alone, for answers that outlive any transaction (streams)."""

    async def authorised(request: Request) -> Actor:
        actor = await authenticate(request)
        if scope not in actor.scopes:
            raise Forbidden
        return actor

    authorised.required_scope = scope  # type: ignore[attr-defined]
    return Depends(authorised)


async def _anonymous(request: Request) -> Tx:
    return await _note(request, Tx(edge_of(request).engine, None))


anonymous: Any = Depends(_anonymous)
"""A dependency that gives a ``Tx`` without an actor; the endpoint's service makes one (login)."""

AnonymousTx = Annotated[Tx, anonymous]


SESSION = {"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": "The access token of a session"}


class TxRoute(APIRoute):
    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        if not inspect.iscoroutinefunction(endpoint):
            status = options.get("status_code") or 200
            endpoint = _in_one_transaction(endpoint, status)
        super().__init__(path, endpoint, **options)
        scopes = [getattr(one.call, "required_scope", None) for one in self.dependant.dependencies]
        security = [{"session": [scope]} for scope in scopes if scope is not None]
        self.openapi_extra = {"security": security, **(self.openapi_extra or {})}
        self._literal = path.partition("{")[0]

    def matches(self, scope: HttpScope) -> tuple[Match, HttpScope]:
        # Every request asks route after route; most can tell by the words that their path begins with.
        if not scope.get("root_path") and not scope["path"].startswith(self._literal):
            return Match.NONE, {}
        return super().matches(scope)


def _in_one_transaction(endpoint: Callable[..., Any], status: int) -> Callable[..., Any]:
    @functools.wraps(endpoint)
    def run(*args: Any, **kwargs: Any) -> Any:
        tx = next((value for value in kwargs.values() if isinstance(value, Tx)), None)
        if tx is None:
            return endpoint(*args, **kwargs)
        try:
            key = tx.notes.get("idempotency") if tx.has_actor else None
            if key is not None:
                claim(tx, key)
            response = as_response(endpoint(*args, **kwargs), status)
            if key is not None:
                keep(tx, key, response)
            tx.commit()
        except Replay as replay:
            tx.rollback()
            return replay.response
        except DomainError as error:
            if error.keeps_work:
                tx.commit()
            else:
                tx.rollback()
            raise
        except BaseException:
            tx.rollback()
            raise
        if tx.notes.get("method") == "GET":
            response = conditional(response, tx.notes, tx.tenant_id.bytes if tx.has_actor else b"")
        if changes.STANDS in tx.notes:
            # A phone that knows its own writes by their number need not fetch them.
            response.headers[changes.HEADER] = str(tx.notes[changes.STANDS])
        return response

    return run


def as_response(result: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A model, bytes of JSON, None or a ready response, as a response."""
    if isinstance(result, Response):
        return result
    both = {**PRIVATE, **(headers or {})}
    if result is None:
        return Response(status_code=204 if status == 200 else status, headers=both)
    if isinstance(result, BaseModel):
        content: bytes | str = result.model_dump_json()
    elif isinstance(result, bytes):
        content = result
    else:
        content = json.dumps(result, ensure_ascii=False, default=str)
    return Response(content, status_code=status, media_type=JSON, headers=both)


def conditional(response: Response, notes: Mapping[str, Any], owner: bytes = b"") -> Response:
    """Gives an answer its ETag (a hash of the body and its ``owner``, unless it has one), or 304 when the
    caller has it."""
    if response.status_code != 200 or not hasattr(response, "body") or "content-disposition" in response.headers:
        return response
    etag = response.headers.get("etag")
    if etag is None:
        etag = f'"{hashlib.blake2b(response.body, digest_size=9, key=owner).hexdigest()}"'
        response.headers["ETag"] = etag
    if matches(notes.get("if_none_match"), etag):
        return not_modified(etag)
    return response


def matches(if_none_match: str | None, etag: str) -> bool:
    """Weak comparison (RFC 9110 8.8.3.2): a proxy that compresses weakens the tag."""
    if if_none_match is None:
        return False
    bare = etag.removeprefix("W/")
    return any(part.strip().removeprefix("W/") in {bare, "*"} for part in if_none_match.split(","))


def known_tags(tx: Tx) -> list[str]:
    """The ETags that the caller has an answer for."""
    seen = (tx.notes.get("if_none_match") or "").split(",")
    return [tag for part in seen if (tag := part.strip().removeprefix("W/"))]


def tagged(tag: str, body: bytes | None) -> Response:
    """A JSON answer with its own ETag; without a body the 304 for a caller who has it."""
    if body is None:
        return not_modified(tag)
    return Response(body, media_type=JSON, headers={**PRIVATE, "ETag": tag})


def not_modified(etag: str) -> Response:
    return Response(status_code=304, headers={**PRIVATE, "ETag": etag})


def api_router(prefix: str = "", **options: Any) -> APIRouter:
    """A room's router: transactions in one thread, problem documents declared.

    Its routes carry their whole path: the application takes them as they are (``api.ROUTES``), because each
    level of included routers would match every request twice more.
    """
    return APIRouter(
        prefix=API + prefix,
        route_class=TxRoute,
        responses={
            "default": {
                "model": Problem,
                "description": "A problem",
                "content": {"application/problem+json": {}},
            }
        },
        **options,
    )
