"""What a worker does with a report: draw it, keep it, have it sent. Once, whoever dies in between.

The reaction's own transaction holds the lock of its delivery and nothing else until the file is there; it then writes
"ready", what is sent, and that the delivery is done, together. Beside it are short transactions that others see at
once (begun, how far), and the one in which the maker reads, which sees one moment.
"""

from __future__ import annotations

import logging
import time
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from digiboost.identity.service import record_audit
from digiboost.kernel import live
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import DomainError, NotFound
from digiboost.kernel.i18n import choose_language
from digiboost.kernel.settings import get_settings
from digiboost.reports import keeping, repository, sending
from digiboost.reports.definitions import DEFINITIONS
from digiboost.reports.errors import GaveUp, SubjectGone
from digiboost.reports.types import Asked, Format, Made, Progress, ReportState, ReportType

log = logging.getLogger(__name__)

MAX_STARTS = 10
"""More than the outbox's tries: the worker died in the middle, and this report may be what kills it."""


def make(tx: Tx, payload: dict[str, Any]) -> None:
    """Reaction: makes a report that is wanted. One that was deleted, or is there already, ends without a word."""
    report_id = UUID(payload["report_id"])
    # A long report is drawn without a word to the database: that is no forgotten transaction.
    tx.run("SET LOCAL idle_in_transaction_session_timeout = '30min'")
    with tx.sibling(tx.actor) as other:
        row = repository.claim(other, report_id)
    if row is None:
        return
    if row["attempts"] > MAX_STARTS:
        _fail(tx, report_id, GaveUp.code)
        return
    publish(tx, report_id, ReportState.MAKING, 0.0)
    path = keeping.path_of(tx, report_id, row["format"])
    part = keeping.part_of(path)
    try:
        made = _drawn(tx, row, part)
        size = keeping.seal(part, path)
    except NotFound:
        _fail(tx, report_id, SubjectGone.code)
        return
    except DomainError as error:
        log.warning("report refused", extra={"report_id": str(report_id), "code": error.code})
        _fail(tx, report_id, error.code)
        return
    finally:
        part.unlink(missing_ok=True)
    _finish(tx, report_id, path, made, size)


def gave_up(tx: Tx, payload: dict[str, Any]) -> None:
    """Every attempt failed on our side: the report says so."""
    _fail(tx, UUID(payload["report_id"]), GaveUp.code)


def _drawn(tx: Tx, row: dict[str, Any], part: Path) -> Made:
    definition = DEFINITIONS[ReportType(row["type"])]
    asked = Asked(
        type=definition.type,
        format=Format(row["format"]),
        language=choose_language(row["language"]),
        first=row["first"],
        last=row["last"],
        subject_id=row["subject_id"],
    )
    with tx.sibling(tx.actor) as reading:
        reading.notes["language"] = asked.language
        # One moment for the whole report, and nothing is written while it is read.
        reading.run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        reading.run("SET LOCAL idle_in_transaction_session_timeout = '30min'")
        return definition.make(reading, asked, part, _reporter(tx, row["id"]))


def _finish(tx: Tx, report_id: UUID, path: Path, made: Made, size: int) -> None:
    row = repository.find(tx, report_id, lock=True)
    if row is None or row["state"] != ReportState.MAKING:
        if row is None:
            # Deleted meanwhile: nobody wants the file.
            tx.after_commit(f"file:{path.name}", partial(path.unlink, missing_ok=True))
        return
    at = now()
    changes = {
        "state": ReportState.READY.value,
        "progress": 1.0,
        "title": made.title,
        "file_name": keeping.file_name(made.name, row["format"]),
        "bytes": size,
        "size": made.size,
        "error": None,
        "made_at": at,
        "expires_at": at + timedelta(days=get_settings().report_days),
    }
    row |= changes
    if row["recipients"]:
        sending.tell(tx, row, row["recipients"], again=0)
        changes["sent_at"] = at
        record_audit(tx, "report.sent", "report", report_id, recipients=len(row["recipients"]))
    repository.change(tx, report_id, changes)
    record_audit(tx, "report.made", "report", report_id, type=row["type"], bytes=size)
    _publish_after_commit(tx, report_id, ReportState.READY)


def _fail(tx: Tx, report_id: UUID, code: str) -> None:
    row = repository.find(tx, report_id, lock=True)
    if row is None or row["state"] not in {ReportState.QUEUED, ReportState.MAKING}:
        return
    repository.change(tx, report_id, {"state": ReportState.FAILED.value, "error": code})
    if row["schedule_id"] is not None:
        sending.tell_failed(tx, row)
    record_audit(tx, "report.failed", "report", report_id, code=code)
    _publish_after_commit(tx, report_id, ReportState.FAILED)


def _reporter(tx: Tx, report_id: UUID) -> Progress:
    """Tells open screens, and the row, how far it is; at most twice a second."""
    told = time.monotonic()

    def report(share: float) -> None:
        nonlocal told
        moment = time.monotonic()
        if moment - told < 0.5:
            return
        told = moment
        rounded = round(min(max(share, 0.0), 1.0), 3)
        with tx.sibling(tx.actor) as other:
            repository.set_progress(other, report_id, rounded)
        publish(tx, report_id, ReportState.MAKING, rounded)

    return report


def publish(tx: Tx, report_id: UUID, state: ReportState, progress: float) -> None:
    data = {"report_id": str(report_id), "state": state.value, "progress": progress}
    live.publish(tx.tenant_id, "reports", data)


def _publish_after_commit(tx: Tx, report_id: UUID, state: ReportState) -> None:
    tx.after_commit(f"live:reports:{report_id}", partial(publish, tx, report_id, state, 1.0))
