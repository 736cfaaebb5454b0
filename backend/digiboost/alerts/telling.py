"""Who is told what fired: one message to each person, whatever it is about.

What fires at once is told at once, the first time. What fires within the company's interval after a message waits and
goes out together. Nothing here judges; what was told is written beside the alert, so that it is told once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from digiboost.alerts import repository, rules, states, templates
from digiboost.alerts.types import URGENT, Delivery, Happened, Rule, RuleType, Standing, Subject
from digiboost.alerts.wording import Reader, say
from digiboost.forecasting import service as forecasting
from digiboost.identity.service import company, people_to_tell
from digiboost.identity.types import SCOPES, Role
from digiboost.kernel import live
from digiboost.kernel.auth import Scope
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.ids import new_id
from digiboost.notifications import service as notifications
from digiboost.notifications.types import Kind, Recipient, Wanted

ORDERED = frozenset({RuleType.RUPTURE, RuleType.LOW_STOCK, RuleType.STOCK_OUT})
"""Types that an order helps."""
ANSWERING = frozenset({Scope.ALERTS_WRITE, Scope.PURCHASES_WRITE})
EXPIRES = timedelta(hours=48)
"""Longer than anybody's quiet hours and daily bundle keep it: it is deferred, and never dropped by them."""


def tell(tx: Tx, *, at: datetime | None = None) -> int:
    """Tells what fires at once and was not told yet, and what is to be repeated; how many people were told. Within
    the interval after the last message it waits (``sweeping`` comes back for it)."""
    at = at or now()
    repository.take_turn(tx)
    settings = rules.ensure(tx)
    last = settings["told_at"]
    if last is not None and at < last + timedelta(minutes=settings["group_minutes"]):
        return 0
    by_id = {rule.id: rule for rule in repository.rules(tx) if rule.delivery == Delivery.NOW}
    news = [
        alert
        for alert in repository.tellable(tx)
        if (rule := by_id.get(alert.rule_id)) is not None and states.may_be_told(alert, rule.repeat, at)
    ]
    if not news:
        return 0
    told = 0
    for person, mine in audience(tx, news, by_id):
        _send(tx, person, mine, at)
        told += 1
    mark(tx, news, at, people=told, kind="alert")
    repository.update_settings(tx, {"told_at": at})
    return told


def audience(
    tx: Tx, alerts: Sequence[Standing], by_id: Mapping[UUID, Rule]
) -> Iterable[tuple[Recipient, list[Subject]]]:
    """Each person whom the alerts' rules name, with theirs, the most urgent first."""
    about = {subject.alert.id: subject for subject in described(tx, [alert.id for alert in alerts])}
    groups: dict[tuple[tuple[str, ...], tuple[UUID, ...]], list[UUID]] = {}
    for alert in alerts:
        rule = by_id[alert.rule_id]
        groups.setdefault((rule.roles, rule.user_ids), []).append(alert.id)
    people: dict[UUID, tuple[Recipient, set[UUID]]] = {}
    for (roles, user_ids), alert_ids in groups.items():
        for person in people_to_tell(tx, roles, user_ids):
            if person.user_id is not None:
                people.setdefault(person.user_id, (person, set()))[1].update(alert_ids)
    for person, mine in people.values():
        yield person, [subject for alert_id, subject in about.items() if alert_id in mine]


def described(tx: Tx, alert_ids: Collection[UUID]) -> list[Subject]:
    """Alerts with what a message says of them, what to order included."""
    return with_orders(tx, repository.subjects(tx, alert_ids))


def with_orders(tx: Tx, subjects: Sequence[Subject]) -> list[Subject]:
    """Adds what to order of what is short, as advised."""
    wanted = {one.product_id for one in subjects if one.type in ORDERED and one.product_id is not None}
    if not wanted:
        return list(subjects)
    quantities = {one.product_id: one.quantity for one in forecasting.advice(tx, sorted(wanted))}
    return [
        replace(one, order=quantities.get(one.product_id))
        if one.type in ORDERED and one.product_id is not None
        else one
        for one in subjects
    ]


def reader_of(tx: Tx, person: Recipient, at: datetime) -> Reader:
    """How something is written for somebody: what things cost, and answers, are for who may see and give them."""
    role = None if person.user_id is None else repository.roles(tx, [person.user_id]).get(person.user_id)
    scopes = frozenset[Scope]() if role is None else SCOPES[Role(role)]
    return Reader(
        language=person.language,
        time_zone=person.time_zone,
        currency=company(tx).currency,
        at=at,
        costs=Scope.COSTS_READ in scopes,
        answers=scopes >= ANSWERING,
    )


def mark(tx: Tx, alerts: Sequence[Standing], at: datetime, *, people: int, kind: str) -> None:
    """Writes that these were told."""
    changed: list[Standing] = []
    happened: list[Happened] = []
    for alert in alerts:
        told, event = states.tell(alert, at)
        changed.append(told)
        happened.append(replace(event, details={"people": people, "kind": kind}))
    repository.save(tx, changed)
    repository.note(tx, happened, at, None)
    live.publish_after_commit(tx, "alerts", {})


def write_message(
    tx: Tx, person: Recipient, subjects: Sequence[Subject], kind: str, wanted: Wanted, at: datetime
) -> UUID:
    """Notifies somebody and keeps what the message was about, for their answer; the notification's id.
    ``wanted.values`` gets the message's id, which buttons carry."""
    message_id = new_id()
    told = notifications.notify(
        tx, person, replace(wanted, key=f"{kind}:{message_id}", values={**wanted.values, "message": str(message_id)})
    )
    values: dict[str, Any] = {
        "id": message_id,
        "user_id": person.user_id,
        "notification_id": told.id,
        "kind": kind,
        "alert_ids": [subject.alert.id for subject in subjects],
        "created_at": at,
        "order_ids": [],
    }
    repository.insert_message(tx, values)
    return told.id


def _send(tx: Tx, person: Recipient, subjects: Sequence[Subject], at: datetime) -> None:
    reader = reader_of(tx, person, at)
    template, values, lines = written(subjects, reader)
    first = subjects[0]
    wanted = Wanted(
        kind=Kind.ALERT,
        template=template,
        values={"name": person.name, "company": company(tx).name, **values},
        key="",
        lines=lines,
        url=f"/alerts/{first.alert.id}" if len(subjects) == 1 else "/alerts",
        urgent=any(subject.alert.urgency == URGENT for subject in subjects),
        subject=("alert", first.alert.id) if len(subjects) == 1 else None,
        expires_at=at + EXPIRES,
    )
    write_message(tx, person, subjects, "alert", wanted, at)


def written(subjects: Sequence[Subject], reader: Reader) -> tuple[str, dict[str, str], tuple[str, ...]]:
    """The template, its values and its lines."""
    said = [say(subject, reader) for subject in subjects]
    answered = reader.answers and any(subject.product_id is not None for subject in subjects)
    if len(said) == 1 and answered:
        one = said[0]
        return templates.ONE, {"headline": one.headline, "facts": one.facts, "todo": one.todo}, ()
    if len(said) == 1:
        one = said[0]
        return templates.NEWS, {"headline": one.headline}, tuple(part for part in (one.facts, one.todo) if part)
    template = templates.SEVERAL if answered else templates.NEWS
    return template, {"headline": headline(subjects, reader)}, tuple(one.line for one in said)


def headline(subjects: Sequence[Subject], reader: Reader) -> str:
    """``3 produits en rupture`` where all are, else ``5 alertes, dont 3 ruptures``."""
    count = len(subjects)
    ruptures = sum(subject.type == RuleType.RUPTURE for subject in subjects)
    if ruptures == count:
        return reader.say(
            f"{count} produit{'s' if count > 1 else ''} en rupture",
            f"{count} product{'s' if count > 1 else ''} out of stock",
        )
    text = reader.say(f"{count} alerte{'s' if count > 1 else ''}", f"{count} alert{'s' if count > 1 else ''}")
    if ruptures:
        text += reader.say(
            f", dont {ruptures} rupture{'s' if ruptures > 1 else ''}",
            f", {ruptures} of them out of stock",
        )
    return text
