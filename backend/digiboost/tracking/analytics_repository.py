"""Counting missions, plain SQL over the tables of requests and providers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from digiboost.kernel.db.tx import Tx

_EARNED = "coalesce(amount, 0) + materials_amount"
_RUNNING = "('provider_enroute', 'provider_arrived', 'service_started')"
_SEARCHING = "('request_received', 'provider_search', 'provider_notified')"
_OPEN = "('request_received', 'provider_search', 'provider_notified', 'provider_accepted', 'provider_enroute', 'provider_arrived', 'service_started')"  # noqa: E501 - one list
_MEDIAN = "percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM {0}))"


def provider_of(tx: Tx, user_id: UUID | None) -> UUID | None:
    found: UUID | None = tx.value(
        "SELECT id FROM providers WHERE tenant_id = %s AND user_id = %s", (tx.tenant_id, user_id)
    )
    return found


# -- one provider ---------------------------------------------------------------------------------


def today(tx: Tx, provider_id: UUID, midnight: datetime, at: datetime) -> dict[str, Any]:
    return _one(
        tx,
        "SELECT (SELECT count(*) FROM offers WHERE tenant_id = %(tenant)s AND provider_id = %(provider)s"
        " AND state = 'open' AND expires_at > %(at)s) AS new,"
        " count(*) FILTER (WHERE state = 'provider_accepted') AS accepted,"
        f" count(*) FILTER (WHERE state IN {_RUNNING}) AS running,"
        " count(*) FILTER (WHERE state = 'service_completed' AND completed_at >= %(since)s) AS done"
        " FROM requests WHERE tenant_id = %(tenant)s AND provider_id = %(provider)s",
        {"provider": provider_id, "since": midnight, "at": at},
    )


def earned(tx: Tx, provider_id: UUID, since: datetime) -> dict[str, Any]:
    return _one(
        tx,
        f"SELECT coalesce(sum({_EARNED}), 0)::bigint AS gross, coalesce(sum(amount), 0)::bigint AS net,"
        " count(*) AS missions FROM requests WHERE tenant_id = %(tenant)s AND provider_id = %(provider)s"
        " AND state = 'service_completed' AND completed_at >= %(since)s",
        {"provider": provider_id, "since": since},
    )


def acceptance(tx: Tx, provider_id: UUID, since: datetime, at: datetime) -> dict[str, Any]:
    """Of offers that arrived, and are answered or over: an offer that nobody delivered counts against nobody, and one
    that was withdrawn before its answer neither."""
    median = _MEDIAN.format("answered_at - delivered_at")
    return _one(
        tx,
        "SELECT count(*) FILTER (WHERE state = 'accepted') AS accepted,"
        " count(*) FILTER (WHERE state IN ('accepted', 'declined', 'expired')) AS delivered,"
        f" {median} FILTER (WHERE answered_at >= delivered_at) AS response_seconds"
        " FROM offers WHERE tenant_id = %(tenant)s AND provider_id = %(provider)s AND created_at >= %(since)s"
        " AND created_at <= %(at)s AND (delivered_at IS NOT NULL OR answered_at IS NOT NULL)",
        {"provider": provider_id, "since": since, "at": at},
    )


def rating(tx: Tx, provider_id: UUID | None, before: datetime, since: datetime) -> dict[str, Any]:
    """Of one provider or of all (None): since, and between ``before`` and ``since``."""
    whose = "" if provider_id is None else " AND provider_id = %(provider)s"
    return _one(
        tx,
        "SELECT round(avg(stars) FILTER (WHERE created_at >= %(since)s), 2)::float8 AS mean,"
        " count(*) FILTER (WHERE created_at >= %(since)s) AS count,"
        " round(avg(stars) FILTER (WHERE created_at < %(since)s), 2)::float8 AS before FROM reviews"
        f" WHERE tenant_id = %(tenant)s{whose} AND created_at >= %(before)s",
        {"provider": provider_id, "since": since, "before": before},
    )


def days(tx: Tx, provider_id: UUID, since: datetime, time_zone: str) -> dict[date, dict[str, Any]]:
    rows = tx.rows(
        f"SELECT (completed_at AT TIME ZONE %(zone)s)::date AS day, sum({_EARNED})::bigint AS amount,"
        " count(*) AS missions FROM requests WHERE tenant_id = %(tenant)s AND provider_id = %(provider)s"
        " AND state = 'service_completed' AND completed_at >= %(since)s GROUP BY 1",
        {"tenant": tx.tenant_id, "provider": provider_id, "since": since, "zone": time_zone},
    )
    return {row.pop("day"): row for row in rows}


def by_service(tx: Tx, provider_id: UUID, since: datetime) -> list[dict[str, Any]]:
    return tx.rows(
        f"SELECT s.id AS service_id, s.name, count(*) AS missions, sum({_EARNED})::bigint AS amount FROM requests r"
        " JOIN services s ON s.tenant_id = r.tenant_id AND s.id = r.service_id WHERE r.tenant_id = %(tenant)s"
        " AND r.provider_id = %(provider)s AND r.state = 'service_completed' AND r.completed_at >= %(since)s"
        " GROUP BY s.id, s.name ORDER BY amount DESC, s.name, s.id",
        {"tenant": tx.tenant_id, "provider": provider_id, "since": since},
    )


def heat(tx: Tx, provider_id: UUID, since: datetime, time_zone: str) -> list[dict[str, Any]]:
    return tx.rows(
        "SELECT extract(isodow FROM accepted_at AT TIME ZONE %(zone)s)::int - 1 AS weekday,"
        " extract(hour FROM accepted_at AT TIME ZONE %(zone)s)::int AS hour, count(*) AS count FROM requests"
        " WHERE tenant_id = %(tenant)s AND provider_id = %(provider)s AND accepted_at >= %(since)s"
        " GROUP BY 1, 2 ORDER BY 1, 2",
        {"tenant": tx.tenant_id, "provider": provider_id, "since": since, "zone": time_zone},
    )


def weeks(tx: Tx, provider_id: UUID, since: datetime, time_zone: str) -> dict[date, dict[str, Any]]:
    rows = tx.rows(
        "SELECT date_trunc('week', created_at AT TIME ZONE %(zone)s)::date AS monday,"
        " round(avg(stars), 2)::float8 AS mean, count(*) AS count FROM reviews WHERE tenant_id = %(tenant)s"
        " AND provider_id = %(provider)s AND created_at >= %(since)s GROUP BY 1",
        {"tenant": tx.tenant_id, "provider": provider_id, "since": since, "zone": time_zone},
    )
    return {row.pop("monday"): row for row in rows}


def waiting(tx: Tx, provider_id: UUID, at: datetime, accepted_before: datetime) -> dict[str, Any]:
    return _one(
        tx,
        "WITH own AS (SELECT o.seen_at, r.urgency FROM offers o JOIN requests r ON r.tenant_id = o.tenant_id"
        " AND r.id = o.request_id WHERE o.tenant_id = %(tenant)s AND o.provider_id = %(provider)s"
        " AND o.state = 'open' AND o.expires_at > %(at)s), taken AS (SELECT urgency, accepted_at, wished_from"
        " FROM requests WHERE tenant_id = %(tenant)s AND provider_id = %(provider)s AND state = 'provider_accepted')"
        " SELECT (SELECT count(*) FROM own WHERE seen_at IS NULL) AS unseen,"
        " (SELECT count(*) FROM own WHERE urgency <> 'normal')"
        " + (SELECT count(*) FROM taken WHERE urgency <> 'normal') AS urgent,"
        " (SELECT count(*) FROM taken WHERE accepted_at < %(late)s AND coalesce(wished_from, accepted_at) <= %(at)s)"
        " AS waiting",
        {"provider": provider_id, "at": at, "late": accepted_before},
    )


# -- the company ----------------------------------------------------------------------------------


def live(tx: Tx, midnight: datetime, at: datetime) -> dict[str, Any]:
    median = _MEDIAN.format("accepted_at - opened_at")
    return _one(
        tx,
        f"""WITH open AS (SELECT state, urgency FROM requests WHERE tenant_id = %(tenant)s AND state IN {_OPEN}),
        day AS (SELECT count(*) AS opened_today, {median} FILTER (WHERE accepted_at >= opened_at) AS accept_seconds
            FROM requests WHERE tenant_id = %(tenant)s AND opened_at >= %(since)s),
        moved AS (SELECT count(DISTINCT request_id) FILTER (WHERE to_state = 'service_completed') AS completed_today,
            count(DISTINCT request_id) FILTER (WHERE to_state = 'cancelled') AS cancelled_today,
            count(DISTINCT request_id) FILTER (WHERE to_state = 'no_provider_found') AS nobody_today
            FROM status_history WHERE tenant_id = %(tenant)s AND kind = 'transition' AND occurred_at >= %(since)s
            AND to_state IN ('service_completed', 'cancelled', 'no_provider_found')),
        earned AS (SELECT coalesce(sum({_EARNED}), 0)::bigint AS amount_today FROM requests
            WHERE tenant_id = %(tenant)s AND state = 'service_completed' AND completed_at >= %(since)s),
        people AS (SELECT count(*) AS providers, count(*) FILTER (WHERE is_available
            AND NOT coalesce(away_from <= %(at)s AND coalesce(away_until > %(at)s, true), false)) AS available
            FROM providers WHERE tenant_id = %(tenant)s AND is_active)
        SELECT (SELECT count(*) FROM open WHERE state IN {_SEARCHING}) AS searching,
            (SELECT count(*) FROM open WHERE state = 'provider_accepted') AS accepted,
            (SELECT count(*) FROM open WHERE state IN {_RUNNING}) AS running,
            (SELECT count(*) FROM open WHERE urgency <> 'normal') AS urgent,
            (SELECT count(*) FROM open WHERE state IN {_SEARCHING}) AS unassigned,
            day.*, moved.*, earned.*, people.* FROM day, moved, earned, people""",
        {"since": midnight, "at": at},
    )


GROUPS = {
    "total": ("NULL::uuid", "NULL::text", ""),
    "service": ("s.id", "s.name", "JOIN services s ON s.tenant_id = r.tenant_id AND s.id = r.service_id"),
    "zone": ("z.id", "z.name", "LEFT JOIN zones z ON z.tenant_id = r.tenant_id AND z.id = r.zone_id"),
    "provider": ("p.id", "p.name", "JOIN providers p ON p.tenant_id = r.tenant_id AND p.id = r.provider_id"),
}
"""What requests are put together by: the id, the name, and where they come from."""


def performance(tx: Tx, group: str, since: datetime, until: datetime) -> list[dict[str, Any]]:
    group_id, name, join = GROUPS[group]
    accept, arrive = _MEDIAN.format("r.accepted_at - r.opened_at"), _MEDIAN.format("r.arrived_at - r.accepted_at")
    grouped = "" if group == "total" else f"GROUP BY {group_id}, {name} ORDER BY requests DESC, {name}, {group_id}"
    return tx.rows(
        f"""SELECT {group_id} AS id, {name} AS name, count(*) AS requests,
            count(*) FILTER (WHERE r.state = 'service_completed') AS completed,
            count(*) FILTER (WHERE r.state IN ('service_completed', 'cancelled', 'no_provider_found')) AS over,
            {accept} FILTER (WHERE r.accepted_at >= r.opened_at) AS accept_seconds,
            {arrive} FILTER (WHERE r.arrived_at >= r.accepted_at) AS arrive_seconds,
            round(avg(v.stars), 2)::float8 AS satisfaction, count(v.stars) AS reviews,
            coalesce(sum({_EARNED}) FILTER (WHERE r.state = 'service_completed'), 0)::bigint AS amount
        FROM requests r {join} LEFT JOIN reviews v ON v.tenant_id = r.tenant_id AND v.request_id = r.id
        WHERE r.tenant_id = %(tenant)s AND r.opened_at >= %(since)s AND r.opened_at < %(until)s {grouped}""",
        {"tenant": tx.tenant_id, "since": since, "until": until},
    )


PHASES = {
    "accept": "r.accepted_at - r.opened_at",
    "arrive": "r.arrived_at - r.accepted_at",
    "work": "r.completed_at - r.started_at",
    "whole": "r.completed_at - r.opened_at",
}
"""What takes time of a request, in order; the last is all of it."""


def phases(tx: Tx, since: datetime, until: datetime) -> list[dict[str, Any]]:
    """How long each phase took, in seconds: the median, and between which eight of ten lie. A phase without a case is
    left out."""
    spans = ", ".join(f"('{name}', {span})" for name, span in PHASES.items())
    share = "percentile_cont({0}) WITHIN GROUP (ORDER BY extract(epoch FROM p.span))"
    return tx.rows(
        f"""SELECT p.phase, count(*) AS cases, {share.format(0.1)} AS low, {share.format(0.5)} AS median,
            {share.format(0.9)} AS high
        FROM requests r CROSS JOIN LATERAL (VALUES {spans}) p (phase, span)
        WHERE r.tenant_id = %(tenant)s AND r.opened_at >= %(since)s AND r.opened_at < %(until)s
            AND p.span >= interval '0' GROUP BY 1""",
        {"tenant": tx.tenant_id, "since": since, "until": until},
    )


def trend(tx: Tx, since: datetime, until: datetime, time_zone: str) -> list[dict[str, Any]]:
    median = _MEDIAN.format("accepted_at - opened_at")
    return tx.rows(
        "SELECT (opened_at AT TIME ZONE %(zone)s)::date AS day, count(*) AS requests,"
        " count(*) FILTER (WHERE state = 'service_completed') AS completed,"
        f" {median} FILTER (WHERE accepted_at >= opened_at) AS accept_seconds FROM requests"
        " WHERE tenant_id = %(tenant)s AND opened_at >= %(since)s AND opened_at < %(until)s GROUP BY 1",
        {"tenant": tx.tenant_id, "since": since, "until": until, "zone": time_zone},
    )


# -- what to change -------------------------------------------------------------------------------


def nobody_rate(tx: Tx, since: datetime, until: datetime) -> float:
    """The share of requests for which nobody was found."""
    found = tx.value(
        "SELECT coalesce(avg((state = 'no_provider_found')::int), 0)::float8 FROM requests"
        " WHERE tenant_id = %s AND opened_at >= %s AND opened_at < %s",
        (tx.tenant_id, since, until),
    )
    return round(float(found), 4)


def nobody(tx: Tx, since: datetime, until: datetime) -> list[dict[str, Any]]:
    """By service and district."""
    return tx.rows(
        "SELECT r.service_id, r.zone_id, concat_ws(' · ', s.name, z.name) AS name, count(*) AS cases,"
        " round(avg((r.state = 'no_provider_found')::int), 4)::float8 AS value FROM requests r"
        " JOIN services s ON s.tenant_id = r.tenant_id AND s.id = r.service_id"
        " LEFT JOIN zones z ON z.tenant_id = r.tenant_id AND z.id = r.zone_id"
        " WHERE r.tenant_id = %s AND r.opened_at >= %s AND r.opened_at < %s GROUP BY 1, 2, 3",
        (tx.tenant_id, since, until),
    )


def slow_answers(tx: Tx, since: datetime, until: datetime, time_zone: str) -> list[dict[str, Any]]:
    """The median from opening to acceptance, by hour of the day."""
    median = _MEDIAN.format("accepted_at - opened_at")
    return tx.rows(
        f"SELECT extract(hour FROM opened_at AT TIME ZONE %s)::int AS hour, '' AS name, count(*) AS cases,"
        f" {median} AS value FROM requests WHERE tenant_id = %s AND opened_at >= %s AND opened_at < %s"
        " AND accepted_at >= opened_at GROUP BY 1",
        (time_zone, tx.tenant_id, since, until),
    )


_ANSWERED = (
    "FROM offers o JOIN providers p ON p.tenant_id = o.tenant_id AND p.id = o.provider_id WHERE o.tenant_id = %s"
    " AND o.created_at >= %s AND o.created_at < %s AND o.state IN ('accepted', 'declined', 'expired')"
    " AND (o.delivered_at IS NOT NULL OR o.answered_at IS NOT NULL) AND p.is_active"
)


def acceptance_rate(tx: Tx, since: datetime, until: datetime) -> float | None:
    found = tx.value(
        f"SELECT round(avg((o.state = 'accepted')::int), 4)::float8 {_ANSWERED}", (tx.tenant_id, since, until)
    )
    return None if found is None else float(found)


def low_acceptance(tx: Tx, since: datetime, until: datetime) -> list[dict[str, Any]]:
    return tx.rows(
        "SELECT o.provider_id, p.name, count(*) AS cases,"
        f" round(avg((o.state = 'accepted')::int), 4)::float8 AS value {_ANSWERED} GROUP BY 1, 2",
        (tx.tenant_id, since, until),
    )


def low_rating(tx: Tx, since: datetime, until: datetime) -> list[dict[str, Any]]:
    return tx.rows(
        "SELECT v.provider_id, p.name, count(*) AS cases, round(avg(v.stars), 2)::float8 AS value FROM reviews v"
        " JOIN providers p ON p.tenant_id = v.tenant_id AND p.id = v.provider_id WHERE v.tenant_id = %s"
        " AND v.created_at >= %s AND v.created_at < %s AND p.is_active GROUP BY 1, 2",
        (tx.tenant_id, since, until),
    )


def _one(tx: Tx, statement: str, given: dict[str, Any]) -> dict[str, Any]:
    row = tx.row(statement, {"tenant": tx.tenant_id, **given})
    if row is None:
        raise RuntimeError("an aggregate has one row")
    return row
