"""Making papers in tests, and reading what came out."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from socketserver import BaseRequestHandler, TCPServer
from threading import Thread
from typing import Any
from uuid import UUID

from pypdf import PdfReader

from digiboost.reports.definitions import DEFINITIONS
from digiboost.reports.types import Asked, Format, Made, ReportType
from tests.factories.people import Person
from tests.factories.stock import transaction


def make(
    app: Any,
    shop: Person,
    folder: Path,
    kind: ReportType,
    *,
    form: Format = Format.PDF,
    language: Any = "fr",
    first: date | None = None,
    last: date | None = None,
    subject: str | None = None,
) -> tuple[Made, PdfReader]:
    path = folder / f"{kind}-{form}-{language}-{first}.pdf"
    asked = Asked(kind, form, language, first, last, None if subject is None else UUID(subject))
    told: list[float] = []
    with transaction(app, shop.tenant_id) as tx:
        # As a worker reads: one moment, and nothing is written.
        tx.run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        made = DEFINITIONS[kind].make(tx, asked, path, told.append)
    assert told == sorted(told) and 0 < told[-1] <= 1
    read = PdfReader(io.BytesIO(path.read_bytes()))
    assert made.size == len(read.pages)
    path.unlink()
    return made, read


def text_of(read: PdfReader) -> str:
    """The words of all pages, every kind of space as one."""
    return " ".join(" ".join(page.extract_text() for page in read.pages).split())


@contextmanager
def listening() -> Iterator[tuple[str, list[bytes]]]:
    """An HTTP address of this machine, and what was asked of it."""
    knocked: list[bytes] = []

    class Door(BaseRequestHandler):
        def handle(self) -> None:
            knocked.append(self.request.recv(1000))

    with TCPServer(("127.0.0.1", 0), Door) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}", knocked
        finally:
            server.shutdown()
            thread.join()
