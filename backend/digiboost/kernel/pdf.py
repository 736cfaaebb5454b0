"""HTML to PDF, for A4 documents that people print, sign and send.

The page is drawn by WeasyPrint, which would fetch whatever a page names, addresses inside the network and local
files included: here it is given nothing but what a page carries within itself (``data:``).
"""

from __future__ import annotations

import threading

_one_at_a_time = threading.Lock()


def pdf_of(html: str) -> bytes:
    """The document as a PDF. ``html`` is complete, with its style in it; every text in it must be escaped.

    Takes a few tenths of a second a page: release the database before (``Tx.release``).
    """
    # Loading it takes longer than the whole command does to start.
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    fetcher = URLFetcher(allowed_protocols=("data",), allow_redirects=False)
    # One after the other: each holds tens of megabytes, and the fonts below are not made for threads.
    with _one_at_a_time:
        drawn: bytes = HTML(string=html, url_fetcher=fetcher).write_pdf()
    return drawn
