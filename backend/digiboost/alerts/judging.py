"""The engine: rules are held against what is there, and alerts fire, stay or end.

One judge of a company at a time (``repository.take_turn``): a state that was judged is not judged into another
message. Nobody is told here (``telling``).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from uuid import UUID

from digiboost.alerts import company_measures, measuring, repository, rules, states
from digiboost.alerts.measuring import Expiring, Facts, Known
from digiboost.alerts.types import ABOUT_COMPANY, Happened, Rule, RuleType, Standing, SubjectType
from digiboost.forecasting import service as forecasting
from digiboost.identity.service import company
from digiboost.inventory import service as inventory
from digiboost.kernel import live
from digiboost.kernel.clock import day_of, now
from digiboost.kernel.db.tx import Tx

_WATCH = "alerts.watch"
_BY_LEVEL = (RuleType.RUPTURE, RuleType.LOW_STOCK)


class Bench:
    """The alerts of a judging: what stands, what becomes of it."""

    def __init__(self, standing: Collection[Standing], at: datetime) -> None:
        self.at = at
        self.before = {alert.id: alert for alert in standing}
        self.alerts = {(alert.rule_id, alert.subject_id): alert for alert in standing}
        self.happened: list[Happened] = []

    def put(self, alert: Standing | None, happened: Collection[Happened]) -> None:
        if alert is not None:
            self.alerts[alert.rule_id, alert.subject_id] = alert
        self.happened += happened

    def save(self, tx: Tx) -> None:
        changed = [alert for alert in self.alerts.values() if alert != self.before.get(alert.id)]
        if not changed and not self.happened:
            return
        repository.save(tx, changed)
        repository.note(tx, self.happened, self.at, None)
        live.publish_after_commit(tx, "alerts", {})


def judge_products(tx: Tx, product_ids: Collection[UUID] | None, *, at: datetime | None = None) -> None:
    """Holds every rule about products against these products, or against all. A predicted end is looked for where
    all are judged; else one that stands is looked at again."""
    at = at or now()
    repository.take_turn(tx)
    rules.ensure(tx)
    judging = [rule for rule in repository.rules(tx) if rule.type not in ABOUT_COMPANY]
    products = repository.facts(tx, product_ids)
    bench = Bench(repository.standings(tx, product_ids), at)
    types = repository.rule_types(tx)
    stands = any(alert.is_open and types[alert.rule_id] == RuleType.STOCK_OUT for alert in bench.alerts.values())
    seen = known(tx, judging, products, at, forecasts=product_ids is None or stands)
    of_product: dict[UUID, list[Standing]] = {}
    for alert in bench.alerts.values():
        if types[alert.rule_id] not in ABOUT_COMPANY:
            of_product.setdefault(alert.subject_id, []).append(alert)
    active = {rule.id: rule for rule in judging}
    for product_id, alerts in of_product.items():
        for alert in alerts:
            # Of a rule or a product that is gone.
            if alert.is_open and (alert.rule_id not in active or product_id not in products):
                bench.put(*states.end(alert, at))
    for product in products.values():
        subject = (SubjectType.PRODUCT, product.product_id)
        for rule in judging:
            standing = bench.alerts.get((rule.id, product.product_id))
            verdict = measuring.verdict(rule, product, seen)
            if standing is not None or verdict.fires:
                bench.put(*states.judge(standing, rule, subject, verdict, at))
    for product_id in {subject_id for _, subject_id in bench.alerts}:
        mine = [one for rule in judging if (one := bench.alerts.get((rule.id, product_id))) is not None]
        for change in states.silence(mine, types):
            bench.put(*change)
    bench.save(tx)
    _watch(tx, judging, products, bench, seen)


def today(tx: Tx, at: datetime) -> date:
    """The company's day."""
    return day_of(at, company(tx).time_zone)


def known(tx: Tx, judging: list[Rule], products: dict[UUID, Facts], at: datetime, *, forecasts: bool) -> Known:
    """What other rooms say; forecasts where ``forecasts`` asks for them."""
    day = today(tx, at)
    points: dict[UUID, int] = {}
    if any(rule.type == RuleType.LOW_STOCK and rule.params["threshold"] is None for rule in judging):
        unsaid = [one.product_id for one in products.values() if one.min_stock is None and one.warned]
        points = forecasting.reorder_points(tx, unsaid) if unsaid else {}
    expiring = {rule.id: _expiring(tx, rule, day) for rule in judging if rule.type == RuleType.EXPIRY}
    if not forecasts:
        return Known(day, at, points, None, expiring)
    running_out = {
        rule.id: {
            outlook.product_id: outlook
            for outlook in forecasting.running_out(tx, int(rule.params["days"]), float(rule.params["probability"]))
        }
        for rule in judging
        if rule.type == RuleType.STOCK_OUT
    }
    return Known(day, at, points, running_out, expiring)


def _expiring(tx: Tx, rule: Rule, day: date) -> dict[UUID, Expiring]:
    """The first batch of each product that expires within the rule's days."""
    found: dict[UUID, Expiring] = {}
    for batch in inventory.expiring(tx, day + timedelta(days=int(rule.params["days"]))):
        found.setdefault(batch.product_id, Expiring(batch.batch_id, batch.expires_on, batch.left))
    return found


def _watch(tx: Tx, judging: list[Rule], products: dict[UUID, Facts], bench: Bench, seen: Known) -> None:
    """Has the levels tell when they cross the next threshold. They are locked last and shortly: sales wait."""
    wanted: dict[UUID, tuple[int, int | None, int | None]] = tx.notes.setdefault(_WATCH, {})
    for product in products.values():
        below, above = watched(judging, product, bench.alerts, seen)
        if (below, above) != (product.watched_below, product.watched_above):
            wanted[product.product_id] = (product.on_hand, below, above)
    if wanted:
        tx.before_commit("55-watch", lambda: _watch_levels(tx))


def _watch_levels(tx: Tx) -> None:
    wanted: dict[UUID, tuple[int, int | None, int | None]] = tx.notes.pop(_WATCH)
    seen = inventory.watch(tx, {product_id: (below, above) for product_id, (_, below, above) in wanted.items()})
    for product_id, on_hand in seen.items():
        if on_hand != wanted[product_id][0]:
            # It moved since it was judged, and what it crossed was not watched yet.
            inventory.look_again(tx, product_id)


def watched(
    judging: list[Rule], product: Facts, alerts: dict[tuple[UUID, UUID], Standing], seen: Known
) -> tuple[int | None, int | None]:
    """The next quantity downwards at which a rule fires, and the next upwards above which one clears."""
    below: list[int] = []
    above: list[int] = []
    if not product.warned:
        return None, None
    for rule in judging:
        if rule.type not in _BY_LEVEL or not rule.covers(product.product_id, product.category_id):
            continue
        threshold = measuring.threshold_of(rule, product, seen)
        if threshold is None:
            continue
        alert = alerts.get((rule.id, product.product_id))
        if alert is not None and alert.is_open:
            above.append(measuring.clears_above(rule, product, threshold))
        elif threshold < product.on_hand:
            below.append(threshold)
    return max(below, default=None), min(above, default=None)


def judge_company(
    tx: Tx, *, at: datetime | None = None, types: Collection[RuleType] = ABOUT_COMPANY, daily: bool = False
) -> None:
    """Holds the rules about the company as a whole against its figures. What is judged of a day or a period that is
    over is judged with ``daily`` alone: phones send in the morning what they sold without a network."""
    at = at or now()
    repository.take_turn(tx)
    rules.ensure(tx)
    judging = [rule for rule in repository.rules(tx) if rule.type in ABOUT_COMPANY]
    bench = Bench(repository.standings(tx, [tx.tenant_id]), at)
    active = {rule.id for rule in judging}
    for alert in list(bench.alerts.values()):
        if alert.is_open and alert.rule_id not in active:
            bench.put(*states.end(alert, at))
    subject = (SubjectType.COMPANY, tx.tenant_id)
    for rule in judging:
        if rule.type not in types or (not daily and company_measures.is_daily(rule)):
            continue
        standing = bench.alerts.get((rule.id, tx.tenant_id))
        verdict = company_measures.verdict(tx, rule, at)
        if standing is not None or verdict.fires:
            bench.put(*states.judge(standing, rule, subject, verdict, at))
    bench.save(tx)
