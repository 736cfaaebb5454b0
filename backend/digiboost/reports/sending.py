"""A report on its way to people: with its file, or with an address where it is too large for a message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from digiboost.channels.types import Attachment
from digiboost.identity.service import company, record_audit
from digiboost.kernel.clock import now, zone
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import NotFound
from digiboost.kernel.i18n import Language
from digiboost.kernel.i18n.formats import day_text
from digiboost.notifications.service import notify
from digiboost.notifications.types import Kind, Wanted
from digiboost.reports import keeping, recipients, repository
from digiboost.reports.errors import ReportFailed, ReportNotReady
from digiboost.reports.schemas import ReportSendIn
from digiboost.reports.templates import FAILED, FILE, LINK
from digiboost.reports.types import Format, ReportState

LARGEST = 10 * 1024 * 1024
"""Bytes of a file that goes with a message; mail servers of our customers refuse more."""
LINK_LASTS = timedelta(days=7)
"""A message is read later than a button is pressed."""


def tell(tx: Tx, row: Mapping[str, Any], kept: Sequence[Mapping[str, Any]], *, again: int) -> None:
    """Has a made report sent to these recipients. The same ``again`` tells nobody twice: 0 is what follows from
    being made, 1 and more are what people ask for afterwards."""
    tenant = company(tx)
    path = keeping.path_of(tx, row["id"], row["format"])
    attached: tuple[Attachment, ...] = ()
    if row["bytes"] <= LARGEST:
        attached = (Attachment(row["file_name"], Format(row["format"]).media_type, path.read_bytes()),)
    url, ends = keeping.link(tx, row, LINK_LASTS)
    for who, person in recipients.reached(tx, kept, row["language"]):
        values = {"name": person.name, "company": tenant.name, "title": row["title"]}
        if not attached:
            values |= {"link": url, "until": _moment(ends, tenant.time_zone, person.language)}
        notify(
            tx,
            person,
            Wanted(
                Kind.REPORT,
                FILE if attached else LINK,
                values,
                key=f"report:{row['id']}:{who}" if not again else f"report:{row['id']}:{again}:{who}",
                # Who is not of the company finds nothing behind our door.
                url="" if person.user_id is None else "/reports",
                subject=("report", row["id"]),
                attachments=attached,
            ),
        )


def tell_failed(tx: Tx, row: Mapping[str, Any]) -> None:
    """Tells who expected a scheduled report that it did not come; of those who are not of the company nobody. Whoever
    asked for one themselves sees it on their screen."""
    expecting = [one for one in row["recipients"] if one.get("user_id")]
    for who, person in recipients.reached(tx, expecting, row["language"]):
        values = {"name": person.name, "company": company(tx).name, "title": row["title"]}
        key = f"report:{row['id']}:failed:{who}"
        notify(tx, person, Wanted(Kind.REPORT, FAILED, values, key=key, url="/reports", subject=("report", row["id"])))


def send(tx: Tx, report_id: UUID, wanted: ReportSendIn) -> None:
    """Sends a made report to these people, to those who had it too. Raises NotFound, Invalid, ReportNotReady,
    ReportFailed."""
    row = repository.find(tx, report_id, lock=True)
    if row is None:
        raise NotFound
    require_file(tx, row)
    kept = recipients.stored(tx, wanted.recipients)
    again = row["sends"] + 1
    tell(tx, row, kept, again=again)
    repository.change(tx, report_id, {"sends": again, "sent_at": now()})
    record_audit(tx, "report.sent", "report", report_id, recipients=len(kept))


def require_file(tx: Tx, row: Mapping[str, Any]) -> None:
    """Raises ReportNotReady, ReportFailed; NotFound where the file is lost."""
    if row["state"] == ReportState.FAILED:
        raise ReportFailed
    if row["state"] != ReportState.READY:
        raise ReportNotReady
    if not keeping.path_of(tx, row["id"], row["format"]).is_file():
        raise NotFound


def _moment(at: datetime, time_zone: str, language: Language) -> str:
    here = at.astimezone(zone(time_zone))
    return f"{day_text(here.date(), language)} {here:%H:%M}"
