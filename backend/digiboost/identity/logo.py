"""The picture at the head of a company's papers: drawn anew from what somebody sends."""

from __future__ import annotations

from typing import BinaryIO

from digiboost.identity import audit, repository
from digiboost.identity.errors import LogoInvalid
from digiboost.kernel import pictures
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import NotFound
from digiboost.kernel.pictures import Bounds, Picture

LARGEST_BYTES = 200_000
LEAST_SIDE, MOST_SIDE = 16, 2_000
"""Pixels. The largest picture takes 16 MB while it is drawn."""
KEPT_SIDE = 600
"""Pixels: two inches on paper at 300 dots an inch."""
BOUNDS = Bounds(LARGEST_BYTES, LEAST_SIDE, MOST_SIDE, KEPT_SIDE)
Logo = Picture


def logo(tx: Tx) -> bytes | None:
    """The company's logo, a PNG or a JPEG; None where it has none."""
    row = repository.logo(tx)
    return None if row is None else bytes(row["content"])


def shown_logo(tx: Tx) -> Logo:
    """Raises NotFound where the company has none."""
    row = repository.logo(tx)
    if row is None:
        raise NotFound
    return Logo(row["media_type"], bytes(row["content"]), row["width"], row["height"])


def set_logo(tx: Tx, stream: BinaryIO) -> None:
    """Raises LogoInvalid for what is no PNG or JPEG, or is too large in bytes or pixels."""
    given = stream.read(LARGEST_BYTES + 1)
    if len(given) > LARGEST_BYTES:
        raise _refused()
    drawn = drawn_anew(given)
    repository.set_logo(tx, drawn.media_type, drawn.content, drawn.width, drawn.height)
    audit.record(tx, "company.logo_set", "tenant", tx.tenant_id)


def remove_logo(tx: Tx) -> None:
    """Raises NotFound where the company has none."""
    if not repository.remove_logo(tx):
        raise NotFound
    audit.record(tx, "company.logo_removed", "tenant", tx.tenant_id)


def drawn_anew(given: bytes) -> Logo:
    """The picture encoded by us, no larger than a paper's head needs. Raises LogoInvalid."""
    try:
        return pictures.drawn_anew(given, BOUNDS)
    except pictures.PictureRefused as error:
        raise _refused() from error


def _refused() -> LogoInvalid:
    return LogoInvalid(most_kb=LARGEST_BYTES // 1000, least_side=LEAST_SIDE, most_side=MOST_SIDE)
