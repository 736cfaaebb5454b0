"""Rules of who hears what: those that a company begins with, and those that people make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from digiboost.channels.types import Channel
from digiboost.identity.service import company, record_audit
from digiboost.kernel.clock import now
from digiboost.kernel.db.rows import find_row, insert_row, update_row
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import Invalid, NotFound
from digiboost.kernel.http.versions import check_version
from digiboost.kernel.ids import new_id
from digiboost.notifications.types import Tone
from digiboost.requests.types import Urgency
from digiboost.tracking import repository
from digiboost.tracking.schemas import NoticeRuleIn, NoticeRulePatch
from digiboost.tracking.templates import HOLE, HOLES
from digiboost.tracking.types import Audience, Event, Facts
from digiboost.tracking.wording import EVENTS, language_of, say

_RULES = "tracking.notices"
SCOPES = {"service_ids": "services", "zone_ids": "zones", "user_ids": "users"}
HOUR, DAY = 60, 24 * 60

DEFAULTS: tuple[tuple[Event, Audience, int | None], ...] = (
    (Event.RECEIVED, Audience.CLIENT, None),
    (Event.ACCEPTED, Audience.CLIENT, None),
    (Event.ENROUTE, Audience.CLIENT, None),
    (Event.ARRIVED, Audience.CLIENT, None),
    (Event.COMPLETED, Audience.CLIENT, None),
    (Event.SEARCHING_AGAIN, Audience.CLIENT, None),
    (Event.NO_PROVIDER, Audience.CLIENT, None),
    (Event.CANCELLED, Audience.CLIENT, None),
    (Event.LATE, Audience.CLIENT, None),
    (Event.REMINDER, Audience.CLIENT, DAY),
    (Event.REMINDER, Audience.PROVIDER, HOUR),
    (Event.CANCELLED, Audience.PROVIDER, None),
    (Event.NO_PROVIDER, Audience.MANAGER, None),
)
"""What a company begins with: the event, who hears of it, and for a reminder how many minutes before. Each move is
told; the beginning of the work is not, since the client stands beside it."""

AUDIENCES: dict[Audience, tuple[str, str]] = {
    Audience.CLIENT: ("client", "client"),
    Audience.PROVIDER: ("prestataire", "provider"),
    Audience.MANAGER: ("responsable", "manager"),
}


@dataclass(frozen=True, slots=True)
class Notice:
    """A rule as it is applied. Empty collections hold for all; ``minutes`` before the wished moment (a reminder)."""

    id: UUID
    name: str
    event: Event
    audience: Audience
    minutes: int | None
    urgencies: frozenset[Urgency]
    service_ids: frozenset[UUID]
    zone_ids: frozenset[UUID]
    user_ids: tuple[UUID, ...]
    channels: tuple[Channel, ...]
    tone: Tone | None
    texts: tuple[str | None, str | None]
    """The company's own words, in French and English."""
    by_hand: bool = False
    """No rule at all: somebody sends one message."""

    def is_about(self, facts: Facts) -> bool:
        return (
            (not self.urgencies or facts.urgency in self.urgencies)
            and (not self.service_ids or facts.service_id in self.service_ids)
            and (not self.zone_ids or facts.zone_id in self.zone_ids)
        )


def ensure(tx: Tx) -> None:
    """Makes a company's first rules, once: one that was deleted does not come back."""
    if tx.value("SELECT EXISTS (SELECT FROM tracking_rules WHERE tenant_id = %s)", (tx.tenant_id,)):
        return
    language = language_of(company(tx).language, "fr")
    repository.take_turn(tx)
    if tx.value("SELECT EXISTS (SELECT FROM tracking_rules WHERE tenant_id = %s)", (tx.tenant_id,)):
        return
    for event, audience, minutes in DEFAULTS:
        insert_row(
            tx,
            "tracking_rules",
            {
                "id": new_id(),
                "code": f"{event.value}.{audience.value}",
                "name": f"{say(EVENTS[event], language)} ({say(AUDIENCES[audience], language)})",
                "event": event.value,
                "audience": audience.value,
                "minutes": minutes,
                "urgencies": [],
                "service_ids": [],
                "zone_ids": [],
                "user_ids": [],
                "channels": [],
                "is_active": True,
            },
        )
    tx.notes.pop(_RULES, None)


def notices(tx: Tx) -> tuple[Notice, ...]:
    """Those that are on, the first made first; read once in a transaction."""
    known: tuple[Notice, ...] | None = tx.notes.get(_RULES)
    if known is None:
        ensure(tx)
        rows = tx.rows(
            "SELECT * FROM tracking_rules WHERE tenant_id = %s AND is_active AND deleted_at IS NULL"
            " ORDER BY created_at, id",
            (tx.tenant_id,),
        )
        known = tx.notes[_RULES] = tuple(as_notice(row) for row in rows)
    return known


def notice(tx: Tx, rule_id: UUID | None) -> Notice | None:
    """Also one that is off: what it had told stays its own."""
    row = None if rule_id is None else find_row(tx, "tracking_rules", rule_id)
    return None if row is None else as_notice(row)


def as_notice(row: Mapping[str, Any]) -> Notice:
    return Notice(
        id=row["id"],
        name=row["name"],
        event=Event(row["event"]),
        audience=Audience(row["audience"]),
        minutes=row["minutes"],
        urgencies=frozenset(map(Urgency, row["urgencies"])),
        service_ids=frozenset(row["service_ids"]),
        zone_ids=frozenset(row["zone_ids"]),
        user_ids=tuple(row["user_ids"]),
        channels=tuple(map(Channel, row["channels"])),
        tone=row["tone"],
        texts=(row["text_fr"], row["text_en"]),
    )


def check_words(field: str, text: str | None) -> None:
    """Raises Invalid for a hole that is none of ours."""
    if text is not None and not HOLES.issuperset(HOLE.findall(text)):
        raise Invalid(field, "text_unknown_hole")


def create(tx: Tx, wanted: NoticeRuleIn) -> UUID:
    """Raises Invalid for a reminder without its minutes, NotFound for a service, zone or person that is not there."""
    ensure(tx)
    values = _stored(wanted.model_dump())
    check_words("text_fr", wanted.text_fr)
    check_words("text_en", wanted.text_en)
    if (wanted.event == Event.REMINDER) != (wanted.minutes is not None):
        raise Invalid("minutes", "minutes_of_reminder")
    _check(tx, values)
    rule_id = new_id()
    language = language_of(company(tx).language, "fr")
    values["name"] = (
        wanted.name or f"{say(EVENTS[wanted.event], language)} ({say(AUDIENCES[wanted.audience], language)})"
    )
    insert_row(tx, "tracking_rules", {"id": rule_id, **values})
    _changed(tx, rule_id, "tracking_rule.created", event=wanted.event.value)
    return rule_id


def edit(tx: Tx, rule_id: UUID, wanted: NoticeRulePatch) -> None:
    """Changes what is given. Raises NotFound, VersionConflict, Invalid."""
    row = _locked(tx, rule_id)
    changes = wanted.model_dump(exclude_unset=True)
    for name, value in changes.items():
        if value is None and name not in {"tone", "text_fr", "text_en"}:
            raise Invalid(name, "field.missing")
    if "minutes" in changes and row["event"] != Event.REMINDER:
        raise Invalid("minutes", "minutes_of_reminder")
    check_words("text_fr", wanted.text_fr)
    check_words("text_en", wanted.text_en)
    values = _stored(changes)
    _check(tx, values)
    update_row(tx, "tracking_rules", rule_id, values)
    _changed(tx, rule_id, "tracking_rule.edited", fields=sorted(changes))


def delete(tx: Tx, rule_id: UUID) -> None:
    """What it told stays in the history. Raises NotFound, VersionConflict."""
    _locked(tx, rule_id)
    update_row(tx, "tracking_rules", rule_id, {"deleted_at": now(), "is_active": False})
    _changed(tx, rule_id, "tracking_rule.deleted")


def _locked(tx: Tx, rule_id: UUID) -> dict[str, Any]:
    row = find_row(tx, "tracking_rules", rule_id, lock=True)
    if row is None or row["deleted_at"] is not None:
        raise NotFound
    check_version(tx, row["version"])
    return row


def _stored(values: Mapping[str, Any]) -> dict[str, Any]:
    """As columns: lists without what is said twice, words as texts."""
    return {
        name: list(dict.fromkeys(str(one) if not isinstance(one, UUID) else one for one in value))
        if isinstance(value, list)
        else value
        for name, value in values.items()
    }


def _check(tx: Tx, values: Mapping[str, Any]) -> None:
    for field, table in SCOPES.items():
        if values.get(field) and repository.missing(tx, table, values[field]):
            raise NotFound


def _changed(tx: Tx, rule_id: UUID, action: str, **details: Any) -> None:
    tx.notes.pop(_RULES, None)
    record_audit(tx, action, "tracking_rule", rule_id, **details)
