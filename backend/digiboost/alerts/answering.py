"""Answers to what people were told: order it, later, ignore it; by a message or on a screen, of one alert or many.

An order is drafts, one for each supplier: what is bought is a person's to decide, who reads, corrects and sends them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from digiboost.alerts import repository, rules, states, sweeping
from digiboost.alerts.handling import apply
from digiboost.alerts.telling import ORDERED
from digiboost.alerts.types import AlertMessage, AlertState, Answer, Answered, Draft, EventName, Happened, Standing
from digiboost.catalog.service import require_products, require_suppliers
from digiboost.forecasting import service as forecasting
from digiboost.identity.service import company, record_audit
from digiboost.kernel.auth import Scope
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import Forbidden, NotFound
from digiboost.kernel.money import from_milli
from digiboost.purchasing import service as purchasing
from digiboost.purchasing.schemas import MAX_LINES, OrderIn, OrderLineIn

ANSWERABLE = timedelta(hours=48)
"""How long a message is what "1" is about when nobody says which."""
REMEMBERED = timedelta(days=90)
LATER_AT_LEAST = timedelta(hours=6)


def answer(tx: Tx, alert_ids: Collection[UUID], wanted: Answer, *, message: AlertMessage | None = None) -> Answered:
    """Does what whoever acts answered, to those of the alerts that are still open; ``message`` is what they answered,
    where it was one. The same answer to the same message again does nothing anew.

    ORDER makes drafts of what is short, as advised (one pack where nothing is), and acknowledges it; what a draft or
    an order was made for since it fired is not ordered twice. LATER is quiet until the next morning's message that is
    at least six hours away, a day where there is none. IGNORE acknowledges.

    Raises NotFound for an alert that is not there, Forbidden for who may not do it.
    """
    if not tx.actor.may(Scope.ALERTS_WRITE) or (wanted == Answer.ORDER and not tx.actor.may(Scope.PURCHASES_WRITE)):
        raise Forbidden
    repository.take_turn(tx)
    if message is not None and (before := _answered_before(tx, message, wanted)) is not None:
        return before
    at = now()
    found = repository.named(tx, alert_ids)
    if len(found) != len(set(alert_ids)):
        raise NotFound
    alerts = [alert for alert in found if alert.is_open]
    match wanted:
        case Answer.ORDER:
            done = _order(tx, alerts, at)
        case Answer.LATER:
            until = _later(tx, at)
            apply(tx, alerts, lambda alert: states.snooze(alert, tx.actor.user_id, until, at), at)
            done = Answered(wanted, len(alerts))
        case Answer.IGNORE:
            apply(tx, alerts, lambda alert: states.acknowledge(alert, tx.actor.user_id, at), at)
            done = Answered(wanted, len(alerts))
    if message is not None:
        repository.answer_messages(tx, message.ids, wanted.value, [order.id for order in done.orders], at)
    record_audit(tx, "alerts.answered", "tenant", tx.tenant_id, answer=wanted.value, alerts=len(alerts))
    return done


def _answered_before(tx: Tx, message: AlertMessage, wanted: Answer) -> Answered | None:
    rows = repository.messages(tx, message.ids)
    if not rows or any(row["answer"] != wanted for row in rows):
        return None
    orders = {order_id for row in rows for order_id in row["order_ids"]}
    drafts = tuple(Draft(**row) for row in repository.drafts(tx, orders))
    return Answered(wanted, len(message.alert_ids), drafts, repeated=True)


# -- later --------------------------------------------------------------------------------------


def _later(tx: Tx, at: datetime) -> datetime:
    settings = rules.ensure(tx)
    if not settings["digest_on"]:
        return at + timedelta(hours=24)
    # The morning after the one that begins six hours from now, or that one itself.
    begun = {**settings, "digest_day": None}
    moment = sweeping.next_morning(begun, company(tx).time_zone, at + LATER_AT_LEAST)
    return moment if moment > at + LATER_AT_LEAST else moment + timedelta(days=1)


# -- ordering -----------------------------------------------------------------------------------


def _order(tx: Tx, alerts: Sequence[Standing], at: datetime) -> Answered:
    types = repository.rule_types(tx)
    mine = [alert for alert in alerts if types[alert.rule_id] in ORDERED]
    ordered = repository.ordered(tx, [alert.id for alert in mine])
    wanted = sorted({alert.subject_id for alert in mine if alert.id not in ordered})
    drafts, made_for = _drafts(tx, wanted)
    covered = {alert.subject_id for alert in mine if alert.id in ordered} | made_for.keys()
    handled = [alert for alert in mine if alert.subject_id in covered]

    def acknowledge(alert: Standing) -> tuple[Standing, list[Happened]]:
        known, happened = states.acknowledge(alert, tx.actor.user_id, at)
        order_id = made_for.get(alert.subject_id)
        if order_id is not None:
            happened = [Happened(EventName.ORDERED, alert.id, {"order_id": str(order_id)}), *happened]
        return known, happened

    apply(tx, handled, acknowledge, at)
    without = len(set(wanted) - made_for.keys())
    changed = sum(alert.state != AlertState.ACKNOWLEDGED or alert.subject_id in made_for for alert in handled)
    return Answered(Answer.ORDER, changed, drafts, without)


def _drafts(tx: Tx, product_ids: Sequence[UUID]) -> tuple[tuple[Draft, ...], dict[UUID, UUID]]:
    """Drafts of these products by supplier, and which product is in which."""
    if not product_ids:
        return (), {}
    quantities = {one.product_id: one.quantity for one in forecasting.advice(tx, product_ids, due_only=False)}
    suppliers = repository.suppliers_of(tx, product_ids)
    products = require_products(tx, suppliers)
    by_supplier: dict[UUID, list[OrderLineIn]] = {}
    for product_id, supplier_id in suppliers.items():
        quantity = quantities.get(product_id) or products[product_id].pack_size
        line = OrderLineIn(product_id=product_id, quantity=from_milli(quantity))
        by_supplier.setdefault(supplier_id, []).append(line)
    names = require_suppliers(tx, by_supplier)
    drafts: list[Draft] = []
    made_for: dict[UUID, UUID] = {}
    for supplier_id, lines in sorted(by_supplier.items(), key=lambda pair: names[pair[0]].name):
        for start in range(0, len(lines), MAX_LINES):
            part = lines[start : start + MAX_LINES]
            made = purchasing.create_order(tx, OrderIn(supplier_id=supplier_id, lines=part))
            drafts.append(Draft(made.id, made.number, supplier_id, names[supplier_id].name, len(part)))
            made_for |= {line.product_id: made.id for line in part}
    return tuple(drafts), made_for


# -- what an answer by message is about ---------------------------------------------------------


def open_message(tx: Tx, user_id: UUID, notification_id: UUID | None) -> AlertMessage | None:
    """What an answer of this person is about: the message that they answered, also where it went out together with
    others; without ``notification_id`` the latest of the last two days that nobody answered. None when it was no
    message about alerts, or not theirs."""
    if notification_id is not None:
        return _as_message(repository.messages_of(tx, user_id, notification_id))
    row = repository.latest_message(tx, user_id, now() - ANSWERABLE)
    return None if row is None else _as_message([row])


def message(tx: Tx, user_id: UUID, message_id: UUID) -> AlertMessage | None:
    """The message whose button was tapped; None when it is not this person's."""
    rows = [row for row in repository.messages(tx, [message_id]) if row["user_id"] == user_id]
    return _as_message(rows)


def _as_message(rows: Sequence[dict[str, Any]]) -> AlertMessage | None:
    if not rows:
        return None
    latest = max(rows, key=lambda row: (row["created_at"], row["id"]))
    answers = {row["answer"] for row in rows}
    return AlertMessage(
        id=latest["id"],
        ids=tuple(row["id"] for row in rows),
        user_id=latest["user_id"],
        notification_id=latest["notification_id"],
        kind=str(latest["kind"]),
        alert_ids=tuple(dict.fromkeys(one for row in rows for one in row["alert_ids"])),
        created_at=latest["created_at"],
        answer=Answer(str(latest["answer"])) if len(answers) == 1 and latest["answer"] is not None else None,
    )


def forget(tx: Tx) -> list[str]:
    """Drops what nobody will answer any more; the alerts and their history stay. Finds nothing wrong."""
    repository.forget_messages(tx, now() - REMEMBERED)
    return []
