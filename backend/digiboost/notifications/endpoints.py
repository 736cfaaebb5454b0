from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Query

from digiboost.channels.types import Channel
from digiboost.kernel.auth import Scope
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.http.pagination import Cursor, Limit, Page, Search
from digiboost.kernel.http.ratelimit import limited
from digiboost.kernel.http.routing import allow, api_router
from digiboost.notifications import service
from digiboost.notifications.schemas import (
    ChannelsOut,
    InboxItemOut,
    InboxSummaryOut,
    PreferencesIn,
    PreferencesOut,
    PushSubscriptionIn,
    PushSubscriptionOut,
    SeenIn,
    SendDetailOut,
    SendOut,
    SendsSummaryOut,
    TestIn,
)
from digiboost.notifications.types import Kind, SendState

router = api_router(prefix="/notifications", tags=["notifications"])

Own = Annotated[Tx, allow(Scope.PROFILE)]
"""What is one's own: inbox, preferences, devices."""
Read = Annotated[Tx, allow(Scope.MESSAGES_READ)]


# -- the inbox ----------------------------------------------------------------------------------


@router.get("", response_model=Page[InboxItemOut])
def list_inbox(
    tx: Own,
    unread: Annotated[bool, Query(description="Only what was not seen yet")] = False,
    kind: Kind | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> bytes:
    """What one was told, the newest first; also what was sent on no channel."""
    return service.inbox(tx, unread=unread, kind=kind, cursor=cursor, limit=limit)


@router.get("/summary")
def inbox_summary(tx: Own) -> InboxSummaryOut:
    return service.inbox_summary(tx)


@router.post("/seen")
def mark_seen(tx: Own, body: SeenIn) -> InboxSummaryOut:
    service.mark_seen(tx, body.ids)
    return service.inbox_summary(tx)


# -- preferences, channels, devices -------------------------------------------------------------


@router.get("/preferences")
def get_preferences(tx: Own) -> PreferencesOut:
    """One's own."""
    return service.preferences(tx)


@router.put("/preferences")
def set_preferences(tx: Own, body: PreferencesIn) -> PreferencesOut:
    """All of them anew; `If-Match` states the version that was seen. A kind that is left out is told as by
    default."""
    return service.set_preferences(tx, body)


@router.get("/channels")
def list_channels(tx: Own) -> ChannelsOut:
    """What can be sent on, what one message costs, and where people may write to."""
    return service.channels()


@router.get("/push-subscriptions")
def list_devices(tx: Own, limit: Limit = 50, cursor: Cursor = None) -> Page[PushSubscriptionOut]:
    """The browsers that show one's notifications: ten at the most, all on one page."""
    return Page(items=[] if cursor else service.devices(tx)[:limit], next_cursor=None)


@router.post("/push-subscriptions", status_code=201, dependencies=[limited("push", lambda: 60, 3600)])
def subscribe(tx: Own, body: PushSubscriptionIn) -> PushSubscriptionOut:
    """Shows one's notifications in this browser; the same endpoint again changes its keys."""
    return service.subscribe(tx, body)


@router.delete("/push-subscriptions/{subscription_id}", status_code=204)
def unsubscribe(tx: Own, subscription_id: UUID) -> None:
    service.unsubscribe(tx, subscription_id)


@router.post("/test", response_model=InboxItemOut, dependencies=[limited("test-message", lambda: 20, 3600)])
def try_channel(tx: Own, body: TestIn) -> bytes:
    """Sends oneself a message on one channel, at once."""
    return service.inbox_item(tx, service.try_channel(tx, body.channel))


# -- what was sent ------------------------------------------------------------------------------


@router.get("/messages", response_model=Page[SendOut])
def list_messages(
    tx: Read,
    channel: Channel | None = None,
    state: SendState | None = None,
    kind: Kind | None = None,
    user_id: UUID | None = None,
    from_day: Annotated[date | None, Query(alias="from", description="First day, in the company's days")] = None,
    to_day: Annotated[date | None, Query(alias="to")] = None,
    search: Search = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> bytes:
    """Every message of the company on every channel, the newest first; without credentials for a channel, what
    would have been sent."""
    return service.sends(
        tx,
        channel=channel,
        state=state,
        kind=kind,
        user_id=user_id,
        from_day=from_day,
        to_day=to_day,
        search=search,
        cursor=cursor,
        limit=limit,
    )


@router.get("/messages/summary")
def messages_summary(tx: Read) -> SendsSummaryOut:
    """Of the last 30 days."""
    return service.sends_summary(tx)


@router.get("/messages/{send_id}", response_model=SendDetailOut)
def get_message(tx: Read, send_id: UUID) -> bytes:
    """With what happened to it, attempt by attempt."""
    return service.send(tx, send_id)


@router.post("/messages/{send_id}/retry", response_model=SendDetailOut)
def retry_message(tx: Read, send_id: UUID) -> bytes:
    """Sends again what was given up, refused, or kept while nobody had configured the channel."""
    service.retry(tx, send_id)
    return service.send(tx, send_id)
