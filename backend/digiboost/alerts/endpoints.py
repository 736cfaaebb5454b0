from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Query

from digiboost.alerts import answering, handling, listings, rules, trying
from digiboost.alerts.schemas import (
    AlertDetailOut,
    AlertOut,
    AlertsSummaryOut,
    AnswerIn,
    AnswerOut,
    DraftOut,
    HistoryItemOut,
    RuleIn,
    RuleOut,
    RulePatch,
    SettingsIn,
    SettingsOut,
    SnoozeIn,
    TestOut,
)
from digiboost.alerts.types import AlertSort, AlertState, EventName, RuleType
from digiboost.kernel.auth import Scope
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.http.pagination import Cursor, Limit, Page, Search
from digiboost.kernel.http.routing import allow, api_router

router = api_router(tags=["alerts"])

Read = Annotated[Tx, allow(Scope.ALERTS_READ)]
Write = Annotated[Tx, allow(Scope.ALERTS_WRITE)]
Type = Annotated[RuleType | None, Query(alias="type")]


# -- alerts -------------------------------------------------------------------------------------


@router.get("/alerts", response_model=Page[AlertOut])
def list_alerts(
    tx: Read,
    state: Annotated[AlertState | None, Query(description="Without it every alert that is not resolved")] = None,
    rule_type: Type = None,
    product_id: UUID | None = None,
    search: Search = None,
    sort: AlertSort = AlertSort.LATEST,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> bytes:
    return listings.alerts(
        tx,
        state=state,
        rule_type=rule_type,
        product_id=product_id,
        search=search,
        sort=sort,
        cursor=cursor,
        limit=limit,
    )


@router.get("/alerts/summary", response_model=AlertsSummaryOut)
def alerts_summary(tx: Read) -> bytes:
    return listings.summary(tx)


@router.get("/alerts/history", response_model=Page[HistoryItemOut])
def alerts_history(
    tx: Read,
    rule_type: Type = None,
    rule_id: UUID | None = None,
    product_id: UUID | None = None,
    name: EventName | None = None,
    from_day: Annotated[date | None, Query(alias="from", description="First day, in the tenant's days")] = None,
    to_day: Annotated[date | None, Query(alias="to", description="Last day, included")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> bytes:
    """What happened, the latest first."""
    return listings.history(
        tx,
        rule_type=rule_type,
        rule_id=rule_id,
        product_id=product_id,
        name=name,
        from_day=from_day,
        to_day=to_day,
        cursor=cursor,
        limit=limit,
    )


@router.post("/alerts/answer")
def answer_alerts(tx: Write, body: AnswerIn) -> AnswerOut:
    """What the message's answers do, for alerts that are chosen: drafts of orders, later, or ignore."""
    done = answering.answer(tx, body.alert_ids, body.answer)
    orders = [DraftOut(**asdict(order)) for order in done.orders]
    return AnswerOut(answer=done.answer, alerts=done.alerts, orders=orders, without_supplier=done.without_supplier)


# -- rules --------------------------------------------------------------------------------------


@router.get("/alerts/rules", response_model=Page[RuleOut])
def list_rules(tx: Read, limit: Limit = 50, cursor: Cursor = None) -> bytes:
    """The first made first. A company begins with seven."""
    rules.ensure(tx)
    return listings.rules(tx, cursor, limit)


@router.post("/alerts/rules", status_code=201, response_model=RuleOut)
def create_rule(tx: Write, body: RuleIn) -> bytes:
    """What it says of the present state is judged at once."""
    return listings.rule(tx, rules.create(tx, body))


@router.get("/alerts/rules/{rule_id}", response_model=RuleOut)
def get_rule(tx: Read, rule_id: UUID) -> bytes:
    return listings.rule(tx, rule_id)


@router.patch("/alerts/rules/{rule_id}", response_model=RuleOut)
def edit_rule(tx: Write, rule_id: UUID, body: RulePatch) -> bytes:
    """`params` are replaced as a whole."""
    rules.edit(tx, rule_id, body)
    return listings.rule(tx, rule_id)


@router.delete("/alerts/rules/{rule_id}", status_code=204)
def delete_rule(tx: Write, rule_id: UUID) -> None:
    """Ends its alerts; the history keeps them."""
    rules.delete(tx, rule_id)


@router.post("/alerts/rules/{rule_id}/test")
def test_rule(tx: Write, rule_id: UUID) -> TestOut:
    """Sends the caller what the rule would say now, or an example when it says nothing."""
    notification_id, matches = trying.try_rule(tx, rule_id)
    return TestOut(notification_id=notification_id, matches=matches)


# -- settings -----------------------------------------------------------------------------------


@router.get("/alerts/settings", response_model=SettingsOut)
def get_settings(tx: Read) -> bytes:
    rules.ensure(tx)
    return listings.settings(tx)


@router.patch("/alerts/settings", response_model=SettingsOut)
def edit_settings(tx: Write, body: SettingsIn) -> bytes:
    rules.edit_settings(tx, body)
    return listings.settings(tx)


# -- one alert ----------------------------------------------------------------------------------


@router.get("/alerts/{alert_id}", response_model=AlertDetailOut)
def get_alert(tx: Read, alert_id: UUID) -> bytes:
    return listings.alert(tx, alert_id)


@router.post("/alerts/{alert_id}/acknowledge", response_model=AlertDetailOut)
def acknowledge_alert(tx: Write, alert_id: UUID) -> bytes:
    """Known: it is not told again until it is over."""
    handling.acknowledge(tx, alert_id)
    return listings.alert(tx, alert_id)


@router.post("/alerts/{alert_id}/snooze", response_model=AlertDetailOut)
def snooze_alert(tx: Write, alert_id: UUID, body: SnoozeIn) -> bytes:
    """Quiet for so many hours; told again then, when it still fires."""
    handling.snooze(tx, alert_id, body.hours)
    return listings.alert(tx, alert_id)
