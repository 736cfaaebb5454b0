"""What all printed documents share: one look, one head, and tables of escaped text.

Readable in black and white, on the cheapest printer: dark on white, lines instead of surfaces.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Sequence
from html import escape

from digiboost.kernel.i18n import Language

STYLE = """
* { box-sizing: border-box }
body { font: 10pt/1.35 "DejaVu Sans", "Liberation Sans", sans-serif; color: #111; margin: 0 }
.head { display: flex; justify-content: space-between; gap: 8mm; margin-bottom: 5mm }
.head > div:last-child { flex: none; max-width: 60% }
.shop { font-size: 14pt; font-weight: bold }
.logo { max-width: 45mm; max-height: 18mm; margin-bottom: 1.5mm; display: block; object-fit: contain }
.small { font-size: 9pt; color: #333 }
h1 { font-size: 16pt; margin: 0 0 1mm; text-align: right; white-space: nowrap }
.facts { text-align: right }
.mark { color: #a00; font-weight: bold; text-transform: uppercase; letter-spacing: 0.1em }
.box { border: 0.3mm solid #777; padding: 2mm 3mm; margin-bottom: 5mm; width: 60% }
table { width: 100%; border-collapse: collapse; font-size: 9pt }
thead { display: table-header-group }
th { text-align: left; background: #eee; border-bottom: 0.4mm solid #333; padding: 1.2mm 2mm; white-space: nowrap }
td { border-bottom: 0.2mm solid #bbb; padding: 0.9mm 2mm; vertical-align: top }
tr { break-inside: avoid }
.n { text-align: right; white-space: nowrap }
.wide { width: 100% }
.total td { border-bottom: 0; border-top: 0.4mm solid #333; font-weight: bold; font-size: 11pt }
.note { margin: 4mm 0 0; white-space: pre-line }
.signs { display: flex; justify-content: space-between; gap: 10mm; margin-top: 8mm; break-inside: avoid }
.sign { width: 48%; height: 28mm; border: 0.3mm solid #777; padding: 2mm 3mm }
"""
_A4 = """
@page { size: A4; margin: 14mm 14mm 18mm;
  font: 8pt "DejaVu Sans", "Liberation Sans", sans-serif; color: #555;
  @bottom-left { content: "%s"; white-space: nowrap }
  @bottom-right { content: "Page " counter(page) " / " counter(pages) } }
"""


def document(language: Language, title: str, style: str, body: str) -> str:
    """A whole page of HTML; ``body`` is escaped already."""
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{STYLE}{style}</style></head><body>{body}</body></html>"
    )


def a4(foot: str) -> str:
    """The style of A4 pages: ``foot`` at the bottom left, the page's number at the right."""
    return _A4 % css_text(foot)


def head(
    name: str, ours: Iterable[str], logo: bytes | None, title: str, facts: Iterable[str], mark: str | None = None
) -> str:
    """Whose document it is and how to reach them; what it is called, and its ``facts``."""
    marked = f'<br><span class="mark">{escape(mark)}</span>' if mark else ""
    return (
        f'<div class="head"><div>{picture(logo, name)}<div class="shop">{escape(name)}</div>{small(ours)}</div>'
        f'<div><h1>{escape(title)}</h1><div class="facts">{"<br>".join(escape(fact) for fact in facts)}{marked}</div>'
        "</div></div>"
    )


def picture(content: bytes | None, says: str) -> str:
    """A PNG or a JPEG; ``says`` is read aloud in its place."""
    if content is None:
        return ""
    kind = "png" if content.startswith(b"\x89PNG") else "jpeg"
    return f'<img class="logo" alt="{escape(says)}" src="data:image/{kind};base64,{b64encode(content).decode()}">'


def reached(ninea: str | None, address: str | None, phone: str | None, language: Language) -> list[str]:
    """How a company is known and reached, a line each; what is not known is left out."""
    lines = [f"NINEA {ninea}"] if ninea else []
    lines += [address] if address else []
    return lines + ([f"{'Tél.' if language == 'fr' else 'Tel.'} {phone}"] if phone else [])


def small(texts: Iterable[str]) -> str:
    return "".join(f'<div class="small">{escape(text)}</div>' for text in texts)


def cell(text: str, kind: str = "") -> str:
    return f'<td class="{kind}">{escape(text)}</td>' if kind else f"<td>{escape(text)}</td>"


def table(columns: Sequence[tuple[str, str]], rows: Iterable[str]) -> str:
    """``columns`` are (title, class); ``rows`` are finished rows."""
    titles = "".join(f'<th class="{kind}">{escape(text)}</th>' for text, kind in columns)
    return f"<table><thead><tr>{titles}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def row(cells: Iterable[tuple[str, str]], kind: str = "") -> str:
    """A row of (text, class)."""
    opened = f'<tr class="{kind}">' if kind else "<tr>"
    return f"{opened}{''.join(cell(text, one) for text, one in cells)}</tr>"


def sign(whose: str, what: str) -> str:
    """A box to sign in."""
    return f'<div class="sign">{escape(whose)}<div class="small">{escape(what)}</div></div>'


def css_text(text: str) -> str:
    """``text`` as it may stand between the quotes of a style."""
    return "".join(char if char.isalnum() or char == " " else f"\\{ord(char):x} " for char in text)


def short(text: str, most: int = 60) -> str:
    """At most so many characters, so that one name cannot fill a page."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
