"""The people of a company: who joins, is renamed, leaves.

Somebody either has an e-mail and a password, or signs in by a code that is sent to their telephone; they may have both.
"""

from __future__ import annotations

from uuid import UUID

from pydantic import EmailStr, TypeAdapter, ValidationError

from digiboost.identity import audit, passwords, repository
from digiboost.identity.errors import AlreadyMember, PhoneTaken, RoleNotYours
from digiboost.identity.models import Login, User
from digiboost.identity.phones import forget_phone, keep_phone_login
from digiboost.identity.profile import company
from digiboost.identity.schemas import normalise_email
from digiboost.identity.types import MAY_APPOINT, PERSON, Role
from digiboost.kernel import changes
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import Invalid, NotFound
from digiboost.kernel.ids import new_id
from digiboost.kernel.phone import normalise_phone

_EMAIL: TypeAdapter[str] = TypeAdapter(EmailStr)


def add_user(
    tx: Tx,
    user_id: UUID,
    email: str,
    full_name: str,
    role: Role,
    language: str,
    password: str,
    phone: str | None,
) -> User:
    """A person of this company who can sign in with ``password``."""
    if passwords.is_weak(password):
        raise Invalid("password", "password_weak")
    user = User(
        tenant_id=tx.tenant_id,
        id=user_id,
        email=email,
        full_name=full_name,
        role=role,
        language=language,
        phone=phone,
        is_active=True,
        has_password=True,
    )
    tx.session.add(user)
    tx.session.flush()
    give_password(tx, user, email, password)
    keep_phone_login(tx, user, None)
    changes.note(tx, PERSON, [user_id])
    return user


def give_password(tx: Tx, user: User, email: str, password: str) -> None:
    """Also to somebody who had none: from now on ``email`` opens the company for them."""
    hashed = passwords.hash_password(password)
    login = repository.login_of_user(tx, email)
    if login is None:
        tx.session.add(Login(email=email, company_id=tx.tenant_id, user_id=user.id, password_hash=hashed))
    else:
        login.password_hash, login.changed_at = hashed, now()
    user.has_password = True
    tx.session.flush()


def add_person(
    tx: Tx, *, full_name: str, phone: str, email: str | None, role: Role, language: str, user_id: UUID | None = None
) -> UUID:
    """An active person who signs in by a code sent to ``phone``. Raises PhoneTaken when an active person of the company
    has this number, AlreadyMember when somebody has the e-mail, RoleNotYours for a role that whoever acts may not give,
    Invalid for a number or an e-mail that is none."""
    require_power_over(tx, role)
    number = _free_phone(tx, phone, None)
    address = _free_email(tx, email)
    user = User(
        tenant_id=tx.tenant_id,
        id=user_id or new_id(),
        email=address,
        full_name=full_name.strip(),
        role=role,
        language=language,
        phone=number,
        is_active=True,
        has_password=False,
    )
    tx.session.add(user)
    tx.session.flush()
    keep_phone_login(tx, user, None)
    audit.record(tx, "user.added", "user", user.id, role=role)
    changes.note(tx, PERSON, [user.id])
    return user.id


def rename_person(tx: Tx, user_id: UUID, full_name: str) -> None:
    """Raises NotFound, RoleNotYours."""
    user = _of_mine(tx, user_id)
    name = full_name.strip()
    if not name:
        raise Invalid("full_name", "field.missing")
    if name == user.full_name:
        return
    user.full_name = name
    _edited(tx, user, "full_name")


def set_person_phone(tx: Tx, user_id: UUID, phone: str) -> None:
    """Another number, which signs in from now on. Raises NotFound, RoleNotYours, PhoneTaken, Invalid."""
    user = _of_mine(tx, user_id)
    number = _free_phone(tx, phone, user.id)
    before = user.phone
    if number == before:
        return
    forget_phone(tx, user)
    user.phone = number
    keep_phone_login(tx, user, before)
    _edited(tx, user, "phone")


def set_person_active(tx: Tx, user_id: UUID, active: bool) -> None:
    """Lets somebody sign in, or not any more: then their sessions end. Raises NotFound, RoleNotYours, and PhoneTaken
    when their number is an active colleague's by now."""
    user = _of_mine(tx, user_id)
    if user.is_active == active:
        return
    if active and user.phone is not None:
        _free_phone(tx, user.phone, user.id)
    user.is_active = active
    keep_phone_login(tx, user, user.phone)
    if not active:
        leave(tx, user)
    _edited(tx, user, "is_active")


def leave(tx: Tx, user: User) -> None:
    """Whoever was deactivated speaks and acts no more."""
    forget_phone(tx, user)
    repository.end_sessions(tx, user.id, "deactivated", now())
    repository.end_acting(tx, user.id, "deactivated", now())


def require_power_over(tx: Tx, role: Role) -> None:
    """Raises RoleNotYours unless whoever acts may give or take this role; the system may."""
    actor = tx.actor
    if actor.user_id is not None and role not in MAY_APPOINT.get(Role(actor.role), frozenset()):
        raise RoleNotYours


def read_phone(text: str | None, country: str) -> str | None:
    """In E.164. Raises Invalid for what is no number."""
    if not text:
        return None
    phone = normalise_phone(text, country)
    if phone is None:
        raise Invalid("phone", "phone_invalid")
    return phone


def _of_mine(tx: Tx, user_id: UUID) -> User:
    user = repository.user(tx, user_id)
    if user is None:
        raise NotFound
    require_power_over(tx, Role(user.role))
    return user


def _edited(tx: Tx, user: User, field: str) -> None:
    user.version += 1
    audit.record(tx, "user.edited", "user", user.id, fields=[field])
    changes.note(tx, PERSON, [user.id])
    tx.session.flush()


def _free_phone(tx: Tx, text: str, user_id: UUID | None) -> str:
    number = read_phone(text.strip(), company(tx).country)
    if number is None:
        raise Invalid("phone", "phone_invalid")
    if repository.others_with_phone(tx, number, user_id):
        raise PhoneTaken
    return number


def _free_email(tx: Tx, text: str | None) -> str | None:
    if text is None or not text.strip():
        return None
    try:
        address = _EMAIL.validate_python(normalise_email(text))
    except ValidationError as error:
        raise Invalid("email", "email_invalid") from error
    if repository.user_by_email(tx, address) is not None:
        raise AlreadyMember
    return address
