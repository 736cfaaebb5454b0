from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Query

from digiboost.kernel.auth import Scope
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.http.pagination import Cursor, Limit, Page
from digiboost.kernel.http.routing import allow, api_router
from digiboost.tracking import (
    by_hand,
    escalating,
    escalation_rules,
    foreseeing,
    leading,
    listings,
    looking,
    notice_rules,
    preferences,
)
from digiboost.tracking.schemas import (
    EscalationOut,
    EscalationRuleIn,
    EscalationRuleOut,
    EscalationRulePatch,
    NoticeRuleIn,
    NoticeRuleOut,
    NoticeRulePatch,
    PredictionOut,
    StatusIn,
    TrackedDetailOut,
    TrackedOut,
    TrackingHealthOut,
    TrackingMessageOut,
    TrackingPreferenceIn,
    TrackingPreferenceOut,
    TrackingSendIn,
    TrackingSentOut,
)
from digiboost.tracking.types import Audience, EscalationState

router = api_router(prefix="/tracking", tags=["tracking"])

Own = Annotated[Tx, allow(Scope.PROFILE)]
"""What somebody may do with what is theirs; what it is decides what more they may."""
Read = Annotated[Tx, allow(Scope.REQUESTS_READ)]
Send = Annotated[Tx, allow(Scope.REQUESTS_WRITE)]
Rules = Annotated[Tx, allow(Scope.TRACKING_WRITE)]
FirstDay = Annotated[date | None, Query(alias="from", description="First day, in the company's days")]
LastDay = Annotated[date | None, Query(alias="to", description="Last day, included")]


# -- requests -----------------------------------------------------------------------------------


@router.post("/status/update")
def update_status(tx: Own, body: StatusIn) -> PredictionOut:
    """Leads a request to a state, as somebody of the company or as the provider who has it; then, what is to come."""
    leading.lead(tx, body)
    return foreseeing.prediction(tx, body.request_id)


@router.get("/request/{request_id}")
def get_tracked(tx: Read, request_id: UUID) -> TrackedDetailOut:
    """Where it stands, what is to come, every move, escalation and message of it."""
    return looking.tracked(tx, request_id)


@router.get("/predictions/{request_id}")
def get_prediction(tx: Read, request_id: UUID) -> PredictionOut:
    return foreseeing.prediction(tx, request_id)


@router.get("/user/{user_id}/requests", response_model=Page[TrackedOut])
def list_requests_of(
    tx: Own,
    user_id: UUID,
    open_only: Annotated[bool, Query(alias="open", description="Only those that are not over")] = False,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> bytes:
    """A customer's requests, a provider's missions (by the person who signs in), or what a colleague opened; the latest
    first."""
    return looking.of_person(tx, user_id, open_only=open_only, cursor=cursor, limit=limit)


# -- messages -----------------------------------------------------------------------------------


@router.post("/notifications/send")
def send_message(tx: Send, body: TrackingSendIn) -> TrackingSentOut:
    """Now, by hand: once for each call."""
    return TrackingSentOut(messages=by_hand.send(tx, body))


@router.get("/notifications/rules", response_model=Page[NoticeRuleOut])
def list_notice_rules(tx: Read, limit: Limit = 50, cursor: Cursor = None) -> bytes:
    """The first made first. A company begins with those that tell a client every move."""
    notice_rules.ensure(tx)
    return listings.notice_rules(tx, cursor, limit)


@router.post("/notifications/rules", status_code=201, response_model=NoticeRuleOut)
def create_notice_rule(tx: Rules, body: NoticeRuleIn) -> bytes:
    return listings.notice_rule(tx, notice_rules.create(tx, body))


@router.patch("/notifications/rules/{notice_rule_id}", response_model=NoticeRuleOut)
def edit_notice_rule(tx: Rules, notice_rule_id: UUID, body: NoticeRulePatch) -> bytes:
    notice_rules.edit(tx, notice_rule_id, body)
    return listings.notice_rule(tx, notice_rule_id)


@router.delete("/notifications/rules/{notice_rule_id}", status_code=204)
def delete_notice_rule(tx: Rules, notice_rule_id: UUID) -> None:
    """What it told stays in the history."""
    notice_rules.delete(tx, notice_rule_id)


@router.get("/notifications/history", response_model=Page[TrackingMessageOut])
def list_messages(
    tx: Read,
    request_id: Annotated[UUID | None, Query()] = None,
    audience: Audience | None = None,
    from_day: FirstDay = None,
    to_day: LastDay = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> bytes:
    """Who was to hear what, by which rule, and what became of it; the newest first."""
    return listings.messages(
        tx,
        request_id=request_id,
        audience=audience,
        from_day=from_day,
        to_day=to_day,
        cursor=cursor,
        limit=limit,
    )


# -- escalations --------------------------------------------------------------------------------


@router.get("/escalations/rules", response_model=Page[EscalationRuleOut])
def list_escalation_rules(tx: Read, limit: Limit = 50, cursor: Cursor = None) -> bytes:
    """The first made first. A company begins with three."""
    escalation_rules.ensure(tx)
    return listings.escalation_rules(tx, cursor, limit)


@router.post("/escalations/rules", status_code=201, response_model=EscalationRuleOut)
def create_escalation_rule(tx: Rules, body: EscalationRuleIn) -> bytes:
    """Requests that it is about already are looked at at once."""
    return listings.escalation_rule(tx, escalation_rules.create(tx, body))


@router.patch("/escalations/rules/{escalation_rule_id}", response_model=EscalationRuleOut)
def edit_escalation_rule(tx: Rules, escalation_rule_id: UUID, body: EscalationRulePatch) -> bytes:
    """`steps` are replaced as a whole; what is under way goes on by the new ones."""
    escalation_rules.edit(tx, escalation_rule_id, body)
    return listings.escalation_rule(tx, escalation_rule_id)


@router.delete("/escalations/rules/{escalation_rule_id}", status_code=204)
def delete_escalation_rule(tx: Rules, escalation_rule_id: UUID) -> None:
    """Ends what it began; the history keeps it."""
    escalation_rules.delete(tx, escalation_rule_id)


@router.get("/escalations/history", response_model=Page[EscalationOut])
def list_escalations(
    tx: Read,
    request_id: Annotated[UUID | None, Query()] = None,
    escalation_rule_id: Annotated[UUID | None, Query()] = None,
    state: EscalationState | None = None,
    from_day: FirstDay = None,
    to_day: LastDay = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> bytes:
    """Which step was done when, and what stopped it; the latest first."""
    return listings.escalations(
        tx,
        request_id=request_id,
        rule_id=escalation_rule_id,
        state=state,
        from_day=from_day,
        to_day=to_day,
        cursor=cursor,
        limit=limit,
    )


@router.post("/escalations/{escalation_id}/acknowledge", response_model=EscalationOut)
def acknowledge_escalation(tx: Send, escalation_id: UUID) -> bytes:
    """Somebody sees to it: nothing more follows."""
    escalating.acknowledge(tx, escalation_id)
    return listings.escalation(tx, escalation_id)


# -- preferences and health ---------------------------------------------------------------------


@router.post("/preferences")
def set_preference(tx: Own, body: TrackingPreferenceIn) -> TrackingPreferenceOut:
    """A client's, or one's own; what is left out stays. `If-Match` states the version that was seen."""
    return preferences.set_preference(tx, body)


@router.get("/preferences/{user_id}")
def get_preference(tx: Own, user_id: UUID) -> TrackingPreferenceOut:
    return preferences.preference(tx, user_id)


@router.get("/health")
def get_health(tx: Read) -> TrackingHealthOut:
    """Whether the engine keeps up with this company's requests."""
    return looking.health(tx)
