"""The life of an import: uploaded, checked (a dry run), confirmed, done, undone.

A request only writes the row and an event; the work is done by a worker (``taking``), in one transaction:
a file is taken in whole or not at all.
"""

from __future__ import annotations

import hashlib
import shutil
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, cast
from uuid import UUID

from digiboost.identity.service import record_audit
from digiboost.imports import repository
from digiboost.imports.errors import FileRefused, NothingToImport, NotNow
from digiboost.imports.events import CheckRequested, ImportConfirmed, UndoRequested
from digiboost.imports.models import Import
from digiboost.imports.reading.errors import MappingIncomplete, ReadingError
from digiboost.imports.reading.headers import guess_mapping, header_fingerprint
from digiboost.imports.reading.messages import message
from digiboost.imports.reading.parent import inspect_file
from digiboost.imports.reading.rows import column_indexes
from digiboost.imports.reading.types import FIELDS, REQUIRED, FileShape
from digiboost.imports.reading.types import Kind as ReadingKind
from digiboost.imports.schemas import (
    ColumnOut,
    FieldOut,
    ImportOptions,
    ImportOut,
    ImportSummary,
    MappingIn,
    ProblemOut,
)
from digiboost.kernel import files
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import NotFound, TooLarge
from digiboost.kernel.i18n import Language
from digiboost.kernel.ids import new_id
from digiboost.kernel.outbox import emit
from digiboost.kernel.settings import get_settings

ROOM = "imports"
KEPT_UNCONFIRMED = timedelta(days=7)
"""How long an uploaded file waits to be confirmed."""
KEPT_REJECTED = timedelta(days=90)
"""How long the rows that were left out can be fetched."""


def file_of(tx: Tx, import_id: UUID) -> Path:
    return files.path_of(tx.tenant_id, ROOM, f"{import_id}.file")


def rejected_file_of(tx: Tx, import_id: UUID) -> Path:
    return files.path_of(tx.tenant_id, ROOM, f"{import_id}.rejected.csv")


def upload(tx: Tx, kind: str, file_name: str, stream: BinaryIO) -> Import:
    """Keeps the file, reads its headers in a child process, guesses the mapping and asks for a dry run.

    Raises FileRefused, TooLarge. With a required field unmapped the import waits as ``uploaded``.
    """
    import_id = new_id()
    path = file_of(tx, import_id)
    with files.written(path) as out:
        shutil.copyfileobj(stream, out, 1 << 20)
    size = path.stat().st_size
    if size > get_settings().upload_max_bytes:
        path.unlink()
        raise TooLarge
    try:
        shape = inspect_file(path)
    except ReadingError as error:
        path.unlink()
        raise FileRefused(error) from error
    columns = list(shape.columns)
    known = repository.remembered(tx, kind, header_fingerprint(columns))
    options = ImportOptions() if known is None else ImportOptions.model_validate(known.options)
    mapping = guess_mapping(cast(ReadingKind, kind), columns) if known is None else known.mapping
    row = Import(
        tenant_id=tx.tenant_id,
        id=import_id,
        kind=kind,
        file_name=Path(file_name).name[:200],
        file_bytes=size,
        file_hash=_hash(path),
        status="uploaded",
        shape=shape.to_json(),
        columns=[{"name": column.name, "samples": list(column.samples)} for column in columns],
        mapping=mapping,
        options=options.model_dump(),
        total_rows=shape.rows_estimate,
        user_id=tx.actor.user_id,
    )
    tx.session.add(row)
    tx.session.flush()
    record_audit(tx, "import.uploaded", "import", import_id, kind=kind)
    if _is_complete(row):
        _check(tx, row)
    return row


def set_mapping(tx: Tx, import_id: UUID, wanted: MappingIn) -> Import:
    """Raises FileRefused for a column or field that does not exist or a required one that is missing. A dry
    run that is under way with the mapping of before ends without a word."""
    row = _locked(tx, import_id, "uploaded", "checking", "checked", "failed")
    try:
        column_indexes(FileShape.from_json(row.shape), wanted.mapping, cast(ReadingKind, row.kind))
    except ReadingError as error:
        raise FileRefused(error) from error
    row.mapping = dict(wanted.mapping)
    row.options = wanted.options.model_dump()
    record_audit(tx, "import.mapped", "import", import_id)
    _check(tx, row)
    return row


def check_again(tx: Tx, import_id: UUID) -> Import:
    row = _locked(tx, import_id, "uploaded", "checked", "failed")
    try:
        column_indexes(FileShape.from_json(row.shape), row.mapping, cast(ReadingKind, row.kind))
    except ReadingError as error:
        raise FileRefused(error) from error
    record_audit(tx, "import.checked", "import", import_id)
    _check(tx, row)
    return row


def confirm(tx: Tx, import_id: UUID) -> Import:
    row = _locked(tx, import_id, "checked")
    if row.accepted_rows == 0:
        raise NothingToImport
    row.status, row.progress = "importing", 0.0
    row.version += 1
    repository.remember(tx, row.kind, _fingerprint(row), row.mapping, row.options)
    record_audit(tx, "import.confirmed", "import", import_id)
    emit(tx, ImportConfirmed(payload={"import_id": str(import_id)}))
    return row


def undo(tx: Tx, import_id: UUID) -> Import:
    row = _locked(tx, import_id, "done")
    row.status, row.progress = "undoing", 0.0
    row.version += 1
    record_audit(tx, "import.undo_requested", "import", import_id)
    emit(tx, UndoRequested(payload={"import_id": str(import_id)}))
    return row


def cancel(tx: Tx, import_id: UUID) -> Import:
    """Drops an import that has changed nothing, with its file."""
    row = _locked(tx, import_id, "uploaded", "checking", "checked", "failed")
    row.status = "cancelled"
    row.version += 1
    record_audit(tx, "import.cancelled", "import", import_id)
    tx.after_commit(f"file:{import_id}", partial(_drop_files, file_of(tx, import_id).parent, import_id))
    return row


def forget(tx: Tx) -> list[str]:
    """Nightly: drops imports that nobody confirmed in time, and files that nobody needs any more: those of
    imports that are over, rejected rows of long ago, and what a crash left behind. Nothing to report."""
    at = now()
    for import_id in repository.cancel_unconfirmed(tx, at - KEPT_UNCONFIRMED):
        record_audit(tx, "import.cancelled", "import", import_id)
    needed = {
        path
        for row in repository.with_files(tx)
        for path, wanted in (
            (file_of(tx, row["id"]), row["status"] in {"uploaded", "checking", "checked", "importing", "failed"}),
            (
                rejected_file_of(tx, row["id"]),
                row["rejected_rows"] > 0 and row["status"] != "cancelled" and row["created_at"] > at - KEPT_REJECTED,
            ),
        )
        if wanted
    }
    # A file younger than a day may belong to an upload, or a check, that is not committed yet.
    oldest = (at - timedelta(days=1)).timestamp()
    for path in files.path_of(tx.tenant_id, ROOM, "any").parent.iterdir():
        if path not in needed and path.stat().st_mtime < oldest:
            tx.after_commit(f"file:{path.name}", partial(path.unlink, missing_ok=True))
    return []


def rejected_rows(tx: Tx, import_id: UUID) -> tuple[Path, str]:
    """The file of rejected rows, and a name for it. Raises NotFound when nothing was rejected."""
    row = repository.find(tx, import_id)
    path = rejected_file_of(tx, import_id)
    if row is None or row.rejected_rows == 0 or not path.exists():
        raise NotFound
    return path, f"{Path(row.file_name).stem[:80]}-rejets.csv"


def _drop_files(folder: Path, import_id: UUID) -> None:
    for path in folder.glob(f"{import_id}.*"):
        path.unlink(missing_ok=True)


def _check(tx: Tx, row: Import) -> None:
    row.status, row.progress, row.error = "checking", 0.0, None
    row.version += 1
    emit(tx, CheckRequested(payload={"import_id": str(row.id), "version": row.version}))


def _locked(tx: Tx, import_id: UUID, *states: str) -> Import:
    row = repository.lock(tx, import_id)
    if row is None:
        raise NotFound
    if row.status not in states:
        raise NotNow(status=row.status).expose(import_status=row.status)
    return row


def _hash(path: Path) -> bytes:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").digest()


def _fingerprint(row: Import) -> str:
    return header_fingerprint(column["name"] for column in row.columns)


def _is_complete(row: Import) -> bool:
    try:
        column_indexes(FileShape.from_json(row.shape), row.mapping, cast(ReadingKind, row.kind))
    except MappingIncomplete:
        return False
    return True


# -- shapes -------------------------------------------------------------------------------------


def get(tx: Tx, import_id: UUID) -> ImportOut:
    row = repository.find(tx, import_id)
    if row is None:
        raise NotFound
    return out(tx, row)


def out(tx: Tx, row: Import) -> ImportOut:
    tx.session.flush()
    kind = cast(ReadingKind, row.kind)
    groups = {field: index for index, group in enumerate(REQUIRED[kind]) for field in group}
    language: Language = tx.notes["language"]
    return ImportOut(
        **ImportSummary.model_validate(row, from_attributes=True).model_dump(),
        columns=[ColumnOut(**column) for column in row.columns],
        fields=[FieldOut(name=field, group=groups.get(field)) for field in FIELDS[kind]],
        mapping=row.mapping,
        options=ImportOptions.model_validate(row.options),
        sample=row.sample,
        problems=[_problem(problem, language) for problem in row.problems],
        error=row.error,
    )


def _problem(stored: dict[str, Any], language: Language) -> ProblemOut:
    return ProblemOut(
        code=stored["code"],
        severity=stored["severity"],
        message=message(stored["code"], language, stored["params"]),
        count=stored["count"],
        first_row=stored["first_row"],
    )
