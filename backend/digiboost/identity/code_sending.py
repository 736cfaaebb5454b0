"""A worker's part of codes that are sent: whose address it is, the message, and that nothing is left afterwards."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from digiboost.channels.types import Channel
from digiboost.identity import audit, repository
from digiboost.identity import codes_repository as stored
from digiboost.identity.codes import HOLDS, WINDOW, code_of
from digiboost.identity.models import User
from digiboost.identity.phones import people_to_tell
from digiboost.identity.types import CodePurpose, Role
from digiboost.identity.wording import OF_PURPOSE
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.settings import get_settings
from digiboost.notifications import service as notifications
from digiboost.notifications.types import Kind, Wanted

Row = dict[str, Any]
AT_ONCE = 200
"""Codes that one look takes up."""


def to_send(tx: Tx, code_id: UUID) -> tuple[Row, list[Row]] | None:
    """A code that waits for a worker, with the companies and people of its address; None when none waits."""
    wanted = stored.code_to_send(tx, code_id, now())
    return None if wanted is None else (wanted, _owners(tx, wanted))


def _owners(tx: Tx, wanted: Row) -> list[Row]:
    if "@" in wanted["address"]:
        return repository.logins_of(tx, wanted["address"])
    return repository.phone_logins(tx, wanted["address"])


def candidate(tx: Tx, wanted: Row, user_id: UUID) -> User | None:
    """The person, if the code may be sent to them in this company's name."""
    user = repository.user(tx, user_id)
    return user if user is not None and _may_have(user, wanted) else None


def first_of(people: list[User]) -> User | None:
    """Who proved the address, before who only gave it."""
    return min(people, key=lambda one: (one.phone_verified_at is None, one.created_at, one.id), default=None)


def nobody_has_it(tx: Tx, code_id: UUID) -> None:
    stored.take_code(tx, code_id, now(), None, None)


def _may_have(user: User, wanted: Row) -> bool:
    if not user.is_active:
        return False
    if "@" in wanted["address"]:
        return bool(user.email == wanted["address"])
    if user.phone != wanted["address"] or user.role == Role.OPERATOR:
        return False
    return user.email is not None or CodePurpose(wanted["purpose"]) is CodePurpose.SIGN_IN


def tell(tx: Tx, code_id: UUID, wanted: Row, user: User) -> bool:
    """False when another worker did."""
    if not stored.take_code(tx, code_id, now(), user.tenant_id, user.id):
        return False
    template = OF_PURPOSE[CodePurpose(wanted["purpose"])]
    # The code before holds no more: what is still on its way of it would only confuse.
    notifications.forget_secrets(tx, user_id=user.id, template=template.code)
    person = next(iter(people_to_tell(tx, (), [user.id])), None)
    if person is None:
        return False
    channel = Channel(wanted["channel"])
    ladder = [channel, Channel.SMS] if channel == Channel.WHATSAPP else [channel]
    notifications.notify(
        tx,
        replace(person, language=wanted["language"] or person.language),
        Wanted(
            Kind.ACCOUNT,
            template.code,
            {
                "code": code_of(code_id),
                "minutes": str(int(HOLDS.total_seconds()) // 60),
                "host": urlsplit(get_settings().public_url).hostname or "",
            },
            key=f"login-code:{code_id}",
            url="",
            urgent=True,
            subject=("login_code", code_id),
            expires_at=wanted["expires_at"],
        ),
        channels=ladder,
    )
    audit.record(tx, "code.sent", "user", user.id, purpose=wanted["purpose"])
    return True


def ended(tx: Tx, code_id: UUID) -> Row | None:
    """A code that was used or is over, while its message still tells it."""
    return stored.ended_code(tx, code_id, now())


def empty(tx: Tx, one: Row) -> None:
    """Nothing is left of a code that ended, in its company's name."""
    notifications.forget_secrets(tx, subject_id=one["id"])
    stored.empty_code(tx, one["id"])


def left_over(tx: Tx) -> tuple[list[UUID], list[Row]]:
    """What a lost wake-up left: codes that nobody sent, messages of codes that ended."""
    at = now()
    return stored.codes_to_send(tx, at, AT_ONCE), stored.codes_that_ended(tx, at, AT_ONCE)


def forget(tx: Tx) -> None:
    at = now()
    stored.forget_codes(tx, at, at - WINDOW)
