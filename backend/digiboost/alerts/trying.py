"""What a rule would say now, sent to who asks: "send me one now"."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from digiboost.alerts import company_measures, judging, measuring, repository, rules, states, templates
from digiboost.alerts.telling import reader_of, with_orders, written
from digiboost.alerts.types import ABOUT_COMPANY, Rule, RuleType, Standing, Subject, SubjectType, Verdict
from digiboost.channels.types import Channel
from digiboost.identity.service import company, people_to_tell, record_audit
from digiboost.kernel.clock import now
from digiboost.kernel.db.rows import find_row
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import NotFound
from digiboost.kernel.ids import new_id
from digiboost.notifications import service as notifications
from digiboost.notifications.types import Kind, Wanted

EXAMPLE: dict[RuleType, tuple[float, float, dict[str, Any]]] = {
    RuleType.RUPTURE: (0, 0, {}),
    RuleType.LOW_STOCK: (3, 10, {}),
    RuleType.STOCK_OUT: (5, 7, {"day": 5, "earliest": 3, "latest": 9}),
    RuleType.DEAD_STOCK: (95, 90, {}),
    RuleType.EXPIRY: (12, 30, {"day": 12, "left": 6.0}),
    RuleType.SERVICE_RATE: (0.91, 0.95, {"measure": "fill_rate", "days": 30}),
    RuleType.SALES_ANOMALY: (45_000, 120_000, {"day": -1}),
    RuleType.REVENUE: (80_000, 100_000, {"from": -1, "period": "day", "direction": "below"}),
    RuleType.FAILURE_RATE: (0.35, 0.2, {}),
}
"""Value, threshold and details of an example; days are days from today."""
AT_MOST = 20
"""Of what matches, a test names so many."""


def try_rule(tx: Tx, rule_id: UUID) -> tuple[UUID, int]:
    """Sends whoever acts what the rule says now, or an example when it says nothing; the notification's id, and how
    many alerts it would fire. Nothing fires by it. Raises NotFound."""
    rules.ensure(tx)
    row = find_row(tx, "alert_rules", rule_id)
    if row is None or row["deleted_at"] is not None:
        raise NotFound
    person = next(iter(people_to_tell(tx, (), [tx.actor.user_id] if tx.actor.user_id else [])), None)
    if person is None:
        raise NotFound
    at, rule = now(), repository.as_rule(row)
    found = _matches(tx, rule, at)
    subjects = _subjects(tx, rule, found[:AT_MOST], at) or [_example(tx, rule, at)]
    _, values, lines = written(subjects, reader_of(tx, person, at))
    texts = [values[name] for name in ("facts", "todo") if values.get(name)]
    told = notifications.notify(
        tx,
        person,
        Wanted(
            kind=Kind.TEST,
            template=templates.TEST,
            values={"name": person.name, "rule": rule.name, "headline": values["headline"]},
            lines=lines or tuple(texts),
            key=f"alert-test:{new_id()}",
            url=f"/alerts/rules/{rule_id}",
            expires_at=at + timedelta(hours=1),
        ),
        channels=_channels(tx),
    )
    record_audit(tx, "alert_rule.tested", "alert_rule", rule_id)
    return told.id, len(found)


def _channels(tx: Tx) -> list[Channel]:
    """As alerts reach this person; by whatever there is when they want none."""
    chosen = next(one for one in notifications.preferences(tx).kinds if one.kind == Kind.ALERT)
    return [*chosen.channels] or [*notifications.DEFAULTS[Kind.ALERT][0]]


def _matches(tx: Tx, rule: Rule, at: datetime) -> list[tuple[SubjectType, UUID, Verdict]]:
    if rule.type in ABOUT_COMPANY:
        verdict = company_measures.verdict(tx, rule, at)
        return [(SubjectType.COMPANY, tx.tenant_id, verdict)] if verdict.fires else []
    products = repository.facts(tx, None)
    known = judging.known(tx, [rule], products, at, forecasts=True)
    verdicts = ((product_id, measuring.verdict(rule, product, known)) for product_id, product in products.items())
    return [(SubjectType.PRODUCT, product_id, verdict) for product_id, verdict in verdicts if verdict.fires]


def _subjects(tx: Tx, rule: Rule, found: list[tuple[SubjectType, UUID, Verdict]], at: datetime) -> list[Subject]:
    alerts = [_fired(rule, kind, subject_id, verdict, at) for kind, subject_id, verdict in found]
    return with_orders(tx, repository.as_subjects(tx, alerts, rule))


def _fired(rule: Rule, kind: SubjectType, subject_id: UUID, verdict: Verdict, at: datetime) -> Standing:
    alert, _ = states.judge(None, rule, (kind, subject_id), verdict, at)
    if alert is None:
        raise RuntimeError("a verdict that fires makes an alert")
    return alert


def _example(tx: Tx, rule: Rule, at: datetime) -> Subject:
    value, threshold, details = EXAMPLE[rule.type]
    today = judging.today(tx, at)
    days = {
        name: (today + timedelta(days=number)).isoformat() if name in ("day", "earliest", "latest", "from") else number
        for name, number in details.items()
    }
    about = SubjectType.COMPANY if rule.type in ABOUT_COMPANY else SubjectType.PRODUCT
    alert = _fired(rule, about, new_id(), Verdict(True, value, threshold, details=days), at)
    subject = Subject(alert, rule.type, rule.name, None, None, None, None, None, None, None)
    if about == SubjectType.COMPANY:
        return subject
    english = company(tx).language == "en"
    return replace(
        subject,
        product_id=new_id(),
        product="Rice 25 kg" if english else "Riz 25 kg",
        unit="bag" if english else "sac",
        on_hand=round(value * 1000) if rule.type in (RuleType.RUPTURE, RuleType.LOW_STOCK) else 12_000,
        supplier="Dakar Gros",
        order=20_000 if rule.type in (RuleType.RUPTURE, RuleType.LOW_STOCK, RuleType.STOCK_OUT) else None,
    )
