"""Pictures from people: read whole, or refused.

What somebody sends is never kept: it is decoded within bounds that are known before a point of it is drawn, and encoded
anew, so that nothing rides along (a script, a place, a second format behind the first).
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from digiboost.kernel.pdf import _one_at_a_time as _drawing


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a picture may be: bytes as it is sent, pixels of a side as it is sent, pixels of the longer side as it is
    kept. A photo (JPEG) that is larger than it is kept is decoded at a fraction of its size."""

    largest_bytes: int
    least_side: int
    most_side: int
    kept_side: int


@dataclass(frozen=True, slots=True)
class Picture:
    media_type: str
    content: bytes
    width: int
    height: int


class PictureRefused(ValueError):
    """No PNG or JPEG, broken, or out of bounds. Rooms turn it into an error of theirs."""


@contextmanager
def whole_pictures() -> Iterator[None]:
    """Inside, Pillow refuses pictures that break off or swell. The library that draws pages has it take them, for the
    whole process and from its first page on: no page is drawn meanwhile."""
    # Loading it takes longer than most requests do.
    from PIL import ImageFile

    with _drawing:
        before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
        try:
            yield
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = before


def drawn_anew(given: bytes, bounds: Bounds, *, as_photo: bool = False) -> Picture:
    """The picture upright and encoded by us, no larger than ``bounds`` keep it; what was a PNG stays one, unless it is
    kept ``as_photo`` (on white). Raises PictureRefused."""
    # Loading it takes longer than most requests do.
    from PIL import Image, ImageOps

    if len(given) > bounds.largest_bytes:
        raise PictureRefused(f"{len(given)} bytes")
    try:
        # The head alone is read here: the sides are known before anything is drawn.
        with whole_pictures(), Image.open(io.BytesIO(given), formats=("PNG", "JPEG")) as picture:
            if not all(bounds.least_side <= side <= bounds.most_side for side in picture.size):
                raise PictureRefused(f"{picture.size[0]} x {picture.size[1]} pixels")
            is_photo = picture.format == "JPEG"
            # Decodes at 1/2, 1/4 or 1/8 where that still is no smaller than what is kept.
            picture.draft("RGB", (bounds.kept_side, bounds.kept_side))
            plain = ImageOps.exif_transpose(picture).convert("RGB" if is_photo else "RGBA")
    except PictureRefused:
        raise
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise PictureRefused(str(error)) from error
    plain.thumbnail((bounds.kept_side, bounds.kept_side))
    if as_photo and not is_photo:
        ground = Image.new("RGB", plain.size, "white")
        ground.paste(plain, mask=plain.getchannel("A"))
        plain, is_photo = ground, True
    out = io.BytesIO()
    clean = Image.new(plain.mode, plain.size)
    clean.paste(plain)
    if is_photo:
        clean.save(out, "JPEG", quality=90, optimize=True)
        return Picture("image/jpeg", out.getvalue(), *clean.size)
    clean.save(out, "PNG", optimize=True)
    return Picture("image/png", out.getvalue(), *clean.size)
