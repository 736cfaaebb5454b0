"""What a signed-in person is told of themselves and their company."""

from __future__ import annotations

import hashlib

from digiboost.identity import repository
from digiboost.identity.models import DeviceSession, Tenant, User
from digiboost.identity.schemas import Me, OpenedBy, TenantOut, UserOut
from digiboost.identity.sessions import RefreshToken
from digiboost.identity.types import SCOPES, Role
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import NotFound


class Opened:
    """A session as the edge turns it into tokens and a cookie: who acts on it, who opened it. ``token`` is None
    when the cookie stays as it is."""

    def __init__(
        self, session: DeviceSession, token: RefreshToken | None, user: User, opener: User, tenant: Tenant
    ) -> None:
        self.session, self.token, self.user, self.opener, self.tenant = session, token, user, opener, tenant


def company(tx: Tx) -> Tenant:
    """The tenant of this transaction; rooms read its currency, language and time zone here."""
    known: Tenant | None = tx.notes.get("company")
    if known is None:
        known = repository.tenant(tx)
        if known is None:
            raise NotFound
        tx.notes["company"] = known
    return known


def oneself(tx: Tx) -> User:
    """Who acts. Raises NotFound when the system does."""
    user = repository.user(tx, tx.actor.user_id) if tx.actor.user_id else None
    if user is None:
        raise NotFound
    return user


def me(tx: Tx) -> Me:
    user = oneself(tx)
    opener = user if tx.actor.opener_id in {None, user.id} else repository.user(tx, tx.actor.opener_id or user.id)
    return profile(user, opener or user, company(tx))


def profile(user: User, opener: User, tenant: Tenant) -> Me:
    return Me(
        user=user_out(user),
        tenant=tenant_out(tenant),
        permissions=permissions(Role(user.role)),
        opened_by=OpenedBy(id=opener.id, name=opener.full_name),
    )


def tag(shown: Me) -> str:
    """Names what a profile holds: another tag when anything of it changed but the moment somebody was last seen."""
    content = shown.model_dump_json(exclude={"user": {"last_seen_at"}})
    return hashlib.blake2b(content.encode(), digest_size=9, key=shown.user.id.bytes).hexdigest()


def permissions(role: Role) -> list[str]:
    return sorted(SCOPES[role])


def user_out(user: User) -> UserOut:
    return UserOut.model_validate(user, from_attributes=True)


def tenant_out(tenant: Tenant) -> TenantOut:
    return TenantOut.model_validate(tenant, from_attributes=True)
