"""The SQL of tracking. It reads requests, offers and providers where they lie, and writes only its own tables."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx, jsonb
from digiboost.kernel.db.watch import Watch
from digiboost.kernel.ids import new_id
from digiboost.providers.service import distance_km
from digiboost.providers.types import Place
from digiboost.requests.types import RequestState, Stage, Urgency
from digiboost.tracking.eta import Cell, Key
from digiboost.tracking.types import Facts, Level, Phase, Standing, as_ahead, as_json, phase_of

WATCH = Watch("tracking_watch")
_TURN = "tracking.turn"
OPEN_STATES = [
    RequestState.RECEIVED, RequestState.SEARCH, RequestState.NOTIFIED, RequestState.ACCEPTED, RequestState.ENROUTE,
    RequestState.ARRIVED, RequestState.STARTED,
]  # fmt: skip


def take_turn(tx: Tx) -> None:
    """Whoever follows, escalates or tells of one company comes after the other: nothing is said twice."""
    if tx.notes.get(_TURN):
        return
    tx.notes[_TURN] = True
    tx.run("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"tracking/{tx.tenant_id}",))


# -- requests -----------------------------------------------------------------------------------


_FACTS = (
    "SELECT r.id, r.number, r.client_name, r.client_phone, r.customer_id, r.language, r.service_id,"
    " s.name AS service, s.minutes AS service_minutes, r.zone_id, z.name AS zone, r.urgency, r.state, r.stage,"
    " r.percent, r.state_at, r.opened_at, r.wished_from, r.wished_until, r.provider_id, p.name AS provider,"
    " p.user_id AS provider_user_id, coalesce(p.notify_reminders, false) AS notify_reminders, r.start_code, r.reason,"
    " coalesce(r.latitude, z.latitude) AS latitude, coalesce(r.longitude, z.longitude) AS longitude,"
    " p.latitude AS provider_latitude, p.longitude AS provider_longitude FROM requests r"
    " JOIN services s ON s.tenant_id = r.tenant_id AND s.id = r.service_id"
    " LEFT JOIN zones z ON z.tenant_id = r.tenant_id AND z.id = r.zone_id"
    " LEFT JOIN providers p ON p.tenant_id = r.tenant_id AND p.id = r.provider_id"
    " WHERE r.tenant_id = %s AND r.id = %s"
)
_PLACES = ("latitude", "longitude", "provider_latitude", "provider_longitude")


def facts(tx: Tx, request_id: UUID, *, lock: bool = False) -> Facts | None:
    """A request as it is now; with ``lock`` whoever moves it waits until this transaction is over."""
    row = tx.row(f"{_FACTS}{' FOR NO KEY UPDATE OF r' if lock else ''}", (tx.tenant_id, request_id))
    if row is None:
        return None
    places = [row[name] for name in _PLACES]
    km = None
    if None not in places:
        km = distance_km(Place(places[2], places[3]), Place(places[0], places[1]))
    rest = {name: value for name, value in row.items() if name not in _PLACES}
    return Facts(
        **{
            **rest,
            "urgency": Urgency(row["urgency"]),
            "state": RequestState(row["state"]),
            "stage": None if row["stage"] is None else Stage(row["stage"]),
            "km": km,
        }
    )


def answered(tx: Tx, request_id: UUID, since: datetime) -> dict[str, Any] | None:
    """Who moved a request first since then, of those whose move shows that somebody sees to it: {by, user_id}."""
    return tx.row(
        "SELECT by, user_id, received_at FROM status_history WHERE tenant_id = %s AND request_id = %s"
        " AND kind = 'transition' AND received_at > %s AND by IN ('provider', 'operator', 'client')"
        " ORDER BY received_at, id LIMIT 1",
        (tx.tenant_id, request_id, since),
    )


def moves(tx: Tx, request_id: UUID) -> list[dict[str, Any]]:
    """A request's history of moves, in the order in which they came."""
    return tx.rows(
        "SELECT id, from_state, from_stage, to_state, to_stage, by, provider_id, occurred_at FROM status_history"
        " WHERE tenant_id = %s AND request_id = %s AND kind = 'transition' ORDER BY received_at, id",
        (tx.tenant_id, request_id),
    )


def unfollowed(tx: Tx, limit: int) -> list[UUID]:
    """Open requests that nobody follows, and those that are followed and over: an event that never came."""
    rows = tx.rows(
        "SELECT r.id FROM requests r LEFT JOIN tracking_standings t ON t.tenant_id = r.tenant_id"
        " AND t.request_id = r.id WHERE r.tenant_id = %s AND (r.state = ANY(%s)) <> (t.request_id IS NOT NULL)"
        " AND (r.state = ANY(%s) OR t.request_id IS NOT NULL) ORDER BY r.id LIMIT %s",
        (tx.tenant_id, OPEN_STATES, OPEN_STATES, limit),
    )
    return [row["id"] for row in rows]


# -- standings ----------------------------------------------------------------------------------


_STANDING = (
    "SELECT t.request_id, t.phase, t.since, t.clock_from, t.late_at, t.late_told_at, t.ahead, r.wished_from"
    " FROM tracking_standings t JOIN requests r ON r.tenant_id = t.tenant_id AND r.id = t.request_id"
    " WHERE t.tenant_id = %s"
)


def standing(tx: Tx, request_id: UUID) -> Standing | None:
    row = tx.row(f"{_STANDING} AND t.request_id = %s", (tx.tenant_id, request_id))
    return None if row is None else _as_standing(row)


def standings(tx: Tx, request_ids: Sequence[UUID]) -> list[Standing]:
    """Of those of the requests that have not moved on since: what is said of a phase says nothing of the next."""
    rows = tx.rows(
        _STANDING.replace("SELECT ", "SELECT r.state, r.stage, ", 1) + " AND t.request_id = ANY(%s)",
        (tx.tenant_id, list(request_ids)),
    )
    moved = [phase_of(RequestState(row.pop("state")), _stage(row.pop("stage"))) for row in rows]
    found = [_as_standing(row) for row in rows]
    return [one for one, phase in zip(found, moved, strict=True) if one.phase == phase]


def _stage(stored: str | None) -> Stage | None:
    return None if stored is None else Stage(stored)


def late(tx: Tx, at: datetime, limit: int) -> list[UUID]:
    """Requests whose phase should be over and whose client was not told yet."""
    rows = tx.rows(
        "SELECT request_id FROM tracking_standings WHERE tenant_id = %s AND late_at IS NOT NULL"
        " AND late_told_at IS NULL AND late_at <= %s ORDER BY late_at LIMIT %s",
        (tx.tenant_id, at, limit),
    )
    return [row["request_id"] for row in rows]


def to_remind(tx: Tx, at: datetime, limit: int) -> list[tuple[UUID, datetime]]:
    """Requests with a reminder that is due, and since when."""
    rows = tx.rows(
        "SELECT request_id, remind_at FROM tracking_standings WHERE tenant_id = %s"
        " AND remind_at IS NOT NULL AND remind_at <= %s ORDER BY remind_at LIMIT %s",
        (tx.tenant_id, at, limit),
    )
    return [(row["request_id"], row["remind_at"]) for row in rows]


def _as_standing(row: Mapping[str, Any]) -> Standing:
    return Standing(**{**row, "phase": Phase(row["phase"]), "ahead": tuple(as_ahead(one) for one in row["ahead"])})


def save_standing(tx: Tx, found: Standing, remind_at: datetime | None) -> None:
    values = {
        "phase": found.phase.value,
        "since": found.since,
        "clock_from": found.clock_from,
        "late_at": found.late_at,
        "late_told_at": found.late_told_at,
        "remind_at": remind_at,
        "ahead": jsonb([as_json(one) for one in found.ahead]),
    }
    updates = ", ".join(f"{name} = excluded.{name}" for name in values)
    tx.run(
        f"INSERT INTO tracking_standings (tenant_id, request_id, {', '.join(values)})"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s::jsonb)"
        f" ON CONFLICT (tenant_id, request_id) DO UPDATE SET {updates}",
        (tx.tenant_id, found.request_id, *values.values()),
    )


def mark_late(tx: Tx, request_id: UUID, at: datetime) -> None:
    tx.run(
        "UPDATE tracking_standings SET late_told_at = %s WHERE tenant_id = %s AND request_id = %s",
        (at, tx.tenant_id, request_id),
    )


def set_reminder(tx: Tx, request_id: UUID, remind_at: datetime | None) -> None:
    tx.run(
        "UPDATE tracking_standings SET remind_at = %s WHERE tenant_id = %s AND request_id = %s",
        (remind_at, tx.tenant_id, request_id),
    )


def drop_standing(tx: Tx, request_id: UUID) -> None:
    tx.run("DELETE FROM tracking_standings WHERE tenant_id = %s AND request_id = %s", (tx.tenant_id, request_id))


# -- what was learned ---------------------------------------------------------------------------


def cells(tx: Tx, keys: Iterable[tuple[Level, str]]) -> dict[Key, Cell]:
    """What is known of these levels, of every phase."""
    wanted = list(keys)
    rows = tx.rows(
        "SELECT phase, level, key, weight, total, squares FROM step_durations WHERE tenant_id = %s"
        " AND (level, key) IN (SELECT * FROM unnest(%s::text[], %s::text[]))",
        (tx.tenant_id, [level.value for level, _ in wanted], [key for _, key in wanted]),
    )
    return {
        (Phase(row["phase"]), Level(row["level"]), row["key"]): Cell(row["weight"], row["total"], row["squares"])
        for row in rows
    }


def save_cells(tx: Tx, changed: Mapping[Key, Cell]) -> None:
    if not changed:
        return
    at = now()
    tx.run(
        "INSERT INTO step_durations (tenant_id, phase, level, key, weight, total, squares, updated_at) VALUES "
        + ", ".join(["(%s, %s, %s, %s, %s, %s, %s, %s)"] * len(changed))
        + " ON CONFLICT (tenant_id, phase, level, key) DO UPDATE SET weight = excluded.weight,"
        " total = excluded.total, squares = excluded.squares, updated_at = excluded.updated_at",
        [
            value
            for (phase, level, key), cell in changed.items()
            for value in (
                tx.tenant_id, phase.value, level.value, key, cell.weight, cell.total, cell.squares, at,
            )
        ],
    )  # fmt: skip


# -- messages -----------------------------------------------------------------------------------


def add_message(tx: Tx, values: Mapping[str, Any]) -> UUID | None:
    """None when its key was there before."""
    message_id = new_id()
    columns = {"tenant_id": tx.tenant_id, "id": message_id, "created_at": now(), **values}
    added = tx.run(
        f"INSERT INTO tracking_messages ({', '.join(columns)}) VALUES ({', '.join(['%s'] * len(columns))})"
        " ON CONFLICT (tenant_id, key) DO NOTHING",
        list(columns.values()),
    )
    return message_id if added else None


def settle_messages(tx: Tx, ids: Collection[UUID], state: str, **values: Any) -> None:
    assignments = "".join(f", {name} = %s" for name in values)
    tx.run(
        f"UPDATE tracking_messages SET state = %s{assignments} WHERE tenant_id = %s AND id = ANY(%s)",
        (state, *values.values(), tx.tenant_id, list(ids)),
    )


def held(tx: Tx, at: datetime, limit: int) -> list[dict[str, Any]]:
    """What waits for its moment and has come to it, with everything else that waits for the same client; the latest
    of a request first."""
    return tx.rows(
        "SELECT m.id, m.request_id, m.event, m.rule_id, m.created_at, r.customer_id FROM tracking_messages m"
        " JOIN requests r ON r.tenant_id = m.tenant_id AND r.id = m.request_id WHERE m.tenant_id = %s"
        " AND m.state = 'held' AND r.customer_id IN (SELECT r2.customer_id FROM tracking_messages d JOIN requests r2"
        " ON r2.tenant_id = d.tenant_id AND r2.id = d.request_id WHERE d.tenant_id = %s AND d.state = 'held'"
        " AND d.due_at <= %s ORDER BY d.due_at LIMIT %s)"
        " ORDER BY r.customer_id, m.created_at DESC, m.id DESC",
        (tx.tenant_id, tx.tenant_id, at, limit),
    )


def preference(tx: Tx, customer_id: UUID | None) -> dict[str, Any] | None:
    if customer_id is None:
        return None
    return tx.row(
        "SELECT channels, frequency, tone, language, quiet_from, quiet_until, daily_at, reminders, version"
        " FROM tracking_preferences WHERE tenant_id = %s AND customer_id = %s",
        (tx.tenant_id, customer_id),
    )


def save_preference(tx: Tx, customer_id: UUID, values: Mapping[str, Any]) -> None:
    updates = ", ".join(f"{name} = excluded.{name}" for name in values)
    tx.run(
        f"INSERT INTO tracking_preferences (tenant_id, customer_id, {', '.join(values)})"
        f" VALUES (%s, %s, {', '.join(['%s'] * len(values))}) ON CONFLICT (tenant_id, customer_id)"
        f" DO UPDATE SET {updates}",
        (tx.tenant_id, customer_id, *values.values()),
    )


def email_of(tx: Tx, customer_id: UUID) -> str | None:
    found: str | None = tx.value(
        "SELECT email FROM customers WHERE tenant_id = %s AND id = %s", (tx.tenant_id, customer_id)
    )
    return found


def missing(tx: Tx, table: str, ids: Collection[UUID]) -> bool:
    """Whether one of these rows is not there."""
    found: int = tx.value(
        f"SELECT count(*) FROM {table} WHERE tenant_id = %s AND id = ANY(%s)", (tx.tenant_id, list(ids))
    )
    return found != len(set(ids))


# -- when to look again -------------------------------------------------------------------------


def moments(tx: Tx) -> dict[str, datetime | None]:
    """What time alone will change: the first step of an escalation, request that is late, reminder, held message."""
    row = tx.row(
        "SELECT (SELECT min(next_at) FROM escalations WHERE tenant_id = %(tenant)s AND state = 'open') AS step,"
        " (SELECT min(late_at) FROM tracking_standings WHERE tenant_id = %(tenant)s AND late_at IS NOT NULL"
        " AND late_told_at IS NULL) AS late,"
        " (SELECT min(remind_at) FROM tracking_standings WHERE tenant_id = %(tenant)s AND remind_at IS NOT NULL)"
        " AS reminder,"
        " (SELECT min(due_at) FROM tracking_messages WHERE tenant_id = %(tenant)s AND state = 'held') AS held",
        {"tenant": tx.tenant_id},
    )
    if row is None:
        raise RuntimeError("an aggregate has one row")
    return row


def next_look(tx: Tx) -> datetime | None:
    """When this company is to be looked at."""
    found: datetime | None = tx.value(
        "SELECT next_at FROM tracking_watch WHERE company_id = %(tenant)s", {"tenant": tx.tenant_id}
    )
    return found


def counts(tx: Tx, at: datetime) -> dict[str, int]:
    row = tx.row(
        "SELECT (SELECT count(*) FROM tracking_standings WHERE tenant_id = %(tenant)s) AS followed,"
        " (SELECT count(*) FROM requests r WHERE r.tenant_id = %(tenant)s AND r.state = ANY(%(open)s) AND NOT EXISTS"
        " (SELECT FROM tracking_standings t WHERE t.tenant_id = r.tenant_id AND t.request_id = r.id)) AS unfollowed,"
        " (SELECT count(*) FROM tracking_standings WHERE tenant_id = %(tenant)s AND late_at <= %(at)s) AS late,"
        " (SELECT count(*) FROM escalations WHERE tenant_id = %(tenant)s AND state = 'open') AS open_escalations,"
        " (SELECT count(*) FROM tracking_messages WHERE tenant_id = %(tenant)s AND state = 'held') AS held_messages,"
        " (SELECT coalesce(round(sum(weight)), 0)::bigint FROM step_durations WHERE tenant_id = %(tenant)s"
        " AND level = 'company' AND key = '') AS samples",
        {"tenant": tx.tenant_id, "open": OPEN_STATES, "at": at},
    )
    if row is None:
        raise RuntimeError("an aggregate has one row")
    return row
