"""Every table of the models, and a row for each: a new table joins the tests by existing."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb
from sqlalchemy import ARRAY, CheckConstraint, Column, ForeignKeyConstraint, Table, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from digiboost.kernel.db.rls import PLATFORM_TABLES
from digiboost.kernel.ids import new_id
from digiboost.tables import metadata

Row = dict[str, Any]

ROLES = {
    "admin": "DIGIBOOST_ADMIN_DATABASE_URL",
    "app": "DIGIBOOST_DATABASE_URL",
    "worker": "DIGIBOOST_WORKER_DATABASE_URL",
}
TENANT_TABLES: list[Table] = [table for table in metadata.sorted_tables if table.name not in PLATFORM_TABLES]
"""In the order in which rows can be inserted."""

# Which column names the tenant, where it is not ``tenant_id``.
_TENANT_COLUMN = {
    "tenants": "id",
    **dict.fromkeys(
        (
            "logins", "tenant_clocks", "deliveries", "channel_refs", "phone_owners", "phone_links",
            "notification_queue", "alert_watch", "report_watch", "provider_watch", "dispatch_watch", "tracking_watch",
            "offer_calls",
            "notification_queue", "alert_watch", "report_watch", "provider_watch", "dispatch_watch", "offer_calls",
            "logins", "tenant_clocks", "deliveries", "channel_refs", "phone_owners", "phone_links", "phone_logins",
            "notification_queue", "alert_watch", "report_watch", "provider_watch", "public_forms",
            "dispatch_watch", "offer_calls",
        ),
        "company_id",
    ),
}  # fmt: skip


def tenant_column(table: Table) -> str:
    return _TENANT_COLUMN.get(table.name, "tenant_id")


def connect(role: str, **options: Any) -> psycopg.Connection[Any]:
    """A connection as ``admin`` (superuser), ``app`` or ``worker``, without any tenant."""
    return psycopg.connect(os.environ[ROLES[role]].replace("+psycopg", ""), **options)


@contextmanager
def transaction(role: str, tenant_id: UUID | str | None = None, login: str | None = None) -> Iterator[Any]:
    """One transaction as ``role``, for a tenant or for none; committed at the end."""
    with connect(role) as connection:
        if tenant_id is not None:
            connection.execute(f"SET LOCAL app.tenant_id = '{UUID(str(tenant_id))}'")
        if login is not None:
            connection.execute(
                sql.SQL("SET LOCAL app.login = {}").format(sql.Literal(login)),
            )
        yield connection


def foreign_keys(table: Table) -> list[ForeignKeyConstraint]:
    return sorted(table.foreign_key_constraints, key=lambda key: str(key.column_keys))


def column_pairs(key: ForeignKeyConstraint) -> list[tuple[str, Table, str]]:
    """(own column, other table, other column) of each part of a foreign key."""
    return [(part.parent.name, part.column.table, part.column.name) for part in key.elements]


def make_row(table: Table, tenant_id: UUID, known: dict[str, Row], **given: Any) -> Row:
    """A row that satisfies the table's checks; foreign keys point at ``known`` rows, or at itself."""
    row: Row = {column.name: _value(table, column) for column in table.columns}
    row.update(_SHAPED.get(table.name, {}))
    row[tenant_column(table)] = tenant_id
    row.update(given)
    for key in foreign_keys(table):
        for own, other, theirs in column_pairs(key):
            if own in given:
                continue
            row[own] = row[theirs] if other is table else known[other.name][theirs]
    return row


def insert(connection: psycopg.Connection[Any], table: Table, row: Row, *, or_nothing: bool = False) -> int:
    statement = sql.SQL("INSERT INTO {} ({}) VALUES ({}){}").format(
        sql.Identifier(table.name),
        sql.SQL(", ").join(sql.Identifier(name) for name in row),
        sql.SQL(", ").join(sql.Placeholder() for _ in row),
        sql.SQL(" ON CONFLICT DO NOTHING" if or_nothing else ""),
    )
    values = [Jsonb(value) if isinstance(value, (dict, list)) and not _is_array(table, name) else value
              for name, value in row.items()]  # fmt: skip
    return connection.execute(statement, values).rowcount


def fill(tenant_id: UUID, known: dict[str, Row] | None = None) -> dict[str, Row]:
    """A row in every table for one tenant (and a login), written as the application's own role."""
    rows: dict[str, Row] = dict(known or {})
    email = f"filled-{tenant_id}@example.com"
    with transaction("app", tenant_id, login=email) as connection:
        for table in TENANT_TABLES:
            if table.name in rows:
                continue
            rows[table.name] = make_row(table, tenant_id, rows)
            insert(connection, table, rows[table.name], or_nothing=True)
        logins = metadata.tables["logins"]
        rows["logins"] = make_row(logins, tenant_id, rows, email=email)
        insert(connection, logins, rows["logins"])
    return rows


def ids_of(tenant_id: UUID | str) -> set[str]:
    """Every identifier that occurs in a tenant's rows."""
    found: set[str] = set()
    with connect("admin") as connection:
        for table in TENANT_TABLES:
            columns = [column.name for column in table.columns if isinstance(column.type, Uuid)]
            rows = connection.execute(
                sql.SQL("SELECT {} FROM {} WHERE {} = %s").format(
                    sql.SQL(", ").join(sql.Identifier(name) for name in columns),
                    sql.Identifier(table.name),
                    sql.Identifier(tenant_column(table)),
                ),
                (str(tenant_id),),
            )
            found.update(str(value) for row in rows for value in row if value is not None)
    return found


def count(connection: psycopg.Connection[Any], table: str, where: str = "true", *values: Any) -> int:
    row = connection.execute(f"SELECT count(*) FROM {table} WHERE {where}", values).fetchone()
    assert row is not None
    return int(row[0])


def _is_array(table: Table, name: str) -> bool:
    return name in table.columns and isinstance(table.columns[name].type, ARRAY)


def _value(table: Table, column: Column[Any]) -> Any:
    for check in (one for one in table.constraints if isinstance(one, CheckConstraint)):
        choice = re.search(rf"\b{column.name} IN \('([^']*)'", str(check.sqltext))
        if choice:
            return choice[1]
    if column.name in _LIKELY:
        return _LIKELY[column.name]
    if isinstance(column.type, ARRAY):
        return [] if isinstance(column.type.item_type, Uuid) else _LISTS.get(column.name, ["stock"])
    if isinstance(column.type, JSONB):
        return {}
    kind = column.type.python_type
    if kind is UUID:
        return new_id()
    if kind is str:
        return f"{column.name} {new_id()}"
    return {
        int: 1, float: 0.5, bool: True, bytes: b"x",
        datetime: datetime.now(UTC), date: datetime.now(UTC).date(), time: time(7, 30),
    }[kind]  # fmt: skip


_LISTS = {"roles": ["owner"], "channels": ["whatsapp"]}
_COLUMNS = ("Code", "Désignation", "Prix de vente")
_TILL = (
    "cash_sales", "credit_parts", "credit_payments", "cash_returns", "moves_in", "moves_out", "cash", "mobile_money",
    "card", "sales", "returns", "payments",
)  # fmt: skip
_SHAPED: dict[str, Row] = {
    "tracking_rules": {"minutes": None, "urgencies": []},
    "tracking_standings": {"ahead": []},
    "tracking_preferences": {"quiet_from": time(21), "quiet_until": time(7)},
    "escalation_rules": {"phases": [], "urgencies": [], "steps": []},
    "alert_events": {"name": "fired"},
    "chat_messages": {"channel": "whatsapp", "intent": "help"},
    "cash_closings": {"details": dict.fromkeys(_TILL, 0)},
    "dispatch_settings": {
        "offer_seconds": 180, "urgent_offer_seconds": 90, "wave_size": 3, "waves": 5, "search_minutes": 30,
        "radius_km": 15.0, "weights": {"skill": 20, "zone": 15},
    },
    "forecast_settings": {
        "horizon_days": 15, "review_days": 7, "service_a": 0.98, "service_b": 0.95, "service_c": 0.9,
    },
    "requests": {"stage": None, "number": 1_000_000},
    "offers": {"reasons": []},
    "report_schedules": {"recipients": []},
    "reports": {"recipients": []},
    # A file that was read: its documents have a form of their own.
    "imports": {
        "shape": {
            "form": "csv", "header_row": 0, "rows_estimate": 2, "size": 60, "compressed": False, "encoding": "utf-8",
            "delimiter": ";", "quoted": True, "sheet": None, "other_sheets": [],
            "columns": [{"name": name, "samples": ["1"], "nature": "text"} for name in _COLUMNS],
        },
        "columns": [{"name": name, "samples": ["1"]} for name in _COLUMNS],
        "mapping": {"code": "Code", "name": "Désignation", "sale_price": "Prix de vente"},
        "options": {"create_missing": True, "move_stock": True, "date_order": None, "decimal": None},
    },
    # Numbers at the same places; a whole span of weeks.
    "sales_spans": {
        "weeks": 4, "first": date(2024, 1, 1), "units": [], "revenue": [], "cost": [], "hours": [], "methods": [],
        "hour_revenue": [], "hour_sales": [],
    },
}  # fmt: skip

# What an endpoint that reads the row expects of it beyond its type.
_LIKELY: Row = {
    "language": "fr",
    "currency": "XOF",
    "currency_exponent": 0,
    "country": "SN",
    "time_zone": "Africa/Dakar",
    "phone": "+221771234567",
    "password_hash": "!",
    "pin_hash": None,
    "columns": [],
    "sample": [],
    "problems": [],
    "error": None,
    "accepted_at": None,
    "revoked_at": None,
    "ended_at": None,
    "cancelled_at": None,
    "undone_at": None,
    "deleted_at": None,
    "minutes": 60,
    "closes": time(18),
    "expires_at": datetime(2100, 1, 1, tzinfo=UTC),
}
