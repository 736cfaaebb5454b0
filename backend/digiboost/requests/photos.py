"""Pictures of a request: said first, sent in parts over a bad network, drawn anew once they are whole.

The parts lie in a file beside the whole ones, as far as the row says; what a broken transaction wrote beyond that is
overwritten by the next part.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import logging
import os
from pathlib import Path
from typing import Any
from uuid import UUID

from digiboost.identity.service import record_audit
from digiboost.kernel.clock import now
from digiboost.kernel.db.rows import find_row, insert_row
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import NotFound
from digiboost.kernel.files import path_of, written
from digiboost.kernel.ids import new_id
from digiboost.kernel.pictures import Bounds, Picture, PictureRefused, drawn_anew
from digiboost.requests import moving, repository
from digiboost.requests import photos_repository as stored
from digiboost.requests.errors import EventIdReused, PhotoDamaged, PhotoRefused, TooManyPhotos, UploadOffset
from digiboost.requests.schemas import MAX_PHOTO, RequestPhotoIn, UploadOut
from digiboost.requests.types import PhotoKind

log = logging.getLogger(__name__)
ROOM = "requests"
BOUNDS = Bounds(largest_bytes=MAX_PHOTO, least_side=16, most_side=5_000, kept_side=1_600)
MOST = 40
"""Pictures of one request."""


def require_provider(tx: Tx, request_id: UUID, provider_id: UUID) -> None:
    """Pictures of what was done are taken also from who had the mission. Raises NotFound."""
    row = find_row(tx, "requests", request_id)
    if row is None or (row["provider_id"] != provider_id and not repository.had(tx, request_id, provider_id)):
        raise NotFound


def announce(tx: Tx, request_id: UUID, wanted: RequestPhotoIn) -> UploadOut:
    """How much of a picture is here. Raises NotFound, EventIdReused, TooManyPhotos."""
    if find_row(tx, "requests", request_id) is None:
        raise NotFound
    known = find_row(tx, "request_photos", wanted.id)
    if known is not None:
        if (known["request_id"], known["size"], known["sha256"]) != (request_id, wanted.size, wanted.sha256):
            raise EventIdReused
        return UploadOut(received=known["received"], size=known["size"])
    if stored.count(tx, request_id) >= MOST:
        raise TooManyPhotos
    values = {
        "id": wanted.id, "request_id": request_id, "kind": wanted.kind.value, "size": wanted.size, "received": 0,
        "sha256": wanted.sha256, "taken_at": wanted.taken_at, "user_id": tx.actor.user_id,
    }  # fmt: skip
    insert_row(tx, "request_photos", values)
    moving.touch(tx, [request_id])
    record_audit(tx, "request.photo_announced", "request", request_id, photo_id=str(wanted.id))
    return UploadOut(received=0, size=wanted.size)


def progress(tx: Tx, request_id: UUID, photo_id: UUID) -> UploadOut:
    """Raises NotFound."""
    row = _photo(tx, request_id, photo_id)
    return UploadOut(received=row["received"], size=row["size"])


def append(tx: Tx, request_id: UUID, photo_id: UUID, offset: int, content: bytes) -> UploadOut:
    """Takes a part that begins at ``offset``; the last one makes it whole. Raises NotFound, UploadOffset (with what is
    here), PhotoDamaged, PhotoRefused."""
    row = _photo(tx, request_id, photo_id, lock=True)
    if row["file"] is not None:
        return UploadOut(received=row["size"], size=row["size"])
    end = offset + len(content)
    if offset != row["received"] or end > row["size"]:
        raise UploadOffset().expose(received=row["received"], size=row["size"])
    parts = _parts(tx, photo_id)
    _write(parts, offset, content)
    if end < row["size"]:
        stored.received(tx, photo_id, end)
        return UploadOut(received=end, size=row["size"])
    whole = parts.read_bytes()[:end]
    if hashlib.sha256(whole).hexdigest() != row["sha256"]:
        stored.received(tx, photo_id, 0)
        raise PhotoDamaged().expose(received=0, size=row["size"])
    _keep(tx, request_id, photo_id, _drawn(whole))
    tx.after_commit(f"photo:{photo_id}", lambda: parts.unlink(missing_ok=True))
    return UploadOut(received=end, size=row["size"])


def attach(tx: Tx, request_id: UUID, text: str, kind: PhotoKind = PhotoKind.PROBLEM) -> UUID:
    """A whole picture that came with a form, base64; its id. Raises PhotoRefused."""
    try:
        content = base64.b64decode(text.partition(",")[2] if text.startswith("data:") else text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise PhotoRefused from error
    return attach_bytes(tx, request_id, content, kind)


def attach_bytes(tx: Tx, request_id: UUID, content: bytes, kind: PhotoKind = PhotoKind.PROBLEM) -> UUID:
    """Raises PhotoRefused."""
    picture = _drawn(content)
    photo_id = new_id()
    values = {
        "id": photo_id, "request_id": request_id, "kind": kind.value, "size": len(content), "received": 0,
        "sha256": hashlib.sha256(content).hexdigest(), "taken_at": now(), "user_id": tx.actor.user_id,
    }  # fmt: skip
    insert_row(tx, "request_photos", values)
    _keep(tx, request_id, photo_id, picture)
    return photo_id


def content(tx: Tx, request_id: UUID, photo_id: UUID) -> bytes:
    """The JPEG. Raises NotFound, also while it is not whole."""
    row = _photo(tx, request_id, photo_id)
    if row["file"] is None:
        raise NotFound
    path = path_of(tx.tenant_id, ROOM, row["file"])
    if not path.is_file():
        # A restored disk may lack what the database knows, which is no fault of who asks.
        log.error("a picture is missing", extra={"file": str(path)})
        raise NotFound
    return path.read_bytes()


def _photo(tx: Tx, request_id: UUID, photo_id: UUID, *, lock: bool = False) -> dict[str, Any]:
    row = stored.photo(tx, request_id, photo_id, lock=lock)
    if row is None:
        raise NotFound
    return row


def _drawn(given: bytes) -> Picture:
    try:
        return drawn_anew(given, BOUNDS, as_photo=True)
    except PictureRefused as error:
        raise PhotoRefused from error


def _keep(tx: Tx, request_id: UUID, photo_id: UUID, picture: Picture) -> None:
    name = f"{photo_id}.jpg"
    with written(path_of(tx.tenant_id, ROOM, name)) as stream:
        stream.write(picture.content)
    stored.drawn(tx, photo_id, name, picture.width, picture.height)
    moving.touch(tx, [request_id])
    record_audit(tx, "request.photo_added", "request", request_id, photo_id=str(photo_id))


def _parts(tx: Tx, photo_id: UUID) -> Path:
    return path_of(tx.tenant_id, ROOM, f"{photo_id}.parts")


def _write(parts: Path, offset: int, content: bytes) -> None:
    with parts.open("r+b" if parts.exists() else "wb") as stream:
        stream.seek(offset)
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
