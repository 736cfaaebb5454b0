"""What each rule says of a product. Quantities are thousandths here, and whole units in what a verdict tells.

Definitions: rupture is on hand <= 0; low is on hand <= the rule's threshold, else the product's minimum, else its
reorder point. Both clear above the threshold plus a margin of a tenth of it, one unit at the least (a rupture: of a
tenth of the minimum), so that a product that is sold as fast as it comes in does not flap. Dead stock: something is
there, the product is older than the rule's days, and nothing of it was sold for so long.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from digiboost.alerts.types import CLEAR, Rule, RuleType, Verdict
from digiboost.forecasting.types import Outlook
from digiboost.kernel.money import MILLI

HOLD = Verdict(None)
SOON_DAYS = 7
"""What expires within so many days is as urgent as low stock."""


@dataclass(frozen=True, slots=True)
class Facts:
    """A product as rules see it. ``stocked``: something of it was there once, or somebody counted it; before that
    it is not missing, it has not come yet. ``warned``: active, tracked, and somebody wants to be warned of it."""

    product_id: UUID
    category_id: UUID | None
    on_hand: int
    min_stock: int | None
    warned: bool
    stocked: bool
    created_at: datetime
    last_sale_at: datetime | None
    rupture_since: datetime | None
    watched_below: int | None
    watched_above: int | None


@dataclass(frozen=True, slots=True)
class Expiring:
    """The first batch of a product to expire; ``left`` thousandths of it are still there."""

    batch_id: UUID
    expires_on: date
    left: int


@dataclass(frozen=True, slots=True)
class Known:
    """What is known besides the levels: thousandths in ``reorder_points``, and per rule what expires and what runs
    out (None: it was not asked for, and what stands stays)."""

    today: date
    at: datetime
    reorder_points: Mapping[UUID, int]
    running_out: Mapping[UUID, Mapping[UUID, Outlook]] | None = None
    expiring: Mapping[UUID, Mapping[UUID, Expiring]] = field(default_factory=dict)


def verdict(rule: Rule, product: Facts, known: Known) -> Verdict:
    if not product.warned or not rule.covers(product.product_id, product.category_id):
        return CLEAR
    match rule.type:
        case RuleType.RUPTURE | RuleType.LOW_STOCK:
            return _short(rule, product, known)
        case RuleType.STOCK_OUT:
            return _stock_out(rule, product, known)
        case RuleType.DEAD_STOCK:
            return _dead_stock(rule, product, known)
        case RuleType.EXPIRY:
            return _expiry(rule, product, known)
    raise ValueError(f"{rule.type} is not about a product")


def threshold_of(rule: Rule, product: Facts, known: Known) -> int | None:
    """At which quantity a rule about what is on hand fires; None where it never does."""
    if rule.type == RuleType.RUPTURE:
        return 0
    if rule.params["threshold"] is not None:
        return int(rule.params["threshold"]) * MILLI
    if product.min_stock is not None:
        return product.min_stock
    return known.reorder_points.get(product.product_id)


def clears_above(rule: Rule, product: Facts, threshold: int) -> int:
    basis = (product.min_stock or 0) if rule.type == RuleType.RUPTURE else threshold
    return threshold + max(MILLI, basis // 10)


def _short(rule: Rule, product: Facts, known: Known) -> Verdict:
    threshold = threshold_of(rule, product, known)
    if threshold is None or not product.stocked:
        return CLEAR
    fires: bool | None = product.on_hand <= threshold
    if not fires and product.on_hand <= clears_above(rule, product, threshold):
        fires = None
    details = {}
    if rule.type == RuleType.RUPTURE and product.rupture_since is not None:
        details["since"] = product.rupture_since.isoformat()
    return Verdict(
        fires,
        product.on_hand / MILLI,
        threshold / MILLI,
        urgency=1 if rule.type == RuleType.RUPTURE else 2,
        details=details,
    )


def _stock_out(rule: Rule, product: Facts, known: Known) -> Verdict:
    if known.running_out is None or product.on_hand <= 0:
        # What has run out is a rupture, and that says more.
        return HOLD
    outlook = known.running_out[rule.id].get(product.product_id)
    if outlook is None or outlook.stock_out_on is None:
        return CLEAR
    details: dict[str, object] = {"day": outlook.stock_out_on.isoformat()}
    for name, day in (("earliest", outlook.stock_out_earliest), ("latest", outlook.stock_out_latest)):
        if day is not None:
            details[name] = day.isoformat()
    if outlook.probability is not None:
        details["probability"] = outlook.probability
    left = (outlook.stock_out_on - known.today).days
    return Verdict(True, float(max(left, 0)), float(rule.params["days"]), details=details)


def _dead_stock(rule: Rule, product: Facts, known: Known) -> Verdict:
    days = int(rule.params["days"])
    since = product.created_at if product.last_sale_at is None else max(product.last_sale_at, product.created_at)
    still = known.at - since
    if product.on_hand <= 0 or still < timedelta(days=days):
        return CLEAR
    details = {} if product.last_sale_at is None else {"sold": product.last_sale_at.isoformat()}
    return Verdict(True, float(still.days), float(days), urgency=4, details=details)


def _expiry(rule: Rule, product: Facts, known: Known) -> Verdict:
    batch = known.expiring[rule.id].get(product.product_id)
    if batch is None:
        return CLEAR
    left = (batch.expires_on - known.today).days
    return Verdict(
        True,
        float(left),
        float(rule.params["days"]),
        urgency=2 if left <= SOON_DAYS else 3,
        details={"day": batch.expires_on.isoformat(), "batch_id": str(batch.batch_id), "left": batch.left / MILLI},
    )
