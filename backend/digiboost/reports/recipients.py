"""Who is sent a report: people of the company by their id, anybody else by an address."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from digiboost.identity.service import company, people_to_tell
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import Invalid
from digiboost.kernel.i18n import choose_language
from digiboost.kernel.phone import normalise_phone
from digiboost.notifications.types import Recipient
from digiboost.reports import repository
from digiboost.reports.schemas import RecipientIn, RecipientOut

Stored = dict[str, str | None]
"""{user_id} or {name, email, phone}."""


def stored(tx: Tx, wanted: Sequence[RecipientIn]) -> list[Stored]:
    """As they are kept, each once. Raises Invalid for a person who is not on the team, somebody who cannot be
    reached, and what is no telephone number."""
    ids = [one.user_id for one in wanted if one.user_id is not None]
    team = {one.user_id for one in people_to_tell(tx, (), ids)} if ids else set()
    found: list[Stored] = []
    for number, one in enumerate(wanted):
        if one.user_id is not None:
            if one.user_id not in team:
                raise Invalid(f"recipients.{number}.user_id", "recipient_unknown")
            kept: Stored = {"user_id": str(one.user_id)}
        else:
            kept = _other(tx, number, one)
        if all(who(kept) != who(before) for before in found):
            found.append(kept)
    return found


def _other(tx: Tx, number: int, wanted: RecipientIn) -> Stored:
    if wanted.email is None and wanted.phone is None:
        raise Invalid(f"recipients.{number}.email", "recipient_unreachable")
    phone = None if wanted.phone is None else normalise_phone(wanted.phone, company(tx).country)
    if wanted.phone is not None and phone is None:
        raise Invalid(f"recipients.{number}.phone", "phone_invalid")
    return {"name": wanted.name, "email": wanted.email, "phone": phone}


def who(kept: Mapping[str, Any]) -> str:
    """The same person again has the same word; nobody's address is read from it."""
    if kept.get("user_id"):
        return str(kept["user_id"])
    address = f"{(kept.get('email') or '').lower()} {kept.get('phone') or ''}"
    return hashlib.blake2b(address.encode(), digest_size=12).hexdigest()


def reached(tx: Tx, kept: Sequence[Mapping[str, Any]], language: str) -> list[tuple[str, Recipient]]:
    """Each who can be told something now, with the word of who it is; people who left the company are not."""
    tenant = company(tx)
    ids = [UUID(one["user_id"]) for one in kept if one.get("user_id")]
    team = {one.user_id: one for one in people_to_tell(tx, (), ids)} if ids else {}
    found = []
    for one in kept:
        if one.get("user_id"):
            person = team.get(UUID(one["user_id"]))
        else:
            name = one.get("name") or one.get("email") or one.get("phone") or ""
            person = Recipient(
                None, name, choose_language(language), tenant.time_zone, one.get("phone"), one.get("email")
            )
        if person is not None:
            found.append((who(one), person))
    return found


def shown(tx: Tx, rows: Iterable[Sequence[Mapping[str, Any]]]) -> list[list[RecipientOut]]:
    """As they are shown, of several rows at once."""
    whole = list(rows)
    people = repository.people(tx, {UUID(one["user_id"]) for kept in whole for one in kept if one.get("user_id")})

    def out(one: Mapping[str, Any]) -> RecipientOut:
        if not one.get("user_id"):
            name = one.get("name") or one.get("email") or one.get("phone") or ""
            return RecipientOut(user_id=None, name=name, email=one.get("email"), phone=one.get("phone"))
        person = people.get(UUID(one["user_id"]), {})
        return RecipientOut(
            user_id=UUID(one["user_id"]),
            name=person.get("full_name") or "",
            email=person.get("email"),
            phone=person.get("phone"),
        )

    return [[out(one) for one in kept] for kept in whole]
