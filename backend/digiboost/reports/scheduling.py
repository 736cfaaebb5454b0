"""Schedules: what is made and sent without anybody asking, and the moments at which it is.

A schedule carries its next moment. A visit makes one report for the latest moment that has passed, however many were
missed, and moves the schedule to the next one, in one transaction: a moment is never made twice.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from digiboost.identity.service import company, people_to_tell, record_audit
from digiboost.kernel.clock import day_of, now, zone
from digiboost.kernel.db.rows import insert_row, update_row
from digiboost.kernel.db.tx import Tx, jsonb
from digiboost.kernel.errors import Invalid, NotFound
from digiboost.kernel.http.versions import check_version
from digiboost.kernel.i18n import choose_language
from digiboost.kernel.ids import new_id
from digiboost.reports import recipients, repository
from digiboost.reports.asking import definition_of, format_of, order
from digiboost.reports.definitions import DEFINITIONS
from digiboost.reports.errors import TooManySchedules
from digiboost.reports.moments import last_moment, next_moment, spoken_of
from digiboost.reports.schemas import ScheduleIn, SchedulePatch
from digiboost.reports.types import Asked, Format, ReportFrequency, ReportType

MOST = 50
"""Schedules of a company."""
TABLE = "report_schedules"
USUAL_HOUR = 7


def create_schedule(tx: Tx, wanted: ScheduleIn) -> UUID:
    """Raises Invalid, TooManySchedules."""
    definition = definition_of(wanted.type)
    if not definition.schedulable:
        raise Invalid("type", "report_not_schedulable")
    repository.one_at_a_time(tx, "schedules")
    if repository.count_schedules(tx) >= MOST:
        raise TooManySchedules(most=MOST)
    weekday, month_day = _day(wanted.frequency, wanted.weekday, wanted.month_day)
    return _insert(
        tx,
        {
            "type": wanted.type.value,
            "format": format_of(definition, wanted.format).value,
            "language": wanted.language or choose_language(company(tx).language),
            "frequency": wanted.frequency.value,
            "weekday": weekday,
            "month_day": month_day,
            "hour": wanted.hour,
            "recipients": recipients.stored(tx, wanted.recipients),
            "is_active": wanted.is_active,
        },
    )


def edit_schedule(tx: Tx, schedule_id: UUID, wanted: SchedulePatch) -> None:
    """What is given changes; its next moment is in the future. Raises NotFound, VersionConflict, Invalid."""
    row = repository.schedule(tx, schedule_id, lock=True)
    if row is None:
        raise NotFound
    check_version(tx, row["version"])
    given = wanted.model_fields_set
    for field in ("frequency", "hour", "recipients", "is_active"):
        if field in given and getattr(wanted, field) is None:
            raise Invalid(field, "field.missing")
    changes: dict[str, Any] = {}
    if "format" in given:
        changes["format"] = format_of(definition_of(ReportType(row["type"])), wanted.format).value
    if "language" in given:
        changes["language"] = wanted.language or choose_language(company(tx).language)
    if wanted.recipients is not None:
        changes["recipients"] = jsonb(recipients.stored(tx, wanted.recipients))
    if wanted.hour is not None:
        changes["hour"] = wanted.hour
    if wanted.is_active is not None:
        changes["is_active"] = wanted.is_active
    if given & {"frequency", "weekday", "month_day"}:
        frequency = wanted.frequency or ReportFrequency(row["frequency"])
        weekday, month_day = _day(
            frequency,
            wanted.weekday if "weekday" in given else row["weekday"],
            wanted.month_day if "month_day" in given else row["month_day"],
        )
        changes |= {"frequency": frequency.value, "weekday": weekday, "month_day": month_day}
    if set(changes) & {"frequency", "hour", "is_active"}:
        changes["next_at"] = _next(tx, row | changes, now())
    update_row(tx, TABLE, schedule_id, changes)
    repository.watch(tx)
    record_audit(tx, "schedule.edited", "report_schedule", schedule_id, fields=sorted(set(changes) - {"next_at"}))


def delete_schedule(tx: Tx, schedule_id: UUID) -> None:
    """What it made stays. Raises NotFound."""
    # Before its reports are touched: a visit takes them in the same order.
    if repository.schedule(tx, schedule_id, lock=True) is None or not repository.delete_schedule(tx, schedule_id):
        raise NotFound
    repository.watch(tx)
    record_audit(tx, "schedule.deleted", "report_schedule", schedule_id)


# -- its moments --------------------------------------------------------------------------------


def visit(tx: Tx, at: datetime | None = None) -> None:
    """Has one report made for each schedule that is due, and sets when this company is looked at again."""
    at = at or now()
    for row in repository.due_schedules(tx, at):
        moment = last_moment(*_rule(row), zone(company(tx).time_zone), at)
        # Of a company that moved to another zone the moment may be one that was made, or none of this schedule's.
        begun = row["created_at"] if row["last_at"] is None else row["last_at"]
        is_new = moment > begun
        if is_new:
            _make(tx, row, moment)
        repository.move_schedule(tx, row["id"], _next(tx, row, at), moment if is_new else row["last_at"])
    repository.watch(tx)


def _make(tx: Tx, row: dict[str, Any], moment: datetime) -> None:
    definition = DEFINITIONS[ReportType(row["type"])]
    day = day_of(moment, company(tx).time_zone)
    first, last = spoken_of(definition.period, ReportFrequency(row["frequency"]), day)
    asked = Asked(
        type=definition.type,
        format=Format(row["format"]),
        language=choose_language(row["language"]),
        first=first,
        last=last,
    )
    report_id = new_id()
    if order(tx, report_id, asked, row["recipients"], schedule_id=row["id"], due_at=moment):
        record_audit(tx, "report.generated", "report", report_id, type=asked.type.value, schedule_id=str(row["id"]))


def tonight(tx: Tx) -> list[str]:
    """Nightly: the schedule that every company begins with, and moments that a company's new time zone moved.
    Nothing to report."""
    ensure_usual(tx)
    at = now()
    for row in repository.active_schedules(tx):
        following = _next(tx, row, at)
        if row["next_at"] > at and row["next_at"] != following:
            repository.move_schedule(tx, row["id"], following, row["last_at"])
    repository.watch(tx)
    return []


def ensure_usual(tx: Tx) -> None:
    """Gives a company, once, the schedule that every company begins with: the synthesis of the month that is over, on
    the 1st, to its owners. One that has schedules of its own, or deleted this one, is left alone."""
    if not repository.take_usual(tx) or repository.count_schedules(tx) > 0:
        return
    owners = [one for one in people_to_tell(tx, ["owner"]) if one.user_id is not None]
    _insert(
        tx,
        {
            "type": ReportType.MONTHLY_SYNTHESIS.value,
            "format": Format.PDF.value,
            "language": choose_language(company(tx).language),
            "frequency": ReportFrequency.MONTHLY.value,
            "weekday": None,
            "month_day": 1,
            "hour": USUAL_HOUR,
            "recipients": [{"user_id": str(one.user_id)} for one in owners],
            "is_active": True,
        },
    )


def _insert(tx: Tx, values: dict[str, Any]) -> UUID:
    schedule_id = new_id()
    following = _next(tx, values, now())
    kept = {**values, "recipients": jsonb(values["recipients"])}
    insert_row(tx, TABLE, {"id": schedule_id, **kept, "next_at": following, "user_id": tx.actor.user_id})
    repository.watch(tx)
    record_audit(tx, "schedule.created", "report_schedule", schedule_id, type=values["type"])
    return schedule_id


def _day(frequency: ReportFrequency, weekday: int | None, month_day: int | None) -> tuple[int | None, int | None]:
    """The day of the week of a weekly one, Monday when none was named; of a monthly one the day of the month, the
    first when none was named."""
    return (
        (weekday or 0) if frequency is ReportFrequency.WEEKLY else None,
        (month_day or 1) if frequency is ReportFrequency.MONTHLY else None,
    )


def _rule(row: dict[str, Any]) -> tuple[ReportFrequency, int | None, int | None, int]:
    return ReportFrequency(row["frequency"]), row["weekday"], row["month_day"], row["hour"]


def _next(tx: Tx, row: dict[str, Any], after: datetime) -> datetime:
    return next_moment(*_rule(row), zone(company(tx).time_zone), after)
