"""The SQL of providers, of what they do and where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from digiboost.kernel.clock import now, zone
from digiboost.kernel.db.statement import LongStatement
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.db.watch import Watch

WATCH = Watch("provider_watch")
SERVICE = {
    "id": "s.id",
    "name": "s.name",
    "base_price": "s.base_price",
    "minutes": "s.minutes",
    "is_active": "s.is_active",
    "version": "s.version",
}
ZONE = {
    "id": "z.id",
    "name": "z.name",
    "city": "z.city",
    "latitude": "z.latitude",
    "longitude": "z.longitude",
    "radius_km": "z.radius_km",
    "is_active": "z.is_active",
    "version": "z.version",
}

AWAY = "(p.away_from <= %(at)s AND (p.away_until IS NULL OR p.away_until > %(at)s))"
ABSENT = (
    "EXISTS (SELECT FROM absences a WHERE a.tenant_id = %(tenant)s AND a.provider_id = p.id"
    " AND a.first <= %(day)s AND a.last >= %(day)s)"
)
# Somebody without a row works at any hour; 23:59 means until midnight.
OUT_OF_HOURS = (
    "(EXISTS (SELECT FROM provider_hours h WHERE h.tenant_id = %(tenant)s AND h.provider_id = p.id)"
    " AND NOT EXISTS (SELECT FROM provider_hours h WHERE h.tenant_id = %(tenant)s AND h.provider_id = p.id"
    " AND h.weekday = %(weekday)s AND h.opens <= %(clock)s AND (h.closes > %(clock)s OR h.closes >= '23:59')))"
)
WHY_NOT = (
    f"CASE WHEN NOT p.is_active THEN 'inactive' WHEN NOT p.is_available THEN 'off' WHEN {AWAY} THEN 'away'"
    f" WHEN {ABSENT} THEN 'absent' WHEN {OUT_OF_HOURS} THEN 'out_of_hours' END"
)
THERE = f"(p.is_active AND p.is_available AND p.deleted_at IS NULL AND NOT coalesce({AWAY}, false) AND NOT {ABSENT})"
"""Whether other rooms may count on somebody today; what hour it is does not matter."""

_SHOWN = f"""
    p.id, p.user_id, p.name, p.phone, round(p.rating_sum::numeric / nullif(p.rating_count, 0), 2)::float8 AS rating,
    p.rating_count, p.photo IS NOT NULL AS has_photo, p.is_available, p.is_active,
    CASE WHEN p.away_until > %(at)s THEN p.away_until END AS away_until, {WHY_NOT} AS why_not, p.capacity,
    ARRAY(SELECT k.service_id FROM provider_skills k WHERE k.tenant_id = %(tenant)s AND k.provider_id = p.id
        ORDER BY k.service_id) AS service_ids,
    ARRAY(SELECT y.zone_id FROM provider_zones y WHERE y.tenant_id = %(tenant)s AND y.provider_id = p.id
        ORDER BY y.zone_id) AS zone_ids,
    p.lead_id, p.version"""

_PAGE = LongStatement(f"SELECT {_SHOWN} FROM providers p WHERE p.tenant_id = %(tenant)s AND p.id = ANY(%(ids)s)")
_DETAIL = LongStatement(f"""SELECT {_SHOWN},
    p.about, p.latitude, p.longitude, p.hourly_rate, p.callout_fee,
    CASE WHEN p.away_until IS NULL OR p.away_until > %(at)s THEN p.away_from END AS away_from, p.auto_accept,
    p.notify_offers, p.notify_reminders, p.sound,
    (SELECT coalesce(json_agg(json_build_object('service_id', k.service_id, 'level', k.level) ORDER BY k.service_id),
        '[]') FROM provider_skills k WHERE k.tenant_id = %(tenant)s AND k.provider_id = p.id) AS skills,
    (SELECT coalesce(json_agg(json_build_object('weekday', h.weekday, 'opens', h.opens, 'closes', h.closes)
        ORDER BY h.weekday, h.opens), '[]')
        FROM provider_hours h WHERE h.tenant_id = %(tenant)s AND h.provider_id = p.id) AS hours,
    (SELECT coalesce(json_agg(json_build_object('id', a.id, 'first', a.first, 'last', a.last, 'reason', a.reason)
        ORDER BY a.first, a.id), '[]') FROM absences a
        WHERE a.tenant_id = %(tenant)s AND a.provider_id = p.id AND a.last >= %(recent)s) AS absences,
    (SELECT coalesce(json_agg(json_build_object('id', c.id, 'name', c.name, 'issuer', c.issuer, 'issued_on',
        c.issued_on, 'expires_on', c.expires_on, 'has_file', c.file IS NOT NULL) ORDER BY c.name, c.id), '[]')
        FROM certificates c WHERE c.tenant_id = %(tenant)s AND c.provider_id = p.id) AS certificates,
    (SELECT coalesce(json_agg(json_build_object('id', m.id, 'name', m.name) ORDER BY m.name_key, m.id), '[]')
        FROM providers m WHERE m.tenant_id = %(tenant)s AND m.lead_id = p.id AND m.deleted_at IS NULL) AS team
    FROM providers p WHERE p.tenant_id = %(tenant)s AND p.id = %(id)s AND p.deleted_at IS NULL""")

_RATING = "(CASE WHEN p.rating_count = 0 THEN 0 ELSE p.rating_sum * 1000 / p.rating_count END)"
_FILTERS = {
    "search": "p.search_text LIKE ALL (%(search)s::text[])",
    "service_id": (
        "EXISTS (SELECT FROM provider_skills k WHERE k.tenant_id = %(tenant)s AND k.service_id = %(service_id)s"
        " AND k.provider_id = p.id)"
    ),
    "zone_id": (
        "EXISTS (SELECT FROM provider_zones y WHERE y.tenant_id = %(tenant)s AND y.zone_id = %(zone_id)s"
        " AND y.provider_id = p.id)"
    ),
    "available": f"(({WHY_NOT}) IS NULL) = %(available)s",
}

_CANDIDATES = LongStatement(f"""SELECT p.id AS provider_id, p.user_id, p.name, p.phone, k.level AS skill_level,
    p.latitude, p.longitude, p.rating_sum, p.rating_count, p.capacity, p.auto_accept AS auto_accepts_familiar,
    EXISTS (SELECT FROM provider_zones y WHERE y.tenant_id = %(tenant)s AND y.zone_id = %(zone)s
        AND y.provider_id = p.id) AS in_zone,
    {WHY_NOT} AS why_not
    FROM provider_skills k JOIN providers p ON p.tenant_id = k.tenant_id AND p.id = k.provider_id
    WHERE k.tenant_id = %(tenant)s AND k.service_id = %(service)s AND p.is_active AND p.deleted_at IS NULL
    ORDER BY p.id""")


@dataclass(frozen=True, slots=True)
class Instant:
    """A moment with what the company's calendar and clock show then."""

    at: datetime
    day: date
    weekday: int
    clock: time

    @classmethod
    def of(cls, at: datetime, time_zone: str) -> Instant:
        here = at.astimezone(zone(time_zone))
        return cls(at, here.date(), here.weekday(), here.time().replace(tzinfo=None))

    def params(self, tx: Tx) -> dict[str, Any]:
        return {
            "tenant": tx.tenant_id, "at": self.at, "day": self.day, "weekday": self.weekday, "clock": self.clock,
        }  # fmt: skip


# -- services and zones -------------------------------------------------------------------------


def exists(tx: Tx, table: str, row_id: UUID) -> bool:
    return bool(tx.value(f"SELECT true FROM {table} WHERE tenant_id = %s AND id = %s", (tx.tenant_id, row_id)))


def known(tx: Tx, table: str, ids: Iterable[UUID]) -> set[UUID]:
    rows = tx.rows(f"SELECT id FROM {table} WHERE tenant_id = %s AND id = ANY(%s)", (tx.tenant_id, list(ids)))
    return {row["id"] for row in rows}


def delete(tx: Tx, table: str, row_id: UUID, condition: str) -> bool:
    """``condition`` is on the row under the alias ``r``."""
    return bool(
        tx.run(f"DELETE FROM {table} r WHERE tenant_id = %s AND id = %s AND {condition}", (tx.tenant_id, row_id))
    )


def zone_names(tx: Tx) -> dict[str, str]:
    """Every zone's folded name with the city."""
    rows = tx.rows("SELECT name_key, city FROM zones WHERE tenant_id = %s", (tx.tenant_id,))
    return {row["name_key"]: row["city"] for row in rows}


def insert_zones(tx: Tx, zones: Sequence[Mapping[str, Any]]) -> None:
    at = now()
    columns = ("id", "name", "name_key", "city", "latitude", "longitude", "radius_km")
    kinds = ("uuid", "text", "text", "text", "float8", "float8", "float8")
    arrays = ", ".join(f"%s::{kind}[]" for kind in kinds)
    tx.run(
        f"INSERT INTO zones (tenant_id, {', '.join(columns)}, is_active, created_at, updated_at, version)"
        f" SELECT %s, {', '.join(f'v.{name}' for name in columns)}, true, %s, %s, 1"
        f" FROM unnest({arrays}) AS v ({', '.join(columns)})",
        (tx.tenant_id, at, at, *([zone[name] for zone in zones] for name in columns)),
    )


def zones(tx: Tx, ids: Sequence[UUID]) -> list[dict[str, Any]]:
    fields = ", ".join(f"{column} AS {name}" for name, column in ZONE.items())
    return tx.rows(
        f"SELECT {fields} FROM zones z WHERE z.tenant_id = %s AND z.id = ANY(%s) ORDER BY z.name_key, z.id",
        (tx.tenant_id, list(ids)),
    )


# -- providers read -----------------------------------------------------------------------------


def matching(
    tx: Tx, instant: Instant, given: Mapping[str, Any], key: str, after: tuple[Any, UUID] | None, limit: int | None
) -> list[tuple[UUID, Any]]:
    """The providers that agree with the filters ``given``, each with its ``key`` (``name`` or ``-rating``), in its
    order; those behind ``after``."""
    column, order, sign, kind = {
        "name": ("p.name_key", "ASC", ">", "text"),
        "-rating": (_RATING, "DESC", "<", "bigint"),
    }[key]
    conditions = ["p.deleted_at IS NULL", *(_FILTERS[name] for name in given)]
    params = {**instant.params(tx), **given}
    if after is not None:
        conditions.append(f"({column}, p.id) {sign} (%(seen)s::{kind}, %(seen_id)s)")
        params |= {"seen": after[0], "seen_id": after[1]}
    # The limit is part of the statement: a plan that is made once would take an unknown one for a tenth of all.
    bound = "" if limit is None else f" LIMIT {limit:d}"
    rows = tx.rows(
        f"SELECT p.id, {column} AS key FROM providers p WHERE p.tenant_id = %(tenant)s"
        f" AND {' AND '.join(conditions)}"
        f" ORDER BY {column} {order}, p.id {order}{bound}",
        params,
    )
    return [(row["id"], row["key"]) for row in rows]


def shown(tx: Tx, instant: Instant, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    return {row["id"]: row for row in _PAGE.rows(tx, {**instant.params(tx), "ids": list(ids)})}


def detail(tx: Tx, instant: Instant, provider_id: UUID) -> dict[str, Any] | None:
    recent = instant.day - timedelta(days=31)
    return _DETAIL.row(tx, {**instant.params(tx), "id": provider_id, "recent": recent})


def provider_of(tx: Tx, user_id: UUID) -> UUID | None:
    found: UUID | None = tx.value(
        "SELECT id FROM providers WHERE tenant_id = %s AND user_id = %s AND deleted_at IS NULL",
        (tx.tenant_id, user_id),
    )
    return found


def card(tx: Tx, provider_id: UUID) -> dict[str, Any] | None:
    return tx.row(
        "SELECT id, user_id, name, phone, rating_sum, rating_count, photo FROM providers"
        " WHERE tenant_id = %s AND id = %s",
        (tx.tenant_id, provider_id),
    )


def candidates(tx: Tx, instant: Instant, service_id: UUID, zone_id: UUID | None) -> list[dict[str, Any]]:
    return _CANDIDATES.rows(tx, {**instant.params(tx), "service": service_id, "zone": zone_id})


def leads_somebody(tx: Tx, provider_id: UUID) -> bool:
    return bool(
        tx.value(
            "SELECT true FROM providers WHERE tenant_id = %s AND lead_id = %s AND deleted_at IS NULL LIMIT 1",
            (tx.tenant_id, provider_id),
        )
    )


# -- providers written --------------------------------------------------------------------------


def replace_skills(tx: Tx, provider_id: UUID, skills: Mapping[UUID, int]) -> None:
    tx.run("DELETE FROM provider_skills WHERE tenant_id = %s AND provider_id = %s", (tx.tenant_id, provider_id))
    tx.run(
        "INSERT INTO provider_skills (tenant_id, provider_id, service_id, level)"
        " SELECT %s, %s, v.service_id, v.level FROM unnest(%s::uuid[], %s::smallint[]) AS v (service_id, level)",
        (tx.tenant_id, provider_id, list(skills), list(skills.values())),
    )


def replace_zones(tx: Tx, provider_id: UUID, zone_ids: Sequence[UUID]) -> None:
    tx.run("DELETE FROM provider_zones WHERE tenant_id = %s AND provider_id = %s", (tx.tenant_id, provider_id))
    tx.run(
        "INSERT INTO provider_zones (tenant_id, provider_id, zone_id) SELECT %s, %s, v FROM unnest(%s::uuid[]) AS v",
        (tx.tenant_id, provider_id, list(zone_ids)),
    )


def replace_hours(tx: Tx, provider_id: UUID, hours: Sequence[tuple[int, time, time]]) -> None:
    tx.run("DELETE FROM provider_hours WHERE tenant_id = %s AND provider_id = %s", (tx.tenant_id, provider_id))
    tx.run(
        "INSERT INTO provider_hours (tenant_id, provider_id, weekday, opens, closes)"
        " SELECT %s, %s, v.weekday, v.opens, v.closes"
        " FROM unnest(%s::smallint[], %s::time[], %s::time[]) AS v (weekday, opens, closes)",
        (tx.tenant_id, provider_id, *([row[n] for row in hours] for n in range(3))),
    )


def delete_owned(tx: Tx, table: str, provider_id: UUID, row_id: UUID) -> dict[str, Any] | None:
    """Removes somebody's absence or certificate; the row that it was."""
    return tx.row(
        f"DELETE FROM {table} WHERE tenant_id = %s AND provider_id = %s AND id = %s RETURNING *",
        (tx.tenant_id, provider_id, row_id),
    )


def owned(tx: Tx, table: str, provider_id: UUID, row_id: UUID) -> dict[str, Any] | None:
    return tx.row(
        f"SELECT * FROM {table} WHERE tenant_id = %s AND provider_id = %s AND id = %s",
        (tx.tenant_id, provider_id, row_id),
    )


def files_of(tx: Tx, provider_id: UUID) -> list[str]:
    """The names of somebody's files: photo and certificates."""
    rows = tx.rows(
        "SELECT photo AS name FROM providers WHERE tenant_id = %(tenant)s AND id = %(id)s AND photo IS NOT NULL"
        " UNION ALL SELECT file FROM certificates WHERE tenant_id = %(tenant)s AND provider_id = %(id)s"
        " AND file IS NOT NULL",
        {"tenant": tx.tenant_id, "id": provider_id},
    )
    return [row["name"] for row in rows]


def empty_team(tx: Tx, lead_id: UUID) -> list[UUID]:
    """Lets everybody out of a team; who they are."""
    rows = tx.rows(
        "UPDATE providers SET lead_id = NULL, updated_at = %s, version = version + 1"
        " WHERE tenant_id = %s AND lead_id = %s RETURNING id",
        (now(), tx.tenant_id, lead_id),
    )
    return [row["id"] for row in rows]


def forget_details(tx: Tx, provider_id: UUID) -> None:
    """Drops everything that hangs on somebody alone."""
    for table in ("provider_skills", "provider_zones", "provider_hours", "absences", "certificates"):
        tx.run(f"DELETE FROM {table} WHERE tenant_id = %s AND provider_id = %s", (tx.tenant_id, provider_id))


def add_rating(tx: Tx, provider_id: UUID, stars: int) -> bool:
    return bool(
        tx.run(
            "UPDATE providers SET rating_sum = rating_sum + %s, rating_count = rating_count + 1"
            " WHERE tenant_id = %s AND id = %s",
            (stars, tx.tenant_id, provider_id),
        )
    )


# -- who is there -------------------------------------------------------------------------------


def disagreeing(tx: Tx, instant: Instant) -> list[UUID]:
    """Whose presence is not what other rooms were told; locked, in order."""
    rows = tx.rows(
        f"SELECT p.id FROM providers p WHERE p.tenant_id = %(tenant)s AND p.is_there <> {THERE}"
        " ORDER BY p.id FOR NO KEY UPDATE OF p",
        instant.params(tx),
    )
    return [row["id"] for row in rows]


def settle(tx: Tx, instant: Instant, ids: Sequence[UUID]) -> list[dict[str, Any]]:
    """Notes what is true now of these; the ``id`` and ``is_there`` of those for whom it changed."""
    return tx.rows(
        f"UPDATE providers p SET is_there = NOT p.is_there WHERE p.tenant_id = %(tenant)s AND p.id = ANY(%(ids)s)"
        f" AND p.is_there <> {THERE} RETURNING p.id, p.is_there",
        {**instant.params(tx), "ids": list(ids)},
    )


def next_moment(tx: Tx, instant: Instant, time_zone: str, ids: Sequence[UUID] | None) -> datetime | None:
    """When the clock alone changes next who is there; of these, or of everybody."""
    whose = "" if ids is None else " AND p.id = ANY(%(ids)s)"
    row = tx.row(
        "SELECT min(p.away_from) FILTER (WHERE p.away_from > %(at)s) AS leaves,"
        " min(p.away_until) FILTER (WHERE p.away_until > %(at)s) AS comes_back,"
        " (SELECT min(CASE WHEN a.first > %(day)s THEN a.first ELSE a.last + 1 END) FROM absences a"
        f" JOIN providers p ON p.tenant_id = a.tenant_id AND p.id = a.provider_id"
        f" WHERE a.tenant_id = %(tenant)s AND a.last >= %(day)s{whose}) AS day"
        f" FROM providers p WHERE p.tenant_id = %(tenant)s{whose}",
        {**instant.params(tx), "ids": None if ids is None else list(ids)},
    )
    if row is None:
        return None
    found = [moment for moment in (row["leaves"], row["comes_back"]) if moment is not None]
    if row["day"] is not None:
        found.append(start_of(row["day"], time_zone))
    return min(found, default=None)


def start_of(day: date, time_zone: str) -> datetime:
    """The first moment of a day of the company's calendar; where a clock skips midnight, the moment it did."""
    return datetime.combine(day, time.min, zone(time_zone)).astimezone(UTC)
