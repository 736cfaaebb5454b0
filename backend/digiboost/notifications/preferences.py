"""How a person wants to be told, and on which devices."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from digiboost.channels import service as channels_door
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import Invalid, NotFound
from digiboost.kernel.http.versions import check_version
from digiboost.kernel.ids import new_id
from digiboost.notifications.hooks import hooks
from digiboost.notifications.schemas import (
    PreferenceOut,
    PreferencesIn,
    PreferencesOut,
    PushSubscriptionIn,
    PushSubscriptionOut,
)
from digiboost.notifications.telling import DEFAULT_DAILY_AT, DEFAULT_TONE, DEFAULTS
from digiboost.notifications.types import Kind

MAX_DEVICES = 10
"""Of one person; the oldest gives way."""


def oneself(tx: Tx) -> UUID:
    """Raises NotFound when the system acts: it has no inbox."""
    if tx.actor.user_id is None:
        raise NotFound
    return tx.actor.user_id


def preferences(tx: Tx) -> PreferencesOut:
    """One's own, with the defaults where nothing was chosen."""
    user_id = oneself(tx)
    settings = _settings(tx, user_id)
    rows = tx.rows(
        "SELECT kind, channels, frequency FROM notification_preferences WHERE tenant_id = %s AND user_id = %s",
        (tx.tenant_id, user_id),
    )
    chosen = {row["kind"]: row for row in rows}
    kinds = []
    for kind, (ladder, frequency) in DEFAULTS.items():
        row = chosen.get(kind.value, {"channels": [one.value for one in ladder], "frequency": frequency.value})
        kinds.append(PreferenceOut(kind=kind, channels=row["channels"], frequency=row["frequency"]))
    return PreferencesOut(
        tone=settings.get("tone", DEFAULT_TONE),
        quiet_from=settings.get("quiet_from"),
        quiet_until=settings.get("quiet_until"),
        daily_at=settings.get("daily_at", DEFAULT_DAILY_AT),
        kinds=kinds,
        version=settings.get("version", 0),
    )


def set_preferences(tx: Tx, wanted: PreferencesIn) -> PreferencesOut:
    """All of one's own anew: a kind that is left out is told as by default. What is held already keeps its moment.

    Raises Invalid, VersionConflict.
    """
    user_id = oneself(tx)
    _check(wanted)
    settings = _settings(tx, user_id, lock=True)
    check_version(tx, settings.get("version", 0))
    tx.run(
        "INSERT INTO notification_settings AS s (tenant_id, user_id, tone, quiet_from, quiet_until, daily_at, version,"
        " updated_at) VALUES (%s, %s, %s, %s, %s, %s, 1, %s) ON CONFLICT (tenant_id, user_id) DO UPDATE SET"
        " tone = EXCLUDED.tone, quiet_from = EXCLUDED.quiet_from, quiet_until = EXCLUDED.quiet_until,"
        " daily_at = EXCLUDED.daily_at, version = s.version + 1, updated_at = EXCLUDED.updated_at",
        (tx.tenant_id, user_id, wanted.tone, wanted.quiet_from, wanted.quiet_until, wanted.daily_at, now()),
    )
    tx.run("DELETE FROM notification_preferences WHERE tenant_id = %s AND user_id = %s", (tx.tenant_id, user_id))
    for one in wanted.kinds:
        tx.run(
            "INSERT INTO notification_preferences (tenant_id, user_id, kind, channels, frequency)"
            " VALUES (%s, %s, %s, %s, %s)",
            (tx.tenant_id, user_id, one.kind.value, [channel.value for channel in one.channels], one.frequency.value),
        )
    hooks().audit(tx, "notifications.preferences", "user", user_id)
    return preferences(tx)


def _settings(tx: Tx, user_id: UUID, *, lock: bool = False) -> dict[str, Any]:
    return (
        tx.row(
            "SELECT tone, quiet_from, quiet_until, daily_at, version FROM notification_settings"
            f" WHERE tenant_id = %s AND user_id = %s{' FOR NO KEY UPDATE' if lock else ''}",
            (tx.tenant_id, user_id),
        )
        or {}
    )


def _check(wanted: PreferencesIn) -> None:
    if (wanted.quiet_from is None) != (wanted.quiet_until is None):
        raise Invalid("quiet_until" if wanted.quiet_until is None else "quiet_from", "quiet_hours_half")
    if wanted.quiet_from is not None and wanted.quiet_from == wanted.quiet_until:
        raise Invalid("quiet_until", "quiet_hours_empty")
    seen: set[Kind] = set()
    for number, one in enumerate(wanted.kinds):
        if one.kind in seen:
            raise Invalid(f"kinds.{number}.kind", "kind_twice")
        seen.add(one.kind)
        if len(set(one.channels)) != len(one.channels):
            raise Invalid(f"kinds.{number}.channels", "channel_twice")


# -- devices --------------------------------------------------------------------------------------


def devices(tx: Tx) -> list[PushSubscriptionOut]:
    """One's own, the newest first."""
    rows = tx.rows(
        "SELECT id, label, created_at FROM push_subscriptions WHERE tenant_id = %s AND user_id = %s"
        " ORDER BY created_at DESC, id DESC",
        (tx.tenant_id, oneself(tx)),
    )
    return [PushSubscriptionOut(**row) for row in rows]


def subscribe(tx: Tx, wanted: PushSubscriptionIn) -> PushSubscriptionOut:
    """Shows notifications in this browser from now on; one that is known is taken over (a shared phone, new keys).

    Raises Invalid for an address that is no push service's, or keys that are none.
    """
    user_id = oneself(tx)
    address = {"endpoint": wanted.endpoint, "p256dh": wanted.p256dh, "auth": wanted.auth}
    if not channels_door.is_push_address(json.dumps(address)):
        raise Invalid("endpoint", "push_endpoint")
    row = tx.row(
        "INSERT INTO push_subscriptions AS d (tenant_id, id, user_id, endpoint, p256dh, auth, label, created_at)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (tenant_id, endpoint) DO UPDATE SET"
        " user_id = EXCLUDED.user_id, p256dh = EXCLUDED.p256dh, auth = EXCLUDED.auth, label = EXCLUDED.label,"
        " created_at = EXCLUDED.created_at RETURNING id, label, created_at",
        (
            tx.tenant_id, new_id(), user_id, wanted.endpoint, wanted.p256dh, wanted.auth,
            _label(tx.notes.get("user_agent", "")), now(),
        ),
    )  # fmt: skip
    if row is None:
        raise RuntimeError("a row that was inserted is returned")
    tx.run(
        "DELETE FROM push_subscriptions WHERE tenant_id = %(tenant)s AND user_id = %(user)s AND id NOT IN"
        " (SELECT id FROM push_subscriptions WHERE tenant_id = %(tenant)s AND user_id = %(user)s"
        " ORDER BY created_at DESC, id DESC LIMIT %(most)s)",
        {"tenant": tx.tenant_id, "user": user_id, "most": MAX_DEVICES},
    )
    hooks().audit(tx, "notifications.device_added", "push_subscription", row["id"])
    return PushSubscriptionOut(**row)


def unsubscribe(tx: Tx, subscription_id: UUID) -> None:
    """Raises NotFound, also for a colleague's."""
    gone = tx.run(
        "DELETE FROM push_subscriptions WHERE tenant_id = %s AND user_id = %s AND id = %s",
        (tx.tenant_id, oneself(tx), subscription_id),
    )
    if gone == 0:
        raise NotFound
    hooks().audit(tx, "notifications.device_removed", "push_subscription", subscription_id)


_BROWSERS = (("Edg", "Edge"), ("SamsungBrowser", "Samsung Internet"), ("OPR", "Opera"), ("Firefox", "Firefox"),
             ("Chrome", "Chrome"), ("Safari", "Safari"))  # fmt: skip
_SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
            ("Mac OS", "Mac"), ("Linux", "Linux"))  # fmt: skip


def _label(user_agent: str) -> str:
    """``Chrome, Android``: enough to know one's own device again."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    return ", ".join(part for part in (browser, system) if part) or "Navigateur"
