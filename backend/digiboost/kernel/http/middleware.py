"""Pure ASGI middleware (BaseHTTPMiddleware halves the throughput)."""

from __future__ import annotations

import logging
import time
from uuid import uuid4

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from digiboost.kernel.http.problems import problem_document, problem_response
from digiboost.kernel.i18n import choose_language
from digiboost.kernel.telemetry import REQUESTS

access_log = logging.getLogger("digiboost.access")

STREAMS = frozenset({"/api/v1/live", "/suivi/{token}/live"})
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
UPLOADS = "/api/v1/imports"
PHOTO_FORMS, PHOTO_FORM_BYTES = "/demande/", 6_000_000
"""Forms with which a photo may come."""
PICTURES, PICTURE_MAX_BYTES = ("/photo", "/file"), 8_000_000
"""How the addresses end to which a picture is sent whole, as a telephone takes it."""
UNWATCHED = ("/health", "/metrics", "/assets")
API_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
HSTS = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")


class TrustedHosts:
    """Answers only to the names that the settings give, with a problem like every other refusal."""

    def __init__(self, app: ASGIApp, *, hosts: list[str]) -> None:
        self.app = app
        self.hosts = frozenset(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            headers = dict(scope["headers"])
            host = headers.get(b"host", b"").decode("latin-1").rsplit(":", 1)[0].lower()
            if host not in self.hosts:
                language = choose_language(headers.get(b"accept-language", b"").decode("latin-1"))
                await problem_response(problem_document(400, "host_refused", language))(scope, receive, send)
                return
        await self.app(scope, receive, send)


class RequestEnvelope:
    """Gives each request an id, security headers, an access line, a metric, and a bound on its size."""

    def __init__(self, app: ASGIApp, *, max_bytes: int, upload_max_bytes: int, hsts: bool) -> None:
        self.app = app
        self.max_bytes = max_bytes
        self.upload_max_bytes = upload_max_bytes
        self._headers = (*API_HEADERS, HSTS) if hsts else API_HEADERS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        request_id = uuid4().hex
        scope["request_id"] = request_id
        status = 0
        limit = self._limit(scope["method"], scope["path"])
        headers = dict(scope["headers"])
        declared = headers.get(b"content-length", b"0")
        if not declared.isdigit() or int(declared) > limit:
            language = choose_language(headers.get(b"accept-language", b"").decode("latin-1"))
            response = problem_response(problem_document(413, "request_too_large", language), {"Connection": "close"})
            await response(scope, receive, send)
            return
        received = 0

        async def bounded_receive() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                # A chunked body states no size: it ends here.
                raise HTTPException(413)
            return message

        async def decorated_send(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                # On a metered phone two stay as small as they can be: "not modified", which confirms a stored answer
                # that has all these, and what its endpoint calls lean, which a script alone reads, over and over.
                if status != 304 and not scope.get("lean"):
                    answer = [*message.get("headers", ()), (b"x-request-id", request_id.encode())]
                    present = {name for name, _ in answer}
                    message["headers"] = answer + [pair for pair in self._headers if pair[0] not in present]
            await send(message)

        try:
            await self.app(scope, bounded_receive, decorated_send)
        finally:
            seconds = time.perf_counter() - started
            path = scope["path"]
            if not path.startswith(UNWATCHED):
                self._count(scope, status, seconds)
                access_log.info(
                    "request",
                    extra={
                        "request_id": request_id,
                        "method": scope["method"],
                        "path": self._shown(scope, path),
                        "status": status,
                        "ms": round(seconds * 1000, 1),
                    },
                )

    def _limit(self, method: str, path: str) -> int:
        if path == UPLOADS:
            return self.upload_max_bytes + 65536
        if method == "PUT" and path.endswith(PICTURES):
            return PICTURE_MAX_BYTES + 65536
        return PHOTO_FORM_BYTES if path.startswith(PHOTO_FORMS) else self.max_bytes

    @staticmethod
    def _shown(scope: Scope, path: str) -> str:
        """The path, unless a part of it is a secret: then its template."""
        template: str = getattr(scope.get("route"), "path", "")
        return template if "{secret}" in template or "{token}" in template else path

    @staticmethod
    def _count(scope: Scope, status: int, seconds: float) -> None:
        # The route's template, known once it was found: to find it again for the metric would cost as much.
        route = getattr(scope.get("route"), "path", "none")
        # A stream lasts as long as a screen is open; a made-up method must not make a series of its own.
        if route not in STREAMS:
            REQUESTS.labels(route, scope["method"] if scope["method"] in METHODS else "other", status).observe(seconds)
