"""Whose telephone it is, proved by a message from it; and whom the company tells something.

A number that somebody typed is where messages go. Only a number from which they sent us a code speaks in their name.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import quote
from uuid import UUID

from digiboost.identity import audit, repository
from digiboost.identity.models import User
from digiboost.identity.profile import company, oneself
from digiboost.identity.schemas import PhoneLinkOut
from digiboost.identity.types import PERSON, SCOPES, Role
from digiboost.kernel import changes
from digiboost.kernel.auth import Actor
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.i18n import Language
from digiboost.kernel.settings import get_settings
from digiboost.notifications.types import Recipient

LINK_MINUTES = 15
LETTERS, DIGITS = "ABCDEFGHJKMNPQRSTVWXYZ", "23456789"
"""Without those that are taken for another: 0 and O, 1, I and L, U."""
CODE_LENGTH = 8
WORD = "Digiboost"
_CODE = re.compile(rf"(?:{WORD}\W*)?([{LETTERS}{DIGITS}]{{{CODE_LENGTH}}})\W*", re.IGNORECASE)


def people_to_tell(tx: Tx, roles: Iterable[str], user_ids: Iterable[UUID] = ()) -> list[Recipient]:
    """The active people with one of these roles, and these people besides, each once; an operator of the platform
    never."""
    rows = repository.people_to_tell(tx, [str(role) for role in roles], list(user_ids))
    if not rows:
        return []
    time_zone = company(tx).time_zone
    return [
        Recipient(row["id"], row["full_name"], language_of(row["language"]), time_zone, row["phone"], row["email"])
        for row in rows
    ]


def language_of(stored: str) -> Language:
    return "en" if stored == "en" else "fr"


# -- proving a telephone ------------------------------------------------------------------------


def phone_link(tx: Tx) -> PhoneLinkOut:
    """A code for whoever acts, shown once; only its hash is kept."""
    user, settings, at = oneself(tx), get_settings(), now()
    code = _new_code()
    expires_at = at + timedelta(minutes=LINK_MINUTES)
    repository.insert_phone_link(tx, _hash(code), user.id, expires_at)
    audit.record(tx, "phone.link_asked", "user", user.id)
    number = settings.whatsapp_number
    text = quote(f"{WORD} {code}")
    return PhoneLinkOut(
        code=code,
        whatsapp_url=None if number is None else f"https://wa.me/{number.lstrip('+')}?text={text}",
        sms_number=settings.sms_number,
        expires_at=expires_at,
    )


def code_in(text: str) -> str | None:
    """The code that a message consists of, with or without our name before it; None when it says something else."""
    found = _CODE.fullmatch(text.strip())
    code = found[1].upper() if found else None
    # A word of eight letters is no code: a code has digits and letters.
    if code is None or code.isalpha() or code.isdigit():
        return None
    return code


def confirm_phone(tx: Tx, code: str, phone: str) -> User | None:
    """Makes ``phone`` the telephone of the person who was shown ``code``, and uses the code up; None when there is no
    such code any more, or its person may not act. For a worker: ``tx`` has no actor yet, and is that person's
    afterwards."""
    link = repository.take_phone_link(tx, _hash(code), now())
    if link is None:
        return None
    tx.become(Actor(link["company_id"], link["user_id"], "", frozenset()))
    user = repository.user(tx, link["user_id"])
    if user is None or not user.is_active:
        return None
    tx.become(Actor(user.tenant_id, user.id, user.role, SCOPES[Role(user.role)]))
    before = user.phone
    if before != phone:
        forget_phone(tx, user)
    user.phone = phone
    keep_phone_login(tx, user, before)
    _prove(tx, user, phone)
    return user


def prove_phone(tx: Tx, user: User, phone: str) -> None:
    """Somebody typed a code that was sent to ``phone``, their number: it is theirs, as after ``confirm_phone``."""
    if user.phone_verified_at is None:
        _prove(tx, user, phone)


def _prove(tx: Tx, user: User, phone: str) -> None:
    for other_id in repository.own_phone(tx, phone, user.id):
        other = repository.user(tx, other_id)
        if other is not None:
            other.phone_verified_at = None
            other.version += 1
            audit.record(tx, "phone.taken_over", "user", other.id, by=str(user.id))
    user.phone_verified_at = now()
    user.version += 1
    audit.record(tx, "phone.verified", "user", user.id)
    changes.note(tx, PERSON, [user.id])
    tx.session.flush()


def forget_phone(tx: Tx, user: User) -> None:
    """What comes from this person's telephone is theirs no more."""
    if user.phone is not None:
        repository.disown_phone(tx, user.phone, user.id)
    user.phone_verified_at = None


def keep_phone_login(tx: Tx, user: User, before: str | None) -> None:
    """Brings up to date who signs in by a code sent to this person's number; ``before`` is the one they had. An
    operator of the platform never signs in by telephone."""
    tx.session.flush()
    if before is not None and before != user.phone:
        repository.close_phone_login(tx, before, user.id)
    if user.phone is None:
        return
    if user.is_active and user.role != Role.OPERATOR:
        repository.open_phone_login(tx, user.phone, user.id)
    else:
        repository.close_phone_login(tx, user.phone, user.id)


def owners_of(tx: Tx, phone: str) -> list[tuple[UUID, UUID]]:
    """(company, person) of each who proved that this telephone is theirs; one person in a company."""
    return [(row["company_id"], row["user_id"]) for row in repository.phone_owners(tx, phone)]


def forget_links(tx: Tx) -> None:
    """Drops the codes that hold no more, for a worker."""
    repository.forget_phone_links(tx, now())


def _new_code() -> str:
    while True:
        code = "".join(secrets.choice(LETTERS + DIGITS) for _ in range(CODE_LENGTH))
        if not code.isalpha() and not code.isdigit():
            return code


def _hash(code: str) -> bytes:
    return hashlib.sha256(code.encode()).digest()
