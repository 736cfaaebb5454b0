"""Pictures of providers: their face, and the papers that say what they have learned. Drawn anew, in the file store."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import BinaryIO
from uuid import UUID

from digiboost.identity.service import record_audit
from digiboost.kernel import changes as feed
from digiboost.kernel.db.rows import insert_row, update_row
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import NotFound
from digiboost.kernel.files import path_of, written
from digiboost.kernel.http.middleware import PICTURE_MAX_BYTES
from digiboost.kernel.ids import new_id
from digiboost.kernel.pictures import Bounds, PictureRefused, drawn_anew
from digiboost.providers import repository
from digiboost.providers.errors import ProviderPictureInvalid
from digiboost.providers.schemas import CertificateIn, CertificateOut
from digiboost.providers.types import PROVIDER

log = logging.getLogger(__name__)

ROOM = "providers"
LARGEST_BYTES = PICTURE_MAX_BYTES
PHOTO = Bounds(LARGEST_BYTES, least_side=16, most_side=8_000, kept_side=512)
PAPER = Bounds(LARGEST_BYTES, least_side=16, most_side=8_000, kept_side=1_600)


def photo(tx: Tx, provider_id: UUID) -> bytes:
    """Somebody's face, a JPEG. Raises NotFound."""
    row = repository.card(tx, provider_id)
    if row is None or row["photo"] is None:
        raise NotFound
    return _read(tx, row["photo"])


def set_photo(tx: Tx, provider_id: UUID, before: str | None, stream: BinaryIO) -> None:
    """Takes the place of the photo ``before``; the caller has locked the provider. Raises ProviderPictureInvalid."""
    name = _kept(tx, stream, PHOTO)
    _replace_photo(tx, provider_id, before, name, "provider.photo_set")


def remove_photo(tx: Tx, provider_id: UUID, before: str | None) -> None:
    """Raises NotFound where there is none."""
    if before is None:
        raise NotFound
    _replace_photo(tx, provider_id, before, None, "provider.photo_removed")


def add_certificate(tx: Tx, provider_id: UUID, wanted: CertificateIn) -> CertificateOut:
    values = wanted.model_dump()
    values["id"] = wanted.id or new_id()
    insert_row(tx, "certificates", {**values, "provider_id": provider_id})
    _note(tx, provider_id, "provider.certificate_added", values["id"])
    return CertificateOut(**values, has_file=False)


def remove_certificate(tx: Tx, provider_id: UUID, certificate_id: UUID) -> None:
    """Raises NotFound."""
    row = repository.delete_owned(tx, "certificates", provider_id, certificate_id)
    if row is None:
        raise NotFound
    drop_after_commit(tx, [row["file"]] if row["file"] else [])
    _note(tx, provider_id, "provider.certificate_removed", certificate_id)


def certificate_file(tx: Tx, provider_id: UUID, certificate_id: UUID) -> bytes:
    """The picture of a paper, a JPEG. Raises NotFound."""
    row = repository.owned(tx, "certificates", provider_id, certificate_id)
    if row is None or row["file"] is None:
        raise NotFound
    return _read(tx, row["file"])


def set_certificate_file(tx: Tx, provider_id: UUID, certificate_id: UUID, stream: BinaryIO) -> None:
    """Raises NotFound, ProviderPictureInvalid."""
    row = repository.owned(tx, "certificates", provider_id, certificate_id)
    if row is None:
        raise NotFound
    name = _kept(tx, stream, PAPER)
    update_row(tx, "certificates", certificate_id, {"file": name})
    drop_after_commit(tx, [row["file"]] if row["file"] else [])
    _note(tx, provider_id, "provider.certificate_file_set", certificate_id)


def drop_after_commit(tx: Tx, names: Iterable[str]) -> None:
    for name in names:
        path = path_of(tx.tenant_id, ROOM, name)
        tx.after_commit(f"file:{path}", lambda path=path: path.unlink(missing_ok=True))  # type: ignore[misc]


def _read(tx: Tx, name: str) -> bytes:
    """A file that a restored disk lacks is not there, which is no fault of who asks."""
    path = path_of(tx.tenant_id, ROOM, name)
    if not path.is_file():
        log.error("a picture is missing", extra={"file": str(path)})
        raise NotFound
    return path.read_bytes()


def _kept(tx: Tx, stream: BinaryIO, bounds: Bounds) -> str:
    try:
        drawn = drawn_anew(stream.read(bounds.largest_bytes + 1), bounds, as_photo=True)
    except PictureRefused as error:
        raise ProviderPictureInvalid(most_mb=LARGEST_BYTES // 1_000_000) from error
    name = f"{new_id()}.jpg"
    with written(path_of(tx.tenant_id, ROOM, name)) as out:
        out.write(drawn.content)
    return name


def _replace_photo(tx: Tx, provider_id: UUID, before: str | None, name: str | None, action: str) -> None:
    update_row(tx, "providers", provider_id, {"photo": name})
    drop_after_commit(tx, [before] if before else [])
    feed.note(tx, PROVIDER, [provider_id])
    record_audit(tx, action, "provider", provider_id)


def _note(tx: Tx, provider_id: UUID, action: str, certificate_id: UUID) -> None:
    update_row(tx, "providers", provider_id, {})
    feed.note(tx, PROVIDER, [provider_id])
    record_audit(tx, action, "provider", provider_id, certificate=str(certificate_id))
