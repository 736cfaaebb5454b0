"""Identity's door: companies, people, sign-in, invitations."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from digiboost.identity import audit, passwords, repository
from digiboost.identity.codes import ask_code, ask_recovery
from digiboost.identity.errors import AlreadyMember, InvitationInvalid, LastOwner
from digiboost.identity.logo import Logo, logo, remove_logo, set_logo, shown_logo
from digiboost.identity.models import Invitation, Tenant, User
from digiboost.identity.people import (
    add_person,
    add_user,
    leave,
    read_phone,
    rename_person,
    require_power_over,
    set_person_active,
    set_person_phone,
)
from digiboost.identity.phones import (
    code_in,
    confirm_phone,
    forget_links,
    forget_phone,
    keep_phone_login,
    owners_of,
    people_to_tell,
    phone_link,
)
from digiboost.identity.profile import Opened, company, me, oneself, profile, tag, tenant_out, user_out
from digiboost.identity.schemas import (
    AcceptInvitation,
    InvitationCreated,
    InvitationIn,
    Me,
    MePatch,
    PasswordChange,
    SignUp,
    TenantOut,
    TenantPatch,
    UserOut,
    UserPatch,
)
from digiboost.identity.second_factor import (
    begin_second_factor,
    confirm_second_factor,
    end_second_factor,
    second_factor,
)
from digiboost.identity.sessions import SessionCache
from digiboost.identity.shared_phone import act, give_pin, remove_pin, set_pin
from digiboost.identity.signing_in import log_in, log_in_by_code, log_out, open_session, recover, refresh
from digiboost.identity.types import PERSON, SCOPES, Half, Role
from digiboost.identity.wording import TEMPLATES
from digiboost.kernel import changes as feed
from digiboost.kernel.auth import Actor, system_actor
from digiboost.kernel.clock import is_zone, now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import Invalid, NotFound
from digiboost.kernel.http.versions import check_version
from digiboost.kernel.ids import new_id
from digiboost.kernel.money import EXPONENTS
from digiboost.kernel.settings import get_settings

INVITATION_DAYS = 7
REMEMBERED_DAYS = 90
NINEA = re.compile(r"[0-9A-Z]{7,13}")

record_audit = audit.record
companies = repository.companies
__all__ = [
    "TEMPLATES",
    "Logo",
    "Opened",
    "SessionCache",
    "act",
    "add_person",
    "add_user",
    "ask_code",
    "ask_recovery",
    "begin_second_factor",
    "code_in",
    "companies",
    "company",
    "confirm_phone",
    "confirm_second_factor",
    "create_company",
    "end_second_factor",
    "forget_links",
    "give_pin",
    "log_in",
    "log_in_by_code",
    "log_out",
    "logo",
    "me",
    "owners_of",
    "people_to_tell",
    "phone_link",
    "profile",
    "record_audit",
    "recover",
    "refresh",
    "remove_logo",
    "remove_pin",
    "rename_person",
    "second_factor",
    "set_logo",
    "set_person_active",
    "set_person_phone",
    "set_pin",
    "shown_logo",
    "tag",
    "tenant_out",
    "user_out",
]


# -- companies ----------------------------------------------------------------------------------


def create_company(
    tx: Tx,
    wanted: SignUp,
    *,
    tenant_id: UUID | None = None,
    user_id: UUID | None = None,
    role: Role = Role.OWNER,
    halves: Sequence[Half] | None = None,
    address: str | None = None,
) -> User:
    """A tenant with its first person. Raises Invalid for an unknown currency, time zone or phone."""
    if wanted.currency not in EXPONENTS:
        raise Invalid("currency", "currency_unknown")
    if not is_zone(wanted.time_zone):
        raise Invalid("time_zone", "time_zone_unknown")
    phone = read_phone(wanted.phone, wanted.country)
    tx.become(system_actor(tenant_id or new_id()))
    tenant = Tenant(
        id=tx.tenant_id,
        name=wanted.company_name,
        ninea=_ninea(wanted.ninea),
        country=wanted.country,
        currency=wanted.currency,
        currency_exponent=EXPONENTS[wanted.currency],
        language=wanted.language,
        time_zone=wanted.time_zone,
        phone=phone,
        address=address,
        halves=[half.value for half in (wanted.halves if halves is None else halves)],
    )
    tx.session.add(tenant)
    repository.set_clock(tx, wanted.time_zone)
    owner = add_user(
        tx,
        user_id or new_id(),
        wanted.email,
        wanted.full_name,
        role,
        wanted.language,
        wanted.password,
        phone,
    )
    audit.record(tx, "company.created", "tenant", tenant.id)
    return owner


def exists(tx: Tx) -> bool:
    """Whether this transaction's tenant has been created."""
    return repository.tenant(tx) is not None


def active_people(tx: Tx, user_ids: Iterable[UUID]) -> dict[UUID, Actor]:
    """Those of these people who are active in this company, as they would act on the caller's device."""
    session_id, opener_id = tx.actor.session_id, tx.actor.opener_id or tx.actor.user_id
    return {
        row["id"]: Actor(tx.tenant_id, row["id"], row["role"], SCOPES[Role(row["role"])], session_id, opener_id)
        for row in repository.active_people(tx, sorted(user_ids))
    }


def is_known(tx: Tx, email: str) -> bool:
    """Whether this e-mail opens any company."""
    return bool(repository.logins_of(tx, email))


def edit_company(tx: Tx, wanted: TenantPatch) -> TenantOut:
    tenant = company(tx)
    check_version(tx, tenant.version)
    changes = wanted.model_dump(exclude_unset=True)
    for field in ("name", "language", "time_zone", "halves"):
        if field in changes and changes[field] is None:
            raise Invalid(field, "field.missing")
    if changes.get("time_zone") is not None and not is_zone(changes["time_zone"]):
        raise Invalid("time_zone", "time_zone_unknown")
    if "phone" in changes:
        changes["phone"] = read_phone(changes["phone"], tenant.country)
    if "ninea" in changes:
        changes["ninea"] = _ninea(changes["ninea"])
    _apply(tenant, changes)
    if "time_zone" in changes:
        repository.set_clock(tx, tenant.time_zone)
    audit.record(tx, "company.edited", "tenant", tenant.id, fields=sorted(changes))
    tx.session.flush()
    return tenant_out(tenant)


# -- signing in ---------------------------------------------------------------------------------


def sign_up(tx: Tx, wanted: SignUp) -> Opened:
    return open_session(tx, create_company(tx, wanted))


# -- oneself ------------------------------------------------------------------------------------


def edit_me(tx: Tx, wanted: MePatch) -> Me:
    user = oneself(tx)
    check_version(tx, user.version)
    changes = wanted.model_dump(exclude_unset=True)
    for field in ("full_name", "language"):
        if field in changes and changes[field] is None:
            raise Invalid(field, "field.missing")
    if "phone" in changes:
        changes["phone"] = read_phone(changes["phone"], company(tx).country)
    before = user.phone
    if changes.get("phone", before) != before:
        forget_phone(tx, user)
    _apply(user, changes)
    keep_phone_login(tx, user, before)
    audit.record(tx, "user.edited", "user", user.id, fields=sorted(changes))
    feed.note(tx, PERSON, [user.id])
    tx.session.flush()
    return me(tx)


def change_password(tx: Tx, wanted: PasswordChange) -> None:
    """Also ends every other session of this person."""
    user = oneself(tx)
    login = None if user.email is None else repository.login_of_user(tx, user.email)
    if login is None or not passwords.verify_password(wanted.current_password, login.password_hash):
        raise Invalid("current_password", "password_wrong")
    if passwords.is_weak(wanted.new_password):
        raise Invalid("new_password", "password_weak")
    login.password_hash = passwords.hash_password(wanted.new_password)
    login.changed_at = now()
    repository.end_sessions(tx, user.id, "password", now(), keep=tx.actor.session_id)
    audit.record(tx, "password.changed", "user", user.id)


def devices(tx: Tx) -> list[dict[str, Any]]:
    rows = repository.devices(tx, oneself(tx).id, now())
    return [{**row, "current": row["id"] == tx.actor.session_id} for row in rows]


def revoke_device(tx: Tx, session_id: UUID) -> None:
    session = repository.device(tx, session_id)
    if session is None or session.user_id != tx.actor.user_id or session.ended_at is not None:
        raise NotFound
    session.ended_at, session.end_reason = now(), "revoked"
    audit.record(tx, "session.revoked", "session", session_id)


# -- the team -----------------------------------------------------------------------------------


def edit_user(tx: Tx, user_id: UUID, wanted: UserPatch) -> UserOut:
    """Raises RoleNotYours above one's own power, LastOwner when nobody would own the company."""
    user = repository.user(tx, user_id)
    if user is None:
        raise NotFound
    check_version(tx, user.version)
    require_power_over(tx, Role(user.role))
    changes = wanted.model_dump(exclude_unset=True)
    if any(value is None for value in changes.values()):
        raise Invalid(next(name for name, value in changes.items() if value is None), "field.missing")
    if "role" in changes:
        require_power_over(tx, Role(changes["role"]))
    leaves = changes.get("is_active") is False or changes.get("role", Role.OWNER) != Role.OWNER
    if user.role == Role.OWNER and user.is_active and leaves and repository.lock_active_owners(tx) <= 1:
        raise LastOwner
    _apply(user, changes)
    keep_phone_login(tx, user, user.phone)
    if changes.get("is_active") is False:
        leave(tx, user)
    audit.record(tx, "user.edited", "user", user.id, fields=sorted(changes))
    feed.note(tx, PERSON, [user.id])
    tx.session.flush()
    return user_out(user)


def invite(tx: Tx, wanted: InvitationIn) -> InvitationCreated:
    require_power_over(tx, Role(wanted.role))
    if repository.user_by_email(tx, wanted.email) is not None:
        raise AlreadyMember
    secret = secrets.token_urlsafe(24)
    invitation = Invitation(
        tenant_id=tx.tenant_id,
        id=new_id(),
        email=wanted.email,
        role=wanted.role,
        token_hash=hashlib.sha256(secret.encode()).digest(),
        invited_by=tx.actor.user_id,
        expires_at=now() + timedelta(days=INVITATION_DAYS),
    )
    tx.session.add(invitation)
    audit.record(tx, "invitation.created", "invitation", invitation.id, role=wanted.role)
    tx.session.flush()
    token = f"{tx.tenant_id.hex}.{invitation.id.hex}.{secret}"
    return InvitationCreated(
        id=invitation.id,
        email=invitation.email,
        role=Role(invitation.role),
        created_at=invitation.created_at,
        expires_at=invitation.expires_at,
        accepted_at=None,
        revoked_at=None,
        # Behind the hash, the token never reaches a server's log.
        accept_url=f"{get_settings().public_url}/invitation#{token}",
    )


def revoke_invitation(tx: Tx, invitation_id: UUID) -> None:
    invitation = repository.invitation(tx, invitation_id)
    if invitation is None or invitation.accepted_at is not None or invitation.revoked_at is not None:
        raise NotFound
    invitation.revoked_at = now()
    audit.record(tx, "invitation.revoked", "invitation", invitation_id)


def accept_invitation(tx: Tx, wanted: AcceptInvitation) -> Opened:
    parts = wanted.token.split(".")
    try:
        tenant_id, invitation_id = UUID(hex=parts[0]), UUID(hex=parts[1])
        presented = hashlib.sha256(parts[2].encode()).digest()
    except (ValueError, IndexError) as error:
        raise InvitationInvalid from error
    tx.become(system_actor(tenant_id))
    found = repository.invitation(tx, invitation_id)
    if found is None or not hmac.compare_digest(presented, found.token_hash):
        raise InvitationInvalid
    if found.accepted_at is not None or found.revoked_at is not None or found.expires_at <= now():
        raise InvitationInvalid
    if repository.user_by_email(tx, found.email) is not None:
        raise AlreadyMember
    found.accepted_at = now()
    user = add_user(
        tx,
        new_id(),
        found.email,
        wanted.full_name,
        Role(found.role),
        company(tx).language,
        wanted.password,
        None,
    )
    audit.record(tx, "invitation.accepted", "invitation", found.id)
    return open_session(tx, user)


# -- the night ----------------------------------------------------------------------------------


def check_audit(tx: Tx) -> list[str]:
    """What the nightly look at the audit chain finds wrong."""
    broken = audit.first_broken_entry(tx)
    return [] if broken is None else [f"the audit chain is broken at entry {broken}"]


def forget_old(tx: Tx) -> list[str]:
    """Drops sessions and invitations that ended long ago, and idempotent answers older than 90 days."""
    repository.forget_before(tx, now() - timedelta(days=REMEMBERED_DAYS))
    return []


def _apply(row: User | Tenant, changes: dict[str, Any]) -> None:
    for name, value in changes.items():
        setattr(row, name, value)
    if changes:
        row.version += 1


def _ninea(text: str | None) -> str | None:
    if not text:
        return None
    bare = re.sub(r"[\s.-]", "", text).upper()
    if not NINEA.fullmatch(bare):
        raise Invalid("ninea", "ninea_invalid")
    return bare
