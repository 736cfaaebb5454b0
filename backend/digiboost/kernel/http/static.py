"""Serves the built PWA where no proxy does it (the demo): hashed assets for ever, the shell for any
route, compressed variants when the build made them."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI, Request, Response
from starlette.responses import FileResponse

TYPES = {
    ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".html": "text/html; charset=utf-8",
    ".webmanifest": "application/manifest+json", ".json": "application/json", ".svg": "image/svg+xml",
    ".png": "image/png", ".ico": "image/x-icon", ".txt": "text/plain; charset=utf-8", ".map": "application/json",
}  # fmt: skip
CONTENT_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:;"
    " connect-src 'self'; worker-src 'self'; frame-src blob:; object-src 'none'; base-uri 'none';"
    " frame-ancestors 'none'; form-action 'self'"
)


def mount_pwa(app: FastAPI, root: Path) -> None:
    root = root.resolve()

    @app.api_route("/{path:path}", methods=["GET", "HEAD"], include_in_schema=False)
    async def pwa(path: str, request: Request) -> Response:
        if path == "api" or path.startswith(("api/", "health/")):
            return await _missing(request)
        file = _inside(root, path)
        if file is None:
            if "." in path.rsplit("/", 1)[-1]:
                return await _missing(request)
            file = root / "index.html"
        headers = {
            "Cache-Control": "public, max-age=31536000, immutable" if file.parent.name == "assets" else "no-cache",
            "Vary": "Accept-Encoding",
        }
        # The policy binds documents and workers; on every hashed file it would only cost bytes.
        if file.suffix == ".html" or file.name == "sw.js":
            headers["Content-Security-Policy"] = CONTENT_POLICY
        media_type = TYPES.get(file.suffix, "application/octet-stream")
        accepted = request.headers.get("accept-encoding", "")
        for encoding, suffix in (("br", ".br"), ("gzip", ".gz")):
            variant = file.with_name(file.name + suffix)
            if encoding in accepted and variant.is_file():
                return _send(request, variant, media_type, {**headers, "Content-Encoding": encoding})
        return _send(request, file, media_type, headers)


def _send(request: Request, file: Path, media_type: str, headers: dict[str, str]) -> Response:
    """The file, or 304 for who holds it: browsers ask for the service worker again at every visit."""
    response = FileResponse(file, media_type=media_type, headers=headers, stat_result=file.stat())
    known = [tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")]
    if response.headers["etag"] not in known:
        return response
    kept = {name: response.headers[name] for name in ("etag", "cache-control", "vary")}
    return Response(status_code=304, headers=kept)


def _inside(root: Path, path: str) -> Path | None:
    """The file of that name below ``root``; None for any other, and for what is no file name at all."""
    try:
        file = (root / path).resolve()
        return file if file.is_relative_to(root) and file.is_file() else None
    except (OSError, ValueError):
        return None


async def _missing(request: Request) -> Response:
    from digiboost.kernel.http.problems import problem_document, problem_response
    from digiboost.kernel.i18n import choose_language

    return problem_response(problem_document(404, "not_found", choose_language(request.headers.get("accept-language"))))
