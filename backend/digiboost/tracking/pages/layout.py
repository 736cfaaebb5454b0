"""The frame of every public page: one look with the application, its whole style and script inside.

The policy that a page is sent with names its script by digest, so that nothing else ever runs in it.
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from html import escape
from pathlib import Path

from starlette.responses import Response

from digiboost.kernel.i18n import Language
from digiboost.tracking.pages.words import said, word

_HERE = Path(__file__).parent
STYLE = (_HERE / "page.css").read_text(encoding="utf-8")
SCRIPT = (_HERE / "follow.js").read_text(encoding="utf-8")

POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; form-action 'self';"
    f" script-src 'sha256-{b64encode(sha256(SCRIPT.encode()).digest()).decode()}'; base-uri 'none';"
    " frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "private, no-cache",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}
HTML = "text/html; charset=utf-8"


def page(
    language: Language, title: str, company: str, body: str, *, live: str | None = None, other: str | None = None
) -> str:
    """A whole page. ``body`` and ``live`` are escaped already: ``live`` is the part that keeps itself up to date, drawn
    again from the server while the page is looked at. ``other`` is the address of the page in the other language."""
    switch = ""
    if other is not None:
        code = "en" if language == "fr" else "fr"
        switch = f'<a href="{escape(other)}" lang="{code}" hreflang="{code}">{word("language.other", language)}</a>'
    living = alone = ""
    if live is not None:
        alone = '<noscript><meta http-equiv="refresh" content="60"></noscript>'
        living = (
            f'<div id="live" style="display:grid;gap:16px">{live}</div>'
            f'<p id="off" class="note" role="status" hidden data-text="{said("live.off", language, time="{time}")}">'
            f"</p><script>{SCRIPT}</script>"
        )
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">'
        f'<meta name="description" content="{escape(title)}"><link rel="icon" href="data:,">'
        '<meta name="theme-color" content="#123450">'
        f"{alone}<style>{STYLE}</style></head><body>"
        f'<a class="skip" href="#main">{word("skip", language)}</a>'
        f"<header><div><b>{escape(company)}</b>{switch}</div></header>"
        f'<main id="main">{living}{body}</main></body></html>'
    )


def answer(text: str, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(text, status, {**HEADERS, **(headers or {})}, HTML)


def message(language: Language, title: str, hint: str, status: int, headers: dict[str, str] | None = None) -> Response:
    """A page that says one thing."""
    body = f"<section><h1>{escape(title)}</h1><p>{escape(hint)}</p></section>"
    return answer(page(language, title, "Digiboost", body), status, headers)
