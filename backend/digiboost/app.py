"""The HTTP application: middleware, routers, health. Assembly only."""

from __future__ import annotations

import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

import anyio.to_thread
import redis
from fastapi import FastAPI, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import JSONResponse, StreamingResponse

from digiboost.api import ROUTES
from digiboost.identity.service import SessionCache
from digiboost.kernel.auth import Actor, Scope, TokenSigner
from digiboost.kernel.cache import redis_client
from digiboost.kernel.db.engine import make_engine, refuse_unsafe_role
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import Unauthenticated
from digiboost.kernel.http import problems
from digiboost.kernel.http.middleware import RequestEnvelope, TrustedHosts
from digiboost.kernel.http.routing import SESSION, Edge, signed_in
from digiboost.kernel.http.static import mount_pwa
from digiboost.kernel.jobs import configure_celery
from digiboost.kernel.live import Hint, LiveHub, Shape
from digiboost.kernel.settings import Settings, get_settings
from digiboost.kernel.telemetry import configure_logging, configure_sentry
from digiboost.wiring import wire

DESCRIPTION = """
The API of Digiboost. Sign in with `POST /api/v1/auth/login` and send the access token as a bearer token.
Money is a whole number of the currency's minor unit (XOF and XAF have none: francs). Quantities have at
most three decimals. Errors are `application/problem+json` with a stable `code`. Lists are
`{"items": [...], "next_cursor": ...}`. A `POST` with an `Idempotency-Key` may be repeated without harm.
"""


def create_app(settings: Settings | None = None) -> FastAPI:
    settings = settings or get_settings()
    configure_logging(settings)
    configure_sentry(settings)
    wire()
    configure_celery()

    hub = LiveHub()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        engine = make_engine(settings.database_url.get_secret_value(), settings, plan_once=True)
        await run_in_threadpool(refuse_unsafe_role, engine)
        # More threads than connections only wait for each other.
        anyio.to_thread.current_default_thread_limiter().total_tokens = settings.request_threads
        signer = TokenSigner(settings.secret_key.get_secret_value(), settings.access_token_minutes)
        app.state.edge = Edge(engine, signer, SessionCache(engine, settings.session_cache_seconds))
        hub.start()
        hub.dismiss_at_signals()
        yield
        await hub.stop()
        engine.dispose()

    app = FastAPI(
        title="Digiboost",
        version="1.0.0",
        description=DESCRIPTION,
        lifespan=lifespan,
        docs_url="/api/docs",
        openapi_url="/api/openapi.json",
        redoc_url=None,
        separate_input_output_schemas=False,
    )
    app.state.hub = hub
    app.router.routes.extend(ROUTES)
    _document_sessions(app)
    problems.install(app)
    _health(app, settings)
    _live(app, hub)
    if settings.static_dir is not None:
        mount_pwa(app, settings.static_dir)
    if settings.compress_responses:
        app.add_middleware(GZipMiddleware, minimum_size=400, compresslevel=5)
    if "*" not in settings.trusted_hosts:
        app.add_middleware(TrustedHosts, hosts=settings.trusted_hosts)
    app.add_middleware(
        RequestEnvelope,
        max_bytes=settings.request_max_bytes,
        upload_max_bytes=settings.upload_max_bytes,
        hsts=settings.secure_cookies,
    )
    return app


def _document_sessions(app: FastAPI) -> None:
    """The document says what a session is; each operation says which scope it asks for."""
    plain = app.openapi

    def document() -> dict[str, Any]:
        whole = plain()
        whole["components"].setdefault("securitySchemes", {"session": SESSION})
        return whole

    app.openapi = document  # type: ignore[method-assign]


def _health(app: FastAPI, settings: Settings) -> None:
    @app.get("/health/live", include_in_schema=False)
    async def live() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/health/ready", include_in_schema=False)
    def ready(request: Request) -> Response:
        state = {"database": "ok", "redis": "ok"}
        try:
            with Tx(request.app.state.edge.engine, None) as tx:
                tx.value("SELECT 1")
        except Exception as error:  # noqa: BLE001 - whatever is wrong, the answer is "not ready"
            state["database"] = type(error).__name__
        try:
            redis_client().ping()
        except redis.RedisError as error:
            # The truth is in PostgreSQL: without Redis we are slower, not down.
            state["redis"] = type(error).__name__
        return JSONResponse(state, status_code=200 if state["database"] == "ok" else 503)

    @app.get("/metrics", include_in_schema=False)
    def metrics(request: Request) -> Response:
        from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

        if settings.metrics_token is not None:
            expected = f"Bearer {settings.metrics_token.get_secret_value()}"
            if not hmac.compare_digest(request.headers.get("authorization", "").encode(), expected.encode()):
                raise Unauthenticated
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


def _live(app: FastAPI, hub: LiveHub) -> None:
    @app.get(
        "/api/v1/live",
        tags=["live"],
        summary="Hints that something changed, as Server-Sent Events",
        response_class=StreamingResponse,
        responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
        openapi_extra={"security": [{"session": [Scope.FOLLOW]}]},
    )
    async def live(actor: Annotated[Actor, signed_in(Scope.FOLLOW)], request: Request) -> StreamingResponse:
        request.scope["lean"] = True
        # Somebody who sees little is woken by little: every hint costs them bytes, and what they ask for next.
        shape = None if actor.may(Scope.DASHBOARDS_READ) else _addressed(str(actor.user_id))
        return StreamingResponse(
            hub.stream(actor.tenant_id, shape),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )


def _addressed(user_id: str) -> Shape:
    """The hints that name this person."""

    def shape(event: str, data: Any) -> Hint | None:
        # Whom else it names, and what of, is not for everybody.
        return (event, {"user_ids": [user_id]}) if user_id in data.get("user_ids", ()) else None

    return shape


def openapi_document() -> dict[str, Any]:
    """The document that clients are generated from."""
    return create_app().openapi()
