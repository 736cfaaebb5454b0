"""The files of reports: where they lie, the addresses that open them, and their end."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from digiboost.identity.service import record_audit
from digiboost.kernel import files
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import NotFound
from digiboost.kernel.http.routing import API
from digiboost.kernel.ids import new_id
from digiboost.kernel.settings import get_settings
from digiboost.kernel.text import fold
from digiboost.reports import repository
from digiboost.reports.types import Format

ROOM = "reports"
LINK = timedelta(hours=24)
"""How long an address opens a file without a sign-in."""
ORPHAN = timedelta(days=1)
"""A file without a row may be of a report that is being made; older than this it is not."""

_PLAIN = re.compile(r"[^a-z0-9._-]+")


def path_of(tx: Tx, report_id: UUID, made: str) -> Path:
    return files.path_of(tx.tenant_id, ROOM, f"{report_id}.{Format(made).suffix}")


def part_of(path: Path) -> Path:
    """Where one attempt draws: another's never."""
    return path.with_name(f"{path.stem}.{new_id().hex}.part")


def seal(part: Path, path: Path) -> int:
    """The drawn file takes its place, whole and on the disk; its size in bytes."""
    with part.open("rb") as stream:
        os.fsync(stream.fileno())
        size = os.fstat(stream.fileno()).st_size
    part.replace(path)
    return size


def file_name(name: str, made: str) -> str:
    """A name that every system takes, whatever it was made of."""
    plain = _PLAIN.sub("-", fold(name)).strip("-.")[:100]
    return f"{plain or 'rapport'}.{Format(made).suffix}"


# -- addresses ----------------------------------------------------------------------------------


def link(tx: Tx, row: Mapping[str, Any], lasts: timedelta = LINK) -> tuple[str, datetime]:
    """An address that opens the file of a report until it ends, never longer than the file is kept."""
    ends = min(now() + lasts, row["expires_at"]).replace(microsecond=0)
    body = tx.tenant_id.bytes + row["id"].bytes + int(ends.timestamp()).to_bytes(5, "big")
    token = base64.urlsafe_b64encode(body + _signature(body)).decode()
    return f"{get_settings().public_url.rstrip('/')}{API}/reports/files/{token}", ends


def opened(token: str) -> tuple[UUID, UUID]:
    """The company and the report that a living token names. Raises NotFound for every other."""
    try:
        raw = base64.b64decode(token, altchars=b"-_", validate=True)
    except ValueError as error:
        raise NotFound from error
    # Written in one way alone: no second text is read as the same token.
    if len(raw) != 69 or base64.urlsafe_b64encode(raw).decode() != token:
        raise NotFound
    if not hmac.compare_digest(_signature(raw[:37]), raw[37:]):
        raise NotFound
    if datetime.fromtimestamp(int.from_bytes(raw[32:37], "big"), UTC) <= now():
        raise NotFound
    return UUID(bytes=raw[:16]), UUID(bytes=raw[16:32])


def _signature(body: bytes) -> bytes:
    # A key of its own: what is signed here opens nothing elsewhere.
    secret = get_settings().secret_key.get_secret_value().encode()
    key = hmac.digest(secret, b"digiboost/reports/link", hashlib.sha256)
    return hmac.digest(key, body, hashlib.sha256)


# -- the end ------------------------------------------------------------------------------------


def drop_after_commit(tx: Tx, report_id: UUID, made: str) -> None:
    path = path_of(tx, report_id, made)
    tx.after_commit(f"file:{path.name}", partial(path.unlink, missing_ok=True))


def delete(tx: Tx, report_id: UUID) -> None:
    """The row and its file. One that is being made is not kept either: who makes it finds no row at the end. What a
    schedule did is remembered by the schedule, so that its moment is not made again. Raises NotFound."""
    row = repository.delete(tx, report_id)
    if row is None:
        raise NotFound
    drop_after_commit(tx, report_id, row["format"])
    record_audit(tx, "report.deleted", "report", report_id, type=row["type"])


def forget(tx: Tx) -> list[str]:
    """Nightly: reports whose time is over, and files that a crash left behind. Nothing to report."""
    at = now()
    for row in repository.forget(tx, at):
        drop_after_commit(tx, row["id"], row["format"])
        record_audit(tx, "report.forgotten", "report", row["id"], type=row["type"])
    needed = {path_of(tx, row["id"], row["format"]) for row in repository.with_files(tx)}
    oldest = (at - ORPHAN).timestamp()
    for path in files.path_of(tx.tenant_id, ROOM, "any").parent.iterdir():
        if path not in needed and path.stat().st_mtime < oldest:
            tx.after_commit(f"file:{path.name}", partial(path.unlink, missing_ok=True))
    return []
