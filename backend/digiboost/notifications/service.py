"""Notifications' door: telling somebody, the inbox, preferences, and what became of what was sent."""

from __future__ import annotations

from digiboost.notifications.hooks import Hooks, connect
from digiboost.notifications.listings import (
    channels,
    inbox,
    inbox_item,
    inbox_summary,
    mark_seen,
    send,
    sends,
    sends_summary,
    unread,
)
from digiboost.notifications.preferences import devices, preferences, set_preferences, subscribe, unsubscribe
from digiboost.notifications.telling import DEFAULTS, notify
from digiboost.notifications.templates import Template, register
from digiboost.notifications.trying import try_channel

__all__ = [
    "DEFAULTS",
    "Hooks",
    "Template",
    "channels",
    "connect",
    "devices",
    "inbox",
    "inbox_item",
    "inbox_summary",
    "mark_seen",
    "notify",
    "preferences",
    "register",
    "send",
    "sends",
    "sends_summary",
    "set_preferences",
    "subscribe",
    "try_channel",
    "unread",
    "unsubscribe",
]
