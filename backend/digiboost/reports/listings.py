"""Reports and schedules as they are shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast
from uuid import UUID

from digiboost.identity.service import record_audit
from digiboost.kernel.auth import system_actor
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import NotFound
from digiboost.kernel.http.pagination import Page, decode_cursor, page_of
from digiboost.reports import keeping, recipients, repository
from digiboost.reports.definitions import DEFINITIONS
from digiboost.reports.schemas import DefinitionOut, DeliveryOut, LinkOut, ReportDetailOut, ReportOut, ScheduleOut
from digiboost.reports.sending import require_file
from digiboost.reports.types import ReportState, ReportType

_NEWEST, _OLDEST = "-created_at", "created_at"


def definitions() -> Page[DefinitionOut]:
    """Every report that there is; they are few."""
    found = [
        DefinitionOut(
            type=one.type,
            formats=list(one.formats),
            period=one.period,
            subject=cast(Any, one.subject),
            subject_required=one.subject_required,
            schedulable=one.schedulable,
        )
        for one in DEFINITIONS.values()
    ]
    return Page(items=found, next_cursor=None)


def reports(tx: Tx, wanted: ReportType | None, cursor: str | None, limit: int) -> Page[ReportOut]:
    rows = repository.page(tx, wanted, decode_cursor(cursor, _NEWEST, 2), limit)
    items, following = page_of(rows, limit, _NEWEST, "created_at")
    return Page(items=[ReportOut(**row) for row in items], next_cursor=following)


def summary(tx: Tx, report_id: UUID) -> ReportOut:
    return ReportOut(**_found(tx, report_id))


def detail(tx: Tx, report_id: UUID) -> ReportDetailOut:
    row = _found(tx, report_id)
    [shown] = recipients.shown(tx, [row.pop("recipients")])
    sent = [DeliveryOut(**one) for one in repository.deliveries(tx, report_id)]
    return ReportDetailOut(**row, recipients=shown, deliveries=sent)


def _found(tx: Tx, report_id: UUID) -> dict[str, Any]:
    row = repository.shown(tx, report_id)
    if row is None:
        raise NotFound
    return row


def download(tx: Tx, report_id: UUID) -> tuple[Path, dict[str, Any]]:
    """The file of a report and its row. Raises NotFound, ReportNotReady, ReportFailed."""
    row = _found(tx, report_id)
    require_file(tx, row)
    return keeping.path_of(tx, report_id, row["format"]), row


def link(tx: Tx, report_id: UUID) -> LinkOut:
    """Raises NotFound, ReportNotReady, ReportFailed."""
    _, row = download(tx, report_id)
    url, ends = keeping.link(tx, row)
    record_audit(tx, "report.linked", "report", report_id)
    return LinkOut(url=url, expires_at=ends)


def behind(tx: Tx, token: str) -> tuple[Path, dict[str, Any]]:
    """The file that a signed address opens, and its row; the transaction is its company's from then on. Raises
    NotFound for whatever is not a living address of a file."""
    tenant_id, report_id = keeping.opened(token)
    tx.become(system_actor(tenant_id))
    row = repository.shown(tx, report_id)
    if row is None or row["state"] != ReportState.READY:
        raise NotFound
    path = keeping.path_of(tx, report_id, row["format"])
    if not path.is_file():
        raise NotFound
    return path, row


def schedules(tx: Tx, cursor: str | None, limit: int) -> Page[ScheduleOut]:
    rows = repository.schedules(tx, decode_cursor(cursor, _OLDEST, 2), limit)
    items, following = page_of(rows, limit, _OLDEST, "created_at")
    return Page(items=_schedules_out(tx, items), next_cursor=following)


def schedule(tx: Tx, schedule_id: UUID) -> ScheduleOut:
    row = repository.schedule(tx, schedule_id)
    if row is None:
        raise NotFound
    [shown] = _schedules_out(tx, [row])
    return shown


def _schedules_out(tx: Tx, rows: list[dict[str, Any]]) -> list[ScheduleOut]:
    people = recipients.shown(tx, [row["recipients"] for row in rows])
    return [
        ScheduleOut(**{name: row[name] for name in ScheduleOut.model_fields if name != "recipients"}, recipients=shown)
        for row, shown in zip(rows, people, strict=True)
    ]
