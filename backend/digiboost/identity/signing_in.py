"""Sessions begin, go on and end: by e-mail and password, by a code, by a new password."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from digiboost.identity import audit, codes, passwords, repository, sessions
from digiboost.identity.errors import (
    ChooseTenant,
    CodeOver,
    InvalidCredentials,
    NoEmail,
    SessionEnded,
    SessionReused,
)
from digiboost.identity.models import DeviceSession, Tenant, User
from digiboost.identity.people import give_password
from digiboost.identity.phones import prove_phone
from digiboost.identity.profile import Opened, company
from digiboost.identity.schemas import CodeLoginIn, LoginIn, NewPasswordIn
from digiboost.identity.second_factor import require_second_factor
from digiboost.identity.sessions import RefreshToken
from digiboost.identity.types import SCOPES, CodePurpose, Role
from digiboost.kernel import changes
from digiboost.kernel.auth import Actor, system_actor
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import Invalid
from digiboost.kernel.settings import get_settings

Member = tuple[User, Tenant]


def log_in(tx: Tx, wanted: LoginIn) -> Opened:
    """Raises InvalidCredentials alike for unknown and wrong, ChooseTenant when several companies open, and what
    ``require_second_factor`` raises."""
    with tx.sibling(None) as other:
        known = repository.logins_of(other, wanted.email)
    if not known:
        passwords.verify_password(wanted.password, passwords.decoy())
        raise InvalidCredentials
    opening = [row for row in known if passwords.verify_password(wanted.password, row["password_hash"])]
    if wanted.tenant_id is not None:
        opening = [row for row in opening if row["company_id"] == wanted.tenant_id]
    people = [person for row in opening if (person := _member(tx, row)) is not None]
    if not people:
        raise InvalidCredentials
    user, _tenant = _chosen(people, wanted.tenant_id)
    require_second_factor(tx, user, wanted.totp)
    tx.become(system_actor(user.tenant_id))
    return open_session(tx, user)


def log_in_by_code(tx: Tx, wanted: CodeLoginIn) -> Opened:
    """Raises CodeWrong and CodeOver, ChooseTenant when several companies open, and what ``require_second_factor``
    raises; the code holds until a session is open."""
    phone = codes.phone_of(wanted)
    code_id = codes.guess(tx, CodePurpose.SIGN_IN, phone, wanted.code)
    user, _tenant = _chosen(_members_of_phone(tx, phone), wanted.tenant_id)
    require_second_factor(tx, user, wanted.totp)
    codes.use(tx, CodePurpose.SIGN_IN, phone, code_id)
    user = _become(tx, user)
    prove_phone(tx, user, phone)
    return open_session(tx, user, days=get_settings().code_session_days)


def recover(tx: Tx, wanted: NewPasswordIn) -> Opened:
    """Sets a new password by a code, ends the other sessions and opens one. Raises Invalid for a weak password, NoEmail
    for who signs in by telephone alone, and what ``log_in_by_code`` raises."""
    if passwords.is_weak(wanted.new_password):
        raise Invalid("new_password", "password_weak")
    address = codes.address_of(wanted)
    code_id = codes.guess(tx, CodePurpose.RECOVERY, address.text, wanted.code)
    members = _members_of_phone(tx, address.text) if address.is_phone else _members_of_email(tx, address.text)
    user, _tenant = _chosen(members, wanted.tenant_id)
    if user.email is None:
        raise NoEmail
    require_second_factor(tx, user, wanted.totp)
    codes.use(tx, CodePurpose.RECOVERY, address.text, code_id)
    user = _become(tx, user)
    if address.is_phone:
        prove_phone(tx, user, address.text)
    give_password(tx, user, user.email or "", wanted.new_password)
    repository.end_sessions(tx, user.id, "password", now())
    repository.end_acting(tx, user.id, "password", now())
    user.version += 1
    audit.record(tx, "password.recovered", "user", user.id)
    changes.note(tx, "person", [user.id])
    return open_session(tx, user)


def _chosen(people: list[Member], tenant_id: UUID | None) -> Member:
    """Raises ChooseTenant when there are several, CodeOver when there is none: then nobody was sent this code."""
    if tenant_id is not None:
        people = [one for one in people if one[1].id == tenant_id]
    if not people:
        raise CodeOver
    if len(people) > 1:
        raise ChooseTenant().expose(tenants=[{"id": str(t.id), "name": t.name} for _, t in people])
    return people[0]


def _members_of_phone(tx: Tx, phone: str) -> list[Member]:
    """One in each company: who proved this number before who only gave it, and then who came first."""
    with tx.sibling(None) as other:
        known = repository.phone_logins(other, phone)
    best: dict[UUID, Member] = {}
    for row in known:
        member = _member(tx, row)
        if member is None or member[0].phone != phone or member[0].role == Role.OPERATOR:
            continue
        before = best.get(member[1].id)
        if before is None or _rank(member[0]) < _rank(before[0]):
            best[member[1].id] = member
    return list(best.values())


def _rank(user: User) -> tuple[Any, ...]:
    return (user.phone_verified_at is None, user.created_at, user.id)


def _members_of_email(tx: Tx, email: str) -> list[Member]:
    with tx.sibling(None) as other:
        known = repository.logins_of(other, email)
    return [member for row in known if (member := _member(tx, row)) is not None]


def _member(tx: Tx, login: dict[str, Any]) -> Member | None:
    """The active person behind a login, read in that company's own transaction."""
    with tx.sibling(system_actor(login["company_id"])) as other:
        user = repository.user(other, login["user_id"])
        tenant = repository.tenant(other)
    return (user, tenant) if user is not None and tenant is not None and user.is_active else None


def _become(tx: Tx, user: User) -> User:
    """From here on the transaction is this person's."""
    tx.become(Actor(user.tenant_id, user.id, user.role, SCOPES[Role(user.role)]))
    return tx.session.merge(user)


def open_session(tx: Tx, user: User, *, days: int | None = None) -> Opened:
    """``days``: how long it lasts from each use on, where that is not a password's session."""
    user = _become(tx, user)
    tx.notes.pop("company", None)
    session, token = sessions.start(tx, user, get_settings(), days)
    audit.record(tx, "session.started", "session", session.id)
    tx.session.flush()
    return Opened(session, token, user, user, company(tx))


def refresh(tx: Tx, cookie: str | None) -> Opened:
    """The next pair of tokens, for whoever acts on the session. Raises SessionEnded, and SessionReused for a token
    that was used up."""
    session, token = _rotate(tx, RefreshToken.parse(cookie))
    user, opener = repository.user(tx, session.actor_id), repository.user(tx, session.user_id)
    if user is None or opener is None or not (user.is_active and opener.is_active):
        raise SessionEnded
    user.last_seen_at = now()
    return Opened(session, token, user, opener, company(tx))


def _rotate(tx: Tx, presented: RefreshToken) -> tuple[DeviceSession, RefreshToken]:
    try:
        return sessions.rotate(tx, presented, get_settings())
    except SessionReused:
        audit.record(tx, "session.reused", "session", presented.session_id)
        raise


def log_out(tx: Tx, cookie: str | None) -> UUID | None:
    """Ends the session of the cookie, if it is one of ours; which one it was."""
    try:
        token = RefreshToken.parse(cookie)
    except SessionEnded:
        return None
    try:
        session, _ = _rotate(tx, token)
    except SessionReused:
        return token.session_id
    except SessionEnded:
        return None
    session.ended_at, session.end_reason = now(), "logout"
    audit.record(tx, "session.ended", "session", token.session_id)
    return token.session_id
