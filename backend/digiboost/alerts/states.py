"""What becomes of an alert: the states and the ways between them, without any database.

        fires                       a person acknowledges
    ──────────▶  firing  ─────────────────────────────────▶  acknowledged
                 ▲  │  └──── a person snoozes ────▶ snoozed      │
      fires again│  │ clears                          │ clears   │ clears
                 │  ▼                                 ▼          ▼
               resolved ◀────────────────────────────────────────┘       a snooze that ends fires again

An alert that has fired is *pending* until somebody was told. One that fires again within its rule's repeat interval
is not told again, and one that another alert of the same subject silences waits until that one is over.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from digiboost.alerts.types import (
    CLEAR,
    SILENCES,
    AlertState,
    EventName,
    Happened,
    Rule,
    RuleType,
    Standing,
    SubjectType,
    Verdict,
)
from digiboost.kernel.ids import new_id


def judge(
    standing: Standing | None, rule: Rule, subject: tuple[SubjectType, UUID], verdict: Verdict, at: datetime
) -> tuple[Standing | None, list[Happened]]:
    """The alert after a verdict, and what happened; the same object when nothing did."""
    if standing is None or not standing.is_open:
        return _fire(standing, rule, subject, verdict, at) if verdict.fires else (standing, [])
    if verdict.fires is False:
        return _resolve(standing, verdict, at)
    if verdict.fires and verdict.occasion != standing.occasion:
        return _fire(standing, rule, subject, verdict, at)
    happened: list[Happened] = []
    if standing.state == AlertState.SNOOZED and standing.snoozed_until is not None and standing.snoozed_until <= at:
        standing = replace(
            standing, state=AlertState.FIRING, snoozed_until=None, pending_since=at, changed_at=at, handled_by=None
        )
        happened.append(Happened(EventName.WOKE, standing.id))
    if verdict.value is not None:
        standing = _measured(standing, verdict)
    return standing, happened


def _fire(
    standing: Standing | None, rule: Rule, subject: tuple[SubjectType, UUID], verdict: Verdict, at: datetime
) -> tuple[Standing, list[Happened]]:
    details = _details(verdict)
    told_at = None if standing is None else standing.told_at
    # Another day's revenue is news, however short ago the last one was told.
    is_news = standing is None or verdict.occasion != standing.occasion
    repeats = not is_news and told_at is not None and at < told_at + rule.repeat
    fired = Standing(
        id=new_id() if standing is None else standing.id,
        rule_id=rule.id,
        subject_type=subject[0],
        subject_id=subject[1],
        state=AlertState.FIRING,
        urgency=verdict.urgency,
        value=verdict.value,
        threshold=verdict.threshold,
        details=details,
        started_at=at,
        changed_at=at,
        pending_since=None if repeats else at,
        told_at=told_at,
        snoozed_until=None,
        silenced_by=None,
        handled_by=None,
        resolved_at=None,
        fired_count=1 if standing is None else standing.fired_count + 1,
    )
    happened = [Happened(EventName.FIRED, fired.id, _told(fired))]
    if repeats:
        happened.append(Happened(EventName.SUPPRESSED, fired.id, {"reason": "repeat"}))
    return fired, happened


def end(standing: Standing, at: datetime) -> tuple[Standing, list[Happened]]:
    """Over, because its rule or its subject is gone."""
    return _resolve(standing, CLEAR, at)


def _resolve(standing: Standing, verdict: Verdict, at: datetime) -> tuple[Standing, list[Happened]]:
    resolved = replace(
        standing,
        state=AlertState.RESOLVED,
        value=standing.value if verdict.value is None else verdict.value,
        pending_since=None,
        snoozed_until=None,
        silenced_by=None,
        resolved_at=at,
        changed_at=at,
    )
    return resolved, [Happened(EventName.RESOLVED, standing.id, {"value": verdict.value})]


def _measured(standing: Standing, verdict: Verdict) -> Standing:
    measured = replace(
        standing,
        value=verdict.value,
        threshold=verdict.threshold,
        urgency=verdict.urgency,
        details=_details(verdict),
    )
    return standing if measured == standing else measured


def silence(alerts: Iterable[Standing], types: Mapping[UUID, RuleType]) -> list[tuple[Standing, list[Happened]]]:
    """Of one subject's alerts, those whose silencing changes: a rupture says all that low stock could, and low stock
    all that a predicted end could."""
    opened = [alert for alert in alerts if alert.is_open]
    changed: list[tuple[Standing, list[Happened]]] = []
    for alert in opened:
        louder = [other for other in opened if types[alert.rule_id] in SILENCES.get(types[other.rule_id], ())]
        by = min((other.id for other in louder), default=None)
        if any(other.id == alert.silenced_by for other in louder):
            by = alert.silenced_by
        if by == alert.silenced_by:
            continue
        happened = []
        if alert.silenced_by is None and alert.state == AlertState.FIRING:
            happened.append(Happened(EventName.SUPPRESSED, alert.id, {"reason": "silenced", "by": str(by)}))
        changed.append((replace(alert, silenced_by=by), happened))
    return changed


def acknowledge(standing: Standing, user_id: UUID | None, at: datetime) -> tuple[Standing, list[Happened]]:
    """Known, and left alone until it is over. One that is acknowledged stays as it is."""
    if standing.state == AlertState.ACKNOWLEDGED:
        return standing, []
    handled = replace(
        standing,
        state=AlertState.ACKNOWLEDGED,
        pending_since=None,
        snoozed_until=None,
        handled_by=user_id,
        changed_at=at,
    )
    return handled, [Happened(EventName.ACKNOWLEDGED, standing.id)]


def snooze(standing: Standing, user_id: UUID | None, until: datetime, at: datetime) -> tuple[Standing, list[Happened]]:
    """Quiet until a moment; then it is told again when it still fires."""
    quiet = replace(
        standing,
        state=AlertState.SNOOZED,
        pending_since=None,
        snoozed_until=until,
        handled_by=user_id,
        changed_at=at,
    )
    return quiet, [Happened(EventName.SNOOZED, standing.id, {"until": until.isoformat()})]


def may_be_told(alert: Standing, repeat: timedelta, at: datetime) -> bool:
    """Fires, nothing silences it, and it is news or was told its repeat interval ago."""
    if alert.state != AlertState.FIRING or alert.silenced_by is not None:
        return False
    if alert.pending_since is not None:
        return True
    return alert.told_at is None or alert.told_at + repeat <= at


def tell(alert: Standing, at: datetime) -> tuple[Standing, Happened]:
    """Somebody is told. It is a repetition when it was told since it fired."""
    again = alert.told_at is not None and alert.told_at >= alert.started_at
    told = replace(alert, pending_since=None, told_at=at)
    return told, Happened(EventName.REPEATED if again else EventName.TOLD, alert.id)


def _details(verdict: Verdict) -> dict[str, object]:
    return verdict.details if verdict.occasion is None else {**verdict.details, "occasion": verdict.occasion}


def _told(alert: Standing) -> dict[str, object]:
    return {**alert.details, "value": alert.value, "threshold": alert.threshold}
