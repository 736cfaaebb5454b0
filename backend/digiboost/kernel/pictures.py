"""Pictures from people: read whole, or refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from digiboost.kernel.pdf import _one_at_a_time as _drawing


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
