"""HTML to PDF, for documents that people print, sign, send and keep.

The page is drawn by WeasyPrint, which would fetch whatever a page names, addresses inside the network and local
files included: here it is given nothing but what a page carries within itself (``data:``).

What comes out is PDF/A-2a: it looks the same in twenty years (fonts and colours are within it) and is tagged, so that
headings, tables and pictures are read aloud in their order. A page must therefore say its language (``<html lang>``)
and its title, and a picture what it shows (``alt``).
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from math import ceil
from typing import Any

VARIANT = "pdf/a-2a"
_one_at_a_time = threading.Lock()
_PX_PER_MM = 96 / 25.4
_LONGEST_MM = 5000
"""Of one page: what readers accept."""
END = '<div id="end"></div>'
"""The last element of a strip."""


@dataclass(frozen=True, slots=True)
class Drawn:
    content: bytes
    pages: int


def pdf_of(html: str) -> Drawn:
    """The document as a PDF. ``html`` is complete, with its style in it; every text in it must be escaped.

    Takes a few tenths of a second a page: release the database before (``Tx.release``).
    """
    # One after the other: each holds tens of megabytes, and the fonts below are not made for threads.
    with _one_at_a_time:
        return _written(_render(html))


def strip_of(html: str, width_mm: float, bottom_mm: float = 4) -> Drawn:
    """The same on paper from a roll: one page as long as what is on it, and ``bottom_mm`` to tear it off.

    ``html`` ends with ``END`` and says the margins of its ``@page``, not its size.
    """
    with _one_at_a_time:
        long = _render(html, f"@page {{ size: {width_mm}mm {_LONGEST_MM}mm }}")
        height = long.pages[0].anchors["end"][1] / _PX_PER_MM + bottom_mm if len(long.pages) == 1 else _LONGEST_MM
        return _written(_render(html, f"@page {{ size: {width_mm}mm {ceil(height)}mm }}"))


def _render(html: str, more_style: str | None = None) -> Any:
    # Loading it takes longer than the whole command does to start.
    from weasyprint import CSS, HTML
    from weasyprint.urls import URLFetcher

    fetcher = URLFetcher(allowed_protocols=("data",), allow_redirects=False)
    more = [] if more_style is None else [CSS(string=more_style, url_fetcher=fetcher)]
    return HTML(string=html, url_fetcher=fetcher).render(stylesheets=more, pdf_variant=VARIANT)


def _written(document: Any) -> Drawn:
    return Drawn(document.write_pdf(pdf_variant=VARIANT), len(document.pages))
