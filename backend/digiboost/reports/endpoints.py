from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

from fastapi import Path as PathParameter
from fastapi import Query, Response
from starlette.responses import FileResponse

from digiboost.kernel.auth import Scope
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.http.pagination import Cursor, Limit, Page
from digiboost.kernel.http.ratelimit import limited
from digiboost.kernel.http.routing import AnonymousTx, allow, api_router
from digiboost.reports import service
from digiboost.reports.schemas import (
    DefinitionOut,
    LinkOut,
    ReportDetailOut,
    ReportIn,
    ReportOut,
    ReportSendIn,
    ScheduleIn,
    ScheduleOut,
    SchedulePatch,
)
from digiboost.reports.types import Format, ReportType

router = api_router(prefix="/reports", tags=["reports"])
Read = Annotated[Tx, allow(Scope.REPORTS_READ)]
Write = Annotated[Tx, allow(Scope.REPORTS_WRITE)]

_FILE: dict[str, Any] = {
    "response_class": FileResponse,
    "responses": {200: {"content": {one.media_type: {} for one in Format}}},
}
Inline = Annotated[bool, Query(description="Shown by the browser where it can, not saved")]


def _file(path: Path, row: dict[str, Any], inline: bool) -> Response:
    made = Format(row["format"])
    return FileResponse(
        path,
        media_type=made.media_type,
        filename=row["file_name"],
        content_disposition_type="inline" if inline and made is not Format.XLSX else "attachment",
        headers={"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex"},
    )


@router.get("/definitions")
def definitions(tx: Read) -> Page[DefinitionOut]:
    """Every report that there is, and how each is asked for."""
    return service.definitions()


@router.post("/generate", status_code=202, dependencies=[limited("reports", lambda: 300, 3600)])
def generate(tx: Write, body: ReportIn) -> ReportOut:
    """Has a report made by a worker. The same request within a minute is answered with the same report."""
    return service.summary(tx, service.generate(tx, body))


@router.get("")
def reports(
    tx: Read,
    wanted: Annotated[ReportType | None, Query(alias="type")] = None,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> Page[ReportOut]:
    """The newest first."""
    return service.reports(tx, wanted, cursor, limit)


# -- schedules ----------------------------------------------------------------------------------


@router.get("/schedules")
def schedules(tx: Read, limit: Limit = 50, cursor: Cursor = None) -> Page[ScheduleOut]:
    """The oldest first. A company begins with one: the synthesis of each month, to its owners."""
    service.ensure_usual(tx)
    return service.schedules(tx, cursor, limit)


@router.post("/schedules", status_code=201)
def create_schedule(tx: Write, body: ScheduleIn) -> ScheduleOut:
    """Has a report made and sent by itself, at an hour of the company's clock."""
    return service.schedule(tx, service.create_schedule(tx, body))


@router.patch("/schedules/{schedule_id}")
def edit_schedule(tx: Write, schedule_id: UUID, body: SchedulePatch) -> ScheduleOut:
    service.edit_schedule(tx, schedule_id, body)
    return service.schedule(tx, schedule_id)


@router.delete("/schedules/{schedule_id}", status_code=204)
def delete_schedule(tx: Write, schedule_id: UUID) -> None:
    """What it made stays."""
    service.delete_schedule(tx, schedule_id)


# -- one report ---------------------------------------------------------------------------------


@router.get("/files/{token}", dependencies=[limited("report_files", lambda: 60, 60)], **_FILE)
def shared_file(
    tx: AnonymousTx, token: Annotated[str, PathParameter(max_length=200)], inline: Inline = False
) -> Response:
    """The file behind a signed address, for whoever was given it and until it ends."""
    return _file(*service.behind(tx, token), inline)


@router.get("/{report_id}")
def report(tx: Read, report_id: UUID) -> ReportDetailOut:
    return service.detail(tx, report_id)


@router.get("/{report_id}/download", **_FILE)
def download(tx: Read, report_id: UUID, inline: Inline = False) -> Response:
    return _file(*service.download(tx, report_id), inline)


@router.post("/{report_id}/link")
def link(tx: Write, report_id: UUID) -> LinkOut:
    """An address for somebody who does not sign in; it ends after 24 hours."""
    return service.link(tx, report_id)


@router.post("/{report_id}/send", status_code=202, dependencies=[limited("report_sends", lambda: 120, 3600)])
def send(tx: Write, report_id: UUID, body: ReportSendIn) -> ReportDetailOut:
    """Sends the file to people of the company or anybody else, by e-mail and WhatsApp."""
    service.send(tx, report_id, body)
    return service.detail(tx, report_id)


@router.delete("/{report_id}", status_code=204)
def delete(tx: Write, report_id: UUID) -> None:
    """The report and its file; one that is being made too."""
    service.delete(tx, report_id)
