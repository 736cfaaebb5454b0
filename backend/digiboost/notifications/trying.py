"""A message to oneself, to see that a channel works."""

from __future__ import annotations

from uuid import UUID

from digiboost.channels.types import Channel
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import Invalid, NotFound
from digiboost.kernel.ids import new_id
from digiboost.notifications.hooks import hooks
from digiboost.notifications.preferences import oneself
from digiboost.notifications.telling import notify
from digiboost.notifications.types import Kind, NotificationState, Wanted
from digiboost.notifications.wording import TEST


def try_channel(tx: Tx, channel: Channel) -> UUID:
    """The notification that goes out on ``channel`` alone. Raises Invalid where one has no address on it."""
    person = hooks().person(tx, oneself(tx))
    if person is None:
        raise NotFound
    test_id = new_id()
    told = notify(
        tx,
        person,
        Wanted(Kind.TEST, TEST.code, {"name": person.name}, key=f"test:{test_id}", url="/settings/notifications"),
        channels=[channel],
    )
    if told.state == NotificationState.INBOX:
        raise Invalid("channel", "no_address")
    hooks().audit(tx, "notifications.tested", "notification", told.id, channel=channel.value)
    return told.id
