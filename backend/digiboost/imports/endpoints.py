from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import File, Form, Response, UploadFile
from starlette.responses import FileResponse

from digiboost.imports import repository, service
from digiboost.imports.schemas import ImportOut, ImportSummary, Kind, MappingIn
from digiboost.kernel.auth import Scope
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.http.pagination import Cursor, Limit, Page, decode_cursor, page_of
from digiboost.kernel.http.ratelimit import limited
from digiboost.kernel.http.routing import allow, api_router

router = api_router(prefix="/imports", tags=["imports"])
Importer = Annotated[Tx, allow(Scope.IMPORTS_WRITE)]


@router.post("", status_code=201, dependencies=[limited("imports", lambda: 60, 3600)])
def upload(
    tx: Importer,
    kind: Annotated[Kind, Form()],
    file: Annotated[UploadFile, File(description=".xlsx or .csv; a .csv may be gzipped")],
) -> ImportOut:
    """Takes a file, guesses what its columns mean, and starts a dry run that changes nothing."""
    return service.out(tx, service.upload(tx, kind, file.filename or "fichier", file.file))


@router.get("")
def imports(tx: Importer, limit: Limit = 20, cursor: Cursor = None) -> Page[ImportSummary]:
    rows = repository.page(tx, decode_cursor(cursor, "-created_at", 2), limit)
    items, following = page_of(rows, limit, "-created_at", "created_at")
    return Page(items=[ImportSummary(**row) for row in items], next_cursor=following)


@router.get("/{import_id}")
def one(tx: Importer, import_id: UUID) -> ImportOut:
    return service.get(tx, import_id)


@router.put("/{import_id}/mapping")
def set_mapping(tx: Importer, import_id: UUID, body: MappingIn) -> ImportOut:
    """Says which column gives which field, and starts the dry run again."""
    return service.out(tx, service.set_mapping(tx, import_id, body))


@router.post("/{import_id}/check", status_code=202)
def check_again(tx: Importer, import_id: UUID) -> ImportOut:
    """Starts the dry run again."""
    return service.out(tx, service.check_again(tx, import_id))


@router.post("/{import_id}/confirm", status_code=202)
def confirm(tx: Importer, import_id: UUID) -> ImportOut:
    """Takes the checked file in, as a whole."""
    return service.out(tx, service.confirm(tx, import_id))


@router.post("/{import_id}/undo", status_code=202)
def undo(tx: Importer, import_id: UUID) -> ImportOut:
    """Takes back everything that the import brought in."""
    return service.out(tx, service.undo(tx, import_id))


@router.post("/{import_id}/cancel")
def cancel(tx: Importer, import_id: UUID) -> ImportOut:
    """Drops an import that has changed nothing."""
    return service.out(tx, service.cancel(tx, import_id))


@router.get("/{import_id}/rejected.csv", response_class=FileResponse, responses={200: {"content": {"text/csv": {}}}})
def rejected(tx: Importer, import_id: UUID) -> Response:
    """The rows that were left out, as they were, each with its number and the reason."""
    path, name = service.rejected_rows(tx, import_id)
    return FileResponse(path, media_type="text/csv; charset=utf-8", filename=name)
