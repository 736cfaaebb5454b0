"""Alerts, their history and their rules as they are read: JSON that PostgreSQL builds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from digiboost.alerts.params import NAMES, READ
from digiboost.alerts.types import AlertSort, AlertState, EventName, RuleType
from digiboost.identity.service import company
from digiboost.kernel.clock import zone
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import Invalid, NotFound
from digiboost.kernel.http.json_lists import json_object, json_page, json_row, quantity, search_words
from digiboost.kernel.http.pagination import SortKey

_ALERT = {
    "id": "a.id",
    "rule_id": "a.rule_id",
    "rule_name": "r.name",
    "type": "r.type",
    "state": "a.state",
    "urgency": "a.urgency",
    "product_id": "p.id",
    "product_name": "p.name",
    "product_code": "p.code",
    "unit": "p.unit",
    "on_hand": quantity("l.on_hand"),
    "supplier_id": "s.id",
    "supplier_name": "s.name",
    "value": "a.value",
    "threshold": "a.threshold",
    "day": "CASE WHEN r.type IN ('stock_out', 'expiry') THEN a.details->>'day' END",
    "probability": "CASE WHEN r.type = 'stock_out' THEN (a.details->>'probability')::float8 END",
    "since": "coalesce((a.details->>'since')::timestamptz, a.started_at)",
    "started_at": "a.started_at",
    "told_at": "a.told_at",
    "pending": "a.state = 'firing' AND a.silenced_by IS NULL AND a.pending_since IS NOT NULL",
    "snoozed_until": "a.snoozed_until",
    "silenced_by": "a.silenced_by",
    "fired_count": "a.fired_count",
}
_RULE_OF = "JOIN alert_rules r ON r.tenant_id = a.tenant_id AND r.id = a.rule_id"
_PRODUCT_OF = "LEFT JOIN products p ON p.tenant_id = a.tenant_id AND p.id = a.subject_id"
_JOINED = (
    f"{_RULE_OF} {_PRODUCT_OF} LEFT JOIN stock_levels l ON l.tenant_id = a.tenant_id AND l.product_id = a.subject_id"
    " LEFT JOIN suppliers s ON s.tenant_id = p.tenant_id AND s.id = p.supplier_id"
)
_EVENT = {
    "id": "e.id",
    "name": "e.name",
    "at": "e.at",
    "user_id": "e.user_id",
    "user_name": "u.full_name",
    "details": "e.details",
}
_USER_OF = "LEFT JOIN users u ON u.tenant_id = e.tenant_id AND u.id = e.user_id"
_EVENTS = (
    f"(SELECT coalesce(json_agg({json_object(_EVENT)} ORDER BY e.at DESC, e.id DESC), '[]') FROM (SELECT * FROM"
    " alert_events h WHERE h.tenant_id = a.tenant_id AND h.alert_id = a.id ORDER BY h.at DESC, h.id DESC LIMIT 100) e"
    f" {_USER_OF})"
)
_SORTS = {
    AlertSort.STARTED_AT: SortKey("a.started_at", "timestamptz", descending=False),
    AlertSort.LATEST: SortKey("a.started_at", "timestamptz", descending=True),
    AlertSort.URGENCY: SortKey("a.urgency", "bigint", descending=False),
}
_TEXT = ("direction", "period", "sensitivity")


def alerts(
    tx: Tx,
    *,
    state: AlertState | None,
    rule_type: RuleType | None,
    product_id: UUID | None,
    search: str | None,
    sort: AlertSort,
    cursor: str | None,
    limit: int,
) -> bytes:
    """Open ones where no state is asked for."""
    where, given = "a.state <> 'resolved'", list[Any]()
    if state is not None:
        where, given = "a.state = %s", [state.value]
    if rule_type is not None:
        where, given = f"{where} AND r.type = %s", [*given, rule_type.value]
    if product_id is not None:
        where, given = f"{where} AND a.subject_id = %s", [*given, product_id]
    for word in search_words(search or ""):
        where, given = f"{where} AND p.search_text LIKE %s", [*given, word]
    return json_page(
        tx,
        f"FROM alerts a {_JOINED} WHERE a.tenant_id = %s AND {where}",
        [tx.tenant_id, *given],
        fields=_ALERT,
        sort=sort,
        key=_SORTS[sort],
        unique="a.id",
        cursor=cursor,
        limit=limit,
    )


def alert(tx: Tx, alert_id: UUID) -> bytes:
    """Raises NotFound."""
    found = json_row(
        tx,
        f"FROM alerts a {_JOINED} WHERE a.tenant_id = %s AND a.id = %s",
        (tx.tenant_id, alert_id),
        {**_ALERT, "events": _EVENTS},
    )
    if found is None:
        raise NotFound
    return found


def summary(tx: Tx) -> bytes:
    """Open alerts that nothing silences."""
    counted = {
        "firing": "count(*) FILTER (WHERE a.state = 'firing')",
        "urgent": "count(*) FILTER (WHERE a.state = 'firing' AND a.urgency = 1)",
        "acknowledged": "count(*) FILTER (WHERE a.state = 'acknowledged')",
        "snoozed": "count(*) FILTER (WHERE a.state = 'snoozed')",
        "by_type": "(SELECT coalesce(json_object_agg(type, n ORDER BY type), '{}') FROM (SELECT r.type, count(*) AS n"
        f" FROM alerts a {_RULE_OF} WHERE a.tenant_id = %s AND a.state <> 'resolved' AND a.silenced_by IS NULL"
        " GROUP BY r.type) t)",
    }
    source = "FROM alerts a WHERE a.tenant_id = %s AND a.state <> 'resolved' AND a.silenced_by IS NULL"
    found = json_row(tx, source, (tx.tenant_id, tx.tenant_id), counted)
    if found is None:
        raise RuntimeError("an aggregate has one row")
    return found


def history(
    tx: Tx,
    *,
    rule_type: RuleType | None,
    rule_id: UUID | None,
    product_id: UUID | None,
    name: EventName | None,
    from_day: date | None,
    to_day: date | None,
    cursor: str | None,
    limit: int,
) -> bytes:
    """The latest first."""
    if from_day is not None and to_day is not None and to_day < from_day:
        raise Invalid("to", "period_reversed")
    where, given = "", list[Any]([tx.tenant_id])
    for condition, value in (
        ("r.type = %s", rule_type),
        ("a.rule_id = %s", rule_id),
        ("a.subject_id = %s", product_id),
        ("e.name = %s", name),
        ("e.at >= %s", None if from_day is None else _midnight(tx, from_day)),
        ("e.at < %s", None if to_day is None else _midnight(tx, to_day + timedelta(days=1))),
    ):
        if value is not None:
            where, given = f"{where} AND {condition}", [*given, value]
    return json_page(
        tx,
        f"FROM alert_events e JOIN alerts a ON a.tenant_id = e.tenant_id AND a.id = e.alert_id {_RULE_OF} {_PRODUCT_OF}"
        f" {_USER_OF} WHERE e.tenant_id = %s{where}",
        given,
        fields={
            **_EVENT,
            "alert_id": "a.id",
            "rule_id": "a.rule_id",
            "rule_name": "r.name",
            "type": "r.type",
            "product_id": "p.id",
            "product_name": "p.name",
        },
        sort="-at",
        key=SortKey("e.at", "timestamptz", descending=True),
        unique="e.id",
        cursor=cursor,
        limit=limit,
    )


def _midnight(tx: Tx, day: date) -> datetime:
    return datetime.combine(day, time(), zone(company(tx).time_zone))


# -- rules and settings -------------------------------------------------------------------------


def rules(tx: Tx, cursor: str | None, limit: int) -> bytes:
    """The first made first."""
    return json_page(
        tx,
        "FROM alert_rules r WHERE r.tenant_id = %s AND r.deleted_at IS NULL",
        [tx.tenant_id],
        fields=_RULE,
        sort="created_at",
        key=SortKey("r.created_at", "timestamptz", descending=False),
        unique="r.id",
        cursor=cursor,
        limit=limit,
    )


def rule(tx: Tx, rule_id: UUID) -> bytes:
    """Raises NotFound."""
    source = "FROM alert_rules r WHERE r.tenant_id = %s AND r.id = %s AND r.deleted_at IS NULL"
    found = json_row(tx, source, (tx.tenant_id, rule_id), _RULE)
    if found is None:
        raise NotFound
    return found


def settings(tx: Tx) -> bytes:
    """They are there: ``rules.ensure`` made them."""
    fields = {name: f"s.{name}" for name in ("digest_on", "group_minutes", "version")}
    fields["digest_at"] = "to_char(s.digest_at, 'HH24:MI')"
    found = json_row(tx, "FROM alert_settings s WHERE s.tenant_id = %s", (tx.tenant_id,), fields)
    if found is None:
        raise NotFound
    return found


def _param(name: str) -> str:
    """A number of a rule, its type's default where nobody gave one."""
    kind = "text" if name in _TEXT else "float8" if name in ("probability", "percent") else "bigint"
    defaults = [
        f"WHEN '{rule_type}' THEN {_literal(read[name])}"
        for rule_type, read in READ.items()
        if read.get(name) is not None
    ]
    default = f"CASE r.type {' '.join(defaults)} END" if defaults else "NULL"
    return f"coalesce((r.params->>'{name}')::{kind}, ({default})::{kind})"


def _literal(value: Any) -> str:
    return f"'{value}'" if isinstance(value, str) else repr(value)


def _params(names: Sequence[str]) -> str:
    return json_object({name: _param(name) for name in names})


_RULE = {
    "id": "r.id",
    "type": "r.type",
    "name": "r.name",
    "params": _params(NAMES),
    "category_ids": "r.category_ids",
    "product_ids": "r.product_ids",
    "roles": "r.roles",
    "user_ids": "r.user_ids",
    "delivery": "r.delivery",
    "repeat_hours": "r.repeat_hours",
    "is_active": "r.is_active",
    "firing": "(SELECT count(*) FROM alerts a WHERE a.tenant_id = r.tenant_id AND a.rule_id = r.id"
    " AND a.state <> 'resolved')",
    "last_fired_at": "(SELECT max(a.started_at) FROM alerts a WHERE a.tenant_id = r.tenant_id AND a.rule_id = r.id)",
    "created_at": "r.created_at",
    "updated_at": "r.updated_at",
    "version": "r.version",
}
