"""Notifications' door: telling somebody, the inbox, preferences, and what became of what was sent."""

from __future__ import annotations

from digiboost.notifications.bundling import send_bundle
from digiboost.notifications.forgetting import forget_old, forget_person, forget_secrets
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
from digiboost.notifications.quiet import due, is_quiet, quiet_end
from digiboost.notifications.reporting import SentMessage, find_send, heard, on_report, record_report, sends_of
from digiboost.notifications.sending import claim, record, replay_dead, retry
from digiboost.notifications.telling import DEFAULT_DAILY_AT, DEFAULT_TONE, DEFAULTS, notify
from digiboost.notifications.templates import Template, register, to_approve
from digiboost.notifications.trying import try_channel
from digiboost.notifications.withdrawing import withdraw

__all__ = [
    "DEFAULTS",
    "DEFAULT_DAILY_AT",
    "DEFAULT_TONE",
    "Hooks",
    "SentMessage",
    "Template",
    "channels",
    "claim",
    "connect",
    "devices",
    "due",
    "find_send",
    "forget_old",
    "forget_person",
    "forget_secrets",
    "heard",
    "inbox",
    "inbox_item",
    "inbox_summary",
    "is_quiet",
    "mark_seen",
    "notify",
    "on_report",
    "preferences",
    "quiet_end",
    "record",
    "record_report",
    "register",
    "replay_dead",
    "retry",
    "send",
    "send_bundle",
    "sends",
    "sends_of",
    "sends_summary",
    "set_preferences",
    "subscribe",
    "to_approve",
    "try_channel",
    "unread",
    "unsubscribe",
    "withdraw",
]
