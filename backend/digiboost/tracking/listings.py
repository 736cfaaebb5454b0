"""Rules, messages, escalations and requests as they are read: JSON that PostgreSQL builds."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from digiboost.identity.service import company
from digiboost.kernel.clock import now, zone
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import Invalid, NotFound
from digiboost.kernel.http.json_lists import json_object, json_page, json_row
from digiboost.kernel.http.pagination import SortKey
from digiboost.tracking.types import Audience, EscalationState

TOLD_DAYS = 30

_RULE = {
    "id": "r.id",
    "name": "r.name",
    "event": "r.event",
    "audience": "r.audience",
    "minutes": "r.minutes",
    "urgencies": "r.urgencies",
    "service_ids": "r.service_ids",
    "zone_ids": "r.zone_ids",
    "user_ids": "r.user_ids",
    "channels": "r.channels",
    "tone": "r.tone",
    "text_fr": "r.text_fr",
    "text_en": "r.text_en",
    "is_active": "r.is_active",
    "is_default": "r.code IS NOT NULL",
    "told": (
        "(SELECT count(*) FROM tracking_messages m WHERE m.tenant_id = r.tenant_id AND m.rule_id = r.id"
        " AND m.state = 'told' AND m.created_at >= %s)"
    ),
    "created_at": "r.created_at",
    "version": "r.version",
}
_POLICY = {
    "id": "r.id",
    "name": "r.name",
    "trigger": "r.trigger",
    "phases": "r.phases",
    "after_minutes": "r.after_minutes",
    "urgencies": "r.urgencies",
    "service_ids": "r.service_ids",
    "zone_ids": "r.zone_ids",
    "hours_from": "to_char(r.hours_from, 'HH24:MI')",
    "hours_until": "to_char(r.hours_until, 'HH24:MI')",
    "steps": "r.steps",
    "user_ids": "r.user_ids",
    "max_age_minutes": "r.max_age_minutes",
    "is_active": "r.is_active",
    "is_default": "r.code IS NOT NULL",
    "open": (
        "(SELECT count(*) FROM escalations e WHERE e.tenant_id = r.tenant_id AND e.rule_id = r.id AND e.state = 'open')"
    ),
    "created_at": "r.created_at",
    "version": "r.version",
}
_OLDEST = SortKey("r.created_at", "timestamptz", descending=False)

_MESSAGE = {
    "id": "m.id",
    "request_id": "m.request_id",
    "request_number": "q.number",
    "rule_id": "m.rule_id",
    "rule_name": "u.name",
    "event": "m.event",
    "audience": "m.audience",
    "recipient": "coalesce(m.recipient, q.client_name)",
    "user_id": "m.user_id",
    "state": "m.state",
    "reason": "m.reason",
    "due_at": "m.due_at",
    "created_at": "m.created_at",
    "notification_id": "m.notification_id",
    "delivery": "n.state",
    "title": "n.title",
}
_MESSAGES = (
    "FROM tracking_messages m JOIN requests q ON q.tenant_id = m.tenant_id AND q.id = m.request_id"
    " LEFT JOIN tracking_rules u ON u.tenant_id = m.tenant_id AND u.id = m.rule_id"
    " LEFT JOIN notifications n ON n.tenant_id = m.tenant_id AND n.id = m.notification_id WHERE m.tenant_id = %s"
)
_NEWEST = SortKey("m.created_at", "timestamptz", descending=True)

_LINE = {
    "id": "l.id",
    "name": "l.name",
    "at": "l.at",
    "step": "l.step",
    "target": "l.target",
    "reason": "l.reason",
    "people": "l.people",
    "user_id": "l.user_id",
    "user_name": "p.full_name",
}
_ESCALATION = {
    "id": "e.id",
    "rule_id": "e.rule_id",
    "rule_name": "r.name",
    "request_id": "e.request_id",
    "request_number": "q.number",
    "service_name": "s.name",
    "provider_name": "v.name",
    "urgency": "q.urgency",
    "request_state": "q.state",
    "phase": "e.phase",
    "state": "e.state",
    "began_at": "e.began_at",
    "next_at": "e.next_at",
    "next_target": "CASE WHEN e.state = 'open' THEN r.steps -> e.step::int ->> 'target' END",
    "stopped_at": "e.stopped_at",
    "stopped_by": "e.stopped_by",
    "lines": (
        f"(SELECT coalesce(json_agg({json_object(_LINE)} ORDER BY l.at, l.id), '[]') FROM escalation_events l"
        " LEFT JOIN users p ON p.tenant_id = l.tenant_id AND p.id = l.user_id"
        " WHERE l.tenant_id = e.tenant_id AND l.escalation_id = e.id)"
    ),
}
_ESCALATIONS = (
    "FROM escalations e JOIN escalation_rules r ON r.tenant_id = e.tenant_id AND r.id = e.rule_id"
    " JOIN requests q ON q.tenant_id = e.tenant_id AND q.id = e.request_id"
    " JOIN services s ON s.tenant_id = q.tenant_id AND s.id = q.service_id"
    " LEFT JOIN providers v ON v.tenant_id = q.tenant_id AND v.id = q.provider_id WHERE e.tenant_id = %s"
)
_LATEST = SortKey("e.began_at", "timestamptz", descending=True)

_TRACKED = {
    "id": "q.id",
    "number": "q.number",
    "service_name": "s.name",
    "state": "q.state",
    "stage": "q.stage",
    "percent": "q.percent",
    "urgency": "q.urgency",
    "state_at": "q.state_at",
    "opened_at": "q.opened_at",
    "provider_id": "q.provider_id",
    "provider_name": "v.name",
    "late_at": "t.late_at",
    "version": "q.version",
}
_TRACKED_ROWS = (
    "FROM requests q JOIN services s ON s.tenant_id = q.tenant_id AND s.id = q.service_id"
    " LEFT JOIN providers v ON v.tenant_id = q.tenant_id AND v.id = q.provider_id"
    " LEFT JOIN zones z ON z.tenant_id = q.tenant_id AND z.id = q.zone_id"
    " LEFT JOIN tracking_standings t ON t.tenant_id = q.tenant_id AND t.request_id = q.id WHERE q.tenant_id = %s"
)
_LAST_OPENED = SortKey("q.opened_at", "timestamptz", descending=True)

_MOVE = {
    "id": "h.id",
    "kind": "h.kind",
    "from_state": "h.from_state",
    "from_stage": "h.from_stage",
    "to_state": "h.to_state",
    "to_stage": "h.to_stage",
    "by": "h.by",
    "reason": "h.reason",
    "note": "h.note",
    "occurred_at": "h.occurred_at",
    "received_at": "h.received_at",
}


# -- rules ----------------------------------------------------------------------------------------


def notice_rules(tx: Tx, cursor: str | None, limit: int) -> bytes:
    """The first made first."""
    return json_page(
        tx,
        "FROM tracking_rules r WHERE r.tenant_id = %s AND r.deleted_at IS NULL",
        (_since(), tx.tenant_id),
        fields=_RULE,
        sort="created_at",
        key=_OLDEST,
        unique="r.id",
        cursor=cursor,
        limit=limit,
    )


def notice_rule(tx: Tx, rule_id: UUID) -> bytes:
    return _found(
        json_row(
            tx,
            "FROM tracking_rules r WHERE r.tenant_id = %s AND r.id = %s AND r.deleted_at IS NULL",
            (_since(), tx.tenant_id, rule_id),
            _RULE,
        )
    )


def escalation_rules(tx: Tx, cursor: str | None, limit: int) -> bytes:
    return json_page(
        tx,
        "FROM escalation_rules r WHERE r.tenant_id = %s AND r.deleted_at IS NULL",
        (tx.tenant_id,),
        fields=_POLICY,
        sort="created_at",
        key=_OLDEST,
        unique="r.id",
        cursor=cursor,
        limit=limit,
    )


def escalation_rule(tx: Tx, rule_id: UUID) -> bytes:
    return _found(
        json_row(
            tx,
            "FROM escalation_rules r WHERE r.tenant_id = %s AND r.id = %s AND r.deleted_at IS NULL",
            (tx.tenant_id, rule_id),
            _POLICY,
        )
    )


# -- histories --------------------------------------------------------------------------------------


def messages(
    tx: Tx,
    *,
    request_id: UUID | None,
    audience: Audience | None,
    from_day: date | None,
    to_day: date | None,
    cursor: str | None,
    limit: int,
) -> bytes:
    """The newest first; days are the company's. Raises Invalid for a period that ends before it begins."""
    where, given = _period(tx, "m.created_at", from_day, to_day)
    for column, value in (("m.request_id", request_id), ("m.audience", audience)):
        if value is not None:
            where, given = f"{where} AND {column} = %s", [*given, value]
    return json_page(
        tx,
        f"{_MESSAGES}{where}",
        (tx.tenant_id, *given),
        fields=_MESSAGE,
        sort="-created_at",
        key=_NEWEST,
        unique="m.id",
        cursor=cursor,
        limit=limit,
    )


def escalations(
    tx: Tx,
    *,
    request_id: UUID | None,
    rule_id: UUID | None,
    state: EscalationState | None,
    from_day: date | None,
    to_day: date | None,
    cursor: str | None,
    limit: int,
) -> bytes:
    """The latest first, each with its steps."""
    where, given = _period(tx, "e.began_at", from_day, to_day)
    for column, value in (("e.request_id", request_id), ("e.rule_id", rule_id), ("e.state", state)):
        if value is not None:
            where, given = f"{where} AND {column} = %s", [*given, value]
    return json_page(
        tx,
        f"{_ESCALATIONS}{where}",
        (tx.tenant_id, *given),
        fields=_ESCALATION,
        sort="-began_at",
        key=_LATEST,
        unique="e.id",
        cursor=cursor,
        limit=limit,
    )


def escalation(tx: Tx, escalation_id: UUID) -> bytes:
    return _found(json_row(tx, f"{_ESCALATIONS} AND e.id = %s", (tx.tenant_id, escalation_id), _ESCALATION))


# -- requests ---------------------------------------------------------------------------------------


def of_person(tx: Tx, column: str, person_id: UUID, *, open_only: bool, cursor: str | None, limit: int) -> bytes:
    """Somebody's requests, the latest first; ``column`` says how they belong to them."""
    only = " AND t.request_id IS NOT NULL" if open_only else ""
    return json_page(
        tx,
        f"{_TRACKED_ROWS} AND q.{column} = %s{only}",
        (tx.tenant_id, person_id),
        fields=_TRACKED,
        sort="-opened_at",
        key=_LAST_OPENED,
        unique="q.id",
        cursor=cursor,
        limit=limit,
    )


def tracked(tx: Tx, request_id: UUID) -> dict[str, Any]:
    """One request with its moves, escalations and messages. Raises NotFound."""
    moves = (
        f"(SELECT coalesce(json_agg({json_object(_MOVE)} ORDER BY h.received_at, h.id), '[]') FROM status_history h"
        " WHERE h.tenant_id = q.tenant_id AND h.request_id = q.id)"
    )
    found: dict[str, Any] = json.loads(
        _found(
            json_row(
                tx,
                f"{_TRACKED_ROWS} AND q.id = %s",
                (tx.tenant_id, request_id),
                {**_TRACKED, "client_name": "q.client_name", "zone_name": "z.name", "history": moves},
            )
        )
    )
    for name, of_request in (
        ("escalations", escalations(
            tx, request_id=request_id, rule_id=None, state=None, from_day=None, to_day=None, cursor=None, limit=100,
        )),
        ("messages", messages(
            tx, request_id=request_id, audience=None, from_day=None, to_day=None, cursor=None, limit=100,
        )),
    ):  # fmt: skip
        found[name] = json.loads(of_request)["items"]
    return found


# -- pieces -----------------------------------------------------------------------------------------


def _since() -> datetime:
    return now() - timedelta(days=TOLD_DAYS)


def _period(tx: Tx, column: str, first: date | None, last: date | None) -> tuple[str, list[Any]]:
    if first is not None and last is not None and last < first:
        raise Invalid("to", "period_reversed")
    where, given = "", list[Any]()
    if first is not None and first.year > 1900:
        where, given = f"{where} AND {column} >= %s", [*given, _midnight(tx, first)]
    if last is not None and last.year < 9000:
        where, given = f"{where} AND {column} < %s", [*given, _midnight(tx, last + timedelta(days=1))]
    return where, given


def _midnight(tx: Tx, day: date) -> datetime:
    return datetime.combine(day, time(), zone(company(tx).time_zone))


def _found(content: bytes | None) -> bytes:
    if content is None:
        raise NotFound
    return content
