"""Files of tenants on disk: written once, named by the server, never by a person."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from digiboost.kernel.settings import get_settings


def path_of(tenant_id: UUID, room: str, name: str) -> Path:
    """Where a tenant's file lies; the folder is made. ``room`` and ``name`` are ours, not the caller's."""
    if "/" in room or "/" in name or name.startswith("."):
        raise ValueError("a file's name is made by the server")
    folder = get_settings().files_dir.resolve() / str(tenant_id) / room
    folder.mkdir(parents=True, exist_ok=True)
    return folder / name


@contextmanager
def written(path: Path) -> Iterator[BinaryIO]:
    """A file that exists whole or not at all."""
    partial = path.with_name(path.name + ".part")
    try:
        with partial.open("wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
