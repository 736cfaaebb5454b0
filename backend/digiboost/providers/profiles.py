"""Providers and what belongs to each: skills, zones, hours, absences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any
from uuid import UUID

from digiboost.identity.service import (
    add_person,
    company,
    record_audit,
    rename_person,
    set_person_active,
    set_person_phone,
)
from digiboost.identity.types import Role
from digiboost.kernel import changes as feed
from digiboost.kernel.clock import now
from digiboost.kernel.db.bulk import unreferenced
from digiboost.kernel.db.rows import find_row, insert_row, update_row
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import Invalid, NotFound
from digiboost.kernel.http.versions import check_version
from digiboost.kernel.ids import new_id
from digiboost.kernel.phone import normalise_phone
from digiboost.kernel.text import fold
from digiboost.providers import files, presence, repository
from digiboost.providers.offering import given
from digiboost.providers.schemas import AbsenceIn, AbsenceOut, Hours, OwnPatch, ProviderIn, ProviderPatch, Skill
from digiboost.providers.types import PROVIDER

ERASED = {"fr": "Prestataire supprimé", "en": "Deleted provider"}
MAY_BE_NONE = frozenset({"about", "latitude", "longitude", "hourly_rate", "callout_fee", "lead_id"})

leaving: list[Callable[[Tx, UUID], None]] = []
"""What higher rooms do before a provider is deleted, joined by ``wiring``: one may refuse by raising."""


def require(tx: Tx, provider_id: UUID) -> None:
    """Raises NotFound for nobody of this company, and for somebody who is deleted."""
    row = find_row(tx, "providers", provider_id)
    if row is None or row["deleted_at"] is not None:
        raise NotFound


def own(tx: Tx) -> UUID:
    """The provider who acts. Raises NotFound when whoever acts is none."""
    found = repository.provider_of(tx, tx.actor.user_id) if tx.actor.user_id else None
    if found is None:
        raise NotFound
    return found


def create(tx: Tx, wanted: ProviderIn) -> UUID:
    """Somebody who is sent out, and who signs in by a code to their telephone.

    Raises Invalid (telephone, e-mail, place, lead), NotFound (service, zone, lead), and what identity raises for a
    telephone or an e-mail that is somebody's."""
    provider_id = wanted.id or new_id()
    values = wanted.model_dump(exclude={"id", "email", "language", "service_ids", "zone_ids"})
    _require_place(values)
    _require_lead(tx, provider_id, values["lead_id"])
    values["phone"] = _phone(tx, wanted.phone)
    values["user_id"] = add_person(
        tx,
        full_name=wanted.name,
        phone=values["phone"],
        email=wanted.email,
        role=Role.PROVIDER,
        language=wanted.language or company(tx).language,
    )
    insert_row(
        tx,
        "providers",
        {
            **values, **search_fields(values), "id": provider_id, "is_available": True, "auto_accept": False,
            "notify_offers": True, "notify_reminders": True, "sound": "bell", "rating_sum": 0, "rating_count": 0,
            "is_active": True, "is_there": True,
        },
    )  # fmt: skip
    _set_skills(tx, provider_id, [Skill(service_id=one) for one in wanted.service_ids])
    _set_zones(tx, provider_id, wanted.zone_ids)
    feed.note(tx, PROVIDER, [provider_id])
    record_audit(tx, "provider.created", "provider", provider_id)
    return provider_id


def edit(tx: Tx, provider_id: UUID, wanted: ProviderPatch | OwnPatch) -> None:
    """What the person who signs in shares (name, telephone, whether they may) changes with it. Raises NotFound,
    VersionConflict, Invalid, and what identity raises for a telephone that is somebody's."""
    changes = given(wanted, MAY_BE_NONE)
    row = locked(tx, provider_id)
    _require_place({**row, **changes})
    if changes.get("lead_id") is not None:
        _require_lead(tx, provider_id, changes["lead_id"])
    if "phone" in changes:
        changes["phone"] = _phone(tx, changes["phone"])
    if {"name", "phone"} & changes.keys():
        changes |= search_fields({**row, **changes})
    if row["user_id"] is not None:
        _edit_person(tx, row, changes)
    _touch(tx, provider_id, changes, "provider.edited", fields=sorted(wanted.model_fields_set))
    presence.judge(tx, provider_id)


def delete(tx: Tx, provider_id: UUID) -> None:
    """Removes a provider. Where missions name them the row stays, with nothing personal left in it.

    Raises NotFound, VersionConflict, and what a higher room raises to keep them (``leaving``)."""
    row = locked(tx, provider_id)
    for ask in leaving:
        ask(tx, provider_id)
    if row["user_id"] is not None:
        set_person_active(tx, row["user_id"], False)
    files.drop_after_commit(tx, repository.files_of(tx, provider_id))
    feed.note(tx, PROVIDER, repository.empty_team(tx, provider_id))
    own_tables = ("provider_skills", "provider_zones", "provider_hours", "absences", "certificates")
    unused = unreferenced(tx, "providers", "r", ignoring=own_tables)
    if not repository.delete(tx, "providers", provider_id, unused):
        repository.forget_details(tx, provider_id)
        nobody: dict[str, Any] = dict.fromkeys(
            ("about", "photo", "latitude", "longitude", "hourly_rate", "callout_fee", "lead_id", "user_id")
        )
        nobody |= {"name": ERASED.get(company(tx).language, ERASED["en"]), "phone": ""}
        nobody |= {"is_active": False, "auto_accept": False, "deleted_at": now()}
        update_row(tx, "providers", provider_id, {**nobody, **search_fields(nobody)})
        presence.judge(tx, provider_id)
    feed.note(tx, PROVIDER, [provider_id])
    record_audit(tx, "provider.deleted", "provider", provider_id)


def set_skills(tx: Tx, provider_id: UUID, skills: Sequence[Skill]) -> None:
    """All that somebody can do. Raises NotFound (a service, too), VersionConflict, Invalid."""
    locked(tx, provider_id)
    _set_skills(tx, provider_id, skills)
    _touch(tx, provider_id, {}, "provider.skills_set", count=len(skills))


def set_zones(tx: Tx, provider_id: UUID, zone_ids: Sequence[UUID]) -> None:
    """All the zones where somebody works. Raises NotFound (a zone, too), VersionConflict."""
    locked(tx, provider_id)
    _set_zones(tx, provider_id, zone_ids)
    _touch(tx, provider_id, {}, "provider.zones_set", count=len(zone_ids))


def set_hours(tx: Tx, provider_id: UUID, hours: Sequence[Hours]) -> None:
    """The whole week of somebody, on the company's clock; nothing means any hour. Raises NotFound, VersionConflict,
    Invalid."""
    locked(tx, provider_id)
    spans = sorted((one.weekday, one.opens, one.closes) for one in hours)
    if any(opens >= closes for _, opens, closes in spans):
        raise Invalid("hours", "hours_reversed")
    for before, after in pairwise(spans):
        if before[0] == after[0] and after[1] < before[2]:
            raise Invalid("hours", "hours_overlap")
    repository.replace_hours(tx, provider_id, spans)
    _touch(tx, provider_id, {}, "provider.hours_set", count=len(spans))


def add_absence(tx: Tx, provider_id: UUID, wanted: AbsenceIn) -> AbsenceOut:
    """Raises NotFound, Invalid."""
    if wanted.last < wanted.first:
        raise Invalid("last", "days_reversed")
    locked(tx, provider_id, versioned=False)
    values = wanted.model_dump()
    values["id"] = wanted.id or new_id()
    insert_row(tx, "absences", {**values, "provider_id": provider_id})
    _touch(tx, provider_id, {}, "provider.absence_added", absence=str(values["id"]))
    presence.judge(tx, provider_id)
    return AbsenceOut(**values)


def remove_absence(tx: Tx, provider_id: UUID, absence_id: UUID) -> None:
    """Raises NotFound."""
    locked(tx, provider_id, versioned=False)
    if repository.delete_owned(tx, "absences", provider_id, absence_id) is None:
        raise NotFound
    _touch(tx, provider_id, {}, "provider.absence_removed", absence=str(absence_id))
    presence.judge(tx, provider_id)


def search_fields(row: dict[str, Any]) -> dict[str, str]:
    return {"name_key": fold(row["name"]), "search_text": fold(f"{row['name']} {row['phone']}")}


def locked(tx: Tx, provider_id: UUID, *, versioned: bool = True) -> dict[str, Any]:
    """The provider's row, for a change. Raises NotFound, VersionConflict."""
    row = find_row(tx, "providers", provider_id, lock=True)
    if row is None or row["deleted_at"] is not None:
        raise NotFound
    if versioned:
        check_version(tx, row["version"])
    return row


def _edit_person(tx: Tx, row: dict[str, Any], changes: dict[str, Any]) -> None:
    user_id = row["user_id"]
    if "name" in changes:
        rename_person(tx, user_id, changes["name"])
    if "phone" in changes:
        set_person_phone(tx, user_id, changes["phone"])
    if changes.get("is_active", row["is_active"]) != row["is_active"]:
        set_person_active(tx, user_id, changes["is_active"])


def _touch(tx: Tx, provider_id: UUID, changes: dict[str, Any], action: str, **details: Any) -> None:
    update_row(tx, "providers", provider_id, changes)
    feed.note(tx, PROVIDER, [provider_id])
    record_audit(tx, action, "provider", provider_id, **details)


def _set_skills(tx: Tx, provider_id: UUID, skills: Sequence[Skill]) -> None:
    levels = {one.service_id: one.level for one in skills}
    if len(levels) != len(skills):
        raise Invalid("skills", "named_twice")
    if len(repository.known(tx, "services", levels)) != len(levels):
        raise NotFound
    repository.replace_skills(tx, provider_id, levels)


def _set_zones(tx: Tx, provider_id: UUID, zone_ids: Sequence[UUID]) -> None:
    wanted = set(zone_ids)
    if len(repository.known(tx, "zones", wanted)) != len(wanted):
        raise NotFound
    repository.replace_zones(tx, provider_id, sorted(wanted))


def _require_place(row: dict[str, Any]) -> None:
    if (row["latitude"] is None) != (row["longitude"] is None):
        raise Invalid("latitude", "place_incomplete")


def _require_lead(tx: Tx, provider_id: UUID, lead_id: UUID | None) -> None:
    """Teams have one level: whoever leads belongs to nobody's. The lead's row is locked against becoming a member."""
    if lead_id is None:
        return
    if lead_id == provider_id:
        raise Invalid("lead_id", "lead_is_oneself")
    lead = find_row(tx, "providers", lead_id, lock=True)
    if lead is None or lead["deleted_at"] is not None:
        raise NotFound
    if lead["lead_id"] is not None:
        raise Invalid("lead_id", "lead_has_a_lead")
    if repository.leads_somebody(tx, provider_id):
        raise Invalid("lead_id", "leads_a_team")


def _phone(tx: Tx, text: str) -> str:
    phone = normalise_phone(text, company(tx).country)
    if phone is None:
        raise Invalid("phone", "phone_invalid")
    return phone
