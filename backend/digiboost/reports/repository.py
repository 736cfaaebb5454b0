"""Reports, their schedules, and who is sent them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from digiboost.kernel.clock import now
from digiboost.kernel.db.rows import find_row
from digiboost.kernel.db.tx import Tx, jsonb
from digiboost.kernel.db.watch import Watch
from digiboost.reports.types import ReportState, ReportType

Row = dict[str, Any]
WATCH = Watch("report_watch")

SUBJECTS = {"customer": "customers", "order": "purchase_orders", "closing": "cash_closings"}
"""Where the rows lie that a report may be about."""

_SHOWN = (
    "r.id, r.type, r.format, r.language, r.first, r.last, r.subject_id, r.title, r.state, r.progress, r.file_name,"
    " r.bytes, r.size, r.error, r.user_id, r.schedule_id, r.created_at, r.made_at, r.sent_at, r.expires_at"
)


def one_at_a_time(tx: Tx, what: str) -> None:
    """Waits for whoever does the same for this company; until the end of the transaction."""
    tx.run("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"reports/{tx.tenant_id}/{what}",))


def has_subject(tx: Tx, subject: str, subject_id: UUID) -> bool:
    return find_row(tx, SUBJECTS[subject], subject_id) is not None


# -- reports ------------------------------------------------------------------------------------


def asked_before(tx: Tx, key: str, since: datetime) -> UUID | None:
    """What somebody asked for in the same words since then, and that did not fail."""
    found: UUID | None = tx.value(
        "SELECT id FROM reports WHERE tenant_id = %s AND key = %s AND created_at >= %s AND schedule_id IS NULL"
        " AND state <> 'failed' ORDER BY created_at DESC, id DESC LIMIT 1",
        (tx.tenant_id, key, since),
    )
    return found


def insert_report(tx: Tx, values: Mapping[str, Any]) -> bool:
    """False when the scheduled moment has its report already."""
    at = now()
    row = {
        "tenant_id": tx.tenant_id,
        "state": ReportState.QUEUED.value,
        "progress": 0.0,
        **values,
        "recipients": jsonb(values["recipients"]),
        "created_at": at,
        "updated_at": at,
        "version": 1,
    }
    return (
        tx.run(
            f"INSERT INTO reports ({', '.join(row)}) VALUES ({', '.join(['%s'] * len(row))})"
            " ON CONFLICT (tenant_id, schedule_id, due_at) DO NOTHING",
            list(row.values()),
        )
        == 1
    )


def page(tx: Tx, wanted: ReportType | None, after: Sequence[str] | None, limit: int) -> list[Row]:
    """The newest first."""
    kind = "" if wanted is None else " AND r.type = %(type)s"
    since = "" if after is None else " AND (r.created_at, r.id) < (%(at)s::timestamptz, %(id)s::uuid)"
    given: Row = {"tenant": tx.tenant_id, "type": wanted, "limit": limit + 1}
    if after is not None:
        given |= {"at": after[0], "id": after[1]}
    return tx.rows(
        f"SELECT {_SHOWN} FROM reports r WHERE r.tenant_id = %(tenant)s{kind}{since}"
        " ORDER BY r.created_at DESC, r.id DESC LIMIT %(limit)s",
        given,
    )


def shown(tx: Tx, report_id: UUID) -> Row | None:
    return tx.row(
        f"SELECT {_SHOWN}, r.recipients FROM reports r WHERE r.tenant_id = %s AND r.id = %s", (tx.tenant_id, report_id)
    )


def find(tx: Tx, report_id: UUID, *, lock: bool = False) -> Row | None:
    return find_row(tx, "reports", report_id, lock=lock)


def claim(tx: Tx, report_id: UUID) -> Row | None:
    """One that is not made yet, begun once more; None when there is nothing (more) to make."""
    return tx.row(
        "UPDATE reports SET state = 'making', progress = 0, attempts = attempts + 1, updated_at = %s"
        " WHERE tenant_id = %s AND id = %s AND state IN ('queued', 'making') RETURNING *",
        (now(), tx.tenant_id, report_id),
    )


def set_progress(tx: Tx, report_id: UUID, share: float) -> None:
    tx.run(
        "UPDATE reports SET progress = %s WHERE tenant_id = %s AND id = %s AND state = 'making'",
        (share, tx.tenant_id, report_id),
    )


def change(tx: Tx, report_id: UUID, changes: Mapping[str, Any]) -> None:
    assignments = "".join(f"{name} = %s, " for name in changes)
    tx.run(
        f"UPDATE reports SET {assignments}updated_at = %s, version = version + 1 WHERE tenant_id = %s AND id = %s",
        (*changes.values(), now(), tx.tenant_id, report_id),
    )


def delete(tx: Tx, report_id: UUID) -> Row | None:
    """The row that is gone; None when there was none."""
    return tx.row("DELETE FROM reports WHERE tenant_id = %s AND id = %s RETURNING *", (tx.tenant_id, report_id))


def forget(tx: Tx, at: datetime) -> list[Row]:
    """Removes those whose time is over."""
    return tx.rows(
        "DELETE FROM reports WHERE tenant_id = %s AND expires_at <= %s RETURNING id, format, type", (tx.tenant_id, at)
    )


def with_files(tx: Tx) -> list[Row]:
    return tx.rows("SELECT id, format FROM reports WHERE tenant_id = %s AND state <> 'failed'", (tx.tenant_id,))


# -- who gets it --------------------------------------------------------------------------------


def people(tx: Tx, user_ids: Collection[UUID]) -> dict[UUID, Row]:
    """Names and addresses of these people, of those who are gone too."""
    if not user_ids:
        return {}
    rows = tx.rows(
        "SELECT id, full_name, email, phone FROM users WHERE tenant_id = %s AND id = ANY(%s)",
        (tx.tenant_id, list(user_ids)),
    )
    return {row["id"]: row for row in rows}


def deliveries(tx: Tx, report_id: UUID) -> list[Row]:
    """What became of each message about a report, the newest first: a line for each channel, and one where no
    channel was used (held, or for the inbox alone)."""
    return tx.rows(
        "SELECT n.recipient, s.channel, coalesce(s.state, n.state) AS state,"
        " coalesce(s.read_at, s.delivered_at, s.sent_at, s.failed_at, s.created_at, n.created_at) AS at"
        " FROM notifications n LEFT JOIN notification_sends s ON s.tenant_id = n.tenant_id AND s.notification_id = n.id"
        " WHERE n.tenant_id = %s AND n.subject_type = 'report' AND n.subject_id = %s"
        " ORDER BY n.created_at DESC, n.id DESC, s.position, s.id",
        (tx.tenant_id, report_id),
    )


# -- schedules ----------------------------------------------------------------------------------


def schedules(tx: Tx, after: Sequence[str] | None, limit: int) -> list[Row]:
    """The oldest first."""
    since = "" if after is None else " AND (created_at, id) > (%(at)s::timestamptz, %(id)s::uuid)"
    given: Row = {"tenant": tx.tenant_id, "limit": limit + 1}
    if after is not None:
        given |= {"at": after[0], "id": after[1]}
    return tx.rows(
        f"SELECT * FROM report_schedules WHERE tenant_id = %(tenant)s{since} ORDER BY created_at, id LIMIT %(limit)s",
        given,
    )


def active_schedules(tx: Tx) -> list[Row]:
    """Locked, in the order of their ids."""
    return tx.rows(
        "SELECT * FROM report_schedules WHERE tenant_id = %s AND is_active ORDER BY id FOR NO KEY UPDATE",
        (tx.tenant_id,),
    )


def count_schedules(tx: Tx) -> int:
    found: int = tx.value("SELECT count(*) FROM report_schedules WHERE tenant_id = %s", (tx.tenant_id,))
    return found


def schedule(tx: Tx, schedule_id: UUID, *, lock: bool = False) -> Row | None:
    return find_row(tx, "report_schedules", schedule_id, lock=lock)


def due_schedules(tx: Tx, at: datetime) -> list[Row]:
    """Locked, in the order of their ids; who waited for the lock finds those that are due still."""
    return tx.rows(
        "SELECT * FROM report_schedules WHERE tenant_id = %s AND is_active AND next_at <= %s"
        " ORDER BY id FOR NO KEY UPDATE",
        (tx.tenant_id, at),
    )


def move_schedule(tx: Tx, schedule_id: UUID, next_at: datetime, last_at: datetime | None) -> None:
    """To its next moment; what people set stays, and so does the version that they saw."""
    tx.run(
        "UPDATE report_schedules SET next_at = %s, last_at = %s WHERE tenant_id = %s AND id = %s",
        (next_at, last_at, tx.tenant_id, schedule_id),
    )


def delete_schedule(tx: Tx, schedule_id: UUID) -> bool:
    """Its reports stay, as if somebody had asked for them."""
    tx.run(
        "UPDATE reports SET schedule_id = NULL WHERE tenant_id = %s AND schedule_id = %s", (tx.tenant_id, schedule_id)
    )
    return tx.run("DELETE FROM report_schedules WHERE tenant_id = %s AND id = %s", (tx.tenant_id, schedule_id)) == 1


def take_usual(tx: Tx) -> bool:
    """True for the one who may make the schedule that a company begins with."""
    return (
        tx.run(
            "INSERT INTO report_settings (tenant_id, usual_at) VALUES (%s, %s) ON CONFLICT (tenant_id) DO NOTHING",
            (tx.tenant_id, now()),
        )
        == 1
    )


# -- when to look -------------------------------------------------------------------------------


def watch(tx: Tx) -> None:
    """Sets when this company must be looked at: at the first moment of its schedules."""
    one_at_a_time(tx, "watch")
    next_at = tx.value("SELECT min(next_at) FROM report_schedules WHERE tenant_id = %s AND is_active", (tx.tenant_id,))
    if next_at is None:
        WATCH.drop(tx)
        return
    WATCH.set(tx, next_at)
