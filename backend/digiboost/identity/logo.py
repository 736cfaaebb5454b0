"""The picture at the head of a company's papers.

What somebody sends is never kept: it is decoded within bounds that are known before a point of it is drawn, and
encoded anew, so that nothing rides along (a script, a place, a second format behind the first).
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import BinaryIO

from digiboost.identity import audit, repository
from digiboost.identity.errors import LogoInvalid
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import NotFound

LARGEST_BYTES = 200_000
LEAST_SIDE, MOST_SIDE = 16, 2_000
"""Pixels. The largest picture takes 16 MB while it is drawn."""
KEPT_SIDE = 600
"""Pixels: two inches on paper at 300 dots an inch."""


@dataclass(frozen=True, slots=True)
class Logo:
    media_type: str
    content: bytes
    width: int
    height: int


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
    # Loading it takes longer than most requests do.
    from PIL import Image, ImageOps

    try:
        # The head alone is read here: the sides are known before anything is drawn.
        with Image.open(io.BytesIO(given), formats=("PNG", "JPEG")) as picture:
            if not all(LEAST_SIDE <= side <= MOST_SIDE for side in picture.size):
                raise _refused()
            is_photo = picture.format == "JPEG"
            plain = ImageOps.exif_transpose(picture).convert("RGB" if is_photo else "RGBA")
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise _refused() from error
    plain.thumbnail((KEPT_SIDE, KEPT_SIDE))
    out = io.BytesIO()
    clean = Image.new(plain.mode, plain.size)
    clean.paste(plain)
    if is_photo:
        clean.save(out, "JPEG", quality=90, optimize=True)
        return Logo("image/jpeg", out.getvalue(), *clean.size)
    clean.save(out, "PNG", optimize=True)
    return Logo("image/png", out.getvalue(), *clean.size)


def _refused() -> LogoInvalid:
    return LogoInvalid(most_kb=LARGEST_BYTES // 1000, least_side=LEAST_SIDE, most_side=MOST_SIDE)
