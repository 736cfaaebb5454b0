"""The SQL of the engine. It reads levels, products and people where they lie, and writes only its own tables."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from digiboost.alerts.measuring import Facts
from digiboost.alerts.params import filled
from digiboost.alerts.types import AlertState, Delivery, Happened, Rule, RuleType, Standing, Subject, SubjectType
from digiboost.kernel.db.tx import Tx, jsonb
from digiboost.kernel.db.watch import Watch
from digiboost.kernel.ids import new_id

_TURN, _RULES = "alerts.turn", "alerts.rules"
WATCH = Watch("alert_watch")
CHUNK = 500
"""Rows of one statement."""
OPEN = "a.state <> 'resolved'"


def take_turn(tx: Tx) -> None:
    """Whoever judges, tells or answers of one company comes after the other: no alert fires twice."""
    if tx.notes.get(_TURN):
        return
    tx.notes[_TURN] = True
    tx.run("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"alerts/{tx.tenant_id}",))


# -- settings and rules -------------------------------------------------------------------------


def settings(tx: Tx) -> dict[str, Any] | None:
    return tx.row("SELECT * FROM alert_settings WHERE tenant_id = %s", (tx.tenant_id,))


def insert_settings(tx: Tx, values: Mapping[str, Any]) -> bool:
    """False when somebody made them meanwhile."""
    return bool(
        tx.run(
            f"INSERT INTO alert_settings (tenant_id, {', '.join(values)})"
            f" VALUES (%s, {', '.join(['%s'] * len(values))}) ON CONFLICT DO NOTHING",
            (tx.tenant_id, *values.values()),
        )
    )


def update_settings(tx: Tx, changes: Mapping[str, Any]) -> None:
    assignments = ", ".join(f"{column} = %s" for column in changes)
    tx.run(f"UPDATE alert_settings SET {assignments} WHERE tenant_id = %s", (*changes.values(), tx.tenant_id))


def rules(tx: Tx) -> list[Rule]:
    """Those that judge, the first made first; read once in a transaction."""
    known: tuple[Rule, ...] | None = tx.notes.get(_RULES)
    if known is None:
        rows = tx.rows(
            "SELECT * FROM alert_rules WHERE tenant_id = %s AND is_active AND deleted_at IS NULL"
            " ORDER BY created_at, id",
            (tx.tenant_id,),
        )
        known = tx.notes[_RULES] = tuple(as_rule(row) for row in rows)
    return list(known)


def forget_rules(tx: Tx) -> None:
    """They changed in this transaction."""
    tx.notes.pop(_RULES, None)


def as_rule(row: Mapping[str, Any]) -> Rule:
    rule_type = RuleType(row["type"])
    return Rule(
        id=row["id"],
        type=rule_type,
        name=row["name"],
        params=filled(rule_type, row["params"]),
        category_ids=frozenset(row["category_ids"]),
        product_ids=frozenset(row["product_ids"]),
        roles=tuple(row["roles"]),
        user_ids=tuple(row["user_ids"]),
        delivery=Delivery(row["delivery"]),
        repeat_hours=row["repeat_hours"],
        created_at=row["created_at"],
    )


def missing(tx: Tx, table: str, ids: Collection[UUID]) -> bool:
    """Whether one of these rows is not there."""
    found: int = tx.value(
        f"SELECT count(*) FROM {table} WHERE tenant_id = %s AND id = ANY(%s)", (tx.tenant_id, list(ids))
    )
    return found != len(set(ids))


# -- what is judged -----------------------------------------------------------------------------


_FACTS = (
    "SELECT l.product_id, p.category_id, l.on_hand, l.min_stock, p.alerts AND p.is_active AND l.tracked AS warned,"
    " l.on_hand > 0 OR l.last_sale_at IS NOT NULL OR l.counted_at IS NOT NULL OR EXISTS (SELECT FROM stock_movements m"
    " WHERE m.tenant_id = l.tenant_id AND m.product_id = l.product_id) AS stocked, p.created_at, l.last_sale_at,"
    " l.rupture_since, l.watched_below, l.watched_above FROM stock_levels l JOIN products p"
    " ON p.tenant_id = l.tenant_id AND p.id = l.product_id WHERE l.tenant_id = %s"
)


def facts(tx: Tx, product_ids: Collection[UUID] | None) -> dict[UUID, Facts]:
    """These products, or all, as they are now; one that is not there any more is left out."""
    if product_ids is None:
        rows = tx.rows(_FACTS, (tx.tenant_id,))
    else:
        rows = tx.rows(f"{_FACTS} AND l.product_id = ANY(%s)", (tx.tenant_id, list(product_ids)))
    return {row["product_id"]: Facts(**row) for row in rows}


# -- alerts -------------------------------------------------------------------------------------


_COLUMNS = {
    "id": "uuid", "rule_id": "uuid", "subject_type": "text", "subject_id": "uuid", "state": "text",
    "urgency": "integer", "value": "double precision", "threshold": "double precision", "details": "jsonb",
    "started_at": "timestamptz", "changed_at": "timestamptz", "pending_since": "timestamptz",
    "told_at": "timestamptz", "snoozed_until": "timestamptz", "silenced_by": "uuid", "handled_by": "uuid",
    "resolved_at": "timestamptz", "fired_count": "integer",
}  # fmt: skip
_STANDING = ", ".join(f"a.{name}" for name in _COLUMNS)
_KEYS = ("id", "rule_id", "subject_type", "subject_id")


def standings(tx: Tx, subject_ids: Collection[UUID] | None) -> list[Standing]:
    """The alerts about these subjects, resolved ones too; about everything without them. Locked in the order of
    their ids."""
    where, given = "", list[Any]([tx.tenant_id])
    if subject_ids is not None:
        where, given = " AND a.subject_id = ANY(%s)", [*given, list(subject_ids)]
    rows = tx.rows(f"SELECT {_STANDING} FROM alerts a WHERE a.tenant_id = %s{where} ORDER BY a.id FOR UPDATE", given)
    return [as_standing(row) for row in rows]


def named(tx: Tx, alert_ids: Collection[UUID]) -> list[Standing]:
    """These alerts, locked in the order of their ids."""
    rows = tx.rows(
        f"SELECT {_STANDING} FROM alerts a WHERE a.tenant_id = %s AND a.id = ANY(%s) ORDER BY a.id FOR UPDATE",
        (tx.tenant_id, list(alert_ids)),
    )
    return [as_standing(row) for row in rows]


def as_standing(row: Mapping[str, Any]) -> Standing:
    return Standing(
        **{
            **row,
            "state": AlertState(row["state"]),
            "subject_type": SubjectType(row["subject_type"]),
        }
    )


def save(tx: Tx, changed: Sequence[Standing]) -> None:
    """Writes alerts, new ones and those that changed."""
    typed = ", ".join(f"%s::{kind}" for kind in ("uuid", *_COLUMNS.values()))
    plain = ", ".join(["%s"] * (len(_COLUMNS) + 1))
    updates = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS if name not in _KEYS)
    for start in range(0, len(changed), CHUNK):
        part = changed[start : start + CHUNK]
        rows = ", ".join(f"({typed if number == 0 else plain})" for number in range(len(part)))
        tx.run(
            f"INSERT INTO alerts (tenant_id, {', '.join(_COLUMNS)}) VALUES {rows}"
            f" ON CONFLICT (tenant_id, id) DO UPDATE SET {updates}",
            [value for alert in part for value in (tx.tenant_id, *_row(alert))],
        )


def _row(alert: Standing) -> Iterable[Any]:
    for name in _COLUMNS:
        value = getattr(alert, name)
        yield jsonb(value) if name == "details" else value


def note(tx: Tx, happened: Sequence[Happened], at: datetime, user_id: UUID | None) -> None:
    """Adds to the history."""
    for start in range(0, len(happened), CHUNK):
        part = happened[start : start + CHUNK]
        rows = ", ".join(["(%s, %s, %s, %s, %s, %s, %s::jsonb)"] * len(part))
        tx.run(
            f"INSERT INTO alert_events (tenant_id, id, alert_id, name, at, user_id, details) VALUES {rows}",
            [
                value
                for one in part
                for value in (
                    tx.tenant_id, new_id(), one.alert_id, str(one.name), at, user_id, jsonb(one.details),
                )
            ],
        )  # fmt: skip


def rule_types(tx: Tx) -> dict[UUID, RuleType]:
    """Every rule that ever was: an alert may stand whose rule is gone."""
    rows = tx.rows("SELECT id, type FROM alert_rules WHERE tenant_id = %s", (tx.tenant_id,))
    return {row["id"]: RuleType(row["type"]) for row in rows}


# -- when to look again -------------------------------------------------------------------------


def moments(tx: Tx) -> dict[str, Any]:
    """What time alone will change of the open alerts: when the first snooze ends, when the first of what is told
    at once is to be repeated, and since when the first waits to be told."""
    row = tx.row(
        "SELECT min(a.snoozed_until) FILTER (WHERE a.state = 'snoozed') AS wakes,"
        " min(a.told_at + make_interval(hours => r.repeat_hours)) FILTER (WHERE a.state = 'firing'"
        " AND a.silenced_by IS NULL AND a.pending_since IS NULL AND r.delivery = 'now') AS repeats,"
        " min(a.pending_since) FILTER (WHERE a.state = 'firing' AND a.silenced_by IS NULL AND r.delivery = 'now')"
        " AS waits, coalesce(bool_or(a.subject_type = 'company'), false) AS company"
        " FROM alerts a JOIN alert_rules r ON r.tenant_id = a.tenant_id AND r.id = a.rule_id"
        f" WHERE a.tenant_id = %s AND {OPEN}",
        (tx.tenant_id,),
    )
    if row is None:
        raise RuntimeError("an aggregate has one row")
    return row


def woken(tx: Tx, at: datetime) -> list[UUID]:
    """The products whose snooze is over."""
    rows = tx.rows(
        f"SELECT DISTINCT a.subject_id FROM alerts a WHERE a.tenant_id = %s AND {OPEN} AND a.state = 'snoozed'"
        " AND a.snoozed_until <= %s AND a.subject_type = 'product'",
        (tx.tenant_id, at),
    )
    return [row["subject_id"] for row in rows]


# -- figures ------------------------------------------------------------------------------------


def revenue(tx: Tx, first: date, last: date) -> int:
    """Of these days, both included; minor units."""
    found: int = tx.value(
        "SELECT coalesce(sum(revenue), 0)::bigint FROM sales_days WHERE tenant_id = %s AND day BETWEEN %s AND %s",
        (tx.tenant_id, first, last),
    )
    return found


def revenues(tx: Tx, days: Sequence[date]) -> dict[date, int]:
    """Of each of these days; those without any sale are left out."""
    rows = tx.rows(
        "SELECT day, revenue FROM sales_days WHERE tenant_id = %s AND day = ANY(%s)", (tx.tenant_id, list(days))
    )
    return {row["day"]: row["revenue"] for row in rows}


def first_sales_day(tx: Tx) -> date | None:
    found: date | None = tx.value("SELECT min(day) FROM sales_days WHERE tenant_id = %s", (tx.tenant_id,))
    return found


# -- who is told --------------------------------------------------------------------------------


_PRODUCT = ("product_id", "product", "unit", "on_hand", "worth", "supplier_id", "supplier")
_SUBJECT = (
    f"SELECT {_STANDING}, r.type, r.name AS rule, p.id AS product_id, p.name AS product, p.unit, l.on_hand,"
    " l.value AS worth, s.id AS supplier_id, s.name AS supplier FROM alerts a"
    " JOIN alert_rules r ON r.tenant_id = a.tenant_id AND r.id = a.rule_id"
    " LEFT JOIN products p ON p.tenant_id = a.tenant_id AND p.id = a.subject_id"
    " LEFT JOIN stock_levels l ON l.tenant_id = a.tenant_id AND l.product_id = a.subject_id"
    " LEFT JOIN suppliers s ON s.tenant_id = p.tenant_id AND s.id = p.supplier_id WHERE a.tenant_id = %s"
)


def subjects(tx: Tx, alert_ids: Collection[UUID]) -> list[Subject]:
    """These alerts with what a message says of them, the most urgent first, then by product."""
    rows = tx.rows(
        f"{_SUBJECT} AND a.id = ANY(%s) ORDER BY a.urgency, p.name_key, a.id", (tx.tenant_id, list(alert_ids))
    )
    return [as_subject(row) for row in rows]


def as_subject(row: Mapping[str, Any]) -> Subject:
    rest = {
        name: row[name]
        for name in ("rule", "product_id", "product", "unit", "on_hand", "worth", "supplier_id", "supplier")
    }
    return Subject(alert=as_standing({name: row[name] for name in _COLUMNS}), type=RuleType(row["type"]), **rest)


def as_subjects(tx: Tx, alerts: Sequence[Standing], rule: Rule) -> list[Subject]:
    """As ``subjects``, of alerts of one rule that are written nowhere."""
    rows = tx.rows(
        "SELECT p.id AS product_id, p.name AS product, p.unit, l.on_hand, l.value AS worth, s.id AS supplier_id,"
        " s.name AS supplier FROM products p JOIN stock_levels l ON l.tenant_id = p.tenant_id AND l.product_id = p.id"
        " LEFT JOIN suppliers s ON s.tenant_id = p.tenant_id AND s.id = p.supplier_id"
        " WHERE p.tenant_id = %s AND p.id = ANY(%s)",
        (tx.tenant_id, [alert.subject_id for alert in alerts]),
    )
    products = {row["product_id"]: row for row in rows}
    nothing = dict.fromkeys(_PRODUCT)
    return [
        Subject(alert=alert, type=rule.type, rule=rule.name, **products.get(alert.subject_id, nothing))
        for alert in alerts
    ]


def tellable(tx: Tx) -> list[Standing]:
    """The alerts that fire and that nothing silences, of rules that are not gone; locked in the order of their ids."""
    rows = tx.rows(
        f"SELECT {_STANDING} FROM alerts a WHERE a.tenant_id = %s AND a.state = 'firing' AND a.silenced_by IS NULL"
        " ORDER BY a.id FOR UPDATE",
        (tx.tenant_id,),
    )
    return [as_standing(row) for row in rows]


def roles(tx: Tx, user_ids: Collection[UUID]) -> dict[UUID, str]:
    rows = tx.rows("SELECT id, role FROM users WHERE tenant_id = %s AND id = ANY(%s)", (tx.tenant_id, list(user_ids)))
    return {row["id"]: row["role"] for row in rows}


def insert_message(tx: Tx, values: Mapping[str, Any]) -> None:
    tx.run(
        f"INSERT INTO alert_messages (tenant_id, {', '.join(values)}) VALUES (%s, {', '.join(['%s'] * len(values))})",
        (tx.tenant_id, *values.values()),
    )


def failures(tx: Tx, since: datetime) -> tuple[int, int]:
    """Of the messages made since then whose end is known: how many, and how many of them did not arrive."""
    row = tx.row(
        "SELECT count(*) AS sends, count(*) FILTER (WHERE state IN ('failed', 'dead', 'expired')) AS failed"
        " FROM notification_sends WHERE tenant_id = %s AND created_at >= %s"
        " AND state IN ('sent', 'delivered', 'read', 'failed', 'dead', 'expired')",
        (tx.tenant_id, since),
    )
    return (0, 0) if row is None else (row["sends"], row["failed"])


# -- answers ------------------------------------------------------------------------------------


_MESSAGE = "m.id, m.user_id, m.notification_id, m.kind, m.alert_ids, m.created_at, m.answer, m.order_ids"


def messages(tx: Tx, message_ids: Collection[UUID]) -> list[dict[str, Any]]:
    return tx.rows(
        f"SELECT {_MESSAGE} FROM alert_messages m WHERE m.tenant_id = %s AND m.id = ANY(%s) ORDER BY m.id",
        (tx.tenant_id, list(message_ids)),
    )


def messages_of(tx: Tx, user_id: UUID, notification_id: UUID) -> list[dict[str, Any]]:
    """The message that a notification is, or those that it carried out together."""
    return tx.rows(
        f"SELECT {_MESSAGE} FROM alert_messages m WHERE m.tenant_id = %(tenant)s AND m.user_id = %(user)s"
        " AND (m.notification_id = %(notification)s OR m.notification_id IN (SELECT n.id FROM notifications n"
        " WHERE n.tenant_id = %(tenant)s AND n.user_id = %(user)s AND n.bundle_id = %(notification)s)) ORDER BY m.id",
        {"tenant": tx.tenant_id, "user": user_id, "notification": notification_id},
    )


def latest_message(tx: Tx, user_id: UUID, since: datetime) -> dict[str, Any] | None:
    return tx.row(
        f"SELECT {_MESSAGE} FROM alert_messages m WHERE m.tenant_id = %s AND m.user_id = %s AND m.created_at >= %s"
        " AND m.answer IS NULL ORDER BY m.created_at DESC, m.id DESC LIMIT 1",
        (tx.tenant_id, user_id, since),
    )


def answer_messages(
    tx: Tx, message_ids: Collection[UUID], answer: str, order_ids: Sequence[UUID], at: datetime
) -> None:
    tx.run(
        "UPDATE alert_messages SET answer = %s, answered_at = %s, order_ids = order_ids || %s::uuid[]"
        " WHERE tenant_id = %s AND id = ANY(%s)",
        (answer, at, list(order_ids), tx.tenant_id, list(message_ids)),
    )


def drafts(tx: Tx, order_ids: Collection[UUID]) -> list[dict[str, Any]]:
    """Those orders that are still there."""
    return tx.rows(
        "SELECT o.id, o.number, o.supplier_id, s.name AS supplier_name, o.line_count FROM purchase_orders o"
        " JOIN suppliers s ON s.tenant_id = o.tenant_id AND s.id = o.supplier_id"
        " WHERE o.tenant_id = %s AND o.id = ANY(%s) ORDER BY o.number",
        (tx.tenant_id, list(order_ids)),
    )


def ordered(tx: Tx, alert_ids: Collection[UUID]) -> set[UUID]:
    """Those of the alerts for which an order was made since they fired, and is still there."""
    rows = tx.rows(
        "SELECT DISTINCT a.id FROM alerts a JOIN alert_events e ON e.tenant_id = a.tenant_id AND e.alert_id = a.id"
        " AND e.name = 'ordered' AND e.at >= a.started_at JOIN purchase_orders o ON o.tenant_id = a.tenant_id"
        " AND o.id = (e.details->>'order_id')::uuid AND o.status <> 'cancelled'"
        " WHERE a.tenant_id = %s AND a.id = ANY(%s)",
        (tx.tenant_id, list(alert_ids)),
    )
    return {row["id"] for row in rows}


def suppliers_of(tx: Tx, product_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Who supplies these products; those of nobody are left out."""
    rows = tx.rows(
        "SELECT id, supplier_id FROM products WHERE tenant_id = %s AND id = ANY(%s) AND supplier_id IS NOT NULL"
        " ORDER BY name_key, id",
        (tx.tenant_id, list(product_ids)),
    )
    return {row["id"]: row["supplier_id"] for row in rows}


def forget_messages(tx: Tx, before: datetime) -> None:
    tx.run("DELETE FROM alert_messages WHERE tenant_id = %s AND created_at < %s", (tx.tenant_id, before))


# -- the net ------------------------------------------------------------------------------------


_NET = (
    "SELECT NOT EXISTS (SELECT FROM alert_settings WHERE tenant_id = %(tenant)s) AS unknown,"
    " ARRAY(SELECT product_id FROM stock_levels WHERE tenant_id = %(tenant)s"
    " AND (on_hand <= watched_below OR on_hand > watched_above)) AS beyond"
)
"""Whether a company was never judged, and which of its levels are beyond what is watched of them. A judge leaves none:
the quantities lie beside the level, and hold thresholds, margins, scopes and what stands (``judging.watched``)."""


def disagreeing(tx: Tx, companies: Sequence[UUID]) -> dict[UUID, list[UUID] | None]:
    """Those of the companies of which a judge of levels would change something, with the products (None: all of them),
    for a worker; asked in one round trip. ``tx`` has no actor: it becomes each of them in turn, and reads nothing but
    this."""
    answers = []
    with tx.connection.pipeline():
        for company_id in companies:
            tx.set_local("app.tenant_id", str(company_id))
            answers.append(tx.connection.execute(_NET, {"tenant": company_id}))
    found: dict[UUID, list[UUID] | None] = {}
    for company_id, answer in zip(companies, answers, strict=True):
        unknown, beyond = answer.fetchone() or (False, [])
        if unknown or beyond:
            found[company_id] = None if unknown else beyond
    return found
