"""Rules as people make them, those that a company begins with, and how it wants to be told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import Any
from uuid import UUID

from digiboost.alerts import repository
from digiboost.alerts.events import RulesChanged
from digiboost.alerts.params import checked
from digiboost.alerts.schemas import RuleIn, RulePatch, SettingsIn
from digiboost.alerts.types import ABOUT_COMPANY, Delivery, RuleType
from digiboost.identity.service import company, record_audit
from digiboost.identity.types import Role
from digiboost.kernel.clock import now, zone
from digiboost.kernel.db.rows import find_row, insert_row, update_row
from digiboost.kernel.db.tx import Tx, jsonb
from digiboost.kernel.errors import Invalid, NotFound
from digiboost.kernel.http.versions import check_version
from digiboost.kernel.i18n import LANGUAGES, Language
from digiboost.kernel.ids import new_id
from digiboost.kernel.outbox import emit

NAMES: dict[RuleType, tuple[str, str]] = {
    RuleType.RUPTURE: ("Rupture de stock", "Out of stock"),
    RuleType.LOW_STOCK: ("Stock faible", "Low stock"),
    RuleType.STOCK_OUT: ("Rupture prévue", "Predicted stock-out"),
    RuleType.DEAD_STOCK: ("Stock dormant", "Dead stock"),
    RuleType.EXPIRY: ("Péremption proche", "Expiring soon"),
    RuleType.SERVICE_RATE: ("Taux de service en baisse", "Falling service rate"),
    RuleType.SALES_ANOMALY: ("Ventes inhabituelles", "Unusual sales"),
    RuleType.REVENUE: ("Chiffre d'affaires", "Revenue"),
    RuleType.FAILURE_RATE: ("Messages non remis", "Messages not delivered"),
}
"""In French and English."""

DIGEST_AT = time(7, 30)
GROUP_MINUTES = 1

DAY, MONTH = 24, 720
DEFAULTS: tuple[tuple[RuleType, Delivery, int], ...] = (
    (RuleType.RUPTURE, Delivery.NOW, DAY),
    (RuleType.LOW_STOCK, Delivery.DIGEST, DAY),
    (RuleType.STOCK_OUT, Delivery.DIGEST, DAY),
    (RuleType.EXPIRY, Delivery.DIGEST, DAY),
    (RuleType.SERVICE_RATE, Delivery.DIGEST, DAY),
    (RuleType.SALES_ANOMALY, Delivery.DIGEST, DAY),
    (RuleType.DEAD_STOCK, Delivery.DIGEST, MONTH),
)
"""What a company begins with: type, delivery, repeat interval in hours."""
TOLD = [Role.OWNER.value, Role.MANAGER.value]
SCOPES = {"category_ids": "categories", "product_ids": "products", "user_ids": "users"}


def ensure(tx: Tx) -> dict[str, Any]:
    """The company's settings. The first time they are made, and the first rules with them, once."""
    known = repository.settings(tx)
    if known is not None:
        return known
    at, tenant = now(), company(tx)
    here = at.astimezone(zone(tenant.time_zone))
    values = {
        "digest_at": DIGEST_AT,
        "digest_on": True,
        "group_minutes": GROUP_MINUTES,
        # The first morning that begins from now on.
        "digest_day": here.date().isoformat() if here.time() >= DIGEST_AT else None,
        "version": 1,
        "updated_at": at,
    }
    if repository.insert_settings(tx, values):
        for rule_type, delivery, repeat_hours in DEFAULTS:
            _insert(
                tx,
                {
                    "id": new_id(),
                    "type": rule_type.value,
                    "name": name_of(rule_type, tenant.language),
                    "params": jsonb({}),
                    "category_ids": [],
                    "product_ids": [],
                    "roles": TOLD,
                    "user_ids": [],
                    "delivery": delivery.value,
                    "repeat_hours": repeat_hours,
                    "is_active": True,
                },
            )
        repository.forget_rules(tx)
        repository.WATCH.set(tx, at)
        # What stood before there were rules is judged as well.
        emit(tx, RulesChanged(payload={}))
    made = repository.settings(tx)
    if made is None:
        raise RuntimeError("settings that were made are there")
    return made


def name_of(rule_type: RuleType, language: str) -> str:
    return NAMES[rule_type][LANGUAGES.index(_language(language))]


def _language(text: str) -> Language:
    return "en" if text == "en" else "fr"


def edit_settings(tx: Tx, wanted: SettingsIn) -> None:
    """Raises VersionConflict, Invalid for a field that is emptied."""
    repository.take_turn(tx)
    known = ensure(tx)
    check_version(tx, known["version"])
    changes = _given(wanted.model_dump(exclude_unset=True))
    repository.update_settings(tx, {**changes, "version": known["version"] + 1, "updated_at": now()})
    repository.WATCH.set(tx, now())
    record_audit(tx, "alerts.settings_edited", "tenant", tx.tenant_id, fields=sorted(changes))


def create(tx: Tx, wanted: RuleIn) -> UUID:
    """A rule, judged at once. Raises Invalid for a number that its type does not read, NotFound for a category,
    product or person that is not there."""
    ensure(tx)
    values = wanted.model_dump(exclude={"params"})
    values["name"] = wanted.name or name_of(wanted.type, company(tx).language)
    values["params"] = jsonb(checked(wanted.type, wanted.params.model_dump()))
    values = _checked(tx, wanted.type, values)
    rule_id = new_id()
    _insert(tx, {"id": rule_id, **values, "type": wanted.type.value, "delivery": wanted.delivery.value})
    _changed(tx, rule_id, "alert_rule.created", type=wanted.type.value)
    return rule_id


def edit(tx: Tx, rule_id: UUID, wanted: RulePatch) -> None:
    """Changes what is given, ``params`` as a whole. Raises NotFound, VersionConflict, Invalid."""
    row = locked(tx, rule_id)
    rule_type = RuleType(row["type"])
    changes = _given(wanted.model_dump(exclude_unset=True, exclude={"params"}))
    if "params" in wanted.model_fields_set:
        if wanted.params is None:
            raise Invalid("params", "field.missing")
        changes["params"] = jsonb(checked(rule_type, wanted.params.model_dump()))
    changes = _checked(tx, rule_type, changes)
    update_row(tx, "alert_rules", rule_id, changes)
    _changed(tx, rule_id, "alert_rule.edited", fields=sorted(changes))


def delete(tx: Tx, rule_id: UUID) -> None:
    """Its alerts are over; the history keeps them. Raises NotFound, VersionConflict."""
    locked(tx, rule_id)
    update_row(tx, "alert_rules", rule_id, {"deleted_at": now(), "is_active": False})
    _changed(tx, rule_id, "alert_rule.deleted")


def locked(tx: Tx, rule_id: UUID) -> dict[str, Any]:
    """A rule's row; who else changes it waits. Raises NotFound, VersionConflict."""
    ensure(tx)
    row = find_row(tx, "alert_rules", rule_id, lock=True)
    if row is None or row["deleted_at"] is not None:
        raise NotFound
    check_version(tx, row["version"])
    return row


def _given(changes: dict[str, Any]) -> dict[str, Any]:
    for name, value in changes.items():
        if value is None:
            raise Invalid(name, "field.missing")
    return changes


def _checked(tx: Tx, rule_type: RuleType, values: Mapping[str, Any]) -> dict[str, Any]:
    found = dict(values)
    for field, table in SCOPES.items():
        ids = found.get(field)
        if not ids:
            continue
        if rule_type in ABOUT_COMPANY and field != "user_ids":
            raise Invalid(field, "scope_not_read")
        found[field] = list(dict.fromkeys(ids))
        if repository.missing(tx, table, found[field]):
            raise NotFound
    if "roles" in found:
        found["roles"] = [str(role) for role in dict.fromkeys(found["roles"])]
    if "delivery" in found:
        found["delivery"] = str(found["delivery"])
    return found


def _insert(tx: Tx, values: Mapping[str, Any]) -> None:
    insert_row(tx, "alert_rules", values)


def _changed(tx: Tx, rule_id: UUID, action: str, **details: Any) -> None:
    repository.forget_rules(tx)
    record_audit(tx, action, "alert_rule", rule_id, **details)
    emit(tx, RulesChanged(payload={"rule_id": str(rule_id)}))
