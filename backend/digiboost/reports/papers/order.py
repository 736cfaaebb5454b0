"""A purchase order, as purchasing draws it."""

from __future__ import annotations

from pathlib import Path

from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import NotFound
from digiboost.purchasing.service import order_pdf
from digiboost.reports.types import Asked, Made, Progress


def make(tx: Tx, asked: Asked, path: Path, progress: Progress) -> Made:
    if asked.subject_id is None:
        raise NotFound
    number, drawn = order_pdf(tx, asked.subject_id, asked.language)
    progress(0.9)
    path.write_bytes(drawn.content)
    title = f"Bon de commande {number}" if asked.language == "fr" else f"Purchase order {number}"
    name = f"bon-de-commande-{number}" if asked.language == "fr" else f"purchase-order-{number}"
    return Made(name=name.lower(), title=title, size=drawn.pages)
