"""Asking for a report: what is wanted is checked and written; a worker makes it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from digiboost.identity.service import company, record_audit
from digiboost.kernel import live
from digiboost.kernel.clock import day_of, now
from digiboost.kernel.db.tx import Tx, jsonb
from digiboost.kernel.errors import Invalid
from digiboost.kernel.i18n import choose_language
from digiboost.kernel.ids import new_id
from digiboost.kernel.outbox import emit
from digiboost.kernel.settings import get_settings
from digiboost.reports import recipients, repository
from digiboost.reports.definitions import DEFINITIONS
from digiboost.reports.events import ReportWanted
from digiboost.reports.moments import whole_month
from digiboost.reports.schemas import ReportIn
from digiboost.reports.types import Asked, Definition, Format, Period, ReportType
from digiboost.reports.wording import name_of

SAME = timedelta(seconds=60)
"""Who asks for the same within this time gets the same report."""
LONGEST_DAYS = 400


def generate(tx: Tx, wanted: ReportIn) -> UUID:
    """The report that will be made; of the same request within a minute the one that is there. Raises Invalid."""
    definition = definition_of(wanted.type)
    first, last = _days(definition.period, wanted.first, wanted.last, day_of(now(), company(tx).time_zone))
    _check_subject(tx, definition, wanted.subject_id)
    asked = Asked(
        type=wanted.type,
        format=format_of(definition, wanted.format),
        language=wanted.language or choose_language(company(tx).language),
        first=first,
        last=last,
        subject_id=wanted.subject_id,
    )
    kept = recipients.stored(tx, wanted.recipients)
    key = _key(asked, kept)
    repository.one_at_a_time(tx, key)
    before = repository.asked_before(tx, key, now() - SAME)
    if before is not None:
        return before
    report_id = new_id()
    order(tx, report_id, asked, kept, key=key)
    record_audit(tx, "report.generated", "report", report_id, type=asked.type.value)
    return report_id


def order(
    tx: Tx,
    report_id: UUID,
    asked: Asked,
    kept: Sequence[Mapping[str, Any]],
    *,
    key: str | None = None,
    schedule_id: UUID | None = None,
    due_at: datetime | None = None,
) -> bool:
    """Writes the report and has it made after the commit; False when the scheduled moment has its report."""
    added = repository.insert_report(
        tx,
        {
            "id": report_id,
            "type": asked.type.value,
            "format": asked.format.value,
            "language": asked.language,
            "first": asked.first,
            "last": asked.last,
            "subject_id": asked.subject_id,
            "title": name_of(asked.type, asked.language),
            "key": key or _key(asked, kept),
            "user_id": tx.actor.user_id,
            "schedule_id": schedule_id,
            "due_at": due_at,
            "recipients": list(kept),
            "expires_at": now() + timedelta(days=get_settings().report_days),
        },
    )
    if added:
        emit(tx, ReportWanted(payload={"report_id": str(report_id)}))
        live.publish_after_commit(tx, "reports", {"report_id": str(report_id), "state": "queued", "progress": 0.0})
    return added


def definition_of(wanted: ReportType) -> Definition:
    definition = DEFINITIONS.get(wanted)
    if definition is None:
        raise Invalid("type", "field.enum")
    return definition


def format_of(definition: Definition, wanted: Format | None) -> Format:
    if wanted is None:
        return definition.formats[0]
    if wanted not in definition.formats:
        raise Invalid("format", "report_format")
    return wanted


def _days(period: Period, first: date | None, last: date | None, today: date) -> tuple[date | None, date | None]:
    """The days that a report of this kind speaks of. Raises Invalid."""
    if period is Period.NOW:
        for field, value in (("first", first), ("last", last)):
            if value is not None:
                raise Invalid(field, "period_not_read")
        return None, None
    if first is None:
        raise Invalid("first", "field.missing")
    if first > today:
        raise Invalid("first", "period_in_future")
    if last is not None and last < first:
        raise Invalid("last", "period_reversed")
    if period is Period.MONTH:
        return whole_month(first)
    if period is Period.DAY:
        if last not in {None, first}:
            raise Invalid("last", "period_one_day")
        return first, first
    if last is None:
        raise Invalid("last", "field.missing")
    if last > today:
        raise Invalid("last", "period_in_future")
    if (last - first).days >= LONGEST_DAYS:
        raise Invalid("last", "report_period_too_long", most=LONGEST_DAYS)
    return first, last


def _check_subject(tx: Tx, definition: Definition, subject_id: UUID | None) -> None:
    if definition.subject is None:
        if subject_id is not None:
            raise Invalid("subject_id", "subject_not_read")
    elif subject_id is None:
        if definition.subject_required:
            raise Invalid("subject_id", "field.missing")
    elif not repository.has_subject(tx, definition.subject, subject_id):
        raise Invalid("subject_id", "subject_unknown")


def _key(asked: Asked, kept: Sequence[Mapping[str, Any]]) -> str:
    people = sorted(recipients.who(one) for one in kept)
    words = [asked.type, asked.format, asked.language, asked.first, asked.last, asked.subject_id, people]
    return hashlib.blake2b(jsonb(words).encode(), digest_size=16).hexdigest()
