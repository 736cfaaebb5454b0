"""How somebody wants to hear of requests: a client's wishes are kept here, a colleague's with notifications."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from digiboost.identity.service import record_audit
from digiboost.kernel.auth import Scope
from digiboost.kernel.clock import now
from digiboost.kernel.db.rows import find_row
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import Forbidden, Invalid, NotFound
from digiboost.kernel.http.versions import check_version
from digiboost.notifications import service as notifications
from digiboost.notifications.schemas import PreferenceIn as NotificationWish
from digiboost.notifications.schemas import PreferencesIn
from digiboost.notifications.types import Kind
from digiboost.tracking import repository
from digiboost.tracking.schemas import TrackingPreferenceIn, TrackingPreferenceOut

CLIENT_ONLY = ("language", "reminders")


def preference(tx: Tx, user_id: UUID) -> TrackingPreferenceOut:
    """Of a client (by who may read customers), or of oneself, with the defaults where nothing was chosen. Raises
    NotFound."""
    if user_id == tx.actor.user_id:
        return _own(tx, user_id)
    if not tx.actor.may(Scope.CUSTOMERS_READ) or find_row(tx, "customers", user_id) is None:
        raise NotFound
    chosen = repository.preference(tx, user_id) or _defaults()
    return TrackingPreferenceOut(user_id=user_id, is_client=True, **chosen)


def set_preference(tx: Tx, wanted: TrackingPreferenceIn) -> TrackingPreferenceOut:
    """Changes what is given. Raises NotFound, Forbidden, VersionConflict, Invalid."""
    changes = wanted.model_dump(exclude_unset=True, exclude={"user_id"})
    for name, value in changes.items():
        if value is None and name not in {"language", "quiet_from", "quiet_until"}:
            raise Invalid(name, "field.missing")
    if wanted.user_id == tx.actor.user_id:
        return _set_own(tx, wanted.user_id, changes)
    if not tx.actor.may(Scope.CUSTOMERS_READ) or find_row(tx, "customers", wanted.user_id) is None:
        raise NotFound
    if not tx.actor.may(Scope.CUSTOMERS_WRITE):
        raise Forbidden
    known = repository.preference(tx, wanted.user_id)
    check_version(tx, known["version"] if known else 0)
    values = {**(known or _defaults()), **changes}
    _check_hours(values)
    if "channels" in changes:
        values["channels"] = [str(one) for one in dict.fromkeys(changes["channels"])]
    values |= {"version": values["version"] + 1, "updated_at": now()}
    repository.save_preference(tx, wanted.user_id, {name: _plain(value) for name, value in values.items()})
    record_audit(tx, "tracking.preferences", "customer", wanted.user_id, fields=sorted(changes))
    return preference(tx, wanted.user_id)


def _defaults() -> dict[str, Any]:
    ladder, frequency = notifications.DEFAULTS[Kind.REQUEST]
    return {
        "channels": [one.value for one in ladder],
        "frequency": frequency.value,
        "tone": notifications.DEFAULT_TONE,
        "language": None,
        "quiet_from": None,
        "quiet_until": None,
        "daily_at": notifications.DEFAULT_DAILY_AT,
        "reminders": True,
        "version": 0,
    }


def _own(tx: Tx, user_id: UUID) -> TrackingPreferenceOut:
    found = notifications.preferences(tx)
    kind = next(one for one in found.kinds if one.kind == Kind.REQUEST)
    return TrackingPreferenceOut(
        user_id=user_id,
        is_client=False,
        channels=kind.channels,
        frequency=kind.frequency,
        tone=found.tone,
        language=None,
        quiet_from=found.quiet_from,
        quiet_until=found.quiet_until,
        daily_at=found.daily_at,
        reminders=True,
        version=found.version,
    )


def _set_own(tx: Tx, user_id: UUID, changes: dict[str, Any]) -> TrackingPreferenceOut:
    for name in CLIENT_ONLY:
        if changes.get(name) is not None:
            raise Invalid(name, "client_only")
    found = notifications.preferences(tx)
    values = {**found.model_dump(exclude={"kinds", "version"}), **changes}
    _check_hours(values)
    kind = next(one for one in found.kinds if one.kind == Kind.REQUEST)
    notifications.set_preferences(
        tx,
        PreferencesIn(
            tone=values["tone"],
            quiet_from=values["quiet_from"],
            quiet_until=values["quiet_until"],
            daily_at=values["daily_at"],
            kinds=[
                NotificationWish(
                    kind=one.kind,
                    channels=changes.get("channels", kind.channels) if one.kind == Kind.REQUEST else one.channels,
                    frequency=changes.get("frequency", kind.frequency) if one.kind == Kind.REQUEST else one.frequency,
                )
                for one in found.kinds
            ],
        ),
    )
    return _own(tx, user_id)


def _check_hours(values: dict[str, Any]) -> None:
    start, end = values["quiet_from"], values["quiet_until"]
    if (start is None) != (end is None):
        raise Invalid("quiet_until" if end is None else "quiet_from", "hours_half")
    if start is not None and start == end:
        raise Invalid("quiet_until", "hours_empty")


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, str) else value
